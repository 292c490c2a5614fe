//! The times of a day, and what each is.

use super::limits::may_last;
use super::{End, Needs, Picker};
use crate::booking::hours::{self, STEP_MS};
use crate::booking::time::{CivilDate, ClockChange, Instant, Zone};
use crate::booking::{FEW, Interval};
use crate::state::load::Failure;
use crate::state::model::Model;

/// What a time of a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// It can be chosen.
    Free,
    /// It can be chosen; so few units are free.
    Few(u32),
    /// Not enough units are free, at that moment or on the way to it.
    Taken,
}

/// A time of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotView {
    /// When.
    pub at: Instant,
    /// What it is.
    pub state: SlotState,
    /// Whether it is the chosen one.
    pub chosen: bool,
    /// Whether the wall clock shows it twice that day, so that it needs its offset.
    pub repeated: bool,
}

/// The times of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotsView {
    /// No day is chosen.
    NoDay,
    /// On their way.
    Loading,
    /// They could not be fetched.
    Failed(Failure),
    /// There are none, or no more of them.
    Empty,
    /// Some.
    Ready(Vec<SlotView>),
}

impl Model {
    /// Whether all is known of some days, each quarter of an hour; `None` while it is on its way.
    pub(super) fn has_quarters(&self, needs: &Needs, days: &[CivilDate]) -> Option<Result<(), Failure>> {
        for (product, _) in needs {
            for date in days {
                let (_, load) = self.slots_of(product, Interval::Quarter, *date)?;
                if let Some(why) = load.failure() {
                    return Some(Err(why));
                }
                load.value()?;
            }
        }
        Some(Ok(()))
    }

    /// The times of the day that is chosen for the end that is being chosen.
    pub fn slots_view(&self, now: Instant) -> SlotsView {
        let Some((picker, zone)) = self.picker().zip(self.zone()) else { return SlotsView::NoDay };
        let Some(day) = picker.day(picker.end) else {
            // Nothing else says that the marks of the days can't be had.
            return self.days_failure().map_or(SlotsView::NoDay, SlotsView::Failed);
        };
        let needs = self.needs();
        match self.has_quarters(&needs, &days_needed(self, picker, zone)) {
            Some(Ok(())) => {}
            Some(Err(why)) => return SlotsView::Failed(why),
            None => return SlotsView::Loading,
        }
        let (hours, length) = (self.hours_here(), self.hire_length());
        let mut times = hours::times_on(zone, hours, day);
        let pickup = self.trip.pickup;
        let chosen = match picker.end {
            End::PickUp => {
                times.retain(|at| *at > now);
                pickup
            }
            End::Return => {
                times.retain(|at| {
                    *at > now && pickup.is_none_or(|pickup| may_last(zone, length, pickup, *at))
                });
                self.trip.back
            }
        };
        if times.is_empty() {
            return SlotsView::Empty;
        }
        let blocked = match (picker.end, pickup) {
            (End::Return, Some(pickup)) => self.blocked_from(zone, &needs, pickup, day),
            _ => None,
        };
        let view = |at: Instant| SlotView {
            at,
            state: match picker.end {
                End::PickUp => self.pickup_state(zone, &needs, at),
                End::Return if blocked.is_some_and(|blocked| at > blocked) => SlotState::Taken,
                End::Return => SlotState::Free,
            },
            chosen: Some(at) == chosen,
            repeated: zone.is_repeated(at),
        };
        SlotsView::Ready(times.into_iter().map(view).collect())
    }

    /// The change of the clock on the day whose times these are, where they meet it: some of them happen twice, or lie
    /// right before or after it.
    pub fn clock_change(&self, slots: &[SlotView]) -> Option<ClockChange> {
        let picker = self.picker()?;
        let change = self.zone()?.change_on(picker.day(picker.end)?)?;
        let meets =
            |slot: &SlotView| slot.repeated || slot.at == change.at || slot.at.plus(STEP_MS) == change.at;
        slots.iter().any(meets).then_some(change)
    }

    /// Whether something of the days is on its way.
    pub fn marks_come(&self) -> bool {
        self.slots.iter().any(|(key, load)| key.interval == Interval::Day && load.is_loading())
    }

    /// Why something of the days could not be fetched.
    fn days_failure(&self) -> Option<Failure> {
        let days = self.slots.iter().filter(|(key, _)| key.interval == Interval::Day);
        days.filter_map(|(_, load)| load.failure()).next()
    }

    /// A pick-up is offered while enough units are free at that moment; where the service is silent of it, too: the
    /// quote decides.
    pub(super) fn pickup_state(&self, zone: &dyn Zone, needs: &Needs, at: Instant) -> SlotState {
        let date = zone.local(at).date;
        let mut fewest: Option<u32> = None;
        for (product, needed) in needs {
            let samples = self.samples(product, Interval::Quarter, date).unwrap_or_default();
            let Some(sample) = samples.iter().find(|sample| sample.start == at) else { continue };
            if sample.count < *needed {
                return SlotState::Taken;
            }
            let left = self.left(product, sample.count);
            fewest = Some(fewest.map_or(left, |fewest| fewest.min(left)));
        }
        // That nothing more can be added needs no saying.
        fewest.filter(|left| (1..=FEW).contains(left)).map_or(SlotState::Free, SlotState::Few)
    }

    /// The time that can be reached with the Tab key: where the customer moved, the chosen one, the first that can be
    /// chosen, or the first.
    pub fn reached_slot(&self, slots: &[SlotView]) -> Option<Instant> {
        let moved_to = self.picker().and_then(|picker| picker.focus_slot);
        let reached = slots
            .iter()
            .find(|slot| Some(slot.at) == moved_to)
            .or_else(|| slots.iter().find(|slot| slot.chosen))
            .or_else(|| slots.iter().find(|slot| slot.state != SlotState::Taken));
        reached.or(slots.first()).map(|slot| slot.at)
    }

    /// The first moment from pick-up on, up to 48 h and to the end of the return day, at which not enough units are
    /// free: nothing can be returned after it.
    pub(super) fn blocked_from(
        &self,
        zone: &dyn Zone,
        needs: &Needs,
        pickup: Instant,
        day: CivilDate,
    ) -> Option<Instant> {
        let first = zone.local(pickup).date;
        let last = day.min(zone.local(pickup.plus(Interval::Quarter.limit_ms())).date);
        let mut blocked: Option<Instant> = None;
        let mut date = first;
        while date <= last {
            for (product, needed) in needs {
                let short = self
                    .samples(product, Interval::Quarter, date)
                    .unwrap_or_default()
                    .iter()
                    .find(|sample| sample.start >= pickup && sample.count < *needed);
                if let Some(sample) = short {
                    blocked = Some(blocked.map_or(sample.start, |blocked| blocked.min(sample.start)));
                }
            }
            date = date.plus_days(1);
        }
        blocked
    }
}

/// The days of which each quarter of an hour must be known for the end that is being chosen.
pub(super) fn days_needed(model: &Model, picker: &Picker, zone: &dyn Zone) -> Vec<CivilDate> {
    let Some(day) = picker.day(picker.end) else { return Vec::new() };
    let pickup = match (picker.end, model.trip.pickup) {
        (End::Return, Some(pickup)) => pickup,
        _ => return vec![day],
    };
    // A return later than 48 h after the pick-up is decided by the quote.
    if zone.start_of(day).since(pickup) >= Interval::Quarter.limit_ms() {
        return Vec::new();
    }
    let mut days = Vec::new();
    let mut date = zone.local(pickup).date;
    while date <= day {
        days.push(date);
        date = date.plus_days(1);
    }
    days
}
