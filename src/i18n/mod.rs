//! What people read: text keys with English built in, plurals, and dates, times and money through the browser's `Intl`.

mod intl;
mod text;
mod zone;

pub use intl::Formats;
pub use text::{Count, Text, fill};
pub use zone::{IntlZones, is_locale};
