//! The next month that has something free, if the shown page has nothing.

use super::days::Today;
use super::moves::last_month;
use super::{DayMark, End, Needs};
use crate::booking::time::{CivilDate, Instant, Month};
use crate::booking::{Days, Interval};
use crate::state::model::Model;

/// How many months after the shown page are looked at.
const MONTHS_LOOKED_AT: usize = 6;

/// What is said if nothing is free on the shown page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingFree {
    /// The next months are being looked at.
    Looking,
    /// The first day on which something is free.
    Next(CivilDate),
    /// There is nothing until the end of this month.
    Until(Month),
}

/// What is known of some days.
enum Known {
    /// The first day that may be had.
    Free(CivilDate),
    /// There is none.
    Nothing,
    /// That is not known yet.
    Asked,
    /// It can't be known.
    Failed,
}

impl Model {
    /// If nothing is free on the shown page: what there is after it.
    pub fn nothing_free(&self, now: Instant) -> Option<NothingFree> {
        Some(self.look_further(now)?.0)
    }

    /// If nothing is free on the shown page, what there is after it, and the months that have to be known for it: one
    /// after the other, as far as it takes.
    pub(super) fn look_further(&self, now: Instant) -> Option<(NothingFree, Vec<Month>)> {
        let picker = self.picker().filter(|picker| picker.end == End::PickUp)?;
        let Today { first, .. } = self.today(now)?;
        let needs = self.needs();
        if needs.is_empty() || !matches!(self.known(&needs, picker.page.days, first), Known::Nothing) {
            return None;
        }
        let mut known = picker.page.month;
        let mut months = Vec::new();
        for _ in 0..MONTHS_LOOKED_AT {
            let month = known.next();
            if month > last_month(first) {
                break;
            }
            months.push(month);
            match self.known(&needs, Days { first: month.first(), last: month.last() }, first) {
                Known::Free(day) => return Some((NothingFree::Next(day), months)),
                Known::Asked => return Some((NothingFree::Looking, months)),
                Known::Failed => break,
                Known::Nothing => known = month,
            }
        }
        Some((NothingFree::Until(known), months))
    }

    fn known(&self, needs: &Needs, days: Days, first: CivilDate) -> Known {
        let mut date = days.first.max(first);
        while date <= days.last {
            if !self.is_closed(date) {
                for (product, _) in needs {
                    match self.slots_of(product, Interval::Day, date) {
                        Some((_, load)) if load.failure().is_some() => return Known::Failed,
                        Some((_, load)) if load.value().is_some() => {}
                        _ => return Known::Asked,
                    }
                }
                // Where the service is silent of a day it can be chosen, and the quote decides.
                if self.stock_mark(needs, date) != DayMark::None {
                    return Known::Free(date);
                }
            }
            date = date.plus_days(1);
        }
        Known::Nothing
    }
}
