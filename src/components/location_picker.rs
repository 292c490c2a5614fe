//! The location picker: where to pick up and return, with address and today's hours.

use yew::prelude::*;

use super::tag::{Tag, div, press, tag};
use super::ui::Ui;
use crate::booking::Location;
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, FocusTarget};

/// A button for each location.
pub(super) fn location_picker(ui: &Ui) -> Html {
    let locations = ui.model().all_locations().iter().enumerate();
    let places = locations.map(|(index, location)| place(ui, location, index == 0));
    let fieldset = tag("fieldset")
        .child(tag("legend").text(ui.text(Text::PlacesTitle)))
        .child(div("place-list").list(places));
    tag("section")
        .class("picker places")
        .attr("part", "picker")
        .keys(ui, Box::new(super::time_picker::close_on_escape))
        .child(fieldset)
        .into()
}

fn place(ui: &Ui, location: &Location, first: bool) -> Tag {
    let chosen = ui.model().trip.location.as_ref() == Some(&location.id);
    let small = |text: String| tag("small").say(text);
    let button = press(ui, "place", Action::ChooseLocation(location.id.clone()))
        .key(location.id.as_str().to_owned())
        .is("aria-pressed", chosen)
        .child(tag("strong").say(location.name.clone()))
        .maybe(location.address.clone().map(small))
        .maybe(hours_today(ui, location).map(small));
    if first { button.focus(&FocusTarget::FirstPlace) } else { button }
}

fn hours_today(ui: &Ui, location: &Location) -> Option<String> {
    let today = ui.model().local(now())?.date;
    let spans = location.hours.as_ref()?.on(today);
    if spans.is_empty() {
        return Some(ui.text(Text::PlaceClosed).into());
    }
    let span = |opens, closes| {
        let (opens, closes) = (ui.formats.wall_time(opens), ui.formats.wall_time(closes));
        ui.filled(Text::HoursSpan, &[("opens", &opens), ("closes", &closes)])
    };
    let mut all = String::new();
    for open in spans {
        if !all.is_empty() {
            all.push_str(", ");
        }
        all.push_str(&span(open.opens, open.closes));
    }
    Some(ui.filled(Text::PlaceOpen, &[("hours", &all)]))
}
