//! The gateway: the public browse and checkout endpoints of the booking widget, over any booking system.
//!
//! Three layers, each of which knows only the next:
//!
//! - [`http`]: reads requests, writes answers, refuses what is not as it should be;
//! - [`source`]: what a booking system offers, as a trait;
//! - [`built_in`]: the booking system that comes with the gateway, in one SQLite file. It also has the checkout pages,
//!   which other systems have of their own.
//!
//! [`http::app`] makes the router; it needs no socket and no clock of its own, so tests call it as it is. [`server`] puts
//! it on a socket, and bounds what the clients there can hold.

pub mod built_in;
pub mod causes;
pub mod client;
pub mod clock;
pub mod http;
pub mod limits;
pub mod money;
pub mod pictures;
pub mod proxies;
pub mod public_url;
pub mod return_origins;
pub mod server;
pub mod source;
