//! The pages of the calendar: five weeks from the present one on, then one month after the other.

use crate::booking::Days;
use crate::booking::time::{CivilDate, Month};

/// How many weeks the first page has at least.
const FIRST_PAGE_WEEKS: i64 = 5;

/// A page of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The month that the previous and next pages are counted from. The first page also shows days after it.
    pub month: Month,
    /// The days that the page shows.
    pub days: Days,
}

impl Page {
    /// The page of a month. The page of the present month begins with the present week, as earlier days can't be chosen.
    /// It has five weeks, or six if the month reaches into a sixth.
    pub(super) fn of(month: Month, today: CivilDate, first_weekday: usize) -> Self {
        if month != today.month() {
            return Self { month, days: Days { first: month.first(), last: month.last() } };
        }
        let first = week_start(today, first_weekday);
        let last = first.plus_days(7 * FIRST_PAGE_WEEKS - 1);
        // The next page begins with the next month, so this page must reach the end of its own.
        let last = last.max(week_start(month.last(), first_weekday).plus_days(6));
        Self { month, days: Days { first, last } }
    }

    /// The page that shows a day: the first one if it does, else that of its month.
    pub(super) fn with(day: CivilDate, today: CivilDate, first_weekday: usize) -> Self {
        let first_page = Self::of(today.month(), today, first_weekday);
        if first_page.days.contains(day) { first_page } else { Self::of(day.month(), today, first_weekday) }
    }
}

/// The first day of the week that a date is in; `first_weekday` is 0 for Monday.
pub(super) fn week_start(date: CivilDate, first_weekday: usize) -> CivilDate {
    let in_week = (date.weekday() + 7 - first_weekday % 7) % 7;
    date.plus_days(-i64::try_from(in_week).unwrap_or(0))
}
