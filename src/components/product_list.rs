//! The product list: category chips and cards, in the order in which the service sends the products, and what other places
//! have.

use yew::prelude::*;

use super::elsewhere::elsewhere;
use super::product_card::product_card;
use super::tag::{Tag, div, press, tag};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::Action;

/// Chips and cards.
pub(super) fn product_list(ui: &Ui) -> Html {
    let model = ui.model();
    let categories = model.categories();
    // A category that the service no longer sends narrows nothing.
    let category = model.category.as_deref().filter(|chosen| categories.contains(chosen));
    let shown = model
        .offered()
        .into_iter()
        .filter(|product| category.is_none() || product.category.as_deref() == category);
    let chips = || {
        let everything = chip(ui, None, category.is_none());
        let named = categories.iter().map(|name| chip(ui, Some(name), category == Some(name)));
        div("chips")
            .attr("role", "group")
            .label(ui.text(Text::Categories))
            .list(std::iter::once(everything).chain(named))
    };
    let cards = tag("ul").class("cards").attr("part", "products").label(ui.text(Text::Products));
    let cards = cards.list(shown.map(|product| product_card(ui, product)));
    let chips = (categories.len() > 1).then(chips).map_or_else(Html::default, Html::from);
    [chips, cards.into(), elsewhere(ui, category)].into_iter().collect()
}

fn chip(ui: &Ui, category: Option<&str>, pressed: bool) -> Tag {
    let name = category.map_or_else(|| ui.text(Text::Everything).to_owned(), str::to_owned);
    press(ui, "chip", Action::ChooseCategory(category.map(str::to_owned)))
        .is("aria-pressed", pressed)
        .say(name)
}
