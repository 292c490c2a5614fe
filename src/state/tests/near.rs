//! What is near where a product is taken: the closest free times of the same length.

use super::*;

/// At Manly, from and until; others have taken the board, the list is there and all is answered.
fn looking(shop: Shop, from: &str, until: &str) -> Widget {
    let mut widget = Widget::started(&raw(), shop);
    widget.choose(MANLY, from, until);
    widget
}

fn near(widget: &Widget, id: &str) -> Near {
    widget.model.near_times(&product(id), widget.now)
}

#[test]
fn a_taken_product_offers_the_closest_times_of_the_same_length_before_and_after() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-11-28 12:00", "2026-11-28 13:00", 2);
    let widget = looking(shop, "2026-11-28 11:00", "2026-11-28 13:00");
    // It comes back when others have it, as in the time picker.
    let before = Some(window("2026-11-28 10:00", "2026-11-28 12:00"));
    assert_eq!(
        near(&widget, BOARD),
        Near { before, after: Some(window("2026-11-28 13:00", "2026-11-28 15:00")) }
    );
}

#[test]
fn where_the_day_has_no_room_the_days_beside_it_are_offered_within_opening_hours() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-11-28 09:00", "2026-11-28 18:00", 2);
    let mut widget = looking(shop, "2026-11-28 10:00", "2026-11-28 14:00");
    let before = Some(window("2026-11-27 13:00", "2026-11-27 17:00"));
    assert_eq!(
        near(&widget, BOARD),
        Near { before, after: Some(window("2026-11-29 09:00", "2026-11-29 13:00")) }
    );
    // What has passed is never offered.
    widget.wait(4 * HOUR_MS);
    assert_eq!(near(&widget, BOARD).before, None);
}

/// At Manly on Saturday from 10:00; the list for the times has come, and nothing of the times around.
fn asking_around(shop: Shop, until: &str) -> Widget {
    let mut widget = Widget::started(&raw(), shop);
    widget.act(Action::ChooseLocation(place(MANLY)));
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.act(Action::ChooseSlot(at("2026-11-28 10:00")));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at(until)));
    widget.answer(is_priced);
    widget
}

/// The board is taken on Saturday; the times around are asked for in two parts.
fn asking() -> Widget {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-11-28 09:00", "2026-11-28 18:00", 2);
    let widget = asking_around(shop, "2026-11-28 14:00");
    assert_eq!(widget.asked().iter().filter(|call| is_slots(call)).count(), 2);
    widget
}

fn is_sunday(call: &Call) -> bool {
    matches!(call, Call::Slots { window, .. } if window.end() > at("2026-11-29 12:00"))
}

#[test]
fn nothing_is_offered_before_all_that_is_around_has_come() {
    let mut widget = asking();
    // Sunday alone has a later time; an earlier one would come before it and push it away.
    widget.answer(is_sunday);
    assert_eq!(near(&widget, BOARD), Near::default());
    widget.answer(is_slots);
    let before = Some(window("2026-11-27 13:00", "2026-11-27 17:00"));
    let after = Some(window("2026-11-29 09:00", "2026-11-29 13:00"));
    assert_eq!(near(&widget, BOARD), Near { before, after });
}

#[test]
fn a_part_that_failed_keeps_back_no_time_of_the_other() {
    let mut widget = asking();
    widget.answer_with(is_sunday, Err(network()));
    widget.answer_all();
    assert_eq!(near(&widget, BOARD).before, Some(window("2026-11-27 13:00", "2026-11-27 17:00")));
}

#[test]
fn longer_hires_move_by_whole_days() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-12-05 00:00", "2026-12-07 00:00", 2);
    let widget = looking(shop, "2026-12-05 10:00", "2026-12-07 10:00");
    let before = Some(window("2026-12-02 10:00", "2026-12-04 10:00"));
    assert_eq!(
        near(&widget, BOARD),
        Near { before, after: Some(window("2026-12-07 10:00", "2026-12-09 10:00")) }
    );
}

#[test]
fn neither_end_is_on_a_day_on_which_the_place_is_closed() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-12-05 00:00", "2026-12-06 00:00", 2);
    let mut widget = Widget::started(&raw(), shop);
    // Bondi is closed on Mondays.
    widget.choose(BONDI, "2026-12-05 10:00", "2026-12-06 12:00");
    assert_eq!(near(&widget, BOARD).after, Some(window("2026-12-08 10:00", "2026-12-09 12:00")));
    assert_eq!(near(&widget, BOARD).before, Some(window("2026-12-03 10:00", "2026-12-04 12:00")));
}

#[test]
fn the_length_is_that_of_the_wall_clock_over_a_change_of_the_clock() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2027-04-02 00:00", "2027-04-03 00:00", 2);
    let mut widget = Widget::new(&raw(), shop);
    widget.now = at("2027-03-20 10:00");
    widget.start();
    widget.choose(MANLY, "2027-04-02 10:00", "2027-04-03 16:00");
    let after = near(&widget, BOARD).after.unwrap();
    assert_eq!(after, window("2027-04-03 10:00", "2027-04-04 16:00"));
    assert_eq!(after.elapsed_ms(), 31 * HOUR_MS);
}

#[test]
fn one_press_takes_the_times_and_the_product() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-11-28 09:00", "2026-11-28 18:00", 2);
    let mut widget = looking(shop, "2026-11-28 10:00", "2026-11-28 14:00");
    let other = window("2026-11-29 09:00", "2026-11-29 13:00");
    widget.act(Action::ChooseWindow(other, Some(product(BOARD))));
    widget.answer_all();
    assert_eq!(widget.model.trip.window(), Some(other));
    assert_eq!(widget.model.cart.quantity(&product(BOARD)), 1);
    assert_eq!(widget.model.total(), Some(aud(3_850)));
    assert_eq!(
        widget.model.focus.as_ref().map(|(_, target)| target),
        Some(&FocusTarget::Product(product(BOARD)))
    );
}

#[test]
fn what_is_near_is_asked_for_a_few_taken_products_only_and_its_failure_stands_in_no_way() {
    let mut shop = Shop::new();
    let board = shop.products[1].clone();
    for number in 0..10 {
        let id = product(&format!("product_board_{number}"));
        shop.units.insert(id.clone(), 0);
        shop.prices.insert(id.clone(), 100);
        shop.products.push(Product { id, ..board.clone() });
    }
    let mut widget = asking_around(shop, "2026-11-28 12:00");
    let mut asked: Vec<_> = widget
        .asked()
        .into_iter()
        .filter_map(|call| if let Call::Slots { product, .. } = call { Some(product) } else { None })
        .collect();
    assert_eq!(asked.len(), 4, "at once");
    while let Some((_, Call::Slots { product, .. })) = widget.under_way.first().cloned() {
        asked.push(product);
        widget.answer_with(is_slots, Err(network()));
    }
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked.len(), 4, "{asked:?}");
    assert_eq!(widget.under_way, []);
    assert_eq!(near(&widget, "product_board_0"), Near::default());
    widget.set(KAYAK, 1);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(5_500)));
    assert_eq!(
        widget.model.slots.iter().filter(|(_, load)| load.failure().is_some()).count(),
        asked.len() * 2
    );
}

#[test]
fn what_is_near_is_asked_for_what_is_on_screen_of_the_category_that_is_shown() {
    let mut shop = Shop::new();
    let board = shop.products[1].clone();
    for number in 0..6 {
        let id = product(&format!("product_board_{number}"));
        shop.units.insert(id.clone(), 0);
        shop.prices.insert(id.clone(), 100);
        let category = Some(if number < 5 { "Boards" } else { "Sails" }.to_owned());
        shop.products.push(Product { id, category, ..board.clone() });
    }
    let mut widget = looking(shop, "2026-11-28 10:00", "2026-11-28 14:00");
    let knows = |widget: &Widget| {
        widget
            .model
            .slots
            .iter()
            .any(|(key, load)| key.product == product("product_board_5") && load.value().is_some())
    };
    assert!(!knows(&widget), "four others come before it");
    widget.act(Action::ChooseCategory(Some("Sails".into())));
    widget.answer_all();
    assert!(knows(&widget));
}

#[test]
fn a_near_time_that_has_passed_meanwhile_leads_to_the_times_there_are() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-11-28 10:00", "2026-11-28 18:00", 2);
    let mut widget = looking(shop, "2026-11-28 11:00", "2026-11-28 12:00");
    let before = near(&widget, BOARD).before.unwrap();
    assert_eq!(before, window("2026-11-28 09:00", "2026-11-28 10:00"));
    widget.now = at("2026-11-28 09:30");
    widget.act(Action::ChooseWindow(before, Some(product(BOARD))));
    widget.answer_all();
    assert_eq!(widget.model.cart.quantity(&product(BOARD)), 0);
    assert_eq!(widget.model.picker().and_then(|picker| picker.product.clone()), Some(product(BOARD)));
}
