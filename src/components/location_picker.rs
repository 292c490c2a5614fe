//! The location picker: where to pick up and return, with address and today's hours, and how far it is
//! where the customer wants to see that.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::tag::{Tag, div, press, tag};
use super::ui::Ui;
use crate::booking::Location;
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, Distances, FocusTarget, NoPosition};

/// A button for each location.
pub(super) fn location_picker(ui: &Ui) -> Html {
    let locations = ui.model().places().into_iter().enumerate();
    let places = locations.map(|(index, location)| place(ui, location, index == 0));
    let fieldset = tag("fieldset")
        .child(tag("legend").text(ui.text(Text::PlacesTitle)))
        .maybe((ui.model().has_positions() && can_locate()).then(|| distances(ui)))
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
        .maybe(hours_today(ui, location).map(small))
        .maybe(away(ui, location).map(small));
    if first { button.focus(&FocusTarget::FirstPlace) } else { button }
}

fn away(ui: &Ui, location: &Location) -> Option<String> {
    let distance = ui.formats.distance(ui.model().distance(&location.id)?);
    Some(ui.filled(Text::PlaceAway, &[("distance", &distance)]))
}

/// Whether the browser may know where the customer is. That is not asked here.
fn can_locate() -> bool {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED);
    get(&get(&js_sys::global(), "navigator"), "geolocation").is_object()
}

/// The press that shows how far the places are, and what became of it.
fn distances(ui: &Ui) -> Tag {
    let (words, pressed) = match &ui.model().distances {
        Distances::Hidden => (None, false),
        Distances::Asking => (Some(Text::PositionAsked), true),
        Distances::Known(_) => (Some(Text::PositionNote), true),
        Distances::Unknown(why) => (Some(no_position(*why)), false),
    };
    let asking = ui.model().distances == Distances::Asking;
    let button = press(ui, "chip", Action::ToggleDistances).is("aria-pressed", pressed);
    div("near-me")
        .child(button.when("aria-busy", asking).text(ui.text(Text::ShowDistances)))
        .maybe(words.map(|words| tag("small").text(ui.text(words))))
}

/// Why no distances are shown, and the way on.
pub(super) fn no_position(why: NoPosition) -> Text {
    match why {
        NoPosition::Refused => Text::PositionRefused,
        NoPosition::Failed => Text::PositionFailed,
        NoPosition::Slow => Text::PositionSlow,
    }
}

fn hours_today(ui: &Ui, location: &Location) -> Option<String> {
    let today = ui.zone_of(location)?.local(now()).date;
    let spans = location.hours.as_ref()?.on(today);
    if spans.is_empty() {
        return Some(ui.text(Text::PlaceClosed).into());
    }
    Some(ui.filled(Text::PlaceOpen, &[("hours", &ui.hours(spans))]))
}
