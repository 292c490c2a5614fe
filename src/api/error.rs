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

impl ApiError {
    /// In words, for a developer.
    pub fn text(&self) -> String {
        match self {
            Self::Network(why) => {
                ["the service could not be reached, or the page's connect-src or CORS forbids it: ", why]
                    .concat()
            }
            Self::TimedOut => "the service did not answer in time".into(),
            Self::Refused { status, message, .. } => {
                ["the service answered ", &status.to_string(), ": ", message].concat()
            }
            Self::Unreadable(why) => ["the service's answer is not what its API promises: ", why].concat(),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl std::error::Error for ApiError {}
