//! Availability samples, from one pool and one pass over its changes.

use booking_widget::api::wire::TimeSlot;
use booking_widget::booking::Window;
use booking_widget::booking::hours::STEP_MS;
use booking_widget::booking::time::{CivilDate, Instant, Resolved, Zone};

use super::catalog::Place;
use super::pool::Pool;

/// From when to when hires may start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bookable {
    /// Now.
    pub from: Instant,
    /// The last moment for which bookings are taken.
    pub until: Instant,
}

/// A sample on each quarter of an hour within the window: the units that a hire can have for it, 0 if it has gone by.
/// A hire that goes on beyond it only needs the next ones too, and one that ends with it leaves the turnaround time behind
/// it before whoever comes next: so each sample looks ahead as far. Closed hours count like open ones: a hire over night
/// passes through them.
pub(super) fn quarters(pool: &Pool, window: Window, now: Instant) -> Vec<TimeSlot> {
    let first = window.start().ms() + (-window.start().ms()).rem_euclid(STEP_MS);
    let mut slots = Vec::new();
    let mut at = Instant(first);
    while at < window.end() {
        let free = if at < now { 0 } else { hire_at(pool, at) };
        slots.push(TimeSlot { start_ms: at.ms(), available_count: free });
        at = at.plus(STEP_MS);
    }
    slots
}

/// A sample for each local day that overlaps the window, at its midnight: the most units with which a hire could start at
/// some open moment of the day at which hires may start.
pub(super) fn days(pool: &Pool, place: &Place, window: Window, bookable: Bookable) -> Vec<TimeSlot> {
    let mut slots = Vec::new();
    let mut date = place.zone.local(window.start()).date;
    let mut start = place.zone.start_of(date);
    while start < window.end() {
        let next = date.plus_days(1);
        let end = place.zone.start_of(next);
        let free = starts(pool, place, date, (start, end), bookable).map(|at| hire_at(pool, at)).max();
        slots.push(TimeSlot { start_ms: start.ms(), available_count: free.unwrap_or(0) });
        (date, start) = (next, end);
    }
    slots
}

/// The units that a hire can have which begins at a moment: none is shorter than a quarter of an hour.
fn hire_at(pool: &Pool, at: Instant) -> u32 {
    Window::new(at, at.plus(STEP_MS)).map_or(0, |quarter| pool.free_for(quarter))
}

/// The open moments of a day, of those at which hires may start, after which no other moment can have more units free: the first one, each
/// opening, and each change of what is taken.
fn starts<'a>(
    pool: &'a Pool,
    place: &'a Place,
    date: CivilDate,
    (start, end): (Instant, Instant),
    bookable: Bookable,
) -> impl Iterator<Item = Instant> + 'a {
    let spans = place.hours.as_ref().map_or(&[][..], |hours| hours.on(date));
    let openings = spans.iter().flat_map(move |span| match place.zone.resolve(date.at(span.opens)) {
        Resolved::Once(at) | Resolved::Skipped(at) => [Some(at), None],
        Resolved::Twice(first, second) => [Some(first), Some(second)],
    });
    let first = start.max(bookable.from);
    std::iter::once(first)
        .chain(openings.flatten())
        .chain(pool.changes(first, end))
        .filter(move |at| first <= *at && *at < end && *at <= bookable.until && place.is_open(*at))
}

#[cfg(test)]
mod tests {
    use booking_widget::booking::hours::{OpenSpan, OpeningHours};
    use booking_widget::booking::time::{DAY_MS, HOUR_MS, MINUTE_MS};
    use booking_widget::booking::{Currency, LocationId};
    use proptest::prelude::*;

    use super::super::decimal::Decimal;
    use super::super::pool::Taken;
    use super::super::zone::TableZone;
    use super::*;

    fn place(zone: &str, hours: Option<OpeningHours>) -> Place {
        Place {
            id: LocationId::new("location"),
            name: String::new(),
            address: None,
            at: None,
            zone: TableZone::parse(zone).unwrap(),
            currency: Currency::parse("AUD").unwrap(),
            tax_percent: Decimal::ONE,
            week: None,
            hours,
            archived: false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        /// Each minute of each day looked at by itself, on days on which the clock changes among others.
        #[test]
        fn a_day_counts_its_best_open_minute(
            (zone, year, month, day) in prop_oneof![
                Just(("UTC", 2027, 1, 10)),
                Just(("Australia/Sydney", 2027, 4, 4)),
                Just(("Australia/Sydney", 2026, 10, 4)),
                Just(("Australia/Lord_Howe", 2027, 4, 4)),
                Just(("America/New_York", 2027, 3, 14)),
            ],
            stock in 0u32..6,
            turnaround in 0i64..90,
            spans in prop::collection::vec((0i64..96, 0i64..96), 0..3),
            always in prop::bool::weighted(0.2),
            hires in prop::collection::vec((-200i64..3000, 1i64..900, 1u32..4), 0..8),
            (now, until) in (-300i64..2000, 0i64..4000),
            (from, length) in (0i64..1440, 1i64..1000),
        ) {
            let date = CivilDate::new(year, month, day).unwrap();
            // Opening and closing on quarters, also over midnight.
            let spans: Vec<OpenSpan> = spans
                .iter()
                .filter_map(|(opens, closes)| OpenSpan::new(opens * STEP_MS, closes * STEP_MS))
                .collect();
            let hours = (!always).then(|| OpeningHours::weekly(std::array::from_fn(|_| spans.clone())));
            let place = place(zone, hours);
            let midnight = place.zone.start_of(date);
            let at = |minute: i64| midnight.plus(minute * MINUTE_MS);
            let hires: Vec<Taken> = hires
                .iter()
                .map(|h| Taken { start: at(h.0), end: at(h.0 + h.1), quantity: h.2 })
                .collect();
            let pool = Pool::new(stock, turnaround * MINUTE_MS, hires.clone());
            let (now, until) = (at(now), at(now + until));
            let window = Window::new(at(from), at(from + length)).unwrap();

            let free_in = |at: Instant| {
                let gone = hires.iter().filter(|h| h.start <= at && at < h.end.plus(turnaround * MINUTE_MS));
                stock.saturating_sub(gone.map(|h| h.quantity).sum())
            };
            // The minutes of a hire of a quarter of an hour and of the turnaround behind it.
            let free_at = |at: Instant| {
                (0..15 + turnaround).map(|minute| free_in(at.plus(minute * MINUTE_MS))).min().unwrap()
            };
            let mut best = std::collections::BTreeMap::<CivilDate, u32>::new();
            let mut minute = midnight;
            while minute < at(2 * DAY_MS / MINUTE_MS + 120) {
                let day = best.entry(place.zone.local(minute).date).or_default();
                if minute >= now && minute <= until && place.is_open(minute) {
                    *day = free_at(minute).max(*day);
                }
                minute = minute.plus(MINUTE_MS);
            }
            let said = days(&pool, &place, window, Bookable { from: now, until });
            let first = place.zone.local(window.start()).date;
            let last = place.zone.local(window.end().plus(-1)).date;
            prop_assert_eq!(said.first().map(|slot| slot.start_ms), Some(place.zone.start_of(first).ms()));
            prop_assert_eq!(said.last().map(|slot| slot.start_ms), Some(place.zone.start_of(last).ms()));
            for slot in said {
                let day = place.zone.local(Instant(slot.start_ms)).date;
                prop_assert_eq!(slot.available_count, best[&day], "{}", day);
            }

            let quarters = quarters(&pool, window, now);
            // What is returned when a sample begins can be had where all samples before it have enough, and only there.
            let mut least = u32::MAX;
            let to_come: Vec<_> = quarters.iter().filter(|slot| slot.start_ms >= now.ms()).collect();
            for slot in &to_come {
                least = least.min(slot.available_count);
                let hire = Window::new(Instant(to_come[0].start_ms), Instant(slot.start_ms + STEP_MS)).unwrap();
                prop_assert_eq!(pool.free_for(hire), least, "{:?}", hire);
            }
            prop_assert!(quarters.iter().all(|slot| slot.start_ms % (HOUR_MS / 4) == 0));
            for slot in quarters {
                let at = Instant(slot.start_ms);
                prop_assert_eq!(slot.available_count, if at < now { 0 } else { free_at(at) });
            }
        }
    }
}
