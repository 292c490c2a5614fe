//! The booking: trip, lines, what the total has beyond them, total, and the way to payment. It stands beside the list
//! when there is room, and in the sheet when there is not.

use yew::prelude::*;

use super::alerts::booking_alerts;
use super::lines::{lines, removed_lines};
use super::main_button::main_button;
use super::tag::{Tag, p, tag};
use super::ui::Ui;
use crate::booking::{Location, Window};
use crate::i18n::Text;
use crate::state::FocusTarget;

/// The booking without its frame.
pub(super) fn booking(ui: &Ui) -> Html {
    let booking = if ui.model().cart.is_empty() {
        tag("div").html(removed_lines(ui)).child(nothing(ui))
    } else {
        tag("div")
            .child(p("when").say(trip(ui)))
            .child(booking_alerts(ui))
            .html(lines(ui))
            .html(main_button(ui))
    };
    booking.tab_stop(false).focus(&FocusTarget::Booking).into()
}

/// The booking with nothing in it, and nothing that was just taken out of it.
pub(super) fn empty(ui: &Ui) -> Html {
    tag("div").child(nothing(ui)).tab_stop(false).focus(&FocusTarget::Booking).into()
}

fn nothing(ui: &Ui) -> Tag {
    p("empty").text(ui.text(Text::BookingEmpty))
}

fn trip(ui: &Ui) -> String {
    let model = ui.model();
    match (model.chosen_location(), model.trip.window()) {
        (Some(location), Some(window)) => trip_of(ui, location, window),
        _ => ui.text(Text::BookingNoTimes).into(),
    }
}

/// Where and when, in words; by the clock of the location.
pub(super) fn trip_of(ui: &Ui, location: &Location, window: Window) -> String {
    let Some(zone) = ui.zone_of(location) else { return String::new() };
    ui.filled(
        Text::BookingTrip,
        &[
            ("place", &location.name),
            ("from", &ui.date_time_in(&*zone, window.start())),
            ("until", &ui.until_in(&*zone, window)),
            ("duration", &ui.duration_in(&*zone, window)),
        ],
    )
}
