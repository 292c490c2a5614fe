//! The way to payment: one button that says what it does, or what is being done.

use yew::prelude::*;

use super::ui::Ui;
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, Checkout};

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
    let ready = order.is_some() || model.total().is_some();
    let undecided =
        matches!(&model.checkout, Checkout::Lost { request } if request.client_reference.is_none());
    if undecided || !(ready || working) {
        return Html::default();
    }
    let store = ui.store.clone();
    let onclick = Callback::from(move |_: MouseEvent| store.send(Action::Continue { entropy: entropy() }));
    html! {
        <>
            <button
                type="button"
                class="btn main wide"
                part="continue"
                aria-busy={working.then_some("true")}
                aria-disabled={working.then_some("true")}
                {onclick}
            >
                if working {
                    <span class="spinner" />
                }
                { ui.text(text) }
            </button>
            <p class="note">{ ui.text(if order.is_some() { Text::OrderNote } else { Text::PayNote }) }</p>
            if let Some(order) = order {
                // Where no redirect happened, or a browser forbade it.
                <p class="note"><a href={order.url.clone()}>{ ui.text(Text::BookingPage) }</a></p>
            }
        </>
    }
}

/// Random bits for an order's reference; it need not be secret.
fn entropy() -> u128 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to below 2^32")]
    let bits = || u128::from((js_sys::Math::random() * 4_294_967_296.0) as u32);
    bits() << 96 | bits() << 64 | bits() << 32 | bits()
}
