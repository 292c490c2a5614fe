//! The API's own description, made of the types that both sides speak.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::OpenApi;

use super::api;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "booking-gateway",
        description = "What is for hire, when it is free, what it costs, and an order. Times are Unix milliseconds (UTC), \
            less the checkout's, which are ISO 8601; amounts are minor units. Every refusal is `{\"error\", \"message\"}`."
    ),
    paths(api::products, api::locations, api::availability, api::time_slots, api::checkout),
    tags(
        (name = "browse", description = "Reads and quotes"),
        (name = "checkout", description = "Orders"),
    ),
)]
struct Description;

static JSON: LazyLock<String> = LazyLock::new(|| Description::openapi().to_json().unwrap_or_default());

/// GET `/openapi.json`.
pub(super) async fn description() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], JSON.as_str())
}
