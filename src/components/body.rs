//! What is on screen: the skeleton, a screen of its own where nothing can be booked, or the booking.

use yew::prelude::*;

use super::alerts::{failure_texts, list_alerts};
use super::booking::Booking;
use super::location_picker::LocationPicker;
use super::product_list::ProductList;
use super::screen::screen;
use super::sheet::Sheet;
use super::skeleton::skeleton;
use super::tag::{div, tag};
use super::time_picker::TimePicker;
use super::tray::tray;
use super::trip_bar::TripBar;
use super::ui::{Ui, component};
use super::zone_line::zone_line;
use crate::i18n::Text;
use crate::state::{Failure, Panel};

/// Everything below the frame.
pub(super) fn body(ui: &Ui) -> Html {
    let model = ui.model();
    if model.config.service.is_none() {
        return screen(ui, ui.text(Text::UnknownCompany), ui.text(Text::UnknownCompanyText).into(), false)
            .into();
    }
    if let Some(failure) = model.locations.failure().or(model.catalog.failure()) {
        return failed(ui, failure);
    }
    if model.locations.value().is_none() || model.catalog.value().is_none() {
        return skeleton().into();
    }
    if model.products().is_empty() || model.all_locations().is_empty() {
        return screen(ui, ui.text(Text::NoProducts), ui.text(Text::NoProductsText).into(), true).into();
    }
    let title = ui.text(Text::BookingTitle);
    let list = div("list").child(list_alerts(ui)).html(component::<ProductList>(ui));
    let panel = tag("aside").class("panel").attr("part", "panel").label(title);
    let panel = panel.child(tag("h2").text(title)).html(component::<Booking>(ui));
    div("bw-body")
        .html(component::<TripBar>(ui))
        .child(zone_line(ui))
        .html(open_panel(ui))
        .child(div("columns").child(list).child(panel))
        .html(component::<Sheet>(ui))
        .maybe(tray(ui))
        .into()
}

fn open_panel(ui: &Ui) -> Html {
    match &ui.model().panel {
        Panel::Closed => Html::default(),
        Panel::Locations { .. } => component::<LocationPicker>(ui),
        Panel::Times(_) => component::<TimePicker>(ui),
    }
}

fn failed(ui: &Ui, failure: Failure) -> Html {
    let (title, text) = failure_texts(ui, failure);
    // Asking again does not make a company known.
    screen(ui, title, text, failure != Failure::UnknownCompany).into()
}
