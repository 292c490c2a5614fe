//! How long what is known may be used, and what becomes of answers to older questions.

use super::*;

#[test]
fn locations_and_products_are_used_for_five_minutes() {
    let mut widget = Widget::open();
    widget.wait(5 * MINUTE_MS - 1);
    widget.nudge();
    assert_eq!(widget.asked(), []);
    widget.wait(1);
    widget.nudge();
    assert_eq!(widget.asked(), [Call::Locations, Call::Products { window: None, own: None }]);
    assert_eq!(widget.model.products().len(), 3, "what is there stays on screen meanwhile");
}

#[test]
fn price_and_stock_for_a_window_are_used_for_60_seconds() {
    let mut widget = Widget::booked();
    widget.wait(MINUTE_MS - 1);
    widget.nudge();
    assert_eq!(widget.asked(), []);
    widget.wait(1);
    widget.nudge();
    assert_eq!((widget.asked_for(is_priced), widget.asked_for(is_quote)), (1, 1));
    assert_eq!(widget.asked().len(), 2);
}

#[test]
fn slots_are_used_for_60_seconds_also_when_the_picker_was_closed_between() {
    let mut widget = Widget::booked();
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.answer_all();
    widget.act(Action::ClosePanel);
    widget.wait(MINUTE_MS - 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    assert_eq!(widget.asked_for(is_slots), 0);
    widget.wait(1);
    widget.nudge();
    assert!(widget.asked_for(is_slots) > 0);
}

#[test]
fn while_older_slots_are_asked_for_again_the_times_stay_on_screen() {
    let mut widget = Widget::booked();
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.answer_all();
    widget.wait(MINUTE_MS);
    widget.nudge();
    assert!(widget.asked_for(is_quarters) > 0);
    assert_eq!(widget.times().len(), 33);
}

#[test]
fn nothing_is_asked_twice_while_it_is_on_its_way() {
    let mut widget = Widget::booked();
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    let asked = widget.asked();
    for _ in 0..3 {
        widget.wait(6 * MINUTE_MS);
        widget.nudge();
    }
    assert_eq!(widget.asked(), asked);
}

#[test]
fn an_answer_to_an_older_question_is_dropped_when_it_comes_late() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    let old = widget.take(is_quote);
    widget.set(KAYAK, 4);
    assert_eq!(widget.asked_for(is_quote), 1);
    let answer = widget.shop.answer(&old.1, widget.now);
    let before = Rc::clone(&widget.model);
    assert_eq!(widget.give(old, Ok(answer)), []);
    assert!(Rc::ptr_eq(&before, &widget.model));
    widget.answer_all();
    // 4 kayaks and a board, and tax.
    assert_eq!(widget.model.total(), Some(aud(25_850)));
}

#[test]
fn answers_in_another_order_than_the_questions_leave_the_newest() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    let first = widget.take(is_quote);
    widget.set(KAYAK, 4);
    let second = widget.take(is_quote);
    for question in [second, first] {
        let answer = widget.shop.answer(&question.1, widget.now);
        widget.give(question, Ok(answer));
    }
    assert_eq!(widget.model.total(), Some(aud(25_850)));
}

#[test]
fn an_answer_that_comes_twice_counts_once() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    let question = widget.take(is_quote);
    let answer = widget.shop.answer(&question.1, widget.now);
    widget.give(question.clone(), Ok(answer.clone()));
    let before = Rc::clone(&widget.model);
    assert_eq!(widget.give(question, Ok(answer)), []);
    assert!(Rc::ptr_eq(&before, &widget.model));
}

#[test]
fn a_late_failure_of_an_older_question_does_not_disturb_the_newer_answer() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    let old = widget.take(is_quote);
    widget.set(KAYAK, 2);
    widget.answer_all();
    assert_eq!(widget.give(old, Err(network())), []);
    assert_eq!(widget.model.total(), Some(aud(14_850)));
}

#[test]
fn the_prices_of_another_window_are_not_waited_for_any_more() {
    let mut widget = Widget::booked();
    for moment in ["2026-11-29 10:00", "2026-11-29 11:00"] {
        widget.act(Action::ToggleTimes(End::Return));
        while widget.asked_for(is_quarters) > 0 {
            widget.answer(is_quarters);
        }
        widget.act(Action::ChooseSlot(at(moment)));
        assert_eq!(widget.asked_for(is_priced), 1, "{moment}");
    }
    let (_, asked) = widget.take(is_priced);
    let asked_for = window("2026-11-28 09:00", "2026-11-29 11:00");
    assert_eq!(asked, Call::Products { window: Some(asked_for), own: None });
}
