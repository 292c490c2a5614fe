//! The SQLite store: all SQL is in here, a file for each kind of thing.
//!
//! Reads run in a transaction of their own, so that an answer is of one moment. Writes run in one `BEGIN IMMEDIATE`
//! transaction on a single connection: a plain `BEGIN` that reads before it writes fails with "database is locked" when
//! another one wrote in between, and of many customers after the last unit exactly one may get it.

mod catalog;
mod file;
mod orders;
mod reservations;
mod rows;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use booking_widget::booking::time::Instant;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Sqlite, SqlitePool};

use self::file::FileId;
pub(super) use self::reservations::Pools;
pub(super) use self::rows::*;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder could not be made.
    #[error("could not make the data folder {}", .0.display())]
    Folder(PathBuf, #[source] std::io::Error),
    /// There is no store in the folder, and none was to be made.
    #[error("there is no store in {}; `booking-gateway init` makes an empty one", .0.display())]
    Missing(PathBuf),
    /// There is a store in the folder already.
    #[error("there is a store in {} already; it was left as it is", .0.display())]
    Exists(PathBuf),
    /// The file is not the one that was opened: it was deleted, or another one is in its place.
    #[error("the store {} was removed or replaced while it was in use; start the gateway again", .0.display())]
    Replaced(PathBuf),
    /// The log beside the store was written for another file.
    #[error(
        "{} was written for another store than the one beside it: move it away if the store is a copy that was put back, \
         or delete the file that ends in -file if both were moved together", .0.display()
    )]
    ForeignLog(PathBuf),
    /// The disk is almost full.
    #[error("the disk of the store {} has only {left} bytes left", .file.display())]
    NoRoom {
        /// The store's file.
        file: PathBuf,
        /// What is left for it, bytes.
        left: u64,
    },
    /// The library is one whose write-ahead log can lose what was committed.
    #[error("SQLite {found} is too old; at least {oldest} is needed")]
    Library {
        /// Its version.
        found: String,
        /// The oldest that is good enough.
        oldest: String,
    },
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

/// Before it two connections could write the same part of the log: https://sqlite.org/wal.html#walresetbug
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

/// How large the write-ahead log stays on disk after a checkpoint, bytes.
const LOG_BYTES: &str = "16777216";

/// How much of the store each connection keeps in memory, negative KiB: reads of many pools look at
/// many pages, and with the default of 2 MB most of them would be read from the file again.
const CACHE_KIB: &str = "-65536";

type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The open store.
#[derive(Clone, Debug)]
pub(super) struct Store {
    readers: SqlitePool,
    writer: SqlitePool,
    /// The file that was opened; none of a copy in memory.
    file: Option<Arc<FileId>>,
}

impl Store {
    /// Opens the store in a folder. For another process that writes it waits as long as `patience`.
    pub(super) async fn open(folder: &Path, patience: Duration) -> Result<Self> {
        // If a store could not be made or copied, an empty file may be left.
        if !file::in_folder(folder).metadata().is_ok_and(|found| found.is_file() && found.len() > 0) {
            return Err(StoreError::Missing(folder.to_owned()));
        }
        Self::open_or_create(folder, patience).await
    }

    /// Makes an empty store in a folder that has none.
    pub(super) async fn create(folder: &Path, patience: Duration) -> Result<Self> {
        if file::in_folder(folder).exists() {
            return Err(StoreError::Exists(folder.to_owned()));
        }
        Self::open_or_create(folder, patience).await
    }

    /// Opens the store in a folder; makes both if they are not there, for nobody else to read.
    pub(super) async fn open_or_create(folder: &Path, patience: Duration) -> Result<Self> {
        let file = file::create(folder)?;
        file::check_log(&file)?;
        file::write_note(&file)?;
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .journal_mode(SqliteJournalMode::Wal)
            // A paid order outlives a loss of power.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is deleted is overwritten: personal data does not stay in the file's free pages.
            .pragma("secure_delete", "ON")
            .pragma("journal_size_limit", LOG_BYTES)
            .pragma("cache_size", CACHE_KIB)
            .busy_timeout(patience);
        let writer = pool(1, options.clone()).await.map_err(|e| StoreError::Open(file.clone(), e))?;
        check_library(&writer).await?;
        check(&writer, &file).await?;
        let before = version(&writer).await;
        sqlx::migrate!().run(&writer).await.map_err(|e| StoreError::Migrate(file.clone(), e))?;
        let readers = pool(4, options).await.map_err(|e| StoreError::Open(file.clone(), e))?;
        let store = Self { readers, writer, file: Some(Arc::new(FileId::of(file)?)) };
        if before.is_some_and(|version| version < ENDS_ARE_STORED) {
            store.report_paid_without_units().await?;
        }
        Ok(store)
    }

    /// Before the end of an order was stored, a payment could come after the units had been let go of. Whoever runs the
    /// gateway has to know.
    async fn report_paid_without_units(&self) -> Result<()> {
        let orders = self.read().await?.paid_without_units().await?;
        if orders > 0 {
            tracing::warn!(orders, "the store has paid orders that do not hold their units");
        }
        Ok(())
    }

    /// A transaction that only reads.
    pub(super) async fn read(&self) -> Result<Transaction> {
        self.check_file()?;
        self.readers.begin().await.map(Transaction).map_err(StoreError::Begin)
    }

    /// The transaction that may write; there is one at a time. Dropped uncommitted, it changes nothing.
    pub(super) async fn write(&self) -> Result<Transaction> {
        self.check_file()?;
        self.writer.begin_with("BEGIN IMMEDIATE").await.map(Transaction).map_err(StoreError::Begin)
    }

    /// SQLite goes on writing into a file that was deleted, and all of it would be lost.
    fn check_file(&self) -> Result<()> {
        self.file.as_ref().map_or(Ok(()), |file| file.check())
    }

    /// Whether the disk has room for so many bytes: when it is full, orders fail.
    pub(super) fn check_room(&self, bytes: u64) -> Result<()> {
        self.file.as_ref().map_or(Ok(()), |file| file.check_room(bytes))
    }

    /// Moves the write-ahead log into the file, as far as no reader needs it, and makes it short.
    pub(super) async fn shorten_log(&self) -> Result<()> {
        self.check_file()?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.writer)
            .await
            .map_err(|e| StoreError::Write("the log into the store", e))?;
        Ok(())
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
        Ok(Self { readers: pool.clone(), writer: pool, file: None })
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

/// The migration with which the end of an order is stored.
const ENDS_ARE_STORED: i64 = 4;

/// The last migration that the file has; `None` if it is new.
async fn version(store: &SqlitePool) -> Option<i64> {
    sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(store).await.ok().flatten()
}

async fn check_library(store: &SqlitePool) -> Result<()> {
    let library: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(store)
        .await
        .map_err(|e| StoreError::Read("the version of SQLite", e))?;
    if is_new_enough(&library) { Ok(()) } else { Err(too_old(library)) }
}

fn too_old(found: String) -> StoreError {
    StoreError::Library { found, oldest: OLDEST_SQLITE.map(|part| part.to_string()).join(".") }
}

fn is_new_enough(library: &str) -> bool {
    let parts: Vec<u32> = library.split('.').filter_map(|part| part.parse().ok()).collect();
    parts.as_slice() >= OLDEST_SQLITE.as_slice()
}

/// Whether all of the file can be read: what is damaged is not to be written to.
async fn check(store: &SqlitePool, file: &Path) -> Result<()> {
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(store)
        .await
        .map_err(|e| StoreError::Open(file.to_owned(), e))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(file.to_owned(), found)) }
}

/// A transaction; dropped uncommitted, it changes nothing.
#[derive(Debug)]
pub(super) struct Transaction(sqlx::Transaction<'static, Sqlite>);

impl Transaction {
    /// Makes the changes last.
    pub(super) async fn commit(self) -> Result<()> {
        self.0.commit().await.map_err(StoreError::Commit)
    }

    /// Writes that the store can be written, for the check of its health.
    pub(super) async fn write_health(&mut self, now: Instant) -> Result<()> {
        sqlx::query(
            "INSERT INTO health VALUES (1, ?1) ON CONFLICT DO UPDATE SET checked_at = excluded.checked_at",
        )
        .bind(now.ms())
        .execute(&mut *self.0)
        .await
        .map_err(|e| StoreError::Write("that the store is well", e))?;
        Ok(())
    }

    /// Whether there is any company at all.
    pub(super) async fn is_empty(&mut self) -> Result<bool> {
        sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM companies)")
            .fetch_one(&mut *self.0)
            .await
            .map_err(|e| StoreError::Read("whether there are companies", e))
    }
}

#[cfg(test)]
mod tests {
    use booking_widget::booking::Window;

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

    #[test]
    fn a_library_with_the_fault_in_its_log_is_too_old() {
        assert!(!is_new_enough("3.51.2"));
        assert!(!is_new_enough("3.9.9"));
        assert!(is_new_enough("3.51.3"));
        assert!(is_new_enough("4.0.0"));
        assert_eq!(
            too_old("3.51.2".to_owned()).to_string(),
            "SQLite 3.51.2 is too old; at least 3.51.3 is needed"
        );
    }

    /// All statements of these modules: each is a literal that begins with its verb.
    fn statements() -> Vec<&'static str> {
        let sources = [
            include_str!("mod.rs"),
            include_str!("catalog.rs"),
            include_str!("orders.rs"),
            include_str!("reservations.rs"),
        ];
        // The plan of an INSERT has scans for foreign keys that are only made after a violation.
        let is_statement =
            |text: &&str| ["SELECT ", "UPDATE ", "DELETE "].iter().any(|verb| text.starts_with(verb));
        let source = |text: &'static str| text.split("#[cfg(test)]").next().unwrap();
        sources.into_iter().flat_map(|text| source(text).split('"')).filter(is_statement).collect()
    }

    #[tokio::test]
    async fn no_statement_looks_at_all_orders_or_all_reservations() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_or_create(folder.path(), Duration::from_secs(1)).await.unwrap();
        let statements = statements();
        assert!(statements.len() > 25, "{}", statements.len());
        for statement in statements {
            let explain = format!("EXPLAIN QUERY PLAN {statement}");
            let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(explain))
                .fetch_all(&store.readers)
                .await
                .unwrap_or_else(|e| panic!("{e}: {statement}"));
            for (_, _, _, step) in &plan {
                // Once, when a store of an earlier release is opened.
                let grows = ["SCAN o", "SCAN r", "SCAN orders", "SCAN reservations", "SCAN order_lines"];
                let scans = grows.iter().any(|grows| step == grows || step.starts_with(&format!("{grows} ")));
                // A partial index has the open orders alone, or those that are still to be cleared up.
                let is_bounded = step.contains("orders_open") || step.contains("orders_to_erase");
                assert!(!scans || is_bounded || statement.contains("'paid'\n"), "{step}: {statement}");
            }
            if statement.contains("FROM reservations r") || statement.contains("JOIN reservations r") {
                let by = [
                    "reservations_by_pool (product_id=? AND location_id=? AND length_class=? AND start_ms>? AND start_ms<?)",
                    "reservations_by_company (company_id=? AND length_class=? AND start_ms>? AND start_ms<?)",
                ];
                let is_found = plan
                    .iter()
                    .any(|(_, _, _, step)| by.iter().any(|by| step.contains(&format!("INDEX {by}"))));
                assert!(is_found || statement.contains("'paid'\n"), "{plan:?}: {statement}");
            }
        }
    }

    #[tokio::test]
    async fn hires_of_each_length_are_found_by_company_and_by_pool_while_they_last() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_or_create(folder.path(), Duration::from_secs(1)).await.unwrap();
        for id in 1..3 {
            add_company(&store, id, 1).await.unwrap();
        }
        // Written beside the gateway, without a company: just as long as each class allows, and two more in the last one.
        run(
            &store,
            "INSERT INTO locations (id, company_id, sort_order, name) VALUES ('l', 'company_1', 0, 'L');
             INSERT INTO products (id, company_id, sort_order, name, base_price_cents, turnaround_ms)
                 VALUES ('p', 'company_1', 0, 'P', 1, 1000);
             INSERT INTO reservations (id, product_id, location_id, start_ms, end_ms, quantity)
                 SELECT 'r' || value, 'p', 'l', -value, 0, 1
                 FROM json_each('[900000, 86400000, 691200000, 5529600000, 5529600001, 63072000000]');",
        )
        .await;
        let company = |id| Pools::Company { id, turnaround_ms: 1000 };
        let pool = Pools::At { products: r#"["p"]"#, location: "l" };
        for (pools, start, found) in [
            (company("company_1"), -1, 6),
            (pool, -1, 6),
            (company("company_1"), 999, 6),
            (pool, 999, 6),
            (company("company_1"), 1000, 0),
            (pool, 1000, 0),
            (company("company_2"), -1, 0),
        ] {
            let window = Window::new(Instant(start), Instant(start + 1)).unwrap();
            let mut read = store.read().await.unwrap();
            let taken = read.taken(pools, window, Instant(0), None).await.unwrap();
            assert_eq!(taken.len(), found, "{pools:?} from {start}");
        }
    }

    #[tokio::test]
    async fn a_full_store_takes_nothing_and_once_there_is_room_it_takes_everything() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_or_create(folder.path(), Duration::from_secs(1)).await.unwrap();
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
