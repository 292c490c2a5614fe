//! What a screen reader says of a change, once.

use super::alerts::{failure_texts, not_loaded_title};
use super::lines::line_name;
use super::location_picker::no_position;
use super::rest::said;
use super::tag::{Tag, div, list, tag};
use super::ui::Ui;
use crate::booking::LocationId;
use crate::i18n::Text;
use crate::state::Announcement;

/// A polite live region. There is one in the frame and one in the sheet, of which one can be heard at a time.
pub(super) fn status(ui: &Ui) -> Tag {
    let said = ui.model().said.as_ref();
    // A new node for each announcement: the same words twice are two announcements.
    let node = said.map(|(number, what)| tag("span").key(number.to_string()).say(first_words(ui, what)));
    div("visually-hidden").attr("role", "status").html(list(node.into_iter()))
}

/// What may be said before the rest of the program is there, and what it says.
fn first_words(ui: &Ui, what: &Announcement) -> String {
    match what {
        Announcement::StillWorking => ui.text(Text::StillWorking).into(),
        Announcement::Offline => ui.text(Text::Offline).into(),
        Announcement::Failed(failure) => failure_texts(ui, *failure).0.into(),
        Announcement::NotLoaded => ui.text(not_loaded_title(ui)).into(),
        what => said(ui, what),
    }
}

/// All else.
pub(super) fn words(ui: &Ui, what: &Announcement) -> String {
    match what {
        Announcement::Added(product) => ui.filled(Text::SaidAdded, &[("product", &ui.product_name(product))]),
        Announcement::Removed(product) => {
            ui.filled(Text::SaidRemoved, &[("product", &ui.product_name(product))])
        }
        Announcement::Quantity(line) => line_name(ui, line),
        Announcement::TakenOut => ui.text(Text::SaidTakenOut).into(),
        Announcement::PutBack => ui.text(Text::SaidPutBack).into(),
        Announcement::Total(total) => ui.filled(Text::SaidTotal, &[("total", &ui.money(*total))]),
        Announcement::Unavailable => ui.text(Text::NotAvailable).into(),
        Announcement::PriceChanged => ui.text(Text::PriceChanged).into(),
        Announcement::PickupChosen(at) => ui.filled(Text::SaidPickup, &[("time", &ui.date_time(*at))]),
        Announcement::TimesChosen(window) => ui.times(*window),
        Announcement::LocationChosen(location) => of_place(ui, Text::SaidPlace, location),
        Announcement::NotAllThere(location) => of_place(ui, Text::SaidNotAllThere, location),
        Announcement::ClosedThere(location) => of_place(ui, Text::SaidClosedThere, location),
        Announcement::Nearest(location, metres) => {
            let (name, distance) = (place_name(ui, location), ui.formats.distance(*metres));
            ui.filled(Text::SaidNearest, &[("place", name), ("distance", &distance)])
        }
        Announcement::NoPosition(why) => ui.text(no_position(*why)).into(),
        Announcement::Checking => ui.text(Text::Checking).into(),
        Announcement::OrderWaits => ui.text(Text::OrderNote).into(),
        Announcement::Confirmed => ui.text(Text::Thanks).into(),
        Announcement::PaidBefore => ui.text(Text::PaidBefore).into(),
        Announcement::OrderLost => ui.text(Text::OrderLost).into(),
        Announcement::StillWorking
        | Announcement::Offline
        | Announcement::Failed(_)
        | Announcement::NotLoaded => String::new(),
    }
}

/// A text about a location.
pub(super) fn of_place(ui: &Ui, text: Text, location: &LocationId) -> String {
    ui.filled(text, &[("place", place_name(ui, location))])
}

fn place_name<'a>(ui: &'a Ui, location: &LocationId) -> &'a str {
    ui.model().location(location).map_or("", |location| &location.name)
}
