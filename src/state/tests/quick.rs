//! Whole hires for one press, what bounds the return, and where the next free day is.

use super::*;
use crate::state::{Fit, NothingFree, Quick, QuickChoice, ReturnLimit};

/// At Manly with the picker open for the kayak, all answered.
fn open(shop: Shop) -> Widget {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    widget.answer_all();
    widget
}

/// The same with a pick-up.
fn picked_up(shop: Shop, pickup: &str) -> Widget {
    let mut widget = open(shop);
    widget.act(Action::ChooseDay(local(pickup).date));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at(pickup)));
    widget.answer_all();
    widget
}

fn choices(widget: &Widget) -> Vec<QuickChoice> {
    widget.model.quick_choices(widget.now)
}

fn kept_for(least_hours: i64, most_ms: i64) -> Shop {
    let mut shop = Shop::new();
    shop.products[0].length = HireLength { least_ms: least_hours * HOUR_MS, most_ms };
    shop
}

#[test]
fn an_hour_four_hours_a_day_and_the_weekend_are_one_press_each() {
    let widget = picked_up(Shop::new(), "2026-11-28 09:00");
    let free = |which, to| QuickChoice { which, window: window("2026-11-28 09:00", to), fit: Fit::Free };
    assert_eq!(
        choices(&widget),
        [
            free(Quick::Length(HOUR_MS), "2026-11-28 10:00"),
            free(Quick::Length(4 * HOUR_MS), "2026-11-28 13:00"),
            free(Quick::Length(DAY_MS), "2026-11-29 09:00"),
            free(Quick::Weekend, "2026-11-29 17:00"),
        ]
    );
}

#[test]
fn before_a_pick_up_the_next_weekend_is_one_press_and_puts_the_product_into_the_booking() {
    let mut widget = open(Shop::new());
    let [weekend] = choices(&widget)[..] else { panic!("{:?}", choices(&widget)) };
    assert_eq!(weekend.window, window("2026-11-28 09:00", "2026-11-29 17:00"));
    widget.act(Action::ChooseWindow(weekend.window, Some(product(KAYAK))));
    widget.answer_all();
    assert_eq!(widget.model.trip.window(), Some(weekend.window));
    assert_eq!(widget.model.cart.quantity(&product(KAYAK)), 1);
}

#[test]
fn a_choice_that_ends_while_the_place_is_closed_is_not_there() {
    let widget = picked_up(Shop::new(), "2026-12-01 15:00");
    let lengths: Vec<_> = choices(&widget).iter().map(|choice| choice.which).collect();
    assert_eq!(lengths, [Quick::Length(HOUR_MS), Quick::Length(DAY_MS)], "it closes at 17:00");
}

#[test]
fn a_choice_that_others_have_taken_says_so() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 14:00", 6);
    let widget = picked_up(shop, "2026-11-28 09:00");
    let fits: Vec<_> = choices(&widget).iter().map(|choice| choice.fit).collect();
    assert_eq!(fits, [Fit::Free, Fit::Taken, Fit::Taken, Fit::Taken]);
}

#[test]
fn whatever_is_offered_for_one_press_the_times_offer_too() {
    for pickup in ["2026-11-28 09:00", "2026-12-04 12:15", "2026-12-01 16:00", "2027-04-03 09:00"] {
        let mut shop = Shop::new();
        shop.take(KAYAK, "2026-12-02 10:00", "2026-12-02 11:00", 6);
        for choice in choices(&picked_up(shop.clone(), pickup)) {
            let mut widget = picked_up(shop.clone(), pickup);
            let end = widget.model.local(choice.window.end()).unwrap();
            widget.act(Action::ChooseDay(end.date));
            widget.answer_all();
            let slot = widget.times().into_iter().find(|slot| slot.at == choice.window.end());
            let offered = slot.is_some_and(|slot| slot.state != SlotState::Taken);
            assert_eq!(offered, choice.fit == Fit::Free, "{pickup}: {choice:?}");
        }
    }
}

#[test]
fn a_day_is_the_same_time_on_the_next_one_also_over_a_change_of_the_clock() {
    let mut widget = open(Shop::new());
    widget.now = at("2027-04-02 10:00");
    widget.act(Action::ChooseDay(date("2027-04-03")));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2027-04-03 09:00")));
    widget.answer_all();
    let day = choices(&widget).into_iter().find(|choice| choice.which == Quick::Length(DAY_MS)).unwrap();
    assert_eq!(day.window.end(), at("2027-04-04 09:00"));
    assert_eq!(day.window.elapsed_ms(), 25 * HOUR_MS);
}

#[test]
fn returns_begin_with_the_shortest_hire_and_end_with_the_longest_and_the_reason_is_known() {
    let mut widget = picked_up(kept_for(2, DAY_MS), "2026-11-28 09:00");
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.answer_all();
    assert_eq!(widget.times()[0].at, at("2026-11-28 11:00"));
    let limit = widget.model.return_limit(&widget.times());
    assert_eq!(limit, Some(ReturnLimit::Between(2 * HOUR_MS, DAY_MS)));
    widget.act(Action::ChooseDay(date("2026-11-29")));
    widget.answer_all();
    assert_eq!(widget.times().last().map(|slot| slot.at), Some(at("2026-11-29 09:00")));
    assert_eq!(widget.mark("2026-11-30"), DayMark::Past);
    let lengths: Vec<_> = choices(&widget).iter().map(|choice| choice.which).collect();
    assert!(!lengths.contains(&Quick::Length(HOUR_MS)), "too short");
}

#[test]
fn of_several_things_the_longest_shortest_and_the_shortest_longest_hire_hold() {
    let mut shop = kept_for(2, i64::MAX);
    shop.products[1].length = HireLength { least_ms: HOUR_MS, most_ms: DAY_MS };
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    widget.set(KAYAK, 1);
    widget.set(BOARD, 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    assert_eq!(widget.model.hire_length(), HireLength { least_ms: 2 * HOUR_MS, most_ms: DAY_MS });
}

#[test]
fn where_others_come_next_the_return_is_before_that_and_it_is_said() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 14:00", 6);
    let mut widget = picked_up(shop, "2026-11-28 09:00");
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.answer_all();
    assert_eq!(widget.time("2026-11-28 12:00"), Some(SlotState::Free));
    assert_eq!(widget.time("2026-11-28 12:15"), Some(SlotState::Taken));
    let limit = widget.model.return_limit(&widget.times());
    assert_eq!(limit, Some(ReturnLimit::Taken(at("2026-11-28 12:00"))));
}

#[test]
fn else_it_is_closing_time_that_bounds_the_return() {
    let mut widget = picked_up(Shop::new(), "2026-11-28 09:00");
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.answer_all();
    assert_eq!(widget.model.return_limit(&widget.times()), Some(ReturnLimit::Closes(17 * HOUR_MS)));
}

#[test]
fn where_nothing_is_free_this_month_the_next_day_that_has_something_is_looked_for() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-20 00:00", "2027-01-05 00:00", 6);
    let mut widget = open(shop);
    let next = date("2027-01-05");
    assert_eq!(widget.model.nothing_free(widget.now), Some(NothingFree::Next(next)));
    let focus = widget.model.picker().unwrap().focus_day;
    widget.act(Action::MoveDay(Move::By(next.days_since(focus))));
    widget.answer_all();
    assert_eq!(widget.model.picker().unwrap().month, next.month());
    assert_eq!(widget.model.nothing_free(widget.now), None);
}

#[test]
fn where_nothing_is_free_for_half_a_year_that_is_said_and_no_further_month_is_asked_for() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-20 00:00", "2030-01-01 00:00", 6);
    let widget = open(shop);
    assert_eq!(widget.model.nothing_free(widget.now), Some(NothingFree::Until(date("2027-05-01").month())));
    assert_eq!(widget.asked(), []);
}

#[test]
fn while_further_months_are_asked_for_no_more_than_four_questions_are_under_way() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-20 00:00", "2030-01-01 00:00", 6);
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    while widget.asked_for(is_slots) > 0 {
        assert!(widget.asked_for(is_slots) <= 4);
        widget.answer(is_slots);
    }
    assert!(matches!(widget.model.nothing_free(widget.now), Some(NothingFree::Until(_))));
}
