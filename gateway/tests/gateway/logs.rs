//! What the log says, what it does not say, and that nobody has to read it.

use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::harness::*;
use super::program::{PATIENCE, address, program, stop};
use super::socket::{ask, exchange};

#[tokio::test]
async fn the_log_names_no_order_no_reference_and_no_client() {
    let gateway = Gateway::start().await;
    gateway.source.close().await;
    let options = ["--listen=127.0.0.1:0", "--trusted-proxy=127.0.0.1"];
    let mut child = program(gateway.folder.path(), &options).spawn().unwrap();
    let to = address(&mut child).await;
    let (client, reference) = ("192.0.2.77", "01939c1e-7a3b-7c4d-8e5f-0123456789ab");
    let headers = format!("X-Forwarded-For: {client}\r\n");
    let start = (program_now() / DAY + 7) * DAY;
    let order = with(order_of(&[("product_kayak", 1)]), "client_reference", reference);
    let order = with(with(order, "fromDate", iso(start)), "toDate", iso(start + HOUR)).to_string();
    let send = async |method: &str, path: &str, body: &str| {
        String::from_utf8(exchange(&to, method, path, &headers, body).await.unwrap()).unwrap()
    };
    let answer = send("POST", "/api/customer/checkout", &order).await;
    let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let id = body["id"].as_str().unwrap();
    let page = format!("/test/checkout?order={id}");
    let products = format!("/api/v1/browse/products?company_id=company_test&client_reference={reference}");
    for (method, path, status) in [
        ("GET", &products, 200),
        ("GET", &page, 200),
        ("POST", &page, 303),
        ("POST", &page, 409),
        ("GET", &page, 200),
    ] {
        let answer = send(method, path, "").await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
    }
    // The cart is another one, so this is refused.
    let other = order.replace("\"quantity\":1", "\"quantity\":2");
    assert!(send("POST", "/api/customer/checkout", &other).await.starts_with("HTTP/1.1 409"));

    assert!(stop(&mut child, "-TERM").await.success());
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
    assert!(log.contains("order created") && log.contains("order paid"), "{log}");
    let bare = id.trim_start_matches("pio_");
    for secret in [bare, reference, &reference.replace('-', ""), client, "127.0.0.1"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[tokio::test]
async fn a_log_that_nobody_reads_stops_nothing_and_what_was_lost_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut child =
        program(folder.path(), &["--listen=127.0.0.1:0"]).env("RUST_LOG", "debug").spawn().unwrap();
    let to = address(&mut child).await;
    // More than the pipe and the lines that wait hold together.
    let mut stream = TcpStream::connect(&to).await.unwrap();
    let none = "GET /none HTTP/1.1\r\nHost: gateway\r\n\r\n";
    for _ in 0..5000 {
        let answer = timeout(PATIENCE, ask(&mut stream, none)).await.expect("an answer");
        assert!(answer.starts_with("http/1.1 404"), "{answer}");
    }
    // Now somebody reads it again.
    let mut errors = child.stderr.take().unwrap();
    let log = tokio::spawn(async move {
        let mut log = String::new();
        errors.read_to_string(&mut log).await.unwrap();
        log
    });
    assert!(stop(&mut child, "-TERM").await.success());
    let log = log.await.unwrap();
    let said = log.lines().find(|line| line.contains("log lines were lost in all")).expect("it is said");
    let lines = said.split("lines=").nth(1).unwrap().trim().parse::<usize>().unwrap();
    assert!(lines > 0, "{said}");
}

#[tokio::test]
async fn a_log_that_nobody_reads_does_not_keep_it_from_stopping() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(folder.path(), &["--listen=127.0.0.1:0"]).spawn().unwrap();
    let to = address(&mut child).await;
    let mut stream = TcpStream::connect(&to).await.unwrap();
    for _ in 0..2000 {
        ask(&mut stream, "GET /none HTTP/1.1\r\nHost: gateway\r\n\r\n").await;
    }
    let clock = std::time::Instant::now();
    assert!(stop(&mut child, "-TERM").await.success());
    let took = clock.elapsed();
    assert!(took < std::time::Duration::from_secs(8), "{took:?}");
}
