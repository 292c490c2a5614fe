//! The product list: category chips and cards, in the order in which the service sends the products.

use yew::prelude::*;

use super::product_card::product_card;
use super::ui::{Ui, use_ui};
use crate::i18n::Text;
use crate::state::Action;

/// Chips and cards.
#[component(ProductList)]
pub(super) fn product_list() -> Html {
    let ui = use_ui();
    let model = ui.model();
    let categories = model.categories();
    // A category that the service no longer sends narrows nothing.
    let category = model.category.as_deref().filter(|chosen| categories.contains(chosen));
    let shown = model
        .products()
        .iter()
        .filter(|product| category.is_none() || product.category.as_deref() == category);
    html! {
        <>
            if categories.len() > 1 {
                <div class="chips" role="group" aria-label={ui.text(Text::Categories)}>
                    { chip(&ui, None, category.is_none()) }
                    { for categories.iter().map(|name| chip(&ui, Some(name), category == Some(name))) }
                </div>
            }
            <ul class="cards" part="products" aria-label={ui.text(Text::Products)}>
                { for shown.map(|product| product_card(&ui, product)) }
            </ul>
        </>
    }
}

fn chip(ui: &Ui, category: Option<&str>, pressed: bool) -> Html {
    let name = category.map_or_else(|| ui.text(Text::Everything).to_owned(), str::to_owned);
    let onclick = ui.on(Action::ChooseCategory(category.map(str::to_owned)));
    html! { <button type="button" class="chip" aria-pressed={pressed.to_string()} {onclick}>{ name }</button> }
}
