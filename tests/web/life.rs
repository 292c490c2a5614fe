//! An element's life: two on a page, moved, given other attributes, ended.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{NOW, Page, config, press, set_clock, settle, weekend};
use crate::service::{Endpoint, Reply, Service, quote};

const KAYAK: &[(&str, u32)] = &[("product_kayak", 1)];

#[wasm_bindgen_test]
async fn two_elements_share_neither_trip_nor_cart() {
    let one = Page::open_weekend(KAYAK).await;
    let mut bondi = config();
    bondi["locationId"] = json!("location_bondi");
    let two = Page::open_with(one.service.clone(), &bondi, None).await;
    assert_eq!(one.texts(".trip strong")[0], "Manly Wharf");
    assert_eq!(two.texts(".trip strong"), ["Bondi Beach", "Choose a time", "Choose a time"]);
    let heard = two.event_count();
    press(&one.button("One more Kayak"));
    one.until("two kayaks", |page| page.texts(".panel .line b") == ["2 × Kayak"]).await;
    press(&two.get("[data-focus=trip-from]"));
    two.appears("table.days").await;
    settle().await;
    assert!(one.find("table.days").is_none());
    assert!(two.find(".panel .line").is_none());
    assert_eq!(two.event_count(), heard);
}

#[wasm_bindgen_test]
async fn the_end_of_one_element_leaves_the_other_alive() {
    let mut one = Page::open_weekend(KAYAK).await;
    let two = Page::open_with(one.service.clone(), &config(), Some(weekend(KAYAK))).await;
    two.priced().await;
    one.destroy();
    press(&two.button("One more Kayak"));
    two.total_is("$110.00").await;
    let three = Page::open_with(two.service.clone(), &config(), None).await;
    assert_eq!(three.all(".card").len(), 3);
}

#[wasm_bindgen_test]
async fn the_end_gives_up_every_request_and_leaves_nothing_behind() {
    let mut page = Page::open_weekend(KAYAK).await;
    page.service.always(Endpoint::Quote, Reply::Held);
    press(&page.button("One more Kayak"));
    page.until("the question", |page| page.count(Endpoint::Quote) == 2).await;
    let heard = page.event_count();
    page.destroy();
    settle().await;
    assert_eq!(page.root.child_nodes().length(), 0);
    assert!(page.service.asked_of(Endpoint::Quote)[1].aborted());
    // An answer that comes all the same changes nothing, and nothing is asked any more.
    let asked = page.service.asked().len();
    page.service.release(Endpoint::Quote, Reply::Usual);
    settle().await;
    assert_eq!(page.root.child_nodes().length(), 0);
    assert_eq!((page.event_count(), page.service.asked().len()), (heard, asked));
}

#[wasm_bindgen_test]
async fn an_end_before_the_first_answer_is_an_end() {
    let service = Service::start();
    service.always(Endpoint::Locations, Reply::Held);
    let mut page = Page::mount(service, &config(), None);
    page.until("the questions", |page| page.service.asked().len() == 2).await;
    page.destroy();
    settle().await;
    assert!(page.service.asked_of(Endpoint::Locations)[0].aborted());
    assert_eq!((page.root.child_nodes().length(), page.event_count()), (0, 0));
}

#[wasm_bindgen_test]
async fn an_end_in_the_moment_of_the_start_is_an_end() {
    let mut page = Page::mount(Service::start(), &config(), None);
    page.destroy();
    settle().await;
    assert_eq!(page.service.asked().len(), 0);
    assert_eq!((page.root.inner_html().as_str(), page.event_count()), ("", 0));
}

#[wasm_bindgen_test]
async fn a_moved_element_keeps_what_was_chosen_and_still_listens() {
    let page = Page::open_weekend(KAYAK).await;
    let asked = page.service.asked().len();
    let document = web_sys::window().unwrap().document().unwrap();
    let elsewhere = document.create_element("section").unwrap();
    document.body().unwrap().append_child(&elsewhere).unwrap();
    elsewhere.append_child(&page.host).unwrap();
    settle().await;
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
    assert_eq!(page.service.asked().len(), asked);
    press(&page.button("One more Kayak"));
    page.until("two", |page| page.texts(".panel .line b") == ["2 × Kayak"]).await;
    // The root itself, into another shadow root than it was mounted in.
    elsewhere.append_child(&page.root).unwrap();
    press(&page.button("One fewer Kayak"));
    page.until("one", |page| page.texts(".panel .line b") == ["1 × Kayak"]).await;
    elsewhere.remove();
}

#[wasm_bindgen_test]
async fn another_theme_changes_the_look_and_nothing_else() {
    let page = Page::open_weekend(KAYAK).await;
    let (asked, heard) = (page.service.asked().len(), page.event_count());
    let mut dark = config();
    dark["theme"] = json!("dark");
    page.update(&dark);
    page.until("the theme", |page| page.get(".bw").get_attribute("data-theme").as_deref() == Some("dark"))
        .await;
    settle().await;
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
    assert_eq!(page.text(".panel .total .num"), "$55.00");
    assert_eq!(page.service.asked().len(), asked);
    assert_eq!(page.event_count(), heard);
}

#[wasm_bindgen_test]
async fn another_language_changes_dates_times_and_sums_and_nothing_else() {
    let page = Page::open_weekend(KAYAK).await;
    let mut german = config();
    german["locale"] = json!("de");
    page.update(&german);
    page.until("the total in German", |page| page.text(".panel .total .num") == "55,00 $").await;
    // The sentences are still English.
    assert_eq!(page.get(".bw").get_attribute("lang").as_deref(), Some("en"));
    assert_eq!(page.texts(".trip strong")[1], "Sa. 28. Nov. 9:00");
    assert_eq!(page.count(Endpoint::Quote), 1);
}

#[wasm_bindgen_test]
async fn a_taken_away_company_leaves_the_screen_and_a_given_one_brings_the_list() {
    let page = Page::open().await;
    let mut none = config();
    none["companyId"] = json!("nonsense");
    page.update(&none);
    page.appears(".screen").await;
    assert_eq!(page.errors(), ["attribute-invalid"]);
    page.update(&config());
    page.appears(".products").await;
}

#[wasm_bindgen_test]
async fn what_is_old_is_asked_for_again_at_the_next_thing_that_happens() {
    let page = Page::open_weekend(KAYAK).await;
    assert_eq!(page.count(Endpoint::Quote), 1);
    set_clock(NOW + 50_000);
    page.press("Land").await;
    settle().await;
    assert_eq!(page.count(Endpoint::Quote), 1);
    set_clock(NOW + 70_000);
    page.service.next(Endpoint::Quote, Reply::Held);
    page.press("Water").await;
    page.until("a new quote", |page| page.count(Endpoint::Quote) == 2).await;
    settle().await;
    // It is the same booking: its total stays until there is another, and the way to payment with it.
    assert_eq!(page.text(".panel .total .num"), "$55.00");
    assert!(page.find(".panel .spinner").is_none());
    assert!(page.find("[part=continue]:not([aria-disabled])").is_some());
    let dearer = quote(&page.service.asked_of(Endpoint::Quote)[1].body["cart"], 500);
    page.service.release(Endpoint::Quote, Reply::Json(200, dearer));
    page.total_is("$60.50").await;
}

#[wasm_bindgen_test]
async fn a_total_that_is_old_goes_when_the_booking_can_not_be_had_any_more() {
    let page = Page::open_weekend(KAYAK).await;
    let gone = json!({
        "available": false, "reason": "taken",
        "lines": [{ "product_id": "product_kayak", "quantity": 1, "available_count": 0 }]
    });
    page.service.next(Endpoint::Quote, Reply::Json(200, gone));
    set_clock(NOW + 70_000);
    page.press("Water").await;
    page.appears(".panel .alert").await;
    assert!(page.find(".panel .total").is_none());
    assert!(page.find("[part=continue]").is_none());
    assert!(!page.text(".tray").contains('$'));
}
