//! From "Continue to payment" to the order: asked once more, created once, and what is said where that fails.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{NOW, ORDER_URL, Page, config, is_off, press, set_clock, settle, text, weekend};
use crate::service::{Endpoint, Reply, Service, locations, quote};

const KAYAK: &[(&str, u32)] = &[("product_kayak", 1)];

fn dearer(page: &Page) -> Value {
    quote(&page.service.asked_of(Endpoint::Quote)[0].body["cart"], 500)
}

/// The order that was asked for, as often as it was.
fn orders(page: &Page) -> Vec<Value> {
    page.service.asked_of(Endpoint::Order).into_iter().map(|asked| asked.body).collect()
}

async fn ordered(page: &Page) {
    page.until("the order", |page| !page.events("booking-order").is_empty()).await;
    page.until("the link", |page| page.find(".panel .note a").is_some()).await;
}

#[wasm_bindgen_test]
async fn two_presses_ask_for_one_quote_and_create_one_order() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Held);
    let button = page.get("[part=continue]");
    assert_eq!(text(&button), "Continue to payment");
    press(&button);
    press(&button);
    page.until("the request", |page| page.count(Endpoint::Order) == 1).await;
    page.until("what is being done", |page| page.text("[part=continue]") == "Making your booking…").await;
    assert!(is_off(&page.get("[part=continue]")));
    press(&page.get("[part=continue]"));
    page.service.release(Endpoint::Order, Reply::Usual);
    ordered(&page).await;
    settle().await;
    assert_eq!(page.count(Endpoint::Quote), 2);
    assert_eq!(page.count(Endpoint::Order), 1);
    assert_eq!(page.events("booking-order"), [json!({ "id": "pio_1", "url": ORDER_URL })]);
    let order = &orders(&page)[0];
    assert_eq!(order["lineItems"], json!([{ "productID": "product_kayak", "quantity": 1 }]));
    assert_eq!(order["locationId"], json!("location_manly"));
    assert_eq!(order["companyId"], json!("company_harbour"));
    assert_eq!(order["fromDate"], json!("2026-11-27T22:00:00.000Z"));
    assert_eq!(order["toDate"], json!("2026-11-28T22:00:00.000Z"));
    assert_eq!(order["returnUrl"], json!("https://shop.test/hire"));
    assert_eq!(order["client_reference"].as_str().unwrap().len(), 36);
}

#[wasm_bindgen_test]
async fn without_a_redirect_the_page_stays_and_the_order_is_a_link() {
    let page = Page::open_weekend(KAYAK).await;
    let here = web_sys::window().unwrap().location().href().unwrap();
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    let link = page.get(".panel .note a");
    assert_eq!(link.get_attribute("href").as_deref(), Some(ORDER_URL));
    assert_eq!(page.text("[part=continue]"), "Continue the order you started");
    // The order is not created again.
    press(&page.get("[part=continue]"));
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 1);
    assert_eq!(web_sys::window().unwrap().location().href().unwrap(), here);
    // Another cart is another order, under the same reference: it takes the place of the unpaid one.
    press(&page.button("One more Kayak"));
    page.until("the new price", |page| {
        page.find(".panel .total .num").is_some_and(|total| text(&total) == "$110.00")
    })
    .await;
    assert_eq!(page.text("[part=continue]"), "Continue to payment");
    press(&page.get("[part=continue]"));
    page.until("the second order", |page| page.count(Endpoint::Order) == 2).await;
    let orders = orders(&page);
    assert_eq!(orders[0]["client_reference"], orders[1]["client_reference"]);
    assert_eq!(orders[1]["lineItems"][0]["quantity"], json!(2));
}

#[wasm_bindgen_test]
async fn an_order_that_has_run_out_is_not_offered_again() {
    let page = Page::open_weekend(KAYAK).await;
    let expires = NOW + 15 * 60_000;
    let url = "https://pay.harbour.test/pio_2";
    let placed = json!({ "id": "pio_2", "checkout_url": url, "expires_at": expires });
    page.service.next(Endpoint::Order, Reply::Json(200, placed));
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    assert_eq!(page.get(".panel .note a").get_attribute("href").as_deref(), Some(url));
    set_clock(expires);
    page.press("Land").await;
    page.until("no standing order", |page| {
        page.find("[part=continue]").is_some_and(|button| text(&button) == "Continue to payment")
    })
    .await;
    press(&page.get("[part=continue]"));
    page.until("another order", |page| page.count(Endpoint::Order) == 2).await;
    let orders = orders(&page);
    assert_ne!(orders[0]["client_reference"], orders[1]["client_reference"]);
}

#[wasm_bindgen_test]
async fn a_changed_price_is_shown_with_both_and_accepting_it_creates_the_order() {
    let page = Page::open_weekend(KAYAK).await;
    let dearer = dearer(&page);
    page.service.always(Endpoint::Quote, Reply::Json(200, dearer));
    press(&page.get("[part=continue]"));
    let alert = page.appears(".panel .alert").await;
    assert_eq!(
        text(&alert),
        "The price changed. It was $55.00 and is now $60.50. Nothing has been booked yet."
    );
    page.focus_on("alert").await;
    assert_eq!(page.count(Endpoint::Order), 0);
    assert_eq!(page.text(".panel .total .num"), "$60.50");
    assert_eq!(page.text("[part=continue]"), "Accept and continue to payment");
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    assert_eq!(page.count(Endpoint::Order), 1);
    assert!(page.find(".panel .alert").is_none());
}

#[wasm_bindgen_test]
async fn a_unit_that_is_gone_at_the_last_moment_creates_no_order() {
    let page = Page::open_weekend(KAYAK).await;
    let gone = json!({
        "available": false, "reason": "taken",
        "lines": [{ "product_id": "product_kayak", "quantity": 1, "available_count": 0 }]
    });
    page.service.next(Endpoint::Quote, Reply::Json(200, gone));
    press(&page.get("[part=continue]"));
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).contains("Someone else was quicker"));
    page.focus_on("alert").await;
    assert_eq!(page.texts(".panel .line small"), ["Only 0 free for these times"]);
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 0);
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
}

#[wasm_bindgen_test]
async fn a_lost_answer_is_said_and_asked_again_under_the_same_reference() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Broken);
    press(&page.get("[part=continue]"));
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("We did not hear back."));
    page.focus_on("alert").await;
    assert_eq!(page.errors(), ["order-lost"]);
    // Never by itself.
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 1);
    press(&page.button("Ask again"));
    ordered(&page).await;
    let orders = orders(&page);
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[0], orders[1]);
    assert!(orders[0]["client_reference"].is_string());
    assert!(page.find(".panel .alert").is_none());
}

#[wasm_bindgen_test]
async fn without_references_a_lost_answer_is_for_the_customer_to_decide() {
    let service = Service::start();
    let mut plain = locations();
    plain.as_object_mut().unwrap().remove("features");
    service.next(Endpoint::Locations, Reply::Json(200, plain));
    let page = Page::open_with(service, &config(), Some(weekend(KAYAK))).await;
    page.priced().await;
    page.service.next(Endpoint::Order, Reply::Json(502, json!({})));
    press(&page.get("[part=continue]"));
    page.appears(".panel .alert").await;
    let link = page.get(".panel .alert a");
    assert_eq!(link.get_attribute("href").as_deref(), Some("https://book.harbour.test/harbour"));
    // A second order is not one careless press away.
    assert!(page.find("[part=continue]").is_none());
    assert!(orders(&page)[0].get("client_reference").is_none());
    assert!(orders(&page)[0].get("returnUrl").is_none());
    press(&page.button("Start a new try"));
    page.until("no alert", |page| page.find(".panel .alert").is_none()).await;
    page.priced().await;
    assert_eq!(page.count(Endpoint::Order), 1);
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    assert_eq!(page.count(Endpoint::Order), 2);
}

#[wasm_bindgen_test]
async fn an_order_that_is_refused_is_said_and_price_and_stock_are_looked_at_again() {
    let page = Page::open_weekend(KAYAK).await;
    let quotes = page.count(Endpoint::Quote);
    page.service.next(Endpoint::Order, Reply::Json(400, json!({ "message": "not available" })));
    press(&page.get("[part=continue]"));
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("The booking service did not accept this. Nothing has been booked."));
    assert_eq!(page.errors(), ["order-refused"]);
    page.until("a new look", |page| page.count(Endpoint::Quote) == quotes + 2).await;
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 1);
}

#[wasm_bindgen_test]
async fn while_an_order_is_being_made_the_booking_stays_as_it_is() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Held);
    press(&page.get("[part=continue]"));
    page.until("the request", |page| page.count(Endpoint::Order) == 1).await;
    press(&page.button("One more Kayak"));
    press(&page.button("Remove Kayak"));
    press(&page.get("[data-focus=trip-from]"));
    settle().await;
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
    assert!(page.find(".picker").is_none());
    page.service.release(Endpoint::Order, Reply::Usual);
    ordered(&page).await;
}

#[wasm_bindgen_test]
async fn an_address_that_could_run_something_is_not_a_checkout_page() {
    let page = Page::open_weekend(KAYAK).await;
    let placed = json!({ "id": "pio_1", "checkout_url": "javascript:alert(1)" });
    page.service.next(Endpoint::Order, Reply::Json(200, placed));
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    assert_eq!(page.events("booking-order")[0]["url"], json!(ORDER_URL));
    assert_eq!(page.get(".panel .note a").get_attribute("href").as_deref(), Some(ORDER_URL));
}
