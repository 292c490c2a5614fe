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
pub struct Load<T> {
    /// What is there, be it from before; nothing where it failed.
    value: Option<T>,
    /// How far it has come. What can be told from this alone is the same code for all that is fetched.
    pub(super) step: Step,
}

/// How far something has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Not asked for.
    Idle,
    /// Asked for by this request.
    Loading(RequestId),
    /// There, since then.
    Ready(Instant),
    /// It did not come.
    Failed(Failed),
}

/// What did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failed {
    /// Why.
    pub(super) why: Failure,
    /// Whether it is asked for again by itself.
    pub(super) again: Again,
}

/// Whether something that failed is asked for again by itself, while the failure stays on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
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
        self.step == other.step && same(self.value(), other.value())
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

    /// Whether it may be over soon: the service neither refused nor does not know the company.
    fn is_trouble(self) -> bool {
        !matches!(self, Self::UnknownCompany | Self::Refused)
    }

    /// Whether a customer is told the same of both.
    pub(super) fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

impl Step {
    fn is_due(self, now: Instant, fresh_ms: i64) -> bool {
        match self {
            Self::Idle => true,
            Self::Ready(at) => now.since(at) >= fresh_ms,
            Self::Failed(failed) => failed.again == Again::Due,
            Self::Loading(_) => false,
        }
    }

    /// The request that is waited for.
    pub(super) fn request(self) -> Option<RequestId> {
        match self {
            Self::Loading(id) | Self::Failed(Failed { again: Again::Asked(id), .. }) => Some(id),
            _ => None,
        }
    }

    fn start(&mut self, id: RequestId) {
        match self {
            Self::Failed(failed) => failed.again = Again::Asked(id),
            _ => *self = Self::Loading(id),
        }
    }

    fn retry(&mut self, now: Instant) {
        if let Self::Failed(failed) = self
            && !failed.why.lasts(now)
        {
            // Where it is on its way already, that is waited for.
            *self = self.request().map_or(Self::Idle, Self::Loading);
        }
    }
}

impl<T> Load<T> {
    /// Not asked for.
    pub const IDLE: Self = Self { value: None, step: Step::Idle };

    /// What is there, be it from before.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// What is there and not being asked for again.
    pub fn ready(&self) -> Option<&T> {
        self.value().filter(|_| !self.is_loading())
    }

    /// Whether it is on its way.
    pub fn is_loading(&self) -> bool {
        matches!(self.step, Step::Loading(_))
    }

    /// Why it did not come.
    pub fn failure(&self) -> Option<Failure> {
        match self.step {
            Step::Failed(failed) => Some(failed.why),
            _ => None,
        }
    }

    /// Whether to ask for it: never asked, older than `fresh_ms`, or it failed and is to be asked for again by itself.
    pub fn is_due(&self, now: Instant, fresh_ms: i64) -> bool {
        self.step.is_due(now, fresh_ms)
    }

    /// The request that is waited for.
    pub fn request(&self) -> Option<RequestId> {
        self.step.request()
    }

    /// Whether `id` is the request that is waited for.
    pub fn awaits(&self, id: RequestId) -> bool {
        self.request() == Some(id)
    }

    /// Begins to wait for `id`.
    pub fn start(&mut self, id: RequestId) {
        self.step.start(id);
    }

    /// Takes what came.
    pub fn finish(&mut self, result: Result<T, Failure>, now: Instant) {
        (self.value, self.step) = match result {
            Ok(value) => (Some(value), Step::Ready(now)),
            Err(why) => (None, Step::Failed(Failed { why, again: Again::No })),
        };
    }

    /// Takes what came; where the service has trouble, what was there before stays and counts as fresh again, from when
    /// the service wants to be asked on.
    pub fn finish_or_keep(&mut self, result: Result<T, Failure>, now: Instant) {
        match result {
            Err(why) if self.value.is_some() && why.is_trouble() => {
                self.step = Step::Ready(why.until().unwrap_or(now));
            }
            result => self.finish(result, now),
        }
    }

    /// Forgets a failure, so that it is asked for again; not before the service wants to be asked.
    pub fn retry(&mut self, now: Instant) {
        self.step.retry(now);
    }
}
