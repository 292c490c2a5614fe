//! What the page and the customer have where the widget can't run, or the service doesn't answer.

use serde_json::{Value, json};

use crate::browser::WIDE;
use crate::page::{HostPage, element};
use crate::sample::{name_of, weekend};
use crate::service::{Gateway, free_port};
use crate::stage::{Stage, run};
use crate::wait::until_true;

/// Waits until the element's own link is what is shown in it.
async fn see_the_pages_own_link(stage: &Stage) {
    until_true("the page's own link", async || {
        let script = r#"
            const element = document.getElementById("widget");
            const [link] = element.children;
            return link.checkVisibility() && link.assignedSlot !== null && link.getBoundingClientRect().height > 0;
        "#;
        stage.browser.run(script, vec![]).await
    })
    .await;
    assert!(stage.widget("widget").shown(".card, .screen").await.is_empty());
}

#[tokio::test]
async fn where_the_program_is_missing_the_pages_own_link_is_shown_and_the_page_is_told() {
    run(WIDE, async |stage: &Stage| {
        stage.open_page(HostPage { missing: Some("app/booking_widget_bg.wasm"), ..stage.page.page() }).await;
        see_the_pages_own_link(stage).await;
        let error = stage.error("file-missing").await;
        assert_eq!(error["recoverable"], false);
        assert!(error["message"].as_str().unwrap().contains("booking_widget_bg.wasm"), "{error}");
        assert_eq!(stage.error_codes().await, ["file-missing"]);
    })
    .await;
}

#[tokio::test]
async fn where_the_glue_or_the_style_sheet_is_missing_the_pages_own_link_is_shown() {
    run(WIDE, async |stage: &Stage| {
        for file in ["app/booking_widget.js", "booking-widget.css"] {
            stage.open_page(HostPage { missing: Some(file), ..stage.page.page() }).await;
            see_the_pages_own_link(stage).await;
            let error = stage.error("file-missing").await;
            assert_eq!(error["recoverable"], false, "{file}");
        }
        assert_eq!(stage.error_codes().await, ["file-missing", "file-missing"]);
    })
    .await;
}

#[tokio::test]
async fn where_the_policy_forbids_the_program_the_pages_own_link_is_shown_and_the_page_is_told() {
    run(WIDE, async |stage: &Stage| {
        stage.open_page(HostPage { wasm: false, ..stage.page.page() }).await;
        see_the_pages_own_link(stage).await;
        let error = stage.error("wasm-blocked").await;
        assert_eq!(error["recoverable"], false);
        assert!(error["message"].as_str().unwrap().contains("wasm-unsafe-eval"), "{error}");
        // This is the one violation that a test wants to see.
        let [violation] = &stage.heard().await.violations[..] else { panic!("one violation") };
        assert!(violation.starts_with("script-src"), "{violation}");
        stage.browser.run::<Value>("heard.violations = []; return null", vec![]).await;
        stage.browser.console().await;
    })
    .await;
}

#[tokio::test]
async fn an_unknown_company_has_a_screen_of_its_own_with_the_pages_link() {
    run(WIDE, async |stage: &Stage| {
        let main = element("widget", &stage.gateway, &[("company-id", "company_nobody")]);
        stage.open_page(HostPage { main, ..stage.page.page() }).await;
        let widget = stage.widget("widget");
        let screen = widget.see(".screen", "Booking is not available here.").await;
        assert!(screen.text.contains("takes no bookings at the moment"), "{}", screen.text);
        stage.error("company-unknown").await;
        let link = "return document.querySelector('booking-widget a').checkVisibility()";
        assert!(stage.browser.run::<bool>(link, vec![]).await);
    })
    .await;
}

#[tokio::test]
async fn a_missing_company_is_told_to_the_owner_and_asks_nobody() {
    run(WIDE, async |stage: &Stage| {
        let main = element("widget", &stage.gateway, &[("company-id", "")]);
        stage.open_page(HostPage { main, ..stage.page.page() }).await;
        stage.widget("widget").see(".screen", "Booking is not available here.").await;
        assert_eq!(stage.gateway.requests().len(), 0, "{:?}", stage.gateway.requests());
    })
    .await;
}

#[tokio::test]
async fn a_service_that_is_down_at_first_can_be_tried_again() {
    run(WIDE, async |stage: &Stage| {
        let later = free_port();
        let address = format!("http://{later}");
        let api = format!("{address}/api");
        let main = element("widget", &stage.gateway, &[("api-base", &api), ("checkout-base", &address)]);
        stage.open_page(HostPage { main, services: vec![address], ..stage.page.page() }).await;
        let widget = stage.widget("widget");
        widget.see(".screen", "No connection.").await;
        stage.error("service-unreachable").await;

        let _gateway = Gateway::on(later).await;
        widget.press("Try again").await;
        widget.ready().await;
        widget.choose(&weekend()).await;
        widget.see_priced(&weekend()).await;
        assert_eq!(stage.events("booking-ready").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_theme_is_told_once_and_the_widget_works() {
    run(WIDE, async |stage: &Stage| {
        let main = element("widget", &stage.gateway, &[("theme", "neon")]);
        stage.open_page(HostPage { main, ..stage.page.page() }).await;
        let widget = stage.widget("widget");
        widget.ready().await;
        let error = stage.error("attribute-invalid").await;
        assert_eq!(error["recoverable"], true);
        for word in ["theme", "neon", "auto, light or dark"] {
            assert!(error["message"].as_str().unwrap().contains(word), "{word} in {error}");
        }
        // Another attribute changes, and the wrong one is read again.
        stage
            .browser
            .run::<Value>("widget.locationId = arguments[0]; return null", vec![json!(weekend().location)])
            .await;
        widget.see(".trip button", &name_of(weekend().location)).await;
        widget.choose_times(&weekend()).await;
        widget.add_all(&weekend()).await;
        widget.see_priced(&weekend()).await;
        assert_eq!(stage.error_codes().await, ["attribute-invalid"]);
        let warnings: Vec<_> = stage.browser.console().await;
        let warnings = warnings.iter().filter(|entry| entry.message.contains("neon")).count();
        assert_eq!(warnings, 1, "warnings on the console");
    })
    .await;
}

#[tokio::test]
async fn a_service_that_goes_away_before_the_order_loses_nothing() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;

        stage.gateway.end().await;
        widget.continue_to_payment().await;
        let alert = widget.see(".panel .alert", "No connection.").await;
        assert!(alert.text.contains("What you chose is still here."), "{}", alert.text);
        assert_eq!(widget.cart().await, ["2 × Single kayak", "1 × Paddle board"]);
        assert_eq!(stage.gateway.orders().await, []);

        stage.gateway.start_again().await;
        widget.press("Try again").await;
        widget.see_priced(&hire).await;
        stage.order_by(&widget, &hire).await;
    })
    .await;
}
