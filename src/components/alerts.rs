//! The messages of the list and of the booking.

use yew::prelude::*;

use super::alert::Alert;
use super::ui::{Ui, use_ui};
use crate::booking::quote::{Quote, Refused};
use crate::i18n::Text;
use crate::state::{Action, Checkout, End, Failure};

/// Above the list: stock and prices for the chosen times could not be fetched.
#[component(ListAlerts)]
pub(super) fn list_alerts() -> Html {
    let ui = use_ui();
    let failure = ui.model().priced.load.failure();
    html! { <div class="notices">{ for failure.map(|failure| failed(&ui, failure)) }</div> }
}

/// In the booking: what became of the quote and of the order.
#[component(BookingAlerts)]
pub(super) fn booking_alerts() -> Html {
    let ui = use_ui();
    let model = ui.model();
    let alert = match &model.checkout {
        Checkout::Lost { request } => Some(order_lost(&ui, request.client_reference.is_some())),
        Checkout::Refused(Failure::Busy) => Some(failed(&ui, Failure::Busy)),
        Checkout::Refused(_) => Some(failed(&ui, Failure::Refused)),
        Checkout::Changed { before } => model.total().map(|now| {
            let (before, now) = (ui.money(*before), ui.money(now));
            let text = ui.filled(Text::PriceChangedText, &[("before", &before), ("now", &now)]);
            html! { <Alert title={ui.text(Text::PriceChanged)} {text} /> }
        }),
        _ => None,
    };
    let unavailable = model.current_quote().filter(|quote| !quote.available);
    let failure = model.quote.as_ref().and_then(|quoted| quoted.load.failure());
    html! {
        <div class="notices">
            { for alert }
            { for unavailable.map(|quote| not_available(&ui, quote)) }
            { for failure.map(|failure| failed(&ui, failure)) }
        </div>
    }
}

fn failed(ui: &Ui, failure: Failure) -> Html {
    let (title, text) = match failure {
        Failure::Unreachable => (Text::Unreachable, Text::UnreachableText),
        Failure::Busy => (Text::Busy, Text::BusyText),
        Failure::Refused => (Text::Refused, Text::RefusedText),
        Failure::Service | Failure::UnknownCompany => (Text::ServiceDown, Text::ServiceDownText),
    };
    html! {
        <Alert title={ui.text(title)} text={ui.text(text)} bad=true>
            <button type="button" class="btn" onclick={ui.on(Action::Retry)}>{ ui.text(Text::TryAgain) }</button>
        </Alert>
    }
}

fn not_available(ui: &Ui, quote: &Quote) -> Html {
    let text = match quote.reason {
        Some(Refused::Taken) => Text::NotAvailableTaken,
        Some(Refused::Closed) => Text::NotAvailableClosed,
        Some(Refused::TooShort) => Text::NotAvailableTooShort,
        Some(Refused::TooLong) => Text::NotAvailableTooLong,
        None => Text::NotAvailableText,
    };
    html! {
        <Alert title={ui.text(Text::NotAvailable)} text={ui.text(text)}>
            <button type="button" class="btn" onclick={ui.on(Action::ToggleTimes(End::PickUp))}>{ ui.text(Text::ChangeTimes) }</button>
        </Alert>
    }
}

/// Where the service takes a reference, asking again is safe; where it does not, nobody can know, and the customer
/// decides.
fn order_lost(ui: &Ui, safe: bool) -> Html {
    let text = if safe { Text::OrderLostSafe } else { Text::OrderLostUnsure };
    let page = ui.model().config.checkout_page();
    html! {
        <Alert title={ui.text(Text::OrderLost)} text={ui.text(text)} bad=true>
            if safe {
                <button type="button" class="btn" onclick={ui.on(Action::AskOrderAgain)}>{ ui.text(Text::AskAgain) }</button>
            } else {
                <a class="btn" href={page} target="_blank" rel="noopener">{ ui.text(Text::BookingPage) }</a>
                <button type="button" class="btn link" onclick={ui.on(Action::ForgetLostOrder)}>{ ui.text(Text::NewTry) }</button>
            }
        </Alert>
    }
}
