//! Nothing is sold twice and nothing is paid that holds no units, whatever the clock and the order of events.

use std::sync::Arc;

use booking_gateway::limits::Limits;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use super::harness::*;

async fn pay(gateway: &Gateway, order: &Value) -> u16 {
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    gateway.post(&page, &Value::Null).await.status.as_u16()
}

/// On this one thread each task that was started goes on until it waits.
async fn until_all_wait() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_payment_that_waits_while_its_order_ends_is_refused() {
    let gateway = Arc::new(Gateway::start().await);
    let order = gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
    let ends = order["expires_at"].as_i64().unwrap();
    // Somebody else writes: first the release of expired orders has to wait, then the payment.
    let store = gateway.pool().await;
    let mut other = store.acquire().await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *other).await.unwrap();
    gateway.set_now(ends - 1);
    let release = tokio::spawn({
        let gateway = gateway.clone();
        async move { gateway.source.end_expired().await.unwrap() }
    });
    until_all_wait().await;
    let payment = tokio::spawn({
        let (gateway, order) = (gateway.clone(), order.clone());
        async move { pay(&gateway, &order).await }
    });
    // Both are asked for before the order ends, and served after it.
    until_all_wait().await;
    gateway.set_now(ends);
    sqlx::raw_sql("COMMIT").execute(&mut *other).await.unwrap();
    release.await.unwrap();
    assert_eq!(payment.await.unwrap(), 410);
    gateway.assert_whole().await;
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE status = 'paid'").await, 0);
    assert_eq!(gateway.count("SELECT count(*) FROM reservations").await, 0);
}

#[tokio::test]
async fn a_clock_that_goes_ahead_and_back_sells_nothing_twice() {
    let gateway = Gateway::start().await;
    let first = gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
    gateway.set_now(gateway.now() + 16 * MINUTE);
    let second = gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
    gateway.set_now(gateway.now() - 16 * MINUTE);
    assert_eq!(pay(&gateway, &first).await, 410, "its units went to somebody else");
    assert_eq!(pay(&gateway, &second).await, 303);
    gateway.assert_whole().await;
    let (start, end) = weekend();
    assert_eq!(gateway.free("product_kayak", "location_open", start, end).await, 1);
}

#[tokio::test]
async fn a_payment_that_comes_too_late_ends_the_order() {
    let gateway = Gateway::start().await;
    let order = gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
    let ends = order["expires_at"].as_i64().unwrap();
    gateway.set_now(ends);
    assert_eq!(pay(&gateway, &order).await, 410);
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE ended_as = 'expired'").await, 1);
    assert_eq!(gateway.count("SELECT count(*) FROM reservations").await, 0);
    // No clock brings it back.
    gateway.set_now(ends - 10 * MINUTE);
    assert_eq!(pay(&gateway, &order).await, 410);
    gateway.assert_whole().await;
}

#[tokio::test]
async fn an_order_that_lost_a_part_of_its_units_is_not_paid() {
    let gateway = Gateway::start().await;
    let order = gateway.order(&order_of(&[("product_kayak", 2), ("product_tent", 1)])).await.ok();
    gateway.sql("DELETE FROM reservations WHERE product_id = 'product_tent'").await;
    assert_eq!(pay(&gateway, &order).await, 410);
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE status = 'paid'").await, 0);
    assert_eq!(
        gateway.count("SELECT count(*) FROM reservations").await,
        0,
        "what it still held is free again"
    );
    gateway.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_hundred_payments_at_the_moment_of_expiry_each_is_whole_or_refused() {
    const ORDERS: usize = 200;
    let limits = Limits { unpaid_orders: 1000, unpaid_units: 1000, ..however_often() };
    let gateway = Arc::new(Gateway::with(limits).await);
    gateway.sql(SEVEN).await;
    let mut orders = Vec::new();
    for number in 0..ORDERS as i64 {
        // Seven at a time, each hour others.
        let start = weekend().0 + number / 7 * HOUR;
        let body = with(order_of(&[("product_seven", 1)]), "fromDate", iso(start));
        orders.push(gateway.order(&with(body, "toDate", iso(start + HOUR))).await.ok());
    }
    let ends = orders[0]["expires_at"].as_i64().unwrap();
    gateway.set_now(ends - 1);
    let mut payments = tokio::task::JoinSet::new();
    for order in orders {
        let gateway = gateway.clone();
        payments.spawn(async move { pay(&gateway, &order).await });
    }
    let (mut paid, mut answered) = (0, 0);
    while let Some(status) = payments.join_next().await {
        answered += 1;
        match status.unwrap() {
            303 => paid += 1,
            status => assert_eq!(status, 410),
        }
        // In the middle of them the moment comes, and the release with it.
        if answered == ORDERS / 2 {
            gateway.set_now(ends);
            let gateway = gateway.clone();
            tokio::spawn(async move { gateway.source.end_expired().await.unwrap() });
        }
    }
    assert!((ORDERS as i64 / 2..ORDERS as i64).contains(&paid), "{paid} were paid");
    gateway.source.end_expired().await.unwrap();
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE status = 'paid'").await, paid);
    assert_eq!(gateway.count("SELECT count(*) FROM reservations").await, paid);
    gateway.assert_whole().await;
}

/// A store of the first release, with changes to it before the present gateway opens it.
async fn earlier_store(sql: &str) -> Gateway {
    let folder = tempfile::tempdir().unwrap();
    let file = SqliteConnectOptions::new().filename(folder.path().join("booking.sqlite"));
    let store = SqlitePool::connect_with(file.create_if_missing(true).foreign_keys(false)).await.unwrap();
    let release = include_str!("../../../tests/compat/0.1.0/store.sql");
    sqlx::raw_sql(AssertSqlSafe(format!("{release};{sql}"))).execute(&store).await.unwrap();
    store.close().await;
    Gateway::on(Arc::new(folder), Limits::default()).await
}

#[tokio::test]
async fn opening_an_earlier_store_ends_what_has_ended_and_keeps_what_is_paid() {
    let gateway = earlier_store("").await;
    gateway.assert_whole().await;
    let ended = "SELECT count(*) FROM orders WHERE status = 'unpaid' AND ended_as = 'expired'";
    assert_eq!(gateway.count(ended).await, 1);
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE ended_as = 'replaced'").await, 1);
    assert!(gateway.count("SELECT count(*) FROM orders WHERE status = 'paid'").await > 0);
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE units = 0 OR unit_days < units").await, 0);
}

#[tokio::test]
async fn an_order_of_an_earlier_store_whose_units_were_let_go_of_has_ended_though_its_time_is_to_come() {
    // The release ran while the clock was ahead: the units went, the row says that it is open.
    let gateway = earlier_store(
        "DELETE FROM reservations WHERE order_id IN
             (SELECT id FROM orders WHERE status = 'unpaid' AND expires_at > 1);
         UPDATE orders SET expires_at = 9000000000000 WHERE status = 'unpaid';",
    )
    .await;
    assert_eq!(
        gateway.count("SELECT count(*) FROM orders WHERE status = 'unpaid' AND ended_at IS NULL").await,
        0
    );
    gateway.assert_whole().await;
}

#[tokio::test]
async fn hires_start_and_end_on_quarters_within_the_horizon_and_are_not_too_long() {
    let gateway = Gateway::start().await;
    let (start, end) = weekend();
    for (from, to, reason, message) in [
        (start, start + 15 * MINUTE, None, ""),
        (start, start + 10 * MINUTE, Some("departure_not_valid"), "a hire ends on a quarter of an hour"),
        (
            start + MINUTE,
            end,
            Some("arrival_not_valid"),
            "a hire starts on a quarter of an hour, as time-slots lists them",
        ),
        (start, end + 1, Some("departure_not_valid"), "a hire ends on a quarter of an hour"),
        (start, start + 731 * DAY, None, ""),
        (
            start,
            start + 732 * DAY,
            Some("max_stay"),
            "product_kayak is hired for at most 63158400000 ms of wall clock",
        ),
        (
            start + 732 * DAY,
            start + 733 * DAY,
            Some("horizon"),
            "the window starts later than 63158400000 ms from now",
        ),
    ] {
        let quote = with(quote_of(&[("product_kayak", 1)]), "start_time", from);
        let quote = gateway.quote(&with(quote, "end_time", to)).await.ok();
        assert_eq!(quote["reason"], json!(reason), "{from} {to}");
        assert_eq!(quote["available"], reason.is_none());
        let order = with(order_of(&[("product_kayak", 1)]), "fromDate", iso(from));
        let order = gateway.order(&with(order, "toDate", iso(to))).await;
        // The list says the same.
        let free = gateway.free("product_kayak", "location_open", from, to).await;
        match reason {
            Some(_) => {
                assert_eq!(order.refused(400), message);
                assert_eq!(free, 0);
            }
            None => {
                order.ok();
                assert!(free > 0);
            }
        }
    }
}

#[tokio::test]
async fn a_hire_may_end_when_the_place_closes() {
    let gateway = Gateway::start().await;
    // From 9:00 to 17:00 on Saturday, when it closes.
    let closing = ms("2026-11-28T17:00:00+11:00");
    let body = with(order_of(&[("product_kayak", 1)]), "locationId", "location_hours");
    gateway.order(&with(body.clone(), "toDate", iso(closing))).await.ok();
    let message = gateway.order(&with(body, "toDate", iso(closing + 15 * MINUTE))).await.refused(400);
    assert_eq!(message, "the location is closed at the time of pick-up or return");
}

#[tokio::test]
async fn what_unpaid_orders_hold_is_bounded_in_units_times_days() {
    let limits = Limits { unpaid_unit_days: 5, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    // Two days begun, three units: more than one order may hold.
    let quote = gateway.quote(&quote_of(&[("product_kayak", 3)])).await.ok();
    assert_eq!((&quote["available"], &quote["reason"]), (&json!(false), &json!("too_many")));
    let message = gateway.order(&order_of(&[("product_kayak", 3)])).await.refused(400);
    assert_eq!(message, "an order holds at most 2 units until it is paid; this cart has 3");
    gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
    let message = gateway.order(&order_of(&[("product_kayak", 1)])).await.refused(429);
    assert_eq!(
        message,
        "the unpaid orders of a client address hold at most 5 units × days; pay the orders, or wait until they end"
    );
    // Another client is not concerned.
    let other =
        gateway.post_from("192.0.2.2", "/api/customer/checkout", &order_of(&[("product_kayak", 1)])).await;
    other.ok();
}

#[tokio::test]
async fn what_all_clients_hold_of_a_company_is_bounded() {
    let limits = Limits { company_unpaid_unit_days: 5, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
    let other =
        gateway.post_from("192.0.2.2", "/api/customer/checkout", &order_of(&[("product_kayak", 1)])).await;
    assert_eq!(
        other.refused(429),
        "the unpaid orders of a company hold at most 5 units × days; pay the orders, or wait until they end"
    );
    assert_eq!(other.header("retry-after"), "900");

    let limits = Limits { company_unpaid_orders: 1, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    let other =
        gateway.post_from("192.0.2.2", "/api/customer/checkout", &order_of(&[("product_kayak", 1)])).await;
    assert_eq!(
        other.refused(429),
        "a company has at most 1 unpaid orders; pay the orders, or wait until they end"
    );
}

#[tokio::test]
async fn orders_that_replace_each_other_do_not_hold_units_for_ever() {
    let gateway = Gateway::start().await;
    let reference = "01939c1e-7a3b-7c4d-8e5f-0000000000aa";
    let first = gateway.now();
    let mut ends = Vec::new();
    for turn in 0..12 {
        let body = order_of(&[("product_kayak", 1 + turn % 2)]);
        let order = gateway.order(&with(body, "client_reference", reference)).await.ok();
        ends.push(order["expires_at"].as_i64().unwrap());
        if gateway.now() + 14 * MINUTE >= *ends.last().unwrap() {
            break;
        }
        gateway.set_now(gateway.now() + 14 * MINUTE);
    }
    assert_eq!(ends.last(), Some(&(first + 2 * HOUR)), "no later than two hours after the first");
    // When they have been free for a moment, it begins anew.
    gateway.set_now(first + 2 * HOUR);
    let body = with(order_of(&[("product_kayak", 3)]), "client_reference", reference);
    assert_eq!(gateway.order(&body).await.ok()["expires_at"], first + 2 * HOUR + 15 * MINUTE);
    gateway.assert_whole().await;
}

#[tokio::test]
async fn a_unit_can_be_asked_for_by_its_id() {
    let gateway = Gateway::start().await;
    let order = |unit: &str, lines: &[(&str, u64)]| with(order_of(lines), "stockId", unit);
    let message = gateway.order(&order("u1location_open", &[("product_kayak", 2)])).await.refused(400);
    assert_eq!(message, "stockId is only for lineItems with one line of quantity 1");
    for wrong in ["u1location_hours", "t1", "nothing"] {
        let message = gateway.order(&order(wrong, &[("product_kayak", 1)])).await.refused(400);
        assert_eq!(message, format!("stockId {wrong} is no unit of this product at this location"));
    }
    gateway.order(&order("u1location_open", &[("product_kayak", 1)])).await.ok();
}

#[tokio::test]
async fn a_hold_names_the_own_order_in_reads_and_opens_nothing_else() {
    let gateway = Gateway::start().await;
    let (start, end) = weekend();
    let (from, to) = (start.to_string(), end.to_string());
    let hold = "2c5ea4c0-9d0c-4b5e-8f6e-000000000007";
    let free = async |own: Option<(&str, &str)>| {
        let mut query = vec![("company_id", "company_test"), ("start_time", &*from), ("end_time", &*to)];
        query.extend(own);
        let list = gateway.ask("/api/v1/browse/products", &query).await.ok();
        query.extend([("product_id", "product_kayak"), ("location_id", "location_open")]);
        let slots = gateway.ask("/api/v1/browse/time-slots", &query).await.ok();
        let products = list["products"].as_array().unwrap();
        let kayak = products.iter().find(|product| product["id"] == "product_kayak").unwrap();
        assert_eq!(kayak["locations"][0]["available_count"], slots["slots"][0]["available_count"]);
        slots["slots"][0]["available_count"].as_u64().unwrap()
    };
    let body = with(order_of(&[("product_kayak", 2)]), "client_reference", REFERENCE);
    let order = gateway.order(&with(body.clone(), "hold", hold)).await.ok();
    assert_eq!(free(None).await, 1);
    assert_eq!(free(Some(("hold", hold))).await, 3);
    assert_eq!(free(Some(("hold", &hold.to_uppercase()))).await, 3);
    // Widgets of earlier releases say the reference.
    assert_eq!(free(Some(("client_reference", REFERENCE))).await, 3);
    assert_eq!(free(Some(("hold", "2c5ea4c0-9d0c-4b5e-8f6e-000000000008"))).await, 1);
    // It is no reference: neither does it find the order again, nor replace it.
    let message = gateway.order(&with(body, "client_reference", hold)).await.refused(400);
    assert_eq!(message, "client_reference must be a UUID v7");
    assert_eq!(pay(&gateway, &order).await, 303);
    assert_eq!(free(Some(("hold", hold))).await, 1, "what is paid is nobody's to have again");
    let wrong = [("company_id", "company_test"), ("hold", "mine")];
    assert_eq!(gateway.ask("/api/v1/browse/products", &wrong).await.refused(400), "hold must be a UUID");
}

const REFERENCE: &str = "01939c1e-7a3b-7c4d-8e5f-0000000000aa";
