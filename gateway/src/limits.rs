//! What one request, one cart and one client may take: everything is public, so everything is bounded.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
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
    /// How often a client address may read: the lists, the times, an order's page.
    pub reads: Rate,
    /// How often a client address may ask for a price.
    pub quotes: Rate,
    /// How often a client address may order or pay.
    pub checkouts: Rate,
    /// How many reads and prices may be under way at a time; the next one is answered with 503 at once.
    pub reads_under_way: usize,
    /// How many orders and payments may be under way at a time. They are counted by themselves, so that no number of
    /// reads takes their place.
    pub orders_under_way: usize,
    /// How many connections may be open.
    pub connections: usize,
    /// How many of them may be a client address's, where that is not a trusted proxy.
    pub connections_per_client: usize,
    /// How long a connection may take for the head of its next request, idle or sending it.
    pub head_time: Duration,
    /// How long a client may read nothing of an answer that waits for it.
    pub stall_time: Duration,
    /// How long a client may take to fetch an answer, besides the time that the request itself may take.
    pub answer_time: Duration,
}

/// How often something may be done: now and then in a burst, and this often for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How often in a second.
    pub per_second: NonZeroU32,
    /// How often at once, after a pause.
    pub burst: NonZeroU32,
}

impl Rate {
    /// This often in a second, and in a burst; a zero counts as one.
    pub const fn new(per_second: u32, burst: u32) -> Self {
        Self { per_second: at_least_one(per_second), burst: at_least_one(burst) }
    }
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// As it is written on the command line: `50/1000`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.per_second, self.burst)
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse::<NonZeroU32>().ok();
        let rate = text.split_once('/').and_then(|(per_second, burst)| {
            Some(Self { per_second: number(per_second)?, burst: number(burst)? })
        });
        rate.ok_or_else(|| "must be two whole numbers from 1, such as 50/1000".to_owned())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_time: Duration::from_secs(10),
            body_bytes: 64 * 1024,
            units_per_line: 1000,
            lines_per_cart: 100,
            unpaid_orders: 60,
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
            // Offices and mobile networks share an address: what it may do is what all of their customers may.
            reads: Rate::new(50, 1000),
            quotes: Rate::new(10, 200),
            checkouts: Rate::new(1, 60),
            reads_under_way: 256,
            orders_under_way: 512,
            connections: 1000,
            connections_per_client: 256,
            head_time: Duration::from_secs(10),
            stall_time: Duration::from_secs(20),
            answer_time: Duration::from_secs(120),
        }
    }
}
