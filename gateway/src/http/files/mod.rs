//! Files: the drawn pictures, what the checkout pages need, and the folder of a built widget.

mod ahead;
mod answer;
mod content;
mod kept;

use std::path::Path as FilePath;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::{BodyExt, Limited};
use tokio::runtime::Handle;
use tower::ServiceExt;
use tower_http::services::ServeDir;

use self::content::{Content, Encoding};
use self::kept::Kept;
use super::refused::{self, Refused};
use crate::pictures;
use crate::public_url::PublicUrl;

/// The largest file that is hashed and compressed, bytes: two or three seconds of work, which end before the gateway does.
/// A larger one is sent as it is.
const COMPRESSED_BYTES: usize = 1024 * 1024;

/// How old a file's time must be to tell it from what is written to it next: some file systems count in steps of this.
const STEP_OF_FILE_TIMES: TimeDelta = TimeDelta::seconds(2);

/// What is built into the program.
static BUILT_IN: LazyLock<Kept> = LazyLock::new(Kept::default);

/// GET `/pictures/{file}`. A picture opened as a page of its own may run and load nothing.
pub(super) async fn picture(
    method: Method,
    headers: HeaderMap,
    file: Result<Path<String>, PathRejection>,
) -> Result<Response, Refused> {
    // A path that is no text names no file either.
    let picture = file.ok().and_then(|file| pictures::get(&file));
    let picture = picture.ok_or_else(|| Refused::new(StatusCode::NOT_FOUND, "no such picture"))?;
    let mut response = built_in(&method, &headers, "image/svg+xml", picture).await;
    for (name, value) in [
        (header::CACHE_CONTROL, "public, max-age=604800"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// What the checkout pages need, by file name.
pub(super) async fn checkout_asset(
    method: Method,
    headers: HeaderMap,
    file: Result<Path<String>, PathRejection>,
) -> Result<Response, Refused> {
    let (kind, content) = match file.as_deref().map(String::as_str) {
        Ok("checkout.css") => ("text/css; charset=utf-8", include_str!("../../../assets/checkout.css")),
        Ok("icon.svg") => ("image/svg+xml", include_str!("../../../assets/icon.svg")),
        _ => return Err(Refused::new(StatusCode::NOT_FOUND, "no such file")),
    };
    let mut response = built_in(&method, &headers, kind, content.as_bytes()).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

async fn built_in(
    method: &Method,
    headers: &HeaderMap,
    kind: &'static str,
    bytes: &'static [u8],
) -> Response {
    let content = BUILT_IN.keep("", None, Bytes::from_static(bytes));
    answer::answer(method, headers, &content, HeaderValue::from_static(kind)).await
}

/// A folder whose files are served.
#[derive(Clone)]
struct Folder {
    files: ServeDir,
    kept: Arc<Kept>,
}

/// The files of a folder, `index.html` at its root. They are asked for anew each time, as they change without changing
/// their names, but for those in a folder that is named after a version.
pub(super) fn widget(folder: &FilePath, public_url: &PublicUrl) -> Router {
    let root = folder.to_owned();
    let folder = Folder { files: ServeDir::new(folder), kept: Arc::default() };
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(ahead::ask_for_all(folder.clone(), root));
    }
    Router::new()
        .fallback(file)
        .with_state(folder)
        .layer(middleware::from_fn_with_state(public_url.clone(), page_policy))
}

async fn file(State(folder): State<Folder>, request: Request) -> Result<Response, Refused> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(refused::no_such_method().await);
    }
    let uri = request.uri().clone();
    let mut response = folder.answer(request).await?;
    let lasting =
        matches!(response.status(), StatusCode::OK | StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED)
            && is_in_version(uri.path());
    let caching = if lasting { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    // As browsers do it unasked: a page of the folder belongs to a site, which may want to be known.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    Ok(response)
}

impl Folder {
    async fn answer(&self, request: Request) -> Result<Response, Refused> {
        let uri = request.uri().clone();
        // The file as it is, whatever of it is wanted.
        let found = self.find(Request::get(uri.clone()).body(Body::empty())).await?;
        match found.status() {
            StatusCode::OK => {}
            status if status.is_redirection() => return Ok(found),
            StatusCode::NOT_FOUND => return Err(refused::no_such_path(uri).await),
            _ => return Err(Refused::broken()),
        }
        let headers = found.headers().clone();
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
        let (version, changed) = (text(header::ETAG), text(header::LAST_MODIFIED));
        if length.is_none_or(|length| length > COMPRESSED_BYTES) {
            return self.find(Ok(without_doubtful_range(request))).await;
        }
        let kind = headers.get(header::CONTENT_TYPE).cloned();
        let kind = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
        let known = version.as_deref().and_then(|version| self.kept.get(uri.path(), version));
        let content = match known {
            Some(content) => content,
            None => {
                let lasting = changed.as_deref().is_some_and(|changed| is_past(changed, Utc::now()));
                self.read(uri.path(), version.filter(|_| lasting), found).await?
            }
        };
        let mut response = answer::answer(request.method(), request.headers(), &content, kind).await;
        if let Some(changed) = changed.and_then(|changed| HeaderValue::try_from(changed).ok()) {
            response.headers_mut().insert(header::LAST_MODIFIED, changed);
        }
        Ok(response)
    }

    async fn find(&self, request: axum::http::Result<Request>) -> Result<Response, Refused> {
        let request = request.map_err(|_| Refused::broken())?;
        let found = self.files.clone().oneshot(request).await;
        found.map(|found| found.map(Body::new)).map_err(|_| Refused::broken())
    }

    async fn read(
        &self,
        name: &str,
        version: Option<String>,
        file: Response,
    ) -> Result<Arc<Content>, Refused> {
        let bytes = file.into_body().collect().await.map_err(|_| Refused::broken())?.to_bytes();
        let encoded = self.encoded_before(name).await;
        let (kept, name) = (self.kept.clone(), name.to_owned());
        // Hashing is work; so is decoding.
        let content = tokio::task::spawn_blocking(move || {
            let content = kept.keep(&name, version.as_deref(), bytes);
            encoded.into_iter().for_each(|(encoding, encoded)| content.offer(encoding, encoded));
            content
        });
        content.await.map_err(|_| Refused::broken())
    }

    /// The encodings of a file that lie beside it, as builds leave them there: `app.js.br` and `app.js.gz`.
    async fn encoded_before(&self, name: &str) -> Vec<(Encoding, Bytes)> {
        let mut encoded = Vec::new();
        for encoding in Encoding::SMALLER {
            let path = format!("{name}{}", encoding.suffix());
            let Ok(found) = self.find(Request::get(path).body(Body::empty())).await else { continue };
            if found.status() == StatusCode::OK
                && let Ok(bytes) = Limited::new(found.into_body(), COMPRESSED_BYTES).collect().await
            {
                encoded.push((encoding, bytes.to_bytes()));
            }
        }
        encoded
    }
}

/// A part of a file is only wanted of the content that the client has begun; of a large file that is not looked into, so it
/// gets the whole.
fn without_doubtful_range(mut request: Request) -> Request {
    if request.headers_mut().remove(header::IF_RANGE).is_some() {
        request.headers_mut().remove(header::RANGE);
    }
    request
}

/// Whether a time of a header is so long ago that a file of it will not change without another one.
fn is_past(changed: &str, now: DateTime<Utc>) -> bool {
    DateTime::parse_from_rfc2822(changed).is_ok_and(|changed| now - changed.to_utc() > STEP_OF_FILE_TIMES)
}

/// Whether a path leads into a folder that is named after a version, such as `/1.0.0/`: what is in there never changes.
fn is_in_version(path: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let folder = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    folder.is_some_and(|(folder, _)| folder.split('.').count() == 3 && folder.split('.').all(number))
}

/// The strict policy that the widget is made for, on pages.
async fn page_policy(State(public_url): State<PublicUrl>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    let mut response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("text/html"))
        && let Ok(policy) = HeaderValue::from_str(&policy(&public_url, host.as_deref()))
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The public address is named where it is not the one that the page was asked for at: pictures and the checkout are
/// under the public one.
fn policy(public_url: &PublicUrl, host: Option<&str>) -> String {
    let origin = public_url.origin();
    let here = host.is_some_and(|host| origin.split_once("://").is_some_and(|(_, public)| public == host));
    let own = if here { "'self'".to_owned() } else { format!("'self' {origin}") };
    format!(
        "default-src 'none'; script-src {own} 'wasm-unsafe-eval'; style-src {own}; connect-src {own}; img-src {own}; \
         form-action {own}; base-uri 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; \
         trusted-types 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_a_folder_of_a_version_lasts() {
        for (path, lasts) in [
            ("/1.0.0/booking-widget.js", true),
            ("/10.21.3/app/booking_widget_bg.wasm", true),
            ("/1/booking-widget.js", false),
            ("/1.0/booking-widget.js", false),
            ("/1.0.0", false),
            ("/1.0.x/a.js", false),
            ("/1..0/a.js", false),
            ("/a/1.0.0/a.js", false),
            ("/booking-widget.js", false),
        ] {
            assert_eq!(is_in_version(path), lasts, "{path}");
        }
    }

    #[test]
    fn a_file_of_just_now_may_change_without_another_time() {
        let now = DateTime::parse_from_rfc3339("2026-11-25T09:00:00Z").unwrap().to_utc();
        assert!(is_past("Wed, 25 Nov 2026 08:59:57 GMT", now));
        assert!(!is_past("Wed, 25 Nov 2026 08:59:58 GMT", now));
        assert!(!is_past("Wed, 25 Nov 2026 10:00:00 GMT", now));
        assert!(!is_past("yesterday", now));
    }

    #[test]
    fn the_policy_names_the_public_address_where_it_is_another_one() {
        let url = PublicUrl::parse("https://hire.example/book").unwrap();
        assert!(policy(&url, Some("hire.example")).contains("img-src 'self';"));
        assert!(policy(&url, Some("localhost:8787")).contains("img-src 'self' https://hire.example;"));
    }
}
