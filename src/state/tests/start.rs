//! What is asked at the start, and what is there then.

use super::*;

#[test]
fn the_start_asks_for_locations_and_products_and_for_each_only_once() {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(None, vec![]));
    assert_eq!(widget.asked(), [Call::Locations, Call::Products { window: None, own: None }]);
    widget.act(Action::Start(None, vec![]));
    widget.nudge();
    assert_eq!(widget.asked().len(), 2);
    widget.answer_all();
    widget.nudge();
    assert_eq!(widget.asked(), []);
}

#[test]
fn the_page_is_told_once_that_products_can_be_chosen_when_both_lists_are_there() {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(None, vec![]));
    widget.answer(is_catalog);
    assert_eq!(widget.told(), [] as [&Event; 0]);
    widget.answer(is_locations);
    assert_eq!(widget.told(), [&Event::Ready]);
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    assert_eq!(widget.told(), [&Event::Ready]);
}

#[test]
fn without_a_company_nothing_is_asked_and_the_owner_is_told_that_it_cannot_work() {
    let without = RawConfig { company_id: None, ..raw() };
    let mut widget = Widget::new(&without, Shop::new());
    let problems = checked(&without).1;
    widget.act(Action::Start(None, problems));
    assert_eq!(widget.asked(), []);
    let [Effect::Emit(Event::Error { code, recoverable, .. })] = &widget.effects[..] else {
        panic!("{:?}", widget.effects)
    };
    assert_eq!((*code, *recoverable), ("attribute-invalid", false));
}

#[test]
fn one_location_is_chosen_by_itself() {
    let mut shop = Shop::new();
    shop.locations.truncate(1);
    let widget = Widget::started(&raw(), shop);
    assert_eq!(widget.model.trip.location, Some(place(MANLY)));
}

#[test]
fn of_several_locations_none_is_chosen_by_itself() {
    assert_eq!(Widget::open().model.trip.location, None);
}

#[test]
fn the_owners_location_is_chosen_at_the_start() {
    let widget = Widget::started(&RawConfig { location_id: Some(BONDI.into()), ..raw() }, Shop::new());
    assert_eq!(widget.model.trip.location, Some(place(BONDI)));
    assert_eq!(widget.errors(), [] as [&str; 0]);
}

#[test]
fn a_wrong_location_of_the_owners_is_reported_once_and_the_customer_chooses() {
    let wrong = RawConfig { location_id: Some("location_gone".into()), ..raw() };
    let mut widget = Widget::started(&wrong, Shop::new());
    assert_eq!(widget.model.trip.location, None);
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    let told = widget.messages("attribute-invalid");
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("location-id") && told[0].contains("location_gone"));
}

#[test]
fn what_the_customer_had_chosen_before_is_there_again_and_asked_for() {
    let snapshot = Widget::booked().model.snapshot();
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(Some(snapshot.clone()), vec![]));
    widget.answer_all();
    assert_eq!(widget.model.snapshot(), snapshot);
    assert_eq!(widget.model.total(), Some(aud(14_850)));
}

#[test]
fn times_that_have_passed_since_are_not_taken_up_again_but_the_cart_is() {
    let snapshot = Widget::booked().model.snapshot();
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.wait(2 * DAY_MS);
    widget.act(Action::Start(Some(snapshot), vec![]));
    widget.answer_all();
    assert_eq!((widget.model.trip.pickup, widget.model.trip.back), (None, None));
    assert_eq!(widget.model.cart.units(), 3);
}

#[test]
fn a_return_before_the_pick_up_is_not_taken_up() {
    let mut snapshot = Widget::booked().model.snapshot();
    std::mem::swap(&mut snapshot.start, &mut snapshot.end);
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(Some(snapshot), vec![]));
    widget.answer_all();
    assert_eq!(widget.model.trip.pickup, Some(at("2026-11-29 09:00")));
    assert_eq!(widget.model.trip.back, None);
}

#[test]
fn a_location_that_is_gone_is_let_go_of_and_the_cart_kept() {
    let snapshot = Widget::booked().model.snapshot();
    let mut shop = Shop::new();
    shop.locations.remove(0);
    let mut widget = Widget::new(&raw(), shop);
    widget.act(Action::Start(Some(snapshot), vec![]));
    widget.answer_all();
    assert_eq!(widget.model.trip.location, None);
    assert_eq!(widget.model.cart.units(), 3);
}

#[test]
fn products_that_were_left_out_of_the_list_are_reported_to_the_owner() {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(None, vec![]));
    let mut products = widget.shop.products(None);
    products.skipped = vec![crate::api::Skipped { place: "products[3]".into(), why: "it has no id".into() }];
    widget.answer_with(is_catalog, Ok(Answer::Products(products.into())));
    widget.answer_all();
    let told = widget.messages("answer-incomplete");
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("products[3]") && told[0].contains("it has no id"));
    assert_eq!(widget.model.products().len(), 3);
}

#[test]
fn what_changes_nothing_gives_the_same_model_back() {
    let mut widget = Widget::booked();
    for action in [
        Action::CloseSheet,
        Action::ClosePanel,
        Action::ChooseCategory(None),
        Action::ChooseSlot(at("2026-11-28 10:00")),
        Action::ChooseDay(date("2026-11-28")),
        Action::MoveDay(Move::By(1)),
        Action::ChooseLocation(place("location_nowhere")),
        Action::SetQuantity(product("product_nothing"), 1),
        Action::SetQuantity(product(KAYAK), 2),
        Action::Remove(product("product_nothing")),
        Action::ChooseLocationFor(product(KAYAK), place("location_nowhere")),
        Action::Retry,
        Action::AskOrderAgain,
        Action::ForgetLostOrder,
        Action::Start(None, vec![]),
        Action::Configure(checked(&raw()).0, vec![]),
        Action::Answered { id: RequestId(1), call: Call::Locations, result: Err(network()) },
    ] {
        let before = Rc::clone(&widget.model);
        let effects = widget.act(action.clone());
        assert!(Rc::ptr_eq(&before, &widget.model), "{action:?}");
        assert_eq!(effects, [], "{action:?}");
    }
}
