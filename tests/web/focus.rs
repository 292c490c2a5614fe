//! The focus, where what has it goes away and nobody has pressed anything: it is never lost.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{NOW, Page, SATURDAY_9, focus, press, set_clock, text};
use crate::service::{Endpoint, Reply};

const KAYAK: &[(&str, u32)] = &[("product_kayak", 1)];

#[wasm_bindgen_test]
async fn when_a_message_that_has_the_focus_is_over_the_booking_has_it() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Busy(vec![("retry-after", "1")]));
    page.continue_to_payment().await;
    page.appears(".panel .alert").await;
    page.focus_on("alert").await;
    // A second later the order can be sent again.
    page.until("the end of the message", |page| page.find(".panel .alert").is_none()).await;
    page.focus_on("line product_kayak").await;
    assert!(page.get(".panel").contains(page.focused().as_deref()));
}

#[wasm_bindgen_test]
async fn when_an_order_that_waits_is_over_the_button_in_its_place_has_the_focus() {
    let page = Page::open_weekend(KAYAK).await;
    let expires = NOW + 15 * 60_000;
    let url = "https://pay.harbour.test/pio_2";
    let placed = json!({ "id": "pio_2", "checkout_url": url, "expires_at": expires });
    page.service.next(Endpoint::Order, Reply::Json(200, placed));
    page.continue_to_payment().await;
    let link = page.appears(".panel a[part=continue]").await;
    focus(&link);
    set_clock(expires);
    press(&page.button("Land"));
    page.until("the button", |page| page.find(".panel button[part=continue]").is_some()).await;
    page.until("the focus on it", |page| page.focused() == page.find(".panel button[part=continue]")).await;
}

#[wasm_bindgen_test]
async fn when_a_time_that_has_the_focus_passes_the_first_that_is_left_has_it() {
    let page = Page::open_at_manly().await;
    page.press("Choose times for Kayak").await;
    page.press("Saturday 28 November available").await;
    page.appears("[role=radio]").await;
    focus(&page.get("[role=radio]"));
    assert_eq!(page.focus_name(), format!("slot {SATURDAY_9}"));
    set_clock(SATURDAY_9 + 1);
    press(&page.button("Land"));
    page.until("the passing of nine o’clock", |page| text(&page.get("[role=radio]")).starts_with("9:15"))
        .await;
    page.focus_on(&format!("slot {}", SATURDAY_9 + 15 * 60_000)).await;
}
