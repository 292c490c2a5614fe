//! What holds for all paths: CORS, compression, the description, the widget's folder.

use std::fs;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, header};
use booking_gateway::http::{AppState, app};
use booking_gateway::limits::Limits;
use booking_gateway::public_url::PublicUrl;
use serde_json::Value;

use super::harness::*;

#[tokio::test]
async fn any_page_may_ask_and_read_dates_and_pauses() {
    let gateway = Gateway::start().await;
    let path = "/api/v1/browse/locations?company_id=company_test";
    for (path, status) in [(path, 200), ("/api/v1/browse/locations", 400), ("/api/none", 404)] {
        let request = Request::get(path).header(header::ORIGIN, "https://shop.example");
        let answer = gateway.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-expose-headers"), "date,retry-after");
    }
}

#[tokio::test]
async fn a_preflight_lets_json_be_posted() {
    let gateway = Gateway::start().await;
    for path in ["/api/v1/browse/availability", "/api/customer/checkout"] {
        let request = Request::builder()
            .method(Method::OPTIONS)
            .uri(path)
            .header(header::ORIGIN, "https://shop.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "content-type");
        let answer = gateway.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.header("access-control-allow-methods").contains("POST"));
        assert_eq!(answer.header("access-control-allow-headers"), "content-type");
    }
}

#[tokio::test]
async fn the_checkout_page_is_nobody_elses_to_read() {
    let gateway = Gateway::start().await;
    let request = Request::get("/test/checkout?order=x").header(header::ORIGIN, "https://shop.example");
    let answer = gateway.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn answers_are_compressed_for_who_takes_it() {
    let gateway = Gateway::with_sample().await;
    for encoding in ["br", "gzip"] {
        let request = Request::get("/api/v1/browse/products?company_id=company_harbour")
            .header(header::ACCEPT_ENCODING, encoding);
        let answer = gateway.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("content-encoding"), encoding);
    }
}

#[tokio::test]
async fn health_is_answered() {
    let gateway = Gateway::start().await;
    assert_eq!(gateway.get("/healthz").await.ok()["status"], "ok");
}

#[tokio::test]
async fn the_description_has_the_paths_and_the_types_that_are_spoken() {
    let gateway = Gateway::start().await;
    let description = gateway.get("/openapi.json").await.ok();
    let paths = keys(&description["paths"]);
    let expected = [
        "/api/customer/checkout",
        "/api/v1/browse/availability",
        "/api/v1/browse/locations",
        "/api/v1/browse/products",
        "/api/v1/browse/time-slots",
    ];
    assert_eq!(paths, expected);
    let checkout = &description["paths"]["/api/customer/checkout"]["post"];
    assert_eq!(keys(&checkout["responses"]), ["200", "400", "404", "409", "413", "415", "429", "500", "503"]);
    let schemas = &description["components"]["schemas"];
    assert!(schemas["CheckoutRequest"]["properties"].get("lineItems").is_some());
    assert!(schemas["Product"]["properties"].get("priceInCents").is_some());
    // What the gateway answers is what it says it answers.
    let products = gateway.ask("/api/v1/browse/products", &[("company_id", "company_test")]).await.ok();
    let described = keys(&schemas["Product"]["properties"]);
    assert!(keys(&products["products"][1]).iter().all(|key| described.contains(key)));
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| match value.as_str() {
                Some(text) if key == "$ref" => found.push(text.to_owned()),
                _ => references(value, found),
            }),
            Value::Array(list) => list.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    references(&description, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.get(name).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_answered_in_shape() {
    let limits = Limits { request_time: Duration::from_millis(200), ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    // Somebody else writes and does not end.
    let mut other = gateway.pool().await.acquire().await.unwrap().detach();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let answer = gateway.order(&order_of(&[("product_tent", 1)])).await;
    answer.refused(503);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    // Reading goes on.
    gateway.ask("/api/v1/browse/products", &[("company_id", "company_test")]).await.ok();
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(gateway.count("SELECT count(*) FROM orders").await, 0);
}

#[tokio::test]
async fn the_widgets_folder_is_served_under_its_policy_and_the_api_goes_first() {
    let mut gateway = Gateway::start().await;
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("api/v1/browse")).unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html><title>x</title>".to_owned()),
        ("app.js", "export {};".repeat(100)),
        ("app.wasm", "\0asm".repeat(100)),
        ("api/v1/browse/locations", "a file in the way".to_owned()),
    ] {
        fs::write(folder.path().join(name), content).unwrap();
    }
    fs::write(folder.path().parent().unwrap().join("secret.txt"), "secret").unwrap();
    let url = PublicUrl::parse("https://hire.example").unwrap();
    let mut state = AppState::built_in(gateway.source.clone(), Limits::default(), url);
    state.widget = Some(folder.path().to_owned());
    gateway.router = app(state);

    let request = Request::get("/").header(header::HOST, "hire.example");
    let page = gateway.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(page.status.as_u16(), 200);
    assert_eq!(page.header("cache-control"), "no-cache");
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    for (path, kind) in [("/app.js", "text/javascript"), ("/app.wasm", "application/wasm")] {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, "br");
        let file = gateway.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((file.header("content-type"), file.header("content-encoding")), (kind, "br"));
        assert_eq!(file.header("content-security-policy"), "");
        // Pages of other sites load it.
        assert_eq!(file.header("access-control-allow-origin"), "*");
        assert!(!file.header("last-modified").is_empty());
    }
    gateway.get("/none.js").await.refused(404);
    gateway.post("/app.js", &Value::Null).await.refused(405);
    for path in ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt"] {
        assert_eq!(gateway.get(path).await.status.as_u16(), 404, "{path}");
    }
    gateway.get("/api/v1/browse/locations").await.refused(400);
    gateway.get("/api/none").await.refused(404);
    assert_eq!(gateway.get("/test/checkout?order=x").await.status.as_u16(), 404);
}
