//! Every failure says what happened, loses nothing, and has a way on.

use super::*;

#[test]
fn what_failed_is_asked_for_again_when_the_customer_wants_it() {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(None, vec![]));
    widget.fail_all(&network());
    assert_eq!(widget.model.locations.failure(), Some(Failure::Unreachable));
    assert_eq!(widget.model.catalog.failure(), Some(Failure::Unreachable));
    assert_eq!(widget.errors(), ["service-unreachable"], "one cause is told once");
    widget.wait(10 * MINUTE_MS);
    widget.nudge();
    assert_eq!(widget.asked(), [], "whatever else the customer does");
    widget.act(Action::Retry);
    assert_eq!(widget.asked(), [Call::Locations, Call::Products { window: None, own: None }]);
    widget.answer_all();
    assert_eq!(widget.model.products().len(), 3);
}

#[test]
fn each_kind_of_failure_is_told_apart() {
    for (error, failure, code) in [
        (network(), Failure::Unreachable, "service-unreachable"),
        (ApiError::TimedOut, Failure::Unreachable, "service-unreachable"),
        (refused(404), Failure::UnknownCompany, "company-unknown"),
        (refused(429), Failure::Busy { until: None }, "service-busy"),
        (refused(400), Failure::Refused, "request-refused"),
        (refused(500), Failure::Service { until: None }, "service-failed"),
        (ApiError::Unreadable("html".into()), Failure::Unreadable, "service-failed"),
    ] {
        let mut widget = Widget::new(&raw(), Shop::new());
        widget.act(Action::Start(None, vec![]));
        widget.answer_with(is_locations, Err(error.clone()));
        assert_eq!(widget.model.locations.failure(), Some(failure), "{error}");
        assert_eq!(widget.errors(), [code], "{error}");
        assert_eq!(widget.model.said.as_ref().map(|(_, what)| what), Some(&Announcement::Failed(failure)));
    }
}

#[test]
fn a_failure_of_one_list_leaves_the_other_alone() {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(None, vec![]));
    widget.answer_with(is_catalog, Err(network()));
    widget.answer_all();
    assert_eq!(widget.model.all_locations().len(), 3);
    widget.act(Action::Retry);
    assert_eq!(widget.asked(), [Call::Products { window: None, own: None }]);
}

#[test]
fn without_the_service_for_a_while_what_is_on_screen_stays() {
    let mut widget = Widget::booked();
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.fail_all(&network());
    assert_eq!((widget.model.all_locations().len(), widget.model.products().len()), (3, 3));
    assert!(widget.model.features().client_reference, "an order would still have its reference");
    assert!(widget.errors().contains(&"service-unreachable"));
    assert_eq!(widget.model.total(), None, "a price is never shown beyond its time");
    widget.act(Action::Retry);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(14_850)));
}

#[test]
fn a_company_that_is_gone_is_gone_also_when_it_was_there_before() {
    let mut widget = Widget::open();
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_with(is_locations, Err(refused(404)));
    assert_eq!(widget.model.locations.failure(), Some(Failure::UnknownCompany));
}

#[test]
fn a_quote_that_fails_keeps_the_cart_and_can_be_asked_for_again() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    widget.answer_with(is_quote, Err(network()));
    assert_eq!(
        widget.model.quote.as_ref().and_then(|quoted| quoted.load.failure()),
        Some(Failure::Unreachable)
    );
    assert_eq!((widget.model.total(), widget.model.cart.units()), (None, 4));
    widget.act(Action::Retry);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(20_350)));
}

#[test]
fn a_change_of_the_cart_is_a_way_on_from_a_failed_quote_too() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    widget.answer_with(is_quote, Err(refused(400)));
    widget.set(KAYAK, 2);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(14_850)));
}

#[test]
fn prices_that_fail_leave_the_products_on_screen() {
    let mut widget = Widget::open();
    widget.choose(MANLY, "2026-11-28 09:00", "2026-11-29 09:00");
    widget.wait(MINUTE_MS);
    widget.nudge();
    widget.answer_with(is_priced, Err(network()));
    assert_eq!(widget.model.products().len(), 3);
    assert_eq!(widget.model.priced.load.failure(), Some(Failure::Unreachable));
    widget.act(Action::Retry);
    assert_eq!(widget.asked_for(is_priced), 1);
}

#[test]
fn slots_that_fail_say_so_in_the_picker_and_come_with_a_retry() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.set(KAYAK, 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.fail_all(&network());
    assert_eq!(widget.model.slots_view(widget.now), SlotsView::Failed(Failure::Unreachable));
    assert_eq!(widget.mark("2026-11-28"), DayMark::Unknown);
    assert_eq!(widget.model.picker().unwrap().pickup_day, Some(date("2026-11-28")));
    widget.act(Action::Retry);
    widget.answer_all();
    assert_eq!(widget.times().len(), 33);
}

#[test]
fn another_day_is_a_way_on_from_slots_that_failed() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.set(KAYAK, 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.answer_all();
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.fail_all(&network());
    widget.act(Action::ChooseDay(date("2026-11-29")));
    widget.answer_all();
    assert_eq!(widget.times().len(), 33);
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.answer_all();
    assert_eq!(widget.times().len(), 33);
}

#[test]
fn an_answer_of_another_kind_is_a_failure_of_the_service() {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(None, vec![]));
    widget.answer_with(is_locations, Ok(Answer::Slots(vec![].into())));
    assert_eq!(widget.model.locations.failure(), Some(Failure::Unreadable));
}

#[test]
fn without_a_location_or_a_product_the_lists_are_there_and_empty() {
    let mut shop = Shop::new();
    shop.locations.clear();
    shop.products.clear();
    let mut widget = Widget::started(&raw(), shop);
    assert!(widget.model.locations.ready().is_some() && widget.model.catalog.ready().is_some());
    widget.act(Action::ToggleLocations);
    widget.act(Action::ToggleTimes(End::PickUp));
    assert_eq!(widget.model.panel, Panel::Closed);
}

#[test]
fn a_product_that_is_gone_can_be_taken_out_of_the_cart_but_not_put_in() {
    let mut widget = Widget::booked();
    widget.shop.products.retain(|goods| goods.id != product(BOARD));
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_with(is_quote, Err(refused(400)));
    widget.answer_all();
    widget.set(BOARD, 2);
    assert_eq!(widget.model.cart.quantity(&product(BOARD)), 1);
    widget.set(BOARD, 0);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(11_000)));
}

fn busy_for(wait_ms: u32) -> ApiError {
    ApiError::Refused { status: 429, message: "too many".into(), retry_after_ms: Some(wait_ms) }
}

#[test]
fn a_service_that_says_when_is_not_asked_again_before() {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(None, vec![]));
    widget.fail_all(&busy_for(90_000));
    let until = Some(widget.now.plus(90_000));
    assert_eq!(widget.model.locations.failure(), Some(Failure::Busy { until }));
    widget.wait(89_999);
    let said = widget.model.said.clone();
    widget.act(Action::Retry);
    assert_eq!(widget.asked(), []);
    assert_eq!(widget.model.locations.failure(), Some(Failure::Busy { until }));
    assert_ne!(widget.model.said, said, "the press is answered");
    widget.wait(1);
    widget.act(Action::Retry);
    assert_eq!(widget.asked(), [Call::Locations, Call::Products { window: None, own: None }]);
    widget.answer_all();
    assert_eq!(widget.model.products().len(), 3);
}

#[test]
fn only_what_the_service_wants_to_be_asked_again_is_asked_again() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    widget.answer_with(is_quote, Err(busy_for(60_000)));
    widget.wait(30_000);
    widget.act(Action::Retry);
    assert_eq!(widget.asked_for(is_quote), 0);
    // Another cart is another question.
    widget.set(KAYAK, 2);
    assert_eq!(widget.asked_for(is_quote), 1);
}

#[test]
fn times_that_the_service_wants_to_be_asked_for_later_are() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.set(KAYAK, 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.fail_all(&busy_for(60_000));
    widget.wait(59_999);
    widget.act(Action::Retry);
    assert_eq!(widget.asked(), []);
    assert!(matches!(widget.model.slots_view(widget.now), SlotsView::Failed(Failure::Busy { .. })));
    widget.wait(1);
    widget.act(Action::Retry);
    widget.answer_all();
    assert_eq!(widget.times().len(), 33);
}

#[test]
fn an_order_that_the_service_wants_later_is_not_sent_before() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer(is_quote);
    let answered_at = widget.now;
    widget.answer_with(is_order, Err(busy_for(900_000)));
    widget.answer_all();
    let why = Failure::Busy { until: Some(answered_at.plus(900_000)) };
    assert_eq!(widget.model.checkout, Checkout::Refused(why));
    widget.wait(20_000);
    widget.press();
    assert_eq!(widget.asked(), []);
    assert_eq!(widget.model.checkout, Checkout::Refused(why));
    assert_eq!(widget.model.said.as_ref().map(|(_, what)| what), Some(&Announcement::Failed(why)));
    widget.wait(900_000);
    widget.nudge();
    widget.answer_all();
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 1);
}

#[test]
fn a_company_that_had_nothing_for_hire_at_these_times_is_asked_again_by_the_customer() {
    let mut widget = Widget::booked();
    let products = std::mem::take(&mut widget.shop.products);
    widget.wait(MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    assert!(widget.model.products().is_empty());
    widget.shop.products = products;
    widget.act(Action::Retry);
    widget.answer_all();
    assert_eq!(widget.model.products().len(), 3);
}

#[test]
fn where_nothing_stands_at_any_place_to_try_again_asks_for_the_products_anew() {
    let mut shop = Shop::new();
    shop.products.retain(|it| it.id == product(TRAILER));
    shop.locations.retain(|it| it.id != place(PALM));
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    assert_eq!((widget.model.offered().len(), widget.model.only_elsewhere(None)), (0, 0));
    widget.act(Action::Retry);
    assert_eq!(widget.asked(), [Call::Products { window: None, own: None }]);
}

#[test]
fn marks_of_the_days_that_fail_say_so_before_a_day_is_chosen() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.set(KAYAK, 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.fail_all(&network());
    assert_eq!(widget.mark("2026-11-28"), DayMark::Unknown);
    assert_eq!(widget.model.slots_view(widget.now), SlotsView::Failed(Failure::Unreachable));
    widget.act(Action::Retry);
    widget.answer_all();
    assert_eq!(widget.mark("2026-11-28"), DayMark::Free);
    assert_eq!(widget.model.slots_view(widget.now), SlotsView::NoDay);
}
