//! What holds whatever comes: money adds up, clocks lead there and back, and the reducer keeps its promises.

use proptest::prelude::*;

use super::*;
use crate::booking::quote::{Named, extras};
use crate::booking::time::Resolved;

fn zones() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "America/New_York",
        "Asia/Kathmandu",
        "UTC",
    ])
}

/// 2020 to 2040.
fn moments() -> impl Strategy<Value = Instant> {
    (1_577_836_800_000_i64..2_208_988_800_000).prop_map(Instant)
}

/// Moments within a day of a change of the clock in Sydney, Lord Howe or New York.
fn moments_at_a_change() -> impl Strategy<Value = Instant> {
    let changes =
        ["2026-04-05 03:00", "2026-10-04 03:00", "2027-04-04 03:00", "2026-03-08 18:00", "2026-11-01 17:00"];
    (prop::sample::select(changes.to_vec()), -DAY_MS..DAY_MS).prop_map(|(change, ms)| at(change).plus(ms))
}

proptest! {
    #[test]
    fn a_local_time_leads_back_to_its_moment(
        name in zones(),
        moment in prop_oneof![moments(), moments_at_a_change()],
    ) {
        let zone = zone(name);
        match zone.resolve(zone.local(moment)) {
            Resolved::Once(found) => prop_assert_eq!(found, moment),
            Resolved::Twice(first, second) => {
                prop_assert!(first < second);
                prop_assert!(moment == first || moment == second);
                prop_assert!(zone.is_repeated(moment));
            }
            Resolved::Skipped(_) => prop_assert!(false, "what the clock shows is not skipped"),
        }
    }

    #[test]
    fn a_local_time_that_is_skipped_leads_to_the_first_moment_after_the_gap(
        name in zones(),
        moment in prop_oneof![moments(), moments_at_a_change()],
        ahead in 0..2 * HOUR_MS,
    ) {
        let zone = zone(name);
        let here = zone.local(moment);
        let wanted = here.date.at(here.of_day_ms + ahead);
        if let Resolved::Skipped(after) = zone.resolve(wanted) {
            prop_assert!(zone.local(after) > wanted);
            prop_assert!(zone.local(after.plus(-1)) < wanted);
        }
    }

    #[test]
    fn the_days_of_a_zone_follow_each_other_without_a_gap(name in zones(), moment in moments()) {
        let zone = zone(name);
        let day = zone.local(moment).date;
        let (start, end) = (zone.start_of(day), zone.start_of(day.plus_days(1)));
        prop_assert!(start <= moment && moment < end);
        prop_assert!((23 * HOUR_MS..=25 * HOUR_MS).contains(&end.since(start)));
    }

    #[test]
    fn lines_and_rows_add_up_to_the_total(
        lines in prop::collection::vec(0_i64..1_000_000_000, 0..6),
        total in 0_i64..10_000_000_000,
        tax in prop::option::of(0_i64..1_000_000_000),
        fees in prop::collection::vec(0_i64..1_000_000, 0..3),
        discounts in prop::collection::vec(0_i64..1_000_000, 0..3),
    ) {
        let named = |amounts: Vec<i64>| amounts.into_iter().map(|minor| ("it".to_owned(), minor)).collect();
        let named = Named { tax, fees: named(fees), discounts: named(discounts) };
        let lines: Vec<_> = lines
            .into_iter()
            .map(|minor| QuoteLine {
                product: product(KAYAK),
                quantity: 1,
                unit: None,
                subtotal: Some(aud(minor)),
                count: None,
            })
            .collect();
        let rows = extras(&lines, aud(total), named).unwrap();
        let of_lines: i64 = lines.iter().filter_map(|line| line.subtotal).map(|money| money.minor).sum();
        let of_rows: i64 = rows.iter().map(|row| row.amount.minor).sum();
        prop_assert_eq!(of_lines + of_rows, total);
        prop_assert!(rows.iter().all(|row| row.amount.minor != 0));
    }
}

/// What a customer, a service and a clock can do, in any order.
#[derive(Clone, Debug)]
enum Step {
    Do(Box<Action>),
    Press,
    /// The service answers one of what is under way.
    Answer(usize),
    /// One of what is under way fails.
    Fail(usize, ApiError),
    Wait(i64),
    Price(i64),
}

fn steps() -> impl Strategy<Value = Step> {
    let products = || prop::sample::select(vec![KAYAK, BOARD, TRAILER]);
    let places = || prop::sample::select(vec![MANLY, BONDI, PALM]);
    let quarters = (28_u32..=31, 0_i64..96).prop_map(|(day, quarter)| {
        at("2026-11-28 00:00").plus(i64::from(day - 28) * DAY_MS + quarter * 15 * MINUTE_MS)
    });
    let actions = prop_oneof![
        4 => (products(), 0_u32..4).prop_map(|(id, quantity)| Action::SetQuantity(product(id), quantity)),
        1 => products().prop_map(|id| Action::Remove(product(id))),
        2 => places().prop_map(|id| Action::ChooseLocation(place(id))),
        1 => (products(), places()).prop_map(|(id, at)| Action::ChooseLocationFor(product(id), place(at))),
        1 => Just(Action::ToggleLocations),
        2 => prop::sample::select(vec![End::PickUp, End::Return]).prop_map(Action::ToggleTimes),
        1 => products().prop_map(|id| Action::ChooseTimesFor(product(id))),
        2 => (0_i64..4).prop_map(|days| Action::ChooseDay(date("2026-11-28").plus_days(days))),
        4 => quarters.prop_map(Action::ChooseSlot),
        1 => Just(Action::ClosePanel),
        1 => Just(Action::Retry),
        1 => Just(Action::AskOrderAgain),
        1 => Just(Action::ForgetLostOrder),
    ];
    let failures = prop::sample::select(vec![network(), refused(400), refused(500), ApiError::TimedOut]);
    prop_oneof![
        8 => actions.prop_map(|action| Step::Do(Box::new(action))),
        4 => Just(Step::Press),
        10 => (0_usize..8).prop_map(Step::Answer),
        1 => (0_usize..8, failures).prop_map(|(which, error)| Step::Fail(which, error)),
        2 => (0_i64..90_000).prop_map(Step::Wait),
        1 => (1_000_i64..9_000).prop_map(Step::Price),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_only_what_was_agreed_on_is_ordered_and_one_at_a_time(
        steps in prop::collection::vec(steps(), 1..120),
    ) {
        let mut widget = Widget::booked_with(&raw(), Shop::new());
        let mut agreed: Option<(QuoteKey, Money)> = None;
        for step in steps {
            let effects = match step {
                Step::Do(action) => widget.act(*action),
                Step::Press => {
                    let on_screen = widget.model.quote_key().zip(widget.model.total());
                    let effects = widget.press();
                    if effects.iter().any(|effect| matches!(effect, Effect::Ask { call: Call::Quote(..), .. })) {
                        agreed = on_screen;
                    }
                    effects
                }
                Step::Answer(_) | Step::Fail(..) if widget.under_way.is_empty() => continue,
                Step::Answer(which) => {
                    let question = widget.under_way.remove(which % widget.under_way.len());
                    let answer = widget.shop.answer(&question.1, widget.now);
                    widget.give(question, Ok(answer))
                }
                Step::Fail(which, error) => {
                    let question = widget.under_way.remove(which % widget.under_way.len());
                    widget.give(question, Err(error))
                }
                Step::Wait(ms) => {
                    widget.wait(ms);
                    widget.nudge()
                }
                Step::Price(price) => {
                    widget.shop.prices.insert(product(KAYAK), price);
                    continue;
                }
            };
            for effect in &effects {
                if let Effect::Ask { call: Call::Order(request), .. } = effect
                    && let Some((key, _)) = &agreed
                {
                    prop_assert_eq!(&request.key, key);
                }
            }
            prop_assert!(widget.asked_for(is_order) <= 1);
            prop_assert!(widget.asked_for(is_slots) <= 4);
            prop_assert!(widget.asked_for(is_quote) <= 1);
            let trip = &widget.model.trip;
            prop_assert!(trip.pickup.zip(trip.back).is_none_or(|(pickup, back)| pickup < back));
            // A total on screen is that of exactly this cart, window and location.
            if let Some(total) = widget.model.total() {
                let quoted = widget.model.quote.as_ref().map(|quoted| quoted.key.clone());
                prop_assert_eq!(quoted, widget.model.quote_key());
                let lines = &widget.model.current_quote().unwrap().lines;
                let sum: i64 = lines.iter().filter_map(|line| line.subtotal).map(|money| money.minor).sum();
                prop_assert_eq!(total.minor, sum + sum / 10);
                let quoted: u32 = lines.iter().map(|line| line.quantity).sum();
                prop_assert_eq!(quoted, widget.model.cart.units());
            }
            // Nothing hangs: where the checkout is under way, there is a question that will end it.
            let waits = match &widget.model.checkout {
                Checkout::Requoting { .. } => widget.asked_for(is_quote) == 1,
                Checkout::Creating { .. } => widget.asked_for(is_order) == 1,
                _ => true,
            };
            prop_assert!(waits, "{:?}", widget.model.checkout);
        }
    }
}
