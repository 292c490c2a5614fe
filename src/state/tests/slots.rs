//! The times of a day: opening hours, the past, repeated hours, and returns as stock allows.

use super::*;

/// With the picker open on the pick-up day, all answered.
fn on(shop: Shop, cart: &[(&str, u32)], day: &str) -> Widget {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    for (id, quantity) in cart {
        widget.set(id, *quantity);
    }
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date(day)));
    widget.answer_all();
    widget
}

/// Picked up on Saturday at 9:00, the return day chosen, all answered.
fn returning(shop: Shop, cart: &[(&str, u32)], day: &str) -> Widget {
    let mut widget = on(shop, cart, "2026-11-28");
    widget.act(Action::ChooseSlot(at("2026-11-28 09:00")));
    widget.act(Action::ChooseDay(date(day)));
    widget.answer_all();
    widget
}

fn always_open() -> Shop {
    let mut shop = Shop::new();
    shop.locations.iter_mut().for_each(|place| place.hours = None);
    shop
}

#[test]
fn the_opening_hours_bound_the_times_and_both_ends_can_be_chosen() {
    let widget = on(Shop::new(), &[(KAYAK, 1)], "2026-11-28");
    let times = widget.times();
    assert_eq!(times.len(), 8 * 4 + 1);
    assert_eq!(times[0].at, at("2026-11-28 09:00"));
    assert_eq!(times[32].at, at("2026-11-28 17:00"));
}

#[test]
fn a_past_time_is_never_offered_nor_taken() {
    let mut widget = on(Shop::new(), &[(KAYAK, 1)], "2026-11-27");
    assert_eq!(widget.times()[0].at, at("2026-11-27 10:15"));
    widget.wait(50_000 + HOUR_MS);
    assert_eq!(widget.times()[0].at, at("2026-11-27 11:15"));
    widget.act(Action::ChooseSlot(at("2026-11-27 11:00")));
    assert_eq!(widget.model.trip.pickup, None);
    widget.wait(7 * HOUR_MS);
    assert_eq!(widget.model.slots_view(widget.now), SlotsView::Empty);
}

#[test]
fn the_hour_that_happens_twice_is_offered_twice_and_marked() {
    for (now, day) in [("2026-04-04 10:00", "2026-04-05"), ("2027-04-03 10:00", "2027-04-04")] {
        let mut widget = Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, always_open());
        widget.now = at(now);
        widget.start();
        widget.act(Action::ToggleTimes(End::PickUp));
        widget.act(Action::ChooseDay(date(day)));
        let times = widget.times();
        assert_eq!(times.len(), 25 * 4, "{day}");
        let marked: Vec<_> = times.iter().filter(|slot| slot.repeated).map(|slot| slot.at).collect();
        let first = at(&format!("{day} 02:00"));
        let expected: Vec<_> = (0..8).map(|quarter| first.plus(quarter * 15 * MINUTE_MS)).collect();
        assert_eq!(marked, expected, "{day}");
        let second = first.plus(HOUR_MS);
        widget.act(Action::ChooseSlot(second));
        assert_eq!(widget.model.trip.pickup, Some(second));
        assert_eq!(widget.model.local(second), Some(local(&format!("{day} 02:00"))));
    }
}

#[test]
fn the_hour_that_does_not_happen_is_not_offered() {
    let mut widget = Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, always_open());
    widget.now = at("2026-10-03 10:00");
    widget.start();
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-10-04")));
    let times = widget.times();
    assert_eq!(times.len(), 23 * 4);
    assert!(times.iter().all(|slot| widget.model.local(slot.at).unwrap().of_day_ms / HOUR_MS != 2));
}

#[test]
fn a_change_of_the_clock_is_named_where_it_meets_the_times() {
    let named = |hours: Option<(i64, i64)>, now: &str, day: &str| {
        let mut shop = always_open();
        let span =
            |(opens, closes): (i64, i64)| OpenSpan::new(opens * 15 * MINUTE_MS, closes * 15 * MINUTE_MS);
        shop.locations[0].hours = hours.map(|hours| OpeningHours::daily(span(hours).unwrap()));
        let mut widget = Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
        widget.now = at(now);
        widget.start();
        widget.act(Action::ToggleTimes(End::PickUp));
        widget.act(Action::ChooseDay(date(day)));
        let change = widget.model.clock_change(&widget.times());
        change.map(|change| (change.forward, change.from / HOUR_MS, change.until / HOUR_MS))
    };
    let (forward, back) = (Some((true, 2, 3)), Some((false, 2, 3)));
    let (october, april) = ("2026-10-03 10:00", "2026-04-04 10:00");
    for (hours, in_october, in_april) in [
        (None, forward, back),
        // From 9:00 to 17:00.
        (Some((36, 68)), None, None),
        // Until 1:45, right before the hour that is left out; it closes before the one that comes twice.
        (Some((72, 7)), forward, None),
        // Until 1:30.
        (Some((72, 6)), None, None),
        // Until 2:00, from 2:45, from 3:00, from 3:15.
        (Some((72, 8)), forward, back),
        (Some((11, 68)), forward, back),
        (Some((12, 68)), forward, None),
        (Some((13, 68)), None, None),
    ] {
        assert_eq!(named(hours, october, "2026-10-04"), in_october, "{hours:?}");
        assert_eq!(named(hours, april, "2026-04-05"), in_april, "{hours:?}");
    }
    assert_eq!(named(None, october, "2026-10-05"), None);
    // From 2:15 to 2:30, twice: neither is right beside the change.
    assert_eq!(named(Some((9, 10)), april, "2026-04-05"), back);
    // Once it is over it is of no interest.
    assert_eq!(named(None, "2026-10-04 01:30", "2026-10-04"), forward);
    assert_eq!(named(None, "2026-10-04 03:00", "2026-10-04"), None);
    assert_eq!(named(None, "2026-04-05 03:00", "2026-04-05"), None);
}

#[test]
fn a_pick_up_is_offered_while_enough_units_are_free_and_the_count_shown_when_few() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-28 10:00", "2026-11-28 11:00", 3);
    shop.take(KAYAK, "2026-11-28 11:00", "2026-11-28 12:00", 4);
    shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 13:00", 5);
    let widget = on(shop, &[(KAYAK, 2)], "2026-11-28");
    assert_eq!(widget.time("2026-11-28 09:45"), Some(SlotState::Free));
    // Three are free, two of them are in the cart: one is left.
    assert_eq!(widget.time("2026-11-28 10:00"), Some(SlotState::Few(1)));
    assert_eq!(widget.time("2026-11-28 11:00"), Some(SlotState::Free));
    assert_eq!(widget.time("2026-11-28 12:45"), Some(SlotState::Taken));
}

#[test]
fn a_taken_time_cannot_be_chosen() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-28 12:00", "2026-11-28 13:00", 6);
    let mut widget = on(shop, &[(KAYAK, 1)], "2026-11-28");
    widget.act(Action::ChooseSlot(at("2026-11-28 12:00")));
    assert_eq!(widget.model.trip.pickup, None);
}

#[test]
fn with_several_lines_a_time_is_offered_only_when_all_of_them_are_free() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-28 10:00", "2026-11-28 11:00", 5);
    shop.take(BOARD, "2026-11-28 12:00", "2026-11-28 13:00", 2);
    let widget = on(shop, &[(KAYAK, 2), (BOARD, 1)], "2026-11-28");
    assert_eq!(widget.time("2026-11-28 10:30"), Some(SlotState::Taken));
    assert_eq!(widget.time("2026-11-28 12:30"), Some(SlotState::Taken));
    assert_eq!(widget.time("2026-11-28 14:00"), Some(SlotState::Few(1)));
}

#[test]
fn times_are_shown_only_when_the_stock_of_every_line_is_known() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.set(KAYAK, 1);
    widget.set(BOARD, 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-11-28")));
    assert_eq!(widget.model.slots_view(widget.now), SlotsView::Loading);
    while widget.asked_for(is_quarters) == 0 {
        widget.answer(is_days);
    }
    widget.answer(is_quarters);
    assert_eq!(widget.model.slots_view(widget.now), SlotsView::Loading);
    widget.answer_all();
    assert!(matches!(widget.model.slots_view(widget.now), SlotsView::Ready(_)));
}

#[test]
fn where_the_service_is_silent_of_a_moment_it_is_offered_and_the_quote_decides() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.set(KAYAK, 1);
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.answer_all();
    widget.act(Action::ChooseDay(date("2026-12-01")));
    widget.answer_with(is_quarters, Ok(Answer::Slots(vec![].into())));
    assert_eq!(widget.time("2026-12-01 09:00"), Some(SlotState::Free));
}

#[test]
fn a_return_is_offered_only_while_every_moment_since_the_pick_up_has_enough_units() {
    let mut shop = Shop::new();
    // Taken and free again: a return after it would have had to go through it.
    shop.take(KAYAK, "2026-11-28 14:00", "2026-11-28 15:00", 5);
    let widget = returning(shop, &[(KAYAK, 2)], "2026-11-28");
    assert_eq!(widget.times()[0].at, at("2026-11-28 09:15"));
    assert_eq!(widget.time("2026-11-28 13:45"), Some(SlotState::Free));
    assert_eq!(widget.time("2026-11-28 14:00"), Some(SlotState::Free));
    assert_eq!(widget.time("2026-11-28 14:15"), Some(SlotState::Taken));
    assert_eq!(widget.time("2026-11-28 17:00"), Some(SlotState::Taken));
}

#[test]
fn what_is_taken_in_the_night_between_blocks_the_next_day() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-11-29 03:00", "2026-11-29 04:00", 2);
    let mut widget = returning(shop, &[(KAYAK, 1), (BOARD, 1)], "2026-11-29");
    assert!(widget.times().iter().all(|slot| slot.state == SlotState::Taken));
    widget.act(Action::ChooseSlot(at("2026-11-29 09:00")));
    assert_eq!(widget.model.trip.back, None);
}

#[test]
fn what_is_taken_before_the_pick_up_does_not_matter() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-28 08:00", "2026-11-28 09:00", 6);
    let widget = returning(shop, &[(KAYAK, 2)], "2026-11-28");
    assert!(widget.times().iter().all(|slot| slot.state == SlotState::Free));
}

#[test]
fn a_return_beyond_48_hours_is_offered_and_the_quote_decides_at_once() {
    let mut shop = Shop::new();
    shop.take(KAYAK, "2026-11-30 12:00", "2026-11-30 13:00", 6);
    let mut widget = returning(shop, &[(KAYAK, 1)], "2026-12-01");
    assert!(widget.times().iter().all(|slot| slot.state == SlotState::Free));
    widget.act(Action::ChooseSlot(at("2026-12-01 09:00")));
    assert_eq!(widget.asked_for(is_quote), 1);
    widget.answer_all();
    assert_eq!(widget.model.total(), None);
    assert_eq!(widget.model.current_quote().map(|quote| quote.reason), Some(Some(Refused::Taken)));
}

#[test]
fn for_a_return_within_48_hours_each_day_since_the_pick_up_is_asked_for_once() {
    let mut widget = on(Shop::new(), &[(KAYAK, 1)], "2026-12-01");
    let mut asked = vec![];
    for action in [
        Action::ChooseSlot(at("2026-12-01 09:00")),
        Action::ChooseDay(date("2026-12-03")),
        Action::ChooseDay(date("2026-12-02")),
    ] {
        widget.act(action);
        for call in widget.asked() {
            if let Call::Slots { interval: Interval::Quarter, window, .. } = call {
                asked.push(window.start());
            }
        }
        widget.answer_all();
    }
    assert_eq!(asked, [at("2026-12-02 00:00"), at("2026-12-03 00:00")]);
}

#[test]
fn a_later_pick_up_drops_a_return_that_would_be_before_it() {
    let mut widget = Widget::booked();
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-11-30")));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2026-11-30 09:00")));
    assert_eq!((widget.model.trip.pickup, widget.model.trip.back), (Some(at("2026-11-30 09:00")), None));
    let picker = widget.model.picker().unwrap();
    assert_eq!((picker.end, picker.return_day), (End::Return, Some(date("2026-11-30"))));
}

#[test]
fn by_keyboard_the_focus_goes_through_the_times_and_stays_within_them() {
    let mut widget = on(Shop::new(), &[], "2026-11-28");
    let focused = |widget: &Widget| widget.model.picker().unwrap().focus_slot;
    widget.act(Action::MoveSlot(Move::By(1)));
    assert_eq!(focused(&widget), Some(at("2026-11-28 09:15")));
    widget.act(Action::MoveSlot(Move::By(-5)));
    assert_eq!(focused(&widget), Some(at("2026-11-28 09:00")));
    widget.act(Action::MoveSlot(Move::Last));
    assert_eq!(focused(&widget), Some(at("2026-11-28 17:00")));
    widget.act(Action::MoveSlot(Move::By(1)));
    assert_eq!(focused(&widget), Some(at("2026-11-28 17:00")));
    widget.act(Action::MoveSlot(Move::First));
    assert_eq!(focused(&widget), Some(at("2026-11-28 09:00")));
    assert_eq!(
        widget.model.focus.as_ref().map(|(_, to)| to.clone()),
        Some(FocusTarget::Slot(at("2026-11-28 09:00")))
    );
}
