//! The program itself: its first line, its ends, and what it says when it can't start.

use std::net::TcpListener as StdListener;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::harness::*;
use super::socket::exchange;

/// No program takes this long to start or to stop.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Command {
    if !folder.join("booking.sqlite").exists() {
        let mut init = std::process::Command::new(env!("CARGO_BIN_EXE_booking-gateway"));
        init.arg("init").arg("--data-dir").arg(folder);
        // Where it can't make one the program says why.
        init.output().unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_booking-gateway"));
    command.arg("serve").arg("--data-dir").arg(folder).args(arguments);
    command.arg(format!("--clock-offset-ms={}", *CLOCK_OFFSET_MS));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

pub(crate) async fn ended(mut command: Command) -> Output {
    timeout(PATIENCE, command.output()).await.expect("it ends").unwrap()
}

/// Waits for the first line and gives the address in it.
pub(crate) async fn address(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = timeout(PATIENCE, lines.next_line()).await.expect("a first line").unwrap().unwrap();
    line.strip_prefix("listening on http://").expect("the first line").to_owned()
}

async fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[cfg(unix)]
pub(crate) async fn signal(child: &Child, signal: &str) {
    let id = child.id().unwrap().to_string();
    let status = Command::new("kill").args([signal, &id]).status().await.unwrap();
    assert!(status.success());
}

#[cfg(unix)]
pub(crate) async fn stop(child: &mut Child, with: &str) -> std::process::ExitStatus {
    signal(child, with).await;
    timeout(PATIENCE, child.wait()).await.expect("it stops").unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn it_says_where_it_listens_answers_and_stops_when_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    for signal in ["-TERM", "-INT"] {
        // The second time on the same folder.
        let arguments = ["--listen", "127.0.0.1:0", "--sample-data", "--log-format", "json"];
        let mut child = program(folder.path(), &arguments).spawn().unwrap();
        let address = address(&mut child).await;
        let answer = get(&address, "/api/v1/browse/products?company_id=company_harbour").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("\r\ndate: "), "{answer}");
        assert!(answer.contains(&format!("http://{address}/pictures/")), "{answer}");
        assert!(stop(&mut child, signal).await.success());
        let mut log = String::new();
        child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
        for line in log.lines() {
            serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON");
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn faults_are_only_taken_when_asked_for_and_then_said_loudly() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, status, warned) in [(&["--faults"][..], "200", true), (&[], "404", false)] {
        let arguments = [&["--listen", "127.0.0.1:0"], arguments].concat();
        let mut child = program(folder.path(), &arguments).spawn().unwrap();
        let address = address(&mut child).await;
        let answer = get(&address, "/faults").await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(stop(&mut child, "-TERM").await.success());
        let mut log = String::new();
        child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
        let said = log.lines().any(|line| line.contains("WARN") && line.contains("make it misbehave"));
        assert_eq!(said, warned, "{log}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_moved_clock_is_said_loudly_and_dates_the_answers_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(folder.path(), &["--listen", "127.0.0.1:0"]).spawn().unwrap();
    let address = address(&mut child).await;
    let answer = get(&address, "/healthz").await;
    let date = answer.split_once("\r\ndate: ").unwrap().1.split_once("\r\n").unwrap().0;
    let date = chrono::DateTime::parse_from_rfc2822(date).unwrap().timestamp_millis();
    assert!((ms(NOW) - 1_000..=program_now()).contains(&date), "{answer}");
    assert!(stop(&mut child, "-TERM").await.success());
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
    assert!(log.lines().any(|line| line.contains("WARN") && line.contains("not the machine's")), "{log}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_connection_that_is_kept_open_does_not_keep_it_from_stopping() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(folder.path(), &["--listen", "127.0.0.1:0"]).spawn().unwrap();
    let address = address(&mut child).await;
    let _idle = TcpStream::connect(&address).await.unwrap();
    assert!(get(&address, "/healthz").await.starts_with("HTTP/1.1 200"));
    assert!(stop(&mut child, "-TERM").await.success());
}

#[tokio::test]
async fn the_bounds_on_unpaid_orders_are_those_of_the_command_line() {
    let gateway = Gateway::start().await;
    gateway.source.close().await;
    let options =
        ["--unpaid-orders", "2", "--unpaid-units", "4", "--units-per-line", "3", "--unpaid-minutes", "2"];
    let arguments = [&["--listen", "127.0.0.1:0"], &options[..]].concat();
    let mut child = program(gateway.folder.path(), &arguments).spawn().unwrap();
    let address = address(&mut child).await;
    let start = (program_now() / DAY + 7) * DAY;
    let order = async |quantity| {
        let body = with(order_of(&[("product_kayak", quantity)]), "fromDate", iso(start));
        let body = with(body, "toDate", iso(start + HOUR)).to_string();
        // Who else one says to be makes no difference.
        let headers = format!("X-Forwarded-For: 192.0.2.{quantity}\r\nForwarded: for=192.0.2.{quantity}\r\n");
        let answer = exchange(&address, "POST", "/api/customer/checkout", &headers, &body).await.unwrap();
        String::from_utf8(answer).unwrap().to_lowercase()
    };
    assert!(order(4).await.contains("the quantity of a product must be from 1 to 3"));
    assert!(order(1).await.starts_with("http/1.1 200"));
    assert!(order(2).await.starts_with("http/1.1 200"));
    let refused = order(1).await;
    assert!(refused.starts_with("http/1.1 429"), "{refused}");
    let wait = refused.split_once("retry-after: ").unwrap().1.split_once("\r\n").unwrap().0;
    assert!((1..=120).contains(&wait.parse::<u64>().unwrap()), "{wait}");
    child.kill().await.unwrap();
}

#[tokio::test]
async fn the_sites_to_lead_back_to_are_those_of_the_command_line() {
    let gateway = Gateway::start().await;
    gateway.source.close().await;
    let origins = [
        "--return-origin",
        "company_test=https://a.example",
        "--return-origin=company_test=https://b.example:8443",
    ];
    let arguments = [&["--listen", "127.0.0.1:0"], &origins[..]].concat();
    let mut child = program(gateway.folder.path(), &arguments).spawn().unwrap();
    let address = address(&mut child).await;
    let start = (program_now() / DAY + 7) * DAY;
    for (url, link) in [
        ("https://a.example/x", "(a.example)"),
        ("https://b.example:8443/x", "(b.example:8443)"),
        ("https://b.example/x", ""),
    ] {
        let body = with(order_of(&[("product_kayak", 1)]), "fromDate", iso(start));
        let body = with(with(body, "toDate", iso(start + HOUR)), "returnUrl", url).to_string();
        let answer = exchange(&address, "POST", "/api/customer/checkout", "", &body).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let id = answer.split_once("\"id\":\"").unwrap().1.split_once('"').unwrap().0;
        let page = get(&address, &format!("/test/checkout?order={id}")).await;
        assert!(page.contains("Check and pay"), "{page}");
        assert_eq!(page.contains("class=\"host\""), !link.is_empty(), "{page}");
        assert!(page.contains(link), "{page}");
    }
    child.kill().await.unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let taken = StdListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = ended(program(folder.path(), &["--listen", &address])).await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(error.contains(&format!("error: could not listen on {address}: ")), "{error}");
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_made_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let output = ended(program(&file.join("data"), &["--listen", "127.0.0.1:0"])).await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(error.contains("error: could not open the data folder"), "{error}");
}

#[tokio::test]
async fn wrong_options_are_said_so() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, word) in [
        (["--widget", "/no/such/folder"], "--widget"),
        (["--public-url", "hire.example"], "--public-url"),
        (["--listen", "here"], "--listen"),
        (["--return-origin", "https://shop.example"], "--return-origin"),
        (["--return-origin", "company_a=shop.example"], "--return-origin"),
        (["--unpaid-minutes", "0"], "--unpaid-minutes"),
        // A gateway that takes no orders at all is none.
        (["--unpaid-orders", "0"], "--unpaid-orders"),
        (["--unpaid-units", "0"], "--unpaid-units"),
        (["--units-per-line", "0"], "--units-per-line"),
        (["--connections", "0"], "--connections"),
        (["--read-rate", "50"], "--read-rate"),
        (["--checkout-rate", "0/60"], "--checkout-rate"),
        (["--trusted-proxy", "10.0.0.0/33"], "--trusted-proxy"),
    ] {
        let mut arguments = arguments.to_vec();
        if word != "--listen" {
            arguments.extend(["--listen", "127.0.0.1:0"]);
        }
        let output = ended(program(folder.path(), &arguments)).await;
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty());
        assert!(error.contains(word), "{error}");
    }
}
