//! The checkout pages, without a browser.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use booking_gateway::limits::Limits;

use super::harness::*;

/// An order for the weekend that leads back to a shop; its id and its page.
async fn ordered(gateway: &Gateway) -> (String, String) {
    let body = order_of(&[("product_kayak", 2), ("product_tent", 1)]);
    let body = with(body, "returnUrl", "https://shop.example/a?b=1&c=2#old");
    let answer = gateway.order_on("https://shop.example", &body).await.ok();
    let id = answer["id"].as_str().unwrap().to_owned();
    let page = format!("/test/checkout?order={id}");
    (id, page)
}

pub(crate) async fn pay(gateway: &Gateway, page: &str) -> Answer {
    gateway.send(Request::post(page).body(Body::empty()).unwrap()).await
}

pub(crate) fn assert_is_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    // The address is not told to other sites, and the form still says where it came from.
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let text = answer.text();
    assert!(text.starts_with("<!DOCTYPE html>"));
    for forbidden in ["<script", "<style", " style=", " onclick", "<i>", "<Sons>"] {
        assert!(!text.contains(forbidden), "{forbidden} in {text}");
    }
}

#[tokio::test]
async fn the_summary_has_the_times_of_the_location_the_lines_the_tax_and_the_total() {
    let gateway = Gateway::start().await;
    let (id, page) = ordered(&gateway).await;
    let answer = gateway.get(&page).await;
    assert_is_page(&answer, 200);
    let text = answer.text();
    for part in [
        "Kayak &amp; &lt;Sons&gt;",
        "Open &lt;i&gt;Wharf&lt;/i&gt;",
        "Saturday 28 November 2026, 9:00 am AEDT",
        "Sunday 29 November 2026, 5:00 pm AEDT",
        "1 day 8 hours",
        "Sydney time (Australia/Sydney)",
        "2 × Kayak &lt;script&gt;alert(1)&lt;/script&gt;",
        "$125.03 each",
        "$250.06",
        "$140.00",
        "$39.01",
        "Pay $429.07",
        "no money is taken",
        "9:15 am AEDT",
        "<form method=\"post\">",
        &format!("https://shop.example/a?b=1&amp;c=2#booking=open&amp;order={id}"),
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

#[tokio::test]
async fn paying_leads_to_the_confirmation_and_the_way_back() {
    let gateway = Gateway::start().await;
    let (id, page) = ordered(&gateway).await;
    let answer = pay(&gateway, &page).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, &*format!("checkout?order={id}")));
    let answer = gateway.get(&page).await;
    assert_is_page(&answer, 200);
    let text = answer.text();
    assert!(text.contains("Your booking is confirmed") && text.contains(&id));
    assert!(text.contains(&format!("https://shop.example/a?b=1&amp;c=2#booking=confirmed&amp;order={id}")));
    assert!(!text.contains("<form"));
}

#[tokio::test]
async fn a_second_payment_is_told_so_and_changes_nothing() {
    let gateway = Gateway::start().await;
    let (_, page) = ordered(&gateway).await;
    pay(&gateway, &page).await;
    let paid_at = gateway.count("SELECT paid_at FROM orders").await;
    gateway.set_now(gateway.now() + MINUTE);
    let answer = pay(&gateway, &page).await;
    assert_is_page(&answer, 409);
    assert!(answer.text().contains("paid before"));
    assert_eq!(gateway.count("SELECT paid_at FROM orders").await, paid_at);
}

#[tokio::test]
async fn an_expired_order_says_so_and_cannot_be_paid() {
    let gateway = Gateway::start().await;
    let (id, page) = ordered(&gateway).await;
    gateway.set_now(gateway.now() + 15 * MINUTE);
    for answer in [gateway.get(&page).await, pay(&gateway, &page).await] {
        assert_is_page(&answer, 410);
        assert!(answer.text().contains("This order has ended"));
        assert!(answer.text().contains(&format!("#booking=open&amp;order={id}")));
        assert!(!answer.text().contains("<form"));
    }
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE status = 'paid'").await, 0);
}

#[tokio::test]
async fn what_an_expired_order_held_is_sold_once() {
    let gateway = Gateway::start().await;
    let (_, late) = ordered(&gateway).await;
    gateway.set_now(gateway.now() + 16 * MINUTE);
    let (_, quick) = ordered(&gateway).await;
    assert_eq!(pay(&gateway, &late).await.status.as_u16(), 410);
    assert_eq!(pay(&gateway, &quick).await.status.as_u16(), 303);
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE status = 'paid'").await, 1);
    assert_eq!(gateway.count("SELECT sum(quantity) FROM reservations").await, 3);
}

#[tokio::test]
async fn an_unknown_order_has_a_page_of_its_own() {
    let gateway = Gateway::start().await;
    let (id, _) = ordered(&gateway).await;
    for page in [
        "/test/checkout".to_owned(),
        "/test/checkout?order=".to_owned(),
        "/test/checkout?order=pio_nothing".to_owned(),
        "/test/checkout?order=%27%3E%3Cscript%3E".to_owned(),
        "/%FF%FE/checkout?order=x".to_owned(),
        format!("/other/checkout?order={id}"),
        format!("/gone/checkout?order={id}"),
    ] {
        for answer in [gateway.get(&page).await, pay(&gateway, &page).await] {
            assert_is_page(&answer, 404);
            assert!(answer.text().contains("There is no such order"));
        }
    }
}

#[tokio::test]
async fn another_sites_form_pays_nothing() {
    let gateway = Gateway::start().await;
    let (_, page) = ordered(&gateway).await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = Request::post(&page).header(header::HOST, "hire.example").header(name, value);
        let answer = gateway.send(request.body(Body::empty()).unwrap()).await;
        assert_is_page(&answer, 403);
    }
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE status = 'paid'").await, 0);
    let request =
        Request::post(&page).header(header::HOST, "127.0.0.1:8787").header("origin", "https://hire.example");
    let answer = gateway.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status.as_u16(), 303);
}

#[tokio::test]
async fn a_page_of_a_failure_is_under_the_same_policy() {
    let limits = Limits { request_time: Duration::from_millis(200), body_bytes: 1000, ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    let (_, page) = ordered(&gateway).await;
    let too_large = Request::post(&page).body(Body::from("x".repeat(1001))).unwrap();
    assert_is_page(&gateway.send(too_large).await, 413);
    // Somebody else writes and does not end.
    let mut other = gateway.pool().await.acquire().await.unwrap().detach();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let answer = pay(&gateway, &page).await;
    assert_is_page(&answer, 503);
    assert!(answer.text().contains("Something went wrong on our side"));
    assert!(!answer.header("retry-after").is_empty());
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(gateway.count("SELECT count(*) FROM orders WHERE status = 'paid'").await, 0);
    gateway.sql("DROP TABLE reservations; DROP TABLE order_lines").await;
    assert_is_page(&gateway.get(&page).await, 500);
}

#[tokio::test]
async fn a_page_loads_nothing_from_elsewhere_and_leads_elsewhere_by_a_press_alone() {
    let gateway = Gateway::start().await;
    let (id, page) = ordered(&gateway).await;
    let open = gateway.get(&page).await;
    let paid = pay(&gateway, &page).await;
    assert_eq!(paid.header("location"), format!("checkout?order={id}"));
    for text in [open.text(), gateway.get(&page).await.text()] {
        for loads in ["src=", "srcset=", "url(", "@import", "http-equiv", "<iframe", "<object"] {
            assert!(!text.contains(loads), "{loads} in {text}");
        }
        for link in text.split("<link ").skip(1) {
            let href = link.split_once("href=\"").unwrap().1;
            assert!(href.starts_with("../checkout-assets/"), "{href}");
        }
    }
}

#[tokio::test]
async fn the_pages_own_files_are_there() {
    let gateway = Gateway::start().await;
    let css = gateway.get("/checkout-assets/checkout.css").await;
    assert_eq!((css.status.as_u16(), css.header("content-type")), (200, "text/css; charset=utf-8"));
    let icon = gateway.get("/checkout-assets/icon.svg").await;
    assert_eq!((icon.status.as_u16(), icon.header("content-type")), (200, "image/svg+xml"));
    gateway.get("/checkout-assets/../Cargo.toml").await.refused(404);
}

#[tokio::test]
async fn amounts_have_the_digits_of_their_currency() {
    for (currency, base, unit, total) in [
        ("JPY", 5_001, "¥12,503", "¥27,507"),
        ("AUD", 5_001, "$125.03", "$275.07"),
        ("KWD", 5_001, "KWD 12.503", "KWD 27.507"),
        ("KWD", 400_000_000_000_i64, "KWD 1,000,000,000.000", "KWD 2,200,000,000.000"),
    ] {
        let gateway = Gateway::start().await;
        gateway.sql(&format!("UPDATE companies SET currency = '{currency}'")).await;
        gateway
            .sql(&format!("UPDATE products SET base_price_cents = {base} WHERE id = 'product_kayak'"))
            .await;
        let (start, end) = (weekend().0.to_string(), weekend().1.to_string());
        let query = [("company_id", "company_test"), ("start_time", &start), ("end_time", &end)];
        let products = gateway.ask("/api/v1/browse/products", &query).await.ok();
        assert_eq!(products["products"][1]["priceFormatted"], unit);
        let order = gateway.order(&order_of(&[("product_kayak", 2)])).await.ok();
        let page =
            gateway.get(&format!("/test/checkout?order={}", order["id"].as_str().unwrap())).await.text();
        assert!(page.contains(&format!("{unit} each")) && page.contains(total), "{currency}: {page}");
    }
}

#[tokio::test]
async fn a_replaced_order_leads_to_the_one_in_its_place_and_back_with_its_id() {
    let gateway = Gateway::start().await;
    let reference = "01939c1e-7a3b-7c4d-8e5f-0123456789ab";
    let order = async |count| {
        let body = with(order_of(&[("product_kayak", count)]), "client_reference", reference);
        let body = with(body, "returnUrl", "https://shop.example/hire");
        let answer = gateway.order_on("https://shop.example", &body).await.ok();
        answer["id"].as_str().unwrap().to_owned()
    };
    let (first, second) = (order(1).await, order(2).await);
    let answer = gateway.get(&format!("/test/checkout?order={first}")).await;
    assert_is_page(&answer, 410);
    let text = answer.text();
    assert!(text.contains("This order was changed"), "{text}");
    assert!(text.contains(&format!("https://shop.example/hire#booking=open&amp;order={second}")), "{text}");
}
