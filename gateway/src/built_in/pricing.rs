//! What a unit costs for a window, by pricing templates.
//!
//! The price is the base price × the multiplier of the shortest tier that covers the window's wall-clock length; past
//! the longest tier each further started day adds base price × the multiplier of `day_after`; and the hourly price ×
//! started hours comes on top. It is rounded half up once, before the quantity. Without a template each started day
//! costs the base price.

use booking_widget::booking::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use serde::Deserialize;

use super::decimal::Decimal;

/// How the price follows the length of a hire.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Template {
    /// The tiers, in any order.
    #[serde(default)]
    tiers: Vec<Tier>,
    /// What each started day past the longest tier adds.
    day_after: DayAfter,
}

#[derive(Clone, Debug, Deserialize)]
struct Tier {
    price_multiplier: Decimal,
    duration: u32,
    duration_unit: Unit,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Unit {
    #[serde(alias = "minute")]
    Minutes,
    #[serde(alias = "hour")]
    Hours,
    #[serde(alias = "day")]
    Days,
    #[serde(alias = "week")]
    Weeks,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct DayAfter {
    price_multiplier: Decimal,
}

impl Tier {
    fn length_ms(&self) -> i64 {
        let unit = match self.duration_unit {
            Unit::Minutes => MINUTE_MS,
            Unit::Hours => HOUR_MS,
            Unit::Days => DAY_MS,
            Unit::Weeks => 7 * DAY_MS,
        };
        i64::from(self.duration) * unit
    }
}

impl Template {
    /// Each started day costs the base price.
    pub(super) fn daily() -> Self {
        Self { tiers: Vec::new(), day_after: DayAfter { price_multiplier: Decimal::ONE } }
    }

    /// The multiplier of a hire of `length_ms` of wall clock; `None` where it does not fit.
    fn multiplier(&self, length_ms: i64) -> Option<Decimal> {
        let covering = self.tiers.iter().filter(|tier| tier.length_ms() >= length_ms);
        if let Some(tier) = covering.min_by_key(|tier| tier.length_ms()) {
            return Some(tier.price_multiplier);
        }
        let longest = self.tiers.iter().max_by_key(|tier| tier.length_ms());
        let (covered, multiplier) = match longest {
            Some(tier) => (tier.length_ms(), tier.price_multiplier),
            None => (0, Decimal::parse("0").ok()?),
        };
        multiplier.plus_times(self.day_after.price_multiplier, started(length_ms - covered, DAY_MS))
    }
}

/// The largest amount, minor units: up to here a number in JSON is read exactly everywhere (2^53 − 1).
pub(super) const LARGEST: i64 = 9_007_199_254_740_991;

/// What a product costs.
#[derive(Clone, Debug)]
pub(super) struct Pricing {
    /// What the multipliers multiply, minor units.
    pub base_price_cents: i64,
    /// What each started hour adds, minor units.
    pub price_per_hour_cents: i64,
    /// The multipliers.
    pub template: Template,
}

impl Pricing {
    /// One unit for a hire of `length_ms` of wall clock (which may be 0 or less where the clock went back), minor units
    /// before tax; `None` where it is too large.
    pub(super) fn unit_price(&self, length_ms: i64) -> Option<i64> {
        let length_ms = length_ms.max(1);
        let by_tier = self.template.multiplier(length_ms)?.of(self.base_price_cents)?;
        let by_hour = self.price_per_hour_cents.checked_mul(started(length_ms, HOUR_MS))?;
        by_tier.checked_add(by_hour).filter(|price| *price <= LARGEST)
    }

    /// The lowest price of a hire of one unit from `shortest_ms` to `longest_ms` of wall clock: that of the shortest hire
    /// each tier is for, the lowest of them.
    pub(super) fn lowest_price(&self, shortest_ms: i64, longest_ms: i64) -> Option<i64> {
        let just_past = self.template.tiers.iter().map(|tier| tier.length_ms() + 1);
        let just_past = just_past.filter(|length| (shortest_ms..=longest_ms).contains(length));
        std::iter::once(shortest_ms).chain(just_past).filter_map(|length| self.unit_price(length)).min()
    }
}

/// How many units of time have started after `length_ms`.
fn started(length_ms: i64, unit_ms: i64) -> i64 {
    length_ms.div_euclid(unit_ms) + i64::from(length_ms.rem_euclid(unit_ms) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pricing() -> Pricing {
        let template = r#"{"tiers": [
            {"name": "3 days", "price_multiplier": 2.5, "duration": 3, "duration_unit": "days"},
            {"name": "1 hour", "price_multiplier": 0.35, "duration": 1, "duration_unit": "hours"},
            {"name": "1 day", "price_multiplier": 1, "duration": 1, "duration_unit": "days"}],
            "day_after": {"price_multiplier": 0.8}}"#;
        Pricing {
            base_price_cents: 5_501,
            price_per_hour_cents: 0,
            template: serde_json::from_str(template).unwrap(),
        }
    }

    #[test]
    fn the_shortest_tier_that_covers_the_hire_gives_the_price() {
        let pricing = pricing();
        assert_eq!(pricing.unit_price(HOUR_MS), Some(1_925)); // 1925.35
        assert_eq!(pricing.unit_price(HOUR_MS + 1), Some(5_501));
        assert_eq!(pricing.unit_price(DAY_MS), Some(5_501));
        assert_eq!(pricing.unit_price(DAY_MS + 1), Some(13_753)); // 13752.5, half up
        assert_eq!(pricing.unit_price(3 * DAY_MS), Some(13_753));
    }

    #[test]
    fn each_started_day_past_the_longest_tier_is_added_before_rounding() {
        let pricing = pricing();
        assert_eq!(pricing.unit_price(3 * DAY_MS + 1), Some(18_153)); // 5501 × 3.3 = 18153.3
        assert_eq!(pricing.unit_price(4 * DAY_MS), Some(18_153));
        assert_eq!(pricing.unit_price(5 * DAY_MS), Some(22_554)); // 5501 × 4.1 = 22554.1
    }

    #[test]
    fn started_hours_come_on_top() {
        let pricing = Pricing { price_per_hour_cents: 100, ..pricing() };
        assert_eq!(pricing.unit_price(90 * MINUTE_MS), Some(5_501 + 200));
    }

    #[test]
    fn without_a_template_each_started_day_costs_the_base_price() {
        let pricing = Pricing { template: Template::daily(), ..pricing() };
        assert_eq!(pricing.unit_price(1), Some(5_501));
        assert_eq!(pricing.unit_price(2 * DAY_MS), Some(11_002));
        assert_eq!(pricing.lowest_price(1, i64::MAX), Some(5_501));
    }

    #[test]
    fn the_from_price_is_the_lowest_there_is() {
        assert_eq!(pricing().lowest_price(1, i64::MAX), Some(1_925));
    }

    #[test]
    fn the_from_price_is_that_of_a_hire_which_is_long_and_short_enough() {
        assert_eq!(pricing().lowest_price(2 * HOUR_MS, i64::MAX), Some(5_501));
        // The longer tier is the cheaper one here, but no hire is as long as that.
        let template = r#"{"tiers": [
            {"name": "1 day", "price_multiplier": 1, "duration": 1, "duration_unit": "days"},
            {"name": "3 days", "price_multiplier": 0.9, "duration": 3, "duration_unit": "days"}],
            "day_after": {"price_multiplier": 1}}"#;
        let pricing = Pricing { template: serde_json::from_str(template).unwrap(), ..pricing() };
        assert_eq!(pricing.lowest_price(1, DAY_MS), Some(5_501));
        assert_eq!(pricing.lowest_price(1, DAY_MS + 1), Some(4_951)); // 4950.9
    }

    #[test]
    fn a_hire_of_no_wall_clock_length_costs_the_shortest_tier() {
        assert_eq!(pricing().unit_price(-30 * MINUTE_MS), Some(1_925));
    }

    #[test]
    fn a_price_that_does_not_fit_is_no_price() {
        let pricing = Pricing { base_price_cents: i64::MAX / 2, ..pricing() };
        assert_eq!(pricing.unit_price(3 * DAY_MS), None);
    }
}
