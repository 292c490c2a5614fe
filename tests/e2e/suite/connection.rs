//! A connection that goes, and an answer that takes long: the customer is told, loses nothing, and it goes on by itself.

use serde_json::json;

use crate::browser::{NARROW, WIDE};
use crate::sample::weekend;
use crate::screens::{self, LOCATIONS, ORDER, PRODUCTS, QUOTE, answer};
use crate::stage::{Stage, run, run_with_faults};

/// Takes the browser's connection away, or gives it back.
pub(crate) async fn connect(stage: &Stage, there: bool) {
    stage.browser.cdp("Network.enable", json!({})).await;
    let conditions =
        json!({ "offline": !there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    stage.browser.cdp("Network.emulateNetworkConditions", conditions).await;
}

#[tokio::test]
async fn without_a_connection_that_is_said_and_when_it_is_back_all_goes_on_by_itself() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open().await;
        widget.choose_location(hire.location).await;
        widget.choose_times(&hire).await;
        widget.see(".card .price", "for these times").await;
        connect(stage, false).await;
        widget.see(".now", "You are offline.").await;
        widget.see("[role=status]", "You are offline.").await;
        screens::look(stage, "Offline", &[WIDE, NARROW]).await;
        widget.add_all(&hire).await;
        let alert = widget.see(".panel .alert", "You are offline.").await;
        assert!(alert.text.contains("What you chose is still here."), "{}", alert.text);
        screens::look_at_booking(stage, &widget, "Offline, price that failed").await;

        connect(stage, true).await;
        widget.see_priced(&hire).await;
        widget.see_no(".now").await;
        widget.see_no(".alert").await;
        stage.order_by(&widget, &hire).await;
        assert_eq!(stage.error_codes().await, ["service-unreachable"]);
    })
    .await;
}

#[tokio::test]
async fn a_service_that_was_away_while_the_browser_had_a_connection_is_tried_again_by_itself() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open().await;
        widget.choose_location(hire.location).await;
        widget.choose_times(&hire).await;
        widget.see(".card .price", "for these times").await;
        stage.gateway.end().await;
        widget.add_all(&hire).await;
        widget.see(".panel .alert", "No connection.").await;
        stage.gateway.start_again().await;
        widget.see_priced(&hire).await;
        widget.see_no(".alert").await;
        let said = widget.texts("[role=status]").await;
        assert!(
            said.iter().all(|said| said.contains("Total")),
            "what is over is not left to be read: {said:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_list_a_price_and_an_order_that_take_long_are_said_to_be_under_way() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let late = |path: &str| json!([{ "path": path, "delay_ms": 7000 }]);
        stage.gateway.misbehave(late(PRODUCTS)).await;
        stage.browser.go(&stage.page.address).await;
        let widget = stage.widget("widget");
        widget.see("[role=status]", "Still working…").await;
        widget.see(".now", "Still working…").await;
        stage.gateway.misbehave(json!([])).await;
        screens::photograph(stage, "Slow, first list", "wide", WIDE).await;
        widget.ready().await;
        widget.see_no(".now").await;
        assert_eq!(widget.texts("[role=status] span").await, Vec::<String>::new());
        widget.choose_location(hire.location).await;
        widget.choose_times(&hire).await;
        stage.gateway.misbehave(late(QUOTE)).await;
        widget.add_all(&hire).await;
        widget.see(".now", "Still working…").await;
        screens::photograph(stage, "Slow, price", "wide", WIDE).await;
        widget.see_priced(&hire).await;
        widget.see_no(".now").await;
        stage.gateway.misbehave(late(ORDER)).await;
        widget.continue_to_payment().await;
        widget.see(".now", "Still working…").await;
        crate::checkout_page::arrive(&stage.browser, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn a_company_without_places_and_an_answer_that_cannot_be_read_have_screens_of_their_own() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let both = [WIDE, NARROW];
        let widget = stage.widget("widget");
        let see = async |rules, words| {
            stage.gateway.misbehave(rules).await;
            stage.browser.go(&stage.page.address).await;
            widget.see(".screen", words).await;
        };
        let nowhere = answer(LOCATIONS, &json!({ "locations": [] }));
        see(json!([nowhere]), "There is no place to pick up at the moment.").await;
        screens::look(stage, "No places", &both).await;
        let portal = json!({ "body": "<h1>Welcome to our hotel</h1>", "content_type": "text/html" });
        see(json!([{ "path": "/api/*", "answer": portal }]), "can’t be read.").await;
        screens::look(stage, "Answer that cannot be read", &both).await;
        stage.gateway.misbehave(json!([])).await;
        widget.press("Try again").await;
        widget.ready().await;
    })
    .await;
}
