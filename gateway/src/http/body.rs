//! JSON bodies, bounded and refused in the one shape.

use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::AppState;
use super::fields::{self, Described};
use super::refused::Refused;

/// How much of a body that is too large is read and thrown away, so that the client, still sending, gets to read why it
/// was refused instead of finding its connection closed.
const DRAINED_BYTES: usize = 16 * 1024 * 1024;

/// A JSON body.
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: DeserializeOwned + Described> FromRequest<AppState> for JsonBody<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Refused> {
        let body: Value = json(request, state.limits.body_bytes).await?;
        fields::check(&body, T::FIELDS)?;
        // It is as described, so that what is left to go wrong is a description that is wrong.
        serde_json::from_value(body).map(Self).map_err(|error| Refused::bad(in_words(&error)))
    }
}

/// A request's JSON body of at most `limit` bytes.
pub(super) async fn json<T: DeserializeOwned>(request: Request, limit: usize) -> Result<T, Refused> {
    let is_json = is_json(request.headers());
    let bytes = read(request, limit).await?;
    if !is_json {
        return Err(Refused::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the body must be sent as Content-Type: application/json",
        ));
    }
    // serde_json refuses more than 128 levels, so no depth of brackets can overflow the stack.
    serde_json::from_slice(&bytes).map_err(|error| Refused::bad(in_words(&error)))
}

/// A request's body of at most `limit` bytes.
pub(super) async fn read(request: Request, limit: usize) -> Result<Vec<u8>, Refused> {
    let (Parts { headers, .. }, mut body) = request.into_parts();
    let too_large = || {
        Refused::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the body must not be larger than {limit} bytes"))
    };
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let length: usize = length.unwrap_or(0);
    // A client that waits for "100 Continue" has not sent anything yet; and nobody waits for a gigabyte.
    if length > limit && (headers.contains_key(header::EXPECT) || length > DRAINED_BYTES) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let mut seen: usize = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refused::bad("the body ended early"))?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > DRAINED_BYTES {
            break;
        }
        if seen <= limit {
            bytes.extend_from_slice(&data);
        }
    }
    if seen > limit { Err(too_large()) } else { Ok(bytes) }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// A missing field as the API says it of parameters; anything else in the parser's words.
fn in_words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.strip_prefix("missing field `").and_then(|rest| rest.split_once('`')) {
        Some((field, _)) => format!("{field} is required"),
        None => format!("the body can't be read: {text}"),
    }
}
