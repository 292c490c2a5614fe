//! Availability samples, from one pool and one pass over its changes.

use booking_widget::api::wire::TimeSlot;
use booking_widget::booking::Window;
use booking_widget::booking::hours::STEP_MS;
use booking_widget::booking::time::{CivilDate, Instant, Resolved, Zone};

use super::catalog::Place;
use super::pool::Pool;

/// A sample on each quarter of an hour within the window: the units free at that moment, 0 where it has gone by. Closed
/// hours count like open ones: a hire over night passes through them.
pub(super) fn quarters(pool: &Pool, window: Window, now: Instant) -> Vec<TimeSlot> {
    let first = window.start().ms() + (-window.start().ms()).rem_euclid(STEP_MS);
    let mut slots = Vec::new();
    let mut at = Instant(first);
    while at < window.end() {
        let free = if at < now { 0 } else { pool.free_at(at) };
        slots.push(TimeSlot { start_ms: at.ms(), available_count: free });
        at = at.plus(STEP_MS);
    }
    slots
}

/// A sample for each local day that overlaps the window, at its midnight: the most units with which a hire could start at
/// some open moment of the day that has not gone by.
pub(super) fn days(pool: &Pool, place: &Place, window: Window, now: Instant) -> Vec<TimeSlot> {
    let mut slots = Vec::new();
    let mut date = place.zone.local(window.start()).date;
    let mut start = place.zone.start_of(date);
    while start < window.end() {
        let next = date.plus_days(1);
        let end = place.zone.start_of(next);
        let free = starts(pool, place, date, start, end, now).map(|at| pool.free_at(at)).max();
        slots.push(TimeSlot { start_ms: start.ms(), available_count: free.unwrap_or(0) });
        (date, start) = (next, end);
    }
    slots
}

/// The open moments of a day from `now` on after which no other moment can have more units free: the first one, each
/// opening, and each change of what is taken.
fn starts<'a>(
    pool: &'a Pool,
    place: &'a Place,
    date: CivilDate,
    start: Instant,
    end: Instant,
    now: Instant,
) -> impl Iterator<Item = Instant> + 'a {
    let spans = place.hours.as_ref().map_or(&[][..], |hours| hours.on(date));
    let openings = spans.iter().flat_map(move |span| match place.zone.resolve(date.at(span.opens)) {
        Resolved::Once(at) | Resolved::Skipped(at) => [Some(at), None],
        Resolved::Twice(first, second) => [Some(first), Some(second)],
    });
    let first = start.max(now);
    std::iter::once(first)
        .chain(openings.flatten())
        .chain(pool.changes(first, end))
        .filter(move |at| first <= *at && *at < end && place.is_open(*at))
}
