//! Decimals of four places: price multipliers and tax rates. Never floats: `2.7 × 4500` must be 12150 everywhere.

use std::fmt;

use serde::Deserialize;
use serde_json::value::RawValue;

/// How many parts a whole has.
const SCALE: i64 = 10_000;
/// How many digits stand behind the point.
const PLACES: usize = 4;

/// A decimal that is not negative, in ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i64);

/// Text that is not a decimal of at most four places.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a decimal with at most four places")]
pub struct NotADecimal(String);

impl Decimal {
    /// One.
    pub const ONE: Self = Self(SCALE);

    /// Reads `2`, `2.5`, `0.8125`; no sign, no exponent.
    pub fn parse(text: &str) -> Result<Self, NotADecimal> {
        Self::read(text).ok_or_else(|| NotADecimal(text.to_owned()))
    }

    fn read(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > PLACES {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let part: i64 = format!("{part:0<PLACES$}").parse().ok()?;
        whole.checked_mul(SCALE)?.checked_add(part).map(Self)
    }

    /// This and, `times` times, `other`; `None` where it does not fit.
    pub fn plus_times(self, other: Self, times: i64) -> Option<Self> {
        other.0.checked_mul(times)?.checked_add(self.0).map(Self)
    }

    /// An amount times this, rounded half up; `None` where it does not fit. The amount is not negative.
    pub fn of(self, amount: i64) -> Option<i64> {
        round_half_up(i128::from(amount).checked_mul(i128::from(self.0))?, i128::from(SCALE))
    }

    /// This many percent of an amount, rounded half up; `None` where it does not fit. The amount is not negative.
    pub fn percent_of(self, amount: i64) -> Option<i64> {
        round_half_up(i128::from(amount).checked_mul(i128::from(self.0))?, i128::from(SCALE) * 100)
    }
}

fn round_half_up(amount: i128, scale: i128) -> Option<i64> {
    i64::try_from((amount + scale / 2).div_euclid(scale)).ok()
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:0PLACES$}", self.0 / SCALE, self.0 % SCALE);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    /// From a JSON number or text, by its digits: a number never passes through a float.
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = <Box<RawValue>>::deserialize(from)?;
        Self::parse(raw.get().trim_matches('"')).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_read_by_its_digits() {
        for (text, parts) in
            [("2", 20_000), ("2.5", 25_000), ("0.8125", 8_125), ("0.0001", 1), ("10.00", 100_000)]
        {
            assert_eq!(Decimal::parse(text).unwrap(), Decimal(parts), "{text}");
        }
        for bad in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1.23456", "1,5", "99999999999999999"] {
            assert!(Decimal::parse(bad).is_err(), "{bad:?}");
        }
        let of_json: Vec<Decimal> = serde_json::from_str(r#"[2.5, "0.35", 1]"#).unwrap();
        assert_eq!(of_json, [Decimal(25_000), Decimal(3_500), Decimal(10_000)]);
    }

    #[test]
    fn a_product_is_rounded_half_up() {
        let third = Decimal::parse("0.3333").unwrap();
        assert_eq!(third.of(100), Some(33));
        assert_eq!(Decimal::parse("0.5").unwrap().of(1), Some(1));
        assert_eq!(Decimal::parse("2.7").unwrap().of(4_500), Some(12_150));
        assert_eq!(Decimal::parse("10").unwrap().percent_of(27_905), Some(2_791));
        assert_eq!(Decimal::parse("10").unwrap().percent_of(27_904), Some(2_790));
    }

    #[test]
    fn what_does_not_fit_is_no_number() {
        assert_eq!(Decimal::parse("3").unwrap().of(i64::MAX / 2), None);
        assert_eq!(Decimal::ONE.plus_times(Decimal::ONE, i64::MAX), None);
        assert_eq!(Decimal::ONE.of(i64::MAX), Some(i64::MAX));
    }

    #[test]
    fn a_decimal_is_shown_without_trailing_zeros() {
        for text in ["10", "2.5", "0.0001", "100"] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), text);
        }
    }
}
