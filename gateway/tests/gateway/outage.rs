//! A disk without room, a store that another program keeps locked, and files that are no store.

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use booking_gateway::limits::Limits;
use serde_json::Value;
use sqlx::SqliteConnection;

use super::harness::*;
use super::program::{ended, program};

const LISTEN: [&str; 2] = ["--listen", "127.0.0.1:0"];
const FILE: &str = "booking.sqlite";

/// Another program's connection to the store.
async fn stranger(gateway: &Gateway) -> SqliteConnection {
    gateway.pool().await.acquire().await.unwrap().detach()
}

async fn run(connection: &mut SqliteConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(connection).await.unwrap();
}

#[tokio::test]
async fn a_locked_store_is_503_with_when_to_try_again_and_reading_goes_on() {
    let limits = Limits { request_time: Duration::from_secs(1), ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    let order = gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    let mut other = stranger(&gateway).await;
    run(&mut other, "BEGIN EXCLUSIVE").await;
    // The first waits for the lock, and the others for the first.
    let body = order_of(&[("product_tent", 1)]);
    let (one, two, three) = tokio::join!(gateway.order(&body), gateway.order(&body), gateway.order(&body));
    for answer in [one, two, three] {
        answer.refused(503);
        assert_eq!(answer.header("retry-after"), "5");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
    let payment = gateway.post(&page, &Value::Null).await;
    assert_eq!((payment.status.as_u16(), payment.header("retry-after")), (503, "5"));
    assert!(payment.text().contains("Something went wrong on our side"));
    gateway.ask("/api/v1/browse/products", &[("company_id", "company_test")]).await.ok();
    gateway.quote(&quote_of(&[("product_tent", 1)])).await.ok();
    assert!(gateway.get(&page).await.text().contains("Check and pay"));

    run(&mut other, "ROLLBACK").await;
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 1);
    gateway.order(&order_of(&[("product_tent", 1)])).await.ok();
    assert_eq!(gateway.post(&page, &Value::Null).await.status.as_u16(), 303);
    gateway.assert_whole().await;
}

fn said(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What the files of a store hold, by their names.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| {
        let file = file.unwrap();
        (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap())
    });
    let mut files: Vec<_> = files.collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_file_that_is_no_store_is_said_so_and_left_as_it_is() {
    let gateway = Gateway::start().await;
    gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    gateway.source.close().await;
    let store = std::fs::read(gateway.folder.path().join(FILE)).unwrap();
    let page = 4096;
    assert_eq!(store.len() % page, 0);
    let holes = |from: usize| {
        let mut store = store.clone();
        store[from..].fill(0xa5);
        store
    };
    for (what, content) in [
        ("no store at all", b"Dear diary, today I opened a text editor.".repeat(200)),
        ("only half of one", store[..store.len() / page / 2 * page].to_vec()),
        ("not its beginning", [vec![0; page], store[page..].to_vec()].concat()),
        ("not its end", holes(store.len() - 4 * page)),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), content).unwrap();
        let before = files(folder.path());
        let error = said(&ended(program(folder.path(), &LISTEN)).await);
        assert!(error.contains("error: could not open the data folder"), "{what}: {error}");
        assert!(error.contains(FILE), "{what}: {error}");
        assert_eq!(files(folder.path()).iter().find(|file| file.0 == FILE), before.first(), "{what}");
    }
}

/// A disk without room, as a program sees it that may write nothing to any file. Only Linux lets it be lifted from outside
/// while the program runs.
#[cfg(target_os = "linux")]
mod full {
    use tokio::io::AsyncReadExt;
    use tokio::process::{Child, Command};

    use super::super::program::address;
    use super::super::socket::{exchange, post};
    use super::*;

    /// The gateway's program, started so that a write beyond the limit is an error and not its end.
    fn program_on_a_small_disk(folder: &Path, bytes: &str) -> Command {
        let real = program(folder, &LISTEN);
        let real = real.as_std();
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "trap '' XFSZ; limit=$1; shift; exec prlimit --fsize=$limit: \"$@\"",
            "sh",
            bytes,
        ]);
        command.arg(real.get_program()).args(real.get_args());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).kill_on_drop(true);
        command
    }

    async fn give_room(child: &Child, bytes: &str) {
        let id = child.id().unwrap().to_string();
        let set = Command::new("prlimit").args(["--pid", &id, &format!("--fsize={bytes}:")]).status();
        assert!(set.await.unwrap().success());
    }

    /// The test company's store, closed.
    async fn prepared() -> Gateway {
        let gateway = Gateway::start().await;
        gateway.source.close().await;
        gateway
    }

    /// An order of a tent for an hour of a day ahead.
    fn order(day: i64) -> Value {
        let start = (program_now() / DAY + day) * DAY;
        let order = with(order_of(&[("product_tent", 1)]), "fromDate", iso(start));
        with(order, "toDate", iso(start + HOUR))
    }

    #[tokio::test]
    async fn a_disk_that_fills_up_is_5xx_in_shape_and_all_goes_on_when_there_is_room_again() {
        let gateway = prepared().await;
        let mut child = program_on_a_small_disk(gateway.folder.path(), "unlimited").spawn().unwrap();
        let address = address(&mut child).await.parse().unwrap();
        let (status, first) = post(address, "/api/customer/checkout", &order(9)).await;
        assert_eq!(status, 200, "{first}");
        let first: Value = serde_json::from_str(&first).unwrap();
        let page = format!("/test/checkout?order={}", first["id"].as_str().unwrap());

        for day in 2..4 {
            give_room(&child, "0").await;
            for _ in 0..3 {
                let (status, refusal) = post(address, "/api/customer/checkout", &order(day)).await;
                assert!((500..600).contains(&status), "{status} {refusal}");
                assert_eq!(keys(&serde_json::from_str(&refusal).unwrap()), ["error", "message"]);
                let (status, text) = post(address, &page, &Value::Null).await;
                assert!((500..600).contains(&status), "{status}");
                assert!(text.contains("Something went wrong on our side"), "{text}");
            }
            for path in [&page, "/api/v1/browse/products?company_id=company_test"] {
                let answer = exchange(address, "GET", path, "", "").await.unwrap();
                assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}");
            }
            give_room(&child, "unlimited").await;
            let (status, answer) = post(address, "/api/customer/checkout", &order(day)).await;
            assert_eq!(status, 200, "{answer}");
        }
        assert_eq!(post(address, &page, &Value::Null).await.0, 303);
        child.start_kill().unwrap();
        child.wait().await.unwrap();
        let mut log = String::new();
        child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
        assert!(log.contains("disk I/O error"), "{log}");
        gateway.set_now(program_now());
        gateway.assert_whole().await;
        assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 3);
        assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE status = 'paid'").await, 1);
    }

    #[tokio::test]
    async fn without_room_at_the_start_it_says_so_and_destroys_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let error = said(&ended(program_on_a_small_disk(folder.path(), "0")).await);
        assert!(error.contains("error: could not open the data folder"), "{error}");

        let gateway = prepared().await;
        for bytes in ["0", "4096", "20000"] {
            let error = said(&ended(program_on_a_small_disk(gateway.folder.path(), bytes)).await);
            assert!(error.contains("error: could not open the data folder"), "{error}");
            gateway.assert_whole().await;
            assert_eq!(gateway.count("SELECT count(*) FROM products").await, 3);
        }
    }
}
