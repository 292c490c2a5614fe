//! The tray at the bottom, for where there is no room beside the list: what the booking costs, and the way to it.

use super::lines::removed_lines;
use super::misfit::misfit_title;
use super::tag::{Tag, button, div, span, tag};
use super::ui::Ui;
use crate::i18n::{Count, Text};
use crate::state::{Action, FocusTarget};

/// The tray; there while something is in the booking, or was just taken out of it.
pub(super) fn tray(ui: &Ui) -> Option<Tag> {
    let model = ui.model();
    if model.cart.is_empty() {
        model.removed.as_ref()?;
        return Some(div("tray").attr("part", "tray").html(removed_lines(ui)));
    }
    let total = model.total();
    let items = if total.is_some() { Count::ItemsWithTax } else { Count::Items };
    let taken = model.current_quote().is_some_and(|quote| !quote.available);
    let small = match model.misfit() {
        Some(misfit) => ui.text(misfit_title(&misfit)).into(),
        None if taken => ui.text(Text::NotAvailable).into(),
        None => ui.count(items, model.cart.units()),
    };
    let price = span("price")
        .say(total.map(|total| ui.money(total)).unwrap_or_default())
        .child(tag("small").say(small));
    let open = button(ui, "btn main", Text::SeeBooking, Action::OpenSheet).focus(&FocusTarget::OpenSheet);
    Some(div("tray").attr("part", "tray").child(price).child(open))
}
