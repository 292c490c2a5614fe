//! A page of the calendar with nothing free, and the next month that has something.

use super::*;

/// At a place, with the trailer's picker open and nothing answered yet; others have the one there is.
fn choosing(until: &str) -> Widget {
    let mut shop = Shop::new();
    shop.take(TRAILER, "2026-11-01 00:00", until, 1);
    let mut widget = Widget::started(&RawConfig { location_id: Some(PALM.into()), ..raw() }, shop);
    widget.act(Action::ChooseTimesFor(product(TRAILER)));
    widget
}

fn nothing(widget: &Widget) -> Option<NothingFree> {
    widget.model.nothing_free(widget.now)
}

#[test]
fn a_page_with_something_free_offers_no_other_and_asks_for_none() {
    let mut widget = choosing("2026-11-30 00:00");
    widget.answer_all();
    assert_eq!((nothing(&widget), widget.mark("2026-11-30")), (None, DayMark::Few));
    assert!(widget.model.slots.iter().all(|(key, _)| key.days.last <= date("2026-12-27")));
}

#[test]
fn where_nothing_is_free_the_months_after_it_are_asked_for_four_at_once_up_to_the_first_free_day() {
    let mut widget = choosing("2027-01-09 00:00");
    assert_eq!(nothing(&widget), None, "nothing is known yet");
    let mut looked = false;
    for _ in 0..100 {
        if widget.under_way.is_empty() {
            break;
        }
        assert!(widget.asked_for(is_slots) <= 4);
        looked |= nothing(&widget) == Some(NothingFree::Looking);
        widget.answer(|_| true);
    }
    assert!(looked);
    assert_eq!(nothing(&widget), Some(NothingFree::Next(date("2027-01-09"))));
    // The month is shown whole as soon as it is turned to, and no further one was asked for.
    assert!(widget.model.slots.iter().all(|(key, _)| key.days.last <= date("2027-01-31")));
    let focus = widget.model.picker().unwrap().focus_day;
    widget.act(Action::MoveDay(Move::By(date("2027-01-09").days_since(focus))));
    assert_eq!(widget.asked(), []);
    let picker = widget.model.picker().unwrap();
    assert_eq!((picker.page.month, picker.focus_day), (date("2027-01-01").month(), date("2027-01-09")));
    assert_eq!((nothing(&widget), widget.mark("2027-01-09")), (None, DayMark::Few));
}

#[test]
fn half_a_year_is_looked_at_and_no_more() {
    let mut widget = choosing("2028-01-01 00:00");
    widget.answer_all();
    assert_eq!(nothing(&widget), Some(NothingFree::Until(date("2027-05-01").month())));
    widget.act(Action::MoveDay(Move::Months(6)));
    widget.answer_all();
    assert_eq!(nothing(&widget), Some(NothingFree::Until(date("2027-11-01").month())));
}

#[test]
fn a_month_that_can_not_be_looked_at_ends_the_search_and_one_that_is_shown_says_nothing() {
    let mut widget = choosing("2028-01-01 00:00");
    while nothing(&widget).is_none() {
        widget.answer(|_| true);
    }
    assert_eq!(nothing(&widget), Some(NothingFree::Looking));
    widget.fail_all(&network());
    assert_eq!(nothing(&widget), Some(NothingFree::Until(date("2026-11-01").month())));
    let mut widget = choosing("2028-01-01 00:00");
    widget.fail_all(&network());
    assert_eq!(nothing(&widget), None);
}

#[test]
fn closed_days_have_nothing_free_and_a_day_that_the_service_is_silent_of_may_have() {
    let mut shop = Shop::new();
    let only_mondays = std::array::from_fn(|day| {
        if day == 0 { vec![OpenSpan::new(9 * HOUR_MS, 17 * HOUR_MS).unwrap()] } else { vec![] }
    });
    shop.locations[2].hours = Some(OpeningHours::weekly(only_mondays));
    shop.take(TRAILER, "2026-11-30 00:00", "2026-12-22 00:00", 1);
    let mut widget = Widget::started(&RawConfig { location_id: Some(PALM.into()), ..raw() }, shop);
    widget.act(Action::ChooseTimesFor(product(TRAILER)));
    widget.answer_all();
    assert_eq!(nothing(&widget), Some(NothingFree::Next(date("2026-12-28"))));

    let mut widget = choosing("2028-01-01 00:00");
    while widget.asked_for(is_days) > 0 {
        widget.answer_with(is_days, Ok(Answer::Slots(vec![].into())));
    }
    assert_eq!(nothing(&widget), None);
}

#[test]
fn a_month_that_the_page_shows_whole_is_not_asked_for_again() {
    let mut shop = Shop::new();
    shop.take(TRAILER, "2027-01-01 00:00", "2027-03-10 00:00", 1);
    let mut widget = Widget::new(&RawConfig { location_id: Some(PALM.into()), ..raw() }, shop);
    widget.now = at("2027-01-31 10:00");
    widget.start();
    widget.act(Action::ChooseTimesFor(product(TRAILER)));
    let mut asked = Vec::new();
    while !widget.under_way.is_empty() {
        asked.extend(widget.model.slots.iter().map(|(key, _)| key.clone()));
        widget.answer(|_| true);
    }
    assert_eq!(nothing(&widget), Some(NothingFree::Next(date("2027-03-10"))));
    let of_february = asked.iter().filter(|key| key.days.contains(date("2027-02-10")));
    let mut of_february: Vec<_> = of_february.map(|key| key.days).collect();
    of_february.dedup();
    assert_eq!(of_february.len(), 1, "{of_february:?}");
}

#[test]
fn the_return_looks_at_no_other_month() {
    let mut widget = choosing("2026-11-28 00:00");
    widget.answer_all();
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at("2026-11-28 09:00")));
    widget.answer_all();
    assert_eq!((widget.model.picker().unwrap().end, nothing(&widget)), (End::Return, None));
}

#[test]
fn an_empty_booking_has_no_stock_to_look_for() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(PALM.into()), ..raw() }, Shop::new());
    widget.act(Action::ToggleTimes(End::PickUp));
    assert_eq!((nothing(&widget), widget.asked()), (None, vec![]));
}

#[test]
fn months_that_were_only_looked_through_are_asked_for_again_when_the_customer_turns_to_them() {
    let mut widget = choosing("2028-01-01 00:00");
    widget.answer_all();
    let until = nothing(&widget);
    assert!(matches!(until, Some(NothingFree::Until(_))));
    let last_asked = |widget: &Widget| {
        let last = |(_, call): &(RequestId, Call)| match call {
            Call::Slots { window, .. } => window.end(),
            _ => panic!("{call:?}"),
        };
        widget.under_way.iter().map(last).max()
    };
    let mut asked = 0;
    for _ in 0..3 {
        widget.wait(MINUTE_MS);
        widget.act(Action::MoveDay(Move::By(1)));
        while last_asked(&widget).is_some() {
            asked += 1;
            assert!(last_asked(&widget) <= Some(at("2026-12-28 00:00")), "the shown page alone");
            widget.answer(|_| true);
        }
        assert_eq!(nothing(&widget), until);
    }
    assert!(asked > 0);
    widget.wait(MINUTE_MS);
    widget.act(Action::MoveDay(Move::ShowMonths(1)));
    widget.answer(|_| true);
    assert!(last_asked(&widget) > Some(at("2026-12-28 00:00")));
    assert!(last_asked(&widget) <= Some(at("2027-01-01 00:00")), "the month alone");
}
