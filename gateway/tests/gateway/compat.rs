//! What was released stays: a gateway answers the widgets of each release as the gateway of that release did, and opens the
//! stores that it wrote. `tests/compat/` has a folder for each release; its README says what is in it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use booking_gateway::limits::Limits;
use booking_widget::api::{Call, Method, OrderRequest, Own, Service};
use booking_widget::booking::quote::QuoteKey;
use booking_widget::booking::time::{CivilDate, Instant};
use booking_widget::booking::{Cart, CompanyId, Interval, LocationId, ProductId, Window};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use super::harness::*;

/// What a widget asked, and what the gateway answered.
#[derive(Debug, Deserialize, Serialize)]
struct Exchange {
    name: String,
    /// `GET` or `POST`.
    method: String,
    /// With its query, from `/api` on.
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    status: u16,
    answer: Value,
    /// Whether the order that was answered is paid then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    paid: bool,
}

/// The references of the orders in the store, by what became of them.
const PAID: &str = "019ac6f2-5d80-7000-8000-000000000001";
const UNPAID: &str = "019ac6f2-5d80-7000-8000-000000000002";
const EXPIRED: &str = "019ac6f2-5d80-7000-8000-000000000003";
const REPLACED: &str = "019ac6f2-5d80-7000-8000-000000000004";
/// The reference of the customer whose requests are kept.
const OWN: &str = "019ac6f2-5d80-7000-8000-000000000007";

fn releases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/compat");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let releases: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    assert!(!releases.is_empty());
    releases
}

fn exchanges(release: &Path) -> Vec<Exchange> {
    serde_json::from_str(&fs::read_to_string(release.join("exchanges.json")).unwrap()).unwrap()
}

/// The present gateway on a store that the gateway of a release wrote, at the moment it did.
async fn opened(release: &Path) -> Gateway {
    let folder = tempfile::tempdir().unwrap();
    let file = SqliteConnectOptions::new().filename(folder.path().join("booking.sqlite"));
    let pool = SqlitePool::connect_with(file.create_if_missing(true).foreign_keys(false)).await.unwrap();
    let sql = fs::read_to_string(release.join("store.sql")).unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.unwrap();
    pool.close().await;
    Gateway::on(Arc::new(folder), Limits::default()).await
}

async fn send(gateway: &Gateway, exchange: &Exchange) -> Answer {
    match exchange.method.as_str() {
        "GET" => gateway.send(Request::get(&exchange.path).body(Body::empty()).unwrap()).await,
        "POST" => gateway.post(&exchange.path, exchange.body.as_ref().unwrap()).await,
        other => panic!("{other}"),
    }
}

async fn pay(gateway: &Gateway, order: &Value) {
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    assert_eq!(gateway.post(&page, &Value::Null).await.status.as_u16(), 303);
}

/// Fields of which only the kind is compared: addresses that hold an order's id, and words for developers.
const MADE_ANEW: [&str; 2] = ["checkout_url", "message"];

/// Asserts that an answer still has all that was answered. `ids` leads from the orders of then to those of now.
fn assert_holds(place: &str, then: &Value, now: &Value, ids: &mut HashMap<String, String>) {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            for (name, then) in then {
                let place = format!("{place}/{name}");
                let now = now.get(name).unwrap_or_else(|| panic!("{place} is gone"));
                if MADE_ANEW.contains(&name.as_str()) {
                    assert_eq!(std::mem::discriminant(then), std::mem::discriminant(now), "{place}");
                } else {
                    assert_holds(&place, then, now, ids);
                }
            }
        }
        // A gateway may come to take more.
        (Value::Array(then), Value::Array(now)) if place.ends_with("/features") => {
            assert!(then.iter().all(|feature| now.contains(feature)), "{place}");
        }
        (Value::Array(then), Value::Array(now)) => {
            assert_eq!(then.len(), now.len(), "{place}");
            for (index, (then, now)) in then.iter().zip(now).enumerate() {
                assert_holds(&format!("{place}/{index}"), then, now, ids);
            }
        }
        (Value::String(then), Value::String(now)) if then.starts_with("pio_") => {
            let known = ids.entry(then.clone()).or_insert_with(|| now.clone());
            assert_eq!(known, now, "{place}: the same order as then");
        }
        _ => assert_eq!(then, now, "{place}"),
    }
}

#[tokio::test]
async fn what_the_widgets_of_each_release_ask_is_answered_as_it_was() {
    for release in releases() {
        let gateway = opened(&release).await;
        let mut ids = HashMap::new();
        for exchange in exchanges(&release) {
            let place = format!("{} {}", release.display(), exchange.name);
            let answer = send(&gateway, &exchange).await;
            assert_eq!(answer.status.as_u16(), exchange.status, "{place}: {}", answer.text());
            assert_holds(&place, &exchange.answer, &answer.json(), &mut ids);
            if exchange.paid {
                pay(&gateway, &answer.json()).await;
            }
        }
        let distinct: std::collections::HashSet<_> = ids.values().collect();
        assert_eq!(distinct.len(), ids.len(), "orders that were two are two");
        gateway.assert_whole().await;
    }
}

#[tokio::test]
async fn the_store_of_each_release_is_opened_with_all_its_orders() {
    for release in releases() {
        let gateway = opened(&release).await;
        gateway.assert_whole().await;
        let pool = gateway.pool().await;
        let status = async |reference: &str| -> Vec<String> {
            let sql = "SELECT status FROM orders WHERE client_reference = ? ORDER BY created_at, id";
            sqlx::query_scalar(sql).bind(reference).fetch_all(&pool).await.unwrap()
        };
        assert_eq!(status(PAID).await, ["paid"]);
        assert_eq!(status(UNPAID).await, ["unpaid"]);
        assert_eq!(status(EXPIRED).await, ["unpaid"]);
        assert_eq!(status(REPLACED).await, ["replaced", "unpaid"]);
        let held = async |reference: &str| -> i64 {
            let sql = "SELECT count(*) FROM reservations r JOIN orders o ON o.id = r.order_id
                 WHERE o.client_reference = ?";
            sqlx::query_scalar(sql).bind(reference).fetch_one(&pool).await.unwrap()
        };
        assert_eq!((held(PAID).await, held(UNPAID).await, held(REPLACED).await), (1, 1, 1));
        pool.close().await;

        // What is unpaid can be paid, what has expired can not, and nothing is lost or sold twice.
        let id = async |reference: &str| -> Value {
            let pool = gateway.pool().await;
            let sql = "SELECT id FROM orders WHERE client_reference = ? AND status = 'unpaid'";
            let id: String = sqlx::query_scalar(sql).bind(reference).fetch_one(&pool).await.unwrap();
            pool.close().await;
            serde_json::json!({ "id": id })
        };
        pay(&gateway, &id(UNPAID).await).await;
        pay(&gateway, &id(REPLACED).await).await;
        let page = format!("/test/checkout?order={}", id(EXPIRED).await["id"].as_str().unwrap());
        assert_eq!(gateway.post(&page, &Value::Null).await.status.as_u16(), 410);
        gateway.source.end_expired().await.unwrap();
        gateway.assert_whole().await;
        let (start, end) = weekend();
        // Of three kayaks two are paid, of one tent the one.
        assert_eq!(gateway.free("product_kayak", "location_open", start, end).await, 1);
        assert_eq!(gateway.free("product_tent", "location_open", start, end).await, 0);
    }
}

/// The calls of a booking by the present widget, with what they are about; `true` if the order is paid then.
fn calls() -> Vec<(&'static str, Call, bool)> {
    let sunday = weekend().1;
    let window = |from: i64, until: i64| Window::new(Instant(from), Instant(until)).unwrap();
    let whole = window(weekend().0 + 7 * DAY, sunday + 7 * DAY);
    let product = || ProductId::new("product_kayak");
    let location = || LocationId::new("location_open");
    let key = |quantity| {
        let mut cart = Cart::default();
        cart.set(&product(), quantity);
        QuoteKey { location: location(), window: whole, cart }
    };
    let own = || Some(OWN.to_owned());
    let order = |quantity, client_reference: Option<String>| {
        let return_url = client_reference.is_some().then(|| "https://shop.example/hire".to_owned());
        Call::Order(OrderRequest { key: key(quantity), client_reference, hold: None, return_url })
    };
    let slots = |interval, own| {
        let midnight = CivilDate::new(2026, 12, 5).unwrap().utc_midnight().ms() - 11 * HOUR;
        let days = if interval == Interval::Day { 7 } else { 2 };
        Call::Slots {
            product: product(),
            location: location(),
            interval,
            window: window(midnight, midnight + days * DAY),
            own,
        }
    };
    vec![
        ("the places", Call::Locations, false),
        ("the list", Call::Products { window: None, own: None }, false),
        ("the list for the times", Call::Products { window: Some(whole), own: None }, false),
        ("a week of days", slots(Interval::Day, None), false),
        ("two days of quarters of an hour", slots(Interval::Quarter, None), false),
        ("the price", Call::Quote(key(2), own()), false),
        ("the price of more than there is", Call::Quote(key(4), own()), false),
        ("an order", order(2, own()), false),
        ("the same order again", order(2, own()), false),
        (
            "the list beside the own order",
            Call::Products { window: Some(whole), own: own().map(Own::Reference) },
            false,
        ),
        (
            "quarters of an hour beside the own order",
            slots(Interval::Quarter, own().map(Own::Reference)),
            false,
        ),
        ("the order of a changed booking", order(1, own()), true),
        ("one more order under the reference of a paid one", order(2, own()), false),
        ("an order without a reference", order(1, None), false),
        ("an order of more than is left", order(3, None), false),
    ]
}

/// Writes the folder of the present version: `cargo test -p booking-gateway --test gateway compat::record -- --ignored`.
/// To be run once for a release; afterwards its folder stays as it is.
#[tokio::test]
#[ignore = "writes the folder of a release"]
async fn record() {
    let release =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/compat").join(env!("CARGO_PKG_VERSION"));
    fs::create_dir(&release).expect("a release is recorded once: remove its folder to do it again");
    let gateway = Gateway::start().await;
    let now = gateway.now();
    let order = async |reference: &str, quantity: u64| {
        let body = with(order_of(&[("product_kayak", quantity)]), "client_reference", reference);
        gateway.order(&body).await.ok()
    };
    gateway.set_now(now - HOUR);
    order(EXPIRED, 1).await;
    gateway.set_now(now);
    let paid = order(PAID, 1).await;
    pay(&gateway, &paid).await;
    order(UNPAID, 1).await;
    order(REPLACED, 1).await;
    let other = with(order_of(&[("product_tent", 1)]), "client_reference", REPLACED);
    gateway.order(&other).await.ok();
    fs::write(release.join("store.sql"), dump(&gateway).await).unwrap();

    let service = Service { company: CompanyId::new("company_test"), api_base: "/api".to_owned() };
    let mut recorded = Vec::new();
    for (name, call, paid) in calls() {
        let method = if call.method() == Method::Get { "GET" } else { "POST" };
        let body = call.payload(&service).map(|body| serde_json::to_value(body).unwrap());
        let mut exchange = Exchange {
            name: name.to_owned(),
            method: method.to_owned(),
            path: call.url(&service),
            body,
            status: 0,
            answer: Value::Null,
            paid,
        };
        let answer = send(&gateway, &exchange).await;
        (exchange.status, exchange.answer) = (answer.status.as_u16(), answer.json());
        if paid {
            pay(&gateway, &exchange.answer).await;
        }
        recorded.push(exchange);
    }
    fs::write(release.join("exchanges.json"), serde_json::to_string_pretty(&recorded).unwrap() + "\n")
        .unwrap();
}

/// The store as SQL that makes it again.
async fn dump(gateway: &Gateway) -> String {
    let pool = gateway.pool().await;
    let all = async |sql: String| -> Vec<String> {
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&pool).await.unwrap()
    };
    let of = |kind: &str, column: &str| {
        format!("SELECT {column} FROM sqlite_schema WHERE type = '{kind}' AND sql IS NOT NULL ORDER BY rowid")
    };
    let mut statements = all(of("table", "sql")).await;
    for table in all(of("table", "name")).await {
        let columns = all(format!("SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}')")).await;
        let row = columns.join(" || ', ' || ");
        let insert = format!("SELECT 'INSERT INTO {table} VALUES (' || {row} || ')' FROM {table}");
        statements.extend(all(insert).await);
    }
    statements.extend(all(of("index", "sql")).await);
    pool.close().await;
    statements.join(";\n") + ";\n"
}
