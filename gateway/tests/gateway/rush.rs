//! Many customers at once after the last unit, over real HTTP and a store in a file.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use booking_gateway::limits::Limits;
use serde_json::{Value, json};
use tokio::sync::Barrier;
use tower::ServiceExt;

use super::harness::*;
use super::judge::{Hire, fits, fullest};
use super::socket::{post, serve};

const CUSTOMERS: usize = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_three_hundred_customers_after_the_last_unit_one_gets_it() {
    let gateway = Gateway::with(however_often()).await;
    let (address, server) = serve(&gateway).await;
    let start = Arc::new(Barrier::new(CUSTOMERS));
    let clock = Instant::now();
    let customers: Vec<_> = (0..CUSTOMERS)
        .map(|_| {
            let start = start.clone();
            tokio::spawn(async move {
                start.wait().await;
                post(address, "/api/customer/checkout", &order_of(&[("product_tent", 1)])).await
            })
        })
        .collect();
    let (mut orders, mut refusals) = (0, 0);
    for customer in customers {
        let (status, body) = customer.await.unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        match status {
            200 => orders += 1,
            400 => {
                assert_eq!(body["message"], "1 of product_tent are wanted, 0 can be had for these times");
                assert_eq!(keys(&body), ["error", "message"]);
                refusals += 1;
            }
            other => panic!("{other}: {body}"),
        }
    }
    let took = clock.elapsed().as_millis();
    println!("the rush: {CUSTOMERS} customers, {orders} order, {refusals} refusals, {took} ms");
    server.abort();
    assert_eq!((orders, refusals), (1, CUSTOMERS - 1));
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 1);
    assert_eq!(gateway.count("SELECT count(*) FROM reservations").await, 1);
}

/// Five hundred at once after the seven units; of these windows each takes one, and of these quantities one.
async fn rush_for_seven(hours: [(i64, i64); 3], quantities: &[u32], turnaround: i64) {
    let request_time = Duration::from_secs(60);
    let limits = Limits { unpaid_orders: 1000, unpaid_units: 10_000, request_time, ..however_often() };
    let gateway = Gateway::with(limits).await;
    gateway.sql(SEVEN).await;
    gateway
        .sql(&format!("UPDATE products SET turnaround_ms = {turnaround} WHERE id = 'product_seven'"))
        .await;
    let (address, server) = serve(&gateway).await;
    let morning = weekend().0;
    // Three and up to three: no pattern of the one goes with one of the other.
    let wishes = (0..500).map(|n| {
        let (start, end) = hours[n % 3];
        let quantity = quantities[n / 3 % quantities.len()];
        Hire { start: morning + start * HOUR, end: morning + end * HOUR, quantity }
    });
    let start = Arc::new(Barrier::new(500));
    let clock = Instant::now();
    let customers: Vec<_> = wishes
        .map(|wish| {
            let start = start.clone();
            let body = order_of(&[("product_seven", wish.quantity.into())]);
            let body = with(with(body, "fromDate", iso(wish.start)), "toDate", iso(wish.end));
            let order = async move {
                start.wait().await;
                post(address, "/api/customer/checkout", &body).await
            };
            (wish, tokio::spawn(order))
        })
        .collect();
    let (mut had, mut refused) = (Vec::new(), Vec::new());
    for (wish, customer) in customers {
        let (status, body) = customer.await.unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        match status {
            200 => had.push(wish),
            400 => {
                assert_eq!(keys(&body), ["error", "message"]);
                let wanted = format!("{} of product_seven are wanted, ", wish.quantity);
                assert!(body["message"].as_str().unwrap().starts_with(&wanted), "{body}");
                refused.push(wish);
            }
            other => panic!("{other}: {body}"),
        }
    }
    let took = clock.elapsed().as_millis();
    server.abort();
    println!("the rush for seven: {} orders, {} refusals, {took} ms", had.len(), refused.len());
    assert!(fullest(&had, turnaround) <= 7, "{had:?}");
    for wish in refused {
        assert!(!fits(7, &had, turnaround, wish), "{wish:?} was refused and would go with {had:?}");
    }
    // What the store holds is what the customers were told.
    let mut held = gateway.hires("product_seven").await;
    held.sort();
    had.sort();
    assert_eq!(held, had);
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, had.len() as i64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_customers_after_seven_units_in_windows_that_overlap_one_after_the_other() {
    rush_for_seven([(0, 3), (2, 6), (5, 9)], &[1], 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_customers_after_several_of_seven_units_in_windows_within_each_other() {
    rush_for_seven([(0, 8), (1, 9), (2, 3)], &[1, 3, 2, 4], 45 * MINUTE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_customers_whose_windows_overlap_by_the_turnaround_alone() {
    rush_for_seven([(0, 3), (3, 6), (2, 4)], &[2, 1, 5], 30 * MINUTE).await;
}

/// Two gateways on one store write over connections of their own: here `BEGIN IMMEDIATE` alone keeps them apart.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_the_customers_of_two_gateways_on_one_store_one_gets_the_last_unit() {
    let one = Gateway::with(however_often()).await;
    let two = Gateway::beside(&one).await;
    let customers: Vec<_> = (0..100)
        .map(|number| {
            let router = if number % 2 == 0 { one.router.clone() } else { two.router.clone() };
            let request = Request::post("/api/customer/checkout")
                .header("content-type", "application/json")
                .body(Body::from(order_of(&[("product_tent", 1)]).to_string()))
                .unwrap();
            tokio::spawn(async move { router.oneshot(request).await.unwrap().status().as_u16() })
        })
        .collect();
    let mut statuses = Vec::new();
    for customer in customers {
        statuses.push(customer.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| *status == 400), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_order_paid_by_many_tabs_at_once_is_paid_once() {
    let gateway = Gateway::with(however_often()).await;
    let order = gateway.order(&order_of(&[("product_tent", 1)])).await.ok();
    let path = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    let (address, server) = serve(&gateway).await;
    let tabs: Vec<_> = (0..20)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move { post(address, &path, &json!(null)).await.0 })
        })
        .collect();
    let mut statuses = Vec::new();
    for tab in tabs {
        statuses.push(tab.await.unwrap());
    }
    server.abort();
    statuses.sort_unstable();
    assert_eq!(statuses[0], 303);
    assert!(statuses[1..].iter().all(|status| *status == 409), "{statuses:?}");
}

/// Orders sent at once, each over a connection of its own.
async fn all_at_once(to: SocketAddr, bodies: Vec<Value>) -> Vec<(u16, String)> {
    let start = Arc::new(Barrier::new(bodies.len()));
    let presses: Vec<_> = bodies
        .into_iter()
        .map(|body| {
            let start = start.clone();
            tokio::spawn(async move {
                start.wait().await;
                post(to, "/api/customer/checkout", &body).await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for press in presses {
        answers.push(press.await.unwrap());
    }
    answers
}

fn press(number: usize, lines: &[(&str, u64)]) -> Value {
    with(order_of(lines), "client_reference", format!("01939c1e-7a3b-7c4d-8e5f-{number:012x}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_press_sent_many_times_is_one_order_also_after_a_restart() {
    let gateway = Gateway::with(however_often()).await;
    let (address, server) = serve(&gateway).await;
    for (number, times) in [(1, 2), (2, 20)] {
        let body = press(number, &[("product_kayak", 1)]);
        let answers = all_at_once(address, vec![body; times]).await;
        assert!(answers.iter().all(|answer| answer.0 == 200 && *answer == answers[0]), "{answers:?}");
        assert_eq!(gateway.count("SELECT count(*) FROM orders").await, number as i64);
        assert_eq!(gateway.count("SELECT sum(quantity) FROM reservations").await, number as i64);
    }
    server.abort();
    let gateway = gateway.restarted().await;
    gateway.order(&press(2, &[("product_kayak", 1)])).await.ok();
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 2);
    gateway.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn carts_that_change_under_one_reference_at_once_leave_one_order_of_one_of_them() {
    let gateway = Gateway::with(however_often()).await;
    let (address, server) = serve(&gateway).await;
    let carts: [&[(&str, u64)]; 4] = [
        &[("product_kayak", 1)],
        &[("product_kayak", 3)],
        &[("product_tent", 1)],
        &[("product_kayak", 2), ("product_tent", 1)],
    ];
    for number in 1..=5 {
        let bodies = (0..20).map(|n| press(1, carts[n * number % 4])).collect();
        let answers = all_at_once(address, bodies).await;
        assert!(answers.iter().all(|answer| answer.0 == 200), "{answers:?}");
        let standing = "SELECT count(*) FROM orders WHERE status = 'unpaid'";
        assert_eq!(gateway.count(standing).await, 1);
        gateway.assert_whole().await;
        let held = gateway.hires("product_kayak").await.iter().map(|hire| hire.quantity).sum::<u32>();
        let tents = gateway.hires("product_tent").await.len();
        assert!([(1, 0), (3, 0), (0, 1), (2, 1)].contains(&(held, tents)), "{held} kayaks, {tents} tents");
    }
    server.abort();
    // The order that stands is that of its cart, and the last one asked for is the one that stands.
    let gateway = gateway.restarted().await;
    let before = gateway.count("SELECT count(*) FROM orders").await;
    let last = gateway.order(&press(1, carts[1])).await.ok();
    assert_eq!(gateway.order(&press(1, carts[1])).await.ok(), last);
    assert!(gateway.count("SELECT count(*) FROM orders").await <= before + 1);
    let kayaks = gateway.hires("product_kayak").await;
    assert_eq!(kayaks.iter().map(|hire| hire.quantity).collect::<Vec<_>>(), [3]);
    assert!(gateway.hires("product_tent").await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_order_paid_while_its_cart_changes_is_either_paid_or_changed() {
    let gateway = Gateway::with(however_often()).await;
    let (address, server) = serve(&gateway).await;
    for number in 1..=10 {
        let (start, end) = (weekend().0 + number as i64 * 7 * DAY, weekend().1 + number as i64 * 7 * DAY);
        let cart = |quantity| {
            let body = press(number, &[("product_kayak", quantity)]);
            with(with(body, "fromDate", iso(start)), "toDate", iso(end))
        };
        let first = gateway.order(&cart(1)).await.ok();
        let page = format!("/test/checkout?order={}", first["id"].as_str().unwrap());
        let payment = tokio::spawn(async move { post(address, &page, &Value::Null).await.0 });
        let changes = all_at_once(address, vec![cart(2), cart(2)]).await;
        let payment = payment.await.unwrap();
        match payment {
            303 => assert!(changes.iter().all(|change| change.0 == 409), "{changes:?}"),
            410 => assert!(changes.iter().all(|change| change.0 == 200), "{changes:?}"),
            other => panic!("{other}"),
        }
        gateway.assert_whole().await;
    }
    server.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_an_address_that_orders_thirty_times_at_once_as_many_are_taken_as_it_may_hold() {
    for limits in
        [Limits { unpaid_orders: 5, ..however_often() }, Limits { unpaid_units: 5, ..however_often() }]
    {
        let gateway = Gateway::with(limits).await;
        gateway.sql(SEVEN).await;
        let (address, server) = serve(&gateway).await;
        let answers = all_at_once(address, vec![order_of(&[("product_seven", 1)]); 30]).await;
        server.abort();
        let of = |status| answers.iter().filter(|answer| answer.0 == status).count();
        assert_eq!((of(200), of(429)), (5, 25), "{answers:?}");
        assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 5);
    }
}

#[tokio::test]
async fn a_client_that_sends_ten_megabytes_gets_to_read_why_not() {
    let gateway = Gateway::with(however_often()).await;
    let (address, server) = serve(&gateway).await;
    let body = json!("x".repeat(10_000_000));
    let (status, body) = post(address, "/api/customer/checkout", &body).await;
    server.abort();
    assert_eq!(status, 413);
    assert!(body.contains("65536 bytes"), "{body}");
}
