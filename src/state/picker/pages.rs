//! The pages of the calendar: five weeks from the present one on, then one month after the other.

use crate::booking::Days;
use crate::booking::time::{CivilDate, Month};

/// How many weeks the first page has at least.
const FIRST_PAGE_WEEKS: i64 = 5;

/// A page of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The month from which the customer turns to the one before or after it.
    pub month: Month,
    /// The days that the page shows.
    pub days: Days,
}

impl Page {
    /// The page of a month. That of the present month begins with the present week: nothing can be chosen in the weeks
    /// before it, and at the end of a month hardly anything is left to choose. It goes on into the next month, and is as
    /// high on each day of the month.
    pub(super) fn of(month: Month, today: CivilDate, first_weekday: usize) -> Self {
        if month != today.month() {
            return Self { month, days: Days { first: month.first(), last: month.last() } };
        }
        let first = week_start(today, first_weekday);
        let last = first.plus_days(7 * FIRST_PAGE_WEEKS - 1);
        // The next page begins with the next month: no day is between them.
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
