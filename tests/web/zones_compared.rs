//! The browser's time zones against the table of chrono-tz: the same answer for every quarter of an hour of 2024 to 2030,
//! from moments to the wall clock and back.

use booking_widget::booking::time::{CivilDate, HOUR_MS, Instant, LocalTime, Resolved};
use booking_widget::i18n::IntlZones;
use booking_widget::state::{ZoneRef, Zones};
use chrono::{
    DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Timelike,
};
use chrono_tz::{GapInfo, Tz};
use wasm_bindgen_test::wasm_bindgen_test;

/// Each quarter of an hour from 1 January 2024 to the end of 2030, as a clock shows it.
fn quarters() -> impl Iterator<Item = NaiveDateTime> {
    let at = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let quarter = move |index| at(2024) + TimeDelta::minutes(15) * index;
    (0..).map(quarter).take_while(move |quarter| *quarter < at(2031))
}

fn instant(at: &DateTime<Tz>) -> Instant {
    Instant(at.timestamp_millis())
}

fn wall(at: NaiveDateTime) -> LocalTime {
    let date = CivilDate::new(at.year(), at.month(), at.day()).unwrap();
    date.at(i64::from(at.num_seconds_from_midnight()) * 1000)
}

/// What the table says of a time of the wall clock.
fn resolved(table: Tz, local: NaiveDateTime) -> Resolved {
    match table.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => Resolved::Once(instant(&at)),
        MappedLocalTime::Ambiguous(first, second) => Resolved::Twice(instant(&first), instant(&second)),
        MappedLocalTime::None => {
            let gap = GapInfo::new(&local, &table).unwrap();
            Resolved::Skipped(instant(&gap.end.unwrap()))
        }
    }
}

/// Asserts that both give the same answers for these quarters of an hour. Gives for how many of them there are two
/// moments on the wall clock, and for how many there is none.
fn same_in_both(name: &str, quarters: impl Iterator<Item = NaiveDateTime>) -> (u32, u32) {
    let (browser, table): (ZoneRef, Tz) = (IntlZones.named(name).unwrap(), name.parse().unwrap());
    let (mut twice, mut skipped) = (0, 0);
    for quarter in quarters {
        let there = table.from_utc_datetime(&quarter);
        let at = instant(&there);
        let offset = i64::from(there.offset().fix().local_minus_utc()) * 1000;
        assert_eq!(browser.offset_ms(at), offset, "the offset of {name} at {quarter} UTC");
        assert_eq!(browser.local(at), wall(there.naive_local()), "{name} at {quarter} UTC");

        let found = browser.resolve(wall(quarter));
        assert_eq!(found, resolved(table, quarter), "{quarter} in {name}");
        match found {
            Resolved::Once(_) => {}
            Resolved::Twice(..) => twice += 1,
            Resolved::Skipped(_) => skipped += 1,
        }
    }
    (twice, skipped)
}

macro_rules! same_in_both {
    ($($test:ident $name:literal $changes:expr)*) => {
        $(
            #[wasm_bindgen_test]
            fn $test() {
                assert_eq!(same_in_both($name, quarters()), $changes);
            }
        )*
    };
}

// In seven years the clock goes back and forward seven times, over four quarters of an hour; on Lord Howe over two.
same_in_both! {
    sydney_is_the_same_in_both "Australia/Sydney" (28, 28)
    lord_howe_is_the_same_in_both "Australia/Lord_Howe" (14, 14)
    new_york_is_the_same_in_both "America/New_York" (28, 28)
    st_johns_is_the_same_in_both "America/St_Johns" (28, 28)
    kathmandu_is_the_same_in_both "Asia/Kathmandu" (0, 0)
    chatham_is_the_same_in_both "Pacific/Chatham" (28, 28)
    london_is_the_same_in_both "Europe/London" (28, 28)
    utc_is_the_same_in_both "UTC" (0, 0)
}

#[wasm_bindgen_test]
fn casablanca_is_the_same_in_both_until_it_gives_up_its_summer_time() {
    let name = "Africa/Casablanca";
    let (browser, table): (ZoneRef, Tz) = (IntlZones.named(name).unwrap(), name.parse().unwrap());
    // The clock goes back on 20 September 2026 for good. Browsers of that autumn know it; the table of chrono-tz 0.10.4,
    // which is that of 2025b, lets it go back for Ramadan only. Where both know it, or neither, there is no exception.
    let last = NaiveDate::from_ymd_opt(2026, 9, 20).unwrap().and_hms_opt(1, 0, 0).unwrap();
    let in_table = table.offset_from_utc_datetime(&last).fix().local_minus_utc() == 0;
    let in_browser = browser.offset_ms(Instant(last.and_utc().timestamp_millis())) == 0;
    if in_table == in_browser {
        let changes = same_in_both(name, quarters());
        assert!(if in_table { changes == (16, 12) } else { changes.0 > 12 && changes.1 > 12 }, "{changes:?}");
        return;
    }
    let twice = last + TimeDelta::hours(1);
    assert_eq!(same_in_both(name, quarters().take_while(|quarter| *quarter < last)), (12, 12));
    for quarter in quarters().skip_while(|quarter| *quarter < last) {
        let at = Instant(quarter.and_utc().timestamp_millis());
        assert_eq!((browser.offset_ms(at), browser.local(at)), (0, wall(quarter)), "{quarter} UTC");
        let found = browser.resolve(wall(quarter));
        if quarter < twice {
            assert_eq!(found, Resolved::Twice(at.plus(-HOUR_MS), at), "{quarter}");
        } else {
            assert_eq!(found, Resolved::Once(at), "{quarter}");
        }
    }
}
