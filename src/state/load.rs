//! Something that comes from the service, and how far it has come.

use std::rc::Rc;

use crate::api::ApiError;
use crate::booking::time::Instant;

/// Names one request: an answer to another than the one waited for is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// Something that is fetched. Of two that hold an answer, only those with the same one are equal: the next answer counts
/// as a change whatever it says, and no list is compared at every action.
#[derive(Clone, Debug)]
pub enum Load<T> {
    /// Not asked for.
    Idle,
    /// Asked for; what was there before can be shown meanwhile.
    Loading {
        /// The request that is waited for.
        id: RequestId,
        /// What was there before.
        before: Option<T>,
    },
    /// There.
    Ready {
        /// It.
        value: T,
        /// When it came.
        at: Instant,
    },
    /// It did not come.
    Failed(Failed),
}

/// What did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Why.
    pub why: Failure,
    /// Whether it is asked for again by itself.
    pub again: Again,
}

/// Whether something that failed is asked for again by itself, while the failure stays on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It is not.
    No,
    /// It is to be.
    Due,
    /// It is, by this request.
    Asked(RequestId),
}

impl<T> PartialEq for Load<Rc<T>> {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: Option<&Rc<T>>, b: Option<&Rc<T>>| match (a, b) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let step = match (self, other) {
            (Self::Idle, Self::Idle) => true,
            (Self::Loading { id: a, .. }, Self::Loading { id: b, .. }) => a == b,
            (Self::Ready { at: a, .. }, Self::Ready { at: b, .. }) => a == b,
            (Self::Failed(a), Self::Failed(b)) => a == b,
            _ => false,
        };
        step && same(self.value(), other.value())
    }
}

impl<T> Eq for Load<Rc<T>> {}

/// Why something did not come, as far as it matters to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, or no answer in time.
    Unreachable,
    /// The service has trouble.
    Service {
        /// When it wants to be asked again, where it says so.
        until: Option<Instant>,
    },
    /// The service's answer is not what was promised.
    Unreadable,
    /// The service wants fewer requests.
    Busy {
        /// When it wants to be asked again, where it says so.
        until: Option<Instant>,
    },
    /// The service does not know the company.
    UnknownCompany,
    /// The service does not accept the question.
    Refused,
}

impl Failure {
    /// What an error that came `now` means.
    pub fn of(error: &ApiError, now: Instant) -> Self {
        match error {
            ApiError::Network(_) | ApiError::TimedOut => Self::Unreachable,
            ApiError::Refused { status: 404, .. } => Self::UnknownCompany,
            ApiError::Refused { status, retry_after_ms, .. } => {
                let until =
                    retry_after_ms.filter(|wait_ms| *wait_ms > 0).map(|wait_ms| now.plus(i64::from(wait_ms)));
                match status {
                    429 => Self::Busy { until },
                    400..=499 => Self::Refused,
                    _ => Self::Service { until },
                }
            }
            ApiError::Unreadable(_) => Self::Unreadable,
        }
    }

    /// When the service wants to be asked again, where it says so.
    pub fn until(self) -> Option<Instant> {
        match self {
            Self::Busy { until } | Self::Service { until } => until,
            _ => None,
        }
    }

    /// Whether the service does not want to be asked again yet.
    pub fn lasts(self, now: Instant) -> bool {
        self.until().is_some_and(|until| until > now)
    }

    /// Whether a customer is told the same of both.
    pub(super) fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

impl<T> Load<T> {
    /// What is there, be it from before.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Ready { value, .. } | Self::Loading { before: Some(value), .. } => Some(value),
            _ => None,
        }
    }

    /// What is there and not being asked for again.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Whether it is on its way.
    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading { .. })
    }

    /// Why it did not come.
    pub fn failure(&self) -> Option<Failure> {
        match self {
            Self::Failed(failed) => Some(failed.why),
            _ => None,
        }
    }

    /// Whether to ask for it: never asked, or older than `fresh_ms`. What failed is asked for again by the customer.
    pub fn is_due(&self, now: Instant, fresh_ms: i64) -> bool {
        match self {
            Self::Idle => true,
            Self::Ready { at, .. } => now.since(*at) >= fresh_ms,
            Self::Failed(failed) => failed.again == Again::Due,
            Self::Loading { .. } => false,
        }
    }

    /// The request that is waited for.
    pub fn request(&self) -> Option<RequestId> {
        match self {
            Self::Loading { id, .. } | Self::Failed(Failed { again: Again::Asked(id), .. }) => Some(*id),
            _ => None,
        }
    }

    /// Whether `id` is the request that is waited for.
    pub fn awaits(&self, id: RequestId) -> bool {
        self.request() == Some(id)
    }

    /// The failure, where it did not come.
    pub(super) fn failed(&mut self) -> Option<&mut Failed> {
        match self {
            Self::Failed(failed) => Some(failed),
            _ => None,
        }
    }

    /// Begins to wait for `id`.
    pub fn start(&mut self, id: RequestId) {
        if let Self::Failed(failed) = self {
            failed.again = Again::Asked(id);
            return;
        }
        let before = match std::mem::replace(self, Self::Idle) {
            Self::Ready { value, .. } | Self::Loading { before: Some(value), .. } => Some(value),
            _ => None,
        };
        *self = Self::Loading { id, before };
    }

    /// Takes what came.
    pub fn finish(&mut self, result: Result<T, Failure>, now: Instant) {
        *self = match result {
            Ok(value) => Self::Ready { value, at: now },
            Err(why) => Self::Failed(Failed { why, again: Again::No }),
        };
    }

    /// Takes what came; where the service has trouble, what was there before stays and counts as fresh again, from when
    /// the service wants to be asked on.
    pub fn finish_or_keep(&mut self, result: Result<T, Failure>, now: Instant) {
        let refused = |why: &&Failure| matches!(why, Failure::UnknownCompany | Failure::Refused);
        let trouble = result.as_ref().err().filter(|why| !refused(why)).copied();
        match (std::mem::replace(self, Self::Idle), trouble) {
            (Self::Loading { before: Some(value), .. }, Some(why)) => {
                *self = Self::Ready { value, at: why.until().unwrap_or(now) };
            }
            _ => self.finish(result, now),
        }
    }

    /// Forgets a failure, so that it is asked for again; not before the service wants to be asked.
    pub fn retry(&mut self, now: Instant) {
        if self.failure().is_some_and(|why| !why.lasts(now)) {
            // Where it is on its way already, that is waited for.
            *self = self.request().map_or(Self::Idle, |id| Self::Loading { id, before: None });
        }
    }
}
