//! What is on screen: the skeleton, a screen of its own where nothing can be booked, or the booking.

use yew::prelude::*;

use super::alerts::{again, failure_texts, list_alerts};
use super::now_line::now_line;
use super::region::{Region, region};
use super::rest::{Part, part};
use super::screen::screen;
use super::sheet::sheet;
use super::skeleton::skeleton;
use super::tag::{Tag, div, tag};
use super::ui::Ui;
use super::zone_line::zone_line;
use crate::i18n::Text;
use crate::state::{Failure, Panel};

/// Everything below the frame.
pub(super) fn body(ui: &Ui) -> Html {
    let model = ui.model();
    if model.config.service.is_none() {
        return said(ui, Text::UnknownCompany, Text::NotConnected, None);
    }
    if let Some(order) = &model.thanks {
        return part(ui, Part::Thanks(order.as_ref()));
    }
    if let Some(failure) = model.locations.failure().or(model.catalog.failure()) {
        return failed(ui, failure);
    }
    if model.locations.value().is_none() || model.catalog.value().is_none() {
        return skeleton(now_line(ui)).into();
    }
    let nothing = match (model.products(), model.all_locations()) {
        ([], _) => Some(Text::NoProducts),
        (_, []) => Some(Text::NoPlaces),
        _ => None,
    };
    if let Some(title) = nothing {
        return said(ui, title, Text::ComeBack, Some(again(ui, "btn main", None)));
    }
    let title = ui.text(Text::BookingTitle);
    let list = div("list").child(list_alerts(ui)).html(region(ui, Region::ProductList));
    let panel = tag("aside").class("panel").attr("part", "panel").label(title);
    let panel = panel.child(tag("h2").text(title)).html(region(ui, Region::Booking));
    div("bw-body")
        .html(region(ui, Region::TripBar))
        .child(zone_line(ui))
        .maybe(now_line(ui))
        .html(open_panel(ui))
        .child(div("columns").child(list).child(panel))
        .html(sheet(ui))
        .html(part(ui, Part::Tray))
        .into()
}

fn open_panel(ui: &Ui) -> Html {
    match &ui.model().panel {
        Panel::Closed => Html::default(),
        Panel::Locations { .. } => region(ui, Region::LocationPicker),
        Panel::Times(_) => region(ui, Region::TimePicker),
    }
}

fn failed(ui: &Ui, failure: Failure) -> Html {
    let (title, text) = failure_texts(ui, failure);
    // Asking again does not make a company known.
    let may_help = failure != Failure::UnknownCompany;
    screen(ui, title, text, may_help.then(|| again(ui, "btn main", Some(failure)))).into()
}

fn said(ui: &Ui, title: Text, text: Text, again: Option<Tag>) -> Html {
    screen(ui, ui.text(title), ui.text(text).into(), again).into()
}
