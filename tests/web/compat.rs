//! The present widget with the answers of a gateway of an earlier release.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, config, press};
use crate::service::{Endpoint, Reply, Service};

const EXCHANGES: &str = include_str!("../compat/0.1.0/exchanges.json");

fn answer(name: &str) -> Reply {
    let exchanges: Vec<Value> = serde_json::from_str(EXCHANGES).unwrap();
    let exchange = exchanges.into_iter().find(|exchange| exchange["name"] == name).unwrap();
    Reply::Json(200, exchange["answer"].clone())
}

#[wasm_bindgen_test]
async fn what_a_gateway_of_the_first_release_answers_is_shown_and_ordered() {
    let service = Service::start();
    service.always(Endpoint::Locations, answer("the places"));
    service.always(Endpoint::Products, answer("the list for the times"));
    service.always(Endpoint::Quote, answer("the price"));
    service.always(Endpoint::Order, answer("an order"));
    // The weekend that the answers are about.
    let kept = json!({
        "locationId": "location_open", "start": 1_796_421_600_000_i64, "end": 1_796_536_800_000_i64,
        "items": [{ "productId": "product_kayak", "quantity": 2 }]
    });
    let page = Page::open_with(service, &config(), Some(kept)).await;
    page.priced().await;
    assert_eq!(page.texts(".card h3"), ["Tent", "Kayak <script>alert(1)</script>", "Gold"]);
    assert!(page.text(".total").contains("275.07"), "{}", page.text(".total"));
    press(&page.get("[part=continue]"));
    page.until("the order", |page| page.count(Endpoint::Order) == 1).await;
}
