//! The pages of the calendar: this week and four more, then month by month.

use super::*;
use crate::booking::Days;
use crate::booking::time::CivilDate;

/// The widget at a place that is always open, at a moment, with the calendar open.
fn on(moment: &str) -> Widget {
    let mut widget = Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.now = at(moment);
    widget.start();
    widget.act(Action::ToggleTimes(End::PickUp));
    widget
}

fn shown(widget: &Widget) -> Days {
    widget.model.picker().unwrap().page.days
}

fn days(first: &str, last: &str) -> Days {
    Days { first: date(first), last: date(last) }
}

fn focused(widget: &Widget) -> CivilDate {
    widget.model.picker().unwrap().focus_day
}

#[test]
fn at_the_end_of_a_month_there_is_as_much_to_choose_as_at_its_beginning() {
    let widget = on("2026-11-27 10:00");
    assert_eq!(shown(&widget), days("2026-11-23", "2026-12-27"));
    let weeks = widget.model.weeks(widget.now, 0);
    assert!(weeks.iter().flatten().all(Option::is_some));
    let can_be_chosen = |day: &&DayView| day.can_be_chosen();
    let choices: Vec<_> = weeks.iter().flatten().flatten().filter(can_be_chosen).collect();
    assert_eq!(choices.len(), 31);
    assert_eq!(choices.first().map(|day| day.date), Some(date("2026-11-27")));
}

#[test]
fn the_first_page_has_five_weeks_or_six_if_the_month_reaches_into_a_sixth() {
    for (today, first, last) in [
        ("2026-12-01", "2026-11-30", "2027-01-03"),
        ("2026-12-31", "2026-12-28", "2027-01-31"),
        ("2027-02-28", "2027-02-22", "2027-03-28"),
        ("2028-02-29", "2028-02-28", "2028-04-02"),
        // Over three months, and over all of February.
        ("2026-01-31", "2026-01-26", "2026-03-01"),
        ("2027-01-31", "2027-01-25", "2027-02-28"),
        // A Sunday: the month reaches into a sixth week.
        ("2026-11-01", "2026-10-26", "2026-12-06"),
        ("2026-11-02", "2026-11-02", "2026-12-06"),
    ] {
        assert_eq!(shown(&on(&format!("{today} 10:00"))), days(first, last), "{today}");
    }
}

#[test]
fn the_week_begins_with_the_first_day_of_the_customers_language() {
    let mut widget = on("2026-11-28 10:00");
    for (first_weekday, first, last) in
        [(6, "2026-11-22", "2026-12-26"), (5, "2026-11-28", "2027-01-01"), (0, "2026-11-23", "2026-12-27")]
    {
        widget.first_weekday = first_weekday;
        widget.act(Action::ClosePanel);
        widget.act(Action::ToggleTimes(End::PickUp));
        assert_eq!(shown(&widget), days(first, last), "{first_weekday}");
    }
}

#[test]
fn from_page_to_page_no_day_is_left_out() {
    for day in 0..366 {
        let today = date("2026-11-01").plus_days(day);
        let mut widget = on("2026-11-01 10:00");
        widget.now = widget.now.plus(day * 24 * HOUR_MS);
        widget.act(Action::ClosePanel);
        widget.act(Action::ToggleTimes(End::PickUp));
        let mut reached = shown(&widget);
        assert!(reached.contains(today));
        for _ in 0..3 {
            widget.act(Action::MoveDay(Move::ShowMonths(1)));
            let next = shown(&widget);
            assert!(next.first <= reached.last.plus_days(1), "{today}");
            reached.last = reached.last.max(next.last);
        }
        assert!(reached.last >= today.plus_days(85), "{today}");
    }
}

#[test]
fn what_is_chosen_or_reached_by_the_arrow_keys_on_a_page_does_not_turn_it() {
    let mut widget = on("2026-11-27 10:00");
    let first_page = shown(&widget);
    widget.act(Action::MoveDay(Move::By(7)));
    assert_eq!((focused(&widget), shown(&widget)), (date("2026-12-04"), first_page));
    widget.act(Action::ChooseDay(date("2026-12-05")));
    assert_eq!((focused(&widget), shown(&widget)), (date("2026-12-05"), first_page));
    widget.act(Action::ChooseSlot(at("2026-12-05 09:00")));
    assert_eq!(shown(&widget), first_page, "the return is chosen on the same page");
}

#[test]
fn the_arrow_keys_turn_the_page_at_its_ends_there_and_back() {
    let mut widget = on("2026-11-27 10:00");
    let first_page = shown(&widget);
    widget.act(Action::MoveDay(Move::By(30)));
    assert_eq!((focused(&widget), shown(&widget)), (date("2026-12-27"), first_page));
    widget.act(Action::MoveDay(Move::By(1)));
    assert_eq!(shown(&widget), days("2026-12-01", "2026-12-31"));
    widget.act(Action::MoveDay(Move::By(-7)));
    assert_eq!((focused(&widget), shown(&widget)), (date("2026-12-21"), days("2026-12-01", "2026-12-31")));
    widget.act(Action::MoveDay(Move::By(-21)));
    assert_eq!((focused(&widget), shown(&widget)), (date("2026-11-30"), first_page));
}

#[test]
fn from_the_first_page_the_next_one_is_the_next_month_wherever_the_focus_is() {
    for focus in [0, 10] {
        let mut widget = on("2026-11-27 10:00");
        widget.act(Action::MoveDay(Move::By(focus)));
        widget.act(Action::MoveDay(Move::ShowMonths(1)));
        assert_eq!(shown(&widget), days("2026-12-01", "2026-12-31"));
        widget.act(Action::MoveDay(Move::ShowMonths(1)));
        assert_eq!(shown(&widget), days("2027-01-01", "2027-01-31"));
        widget.act(Action::MoveDay(Move::ShowMonths(-1)));
        widget.act(Action::MoveDay(Move::ShowMonths(-1)));
        assert_eq!(shown(&widget), days("2026-11-23", "2026-12-27"));
        widget.act(Action::MoveDay(Move::ShowMonths(-1)));
        assert_eq!(shown(&widget), days("2026-11-23", "2026-12-27"), "there is none before it");
    }
}

#[test]
fn by_key_a_month_on_and_back_turns_the_page() {
    let mut widget = on("2026-11-21 10:00");
    widget.act(Action::MoveDay(Move::Months(1)));
    assert_eq!((focused(&widget), shown(&widget)), (date("2026-12-21"), days("2026-12-01", "2026-12-31")));
    widget.act(Action::MoveDay(Move::Months(-1)));
    assert_eq!((focused(&widget), shown(&widget)), (date("2026-11-21"), days("2026-11-16", "2026-12-20")));
    widget.act(Action::MoveDay(Move::By(5)));
    widget.act(Action::MoveDay(Move::Months(-1)));
    assert_eq!(focused(&widget), date("2026-11-21"), "the first day there is");
}

#[test]
fn after_the_last_times_of_a_month_the_first_page_still_has_today() {
    let mut widget = on("2026-11-30 18:00");
    assert_eq!(shown(&widget), days("2026-11-30", "2027-01-03"));
    assert_eq!(focused(&widget), date("2026-12-01"));
    widget.act(Action::MoveDay(Move::ShowMonths(-1)));
    assert_eq!(shown(&widget), days("2026-11-30", "2027-01-03"));
    widget.act(Action::MoveDay(Move::ShowMonths(1)));
    assert_eq!(shown(&widget), days("2026-12-01", "2026-12-31"));
}

#[test]
fn a_chosen_day_beyond_the_first_page_opens_the_page_of_its_month() {
    let mut widget = on("2026-11-27 10:00");
    widget.act(Action::MoveDay(Move::ShowMonths(1)));
    for day in ["2026-12-29", "2026-12-20"] {
        widget.act(Action::ChooseDay(date(day)));
        widget.act(Action::ChooseSlot(at(&format!("{day} 09:00"))));
        widget.act(Action::ClosePanel);
        widget.act(Action::ToggleTimes(End::PickUp));
        let page = if day == "2026-12-29" {
            days("2026-12-01", "2026-12-31")
        } else {
            days("2026-11-23", "2026-12-27")
        };
        assert_eq!(shown(&widget), page);
    }
}
