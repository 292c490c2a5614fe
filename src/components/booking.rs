//! The booking: trip, lines, what the total has beyond them, total, and the way to payment. It stands beside the list
//! when there is room, and in the sheet when there is not.

use yew::prelude::*;

use super::alerts::booking_alerts;
use super::focus::focus_name;
use super::lines::lines;
use super::main_button::main_button;
use super::ui::{Ui, use_ui};
use crate::i18n::Text;
use crate::state::FocusTarget;

/// The booking without its frame.
#[component(Booking)]
pub(super) fn booking() -> Html {
    let ui = use_ui();
    let focus = focus_name(&FocusTarget::Booking);
    if ui.model().cart.is_empty() {
        return html! { <p class="empty" tabindex="-1" data-focus={focus}>{ ui.text(Text::BookingEmpty) }</p> };
    }
    html! {
        <div tabindex="-1" data-focus={focus}>
            <p class="when">{ trip(&ui) }</p>
            { booking_alerts(&ui) }
            { lines(&ui) }
            { main_button(&ui) }
        </div>
    }
}

fn trip(ui: &Ui) -> String {
    let model = ui.model();
    let (Some(location), Some(window)) = (model.chosen_location(), model.trip.window()) else {
        return ui.text(Text::BookingNoTimes).into();
    };
    ui.filled(
        Text::BookingTrip,
        &[
            ("place", &location.name),
            ("from", &ui.date_time(window.start())),
            ("until", &ui.date_time(window.end())),
            ("duration", &ui.duration(window)),
        ],
    )
}
