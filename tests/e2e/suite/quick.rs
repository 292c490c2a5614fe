//! Times for one press, hires of weeks, and a month with nothing free: each booked to its end.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, Weekday};

use serde_json::{Value, json};

use crate::browser::WIDE;
use crate::clock::now;
use crate::sample::{
    CAMPING_TRAILER, Hire, KIDS_BOARD, PADDLE_BOARD, ROSE_BAY, SINGLE_KAYAK, TOURING_BOARD, at, moment,
    name_of, next,
};
use crate::screens::{SLOTS, answer};
use crate::stage::{Stage, run, run_with_faults};
use crate::widget::{End, Widget, long_date};

const HOUR_MS: i64 = 3_600_000;

/// For how many days others have every kids board at Rose Bay Wharf.
const ALL_TAKEN_DAYS: u64 = 70;

/// The first day on which there is one again: from 0:00 in UTC, when it is open there.
pub(crate) fn first_free() -> NaiveDate {
    now().date_naive() + Days::new(ALL_TAKEN_DAYS)
}

/// What puts that into the gateway's store.
pub(crate) fn all_taken() -> String {
    let start = (now() - TimeDelta::days(2)).timestamp_millis();
    let end = first_free().and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    format!(
        "INSERT INTO reservations (id, product_id, location_id, start_ms, end_ms, quantity)
         VALUES ('club', '{KIDS_BOARD}', '{ROSE_BAY}', {start}, {end}, 4)"
    )
}

/// The widget at Rose Bay Wharf with the picker of a product open.
async fn choosing<'a>(stage: &'a Stage, product: &str) -> Widget<'a> {
    let widget = stage.open().await;
    widget.choose_location(ROSE_BAY).await;
    widget.press(&format!("Choose times for {}", name_of(product))).await;
    widget.see(".month", "").await;
    widget
}

/// Goes on to payment and asserts that exactly this was ordered.
async fn book(stage: &Stage, widget: &Widget<'_>, hire: &Hire) {
    widget.see_priced(hire).await;
    let order = stage.order_by(widget, hire).await;
    let stored = stage.gateway.only_order().await;
    assert_eq!(stored.id, order);
    stored.assert_is(hire, "unpaid");
}

#[tokio::test]
async fn a_customer_books_a_weekend_by_one_press() {
    run(WIDE, async |stage: &Stage| {
        let widget = choosing(stage, PADDLE_BOARD).await;
        // The weekend after a chosen day.
        let day = next(Weekday::Tue) + Days::new(7);
        let saturday = day + Days::new(4);
        let hire = Hire {
            location: ROSE_BAY,
            from: at(saturday, 8),
            until: at(saturday + Days::new(1), 17),
            items: vec![(PADDLE_BOARD, 1)],
        };
        widget.choose_day(day).await;
        widget.press_in(".quick .btn", &format!("Weekend {}", moment(&hire.from))).await;
        widget.see_no(".picker").await;
        book(stage, &widget, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn a_customer_returns_after_four_hours_or_a_day_by_one_press() {
    run(WIDE, async |stage: &Stage| {
        let widget = choosing(stage, PADDLE_BOARD).await;
        let day = next(Weekday::Tue);
        let hire =
            |until| Hire { location: ROSE_BAY, from: at(day, 10), until, items: vec![(PADDLE_BOARD, 1)] };
        widget.choose_day(day).await;
        widget.choose_time("10:00 AM").await;
        widget.press_in(".quick .btn", "4 hours until 2:00 PM").await;
        widget.see_no(".picker").await;
        widget.see_priced(&hire(at(day, 14))).await;

        widget.open_times(End::Until).await;
        widget.press_in(".quick .btn", "1 day").await;
        widget.see_no(".picker").await;
        book(stage, &widget, &hire(at(day + Days::new(1), 10))).await;
    })
    .await;
}

#[tokio::test]
async fn a_month_with_nothing_free_leads_to_the_first_free_day_and_that_is_booked() {
    run(WIDE, async |stage: &Stage| {
        stage.gateway.store(&all_taken()).await;
        let widget = choosing(stage, KIDS_BOARD).await;
        let day = first_free();
        widget.press_in(".nothing .btn", &format!("Go to {}", long_date(day))).await;
        widget.see(".month", &day.format("%B %Y").to_string()).await;
        let focused = "return widget.shadowRoot.activeElement.className";
        let focused: String = stage.browser.run(focused, vec![]).await;
        assert!(focused.starts_with("day f"), "free, or few left: {focused}");
        let hire =
            Hire { location: ROSE_BAY, from: at(day, 14), until: at(day, 16), items: vec![(KIDS_BOARD, 1)] };
        widget.choose_both(&hire).await;
        book(stage, &widget, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn a_place_where_nothing_is_free_for_months_offers_another_one() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let widget = stage.open().await;
        widget.choose_location(ROSE_BAY).await;
        let now: i64 = stage.browser.run("return Date.now()", vec![]).await;
        let sample = |step: i64| json!({ "start_ms": now + step * 6 * HOUR_MS, "available_count": 0 });
        let slots = json!({ "slots": (-4..300 * 4).map(sample).collect::<Vec<Value>>() });
        stage.gateway.misbehave(json!([answer(SLOTS, &slots)])).await;
        widget.press(&format!("Choose times for {}", name_of(SINGLE_KAYAK))).await;
        widget.see(".nothing", "Nothing is free until the end of").await;
        widget.press_in(".nothing .btn", "Choose another place").await;
        widget.see(".place", "Watsons Bay").await;
    })
    .await;
}

/// From a coming Tuesday at 9:15 to this many days later at 16:45.
async fn hire_for(stage: &Stage, days: u64) {
    let widget = choosing(stage, KIDS_BOARD).await;
    let day = next(Weekday::Tue);
    let last = day + Days::new(days);
    let quarter = TimeDelta::minutes(15);
    let hire = Hire {
        location: ROSE_BAY,
        from: at(day, 9) + quarter,
        until: at(last, 17) - quarter,
        items: vec![(KIDS_BOARD, 1)],
    };
    widget.choose_both(&hire).await;
    assert_eq!(widget.trip("From").await, moment(&hire.from));
    assert_eq!(widget.trip("Until").await, moment(&hire.until));

    // The calendar shows the hire whole: its ends, and every day between them, on each of its pages.
    widget.open_times(End::From).await;
    let mut within = BTreeSet::new();
    loop {
        within.extend(widget.shown("td.in .day").await.into_iter().map(|day| day.name));
        if widget.shows_day(last).await {
            break;
        }
        widget.turn_page().await;
    }
    assert_eq!(within.len() as u64, days + 1, "{within:?}");
    widget.press("Close").await;
    book(stage, &widget, &hire).await;
}

#[tokio::test]
async fn a_hire_of_several_weeks_is_booked() {
    run(WIDE, async |stage: &Stage| hire_for(stage, 17).await).await;
}

#[tokio::test]
async fn a_hire_across_months_is_booked() {
    run(WIDE, async |stage: &Stage| hire_for(stage, 40).await).await;
}

#[tokio::test]
async fn the_longest_hire_bounds_the_return_and_is_booked_to_its_last_quarter_of_an_hour() {
    run(WIDE, async |stage: &Stage| {
        let widget = choosing(stage, TOURING_BOARD).await;
        let day = next(Weekday::Mon) + Days::new(7);
        let last = day + Days::new(3);
        widget.choose_day(day).await;
        widget.choose_time("10:00 AM").await;
        widget.see("#limit", "It is hired for 3 days at most.").await;
        widget.choose_day(last).await;
        widget.see(".slot[role=radio]", "10:00 AM").await;
        let times = widget.texts(".slot[role=radio]").await;
        assert_eq!(times.last().map(String::as_str), Some("10:00 AM"));
        widget.choose_time("10:00 AM").await;
        widget.see_no(".picker").await;
        let hire = Hire {
            location: ROSE_BAY,
            from: at(day, 10),
            until: at(last, 10),
            items: vec![(TOURING_BOARD, 1)],
        };
        book(stage, &widget, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn the_shortest_hire_leads_to_the_first_day_on_which_it_may_end() {
    run(WIDE, async |stage: &Stage| {
        let widget = choosing(stage, CAMPING_TRAILER).await;
        // Away every other week from Thursday to Tuesday.
        let day = next(Weekday::Tue);
        widget.choose_day(day).await;
        widget.choose_time("3:00 PM").await;
        widget.see("#limit", "It is hired for at least 1 day.").await;
        widget.choose_time("3:00 PM").await;
        widget.see_no(".picker").await;
        let hire = Hire {
            location: ROSE_BAY,
            from: at(day, 15),
            until: at(day + Days::new(1), 15),
            items: vec![(CAMPING_TRAILER, 1)],
        };
        book(stage, &widget, &hire).await;
    })
    .await;
}
