//! The browse API: its wire types, their conversion into the domain, calls as data, and the retry rule.
//!
//! Everything here is pure but `fetch`, the only file that does I/O.

mod body;
mod call;
mod convert;
mod error;
#[cfg(feature = "web")]
pub mod fetch;
mod object;
mod retry;
pub mod wire;

pub use body::Body;
pub use call::{Call, Method, OrderRequest, Own, Service, encode};
pub use convert::{Answer, LocationsAnswer, Placed, ProductsAnswer, Sample, Skipped, is_web_address};
pub use error::ApiError;
pub use object::{Object, Value};
pub use retry::pause_before_retry;
