//! What is done to stores without the gateway: filling one, and the empty commits that orders are compared with.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use booking_widget::booking::time::{DAY_MS, HOUR_MS};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, SqliteConnection};
use tokio::runtime::Runtime;

/// The gateway's file in its data folder.
const FILE: &str = "booking.sqlite";

/// How far the locations' clock is ahead of UTC, always.
const AHEAD_MS: i64 = 10 * HOUR_MS;

/// How much is put into a store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) reservations: u32,
    /// Units of each of 500 products at each of its six locations.
    pub(crate) units: u32,
}

/// The last local midnight before a moment, both Unix ms.
pub(crate) fn midnight(now_ms: i64) -> i64 {
    (now_ms + AHEAD_MS).div_euclid(DAY_MS) * DAY_MS - AHEAD_MS
}

/// Fills the empty store that the gateway has made in a folder. Nothing of it outlives a loss of power, and nothing has to.
pub(crate) fn fill(runtime: &Runtime, folder: &Path, size: Size, now_ms: i64) -> Result<()> {
    let Size { reservations, units } = size;
    let today = midnight(now_ms);
    let much = format!(
        "PRAGMA cache_size = -400000;
         PRAGMA temp_store = MEMORY;
         CREATE TEMP TABLE fill AS SELECT {reservations} AS reservations, {units} AS units, {today} AS today;"
    );
    let options = SqliteConnectOptions::new()
        .filename(folder.join(FILE))
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(false);
    runtime.block_on(async {
        let mut store = options.connect().await.context("opening the store")?;
        run(&mut store, much).await?;
        run(&mut store, format!("BEGIN; {} COMMIT;", include_str!("fill.sql"))).await?;
        run(&mut store, "PRAGMA journal_mode = WAL".to_owned()).await?;
        store.close().await.context("closing the store")
    })
}

/// Marks all orders in a folder's store as paid, while the gateway runs. Each order adds up the company's unpaid ones, and
/// after some rounds there would be more of them than the bound allows.
pub(crate) fn pay_all(runtime: &Runtime, folder: &Path) -> Result<()> {
    let options =
        SqliteConnectOptions::new().filename(folder.join(FILE)).busy_timeout(Duration::from_secs(60));
    runtime.block_on(async {
        let mut store = options.connect().await.context("opening the store")?;
        let sql = "BEGIN IMMEDIATE;
                   UPDATE reservations SET expires_at = NULL WHERE expires_at IS NOT NULL;
                   UPDATE orders SET status = 'paid', paid_at = created_at, client_address = NULL WHERE status = 'unpaid';
                   COMMIT;";
        run(&mut store, sql.to_owned()).await?;
        store.close().await.context("closing the store")
    })
}

/// How many transactions a second last on this disk that change one row: what an order costs at least.
pub(crate) fn commits_per_second(runtime: &Runtime, folder: &Path, time: Duration) -> Result<f64> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("commits.sqlite"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    runtime.block_on(async {
        let mut store = options.connect().await.context("opening a file for empty commits")?;
        let table = "CREATE TABLE IF NOT EXISTS one (n INTEGER); INSERT INTO one VALUES (0);";
        run(&mut store, table.to_owned()).await?;
        let begun = Instant::now();
        let mut commits = 0.0;
        while begun.elapsed() < time {
            run(&mut store, "BEGIN IMMEDIATE; UPDATE one SET n = n + 1; COMMIT;".to_owned()).await?;
            commits += 1.0;
        }
        let per_second = commits / begun.elapsed().as_secs_f64();
        run(&mut store, "DELETE FROM one".to_owned()).await?;
        store.close().await.context("closing the file for empty commits")?;
        Ok(per_second)
    })
}

async fn run(store: &mut SqliteConnection, sql: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(store).await.map(drop).context("running SQL")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The statements that make the gateway's tables.
    fn migrations() -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
    }

    #[test]
    fn what_is_filled_in_fits_the_tables_of_the_gateway() {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let options = SqliteConnectOptions::new().filename(folder.path().join(FILE)).create_if_missing(true);
        runtime.block_on(async {
            let mut store = options.connect().await.unwrap();
            run(&mut store, migrations()).await.unwrap();
            store.close().await.unwrap();
        });
        let size = Size { reservations: 400, units: 3 };
        fill(&runtime, folder.path(), size, 1_800_000_000_000).unwrap();
        runtime.block_on(async {
            let mut store = options.connect().await.unwrap();
            for (sql, count) in [
                ("SELECT count(*) FROM reservations", 400),
                ("SELECT count(*) FROM stock_units", 500 * 6 * 3),
                ("SELECT count(DISTINCT location_id) FROM stock_units WHERE product_id = 'product_017'", 6),
                ("SELECT count(*) FROM orders WHERE status = 'paid'", 50),
                ("SELECT count(*) FROM order_lines", 100),
                ("SELECT count(*) FROM pragma_foreign_key_check", 0),
                // Each hire is where its product is, and begins and ends while it is open.
                (
                    "SELECT count(*) FROM reservations r WHERE NOT EXISTS (SELECT 1 FROM stock_units u
                         WHERE u.product_id = r.product_id AND u.location_id = r.location_id)
                         OR (start_ms / 3600000 + 10) % 24 NOT BETWEEN 8 AND 18
                         OR (end_ms / 3600000 + 10) % 24 NOT BETWEEN 8 AND 18",
                    0,
                ),
            ] {
                let found: i64 = sqlx::query_scalar(sql).fetch_one(&mut store).await.unwrap();
                assert_eq!(found, count, "{sql}");
            }
        });
    }

    #[test]
    fn the_local_midnight_is_ten_hours_before_that_of_utc() {
        assert_eq!(midnight(DAY_MS + HOUR_MS), DAY_MS - AHEAD_MS);
        assert_eq!(midnight(DAY_MS - AHEAD_MS), DAY_MS - AHEAD_MS);
        assert_eq!(midnight(DAY_MS - AHEAD_MS - 1), -AHEAD_MS);
    }
}
