//! A part of the list: some cards, which are drawn anew only where they change. Of hundreds of products most do not.

use yew::Html;

use super::product_card::product_card;
use super::tag::list;
use super::ui::Ui;

/// Which cards.
#[derive(PartialEq, Eq)]
pub(super) struct Cards {
    /// The products, by their places in the model's list.
    pub(super) products: Vec<usize>,
    /// How many cards come before them.
    pub(super) before: usize,
    /// How many there are in the whole list, where it is drawn in parts.
    pub(super) of: Option<usize>,
}

/// The cards.
pub(super) fn cards(ui: &Ui, cards: &Cards) -> Html {
    let all = ui.model().products();
    let mut drawn = Vec::with_capacity(cards.products.len());
    for (index, place) in cards.products.iter().enumerate() {
        let Some(product) = all.get(*place) else { continue };
        let card = product_card(ui, product);
        drawn.push(match cards.of {
            Some(of) => card
                .set("aria-posinset", (cards.before + index + 1).to_string())
                .set("aria-setsize", of.to_string()),
            None => card,
        });
    }
    list(drawn.into_iter())
}

/// Whether the cards look the same in both.
pub(super) fn alike(one: &Ui, other: &Ui, cards: &Cards) -> bool {
    if one.formats_differ(other) || !one.model().draws_like(other.model()) {
        return false;
    }
    let (cart, before) = (&one.model().cart, &other.model().cart);
    if cart == before {
        return true;
    }
    let all = one.model().products();
    for place in &cards.products {
        if all.get(*place).is_some_and(|product| cart.quantity(&product.id) != before.quantity(&product.id)) {
            return false;
        }
    }
    true
}
