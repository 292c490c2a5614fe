//! The time picker: which day and time is being chosen. What each may be is in `days` and `slots`, what the customer does
//! in `moves`, and which availability that takes in `wanted`. `pages` says which days the calendar shows, `limits` bounds the
//! return, `quick` has whole hires for one press, and `months` looks further if a page has nothing free.

mod days;
mod limits;
mod months;
mod moves;
mod pages;
mod quick;
mod slots;
mod wanted;

use std::rc::Rc;

use super::load::Load;
use super::model::{Model, Next, Panel};
use super::wants::SlotsKey;
use crate::api::Sample;
use crate::booking::hours::OpenSpan;
use crate::booking::time::{CivilDate, Instant};
use crate::booking::{Interval, Product, ProductId};

pub use days::{DayMark, DayView};
pub use limits::ReturnLimit;
pub use months::NothingFree;
pub(super) use moves::{choose_day, choose_end, choose_slot, choose_window, move_day, move_slot, open};
pub use pages::Page;
pub use quick::{Fit, Quick, QuickChoice};
pub use slots::{SlotState, SlotView, SlotsView};
pub(super) use wanted::wanted_slots;

/// An end of the hire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Pick-up.
    PickUp,
    /// Return.
    Return,
}

/// The time picker while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picker {
    /// The product whose stock it shows; without one, that of the whole cart.
    pub product: Option<ProductId>,
    /// The end that is being chosen.
    pub end: End,
    /// What the calendar shows.
    pub page: Page,
    /// The day that can be reached with the Tab key.
    pub focus_day: CivilDate,
    /// The time that can be reached with the Tab key, where it was moved.
    pub focus_slot: Option<Instant>,
    /// The day of the pick-up.
    pub pickup_day: Option<CivilDate>,
    /// The day of the return.
    pub return_day: Option<CivilDate>,
}

impl Picker {
    /// What opens again where the location is chosen first.
    pub(super) fn next(&self) -> Next {
        Next { end: self.end, product: self.product.clone() }
    }

    /// The day that is chosen for an end.
    pub fn day(&self, end: End) -> Option<CivilDate> {
        match end {
            End::PickUp => self.pickup_day,
            End::Return => self.return_day,
        }
    }
}

/// What must be free: products and how many of each.
type Needs = Vec<(ProductId, u32)>;

impl Model {
    /// The time picker, where it is open.
    pub fn picker(&self) -> Option<&Picker> {
        match &self.panel {
            Panel::Times(picker) => Some(picker),
            _ => None,
        }
    }

    pub(super) fn picker_mut(&mut self) -> Option<&mut Picker> {
        match &mut self.panel {
            Panel::Times(picker) => Some(picker),
            _ => None,
        }
    }

    /// Whether the days that are shown are those of the chosen times.
    pub fn picker_is_settled(&self) -> bool {
        let day = |at: Option<Instant>| at.and_then(|at| self.local(at)).map(|local| local.date);
        self.picker().is_some_and(|picker| {
            picker.pickup_day == day(self.trip.pickup) && picker.return_day == day(self.trip.back)
        })
    }

    /// The product that the picker was opened for.
    pub fn picker_product(&self) -> Option<&Product> {
        self.product(self.picker()?.product.as_ref()?)
    }

    fn needs(&self) -> Needs {
        match self.picker().and_then(|picker| picker.product.as_ref()) {
            Some(product) => vec![(product.clone(), self.cart.quantity(product).max(1))],
            None => self.cart.lines().iter().map(|line| (line.product.clone(), line.quantity)).collect(),
        }
    }

    /// The opening hours of a date at the chosen location; `None` where they are not known.
    pub fn open_spans(&self, date: CivilDate) -> Option<&[OpenSpan]> {
        self.hours_here().map(|hours| hours.on(date))
    }

    /// What is asked of a date at the chosen location, and how far it has come.
    pub(super) fn slots_of(
        &self,
        product: &ProductId,
        interval: Interval,
        date: CivilDate,
    ) -> Option<&(SlotsKey, Load<Rc<Vec<Sample>>>)> {
        let location = self.trip.location.as_ref()?;
        self.slots.iter().find(|(key, _)| key.tells_of(product, location, interval, date))
    }

    pub(super) fn samples(
        &self,
        product: &ProductId,
        interval: Interval,
        date: CivilDate,
    ) -> Option<&[Sample]> {
        self.slots_of(product, interval, date)?.1.value().map(|samples| samples.as_slice())
    }
}
