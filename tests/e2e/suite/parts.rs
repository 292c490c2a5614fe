//! The program comes in two files: the list is there without the second one, and what a customer does before that is there
//! is not lost.

use serde_json::Value;

use crate::browser::{NARROW, WIDE};
use crate::page::HostPage;
use crate::sample::weekend;
use crate::screens;
use crate::stage::{Stage, run};

const REST: &str = "app/booking_widget_rest.wasm";

async fn open_without_rest(stage: &Stage) {
    stage.open_page(HostPage { held: Some(REST), ..stage.page.page() }).await;
    stage.widget("widget").ready().await;
}

#[tokio::test]
async fn what_is_pressed_before_the_rest_of_the_program_is_there_is_done_when_it_is() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        open_without_rest(stage).await;
        let widget = stage.widget("widget");
        widget.press_in(".trip button", "Choose a place").await;
        widget.see(".now", "Still working").await;
        assert!(widget.shown(".place").await.is_empty());
        screens::look(stage, "The rest of the program is on its way", &[WIDE, NARROW]).await;
        stage.page.set(HostPage { held: None, ..stage.page.page() });
        widget.see(".place", "Rose Bay").await;
        widget.see_no(".now").await;
        widget.press_in(".place", "Rose Bay").await;
        widget.choose_times(&hire).await;
        widget.add_all(&hire).await;
        widget.see_priced(&hire).await;
        stage.order_by(&widget, &hire).await;
        assert_eq!(stage.error_codes().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_rest_of_the_program_that_can_not_be_had_is_said_when_it_is_missed_and_fetched_by_try_again() {
    run(WIDE, async |stage: &Stage| {
        stage.open_page(HostPage { missing: Some(REST), ..stage.page.page() }).await;
        let widget = stage.widget("widget");
        widget.ready().await;
        let error = stage.error("file-missing").await;
        assert_eq!(error["recoverable"], true);
        assert!(widget.shown(".alert").await.is_empty(), "nobody has missed it");
        widget.press_in(".trip button", "Choose a place").await;
        let words = "A part of this page could not be loaded.";
        widget.see(".alert", words).await;
        widget.see("[role=status]", words).await;
        screens::look(stage, "The rest of the program can\u{2019}t be had", &[WIDE, NARROW]).await;
        stage.page.set(HostPage { missing: None, ..stage.page.page() });
        widget.press("Try again").await;
        widget.see(".place", "Rose Bay").await;
        widget.see_no(".alert").await;
    })
    .await;
}

#[tokio::test]
async fn a_booking_that_is_taken_up_again_waits_for_the_rest_of_the_program_and_is_not_lost_without_it() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        stage.open_with(&hire).await;
        stage.page.set(HostPage { missing: Some(REST), ..stage.page.page() });
        stage.browser.go(&stage.page.address).await;
        let widget = stage.widget("widget");
        widget.see(".alert", "A part of this page could not be loaded.").await;
        stage.browser.go(&stage.page.address).await;
        widget.see(".alert", "A part of this page could not be loaded.").await;
        stage.page.set(HostPage { missing: None, ..stage.page.page() });
        widget.press("Try again").await;
        widget.see_priced(&hire).await;
    })
    .await;
}

#[tokio::test]
async fn two_widgets_on_a_page_fetch_each_file_once() {
    run(WIDE, async |stage: &Stage| {
        let one = crate::page::element("one", &stage.gateway, &[]);
        let two = crate::page::element("two", &stage.gateway, &[("location-id", "location_manly")]);
        stage.open_page(HostPage { main: [one, two].concat(), ..stage.page.page() }).await;
        for id in ["one", "two"] {
            let widget = stage.widget(id);
            widget.ready().await;
            widget.open_places().await;
        }
        let script =
            "return performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop())
            .filter((name) => name.endsWith('.wasm')).sort()";
        let files: Value = stage.browser.run(script, vec![]).await;
        assert_eq!(files, serde_json::json!(["booking_widget_bg.wasm", "booking_widget_rest.wasm"]));
    })
    .await;
}
