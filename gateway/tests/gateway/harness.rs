//! A gateway to talk to: its router without a socket, a clock that the test sets, and a store that it can write to.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use booking_gateway::built_in::BuiltIn;
use booking_gateway::clock::Clock;
use booking_gateway::http::{AppState, Faults, app};
use booking_gateway::limits::{Limits, Rate};
use booking_gateway::public_url::PublicUrl;
use booking_widget::booking::time::Instant;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tempfile::TempDir;
use tower::ServiceExt;

use super::judge::Hire;

/// Wednesday 25 November 2026, 9:00 in Sydney.
pub(crate) const NOW: &str = "2026-11-25T09:00:00+11:00";

/// How far the clock of the programs that tests start is ahead of the machine's, ms: a run on any day is the same run.
pub(crate) static CLOCK_OFFSET_MS: LazyLock<i64> = LazyLock::new(|| ms(NOW) - machine_now());

/// Now, on the clock of those programs.
pub(crate) fn program_now() -> i64 {
    machine_now() + *CLOCK_OFFSET_MS
}

fn machine_now() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A company with a name that wants to be HTML. `location_open` never closes; `location_hours` is open from 9:00 to 17:00
/// but on Mondays; `location_late` from 18:00 to 2:00. Of the kayak 3 units stand at each, of the tent 1.
const COMPANY: &str = r#"
INSERT INTO companies VALUES ('company_test', 'Kayak & <Sons>', 'AUD', 'Australia/Sydney', NULL, '10', 1);
INSERT INTO companies VALUES ('company_gone', 'Gone', 'AUD', 'Australia/Sydney', NULL, '10', 0);
INSERT INTO locations (id, company_id, sort_order, name, hours, archived, tax_percent, time_zone) VALUES
    ('location_open', 'company_test', 1, 'Open <i>Wharf</i>', NULL, 0, NULL, NULL),
    ('location_hours', 'company_test', 2, 'Nine to five',
        '[[],[[32400000,61200000]],[[32400000,61200000]],[[32400000,61200000]],[[32400000,61200000]],[[32400000,61200000]],[[32400000,61200000]]]',
        0, '12.5', NULL),
    ('location_late', 'company_test', 3, 'Late',
        '[[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]],[[64800000,7200000]]]',
        0, NULL, 'Australia/Lord_Howe'),
    ('location_archived', 'company_test', 4, 'Archived', NULL, 1, NULL, NULL);
INSERT INTO pricing_templates VALUES ('template', 'company_test',
    '{"tiers": [{"name": "1 Day", "price_multiplier": 1, "duration": 1, "duration_unit": "days"},
                {"name": "3 Days", "price_multiplier": 2.5, "duration": 3, "duration_unit": "days"}],
      "day_after": {"price_multiplier": 0.8}}');
INSERT INTO products (id, company_id, sort_order, name, description, category, picture, base_price_cents,
                      pricing_template_id, turnaround_ms) VALUES
    ('product_kayak', 'company_test', 2, 'Kayak <script>alert(1)</script>', 'One & two', 'Boats', NULL, 5001, 'template', 0),
    ('product_tent', 'company_test', 1, 'Tent', NULL, NULL, 'https://img.example/tent.png', 7000, NULL, 3600000),
    ('product_gold', 'company_test', 3, 'Gold', NULL, NULL, NULL, 9000000000000000000, NULL, 0);
INSERT INTO stock_units (id, product_id, location_id)
    SELECT 'u' || n || l.id, 'product_kayak', l.id
    FROM locations l, (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3) WHERE l.company_id = 'company_test';
INSERT INTO stock_units (id, product_id, location_id) VALUES
    ('t1', 'product_tent', 'location_open'), ('t2', 'product_tent', 'location_hours'),
    ('g1', 'product_gold', 'location_open'), ('g2', 'product_gold', 'location_open');
"#;

/// A company's product of which seven stand at a place that never closes.
pub(crate) const SEVEN: &str = "
INSERT INTO products (id, company_id, sort_order, name, base_price_cents, turnaround_ms)
    VALUES ('product_seven', 'company_test', 4, 'Seven', 4000, 0);
INSERT INTO stock_units (id, product_id, location_id)
    SELECT 's' || value, 'product_seven', 'location_open' FROM json_each('[1, 2, 3, 4, 5, 6, 7]');
";

pub(crate) struct Gateway {
    pub(crate) router: Router,
    pub(crate) folder: Arc<TempDir>,
    pub(crate) source: BuiltIn,
    now: Arc<AtomicI64>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        self.json()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts a refusal in the one shape, and gives its message.
    pub(crate) fn refused(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/json");
        let body = self.json();
        let keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["error", "message"]);
        assert!(!body["error"].as_str().unwrap().is_empty());
        body["message"].as_str().unwrap().to_owned()
    }
}

/// For tests that ask more often than a client may.
pub(crate) fn however_often() -> Limits {
    let often = Rate::new(1_000_000, 1_000_000);
    Limits { reads: often, quotes: often, checkouts: often, ..Limits::default() }
}

/// Unix ms of an ISO time.
pub(crate) fn ms(iso: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(iso).unwrap().timestamp_millis()
}

/// ISO in UTC, as the checkout takes it.
pub(crate) fn iso(ms: i64) -> String {
    Instant(ms).to_iso()
}

impl Gateway {
    /// With the test company.
    pub(crate) async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let gateway = Self::empty(tempfile::tempdir().unwrap(), limits).await;
        gateway.sql(COMPANY).await;
        gateway
    }

    pub(crate) async fn with_sample() -> Self {
        let gateway = Self::empty(tempfile::tempdir().unwrap(), Limits::default()).await;
        gateway.source.seed_sample().await.unwrap();
        gateway
    }

    pub(crate) async fn empty(folder: TempDir, limits: Limits) -> Self {
        Self::on(Arc::new(folder), limits).await
    }

    /// With the test company, and ready to misbehave.
    pub(crate) async fn with_faults(widget: Option<&Path>) -> Self {
        Self::with_state(|state| {
            state.widget = widget.map(Path::to_owned);
            state.faults = Some(Faults::default());
        })
        .await
    }

    /// With the test company, and a state that the test changes.
    pub(crate) async fn with_state(change: impl FnOnce(&mut AppState)) -> Self {
        let mut gateway = Self::start().await;
        let url = PublicUrl::parse("https://hire.example/book").unwrap();
        let mut state = AppState::built_in(gateway.source.clone(), Limits::default(), url);
        change(&mut state);
        gateway.router = app(state);
        gateway
    }

    /// Another one on the same store.
    pub(crate) async fn beside(other: &Self) -> Self {
        Self::on(other.folder.clone(), Limits::default()).await
    }

    pub(crate) async fn on(folder: Arc<TempDir>, limits: Limits) -> Self {
        Self::at(folder, limits, ms(NOW)).await
    }

    /// At a moment.
    async fn at(folder: Arc<TempDir>, limits: Limits, now: i64) -> Self {
        let now = Arc::new(AtomicI64::new(now));
        let clock: Clock = {
            let now = now.clone();
            Arc::new(move || Instant(now.load(Ordering::SeqCst)))
        };
        let url = PublicUrl::parse("https://hire.example/book").unwrap();
        let source = BuiltIn::open_or_create(folder.path(), clock, limits, url.clone()).await.unwrap();
        let state = AppState::built_in(source.clone(), limits, url);
        Self { router: app(state), folder, source, now }
    }

    /// Stops it, and starts another one on the same folder.
    pub(crate) async fn restarted(self) -> Self {
        self.restarted_with(Limits::default()).await
    }

    /// The same with other limits than the default ones.
    pub(crate) async fn restarted_with(self, limits: Limits) -> Self {
        self.source.close().await;
        Self::at(self.folder, limits, self.now.load(Ordering::SeqCst)).await
    }

    pub(crate) fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    pub(crate) fn set_now(&self, now: i64) {
        self.now.store(now, Ordering::SeqCst);
    }

    pub(crate) async fn sql(&self, sql: &str) {
        let pool = self.pool().await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&pool).await.unwrap();
        pool.close().await;
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        let pool = self.pool().await;
        let count = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&pool).await.unwrap();
        pool.close().await;
        count
    }

    /// Asserts that what the store holds is sound: orders with all of their lines and units or none at all, and nothing
    /// that belongs to no order.
    pub(crate) async fn assert_whole(&self) {
        let pool = self.pool().await;
        let sound: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&pool).await.unwrap();
        assert_eq!(sound, ["ok"]);
        for (what, sql) in [
            ("rows that point nowhere", "SELECT count(*) FROM pragma_foreign_key_check"),
            (
                "orders without lines",
                "SELECT count(*) FROM orders WHERE id NOT IN (SELECT order_id FROM order_lines)",
            ),
            (
                "orders whose lines are not their total",
                "SELECT count(*) FROM orders o WHERE total_cents - tax_cents
                     <> (SELECT sum(subtotal_cents) FROM order_lines WHERE order_id = o.id)",
            ),
            (
                "orders that hold something else than their lines",
                "SELECT count(*) FROM orders o WHERE
                     (SELECT json_group_array(json_array(product_id, quantity)) FROM
                         (SELECT * FROM order_lines WHERE order_id = o.id ORDER BY product_id))
                  <> (SELECT json_group_array(json_array(product_id, quantity)) FROM
                         (SELECT * FROM reservations r WHERE r.order_id = o.id AND r.start_ms = o.start_ms
                              AND r.end_ms = o.end_ms AND r.location_id = o.location_id ORDER BY product_id))
                  AND (status = 'paid' OR status = 'unpaid' AND
                         ended_at IS NULL)",
            ),
            (
                "units held for another time than the order is, or by one that has ended",
                "SELECT count(*) FROM reservations r JOIN orders o ON o.id = r.order_id
                 WHERE r.expires_at IS NOT CASE status WHEN 'unpaid' THEN o.expires_at END
                    OR o.ended_at IS NOT NULL",
            ),
            (
                "orders that were paid and have ended, or were replaced and have not",
                "SELECT count(*) FROM orders WHERE (ended_at IS NULL) <> (ended_as IS NULL)
                    OR (status = 'replaced') <> (ended_as IS 'replaced') OR (status = 'paid' AND ended_at IS NOT NULL)",
            ),
            (
                "orders that are paid at no time, or unpaid at one",
                "SELECT count(*) FROM orders WHERE (status = 'paid') <> (paid_at IS NOT NULL)",
            ),
        ] {
            let count: i64 = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
            assert_eq!(count, 0, "{what}");
        }
        pool.close().await;
    }

    /// What is reserved of a product, paid or not.
    pub(crate) async fn hires(&self, product: &str) -> Vec<Hire> {
        let pool = self.pool().await;
        let rows: Vec<(i64, i64, u32)> =
            sqlx::query_as("SELECT start_ms, end_ms, quantity FROM reservations WHERE product_id = ?1")
                .bind(product)
                .fetch_all(&pool)
                .await
                .unwrap();
        pool.close().await;
        rows.into_iter().map(|(start, end, quantity)| Hire { start, end, quantity }).collect()
    }

    pub(crate) async fn pool(&self) -> SqlitePool {
        let file: &Path = &self.folder.path().join("booking.sqlite");
        SqlitePool::connect_with(SqliteConnectOptions::new().filename(file)).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// GET with parameters.
    pub(crate) async fn ask(&self, path: &str, parameters: &[(&str, &str)]) -> Answer {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        self.get(&format!("{path}?{query}")).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_from("192.0.2.1", path, body).await
    }

    pub(crate) async fn post_from(&self, client: &str, path: &str, body: &Value) -> Answer {
        let mut request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let socket: std::net::SocketAddr = format!("{client}:4000").parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(socket));
        self.send(request).await
    }

    pub(crate) async fn quote(&self, body: &Value) -> Answer {
        self.post("/api/v1/browse/availability", body).await
    }

    pub(crate) async fn order(&self, body: &Value) -> Answer {
        self.post("/api/customer/checkout", body).await
    }

    /// An order from a page of this origin.
    pub(crate) async fn order_on(&self, origin: &str, body: &Value) -> Answer {
        let request = Request::post("/api/customer/checkout")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ORIGIN, origin);
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// How many units of a product are free at a location for a window.
    pub(crate) async fn free(&self, product: &str, location: &str, start: i64, end: i64) -> u64 {
        let (start, end) = (start.to_string(), end.to_string());
        let window = [("company_id", "company_test"), ("start_time", &start), ("end_time", &end)];
        let answer = self.ask("/api/v1/browse/products", &window).await.ok();
        let products = answer["products"].as_array().unwrap();
        let product = products.iter().find(|p| p["id"] == product).unwrap();
        let places = product["locations"].as_array().unwrap();
        places.iter().find(|p| p["id"] == location).unwrap()["available_count"].as_u64().unwrap()
    }
}

/// Saturday 28 November 2026, 9:00 in Sydney, and Sunday 17:00.
pub(crate) fn weekend() -> (i64, i64) {
    (ms("2026-11-28T09:00:00+11:00"), ms("2026-11-29T17:00:00+11:00"))
}

/// A quote's body for the weekend.
pub(crate) fn quote_of(lines: &[(&str, u64)]) -> Value {
    let cart: Vec<_> =
        lines.iter().map(|(id, quantity)| json!({ "product_id": id, "quantity": quantity })).collect();
    json!({
        "company_id": "company_test", "location_id": "location_open",
        "start_time": weekend().0, "end_time": weekend().1, "cart": cart,
    })
}

/// An order's body for the weekend.
pub(crate) fn order_of(lines: &[(&str, u64)]) -> Value {
    let items: Vec<_> =
        lines.iter().map(|(id, quantity)| json!({ "productID": id, "quantity": quantity })).collect();
    json!({
        "companyId": "company_test", "locationId": "location_open",
        "fromDate": iso(weekend().0), "toDate": iso(weekend().1), "lineItems": items,
    })
}

/// The body with one field set.
pub(crate) fn with(mut body: Value, field: &str, value: impl Into<Value>) -> Value {
    body[field] = value.into();
    body
}

/// The body without one field.
pub(crate) fn without(mut body: Value, field: &str) -> Value {
    body.as_object_mut().unwrap().remove(field);
    body
}

/// The keys of a JSON object, sorted.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
