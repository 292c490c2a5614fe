//! Orders: created once, replaced, expired, bounded, and there after a restart.

use axum::body::Body;
use axum::http::Request;
use booking_gateway::limits::Limits;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use super::harness::*;

const REFERENCE: &str = "01939c1e-7a3b-7c4d-8e5f-0123456789ab";

#[tokio::test]
async fn an_order_answers_with_its_id_its_page_and_when_it_ends() {
    let gateway = Gateway::start().await;
    let answer = gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
    assert_eq!(keys(&answer), ["checkout_url", "expires_at", "id"]);
    let id = answer["id"].as_str().unwrap();
    assert!(id.starts_with("pio_"), "{id}");
    assert_eq!(answer["checkout_url"], format!("https://hire.example/book/test/checkout?order={id}"));
    assert_eq!(answer["expires_at"], gateway.now() + 15 * MINUTE);
    let (start, end) = weekend();
    assert_eq!(gateway.free("product_kayak", "location_open", start, end).await, 1);
    assert_eq!(gateway.free("product_kayak", "location_hours", start, end).await, 3);
}

#[tokio::test]
async fn the_order_costs_what_the_quote_said() {
    let gateway = Gateway::start().await;
    let lines = [("product_kayak", 1), ("product_tent", 1), ("product_kayak", 1)];
    let quote = gateway.quote(&quote_of(&lines)).await.ok();
    gateway.order(&order_of(&lines)).await.ok();
    assert_eq!(gateway.count("SELECT total_cents FROM orders").await, quote["total_price_cents"]);
    assert_eq!(gateway.count("SELECT tax_cents FROM orders").await, quote["tax_cents"]);
    assert_eq!(gateway.count("SELECT count(*) FROM order_lines").await, 2);
}

#[tokio::test]
async fn without_a_reference_each_call_is_an_order() {
    let gateway = Gateway::start().await;
    let first = gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    let second = gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    assert_ne!(first["id"], second["id"]);
}

#[tokio::test]
async fn the_same_reference_and_body_answer_with_the_same_order() {
    let gateway = Gateway::start().await;
    let body = with(order_of(&[("product_kayak", 3)]), "client_reference", REFERENCE);
    let first = gateway.order(&body).await.ok();
    gateway.set_now(gateway.now() + MINUTE);
    assert_eq!(gateway.order(&body).await.ok(), first);
    // However it is spelled.
    let upper = with(body, "client_reference", REFERENCE.to_uppercase());
    assert_eq!(gateway.order(&upper).await.ok(), first);
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 1);
}

#[tokio::test]
async fn a_quote_under_a_reference_counts_the_units_of_its_own_unpaid_order_as_free() {
    let gateway = Gateway::start().await;
    let quote = |n| quote_of(&[("product_kayak", n)]);
    let own = |n| with(quote(n), "client_reference", REFERENCE);
    let order = with(order_of(&[("product_kayak", 3)]), "client_reference", REFERENCE);
    gateway.order(&order).await.ok();
    assert_eq!(gateway.quote(&quote(1)).await.ok()["available"], false);
    assert_eq!(gateway.quote(&own(3)).await.ok()["available"], true);
    assert_eq!(gateway.quote(&own(4)).await.ok()["available"], false);
    let stranger = with(quote(1), "client_reference", "01939c1e-7a3b-7c4d-8e5f-ffffffffffff");
    assert_eq!(gateway.quote(&stranger).await.ok()["available"], false);
    gateway.sql("UPDATE orders SET status = 'paid'").await;
    assert_eq!(gateway.quote(&own(1)).await.ok()["available"], false);
    gateway.quote(&with(quote(1), "client_reference", "mine")).await.refused(400);
}

#[tokio::test]
async fn products_and_times_under_a_reference_count_the_units_of_its_own_unpaid_order_as_free() {
    let gateway = Gateway::start().await;
    gateway.order(&with(order_of(&[("product_kayak", 3)]), "client_reference", REFERENCE)).await.ok();
    let (start, end) = (weekend().0.to_string(), weekend().1.to_string());
    let times = [("company_id", "company_test"), ("start_time", &*start), ("end_time", &*end)];
    let products = async |reference: Option<&str>| {
        let own = reference.map(|reference| ("client_reference", reference));
        let query: Vec<_> = times.into_iter().chain(own).collect();
        gateway.ask("/api/v1/browse/products", &query).await
    };
    let slots = async |reference: Option<&str>, interval: &str| {
        let own = reference.map(|reference| ("client_reference", reference));
        let of = [("product_id", "product_kayak"), ("location_id", "location_open"), ("interval", interval)];
        let query: Vec<_> = times.into_iter().chain(of).chain(own).collect();
        let answer = gateway.ask("/api/v1/browse/time-slots", &query).await.ok();
        answer["slots"].as_array().unwrap().iter().map(|slot| slot["available_count"].as_u64().unwrap()).max()
    };
    let count = |answer: Value| answer["products"][1]["locations"][0]["available_count"].clone();
    let stranger = Some("01939c1e-7a3b-7c4d-8e5f-ffffffffffff");
    for (reference, free) in [(None, 0), (stranger, 0), (Some(REFERENCE), 3)] {
        assert_eq!(count(products(reference).await.ok()), free, "{reference:?}");
        assert_eq!(slots(reference, "15m").await, Some(free), "{reference:?}");
    }
    assert_eq!(slots(Some(REFERENCE), "day").await, Some(3));
    assert_eq!(products(Some("mine")).await.refused(400), "client_reference must be a UUID v7");
    gateway.sql("UPDATE orders SET status = 'paid'").await;
    assert_eq!(count(products(Some(REFERENCE)).await.ok()), 0);
}

#[tokio::test]
async fn the_same_reference_and_another_body_replace_the_unpaid_order_whose_units_go_first() {
    let gateway = Gateway::start().await;
    let body = |n| with(order_of(&[("product_kayak", n)]), "client_reference", REFERENCE);
    let first = gateway.order(&body(3)).await.ok();
    let second = gateway.order(&body(2)).await.ok();
    assert_ne!(first["id"], second["id"]);
    let (start, end) = weekend();
    assert_eq!(gateway.free("product_kayak", "location_open", start, end).await, 1);
    let page = gateway.get(&format!("/test/checkout?order={}", first["id"].as_str().unwrap())).await;
    assert_eq!(page.status.as_u16(), 410);
    assert!(page.text().contains(&format!("checkout?order={}", second["id"].as_str().unwrap())));
}

#[tokio::test]
async fn a_replacement_that_cannot_be_had_leaves_the_order_as_it_was() {
    let gateway = Gateway::start().await;
    let body = |n| with(order_of(&[("product_kayak", n)]), "client_reference", REFERENCE);
    let first = gateway.order(&body(2)).await.ok();
    gateway.order(&body(4)).await.refused(400);
    let (start, end) = weekend();
    assert_eq!(gateway.free("product_kayak", "location_open", start, end).await, 1);
    assert_eq!(gateway.order(&body(2)).await.ok()["id"], first["id"]);
}

#[tokio::test]
async fn a_reference_of_a_paid_order_takes_no_other_body() {
    let gateway = Gateway::start().await;
    let body = |n| with(order_of(&[("product_kayak", n)]), "client_reference", REFERENCE);
    let order = gateway.order(&body(1)).await.ok();
    let id = order["id"].as_str().unwrap();
    gateway.post(&format!("/test/checkout?order={id}"), &json!(null)).await;
    assert_eq!(gateway.order(&body(1)).await.ok()["id"], id);
    let answer = gateway.order(&body(2)).await;
    assert!(answer.refused(409).contains("paid already"));
    assert_eq!(answer.json()["error"], "Conflict");
}

#[tokio::test]
async fn a_reference_is_a_uuid_of_version_seven() {
    let gateway = Gateway::start().await;
    for wrong in ["", "abc", "3b241101-e2bb-4255-8caf-4136c566a962"] {
        let body = with(order_of(&[("product_kayak", 1)]), "client_reference", wrong);
        assert_eq!(gateway.order(&body).await.refused(400), "client_reference must be a UUID v7");
    }
}

#[tokio::test]
async fn a_return_url_leads_to_the_web_and_nowhere_else() {
    let gateway = Gateway::start().await;
    let of_length =
        |bytes: usize| format!("https://a.example/{}", "x".repeat(bytes - "https://a.example/".len()));
    let long = of_length(8193);
    for wrong in ["javascript:alert(1)", "data:text/html,x", "/shop", "ftp://a.example", "", &long] {
        let body = with(order_of(&[("product_kayak", 1)]), "returnUrl", wrong);
        assert!(gateway.order(&body).await.refused(400).starts_with("returnUrl must be"), "{wrong}");
    }
    gateway.order(&with(order_of(&[("product_kayak", 1)]), "returnUrl", of_length(8192))).await.ok();
}

#[tokio::test]
async fn an_unpaid_order_lets_go_of_its_units_after_fifteen_minutes() {
    let gateway = Gateway::start().await;
    let (start, end) = weekend();
    let body = with(order_of(&[("product_kayak", 3)]), "client_reference", REFERENCE);
    let first = gateway.order(&body).await.ok();
    gateway.set_now(gateway.now() + 15 * MINUTE - 1);
    assert_eq!(gateway.free("product_kayak", "location_open", start, end).await, 0);
    gateway.set_now(gateway.now() + 1);
    assert_eq!(gateway.free("product_kayak", "location_open", start, end).await, 3);
    // Asked for again after that, it is a new order.
    let second = gateway.order(&body).await.ok();
    assert_ne!(first["id"], second["id"]);
}

#[tokio::test]
async fn a_paid_order_holds_its_units_for_good() {
    let gateway = Gateway::start().await;
    let order = gateway.order(&order_of(&[("product_kayak", 3)])).await.ok();
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    assert_eq!(gateway.post(&page, &json!(null)).await.status.as_u16(), 303);
    gateway.set_now(gateway.now() + DAY);
    // A new order sweeps the expired ones away; the paid one stays.
    gateway.order(&order_of(&[("product_tent", 1)])).await.ok();
    let (start, end) = weekend();
    assert_eq!(gateway.free("product_kayak", "location_open", start, end).await, 0);
}

#[tokio::test]
async fn unpaid_orders_of_an_address_are_bounded() {
    let limits = Limits { unpaid_orders: 2, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    let path = "/api/customer/checkout";
    let body = order_of(&[("product_kayak", 1)]);
    gateway.post_from("192.0.2.1", path, &body).await.ok();
    gateway.set_now(gateway.now() + 5 * MINUTE);
    let second = with(body.clone(), "client_reference", REFERENCE);
    gateway.post_from("192.0.2.1", path, &second).await.ok();
    let answer = gateway.post_from("192.0.2.1", path, &body).await;
    answer.refused(429);
    assert_eq!(answer.header("retry-after"), "600");
    // A changed cart replaces its order and counts once; so does the same one asked for again.
    let changed = with(second.clone(), "toDate", iso(weekend().1 - HOUR));
    gateway.post_from("192.0.2.1", path, &changed).await.ok();
    gateway.post_from("192.0.2.1", path, &changed).await.ok();
    // Another address is another customer.
    gateway.post_from("192.0.2.2", path, &body).await.ok();
    gateway.set_now(gateway.now() + 10 * MINUTE);
    gateway.post_from("192.0.2.1", path, &body).await.ok();
}

/// The orders that an address is kept of.
const ADDRESSES: &str = "SELECT count(*) FROM orders WHERE client_address IS NOT NULL";

#[tokio::test]
async fn the_clients_address_is_kept_of_an_open_order_only() {
    let gateway = Gateway::start().await;
    let body = |n| with(order_of(&[("product_kayak", n)]), "client_reference", REFERENCE);
    gateway.order(&body(1)).await.ok();
    assert_eq!(gateway.count(ADDRESSES).await, 1);
    // Replaced: the newer order's alone.
    let order = gateway.order(&body(2)).await.ok();
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 2);
    assert_eq!(gateway.count(ADDRESSES).await, 1);
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    assert_eq!(gateway.post(&page, &json!(null)).await.status.as_u16(), 303);
    assert_eq!(gateway.count(ADDRESSES).await, 0, "paid");
}

#[tokio::test]
async fn the_clients_address_goes_when_its_order_expires() {
    let gateway = Gateway::start().await;
    gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    gateway.set_now(gateway.now() + 15 * MINUTE - 1);
    gateway.source.end_expired().await.unwrap();
    assert_eq!(gateway.count(ADDRESSES).await, 1);
    gateway.set_now(gateway.now() + 1);
    gateway.source.end_expired().await.unwrap();
    assert_eq!(gateway.count(ADDRESSES).await, 0);
    // The next customer's order sees to it as well.
    gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    gateway.set_now(gateway.now() + 15 * MINUTE);
    gateway.order(&order_of(&[("product_tent", 1)])).await.ok();
    assert_eq!(gateway.count(ADDRESSES).await, 1);
}

#[tokio::test]
async fn a_store_made_before_that_forgets_the_other_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let file = SqliteConnectOptions::new().filename(folder.path().join("booking.sqlite"));
    let pool = SqlitePool::connect_with(file.create_if_missing(true)).await.unwrap();
    sqlx::migrate!().run_to(1, &pool).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO companies VALUES ('c', 'C', 'AUD', 'Australia/Sydney', NULL, '0', 1);
         INSERT INTO locations (id, company_id, sort_order, name) VALUES ('l', 'c', 1, 'L');
         INSERT INTO orders (id, company_id, location_id, start_ms, end_ms, currency, tax_cents, total_cents, status,
                             created_at, expires_at, request, client_address)
         SELECT status, 'c', 'l', 1, 2, 'AUD', 0, 0, status, 1, 9000000000000, '', '192.0.2.1'
         FROM (SELECT 'unpaid' AS status UNION SELECT 'paid' UNION SELECT 'replaced')",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let gateway = Gateway::empty(folder, Limits::default()).await;
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 3);
    assert_eq!(gateway.count(ADDRESSES).await, 1);
    assert_eq!(gateway.count(&format!("{ADDRESSES} AND status = 'unpaid'")).await, 1);
}

#[tokio::test]
async fn units_in_unpaid_orders_of_an_address_are_bounded() {
    let limits = Limits { unpaid_units: 2, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    let message = gateway.order(&order_of(&[("product_kayak", 3)])).await.refused(400);
    assert_eq!(message, "an order holds at most 2 units until it is paid; this cart has 3");
    // The quote does not promise what can't be ordered.
    let quote = gateway.quote(&quote_of(&[("product_kayak", 3)])).await.ok();
    assert_eq!((&quote["available"], &quote["reason"]), (&json!(false), &json!("too_many")));
    gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    let answer = gateway.order(&order_of(&[("product_kayak", 1), ("product_tent", 1)])).await;
    answer.refused(429);
    assert_eq!(answer.header("retry-after"), "900");
    gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
}

#[tokio::test]
async fn the_pause_is_until_enough_of_the_units_are_let_go_of() {
    let limits = Limits { unpaid_units: 3, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    let hour = |quantity, day: i64| {
        let start = weekend().0 + day * DAY;
        let body = with(order_of(&[("product_kayak", quantity)]), "fromDate", iso(start));
        with(body, "toDate", iso(start + HOUR))
    };
    gateway.order(&hour(1, 1)).await.ok();
    gateway.set_now(gateway.now() + 4 * MINUTE + 1);
    gateway.order(&hour(2, 2)).await.ok();
    gateway.set_now(gateway.now() + MINUTE);
    for (quantity, seconds) in [(1, 600), (2, 840), (3, 840)] {
        let answer = gateway.order(&hour(quantity, 3)).await;
        answer.refused(429);
        // The first order ends in 10 minutes less 1 ms, the second in 14: whole seconds, never too few.
        let wait: i64 = answer.header("retry-after").parse().unwrap();
        assert_eq!(wait, seconds, "{quantity}");
        let now = gateway.now();
        gateway.set_now(now + (wait - 1) * 1000);
        gateway.order(&hour(quantity, 3)).await.refused(429);
        gateway.set_now(now);
    }
    gateway.set_now(gateway.now() + 840 * 1000);
    gateway.order(&hour(3, 3)).await.ok();
}

#[tokio::test]
async fn what_is_paid_makes_room_for_another_order() {
    let limits = Limits { unpaid_orders: 1, unpaid_units: 2, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    let body = order_of(&[("product_kayak", 1)]);
    let order = gateway.order(&body).await.ok();
    gateway.order(&body).await.refused(429);
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    assert_eq!(gateway.post(&page, &json!(null)).await.status.as_u16(), 303);
    gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
}

#[tokio::test]
async fn who_a_request_says_that_it_is_for_is_not_believed() {
    let limits = Limits { unpaid_orders: 1, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    let mut statuses = Vec::new();
    for header in ["x-forwarded-for", "forwarded", "x-real-ip", "cf-connecting-ip"] {
        let request = Request::post("/api/customer/checkout")
            .header("content-type", "application/json")
            .header(header, "192.0.2.77");
        let body = Body::from(order_of(&[("product_kayak", 1)]).to_string());
        statuses.push(gateway.send(request.body(body).unwrap()).await.status.as_u16());
    }
    assert_eq!(statuses, [200, 429, 429, 429]);
}

#[tokio::test]
async fn orders_are_there_after_a_restart() {
    let gateway = Gateway::start().await;
    let paid = gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    let page = format!("/test/checkout?order={}", paid["id"].as_str().unwrap());
    gateway.post(&page, &json!(null)).await;
    let body = with(order_of(&[("product_kayak", 1)]), "client_reference", REFERENCE);
    let unpaid = gateway.order(&body).await.ok();

    let gateway = gateway.restarted().await;
    let (start, end) = weekend();
    assert_eq!(gateway.free("product_kayak", "location_open", start, end).await, 1);
    assert_eq!(gateway.order(&body).await.ok()["id"], unpaid["id"]);
    assert!(gateway.get(&page).await.text().contains("Your booking is confirmed"));
}
