//! Refusals: every answer that is not what was asked for has the one shape `{"error", "message"}`.

use std::error::Error;

use axum::Json;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use booking_widget::api::wire::Refusal;

use crate::causes::with_causes;
use crate::source::SourceError;

/// When to try again what took too long, seconds: longer than it takes a crowd to have been served.
const BUSY_RETRY_S: u64 = 5;

/// When to try again what somebody has to mend first, seconds.
const AWAY_RETRY_S: u64 = 60;

/// A refusal. Its message is for the developer on the other side; what a failure was caused by is for the log only.
#[derive(Debug)]
pub struct Refused {
    status: StatusCode,
    message: String,
    retry_after_s: Option<u64>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Refused {
    /// With a status and what was wrong.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), retry_after_s: None, cause: None }
    }

    /// 400.
    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 500, without a word on why.
    pub fn broken() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on this side")
    }

    /// With how long to wait before the next try, seconds, where that is known.
    pub(super) fn retry_after(self, seconds: Option<u64>) -> Self {
        Self { retry_after_s: seconds, ..self }
    }

    /// 503, with when to try again.
    pub(super) fn busy(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, message).retry_after(Some(BUSY_RETRY_S))
    }

    /// 429, with how long to wait, seconds.
    pub(super) fn too_often(seconds: u64) -> Self {
        let message =
            "too many requests from this address; Retry-After says in how many seconds to try again";
        Self::new(StatusCode::TOO_MANY_REQUESTS, message).retry_after(Some(seconds))
    }

    /// Whether it was asked too often.
    pub(super) fn is_too_often(&self) -> bool {
        self.status == StatusCode::TOO_MANY_REQUESTS
    }

    /// 503, for who looks after the gateway.
    pub fn unhealthy(error: SourceError) -> Self {
        let refused = Self::new(StatusCode::SERVICE_UNAVAILABLE, "the booking system does not answer");
        Self { cause: Some(Box::new(error)), ..refused }
    }
}

impl From<SourceError> for Refused {
    fn from(error: SourceError) -> Self {
        let message = error.to_string();
        match error {
            SourceError::UnknownCompany => Self::new(StatusCode::NOT_FOUND, message),
            SourceError::ReferencePaid => Self::new(StatusCode::CONFLICT, message),
            SourceError::TooManyUnpaid { retry_after_s, .. } => Self {
                retry_after_s: Some(retry_after_s),
                ..Self::new(StatusCode::TOO_MANY_REQUESTS, message)
            },
            SourceError::Busy(cause) => Self { cause: Some(cause), ..Self::busy(message) },
            SourceError::Away(cause) => {
                let refused = Self::new(StatusCode::SERVICE_UNAVAILABLE, message);
                Self { cause: Some(cause), ..refused }.retry_after(Some(AWAY_RETRY_S))
            }
            SourceError::Failed(cause) => Self { cause: Some(cause), ..Self::broken() },
            SourceError::UnknownProduct(_)
            | SourceError::UnknownLocation(_)
            | SourceError::Past
            | SourceError::Closed
            | SourceError::TooFarAhead { .. }
            | SourceError::NoPickUpThen
            | SourceError::NoReturnThen
            | SourceError::UnknownUnit(_)
            | SourceError::TooShort { .. }
            | SourceError::TooLong { .. }
            | SourceError::Taken { .. }
            | SourceError::PriceTooLarge
            | SourceError::CartTooLarge { .. } => Self::bad(message),
        }
    }
}

impl Refused {
    /// With another body: the status and the headers are the same.
    pub(super) fn with_body(self, body: impl IntoResponse) -> Response {
        if let Some(cause) = &self.cause {
            tracing::error!(
                status = self.status.as_u16(),
                cause = with_causes(cause.as_ref()),
                "request failed"
            );
        }
        let mut response = (self.status, body).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let refusal = Refusal { error: in_words(self.status), message: self.message.clone() };
        self.with_body(Json(refusal))
    }
}

/// The status as people write it: `Bad request`.
fn in_words(status: StatusCode) -> String {
    match status {
        StatusCode::INTERNAL_SERVER_ERROR => "Server error".to_owned(),
        _ => {
            let reason = status.canonical_reason().unwrap_or("Error");
            let (first, rest) = reason.split_at_checked(1).unwrap_or((reason, ""));
            format!("{first}{}", rest.to_lowercase())
        }
    }
}

/// For a path that is not there.
pub(super) async fn no_such_path(uri: Uri) -> Refused {
    Refused::new(StatusCode::NOT_FOUND, format!("there is nothing at {}", uri.path()))
}

/// For a path that takes another method.
pub(super) async fn no_such_method() -> Refused {
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, "this path does not take this method")
}
