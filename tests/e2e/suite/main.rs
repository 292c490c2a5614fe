//! End to end: the built widget on a customer's page, the real gateway with its database, a real browser.
//!
//! Each test has a gateway, a page server and a browser of its own; `cargo xtask test e2e` builds what they need and says
//! where it is.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

// What the tests stand on.
mod axe;
mod browser;
mod checkout_page;
mod chromium;
mod clock;
mod engine;
mod page;
mod sample;
mod seat;
mod service;
mod stage;
mod wait;
mod widget;

// The tests, by subject.
mod accent;
mod accessibility;
mod booking;
mod connection;
mod failures;
mod faults;
mod keyboard;
mod layout;
mod life;
mod list;
mod once;
mod parts;
mod people;
mod persist;
mod places;
mod policy;
mod product_first;
mod quick;
mod requests;
mod screens;
mod taken;
mod trap;
mod zone;
mod zones;
