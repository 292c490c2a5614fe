//! What every component and view needs: the store and the formats of the language.

use std::rc::Rc;

use web_sys::Event;
use yew::prelude::*;

use crate::booking::time::{CivilDate, Instant};
use crate::booking::{Money, ProductId, Window};
use crate::i18n::{Count, Formats, Text};
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
        let Some(zone) = self.model().zone() else { return String::new() };
        let this_year = zone.local(now()).date.year();
        self.with_zone(self.formats.date_time(at, zone, this_year), at)
    }

    /// A date at the location: "Sat 28 Nov".
    pub(super) fn short_date(&self, date: CivilDate) -> String {
        let this_year = self.model().local(now()).map_or(0, |local| local.date.year());
        self.formats.short_date(date, this_year)
    }

    /// A time of day at the location: "9:00 am".
    pub(super) fn time(&self, at: Instant) -> String {
        let Some(zone) = self.model().zone() else { return String::new() };
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
        let day = |at| self.model().local(at).map(|local| local.date);
        if day(window.start()) == day(window.end()) {
            self.time(window.end())
        } else {
            self.date_time(window.end())
        }
    }

    /// Both ends of a hire in words.
    pub(super) fn times(&self, window: Window) -> String {
        let (from, until) = (self.date_time(window.start()), self.until(window));
        self.filled(Text::SaidTimes, &[("from", &from), ("until", &until)])
    }

    /// How long a hire is on the wall clock: "1 day 8 hours". Where the clock goes back so far in it that it shows no
    /// time or less, what elapses.
    pub(super) fn duration(&self, window: Window) -> String {
        let model = self.model();
        let (Some(from), Some(until)) = (model.local(window.start()), model.local(window.end())) else {
            return String::new();
        };
        let wall_ms = until.wall_ms_since(from);
        self.formats.duration(if wall_ms > 0 { wall_ms } else { window.elapsed_ms() })
    }

    /// A product's name, as plain text.
    pub(super) fn product_name(&self, product: &ProductId) -> String {
        self.model().known_name(product).unwrap_or(product.as_str()).to_owned()
    }
}
