//! What the customer does in the time picker.

use super::days::Today;
use super::limits::may_last;
use super::pages::{Page, week_start};
use super::{End, Picker, SlotState, SlotsView};
use crate::booking::time::{CivilDate, Instant, Month};
use crate::booking::{ProductId, Window};
use crate::state::action::Move;
use crate::state::env::Env;
use crate::state::model::{Announcement, FocusTarget, Model, Panel};

/// How far ahead the calendar goes, months.
const MONTHS_AHEAD: i64 = 24;

/// Opens the time picker.
pub(in crate::state) fn open(model: &mut Model, end: End, product: Option<ProductId>, env: &Env<'_>) {
    let Some(Today { today, first }) = model.today(env.now) else { return };
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
        page: Page::with(focus_day, today, env.first_weekday),
        focus_day,
        focus_slot: None,
        pickup_day,
        return_day,
    });
    model.move_focus(FocusTarget::Day(focus_day));
}

/// Turns to an end of the hire.
pub(in crate::state) fn choose_end(model: &mut Model, end: End, env: &Env<'_>) {
    if end == End::Return && model.trip.pickup.is_none() {
        return;
    }
    let Some(Today { today, .. }) = model.today(env.now) else { return };
    let pickup_day = model.trip.pickup.and_then(|at| model.local(at)).map(|local| local.date);
    let earliest = model.trip.pickup.and_then(|pickup| model.return_days(pickup)).map(|(first, _)| first);
    let Some(picker) = model.picker_mut() else { return };
    picker.end = end;
    if end == End::Return {
        picker.pickup_day = pickup_day;
        picker.return_day = picker.return_day.max(earliest);
    }
    picker.focus_slot = None;
    if let Some(day) = picker.day(end) {
        picker.focus_day = day;
        picker.show(day, today, env);
    }
    model.move_focus(FocusTarget::EndTab(end));
}

/// The last month of the calendar, by the first day on that still has times.
pub(super) fn last_month(first: CivilDate) -> Month {
    months_after(first.month(), MONTHS_AHEAD)
}

fn months_after(mut month: Month, months: i64) -> Month {
    for _ in 0..months.unsigned_abs() {
        month = if months < 0 { month.previous() } else { month.next() };
    }
    month
}

/// The day of a month with the number that `day` has in its own, or the last one.
fn same_day_of(day: CivilDate, month: Month) -> CivilDate {
    month.first().plus_days(i64::from(day.day()) - 1).min(month.last())
}

impl Picker {
    /// Turns to the page of a day, unless the page that is shown has it.
    fn show(&mut self, day: CivilDate, today: CivilDate, env: &Env<'_>) {
        if !self.page.days.contains(day) {
            self.page = Page::with(day, today, env.first_weekday);
        }
    }
}

/// Moves through the calendar, from the first day on that still has times.
pub(in crate::state) fn move_day(model: &mut Model, step: Move, env: &Env<'_>) {
    let Some(Today { today, first }) = model.today(env.now) else { return };
    let Some(picker) = model.picker_mut() else { return };
    let day = picker.focus_day;
    let last = last_month(first);
    let turn = |from: Month, months| {
        let month = months_after(from, months);
        (same_day_of(day, month), Some(month.clamp(today.month(), last)))
    };
    let (target, turned) = match step {
        Move::By(days) => (day.plus_days(days), None),
        Move::First => (week_start(day, env.first_weekday), None),
        Move::Last => (week_start(day, env.first_weekday).plus_days(6), None),
        Move::Months(months) => turn(day.month(), months),
        // The first page shows days of the next month, too.
        Move::ShowMonths(months) => turn(picker.page.month, months),
    };
    let target = target.clamp(first, last.last());
    picker.focus_day = target;
    match turned {
        Some(month) => picker.page = Page::of(month, today, env.first_weekday),
        None => picker.show(target, today, env),
    }
    if !matches!(step, Move::ShowMonths(_)) {
        model.move_focus(FocusTarget::Day(target));
    }
}

/// Chooses a day for the end that is being chosen.
pub(in crate::state) fn choose_day(model: &mut Model, date: CivilDate, env: &Env<'_>) {
    let Some(Today { today, .. }) = model.today(env.now) else { return };
    let needs = model.needs();
    let can = model
        .picker()
        .and_then(|picker| Some((picker, model.reach(picker, env.now)?)))
        .is_some_and(|(picker, reach)| model.day_view(picker, &needs, reach, date).can_be_chosen());
    let Some(picker) = model.picker_mut().filter(|_| can) else { return };
    picker.focus_day = date;
    picker.show(date, today, env);
    picker.focus_slot = None;
    match picker.end {
        End::PickUp => picker.pickup_day = Some(date),
        End::Return => picker.return_day = Some(date),
    }
    model.move_focus(FocusTarget::Day(date));
}

/// Moves through the times of the day.
pub(in crate::state) fn move_slot(model: &mut Model, step: Move, now: Instant) {
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
pub(in crate::state) fn choose_slot(model: &mut Model, at: Instant, env: &Env<'_>) {
    let SlotsView::Ready(slots) = model.slots_view(env.now) else { return };
    let offered = slots.iter().any(|slot| slot.at == at && slot.state != SlotState::Taken);
    let Some(picker) = model.picker().filter(|_| offered).cloned() else { return };
    match picker.end {
        End::PickUp => {
            model.trip.pickup = Some(at);
            let length = model.hire_length();
            let may_last =
                |back: &Instant| model.zone().is_some_and(|zone| may_last(zone, length, at, *back));
            model.trip.back = model.trip.back.filter(may_last);
            if model.trip.back.is_none()
                && let Some(picker) = model.picker_mut()
            {
                picker.return_day = None;
            }
            choose_end(model, End::Return, env);
            let Some(day) = model.picker().and_then(|picker| picker.return_day) else { return };
            model.say(Announcement::PickupChosen(at));
            model.move_focus(FocusTarget::Day(day));
        }
        End::Return => {
            if let Some(window) = model.trip.pickup.and_then(|pickup| Window::new(pickup, at)) {
                choose_window(model, window, picker.product);
            }
        }
    }
}

/// Both times are chosen, and with them the product that they were chosen for.
pub(in crate::state) fn choose_window(model: &mut Model, window: Window, product: Option<ProductId>) {
    model.trip.pickup = Some(window.start());
    model.trip.back = Some(window.end());
    model.panel = Panel::Closed;
    match product {
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
