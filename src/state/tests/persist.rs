//! What is kept over a reload, shared by the elements of a company, and taken up again when a page comes back whole.

use serde_json::{Value, json};

use super::*;
use crate::api::Body;

/// What `serde_json` has parsed.
struct Json(Value);

impl Body for Json {
    fn field(&self, name: &str) -> Option<Self> {
        self.0.get(name).filter(|value| !value.is_null()).cloned().map(Self)
    }

    fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.as_array()?.iter().cloned().map(Self).collect())
    }

    fn text(&self) -> Option<String> {
        self.0.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }
}

/// What is kept, written and read as the element does it.
fn through_storage(kept: &Snapshot) -> Snapshot {
    Snapshot::read(&Json(serde_json::to_value(kept.write()).unwrap()))
}

fn reloaded(widget: &Widget, shop: Shop) -> Widget {
    let mut again = Widget::new(&raw(), shop);
    again.now = widget.now;
    again.act(Action::Start(Some(through_storage(&widget.model.kept())), vec![]));
    again.answer_all();
    again
}

fn ordered() -> Widget {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer_all();
    widget.effects.clear();
    widget
}

/// The last that the element was told to keep.
fn kept(effects: &[Effect]) -> Option<Snapshot> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Emit(Event::Keep(kept)) => Some(kept.clone()),
        _ => None,
    })
}

/// Takes up what another element keeps.
fn adopt(widget: &mut Widget, kept: Snapshot) -> Vec<Effect> {
    widget.act(Action::Adopt { kept: Some(kept), resumed: false })
}

fn resume(widget: &mut Widget, kept: Option<Snapshot>) -> Vec<Effect> {
    widget.act(Action::Adopt { kept, resumed: true })
}

#[test]
fn a_reload_keeps_trip_cart_and_order_and_there_is_no_second_order() {
    let widget = ordered();
    let mut again = reloaded(&widget, Shop::new());
    assert_eq!((&again.model.trip, &again.model.cart), (&widget.model.trip, &widget.model.cart));
    assert_eq!(again.model.order, widget.model.order);
    again.press();
    assert_eq!(again.redirects().len(), 1);
    assert_eq!(again.shop.orders, []);
}

#[test]
fn the_own_unpaid_order_takes_nothing_away_after_a_reload_also_before_the_service_says_what_it_takes() {
    let widget = ordered();
    let reference = widget.model.order.as_ref().unwrap().client_reference.clone();
    assert!(reference.is_some());
    let mut again = Widget::new(&raw(), Shop::new());
    again.act(Action::Start(Some(through_storage(&widget.model.kept())), vec![]));
    let window = again.model.trip.window();
    let asked = again.asked();
    assert!(asked.contains(&Call::Locations), "{asked:?}");
    let own = widget.model.hold.clone().map(Own::Hold);
    assert!(own.is_some());
    assert!(asked.contains(&Call::Products { window, own: own.clone() }), "{asked:?}");
    let key = again.model.quote_key().unwrap();
    assert!(asked.contains(&Call::Quote(key, reference.clone())), "{asked:?}");
    again.answer_all();
    again.act(Action::ToggleTimes(End::PickUp));
    let slots: Vec<_> = again.asked().into_iter().filter(is_slots).collect();
    assert!(!slots.is_empty());
    for call in slots {
        assert!(matches!(&call, Call::Slots { own: named, .. } if *named == own), "{call:?}");
    }
}

#[test]
fn a_reference_that_no_service_takes_is_not_taken_up() {
    let good = "019ac6f2-5d80-7000-8000-000000000007";
    let order = |reference| {
        json!({ "id": "pio_1", "url": "https://book.test/1", "clientReference": reference, "locationId": MANLY,
            "start": 1, "end": 2, "items": [] })
    };
    for (reference, taken) in [
        (good, true),
        ("mine", false),
        ("", false),
        ("019ac6f2-5d80-4000-8000-000000000007", false),
        ("019ac6f2-5d80-7000-8000-00000000000g", false),
        ("019ac6f2 5d80 7000 8000 000000000007", false),
    ] {
        let kept = json!({ "doubtfulReference": reference, "order": order(reference) });
        let read = Snapshot::read(&Json(kept));
        assert_eq!(read.doubtful_reference.is_some(), taken, "{reference}");
        assert_eq!(read.order.unwrap().client_reference.is_some(), taken, "{reference}");
    }
}

#[test]
fn whether_an_order_still_holds_is_the_services_to_say_a_clock_that_is_ahead_makes_no_second_one() {
    let mut widget = ordered();
    let reference = widget.model.order.as_ref().unwrap().client_reference.clone();
    widget.now = widget.now.plus(HOUR_MS);
    let mut again = reloaded(&widget, Shop::new());
    again.press();
    again.answer(|call| matches!(call, Call::Quote(_, own) if *own == reference));
    let orders = again.asked().into_iter().filter(is_order);
    assert_eq!(orders.count(), 1);
    again.answer_all();
    assert_eq!(again.shop.orders[0].client_reference, reference);
}

#[test]
fn a_reload_while_the_order_is_created_says_that_the_answer_was_lost() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer(is_quote);
    let mut again = reloaded(&widget, Shop::new());
    assert!(matches!(again.model.checkout, Checkout::Lost { .. }));
    again.act(Action::AskOrderAgain);
    again.answer_all();
    assert_eq!(again.shop.orders.len(), 1);
    assert!(!again.model.kept().lost);
}

#[test]
fn a_lost_order_of_another_cart_is_not_said_of_this_one() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer(is_quote);
    widget.answer_with(is_order, Err(network()));
    widget.set(KAYAK, 1);
    let again = reloaded(&widget, Shop::new());
    assert_eq!(again.model.checkout, Checkout::Idle);
    assert!(again.model.doubtful_reference.is_some());
}

#[test]
fn an_order_whose_hold_has_run_out_is_not_offered_after_a_reload() {
    let mut widget = ordered();
    widget.wait(15 * MINUTE_MS);
    let again = reloaded(&widget, Shop::new());
    assert_eq!(again.model.standing_order(again.now), None);
    assert_eq!(again.model.total(), Some(aud(14_850)));
}

#[test]
fn what_is_kept_may_be_anything_and_does_no_harm() {
    let order = serde_json::to_value(ordered().model.kept().write()).unwrap()["order"].clone();
    let with_url = |url: &str| {
        let mut order = order.clone();
        order["url"] = url.into();
        json!({ "order": order })
    };
    for junk in [
        json!([1, 2]),
        json!({ "items": "all", "start": "now", "end": {}, "locationId": 7, "order": [] }),
        json!({ "start": 9_007_199_254_740_991_i64, "end": -9_007_199_254_740_991_i64 }),
        json!({ "start": -1, "items": [null, {}, { "productId": "", "quantity": 3 }] }),
        json!({ "items": [{ "productId": "x", "quantity": 0 }, { "productId": "x", "quantity": -4 }] }),
        with_url("javascript:alert(1)"),
        with_url("data:text/html,hello"),
        with_url("//elsewhere.test"),
    ] {
        let mut widget = Widget::new(&raw(), Shop::new());
        widget.act(Action::Start(Some(Snapshot::read(&Json(junk.clone()))), vec![]));
        widget.answer_all();
        assert_eq!(widget.model.snapshot(), Snapshot::default(), "{junk}");
        assert_eq!(widget.model.order, None, "{junk}");
    }
    let many: Vec<_> =
        (0..5_000).map(|index| json!({ "productId": format!("p{index}"), "quantity": u32::MAX })).collect();
    let many = Snapshot::read(&Json(json!({ "items": many })));
    assert_eq!(many.items.len(), 1000);
}

#[test]
fn what_another_element_of_the_company_changes_is_there_at_once_and_not_told_back() {
    let (mut one, mut two) = (Widget::booked(), Widget::open());
    let effects = adopt(&mut two, one.model.kept());
    assert_eq!((&two.model.trip, &two.model.cart), (&one.model.trip, &one.model.cart));
    assert!(kept(&effects).is_some(), "which the element keeps to itself: it comes from another one");
    two.answer_all();
    assert_eq!(two.model.total(), Some(aud(14_850)));
    let told = kept(&one.set(KAYAK, 1)).unwrap();
    adopt(&mut two, told.clone());
    assert_eq!(two.model.cart.quantity(&product(KAYAK)), 1);
    assert_eq!(adopt(&mut two, told), []);
}

#[test]
fn an_element_that_hears_of_an_order_offers_it() {
    let mut two = Widget::booked();
    let one = ordered();
    adopt(&mut two, one.model.kept());
    two.press();
    assert_eq!((two.redirects().len(), two.shop.orders.len()), (1, 0));
}

#[test]
fn while_an_order_is_created_another_element_changes_the_cart_but_not_the_order() {
    let mut widget = Widget::booked();
    let mut elsewhere = widget.model.kept();
    elsewhere.items.truncate(1);
    widget.press();
    widget.answer(is_quote);
    let Checkout::Creating { request, .. } = widget.model.checkout.clone() else { panic!("no order") };
    adopt(&mut widget, elsewhere);
    assert_eq!(widget.model.cart.units(), 2);
    // Were its answer lost now, the next order would still take its place.
    assert_eq!(widget.model.doubtful_reference, request.client_reference);
    widget.answer(is_order);
    let order = widget.model.order.clone().unwrap();
    assert_eq!(order.key, request.key);
    // It is the order of what was pressed for, and this is another cart by now.
    assert_eq!(widget.redirects(), [order.url.as_str()]);
    assert_eq!(widget.model.standing_order(widget.now), None);
    assert_eq!(widget.model.cart.units(), 2);
}

#[test]
fn a_cart_that_changes_elsewhere_while_the_price_is_checked_is_not_ordered() {
    let mut widget = Widget::booked();
    let mut elsewhere = widget.model.kept();
    elsewhere.items.truncate(1);
    widget.press();
    adopt(&mut widget, elsewhere);
    widget.answer_all();
    assert_eq!((widget.shop.orders.len(), &widget.model.checkout), (0, &Checkout::Idle));
}

#[test]
fn an_order_that_another_element_waits_for_is_not_said_to_be_lost() {
    let mut one = Widget::booked();
    let mut two = Widget::booked();
    one.press();
    one.answer(is_quote);
    adopt(&mut two, one.model.kept());
    assert_eq!(two.model.checkout, Checkout::Idle);
    // Without a reference a second order must not be one press away.
    let mut shop = Shop::new();
    shop.features = Features::default();
    let mut one = Widget::booked_with(&raw(), shop);
    one.press();
    one.answer(is_quote);
    adopt(&mut two, one.model.kept());
    assert!(two.model.is_undecided());
    one.answer_all();
    adopt(&mut two, one.model.kept());
    assert_eq!(two.model.checkout, Checkout::Idle);
    assert!(two.model.standing_order(two.now).is_some());
}

#[test]
fn a_page_that_comes_back_whole_shows_what_is_kept_and_asks_for_what_is_stale() {
    let mut widget = Widget::booked();
    let mut elsewhere = widget.model.kept();
    elsewhere.items.truncate(1);
    widget.wait(MINUTE_MS);
    resume(&mut widget, Some(elsewhere));
    assert_eq!(widget.model.cart.units(), 2);
    assert_eq!((widget.asked_for(is_quote), widget.asked_for(is_priced)), (1, 1));
    // Where nothing is kept it goes on as it was.
    widget.answer_all();
    resume(&mut widget, None);
    assert_eq!(widget.model.cart.units(), 2);
}

#[test]
fn a_page_that_comes_back_whole_waits_for_nothing_that_was_under_way() {
    let blank = RawConfig { redirect: Some("blank".into()), ..raw() };
    let mut checking = Widget::booked_with(&blank, Shop::new());
    checking.press();
    let kept = checking.model.kept();
    let effects = resume(&mut checking, Some(kept));
    assert_eq!(checking.model.checkout, Checkout::Idle);
    assert!(effects.contains(&Effect::CloseTab));

    let mut creating = Widget::booked();
    creating.press();
    creating.answer(is_quote);
    let kept = creating.model.kept();
    resume(&mut creating, Some(kept));
    assert!(matches!(creating.model.checkout, Checkout::Lost { .. }));
    assert_eq!(creating.asked_for(is_order), 0);
    assert_eq!(creating.errors(), ["order-lost"]);
    creating.act(Action::AskOrderAgain);
    creating.answer_all();
    assert_eq!(creating.shop.orders.len(), 1);
}

#[test]
fn of_an_order_that_was_replaced_elsewhere_the_one_in_its_place_is_replaced_instead_of_continuing_it() {
    let mut widget = reloaded(&ordered(), Shop::new());
    let reference = widget.model.order.as_ref().unwrap().client_reference.clone();
    come_back(&mut widget, false, "pio_1");
    assert!(widget.model.standing_order(widget.now).is_some(), "it is that one");
    come_back(&mut widget, false, "pio_7");
    assert!(widget.model.standing_order(widget.now).is_none());
    assert_eq!(widget.model.cart.units(), 3);
    widget.answer_all();
    widget.press();
    widget.answer_all();
    assert_eq!(widget.shop.orders[0].client_reference, reference);
    // Without a reference that would be a second order.
    let mut shop = Shop::new();
    shop.features = Features::default();
    let mut widget = Widget::booked_with(&raw(), shop);
    widget.press();
    widget.answer_all();
    come_back(&mut widget, false, "pio_7");
    assert!(widget.model.standing_order(widget.now).is_some());
}

fn come_back(widget: &mut Widget, confirmed: bool, order: &str) -> Vec<Effect> {
    widget.act(Action::Returned { confirmed, order: OrderId::new(order) })
}

#[test]
fn who_comes_back_with_a_confirmed_order_is_thanked_and_its_cart_is_done_with() {
    let mut widget = reloaded(&ordered(), Shop::new());
    let order = widget.model.order.clone();
    let effects = come_back(&mut widget, true, "pio_1");
    assert_eq!(widget.model.thanks, Some(order));
    assert!(widget.model.cart.is_empty());
    assert_eq!((&widget.model.order, &widget.model.doubtful_reference), (&None, &None));
    let kept = kept(&effects).unwrap();
    assert_eq!((kept.items, kept.order), (vec![], None));
    assert_eq!(widget.read_out(), Some(&Announcement::Confirmed));
    widget.act(Action::BookMore);
    assert_eq!(widget.model.thanks, None);
}

#[test]
fn an_order_that_is_not_known_here_is_thanked_for_but_nothing_is_cleared() {
    let mut widget = reloaded(&ordered(), Shop::new());
    come_back(&mut widget, true, "pio_2");
    assert_eq!(widget.model.thanks, Some(None));
    assert_eq!(widget.model.cart.units(), 3);
    assert!(widget.model.standing_order(widget.now).is_some());
}

#[test]
fn what_was_put_together_after_the_order_is_not_cleared_with_it() {
    let mut widget = ordered();
    widget.set(KAYAK, 1);
    come_back(&mut widget, true, "pio_1");
    assert_eq!(widget.model.cart.units(), 2);
    assert_eq!(widget.model.order, None);
}

#[test]
fn who_comes_back_without_paying_finds_cart_and_order() {
    let mut widget = reloaded(&ordered(), Shop::new());
    let before = widget.model.kept();
    come_back(&mut widget, false, "pio_1");
    assert_eq!((widget.model.kept(), &widget.model.thanks), (before, &None));
    assert!(widget.model.standing_order(widget.now).is_some());
    assert_eq!(widget.model.focus.as_ref().map(|(_, to)| to), Some(&FocusTarget::Booking));
}

#[test]
fn what_costs_something_else_after_a_reload_is_said_until_the_booking_changes() {
    let mut widget = Widget::booked();
    let mut shop = Shop::new();
    assert_eq!(reloaded(&widget, Shop::new()).model.since, None, "the same is no news");
    shop.prices.insert(product(KAYAK), 6_000);
    let again = reloaded(&widget, shop);
    let before = again.model.changed_since().unwrap();
    let subtotals: Vec<_> = before.lines.iter().map(|line| line.subtotal).collect();
    assert_eq!(subtotals, [Some(aud(10_000)), Some(aud(3_500))]);
    assert_eq!((before.total, before.beyond()), (Some(aud(14_850)), Some(aud(1_350))));
    assert_eq!(again.model.said.as_ref().map(|(_, what)| what), Some(&Announcement::PriceChanged));
    // It was said: after the next reload it is what was seen.
    let mut third = reloaded(&again, Shop { prices: again.shop.prices.clone(), ..Shop::new() });
    assert_eq!(third.model.since, None);
    let mut again = again;
    again.set(KAYAK, 1);
    assert_eq!(again.model.since, None);
    // While the page is there the checkout compares by itself.
    third.press();
    third.answer_all();
    assert_eq!(third.shop.orders.len(), 1);
    widget.effects.clear();
}

#[test]
fn what_was_seen_is_kept_until_there_is_a_price_again() {
    let widget = Widget::booked();
    let mut again = Widget::new(&raw(), Shop::new());
    again.act(Action::Start(Some(through_storage(&widget.model.kept())), vec![]));
    assert_eq!(again.model.kept(), widget.model.kept());
    again.fail_all(&network());
    assert_eq!(again.model.kept().total, Some(14_850));
}

#[test]
fn a_product_that_is_gone_after_a_reload_keeps_its_name_and_can_be_taken_out() {
    let widget = Widget::booked();
    let mut shop = Shop::new();
    shop.products.retain(|known| known.id != product(KAYAK));
    let mut again = reloaded(&widget, shop);
    assert!(again.model.is_gone(&product(KAYAK)) && !again.model.is_gone(&product(BOARD)));
    assert_eq!(again.model.known_name(&product(KAYAK)), Some(KAYAK));
    assert_eq!(again.model.cart.quantity(&product(KAYAK)), 2);
    again.act(Action::Remove(product(KAYAK)));
    again.answer_all();
    assert_eq!(again.model.total(), Some(aud(3_850)));
}
