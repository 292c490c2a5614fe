//! What every component and view needs: the store and the formats of the language.

use std::rc::Rc;

use web_sys::Event;
use yew::prelude::*;

use crate::booking::hours::OpenSpan;
use crate::booking::time::{CivilDate, Instant, Zone, ZoneRef, Zones};
use crate::booking::{Location, Money, ProductId, Window};
use crate::i18n::{Count, Formats, IntlZones, Text};
use crate::state::store::{Store, now};
use crate::state::{Action, Model, ZoneKind};

/// The store and the formats.
#[derive(Clone)]
pub(super) struct Ui {
    pub(super) store: Store,
    pub(super) formats: Rc<Formats>,
}

impl PartialEq for Ui {
    fn eq(&self, other: &Self) -> bool {
        self.store == other.store && !self.formats_differ(other)
    }
}

impl Ui {
    pub(super) fn model(&self) -> &Model {
        &self.store.model
    }

    /// Whether it is in another language.
    pub(super) fn formats_differ(&self, other: &Self) -> bool {
        !Rc::ptr_eq(&self.formats, &other.formats)
    }

    pub(super) fn on(&self, action: Action) -> Callback<Event> {
        self.store.on(action)
    }

    /// A step to the right, in days or times: a step back where the language is written from right to left.
    pub(super) fn rightwards(&self) -> i64 {
        if self.formats.direction() == "rtl" { -1 } else { 1 }
    }

    pub(super) fn text(&self, text: Text) -> &'static str {
        self.formats.text(text)
    }

    pub(super) fn filled(&self, text: Text, values: &[(&str, &str)]) -> String {
        self.formats.filled(text, values)
    }

    pub(super) fn count(&self, text: Count, count: u32) -> String {
        self.formats.count(text, count)
    }

    /// An amount, in the currency that is known.
    pub(super) fn money(&self, money: Money) -> String {
        let model = self.model();
        self.formats.money(money.or_currency(model.currency()), model.price_text())
    }

    /// A date and time at the location: "Sat 28 Nov, 9:00 am".
    pub(super) fn date_time(&self, at: Instant) -> String {
        self.model().zone().map_or_else(String::new, |zone| self.date_time_in(zone, at))
    }

    pub(super) fn date_time_in(&self, zone: &dyn Zone, at: Instant) -> String {
        let this_year = zone.local(now()).date.year();
        self.with_zone(self.formats.date_time(at, zone, this_year), at)
    }

    /// The zone of a location, also of one that is not chosen: by the service's word, its own or the company's, else that
    /// of the times on screen.
    pub(super) fn zone_of(&self, location: &Location) -> Option<ZoneRef> {
        let shown = &self.model().zone.as_ref()?.0;
        let company = || self.model().locations.value()?.company.time_zone.as_deref();
        let own = location.time_zone.as_deref().or_else(company).filter(|name| *name != shown.name());
        Some(own.and_then(|name| IntlZones.named(name)).unwrap_or_else(|| shown.clone()))
    }

    /// A date at the location: "Sat 28 Nov".
    pub(super) fn short_date(&self, date: CivilDate) -> String {
        self.formats.short_date(date, self.this_year())
    }

    /// A date at the location: "Saturday 28 November".
    pub(super) fn long_date(&self, date: CivilDate) -> String {
        self.formats.long_date(date, self.this_year())
    }

    fn this_year(&self) -> i32 {
        self.model().local(now()).map_or(0, |local| local.date.year())
    }

    /// A time of day at the location: "9:00 am".
    pub(super) fn time(&self, at: Instant) -> String {
        self.model().zone().map_or_else(String::new, |zone| self.time_in(zone, at))
    }

    fn time_in(&self, zone: &dyn Zone, at: Instant) -> String {
        self.with_zone(self.formats.time(at, zone), at)
    }

    /// Where nobody names the location's zone, the browser's stands beside every time.
    fn with_zone(&self, text: String, at: Instant) -> String {
        match &self.model().zone {
            Some((zone, ZoneKind::Browser)) => [&*text, " ", &self.formats.zone_short(at, &**zone)].concat(),
            _ => text,
        }
    }

    /// The return of a hire in words: its time only where it is on the day of the pick-up.
    pub(super) fn until(&self, window: Window) -> String {
        self.model().zone().map_or_else(String::new, |zone| self.until_in(zone, window))
    }

    pub(super) fn until_in(&self, zone: &dyn Zone, window: Window) -> String {
        if zone.local(window.start()).date == zone.local(window.end()).date {
            self.time_in(zone, window.end())
        } else {
            self.date_time_in(zone, window.end())
        }
    }

    /// Both ends of a hire in words.
    pub(super) fn times(&self, window: Window) -> String {
        let (from, until) = (self.date_time(window.start()), self.until(window));
        self.filled(Text::SaidTimes, &[("from", &from), ("until", &until)])
    }

    /// How long a hire is on the wall clock: "1 day 8 hours". Where the clock goes back so far in it that it shows no
    /// time or less, what elapses.
    pub(super) fn duration_in(&self, zone: &dyn Zone, window: Window) -> String {
        let wall_ms = zone.local(window.end()).wall_ms_since(zone.local(window.start()));
        self.formats.duration(if wall_ms > 0 { wall_ms } else { window.elapsed_ms() })
    }

    /// When a place is open, as one list: "8:00 am to 12:00 pm and 1:00 pm to 5:00 pm".
    pub(super) fn hours(&self, spans: &[OpenSpan]) -> String {
        let mut all = Vec::new();
        for span in spans {
            let (opens, closes) = (self.formats.wall_time(span.opens), self.formats.wall_time(span.closes));
            all.push(self.filled(Text::HoursSpan, &[("opens", &opens), ("closes", &closes)]));
        }
        self.formats.and(all)
    }

    /// A product's name, as plain text.
    pub(super) fn product_name(&self, product: &ProductId) -> String {
        self.model().known_name(product).unwrap_or(product.as_str()).to_owned()
    }
}
