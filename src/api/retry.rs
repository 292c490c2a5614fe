//! When a call is tried again by itself.

use super::call::Call;
use super::error::ApiError;

/// How often a call is tried in all.
const TRIES: u32 = 3;
/// The pause before the second try, ms; it doubles for each further one.
const FIRST_PAUSE_MS: u32 = 400;
/// The longest `Retry-After` that is waited for, ms; beyond it the customer decides.
const LONGEST_WAIT_MS: u32 = 20_000;

/// How long to wait before the next try, ms; `None` where the call is not tried again.
///
/// Reads and quotes are tried again on network failure, time-out, 5xx and 429, never on another 4xx; creating an order
/// is never repeated by itself (though Chromium does, beyond reach, where a connection that was used before is closed
/// without a word: only a reference makes that harmless). Where the service says when to ask again, it is asked within
/// the second after that, not earlier. `tried` counts the tries so far, from 1; `jitter` is a random number from 0 to
/// 1000 that spreads the pauses of many customers.
pub fn pause_before_retry(call: &Call, tried: u32, error: &ApiError, jitter: u32) -> Option<u32> {
    if matches!(call, Call::Order(_)) || tried >= TRIES {
        return None;
    }
    let pause = FIRST_PAUSE_MS << (tried.saturating_sub(1)).min(8);
    let jittered = pause + pause * jitter.min(1000) / 2000;
    match error {
        ApiError::Network(_) | ApiError::TimedOut => Some(jittered),
        ApiError::Refused { status: 429 | 500.., retry_after_ms, .. } => {
            // Customers who were sent away together do not come back together.
            let wait = retry_after_ms.map_or(0, |wait| wait.saturating_add(jitter.min(1000)));
            (wait <= LONGEST_WAIT_MS).then_some(wait.max(jittered))
        }
        ApiError::Refused { .. } | ApiError::Unreadable(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::call::testing::order;
    use super::*;

    fn refused(status: u16, retry_after_ms: Option<u32>) -> ApiError {
        ApiError::Refused { status, message: String::new(), retry_after_ms }
    }

    #[test]
    fn a_read_is_tried_three_times_with_growing_pauses() {
        let call = Call::Locations;
        assert_eq!(pause_before_retry(&call, 1, &ApiError::TimedOut, 0), Some(400));
        assert_eq!(pause_before_retry(&call, 2, &refused(503, None), 1000), Some(1200));
        assert_eq!(pause_before_retry(&call, 3, &refused(503, None), 0), None);
    }

    #[test]
    fn a_refusal_or_a_broken_promise_is_not_tried_again() {
        for error in [refused(400, None), refused(404, None), ApiError::Unreadable("html".into())] {
            assert_eq!(pause_before_retry(&Call::Locations, 1, &error, 0), None);
        }
    }

    #[test]
    fn too_many_requests_wait_as_long_as_the_service_asks() {
        assert_eq!(pause_before_retry(&Call::Locations, 1, &refused(429, Some(7_000)), 0), Some(7_000));
        assert_eq!(pause_before_retry(&Call::Locations, 1, &refused(429, Some(90_000)), 0), None);
    }

    #[test]
    fn a_service_in_trouble_that_says_when_it_is_back_is_not_asked_earlier() {
        assert_eq!(pause_before_retry(&Call::Locations, 1, &refused(503, Some(7_000)), 1000), Some(8_000));
        assert_eq!(pause_before_retry(&Call::Locations, 1, &refused(503, Some(3_600_000)), 0), None);
        // A moment that is over already, or "0", is no reason to hurry.
        assert_eq!(pause_before_retry(&Call::Locations, 2, &refused(429, Some(0)), 0), Some(800));
    }

    #[test]
    fn an_order_is_never_repeated_by_itself() {
        for error in
            [ApiError::Network("reset".into()), ApiError::TimedOut, refused(500, None), refused(429, Some(1))]
        {
            assert_eq!(pause_before_retry(&order(), 1, &error, 0), None);
        }
    }
}
