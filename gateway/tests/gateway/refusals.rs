//! Wrong input: each has its status, in the one shape.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use super::harness::*;

const PRODUCTS: &str = "/api/v1/browse/products";
const SLOTS: &str = "/api/v1/browse/time-slots";

#[tokio::test]
async fn a_missing_company_is_400_and_an_unknown_or_inactive_one_404() {
    let gateway = Gateway::start().await;
    for path in [PRODUCTS, "/api/v1/browse/locations", SLOTS] {
        assert_eq!(gateway.get(path).await.refused(400), "company_id is required");
        assert_eq!(gateway.get(&format!("{path}?company_id=")).await.refused(400), "company_id is required");
    }
    let window = [("product_id", "p"), ("location_id", "l"), ("start_time", "0"), ("end_time", "1000")];
    for company in ["company_nobody", "company_gone", "' OR 1=1 --", "\u{0}"] {
        for path in [PRODUCTS, "/api/v1/browse/locations", SLOTS] {
            let query: Vec<_> = [("company_id", company)].into_iter().chain(window).collect();
            assert_eq!(gateway.ask(path, &query).await.refused(404), "Company not found");
        }
        let quote = with(quote_of(&[("product_kayak", 1)]), "company_id", company);
        gateway.quote(&quote).await.refused(404);
        gateway.order(&with(order_of(&[("product_kayak", 1)]), "companyId", company)).await.refused(404);
    }
}

#[tokio::test]
async fn half_a_window_and_a_wrong_one_are_400() {
    let gateway = Gateway::start().await;
    let cases = [
        (vec![("start_time", "1000")], "end_time is required with start_time"),
        (vec![("end_time", "1000")], "start_time is required with end_time"),
        (vec![("start_time", "1000"), ("end_time", "1000")], "end_time must be after start_time"),
        (vec![("start_time", "1000"), ("end_time", "999")], "end_time must be after start_time"),
        (
            vec![("start_time", "soon"), ("end_time", "1000")],
            "start_time must be a whole number of Unix milliseconds",
        ),
        (
            vec![("start_time", "1.5"), ("end_time", "1000")],
            "start_time must be a whole number of Unix milliseconds",
        ),
        (
            vec![("start_time", "0"), ("end_time", "9223372036854775807")],
            "end_time must be between the years 1970 and 9999",
        ),
        (
            vec![("start_time", "-9223372036854775808"), ("end_time", "0")],
            "start_time must be between the years 1970 and 9999",
        ),
    ];
    for (window, message) in cases {
        let mut query = vec![("company_id", "company_test")];
        query.extend(window);
        assert_eq!(gateway.ask(PRODUCTS, &query).await.refused(400), message);
        query.extend([("product_id", "product_kayak"), ("location_id", "location_open")]);
        assert_eq!(gateway.ask(SLOTS, &query).await.refused(400), message);
    }
}

#[tokio::test]
async fn slots_want_all_their_parameters_within_their_limits() {
    let gateway = Gateway::start().await;
    let start = ms("2026-11-28T09:00:00+11:00");
    let ask = async |change: Option<(&str, &str)>, length: i64| {
        let (from, to) = (start.to_string(), (start + length).to_string());
        let mut query = vec![
            ("company_id", "company_test"),
            ("product_id", "product_kayak"),
            ("location_id", "location_open"),
            ("start_time", &from),
            ("end_time", &to),
        ];
        if let Some((name, value)) = change {
            query.retain(|(key, _)| *key != name);
            query.push((name, value));
        }
        gateway.ask(SLOTS, &query).await
    };
    ask(None, 48 * HOUR).await.ok();
    assert!(ask(None, 48 * HOUR + 1).await.refused(400).contains("48 hours"));
    ask(Some(("interval", "day")), 168 * HOUR).await.ok();
    assert!(ask(Some(("interval", "day")), 168 * HOUR + 1).await.refused(400).contains("168 hours"));
    assert_eq!(ask(Some(("interval", "1h")), HOUR).await.refused(400), "interval must be 15m or day");
    assert_eq!(ask(Some(("product_id", "")), HOUR).await.refused(400), "product_id is required");
    assert_eq!(ask(Some(("location_id", "")), HOUR).await.refused(400), "location_id is required");
    assert_eq!(ask(Some(("product_id", "x")), HOUR).await.refused(400), "product x is not known");
    assert_eq!(ask(Some(("location_id", "x")), HOUR).await.refused(400), "location x is not known");
    ask(Some(("location_id", "location_archived")), HOUR).await.refused(400);
    let no_window = [("company_id", "c"), ("product_id", "p"), ("location_id", "l")];
    assert_eq!(gateway.ask(SLOTS, &no_window).await.refused(400), "start_time and end_time are required");
}

#[tokio::test]
async fn a_quote_and_an_order_of_something_unknown_are_400() {
    let gateway = Gateway::start().await;
    assert_eq!(
        gateway.quote(&quote_of(&[("product_x", 1)])).await.refused(400),
        "product product_x is not known"
    );
    assert_eq!(
        gateway.order(&order_of(&[("product_x", 1)])).await.refused(400),
        "product product_x is not known"
    );
    for place in ["location_x", "location_archived"] {
        gateway.quote(&with(quote_of(&[("product_kayak", 1)]), "location_id", place)).await.refused(400);
        gateway.order(&with(order_of(&[("product_kayak", 1)]), "locationId", place)).await.refused(400);
    }
}

#[tokio::test]
async fn quantities_are_from_one_to_the_limit() {
    let gateway = Gateway::start().await;
    for quantity in [0, 1_001, 1_000_000_000] {
        let message = "the quantity of a product must be from 1 to 1000";
        assert_eq!(gateway.quote(&quote_of(&[("product_kayak", quantity)])).await.refused(400), message);
        assert_eq!(gateway.order(&order_of(&[("product_kayak", quantity)])).await.refused(400), message);
    }
    gateway.quote(&quote_of(&[("product_kayak", 600), ("product_kayak", 600)])).await.refused(400);
    gateway
        .quote(&quote_of(&[("product_kayak", u64::from(u32::MAX)), ("product_kayak", 2)]))
        .await
        .refused(400);
    for wrong in [json!(-1), json!(1.5), json!(10_000_000_000_u64), json!("2"), json!(null)] {
        let cart = json!([{ "product_id": "product_kayak", "quantity": wrong }]);
        gateway.quote(&with(quote_of(&[]), "cart", cart)).await.refused(400);
    }
    assert_eq!(gateway.quote(&quote_of(&[])).await.refused(400), "cart must have at least one line");
    assert_eq!(gateway.order(&order_of(&[])).await.refused(400), "lineItems must have at least one line");
    gateway.quote(&quote_of(&[("product_kayak", 1); 101])).await.refused(400);
}

#[tokio::test]
async fn a_body_without_a_field_is_told_which() {
    let gateway = Gateway::start().await;
    for field in ["company_id", "location_id", "start_time", "end_time", "cart"] {
        let body = without(quote_of(&[("product_kayak", 1)]), field);
        assert_eq!(gateway.quote(&body).await.refused(400), format!("{field} is required"));
    }
    for field in ["companyId", "locationId", "fromDate", "toDate", "lineItems"] {
        let body = without(order_of(&[("product_kayak", 1)]), field);
        assert_eq!(gateway.order(&body).await.refused(400), format!("{field} is required"));
    }
    let empty = with(quote_of(&[("product_kayak", 1)]), "company_id", "");
    assert_eq!(gateway.quote(&empty).await.refused(400), "company_id is required");
}

#[tokio::test]
async fn windows_of_quotes_and_orders_are_checked() {
    let gateway = Gateway::start().await;
    let (start, _) = weekend();
    let quote = quote_of(&[("product_kayak", 1)]);
    let order = order_of(&[("product_kayak", 1)]);
    for end in [start, start - 1] {
        let message = gateway.quote(&with(quote.clone(), "end_time", end)).await.refused(400);
        assert_eq!(message, "end_time must be after start_time");
        let message = gateway.order(&with(order.clone(), "toDate", iso(end))).await.refused(400);
        assert_eq!(message, "toDate must be after fromDate");
    }
    gateway.quote(&with(quote.clone(), "end_time", i64::MAX)).await.refused(400);
    for wrong in ["", "tomorrow", "2026-11-28", "2026-11-28T09:00:00", "2026-13-01T00:00:00Z"] {
        let message = gateway.order(&with(order.clone(), "fromDate", wrong)).await.refused(400);
        assert!(message.starts_with("fromDate must be an ISO 8601 time"), "{message}");
    }
    // An offset is as good as Z.
    gateway.order(&with(order, "fromDate", "2026-11-28T09:00:00+11:00")).await.ok();
}

#[tokio::test]
async fn what_starts_in_the_past_is_neither_quoted_nor_ordered() {
    let gateway = Gateway::start().await;
    let (start, _) = weekend();
    gateway.set_now(start + 5 * MINUTE);
    gateway.quote(&quote_of(&[("product_kayak", 1)])).await.ok();
    gateway.set_now(start + 5 * MINUTE + 1);
    let quote = gateway.quote(&quote_of(&[("product_kayak", 1)])).await.ok();
    assert_eq!((&quote["available"], &quote["reason"]), (&json!(false), &json!("past")));
    let message = "the window starts in the past";
    assert_eq!(gateway.order(&order_of(&[("product_kayak", 1)])).await.refused(400), message);
}

#[tokio::test]
async fn an_order_while_closed_or_of_too_much_is_400_and_leaves_nothing_behind() {
    let gateway = Gateway::start().await;
    let closed = with(order_of(&[("product_kayak", 1)]), "locationId", "location_late");
    gateway.order(&closed).await.refused(400);
    let message = gateway.order(&order_of(&[("product_tent", 1), ("product_kayak", 4)])).await.refused(400);
    assert_eq!(message, "4 of product_kayak are wanted, 3 can be had for these times");
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 0);
    assert_eq!(gateway.count("SELECT count(*) FROM reservations").await, 0);
}

#[tokio::test]
async fn an_order_for_too_short_or_too_long_a_time_is_400_and_leaves_nothing_behind() {
    let gateway = Gateway::start().await;
    gateway.sql("UPDATE products SET min_hire_ms = 86400000, max_hire_ms = 172800000").await;
    let (start, _) = weekend();
    let order = |length| with(order_of(&[("product_kayak", 1)]), "toDate", iso(start + length));
    for (length, message) in [
        (DAY - MINUTE, "product_kayak is hired for at least 86400000 ms of wall clock"),
        (2 * DAY + MINUTE, "product_kayak is hired for at most 172800000 ms of wall clock"),
    ] {
        assert_eq!(gateway.order(&order(length)).await.refused(400), message);
    }
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 0);
    assert_eq!(gateway.count("SELECT count(*) FROM reservations").await, 0);
    gateway.order(&order(DAY)).await.ok();
    gateway.order(&order(2 * DAY)).await.ok();
}

#[tokio::test]
async fn the_store_takes_no_product_that_could_be_hired_for_no_time() {
    let gateway = Gateway::start().await;
    let pool = gateway.pool().await;
    for (bounds, taken) in [
        ("min_hire_ms = 2, max_hire_ms = 1", false),
        ("min_hire_ms = 0", false),
        ("max_hire_ms = 0", false),
        ("min_hire_ms = 2, max_hire_ms = 2", true),
        ("min_hire_ms = NULL, max_hire_ms = 1", true),
    ] {
        let update = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("UPDATE products SET {bounds}")));
        assert_eq!(update.execute(&pool).await.is_ok(), taken, "{bounds}");
    }
    pool.close().await;
}

#[tokio::test]
async fn a_price_that_does_not_fit_is_400_and_left_out_of_the_list() {
    let gateway = Gateway::start().await;
    let (start, end) = (weekend().0.to_string(), weekend().1.to_string());
    let query = [("company_id", "company_test"), ("start_time", &start), ("end_time", &end)];
    let huge = |multiplier: &str| {
        format!(
            "UPDATE pricing_templates SET template =
                 '{{\"tiers\": [], \"day_after\": {{\"price_multiplier\": \"{multiplier}\"}}}}';
             UPDATE products SET pricing_template_id = 'template', base_price_cents = 5000000"
        )
    };
    for (hostile, quantity) in [
        ("UPDATE products SET base_price_cents = 9223372036854775807".to_owned(), 1),
        (
            "UPDATE products SET base_price_cents = 4611686018427387904, pricing_template_id = NULL"
                .to_owned(),
            1,
        ),
        (
            "UPDATE products SET base_price_cents = 1, price_per_hour_cents = 9223372036854775807".to_owned(),
            1,
        ),
        (huge("922337203685477.5807") + ", price_per_hour_cents = 0", 1),
        // More than what a browser reads exactly: by the quantity, by the tax.
        ("UPDATE products SET base_price_cents = 4000000000000000, pricing_template_id = NULL".to_owned(), 2),
        ("UPDATE products SET base_price_cents = 4400000000000000, pricing_template_id = NULL".to_owned(), 1),
    ] {
        gateway.sql(&hostile).await;
        gateway.sql("UPDATE products SET price_per_hour_cents = 0 WHERE base_price_cents > 1").await;
        let lines = [("product_kayak", quantity)];
        let message = "the price of this cart is too large";
        assert_eq!(gateway.quote(&quote_of(&lines)).await.refused(400), message, "{hostile}");
        assert_eq!(gateway.order(&order_of(&lines)).await.refused(400), message, "{hostile}");
        let products = gateway.ask(PRODUCTS, &query).await.ok();
        let kayak = &products["products"][1];
        assert_eq!(kayak["id"], "product_kayak");
        let price = kayak.get("priceInCents").and_then(serde_json::Value::as_i64);
        assert!(price.is_none_or(|price| price < 1 << 53), "{hostile}: {price:?}");
    }
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 0);

    // Twelve digits are no trouble.
    gateway.sql("UPDATE products SET base_price_cents = 1000000000000, pricing_template_id = NULL").await;
    let answer = gateway.quote(&quote_of(&[("product_kayak", 3)])).await.ok();
    assert_eq!(answer["total_price_cents"], 6_600_000_000_000_i64);
}

#[tokio::test]
async fn a_price_below_nothing_is_no_bargain() {
    for field in ["base_price_cents", "price_per_hour_cents"] {
        let gateway = Gateway::start().await;
        gateway.sql(&format!("UPDATE products SET {field} = -1 WHERE id = 'product_kayak'")).await;
        gateway.quote(&quote_of(&[("product_kayak", 1)])).await.refused(500);
        gateway.order(&order_of(&[("product_kayak", 1)])).await.refused(500);
    }
}

#[tokio::test]
async fn bodies_that_are_not_json_are_refused() {
    let gateway = Gateway::start().await;
    let brackets = "[".repeat(50_000);
    let hidden = format!("{{\"x\": {brackets}");
    for path in ["/api/v1/browse/availability", "/api/customer/checkout"] {
        for body in
            ["", "{", "null", "[]", "hello", brackets.as_str(), hidden.as_str(), "{\"cart\": \"\u{7f}"]
        {
            let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
            let answer = gateway.send(request.body(Body::from(body.to_owned())).unwrap()).await;
            answer.refused(400);
        }
        for kind in ["text/plain", "application/x-www-form-urlencoded", ""] {
            let request = Request::post(path).header(header::CONTENT_TYPE, kind);
            let body = quote_of(&[("product_kayak", 1)]).to_string();
            gateway.send(request.body(Body::from(body)).unwrap()).await.refused(415);
        }
        let request = Request::post(path).body(Body::from("{}")).unwrap();
        gateway.send(request).await.refused(415);
    }
    let request = Request::post("/api/v1/browse/availability")
        .header(header::CONTENT_TYPE, "Application/JSON; charset=utf-8");
    let body = Body::from(quote_of(&[("product_kayak", 1)]).to_string());
    gateway.send(request.body(body).unwrap()).await.ok();
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_413() {
    let gateway = Gateway::start().await;
    for path in ["/api/v1/browse/availability", "/api/customer/checkout"] {
        let body = format!("\"{}\"", "x".repeat(10_000_000));
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        let answer = gateway.send(request.body(Body::from(body)).unwrap()).await;
        assert!(answer.refused(413).contains("65536 bytes"));
    }
}

#[tokio::test]
async fn unknown_paths_are_404_and_wrong_methods_405() {
    let gateway = Gateway::start().await;
    for path in [
        "/api/v1/browse/nothing",
        "/api",
        "/api/",
        "/nothing",
        "/a/b/c",
        "/pictures/none.svg",
        "/pictures/%FF",
    ] {
        gateway.get(path).await.refused(404);
    }
    for path in [PRODUCTS, SLOTS, "/api/v1/browse/locations"] {
        gateway.post(path, &json!({})).await.refused(405);
    }
    gateway.get("/api/customer/checkout").await.refused(405);
    gateway.get("/api/v1/browse/availability").await.refused(405);
    gateway.post("/healthz", &json!({})).await.refused(405);
}

#[tokio::test]
async fn a_broken_store_is_500_without_a_word_on_why() {
    let gateway = Gateway::start().await;
    gateway.sql("UPDATE companies SET time_zone = 'Mars/Olympus'").await;
    let message = gateway.ask(PRODUCTS, &[("company_id", "company_test")]).await.refused(500);
    assert!(!message.contains("Mars"), "{message}");
    gateway.source.close().await;
    gateway.ask(PRODUCTS, &[("company_id", "company_test")]).await.refused(500);
    gateway.get("/healthz").await.refused(503);
}

#[tokio::test]
async fn a_body_that_is_not_as_described_is_told_where_in_the_words_of_the_api() {
    let gateway = Gateway::start().await;
    let quote = || quote_of(&[("product_kayak", 1)]);
    let order = || order_of(&[("product_kayak", 1)]);
    let line = |line: Value| with(quote(), "cart", json!([line]));
    for (body, message) in [
        (json!([]), "the body must be a JSON object"),
        (json!("text"), "the body must be a JSON object"),
        (json!(null), "the body must be a JSON object"),
        (with(quote(), "company_id", 7), "company_id must be a string"),
        (with(quote(), "start_time", "1"), "start_time must be a whole number"),
        (with(quote(), "end_time", 1.5), "end_time must be a whole number"),
        (with(quote(), "cart", json!({})), "cart must be a list"),
        (line(json!(["product_kayak", 1])), "cart[0] must be an object"),
        (line(json!({ "quantity": 1 })), "cart[0].product_id is required"),
        (
            line(json!({ "product_id": "product_kayak", "quantity": -1 })),
            "cart[0].quantity must be a whole number from 0 to 4294967295",
        ),
        (
            line(json!({ "product_id": "product_kayak", "quantity": 1, "colour": "red" })),
            "cart[0].colour is not known; known are product_id, quantity",
        ),
        (with(quote(), "client_reference", 5), "client_reference must be a string"),
    ] {
        assert_eq!(gateway.quote(&body).await.refused(400), message);
    }
    let message = gateway.quote(&with(quote(), "promo", "X")).await.refused(400);
    assert!(message.starts_with("promo is not known; known are company_id, location_id,"), "{message}");
    let message = gateway.order(&with(order(), "company_id", "company_test")).await.refused(400);
    assert!(message.starts_with("company_id is not known; known are companyId,"), "{message}");
    // What other services know of is no mistake.
    let quote = with(with(quote(), "guests", 2), "promotion_code", "SUMMER");
    gateway.quote(&with(quote, "client_reference", Value::Null)).await.ok();
    let order = with(with(order(), "guests", 2), "promotionCode", "SUMMER");
    gateway.order(&with(with(order, "locale", "de-DE"), "hold", REFERENCE)).await.ok();
    // A long name is not said back whole.
    let message =
        gateway.quote(&with(quote_of(&[("product_kayak", 1)]), &"x".repeat(60_000), 1)).await.refused(400);
    assert!(message.len() < 300);
}

const REFERENCE: &str = "01939c1e-7a3b-7c4d-8e5f-0000000000aa";
