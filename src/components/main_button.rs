//! The way to payment: one button that says what it does, or what is being done.

use web_sys::Event;
use yew::{Callback, Html};

use super::tag::{Heard, Tag, bare_button, button, list, p, span, tag};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, Checkout, Entropy, Order, Redirect};

/// The button, and what comes after it. There is nothing to press before there is a price.
pub(super) fn main_button(ui: &Ui) -> Html {
    let model = ui.model();
    let order = model.standing_order(now());
    let (text, working) = match &model.checkout {
        Checkout::Requoting { .. } => (Text::Checking, true),
        Checkout::Creating { .. } => (Text::Creating, true),
        _ if order.is_some() => (Text::ContinueOrder, false),
        Checkout::Changed { .. } => (Text::Accept, false),
        _ => (Text::Continue, false),
    };
    // A lost order has its own ways on.
    let undecided = !working && matches!(model.checkout, Checkout::Lost { .. });
    let ready = model.total().is_some();
    if undecided || !(ready || working || order.is_some() || model.is_quoting()) {
        return Html::default();
    }
    if let Some(order) = order {
        // Also where no redirect happened, or a browser forbade it.
        let link = order_link(ui, order, "btn main wide", text).attr("part", "continue");
        // A link says nothing where a frame forbids it to leave: the press tries it as well, and that tells.
        let link = match order_target(ui) {
            Some("_top") => link.on(Heard::Press, ui.on(Action::Continue { entropy: [0; 2] })),
            _ => link,
        };
        let anew = button(ui, "btn link", Text::OrderAnew, Action::OrderAnew);
        let note = p("note").text(ui.text(Text::OrderNote)).text(" ").child(anew);
        return list([link, note].into_iter());
    }
    let store = ui.store.clone();
    let go_on = Callback::from(move |_: Event| store.send(Action::Continue { entropy: entropy() }));
    let pay = bare_button()
        .class("btn main wide")
        .on(Heard::Press, go_on)
        .attr("part", "continue")
        .when("aria-busy", working)
        .when("aria-disabled", working || !ready)
        .maybe(working.then(|| span("spinner")))
        .text(ui.text(text));
    let ended = model.has_ended_order(now()) && !working;
    let note = if ended { Text::OrderEnded } else { Text::PayNote };
    list([pay, p("note").text(ui.text(note))].into_iter())
}

/// The way to an order's page, also where no redirect happened, or a browser forbade it.
pub(super) fn order_link(ui: &Ui, order: &Order, class: &'static str, text: Text) -> Tag {
    let link =
        tag("a").class(class).set("href", order.url.clone()).attr("rel", "noopener").text(ui.text(text));
    match order_target(ui) {
        Some(target) => link.attr("target", target),
        None => link,
    }
}

/// Where a link to the checkout opens: where the redirect would have, or where it can.
fn order_target(ui: &Ui) -> Option<&'static str> {
    let model = ui.model();
    if model.blocked {
        return Some("_blank");
    }
    match model.config.redirect {
        Redirect::Top => Some("_top"),
        Redirect::Blank => Some("_blank"),
        Redirect::SamePage | Redirect::None => None,
    }
}

/// Random bits for an order's reference and hold. The reference has to be hard to guess: whoever knows it can replace the unpaid order.
fn entropy() -> Entropy {
    let mut bytes = [0; 32];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // It fails for more than 65536 bytes only.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let (reference, hold) = bytes.split_at(16);
    [reference, hold].map(|half| half.try_into().map_or(0, u128::from_le_bytes))
}
