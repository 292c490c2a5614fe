//! The messages of the list and of the booking.

use super::alert::{Place, alert};
use super::tag::{Tag, button, div, tag};
use super::ui::Ui;
use crate::booking::quote::{Quote, Refused};
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, Checkout, End, Failure};

/// Above the list: stock and prices for the chosen times could not be fetched.
pub(super) fn list_alerts(ui: &Ui) -> Tag {
    let failure = ui.model().priced.load.failure();
    div("notices").maybe(failure.map(|failure| failed(ui, Place::List, failure)))
}

/// In the booking: what became of the quote and of the order.
pub(super) fn booking_alerts(ui: &Ui) -> Tag {
    let model = ui.model();
    let checkout = match &model.checkout {
        Checkout::Lost { request } => Some(order_lost(ui, request.client_reference.is_some())),
        Checkout::Refused(why) => Some(order_refused(ui, *why)),
        Checkout::Changed { before } => model.total().map(|now| {
            let (before, now) = (ui.money(*before), ui.money(now));
            let text = ui.filled(Text::PriceChangedText, &[("before", &before), ("now", &now)]);
            alert(Place::Booking, ui.text(Text::PriceChanged), text, false, vec![])
        }),
        _ => None,
    };
    let unavailable = model.current_quote().filter(|quote| !quote.available);
    let failure = model.quote.as_ref().and_then(|quoted| quoted.load.failure());
    div("notices")
        .maybe(checkout)
        .maybe(unavailable.map(|quote| not_available(ui, quote)))
        .maybe(failure.map(|failure| failed(ui, Place::Booking, failure)))
}

fn way_on(ui: &Ui, text: Text, action: Action) -> Tag {
    button(ui, "btn", text, action)
}

/// To try again; not before a busy service wants to be asked, and then it is by itself.
pub(super) fn again(ui: &Ui, class: &'static str, why: Option<Failure>) -> Tag {
    let early = why.is_some_and(|why| why.lasts(now()));
    button(ui, class, Text::TryAgain, Action::Retry).when("aria-disabled", early)
}

fn failed(ui: &Ui, place: Place, failure: Failure) -> Tag {
    let (title, text) = failure_texts(ui, failure);
    let mut ways_on = vec![again(ui, "btn", Some(failure))];
    // A question that the service does not accept is not mended by asking it again.
    if failure == Failure::Refused {
        ways_on.push(way_on(ui, Text::ChangeTimes, Action::ToggleTimes(End::PickUp)));
    }
    alert(place, title, text, true, ways_on)
}

/// What a failed read or quote is called, and what it means for the customer.
pub(super) fn failure_texts(ui: &Ui, failure: Failure) -> (&'static str, String) {
    let (title, text) = match failure {
        Failure::Unreachable if ui.model().clock.offline => (Text::Offline, Text::OfflineText),
        Failure::Unreachable => (Text::Unreachable, Text::UnreachableText),
        Failure::Busy { .. } => (Text::Busy, Text::BusyText),
        Failure::Refused => (Text::Refused, Text::RefusedReadText),
        Failure::UnknownCompany => (Text::UnknownCompany, Text::UnknownCompanyText),
        Failure::Service { .. } => (Text::ServiceDown, Text::ServiceDownText),
        Failure::Unreadable => (Text::Unreadable, Text::UnreadableText),
    };
    // Where the service says when it wants to be asked again, that is counted down.
    let wait_ms = failure.until().map(|until| until.since(now())).filter(|wait_ms| *wait_ms > 0);
    let text = match wait_ms {
        Some(wait_ms) => ui.filled(Text::BusyUntil, &[("duration", &ui.formats.wait(wait_ms))]),
        None => ui.text(text).into(),
    };
    (ui.text(title), text)
}

/// An order that the service did not accept; the way on is the button below.
fn order_refused(ui: &Ui, why: Failure) -> Tag {
    let (title, text) = match why {
        Failure::Busy { .. } => failure_texts(ui, why),
        _ => (ui.text(Text::Refused), ui.text(Text::RefusedText).into()),
    };
    alert(Place::Booking, title, text, true, vec![])
}

fn not_available(ui: &Ui, quote: &Quote) -> Tag {
    let text = match quote.reason {
        Some(Refused::Taken) => Text::NotAvailableTaken,
        Some(Refused::Closed) => Text::NotAvailableClosed,
        Some(Refused::TooShort) => Text::NotAvailableTooShort,
        Some(Refused::TooLong) => Text::NotAvailableTooLong,
        None => Text::NotAvailableText,
    };
    let change = way_on(ui, Text::ChangeTimes, Action::ToggleTimes(End::PickUp));
    alert(Place::Booking, ui.text(Text::NotAvailable), ui.text(text).into(), false, vec![change])
}

/// Where the service takes a reference, asking again is safe; where it does not, nobody can know, and the customer
/// decides.
fn order_lost(ui: &Ui, safe: bool) -> Tag {
    let (text, ways_on) = if safe {
        (Text::OrderLostSafe, vec![button(ui, "btn main", Text::AskAgain, Action::AskOrderAgain)])
    } else {
        let page = ui.model().config.checkout_page();
        let link =
            tag("a").class("btn main").set("href", page).attr("target", "_blank").attr("rel", "noopener");
        let again = way_on(ui, Text::NewTry, Action::ForgetLostOrder);
        (Text::OrderLostUnsure, vec![link.text(ui.text(Text::BookingPage)), again])
    };
    alert(Place::Booking, ui.text(Text::OrderLost), ui.text(text).into(), true, ways_on)
}
