//! What a trip costs and whether it can be had: the same reckoning for the quote and for the order.

use booking_widget::booking::hours::STEP_MS;
use booking_widget::booking::time::{DAY_MS, Instant, MINUTE_MS};
use booking_widget::booking::{ProductId, Window};

use super::catalog::{Catalog, Item, Place, Reserved};
use super::pricing::LARGEST;
use crate::limits::Limits;
use crate::source::{SourceError, Trip};

/// How long after its first moment a window may still be quoted and ordered, ms: a customer who chose the slot of 9:00 at
/// 8:59 is not turned away for reading what they book.
pub(super) const GRACE_MS: i64 = 5 * MINUTE_MS;

/// Whether it is too late for a window.
pub(super) fn is_past(window: Window, now: Instant) -> bool {
    window.start().plus(GRACE_MS) < now
}

/// Whether a window is in the time for which bookings are taken.
fn check_time(window: Window, now: Instant, limits: &Limits) -> Result<(), SourceError> {
    if is_past(window, now) {
        return Err(SourceError::Past);
    }
    let horizon_ms = limits.horizon_ms;
    if window.start() > now.plus(horizon_ms) { Err(SourceError::TooFarAhead { horizon_ms }) } else { Ok(()) }
}

/// Whether both ends of a window are on a quarter of an hour: hires start and end on no other moment.
fn check_quarters(window: Window) -> Result<(), SourceError> {
    let is_quarter = |at: Instant| at.ms().rem_euclid(STEP_MS) == 0;
    if !is_quarter(window.start()) {
        return Err(SourceError::NoPickUpThen);
    }
    if is_quarter(window.end()) { Ok(()) } else { Err(SourceError::NoReturnThen) }
}

/// Whether anything at all may be hired for a window, wherever it stands and however long it is hired for.
pub(super) fn is_possible(window: Window, now: Instant, limits: &Limits) -> bool {
    check_time(window, now, limits).and_then(|()| check_quarters(window)).is_ok()
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

    /// Whether all of it may be hired for this window, be it free or not.
    pub(super) fn check(&self, now: Instant, limits: &Limits) -> Result<(), SourceError> {
        check_time(self.window, now, limits)?;
        if !self.place.is_open_for(self.window) {
            return Err(SourceError::Closed);
        }
        let wall_ms = self.place.wall_ms(self.window);
        self.lines.iter().try_for_each(|(item, _)| item.check_length(wall_ms, limits.longest_hire_ms))?;
        check_quarters(self.window)?;
        self.check_size(limits)
    }

    /// Whether one order may hold as much: the quote must not promise what can never be ordered.
    fn check_size(&self, limits: &Limits) -> Result<(), SourceError> {
        let days = u32::try_from(self.days()).unwrap_or(u32::MAX);
        let unit_days = limits.unpaid_unit_days.min(limits.company_unpaid_unit_days);
        let most = limits.unpaid_units.min(unit_days / days.max(1));
        let wanted = self.units();
        if wanted > most { Err(SourceError::CartTooLarge { most, wanted }) } else { Ok(()) }
    }

    /// How many units the cart has.
    pub(super) fn units(&self) -> u32 {
        self.lines.iter().fold(0, |sum: u32, line| sum.saturating_add(line.1))
    }

    /// How many days the hire has begun when it ends, of 24 hours each.
    pub(super) fn days(&self) -> i64 {
        self.window.elapsed_ms().saturating_add(DAY_MS - 1) / DAY_MS
    }

    /// The ids of its products, as a JSON list.
    pub(super) fn products(&self) -> String {
        let ids: Vec<_> = self.lines.iter().map(|(item, _)| item.id.as_str()).collect();
        serde_json::json!(ids).to_string()
    }

    /// How many units of each line are free, in the order of the lines.
    pub(super) fn free(&self, catalog: &Catalog, reserved: &Reserved) -> Vec<u32> {
        let pool = |item| catalog.pool(item, self.place, reserved).free_for(self.window);
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
        // Nothing here is negative, so where the total is not too large no part of it is.
        let total_cents = sum.checked_add(tax_cents).filter(|total| *total <= LARGEST)?;
        Some(Price { lines, tax_cents, total_cents })
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

#[cfg(test)]
mod tests {
    use booking_widget::booking::time::{DAY_MS, HOUR_MS};
    use booking_widget::booking::{Currency, LocationId};
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::decimal::Decimal;
    use super::super::pricing::Pricing;
    use super::super::zone::TableZone;
    use super::*;

    /// A number of ten-thousandths, as templates and tax rates are written.
    fn decimal(parts: i64) -> String {
        format!("{}.{:04}", parts / 10_000, parts % 10_000)
    }

    #[derive(Clone, Debug)]
    struct Line {
        base: i64,
        hourly: i64,
        /// Ten-thousandths, with how many of which unit: its name and its length in minutes.
        tiers: Vec<(i64, u32, (&'static str, i128))>,
        /// Ten-thousandths.
        day_after: i64,
        quantity: u32,
    }

    impl Line {
        fn item(&self, number: usize) -> Item {
            let tiers = self.tiers.iter().map(|(multiplier, duration, (unit, _))| {
                json!({ "price_multiplier": decimal(*multiplier), "duration": duration, "duration_unit": unit })
            });
            let day_after = json!({ "price_multiplier": decimal(self.day_after) });
            let template = json!({ "tiers": tiers.collect::<Vec<_>>(), "day_after": day_after });
            Item {
                id: ProductId::new(format!("product_{number}")),
                name: String::new(),
                description: None,
                category: None,
                picture: None,
                pricing: Pricing {
                    base_price_cents: self.base,
                    price_per_hour_cents: self.hourly,
                    template: serde_json::from_str(&template.to_string()).unwrap(),
                },
                turnaround_ms: 0,
                min_hire_ms: None,
                max_hire_ms: None,
                stands: Vec::new(),
            }
        }

        /// What one costs, in as many digits as it takes; `None` beyond those.
        fn judge(&self, minutes: i128) -> Option<i128> {
            let mut tiers: Vec<_> =
                self.tiers.iter().map(|tier| (i128::from(tier.1) * tier.2.1, i128::from(tier.0))).collect();
            tiers.sort_by_key(|tier| tier.0);
            let parts = match tiers.iter().find(|tier| minutes <= tier.0) {
                Some(tier) => tier.1,
                None => {
                    let (covered, multiplier) = tiers.last().copied().unwrap_or((0, 0));
                    let days = (minutes - covered + 24 * 60 - 1) / (24 * 60);
                    multiplier + days * i128::from(self.day_after)
                }
            };
            let hours = (minutes + 59) / 60;
            let whole = half_up(i128::from(self.base).checked_mul(parts)?, 10_000)?;
            whole.checked_add(i128::from(self.hourly).checked_mul(hours)?)
        }
    }

    /// A fraction to the nearest whole, a half upwards.
    fn half_up(parts: i128, whole: i128) -> Option<i128> {
        let rest = parts % whole;
        (parts / whole).checked_add(i128::from(rest * 2 >= whole))
    }

    /// Of each line the price of one and of all, the tax and the total.
    type Said = (Vec<(i128, i128)>, i128, i128);

    fn judge(lines: &[Line], tax_percent: i64, minutes: i128) -> Option<Said> {
        let mut prices = Vec::new();
        let mut sum: i128 = 0;
        for line in lines {
            let unit = line.judge(minutes)?;
            let all = unit.checked_mul(i128::from(line.quantity))?;
            sum = sum.checked_add(all)?;
            prices.push((unit, all));
        }
        let tax = half_up(sum.checked_mul(i128::from(tax_percent))?, 1_000_000)?;
        let total = sum.checked_add(tax)?;
        // What a double holds exactly.
        (total < 1 << 53).then_some((prices, tax, total))
    }

    fn said(lines: &[Line], tax_percent: i64, minutes: i64) -> Option<Said> {
        let currency = Currency::parse("AUD").unwrap();
        let place = Place {
            id: LocationId::new("location"),
            name: String::new(),
            address: None,
            at: None,
            zone: TableZone::parse("UTC").unwrap(),
            currency,
            tax_percent: Decimal::parse(&decimal(tax_percent)).unwrap(),
            week: None,
            hours: None,
            archived: false,
        };
        let items: Vec<Item> = lines.iter().enumerate().map(|(number, line)| line.item(number)).collect();
        let window = Window::new(Instant(0), Instant(minutes * MINUTE_MS)).unwrap();
        let lines = items.iter().zip(lines).map(|(item, line)| (item, line.quantity)).collect();
        let price = Wanted { place: &place, window, lines }.checked_price()?;
        let lines = price.lines.iter().map(|line| (line.unit_cents.into(), line.subtotal_cents.into()));
        Some((lines.collect(), price.tax_cents.into(), price.total_cents.into()))
    }

    fn line(
        base: impl Strategy<Value = i64>,
        hourly: impl Strategy<Value = i64>,
    ) -> impl Strategy<Value = Line> {
        let unit = prop_oneof![
            Just(("minutes", 1_i128)),
            Just(("hours", 60)),
            Just(("days", 24 * 60)),
            Just(("weeks", 7 * 24 * 60))
        ];
        // Lengths that differ: of two tiers of one length it would be chance which counts.
        let tiers = prop::collection::vec((0..50_000_i64, 1..40_u32, unit), 0..6).prop_map(|mut tiers| {
            tiers.sort_by_key(|tier: &(i64, u32, (&str, i128))| i128::from(tier.1) * tier.2.1);
            tiers.dedup_by_key(|tier| i128::from(tier.1) * tier.2.1);
            tiers.reverse();
            tiers
        });
        (base, hourly, tiers, 0..50_000_i64, 1..=1000_u32).prop_map(
            |(base, hourly, tiers, day_after, quantity)| Line { base, hourly, tiers, day_after, quantity },
        )
    }

    /// Often whole hours, days and weeks, at which a price jumps, and the minute behind them.
    fn minutes() -> impl Strategy<Value = i64> {
        let (hour, day) = (HOUR_MS / MINUTE_MS, DAY_MS / MINUTE_MS);
        prop_oneof![
            1..3 * day,
            (1..60_i64, 0..2_i64).prop_map(move |(n, more)| n * hour + more),
            (1..400_i64, 0..2_i64).prop_map(move |(n, more)| n * day + more),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn a_cart_costs_what_fractions_say(
            lines in prop::collection::vec(line(0..=1_000_000_000_000_i64, 0..=1_000_000_i64), 1..6),
            tax_percent in 0..=1_000_000_i64,
            minutes in minutes(),
        ) {
            prop_assert_eq!(said(&lines, tax_percent, minutes), judge(&lines, tax_percent, minutes.into()));
        }

        #[test]
        fn what_is_too_large_is_no_price_and_everything_else_is_exact(
            lines in prop::collection::vec(line((0..=63_u32).prop_map(largest), (0..=63_u32).prop_map(largest)), 1..4),
            tax_percent in 0..=1_000_000_i64,
            minutes in minutes(),
        ) {
            prop_assert_eq!(said(&lines, tax_percent, minutes), judge(&lines, tax_percent, minutes.into()));
        }
    }

    /// The largest number of so many bits.
    fn largest(bits: u32) -> i64 {
        i64::try_from((1_u64 << bits) - 1).unwrap()
    }

    #[test]
    fn the_largest_total_is_the_last_that_a_double_holds() {
        let one = |base| Line { base, hourly: 0, tiers: Vec::new(), day_after: 10_000, quantity: 1 };
        assert!(said(&[one(LARGEST)], 0, 60).is_some());
        assert!(said(&[one(LARGEST + 1)], 0, 60).is_none());
        assert!(said(&[one(LARGEST), one(1)], 0, 60).is_none());
        assert!(said(&[one(LARGEST)], 1, 60).is_none());
    }
}
