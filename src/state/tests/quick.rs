//! Whole hires for one press, in places whose clocks change.

use proptest::prelude::*;

use super::*;
use crate::booking::testing::cases;
use crate::booking::time::CivilDate;

/// At Manly, Friday 10:00, with a product's picker open and all answered.
fn choosing(shop: Shop, id: &str) -> Widget {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    widget.act(Action::ChooseTimesFor(product(id)));
    widget.answer_all();
    widget
}

/// The same, picked up at a time, all answered.
fn picked_up(shop: Shop, id: &str, from: &str) -> Widget {
    let mut widget = choosing(shop, id);
    widget.act(Action::ChooseDay(local(from).date));
    widget.answer_all();
    widget.act(Action::ChooseSlot(at(from)));
    assert_eq!(widget.model.trip.pickup, Some(at(from)));
    widget.answer_all();
    widget
}

/// Open as `hours` say, by weekday from Monday on.
fn with_hours(hours: [Option<(i64, i64)>; 7]) -> Shop {
    let mut shop = Shop::new();
    let spans = hours.map(|hours| {
        let span = hours.map(|(opens, closes)| OpenSpan::new(opens * HOUR_MS, closes * HOUR_MS).unwrap());
        span.into_iter().collect()
    });
    shop.locations[0].hours = Some(OpeningHours::weekly(spans));
    shop
}

fn choices(widget: &Widget) -> Vec<(Quick, Window, Fit)> {
    let choices = widget.model.quick_choices(widget.now).into_iter();
    choices.map(|choice| (choice.which, choice.window, choice.fit)).collect()
}

const HOUR: Quick = Quick::Length(HOUR_MS);
const FOUR_HOURS: Quick = Quick::Length(4 * HOUR_MS);
const DAY: Quick = Quick::Length(DAY_MS);

#[test]
fn to_a_pick_up_an_hour_four_hours_a_day_and_the_rest_of_the_weekend_are_offered() {
    let mut widget = picked_up(Shop::new(), KAYAK, "2026-11-28 09:30");
    let from = |until| window("2026-11-28 09:30", until);
    let offered = [
        (HOUR, from("2026-11-28 10:30"), Fit::Free),
        (FOUR_HOURS, from("2026-11-28 13:30"), Fit::Free),
        (DAY, from("2026-11-29 09:30"), Fit::Free),
        (Quick::Weekend, from("2026-11-29 17:00"), Fit::Free),
    ];
    assert_eq!(choices(&widget), offered);
    widget.act(Action::ChooseWindow(offered[2].1, Some(product(KAYAK))));
    widget.answer_all();
    assert_eq!(widget.model.trip.window(), Some(offered[2].1));
    assert_eq!((&widget.model.panel, widget.model.cart.quantity(&product(KAYAK))), (&Panel::Closed, 1));
    assert_eq!(widget.model.total(), Some(aud(5_500)));
}

#[test]
fn what_opening_hours_rule_out_is_not_offered() {
    let widget = picked_up(Shop::new(), KAYAK, "2026-12-01 15:00");
    let from = |until| window("2026-12-01 15:00", until);
    // Four hours later it is closed, and a Tuesday is no weekend.
    let offered = [(HOUR, from("2026-12-01 16:00"), Fit::Free), (DAY, from("2026-12-02 15:00"), Fit::Free)];
    assert_eq!(choices(&widget), offered);
}

#[test]
fn before_the_pick_up_a_whole_weekend_is_offered_that_of_the_chosen_day_or_the_next_one() {
    let mut widget = choosing(Shop::new(), KAYAK);
    let weekend = |from, until| vec![(Quick::Weekend, window(from, until), Fit::Free)];
    let next = weekend("2026-11-28 09:00", "2026-11-29 17:00");
    assert_eq!(choices(&widget), next);
    for (day, offered) in [
        ("2026-11-27", next.clone()),
        ("2026-11-29", next),
        ("2026-12-02", weekend("2026-12-05 09:00", "2026-12-06 17:00")),
        ("2026-12-06", weekend("2026-12-05 09:00", "2026-12-06 17:00")),
    ] {
        widget.act(Action::ChooseDay(date(day)));
        widget.answer_all();
        assert_eq!(choices(&widget), offered, "{day}");
    }
}

#[test]
fn a_whole_weekend_is_one_press_and_puts_the_product_into_the_booking() {
    let mut widget = choosing(Shop::new(), KAYAK);
    let (_, weekend, _) = choices(&widget)[0];
    widget.act(Action::ChooseWindow(weekend, Some(product(KAYAK))));
    widget.answer_all();
    assert_eq!(widget.model.trip.window(), Some(weekend));
    assert_eq!((&widget.model.panel, widget.model.cart.quantity(&product(KAYAK))), (&Panel::Closed, 1));
}

#[test]
fn on_a_weekend_that_has_begun_its_rest_is_offered_and_on_its_last_day_the_next_one() {
    for (now, from, until) in [
        ("2026-11-28 10:50", "2026-11-28 11:00", "2026-11-29 17:00"),
        ("2026-11-28 17:00", "2026-12-05 09:00", "2026-12-06 17:00"),
        ("2026-11-29 08:00", "2026-12-05 09:00", "2026-12-06 17:00"),
    ] {
        let mut widget = Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
        widget.now = at(now);
        widget.start();
        widget.act(Action::ToggleTimes(End::PickUp));
        assert_eq!(choices(&widget), [(Quick::Weekend, window(from, until), Fit::Free)], "{now}");
        assert_eq!(widget.asked(), [], "with an empty cart only opening hours matter");
    }
}

#[test]
fn a_weekend_begins_on_friday_and_ends_on_monday_where_the_place_is_closed_between() {
    let open = Some((9, 17));
    for (hours, weekend) in [
        ([open; 7], Some(("2026-11-28 09:00", "2026-11-29 17:00"))),
        ([open, open, open, open, open, None, open], Some(("2026-11-27 17:00", "2026-11-29 17:00"))),
        ([open, open, open, open, open, open, None], Some(("2026-11-28 09:00", "2026-11-30 09:00"))),
        ([open, open, open, open, open, None, None], Some(("2026-11-27 17:00", "2026-11-30 09:00"))),
        ([None, open, open, open, None, None, None], None),
        ([None, open, open, open, open, open, None], None),
        // Around the clock, and over midnight: by day.
        ([Some((0, 24)); 7], Some(("2026-11-28 09:00", "2026-11-29 17:00"))),
        ([Some((14, 2)); 7], Some(("2026-11-28 14:00", "2026-11-29 17:00"))),
    ] {
        let widget = choosing(with_hours(hours), KAYAK);
        let offered: Vec<_> = choices(&widget).into_iter().map(|(_, window, _)| window).collect();
        let expected: Vec<_> = weekend.into_iter().map(|(from, until)| window(from, until)).collect();
        assert_eq!(offered, expected, "{hours:?}");
    }
}

#[test]
fn what_others_have_taken_is_shown_as_taken_and_what_is_asked_for_as_such() {
    let mut shop = Shop::new();
    shop.take(BOARD, "2026-11-28 12:00", "2026-11-28 13:00", 2);
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    widget.act(Action::ChooseTimesFor(product(BOARD)));
    let fits = |widget: &Widget| choices(widget).into_iter().map(|(.., fit)| fit).collect::<Vec<_>>();
    assert_eq!(fits(&widget), [Fit::Checking]);
    widget.answer_all();
    assert_eq!(fits(&widget), [Fit::Taken]);
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.act(Action::ChooseSlot(at("2026-11-28 11:00")));
    // It comes back in time for whoever comes next, or not.
    assert_eq!(fits(&widget), [Fit::Free, Fit::Taken, Fit::Taken, Fit::Taken]);
}

#[test]
fn a_weekend_takes_one_question_and_its_days_are_not_asked_for_again() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    assert_eq!(widget.asked_for(is_quarters), 1);
    widget.answer_all();
    widget.act(Action::ChooseDay(date("2026-11-28")));
    widget.act(Action::ChooseSlot(at("2026-11-28 09:00")));
    widget.act(Action::ChooseDay(date("2026-11-29")));
    assert_eq!(widget.asked(), []);
    assert_eq!(widget.times().len(), 33);
}

#[test]
fn choices_whose_stock_can_not_be_had_are_left_out() {
    let mut widget = Widget::started(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    widget.fail_all(&network());
    assert_eq!(choices(&widget), []);
}

#[test]
fn a_day_is_the_same_time_on_the_next_one_also_over_a_change_of_the_clock() {
    for (now, from, until, elapsed) in [
        ("2026-10-02 10:00", "2026-10-03 12:00", "2026-10-04 12:00", 23),
        ("2027-04-02 10:00", "2027-04-03 12:00", "2027-04-04 12:00", 25),
    ] {
        let mut widget = Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, Shop::new());
        widget.now = at(now);
        widget.start();
        widget.act(Action::ToggleTimes(End::PickUp));
        widget.act(Action::ChooseDay(local(from).date));
        widget.act(Action::ChooseSlot(at(from)));
        let day = choices(&widget).into_iter().find(|(which, ..)| *which == DAY).unwrap();
        assert_eq!(day, (DAY, window(from, until), Fit::Free));
        assert_eq!(day.1.elapsed_ms(), elapsed * HOUR_MS);
    }
}

#[test]
fn a_return_at_a_time_that_the_clock_leaves_out_is_not_offered() {
    let mut shop = Shop::new();
    shop.locations.iter_mut().for_each(|place| place.hours = None);
    let mut widget = Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    widget.now = at("2026-10-02 10:00");
    widget.start();
    widget.act(Action::ToggleTimes(End::PickUp));
    widget.act(Action::ChooseDay(date("2026-10-03")));
    widget.act(Action::ChooseSlot(at("2026-10-03 02:30")));
    assert!(choices(&widget).iter().all(|(which, ..)| *which != DAY));
    assert!(choices(&widget).iter().any(|(which, ..)| *which == HOUR));
}

#[test]
fn a_choice_is_as_long_as_the_product_may_be_hired() {
    let mut shop = Shop::new();
    shop.products[0].length = HireLength { least_ms: 2 * HOUR_MS, most_ms: DAY_MS };
    let widget = picked_up(shop, KAYAK, "2026-11-28 09:00");
    let offered: Vec<_> = choices(&widget).into_iter().map(|(which, ..)| which).collect();
    assert_eq!(offered, [FOUR_HOURS, DAY]);
}

/// A place somewhere, its week, what others took, and how long a hire may be.
#[derive(Clone, Debug)]
struct Case {
    zone: &'static str,
    now: CivilDate,
    week: [Option<(i64, i64)>; 7],
    known: bool,
    taken: Vec<(i64, i64, u32)>,
    length: (i64, i64),
    pickup: (i64, usize),
    with_product: bool,
}

fn any_case() -> impl Strategy<Value = Case> {
    // Around changes of these clocks, and away from them.
    let days = ["2026-10-02", "2026-10-30", "2026-11-24", "2027-03-12", "2027-04-01"].map(date);
    let zones = vec!["UTC", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe"];
    let span = prop::option::weighted(0.8, (0_i64..24, 1_i64..=24));
    let case = (
        (prop::sample::select(zones), prop::sample::select(days.to_vec())),
        (prop::array::uniform7(span), prop::bool::weighted(0.9)),
        prop::collection::vec((0_i64..120, 1_i64..20, 1_u32..7), 0..5),
        (prop_oneof![2 => Just(0), 1 => 1_i64..30], prop_oneof![2 => Just(1_000), 1 => 1_i64..60]),
        ((0_i64..6, 0_usize..96), any::<bool>()),
    );
    case.prop_map(|((zone, now), (week, known), taken, length, (pickup, with_product))| Case {
        zone,
        now,
        week,
        known,
        taken,
        length,
        pickup,
        with_product,
    })
}

/// The times that the grid offers for a day.
fn grid(widget: &mut Widget, day: CivilDate) -> Vec<Instant> {
    widget.act(Action::ChooseDay(day));
    widget.answer_all();
    match widget.model.slots_view(widget.now) {
        SlotsView::Ready(slots) => {
            slots.iter().filter(|slot| slot.state != SlotState::Taken).map(|slot| slot.at).collect()
        }
        _ => vec![],
    }
}

fn offered_are_in_the_grid(case: &Case) -> Result<(), TestCaseError> {
    let zone = zone(case.zone);
    let mut shop = if case.known { with_hours(case.week) } else { Shop::new() };
    if !case.known {
        shop.locations[0].hours = None;
    }
    shop.locations[0].time_zone = Some(case.zone.into());
    let midnight = zone.start_of(case.now);
    for (from, hours, units) in &case.taken {
        let from = midnight.plus(from * HOUR_MS);
        shop.taken.push((product(KAYAK), from, from.plus(hours * HOUR_MS), *units));
    }
    let (least, most) = case.length;
    shop.products[0].length = HireLength { least_ms: least * HOUR_MS, most_ms: most * HOUR_MS };
    let mut widget = Widget::new(&RawConfig { location_id: Some(MANLY.into()), ..raw() }, shop);
    widget.now = midnight.plus(10 * HOUR_MS);
    widget.start();
    let kayak = case.with_product.then(|| product(KAYAK));
    let open = kayak.clone().map_or(Action::ToggleTimes(End::PickUp), Action::ChooseTimesFor);
    widget.act(open.clone());
    widget.answer_all();
    let fresh = widget.model.clone();
    let mut offered = vec![];
    for (which, window, fit) in choices(&widget) {
        prop_assert_eq!(which, Quick::Weekend);
        let local = |at| zone.local(at).date.weekday();
        prop_assert!(matches!((local(window.start()), local(window.end())), (4 | 5, 6 | 0)));
        offered.extend((fit == Fit::Free).then_some(window));
    }
    let (day, which) = case.pickup;
    let pickups = grid(&mut widget, case.now.plus_days(day));
    if let Some(pickup) = pickups.get(which % pickups.len().max(1)).copied() {
        widget.act(Action::ChooseSlot(pickup));
        widget.answer_all();
        for (which, window, fit) in choices(&widget) {
            let wall_ms = zone.local(window.end()).wall_ms_since(zone.local(window.start()));
            prop_assert!(matches!(which, Quick::Weekend) || which == Quick::Length(wall_ms));
            prop_assert_eq!(window.start(), pickup);
            offered.extend((fit == Fit::Free).then_some(window));
        }
    }
    for window in offered {
        widget.model = fresh.clone();
        widget.under_way.clear();
        prop_assert!(grid(&mut widget, zone.local(window.start()).date).contains(&window.start()));
        widget.act(Action::ChooseSlot(window.start()));
        widget.answer_all();
        let returns = grid(&mut widget, zone.local(window.end()).date);
        prop_assert!(returns.contains(&window.end()), "{:?} of {:?}", window, returns);
        widget.model = fresh.clone();
        widget.under_way.clear();
        widget.act(Action::ChooseWindow(window, kayak.clone()));
        prop_assert_eq!(widget.model.trip.window(), Some(window));
    }
    Ok(())
}

#[test]
fn every_choice_offered_is_one_that_the_times_of_its_days_offer_too() {
    let judged = proptest::test_runner::TestRunner::new(cases(300))
        .run(&any_case(), |case| offered_are_in_the_grid(&case));
    judged.unwrap();
}
