//! What one request, one cart and one client may take: everything is public, so everything is bounded.

use std::time::Duration;

use booking_widget::booking::time::MINUTE_MS;

/// The bounds, each with its default.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a request may take before it is answered with 503.
    pub request_time: Duration,
    /// The largest request body, bytes.
    pub body_bytes: usize,
    /// The most units of a product in a cart.
    pub units_per_line: u32,
    /// The most lines of a cart.
    pub lines_per_cart: usize,
    /// How many unpaid orders a client address may hold.
    pub unpaid_orders: u32,
    /// How many units the unpaid orders of a client address may hold together.
    pub unpaid_units: u32,
    /// How long an unpaid order holds its units, ms.
    pub unpaid_lifetime_ms: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_time: Duration::from_secs(10),
            body_bytes: 64 * 1024,
            units_per_line: 1000,
            lines_per_cart: 100,
            unpaid_orders: 20,
            unpaid_units: 200,
            unpaid_lifetime_ms: 15 * MINUTE_MS,
        }
    }
}
