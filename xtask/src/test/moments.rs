//! Moments at which looking for days ahead goes wrong: the ends of months and years, changes of the clock, closing time,
//! midnight.

use std::time::{SystemTime, UNIX_EPOCH};

/// A moment, and where the customer's device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// RFC 3339.
    pub(super) at: &'static str,
    pub(super) zone: &'static str,
    pub(super) name: &'static str,
}

/// When all other tests take place: a Wednesday morning in Sydney, some weeks before the clock changes there.
pub(crate) const DEFAULT: &str = "2026-09-16T10:32:00+10:00";

/// How many of them are part of the whole run.
const OF_EACH_RUN: usize = 2;

const fn moment(name: &'static str, at: &'static str, zone: &'static str) -> Moment {
    Moment { at, zone, name }
}

const SYDNEY: &str = "Australia/Sydney";
const LORD_HOWE: &str = "Australia/Lord_Howe";
const NEW_YORK: &str = "America/New_York";

/// In Sydney, where the sample company is, unless the name says so.
pub(super) const MOMENTS: [Moment; 12] = [
    moment("the last day of a month", "2026-11-30T10:32:00+11:00", SYDNEY),
    moment("31 December", "2026-12-31T10:32:00+11:00", "UTC"),
    moment("28 February, a Sunday", "2027-02-28T10:32:00+11:00", LORD_HOWE),
    moment("29 February", "2028-02-29T10:32:00+11:00", NEW_YORK),
    moment("ten minutes before the clock goes forward", "2026-10-04T01:50:00+10:00", SYDNEY),
    moment("the first of two hours from 2:00 to 3:00", "2027-04-04T02:20:00+11:00", SYDNEY),
    moment("ten minutes before New York's clock goes forward", "2027-03-14T01:50:00-05:00", NEW_YORK),
    moment("the first of New York's two hours from 1:00 to 2:00", "2026-11-01T01:20:00-04:00", NEW_YORK),
    moment("Saturday before closing", "2026-11-28T16:20:00+11:00", LORD_HOWE),
    moment("Saturday after closing", "2026-11-28T17:20:00+11:00", "UTC"),
    moment("Friday 23:50", "2026-11-27T23:50:00+11:00", LORD_HOWE),
    moment("Saturday 0:05", "2026-11-28T00:05:00+11:00", NEW_YORK),
];

/// The moments of today's whole run. Each moment has its turn within six days.
pub(super) fn of_today() -> [Moment; OF_EACH_RUN] {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    of_day(usize::try_from(since.as_secs() / (24 * 60 * 60)).unwrap_or(0))
}

fn of_day(day: usize) -> [Moment; OF_EACH_RUN] {
    let turns = MOMENTS.len() / OF_EACH_RUN;
    // Two that are far apart in the list are unlike each other.
    std::array::from_fn(|index| MOMENTS.get(day % turns + index * turns).copied().unwrap_or(MOMENTS[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_moment_has_its_turn_within_six_days() {
        let seen: Vec<Moment> = (20_000..20_006).flat_map(of_day).collect();
        assert!(MOMENTS.iter().all(|moment| seen.contains(moment)));
        assert_eq!(seen.len(), MOMENTS.len());
    }
}
