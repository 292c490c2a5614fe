//! Whole hires for one press, and the reason that bounds the return.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, SATURDAY_9, is_off, press, text};

/// The time picker for the kayak at Manly, picked up on Saturday at 9:00.
async fn open_picked_up() -> Page {
    let page = Page::open_at_manly().await;
    page.press("Choose times for Kayak").await;
    page.press("Saturday 28 November available").await;
    press(&page.appears(&format!("[data-focus='slot {SATURDAY_9}']")).await);
    page.appears("[role=radiogroup][aria-label='Return time']").await;
    page
}

#[wasm_bindgen_test]
async fn before_a_pick_up_the_weekend_is_offered_with_its_times() {
    let page = Page::open_at_manly().await;
    page.press("Choose times for Kayak").await;
    page.appears(".quick .btn").await;
    assert_eq!(page.get(".quick").get_attribute("aria-label").as_deref(), Some("Quick choices"));
    assert_eq!(page.texts(".quick b"), ["Weekend"]);
}

#[wasm_bindgen_test]
async fn with_a_pick_up_one_press_chooses_the_return_and_takes_the_product() {
    let page = open_picked_up().await;
    page.until("what others leave", |page| page.all(".quick .btn").iter().any(|one| !is_off(one))).await;
    assert_eq!(page.texts(".quick b"), ["1 hour", "4 hours", "1 day", "Weekend"]);
    press(&page.all(".quick .btn")[0]);
    page.until("the booking", |page| page.texts(".panel .line b") == ["1 × Kayak"]).await;
    assert!(page.find(".picker").is_none());
}

#[wasm_bindgen_test]
async fn what_bounds_the_return_is_said_with_the_times() {
    let page = open_picked_up().await;
    let reason = page.appears("#limit").await;
    assert!(text(&reason).starts_with("Others have it from Sat 28 Nov"), "{}", text(&reason));
    let group = page.get("[role=radiogroup]");
    assert!(group.get_attribute("aria-describedby").unwrap().split(' ').any(|id| id == "limit"));
}
