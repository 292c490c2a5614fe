//! What one request, one cart and one client may take: everything is public, so everything is bounded.

use std::time::Duration;

use booking_widget::booking::time::{DAY_MS, HOUR_MS, MINUTE_MS};

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
    /// How many unit-days the unpaid orders of a client address may hold together: units times the days begun.
    pub unpaid_unit_days: u32,
    /// How many unpaid orders a company may have, of all clients together.
    pub company_unpaid_orders: u32,
    /// How many unit-days the unpaid orders of a company may hold, of all clients together.
    pub company_unpaid_unit_days: u32,
    /// How long an unpaid order holds its units, ms.
    pub unpaid_lifetime_ms: i64,
    /// How long units may be held without a break by orders that replace each other, ms.
    pub unpaid_renewed_ms: i64,
    /// The longest hire of products that name none, ms of wall clock.
    pub longest_hire_ms: i64,
    /// How far ahead a hire may start, ms.
    pub horizon_ms: i64,
    /// How much room the disk of the store must have for the gateway to be well, bytes.
    pub disk_bytes: u64,
    /// How long after its end an order that was never paid is kept, ms.
    pub ended_kept_ms: i64,
    /// How long an order that was replaced is kept, ms.
    pub replaced_kept_ms: i64,
    /// How long after the payment or the end of an order the address to lead back to is kept, ms.
    pub return_url_kept_ms: i64,
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
            unpaid_unit_days: 2000,
            company_unpaid_orders: 5000,
            company_unpaid_unit_days: 100_000,
            unpaid_lifetime_ms: 15 * MINUTE_MS,
            unpaid_renewed_ms: 2 * HOUR_MS,
            longest_hire_ms: 731 * DAY_MS,
            horizon_ms: 731 * DAY_MS,
            disk_bytes: 64 * 1024 * 1024,
            ended_kept_ms: 30 * DAY_MS,
            replaced_kept_ms: DAY_MS,
            return_url_kept_ms: DAY_MS,
        }
    }
}
