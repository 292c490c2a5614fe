//! From "Continue to payment" to the checkout page: ask once more, create one order, send the customer there.

use super::action::Entropy;
use super::config::Redirect;
use super::effect::{Effect, Event};
use super::env::Env;
use super::keep;
use super::load::{Failure, RequestId};
use super::model::{Announcement, Checkout, FocusTarget, Model, Order, Panel};
use super::panel::set_sheet;
use super::reduce::{refresh_shown, refresh_stock};
use super::wants::{abort, begin};
use crate::api::{ApiError, Call, OrderRequest, Own, Placed};
use crate::booking::quote::QuoteKey;
use crate::booking::time::Instant;
use crate::booking::{Cart, Money, OrderId};

/// The customer presses "Continue to payment".
pub(super) fn press(model: &mut Model, env: &Env<'_>, entropy: Entropy, effects: &mut Vec<Effect>) {
    if let Some(order) = model.standing_order(env.now) {
        let url = order.url.clone();
        if model.config.redirect == Redirect::Blank {
            effects.push(Effect::OpenTab);
        }
        effects.push(Effect::Redirect { url });
        return;
    }
    if model.is_busy() || model.is_undecided() {
        return;
    }
    if let Checkout::Refused(why) = model.checkout
        && why.lasts(env.now)
    {
        return model.say(Announcement::Failed(why));
    }
    // Without a price on screen there is nothing that the customer could have agreed to.
    let (Some(shown), Some(before)) = (payable(model), model.current_quote().cloned()) else { return };
    let Some(key) = model.quote_key() else { return };
    if model.config.redirect == Redirect::Blank {
        effects.push(Effect::OpenTab);
    }
    ask_quote(model, key, effects);
    model.checkout = Checkout::Requoting { shown, before, entropy };
    model.since = None;
    model.say(Announcement::Checking);
}

/// The total that an order can be created at: not before it is known what the service takes.
fn payable(model: &Model) -> Option<Money> {
    model.locations.value()?;
    model.total()
}

/// The quote that was asked for once more has come, or failed; it stands in the model.
pub(super) fn requoted(model: &mut Model, env: &Env<'_>, effects: &mut Vec<Effect>) {
    // The price is again what it was, or there is none: nothing is to be accepted any more.
    if let (Checkout::Changed { before }, Some(now)) = (&model.checkout, model.current_quote())
        && (!now.available || now.costs_as(before))
    {
        model.checkout = Checkout::Idle;
    }
    let Checkout::Requoting { shown, before, entropy } = model.checkout.clone() else { return };
    model.checkout = Checkout::Idle;
    match (payable(model), model.quote_key()) {
        (Some(total), Some(key)) if total == shown => create(model, env, key, entropy, effects),
        (total, _) => {
            if total.is_some() {
                model.checkout = Checkout::Changed { before };
                model.say(Announcement::PriceChanged);
                refresh_shown(model);
            } else {
                // What became dearer is told with what is gone, or once there is a price again.
                model.since = Some(before);
            }
            model.move_focus(FocusTarget::Alert);
            close_tab(model, effects);
        }
    }
}

fn create(model: &mut Model, env: &Env<'_>, key: QuoteKey, entropy: Entropy, effects: &mut Vec<Effect>) {
    let features = model.features();
    let own = own_reference(model);
    // A reference and its hold begin together.
    let kept = model.hold.take().filter(|_| own.is_some());
    model.hold = features.hold.then(|| kept.unwrap_or_else(|| uuid_v4(entropy[1])));
    let new = || uuid_v7(env.now, entropy[0]);
    let client_reference = features.client_reference.then(|| own.unwrap_or_else(new));
    let (hold, return_url) = (model.hold.clone(), return_url(model));
    send(model, OrderRequest { key, client_reference, hold, return_url }, effects);
}

/// Where the checkout page leads back to, where the service takes it.
fn return_url(model: &Model) -> Option<String> {
    model.config.return_url.clone().filter(|_| model.features().return_url)
}

/// Asks for the price of exactly what is chosen.
pub(super) fn ask_quote(model: &mut Model, key: QuoteKey, effects: &mut Vec<Effect>) {
    let own = own_reference(model);
    let id = begin(model, Call::Quote(key, own), effects);
    if let Some(quoted) = &mut model.quote {
        abort(&quoted.load, effects);
        quoted.load.start(id);
    }
}

/// The reference of an unpaid order of this customer, also of one whose answer was lost: it is replaced under its
/// reference, and its own units count as free. That there is one says that the service takes it, also before the
/// list of what it takes is there. Whether the order still holds anything is the service's to say: clocks differ.
pub(super) fn own_reference(model: &Model) -> Option<String> {
    model.doubtful_reference.clone().or_else(|| model.order.as_ref()?.client_reference.clone())
}

/// The same for a read, which stands in an address: by the order's hold, if it has one.
pub(super) fn own_in_reads(model: &Model) -> Option<Own> {
    let reference = own_reference(model)?;
    Some(model.hold.clone().map_or(Own::Reference(reference), Own::Hold))
}

fn send(model: &mut Model, request: OrderRequest, effects: &mut Vec<Effect>) {
    let id = begin(model, Call::Order(request.clone()), effects);
    // Until the answer is there the order is in doubt, also where the element is put back meanwhile.
    let doubted = model.doubtful_reference.is_some();
    model.doubtful_reference.clone_from(&request.client_reference);
    model.checkout = Checkout::Creating { id, request, doubted };
}

/// The answer to an order has come, or was lost.
pub(super) fn answered(
    model: &mut Model,
    id: RequestId,
    result: Result<Placed, ApiError>,
    now: Instant,
    effects: &mut Vec<Effect>,
) {
    let Checkout::Creating { id: awaited, request, doubted } = &model.checkout else { return };
    if *awaited != id {
        return;
    }
    let (request, doubted) = (request.clone(), *doubted);
    match result {
        Ok(placed) => {
            let url = placed.checkout_url.clone().unwrap_or_else(|| checkout_url(model, &placed.id));
            effects.push(Effect::Emit(Event::Order { id: placed.id.clone(), url: url.clone() }));
            effects.push(Effect::Redirect { url: url.clone() });
            let client_reference = request.client_reference;
            model.order = Some(Order { key: request.key, placed, url, client_reference });
            model.doubtful_reference = None;
            model.checkout = Checkout::Idle;
            // Of this one it is not known yet whether its page can be opened.
            model.blocked = false;
            model.say(Announcement::OrderWaits);
            // Where the page stays, a link has come in the place of the button that was pressed.
            model.move_focus(FocusTarget::Booking);
        }
        Err(error) => {
            // A refusal in the 400s says that nothing was created; after anything else nobody can know.
            let refused = matches!(error, ApiError::Refused { status: 400..=499, .. });
            let code = if refused { "order-refused" } else { "order-lost" };
            effects.push(Effect::Emit(Event::Error { code, message: error.text(), recoverable: true }));
            close_tab(model, effects);
            model.move_focus(FocusTarget::Alert);
            if refused {
                let failure = match Failure::of(&error, now) {
                    // The company was known all along: something of the order was not.
                    Failure::UnknownCompany => Failure::Refused,
                    failure => failure,
                };
                // The order under this reference is paid: the next one needs a reference of its own.
                let paid = matches!(error, ApiError::Refused { status: 409, .. });
                if paid {
                    model.checkout = Checkout::PaidBefore { order: model.order.take() };
                    model.say(Announcement::PaidBefore);
                } else {
                    model.checkout = Checkout::Refused(failure);
                    model.say(Announcement::Failed(failure));
                }
                // Nothing was created, so what stood before stands.
                if paid || !doubted {
                    model.doubtful_reference = None;
                }
                refresh_stock(model);
            } else {
                model.checkout = Checkout::Lost { request };
                model.say(Announcement::OrderLost);
            }
        }
    }
}

/// The customer comes back from the checkout page. Anybody can write an address: only of the order that is known here
/// the cart is done with.
pub(super) fn returned(model: &mut Model, confirmed: bool, id: &OrderId) {
    if !confirmed {
        set_aside(model, id);
        return model.move_focus(FocusTarget::Booking);
    }
    let known = model.order.take_if(|order| order.placed.id == *id);
    if let Some(order) = &known
        && order.key.cart == model.cart
        && !model.is_busy()
    {
        model.cart = Cart::default();
    }
    model.thanks = Some(known);
    // What stood open was of the booking that is over.
    set_sheet(model, false);
    model.panel = Panel::Closed;
    model.say(Announcement::Confirmed);
    model.move_focus(FocusTarget::Alert);
}

/// The checkout page speaks of another order than the one that is known here: that one was replaced. It is not
/// continued; what is chosen is ordered under its reference, in the place of whatever stands there.
fn set_aside(model: &mut Model, id: &OrderId) {
    if model.order.as_ref().is_some_and(|order| order.placed.id != *id) {
        replace_later(model);
    }
}

/// An order that has a reference is not continued: the next one takes its place.
fn replace_later(model: &mut Model) {
    if let Some(order) = model.order.take_if(|order| order.client_reference.is_some()) {
        model.doubtful_reference = order.client_reference;
    }
}

/// The customer does not want the order that waits: its page may say that it is over. Where the service takes no reference
/// it may stand beside the next one, which is the customer's decision; it is remembered, as it may hold what is missing.
pub(super) fn let_go(model: &mut Model) {
    replace_later(model);
    model.given_up = model.order.as_ref().map(|order| order.placed.id.clone());
    refresh_stock(model);
    model.move_focus(FocusTarget::Booking);
}

/// The page was put away whole and comes back: nobody knows what became of what was under way.
pub(super) fn resume(model: &mut Model, now: Instant, effects: &mut Vec<Effect>) {
    match model.checkout {
        Checkout::Requoting { .. } => {
            model.checkout = Checkout::Idle;
            close_tab(model, effects);
        }
        Checkout::Creating { id, .. } => {
            effects.push(Effect::Abort(id));
            answered(model, id, Err(ApiError::TimedOut), now, effects);
        }
        _ => {}
    }
}

/// The customer takes what is left of what can't be had whole.
pub(super) fn take_left(model: &mut Model) {
    let short: Vec<_> =
        model.short().into_iter().map(|(line, count)| (line.product.clone(), count)).collect();
    let before = model.cart.clone();
    for (product, count) in &short {
        model.cart.set(product, *count);
    }
    if short.iter().any(|(_, count)| *count == 0) {
        keep::can_undo(model, before);
    } else {
        model.move_focus(FocusTarget::Booking);
    }
}

/// The customer asks again for an order whose answer was lost: the same question, under the same reference. Without a
/// reference that could be a second order.
pub(super) fn ask_again(model: &mut Model, effects: &mut Vec<Effect>) {
    let Checkout::Lost { request } = &model.checkout else { return };
    if request.client_reference.is_none() {
        return;
    }
    // What was kept over a reload does not say where the way back led.
    let request = OrderRequest { return_url: return_url(model), ..request.clone() };
    model.move_focus(FocusTarget::Booking);
    if model.config.redirect == Redirect::Blank {
        effects.push(Effect::OpenTab);
    }
    send(model, request, effects);
}

pub(super) fn close_tab(model: &Model, effects: &mut Vec<Effect>) {
    if model.config.redirect == Redirect::Blank {
        effects.push(Effect::CloseTab);
    }
}

/// The address of an order's checkout page where the service sends none.
fn checkout_url(model: &Model, order: &OrderId) -> String {
    [&*model.config.checkout_page(), "/checkout?order=", &crate::api::encode(order.as_str())].concat()
}

/// A UUID of version 4 (RFC 9562): random bits.
fn uuid_v4(entropy: u128) -> String {
    uuid(entropy & !(0xf << 76 | 0b11 << 62) | 0x4 << 76 | 0b10 << 62)
}

/// A UUID of version 7 (RFC 9562): the time, then random bits.
fn uuid_v7(now: Instant, entropy: u128) -> String {
    let time = u128::from(now.ms().unsigned_abs()) & 0xffff_ffff_ffff;
    let random_a = entropy >> 64 & 0xfff;
    let random_b = entropy & 0x3fff_ffff_ffff_ffff;
    uuid(time << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)
}

fn uuid(bits: u128) -> String {
    let mut uuid = String::with_capacity(36);
    for place in (0..32_u32).rev() {
        // Within 0 to 15.
        let digit = u32::try_from(bits >> (4 * place) & 15).unwrap_or_default();
        uuid.extend(char::from_digit(digit, 16));
        if matches!(place, 24 | 20 | 16 | 12) {
            uuid.push('-');
        }
    }
    uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_uuid_of_version_7_with_its_time_in_front() {
        let uuid = uuid_v7(Instant(0x0123_4567_89ab), u128::MAX);
        assert_eq!(uuid, "01234567-89ab-7fff-bfff-ffffffffffff");
        assert_eq!(uuid_v7(Instant(0x0123_4567_89ab), 0), "01234567-89ab-7000-8000-000000000000");
    }

    #[test]
    fn a_hold_is_a_uuid_of_version_4() {
        assert_eq!(uuid_v4(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid_v4(0), "00000000-0000-4000-8000-000000000000");
    }
}
