//! What the store keeps, for how long, and what happens to the file under it.

use std::fs;
use std::process::Command;

use booking_gateway::limits::Limits;
use booking_gateway::source::Source;
use serde_json::Value;

use super::harness::*;

/// An order of a product under a reference, with an address to lead back to.
fn with_return(product: &str, reference: &str) -> Value {
    let body = with(order_of(&[(product, 1)]), "client_reference", reference);
    with(body, "returnUrl", "https://shop.example/hire?name=Ada")
}

const REFERENCE: &str = "01939c1e-7a3b-7c4d-8e5f-0000000000aa";
/// Whose page asks: to another one the way back is not kept.
const SHOP: &str = "https://shop.example";
const OTHER: &str = "01939c1e-7a3b-7c4d-8e5f-0000000000bb";

#[tokio::test]
async fn of_the_request_only_a_digest_is_kept_and_it_still_tells_the_same_from_another() {
    let gateway = Gateway::start().await;
    let body = with_return("product_kayak", REFERENCE);
    let order = gateway.order_on(SHOP, &body).await.ok();
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE length(request) = 64").await, 1);
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE request LIKE '%kayak%'").await, 0);
    assert_eq!(gateway.order_on(SHOP, &body).await.ok()["id"], order["id"]);
    assert_ne!(gateway.order_on(SHOP, &with_return("product_tent", REFERENCE)).await.ok()["id"], order["id"]);
}

#[tokio::test]
async fn the_address_to_lead_back_to_goes_a_day_after_payment_or_end() {
    let gateway = Gateway::start().await;
    let kept = "SELECT count(*) FROM orders WHERE return_url IS NOT NULL";
    let paid = gateway.order_on(SHOP, &with_return("product_kayak", REFERENCE)).await.ok();
    let page = format!("/test/checkout?order={}", paid["id"].as_str().unwrap());
    gateway.post(&page, &Value::Null).await;
    gateway.order_on(SHOP, &with_return("product_tent", OTHER)).await.ok();
    gateway.set_now(gateway.now() + 15 * MINUTE);
    gateway.source.end_expired().await.unwrap();
    gateway.set_now(gateway.now() + DAY - 15 * MINUTE);
    gateway.source.forget().await.unwrap();
    assert_eq!(gateway.count(kept).await, 2);
    gateway.set_now(gateway.now() + 1);
    gateway.source.forget().await.unwrap();
    assert_eq!(gateway.count(kept).await, 1, "the one that ended later");
    gateway.set_now(gateway.now() + 15 * MINUTE);
    gateway.source.forget().await.unwrap();
    assert_eq!(gateway.count(kept).await, 0);
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 2);
}

#[tokio::test]
async fn orders_that_were_never_paid_are_deleted_in_the_end_and_paid_ones_stay() {
    let gateway = Gateway::start().await;
    let paid = gateway.order_on(SHOP, &with_return("product_kayak", REFERENCE)).await.ok();
    let page = format!("/test/checkout?order={}", paid["id"].as_str().unwrap());
    gateway.post(&page, &Value::Null).await;
    // One that is replaced, and the one that replaces it and expires.
    gateway.order_on(SHOP, &with_return("product_tent", OTHER)).await.ok();
    gateway.order_on(SHOP, &with_return("product_kayak", OTHER)).await.ok();
    gateway.set_now(gateway.now() + 15 * MINUTE);
    gateway.source.end_expired().await.unwrap();
    let orders = "SELECT count(*) FROM orders";
    gateway.set_now(gateway.now() + DAY + 1);
    gateway.source.forget().await.unwrap();
    assert_eq!(gateway.count(orders).await, 2, "a replaced one stays for a day");
    gateway.set_now(gateway.now() + 29 * DAY - 2);
    gateway.source.forget().await.unwrap();
    assert_eq!(gateway.count(orders).await, 2, "an expired one for thirty");
    gateway.set_now(gateway.now() + 2);
    gateway.source.forget().await.unwrap();
    assert_eq!(gateway.count(&format!("{orders} WHERE status = 'paid'")).await, 1);
    assert_eq!(gateway.count(orders).await, 1);
    assert_eq!(gateway.count("SELECT count(*) FROM order_lines").await, 1);
    gateway.assert_whole().await;
}

#[tokio::test]
async fn more_than_one_part_is_deleted_in_one_go() {
    let gateway = Gateway::start().await;
    gateway
        .sql(
            "WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 1000)
             INSERT INTO orders (id, company_id, location_id, start_ms, end_ms, currency, tax_cents, total_cents, status,
                                 created_at, expires_at, request, ended_at, ended_as)
             SELECT 'o' || value, 'company_test', 'location_open', 1, 2, 'AUD', 0, 0, 'unpaid', 1, 2, '', 2, 'expired'
             FROM n",
        )
        .await;
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 1000);
    gateway.source.forget().await.unwrap();
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 0);
}

#[tokio::test]
async fn the_log_of_the_store_is_short_again_after_a_rush() {
    let limits = Limits { unpaid_orders: 1000, unpaid_units: 1000, ..however_often() };
    let gateway = Gateway::with(limits).await;
    for number in 0..100 {
        let start = weekend().0 + number * HOUR;
        let body = with(order_of(&[("product_kayak", 1)]), "fromDate", iso(start));
        gateway.order(&with(body, "toDate", iso(start + HOUR))).await.ok();
    }
    let log = gateway.folder.path().join("booking.sqlite-wal");
    assert!(fs::metadata(&log).unwrap().len() > 100_000);
    gateway.source.shorten_log().await.unwrap();
    assert_eq!(fs::metadata(&log).unwrap().len(), 0);
}

#[tokio::test]
async fn a_store_that_is_removed_or_replaced_is_noticed_and_none_is_made_in_its_place() {
    let gateway = Gateway::start().await;
    let file = gateway.folder.path().join("booking.sqlite");
    let moved = gateway.folder.path().join("moved.sqlite");
    let products = "/api/v1/browse/products?company_id=company_test";
    gateway.get(products).await.ok();
    fs::rename(&file, &moved).unwrap();
    gateway.get(products).await.refused(503);
    gateway.order(&order_of(&[("product_kayak", 1)])).await.refused(503);
    assert_eq!(gateway.get("/healthz").await.status.as_u16(), 503);
    assert!(!file.exists());
    // Another one in its place is not it.
    fs::copy(&moved, &file).unwrap();
    gateway.get(products).await.refused(503);
    // The same one is.
    fs::rename(&moved, &file).unwrap();
    gateway.get(products).await.ok();
    gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
}

#[tokio::test]
async fn an_almost_full_disk_is_noticed_before_orders_fail() {
    let limits = Limits { disk_bytes: u64::MAX, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    let message = gateway.source.check().await.unwrap_err();
    assert!(booking_gateway::causes::with_causes(&message).contains("bytes left"));
    gateway.get("/healthz").await.refused(503);
    gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
}

#[tokio::test]
async fn a_store_that_takes_no_writes_is_not_well() {
    let gateway = Gateway::start().await;
    gateway
        .sql("CREATE TRIGGER full BEFORE INSERT ON health BEGIN SELECT RAISE(FAIL, 'disk full'); END")
        .await;
    gateway.get("/healthz").await.refused(503);
}

fn gateway(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_booking-gateway")).args(arguments).output().unwrap()
}

#[test]
fn only_init_and_sample_data_make_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("shop/data");
    let path = data.to_str().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();

    let missing = gateway(&["serve", "--listen=127.0.0.1:0", "--data-dir", path]);
    assert_eq!(missing.status.code(), Some(1));
    let words = text(missing.stderr);
    assert!(words.contains("there is no store in") && words.contains("booking-gateway init"), "{words}");
    assert!(!data.exists());

    let made = gateway(&["init", "--data-dir", path]);
    assert!(made.status.success());
    assert_eq!(text(made.stdout), format!("made an empty store in {path}\n"));

    let again = gateway(&["init", "--data-dir", path]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(again.stderr).contains("it was left as it is"));
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_store() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(gateway(&["init", "--data-dir", data.to_str().unwrap()]).status.success());
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("booking.sqlite")), 0o600);
}

#[tokio::test]
async fn what_is_erased_is_not_in_the_file_any_more() {
    let gateway = Gateway::start().await;
    let body =
        with(order_of(&[("product_kayak", 1)]), "returnUrl", "https://shop.example/a-word-to-look-for");
    gateway.order_on(SHOP, &body).await.ok();
    let has_the_word = || {
        let bytes = fs::read(gateway.folder.path().join("booking.sqlite")).unwrap();
        bytes.windows(18).any(|window| window == b"a-word-to-look-for")
    };
    gateway.source.shorten_log().await.unwrap();
    assert!(has_the_word());
    gateway.set_now(gateway.now() + DAY);
    gateway.source.end_expired().await.unwrap();
    gateway.set_now(gateway.now() + DAY + 1);
    gateway.source.forget().await.unwrap();
    gateway.source.shorten_log().await.unwrap();
    assert!(!has_the_word());
}

/// What a gateway leaves behind that is killed: the store, its log, and the note of which file it was.
fn copy_of_running(gateway: &Gateway) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(gateway.folder.path()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

async fn open(folder: &std::path::Path) -> Result<booking_gateway::built_in::BuiltIn, String> {
    let url = booking_gateway::public_url::PublicUrl::parse("https://hire.example").unwrap();
    let clock = booking_gateway::clock::shifted_clock(0);
    let opened = booking_gateway::built_in::BuiltIn::open(folder, clock, Limits::default(), url).await;
    opened.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_copy_that_is_put_back_beside_the_log_of_another_store_is_refused() {
    let running = Gateway::start().await;
    running.order(&order_of(&[("product_kayak", 1)])).await.ok();
    let killed = copy_of_running(&running);
    let file = killed.path().join("booking.sqlite");
    assert!(fs::metadata(killed.path().join("booking.sqlite-wal")).unwrap().len() > 0);
    // Its files were moved together: that is not known, so it is said how to go on.
    let refused = open(killed.path()).await.err().unwrap();
    assert!(refused.contains("was written for another store"), "{refused}");
    fs::remove_file(killed.path().join("booking.sqlite-file")).unwrap();
    let store = open(killed.path()).await.unwrap();
    store.close().await;

    // Started, killed, and a backup put in the place of the store.
    let killed = copy_of_running(&running);
    let backup = fs::read(&file).unwrap();
    let file = killed.path().join("booking.sqlite");
    fs::remove_file(&file).unwrap();
    fs::write(&file, backup).unwrap();
    let before = fs::read(&file).unwrap();
    assert!(open(killed.path()).await.err().unwrap().contains("-wal was written for another store"));
    assert!(fs::read(&file).unwrap() == before, "nothing of the log is in it");
    fs::remove_file(killed.path().join("booking.sqlite-wal")).unwrap();
    open(killed.path()).await.unwrap().close().await;
}

#[tokio::test]
async fn the_log_of_a_gateway_that_was_killed_is_read_by_the_next_one() {
    let gateway = Gateway::start().await;
    gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    // The first one still has the file open, as a killed one has not: the log is there for both.
    let second = Gateway::beside(&gateway).await;
    assert_eq!(second.count("SELECT count(*) FROM orders").await, 1);
}
