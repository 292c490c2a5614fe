//! The regions of the widget as nodes of the component tree.
//!
//! They are one component that is told which of them it is: Yew's machinery is written out anew for each component, some
//! 800 bytes of download, and all of them are given the same.

use std::rc::Rc;

use yew::prelude::*;

use super::booking::empty;
use super::cards::{Cards, alike, cards};
use super::product_list::product_list;
use super::rest::{Part, part};
use super::trip_bar::trip_bar;
use super::ui::Ui;
use crate::state::Model;

/// A region.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// Where and when.
    TripBar,
    /// The list of locations.
    LocationPicker,
    /// Calendar and times.
    TimePicker,
    /// Categories and cards.
    ProductList,
    /// Some of the cards.
    Cards,
    /// What is booked, and the way to payment.
    Booking,
}

/// What a region is given.
#[derive(Properties, Clone)]
struct RegionProps {
    ui: Ui,
    region: Region,
    cards: Option<Rc<Cards>>,
}

impl PartialEq for RegionProps {
    fn eq(&self, other: &Self) -> bool {
        self.region == other.region
            && match (&self.cards, &other.cards) {
                (Some(cards), Some(before)) => cards == before && alike(&self.ui, &other.ui, cards),
                _ => self.ui == other.ui,
            }
    }
}

/// A region in its place. None takes over what another one has left there.
pub(super) fn region(ui: &Ui, region: Region) -> Html {
    place(ui, region, region as usize, None)
}

/// A part of the list in its place.
pub(super) fn cards_region(ui: &Ui, cards: Rc<Cards>) -> Html {
    place(ui, Region::Cards, cards.before, Some(cards))
}

fn place(ui: &Ui, region: Region, key: usize, cards: Option<Rc<Cards>>) -> Html {
    html! { <Node {key} ui={ui.clone()} {region} {cards} /> }
}

/// Whether nothing is in the booking, and nothing was just taken out of it.
fn is_empty(model: &Model) -> bool {
    model.cart.is_empty() && model.removed.is_none()
}

#[component(Node)]
fn node(RegionProps { ui, region, cards: some }: &RegionProps) -> Html {
    match region {
        Region::TripBar => trip_bar(ui),
        Region::LocationPicker => part(ui, Part::LocationPicker),
        Region::TimePicker => part(ui, Part::TimePicker),
        Region::ProductList => product_list(ui),
        Region::Cards => some.as_ref().map_or_else(Html::default, |some| cards(ui, some)),
        Region::Booking if is_empty(ui.model()) => empty(ui),
        Region::Booking => part(ui, Part::Booking),
    }
}
