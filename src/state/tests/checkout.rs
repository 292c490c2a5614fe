//! From "Continue to payment" to the checkout page: one order, for exactly what was agreed on.

use super::*;

fn placed(id: &str) -> Placed {
    Placed { id: OrderId::new(id), checkout_url: None, expires_at: None }
}

/// Pressed, asked once more, ordered, and the order's page reached.
fn ordered() -> Widget {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 1);
    widget.effects.clear();
    widget
}

/// Pressed, and the order's answer lost.
fn lost_with(shop: Shop) -> Widget {
    let mut widget = Widget::booked_with(&raw(), shop);
    widget.press();
    widget.answer(is_quote);
    widget.answer_with(is_order, Err(network()));
    widget
}

fn without_reference() -> Shop {
    let mut shop = Shop::new();
    shop.features = Features::default();
    shop
}

fn blank() -> RawConfig {
    RawConfig { redirect: Some("blank".into()), ..raw() }
}

/// The total that was on screen before it changed.
fn before_change(widget: &Widget) -> Option<Money> {
    match &widget.model.checkout {
        Checkout::Changed { before } => before.total,
        _ => None,
    }
}

fn sent(widget: &Widget) -> OrderRequest {
    match widget.asked().into_iter().find(is_order) {
        Some(Call::Order(request)) => request,
        _ => panic!("no order is under way: {:?}", widget.asked()),
    }
}

#[test]
fn before_the_order_price_and_stock_are_asked_for_once_more() {
    let mut widget = Widget::booked();
    widget.press();
    assert_eq!((widget.asked_for(is_quote), widget.asked_for(is_order)), (1, 0));
}

#[test]
fn at_the_same_price_there_is_exactly_one_order_of_what_was_on_screen() {
    let mut widget = Widget::booked();
    let key = widget.model.quote_key();
    widget.press();
    widget.answer(is_quote);
    assert_eq!(widget.asked_for(is_order), 1);
    assert_eq!(Some(sent(&widget).key), key);
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 1);
    assert_eq!(widget.redirects(), ["https://book.lockii.app/abc123/checkout?order=pio_1"]);
    assert!(widget.effects.iter().any(|effect| matches!(effect, Effect::Emit(Event::Order { .. }))));
}

#[test]
fn a_second_press_while_the_first_is_under_way_does_nothing() {
    let mut widget = Widget::booked();
    widget.press();
    assert_eq!(widget.press(), []);
    widget.answer(is_quote);
    assert_eq!(widget.press(), []);
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 1);
}

#[test]
fn while_the_checkout_is_under_way_nothing_of_the_booking_can_be_changed() {
    let mut widget = Widget::booked();
    widget.press();
    let before = Rc::clone(&widget.model);
    widget.set(KAYAK, 1);
    widget.act(Action::ChooseLocation(place(BONDI)));
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseTimesFor(product(BOARD)));
    assert!(Rc::ptr_eq(&before, &widget.model));
}

#[test]
fn without_a_total_on_screen_a_press_does_nothing() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    assert_eq!(widget.press(), []);
    let mut empty = Widget::open();
    assert_eq!(empty.press(), []);
}

#[test]
fn a_changed_price_is_shown_and_the_next_press_accepts_it() {
    let mut widget = Widget::booked();
    widget.shop.prices.insert(product(KAYAK), 6_000);
    widget.press();
    widget.answer(is_quote);
    assert_eq!(widget.asked_for(is_order), 0);
    assert_eq!(before_change(&widget), Some(aud(14_850)));
    assert_eq!(widget.model.total(), Some(aud(17_050)));
    assert_eq!(widget.read_out(), Some(&Announcement::PriceChanged));
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 1);
}

#[test]
fn a_lower_price_is_a_changed_price_too() {
    let mut widget = Widget::booked();
    widget.shop.prices.insert(product(KAYAK), 4_000);
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 0);
    assert!(matches!(widget.model.checkout, Checkout::Changed { .. }));
}

#[test]
fn a_price_that_changes_again_after_it_was_accepted_is_shown_again() {
    let mut widget = Widget::booked();
    for price in [6_000, 7_000] {
        widget.shop.prices.insert(product(KAYAK), price);
        widget.press();
        widget.answer_all();
    }
    assert_eq!(widget.shop.orders.len(), 0);
    assert_eq!(before_change(&widget), Some(aud(17_050)));
}

#[test]
fn a_unit_that_is_gone_makes_no_order_and_the_cart_stays() {
    let mut widget = Widget::booked();
    widget.shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 13:00", 5);
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 0);
    assert_eq!((widget.model.total(), widget.model.cart.units()), (None, 3));
    assert_eq!(widget.model.checkout, Checkout::Idle);
    assert_eq!(widget.model.focus.as_ref().map(|(_, to)| to), Some(&FocusTarget::Alert));
    widget.set(KAYAK, 1);
    widget.answer_all();
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 1);
}

#[test]
fn what_the_price_says_is_taken_the_list_says_too() {
    let mut widget = Widget::booked();
    widget.shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 13:00", 6);
    widget.press();
    widget.answer(is_quote);
    assert_eq!(widget.asked_for(is_priced), 1);
    widget.answer_all();
    let kayak = widget.model.product(&product(KAYAK)).unwrap();
    assert_eq!(widget.model.stock_state(kayak), StockState::Taken);
    // Once: the same answer again is no news.
    widget.wait(MINUTE_MS);
    widget.nudge();
    widget.answer(is_priced);
    widget.answer(is_quote);
    assert_eq!(widget.asked_for(is_priced), 0);
}

#[test]
fn a_question_before_the_order_that_fails_makes_no_order_and_can_be_asked_again() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer_with(is_quote, Err(network()));
    assert_eq!((widget.model.checkout.clone(), widget.asked_for(is_order)), (Checkout::Idle, 0));
    widget.act(Action::Retry);
    widget.answer_all();
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 1);
}

#[test]
fn a_place_that_closes_down_while_the_price_is_asked_for_ends_the_checkout() {
    let mut widget = Widget::booked_with(&blank(), Shop::new());
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    while widget.asked_for(is_locations) + widget.asked_for(is_quote) > 1 {
        widget.answer(is_quote);
    }
    widget.press();
    widget.shop.locations.remove(0);
    widget.answer(is_locations);
    assert_eq!(widget.model.checkout, Checkout::Idle);
    assert!(widget.effects.contains(&Effect::CloseTab));
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 0);
    widget.set(KAYAK, 1);
    assert_eq!(widget.model.cart.quantity(&product(KAYAK)), 1);
}

#[test]
fn another_location_of_the_owners_while_the_price_is_asked_for_makes_no_order_of_it() {
    let mut widget = Widget::booked();
    widget.press();
    let (config, problems) = checked(&RawConfig { location_id: Some(BONDI.into()), ..raw() });
    widget.act(Action::Configure(config, problems));
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 0);
    assert_eq!(widget.model.checkout, Checkout::Idle);
}

#[test]
fn the_order_takes_a_uuid_v7_and_the_way_back_where_the_service_takes_them() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer(is_quote);
    let order = sent(&widget);
    let reference = order.client_reference.unwrap();
    let time = format!("{:012x}", widget.now.ms());
    assert_eq!(reference.replace('-', "")[..12], time);
    assert_eq!((&reference[14..15], reference.len()), ("7", 36));
    assert_eq!(order.return_url.as_deref(), Some("https://shop.test/hire"));
}

/// How the reads that are under way name the own order.
fn own_in_reads(widget: &Widget) -> Vec<Option<Own>> {
    let own = |call: Call| match call {
        Call::Products { window: Some(_), own } | Call::Slots { own, .. } => Some(own),
        _ => None,
    };
    widget.asked().into_iter().filter_map(own).collect()
}

#[test]
fn reads_name_the_own_order_by_a_hold_of_its_own_and_never_by_its_reference() {
    let mut widget = ordered();
    let request = widget.shop.orders[0].clone();
    let (reference, hold) = (request.client_reference.unwrap(), request.hold.unwrap());
    assert_eq!((&hold[14..15], hold.len()), ("4", 36));
    assert_ne!(reference[14..], hold[14..]);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-12-05")));
    let own = own_in_reads(&widget);
    assert!(!own.is_empty());
    assert!(own.iter().all(|own| *own == Some(Own::Hold(hold.clone()))), "{own:?}");
}

#[test]
fn the_hold_stays_with_the_reference_also_over_a_reload() {
    let mut widget = ordered();
    let first = widget.shop.orders[0].clone();
    assert!(first.hold.is_some());
    widget.set(KAYAK, 3);
    widget.answer_all();
    widget.act(Action::Continue { entropy: [99; 2] });
    widget.answer_all();
    let second = widget.shop.orders[1].clone();
    assert_eq!((&second.client_reference, &second.hold), (&first.client_reference, &first.hold));
    let kept = widget.model.kept();
    assert_eq!(kept.hold, first.hold);
}

#[test]
fn a_service_that_takes_no_hold_gets_the_reference_in_reads_as_before() {
    let mut shop = Shop::new();
    shop.features.hold = false;
    let mut widget = Widget::booked_with(&raw(), shop);
    widget.press();
    widget.answer_all();
    let request = widget.shop.orders[0].clone();
    assert_eq!(request.hold, None);
    widget.set(KAYAK, 3);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-12-05")));
    let own = own_in_reads(&widget);
    assert!(!own.is_empty());
    let by_reference = request.client_reference.map(Own::Reference);
    assert!(own.iter().all(|own| *own == by_reference), "{own:?}");
}

#[test]
fn a_service_that_names_no_features_gets_neither_reference_nor_way_back() {
    let mut widget = Widget::booked_with(&raw(), without_reference());
    widget.press();
    widget.answer(is_quote);
    let order = sent(&widget);
    assert_eq!((order.client_reference, order.return_url), (None, None));
}

#[test]
fn the_checkout_page_is_the_one_that_the_service_names_else_the_references() {
    let mut shop = Shop::new();
    shop.checkout_url = Some("https://pay.test/o/1".into());
    let mut widget = Widget::booked_with(&raw(), shop);
    widget.press();
    widget.answer_all();
    assert_eq!(widget.redirects(), ["https://pay.test/o/1"]);

    let base = RawConfig { checkout_base: Some("https://book.test/".into()), ..raw() };
    let mut widget = Widget::booked_with(&base, Shop::new());
    widget.press();
    widget.answer(is_quote);
    widget.answer_with(is_order, Ok(Answer::Order(placed("pio x/1"))));
    assert_eq!(widget.redirects(), ["https://book.test/abc123/checkout?order=pio%20x%2F1"]);
}

#[test]
fn a_lost_answer_is_never_asked_for_again_by_itself_and_the_screen_says_so() {
    for error in
        [network(), ApiError::TimedOut, refused(500), refused(503), ApiError::Unreadable("html".into())]
    {
        let mut widget = Widget::booked();
        widget.press();
        widget.answer(is_quote);
        let request = sent(&widget);
        widget.answer_with(is_order, Err(error.clone()));
        assert_eq!(widget.model.checkout, Checkout::Lost { request }, "{error}");
        assert_eq!(widget.read_out(), Some(&Announcement::OrderLost));
        assert_eq!(widget.errors(), ["order-lost"]);
        widget.wait(10 * MINUTE_MS);
        widget.nudge();
        widget.act(Action::Retry);
        assert_eq!(widget.asked_for(is_order), 0, "{error}");
    }
}

#[test]
fn a_lost_answer_is_asked_for_again_by_the_customer_under_the_same_reference() {
    let mut widget = lost_with(Shop::new());
    let Checkout::Lost { request } = widget.model.checkout.clone() else { panic!() };
    widget.act(Action::AskOrderAgain);
    assert_eq!(sent(&widget), request);
    assert!(request.client_reference.is_some());
    widget.act(Action::AskOrderAgain);
    assert_eq!(widget.asked_for(is_order), 1);
    widget.answer_all();
    assert_eq!(widget.redirects().len(), 1);
    assert_eq!(widget.model.checkout, Checkout::Idle);
}

#[test]
fn after_a_lost_answer_the_next_order_replaces_the_one_that_may_be_there() {
    let mut widget = lost_with(Shop::new());
    let Checkout::Lost { request } = widget.model.checkout.clone() else { panic!() };
    widget.set(KAYAK, 3);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(20_350)), "a changed cart has its price also in doubt");
    widget.press();
    widget.answer(is_quote);
    assert_eq!(sent(&widget).client_reference, request.client_reference);
}

#[test]
fn also_when_the_customer_starts_anew_the_order_that_may_be_there_is_replaced() {
    let mut widget = lost_with(Shop::new());
    let Checkout::Lost { request } = widget.model.checkout.clone() else { panic!() };
    widget.act(Action::ForgetLostOrder);
    widget.answer_all();
    widget.wait(1_000);
    widget.act(Action::Continue { entropy: [8; 2] });
    widget.answer(is_quote);
    assert_eq!(sent(&widget).client_reference, request.client_reference);
    widget.answer_all();
    assert_eq!(widget.model.doubtful_reference, None, "the doubt is over");
}

#[test]
fn without_a_reference_continue_waits_until_the_customer_has_decided() {
    let mut widget = lost_with(without_reference());
    assert_eq!(widget.press(), []);
    widget.set(KAYAK, 1);
    widget.answer_all();
    assert_eq!(widget.press(), []);
    widget.act(Action::ForgetLostOrder);
    widget.answer_all();
    assert_eq!(widget.model.checkout, Checkout::Idle);
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 1);
}

#[test]
fn without_a_reference_an_order_is_not_asked_for_again() {
    let mut widget = lost_with(without_reference());
    assert_eq!(widget.act(Action::AskOrderAgain), []);
    assert!(matches!(widget.model.checkout, Checkout::Lost { .. }));
}

#[test]
fn a_lost_order_of_another_cart_is_not_asked_for_again_but_replaced_under_its_reference() {
    let mut widget = lost_with(Shop::new());
    let Checkout::Lost { request } = widget.model.checkout.clone() else { panic!() };
    widget.set(KAYAK, 1);
    assert_eq!(widget.model.checkout, Checkout::Idle);
    widget.answer_all();
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.last().unwrap().client_reference, request.client_reference);
    assert_eq!(widget.shop.orders.last().unwrap().key.cart.quantity(&product(KAYAK)), 1);
}

#[test]
fn an_element_that_is_put_back_while_its_order_is_created_asks_for_the_same_order_again() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer(is_quote);
    let first = sent(&widget);
    let mut again = Widget::new(&raw(), Shop::new());
    again.act(Action::Start(Some(widget.model.kept()), vec![]));
    again.answer_all();
    // It says so, and asks for the same again.
    assert!(matches!(again.model.checkout, Checkout::Lost { .. }));
    again.act(Action::AskOrderAgain);
    assert_eq!(sent(&again), first);
}

#[test]
fn an_element_that_is_put_back_says_still_that_an_order_without_a_reference_was_lost() {
    let lost = lost_with(without_reference());
    let mut creating = Widget::booked_with(&raw(), without_reference());
    creating.press();
    creating.answer(is_quote);
    for widget in [lost, creating] {
        let mut again = Widget::new(&raw(), without_reference());
        again.act(Action::Start(Some(widget.model.kept()), vec![]));
        again.answer_all();
        assert!(matches!(again.model.checkout, Checkout::Lost { .. }));
        assert_eq!(again.press(), [], "a second order is the customer's decision");
        again.act(Action::ForgetLostOrder);
        again.answer_all();
        again.press();
        again.answer_all();
        assert_eq!(again.shop.orders.len(), 1);
        assert!(!again.model.kept().lost);
    }
}

#[test]
fn an_order_that_a_lost_one_may_have_replaced_does_not_stand() {
    let mut widget = ordered();
    widget.set(KAYAK, 3);
    widget.answer_all();
    widget.press();
    widget.answer(is_quote);
    widget.answer_with(is_order, Err(network()));
    widget.set(KAYAK, 2);
    widget.answer_all();
    widget.press();
    assert_eq!(widget.redirects().len(), 0, "what it would lead to may be gone");
    widget.answer_all();
    let [first, again] = widget.shop.orders.as_slice() else { panic!("{:?}", widget.shop.orders) };
    assert_eq!(first, again);
    assert_eq!(widget.redirects().len(), 1);
}

#[test]
fn an_order_whose_replacement_was_refused_stands() {
    let mut widget = ordered();
    widget.set(KAYAK, 3);
    widget.answer_all();
    widget.press();
    widget.answer(is_quote);
    widget.answer_with(is_order, Err(refused(400)));
    widget.set(KAYAK, 2);
    widget.answer_all();
    assert_eq!(widget.redirects().len(), 0);
    widget.press();
    assert_eq!((widget.redirects().len(), widget.shop.orders.len()), (1, 1));
}

#[test]
fn without_the_locations_it_is_not_known_what_an_order_takes_so_there_is_none() {
    let mut widget = Widget::booked();
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    let locations = widget.take(is_locations);
    widget.answer_all();
    widget.press();
    widget.give(locations, Err(refused(400)));
    widget.answer_all();
    assert_eq!((widget.shop.orders.len(), &widget.model.checkout), (0, &Checkout::Idle));
    widget.act(Action::Retry);
    assert_eq!(widget.press(), [], "nor while they are on their way again");
    widget.answer_all();
    widget.press();
    widget.answer(is_quote);
    assert!(sent(&widget).client_reference.is_some());
}

#[test]
fn a_booking_that_is_the_lost_one_again_has_its_price_again() {
    let mut widget = lost_with(without_reference());
    widget.act(Action::ChooseLocation(place(BONDI)));
    widget.act(Action::ChooseLocation(place(MANLY)));
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(14_850)));
}

#[test]
fn an_element_that_is_put_back_offers_the_order_that_was_started() {
    let widget = ordered();
    let kept = widget.model.kept();
    let mut again = Widget::new(&raw(), Shop::new());
    again.now = widget.now;
    again.act(Action::Start(Some(kept), vec![]));
    again.answer_all();
    let standing =
        again.model.standing_order(again.now).map(|order| (order.placed.id.clone(), order.url.clone()));
    assert_eq!(
        standing,
        widget.model.order.as_ref().map(|order| (order.placed.id.clone(), order.url.clone()))
    );
    again.press();
    assert_eq!(again.redirects(), [widget.model.order.as_ref().unwrap().url.as_str()]);
    assert_eq!(again.shop.orders, []);
}

#[test]
fn what_the_element_keeps_of_an_order_is_not_told_to_the_page() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer_all();
    widget.set(KAYAK, 1);
    for effect in &widget.effects {
        if let Effect::Emit(Event::Change(told)) = effect {
            assert_eq!((&told.order, &told.doubtful_reference), (&None, &None));
        }
    }
    assert!(
        widget
            .effects
            .iter()
            .any(|effect| { matches!(effect, Effect::Emit(Event::Keep(kept)) if kept.order.is_some()) })
    );
}

#[test]
fn after_an_order_that_was_paid_elsewhere_the_next_one_has_a_reference_of_its_own() {
    let mut widget = ordered();
    let paid = widget.shop.orders[0].client_reference.clone();
    widget.set(KAYAK, 3);
    widget.answer_all();
    widget.press();
    widget.answer(is_quote);
    let before = widget.model.order.clone();
    widget.answer_with(is_order, Err(refused(409)));
    // The customer hears of it, and presses again only to have another one.
    assert_eq!(widget.model.checkout, Checkout::PaidBefore { order: before });
    assert_eq!(widget.read_out(), Some(&Announcement::PaidBefore));
    assert_eq!(widget.model.order, None);
    widget.answer_all();
    widget.act(Action::Continue { entropy: [99; 2] });
    widget.answer_all();
    let last = widget.shop.orders.last().unwrap().client_reference.clone();
    assert!(last.is_some() && last != paid);
}

#[test]
fn a_refused_order_was_not_created_and_the_stock_is_asked_for_anew() {
    for (status, why) in
        [(400, Failure::Refused), (404, Failure::Refused), (429, Failure::Busy { until: None })]
    {
        let mut widget = Widget::booked();
        widget.press();
        widget.answer(is_quote);
        widget.answer_with(is_order, Err(refused(status)));
        assert_eq!(widget.model.checkout, Checkout::Refused(why));
        assert_eq!((widget.asked_for(is_quote), widget.asked_for(is_priced)), (1, 1), "{status}");
        assert_eq!(widget.errors(), ["order-refused"]);
        assert_eq!(widget.model.cart.units(), 3);
        widget.answer_all();
        widget.press();
        widget.answer_all();
        assert_eq!(widget.shop.orders.len(), 1, "{status}");
    }
}

#[test]
fn a_change_of_the_booking_takes_away_what_was_said_of_the_old_one() {
    let mut widget = Widget::booked();
    widget.shop.prices.insert(product(KAYAK), 6_000);
    widget.press();
    widget.answer_all();
    widget.set(KAYAK, 1);
    assert_eq!(widget.model.checkout, Checkout::Idle);
    widget.answer_all();
    widget.press();
    widget.answer(is_quote);
    widget.answer_with(is_order, Err(refused(400)));
    widget.set(KAYAK, 2);
    assert_eq!(widget.model.checkout, Checkout::Idle);
}

#[test]
fn an_order_answer_that_comes_twice_or_to_another_question_counts_once() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer(is_quote);
    let question = widget.take(is_order);
    let stale = (RequestId(question.0.0 + 1_000), question.1.clone());
    assert_eq!(widget.give(stale, Ok(Answer::Order(placed("pio_stale")))), []);
    widget.give(question.clone(), Ok(Answer::Order(placed("pio_1"))));
    assert_eq!(widget.give(question, Ok(Answer::Order(placed("pio_2")))), []);
    assert_eq!(widget.model.order.as_ref().map(|order| order.placed.id.as_str()), Some("pio_1"));
    assert_eq!(widget.redirects().len(), 1);
}

#[test]
fn after_an_order_the_same_cart_leads_to_its_page_without_a_second_order() {
    let mut widget = ordered();
    widget.wait(5 * MINUTE_MS);
    widget.press();
    widget.answer_all();
    assert_eq!(widget.redirects(), ["https://book.lockii.app/abc123/checkout?order=pio_1"]);
    assert_eq!(widget.shop.orders.len(), 1);
}

#[test]
fn the_same_cart_leads_to_its_page_also_when_its_own_order_makes_the_stock_look_taken() {
    let mut widget = ordered();
    widget.shop.take(KAYAK, "2026-11-28 09:00", "2026-11-29 09:00", 6);
    widget.wait(2 * MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    assert_eq!(widget.model.total(), None);
    widget.press();
    assert_eq!(widget.redirects().len(), 1);
}

#[test]
fn a_cart_that_was_changed_and_changed_back_is_the_same_cart() {
    let mut widget = ordered();
    widget.set(KAYAK, 3);
    assert!(widget.model.standing_order(widget.now).is_none());
    widget.set(KAYAK, 2);
    assert!(widget.model.standing_order(widget.now).is_some());
}

#[test]
fn a_changed_cart_replaces_the_unpaid_order_under_its_reference() {
    let mut widget = ordered();
    widget.set(KAYAK, 3);
    widget.answer_all();
    widget.wait(1_000);
    widget.act(Action::Continue { entropy: [99; 2] });
    widget.answer_all();
    let [first, second] = &widget.shop.orders[..] else { panic!("{:?}", widget.shop.orders) };
    assert_eq!(first.client_reference, second.client_reference);
    assert_eq!(second.key.cart.quantity(&product(KAYAK)), 3);
}

#[test]
fn a_quote_names_the_unpaid_order_that_its_cart_would_replace() {
    let quoted = |widget: &Widget| match widget.asked().into_iter().find(is_quote) {
        Some(Call::Quote(_, reference)) => reference,
        other => panic!("{other:?}"),
    };
    let mut widget = Widget::booked();
    widget.press();
    assert_eq!(quoted(&widget), None);
    let mut widget = ordered();
    widget.set(KAYAK, 3);
    assert_eq!(quoted(&widget), widget.shop.orders[0].client_reference);
    assert!(quoted(&widget).is_some());
}

#[test]
fn an_order_that_has_let_go_of_its_units_is_ordered_anew_in_its_place() {
    let mut widget = ordered();
    widget.wait(15 * MINUTE_MS);
    assert!(widget.model.standing_order(widget.now).is_none());
    widget.nudge();
    widget.answer_all();
    widget.act(Action::Continue { entropy: [99; 2] });
    widget.answer_all();
    let [first, second] = &widget.shop.orders[..] else { panic!("{:?}", widget.shop.orders) };
    assert_eq!(first.client_reference, second.client_reference);
}

#[test]
fn an_order_that_says_nothing_of_its_end_stands() {
    let mut shop = Shop::new();
    shop.holds_ms = None;
    let mut widget = Widget::booked_with(&raw(), shop);
    widget.press();
    widget.answer_all();
    widget.wait(30 * MINUTE_MS);
    widget.press();
    widget.answer_all();
    assert_eq!((widget.shop.orders.len(), widget.redirects().len()), (1, 2));
}

#[test]
fn a_new_tab_is_opened_in_the_press_and_only_where_the_owner_wants_one() {
    let mut widget = Widget::booked_with(&blank(), Shop::new());
    assert_eq!(widget.press().first(), Some(&Effect::OpenTab));
    widget.answer_all();
    assert_eq!(widget.redirects().len(), 1);
    assert!(!widget.effects.contains(&Effect::CloseTab));
    assert!(!Widget::booked().press().contains(&Effect::OpenTab));
}

#[test]
fn a_press_that_does_nothing_opens_no_tab() {
    let mut widget = Widget::booked_with(&blank(), Shop::new());
    widget.set(KAYAK, 3);
    assert_eq!(widget.press(), []);
}

#[test]
fn the_new_tab_is_closed_again_when_nothing_comes_of_it() {
    let closed =
        |widget: &Widget| widget.effects.iter().filter(|effect| **effect == Effect::CloseTab).count();

    let mut widget = Widget::booked_with(&blank(), Shop::new());
    widget.shop.prices.insert(product(KAYAK), 6_000);
    widget.press();
    widget.answer(is_quote);
    assert_eq!(closed(&widget), 1, "a changed price");

    let mut widget = Widget::booked_with(&blank(), Shop::new());
    widget.press();
    widget.answer_with(is_quote, Err(network()));
    assert_eq!(closed(&widget), 1, "no answer before the order");

    for error in [network(), refused(400)] {
        let mut widget = Widget::booked_with(&blank(), Shop::new());
        widget.press();
        widget.answer(is_quote);
        widget.answer_with(is_order, Err(error.clone()));
        assert_eq!(closed(&widget), 1, "{error}");
    }
}

#[test]
fn also_asking_again_and_going_on_to_a_standing_order_open_the_tab_in_the_press() {
    let mut widget = Widget::booked_with(&blank(), Shop::new());
    widget.press();
    widget.answer(is_quote);
    widget.answer_with(is_order, Err(network()));
    assert_eq!(widget.act(Action::AskOrderAgain).first(), Some(&Effect::OpenTab));
    widget.answer_all();
    assert_eq!(widget.press().first(), Some(&Effect::OpenTab));
}

#[test]
fn one_press_takes_what_is_left_of_what_was_lost() {
    let mut widget = Widget::booked();
    widget.shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 13:00", 5);
    widget.shop.take(BOARD, "2026-11-28 12:00", "2026-11-28 13:00", 2);
    widget.press();
    widget.answer_all();
    let short: Vec<_> =
        widget.model.short().into_iter().map(|(line, count)| (line.quantity, count)).collect();
    assert_eq!(short, [(2, 1), (1, 0)]);
    widget.act(Action::TakeLeft);
    assert_eq!(widget.model.snapshot().items.len(), 1);
    assert_eq!(widget.model.cart.quantity(&product(KAYAK)), 1);
    assert_eq!(widget.model.focus.as_ref().map(|(_, to)| to), Some(&FocusTarget::Undo));
    widget.answer_all();
    assert_eq!((widget.model.short(), widget.model.total()), (vec![], Some(aud(5_500))));
    widget.act(Action::Undo);
    assert_eq!([KAYAK, BOARD].map(|id| widget.model.cart.quantity(&product(id))), [2, 1]);
}

#[test]
fn the_focus_goes_to_the_booking_where_something_is_left_of_each() {
    let mut widget = Widget::booked();
    widget.shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 13:00", 5);
    widget.press();
    widget.answer_all();
    widget.act(Action::TakeLeft);
    assert_eq!(widget.model.focus.as_ref().map(|(_, to)| to), Some(&FocusTarget::Booking));
    assert_eq!(widget.model.removed, None);
}

#[test]
fn a_refused_order_is_followed_by_what_is_missing() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer(is_quote);
    widget.shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 13:00", 5);
    widget.answer_with(is_order, Err(refused(400)));
    widget.answer_all();
    assert_eq!(widget.model.short().len(), 1);
    assert_eq!(widget.model.said.as_ref().map(|(_, what)| what), Some(&Announcement::Unavailable));
}

#[test]
fn a_changed_price_that_is_again_what_it_was_is_not_to_be_accepted() {
    let mut widget = Widget::booked();
    widget.shop.prices.insert(product(KAYAK), 6_000);
    widget.press();
    widget.answer_all();
    assert!(matches!(widget.model.checkout, Checkout::Changed { .. }));
    widget.shop.prices.insert(product(KAYAK), 5_000);
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    assert_eq!((&widget.model.checkout, widget.model.total()), (&Checkout::Idle, Some(aud(14_850))));
}

#[test]
fn a_changed_price_of_what_can_not_be_had_any_more_is_not_to_be_accepted() {
    let mut widget = Widget::booked();
    widget.shop.prices.insert(product(KAYAK), 6_000);
    widget.press();
    widget.answer_all();
    assert!(matches!(widget.model.checkout, Checkout::Changed { .. }));
    widget.shop.take(KAYAK, "2026-11-28 09:00", "2026-11-29 09:00", 9);
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    assert_eq!((&widget.model.checkout, widget.model.total()), (&Checkout::Idle, None));
}

#[test]
fn that_one_page_could_not_be_opened_is_not_said_of_the_next_order() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer_all();
    widget.act(Action::Blocked);
    assert!(widget.model.blocked);
    widget.set(KAYAK, 1);
    widget.answer_all();
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 2);
    assert!(!widget.model.blocked);
}

#[test]
fn what_stood_open_when_the_booking_was_confirmed_is_closed_after_it() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer_all();
    widget.act(Action::ToggleTimes(End::Return));
    let order = widget.model.order.as_ref().unwrap().placed.id.clone();
    widget.act(Action::Returned { confirmed: true, order });
    widget.act(Action::BookMore);
    assert_eq!((widget.model.sheet, &widget.model.panel), (false, &Panel::Closed));
    widget.set(KAYAK, 1);
    widget.act(Action::OpenSheet);
    widget.act(Action::Returned { confirmed: true, order: OrderId::new("pio_9") });
    assert!(!widget.model.sheet);
}

#[test]
fn a_message_that_gets_the_focus_is_said_only_where_it_is_not_on_screen() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer(is_quote);
    widget.answer_with(is_order, Err(network()));
    assert_eq!(widget.read_out(), Some(&Announcement::OrderLost));
    widget.act(Action::FocusMissed);
    assert_eq!(widget.said(), Some(&Announcement::OrderLost));
    widget.act(Action::AskOrderAgain);
    widget.answer_all();
    widget.act(Action::Blocked);
    let said = widget.said().cloned();
    widget.act(Action::FocusMissed);
    assert_eq!(widget.said(), said.as_ref(), "of what was told before nothing is said later");
}

#[test]
fn an_order_that_waits_can_be_given_up_for_a_new_one_which_takes_its_place() {
    let mut widget = ordered();
    assert!(widget.model.standing_order(widget.now).is_some());
    let first = widget.shop.orders[0].client_reference.clone();
    widget.act(Action::OrderAnew);
    assert!(widget.model.standing_order(widget.now).is_none());
    widget.answer_all();
    widget.press();
    widget.answer(is_quote);
    assert_eq!(sent(&widget).client_reference, first);
    widget.answer_all();
    assert_eq!(widget.redirects().len(), 1);
}

#[test]
fn without_a_reference_a_new_order_stands_beside_the_one_that_is_given_up() {
    let mut widget = Widget::booked_with(&raw(), without_reference());
    widget.press();
    widget.answer_all();
    widget.act(Action::OrderAnew);
    assert!(widget.model.standing_order(widget.now).is_none());
    widget.answer_all();
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders.len(), 2);
    assert!(widget.shop.orders.iter().all(|order| order.client_reference.is_none()));
    assert!(widget.model.standing_order(widget.now).is_some(), "the new one");
}

#[test]
fn an_order_that_was_given_up_and_still_holds_the_last_units_is_offered_with_what_is_gone() {
    let mut widget = Widget::booked_with(&raw(), without_reference());
    widget.press();
    widget.answer_all();
    widget.shop.take(BOARD, "2026-11-28 09:00", "2026-11-29 09:00", 2);
    widget.act(Action::OrderAnew);
    widget.answer_all();
    assert!(widget.model.unavailable(widget.now).is_some());
    assert!(widget.model.order_in_the_way(widget.now).is_some());
    // Of another day it is not in the way.
    widget.choose(MANLY, "2026-12-05 09:00", "2026-12-06 09:00");
    widget.answer_all();
    widget.shop.take(BOARD, "2026-12-05 09:00", "2026-12-06 09:00", 2);
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    assert!(widget.model.unavailable(widget.now).is_some());
    assert!(widget.model.order_in_the_way(widget.now).is_none());
}

#[test]
fn what_an_order_of_just_this_holds_is_not_said_to_be_taken() {
    let mut widget = Widget::booked_with(&raw(), without_reference());
    widget.press();
    widget.answer_all();
    // The service does not know whose the order is.
    widget.shop.take(BOARD, "2026-11-28 09:00", "2026-11-29 09:00", 2);
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    assert!(widget.model.current_quote().is_some_and(|quote| !quote.available));
    assert_eq!(widget.model.unavailable(widget.now), None);
    assert_ne!(widget.said(), Some(&Announcement::Unavailable));
    assert!(widget.model.standing_order(widget.now).is_some());
    // Of another booking it is said, and with it which order may be in its way.
    widget.set(KAYAK, 1);
    widget.answer_all();
    assert!(widget.model.unavailable(widget.now).is_some());
    assert!(widget.model.order_in_the_way(widget.now).is_some());
}

#[test]
fn what_became_dearer_is_known_where_something_else_is_gone() {
    let mut widget = Widget::booked();
    widget.shop.prices.insert(product(KAYAK), 6_000);
    widget.shop.take(BOARD, "2026-11-28 09:00", "2026-11-29 09:00", 2);
    widget.press();
    widget.answer_all();
    assert!(widget.model.unavailable(widget.now).is_some());
    assert_eq!(widget.model.since.as_ref().and_then(|before| before.total), Some(aud(14_850)));
    widget.act(Action::TakeLeft);
    assert_eq!(widget.model.since, None, "it was told, and what is chosen is something else");
}

#[test]
fn a_changed_price_has_the_list_asked_for_anew_and_the_same_price_has_not() {
    for dearer in [false, true] {
        let mut widget = Widget::booked();
        if dearer {
            widget.shop.prices.insert(product(KAYAK), 6_000);
        }
        widget.press();
        widget.answer(is_quote);
        assert_eq!(widget.asked_for(is_priced), usize::from(dearer));
    }
}
