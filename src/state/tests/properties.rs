//! What holds whatever comes: clocks lead there and back.

use proptest::prelude::*;

use super::*;
use crate::booking::testing::cases;
use crate::booking::time::Resolved;

fn zones() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "America/New_York",
        "Asia/Kathmandu",
        "UTC",
    ])
}

/// 2020 to 2040.
fn moments() -> impl Strategy<Value = Instant> {
    (1_577_836_800_000_i64..2_208_988_800_000).prop_map(Instant)
}

/// Moments within a day of a change of the clock in Sydney, Lord Howe or New York.
fn moments_at_a_change() -> impl Strategy<Value = Instant> {
    let changes =
        ["2026-04-05 03:00", "2026-10-04 03:00", "2027-04-04 03:00", "2026-03-08 18:00", "2026-11-01 17:00"];
    (prop::sample::select(changes.to_vec()), -DAY_MS..DAY_MS).prop_map(|(change, ms)| at(change).plus(ms))
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_local_time_leads_back_to_its_moment(
        name in zones(),
        moment in prop_oneof![moments(), moments_at_a_change()],
    ) {
        let zone = zone(name);
        match zone.resolve(zone.local(moment)) {
            Resolved::Once(found) => prop_assert_eq!(found, moment),
            Resolved::Twice(first, second) => {
                prop_assert!(first < second);
                prop_assert!(moment == first || moment == second);
                prop_assert!(zone.is_repeated(moment));
            }
            Resolved::Skipped(_) => prop_assert!(false, "what the clock shows is not skipped"),
        }
    }

    #[test]
    fn a_local_time_that_is_skipped_leads_to_the_first_moment_after_the_gap(
        name in zones(),
        moment in prop_oneof![moments(), moments_at_a_change()],
        ahead in 0..2 * HOUR_MS,
    ) {
        let zone = zone(name);
        let here = zone.local(moment);
        let wanted = here.date.at(here.of_day_ms + ahead);
        if let Resolved::Skipped(after) = zone.resolve(wanted) {
            prop_assert!(zone.local(after) > wanted);
            prop_assert!(zone.local(after.plus(-1)) < wanted);
        }
    }

    #[test]
    fn the_days_of_a_zone_follow_each_other_without_a_gap(name in zones(), moment in moments()) {
        let zone = zone(name);
        let day = zone.local(moment).date;
        let (start, end) = (zone.start_of(day), zone.start_of(day.plus_days(1)));
        prop_assert!(start <= moment && moment < end);
        prop_assert!((23 * HOUR_MS..=25 * HOUR_MS).contains(&end.since(start)));
    }
}
