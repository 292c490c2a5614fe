//! The availability that the time picker takes.

use super::End;
use super::slots::days_needed;
use crate::booking::time::Instant;
use crate::booking::{Days, Interval, ProductId};
use crate::state::model::Model;
use crate::state::wants::SlotsKey;

/// The availability that the open picker shows, most wanted first.
pub(in crate::state) fn wanted_slots(model: &Model, now: Instant) -> Vec<SlotsKey> {
    let (Some(picker), Some(zone), Some(location)) =
        (model.picker(), model.zone(), model.trip.location.as_ref())
    else {
        return Vec::new();
    };
    let needs = model.needs();
    let key = |product: &ProductId, interval, days| SlotsKey {
        location: location.clone(),
        product: product.clone(),
        interval,
        days,
    };
    let mut wanted = Vec::new();
    for day in days_needed(model, picker, zone) {
        wanted.extend(needs.iter().map(|(product, _)| key(product, Interval::Quarter, Days::one(day))));
    }
    if picker.end == End::PickUp {
        let first = picker.month.first().max(zone.local(now).date);
        let days = Days { first, last: picker.month.last() };
        for part in days.split(zone, Interval::Day.limit_ms()) {
            wanted.extend(needs.iter().map(|(product, _)| key(product, Interval::Day, part)));
        }
    }
    wanted
}
