//! The price on screen is only ever that of exactly this cart, window and location.

use super::*;

#[test]
fn there_is_a_quote_only_for_a_cart_a_place_and_two_times() {
    let mut widget = Widget::open();
    widget.set(KAYAK, 1);
    assert_eq!(widget.asked_for(is_quote), 0);
    widget.choose(MANLY, "2026-11-28 09:00", "2026-11-29 09:00");
    assert_eq!(widget.model.total(), Some(aud(5_500)));
    widget.set(KAYAK, 0);
    assert_eq!((widget.model.total(), widget.model.quote.clone()), (None, None));
    assert_eq!(widget.asked_for(is_quote), 0);
}

#[test]
fn a_change_of_the_cart_drops_the_quote_and_asks_anew() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    assert_eq!(widget.model.total(), None);
    assert_eq!(widget.asked_for(is_quote), 1);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(20_350)));
}

#[test]
fn a_change_of_the_window_drops_the_quote_at_once_and_asks_when_the_picker_closes() {
    let mut widget = Widget::booked();
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2026-11-28 10:00")));
    assert_eq!(widget.model.total(), None);
    assert_eq!(widget.asked_for(is_quote), 0);
    widget.act(Action::ClosePanel);
    assert_eq!(widget.asked_for(is_quote), 1);
}

#[test]
fn a_change_and_back_again_does_not_bring_an_old_price_back() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    widget.set(KAYAK, 2);
    assert_eq!(widget.model.total(), None);
    assert_eq!(widget.asked_for(is_quote), 1);
}

#[test]
fn while_the_same_is_asked_once_more_its_total_stays_and_goes_when_it_can_no_longer_be_had() {
    let mut widget = Widget::booked();
    widget.wait(MINUTE_MS);
    widget.nudge();
    assert_eq!(widget.asked_for(is_quote), 1);
    assert_eq!(widget.model.total(), Some(aud(14_850)));
    widget.shop.take(KAYAK, "2026-11-28 09:00", "2026-11-29 09:00", 6);
    widget.answer_all();
    assert_eq!(widget.model.total(), None);
}

#[test]
fn a_cart_that_cannot_be_had_has_no_total_and_says_why_and_how_many_there_are() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-29 00:00", "2026-11-29 01:00", 5);
    let mut widget = Widget::started(&raw(), shop);
    widget.choose(MANLY, "2026-11-28 09:00", "2026-12-01 09:00");
    widget.act(Action::Start(
        Some(Snapshot { items: vec![item(KAYAK, 2)], ..widget.model.snapshot() }),
        vec![],
    ));
    widget.answer_all();
    assert_eq!(widget.model.total(), None);
    let quote = widget.model.current_quote().unwrap();
    assert_eq!((quote.available, quote.reason), (false, Some(Refused::Taken)));
    assert_eq!(quote.line(&product(KAYAK)).and_then(|line| line.count), Some(1));
    assert_eq!(widget.model.said.as_ref().map(|(_, what)| what), Some(&Announcement::Unavailable));
}

#[test]
fn each_new_total_is_said_once() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    widget.answer(is_quote);
    let (number, said) = widget.model.said.clone().unwrap();
    assert_eq!(said, Announcement::Total(aud(20_350)));
    widget.nudge();
    assert_eq!(widget.model.said.as_ref().map(|(number, _)| *number), Some(number));
}

#[test]
fn a_total_without_a_currency_of_its_own_is_in_the_locations() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    let mut quote = match widget.asked().into_iter().find(is_quote) {
        Some(Call::Quote(key, _)) => widget.shop.quote(&key),
        other => panic!("{other:?}"),
    };
    quote.total = Some(Money::new(20_350, None));
    widget.answer_with(is_quote, Ok(Answer::Quote(quote.into())));
    assert_eq!(widget.model.total(), Some(aud(20_350)));
}

#[test]
fn a_quote_whose_amounts_make_no_sum_is_a_failure_of_the_service_without_any_price_on_screen() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    widget.answer_with(is_quote, Err(ApiError::Unreadable("the amounts make no total".into())));
    assert_eq!((widget.model.total(), widget.model.current_quote()), (None, None));
    assert_eq!(
        widget.model.quote.as_ref().and_then(|quoted| quoted.load.failure()),
        Some(Failure::Unreadable)
    );
    assert_eq!(widget.errors(), ["service-failed"]);
    assert_eq!(widget.press(), [], "nothing can be ordered at it");
    widget.act(Action::Retry);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(20_350)));
}
