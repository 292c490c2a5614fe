//! The availability that the time picker takes.

use super::slots::days_needed;
use super::{End, Needs};
use crate::booking::time::{CivilDate, Instant};
use crate::booking::{Days, Interval, LocationId};
use crate::state::model::Model;
use crate::state::wants::SlotsKey;

/// What is wanted of what is needed at a location.
struct Wanted<'a> {
    model: &'a Model,
    location: &'a LocationId,
    needs: Needs,
    keys: Vec<SlotsKey>,
}

/// The availability that the open picker shows, most wanted first.
pub(in crate::state) fn wanted_slots(model: &Model, now: Instant) -> Vec<SlotsKey> {
    let (Some(picker), Some(zone), Some(location)) =
        (model.picker(), model.zone(), model.trip.location.as_ref())
    else {
        return Vec::new();
    };
    let mut wanted = Wanted { model, location, needs: model.needs(), keys: Vec::new() };
    if wanted.needs.is_empty() {
        return wanted.keys;
    }
    for day in days_needed(model, picker, zone) {
        wanted.quarters(Days::one(day));
    }
    // Before the days: five weeks of them are more requests than run at once, and the quick choices would wait.
    for (_, window) in model.quick_windows(picker, zone, now) {
        let days = model.days_deciding(zone, window);
        if let Some((first, last)) = days.first().zip(days.last()) {
            for part in (Days { first: *first, last: *last }).split(zone, Interval::Quarter.limit_ms()) {
                wanted.quarters(part);
            }
        }
    }
    if picker.end == End::PickUp {
        let today = zone.local(now).date;
        let shown = picker.page.days;
        let ahead = Days { first: shown.first.max(today), ..shown };
        for part in ahead.split(zone, Interval::Day.limit_ms()) {
            wanted.add(Interval::Day, part);
        }
        // What was asked yesterday still tells of days, but is let go of.
        let is_there = |key: &SlotsKey| model.slots.iter().any(|(known, _)| known == key);
        if wanted.keys.iter().filter(|key| key.interval == Interval::Day).all(is_there) {
            for further in model.look_further(now).map(|(_, months)| months).unwrap_or_default() {
                // The page may show days of this month, which are requested already.
                let first = further.first().max(shown.last.plus_days(1));
                for part in (Days { first, last: further.last() }).split(zone, Interval::Day.limit_ms()) {
                    wanted.add(Interval::Day, part);
                }
            }
        }
    }
    wanted.keys
}

impl Wanted<'_> {
    fn add(&mut self, interval: Interval, days: Days) {
        for (product, _) in &self.needs {
            let (location, product) = (self.location.clone(), product.clone());
            self.keys.push(SlotsKey { location, product, interval, days });
        }
    }

    /// Wants each quarter of an hour of some days: by the questions that were asked for days of them, and for the rest by
    /// one more.
    fn quarters(&mut self, days: Days) {
        for (product, _) in &self.needs {
            let tells = |key: &SlotsKey, date: CivilDate| {
                key.tells_of(product, self.location, Interval::Quarter, date)
            };
            let (mut rest, mut date) = (None, days.first);
            while date <= days.last {
                let asked = self.model.slots_of(product, Interval::Quarter, date).map(|(key, _)| key);
                match asked {
                    Some(key) if self.keys.contains(key) => {}
                    Some(key) => self.keys.push(key.clone()),
                    None if self.keys.iter().any(|key| tells(key, date)) => {}
                    None => {
                        let first = rest.map_or(date, |rest: Days| rest.first);
                        rest = Some(Days { first, last: date });
                    }
                }
                date = date.plus_days(1);
            }
            if let Some(days) = rest {
                let (location, product) = (self.location.clone(), product.clone());
                self.keys.push(SlotsKey { location, product, interval: Interval::Quarter, days });
            }
        }
    }
}
