//! The clock, as something that is handed in: expiry and past windows are tested without waiting.

use std::sync::Arc;

use booking_widget::booking::time::Instant;

/// Says what moment it is.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// The machine's clock, moved forward by `offset_ms`, or back if that is negative.
pub fn shifted_clock(offset_ms: i64) -> Clock {
    Arc::new(move || Instant(chrono::Utc::now().timestamp_millis()).plus(offset_ms))
}
