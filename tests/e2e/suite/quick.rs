//! Whole hires for one press, and a month with nothing free.

use serde_json::{Value, json};

use crate::browser::{NARROW, WIDE};
use crate::sample::{ROSE_BAY, SINGLE_KAYAK, name_of};
use crate::screens::{self, SLOTS, answer};
use crate::stage::{Stage, run, run_with_faults};

const HOUR_MS: i64 = 3_600_000;

#[tokio::test]
async fn a_customer_books_the_weekend_by_one_press() {
    run(WIDE, async |stage: &Stage| {
        let widget = stage.open().await;
        widget.choose_location(ROSE_BAY).await;
        widget.press(&format!("Choose times for {}", name_of(SINGLE_KAYAK))).await;
        widget.see(".quick .btn:not([aria-disabled])", "Weekend").await;
        screens::look(stage, "Quick choices", &[WIDE, NARROW]).await;
        widget.press_in(".quick .btn", "Weekend").await;
        widget.see(".panel .line", &name_of(SINGLE_KAYAK)).await;
        let (from, until) = (widget.trip("From").await, widget.trip("Until").await);
        assert!(from.starts_with("Sat") && until.starts_with("Sun"), "{from} to {until}");
        widget.see(".panel .total", "$").await;
        widget.continue_to_payment().await;
        stage.browser.arrive("/checkout").await;
        assert_eq!(stage.gateway.orders().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_free_this_month_one_press_leads_to_the_next_day_that_has_something() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let now = "return Date.now()";
        let widget = stage.open().await;
        widget.choose_location(ROSE_BAY).await;
        let now: i64 = stage.browser.run(now, vec![]).await;
        // Each six hours of most of a year, the first 70 days of it taken.
        let count = |step: i64| if step < 70 * 4 { 0 } else { 5 };
        let sample =
            |step: i64| json!({ "start_ms": now + step * 6 * HOUR_MS, "available_count": count(step) });
        let slots = json!({ "slots": (-4..300 * 4).map(sample).collect::<Vec<Value>>() });
        stage.gateway.misbehave(json!([answer(SLOTS, &slots)])).await;
        widget.press(&format!("Choose times for {}", name_of(SINGLE_KAYAK))).await;
        widget.see(".nothing", "Nothing is free in").await;
        widget.see(".nothing .btn", "Go to").await;
        screens::look(stage, "Nothing free this month", &[WIDE, NARROW]).await;
        widget.press_in(".nothing .btn", "Go to").await;
        widget.see_no(".nothing .btn").await;
        let focused = "return widget.shadowRoot.activeElement.className";
        let day: String = stage.browser.run(focused, vec![]).await;
        assert!(day.contains("free"), "{day}");
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
