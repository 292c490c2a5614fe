//! What the reducer may know of the world: it has no clock and no zone table of its own.

use crate::booking::time::Instant;
pub use crate::booking::time::Zones;

/// What the reducer may know of the world.
pub struct Env<'a> {
    /// Now.
    pub now: Instant,
    /// Time zones.
    pub zones: &'a dyn Zones,
    /// The first day of the week in the customer's language, 0 for Monday.
    pub first_weekday: usize,
}
