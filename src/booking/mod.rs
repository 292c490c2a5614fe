//! The domain, pure: no clock, no randomness, no I/O.

mod cart;
mod catalog;
pub mod hours;
mod ids;
mod money;
pub mod quote;
#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod testing;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
pub mod time;
mod window;

pub use cart::{Cart, CartLine, MAX_QUANTITY};
pub use catalog::{Company, FEW, Features, HireLength, Location, Position, Product, Stock};
pub use ids::{CompanyId, LocationId, OrderId, ProductId};
pub use money::{Currency, Money, MoneyError};
pub use window::{Days, Interval, Window};
