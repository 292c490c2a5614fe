//! The trip bar: where, from, until; always in sight.

use yew::prelude::*;

use super::focus::focus_name;
use super::ui::{Ui, use_ui};
use crate::i18n::Text;
use crate::state::{Action, End, FocusTarget, Panel};

/// Where and when, each a button that opens its picker.
#[component(TripBar)]
pub(super) fn trip_bar() -> Html {
    let ui = use_ui();
    let model = ui.model();
    let location = model.chosen_location().map(|location| location.name.clone());
    let one_place = model.all_locations().len() == 1;
    let places_open = matches!(model.panel, Panel::Locations { .. });
    html! {
        <div class="trip" part="trip" role="group" aria-label={ui.text(Text::WidgetName)}>
            if one_place {
                <div class="fixed">
                    <small>{ ui.text(Text::TripPlace) }</small>
                    <strong>{ location }</strong>
                </div>
            } else {
                <button
                    type="button"
                    data-focus={focus_name(&FocusTarget::TripPlace)}
                    aria-expanded={places_open.to_string()}
                    onclick={ui.on(Action::ToggleLocations)}
                >
                    <small>{ ui.text(Text::TripPlace) }</small>
                    <strong>{ location.unwrap_or_else(|| ui.text(Text::TripChoosePlace).into()) }</strong>
                </button>
            }
            { time(&ui, End::PickUp) }
            { time(&ui, End::Return) }
        </div>
    }
}

fn time(ui: &Ui, end: End) -> Html {
    let model = ui.model();
    let (label, at) = match end {
        End::PickUp => (Text::TripFrom, model.trip.pickup),
        End::Return => (Text::TripUntil, model.trip.back),
    };
    let open = model.picker().is_some_and(|picker| picker.end == end);
    let value = at.map_or_else(|| ui.text(Text::TripChooseTime).into(), |at| ui.date_time(at));
    html! {
        <button
            type="button"
            data-focus={focus_name(&FocusTarget::TripTime(end))}
            aria-expanded={open.to_string()}
            onclick={ui.on(Action::ToggleTimes(end))}
        >
            <small>{ ui.text(label) }</small>
            <strong>{ value }</strong>
        </button>
    }
}
