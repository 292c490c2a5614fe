//! The messages of the list and of the booking.

use yew::prelude::*;

use super::alert::{Place, alert};
use super::ui::Ui;
use crate::booking::quote::{Quote, Refused};
use crate::booking::time::Instant;
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, Checkout, End, Failure};

/// Above the list: stock and prices for the chosen times could not be fetched.
pub(super) fn list_alerts(ui: &Ui) -> Html {
    let failure = ui.model().priced.load.failure();
    html! { <div class="notices">{ for failure.map(|failure| failed(ui, Place::List, failure)) }</div> }
}

/// In the booking: what became of the quote and of the order.
pub(super) fn booking_alerts(ui: &Ui) -> Html {
    let model = ui.model();
    let checkout = match &model.checkout {
        Checkout::Lost { request } => Some(order_lost(ui, request.client_reference.is_some())),
        Checkout::Refused(why) => Some(order_refused(ui, *why)),
        Checkout::Changed { before } => model.total().map(|now| {
            let (before, now) = (ui.money(*before), ui.money(now));
            let text = ui.filled(Text::PriceChangedText, &[("before", &before), ("now", &now)]);
            alert(Place::Booking, ui.text(Text::PriceChanged), &text, false, Html::default())
        }),
        _ => None,
    };
    let unavailable = model.current_quote().filter(|quote| !quote.available);
    let failure = model.quote.as_ref().and_then(|quoted| quoted.load.failure());
    html! {
        <div class="notices">
            { for checkout }
            { for unavailable.map(|quote| not_available(ui, quote)) }
            { for failure.map(|failure| failed(ui, Place::Booking, failure)) }
        </div>
    }
}

fn button(ui: &Ui, text: Text, action: Action) -> Html {
    html! { <button type="button" class="btn" onclick={ui.on(action)}>{ ui.text(text) }</button> }
}

fn failed(ui: &Ui, place: Place, failure: Failure) -> Html {
    let (title, text) = failure_texts(ui, failure);
    let again = button(ui, Text::TryAgain, Action::Retry);
    // A question that the service does not accept is not mended by asking it again.
    let other = (failure == Failure::Refused)
        .then(|| button(ui, Text::ChangeTimes, Action::ToggleTimes(End::PickUp)));
    alert(place, title, &text, true, html! { <>{ again }{ for other }</> })
}

/// What a failed read or quote is called, and what it means for the customer.
pub(super) fn failure_texts(ui: &Ui, failure: Failure) -> (&'static str, String) {
    let (title, text) = match failure {
        Failure::Unreachable => (Text::Unreachable, Text::UnreachableText),
        Failure::Busy { until } => return busy(ui, until),
        Failure::Refused => (Text::Refused, Text::RefusedReadText),
        Failure::UnknownCompany => (Text::UnknownCompany, Text::UnknownCompanyText),
        Failure::Service => (Text::ServiceDown, Text::ServiceDownText),
    };
    (ui.text(title), ui.text(text).into())
}

/// The service wants fewer requests; where it says until when, that is said, in whole minutes.
fn busy(ui: &Ui, until: Option<Instant>) -> (&'static str, String) {
    let wait_ms = until.map(|until| until.since(now())).filter(|wait_ms| *wait_ms > 0);
    let text = match wait_ms {
        Some(wait_ms) => ui.filled(Text::BusyUntil, &[("duration", &ui.formats.duration(wait_ms + 59_999))]),
        None => ui.text(Text::BusyText).into(),
    };
    (ui.text(Text::Busy), text)
}

/// An order that the service did not accept; the way on is the button below.
fn order_refused(ui: &Ui, why: Failure) -> Html {
    let (title, text) = match why {
        Failure::Busy { until } => busy(ui, until),
        _ => (ui.text(Text::Refused), ui.text(Text::RefusedText).into()),
    };
    alert(Place::Booking, title, &text, true, Html::default())
}

fn not_available(ui: &Ui, quote: &Quote) -> Html {
    let text = match quote.reason {
        Some(Refused::Taken) => Text::NotAvailableTaken,
        Some(Refused::Closed) => Text::NotAvailableClosed,
        Some(Refused::TooShort) => Text::NotAvailableTooShort,
        Some(Refused::TooLong) => Text::NotAvailableTooLong,
        None => Text::NotAvailableText,
    };
    let change = button(ui, Text::ChangeTimes, Action::ToggleTimes(End::PickUp));
    alert(Place::Booking, ui.text(Text::NotAvailable), ui.text(text), false, change)
}

/// Where the service takes a reference, asking again is safe; where it does not, nobody can know, and the customer
/// decides.
fn order_lost(ui: &Ui, safe: bool) -> Html {
    let (text, ways_on) = if safe {
        (Text::OrderLostSafe, button(ui, Text::AskAgain, Action::AskOrderAgain))
    } else {
        let page = ui.model().config.checkout_page();
        let link = html! {
            <a class="btn" href={page} target="_blank" rel="noopener">{ ui.text(Text::BookingPage) }</a>
        };
        let again = button(ui, Text::NewTry, Action::ForgetLostOrder);
        (Text::OrderLostUnsure, html! { <>{ link }{ again }</> })
    };
    alert(Place::Booking, ui.text(Text::OrderLost), ui.text(text), true, ways_on)
}
