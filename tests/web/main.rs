//! The widget's modules in a browser, from the boundary of the custom element inwards: what a customer sees, presses and
//! hears, what the page hears, and what the service is asked. The service stands in for `fetch`, the clock is set.

#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test ends with the first thing that is not there"
)]

// What the tests stand on.
mod page;
mod service;

// The tests, by subject.
mod booking;
mod calendar;
mod cards;
mod checkout;
mod compat;
mod failures;
mod faults;
mod focus;
mod formats;
mod life;
mod list;
mod mounting;
mod places;
mod quick;
mod sheet;
mod slots;
mod status;
mod zones;
mod zones_changing;
mod zones_compared;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
