//! Opening hours: wall clock at the location. They bound pick-up and return.

use super::time::{CivilDate, DAY_MS, Instant, LocalTime, MINUTE_MS, Zone};

/// The step between two times that can be chosen, ms.
pub const STEP_MS: i64 = 15 * MINUTE_MS;

/// Open from one time of day to another, both included; ms of wall clock from midnight. `closes` is after `opens`, and
/// beyond 24 h where the place closes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSpan {
    /// When it opens.
    pub opens: i64,
    /// When it closes.
    pub closes: i64,
}

impl OpenSpan {
    /// From the times as a service sends them: `closes` at or before `opens` is on the next day. `None` for times
    /// outside of a day.
    pub fn new(opens: i64, closes: i64) -> Option<Self> {
        if !(0..DAY_MS).contains(&opens) || !(0..=2 * DAY_MS).contains(&closes) {
            return None;
        }
        Some(Self { opens, closes: if closes <= opens { closes + DAY_MS } else { closes } })
    }
}

/// The opening hours of a week, Monday first. A day without spans is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    week: [Vec<OpenSpan>; 7],
}

impl OpeningHours {
    /// The same span every day.
    pub fn daily(span: OpenSpan) -> Self {
        Self { week: std::array::from_fn(|_| vec![span]) }
    }

    /// Seven days, Monday first.
    pub fn weekly(week: [Vec<OpenSpan>; 7]) -> Self {
        Self { week }
    }

    /// The spans that begin on a date.
    pub fn on(&self, date: CivilDate) -> &[OpenSpan] {
        self.week.get(date.weekday()).map_or(&[], Vec::as_slice)
    }

    /// Whether a pick-up or a return is possible at a local time: from opening to closing, both included.
    pub fn is_open(&self, at: LocalTime) -> bool {
        is_within(self.over(at.date), at.of_day_ms)
    }

    /// The spans that begin on a date, and those of the night before as they are on it.
    fn over(&self, date: CivilDate) -> impl Iterator<Item = OpenSpan> + Clone {
        let before = self.on(date.plus_days(-1)).iter();
        let before = before.map(|span| OpenSpan { opens: span.opens - DAY_MS, closes: span.closes - DAY_MS });
        self.on(date).iter().copied().chain(before)
    }
}

fn is_within(mut spans: impl Iterator<Item = OpenSpan>, of_day_ms: i64) -> bool {
    spans.any(|span| span.opens <= of_day_ms && of_day_ms <= span.closes)
}

/// The moments of a date at which something can be picked up or returned, a quarter of an hour apart: within the opening
/// hours, or of the whole day where they are not known. A repeated hour has each of its moments twice, a skipped one none.
pub fn times_on(zone: &dyn Zone, hours: Option<&OpeningHours>, date: CivilDate) -> Vec<Instant> {
    let (start, end) = (zone.start_of(date), zone.start_of(date.plus_days(1)));
    // No zone changes its clock and changes it back within a day: one of 24 hours needs no look at the clock each time.
    let spans = hours.filter(|_| end.since(start) == DAY_MS).map(|hours| hours.over(date));
    let is_open = |hours: &OpeningHours, at: Instant| match &spans {
        Some(spans) => is_within(spans.clone(), at.since(start)),
        None => hours.is_open(zone.local(at)),
    };
    let mut times = Vec::new();
    let mut at = start;
    while at < end {
        if hours.is_none_or(|hours| is_open(hours, at)) {
            times.push(at);
        }
        at = at.plus(STEP_MS);
    }
    times
}

#[cfg(test)]
mod tests {
    use super::super::time::HOUR_MS;
    use super::super::time::testing::{date, local, zone};
    use super::*;

    fn nine_to_five() -> OpeningHours {
        OpeningHours::daily(OpenSpan::new(9 * HOUR_MS, 17 * HOUR_MS).unwrap())
    }

    #[test]
    fn opening_and_closing_time_are_both_open() {
        let hours = nine_to_five();
        assert!(hours.is_open(local("2026-11-28 09:00")));
        assert!(hours.is_open(local("2026-11-28 17:00")));
        assert!(!hours.is_open(local("2026-11-28 08:59")));
        assert!(!hours.is_open(local("2026-11-28 17:01")));
    }

    #[test]
    fn a_place_that_closes_after_midnight_is_open_on_the_next_day() {
        let hours = OpeningHours::daily(OpenSpan::new(18 * HOUR_MS, 2 * HOUR_MS).unwrap());
        assert!(hours.is_open(local("2026-11-28 01:30")));
        assert!(hours.is_open(local("2026-11-28 18:00")));
        assert!(!hours.is_open(local("2026-11-28 02:15")));
    }

    #[test]
    fn a_closed_day_has_no_times() {
        let mut week: [Vec<OpenSpan>; 7] =
            std::array::from_fn(|_| vec![OpenSpan { opens: 0, closes: HOUR_MS }]);
        week[0].clear();
        let hours = OpeningHours::weekly(week);
        let sydney = zone("Australia/Sydney");
        assert!(times_on(&sydney, Some(&hours), date("2026-11-30")).is_empty());
        assert_eq!(times_on(&sydney, Some(&hours), date("2026-12-01")).len(), 5);
    }

    #[test]
    fn wall_clock_hours_hold_on_days_of_23_and_25_hours() {
        let sydney = zone("Australia/Sydney");
        for day in ["2026-10-04", "2026-04-05", "2026-11-28"] {
            let times = times_on(&sydney, Some(&nine_to_five()), date(day));
            assert_eq!(times.len(), 8 * 4 + 1, "{day}");
            assert_eq!(sydney.local(times[0]), date(day).at(9 * HOUR_MS));
        }
        assert_eq!(times_on(&sydney, None, date("2026-10-04")).len(), 23 * 4);
        assert_eq!(times_on(&sydney, None, date("2026-04-05")).len(), 25 * 4);
        assert_eq!(times_on(&zone("Australia/Lord_Howe"), None, date("2026-04-05")).len(), 98);
    }

    #[test]
    fn times_outside_of_a_day_are_no_hours() {
        assert!(OpenSpan::new(-1, 5).is_none());
        assert!(OpenSpan::new(25 * HOUR_MS, 26 * HOUR_MS).is_none());
    }
}
