//! The clock, as something that is handed in: expiry and past windows are tested without waiting.

use std::sync::Arc;

use booking_widget::booking::time::Instant;

/// Says what moment it is.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// The machine's clock.
pub fn system_clock() -> Clock {
    Arc::new(|| Instant(chrono::Utc::now().timestamp_millis()))
}
