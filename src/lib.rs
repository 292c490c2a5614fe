//! An embeddable booking widget.
//!
//! The modules, and which may use which (an arrow points at what is used):
//!
//! ```text
//! booking <- api <- state <- components <- element
//! booking <- i18n <- components
//! ```
//!
//! - [`booking`]: the domain: ids, money, time and zones, windows, slots, opening hours, cart, quote. Pure.
//! - [`api`]: the browse API: wire types, their conversion into the domain, calls as data, the retry rule. Pure, less
//!   `fetch`, the only file that does I/O.
//! - [`state`]: one reducer per element: model, actions, effects as data. Pure, less `store`, the Yew glue.
//! - [`i18n`]: what people read: text keys, English, plurals; and, in the browser, dates, times and money by `Intl`.
//! - `components`: the Yew component tree, one file a component.
//! - `element`: the boundary between the custom element and the component tree.
//!
//! Without the default feature `web` only the pure parts are built: no browser, no clock, no randomness. The gateway
//! uses them so for ids, money and wire types.

pub mod api;
pub mod booking;
#[cfg(feature = "web")]
mod components;
#[cfg(feature = "web")]
pub mod element;
pub mod i18n;
pub mod state;

#[cfg(all(feature = "web", target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
