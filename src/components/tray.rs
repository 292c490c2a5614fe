//! The tray at the bottom, for where there is no room beside the list: what the booking costs, and the way to it.

use yew::prelude::*;

use super::focus::focus_name;
use super::ui::Ui;
use crate::i18n::{Count, Text};
use crate::state::{Action, FocusTarget};

/// The tray; there while something is in the booking.
pub(super) fn tray(ui: &Ui) -> Html {
    let model = ui.model();
    if model.cart.is_empty() {
        return Html::default();
    }
    let total = model.total();
    let items = if total.is_some() { Count::ItemsWithTax } else { Count::Items };
    html! {
        <div class="tray" part="tray">
            <span class="price">
                { total.map(|total| ui.money(total)) }
                <small>{ ui.count(items, model.cart.units()) }</small>
            </span>
            <button type="button" class="btn main" data-focus={focus_name(&FocusTarget::OpenSheet)} onclick={ui.on(Action::OpenSheet)}>
                { ui.text(Text::SeeBooking) }
            </button>
        </div>
    }
}
