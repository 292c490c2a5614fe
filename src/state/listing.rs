//! How the list of products is shown: what the customer looks for, how far it is drawn, what is unfolded.

use std::rc::Rc;

use super::model::{FocusTarget, Model};
use crate::booking::ProductId;

/// How many cards are drawn at first: more than any screen shows.
pub const FIRST: usize = 24;
/// How many more are drawn when the end of those comes near: a slow phone draws them within a frame or two.
pub const STEP: usize = 4;
/// From how many products on there is a search box.
const SEARCHED_FROM: usize = 9;

/// What is shown of the list of products, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What the customer looks for, as it was typed.
    pub search: String,
    /// How many cards are drawn, at most.
    pub drawn: usize,
    /// The products whose whole name and description are shown.
    pub unfolded: Vec<ProductId>,
}

impl Default for Listing {
    fn default() -> Self {
        Self { search: String::new(), drawn: FIRST, unfolded: Vec::new() }
    }
}

impl Model {
    /// Whether there is a search box.
    pub fn can_search(&self) -> bool {
        self.products().len() >= SEARCHED_FROM
    }

    /// Whether cards look the same as in another model, as far as they do not depend on how many are in the cart.
    pub fn draws_like(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.config, &other.config)
            && self.locations == other.locations
            && self.catalog == other.catalog
            && self.priced == other.priced
            && self.trip == other.trip
            && self.zone == other.zone
            && self.quoted_currency == other.quoted_currency
            && self.slots == other.slots
            && self.listing.unfolded == other.listing.unfolded
            && self.rest == other.rest
            && self.is_busy() == other.is_busy()
    }
}

/// The customer looks for something else, and sees its beginning.
pub(super) fn search(model: &mut Model, text: String) {
    model.listing.search = text;
    model.listing.drawn = FIRST;
}

/// The customer wants one category, or all.
pub(super) fn choose_category(model: &mut Model, category: Option<String>) {
    model.category = category;
    model.listing.drawn = FIRST;
}

/// Nothing narrows the list any more.
pub(super) fn show_everything(model: &mut Model) {
    search(model, String::new());
    choose_category(model, None);
    model.move_focus(FocusTarget::Search);
}

/// The end of what is drawn comes near.
pub(super) fn draw_more(model: &mut Model) {
    if has_more(model) {
        model.listing.drawn += STEP;
    }
}

/// Whether there may be products that are not drawn.
pub(super) fn has_more(model: &Model) -> bool {
    model.listing.drawn < model.products().len()
}

/// Shows all of a card's words, or as many as fit.
pub(super) fn unfold(model: &mut Model, product: ProductId) {
    let unfolded = &mut model.listing.unfolded;
    match unfolded.iter().position(|known| *known == product) {
        Some(index) => drop(unfolded.swap_remove(index)),
        None => unfolded.push(product),
    }
}
