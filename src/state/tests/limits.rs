//! What bounds the return: the shortest and the longest hire, stock, and closing time.

use super::*;

const HALF_DAY: i64 = 4 * HOUR_MS;

fn shop_with(least_ms: i64, most_ms: i64) -> Shop {
    let mut shop = Shop::new();
    shop.products[0].length = HireLength { least_ms, most_ms };
    shop
}

/// At Manly, with the kayak's picker on the return to a pick-up, all answered.
fn picked_up(shop: Shop, from: &str) -> Widget {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    widget.act(Action::ChooseDay(local(from).date));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at(from)));
    widget.answer_all();
    assert_eq!(widget.model.trip.pickup, Some(at(from)));
    widget
}

fn ends(widget: &Widget) -> (Instant, Instant) {
    let times = widget.times();
    (times[0].at, times[times.len() - 1].at)
}

fn limit(widget: &Widget) -> Option<ReturnLimit> {
    match widget.model.slots_view(widget.now) {
        SlotsView::Ready(slots) => widget.model.return_limit(&slots),
        _ => widget.model.return_limit(&[]),
    }
}

#[test]
fn returns_that_make_the_hire_too_short_or_too_long_are_not_offered_and_the_reason_is_said() {
    let mut widget = picked_up(shop_with(2 * HOUR_MS, DAY_MS), "2026-11-28 10:00");
    assert_eq!(ends(&widget), (at("2026-11-28 12:00"), at("2026-11-28 17:00")));
    assert_eq!(limit(&widget), Some(ReturnLimit::Between(2 * HOUR_MS, DAY_MS)));
    widget.act(Action::ChooseSlot(at("2026-11-28 11:45")));
    assert_eq!(widget.model.trip.back, None);
    widget.act(Action::ChooseDay(date("2026-11-29")));
    widget.answer_all();
    assert_eq!(ends(&widget), (at("2026-11-29 09:00"), at("2026-11-29 10:00")));
    assert_eq!(widget.mark("2026-11-30"), DayMark::Past);
    widget.act(Action::ChooseDay(date("2026-11-30")));
    assert_eq!(widget.model.picker().unwrap().return_day, Some(date("2026-11-29")));
    widget.act(Action::ChooseSlot(at("2026-11-29 10:00")));
    assert_eq!(widget.model.trip.window(), Some(window("2026-11-28 10:00", "2026-11-29 10:00")));
}

#[test]
fn where_no_length_suits_all_that_is_wanted_no_return_is_offered_and_the_reason_is_said() {
    let widget = picked_up(shop_with(2 * DAY_MS, DAY_MS), "2026-11-28 10:00");
    assert_eq!(widget.model.slots_view(widget.now), SlotsView::Empty);
    assert_eq!(limit(&widget), Some(ReturnLimit::Between(2 * DAY_MS, DAY_MS)));
}

#[test]
fn the_first_day_on_which_a_hire_may_end_is_the_day_of_the_return() {
    for (least_ms, from, first) in [
        (0, "2026-11-28 09:00", "2026-11-28"),
        // Open no more after closing time.
        (0, "2026-11-28 17:00", "2026-11-29"),
        (HALF_DAY, "2026-11-28 13:00", "2026-11-28"),
        (HALF_DAY, "2026-11-28 13:15", "2026-11-29"),
        (3 * DAY_MS, "2026-11-28 09:00", "2026-12-01"),
    ] {
        let widget = picked_up(shop_with(least_ms, i64::MAX), from);
        let picker = widget.model.picker().unwrap();
        assert_eq!((picker.return_day, picker.focus_day), (Some(date(first)), date(first)), "{from}");
        assert!(!widget.times().is_empty());
    }
}

#[test]
fn a_day_is_a_day_of_the_wall_clock_also_over_a_change_of_it() {
    // The clock goes forward on 4 October: 23 hours elapse.
    let mut widget =
        Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop_with(DAY_MS, DAY_MS));
    widget.now = at("2026-10-02 10:00");
    widget.start();
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    widget.act(Action::ChooseDay(date("2026-10-03")));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2026-10-03 11:00")));
    widget.answer_all();
    assert_eq!(ends(&widget), (at("2026-10-04 11:00"), at("2026-10-04 11:00")));
}

#[test]
fn the_whole_booking_is_hired_as_long_as_suits_all_of_it() {
    let mut shop = shop_with(2 * HOUR_MS, 3 * DAY_MS);
    shop.products[1].length = HireLength { least_ms: HALF_DAY, most_ms: i64::MAX };
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    assert_eq!(widget.model.hire_length(), HireLength::ANY);
    widget.set(KAYAK, 1);
    widget.set(BOARD, 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.answer_all();
    assert_eq!(widget.model.hire_length(), HireLength { least_ms: HALF_DAY, most_ms: 3 * DAY_MS });
    widget.act(Action::ClosePanel);
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    assert_eq!(widget.model.hire_length(), HireLength { least_ms: 2 * HOUR_MS, most_ms: 3 * DAY_MS });
}

#[test]
fn a_pick_up_that_makes_the_hire_too_long_drops_the_return() {
    let mut widget = Widget::booked_with(&raw(), shop_with(0, 2 * DAY_MS));
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-11-27")));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2026-11-27 12:00")));
    assert_eq!(widget.model.trip.back, Some(at("2026-11-29 09:00")));
    widget.act(Action::ChooseEnd(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2026-11-28 09:00")));
    widget.act(Action::ChooseDay(date("2026-11-30")));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2026-11-30 09:00")));
    widget.answer_all();
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-11-27")));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2026-11-27 17:00")));
    assert_eq!(widget.model.trip.back, None);
}

#[test]
fn what_others_take_bounds_the_return_and_the_days_after_it_are_marked() {
    let mut shop = shop_with(HOUR_MS, i64::MAX);
    shop.take(KAYAK, "2026-11-29 14:00", "2026-11-29 15:00", 6);
    let mut widget = picked_up(shop, "2026-11-28 10:00");
    // On the day itself only the shortest hire matters.
    assert_eq!(limit(&widget), Some(ReturnLimit::AtLeast(HOUR_MS)));
    assert_eq!(widget.mark("2026-11-29"), DayMark::Unknown);
    assert_eq!(widget.mark("2026-11-30"), DayMark::None);
    widget.act(Action::ChooseDay(date("2026-11-29")));
    widget.answer_all();
    assert_eq!(widget.time("2026-11-29 14:00"), Some(SlotState::Free));
    assert_eq!(widget.time("2026-11-29 14:15"), Some(SlotState::Taken));
    assert_eq!(limit(&widget), Some(ReturnLimit::Taken(at("2026-11-29 14:00"))));
}

#[test]
fn where_nothing_else_bounds_the_return_closing_time_does_where_it_is_known() {
    let closes = |hours| {
        let mut shop = Shop::new();
        shop.locations[0].hours = hours;
        limit(&picked_up(shop, "2026-11-28 10:00"))
    };
    let daily = |opens, closes| Some(OpeningHours::daily(OpenSpan::new(opens, closes).unwrap()));
    assert_eq!(closes(daily(9 * HOUR_MS, 17 * HOUR_MS)), Some(ReturnLimit::Closes(17 * HOUR_MS)));
    // In the night, at midnight, and nobody knows when.
    assert_eq!(closes(daily(9 * HOUR_MS, 2 * HOUR_MS)), None);
    assert_eq!(closes(daily(9 * HOUR_MS, 24 * HOUR_MS)), None);
    assert_eq!(closes(None), None);
}

#[test]
fn the_pick_up_has_no_such_bound() {
    let mut widget = picked_up(shop_with(HOUR_MS, DAY_MS), "2026-11-28 10:00");
    widget.act(Action::ChooseEnd(End::PickUp));
    assert_eq!(limit(&widget), None);
    assert_eq!(widget.mark("2026-11-30"), DayMark::Free);
}
