//! What is drawn by the rest of the program (see `state::rest`): nothing until that is there.

use yew::Html;

use super::booking::booking;
use super::location_picker::location_picker;
use super::product_card::foot;
use super::status::words;
use super::thanks::thanks;
use super::time_picker::time_picker;
use super::tray::tray;
use super::ui::Ui;
use crate::booking::Product;
use crate::state::{Announcement, Order, Rest};

/// Something that the rest draws.
pub(super) enum Part<'a> {
    /// The list of locations.
    LocationPicker,
    /// Calendar and times.
    TimePicker,
    /// What is booked, and the way to payment.
    Booking,
    /// What stands at the bottom where there is no room beside the list.
    Tray,
    /// The screen after payment.
    Thanks(Option<&'a Order>),
    /// A card's stock and ways on for the chosen place and times.
    Foot(&'a Product),
}

/// A part, where it can be drawn.
pub(super) fn part(ui: &Ui, part: Part<'_>) -> Html {
    if ui.model().rest == Rest::There { draw(ui, part) } else { Html::default() }
}

/// A gate.
#[inline(never)]
fn draw(ui: &Ui, part: Part<'_>) -> Html {
    match part {
        Part::LocationPicker => location_picker(ui),
        Part::TimePicker => time_picker(ui),
        Part::Booking => booking(ui),
        Part::Tray => tray(ui).map_or_else(Html::default, Html::from),
        Part::Thanks(order) => thanks(ui, order).into(),
        Part::Foot(product) => foot(ui, product),
    }
}

/// The words of an announcement, where they can be put together.
pub(super) fn said(ui: &Ui, what: &Announcement) -> String {
    if ui.model().rest == Rest::There { say(ui, what) } else { String::new() }
}

/// A gate.
#[inline(never)]
fn say(ui: &Ui, what: &Announcement) -> String {
    words(ui, what)
}
