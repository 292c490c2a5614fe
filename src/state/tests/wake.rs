//! What time alone brings about, and the connection.

use super::*;

const SECOND_MS: i64 = 1_000;

fn busy(wait_ms: u32) -> ApiError {
    ApiError::Refused { status: 429, message: "too many".into(), retry_after_ms: Some(wait_ms) }
}

fn down(wait_ms: u32) -> ApiError {
    ApiError::Refused { status: 503, message: "maintenance".into(), retry_after_ms: Some(wait_ms) }
}

fn starting() -> Widget {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.act(Action::Start(None, vec![]));
    widget
}

#[test]
fn a_price_that_failed_is_asked_for_again_also_while_times_are_chosen() {
    for way_on in [Action::Online(true), Action::Retry] {
        let mut widget = Widget::booked();
        widget.act(Action::Online(false));
        widget.set(KAYAK, 1);
        widget.answer_with(is_quote, Err(network()));
        widget.act(Action::ToggleTimes(End::PickUp));
        assert_eq!(widget.asked_for(is_quote), 0);
        widget.act(way_on);
        assert_eq!(widget.asked_for(is_quote), 1);
        widget.answer(is_quote);
        assert!(widget.model.total().is_some());
        assert!(widget.model.picker().is_some());
    }
}

#[test]
fn after_four_seconds_without_an_answer_it_is_said_once_that_it_still_works() {
    let mut widget = starting();
    widget.sleep(4 * SECOND_MS - 1);
    assert!(!widget.model.clock.slow && widget.said().is_none());
    widget.sleep(1);
    assert!(widget.model.clock.slow);
    assert_eq!(widget.said(), Some(&Announcement::StillWorking));
    let number = widget.model.said.as_ref().map(|(number, _)| *number);
    widget.sleep(MINUTE_MS);
    assert_eq!(widget.model.said.as_ref().map(|(number, _)| *number), number, "once");
    widget.answer_all();
    assert!(!widget.model.clock.slow);
    assert_eq!(widget.said(), None, "what is over is not left to be read");
}

#[test]
fn each_answer_begins_the_wait_anew() {
    let mut widget = starting();
    widget.sleep(3 * SECOND_MS);
    widget.answer(is_locations);
    widget.sleep(3 * SECOND_MS);
    assert!(!widget.model.clock.slow);
    widget.sleep(SECOND_MS);
    assert!(widget.model.clock.slow);
}

#[test]
fn a_price_times_and_an_order_that_take_long_are_said_too() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    widget.sleep(4 * SECOND_MS);
    assert!(widget.model.clock.slow, "the price");
    widget.answer_all();
    widget.press();
    widget.sleep(4 * SECOND_MS);
    assert!(widget.model.clock.slow, "the price once more");
    widget.answer(is_quote);
    widget.sleep(4 * SECOND_MS);
    assert!(widget.model.clock.slow, "the order");
    widget.answer_all();
    assert!(!widget.model.clock.slow);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-12-03")));
    assert!(widget.asked_for(is_slots) > 0);
    widget.sleep(4 * SECOND_MS);
    assert!(widget.model.clock.slow, "the times");
}

#[test]
fn what_could_not_be_reached_is_asked_for_again_by_itself_ever_more_seldom_and_not_for_ever() {
    let mut widget = starting();
    widget.fail_all(&network());
    let said = widget.model.said.clone();
    let begun = widget.now;
    let mut asked = vec![];
    for _ in 0..10_000 {
        widget.sleep(SECOND_MS);
        if !widget.under_way.is_empty() {
            assert_eq!(widget.model.locations.failure(), Some(Failure::Unreachable), "it stays on screen");
            asked.push(widget.now.since(begun) / SECOND_MS);
            widget.fail_all(&network());
        }
    }
    assert_eq!(asked, [15, 45, 105, 225, 465, 945]);
    assert_eq!(widget.errors(), ["service-unreachable"]);
    assert_eq!(widget.model.said, said, "quietly");
    widget.act(Action::Retry);
    widget.answer_all();
    assert_eq!(widget.model.products().len(), 3);
}

#[test]
fn when_it_is_reached_again_the_screen_comes_back_by_itself() {
    let mut widget = Widget::booked();
    widget.set(KAYAK, 3);
    widget.answer_with(is_quote, Err(network()));
    assert_eq!(widget.said(), Some(&Announcement::Failed(Failure::Unreachable)));
    widget.sleep(15 * SECOND_MS);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(20_350)));
    assert_eq!(widget.said(), Some(&Announcement::Total(aud(20_350))));
}

#[test]
fn a_recovery_leaves_no_failure_to_be_read() {
    let mut widget = starting();
    widget.fail_all(&network());
    assert_eq!(widget.said(), Some(&Announcement::Failed(Failure::Unreachable)));
    widget.sleep(15 * SECOND_MS);
    widget.answer_all();
    assert_eq!(widget.said(), None);
}

#[test]
fn when_the_connection_is_back_what_could_not_be_reached_is_asked_for_without_a_press() {
    let mut widget = starting();
    widget.act(Action::Online(false));
    assert_eq!(widget.said(), Some(&Announcement::Offline));
    let said = widget.model.said.clone();
    widget.fail_all(&network());
    assert_eq!(widget.model.said, said, "that there is no connection was said");
    widget.sleep(HOUR_MS);
    assert_eq!(widget.asked(), [], "nothing is tried without a connection");
    widget.act(Action::Online(true));
    assert_eq!(widget.asked(), [Call::Locations, Call::Products { window: None, own: None }]);
    widget.answer_all();
    assert_eq!((widget.model.products().len(), widget.said()), (3, None));
}

#[test]
fn a_connection_that_goes_while_all_is_there_is_said_and_takes_nothing_away() {
    let mut widget = Widget::booked();
    widget.act(Action::Online(false));
    assert!(widget.model.clock.offline);
    assert_eq!(widget.model.total(), Some(aud(14_850)));
    widget.act(Action::Online(true));
    assert_eq!((widget.asked(), widget.said()), (vec![], None));
    let same = Rc::clone(&widget.model);
    widget.act(Action::Online(true));
    assert!(Rc::ptr_eq(&same, &widget.model));
}

#[test]
fn a_busy_service_is_asked_again_by_itself_when_it_wants_to_be_and_not_before() {
    for error in [busy(90_000), down(90_000)] {
        let mut widget = starting();
        widget.fail_all(&error);
        widget.act(Action::Retry);
        assert_eq!(widget.asked(), [], "too early");
        let early = Rc::clone(&widget.model);
        widget.sleep(89 * SECOND_MS);
        assert!(!Rc::ptr_eq(&early, &widget.model), "it is counted down");
        assert_eq!(widget.asked(), []);
        widget.sleep(SECOND_MS);
        assert_eq!(widget.asked().len(), 2);
        widget.answer_all();
        assert_eq!(widget.model.products().len(), 3);
    }
}

#[test]
fn the_last_minute_of_a_wait_is_counted_down_by_the_second() {
    let mut widget = starting();
    widget.fail_all(&busy(180_500));
    let begun = widget.now;
    let mut woken = vec![];
    for _ in 0..5 {
        let at = widget.alarm().unwrap();
        woken.push(at.since(begun));
        widget.sleep(at.since(widget.now));
    }
    assert_eq!(woken, [500, 60_500, 120_500, 121_500, 122_500]);
}

#[test]
fn a_list_that_stays_though_the_service_wants_a_pause_is_not_asked_for_before() {
    let mut widget = Widget::open();
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.fail_all(&busy(3_600_000));
    assert_eq!((widget.model.products().len(), widget.said()), (3, None), "nothing is missing on screen");
    widget.wait(59 * MINUTE_MS);
    widget.nudge();
    assert_eq!(widget.asked(), []);
    widget.wait(7 * MINUTE_MS);
    widget.nudge();
    assert_eq!(widget.asked().len(), 2);
}

#[test]
fn an_order_that_a_busy_service_refused_can_be_tried_when_the_wait_is_over_and_is_not_by_itself() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer(is_quote);
    widget.answer_with(is_order, Err(busy(90_000)));
    widget.answer_all();
    widget.sleep(89 * SECOND_MS);
    assert!(matches!(widget.model.checkout, Checkout::Refused(_)));
    widget.sleep(SECOND_MS);
    assert_eq!(widget.model.checkout, Checkout::Idle);
    assert_eq!(widget.asked_for(is_order), 0);
}

#[test]
fn when_an_order_lets_go_of_its_units_the_reducer_is_woken() {
    let mut widget = Widget::booked();
    widget.press();
    widget.answer_all();
    assert!(widget.model.standing_order(widget.now).is_some());
    let model = Rc::clone(&widget.model);
    widget.sleep(15 * MINUTE_MS);
    assert!(!Rc::ptr_eq(&model, &widget.model), "drawn anew");
    assert!(widget.model.standing_order(widget.now).is_none());
}

#[test]
fn an_open_time_picker_is_drawn_anew_every_quarter_of_an_hour_and_asks_for_nothing() {
    let mut widget = Widget::booked();
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.answer_all();
    let first = widget.now;
    let alarm = widget.alarm().unwrap();
    assert_eq!(alarm.since(first), 15 * MINUTE_MS);
    widget.sleep(DAY_MS);
    assert_eq!(widget.asked(), [], "stock is not polled");
    let today = widget.model.weeks(widget.now, 0).into_iter().flatten().flatten().find(|day| day.today);
    assert_eq!(today.unwrap().date, date("2026-11-28"));
}

#[test]
fn with_all_there_and_nothing_open_nothing_is_woken() {
    let mut widget = Widget::booked();
    widget.sleep(DAY_MS);
    assert_eq!(widget.alarm(), None);
    assert_eq!(widget.asked(), []);
}

#[test]
fn of_a_calendar_that_fails_as_a_whole_the_page_and_the_customer_hear_once() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.set(KAYAK, 1);
    widget.set(BOARD, 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    assert!(widget.asked_for(is_slots) > 1);
    widget.answer_with(is_slots, Err(refused(500)));
    let said = widget.model.said.clone();
    widget.fail_all(&refused(500));
    assert_eq!((widget.errors(), &widget.model.said), (vec!["service-failed"], &said));
}
