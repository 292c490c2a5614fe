//! The clock, as something that is handed in: expiry and past windows are tested without waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use booking_widget::booking::time::{Instant, MINUTE_MS};

/// Says what moment it is.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// The machine's clock, moved forward by `offset_ms`, or back if that is negative.
pub fn shifted_clock(offset_ms: i64) -> Clock {
    Arc::new(move || Instant(chrono::Utc::now().timestamp_millis()).plus(offset_ms))
}

/// By how much a clock may be set back without time going back, ms.
const STEADY_MS: i64 = 5 * MINUTE_MS;

/// A clock that stands still if `clock` is set back by no more than five minutes, until that has caught up: such steps are
/// small corrections. A larger one is taken over, and the log says so. Nothing relies on a clock that only goes forward:
/// what has ended is stored.
pub fn steady_clock(clock: Clock) -> Clock {
    let last = AtomicI64::new(i64::MIN);
    Arc::new(move || {
        let now = clock().ms();
        let before = last.fetch_max(now, Ordering::SeqCst);
        if before <= now {
            return Instant(now);
        }
        if before.saturating_sub(now) <= STEADY_MS {
            return Instant(before);
        }
        // Of several that notice it at once, one says so.
        if last.compare_exchange(before, now, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            tracing::warn!(step_ms = before.saturating_sub(now), "the clock was set back");
        }
        Instant(now)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_steps_back_make_time_stand_still_and_large_ones_are_taken_over() {
        let machine = Arc::new(AtomicI64::new(1_000_000_000));
        let read = machine.clone();
        let clock = steady_clock(Arc::new(move || Instant(read.load(Ordering::SeqCst))));
        let at = |ms| {
            machine.store(ms, Ordering::SeqCst);
            clock().ms()
        };
        assert_eq!(at(1_000_000_000), 1_000_000_000);
        assert_eq!(at(1_000_000_000 - 5 * MINUTE_MS), 1_000_000_000);
        assert_eq!(at(1_000_000_001), 1_000_000_001);
        assert_eq!(at(1_000_000_001 - 5 * MINUTE_MS - 1), 1_000_000_000 - 5 * MINUTE_MS);
        assert_eq!(at(1_000_000_000 - 5 * MINUTE_MS + 7), 1_000_000_000 - 5 * MINUTE_MS + 7);
    }
}
