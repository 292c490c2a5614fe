//! Files: the drawn pictures, what the checkout pages need, and the folder of a built widget.

use std::path::Path as FilePath;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::handler::HandlerWithoutStateExt;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use super::refused::{self, Refused};
use crate::pictures;
use crate::public_url::PublicUrl;

/// GET `/pictures/{file}`. A picture opened as a page of its own may run and load nothing.
pub(super) async fn picture(file: Result<Path<String>, PathRejection>) -> Result<impl IntoResponse, Refused> {
    // A path that is no text names no file either.
    let picture = file.ok().and_then(|file| pictures::get(&file));
    let picture = picture.ok_or_else(|| Refused::new(StatusCode::NOT_FOUND, "no such picture"))?;
    Ok((
        [
            (header::CONTENT_TYPE, "image/svg+xml"),
            (header::CACHE_CONTROL, "public, max-age=604800"),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ],
        picture,
    ))
}

/// What the checkout pages need, by file name.
pub(super) async fn checkout_asset(
    file: Result<Path<String>, PathRejection>,
) -> Result<impl IntoResponse, Refused> {
    let (kind, content) = match file.as_deref().map(String::as_str) {
        Ok("checkout.css") => ("text/css; charset=utf-8", include_str!("../../assets/checkout.css")),
        Ok("icon.svg") => ("image/svg+xml", include_str!("../../assets/icon.svg")),
        _ => return Err(Refused::new(StatusCode::NOT_FOUND, "no such file")),
    };
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], content))
}

/// The files of a folder, `index.html` at its root. They are asked for anew each time, as they change without changing
/// their names.
pub(super) fn widget(folder: &FilePath, public_url: &PublicUrl) -> Router {
    let files =
        ServeDir::new(folder).call_fallback_on_method_not_allowed(true).fallback(no_such_file.into_service());
    Router::new()
        .fallback_service(files)
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-cache"),
        ))
        .layer(middleware::from_fn_with_state(public_url.clone(), page_policy))
}

async fn no_such_file(method: Method, uri: Uri) -> Refused {
    if matches!(method, Method::GET | Method::HEAD) {
        refused::no_such_path(uri).await
    } else {
        refused::no_such_method().await
    }
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
    fn the_policy_names_the_public_address_where_it_is_another_one() {
        let url = PublicUrl::parse("https://hire.example/book").unwrap();
        assert!(policy(&url, Some("hire.example")).contains("img-src 'self';"));
        assert!(policy(&url, Some("localhost:8787")).contains("img-src 'self' https://hire.example;"));
    }
}
