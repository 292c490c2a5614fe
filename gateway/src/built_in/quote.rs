//! What a trip costs and whether it can be had: the same reckoning for the quote and for the order.

use booking_widget::booking::time::{Instant, MINUTE_MS};
use booking_widget::booking::{ProductId, Window};

use super::catalog::{Catalog, Item, Place};
use super::store::ReservationRow;
use crate::source::{SourceError, Trip};

/// How long after its first moment a window may still be quoted and ordered, ms: a customer who chose the slot of 9:00 at
/// 8:59 is not turned away for reading what they book.
pub(super) const GRACE_MS: i64 = 5 * MINUTE_MS;

/// Whether it is too late for a window.
pub(super) fn is_past(window: Window, now: Instant) -> bool {
    window.start().plus(GRACE_MS) < now
}

/// A trip with the things it names found in the catalog.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// Where.
    pub place: &'a Place,
    /// When.
    pub window: Window,
    /// What, and how many of it.
    pub lines: Vec<(&'a Item, u32)>,
}

impl<'a> Wanted<'a> {
    /// Looks up what a trip names.
    pub(super) fn find(catalog: &'a Catalog, trip: &Trip) -> Result<Self, SourceError> {
        let place = catalog.place(&trip.location);
        let place = place.ok_or_else(|| SourceError::UnknownLocation(trip.location.clone()))?;
        let find = |(product, quantity): &(ProductId, u32)| match catalog.item(product) {
            Some(item) => Ok((item, *quantity)),
            None => Err(SourceError::UnknownProduct(product.clone())),
        };
        let lines = trip.lines.iter().map(find).collect::<Result<_, _>>()?;
        Ok(Self { place, window: trip.window, lines })
    }

    /// How many units of each line are free, in the order of the lines.
    pub(super) fn free(&self, catalog: &Catalog, reservations: &[ReservationRow]) -> Vec<u32> {
        let pool = |item| catalog.pool(item, self.place, reservations).free_for(self.window);
        self.lines.iter().map(|(item, _)| pool(item)).collect()
    }

    /// What it costs.
    pub(super) fn price(&self) -> Result<Price, SourceError> {
        self.checked_price().ok_or(SourceError::PriceTooLarge)
    }

    fn checked_price(&self) -> Option<Price> {
        let length = self.place.wall_ms(self.window);
        let mut lines = Vec::new();
        let mut sum: i64 = 0;
        for (item, quantity) in &self.lines {
            let unit_cents = item.pricing.unit_price(length)?;
            let subtotal_cents = unit_cents.checked_mul(i64::from(*quantity))?;
            sum = sum.checked_add(subtotal_cents)?;
            lines.push(LinePrice { unit_cents, subtotal_cents });
        }
        let tax_cents = self.place.tax_percent.percent_of(sum)?;
        Some(Price { lines, tax_cents, total_cents: sum.checked_add(tax_cents)? })
    }
}

/// What a trip costs, minor units.
#[derive(Debug)]
pub(super) struct Price {
    /// In the order of the lines.
    pub lines: Vec<LinePrice>,
    /// The tax on the sum of the lines.
    pub tax_cents: i64,
    /// The lines and the tax.
    pub total_cents: i64,
}

/// What a line costs before tax, minor units.
#[derive(Debug)]
pub(super) struct LinePrice {
    /// One unit.
    pub unit_cents: i64,
    /// All of them.
    pub subtotal_cents: i64,
}
