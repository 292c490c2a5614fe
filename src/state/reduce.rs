//! The reducer: a model and an action give a new model and effects. No clock and no randomness: both come in.

use std::rc::Rc;

use super::action::Action;
use super::answers::answered;
use super::checkout;
use super::config::{Config, ConfigProblem};
use super::distance;
use super::effect::{Effect, Event};
use super::env::Env;
use super::load::Load;
use super::model::{Announcement, Checkout, FocusTarget, Model, Next, Panel};
use super::panel::{
    choose_location, close_panel, open_locations, open_times, set_sheet, toggle_locations, toggle_times,
};
use super::picker::{self, End};
use super::place::{report_conflicts, report_location, set_location, settle_location, settle_zone};
use super::rest::Rest;
use super::snapshot::restore;
use super::{keep, listing, rest, wake, wants};
use crate::booking::time::Instant;
use crate::booking::{Cart, CartLine, ProductId};

/// Takes an action. Where nothing changes the same `Rc` comes back.
pub fn reduce(before: &Rc<Model>, action: Action, env: &Env<'_>) -> (Rc<Model>, Vec<Effect>) {
    let mut model = Model::clone(before);
    let mut effects = Vec::new();
    // Time alone asks for nothing but what failed: stock that grows old is not polled.
    let asks = match action {
        Action::Wake => wake::woken(&mut model, env.now),
        Action::Rest(there) => {
            for action in rest::came(&mut model, there) {
                act(&mut model, action, env, &mut effects);
            }
            true
        }
        action => {
            if let Some(action) = rest::admit(&mut model, action, &mut effects) {
                act(&mut model, action, env, &mut effects);
            }
            true
        }
    };
    if asks {
        wants::ask(&mut model, env, &mut effects);
    }
    tell(before, &mut model, &mut effects);
    if before.focus != model.focus {
        hold_back(before, &mut model);
    }
    wake::settle(&mut model, env.now, &mut effects);
    let after = if model == **before { Rc::clone(before) } else { Rc::new(model) };
    (after, effects)
}

fn act(model: &mut Model, action: Action, env: &Env<'_>, effects: &mut Vec<Effect>) {
    match action {
        Action::Start(None, problems) => report(&problems, effects),
        Action::Configure(config, problems) => configure(model, config, &problems, env, effects),
        Action::Answered { id, call, result } => answered(model, id, &call, result, env, effects),
        Action::ChooseCategory(category) => listing::choose_category(model, category),
        Action::Search(text) => listing::search(model, text),
        Action::ShowEverything => listing::show_everything(model),
        Action::DrawMore => listing::draw_more(model),
        Action::Unfold(product) => listing::unfold(model, product),
        Action::FocusMissed => {
            if let Some(what) = model.unseen.take() {
                model.say(what);
            }
        }
        Action::Retry => retry(model, env.now, effects),
        Action::Online(online) => wake::connected(model, online, env.now, effects),
        action => choose(model, action, env, effects),
    }
}

/// A gate (see `rest`): what the customer chooses and does with it.
#[inline(never)]
fn choose(model: &mut Model, action: Action, env: &Env<'_>, effects: &mut Vec<Effect>) {
    if action.changes_booking() && model.is_busy() {
        return;
    }
    match action {
        Action::Start(snapshot, problems) => {
            report(&problems, effects);
            if let Some(kept) = snapshot {
                restore(model, &kept, true, env.now);
            }
        }
        Action::Adopt { kept, resumed } => {
            if resumed {
                checkout::resume(model, env.now, effects);
            }
            if let Some(kept) = kept {
                let trip = model.trip.clone();
                restore(model, &kept, resumed, env.now);
                if model.trip != trip {
                    // What is open was opened for other times. The focus is where the customer is: in another element.
                    if resumed {
                        close_panel(model);
                    }
                    model.panel = Panel::Closed;
                }
                settle_location(model, false, env, effects);
                settle_zone(model, env, effects);
            }
        }
        Action::Returned { confirmed, order } => checkout::returned(model, confirmed, &order),
        Action::Blocked => {
            model.blocked = true;
            model.move_focus(FocusTarget::Alert);
        }
        Action::BookMore => {
            model.thanks = None;
            model.move_focus(FocusTarget::Booking);
        }
        Action::ToggleLocations => toggle_locations(model),
        Action::ToggleDistances => distance::toggle(model, effects),
        Action::Located(result) => distance::located(model, result),
        Action::OtherPlaces => open_locations(model),
        Action::ToggleTimes(end) => toggle_times(model, end, env, effects),
        Action::ChooseTimesFor(product) => {
            open_times(model, Next { end: End::PickUp, product: Some(product) }, env, effects);
        }
        Action::ClosePanel => close_panel(model),
        Action::ChooseLocation(location) => choose_location(model, location, env, effects),
        Action::ChooseEnd(end) => picker::choose_end(model, end, env),
        Action::MoveDay(step) => picker::move_day(model, step, env),
        Action::ChooseDay(date) => picker::choose_day(model, date, env),
        Action::MoveSlot(step) => picker::move_slot(model, step, env.now),
        Action::ChooseSlot(at) => picker::choose_slot(model, at, env),
        Action::ChooseLocationFor(product, location) => {
            if model.location(&location).is_some() {
                choose_location(model, location, env, effects);
                model.move_focus(FocusTarget::Product(product));
            }
        }
        Action::ChooseWindow(window, product) => {
            if window.start() > env.now {
                picker::choose_window(model, window, product);
            } else {
                // It stood there for too long: those that can still be had are in the picker.
                open_times(model, Next { end: End::PickUp, product }, env, effects);
            }
        }
        Action::SetQuantity(product, quantity) => {
            let booking = model.cart.clone();
            set_quantity(model, &product, quantity);
            // What was pressed has given way to something else.
            if (booking.quantity(&product) == 0) != (model.cart.quantity(&product) == 0) {
                // The card goes, too, where its product does not stand at the place.
                let shown = model.offered().iter().any(|offered| offered.id == product);
                if shown {
                    model.move_focus(FocusTarget::Product(product));
                } else {
                    keep::can_undo(model, booking);
                }
            }
        }
        Action::Remove(product) => keep::take_out(model, &[product]),
        Action::RemoveMisfits => keep::take_out_misfits(model),
        Action::Undo => keep::undo(model),
        Action::TakeLeft => checkout::take_left(model),
        Action::OpenSheet => {
            set_sheet(model, true);
            model.panel = Panel::Closed;
        }
        Action::CloseSheet => {
            if model.sheet {
                set_sheet(model, false);
                // Without anything in the booking there is no button that opens it.
                let back_to = match (model.cart.is_empty(), &model.removed) {
                    (false, _) => FocusTarget::OpenSheet,
                    (true, Some(_)) => FocusTarget::Undo,
                    (true, None) => FocusTarget::TripTime(End::PickUp),
                };
                model.move_focus(back_to);
            }
        }
        Action::Continue { entropy } => checkout::press(model, env, entropy, effects),
        Action::OrderAnew => checkout::let_go(model),
        Action::AskOrderAgain => checkout::ask_again(model, effects),
        Action::ForgetLostOrder => {
            if matches!(model.checkout, Checkout::Lost { .. }) {
                model.checkout = Checkout::Idle;
                refresh_stock(model);
                model.move_focus(FocusTarget::Booking);
            }
        }
        // Before this.
        Action::Wake
        | Action::Rest(_)
        | Action::Configure(..)
        | Action::Answered { .. }
        | Action::ChooseCategory(_)
        | Action::Search(_)
        | Action::ShowEverything
        | Action::DrawMore
        | Action::Unfold(_)
        | Action::FocusMissed
        | Action::Retry
        | Action::Online(_) => {}
    }
}

/// A message that gets the focus is read with it: it is not said besides, unless it is not on screen.
fn hold_back(before: &Model, model: &mut Model) {
    let of_message = matches!(model.focus, Some((_, FocusTarget::Alert)));
    let new = of_message && before.said != model.said;
    model.unseen = if new { model.said.take().map(|(_, what)| what) } else { None };
}

/// Tells the page what changed, and drops what a change of the booking makes void.
fn tell(before: &Model, model: &mut Model, effects: &mut Vec<Effect>) {
    if before.trip != model.trip || before.cart != model.cart {
        effects.push(Effect::Emit(Event::Change(model.snapshot())));
        match &model.checkout {
            Checkout::Changed { .. } | Checkout::Refused(_) | Checkout::PaidBefore { .. } => {
                model.checkout = Checkout::Idle;
            }
            // Asked again it would be the order of what was chosen before; the next press replaces it under its
            // reference.
            Checkout::Lost { request }
                if request.client_reference.is_some() && Some(&request.key) != model.quote_key().as_ref() =>
            {
                model.checkout = Checkout::Idle
            }
            // What the customer pressed for is not what stands there now.
            Checkout::Requoting { .. } => {
                model.checkout = Checkout::Idle;
                checkout::close_tab(model, effects);
            }
            _ => {}
        }
    }
    // A price that was seen is of what it was seen for; what has just been taken up is.
    if (&before.trip, &before.cart) != (&model.trip, &model.cart) && before.since == model.since {
        model.since = None;
    }
    if (&before.trip, &before.cart) != (&model.trip, &model.cart) && before.removed == model.removed {
        model.removed = None;
    }
    let mut names = Vec::new();
    let removed = model.removed.iter().flat_map(Cart::lines);
    for CartLine { product, .. } in model.cart.lines().iter().chain(removed) {
        names.extend(model.known_name(product).map(|name| (product.clone(), name.to_owned())));
    }
    model.names = names;
    let kept = model.kept();
    // Without the rest nothing was chosen, and what was kept may wait for it.
    if model.rest == Rest::There && before.kept() != kept {
        effects.push(Effect::Emit(Event::Keep(kept)));
    }
    // What is drawn may have another end: it is looked at anew.
    let same = before.listing == model.listing
        && before.category == model.category
        && before.trip.location == model.trip.location
        && before.catalog == model.catalog
        && before.priced == model.priced;
    if !same && listing::has_more(model) {
        effects.push(Effect::Emit(Event::More));
    }
    if !model.ready && model.locations.value().is_some() && model.catalog.value().is_some() {
        model.ready = true;
        effects.push(Effect::Emit(Event::Ready));
        rest::ask(model, effects);
    }
}

pub(super) fn report(problems: &[ConfigProblem], effects: &mut Vec<Effect>) {
    effects.extend(problems.iter().map(|problem| Effect::Emit(Event::from(problem))));
}

/// Takes changed attributes of the same company and service; for another one the element starts anew.
fn configure(
    model: &mut Model,
    config: Rc<Config>,
    problems: &[ConfigProblem],
    env: &Env<'_>,
    effects: &mut Vec<Effect>,
) {
    report(problems, effects);
    let moved = model.config.location != config.location;
    let renamed = model.config.time_zone != config.time_zone || model.config.currency != config.currency;
    let zone = model.zone.clone();
    model.config = config;
    if let Some(location) =
        model.config.location.clone().filter(|_| moved && model.locations.value().is_some())
    {
        if model.location(&location).is_some() {
            set_location(model, location, env, effects);
        } else {
            report_location(&location, effects);
        }
    }
    settle_zone(model, env, effects);
    if renamed && model.zone == zone {
        report_conflicts(model, effects);
    }
}

fn set_quantity(model: &mut Model, product: &ProductId, quantity: u32) {
    let had = model.cart.quantity(product);
    // Only a product that is for hire can be put in; one that is gone can still be taken out.
    let Some(most) = model.product(product).map(|product| model.most(product)) else {
        if quantity < had {
            model.cart.set(product, quantity);
        }
        return;
    };
    let quantity = if quantity > had { quantity.min(most.unwrap_or(u32::MAX)).max(had) } else { quantity };
    model.cart.set(product, quantity);
    match (had, quantity) {
        (0, 1..) => model.say(Announcement::Added(product.clone())),
        (1.., 0) => model.say(Announcement::Removed(product.clone())),
        (had, now) if had != now => {
            model.say(Announcement::Quantity(CartLine { product: product.clone(), quantity: now }))
        }
        _ => {}
    }
}

fn retry(model: &mut Model, now: Instant, effects: &mut Vec<Effect>) {
    let before = model.clone();
    if model.rest == Rest::Failed {
        rest::ask(model, effects);
    }
    model.locations.retry(now);
    model.catalog.retry(now);
    // A company that had nothing for hire may have something now.
    if model.locations.ready().is_some_and(|answer| answer.locations.is_empty()) {
        model.locations = Load::IDLE;
    }
    let nothing_here = model.chosen_location().is_some() && model.offered().is_empty();
    let nothing = model.products().is_empty() || nothing_here && model.only_elsewhere(None) == 0;
    for list in [&mut model.catalog, &mut model.priced.load] {
        if nothing && list.ready().is_some() {
            *list = Load::IDLE;
        }
    }
    model.priced.load.retry(now);
    for (_, load) in &mut model.slots {
        load.retry(now);
    }
    if let Some(quoted) = &mut model.quote {
        quoted.load.retry(now);
    }
    if matches!(model.checkout, Checkout::Refused(why) if !why.lasts(now)) {
        model.checkout = Checkout::Idle;
    }
    if *model == before {
        // Too early: how long it still takes is said anew.
        if let Some(why) = model.failure() {
            model.say(Announcement::Failed(why));
        }
        return;
    }
    // The button that was pressed goes away with the failure.
    let chosen = model.picker().map(|picker| FocusTarget::EndTab(picker.end));
    model.move_focus(chosen.unwrap_or(FocusTarget::Booking));
}

/// The list on screen says what is not so any more: its stock and prices are asked for anew. One that failed is the
/// customer's to try again.
pub(super) fn refresh_shown(model: &mut Model) {
    if model.priced.load.ready().is_some() {
        refresh_list(model);
    }
}

/// Stock and price are asked for anew.
pub(super) fn refresh_stock(model: &mut Model) {
    if let Some(quoted) = &mut model.quote
        && quoted.load.request().is_none()
    {
        quoted.load = Load::IDLE;
    }
    refresh_list(model);
}

/// Stock and prices of the list are asked for anew.
pub(super) fn refresh_list(model: &mut Model) {
    if model.priced.load.request().is_none() {
        model.priced.load = Load::IDLE;
    }
}
