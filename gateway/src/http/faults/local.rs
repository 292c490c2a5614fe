//! Requests of this machine: from a loopback address, and of no page but one from a loopback address.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::cors::{AllowOrigin, CorsLayer};
use url::{Host, Url};

use super::super::refused::Refused;

/// What a proxy adds: what it passes on came from elsewhere, whatever address the proxy has.
const PASSED_ON: [&str; 3] = ["forwarded", "x-forwarded-for", "x-real-ip"];

/// CORS for the pages of this machine; in all else as it is for others.
pub(in super::super) fn cors(others: &CorsLayer) -> CorsLayer {
    let local = AllowOrigin::predicate(|origin, _| is_local_origin(origin));
    others.clone().allow_origin(local).allow_methods([Method::GET, Method::PUT, Method::DELETE])
}

/// Refuses all other requests with 403.
pub(super) async fn only(request: Request, next: Next) -> Response {
    let socket = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let headers = request.headers();
    let local = socket.is_some_and(|socket| socket.0.ip().to_canonical().is_loopback())
        && headers.get_all(header::ORIGIN).iter().all(is_local_origin)
        && !PASSED_ON.iter().any(|name| headers.contains_key(*name));
    if local {
        next.run(request).await
    } else {
        Refused::new(StatusCode::FORBIDDEN, "faults are set from this machine alone").into_response()
    }
}

fn is_local_origin(origin: &HeaderValue) -> bool {
    let url = origin.to_str().ok().and_then(|origin| Url::parse(origin).ok());
    url.is_some_and(|url| {
        let local = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        local && url.scheme() == "http"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_machine_are_local() {
        for (origin, local) in [
            ("http://localhost:8080", true),
            ("http://localhost", true),
            ("http://127.0.0.1:49152", true),
            ("http://127.1.2.3", true),
            ("http://[::1]:8080", true),
            ("https://localhost", false),
            ("http://localhost.evil.example", false),
            ("http://127.0.0.1.evil.example", false),
            ("http://192.168.0.1", false),
            ("http://[2001:db8::1]", false),
            ("https://shop.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(is_local_origin(&HeaderValue::from_static(origin)), local, "{origin}");
        }
    }
}
