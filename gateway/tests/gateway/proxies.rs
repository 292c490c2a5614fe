//! A gateway behind a proxy.

use super::harness::*;
use super::program::{address, program};
use super::socket::exchange;

#[tokio::test]
async fn behind_a_trusted_proxy_each_customer_is_counted_by_themselves() {
    let gateway = Gateway::start().await;
    gateway.source.close().await;
    let options = ["--trusted-proxy=127.0.0.1", "--trusted-proxy=10.0.0.0/8", "--unpaid-orders=1"];
    let options = [&["--listen=127.0.0.1:0"], &options[..]].concat();
    let mut child = program(gateway.folder.path(), &options).spawn().unwrap();
    let to = address(&mut child).await;
    let start = (program_now() / DAY + 7) * DAY;
    let body = with(order_of(&[("product_kayak", 1)]), "fromDate", iso(start));
    let body = with(body, "toDate", iso(start + HOUR)).to_string();
    for (headers, status) in [
        ("X-Forwarded-For: 192.0.2.1\r\n", 200),
        ("X-Forwarded-For: 192.0.2.1\r\n", 429),
        // The same customer, who has sent the beginning of it.
        ("X-Forwarded-For: 198.51.100.5, 192.0.2.1, 10.1.2.3\r\n", 429),
        ("X-Forwarded-For: 198.51.100.5\r\nX-Forwarded-For: 192.0.2.1\r\n", 429),
        ("Forwarded: for=198.51.100.5, for=192.0.2.1;proto=https\r\n", 429),
        ("X-Forwarded-For: 192.0.2.2\r\n", 200),
        // Neither is believed, so this is the proxy itself.
        ("X-Forwarded-For: 192.0.2.3\r\nForwarded: for=192.0.2.4\r\n", 200),
        ("X-Forwarded-For: 192.0.2.5, unknown\r\n", 429),
        ("", 429),
    ] {
        let answer = exchange(&to, "POST", "/api/customer/checkout", headers, &body).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{headers}: {answer}");
    }
    child.kill().await.unwrap();
}
