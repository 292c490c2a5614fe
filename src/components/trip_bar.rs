//! The trip bar: where, from, until; always in sight.

use yew::prelude::*;

use super::tag::{Tag, div, press, tag};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::{Action, End, FocusTarget, Panel};

/// Where and when, each a button that opens its picker.
pub(super) fn trip_bar(ui: &Ui) -> Html {
    let model = ui.model();
    let location = model.chosen_location().map(|location| location.name.clone());
    let one_place = model.all_locations().len() == 1;
    let places_open = matches!(model.panel, Panel::Locations { .. });
    let label = ui.text(Text::TripPlace);
    let place = if one_place {
        part(div("fixed"), label, location.unwrap_or_default())
    } else {
        let button = press(ui, "", Action::ToggleLocations)
            .focus(&FocusTarget::TripPlace)
            .is("aria-expanded", places_open);
        part(button, label, location.unwrap_or_else(|| ui.text(Text::TripChoosePlace).into()))
    };
    div("trip")
        .attr("part", "trip")
        .attr("role", "group")
        .label(ui.text(Text::WidgetName))
        .child(place)
        .child(time(ui, End::PickUp))
        .child(time(ui, End::Return))
        .into()
}

fn part(frame: Tag, label: &'static str, value: String) -> Tag {
    frame.child(tag("small").text(label)).child(tag("strong").say(value))
}

fn time(ui: &Ui, end: End) -> Tag {
    let model = ui.model();
    let (label, at) = match end {
        End::PickUp => (Text::TripFrom, model.trip.pickup),
        End::Return => (Text::TripUntil, model.trip.back),
    };
    let open = model.picker().is_some_and(|picker| picker.end == end);
    let value = at.map_or_else(|| ui.text(Text::TripChooseTime).into(), |at| ui.date_time(at));
    let button =
        press(ui, "", Action::ToggleTimes(end)).focus(&FocusTarget::TripTime(end)).is("aria-expanded", open);
    part(button, ui.text(label), value)
}
