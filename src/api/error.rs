//! Why a call has no answer.

use std::fmt;

/// A call that has no answer that could be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The service could not be reached, or the connection broke.
    Network(String),
    /// No answer within the time limit.
    TimedOut,
    /// The service answered with a status that is no success.
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the service says was wrong; a developer's text, not a customer's.
        message: String,
        /// How long it asks to wait, ms.
        retry_after_ms: Option<u32>,
    },
    /// The body is not what the endpoint promises.
    Unreadable(String),
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(why) => write!(
                f,
                "the service could not be reached, or the page's connect-src or CORS forbids it: {why}"
            ),
            Self::TimedOut => f.write_str("the service did not answer in time"),
            Self::Refused { status, message, .. } => write!(f, "the service answered {status}: {message}"),
            Self::Unreadable(why) => write!(f, "the service's answer is not what its API promises: {why}"),
        }
    }
}

impl std::error::Error for ApiError {}
