//! The gateway as its clients see it: requests in, answers out, over a store in a folder of its own.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod answers;
mod browse;
mod checkout;
mod compat;
#[cfg(target_os = "linux")]
mod connections;
mod faults;
mod guards;
mod harness;
mod judge;
mod keeping;
mod kill;
#[cfg(unix)]
mod logs;
mod model;
mod outage;
mod pages;
mod program;
mod proxies;
mod rates;
mod refusals;
mod return_url;
mod rush;
mod sample;
mod server;
mod socket;
mod stock;
#[cfg(unix)]
mod stopping;
