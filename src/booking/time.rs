//! Three kinds of time that can't be mixed: an [`Instant`] of the world, a [`CivilDate`] of a calendar, and a
//! [`LocalTime`] at a location. A [`Zone`] leads from one to the other; all zone arithmetic goes through it.

use std::fmt::{self, Debug};
use std::rc::Rc;

use chrono::{Datelike, Days, NaiveDate};

/// A minute in ms.
pub const MINUTE_MS: i64 = 60_000;
/// An hour in ms.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// 24 hours in ms. A local day may be shorter or longer than that.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// A moment: Unix milliseconds, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// Unix milliseconds.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// This moment, `ms` later (earlier where negative).
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Elapsed ms since `earlier`.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// ISO 8601 in UTC with milliseconds, as the checkout takes it: `2026-11-28T09:00:00.000Z`.
    pub fn to_iso(self) -> String {
        let local = LocalTime::from_wall(self.0);
        let ms = local.of_day_ms;
        let (h, m, s, ms) = (ms / HOUR_MS, ms / MINUTE_MS % 60, ms / 1000 % 60, ms % 1000);
        let time = [("T", h, 2), (":", m, 2), (":", s, 2), (".", ms, 3)];
        let time = time.map(|(mark, number, width)| [mark, &digits(number, width)].concat());
        [&*local.date.to_iso(), &time.concat(), "Z"].concat()
    }
}

/// A day of the calendar, in no zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(NaiveDate);

impl CivilDate {
    /// The date, where there is such a one. `month` from 1.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    fn from_unix_days(days: i64) -> Self {
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        Self(NaiveDate::from_epoch_days(days).unwrap_or(NaiveDate::MAX))
    }

    fn unix_days(self) -> i64 {
        i64::from(self.0.to_epoch_days())
    }

    /// The date `days` later; the last one of the calendar beyond its end.
    pub fn plus_days(self, days: i64) -> Self {
        let moved = if days < 0 {
            self.0.checked_sub_days(Days::new(days.unsigned_abs()))
        } else {
            self.0.checked_add_days(Days::new(days.unsigned_abs()))
        };
        Self(moved.unwrap_or(NaiveDate::MAX))
    }

    /// How many days after `earlier` this is.
    pub fn days_since(self, earlier: Self) -> i64 {
        self.unix_days() - earlier.unix_days()
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> usize {
        self.0.weekday().num_days_from_monday() as usize
    }

    /// Day of the month, from 1.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The year it is in.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month it is in.
    pub fn month(self) -> Month {
        Month { year: self.0.year(), month: self.0.month() }
    }

    /// Midnight of this date in UTC: for formatting a date as such, never for arithmetic in a zone.
    pub fn utc_midnight(self) -> Instant {
        Instant(self.unix_days() * DAY_MS)
    }

    /// The local time `of_day_ms` of wall clock after midnight; past 24 h it is on the next day.
    pub fn at(self, of_day_ms: i64) -> LocalTime {
        LocalTime::from_wall(self.unix_days() * DAY_MS + of_day_ms)
    }
}

impl CivilDate {
    /// ISO 8601: `2026-11-28`.
    pub fn to_iso(self) -> String {
        let year = digits(self.0.year().into(), 4);
        [&*year, "-", &digits(self.0.month().into(), 2), "-", &digits(self.0.day().into(), 2)].concat()
    }
}

impl fmt::Display for CivilDate {
    /// ISO 8601: `2026-11-28`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_iso())
    }
}

/// A number with zeros before it, at least so wide.
fn digits(number: i64, width: usize) -> String {
    let mut digits = number.to_string();
    while digits.len() < width {
        digits.insert(0, '0');
    }
    digits
}

impl Debug for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// Its first day.
    pub fn first(self) -> CivilDate {
        CivilDate::new(self.year, self.month, 1).unwrap_or(CivilDate(NaiveDate::MAX))
    }

    /// Its last day.
    pub fn last(self) -> CivilDate {
        self.next().first().plus_days(-1)
    }

    /// The month after.
    pub fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year.saturating_add(1), month: 1 }
        } else {
            Self { month: self.month + 1, ..self }
        }
    }

    /// The month before.
    pub fn previous(self) -> Self {
        if self.month == 1 {
            Self { year: self.year.saturating_sub(1), month: 12 }
        } else {
            Self { month: self.month - 1, ..self }
        }
    }
}

/// What the clock on the wall says at a location: a date, and ms since its midnight as the wall clock counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// The date.
    pub date: CivilDate,
    /// Ms of wall clock since midnight, 0 to below 24 h.
    pub of_day_ms: i64,
}

impl LocalTime {
    /// From ms of wall clock since 1970-01-01T00:00 of the same wall clock.
    fn from_wall(wall_ms: i64) -> Self {
        Self {
            date: CivilDate::from_unix_days(wall_ms.div_euclid(DAY_MS)),
            of_day_ms: wall_ms.rem_euclid(DAY_MS),
        }
    }

    /// Ms of wall clock since 1970-01-01T00:00 of the same wall clock.
    fn wall_ms(self) -> i64 {
        self.date.unix_days() * DAY_MS + self.of_day_ms
    }

    /// What the wall clock says when it has gone on by `ms`; back where negative.
    pub fn plus(self, ms: i64) -> Self {
        Self::from_wall(self.wall_ms() + ms)
    }

    /// The length of a hire on the wall clock: Saturday 9:00 to Sunday 9:00 is one day, also over a change of the
    /// clock. Negative where `self` is before `start`.
    pub fn wall_ms_since(self, start: Self) -> i64 {
        self.wall_ms() - start.wall_ms()
    }
}

/// What a local time is in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// It happens once.
    Once(Instant),
    /// The clock went back: it happens twice, the earlier first.
    Twice(Instant, Instant),
    /// The clock went forward over it: the first moment after the gap.
    Skipped(Instant),
}

impl Resolved {
    /// The first moment at or after the local time.
    pub fn earliest(self) -> Instant {
        match self {
            Self::Once(at) | Self::Twice(at, _) | Self::Skipped(at) => at,
        }
    }
}

/// A change of the clock on a date: the wall clock leaves a time out, or shows it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockChange {
    /// The first moment after it.
    pub at: Instant,
    /// Whether the clock goes forward and leaves the time out; else it goes back and shows it twice.
    pub forward: bool,
    /// Where that time begins, ms of wall clock from midnight.
    pub from: i64,
    /// Where it ends, in the same way; up to 24 h.
    pub until: i64,
}

/// A time zone. `Intl` stands behind it in the browser, `chrono-tz` in native tests.
pub trait Zone {
    /// The IANA name.
    fn name(&self) -> &str;

    /// What the wall clock there is ahead of UTC at a moment, ms (behind where negative).
    fn offset_ms(&self, at: Instant) -> i64;

    /// What the wall clock says at a moment.
    fn local(&self, at: Instant) -> LocalTime {
        LocalTime::from_wall(at.0.saturating_add(self.offset_ms(at)))
    }

    /// When the wall clock says `local`.
    fn resolve(&self, local: LocalTime) -> Resolved {
        // Offsets reach from -12 h to +14 h, so a day before and a day after stand on both sides of any change
        // that could matter.
        let wall = local.wall_ms();
        let before = self.offset_ms(Instant(wall - DAY_MS));
        let after = self.offset_ms(Instant(wall + DAY_MS));
        // None changes its clock and changes it back within two days.
        if before == after {
            return Resolved::Once(Instant(wall - before));
        }
        let fits = |offset: i64| {
            let at = Instant(wall - offset);
            (self.offset_ms(at) == offset).then_some(at)
        };
        match (fits(before), fits(after)) {
            (Some(a), Some(b)) if a == b => Resolved::Once(a),
            (Some(a), Some(b)) => Resolved::Twice(a.min(b), a.max(b)),
            (Some(at), None) | (None, Some(at)) => Resolved::Once(at),
            (None, None) => {
                Resolved::Skipped(self.change_between(Instant(wall - after), Instant(wall - before)))
            }
        }
    }

    /// The first moment of a date: where midnight happens twice the first, where it is skipped the one after the gap.
    fn start_of(&self, date: CivilDate) -> Instant {
        self.resolve(date.at(0)).earliest()
    }

    /// Whether the wall clock shows this local time twice, so that it needs its offset beside it.
    fn is_repeated(&self, at: Instant) -> bool {
        matches!(self.resolve(self.local(at)), Resolved::Twice(..))
    }

    /// The change of the clock on a date. One by which the date's own midnight is left out is on this date.
    fn change_on(&self, date: CivilDate) -> Option<ClockChange> {
        let low = self.start_of(date).plus(-1);
        let high = self.start_of(date.plus_days(1)).plus(-1);
        let by = self.offset_ms(high) - self.offset_ms(low);
        if by == 0 {
            return None;
        }
        let at = self.change_between(low, high);
        let shown = self.local(at).wall_ms_since(date.at(0));
        Some(ClockChange { at, forward: by > 0, from: shown - by.max(0), until: shown - by.min(0) })
    }

    /// The moment between two at which the offset changes.
    fn change_between(&self, mut low: Instant, mut high: Instant) -> Instant {
        let offset = self.offset_ms(low);
        while high.0 - low.0 > 1 {
            let middle = Instant(low.0 + (high.0 - low.0) / 2);
            if self.offset_ms(middle) == offset {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

impl Debug for dyn Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A zone that can be held and compared.
#[derive(Clone, Debug)]
pub struct ZoneRef(pub Rc<dyn Zone>);

impl PartialEq for ZoneRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.name() == other.0.name()
    }
}

impl Eq for ZoneRef {}

impl std::ops::Deref for ZoneRef {
    type Target = dyn Zone;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

/// Time zones by name.
pub trait Zones {
    /// The zone of an IANA name; `None` where there is none of that name.
    fn named(&self, name: &str) -> Option<ZoneRef>;

    /// The zone of the browser.
    fn local(&self) -> ZoneRef;
}

#[cfg(test)]
pub(crate) mod testing {
    //! Zones for native tests, from chrono-tz.

    use chrono::{Offset, TimeZone};
    use chrono_tz::Tz;

    use super::{CivilDate, Instant, LocalTime, Zone};

    /// A zone of the IANA tables.
    pub(crate) struct TzZone(pub(crate) Tz);

    impl Zone for TzZone {
        fn name(&self) -> &str {
            self.0.name()
        }

        fn offset_ms(&self, at: Instant) -> i64 {
            let utc = chrono::DateTime::from_timestamp_millis(at.0).unwrap().naive_utc();
            i64::from(self.0.offset_from_utc_datetime(&utc).fix().local_minus_utc()) * 1000
        }
    }

    pub(crate) fn zone(name: &str) -> TzZone {
        TzZone(name.parse().unwrap())
    }

    pub(crate) fn date(text: &str) -> CivilDate {
        CivilDate(text.parse().unwrap())
    }

    /// `2026-11-28 09:00`
    pub(crate) fn local(text: &str) -> LocalTime {
        let (day, time) = text.split_once(' ').unwrap();
        let (hours, minutes) = time.split_once(':').unwrap();
        let minutes = hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap();
        date(day).at(minutes * super::MINUTE_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{date, local, zone};
    use super::*;

    #[test]
    fn an_instant_is_written_as_the_checkout_takes_it() {
        assert_eq!(Instant(1_742_810_400_000).to_iso(), "2025-03-24T10:00:00.000Z");
        assert_eq!(Instant(-1).to_iso(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn a_day_has_the_hours_that_its_zone_gives_it() {
        let hours = |name: &str, day: &str| {
            let (zone, day) = (zone(name), date(day));
            zone.start_of(day.plus_days(1)).since(zone.start_of(day))
        };
        assert_eq!(hours("Australia/Sydney", "2026-10-04"), 23 * HOUR_MS);
        assert_eq!(hours("Australia/Sydney", "2026-04-05"), 25 * HOUR_MS);
        assert_eq!(hours("Australia/Lord_Howe", "2026-10-04"), 23 * HOUR_MS + 30 * MINUTE_MS);
        assert_eq!(hours("Australia/Lord_Howe", "2026-04-05"), 24 * HOUR_MS + 30 * MINUTE_MS);
        assert_eq!(hours("America/New_York", "2026-03-08"), 23 * HOUR_MS);
        assert_eq!(hours("UTC", "2026-03-08"), DAY_MS);
    }

    /// What the browser's zones build on: they ask for the offset at both ends of a day of UTC, and where it is not the
    /// same, for that of each quarter of an hour.
    #[test]
    fn a_zone_changes_its_clock_once_a_day_at_most_and_on_a_quarter_of_an_hour() {
        let days = date("2024-01-01").utc_midnight().ms()..date("2031-01-01").utc_midnight().ms();
        let mut changes = 0;
        for zone in chrono_tz::TZ_VARIANTS.map(super::testing::TzZone) {
            let mut start = Instant(days.start);
            let mut before = zone.offset_ms(start);
            while start.ms() < days.end {
                let end = start.plus(DAY_MS);
                let after = zone.offset_ms(end);
                if before == after {
                    let within = (1..4).map(|quarter| zone.offset_ms(start.plus(quarter * DAY_MS / 4)));
                    assert!(within.into_iter().all(|offset| offset == before), "{} {start:?}", zone.name());
                } else {
                    let change = zone.change_between(start, end);
                    assert_eq!(zone.offset_ms(change), after, "{} {change:?}", zone.name());
                    assert_eq!(change.ms() % (15 * MINUTE_MS), 0, "{} {change:?}", zone.name());
                    changes += 1;
                }
                (start, before) = (end, after);
            }
        }
        assert!(changes > 1000, "{changes}");
    }

    #[test]
    fn a_local_time_can_happen_once_twice_or_never() {
        let sydney = zone("Australia/Sydney");
        assert!(matches!(sydney.resolve(local("2026-11-28 09:00")), Resolved::Once(_)));
        let Resolved::Twice(first, second) = sydney.resolve(local("2026-04-05 02:30")) else { panic!() };
        assert_eq!(second.since(first), HOUR_MS);
        let Resolved::Skipped(after) = sydney.resolve(local("2026-10-04 02:30")) else { panic!() };
        assert_eq!(sydney.local(after), local("2026-10-04 03:00"));
    }

    #[test]
    fn where_midnight_is_skipped_the_day_starts_after_the_gap() {
        let beirut = zone("Asia/Beirut");
        let start = beirut.start_of(date("2026-03-29"));
        assert_eq!(beirut.local(start), local("2026-03-29 01:00"));
    }

    #[test]
    fn a_hire_over_a_change_of_the_clock_is_as_long_as_the_wall_clock_says() {
        let sydney = zone("Australia/Sydney");
        let (from, to) = (local("2026-10-03 09:00"), local("2026-10-04 09:00"));
        assert_eq!(to.wall_ms_since(from), DAY_MS);
        assert_eq!(sydney.resolve(to).earliest().since(sydney.resolve(from).earliest()), 23 * HOUR_MS);
    }

    #[test]
    fn months_follow_each_other_over_the_year() {
        let december = date("2026-12-31").month();
        assert_eq!(december.next().first(), date("2027-01-01"));
        assert_eq!(december.next().previous(), december);
        assert_eq!(date("2028-02-10").month().last(), date("2028-02-29"));
        assert_eq!(date("2026-11-28").weekday(), 5);
    }
}
