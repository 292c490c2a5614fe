//! Times near those at which a product is taken: as long, at the same location, before and after.

use super::model::{Model, Panel, StockState};
use super::wants::SlotsKey;
use crate::booking::hours::STEP_MS;
use crate::booking::time::{CivilDate, DAY_MS, Instant};
use crate::booking::{Days, Interval, Product, ProductId, Window};

/// For how many taken products near times are looked for, from the first of the category that is shown on: each takes
/// some requests.
const MOST: usize = 4;

/// The nearest times at which a product is free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Near {
    /// Before the chosen ones.
    pub before: Option<Window>,
    /// After them.
    pub after: Option<Window>,
}

/// Where is looked.
struct Around {
    /// The chosen times.
    window: Window,
    /// How finely; up to a day long each quarter of an hour, else whole days, which hint: the quote decides.
    interval: Interval,
    /// So much earlier and later are the next times, ms of wall clock.
    step_ms: i64,
    /// The days that have to be known.
    days: Days,
}

impl Model {
    /// Whether other times would help to have a product: it stands at the chosen location and can't be had there then.
    pub fn needs_other_times(&self, product: &Product) -> bool {
        let stock = self.stock_state(product);
        matches!(stock, StockState::Taken | StockState::Closed) && self.cart.quantity(&product.id) == 0
    }

    fn around(&self, now: Instant) -> Option<Around> {
        let window = self.trip.window()?;
        let (first, last) = (self.local(window.start())?, self.local(window.end())?);
        let (interval, step_ms, reach) = if last.wall_ms_since(first) <= DAY_MS {
            (Interval::Quarter, STEP_MS, 1)
        } else {
            (Interval::Day, DAY_MS, 7)
        };
        let first = first.date.plus_days(-reach).max(self.local(now)?.date);
        Some(Around { window, interval, step_ms, days: Days { first, last: last.date.plus_days(reach) } })
    }

    /// The availability that near times take.
    pub(super) fn near_slots(&self, now: Instant) -> Vec<SlotsKey> {
        let mut wanted = Vec::new();
        // What is chosen in an open picker are other times.
        let (Panel::Closed, Some(location), Some(around), Some(zone)) =
            (&self.panel, &self.trip.location, self.around(now), self.zone())
        else {
            return wanted;
        };
        let category = self.shown_category();
        let shown = |product: &&Product| category.is_none() || product.category.as_deref() == category;
        let taken = self.products().iter().filter(|product| self.needs_other_times(product));
        for product in taken.filter(shown).take(MOST) {
            for days in around.days.split(zone, around.interval.limit_ms()) {
                let (location, product) = (location.clone(), product.id.clone());
                wanted.push(SlotsKey { location, product, interval: around.interval, days });
            }
        }
        wanted
    }

    /// The nearest times of the same length at which a unit of a product is free; none before all that is asked for it
    /// has come or failed. From a part of it others would be the closest, and change under the customer's finger.
    pub fn near_times(&self, product: &ProductId, now: Instant) -> Near {
        let has_come = |around: &Around, date| {
            self.slots_of(product, around.interval, date)
                .is_some_and(|(_, load)| load.value().is_some() || load.failure().is_some())
        };
        match self.around(now) {
            Some(around) if around.days.dates().all(|date| has_come(&around, date)) => Near {
                before: self.nearest(product, &around, -1, now),
                after: self.nearest(product, &around, 1, now),
            },
            _ => Near::default(),
        }
    }

    fn nearest(&self, product: &ProductId, around: &Around, direction: i64, now: Instant) -> Option<Window> {
        let zone = self.zone()?;
        let (from, until) = (zone.local(around.window.start()), zone.local(around.window.end()));
        let mut shift = direction * around.step_ms;
        loop {
            let (from, until) = (from.plus(shift), until.plus(shift));
            if from.date < around.days.first || until.date > around.days.last {
                return None;
            }
            let (start, end) = (zone.resolve(from).earliest(), zone.resolve(until).earliest());
            let open = |at| self.hours_here().is_none_or(|hours| hours.is_open(zone.local(at)));
            if start > now
                && open(start)
                && open(end)
                && let Some(window) = Window::new(start, end)
                && self.is_free(product, around.interval, window, (from.date, until.date))
            {
                return Some(window);
            }
            shift += direction * around.step_ms;
        }
    }

    /// Whether a unit is free all along, as far as it is known of each of these days.
    fn is_free(
        &self,
        product: &ProductId,
        interval: Interval,
        window: Window,
        (mut date, last): (CivilDate, CivilDate),
    ) -> bool {
        while date <= last {
            let Some(samples) = self.samples(product, interval, date) else { return false };
            // A quarter of an hour that is available can be hired, as in the time picker: what a unit needs between two
            // hires is the service's to count. Of a day the count is of all hires that start on it, and on one that is
            // closed none does.
            let span = match interval {
                Interval::Quarter => Some(window),
                Interval::Day if self.is_closed(date) => None,
                Interval::Day => self.zone().and_then(|zone| Days::one(date).window(zone)),
            };
            let taken = |span: Window| samples.iter().any(|it| it.count == 0 && span.contains(it.start));
            if span.is_some_and(taken) {
                return false;
            }
            date = date.plus_days(1);
        }
        true
    }
}
