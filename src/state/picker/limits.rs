//! What bounds the return: stock, the shortest and the longest hire, and closing time.

use super::{End, SlotState, SlotView};
use crate::booking::HireLength;
use crate::booking::hours;
use crate::booking::time::{CivilDate, DAY_MS, Instant, Zone};
use crate::state::model::Model;

/// How many days are looked at for the first possible return: places close for holidays, not for longer than a week's
/// hours can tell.
const DAYS_LOOKED_AT: i64 = 14;

/// Why the return times are what they are: the one reason that bounds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnLimit {
    /// From this moment on others have what is wanted.
    Taken(Instant),
    /// A hire is at least so long, ms of wall clock.
    AtLeast(i64),
    /// A hire is at most so long, ms of wall clock.
    AtMost(i64),
    /// A hire is at least and at most so long, ms of wall clock.
    Between(i64, i64),
    /// The place closes, ms of wall clock from midnight.
    Closes(i64),
}

impl Model {
    /// How long a hire of what the picker is open for may be: what suits all of it.
    pub fn hire_length(&self) -> HireLength {
        let mut length = HireLength::ANY;
        for (product, _) in self.needs() {
            if let Some(product) = self.product(&product) {
                length = length.and(product.length);
            }
        }
        length
    }

    /// The first and the last day on which what is picked up then may come back; the first one has times for it.
    pub(super) fn return_days(&self, pickup: Instant) -> Option<(CivilDate, Option<CivilDate>)> {
        let zone = self.zone()?;
        let length = self.hire_length();
        let from = zone.local(pickup);
        let first = from.plus(length.least_ms).date;
        let last = (length.most_ms < i64::MAX).then(|| from.plus(length.most_ms).date);
        for days in 0..DAYS_LOOKED_AT {
            let date = first.plus_days(days);
            let times = hours::times_on(zone, self.hours_here(), date);
            if times.into_iter().any(|at| may_last(zone, length, pickup, at)) {
                return Some((date, last));
            }
        }
        Some((first, last))
    }

    /// From which moment on nothing can come back any more since others have it, as far as that is known.
    pub(super) fn return_blocked(&self, day: CivilDate) -> Option<Instant> {
        self.blocked_from(self.zone()?, &self.needs(), self.trip.pickup?, day)
    }

    /// What bounds the return times of the chosen day.
    pub fn return_limit(&self, slots: &[SlotView]) -> Option<ReturnLimit> {
        let picker = self.picker().filter(|picker| picker.end == End::Return)?;
        let day = picker.return_day?;
        if slots.iter().any(|slot| slot.state == SlotState::Taken) {
            return self.return_blocked(day).map(ReturnLimit::Taken);
        }
        let HireLength { least_ms, most_ms } = self.hire_length();
        match (least_ms > 0, most_ms < i64::MAX) {
            (true, true) => return Some(ReturnLimit::Between(least_ms, most_ms)),
            (true, false) => return Some(ReturnLimit::AtLeast(least_ms)),
            (false, true) => return Some(ReturnLimit::AtMost(most_ms)),
            (false, false) => {}
        }
        // Where it closes in the night the times of the day go on to midnight.
        let closes = self.hours_here()?.on(day).last()?.closes;
        (closes < DAY_MS && !slots.is_empty()).then_some(ReturnLimit::Closes(closes))
    }
}

/// Whether a hire of such a length may be from one moment to another one.
pub(super) fn may_last(zone: &dyn Zone, length: HireLength, pickup: Instant, back: Instant) -> bool {
    back > pickup && length.allows(zone.local(back).wall_ms_since(zone.local(pickup)))
}
