//! The HTTP side: routes, and what holds for all of them.

mod api;
mod body;
mod checkout;
mod client_address;
mod faults;
mod fields;
mod files;
mod openapi;
mod pages;
mod parameters;
mod rates;
mod refused;
mod return_url;
mod turns;

use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any as AnyOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::{DefaultOnFailure, DefaultOnResponse, TraceLayer};
use tracing::Level;

pub use self::faults::Faults;
use self::rates::Rates;
pub use self::refused::Refused;
pub use self::turns::Turns;
use crate::built_in::BuiltIn;
use crate::clock::Clock;
use crate::limits::Limits;
use crate::proxies::Proxies;
use crate::public_url::PublicUrl;
use crate::return_origins::ReturnOrigins;
use crate::source::Source;

/// What the handlers share.
#[derive(Clone)]
pub struct AppState {
    /// What stands behind the endpoints.
    pub source: Arc<dyn Source>,
    /// Where the orders of the checkout pages are.
    pub desk: Arc<BuiltIn>,
    /// The bounds.
    pub limits: Limits,
    /// How many requests are under way.
    pub turns: Turns,
    /// The proxies that are believed where they say who asks.
    pub proxies: Proxies,
    /// The address under which customers reach the gateway.
    pub public_url: PublicUrl,
    /// The origins of other sites to which the checkout pages may lead back.
    pub return_origins: ReturnOrigins,
    /// A folder of files to serve: a built widget with its page.
    pub widget: Option<PathBuf>,
    /// What the gateway is told to do wrong, for tests; `None` where it takes no such orders.
    pub faults: Option<Faults>,
}

impl AppState {
    /// All of it over the built-in source.
    pub fn built_in(source: BuiltIn, limits: Limits, public_url: PublicUrl) -> Self {
        let desk = Arc::new(source);
        let (turns, proxies) = (Turns::new(&limits), Proxies::default());
        Self {
            source: desk.clone(),
            desk,
            limits,
            turns,
            proxies,
            public_url,
            return_origins: ReturnOrigins::default(),
            widget: None,
            faults: None,
        }
    }
}

/// The whole gateway as a router.
pub fn app(state: AppState) -> Router {
    let cors = CorsLayer::new()
        .allow_origin(AnyOrigin)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers([header::DATE, header::RETRY_AFTER])
        .max_age(Duration::from_secs(24 * 60 * 60));
    // CORS goes around the time-out and the rest: a page must be able to read a refusal as well.
    let public =
        |router: Router<AppState>| guarded(router, &state, Refused::into_response).layer(cors.clone());

    // Files and pictures are not counted: they cost next to nothing, and a page has many of them.
    let rates = Rates::new(&state.limits, state.proxies.clone());
    let api = public(rates.clone().bound(
        api::routes().fallback(refused::no_such_path).method_not_allowed_fallback(refused::no_such_method),
        Refused::into_response,
    ));
    let about = public(
        Router::new()
            .route("/openapi.json", get(openapi::description))
            .route("/healthz", get(healthy))
            .method_not_allowed_fallback(refused::no_such_method),
    );
    let pages = rates.bound(checkout::routes(&state), checkout::broken);
    let checkout = checkout::with_policy(guarded(pages, &state, checkout::broken));
    let mut router = Router::new().nest("/api", api).merge(about).merge(checkout);
    if let Some(faults) = state.faults.clone() {
        router = router.merge(faults::routes(faults).layer(faults::cors(&cors)));
    }
    // What is said here is compressed while it is sent. Files are not: they are compressed once, at their best.
    let router = router
        .layer(SetResponseHeaderLayer::appending(header::VARY, HeaderValue::from_static("accept-encoding")))
        .layer(CompressionLayer::new());
    let router = router.merge(public(
        Router::new()
            .route("/pictures/{file}", get(files::picture))
            .route("/checkout-assets/{file}", get(files::checkout_asset))
            .method_not_allowed_fallback(refused::no_such_method),
    ));
    let router = match &state.widget {
        Some(folder) => {
            // A page of another site takes the script from here, and what it loads.
            let files = misbehaving(files::widget(folder, &state.public_url), &state).layer(cors);
            router.fallback_service(files)
        }
        None => router.fallback(refused::no_such_path),
    };
    let unless_said = |name: HeaderName, value| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let router = router
        .layer(unless_said(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(unless_said(header::REFERRER_POLICY, "no-referrer"))
        .layer(unless_said(header::CACHE_CONTROL, "no-store"))
        .layer(
            TraceLayer::new_for_http()
                // The path only: a query may hold an order's id, which is all that one needs to see it.
                .make_span_with(|request: &Request| {
                    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
                })
                .on_response(DefaultOnResponse::new().level(Level::INFO))
                .on_failure(DefaultOnFailure::new().level(Level::ERROR)),
        );
    let router = match state.faults {
        Some(_) => router.layer(middleware::from_fn(faults::break_off)),
        None => router,
    };
    router.with_state(state)
}

/// With the clock's date in each answer; without this it is the machine's.
pub fn dated(router: Router, clock: Clock) -> Router {
    let date = move |_: &Response| {
        let now = chrono::DateTime::from_timestamp_millis(clock().ms())?;
        HeaderValue::try_from(now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
    };
    router.layer(SetResponseHeaderLayer::overriding(header::DATE, date))
}

/// How a failure is shown.
type Shown = fn(Refused) -> Response;

/// With the time-out, and a panic answered like any other failure.
fn guarded(router: Router<AppState>, state: &AppState, shown: Shown) -> Router<AppState> {
    let router = router
        .layer(middleware::from_fn_with_state((state.limits.request_time, shown), time_out))
        .layer(CatchPanicLayer::custom(move |_: Box<dyn Any + Send>| shown(Refused::broken())));
    misbehaving(router, state)
}

/// With the faults that are asked for, where they can be.
fn misbehaving<S: Clone + Send + Sync + 'static>(router: Router<S>, state: &AppState) -> Router<S> {
    match &state.faults {
        Some(faults) => router.layer(middleware::from_fn_with_state(faults.clone(), faults::misbehave)),
        None => router,
    }
}

/// Answers with 503 what takes too long: a status that a client may try again after, unlike those of 4xx.
async fn time_out(State((limit, shown)): State<(Duration, Shown)>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => shown(Refused::busy("the request took too long")),
    }
}

/// Whether the gateway and what stands behind it can answer.
async fn healthy(State(state): State<AppState>) -> Result<Response, Refused> {
    match state.source.check().await {
        Ok(()) => Ok(Json(serde_json::json!({ "status": "ok" })).into_response()),
        Err(error) => Err(Refused::unhealthy(error)),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;
    use tower::ServiceExt;

    use super::*;
    use crate::clock::shifted_clock;

    async fn panics() -> StatusCode {
        panic!("of a test")
    }

    #[tokio::test]
    async fn a_panic_is_answered_by_the_api_in_its_shape_and_by_the_checkout_with_a_page_under_its_policy() {
        let folder = tempfile::tempdir().unwrap();
        let url = PublicUrl::parse("https://hire.example").unwrap();
        let limits = Limits::default();
        let source =
            BuiltIn::open_or_create(folder.path(), shifted_clock(0), limits, url.clone()).await.unwrap();
        let state = AppState::built_in(source, limits, url);
        let broken = || Router::new().route("/", get(panics));
        let ask = async |router: Router<AppState>| {
            let request = Request::get("/").body(Body::empty()).unwrap();
            router.with_state(state.clone()).oneshot(request).await.unwrap()
        };
        let kind = |answer: &Response| answer.headers().get(header::CONTENT_TYPE).cloned();

        let answer = ask(guarded(broken(), &state, Refused::into_response)).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(kind(&answer), Some(HeaderValue::from_static("application/json")));

        let answer = ask(checkout::with_policy(guarded(broken(), &state, checkout::broken))).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(kind(&answer), Some(HeaderValue::from_static("text/html; charset=utf-8")));
        for (name, value) in [(header::REFERRER_POLICY, "same-origin"), (header::CACHE_CONTROL, "no-store")] {
            assert_eq!(answer.headers().get(&name), Some(&HeaderValue::from_static(value)), "{name}");
        }
        assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY));
    }
}
