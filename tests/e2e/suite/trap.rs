//! A panic in the program: real ones, in the build that panics where the attribute `data-test-panic` of an element says
//! so. Each element has an instance of its own, so the others go on; the one that broke starts again with its cart, and
//! shows its own link when it breaks once more.

use std::path::Path;

use serde_json::{Value, json};

use crate::browser::WIDE;
use crate::checkout_page;
use crate::life::{one_kayak, two_boards};
use crate::page::{HostPage, element};
use crate::sample::{Hire, SINGLE_KAYAK, weekend};
use crate::service::Gateway;
use crate::stage::{Stage, given, run};
use crate::wait::until_true;

/// The attribute, and what only the build for these tests holds of it.
const TRIGGER: &str = "data-test-panic";

/// A page of the build that breaks, with widgets of these ids; each asks a service of its own, so that none has a part in
/// what another shows.
async fn open(stage: &Stage, ids: &[&str], attributes: &[(&str, &str)]) -> Vec<Gateway> {
    let mut gateways = Vec::new();
    let mut main = String::new();
    for id in ids {
        let gateway = Gateway::start().await;
        main += &element(id, &gateway, if gateways.is_empty() { attributes } else { &[] });
        gateways.push(gateway);
    }
    let services = gateways.iter().map(|gateway| gateway.address.clone()).collect();
    stage.open_page(HostPage { main, services, trap: true, ..stage.page.page() }).await;
    gateways
}

/// From now on the element panics where this says.
async fn set(stage: &Stage, id: &str, places: &str) {
    let script =
        "document.getElementById(arguments[0]).setAttribute(arguments[1], arguments[2]); return null";
    stage.browser.run::<Value>(script, vec![json!(id), json!(TRIGGER), json!(places)]).await;
}

/// The crashes that the page heard of an element, as whether it starts again after each.
async fn crashes(stage: &Stage, id: &str) -> Vec<bool> {
    let errors = stage.events("booking-error").await.into_iter().filter(|event| event.element == id);
    let crash = |detail: Value| {
        assert_eq!(detail["code"], "crashed", "{detail}");
        detail["recoverable"].as_bool().unwrap()
    };
    errors.map(|event| crash(event.detail)).collect()
}

async fn see_crashes(stage: &Stage, id: &str, expected: &[bool]) {
    until_true(format!("the crashes {expected:?} of {id}"), async || {
        crashes(stage, id).await.len() >= expected.len()
    })
    .await;
    assert_eq!(crashes(stage, id).await, expected, "{id}");
}

async fn see_the_link(stage: &Stage, id: &str) {
    until_true(format!("the page's own link in place of {id}"), async || {
        let script = "return document.querySelector(`#${arguments[0]} a`).checkVisibility()";
        stage.browser.run(script, vec![json!(id)]).await
    })
    .await;
    assert!(stage.widget(id).shown(".card, .screen").await.is_empty());
}

#[tokio::test]
async fn of_three_widgets_one_panics_and_comes_back_with_its_cart_and_the_others_book() {
    run(WIDE, async |stage: &Stage| {
        let gateways = open(stage, &["one", "two", "three"], &[]).await;
        let [one, two, three] = ["one", "two", "three"].map(|id| stage.widget(id));
        let third = weekend();
        one.ready().await;
        one.choose(&one_kayak()).await;
        two.choose(&two_boards()).await;
        three.choose(&third).await;
        three.see_priced(&third).await;

        set(stage, "three", "render").await;
        three.press_in(".chip", "Kayaks").await;
        see_crashes(stage, "three", &[true]).await;
        three.ready().await;
        three.see_priced(&third).await;

        one.press("One more Single kayak").await;
        one.see_priced(&Hire { items: vec![(SINGLE_KAYAK, 2)], ..one_kayak() }).await;
        two.see_priced(&two_boards()).await;
        two.continue_to_payment().await;
        checkout_page::arrive(&stage.browser, &two_boards()).await;
        gateways[1].only_order().await.assert_is(&two_boards(), "unpaid");
        assert_eq!(gateways[0].orders().await, []);
        assert_eq!(gateways[2].orders().await, []);
        assert_eq!(stage.error_codes().await, ["crashed"]);
    })
    .await;
}

#[tokio::test]
async fn wherever_it_panics_a_widget_comes_back_with_its_cart_and_the_second_time_it_shows_its_link() {
    run(WIDE, async |stage: &Stage| {
        let places = ["action", "reduce", "render", "answer"];
        let gateways = open(stage, &places, &[]).await;
        for place in places {
            let widget = stage.widget(place);
            widget.ready().await;
            widget.choose(&one_kayak()).await;
            widget.see_priced(&one_kayak()).await;

            set(stage, place, place).await;
            widget.press("One more Single kayak").await;
            see_crashes(stage, place, &[true]).await;
            // What broke before the cart was changed did not change it.
            let quantity = if matches!(place, "action" | "reduce") { 1 } else { 2 };
            let kept = Hire { items: vec![(SINGLE_KAYAK, quantity)], ..one_kayak() };
            widget.ready().await;
            widget.see_priced(&kept).await;

            set(stage, place, place).await;
            widget.press("One more Single kayak").await;
            see_the_link(stage, place).await;
            see_crashes(stage, place, &[true, false]).await;
        }
        for gateway in gateways {
            assert_eq!(gateway.orders().await, []);
        }
    })
    .await;
}

#[tokio::test]
async fn a_widget_that_panics_at_every_start_shows_its_link_and_the_other_books() {
    run(WIDE, async |stage: &Stage| {
        for broken in ["mount", "render"] {
            let place = format!("{broken} again");
            let gateways = open(stage, &[broken, "whole"], &[(TRIGGER, &place)]).await;
            see_the_link(stage, broken).await;
            see_crashes(stage, broken, &[true, false]).await;
            let whole = stage.widget("whole");
            whole.ready().await;
            whole.choose(&one_kayak()).await;
            whole.see_priced(&one_kayak()).await;
            whole.continue_to_payment().await;
            checkout_page::arrive(&stage.browser, &one_kayak()).await;
            gateways[1].only_order().await.assert_is(&one_kayak(), "unpaid");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_released_can_not_be_made_to_panic() {
    run(WIDE, async |stage: &Stage| {
        let holds_trigger = |folder: &str| {
            let module = std::fs::read(Path::new(&given(folder)).join("app/booking_widget_bg.wasm")).unwrap();
            module.windows(TRIGGER.len()).any(|bytes| bytes == TRIGGER.as_bytes())
        };
        assert!(holds_trigger("TRAP_DIR"));
        assert!(!holds_trigger("DIST_DIR"));
        let everywhere = "mount action reduce render answer again";
        let main = element("widget", &stage.gateway, &[(TRIGGER, everywhere)]);
        stage.open_page(HostPage { main, ..stage.page.page() }).await;
        let widget = stage.widget("widget");
        widget.ready().await;
        widget.choose(&one_kayak()).await;
        widget.see_priced(&one_kayak()).await;
        assert_eq!(stage.error_codes().await, Vec::<String>::new());
    })
    .await;
}
