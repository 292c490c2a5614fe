//! What is on screen: the skeleton, a screen of its own where nothing can be booked, or the booking.

use yew::prelude::*;

use super::alerts::ListAlerts;
use super::booking::Booking;
use super::location_picker::LocationPicker;
use super::product_list::ProductList;
use super::screen::Screen;
use super::sheet::Sheet;
use super::skeleton::Skeleton;
use super::time_picker::TimePicker;
use super::tray::Tray;
use super::trip_bar::TripBar;
use super::ui::use_ui;
use super::zone_line::ZoneLine;
use crate::i18n::Text;
use crate::state::{Failure, Panel};

/// Everything below the frame.
#[component(Body)]
pub(super) fn body() -> Html {
    let ui = use_ui();
    let model = ui.model();
    if model.config.service.is_none() {
        return html! { <Screen title={Text::UnknownCompany} text={Text::UnknownCompanyText} /> };
    }
    if let Some(failure) = model.locations.failure().or(model.catalog.failure()) {
        return failed(failure);
    }
    if model.locations.value().is_none() || model.catalog.value().is_none() {
        return html! { <Skeleton /> };
    }
    if model.products().is_empty() || model.all_locations().is_empty() {
        return html! { <Screen title={Text::NoProducts} text={Text::NoProductsText} retry=true /> };
    }
    html! {
        <div class="bw-body">
            <TripBar />
            <ZoneLine />
            { open_panel(&model.panel) }
            <div class="columns">
                <div class="list">
                    <ListAlerts />
                    <ProductList />
                </div>
                <aside class="panel" part="panel" aria-label={ui.text(Text::BookingTitle)}>
                    <h2>{ ui.text(Text::BookingTitle) }</h2>
                    <Booking />
                </aside>
            </div>
            <Sheet />
            <Tray />
        </div>
    }
}

fn open_panel(panel: &Panel) -> Html {
    match panel {
        Panel::Closed => Html::default(),
        Panel::Locations { .. } => html! { <LocationPicker /> },
        Panel::Times(_) => html! { <TimePicker /> },
    }
}

fn failed(failure: Failure) -> Html {
    let (title, text) = match failure {
        Failure::UnknownCompany => (Text::UnknownCompany, Text::UnknownCompanyText),
        Failure::Unreachable => (Text::Unreachable, Text::UnreachableText),
        Failure::Busy => (Text::Busy, Text::BusyText),
        Failure::Service | Failure::Refused => (Text::ServiceDown, Text::ServiceDownText),
    };
    html! { <Screen {title} {text} retry=true /> }
}
