//! Time zones from the IANA table.

use booking_widget::booking::time::{Instant, Zone};
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

/// A zone of the IANA table.
#[derive(Clone, Copy, Debug)]
pub struct TableZone(Tz);

impl TableZone {
    /// The zone of that name.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// A moment on the wall clock there, as English has it, with the zone's abbreviation as the table has it:
    /// `Saturday 28 November 2026, 9:00 am AEDT`.
    pub fn in_words(self, at: Instant) -> String {
        self.format(at, "%A %-d %B %Y, %-I:%M %P %Z")
    }

    /// Its time of day alone: `9:00 am AEDT`.
    pub fn time_in_words(self, at: Instant) -> String {
        self.format(at, "%-I:%M %P %Z")
    }

    fn format(self, at: Instant, how: &str) -> String {
        let utc = DateTime::from_timestamp_millis(at.ms()).unwrap_or_default();
        utc.with_timezone(&self.0).format(how).to_string()
    }

    /// The place in the zone's name: `Sydney` of `Australia/Sydney`.
    pub fn place(self) -> String {
        let name = self.0.name();
        name.rsplit('/').next().unwrap_or(name).replace('_', " ")
    }
}

impl Zone for TableZone {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn offset_ms(&self, at: Instant) -> i64 {
        let utc = DateTime::from_timestamp_millis(at.ms()).unwrap_or_default().naive_utc();
        i64::from(self.0.offset_from_utc_datetime(&utc).fix().local_minus_utc()) * 1000
    }
}
