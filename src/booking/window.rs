//! Windows: half-open spans of elapsed time, and how a longer one is asked for in parts.

use super::time::{CivilDate, HOUR_MS, Instant, Zone};

/// From pick-up to return: `end` is after `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    start: Instant,
    end: Instant,
}

impl Window {
    /// `None` where the end is not after the start.
    pub fn new(start: Instant, end: Instant) -> Option<Self> {
        (end > start).then_some(Self { start, end })
    }

    /// Its first moment.
    pub fn start(self) -> Instant {
        self.start
    }

    /// The first moment after it.
    pub fn end(self) -> Instant {
        self.end
    }

    /// Whether a moment is in it.
    pub fn contains(self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// Elapsed ms.
    pub fn elapsed_ms(self) -> i64 {
        self.end.since(self.start)
    }
}

/// How finely availability is sampled, and how long a window a service answers at it (elapsed time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Interval {
    /// Each quarter of an hour, at most 48 h at a time.
    Quarter,
    /// Each local day, at most 168 h at a time.
    Day,
}

impl Interval {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Quarter => "15m",
            Self::Day => "day",
        }
    }

    /// Reads its name on the wire.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Quarter, Self::Day].into_iter().find(|interval| interval.as_str() == name)
    }

    /// The longest window that a service answers, elapsed ms.
    pub const fn limit_ms(self) -> i64 {
        match self {
            Self::Quarter => 48 * HOUR_MS,
            Self::Day => 168 * HOUR_MS,
        }
    }
}

/// Some whole local days that are asked for in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// The first of them.
    pub first: CivilDate,
    /// The last of them.
    pub last: CivilDate,
}

impl Days {
    /// One day.
    pub fn one(date: CivilDate) -> Self {
        Self { first: date, last: date }
    }

    /// Whether `date` is among them.
    pub fn contains(self, date: CivilDate) -> bool {
        self.first <= date && date <= self.last
    }

    /// Each of them, in order.
    pub fn dates(self) -> impl Iterator<Item = CivilDate> {
        std::iter::successors(Some(self.first), |date| Some(date.plus_days(1)))
            .take_while(move |date| *date <= self.last)
    }

    /// From the first moment of the first day to that of the day after the last.
    pub fn window(self, zone: &dyn Zone) -> Option<Window> {
        Window::new(zone.start_of(self.first), zone.start_of(self.last.plus_days(1)))
    }

    /// These days in parts of whole days, none longer than `limit_ms` of elapsed time: seven local days can be 169 h.
    /// A day longer than the limit stands alone.
    pub fn split(self, zone: &dyn Zone, limit_ms: i64) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut first = self.first;
        while first <= self.last {
            let start = zone.start_of(first);
            let mut last = first;
            while last < self.last && zone.start_of(last.plus_days(2)).since(start) <= limit_ms {
                last = last.plus_days(1);
            }
            parts.push(Self { first, last });
            first = last.plus_days(1);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::testing::{date, zone};
    use super::*;

    #[test]
    fn a_window_ends_after_it_starts() {
        assert!(Window::new(Instant(5), Instant(5)).is_none());
        assert!(Window::new(Instant(5), Instant(4)).is_none());
        assert_eq!(Window::new(Instant(5), Instant(7)).map(Window::elapsed_ms), Some(2));
    }

    #[test]
    fn a_month_is_asked_for_in_parts_of_at_most_a_week_of_elapsed_time() {
        let sydney = zone("Australia/Sydney");
        // The clock goes back on 5 April: the week from 1 April has 169 hours, so its seventh day goes with the next.
        let april = Days { first: date("2026-04-01"), last: date("2026-04-30") };
        let parts = april.split(&sydney, Interval::Day.limit_ms());
        assert_eq!(parts.first(), Some(&Days { first: date("2026-04-01"), last: date("2026-04-06") }));
        for part in &parts {
            assert!(part.window(&sydney).unwrap().elapsed_ms() <= Interval::Day.limit_ms());
        }
        let covered: i64 = parts.iter().map(|part| part.last.days_since(part.first) + 1).sum();
        assert_eq!(covered, 30);
        assert!(parts.windows(2).all(|pair| pair[1].first == pair[0].last.plus_days(1)));
    }

    #[test]
    fn an_interval_is_read_by_its_name_on_the_wire() {
        assert_eq!(Interval::parse("15m"), Some(Interval::Quarter));
        assert_eq!(Interval::parse("day"), Some(Interval::Day));
        assert_eq!(Interval::parse("hour"), None);
    }
}
