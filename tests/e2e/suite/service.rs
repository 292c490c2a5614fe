//! The gateway with its sample data: the process, its database, what it was asked, and another customer.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{AssertSqlSafe, Row};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::clock;
use crate::sample::{COMPANY, Hire};
use crate::stage::given;

/// A gateway that listens. It ends with this value.
pub(crate) struct Gateway {
    /// `http://…`, without a slash at its end.
    pub(crate) address: String,
    log: Arc<Mutex<Vec<String>>>,
    folder: TempDir,
    /// There unless it was ended.
    process: Mutex<Option<Child>>,
}

/// An order as it stands in the database.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StoredOrder {
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) location: String,
    pub(crate) start_ms: i64,
    pub(crate) end_ms: i64,
    pub(crate) tax_cents: i64,
    pub(crate) total_cents: i64,
    /// Product, quantity, price of a unit, sum.
    pub(crate) lines: Vec<(String, i64, i64, i64)>,
}

/// A port that nothing listens on at the moment.
pub(crate) fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Starts the program, keeps its log, and gives it with its address when it listens.
async fn serve(
    listen: SocketAddr,
    folder: &Path,
    options: &[&str],
    log: &Arc<Mutex<Vec<String>>>,
) -> (Child, String) {
    let mut process = Command::new(given("GATEWAY_BIN"))
        .args(["serve", "--sample-data", "--log-format", "json", "--listen", &listen.to_string()])
        // The browsers of all tests are one client address.
        .args(["--read-rate=100000/100000", "--quote-rate=100000/100000", "--checkout-rate=100000/100000"])
        .args(options)
        .arg(format!("--clock-offset-ms={}", clock::offset_ms()))
        .arg("--data-dir")
        .arg(folder)
        .env("RUST_LOG", "info")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the gateway starts");
    let mut errors = BufReader::new(process.stderr.take().unwrap()).lines();
    let kept = log.clone();
    tokio::spawn(async move {
        while let Ok(Some(line)) = errors.next_line().await {
            kept.lock().unwrap().push(line);
        }
    });
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let first = lines.next_line().await.unwrap();
    let address = first.as_deref().and_then(|line| line.strip_prefix("listening on "));
    let address = address.unwrap_or_else(|| panic!("the gateway did not start: {:?}", log.lock().unwrap()));
    (process, address.trim_end_matches('/').to_owned())
}

impl Gateway {
    /// On a free port, with a store of its own.
    pub(crate) async fn start() -> Self {
        Self::on("127.0.0.1:0".parse().unwrap()).await
    }

    /// On this port.
    pub(crate) async fn on(listen: SocketAddr) -> Self {
        Self::with(listen, &[]).await
    }

    /// One that misbehaves where [`Gateway::misbehave`] says so.
    pub(crate) async fn with_faults() -> Self {
        Self::with("127.0.0.1:0".parse().unwrap(), &["--faults"]).await
    }

    /// On this port, with options besides.
    pub(crate) async fn with(listen: SocketAddr, options: &[&str]) -> Self {
        let (folder, log) = (tempfile::tempdir().unwrap(), Arc::default());
        let (process, address) = serve(listen, folder.path(), options, &log).await;
        Self { address, log, folder, process: Mutex::new(Some(process)) }
    }

    /// From now on it misbehaves by these rules, see CONTRIBUTING.md, and no others.
    pub(crate) async fn misbehave(&self, rules: Value) {
        let url = format!("{}/faults", self.address);
        let answer = reqwest::Client::new().put(url).json(&rules).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// To how many requests each rule was applied, in their order.
    pub(crate) async fn misbehaved(&self) -> Vec<u64> {
        let url = format!("{}/faults", self.address);
        let rules: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
        let rules = rules.as_array().or(rules["rules"].as_array()).unwrap();
        rules.iter().map(|rule| rule["applied"].as_u64().unwrap()).collect()
    }

    /// Ends it, as a crash would.
    pub(crate) async fn end(&self) {
        let process = self.process.lock().unwrap().take();
        process.expect("it runs").kill().await.unwrap();
    }

    /// Starts it again after its end, on the same port and store.
    pub(crate) async fn start_again(&self) {
        let listen = self.address.trim_start_matches("http://").parse().unwrap();
        let (process, _) = serve(listen, self.folder.path(), &[], &self.log).await;
        *self.process.lock().unwrap() = Some(process);
    }

    /// The base address of the API.
    pub(crate) fn api(&self) -> String {
        format!("{}/api", self.address)
    }

    /// What it wrote to its log.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }

    /// What it was asked so far, as `METHOD path`, with how often.
    pub(crate) fn requests(&self) -> BTreeMap<String, usize> {
        let mut requests = BTreeMap::new();
        for line in self.log.lock().unwrap().iter() {
            let line: Value = serde_json::from_str(line).unwrap_or_default();
            if line["fields"]["status"].is_number() {
                let (method, path) = (&line["span"]["method"], &line["span"]["path"]);
                let request = format!("{} {}", method.as_str().unwrap(), path.as_str().unwrap());
                *requests.entry(request).or_default() += 1;
            }
        }
        requests
    }

    /// How often a path of the browse API was read.
    pub(crate) fn reads(&self, name: &str) -> usize {
        self.requests().get(&format!("GET /api/v1/browse/{name}")).copied().unwrap_or(0)
    }

    /// Another customer orders, without the widget; the id of the order.
    pub(crate) async fn order_by_another(&self, hire: &Hire) -> String {
        let items: Vec<_> = hire
            .items
            .iter()
            .map(|(product, quantity)| json!({ "productID": product, "quantity": quantity }))
            .collect();
        let body = json!({
            "companyId": COMPANY,
            "locationId": hire.location,
            "fromDate": hire.from.to_utc().to_rfc3339(),
            "toDate": hire.until.to_utc().to_rfc3339(),
            "lineItems": items,
        });
        let url = format!("{}/customer/checkout", self.api());
        let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "the other customer's order: {status} {text}");
        let placed: Value = serde_json::from_str(&text).unwrap();
        placed["id"].as_str().unwrap().to_owned()
    }

    /// Puts more into its store.
    pub(crate) async fn store(&self, sql: &str) {
        let file = SqliteConnectOptions::new().filename(self.folder.path().join("booking.sqlite"));
        let pool = SqlitePool::connect_with(file).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&pool).await.unwrap();
        pool.close().await;
    }

    /// All orders, the oldest first.
    pub(crate) async fn orders(&self) -> Vec<StoredOrder> {
        let file =
            SqliteConnectOptions::new().filename(self.folder.path().join("booking.sqlite")).read_only(true);
        let pool = SqlitePool::connect_with(file).await.unwrap();
        let rows =
            sqlx::query("SELECT * FROM orders ORDER BY created_at, id").fetch_all(&pool).await.unwrap();
        let mut orders = Vec::new();
        for row in rows {
            let id: String = row.get("id");
            let lines = sqlx::query(
                "SELECT product_id, quantity, unit_price_cents, subtotal_cents FROM order_lines \
                 WHERE order_id = ? ORDER BY line",
            )
            .bind(&id)
            .fetch_all(&pool)
            .await
            .unwrap();
            orders.push(StoredOrder {
                id,
                status: row.get("status"),
                location: row.get("location_id"),
                start_ms: row.get("start_ms"),
                end_ms: row.get("end_ms"),
                tax_cents: row.get("tax_cents"),
                total_cents: row.get("total_cents"),
                lines: lines
                    .iter()
                    .map(|line| (line.get(0), line.get(1), line.get(2), line.get(3)))
                    .collect(),
            });
        }
        pool.close().await;
        orders
    }

    /// The only order there is.
    pub(crate) async fn only_order(&self) -> StoredOrder {
        let mut orders = self.orders().await;
        assert_eq!(orders.len(), 1, "{orders:?}");
        orders.remove(0)
    }
}

impl StoredOrder {
    /// Asserts that it is what was hired, at the price of the price rule.
    pub(crate) fn assert_is(&self, hire: &Hire, status: &str) {
        let price = hire.price();
        let lines: Vec<_> = price
            .lines
            .iter()
            .map(|line| (line.product.to_owned(), i64::from(line.quantity), line.unit_cents, line.sum_cents))
            .collect();
        assert_eq!(self.lines, lines);
        assert_eq!(
            (self.start_ms, self.end_ms),
            (hire.from.timestamp_millis(), hire.until.timestamp_millis())
        );
        assert_eq!((self.tax_cents, self.total_cents), (price.tax_cents, price.total_cents));
        assert_eq!((&*self.status, &*self.location), (status, hire.location));
    }
}
