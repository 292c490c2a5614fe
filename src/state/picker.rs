//! The time picker: which day and time is being chosen, what each may be, and which availability that takes.

use super::load::Failure;
use super::model::{Announcement, FocusTarget, Model, Panel};
use super::wants::SlotsKey;
use crate::booking::hours::{self, OpenSpan, STEP_MS};
use crate::booking::time::{CivilDate, ClockChange, HOUR_MS, Instant, Month, Zone};
use crate::booking::{Days, FEW, Interval, Product, ProductId};

use super::action::Move;

/// How far ahead the calendar goes, months.
const MONTHS_AHEAD: i64 = 24;

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
    /// The month that is shown.
    pub month: Month,
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
    /// The day that is chosen for an end.
    pub fn day(&self, end: End) -> Option<CivilDate> {
        match end {
            End::PickUp => self.pickup_day,
            End::Return => self.return_day,
        }
    }
}

/// What a day of the calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayMark {
    /// It can't be chosen: it is past, or before the pick-up.
    Past,
    /// It can't be chosen: closed.
    Closed,
    /// Nothing is known of its stock, or no stock matters.
    Unknown,
    /// Enough is free.
    Free,
    /// Just enough is free.
    Few,
    /// By the service's count nothing is free; against an unknown service that is a hint, so it can be chosen.
    None,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayView {
    /// The date.
    pub date: CivilDate,
    /// What it is.
    pub mark: DayMark,
    /// Whether it is today.
    pub today: bool,
    /// Whether the pick-up is on it.
    pub from: bool,
    /// Whether the return is on it.
    pub to: bool,
    /// Whether it is within the hire.
    pub within: bool,
}

impl DayView {
    /// Whether it can be chosen.
    pub fn can_be_chosen(&self) -> bool {
        !matches!(self.mark, DayMark::Past | DayMark::Closed)
    }
}

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

/// Where the calendar begins.
#[derive(Clone, Copy)]
struct Today {
    /// Today at the location.
    today: CivilDate,
    /// The first day that still has times.
    first: CivilDate,
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

    fn picker_mut(&mut self) -> Option<&mut Picker> {
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

    /// Today at the location, and the first day that still has times: today, or tomorrow once today's are over.
    fn today(&self, now: Instant) -> Option<Today> {
        let zone = self.zone()?;
        let today = zone.local(now).date;
        let hours = self.chosen_location().and_then(|at| at.hours.as_ref());
        let left = hours::times_on(zone, hours, today).into_iter().any(|at| at > now);
        // A day that is closed all along is shown as such.
        let first = if left || self.is_closed(today) { today } else { today.plus_days(1) };
        Some(Today { today, first })
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
        self.chosen_location()?.hours.as_ref().map(|hours| hours.on(date))
    }

    /// The days of the shown month, by week, the first day of the week being `first_weekday` (0 for Monday); `None`
    /// where a week begins before the month or ends after it.
    pub fn weeks(&self, now: Instant, first_weekday: usize) -> Vec<[Option<DayView>; 7]> {
        let Some((picker, calendar)) = self.picker().zip(self.today(now)) else { return Vec::new() };
        let needs = self.needs();
        let (first, last) = (picker.month.first(), picker.month.last());
        let lead = (first.weekday() + 7 - first_weekday % 7) % 7;
        let mut weeks = Vec::new();
        let mut week_start = first.plus_days(-i64::try_from(lead).unwrap_or(0));
        while week_start <= last {
            let mut date = week_start;
            weeks.push(std::array::from_fn(|_| {
                let this = date;
                date = date.plus_days(1);
                (first <= this && this <= last).then(|| self.day_view(picker, &needs, calendar, this))
            }));
            week_start = week_start.plus_days(7);
        }
        weeks
    }

    fn day_view(&self, picker: &Picker, needs: &Needs, calendar: Today, date: CivilDate) -> DayView {
        let (from, to) = (picker.pickup_day, picker.return_day);
        let Today { today, first } = calendar;
        let earliest = match picker.end {
            End::PickUp => first,
            End::Return => from.unwrap_or(first).max(first),
        };
        let mark = if date < earliest {
            DayMark::Past
        } else if self.is_closed(date) {
            DayMark::Closed
        } else if picker.end == End::PickUp {
            self.stock_mark(needs, date)
        } else {
            DayMark::Unknown
        };
        DayView {
            date,
            mark,
            today: date == today,
            from: Some(date) == from,
            to: Some(date) == to,
            within: from.is_some_and(|from| from < date) && to.is_some_and(|to| date < to),
        }
    }

    /// Whether nothing can be picked up or returned on a date. Early hours that belong to the night before count.
    fn is_closed(&self, date: CivilDate) -> bool {
        let Some(hours) = self.chosen_location().and_then(|at| at.hours.as_ref()) else { return false };
        let last_night = date.plus_days(-1);
        let after_midnight = hours.on(last_night).iter().any(|span| span.closes >= 24 * HOUR_MS);
        hours.on(date).is_empty() && !after_midnight
    }

    fn stock_mark(&self, needs: &Needs, date: CivilDate) -> DayMark {
        let Some(zone) = self.zone() else { return DayMark::Unknown };
        let window = Days::one(date).window(zone);
        let spare = needs.iter().map(|(product, needed)| {
            let count = self
                .samples(product, Interval::Day, date)
                .and_then(|samples| {
                    samples.iter().find(|sample| {
                        window.is_some_and(|day| day.start() <= sample.start && sample.start < day.end())
                    })
                })?
                .count;
            Some(if count < *needed { None } else { Some(self.left(product, count)) })
        });
        match spare.collect::<Option<Vec<_>>>().and_then(|spare| spare.into_iter().min()) {
            None => DayMark::Unknown,
            Some(None) => DayMark::None,
            Some(Some(..=FEW)) => DayMark::Few,
            Some(Some(_)) => DayMark::Free,
        }
    }

    fn samples(
        &self,
        product: &ProductId,
        interval: Interval,
        date: CivilDate,
    ) -> Option<&[crate::api::Sample]> {
        let location = self.trip.location.as_ref()?;
        let (_, load) = self.slots.iter().find(|(key, _)| {
            key.product == *product
                && key.location == *location
                && key.interval == interval
                && key.days.contains(date)
        })?;
        load.value().map(|samples| samples.as_slice())
    }

    /// Whether the quarters of an hour of a date are there; `None` while they are on their way.
    fn has_quarters(&self, product: &ProductId, date: CivilDate) -> Option<Result<(), Failure>> {
        let location = self.trip.location.as_ref()?;
        let (_, load) = self.slots.iter().find(|(key, _)| {
            key.product == *product
                && key.location == *location
                && key.interval == Interval::Quarter
                && key.days == Days::one(date)
        })?;
        load.failure().map(Err).or_else(|| load.value().map(|_| Ok(())))
    }

    /// The times of the day that is chosen for the end that is being chosen.
    pub fn slots_view(&self, now: Instant) -> SlotsView {
        let Some((picker, zone)) = self.picker().zip(self.zone()) else { return SlotsView::NoDay };
        let Some(day) = picker.day(picker.end) else { return SlotsView::NoDay };
        let needs = self.needs();
        for (product, _) in &needs {
            for date in days_needed(self, picker, zone) {
                match self.has_quarters(product, date) {
                    Some(Ok(())) => {}
                    Some(Err(why)) => return SlotsView::Failed(why),
                    None => return SlotsView::Loading,
                }
            }
        }
        let hours = self.chosen_location().and_then(|at| at.hours.as_ref());
        let mut times = hours::times_on(zone, hours, day);
        let pickup = self.trip.pickup;
        let chosen = match picker.end {
            End::PickUp => {
                times.retain(|at| *at > now);
                pickup
            }
            End::Return => {
                times.retain(|at| *at > now && pickup.is_none_or(|pickup| *at > pickup));
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

    /// A pick-up is offered while enough units are free at that moment; where the service is silent of it, too: the
    /// quote decides.
    fn pickup_state(&self, zone: &dyn Zone, needs: &Needs, at: Instant) -> SlotState {
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
    fn blocked_from(
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
fn days_needed(model: &Model, picker: &Picker, zone: &dyn Zone) -> Vec<CivilDate> {
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

/// The availability that the open picker shows, most wanted first.
pub(super) fn wanted_slots(model: &Model, now: Instant) -> Vec<SlotsKey> {
    let (Some(picker), Some(zone), Some(location)) =
        (model.picker(), model.zone(), model.trip.location.as_ref())
    else {
        return Vec::new();
    };
    let needs = model.needs();
    let key = |product: &ProductId, interval, days| SlotsKey {
        location: location.clone(),
        product: product.clone(),
        interval,
        days,
    };
    let mut wanted = Vec::new();
    for day in days_needed(model, picker, zone) {
        wanted.extend(needs.iter().map(|(product, _)| key(product, Interval::Quarter, Days::one(day))));
    }
    if picker.end == End::PickUp {
        let first = picker.month.first().max(zone.local(now).date);
        let days = Days { first, last: picker.month.last() };
        for part in days.split(zone, Interval::Day.limit_ms()) {
            wanted.extend(needs.iter().map(|(product, _)| key(product, Interval::Day, part)));
        }
    }
    wanted
}

/// Opens the time picker.
pub(super) fn open(model: &mut Model, end: End, product: Option<ProductId>, now: Instant) {
    let Some(Today { first, .. }) = model.today(now) else { return };
    let day_of = |at: Option<Instant>| at.and_then(|at| model.local(at)).map(|local| local.date);
    let (pickup_day, return_day) = (day_of(model.trip.pickup), day_of(model.trip.back));
    let end = if pickup_day.is_none() { End::PickUp } else { end };
    let shown = match end {
        End::PickUp => pickup_day,
        End::Return => return_day.or(pickup_day),
    };
    let focus_day = shown.unwrap_or(first).max(first);
    model.panel = Panel::Times(Picker {
        product,
        end,
        month: focus_day.month(),
        focus_day,
        focus_slot: None,
        pickup_day,
        return_day,
    });
    model.move_focus(FocusTarget::Day(focus_day));
}

/// Turns to an end of the hire.
pub(super) fn choose_end(model: &mut Model, end: End) {
    if end == End::Return && model.trip.pickup.is_none() {
        return;
    }
    let pickup_day = model.trip.pickup.and_then(|at| model.local(at)).map(|local| local.date);
    let Some(picker) = model.picker_mut() else { return };
    picker.end = end;
    if end == End::Return {
        picker.pickup_day = pickup_day;
        let earliest = picker.pickup_day;
        picker.return_day = picker.return_day.max(earliest);
    }
    picker.focus_slot = None;
    if let Some(day) = picker.day(end) {
        picker.focus_day = day;
        picker.month = day.month();
    }
    model.move_focus(FocusTarget::EndTab(end));
}

/// Moves through the calendar, from the first day on that still has times.
pub(super) fn move_day(model: &mut Model, step: Move, first_weekday: usize, now: Instant) {
    let Some(Today { first, .. }) = model.today(now) else { return };
    let Some(picker) = model.picker_mut() else { return };
    let day = picker.focus_day;
    let in_week = i64::try_from((day.weekday() + 7 - first_weekday % 7) % 7).unwrap_or(0);
    let target = match step {
        Move::By(days) => day.plus_days(days),
        Move::First => day.plus_days(-in_week),
        Move::Last => day.plus_days(6 - in_week),
        Move::Months(months) | Move::ShowMonths(months) => {
            let mut month = day.month();
            for _ in 0..months.unsigned_abs() {
                month = if months < 0 { month.previous() } else { month.next() };
            }
            month.first().plus_days(i64::from(day.day()) - 1).min(month.last())
        }
    };
    let mut last_month = first.month();
    for _ in 0..MONTHS_AHEAD {
        last_month = last_month.next();
    }
    let target = target.clamp(first, last_month.last());
    picker.focus_day = target;
    picker.month = target.month();
    if !matches!(step, Move::ShowMonths(_)) {
        model.move_focus(FocusTarget::Day(target));
    }
}

/// Chooses a day for the end that is being chosen.
pub(super) fn choose_day(model: &mut Model, date: CivilDate, now: Instant) {
    let needs = model.needs();
    let can = model
        .picker()
        .zip(model.today(now))
        .is_some_and(|(picker, calendar)| model.day_view(picker, &needs, calendar, date).can_be_chosen());
    let Some(picker) = model.picker_mut().filter(|_| can) else { return };
    picker.focus_day = date;
    picker.month = date.month();
    picker.focus_slot = None;
    match picker.end {
        End::PickUp => picker.pickup_day = Some(date),
        End::Return => picker.return_day = Some(date),
    }
    model.move_focus(FocusTarget::Day(date));
}

/// Moves through the times of the day.
pub(super) fn move_slot(model: &mut Model, step: Move, now: Instant) {
    let SlotsView::Ready(slots) = model.slots_view(now) else { return };
    let reached = model.reached_slot(&slots);
    let current = slots.iter().position(|slot| Some(slot.at) == reached).unwrap_or(0);
    let last = slots.len().saturating_sub(1);
    let index = match step {
        Move::By(by) => {
            let by_abs = usize::try_from(by.unsigned_abs()).unwrap_or(0);
            if by < 0 { current.saturating_sub(by_abs) } else { current.saturating_add(by_abs).min(last) }
        }
        Move::First => 0,
        Move::Last => last,
        Move::Months(_) | Move::ShowMonths(_) => return,
    };
    let Some(at) = slots.get(index).map(|slot| slot.at) else { return };
    if let Some(picker) = model.picker_mut() {
        picker.focus_slot = Some(at);
    }
    model.move_focus(FocusTarget::Slot(at));
}

/// Chooses a time for the end that is being chosen. A pick-up leads on to the return, a return closes the picker.
pub(super) fn choose_slot(model: &mut Model, at: Instant, now: Instant) {
    let SlotsView::Ready(slots) = model.slots_view(now) else { return };
    let offered = slots.iter().any(|slot| slot.at == at && slot.state != SlotState::Taken);
    let Some(picker) = model.picker().filter(|_| offered).cloned() else { return };
    match picker.end {
        End::PickUp => {
            model.trip.pickup = Some(at);
            model.trip.back = model.trip.back.filter(|back| *back > at);
            if model.trip.back.is_none()
                && let Some(picker) = model.picker_mut()
            {
                picker.return_day = None;
            }
            choose_end(model, End::Return);
            let Some(day) = model.picker().and_then(|picker| picker.return_day) else { return };
            model.say(Announcement::PickupChosen(at));
            model.move_focus(FocusTarget::Day(day));
        }
        End::Return => {
            model.trip.back = Some(at);
            let Some(window) = model.trip.window() else { return };
            model.panel = Panel::Closed;
            match picker.product {
                Some(product) => {
                    if model.cart.quantity(&product) == 0 {
                        model.cart.set(&product, 1);
                    }
                    model.move_focus(FocusTarget::Product(product));
                }
                None => model.move_focus(FocusTarget::TripTime(End::Return)),
            }
            model.say(Announcement::TimesChosen(window));
        }
    }
}
