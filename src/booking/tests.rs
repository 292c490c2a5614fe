//! Days of 23, 23.5, 24.5 and 25 hours: what the clock shows, what is offered, how long a hire is, what is asked for.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::hours::{OpenSpan, OpeningHours, STEP_MS, times_on};
use super::time::testing::{TzZone, date, local, zone};
use super::time::{CivilDate, DAY_MS, HOUR_MS, Instant, MINUTE_MS, Resolved, Zone};
use super::{Days, Interval};

/// Zones that change their clock: by an hour and by half an hour, in the night, at midnight, and around Ramadan.
const ZONES: [&str; 10] = [
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "America/New_York",
    "America/St_Johns",
    "Pacific/Chatham",
    "Europe/London",
    "Africa/Casablanca",
    "America/Havana",
    "America/Santiago",
    "Asia/Beirut",
];

/// Those in which the customers of the browser tests live, and hire.
const FOUR: [&str; 4] = ["UTC", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe"];

/// The days of 2024 to 2030.
fn days() -> impl Iterator<Item = CivilDate> {
    let first = date("2024-01-01");
    (0..).map(move |days| first.plus_days(days)).take_while(|day| *day < date("2031-01-01"))
}

/// The days of 2024 to 2030 on which the clock changes, with their zones.
static CHANGES: LazyLock<Vec<(&str, CivilDate)>> = LazyLock::new(|| {
    let of = |name| {
        let zone = zone(name);
        days().filter(move |day| zone.change_on(*day).is_some()).map(move |day| (name, day))
    };
    ZONES.into_iter().flat_map(of).collect()
});

fn length(zone: &TzZone, day: CivilDate) -> i64 {
    zone.start_of(day.plus_days(1)).since(zone.start_of(day))
}

/// A day on which the clock changes or one beside it, in one of the zones.
fn near_a_change() -> impl Strategy<Value = (&'static str, CivilDate)> {
    (prop::sample::select(&CHANGES[..]), -2..3_i64)
        .prop_map(|((name, day), days)| (name, day.plus_days(days)))
}

/// Opening hours, on quarters of an hour or not.
fn hours() -> impl Strategy<Value = OpeningHours> {
    let minutes = |to: i64| prop_oneof![(0..to / 15).prop_map(|quarter| quarter * 15), 0..to];
    let span = (minutes(24 * 60), minutes(24 * 60 + 1))
        .prop_filter_map("no span", |(opens, closes)| OpenSpan::new(opens * MINUTE_MS, closes * MINUTE_MS));
    let week = prop::collection::vec(prop::collection::vec(span, 0..3), 7);
    week.prop_map(|week| OpeningHours::weekly(week.try_into().unwrap()))
}

#[test]
fn a_change_of_the_clock_leaves_a_time_out_or_shows_it_twice() {
    for name in ZONES {
        let zone = zone(name);
        let mut changes = 0;
        for day in days() {
            let Some(change) = zone.change_on(day) else {
                assert_eq!(length(&zone, day), DAY_MS, "{name} {day}");
                continue;
            };
            changes += 1;
            let by = change.until - change.from;
            let expected = if change.forward { DAY_MS - by } else { DAY_MS + by };
            assert_eq!(length(&zone, day), expected, "{name} {day}");
            for quarter in (0..DAY_MS / STEP_MS).map(|quarter| quarter * STEP_MS) {
                let changed = change.from <= quarter && quarter < change.until;
                let right = match zone.resolve(day.at(quarter)) {
                    Resolved::Once(_) => !changed,
                    Resolved::Twice(first, second) => {
                        changed && !change.forward && first < change.at && change.at <= second
                    }
                    Resolved::Skipped(after) => changed && change.forward && after == change.at,
                };
                assert!(right, "{name} {day} {} min: {change:?}", quarter / MINUTE_MS);
            }
        }
        // Beirut and the like twice a year; Casablanca as often, by the moon.
        assert!((13..=15).contains(&changes), "{name}: {changes}");
    }
    assert!(days().all(|day| zone("Asia/Kathmandu").change_on(day).is_none()));
}

#[test]
fn the_time_that_is_left_out_or_comes_twice_is_known_to_the_minute() {
    for (name, day, forward, from, until) in [
        ("Australia/Sydney", "2026-10-04", true, "02:00", "03:00"),
        ("Australia/Sydney", "2026-04-05", false, "02:00", "03:00"),
        ("Australia/Lord_Howe", "2026-10-04", true, "02:00", "02:30"),
        ("Australia/Lord_Howe", "2026-04-05", false, "01:30", "02:00"),
        ("America/New_York", "2026-03-08", true, "02:00", "03:00"),
        ("America/New_York", "2026-11-01", false, "01:00", "02:00"),
        ("Pacific/Chatham", "2026-09-27", true, "02:45", "03:45"),
        ("America/Havana", "2026-03-08", true, "00:00", "01:00"),
        ("America/Havana", "2026-11-01", false, "00:00", "01:00"),
        ("America/Santiago", "2026-09-06", true, "00:00", "01:00"),
        ("America/Santiago", "2026-04-04", false, "23:00", "24:00"),
    ] {
        let day = date(day);
        let change = zone(name).change_on(day).unwrap();
        let ms = |text: &str| local(&format!("{day} {text}")).wall_ms_since(day.at(0));
        assert_eq!(
            (change.forward, change.from, change.until),
            (forward, ms(from), ms(until)),
            "{name} {day}"
        );
    }
}

#[test]
fn a_day_has_a_time_for_each_quarter_of_an_hour_that_passes() {
    for (name, day, count) in [
        ("Australia/Sydney", "2026-10-04", 92),
        ("Australia/Sydney", "2026-04-05", 100),
        ("Australia/Lord_Howe", "2026-10-04", 94),
        ("Australia/Lord_Howe", "2026-04-05", 98),
        ("America/New_York", "2026-03-08", 92),
        ("America/New_York", "2026-11-01", 100),
        ("America/Havana", "2026-03-08", 92),
        ("America/Santiago", "2026-04-04", 100),
        ("UTC", "2026-10-04", 96),
    ] {
        assert_eq!(times_on(&zone(name), None, date(day)).len(), count, "{name} {day}");
    }
}

#[test]
fn the_times_of_all_days_follow_each_other_without_gap_or_twin() {
    for name in FOUR {
        let zone = zone(name);
        let mut next = zone.start_of(date("2024-01-01"));
        for day in days() {
            for at in times_on(&zone, None, day) {
                assert_eq!(at, next, "{name} {day}");
                assert_eq!(zone.local(at).date, day, "{name}");
                next = at.plus(STEP_MS);
            }
        }
        assert_eq!(next, zone.start_of(date("2031-01-01")), "{name}");
    }
}

/// The times of a date as texts: `01:45`.
fn texts(name: &str, day: &str, opens: &str, closes: &str) -> Vec<String> {
    let (zone, day) = (zone(name), date(day));
    let of_day = |text: &str| local(&format!("{day} {text}")).of_day_ms;
    let hours = OpeningHours::daily(OpenSpan::new(of_day(opens), of_day(closes)).unwrap());
    let text = |at: Instant| {
        let minutes = zone.local(at).of_day_ms / MINUTE_MS;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    };
    times_on(&zone, Some(&hours), day).into_iter().map(text).collect()
}

#[test]
fn a_place_that_closes_in_the_hour_that_is_left_out_closes_before_it() {
    let times = texts("Australia/Sydney", "2026-10-04", "01:00", "02:30");
    assert_eq!(times, ["01:00", "01:15", "01:30", "01:45"]);
    let times = texts("Australia/Lord_Howe", "2026-10-04", "01:30", "02:15");
    assert_eq!(times, ["01:30", "01:45"]);
}

#[test]
fn a_place_that_opens_in_the_hour_that_is_left_out_opens_after_it() {
    assert_eq!(texts("Australia/Sydney", "2026-10-04", "02:30", "03:15"), ["03:00", "03:15"]);
    assert_eq!(texts("Australia/Lord_Howe", "2026-10-04", "02:15", "03:00"), ["02:30", "02:45", "03:00"]);
    // And one that is open in that hour only has nothing to offer.
    assert_eq!(texts("Australia/Sydney", "2026-10-04", "02:15", "02:45"), Vec::<String>::new());
}

#[test]
fn hours_within_the_hour_that_comes_twice_come_twice() {
    // Open whenever the clock shows an open time: it closes, and the clock goes back to before closing time.
    let times = texts("Australia/Sydney", "2026-04-05", "01:45", "02:30");
    assert_eq!(times, ["01:45", "02:00", "02:15", "02:30", "02:00", "02:15", "02:30"]);
    let times = texts("Australia/Sydney", "2026-04-05", "02:30", "03:15");
    assert_eq!(times, ["02:30", "02:45", "02:30", "02:45", "03:00", "03:15"]);
    let times = texts("Australia/Lord_Howe", "2026-04-05", "01:15", "01:45");
    assert_eq!(times, ["01:15", "01:30", "01:45", "01:30", "01:45"]);
}

#[test]
fn the_last_hours_of_the_night_before_are_wall_clock_too() {
    let zone = zone("America/New_York");
    // Saturday from 18:00, to 2:30 in the night to Sunday: on 8 March there is no 2:30.
    let mut week: [Vec<OpenSpan>; 7] = Default::default();
    week[5].push(OpenSpan::new(18 * HOUR_MS, 2 * HOUR_MS + 30 * MINUTE_MS).unwrap());
    let hours = OpeningHours::weekly(week);
    for (day, count) in [("2026-03-07", 24), ("2026-03-08", 8), ("2026-10-31", 24), ("2026-11-01", 15)] {
        assert_eq!(times_on(&zone, Some(&hours), date(day)).len(), count, "{day}");
    }
}

#[test]
fn a_week_is_as_many_questions_as_its_elapsed_time_takes() {
    for (name, first, last, interval, lengths) in [
        // Seven days of 169, 168.5, 167.5 and 167 h.
        ("Australia/Sydney", "2026-03-30", "2026-04-05", Interval::Day, vec![6, 1]),
        ("Australia/Lord_Howe", "2026-03-30", "2026-04-05", Interval::Day, vec![6, 1]),
        ("Australia/Lord_Howe", "2026-09-28", "2026-10-04", Interval::Day, vec![7]),
        ("America/New_York", "2026-03-02", "2026-03-09", Interval::Day, vec![7, 1]),
        ("America/New_York", "2026-10-26", "2026-11-01", Interval::Day, vec![6, 1]),
        ("UTC", "2026-10-26", "2026-11-01", Interval::Day, vec![7]),
        // Two days of 49, 48.5, 47.5 and 47 h.
        ("Australia/Sydney", "2026-04-04", "2026-04-05", Interval::Quarter, vec![1, 1]),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-06", Interval::Quarter, vec![1, 1]),
        ("Australia/Lord_Howe", "2026-10-03", "2026-10-04", Interval::Quarter, vec![2]),
        ("America/New_York", "2026-03-08", "2026-03-09", Interval::Quarter, vec![2]),
    ] {
        let days = Days { first: date(first), last: date(last) };
        let parts = days.split(&zone(name), interval.limit_ms());
        let found: Vec<_> = parts.iter().map(|part| part.last.days_since(part.first) + 1).collect();
        assert_eq!(found, lengths, "{name} {first}");
    }
}

proptest! {
    /// The judge goes from the wall clock to the moments; the code under test from the moments to the wall clock.
    #[test]
    fn open_times_are_the_moments_at_which_the_clock_shows_an_open_time(
        (name, day) in near_a_change(),
        hours in hours(),
    ) {
        let zone = zone(name);
        let yesterday = day.plus_days(-1);
        let is_open = |of_day: i64| {
            hours.on(day).iter().any(|span| (span.opens..=span.closes).contains(&of_day))
                || hours.on(yesterday).iter().any(|span| span.closes >= of_day + DAY_MS)
        };
        let mut expected: Vec<Instant> = (0..DAY_MS / STEP_MS)
            .map(|quarter| quarter * STEP_MS)
            .filter(|of_day| is_open(*of_day))
            .flat_map(|of_day| match zone.resolve(day.at(of_day)) {
                Resolved::Once(at) => vec![at],
                Resolved::Twice(first, second) => vec![first, second],
                Resolved::Skipped(_) => vec![],
            })
            .collect();
        expected.sort_unstable();
        prop_assert_eq!(times_on(&zone, Some(&hours), day), expected);
    }

    #[test]
    fn from_a_time_to_the_same_on_another_day_are_whole_days_whatever_the_clock_does(
        (name, day) in near_a_change(),
        quarter in 0..96_i64,
        days in 0..10_i64,
    ) {
        let zone = zone(name);
        let (from, until) = (day.at(quarter * STEP_MS), day.plus_days(days).at(quarter * STEP_MS));
        let (start, end) = (zone.resolve(from), zone.resolve(until));
        prop_assume!(!matches!(start, Resolved::Skipped(_)) && !matches!(end, Resolved::Skipped(_)));
        let (start, end) = (start.earliest(), end.earliest());
        prop_assert_eq!(zone.local(end).wall_ms_since(zone.local(start)), days * DAY_MS);
        // What passes meanwhile is as much more or less as the clock was changed by.
        let changed = zone.offset_ms(end) - zone.offset_ms(start);
        prop_assert_eq!(end.since(start), days * DAY_MS - changed);
    }

    #[test]
    fn parts_cover_all_days_once_and_each_is_as_long_as_may_be(
        (name, first) in near_a_change(),
        ahead in 0..70_i64,
        count in 0..70_i64,
        interval in prop::sample::select(vec![Interval::Quarter, Interval::Day]),
    ) {
        let zone = zone(name);
        let first = first.plus_days(-ahead);
        let days = Days { first, last: first.plus_days(count) };
        let limit = interval.limit_ms();
        let parts = days.split(&zone, limit);
        let mut next = first;
        for part in &parts {
            prop_assert_eq!(part.first, next);
            next = part.last.plus_days(1);
            prop_assert!(part.window(&zone).unwrap().elapsed_ms() <= limit);
            let longer = Days { last: next, ..*part }.window(&zone).unwrap().elapsed_ms();
            prop_assert!(part.last == days.last || longer > limit);
        }
        prop_assert_eq!(next, days.last.plus_days(1));
    }
}
