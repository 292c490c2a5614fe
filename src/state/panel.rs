//! What opens under the trip bar, what comes after it, and where the focus goes when it closes.

use super::effect::Effect;
use super::env::Env;
use super::keep;
use super::model::{FocusTarget, Model, Next, Panel};
use super::picker::{self, End, Picker};
use super::place::{choose_place_first, only_place_of, set_location};
use crate::booking::LocationId;

/// Opens or closes the sheet. What was said before is over: it would be said again where the customer comes to.
pub(super) fn set_sheet(model: &mut Model, open: bool) {
    if model.sheet != open {
        model.sheet = open;
        model.said = None;
    }
}

pub(super) fn toggle_locations(model: &mut Model) {
    if matches!(model.panel, Panel::Locations { .. }) {
        return close_panel(model);
    }
    open_locations(model);
}

pub(super) fn open_locations(model: &mut Model) {
    if model.all_locations().len() > 1 {
        // The places are under the trip bar, behind the sheet.
        set_sheet(model, false);
        // Who was about to choose times goes on with them at the other place.
        let then = model.picker().map(Picker::next);
        model.panel = Panel::Locations { then };
        model.move_focus(FocusTarget::FirstPlace);
    }
}

pub(super) fn toggle_times(model: &mut Model, end: End, env: &Env<'_>, effects: &mut Vec<Effect>) {
    // The times are under the trip bar, behind the sheet.
    set_sheet(model, false);
    match model.picker() {
        Some(picker) if picker.end == end => close_panel(model),
        Some(_) => picker::choose_end(model, end, env),
        None => open_times(model, Next { end, product: None }, env, effects),
    }
}

/// Opens the time picker, after the location picker where there is no location yet.
pub(super) fn open_times(model: &mut Model, next: Next, env: &Env<'_>, effects: &mut Vec<Effect>) {
    if let Some(product) = &next.product {
        only_place_of(model, product, env, effects);
    }
    if model.trip.location.is_some() {
        picker::open(model, next.end, next.product, env);
    } else if !model.all_locations().is_empty() {
        choose_place_first(model, next);
    }
}

pub(super) fn close_panel(model: &mut Model) {
    let back_to = match &model.panel {
        Panel::Closed => return,
        Panel::Locations { .. } => FocusTarget::TripPlace,
        Panel::Times(picker) => match &picker.product {
            Some(product) => FocusTarget::Product(product.clone()),
            None => FocusTarget::TripTime(picker.end),
        },
    };
    model.panel = Panel::Closed;
    model.move_focus(back_to);
}

pub(super) fn choose_location(
    model: &mut Model,
    location: LocationId,
    env: &Env<'_>,
    effects: &mut Vec<Effect>,
) {
    if model.location(&location).is_none() {
        return;
    }
    set_location(model, location.clone(), env, effects);
    model.say(keep::chosen(model, location));
    let next = match &mut model.panel {
        Panel::Locations { then } => then.take(),
        // The way back to a place stands in a message that goes with the press.
        Panel::Closed => {
            model.move_focus(FocusTarget::Booking);
            None
        }
        Panel::Times(_) => None,
    };
    match next {
        Some(next) => open_times(model, next, env, effects),
        None => close_panel(model),
    }
}
