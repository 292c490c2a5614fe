//! The regions of the widget as nodes of the component tree.
//!
//! They are one component that is told which of them it is: Yew's machinery is written out anew for each component, some
//! 800 bytes of download, and all of them are given the same.

use yew::prelude::*;

use super::booking::empty;
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
    /// What is booked, and the way to payment.
    Booking,
}

/// What a region is given.
#[derive(Properties, Clone, PartialEq)]
struct RegionProps {
    ui: Ui,
    region: Region,
}

/// A region in its place. None takes over what another one has left there.
pub(super) fn region(ui: &Ui, region: Region) -> Html {
    html! { <Node key={region as usize} ui={ui.clone()} {region} /> }
}

/// Whether nothing is in the booking, and nothing was just taken out of it.
fn is_empty(model: &Model) -> bool {
    model.cart.is_empty() && model.removed.is_none()
}

#[component(Node)]
fn node(RegionProps { ui, region }: &RegionProps) -> Html {
    match region {
        Region::TripBar => trip_bar(ui),
        Region::LocationPicker => part(ui, Part::LocationPicker),
        Region::TimePicker => part(ui, Part::TimePicker),
        Region::ProductList => product_list(ui),
        Region::Booking if is_empty(ui.model()) => empty(ui),
        Region::Booking => part(ui, Part::Booking),
    }
}
