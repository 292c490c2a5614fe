//! Both ways in, and the choice of a location.

use super::*;

#[test]
fn trip_bar_first_the_customer_says_where_and_when_and_then_adds() {
    let mut widget = Widget::open();
    widget.choose(MANLY, "2026-11-28 09:00", "2026-11-29 09:00");
    assert_eq!(widget.model.panel, Panel::Closed);
    widget.set(KAYAK, 2);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(11_000)));
}

#[test]
fn product_first_the_times_follow_and_the_product_is_in_the_cart() {
    let mut widget = Widget::open();
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    assert!(matches!(widget.model.panel, Panel::Locations { .. }));
    widget.act(Action::ChooseLocation(place(BONDI)));
    assert_eq!(widget.model.picker().unwrap().product, Some(product(KAYAK)));
    widget.choose_times("2026-11-28 09:00", "2026-11-29 09:00");
    assert_eq!(widget.model.cart.quantity(&product(KAYAK)), 1);
    assert_eq!(widget.model.total(), Some(aud(5_500)));
}

#[test]
fn without_a_location_the_times_wait_for_the_location_picker() {
    let mut widget = Widget::open();
    widget.act(Action::ToggleTimes(End::PickUp));
    assert_eq!(widget.model.panel, Panel::Locations { then: Some(Next { end: End::PickUp, product: None }) });
    assert_eq!(widget.asked(), []);
    widget.act(Action::ChooseLocation(place(MANLY)));
    assert_eq!(widget.model.picker().map(|picker| picker.end), Some(End::PickUp));
}

#[test]
fn with_one_location_there_is_nothing_to_pick_and_the_times_open_at_once() {
    let mut shop = Shop::new();
    shop.locations.truncate(1);
    let mut widget = Widget::started(&raw(), shop);
    widget.act(Action::ToggleLocations);
    assert_eq!(widget.model.panel, Panel::Closed);
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    assert!(widget.model.picker().is_some());
}

#[test]
fn a_product_that_stands_at_one_place_only_chooses_that_place() {
    let mut widget = Widget::open();
    widget.act(Action::ChooseTimesFor(product(TRAILER)));
    assert_eq!(widget.model.trip.location, Some(place(PALM)));
    assert!(widget.model.picker().is_some());
}

#[test]
fn a_product_that_chooses_its_place_also_chooses_that_places_zone() {
    let mut shop = Shop::new();
    shop.locations[2].time_zone = Some("Australia/Perth".into());
    let mut widget = Widget::started(&raw(), shop);
    widget.act(Action::ChooseTimesFor(product(TRAILER)));
    assert_eq!(widget.model.zone().map(Zone::name), Some("Australia/Perth"));
}

#[test]
fn a_second_press_closes_what_the_first_opened_and_the_focus_goes_back() {
    let mut widget = Widget::open();
    widget.act(Action::ToggleLocations);
    widget.act(Action::ToggleLocations);
    assert_eq!(widget.model.panel, Panel::Closed);
    assert_eq!(widget.model.focus.as_ref().map(|(_, to)| to), Some(&FocusTarget::TripPlace));
    widget.act(Action::ToggleLocations);
    widget.act(Action::ChooseLocation(place(MANLY)));
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ToggleTimes(End::PickUp));
    assert_eq!(widget.model.panel, Panel::Closed);
    assert_eq!(widget.model.focus.as_ref().map(|(_, to)| to), Some(&FocusTarget::TripTime(End::PickUp)));
}

#[test]
fn another_place_keeps_the_cart_and_the_times_and_asks_for_its_own_price() {
    let mut widget = Widget::booked();
    let window = widget.model.trip.window();
    widget.act(Action::ToggleLocations);
    widget.act(Action::ChooseLocation(place(BONDI)));
    assert_eq!((widget.model.cart.units(), widget.model.trip.window()), (3, window));
    assert_eq!(widget.model.total(), None);
    let asked = widget.asked();
    assert!(
        asked.iter().any(|call| matches!(call, Call::Quote(key, _) if key.location == place(BONDI))),
        "{asked:?}"
    );
}

#[test]
fn in_another_zone_the_times_stay_what_the_clock_on_the_wall_says() {
    let mut shop = Shop::new();
    shop.locations[1].time_zone = Some("Australia/Perth".into());
    let mut widget = Widget::booked_with(&raw(), shop);
    widget.act(Action::ToggleLocations);
    widget.act(Action::ChooseLocation(place(BONDI)));
    let trip = &widget.model.trip;
    assert_eq!(trip.pickup.and_then(|at| widget.model.local(at)), Some(local("2026-11-28 09:00")));
    assert_eq!(trip.back.and_then(|at| widget.model.local(at)), Some(local("2026-11-29 09:00")));
}

#[test]
fn another_place_in_the_same_zone_leaves_the_second_of_a_repeated_hour_alone() {
    let mut shop = Shop::new();
    shop.locations.iter_mut().for_each(|place| place.hours = None);
    let mut widget = Widget::started(&raw(), shop);
    widget.now = at("2027-04-04 00:00");
    widget.act(Action::ChooseLocation(place(MANLY)));
    let second = at("2027-04-04 02:15").plus(HOUR_MS);
    widget.act(Action::ToggleTimes(End::PickUp));
    for moment in [at("2027-04-04 02:45"), second] {
        widget.act(Action::ChooseDay(date("2027-04-04")));
        widget.act(Action::ChooseSlot(moment));
    }
    widget.act(Action::ToggleLocations);
    widget.act(Action::ChooseLocation(place(BONDI)));
    assert_eq!(widget.model.trip.back, Some(second));
}

/// The ids of the products to show.
fn offered(widget: &Widget) -> Vec<&str> {
    widget.model.offered().iter().map(|product| product.id.as_str()).collect()
}

#[test]
fn what_does_not_stand_at_the_place_is_not_shown_but_counted_and_its_category_is_none() {
    let mut widget = Widget::open();
    assert_eq!(offered(&widget), [KAYAK, BOARD, TRAILER]);
    assert_eq!(widget.model.only_elsewhere(None), 0);
    widget.act(Action::ChooseLocation(place(MANLY)));
    assert_eq!(offered(&widget), [KAYAK, BOARD]);
    assert_eq!(widget.model.categories(), ["Kayaks", "Boards"]);
    assert_eq!(widget.model.only_elsewhere(None), 1);
    assert_eq!(widget.model.only_elsewhere(Some("Kayaks")), 0);
    assert_eq!(widget.model.only_elsewhere(Some("Trailers")), 1);
    // Also before there are times it can't be put into the booking here.
    widget.set(TRAILER, 1);
    assert!(widget.model.cart.is_empty());
    widget.act(Action::OtherPlaces);
    assert_eq!(widget.model.panel, Panel::Locations { then: None });
    widget.act(Action::ChooseLocation(place(PALM)));
    assert_eq!(offered(&widget), [KAYAK, TRAILER]);
}

#[test]
fn what_is_in_the_booking_is_shown_also_where_it_does_not_stand_and_there_are_no_more_of_it() {
    let mut widget = Widget::booked();
    widget.act(Action::ChooseLocation(place(PALM)));
    assert_eq!(offered(&widget), [KAYAK, BOARD, TRAILER]);
    let board = widget.model.product(&product(BOARD)).unwrap();
    assert_eq!(widget.model.stock_state(board), StockState::NotHere);
    assert_eq!(widget.model.most(board), Some(0));
    widget.set(BOARD, 2);
    assert_eq!(widget.model.cart.quantity(&product(BOARD)), 1);
    widget.set(BOARD, 0);
    assert_eq!(offered(&widget), [KAYAK, TRAILER]);
    assert_eq!(widget.model.focus.as_ref().map(|(_, to)| to), Some(&FocusTarget::Undo));
}

#[test]
fn the_way_to_other_places_opens_them_whatever_is_open() {
    let mut widget = Widget::open();
    widget.act(Action::ChooseLocation(place(MANLY)));
    for open in [Action::ToggleLocations, Action::ToggleTimes(End::PickUp), Action::OpenSheet] {
        widget.act(open);
        widget.act(Action::OtherPlaces);
        assert!(matches!(widget.model.panel, Panel::Locations { .. }));
        assert!(!widget.model.sheet);
        widget.act(Action::ClosePanel);
    }
}

#[test]
fn what_is_left_is_the_stock_less_the_cart() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 13:00", 2);
    let mut widget = Widget::booked_with(&raw(), shop);
    let state = |widget: &Widget, id| widget.model.stock_state(widget.model.product(&product(id)).unwrap());
    assert_eq!(state(&widget, KAYAK), StockState::Left(2));
    widget.set(KAYAK, 4);
    assert_eq!(state(&widget, KAYAK), StockState::Left(0));
    widget.set(KAYAK, 5);
    assert_eq!(widget.model.cart.quantity(&product(KAYAK)), 4);
    widget.set(KAYAK, 0);
    assert_eq!(state(&widget, KAYAK), StockState::Left(4));
}

#[test]
fn before_there_are_times_a_card_says_the_lowest_price_and_nothing_of_its_stock() {
    let widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    let kayak = widget.model.product(&product(KAYAK)).unwrap();
    assert_eq!(widget.model.price(kayak), Price::From(aud(2_000)));
    assert_eq!(widget.model.stock_state(kayak), StockState::Unknown);
}

#[test]
fn with_times_a_card_says_the_price_for_them_and_while_it_is_on_its_way_none() {
    let mut widget = Widget::booked();
    let price = |widget: &Widget| widget.model.price(widget.model.product(&product(KAYAK)).unwrap());
    assert_eq!(price(&widget), Price::ForWindow(aud(5_000)));
    widget.act(Action::ToggleTimes(End::Return));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2026-11-29 10:00")));
    assert_eq!(price(&widget), Price::Loading);
    widget.answer_all();
    assert_eq!(price(&widget), Price::ForWindow(aud(5_000)));
}

#[test]
fn where_a_press_makes_its_button_go_the_focus_goes_to_what_comes_in_its_place() {
    let focus = |widget: &Widget| widget.model.focus.clone().map(|(_, to)| to);
    let mut widget = Widget::booked();
    widget.set(BOARD, 0);
    assert_eq!(focus(&widget), Some(FocusTarget::Product(product(BOARD))));
    widget.set(BOARD, 1);
    assert_eq!(focus(&widget), Some(FocusTarget::Product(product(BOARD))));
    let before = widget.model.focus.clone();
    widget.set(KAYAK, 3);
    assert_eq!(widget.model.focus, before, "one more leaves the focus on the button");
    widget.set(KAYAK, 0);
    assert_eq!(focus(&widget), Some(FocusTarget::Product(product(KAYAK))));
    widget.act(Action::Remove(product(BOARD)));
    assert_eq!(focus(&widget), Some(FocusTarget::Undo));
    assert_eq!(widget.model.cart.quantity(&product(BOARD)), 0);
    widget.act(Action::Undo);
    assert_eq!(focus(&widget), Some(FocusTarget::Line(product(BOARD))));
    widget.act(Action::ChooseLocationFor(product(KAYAK), place(BONDI)));
    assert_eq!(focus(&widget), Some(FocusTarget::Product(product(KAYAK))));
    assert_eq!(widget.model.trip.location, Some(place(BONDI)));
}
