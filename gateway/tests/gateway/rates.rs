//! How often one address may ask.

use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use booking_gateway::limits::{Limits, Rate};
use serde_json::{Value, json};

use super::harness::*;
use super::program::PATIENCE;

fn rare() -> Limits {
    let rare = |burst| Rate::new(1, burst);
    Limits { reads: rare(3), quotes: rare(2), checkouts: rare(1), ..Limits::default() }
}

async fn send(gateway: &Gateway, method: Method, client: &str, path: &str, body: &Value) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::ORIGIN, "https://shop.example")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let socket: std::net::SocketAddr = format!("{client}:4000").parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(socket));
    gateway.send(request).await
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_ask_again_in_a_way_that_a_page_can_read() {
    let gateway = Gateway::with(rare()).await;
    let (quote, order) = (quote_of(&[("product_kayak", 1)]), order_of(&[("product_kayak", 1)]));
    for (method, path, body, burst) in [
        (Method::GET, "/api/v1/browse/locations?company_id=company_test", &Value::Null, 3),
        (Method::POST, "/api/v1/browse/availability", &quote, 2),
        (Method::POST, "/api/customer/checkout", &order, 1),
    ] {
        let ask = async |client: &str| send(&gateway, method.clone(), client, path, body).await;
        for _ in 0..burst {
            ask("192.0.2.1").await.ok();
        }
        let refused = ask("192.0.2.1").await;
        let message = refused.refused(429);
        assert!(message.contains("too many requests"), "{message}");
        assert_eq!(refused.json()["error"], "Too many requests");
        assert_eq!(refused.header("retry-after"), "1", "{path}");
        assert_eq!(refused.header("access-control-allow-origin"), "*");
        assert!(refused.header("access-control-expose-headers").contains("retry-after"));
        // Somebody else is not in its way.
        ask("192.0.2.2").await.ok();
    }
}

#[tokio::test]
async fn a_network_of_ipv6_is_one_client() {
    let gateway = Gateway::with(rare()).await;
    let path = "/api/v1/browse/locations?company_id=company_test";
    let ask = async |client: &str| send(&gateway, Method::GET, client, path, &Value::Null).await;
    for client in ["[2001:db8:1:2::1]", "[2001:db8:1:2::2]", "[2001:db8:1:2:3:4:5:6]"] {
        ask(client).await.ok();
    }
    ask("[2001:db8:1:2::9]").await.refused(429);
    ask("[2001:db8:1:3::9]").await.ok();
}

#[tokio::test]
async fn after_a_second_there_is_one_more() {
    let gateway = Gateway::with(rare()).await;
    let order = order_of(&[("product_kayak", 1)]);
    gateway.order(&order).await.ok();
    gateway.order(&order).await.refused(429);
    let again = async {
        while gateway.order(&order).await.status.as_u16() == 429 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, again).await.expect("it is taken again");
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 2);
}

#[tokio::test]
async fn the_checkout_pages_stand_under_the_same_guards_and_answer_with_a_page() {
    let gateway = Gateway::with(rare()).await;
    let order = gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    let client = "192.0.2.9";
    for _ in 0..3 {
        let shown = send(&gateway, Method::GET, client, &page, &Value::Null).await;
        assert!(shown.text().contains("Check and pay"));
    }
    let assert_page = |answer: &Answer| {
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "1"));
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.text().contains("Please wait a moment"), "{}", answer.text());
    };
    assert_page(&send(&gateway, Method::GET, client, &page, &Value::Null).await);
    let pay = async |client| gateway.post_from(client, &page, &json!(null)).await;
    assert_eq!(pay(client).await.status.as_u16(), 303);
    assert_page(&pay(client).await);
}

#[tokio::test]
async fn files_pictures_health_and_what_browsers_ask_before_are_not_counted() {
    let gateway = Gateway::with(rare()).await;
    for (method, path) in [
        (Method::OPTIONS, "/api/customer/checkout"),
        (Method::GET, "/healthz"),
        (Method::GET, "/pictures/none.svg"),
        (Method::GET, "/checkout-assets/checkout.css"),
        (Method::GET, "/openapi.json"),
        (Method::GET, "/none"),
    ] {
        for _ in 0..20 {
            let answer = send(&gateway, method.clone(), "192.0.2.1", path, &Value::Null).await;
            assert_ne!(answer.status.as_u16(), 429, "{path}");
        }
    }
}

#[tokio::test]
async fn by_default_a_hundred_pages_at_one_address_open_at_once() {
    let gateway = Gateway::start().await;
    for _ in 0..100 {
        for _ in 0..5 {
            gateway.ask("/api/v1/browse/locations", &[("company_id", "company_test")]).await.ok();
        }
        gateway.quote(&quote_of(&[("product_kayak", 1)])).await.ok();
    }
}
