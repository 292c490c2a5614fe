//! The product list: search box, category chips and cards, in the order in which the service sends the products, and what
//! other places have. The cards are drawn in parts, more as the customer comes near their end.

use std::rc::Rc;

use yew::prelude::*;

use super::cards::Cards;
use super::elsewhere::elsewhere;
use super::region::cards_region;
use super::tag::{Tag, button, div, p, press, tag};
use super::ui::Ui;
use crate::booking::Product;
use crate::i18n::{Count, Text, fold};
use crate::state::{Action, FIRST, FocusTarget, STEP};

/// How many cards the browser lays out together: those of more rows than one, however many columns there are up to six.
/// Another card in a grid of hundreds has the whole grid laid out anew.
const GROUP: usize = 60;

/// Search, chips and cards.
pub(super) fn product_list(ui: &Ui) -> Html {
    let model = ui.model();
    let categories = model.categories();
    let category = model.shown_category();
    let search = if model.can_search() { model.listing.search.trim() } else { "" };
    let shown = shown(ui, category, search);
    let chips = || {
        let everything = chip(ui, None, category.is_none());
        let named = categories.iter().map(|name| chip(ui, Some(name), category == Some(name)));
        div("chips")
            .attr("role", "group")
            .label(ui.text(Text::Categories))
            .list(std::iter::once(everything).chain(named))
    };
    let find = div("find")
        .maybe((categories.len() > 1).then(chips))
        .maybe(model.can_search().then(|| search_box(ui)))
        // Said when it changes, to who does not see the list.
        .child(p("found").attr("aria-live", "polite").say(found(ui, search, shown.len())));
    let more = (model.listing.drawn < shown.len()).then(|| div("end"));
    let end = if shown.is_empty() && !(search.is_empty() && category.is_none()) {
        nothing_found(ui).into()
    } else {
        elsewhere(ui, category)
    };
    [find.into(), all_cards(ui, &shown), more.map_or_else(Html::default, Html::from), end]
        .into_iter()
        .collect()
}

/// The products to show, by their places in the model's list.
fn shown(ui: &Ui, category: Option<&str>, search: &str) -> Vec<usize> {
    let model = ui.model();
    let wanted = fold(search);
    let mut shown = Vec::new();
    for (index, product) in model.products().iter().enumerate() {
        let of_category = category.is_none() || product.category.as_deref() == category;
        if of_category && model.is_offered(product) && (search.is_empty() || has_words(product, &wanted)) {
            shown.push(index);
        }
    }
    shown
}

/// Whether each of the words stands somewhere in what a card says.
fn has_words(product: &Product, words: &str) -> bool {
    let more = [&product.description, &product.category].map(|text| text.as_deref().unwrap_or(""));
    let text = fold(&[&*product.name, " ", more[0], " ", more[1]].concat());
    words.split_whitespace().all(|word| text.contains(word))
}

fn search_box(ui: &Ui) -> Tag {
    tag("input")
        .attr("type", "search")
        .class("search")
        .attr("part", "search")
        .label(ui.text(Text::Search))
        .attr("placeholder", ui.text(Text::Search))
        .attr("autocomplete", "off")
        .focus(&FocusTarget::Search)
        .typed(ui, ui.model().listing.search.clone(), Action::Search)
}

fn found(ui: &Ui, search: &str, count: usize) -> String {
    if search.is_empty() {
        String::new()
    } else {
        ui.count(Count::Found, u32::try_from(count).unwrap_or(u32::MAX))
    }
}

fn nothing_found(ui: &Ui) -> Tag {
    let title = ui.text(Text::NothingFound);
    div("screen")
        .attr("role", "group")
        .label(title)
        .child(tag("h3").text(title))
        .child(tag("p").text(ui.text(Text::NothingFoundText)))
        .child(div("alert-actions").child(button(ui, "btn", Text::ShowEverything, Action::ShowEverything)))
}

fn all_cards(ui: &Ui, shown: &[usize]) -> Html {
    let drawn = ui.model().listing.drawn.min(shown.len());
    let of = (shown.len() > FIRST).then_some(shown.len());
    let mut all =
        div("products").attr("role", "list").attr("part", "products").label(ui.text(Text::Products));
    let mut before = 0;
    for group in shown.get(..drawn).unwrap_or(shown).chunks(GROUP) {
        let mut rows = div("cards").key(before.to_string());
        for products in group.chunks(STEP) {
            let cards = Cards { products: products.to_vec(), before, of };
            rows = rows.html(cards_region(ui, Rc::new(cards)));
            before += STEP;
        }
        all = all.child(rows);
    }
    all.into()
}

fn chip(ui: &Ui, category: Option<&str>, pressed: bool) -> Tag {
    let name = category.map_or_else(|| ui.text(Text::Everything).to_owned(), str::to_owned);
    press(ui, "chip", Action::ChooseCategory(category.map(str::to_owned)))
        .is("aria-pressed", pressed)
        .say(name)
}
