//! The gateway misbehaving on purpose.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};

use super::harness::*;
use super::socket::{exchange, serve};

const PRODUCTS: &str = "/api/v1/browse/products";
const CHECKOUT: &str = "/api/customer/checkout";
const REFERENCE: &str = "01939c1e-7a3b-7c4d-8e5f-0123456789ab";

const HERE: &str = "127.0.0.1:4000";
const PAGE: (&str, &str) = ("origin", "http://localhost:8080");

async fn ask(gateway: &Gateway, method: Method, body: Option<&Value>) -> Answer {
    ask_from(gateway, HERE, &[PAGE], method, body).await
}

async fn ask_from(
    gateway: &Gateway,
    address: &str,
    headers: &[(&str, &str)],
    method: Method,
    body: Option<&Value>,
) -> Answer {
    let mut request = Request::builder().method(method).uri("/faults");
    request = request.header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
    let mut request = request.body(body).unwrap();
    let address: SocketAddr = address.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(address));
    gateway.send(request).await
}

async fn set(gateway: &Gateway, rules: Value) {
    ask(gateway, Method::PUT, Some(&rules)).await.ok();
}

async fn products(gateway: &Gateway) -> Answer {
    gateway.ask(PRODUCTS, &[("company_id", "company_test")]).await
}

async fn applied(gateway: &Gateway) -> Vec<u64> {
    let shown = ask(gateway, Method::GET, None).await.ok();
    shown.as_array().unwrap().iter().map(|rule| rule["applied"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn without_the_option_there_is_nothing_to_set() {
    let gateway = Gateway::start().await;
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        ask(&gateway, method, Some(&json!([]))).await.refused(404);
    }
}

#[tokio::test]
async fn the_description_does_not_offer_it() {
    let description = Gateway::with_faults(None).await.get("/openapi.json").await;
    assert!(!description.text().contains("faults"));
}

#[tokio::test]
async fn rules_are_set_shown_and_cleared_from_pages_of_this_machine() {
    let gateway = Gateway::with_faults(None).await;
    let rules = json!([{ "path": PRODUCTS, "error": { "status": 500 } }]);
    let shown = ask(&gateway, Method::PUT, Some(&rules)).await;
    assert_eq!(shown.header("access-control-allow-origin"), PAGE.1);
    assert_eq!(shown.ok(), json!([{ "rule": rules[0], "applied": 0 }]));
    products(&gateway).await.refused(500);
    assert_eq!(applied(&gateway).await, [1]);
    assert_eq!(ask(&gateway, Method::DELETE, None).await.status.as_u16(), 204);
    assert_eq!(ask(&gateway, Method::GET, None).await.ok(), json!([]));
    products(&gateway).await.ok();

    for (origin, allowed) in [(PAGE.1, PAGE.1), ("https://shop.example", ""), ("null", "")] {
        let request = Request::builder()
            .method(Method::OPTIONS)
            .uri("/faults")
            .header(header::ORIGIN, origin)
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT");
        let preflight = gateway.send(request.body(Body::empty()).unwrap()).await;
        assert!(preflight.header("access-control-allow-methods").contains("PUT"));
        assert_eq!(preflight.header("access-control-allow-origin"), allowed);
    }
}

#[tokio::test]
async fn nobody_else_sets_or_sees_rules() {
    let gateway = Gateway::with_faults(None).await;
    let rules = json!([{ "path": PRODUCTS, "error": { "status": 500 } }]);
    let refused = async |address: &str, headers: &[(&str, &str)]| {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let answer = ask_from(&gateway, address, headers, method, Some(&rules)).await;
            assert_eq!(answer.refused(403), "faults are set from this machine alone");
            assert_eq!(answer.header("access-control-allow-origin"), "", "{address} {headers:?}");
        }
    };
    for address in ["192.0.2.1:4000", "10.0.0.1:4000", "[2001:db8::1]:4000", "[::ffff:192.0.2.1]:4000"] {
        refused(address, &[]).await;
    }
    for origin in ["https://shop.example", "http://127.0.0.1.evil.example", "http://192.168.0.1", "null"] {
        refused(HERE, &[("origin", origin)]).await;
    }
    refused(HERE, &[("x-forwarded-for", "127.0.0.1")]).await;
    // A router without a socket does not know where a request comes from.
    gateway.get("/faults").await.refused(403);
    for address in [HERE, "127.1.2.3:4000", "[::1]:4000", "[::ffff:127.0.0.1]:4000"] {
        ask_from(&gateway, address, &[], Method::GET, None).await.ok();
    }
    products(&gateway).await.ok();
}

#[tokio::test]
async fn a_wrong_rule_is_refused_by_its_number_and_changes_nothing() {
    let gateway = Gateway::with_faults(None).await;
    set(&gateway, json!([{ "path": PRODUCTS, "error": { "status": 500 } }])).await;
    let wrong = json!([{ "path": "/*", "delay_ms": 1 }, { "path": "/*", "dealy_ms": 1 }]);
    let message = ask(&gateway, Method::PUT, Some(&wrong)).await.refused(400);
    assert!(message.starts_with("rule 2: unknown field `dealy_ms`"), "{message}");
    ask(&gateway, Method::PUT, Some(&json!({}))).await.refused(400);
    products(&gateway).await.refused(500);
}

#[tokio::test]
async fn an_error_is_in_the_apis_shape_for_as_often_as_it_is_said() {
    let gateway = Gateway::with_faults(None).await;
    let first = json!({ "path": PRODUCTS, "times": 2, "error": { "status": 429, "retry_after_s": 7 } });
    let then = json!({ "path": "/api/*", "times": 1, "error": { "status": 503, "message": "later" } });
    set(&gateway, json!([first, then])).await;
    for _ in 0..2 {
        let request = Request::get(PRODUCTS).header(header::ORIGIN, "https://shop.example");
        let answer = gateway.send(request.body(Body::empty()).unwrap()).await;
        answer.refused(429);
        assert_eq!(answer.header("retry-after"), "7");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(products(&gateway).await.refused(503), "later");
    products(&gateway).await.ok();
    assert_eq!(applied(&gateway).await, [2, 1]);
}

#[tokio::test]
async fn a_part_of_the_requests_fails_and_with_the_same_seed_the_same_ones() {
    let gateway = Gateway::with_faults(None).await;
    let mut runs = Vec::new();
    for seed in [1, 1, 2] {
        set(&gateway, json!([{ "path": "/healthz", "rate": 0.4, "seed": seed, "error": { "status": 500 } }]))
            .await;
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(gateway.get("/healthz").await.status.as_u16());
        }
        assert!(statuses.contains(&200) && statuses.contains(&500), "{statuses:?}");
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn a_delay_holds_up_its_own_path_and_no_other() {
    let gateway = Gateway::with_faults(None).await;
    let (address, server) = serve(&gateway).await;
    let get = move |path: &'static str| async move { exchange(address, "GET", path, "", "").await.unwrap() };
    set(&gateway, json!([{ "path": PRODUCTS, "delay_ms": 600_000 }])).await;
    let slow = tokio::spawn(get(PRODUCTS));
    while applied(&gateway).await != [1] {
        tokio::task::yield_now().await;
    }
    assert!(get("/healthz").await.starts_with(b"HTTP/1.1 200"));
    assert!(!slow.is_finished());
    slow.abort();
    server.abort();

    set(&gateway, json!([{ "path": PRODUCTS, "delay_ms": 50 }])).await;
    let start = Instant::now();
    products(&gateway).await.ok();
    assert!(start.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn an_answer_is_whatever_is_given() {
    let gateway = Gateway::with_faults(None).await;
    let page = json!({ "content_type": "text/html", "body": "<h1>Sign in to the Wi-Fi</h1>" });
    let name = "x".repeat(200_000);
    let long = json!({ "status": 203, "body": name });
    set(
        &gateway,
        json!([{ "path": PRODUCTS, "answer": page }, { "path": CHECKOUT, "answer": long, "times": 1 }]),
    )
    .await;
    let answer = products(&gateway).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/html"));
    assert_eq!(answer.text(), "<h1>Sign in to the Wi-Fi</h1>");
    let answer = gateway.order(&order_of(&[("product_tent", 1)])).await;
    assert_eq!((answer.status.as_u16(), answer.text()), (203, name));
    // It was not acted on.
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 0);
    gateway.order(&order_of(&[("product_tent", 1)])).await.ok();
}

#[tokio::test]
async fn a_true_answer_has_some_of_its_text_replaced() {
    let gateway = Gateway::with_faults(None).await;
    let replace = json!({ "from": "\"Tent\"", "to": "null" });
    set(&gateway, json!([{ "path": "/api/*", "method": "GET", "replace": replace }])).await;
    let answer = products(&gateway).await.ok();
    assert_eq!(answer["products"][0]["name"], Value::Null);
    assert_eq!(answer["products"][0]["id"], "product_tent");
}

#[tokio::test]
async fn a_dropped_connection_ends_before_an_answer_whether_or_not_it_was_acted_on() {
    let gateway = Gateway::with_faults(None).await;
    let (address, server) = serve(&gateway).await;
    let body = with(order_of(&[("product_tent", 1)]), "client_reference", REFERENCE).to_string();
    for (acts, orders) in [(false, 0), (true, 1)] {
        set(&gateway, json!([{ "path": CHECKOUT, "drop": "answer", "acts": acts }])).await;
        let answer = exchange(address, "POST", CHECKOUT, "", &body).await.unwrap();
        assert_eq!(String::from_utf8(answer).unwrap(), "");
        assert_eq!(gateway.count("SELECT count(*) FROM orders").await, orders);
    }
    // Sent again, it is the order whose answer was lost.
    set(&gateway, json!([])).await;
    let answer = exchange(address, "POST", CHECKOUT, "", &body).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 1);
    server.abort();
}

#[tokio::test]
async fn a_connection_dropped_in_the_middle_of_a_body_leaves_half_of_it() {
    let gateway = Gateway::with_faults(None).await;
    let whole = products(&gateway).await.bytes;
    set(&gateway, json!([{ "path": PRODUCTS, "drop": "body" }])).await;
    let (address, server) = serve(&gateway).await;
    let path = format!("{PRODUCTS}?company_id=company_test");
    for headers in ["", "Accept-Encoding: br\r\n"] {
        let answer = exchange(address, "GET", &path, headers, "").await.unwrap();
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap().to_lowercase();
        let body = &answer[end + 4..];
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let length = head.split_once("content-length: ").unwrap().1.lines().next().unwrap();
        assert_eq!(body.len(), length.parse::<usize>().unwrap() / 2);
        if headers.is_empty() {
            assert_eq!(body, &whole[..whole.len() / 2]);
        } else {
            assert!(head.contains("content-encoding: br"), "{head}");
        }
    }
    server.abort();
}

#[tokio::test]
async fn stale_answers_are_those_of_when_the_rule_was_set_and_orders_see_the_truth() {
    let gateway = Gateway::with_faults(None).await;
    let (start, end) = weekend();
    set(&gateway, json!([{ "path": "/api/*", "stale": true }])).await;
    gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
    let slot = async || {
        let (start, end) = (start.to_string(), (start + MINUTE).to_string());
        let query = [
            ("company_id", "company_test"),
            ("product_id", "product_kayak"),
            ("location_id", "location_open"),
            ("start_time", &start),
            ("end_time", &end),
        ];
        gateway.ask("/api/v1/browse/time-slots", &query).await.ok()["slots"][0]["available_count"].clone()
    };
    let free = async || {
        let products = gateway.free("product_kayak", "location_open", start, end).await;
        let quote = gateway.quote(&quote_of(&[("product_kayak", 3)])).await.ok();
        (products, slot().await, quote["available"].as_bool().unwrap())
    };
    assert_eq!(free().await, (3, json!(3), true));
    gateway.order(&order_of(&[("product_kayak", 3)])).await.refused(400);
    // Not even time goes on.
    gateway.set_now(end + DAY);
    assert_eq!(free().await, (3, json!(3), true));
    gateway.set_now(start - DAY);
    set(&gateway, json!([])).await;
    gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
    assert_eq!(free().await, (1, json!(1), false));
}

#[tokio::test]
async fn checkout_pages_and_the_widgets_files_misbehave_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("app.js"), "export {};").unwrap();
    let gateway = Gateway::with_faults(Some(folder.path())).await;
    let order = gateway.order(&order_of(&[("product_tent", 1)])).await.ok();
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    let error = json!({ "status": 502 });
    let pay = json!({ "path": "/test/checkout", "method": "POST", "error": error, "acts": true });
    set(&gateway, json!([pay, { "path": "/app.js", "times": 1, "error": error }])).await;
    gateway.post(&page, &json!(null)).await.refused(502);
    assert!(gateway.get(&page).await.text().contains("Your booking is confirmed"));
    gateway.get("/app.js").await.refused(502);
    assert_eq!(gateway.get("/app.js").await.text(), "export {};");
}
