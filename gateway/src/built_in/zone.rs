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

#[cfg(test)]
mod tests {
    use booking_widget::booking::time::{CivilDate, HOUR_MS, MINUTE_MS};

    use super::*;

    #[test]
    fn days_with_a_change_of_the_clock_are_as_long_as_they_are() {
        for (zone, date, minutes) in [
            ("UTC", (2026, 10, 4), 24 * 60),
            ("Australia/Sydney", (2026, 10, 4), 23 * 60),
            ("Australia/Sydney", (2027, 4, 4), 25 * 60),
            ("America/New_York", (2027, 3, 14), 23 * 60),
            ("America/New_York", (2026, 11, 1), 25 * 60),
            ("Australia/Lord_Howe", (2026, 10, 4), 23 * 60 + 30),
            ("Australia/Lord_Howe", (2027, 4, 4), 24 * 60 + 30),
        ] {
            let (year, month, day) = date;
            let date = CivilDate::new(year, month, day).unwrap();
            let zone = TableZone::parse(zone).unwrap();
            let length = zone.start_of(date.plus_days(1)).since(zone.start_of(date));
            assert_eq!(length, minutes * MINUTE_MS, "{} {date}", zone.name());
        }
    }

    #[test]
    fn a_moment_is_said_in_the_locations_time() {
        let sydney = TableZone::parse("Australia/Sydney").unwrap();
        let at = Instant(1_795_816_800_000);
        assert_eq!(sydney.in_words(at), "Saturday 28 November 2026, 9:00 am AEDT");
        assert_eq!(sydney.time_in_words(at.plus(8 * HOUR_MS)), "5:00 pm AEDT");
        // The hour that happens twice is told apart by its abbreviation.
        let twice = sydney.start_of(CivilDate::new(2027, 4, 4).unwrap()).plus(2 * HOUR_MS);
        assert_eq!(sydney.time_in_words(twice), "2:00 am AEDT");
        assert_eq!(sydney.time_in_words(twice.plus(HOUR_MS)), "2:00 am AEST");
        assert_eq!(sydney.place(), "Sydney");
        assert!(TableZone::parse("Mars/Olympus").is_none());
    }
}
