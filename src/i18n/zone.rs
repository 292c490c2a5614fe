//! Time zones from the browser's `Intl`: no zone table is in the download.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::intl::{DateTimeFormat, options, part};
use crate::booking::hours::STEP_MS;
use crate::booking::time::{DAY_MS, HOUR_MS, Instant, MINUTE_MS, Zone, ZoneRef, Zones};

/// A zone whose offsets the browser tells.
struct IntlZone {
    name: String,
    format: DateTimeFormat,
    // Asking `Intl` takes a while. Sorted by the moment.
    known: RefCell<Vec<(Instant, i64)>>,
}

impl IntlZone {
    fn ask(&self, at: Instant) -> i64 {
        let place = match self.known.borrow().binary_search_by_key(&at, |(at, _)| *at) {
            Ok(index) => return self.known.borrow().get(index).map_or(0, |(_, offset)| *offset),
            Err(place) => place,
        };
        let text = part(&self.format, at, "timeZoneName").unwrap_or_default();
        let offset = parse_offset(&text).unwrap_or(0);
        self.known.borrow_mut().insert(place, (at, offset));
        offset
    }
}

impl Zone for IntlZone {
    fn name(&self) -> &str {
        &self.name
    }

    // No zone changes its clock and changes it back within a day, and none but on a quarter of an hour: what holds at
    // both ends of a day of UTC holds all day.
    fn offset_ms(&self, at: Instant) -> i64 {
        let start_of = |step: i64| Instant(at.ms().div_euclid(step) * step);
        let day = start_of(DAY_MS);
        let offset = self.ask(day);
        if offset == self.ask(day.plus(DAY_MS)) { offset } else { self.ask(start_of(STEP_MS)) }
    }
}

/// Reads `GMT`, `GMT+10:30` and `GMT-00:01:15`, as the time zone name `longOffset` is in English.
fn parse_offset(text: &str) -> Option<i64> {
    let rest = text.strip_prefix("GMT")?;
    let (sign, rest) = match rest.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => match rest.strip_prefix(['-', '−']) {
            Some(rest) => (-1, rest),
            None => return Some(0),
        },
    };
    let mut units = [HOUR_MS, MINUTE_MS, 1000].into_iter();
    let mut offset = 0;
    for number in rest.split(':') {
        offset += number.parse::<i64>().ok()? * units.next()?;
    }
    Some(sign * offset)
}

/// The browser's time zones.
pub struct IntlZones;

impl Zones for IntlZones {
    fn named(&self, name: &str) -> Option<ZoneRef> {
        zone(Some(name))
    }

    fn local(&self) -> ZoneRef {
        // Without a zone of its own the browser has UTC.
        zone(None).unwrap_or_else(|| ZoneRef(Rc::new(Utc)))
    }
}

fn zone(name: Option<&str>) -> Option<ZoneRef> {
    let mut wanted = vec![("timeZoneName", JsValue::from_str("longOffset"))];
    wanted.extend(name.map(|name| ("timeZone", JsValue::from_str(name))));
    let format = DateTimeFormat::new(&JsValue::from_str("en-US"), &options(&wanted)).ok()?;
    let name = match name {
        Some(name) => name.to_owned(),
        None => format.time_zone()?,
    };
    Some(ZoneRef(Rc::new(IntlZone { name, format, known: RefCell::default() })))
}

struct Utc;

impl Zone for Utc {
    fn name(&self) -> &str {
        "UTC"
    }

    fn offset_ms(&self, _: Instant) -> i64 {
        0
    }
}

/// Whether the browser takes a language tag.
pub fn is_locale(tag: &str) -> bool {
    DateTimeFormat::new(&JsValue::from_str(tag), &options(&[])).is_ok()
}
