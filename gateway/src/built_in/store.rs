//! The SQLite store: all SQL is here.
//!
//! Reads run in a transaction of their own, so that an answer is of one moment. Writes run in one `BEGIN IMMEDIATE`
//! transaction on a single connection: a plain `BEGIN` that reads before it writes fails with "database is locked" when
//! another one wrote in between, and of many customers after the last unit exactly one may get it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use booking_widget::booking::Window;
use booking_widget::booking::time::Instant;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, FromRow, Sqlite, SqlitePool};

/// The store's file in the data folder.
const FILE: &str = "booking.sqlite";

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder could not be made.
    #[error("could not make the data folder {}", .0.display())]
    Folder(PathBuf, #[source] std::io::Error),
    /// The file could not be opened or made.
    #[error("could not open the store {}", .0.display())]
    Open(PathBuf, #[source] sqlx::Error),
    /// The file is damaged.
    #[error("the store {} is damaged ({}); put a copy of it in its place", .0.display(), .1)]
    Damaged(PathBuf, String),
    /// The tables could not be brought up to date.
    #[error("could not bring the store {} up to date", .0.display())]
    Migrate(PathBuf, #[source] sqlx::migrate::MigrateError),
    /// A transaction could not be begun.
    #[error("could not begin a transaction")]
    Begin(#[source] sqlx::Error),
    /// A transaction could not be committed.
    #[error("could not commit a transaction")]
    Commit(#[source] sqlx::Error),
    /// Rows could not be read.
    #[error("could not read {0}")]
    Read(&'static str, #[source] sqlx::Error),
    /// Rows could not be written.
    #[error("could not write {0}")]
    Write(&'static str, #[source] sqlx::Error),
}

impl StoreError {
    /// Whether another process keeps the store to itself for now.
    pub(super) fn is_busy(&self) -> bool {
        let cause = match self {
            Self::Begin(cause) | Self::Commit(cause) | Self::Read(_, cause) | Self::Write(_, cause) => cause,
            _ => return false,
        };
        let code = cause.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
        // SQLITE_BUSY and SQLITE_LOCKED; the bits above say more exactly why.
        code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
    }
}

type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The open store.
#[derive(Clone, Debug)]
pub(super) struct Store {
    readers: SqlitePool,
    writer: SqlitePool,
}

impl Store {
    /// Opens the store in a folder; makes both where they are not there. For another process that writes it waits as long
    /// as `patience`.
    pub(super) async fn open(folder: &Path, patience: Duration) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|e| StoreError::Folder(folder.to_owned(), e))?;
        let file = folder.join(FILE);
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A paid order outlives a loss of power.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(patience);
        let writer = pool(1, options.clone()).await.map_err(|e| StoreError::Open(file.clone(), e))?;
        check(&writer, &file).await?;
        sqlx::migrate!().run(&writer).await.map_err(|e| StoreError::Migrate(file.clone(), e))?;
        let readers = pool(4, options).await.map_err(|e| StoreError::Open(file, e))?;
        Ok(Self { readers, writer })
    }

    /// A transaction that only reads.
    pub(super) async fn read(&self) -> Result<Transaction> {
        self.readers.begin().await.map(Transaction).map_err(StoreError::Begin)
    }

    /// The transaction that may write; there is one at a time. Dropped uncommitted, it changes nothing.
    pub(super) async fn write(&self) -> Result<Transaction> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map(Transaction).map_err(StoreError::Begin)
    }

    /// A copy in memory of all there is at this moment, only to be read.
    pub(super) async fn copy(&self) -> Result<Self> {
        let mut store = self.readers.acquire().await.map_err(StoreError::Begin)?;
        let mut bytes = store.serialize(None).await.map_err(|e| StoreError::Read("the whole store", e))?;
        // Bytes 18 and 19 say that the file has a write-ahead log, which memory has not.
        bytes.iter_mut().skip(18).take(2).for_each(|version| *version = 1);
        let bytes: Arc<[u8]> = bytes.to_vec().into();
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .after_connect(move |store, _| {
                let bytes = bytes.clone();
                Box::pin(async move { store.deserialize(None, bytes.as_ref().try_into()?, true).await })
            })
            .connect_with(SqliteConnectOptions::new().in_memory(true))
            .await
            .map_err(|e| StoreError::Open(PathBuf::from(":memory:"), e))?;
        Ok(Self { readers: pool.clone(), writer: pool })
    }

    /// Closes the file once what is under way has ended.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Connections that are only given out without a transaction on them. SQLite ends one by itself when it could not write
/// (a full disk); sqlx goes on counting it, and would never again begin another one on that connection.
async fn pool(connections: u32, options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
        .connect_with(options)
        .await
}

/// Whether all of the file can be read: what is damaged is not to be written to.
async fn check(store: &SqlitePool, file: &Path) -> Result<()> {
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(store)
        .await
        .map_err(|e| StoreError::Open(file.to_owned(), e))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(file.to_owned(), found)) }
}

/// A company.
#[derive(Debug, FromRow)]
pub(super) struct CompanyRow {
    pub id: String,
    pub name: String,
    pub currency: String,
    pub time_zone: String,
    pub support_url: Option<String>,
    pub tax_percent: String,
}

/// A location.
#[derive(Debug, Default, FromRow)]
pub(super) struct LocationRow {
    pub id: String,
    pub sort_order: i64,
    pub name: String,
    pub address: Option<String>,
    pub lat: Option<f64>,
    pub lng: Option<f64>,
    pub time_zone: Option<String>,
    pub currency: Option<String>,
    pub tax_percent: Option<String>,
    pub hours: Option<String>,
    pub archived: bool,
}

/// A product with its pricing template.
#[derive(Debug, Default, FromRow)]
pub(super) struct ProductRow {
    pub id: String,
    pub sort_order: i64,
    pub name: String,
    pub description: Option<String>,
    pub category: Option<String>,
    pub picture: Option<String>,
    pub base_price_cents: i64,
    pub price_per_hour_cents: i64,
    pub pricing_template_id: Option<String>,
    pub template: Option<String>,
    pub turnaround_ms: i64,
    pub min_hire_ms: Option<i64>,
    pub max_hire_ms: Option<i64>,
}

/// How many units of a product stand at a location.
#[derive(Debug, FromRow)]
pub(super) struct StockRow {
    pub product_id: String,
    pub location_id: String,
    pub units: i64,
}

/// Units that are taken for a while.
#[derive(Clone, Debug, FromRow)]
pub(super) struct ReservationRow {
    pub id: String,
    pub product_id: String,
    pub location_id: String,
    pub start_ms: i64,
    pub end_ms: i64,
    pub quantity: i64,
    pub order_id: Option<String>,
    pub expires_at: Option<i64>,
}

/// An order.
#[derive(Clone, Debug, FromRow)]
pub(super) struct OrderRow {
    pub id: String,
    pub company_id: String,
    pub location_id: String,
    pub start_ms: i64,
    pub end_ms: i64,
    pub currency: String,
    pub tax_cents: i64,
    pub total_cents: i64,
    pub status: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub client_reference: Option<String>,
    pub request: String,
    pub return_url: Option<String>,
    /// Only there while the order is open: personal data, kept to bound what one client holds.
    pub client_address: Option<String>,
    pub replaced_by: Option<String>,
}

/// A line of an order.
#[derive(Clone, Debug, FromRow)]
pub(super) struct OrderLineRow {
    pub product_id: String,
    pub product_name: String,
    pub quantity: i64,
    pub unit_price_cents: i64,
    pub subtotal_cents: i64,
}

/// An order that a client has not paid yet.
#[derive(Debug, FromRow)]
pub(super) struct UnpaidRow {
    pub expires_at: i64,
    pub units: i64,
}

/// A transaction; dropped uncommitted, it changes nothing.
#[derive(Debug)]
pub(super) struct Transaction(sqlx::Transaction<'static, Sqlite>);

impl Transaction {
    /// Makes the changes last.
    pub(super) async fn commit(self) -> Result<()> {
        self.0.commit().await.map_err(StoreError::Commit)
    }

    /// Whether there is any company at all.
    pub(super) async fn is_empty(&mut self) -> Result<bool> {
        sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM companies)")
            .fetch_one(&mut *self.0)
            .await
            .map_err(|e| StoreError::Read("whether there are companies", e))
    }

    /// The company, where it is active.
    pub(super) async fn company(&mut self, id: &str) -> Result<Option<CompanyRow>> {
        sqlx::query_as(
            "SELECT id, name, currency, time_zone, support_url, tax_percent FROM companies
             WHERE id = ?1 AND active",
        )
        .bind(id)
        .fetch_optional(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("a company", e))
    }

    /// The company's locations in their order, archived ones too.
    pub(super) async fn locations(&mut self, company: &str) -> Result<Vec<LocationRow>> {
        sqlx::query_as(
            "SELECT id, sort_order, name, address, lat, lng, time_zone, currency, tax_percent, hours, archived
             FROM locations WHERE company_id = ?1 ORDER BY sort_order, id",
        )
        .bind(company)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("locations", e))
    }

    /// The company's products in their order, archived ones not.
    pub(super) async fn products(&mut self, company: &str) -> Result<Vec<ProductRow>> {
        sqlx::query_as(
            "SELECT p.id, p.sort_order, p.name, p.description, p.category, p.picture, p.base_price_cents,
                    p.price_per_hour_cents, p.pricing_template_id, t.template, p.turnaround_ms,
                    p.min_hire_ms, p.max_hire_ms
             FROM products p LEFT JOIN pricing_templates t ON t.id = p.pricing_template_id
             WHERE p.company_id = ?1 AND NOT p.archived ORDER BY p.sort_order, p.id",
        )
        .bind(company)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("products", e))
    }

    /// How many units stand where.
    pub(super) async fn stock(&mut self, company: &str) -> Result<Vec<StockRow>> {
        sqlx::query_as(
            "SELECT u.product_id, u.location_id, count(*) AS units
             FROM stock_units u JOIN products p ON p.id = u.product_id
             WHERE p.company_id = ?1 AND NOT u.archived GROUP BY u.product_id, u.location_id",
        )
        .bind(company)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("stock units", e))
    }

    /// The company's reservations that count at `now` and, with the turnaround time behind each and behind the window,
    /// overlap the window; all of them, or those of one product.
    pub(super) async fn reservations(
        &mut self,
        company: &str,
        product: Option<&str>,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ReservationRow>> {
        // The products go first (CROSS JOIN), then the index on (product_id, end_ms) leaves out the past.
        sqlx::query_as(
            "SELECT r.id, r.product_id, r.location_id, r.start_ms, r.end_ms, r.quantity, r.order_id, r.expires_at
             FROM products p CROSS JOIN reservations r ON r.product_id = p.id
             WHERE p.company_id = ?1 AND (?2 IS NULL OR p.id = ?2)
               AND r.end_ms > ?3 - p.turnaround_ms AND r.start_ms < ?4 + p.turnaround_ms
               AND (r.expires_at IS NULL OR r.expires_at > ?5)",
        )
        .bind(company)
        .bind(product)
        .bind(window.start().ms())
        .bind(window.end().ms())
        .bind(now.ms())
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("reservations", e))
    }

    /// An order of a company.
    pub(super) async fn order(&mut self, company: &str, id: &str) -> Result<Option<OrderRow>> {
        sqlx::query_as("SELECT * FROM orders WHERE company_id = ?1 AND id = ?2")
            .bind(company)
            .bind(id)
            .fetch_optional(&mut *self.0)
            .await
            .map_err(|e| StoreError::Read("an order", e))
    }

    /// The order that a client reference stands for.
    pub(super) async fn order_by_reference(
        &mut self,
        company: &str,
        reference: &str,
    ) -> Result<Option<OrderRow>> {
        sqlx::query_as(
            "SELECT * FROM orders WHERE company_id = ?1 AND client_reference = ?2 AND status <> 'replaced'",
        )
        .bind(company)
        .bind(reference)
        .fetch_optional(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("an order by its reference", e))
    }

    /// An order's lines.
    pub(super) async fn order_lines(&mut self, order: &str) -> Result<Vec<OrderLineRow>> {
        sqlx::query_as(
            "SELECT product_id, product_name, quantity, unit_price_cents, subtotal_cents
             FROM order_lines WHERE order_id = ?1 ORDER BY line",
        )
        .bind(order)
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("an order's lines", e))
    }

    /// What a client holds without having paid, the order that ends first at the beginning.
    pub(super) async fn unpaid_of(&mut self, client: &str, now: Instant) -> Result<Vec<UnpaidRow>> {
        sqlx::query_as(
            "SELECT expires_at, (SELECT sum(quantity) FROM order_lines WHERE order_id = o.id) AS units
             FROM orders o WHERE client_address = ?1 AND status = 'unpaid' AND expires_at > ?2 ORDER BY expires_at",
        )
        .bind(client)
        .bind(now.ms())
        .fetch_all(&mut *self.0)
        .await
        .map_err(|e| StoreError::Read("a client's unpaid orders", e))
    }

    /// Writes a new order with its lines.
    pub(super) async fn insert_order(&mut self, order: &OrderRow, lines: &[OrderLineRow]) -> Result<()> {
        sqlx::query(
            "INSERT INTO orders (id, company_id, location_id, start_ms, end_ms, currency, tax_cents, total_cents,
                 status, created_at, expires_at, client_reference, request, return_url, client_address)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )
        .bind(&order.id)
        .bind(&order.company_id)
        .bind(&order.location_id)
        .bind(order.start_ms)
        .bind(order.end_ms)
        .bind(&order.currency)
        .bind(order.tax_cents)
        .bind(order.total_cents)
        .bind(&order.status)
        .bind(order.created_at)
        .bind(order.expires_at)
        .bind(&order.client_reference)
        .bind(&order.request)
        .bind(&order.return_url)
        .bind(&order.client_address)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("an order", e))?;
        for (number, line) in (1_i64..).zip(lines) {
            sqlx::query(
                "INSERT INTO order_lines (order_id, line, product_id, product_name, quantity, unit_price_cents,
                     subtotal_cents)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .bind(&order.id)
            .bind(number)
            .bind(&line.product_id)
            .bind(&line.product_name)
            .bind(line.quantity)
            .bind(line.unit_price_cents)
            .bind(line.subtotal_cents)
            .execute(&mut *self.0)
            .await
            .map_err(|e| StoreError::Write("an order's line", e))?;
        }
        Ok(())
    }

    /// Marks an unpaid order as replaced and lets go of its units.
    pub(super) async fn replace_order(&mut self, order: &str, by: &str) -> Result<()> {
        sqlx::query(
            "UPDATE orders SET status = 'replaced', replaced_by = ?2, client_address = NULL
             WHERE id = ?1 AND status = 'unpaid'",
        )
        .bind(order)
        .bind(by)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("that an order is replaced", e))?;
        sqlx::query("DELETE FROM reservations WHERE order_id = ?1")
            .bind(order)
            .execute(&mut *self.0)
            .await
            .map_err(|e| StoreError::Write("that an order lets go of its units", e))?;
        Ok(())
    }

    /// Marks an order as paid: from now on it holds its units for good.
    pub(super) async fn pay_order(&mut self, order: &str, now: Instant) -> Result<()> {
        sqlx::query(
            "UPDATE orders SET status = 'paid', paid_at = ?2, client_address = NULL
             WHERE id = ?1 AND status = 'unpaid'",
        )
        .bind(order)
        .bind(now.ms())
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("that an order is paid", e))?;
        sqlx::query("UPDATE reservations SET expires_at = NULL WHERE order_id = ?1")
            .bind(order)
            .execute(&mut *self.0)
            .await
            .map_err(|e| StoreError::Write("that an order holds its units", e))?;
        Ok(())
    }

    /// Writes a reservation; one whose id is there already is left as it is.
    pub(super) async fn insert_reservation(&mut self, row: &ReservationRow) -> Result<()> {
        sqlx::query(
            "INSERT OR IGNORE INTO reservations
                 (id, product_id, location_id, start_ms, end_ms, quantity, order_id, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .bind(&row.id)
        .bind(&row.product_id)
        .bind(&row.location_id)
        .bind(row.start_ms)
        .bind(row.end_ms)
        .bind(row.quantity)
        .bind(&row.order_id)
        .bind(row.expires_at)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("a reservation", e))?;
        Ok(())
    }

    /// Removes the reservations of unpaid orders that have ended, and the addresses of their clients.
    pub(super) async fn drop_expired(&mut self, now: Instant) -> Result<()> {
        sqlx::query("DELETE FROM reservations WHERE expires_at IS NOT NULL AND expires_at <= ?1")
            .bind(now.ms())
            .execute(&mut *self.0)
            .await
            .map_err(|e| StoreError::Write("that unpaid orders have ended", e))?;
        sqlx::query(
            "UPDATE orders SET client_address = NULL WHERE client_address IS NOT NULL AND expires_at <= ?1",
        )
        .bind(now.ms())
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("that nothing is known of a client", e))?;
        Ok(())
    }

    /// Writes a company.
    pub(super) async fn insert_company(&mut self, row: &CompanyRow) -> Result<()> {
        sqlx::query(
            "INSERT INTO companies (id, name, currency, time_zone, support_url, tax_percent)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(&row.id)
        .bind(&row.name)
        .bind(&row.currency)
        .bind(&row.time_zone)
        .bind(&row.support_url)
        .bind(&row.tax_percent)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("a company", e))?;
        Ok(())
    }

    /// Writes a location.
    pub(super) async fn insert_location(&mut self, company: &str, row: &LocationRow) -> Result<()> {
        sqlx::query(
            "INSERT INTO locations (id, company_id, sort_order, name, address, lat, lng, time_zone, currency,
                 tax_percent, hours, archived)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )
        .bind(&row.id)
        .bind(company)
        .bind(row.sort_order)
        .bind(&row.name)
        .bind(&row.address)
        .bind(row.lat)
        .bind(row.lng)
        .bind(&row.time_zone)
        .bind(&row.currency)
        .bind(&row.tax_percent)
        .bind(&row.hours)
        .bind(row.archived)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("a location", e))?;
        Ok(())
    }

    /// Writes a pricing template.
    pub(super) async fn insert_template(&mut self, company: &str, id: &str, template: &str) -> Result<()> {
        sqlx::query("INSERT INTO pricing_templates (id, company_id, template) VALUES (?1, ?2, ?3)")
            .bind(id)
            .bind(company)
            .bind(template)
            .execute(&mut *self.0)
            .await
            .map_err(|e| StoreError::Write("a pricing template", e))?;
        Ok(())
    }

    /// Writes a product; of its template only the id.
    pub(super) async fn insert_product(&mut self, company: &str, row: &ProductRow) -> Result<()> {
        sqlx::query(
            "INSERT INTO products (id, company_id, sort_order, name, description, category, picture,
                 base_price_cents, price_per_hour_cents, pricing_template_id, turnaround_ms, min_hire_ms, max_hire_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )
        .bind(&row.id)
        .bind(company)
        .bind(row.sort_order)
        .bind(&row.name)
        .bind(&row.description)
        .bind(&row.category)
        .bind(&row.picture)
        .bind(row.base_price_cents)
        .bind(row.price_per_hour_cents)
        .bind(&row.pricing_template_id)
        .bind(row.turnaround_ms)
        .bind(row.min_hire_ms)
        .bind(row.max_hire_ms)
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("a product", e))?;
        Ok(())
    }

    /// Puts `units` units of a product at a location where none stand yet.
    pub(super) async fn insert_units(&mut self, product: &str, location: &str, units: u32) -> Result<()> {
        for number in 1..=units {
            sqlx::query("INSERT INTO stock_units (id, product_id, location_id) VALUES (?1, ?2, ?3)")
                .bind(format!("stock_{product}_{location}_{number}"))
                .bind(product)
                .bind(location)
                .execute(&mut *self.0)
                .await
                .map_err(|e| StoreError::Write("a stock unit", e))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn add_company(store: &Store, id: usize, name_bytes: usize) -> Result<()> {
        let row = CompanyRow {
            id: format!("company_{id}"),
            name: "x".repeat(name_bytes),
            currency: "AUD".to_owned(),
            time_zone: "UTC".to_owned(),
            support_url: None,
            tax_percent: "0".to_owned(),
        };
        let mut transaction = store.write().await?;
        transaction.insert_company(&row).await?;
        transaction.commit().await
    }

    async fn run(store: &Store, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&store.writer).await.unwrap();
    }

    #[tokio::test]
    async fn a_full_store_takes_nothing_and_once_there_is_room_it_takes_everything() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Duration::from_secs(1)).await.unwrap();
        add_company(&store, 0, 10).await.unwrap();
        for id in 1..4 {
            // SQLite's own bound on the pages of a file: the same error as of a full disk. It is the connection's, which
            // may be another one each time.
            run(&store, "PRAGMA max_page_count = 1").await;
            // Large enough for pages that are not there, within the transaction or when it is committed.
            let error = add_company(&store, id, 100_000).await.unwrap_err();
            assert!(crate::causes::with_causes(&error).contains("full"), "{error}");
            assert!(!store.read().await.unwrap().is_empty().await.unwrap());
        }
        run(&store, "PRAGMA max_page_count = 1073741823").await;
        add_company(&store, 4, 100_000).await.unwrap();
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM companies ORDER BY id")
            .fetch_all(&store.readers)
            .await
            .unwrap();
        assert_eq!(ids, ["company_0", "company_4"]);
    }
}
