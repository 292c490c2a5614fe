//! What people read: text keys with English built in, plurals, and dates, times and money through the browser's `Intl`.

#[cfg(feature = "web")]
mod intl;
mod text;
#[cfg(feature = "web")]
mod zone;

#[cfg(feature = "web")]
pub use intl::{Formats, fold};
pub use text::{Count, LANGUAGE, Text, fill};
#[cfg(feature = "web")]
pub use zone::{IntlZones, is_locale};
