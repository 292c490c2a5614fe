//! How the list of products is shown: search, and drawing in parts.

use super::*;
use crate::state::{Listing, STEP};

/// A company with so many products.
fn many(count: usize) -> Widget {
    let mut shop = Shop::new();
    let pattern = shop.products[0].clone();
    while shop.products.len() < count {
        let mut product = pattern.clone();
        product.id = ProductId::new(format!("product_{}", shop.products.len()));
        shop.products.push(product);
    }
    Widget::started(&raw(), shop)
}

fn wants_more(effects: &[Effect]) -> bool {
    effects.contains(&Effect::Emit(Event::More))
}

#[test]
fn there_is_a_search_box_from_nine_products_up() {
    assert!(!many(8).model.can_search());
    assert!(many(9).model.can_search());
}

#[test]
fn a_long_list_is_drawn_in_parts_and_the_end_is_watched_until_all_is_drawn() {
    let mut widget = many(50);
    let first = Listing::default().drawn;
    assert_eq!(widget.model.listing.drawn, first);
    assert!(wants_more(&widget.effects));
    let mut steps = 0;
    while wants_more(&widget.act(Action::DrawMore)) {
        steps += 1;
    }
    assert_eq!(widget.model.listing.drawn, first + (steps + 1) * STEP);
    assert!((50..50 + STEP).contains(&widget.model.listing.drawn));
    assert!(widget.act(Action::DrawMore).is_empty(), "there is no more");
}

#[test]
fn a_short_list_is_drawn_at_once() {
    assert!(!wants_more(&many(12).effects));
}

#[test]
fn another_search_and_another_category_begin_at_the_top() {
    let mut widget = many(50);
    widget.act(Action::DrawMore);
    assert!(wants_more(&widget.act(Action::Search("kayak".into()))));
    assert_eq!(widget.model.listing.drawn, Listing::default().drawn);
    widget.act(Action::DrawMore);
    assert!(wants_more(&widget.act(Action::ChooseCategory(Some("Water".into())))));
    assert_eq!(widget.model.listing.drawn, Listing::default().drawn);
}

#[test]
fn the_end_is_looked_at_again_after_another_search_of_that_length_and_at_another_place() {
    let mut widget = many(50);
    widget.act(Action::Search("kayak".into()));
    assert!(wants_more(&widget.act(Action::Search("board".into()))));
    assert!(wants_more(&widget.act(Action::ChooseLocation(place(BONDI)))));
    assert!(!wants_more(&widget.act(Action::ToggleLocations)), "nothing else is drawn");
}

#[test]
fn show_everything_takes_back_search_and_category_and_leaves_the_focus_in_the_search_box() {
    let mut widget = many(12);
    widget.act(Action::Search("nothing of that".into()));
    widget.act(Action::ChooseCategory(Some("Water".into())));
    widget.act(Action::ShowEverything);
    assert_eq!((&*widget.model.listing.search, &widget.model.category), ("", &None));
    assert_eq!(widget.model.focus.as_ref().map(|(_, target)| target), Some(&FocusTarget::Search));
}

#[test]
fn a_card_is_unfolded_and_folded_by_itself() {
    let mut widget = many(12);
    widget.act(Action::Unfold(product(KAYAK)));
    widget.act(Action::Unfold(product(BOARD)));
    widget.act(Action::Unfold(product(KAYAK)));
    assert_eq!(widget.model.listing.unfolded, [product(BOARD)]);
}

#[test]
fn what_changes_elsewhere_draws_no_card_anew() {
    let mut widget = Widget::booked();
    let before = Rc::clone(&widget.model);
    widget.act(Action::OpenSheet);
    widget.set(KAYAK, 1);
    widget.act(Action::DrawMore);
    assert!(widget.model.draws_like(&before), "but for what is in the cart");
    widget.act(Action::Unfold(product(KAYAK)));
    assert!(!widget.model.draws_like(&before));
}

#[test]
fn other_times_draw_the_cards_anew() {
    let mut widget = Widget::booked();
    let before = Rc::clone(&widget.model);
    widget.choose(MANLY, "2026-11-28 10:00", "2026-11-29 10:00");
    assert!(!widget.model.draws_like(&before));
}
