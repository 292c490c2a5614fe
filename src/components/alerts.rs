//! The messages of the list and of the booking.

use super::alert::{Place, alert};
use super::changes::{differences, itemized, shortage};
use super::main_button::order_link;
use super::tag::{Tag, button, div, tag};
use super::ui::Ui;
use crate::booking::ProductId;
use crate::booking::quote::{Quote, Refused};
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, Checkout, End, Failure, Order};

/// Above the list: stock and prices for the chosen times could not be fetched.
pub(super) fn list_alerts(ui: &Ui) -> Tag {
    let model = ui.model();
    let alert = match model.priced.load.failure() {
        Some(failure) => Some(failed(ui, Place::List, failure)),
        None => model.misses_rest().then(|| not_loaded(ui)),
    };
    div("notices").maybe(alert)
}

/// In the booking: what became of the quote and of the order.
pub(super) fn booking_alerts(ui: &Ui) -> Tag {
    let model = ui.model();
    let misfit = model.misfit();
    // What stands against it is told as the way it came about, not as the service's no.
    let mut unavailable = model.unavailable(now()).filter(|_| misfit.is_none());
    let checkout = match &model.checkout {
        Checkout::Lost { request } => Some(order_lost(ui, request.client_reference.is_some())),
        // What the service says of the booking by now is why; it takes the place, and with it the focus.
        Checkout::Refused(Failure::Refused) if unavailable.is_some() => {
            unavailable.take().map(|quote| not_available(ui, quote))
        }
        Checkout::Refused(why) => Some(order_refused(ui, *why)),
        Checkout::PaidBefore { order } => Some(paid_before(ui, order.as_ref())),
        Checkout::Changed { before } => {
            Some(itemized(ui, Text::PriceChanged, Text::PriceChangedText, differences(ui, before), vec![]))
        }
        _ if model.blocked && model.standing_order(now()).is_some() => {
            let (title, text) = (ui.text(Text::Blocked), ui.text(Text::BlockedText).into());
            // Where new tabs are forbidden as well, the address can be taken along.
            let address = model.order.as_ref().map(|order| tag("p").say(order.url.clone()));
            Some(alert(Place::Booking, title, text, true, vec![]).maybe(address))
        }
        _ => model.changed_since().map(|before| {
            itemized(ui, Text::SinceLastTime, Text::PriceChangedText, differences(ui, before), vec![])
        }),
    };
    let gone: Vec<_> = model.cart.lines().iter().filter(|line| model.is_gone(&line.product)).collect();
    let notices = div("notices").maybe(checkout);
    // No price can be had of what is not for hire.
    if !gone.is_empty() {
        return notices.list(gone.into_iter().map(|line| no_longer(ui, &line.product)));
    }
    let failure = model.quote.as_ref().and_then(|quoted| quoted.load.failure());
    notices
        .maybe(misfit.map(|misfit| super::misfit::misfit(ui, &misfit)))
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

/// The rest of the program can't be had.
fn not_loaded(ui: &Ui) -> Tag {
    let (title, text) = (ui.text(not_loaded_title(ui)), still_here(ui).into());
    alert(Place::List, title, text, true, vec![again(ui, "btn", None)])
}

/// What it is called that the rest of the program can't be had.
pub(super) fn not_loaded_title(ui: &Ui) -> Text {
    if ui.model().clock.offline { Text::Offline } else { Text::NotLoaded }
}

/// That what was chosen is not lost, where something was.
fn still_here(ui: &Ui) -> &'static str {
    if ui.model().has_chosen() { ui.text(Text::StillHere) } else { "" }
}

/// What a failed read or quote is called, and what it means for the customer; what was chosen is not lost with it.
pub(super) fn failure_texts(ui: &Ui, failure: Failure) -> (&'static str, String) {
    let (title, text) = match failure {
        Failure::Unreachable if ui.model().clock.offline => (Text::Offline, Text::OfflineText),
        Failure::Unreachable if ui.model().clock.keeps_trying() => (Text::Unreachable, Text::UnreachableText),
        Failure::Unreachable => (Text::Unreachable, Text::UnreachableNowText),
        Failure::Busy { .. } => (Text::Busy, Text::BusyText),
        Failure::Refused if ui.model().trip.window().is_some() => (Text::Refused, Text::RefusedReadText),
        Failure::Refused => (Text::Refused, Text::RefusedPlainText),
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
    let text = match failure {
        Failure::UnknownCompany => text,
        _ => [&*text, " ", still_here(ui)].concat().trim_end().to_owned(),
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

/// The order before this one is paid; the button below makes another one.
fn paid_before(ui: &Ui, order: Option<&Order>) -> Tag {
    let see = order.map(|order| order_link(ui, order, "btn", Text::SeeOrder));
    let (title, text) = (ui.text(Text::PaidBefore), ui.text(Text::PaidBeforeText).into());
    alert(Place::Booking, title, text, false, see.into_iter().collect())
}

fn not_available(ui: &Ui, quote: &Quote) -> Tag {
    let text = match quote.reason {
        Some(Refused::Taken) => Text::NotAvailableTaken,
        Some(Refused::Closed) => Text::NotAvailableClosed,
        Some(Refused::TooShort) => Text::NotAvailableTooShort,
        Some(Refused::TooLong) => Text::NotAvailableTooLong,
        None => Text::NotAvailableText,
    };
    let (mut items, take) = shortage(ui);
    if let Some(before) = &ui.model().since {
        items.extend(differences(ui, before));
    }
    let started = ui.model().order_in_the_way(now());
    let started = started.map(|order| order_link(ui, order, "btn", Text::ContinueOrder));
    let change = way_on(ui, Text::ChangeTimes, Action::ToggleTimes(End::PickUp));
    let ways_on = take.into_iter().chain([change]).chain(started).collect();
    itemized(ui, Text::NotAvailable, text, items, ways_on)
}

/// A product that was put into the booking and is gone from the list.
fn no_longer(ui: &Ui, product: &ProductId) -> Tag {
    let name = ui.product_name(product);
    let remove = way_on(ui, Text::Remove, Action::Remove(product.clone()))
        .label_of(ui.filled(Text::RemoveNamed, &[("product", &name)]));
    alert(Place::Booking, ui.text(Text::Gone), name, true, vec![remove])
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
