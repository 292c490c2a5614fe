//! The domain, pure: no clock, no randomness, no I/O.

mod ids;
mod money;

pub use ids::{CompanyId, LocationId, OrderId, ProductId};
pub use money::{Currency, Money, MoneyError};
