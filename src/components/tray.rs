//! The tray at the bottom, for where there is no room beside the list: what the booking costs, and the way to it.

use super::alerts::failure_texts;
use super::lines::removed_lines;
use super::misfit::misfit_title;
use super::tag::{Tag, button, div, span, tag};
use super::ui::Ui;
use crate::i18n::{Count, Text};
use crate::state::store::now;
use crate::state::{Action, Checkout, Failure, FocusTarget};

/// The tray; there while something is in the booking, or was just taken out of it.
pub(super) fn tray(ui: &Ui) -> Option<Tag> {
    let model = ui.model();
    if model.cart.is_empty() {
        model.removed.as_ref()?;
        return Some(div("tray").attr("part", "tray").html(removed_lines(ui)));
    }
    let total = model.total();
    let items = if total.is_some() { Count::ItemsWithTax } else { Count::Items };
    let small = match told(ui) {
        Some(told) => told.to_owned(),
        None => ui.count(items, model.cart.units()),
    };
    let price = span("price")
        .say(total.map(|total| ui.money(total)).unwrap_or_default())
        .child(tag("small").say(small));
    let open = button(ui, "btn main", Text::SeeBooking, Action::OpenSheet).focus(&FocusTarget::OpenSheet);
    Some(div("tray").attr("part", "tray").child(price).child(open))
}

/// What the booking has to tell: without the sheet it is told here in a word.
fn told(ui: &Ui) -> Option<&'static str> {
    let model = ui.model();
    let failure = |why| failure_texts(ui, why).0;
    let text = match &model.checkout {
        Checkout::Requoting { .. } => Text::Checking,
        Checkout::Creating { .. } => Text::Creating,
        Checkout::Lost { .. } => Text::OrderLost,
        Checkout::Changed { .. } => Text::PriceChanged,
        Checkout::PaidBefore { .. } => Text::PaidBefore,
        Checkout::Refused(Failure::Refused) if model.unavailable(now()).is_some() => Text::NotAvailable,
        Checkout::Refused(why) => return Some(failure(*why)),
        Checkout::Idle if model.standing_order(now()).is_some() => Text::OrderWaits,
        Checkout::Idle if model.cart.lines().iter().any(|line| model.is_gone(&line.product)) => Text::Gone,
        Checkout::Idle if model.changed_since().is_some() => Text::SinceLastTime,
        Checkout::Idle => match (model.misfit(), model.unavailable(now())) {
            (Some(misfit), _) => misfit_title(&misfit),
            (None, Some(_)) => Text::NotAvailable,
            (None, None) => return model.quote.as_ref()?.load.failure().map(failure),
        },
    };
    Some(ui.text(text))
}
