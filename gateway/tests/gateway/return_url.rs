//! Where the checkout pages lead back to: to the site that the order came from, or one that the company lists.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::Value;

use super::harness::*;
use super::pages::pay;

const SHOP: &str = "https://shop.example";

/// An order that asks to be led back, from a page of an origin or of none.
async fn order(gateway: &Gateway, origin: Option<&str>, url: &str) -> Value {
    let body = with(order_of(&[("product_kayak", 1)]), "returnUrl", url);
    let request = Request::post("/api/customer/checkout").header(header::CONTENT_TYPE, "application/json");
    let request = match origin {
        Some(origin) => request.header(header::ORIGIN, origin),
        None => request,
    };
    let order = gateway.send(request.body(Body::from(body.to_string())).unwrap()).await.ok();
    // Each is alone: the next one has its units.
    gateway.sql("DELETE FROM reservations").await;
    order
}

async fn page(gateway: &Gateway, order: &Value) -> String {
    gateway.get(&format!("/test/checkout?order={}", order["id"].as_str().unwrap())).await.text()
}

#[tokio::test]
async fn an_order_leads_back_to_the_site_that_it_came_from_and_the_page_names_it() {
    let gateway = Gateway::start().await;
    let url = "https://shop.example/hire?boat=%C3%BC&utm_source=ad&Session-Id=7#access_token=8";
    let order = order(&gateway, Some(SHOP), url).await;
    let id = order["id"].as_str().unwrap();
    let link = format!(
        "<a class=\"back\" href=\"https://shop.example/hire?boat=%C3%BC#booking=open&amp;order={id}\">Back without paying</a> \
         <span class=\"host\">(shop.example)</span>"
    );
    let text = page(&gateway, &order).await;
    assert!(text.contains(&link), "{text}");
    let stored = "SELECT count(*) FROM orders WHERE return_url = 'https://shop.example/hire?boat=%C3%BC'
         AND request NOT LIKE '%utm_source%' AND request NOT LIKE '%access_token%' AND request NOT LIKE '%Session%'";
    assert_eq!(gateway.count(stored).await, 1);
}

#[tokio::test]
async fn a_way_back_that_is_not_allowed_is_dropped_and_the_order_is_made() {
    let gateway = Gateway::start().await;
    for (origin, url) in [
        (None, "https://shop.example/hire"),
        (Some("null"), "https://shop.example/hire"),
        (Some("null"), "https://null/hire"),
        (Some(SHOP), "https://evil.example/hire"),
        (Some(SHOP), "http://shop.example/hire"),
        (Some(SHOP), "https://shop.example@evil.example/"),
        (Some(SHOP), "https://user:password@shop.example/"),
        (Some("https://shop.example, https://evil.example"), "https://evil.example/"),
    ] {
        let order = order(&gateway, origin, url).await;
        let text = page(&gateway, &order).await;
        assert!(text.contains("Check and pay"), "{text}");
        for part in ["shop.example", "evil.example", "#booking", "class=\"host\""] {
            assert!(!text.contains(part), "{part} of {url} from {origin:?} in {text}");
        }
    }
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE return_url IS NOT NULL").await, 0);
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 8);
}

#[tokio::test]
async fn an_order_leads_back_to_a_site_that_its_company_lists_wherever_it_came_from() {
    let gateway = Gateway::with_state(|state| {
        let pairs = ["company_test=https://www.shop.example", "company_other=https://other.example"];
        state.return_origins = pairs.map(|pair| pair.parse().unwrap()).into_iter().collect();
    })
    .await;
    for origin in [None, Some("null"), Some(SHOP)] {
        let listed = order(&gateway, origin, "https://www.shop.example/hire").await;
        let text = page(&gateway, &listed).await;
        assert!(text.contains("https://www.shop.example/hire#booking=open"), "{text}");
        let others = order(&gateway, origin, "https://other.example/hire").await;
        assert!(!page(&gateway, &others).await.contains("other.example"));
    }
}

#[tokio::test]
async fn what_is_no_address_of_a_page_is_refused_whoever_asks() {
    let gateway = Gateway::start().await;
    for wrong in ["javascript:alert(1)", "data:text/html,x", "/hire", "shop.example", ""] {
        let body = with(order_of(&[("product_kayak", 1)]), "returnUrl", wrong);
        assert!(gateway.order_on(SHOP, &body).await.refused(400).starts_with("returnUrl must be"), "{wrong}");
    }
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 0);
}

#[tokio::test]
async fn a_way_back_that_is_dropped_makes_no_other_order_of_the_same_booking() {
    let gateway = Gateway::start().await;
    let body =
        with(order_of(&[("product_kayak", 1)]), "client_reference", "01939c1e-7a3b-7c4d-8e5f-0123456789ab");
    let first = gateway.order_on(SHOP, &body).await.ok();
    let asks = with(body, "returnUrl", "https://evil.example/");
    assert_eq!(gateway.order_on(SHOP, &asks).await.ok()["id"], first["id"]);
    let page = format!("/test/checkout?order={}", first["id"].as_str().unwrap());
    assert_eq!(pay(&gateway, &page).await.status.as_u16(), 303);
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 1);
}
