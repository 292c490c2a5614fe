//! What answers say of themselves: how long they last, what tells them from each other, and what browsers may do with them.

use std::fs;
use std::path::Path;
use std::slice::from_ref;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, Method, Request, header};
use booking_gateway::limits::Limits;
use serde_json::json;
use tempfile::TempDir;

use super::harness::*;

/// Text of no pattern, which packs to about half.
fn long_text(seed: u32) -> String {
    let mut state = seed;
    let letters = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b"abcdefghijklmnop"[(state >> 28) as usize])
    });
    let words: String = letters.take(20_000).collect();
    format!("{words}{}", words.to_uppercase())
}

/// A gateway with a folder that holds these files.
async fn serving(files: &[(&str, &[u8])]) -> (Gateway, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        write(folder.path(), name, content);
    }
    let gateway = Gateway::with_state(|state| state.widget = Some(folder.path().to_owned())).await;
    (gateway, folder)
}

fn write(folder: &Path, name: &str, content: &[u8]) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, content).unwrap();
}

async fn ask(gateway: &Gateway, path: &str, headers: &[(HeaderName, &str)]) -> Answer {
    ask_by(gateway, Method::GET, path, headers).await
}

async fn ask_by(gateway: &Gateway, method: Method, path: &str, headers: &[(HeaderName, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    gateway.send(request.body(Body::empty()).unwrap()).await
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &*bytes, &mut unpacked).unwrap();
    unpacked
}

#[tokio::test]
async fn every_answer_forbids_to_guess_its_kind_and_says_what_is_told_of_its_address() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "index.html", b"<!doctype html><title>x</title>");
    write(folder.path(), "sub/index.html", b"<!doctype html><title>x</title>");
    write(folder.path(), "large.bin", &vec![7; 3 * 1024 * 1024]);
    let gateway = Gateway::with_state(|state| {
        state.widget = Some(folder.path().to_owned());
        state.limits =
            Limits { body_bytes: 1000, request_time: Duration::from_millis(200), ..Limits::default() };
    })
    .await;
    let assert_said = |answer: &Answer, what: &str, policy: &str| {
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(answer.header("referrer-policy"), policy, "{what}");
        assert!(!answer.header("cache-control").is_empty(), "{what}");
    };
    let order = gateway.order(&order_of(&[("product_tent", 1)])).await.ok();
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    let (none, own, site) = ("no-referrer", "same-origin", "strict-origin-when-cross-origin");
    for (method, path, status, policy) in [
        ("GET", "/api/v1/browse/locations?company_id=company_test", 200, none),
        ("GET", "/api/v1/browse/locations", 400, none),
        ("GET", "/api/v1/browse/locations?company_id=company_none", 404, none),
        ("GET", "/api/none", 404, none),
        ("PUT", "/api/v1/browse/locations", 405, none),
        ("POST", "/api/v1/browse/availability", 415, none),
        ("OPTIONS", "/api/v1/browse/locations", 200, none),
        ("GET", "/healthz", 200, none),
        ("GET", "/openapi.json", 200, none),
        ("POST", "/openapi.json", 405, none),
        ("GET", "/pictures/cargo-e-bike.svg", 200, none),
        ("GET", "/pictures/none.svg", 404, none),
        ("GET", "/checkout-assets/checkout.css", 200, none),
        ("GET", "/checkout-assets/none.css", 404, none),
        ("GET", page.as_str(), 200, own),
        ("GET", "/test/checkout?order=none", 404, own),
        ("POST", "/test/checkout?order=none", 404, own),
        ("DELETE", page.as_str(), 405, own),
        ("GET", "/", 200, site),
        ("HEAD", "/", 200, site),
        ("GET", "/sub", 307, site),
        ("GET", "/large.bin", 200, site),
        ("GET", "/none.js", 404, none),
        ("POST", "/", 405, none),
    ] {
        let answer =
            ask_by(&gateway, method.parse().unwrap(), path, &[(header::ORIGIN, "https://hire.example")]);
        let answer = answer.await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        assert_said(&answer, path, policy);
        if status >= 400 {
            assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
        }
    }
    let large = gateway.post("/api/customer/checkout", &json!("x".repeat(2000))).await;
    large.refused(413);
    assert_said(&large, "413", none);

    let mut other = gateway.pool().await.acquire().await.unwrap().detach();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let busy = gateway.order(&order_of(&[("product_kayak", 1)])).await;
    busy.refused(503);
    assert_said(&busy, "503", none);
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    gateway.sql("DROP TABLE order_lines; DROP TABLE reservations; DROP TABLE stock_units; DROP TABLE catalogue_version").await;
    let broken = gateway.get("/api/v1/browse/products?company_id=company_test").await;
    broken.refused(500);
    assert_said(&broken, "500", none);
}

#[tokio::test]
async fn what_changes_with_orders_is_not_kept_and_what_does_not_is_for_a_minute() {
    let gateway = Gateway::start().await;
    let (start, end) = (weekend().0.to_string(), weekend().1.to_string());
    let company = ("company_id", "company_test");
    let window = [company, ("start_time", &start), ("end_time", &end)];
    let own = ("client_reference", "01939c1e-7a3b-7c4d-8e5f-0123456789ab");
    let quarter = (weekend().0 + HOUR).to_string();
    let slots = [
        company,
        ("product_id", "product_kayak"),
        ("location_id", "location_open"),
        ("start_time", &start),
        ("end_time", &quarter),
    ];
    for (path, query, caching) in [
        ("locations", &[company][..], "max-age=60"),
        ("products", &[company], "max-age=60"),
        ("products", &[company, own], "no-store"),
        ("products", &window, "no-store"),
        ("time-slots", &slots, "no-store"),
    ] {
        let answer = gateway.ask(&format!("/api/v1/browse/{path}"), query).await;
        answer.ok();
        assert_eq!(answer.header("cache-control"), caching, "{path} {query:?}");
        let vary: Vec<_> = answer.headers.get_all("vary").iter().collect();
        assert!(vary.iter().any(|vary| *vary == "accept-encoding"), "{vary:?}");
    }
    let quote = gateway.quote(&quote_of(&[("product_kayak", 1)])).await;
    let order = gateway.order(&order_of(&[("product_kayak", 1)])).await;
    for answer in [quote, order, gateway.get("/healthz").await] {
        answer.ok();
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn where_faults_are_asked_for_each_request_comes_to_meet_them() {
    let gateway = Gateway::with_faults(None).await;
    for path in ["locations", "products"] {
        let answer = gateway.ask(&format!("/api/v1/browse/{path}"), &[("company_id", "company_test")]).await;
        answer.ok();
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_file_that_the_client_has_is_not_sent_again_and_each_encoding_has_a_tag() {
    let text = long_text(1);
    let (gateway, _folder) = serving(&[("app.js", text.as_bytes())]).await;
    let mut tags = Vec::new();
    for encoding in ["identity", "gzip", "br"] {
        let accepts = (header::ACCEPT_ENCODING, encoding);
        let whole = ask(&gateway, "/app.js", from_ref(&accepts)).await;
        assert_eq!(whole.status.as_u16(), 200);
        let sent = if encoding == "identity" { "" } else { encoding };
        assert_eq!(whole.header("content-encoding"), sent);
        assert_eq!(whole.header("content-length"), whole.bytes.len().to_string());
        let tag = whole.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "a strong one: {tag}");
        for (known, status) in [
            (tag.clone(), 304),
            (format!("W/{tag}"), 304),
            (format!("\"other\", {tag}"), 304),
            ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200),
            (tags.first().cloned().unwrap_or_default(), 200),
        ] {
            let headers = [accepts.clone(), (header::IF_NONE_MATCH, known.as_str())];
            for method in [Method::GET, Method::HEAD] {
                let again = ask_by(&gateway, method.clone(), "/app.js", &headers).await;
                assert_eq!(again.status.as_u16(), status, "{encoding} {known}");
                for name in ["etag", "vary", "cache-control", "last-modified", "accept-ranges"] {
                    assert_eq!(again.header(name), whole.header(name), "{name} of {method}");
                }
                assert_eq!(again.bytes.is_empty(), status == 304 || method == Method::HEAD);
                if status == 200 {
                    assert_eq!(again.header("content-length"), whole.header("content-length"));
                    assert_eq!(again.header("content-encoding"), whole.header("content-encoding"));
                }
            }
        }
        assert_eq!((whole.header("vary"), whole.header("cache-control")), ("accept-encoding", "no-cache"));
        tags.push(tag);
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3);
    let other = ask(&gateway, "/app.js", &[(header::IF_MATCH, "\"other\"")]).await;
    assert_eq!(other.status.as_u16(), 412);
}

#[tokio::test]
async fn a_part_is_one_of_the_file_itself_and_only_of_the_content_that_was_begun() {
    let text = long_text(2);
    let (gateway, _folder) = serving(&[("app.js", text.as_bytes())]).await;
    let accepts = (header::ACCEPT_ENCODING, "br, gzip");
    let tag = ask(&gateway, "/app.js", &[]).await.header("etag").to_owned();
    let packed = ask(&gateway, "/app.js", from_ref(&accepts)).await.header("etag").to_owned();
    for (range, start, end) in
        [("bytes=0-9", 0, 10), ("bytes=39990-", 39_990, 40_000), ("bytes=-5", 39_995, 40_000)]
    {
        let part = ask(&gateway, "/app.js", &[accepts.clone(), (header::RANGE, range)]).await;
        assert_eq!((part.status.as_u16(), part.text().as_str()), (206, &text[start..end]));
        assert_eq!(part.header("content-range"), format!("bytes {start}-{}/40000", end - 1));
        assert_eq!((part.header("content-encoding"), part.header("vary")), ("", "accept-encoding"));
        assert_eq!((part.header("etag"), part.header("content-type")), (&*tag, "text/javascript"));
    }
    let of = async |begun: &str| {
        let headers = [accepts.clone(), (header::RANGE, "bytes=0-9"), (header::IF_RANGE, begun)];
        ask(&gateway, "/app.js", &headers).await
    };
    assert_eq!(of(&tag).await.status.as_u16(), 206);
    for begun in [&*packed, "\"other\"", "Wed, 25 Nov 2026 09:00:00 GMT"] {
        let whole = of(begun).await;
        assert_eq!((whole.status.as_u16(), unpacked(&whole.bytes)), (200, text.clone().into_bytes()));
    }
    let outside = ask(&gateway, "/app.js", &[(header::RANGE, "bytes=40000-")]).await;
    assert_eq!((outside.status.as_u16(), outside.header("content-range")), (416, "bytes */40000"));
    for unread in ["bytes=0-1, 5-6", "bytes=x", "lines=1-2"] {
        let whole = ask(&gateway, "/app.js", &[(header::RANGE, unread)]).await;
        assert_eq!((whole.status.as_u16(), whole.bytes.len()), (200, 40_000), "{unread}");
    }
}

#[tokio::test]
async fn a_file_is_sent_as_small_as_brotli_makes_it() {
    let text = long_text(3);
    let (gateway, _folder) = serving(&[("app.js", text.as_bytes())]).await;
    let packed = |quality| {
        let params = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut text.as_bytes(), &mut packed, &params).unwrap();
        packed.len()
    };
    let sent = ask(&gateway, "/app.js", &[(header::ACCEPT_ENCODING, "gzip, deflate, br")]).await;
    assert_eq!(sent.header("content-encoding"), "br");
    assert!(sent.bytes.len() <= packed(11), "{} bytes, and {} at the best", sent.bytes.len(), packed(11));
    // What is compressed while it is sent is larger.
    assert!(sent.bytes.len() < packed(4));
    assert_eq!(unpacked(&sent.bytes), text.as_bytes());
}

#[tokio::test]
async fn a_content_is_the_same_under_all_its_names() {
    let text = long_text(5);
    let (gateway, _folder) = serving(&[("app.js", text.as_bytes()), ("a/app.js", text.as_bytes())]).await;
    let accepts = [(header::ACCEPT_ENCODING, "br")];
    let first = ask(&gateway, "/app.js", &accepts).await;
    for path in ["/a/app.js", "/%61pp.js", "//app.js", "/./app.js", "/a//app.js"] {
        let other = ask(&gateway, path, &accepts).await;
        assert_eq!((other.status.as_u16(), other.header("etag")), (200, first.header("etag")), "{path}");
        assert!(other.bytes == first.bytes);
    }
}

#[tokio::test]
async fn a_file_that_changes_is_sent_changed_however_soon_and_an_unchanged_one_keeps_its_tag() {
    let (gateway, folder) = serving(&[("app.js", long_text(0).as_bytes())]).await;
    let accepts = (header::ACCEPT_ENCODING, "br");
    let mut last = ask(&gateway, "/app.js", from_ref(&accepts)).await.header("etag").to_owned();
    for seed in 1..20 {
        // Of the same length, and within the same moment of the file system.
        write(folder.path(), "app.js", long_text(seed).as_bytes());
        let headers = [accepts.clone(), (header::IF_NONE_MATCH, last.as_str())];
        let changed = ask(&gateway, "/app.js", &headers).await;
        assert_eq!(changed.status.as_u16(), 200, "{seed}");
        assert_eq!(unpacked(&changed.bytes), long_text(seed).as_bytes());
        assert_ne!(changed.header("etag"), last);
        last = changed.header("etag").to_owned();
    }
    // Laid down anew, as by a deployment.
    write(folder.path(), "app.js", long_text(19).as_bytes());
    let headers = [accepts.clone(), (header::IF_NONE_MATCH, last.as_str())];
    assert_eq!(ask(&gateway, "/app.js", &headers).await.status.as_u16(), 304);
    fs::remove_file(folder.path().join("app.js")).unwrap();
    ask(&gateway, "/app.js", &headers).await.refused(404);
}

#[tokio::test]
async fn a_file_of_long_ago_is_read_anew_when_it_has_another_time() {
    let (gateway, folder) = serving(&[("app.js", b"let a = 1;")]).await;
    let file = folder.path().join("app.js");
    let at = |minutes: u64| {
        let time = std::time::SystemTime::now() - Duration::from_secs(60 * minutes);
        fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
    };
    at(60);
    assert_eq!(ask(&gateway, "/app.js", &[]).await.text(), "let a = 1;");
    assert_eq!(ask(&gateway, "/app.js", &[]).await.text(), "let a = 1;");
    fs::write(&file, b"let a = 2;").unwrap();
    at(30);
    assert_eq!(ask(&gateway, "/app.js", &[]).await.text(), "let a = 2;");
}

#[tokio::test]
async fn what_is_in_a_folder_of_a_version_lasts_and_nothing_else() {
    let script = b"export {};".as_slice();
    let files = ["app.js", "1.0.0/app.js", "1/app.js", "1.0.0/app/index.html"].map(|name| (name, script));
    let (gateway, _folder) = serving(&files).await;
    let lasting = "public, max-age=31536000, immutable";
    for (path, caching) in [
        ("/1.0.0/app.js", lasting),
        ("/1.0.0/app/", lasting),
        ("/1/app.js", "no-cache"),
        ("/app.js", "no-cache"),
        ("/1.0.0/app", "no-cache"),
        ("/1.0.0/none.js", "no-store"),
    ] {
        assert_eq!(ask(&gateway, path, &[]).await.header("cache-control"), caching, "{path}");
    }
    let tag = ask(&gateway, "/1.0.0/app.js", &[]).await.header("etag").to_owned();
    for (name, value, status) in
        [(header::IF_NONE_MATCH, tag.as_str(), 304), (header::RANGE, "bytes=0-1", 206)]
    {
        let answer = ask(&gateway, "/1.0.0/app.js", &[(name, value)]).await;
        assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (status, lasting));
    }
    let outside = ask(&gateway, "/1.0.0/app.js", &[(header::RANGE, "bytes=99-")]).await;
    assert_eq!((outside.status.as_u16(), outside.header("cache-control")), (416, "no-cache"));
}

#[tokio::test]
async fn a_file_of_many_megabytes_is_sent_as_it_is() {
    let content: Vec<u8> = long_text(4).into_bytes().repeat(100);
    let (gateway, _folder) = serving(&[("large.js", &content)]).await;
    let accepts = (header::ACCEPT_ENCODING, "br, gzip");
    let whole = ask(&gateway, "/large.js", from_ref(&accepts)).await;
    assert_eq!((whole.status.as_u16(), whole.header("content-encoding")), (200, ""));
    assert!(whole.bytes == content);
    let tag = whole.header("etag").to_owned();
    let again = ask(&gateway, "/large.js", &[accepts.clone(), (header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!((again.status.as_u16(), again.header("etag")), (304, &*tag));
    let part = ask(&gateway, "/large.js", &[accepts.clone(), (header::RANGE, "bytes=10-19")]).await;
    assert_eq!((part.status.as_u16(), part.bytes.as_slice()), (206, &content[10..20]));
    let headers = [accepts, (header::RANGE, "bytes=10-19"), (header::IF_RANGE, "\"other\"")];
    assert_eq!(ask(&gateway, "/large.js", &headers).await.bytes.len(), content.len());
}

#[tokio::test]
async fn what_is_built_in_has_tags_too() {
    let gateway = Gateway::start().await;
    for (path, caching) in [
        ("/pictures/cargo-e-bike.svg", "public, max-age=604800"),
        ("/checkout-assets/checkout.css", "no-cache"),
    ] {
        let accepts = (header::ACCEPT_ENCODING, "br");
        let whole = ask(&gateway, path, from_ref(&accepts)).await;
        assert_eq!((whole.header("content-encoding"), whole.header("cache-control")), ("br", caching));
        let tag = whole.header("etag").to_owned();
        let again = ask(&gateway, path, &[accepts, (header::IF_NONE_MATCH, &tag)]).await;
        assert_eq!((again.status.as_u16(), again.header("cache-control")), (304, caching));
        assert!(again.headers.get_all("vary").iter().any(|vary| vary == "accept-encoding"));
        assert_eq!(again.header("content-security-policy"), whole.header("content-security-policy"));
    }
}
