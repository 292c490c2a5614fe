//! Time zones as the browser tells them, against offsets written out here.

use booking_widget::booking::time::{CivilDate, HOUR_MS, Instant, MINUTE_MS, Resolved};
use booking_widget::i18n::{IntlZones, is_locale};
use booking_widget::state::{ZoneRef, Zones};
use wasm_bindgen_test::wasm_bindgen_test;

/// 1 January 2026, 0:00 UTC.
const JANUARY: i64 = 1_767_225_600_000;
/// 1 July 2026, 0:00 UTC.
const JULY: i64 = 1_782_864_000_000;

fn zone(name: &str) -> ZoneRef {
    IntlZones.named(name).unwrap()
}

fn offset_minutes(zone: &ZoneRef, at: i64) -> i64 {
    zone.offset_ms(Instant(at)) / MINUTE_MS
}

#[wasm_bindgen_test]
fn each_zone_has_its_offset_in_january_and_in_july() {
    for (name, january, july) in [
        ("Australia/Sydney", 660, 600),
        ("Australia/Lord_Howe", 660, 630),
        ("America/New_York", -300, -240),
        ("Asia/Kathmandu", 345, 345),
        ("America/St_Johns", -210, -150),
        ("UTC", 0, 0),
    ] {
        let zone = zone(name);
        assert_eq!(zone.name(), name);
        assert_eq!((offset_minutes(&zone, JANUARY), offset_minutes(&zone, JULY)), (january, july), "{name}");
    }
}

#[wasm_bindgen_test]
fn an_offset_changes_at_its_very_millisecond() {
    for (name, change, before, after) in [
        // 5 April and 4 October, 3:00 and 2:00 of the wall clock.
        ("Australia/Sydney", 1_775_318_400_000, 660, 600),
        ("Australia/Sydney", 1_791_043_200_000, 600, 660),
        // The same nights, by half an hour.
        ("Australia/Lord_Howe", 1_775_314_800_000, 660, 630),
        ("Australia/Lord_Howe", 1_791_041_400_000, 630, 660),
        // 8 March and 1 November.
        ("America/New_York", 1_772_953_200_000, -300, -240),
        ("America/New_York", 1_793_512_800_000, -240, -300),
        ("America/St_Johns", 1_772_947_800_000, -210, -150),
        ("America/St_Johns", 1_793_507_400_000, -150, -210),
    ] {
        let zone = zone(name);
        // What was asked before must not stand in for what is asked next.
        for _ in 0..2 {
            assert_eq!(offset_minutes(&zone, change - 1), before, "{name} before {change}");
            assert_eq!(offset_minutes(&zone, change), after, "{name} at {change}");
        }
    }
}

#[wasm_bindgen_test]
fn a_local_time_is_found_once_twice_or_not_at_all() {
    let sydney = zone("Australia/Sydney");
    let (april, october) = (CivilDate::new(2026, 4, 5).unwrap(), CivilDate::new(2026, 10, 4).unwrap());
    let half_past_two = 2 * HOUR_MS + 30 * MINUTE_MS;
    assert_eq!(
        sydney.resolve(april.at(half_past_two)),
        Resolved::Twice(Instant(1_775_316_600_000), Instant(1_775_320_200_000))
    );
    assert_eq!(sydney.resolve(october.at(half_past_two)), Resolved::Skipped(Instant(1_791_043_200_000)));
    assert_eq!(sydney.resolve(april.at(9 * HOUR_MS)), Resolved::Once(Instant(1_775_343_600_000)));
    // The day has 25 hours, the other one 23.
    assert_eq!(sydney.start_of(april.plus_days(1)).since(sydney.start_of(april)), 25 * HOUR_MS);
    assert_eq!(sydney.start_of(october.plus_days(1)).since(sydney.start_of(october)), 23 * HOUR_MS);
}

#[wasm_bindgen_test]
fn lord_howe_repeats_half_an_hour() {
    let zone = zone("Australia/Lord_Howe");
    let change = 1_775_314_800_000;
    // At 2:00 the clock goes back to 1:30: what is before 1:30 happens once.
    assert!(zone.is_repeated(Instant(change)));
    assert!(zone.is_repeated(Instant(change - 15 * MINUTE_MS)));
    assert!(!zone.is_repeated(Instant(change - 45 * MINUTE_MS)));
    assert!(!zone.is_repeated(Instant(change + 30 * MINUTE_MS)));
}

#[wasm_bindgen_test]
fn a_zone_that_the_browser_does_not_know_is_none() {
    for name in ["Australia/Sidney", "", "Mars/Olympus", "9:00", "Sydney\u{0}"] {
        assert!(IntlZones.named(name).is_none(), "{name:?}");
    }
}

#[wasm_bindgen_test]
fn the_browsers_own_zone_has_the_offset_of_its_dates() {
    let zone = IntlZones.local();
    let behind = js_sys::Date::new(&(JULY as f64).into()).get_timezone_offset();
    assert_eq!(offset_minutes(&zone, JULY), -(behind as i64));
    assert!(!zone.name().is_empty());
}

/// The command that runs the tests does so in several zones, and puts the zone into the browser's name.
#[wasm_bindgen_test]
fn the_browser_is_in_the_zone_in_which_it_was_started() {
    let name = web_sys::window().unwrap().navigator().user_agent().unwrap();
    let (_, zone) = name.split_once(" in ").expect("run the tests by `cargo xtask test wasm`");
    assert_eq!(IntlZones.local().name(), zone);
}

#[wasm_bindgen_test]
fn a_language_tag_is_one_that_the_browser_takes() {
    for tag in ["en", "en-AU", "ar", "de-CH-1996", "zh-Hant-TW"] {
        assert!(is_locale(tag), "{tag}");
    }
    for tag in ["e", "en_AU", "english please", "-", "en--AU"] {
        assert!(!is_locale(tag), "{tag}");
    }
}
