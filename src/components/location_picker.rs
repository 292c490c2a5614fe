//! The location picker: where to pick up and return, with address and today's hours.

use yew::prelude::*;

use super::focus::focus_name;
use super::ui::{Ui, use_ui};
use crate::booking::Location;
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, FocusTarget};

/// A button for each location.
#[component(LocationPicker)]
pub(super) fn location_picker() -> Html {
    let ui = use_ui();
    let onkeydown = super::time_picker::close_on_escape(&ui);
    let locations = ui.model().all_locations();
    html! {
        <section class="picker places" part="picker" {onkeydown}>
            <fieldset>
                <legend>{ ui.text(Text::PlacesTitle) }</legend>
                <div class="place-list">
                    { for locations.iter().enumerate().map(|(index, location)| place(&ui, location, index == 0)) }
                </div>
            </fieldset>
        </section>
    }
}

fn place(ui: &Ui, location: &Location, first: bool) -> Html {
    let chosen = ui.model().trip.location.as_ref() == Some(&location.id);
    html! {
        <button
            type="button"
            class="place"
            key={location.id.to_string()}
            data-focus={first.then(|| focus_name(&FocusTarget::FirstPlace))}
            aria-pressed={chosen.to_string()}
            onclick={ui.on(Action::ChooseLocation(location.id.clone()))}
        >
            <strong>{ &location.name }</strong>
            if let Some(address) = &location.address {
                <small>{ address }</small>
            }
            if let Some(hours) = hours_today(ui, location) {
                <small>{ hours }</small>
            }
        </button>
    }
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
    let spans: Vec<_> = spans.iter().map(|open| span(open.opens, open.closes)).collect();
    Some(ui.filled(Text::PlaceOpen, &[("hours", &spans.join(", "))]))
}
