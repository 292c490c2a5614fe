//! What stands against the booking at the chosen place, item by item, and the ways on: nothing is dropped by itself.

use super::changes::itemized;
use super::lines::line_name;
use super::status::of_place;
use super::tag::{Tag, button, press};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::{Action, End, Misfit};

/// What it is called.
pub(super) fn misfit_title(misfit: &Misfit<'_>) -> Text {
    if misfit.lines.is_empty() { Text::NotAvailable } else { Text::Misfit }
}

/// The message in the booking.
pub(super) fn misfit(ui: &Ui, misfit: &Misfit<'_>) -> Tag {
    let place = ui.model().chosen_location().map_or("", |location| &location.name);
    let (mut items, mut ways_on) = (Vec::new(), Vec::new());
    for line in &misfit.lines {
        items.push(ui.filled(Text::NotAt, &[("place", place), ("line", &line_name(ui, line))]));
    }
    if misfit.closed {
        items.push(ui.filled(Text::ClosedAt, &[("place", place)]));
        ways_on.push(button(ui, "btn", Text::ChangeTimes, Action::ToggleTimes(End::PickUp)));
    }
    if !misfit.lines.is_empty() {
        ways_on.push(button(ui, "btn", Text::RemoveMisfits, Action::RemoveMisfits));
    }
    ways_on.push(match ui.model().place_before() {
        Some(before) => {
            press(ui, "btn", Action::ChooseLocation(before.clone())).say(of_place(ui, Text::BackTo, before))
        }
        None => button(ui, "btn", Text::OtherPlaces, Action::OtherPlaces),
    });
    itemized(ui, misfit_title(misfit), Text::MisfitText, items, ways_on)
}
