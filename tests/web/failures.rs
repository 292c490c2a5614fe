//! Reads that fail: each failure has its screen or its message, and a way on.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::mounting::text_of_screen;
use crate::page::{Page, config, press, settle, text, weekend};
use crate::service::{Endpoint, Reply, Service};

#[wasm_bindgen_test]
async fn a_company_that_the_service_does_not_know_has_its_screen_and_is_asked_for_once() {
    let service = Service::start();
    let unknown = json!({ "error": "Not found", "message": "company not found" });
    service.always(Endpoint::Locations, Reply::Json(404, unknown.clone()));
    service.always(Endpoint::Products, Reply::Json(404, unknown));
    let page = Page::mount(service, &config(), None);
    assert_eq!(text_of_screen(&page).await, "Booking is not available here.");
    settle().await;
    assert_eq!((page.count(Endpoint::Locations), page.count(Endpoint::Products)), (1, 1));
    assert_eq!(page.errors(), ["company-unknown"]);
    assert!(page.events("booking-ready").is_empty());
    // The link that the page's owner put into the element is offered.
    assert!(page.find(".screen slot").is_some());
    // Asking again does not make a company known.
    assert!(page.find(".screen button").is_none());
}

#[wasm_bindgen_test]
async fn without_a_company_nothing_is_asked_and_the_owner_is_told() {
    let mut config = config();
    config["companyId"] = json!(null);
    let page = Page::mount(Service::start(), &config, None);
    assert_eq!(text_of_screen(&page).await, "Booking is not available here.");
    settle().await;
    assert!(page.service.asked().is_empty());
    let errors = page.events("booking-error");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0]["recoverable"], json!(false));
    assert!(errors[0]["message"].as_str().unwrap().contains("company-id"));
}

#[wasm_bindgen_test]
async fn a_connection_that_stays_broken_is_tried_three_times_and_then_said() {
    let service = Service::start();
    service.always(Endpoint::Locations, Reply::Broken);
    let page = Page::mount(service, &config(), None);
    assert_eq!(text_of_screen(&page).await, "No connection.");
    assert_eq!(page.count(Endpoint::Locations), 3);
    assert_eq!(page.errors(), ["service-unreachable"]);
    page.service.always(Endpoint::Locations, Reply::Usual);
    press(&page.button("Try again"));
    page.appears(".products").await;
}

#[wasm_bindgen_test]
async fn a_fetch_that_fails_with_no_error_is_a_broken_connection() {
    let service = Service::start();
    service.next(Endpoint::Locations, Reply::NoError);
    let page = Page::open_with(service, &config(), None).await;
    assert_eq!(page.count(Endpoint::Locations), 2);
    assert!(page.errors().is_empty());
}

#[wasm_bindgen_test]
async fn a_service_that_fails_for_a_moment_is_not_mentioned() {
    let service = Service::start();
    service.next(Endpoint::Locations, Reply::Json(503, json!({})));
    let page = Page::open_with(service, &config(), None).await;
    assert_eq!(page.count(Endpoint::Locations), 2);
    assert!(page.errors().is_empty());
    assert!(page.find(".screen").is_none());
}

#[wasm_bindgen_test]
async fn an_element_that_makes_no_sense_is_left_out_and_told() {
    let service = Service::start();
    let mut products = crate::service::products();
    products["products"][1] = json!({ "id": "product_nameless" });
    service.next(Endpoint::Products, Reply::Json(200, products));
    let page = Page::open_with(service, &config(), None).await;
    assert_eq!(page.texts(".card h3"), ["Kayak", "Trailer"]);
    assert_eq!(page.errors(), ["answer-incomplete"]);
}

#[wasm_bindgen_test]
async fn stock_that_can_not_be_fetched_leaves_the_list_and_offers_another_try() {
    let service = Service::start();
    let refused = json!({ "error": "Bad request", "message": "no" });
    service.next(Endpoint::Products, Reply::Json(400, refused.clone()));
    service.next(Endpoint::Products, Reply::Usual);
    let page = Page::open_with(service, &config(), Some(weekend(&[]))).await;
    let alert = page.appears(".list .alert").await;
    assert!(crate::page::text(&alert).starts_with("The booking service did not accept this."));
    assert_eq!(page.all(".card").len(), 3);
    press(&page.button("Try again"));
    page.until("prices", |page| page.text(".card .price").starts_with("$50.00")).await;
    assert!(page.find(".list .alert").is_none());
}

#[wasm_bindgen_test]
async fn marks_of_the_days_that_can_not_be_fetched_can_be_tried_again_before_a_day_is_chosen() {
    let service = Service::start();
    service.always(Endpoint::Slots, Reply::Garbage);
    let mut chosen = weekend(&[("product_kayak", 1)]);
    chosen["start"] = json!(null);
    chosen["end"] = json!(null);
    let page = Page::open_with(service, &config(), Some(chosen)).await;
    press(&page.get("[data-focus=trip-from]"));
    page.until("the failure", |page| {
        page.find(".picker")
            .is_some_and(|picker| text(&picker).contains("What is free could not be fetched."))
    })
    .await;
    assert!(page.find(".day.free").is_none());
    page.service.always(Endpoint::Slots, Reply::Usual);
    press(&page.button("Try again"));
    page.appears(".day.free").await;
    assert!(text(&page.get(".picker")).contains("Choose a day"));
}

#[wasm_bindgen_test]
async fn times_of_a_day_that_can_not_be_fetched_can_be_tried_again() {
    let service = Service::start();
    service.always(Endpoint::Slots, Reply::Garbage);
    let mut chosen = weekend(&[("product_kayak", 1)]);
    chosen["end"] = json!(null);
    let page = Page::open_with(service, &config(), Some(chosen)).await;
    press(&page.get("[data-focus=trip-from]"));
    page.until("the failure", |page| {
        page.find(".picker").is_some_and(|picker| text(&picker).contains("could not be fetched"))
    })
    .await;
    page.service.always(Endpoint::Slots, Reply::Usual);
    press(&page.button("Try again"));
    page.appears(".picker [role=radio]").await;
}
