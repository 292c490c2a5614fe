//! The days of the calendar, and which questions they take.

use super::*;
use crate::booking::Days;

/// At Manly with the picker open, nothing answered yet.
fn choosing(shop: Shop, cart: &[(&str, u32)]) -> Widget {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    for (id, quantity) in cart {
        widget.set(id, *quantity);
    }
    widget.act(Action::ToggleTimes(End::PickUp));
    widget
}

#[test]
fn with_an_empty_cart_only_opening_hours_matter_and_nothing_is_asked() {
    let widget = choosing(Shop::new(), &[]);
    assert_eq!(widget.asked(), []);
    assert_eq!(widget.mark("2026-11-28"), DayMark::Unknown);
}

#[test]
fn a_closed_day_and_a_past_day_cannot_be_chosen() {
    let mut widget = choosing(Shop::new(), &[]);
    widget.act(Action::ChooseLocation(place(BONDI)));
    widget.act(Action::ToggleTimes(End::PickUp));
    assert_eq!(widget.mark("2026-11-30"), DayMark::Closed);
    assert_eq!(widget.mark("2026-11-26"), DayMark::Past);
    for day in ["2026-11-30", "2026-11-26"] {
        widget.act(Action::ChooseDay(date(day)));
        assert_eq!(widget.model.picker().unwrap().pickup_day, None, "{day}");
    }
}

#[test]
fn a_month_is_asked_for_in_parts_of_at_most_168_hours_four_at_once_and_the_rest_as_answers_arrive() {
    let mut widget = choosing(Shop::new(), &[(KAYAK, 1)]);
    widget.answer_all();
    widget.act(Action::MoveDay(Move::Months(1)));
    assert_eq!(widget.asked_for(is_days), 4);
    let mut asked = widget.asked();
    while widget.asked_for(is_days) > 0 {
        let before = widget.asked();
        widget.answer(is_days);
        asked.extend(widget.asked().into_iter().filter(|call| !before.contains(call)));
        assert!(widget.asked_for(is_days) <= 4);
    }
    let windows: Vec<_> = asked
        .iter()
        .filter_map(|call| match call {
            Call::Slots { interval: Interval::Day, window, .. } => Some(*window),
            _ => None,
        })
        .collect();
    assert_eq!(windows.len(), 5);
    assert!(windows.iter().all(|window| window.elapsed_ms() <= 168 * HOUR_MS));
    assert_eq!(windows[0].start(), at("2026-12-01 00:00"));
    assert!(windows.windows(2).all(|pair| pair[0].end() == pair[1].start()));
    assert_eq!(windows[4].end(), at("2027-01-01 00:00"));
}

#[test]
fn also_in_the_month_in_which_the_clock_goes_back_no_question_is_longer_than_168_hours() {
    let mut widget = choosing(Shop::new(), &[(KAYAK, 1), (BOARD, 1)]);
    widget.answer_all();
    // The shop refuses questions that are too long.
    widget.act(Action::MoveDay(Move::Months(5)));
    assert_eq!(widget.model.picker().unwrap().page.month, date("2027-04-01").month());
    assert_eq!(widget.asked_for(is_days), 4);
    widget.answer_all();
    assert_eq!(widget.mark("2027-04-30"), DayMark::Few);
}

#[test]
fn the_calendar_fills_as_the_answers_arrive() {
    let mut widget = choosing(Shop::new(), &[(KAYAK, 1)]);
    widget.answer_all();
    widget.act(Action::MoveDay(Move::Months(1)));
    widget.answer(is_days);
    assert_eq!(widget.mark("2026-12-03"), DayMark::Free);
    assert_eq!(widget.mark("2026-12-30"), DayMark::Unknown);
    widget.answer_all();
    assert_eq!(widget.mark("2026-12-30"), DayMark::Free);
}

#[test]
fn a_month_that_is_left_is_not_waited_for() {
    let mut widget = choosing(Shop::new(), &[(KAYAK, 1)]);
    widget.answer_all();
    widget.act(Action::MoveDay(Move::Months(1)));
    let effects = widget.act(Action::MoveDay(Move::Months(1)));
    assert_eq!(effects.iter().filter(|effect| matches!(effect, Effect::Abort(_))).count(), 4);
    assert_eq!(widget.asked_for(is_days), 4);
}

#[test]
fn a_cart_of_several_lines_marks_the_days_on_which_all_of_them_are_free() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-12-05 00:00", "2026-12-06 00:00", 5);
    shop.take(BOARD, "2026-12-07 00:00", "2026-12-08 00:00", 2);
    let mut widget = choosing(shop, &[(KAYAK, 2), (BOARD, 1)]);
    widget.answer_all();
    widget.act(Action::MoveDay(Move::Months(1)));
    widget.answer_all();
    // One kayak is free, two are wanted.
    assert_eq!(widget.mark("2026-12-05"), DayMark::None);
    // No board.
    assert_eq!(widget.mark("2026-12-07"), DayMark::None);
    assert_eq!(widget.mark("2026-12-06"), DayMark::Few);
}

#[test]
fn opened_from_a_card_the_calendar_shows_that_product_and_not_the_cart() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-11-28 00:00", "2026-11-29 00:00", 2);
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    widget.set(BOARD, 1);
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    widget.answer_all();
    assert_eq!(widget.mark("2026-11-28"), DayMark::Free);
    widget.act(Action::ClosePanel);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.answer_all();
    assert_eq!(widget.mark("2026-11-28"), DayMark::None);
}

#[test]
fn a_days_count_is_a_hint_so_a_day_of_none_can_still_be_chosen() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-28 00:00", "2026-11-29 00:00", 6);
    let mut widget = choosing(shop, &[(KAYAK, 1)]);
    widget.answer_all();
    assert_eq!(widget.mark("2026-11-28"), DayMark::None);
    widget.act(Action::ChooseDay(date("2026-11-28")));
    assert_eq!(widget.model.picker().unwrap().pickup_day, Some(date("2026-11-28")));
}

#[test]
fn the_return_day_is_not_before_the_pick_up() {
    let mut widget = choosing(Shop::new(), &[]);
    widget.act(Action::ChooseDay(date("2026-11-29")));
    widget.act(Action::ChooseSlot(at("2026-11-29 09:00")));
    assert_eq!(widget.model.picker().unwrap().end, End::Return);
    assert_eq!(widget.mark("2026-11-28"), DayMark::Past);
    widget.act(Action::ChooseDay(date("2026-11-28")));
    assert_eq!(widget.model.picker().unwrap().return_day, Some(date("2026-11-29")));
}

#[test]
fn there_is_no_return_to_choose_before_the_pick_up() {
    let mut widget = choosing(Shop::new(), &[]);
    widget.act(Action::ChooseEnd(End::Return));
    assert_eq!(widget.model.picker().unwrap().end, End::PickUp);
}

#[test]
fn the_calendar_ends_at_this_month_and_two_years_ahead() {
    let mut widget = choosing(Shop::new(), &[]);
    widget.act(Action::MoveDay(Move::Months(-3)));
    assert_eq!(widget.model.picker().unwrap().page.month, date("2026-11-01").month());
    widget.act(Action::MoveDay(Move::Months(100)));
    assert_eq!(widget.model.picker().unwrap().page.month, date("2028-11-01").month());
}

#[test]
fn by_keyboard_a_month_on_is_the_same_day_or_the_months_last() {
    let mut widget = choosing(Shop::new(), &[]);
    let focused = |widget: &Widget| widget.model.picker().unwrap().focus_day;
    widget.now = at("2027-01-31 08:00");
    widget.act(Action::ClosePanel);
    widget.act(Action::ToggleTimes(End::PickUp));
    assert_eq!(focused(&widget), date("2027-01-31"));
    widget.act(Action::MoveDay(Move::Months(1)));
    assert_eq!(focused(&widget), date("2027-02-28"));
    widget.act(Action::MoveDay(Move::First));
    assert_eq!(focused(&widget), date("2027-02-22"));
    widget.act(Action::MoveDay(Move::Last));
    assert_eq!(focused(&widget), date("2027-02-28"));
    widget.act(Action::MoveDay(Move::By(1)));
    assert_eq!(focused(&widget), date("2027-03-01"));
    assert_eq!(
        widget.model.focus.as_ref().map(|(_, to)| to.clone()),
        Some(FocusTarget::Day(date("2027-03-01")))
    );
}

#[test]
fn the_weeks_of_a_month_begin_with_the_first_day_of_the_week() {
    let mut widget = choosing(Shop::new(), &[]);
    widget.act(Action::MoveDay(Move::ShowMonths(2)));
    // 1 January 2027 is a Friday.
    for (first_weekday, weeks, column) in [(0, 5, 4), (6, 6, 5), (5, 6, 6)] {
        let view = widget.model.weeks(widget.now, first_weekday);
        assert_eq!(view.len(), weeks, "{first_weekday}");
        assert_eq!(view[0].iter().position(Option::is_some), Some(column), "{first_weekday}");
        assert_eq!(view.iter().flatten().flatten().count(), 31);
    }
}

#[test]
fn a_day_whose_times_are_over_cannot_be_chosen_and_the_next_one_has_the_focus() {
    let mut widget = Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.now = at("2026-11-30 17:00");
    widget.start();
    widget.act(Action::ToggleTimes(End::PickUp));
    // November is over with its last day's times.
    let picker = widget.model.picker().unwrap();
    assert_eq!(picker.focus_day, date("2026-12-01"));
    assert_eq!(picker.page.days, Days { first: date("2026-11-30"), last: date("2027-01-03") });
    widget.act(Action::ChooseDay(date("2026-11-30")));
    assert_eq!(widget.model.picker().unwrap().pickup_day, None);
    widget.act(Action::MoveDay(Move::Months(-1)));
    assert_eq!(widget.model.picker().unwrap().focus_day, date("2026-12-01"));
}

#[test]
fn the_picker_is_settled_while_it_shows_the_days_of_the_chosen_times() {
    let mut widget = Widget::booked();
    widget.act(Action::ToggleTimes(End::PickUp));
    assert!(widget.model.picker_is_settled());
    widget.act(Action::ChooseDay(date("2026-11-27")));
    assert!(!widget.model.picker_is_settled());
}

#[test]
fn a_place_that_is_closed_at_the_chosen_times_is_closed_and_not_taken() {
    let mut widget = Widget::open();
    widget.choose(MANLY, "2026-11-30 09:00", "2026-11-30 17:00");
    let kayak = widget.model.product(&product(KAYAK)).unwrap();
    assert_ne!(widget.model.stock_state(kayak), StockState::Closed);
    widget.act(Action::ToggleLocations);
    widget.act(Action::ChooseLocation(place(BONDI)));
    let kayak = widget.model.product(&product(KAYAK)).unwrap();
    assert_eq!(widget.model.stock_state(kayak), StockState::Closed);
}

#[test]
fn a_place_that_closes_down_while_times_are_chosen_makes_way_for_another() {
    let mut widget = choosing(Shop::new(), &[(KAYAK, 1)]);
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.answer_all();
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.shop.locations.remove(0);
    widget.answer_all();
    let next = Next { end: End::PickUp, product: None };
    assert_eq!(widget.model.panel, Panel::Locations { then: Some(next) });
    widget.act(Action::ChooseLocation(place(BONDI)));
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.answer_all();
    assert!(!widget.times().is_empty());
}
