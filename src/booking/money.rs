//! Money: an integer of minor units with a currency, never a float.

use std::fmt;

/// An ISO 4217 currency code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// The currencies whose minor unit is not a hundredth, by its decimal digits; in one text each, to be little download.
const NO_DIGITS: &[u8] = b"BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THREE_DIGITS: &[u8] = b"BHD IQD JOD KWD LYD OMR TND";
const FOUR_DIGITS: &[u8] = b"CLF UYW";

impl Currency {
    /// Reads a code of three ASCII letters in any case; `None` for anything else.
    pub fn parse(code: &str) -> Option<Self> {
        let letters: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_alphabetic).then(|| Self(letters.map(|b| b.to_ascii_uppercase())))
    }

    /// The code in capitals.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimal digits its minor unit has (ISO 4217): 2 for most, 0 for the yen, 3 for the dinars.
    pub fn minor_digits(&self) -> usize {
        let is_in = |codes: &[u8]| codes.chunks(4).any(|code| code.starts_with(&self.0));
        match () {
            () if is_in(NO_DIGITS) => 0,
            () if is_in(THREE_DIGITS) => 3,
            () if is_in(FOUR_DIGITS) => 4,
            () => 2,
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units (cents of a currency that has them). The currency is `None` where neither the service nor
/// the page's owner names one; the amount is then shown the way the service's own text shows money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// The amount in minor units.
    pub minor: i64,
    /// The currency, where it is known.
    pub currency: Option<Currency>,
}

/// Why two amounts could not be put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// The result does not fit in 64 bits.
    Overflow,
    /// The amounts are of different currencies.
    Currencies,
}

impl MoneyError {
    /// In words, for a developer.
    pub fn text(self) -> &'static str {
        match self {
            Self::Overflow => "the sum is too large",
            Self::Currencies => "the amounts are of different currencies",
        }
    }
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl std::error::Error for MoneyError {}

impl Money {
    /// An amount of minor units.
    pub const fn new(minor: i64, currency: Option<Currency>) -> Self {
        Self { minor, currency }
    }

    /// This amount, in `currency` where it has none of its own.
    pub fn or_currency(self, currency: Option<Currency>) -> Self {
        Self { currency: self.currency.or(currency), ..self }
    }

    /// The sum of two amounts of one currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// What this amount has beyond `other`.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    fn combine(self, other: Self, how: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies);
        }
        let minor = how(self.minor, other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, currency: self.currency })
    }

    /// The amount as a decimal with a point, in major units, as `Intl.NumberFormat` takes it: `-12.05`. Two digits
    /// where the currency is not known, as the services count in cents.
    pub fn to_decimal(self) -> String {
        let digits = self.currency.map_or(2, |currency| currency.minor_digits());
        let sign = if self.minor < 0 { "-" } else { "" };
        let mut number = self.minor.unsigned_abs().to_string();
        if digits == 0 {
            return [sign, &number].concat();
        }
        while number.len() <= digits {
            number.insert(0, '0');
        }
        number.insert(number.len() - digits, '.');
        [sign, &number].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(minor, Currency::parse(code))
    }

    #[test]
    fn a_decimal_has_the_digits_of_its_currency() {
        assert_eq!(money(123_456, "AUD").to_decimal(), "1234.56");
        assert_eq!(money(5, "aud").to_decimal(), "0.05");
        assert_eq!(money(-5, "EUR").to_decimal(), "-0.05");
        assert_eq!(money(1_234, "JPY").to_decimal(), "1234");
        assert_eq!(money(1, "KWD").to_decimal(), "0.001");
        assert_eq!(money(0, "USD").to_decimal(), "0.00");
        assert_eq!(money(i64::MIN, "USD").to_decimal(), "-92233720368547758.08");
    }

    #[test]
    fn a_sum_that_overflows_is_an_error() {
        assert_eq!(money(i64::MAX, "AUD").plus(money(1, "AUD")), Err(MoneyError::Overflow));
        assert_eq!(money(i64::MIN, "AUD").minus(money(1, "AUD")), Err(MoneyError::Overflow));
    }

    #[test]
    fn two_currencies_are_never_added() {
        assert_eq!(money(1, "AUD").plus(money(1, "USD")), Err(MoneyError::Currencies));
    }

    #[test]
    fn only_three_letters_are_a_currency() {
        assert!(Currency::parse("AU").is_none());
        assert!(Currency::parse("A$D").is_none());
        assert_eq!(Currency::parse(" nzd ").map(|c| c.code().to_owned()).as_deref(), Some("NZD"));
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use proptest::prelude::*;

        use super::*;
        use crate::booking::testing::cases;

        /// Up to 10^12, and whatever fits.
        fn minors() -> impl Strategy<Value = i64> {
            let edges = prop::sample::select(vec![i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX]);
            prop_oneof![3 => -1_000_000_000_000_i64..=1_000_000_000_000, 1 => any::<i64>(), 1 => edges]
        }

        /// A code, and how many digits its minor unit has; none is known of the last ones.
        fn currencies() -> impl Strategy<Value = (Option<Currency>, u32)> {
            let codes = [("JPY", 0), ("KRW", 0), ("AUD", 2), ("EUR", 2), ("KWD", 3), ("TND", 3), ("CLF", 4)];
            let codes = [codes.as_slice(), &[("XXQ", 2), ("", 2)]].concat();
            prop::sample::select(codes).prop_map(|(code, digits)| (Currency::parse(code), digits))
        }

        proptest! {
            #![proptest_config(cases(4_000))]

            #[test]
            fn a_decimal_is_exactly_its_amount(minor in minors(), (currency, digits) in currencies()) {
                let decimal = Money::new(minor, currency).to_decimal();
                let unsigned = decimal.strip_prefix('-').unwrap_or(&decimal);
                prop_assert_eq!(decimal.starts_with('-'), minor < 0);
                let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
                prop_assert_eq!(part.len(), digits as usize, "{}", decimal);
                prop_assert_eq!(unsigned.contains('.'), digits > 0, "{}", decimal);
                prop_assert!(whole == "0" || !whole.starts_with('0') && !whole.is_empty(), "{}", decimal);
                let number = |text: &str| if text.is_empty() { 0 } else { text.parse::<u128>().unwrap() };
                let units = number(whole) * 10_u128.pow(digits) + number(part);
                prop_assert_eq!(units, u128::from(minor.unsigned_abs()), "{}", decimal);
            }

            #[test]
            fn a_sum_is_exact_or_an_error(a in minors(), b in minors(), (currency, _) in currencies()) {
                let (one, other) = (Money::new(a, currency), Money::new(b, currency));
                let judged = |exact: i128| match i64::try_from(exact) {
                    Ok(minor) => Ok(Money::new(minor, currency)),
                    Err(_) => Err(MoneyError::Overflow),
                };
                prop_assert_eq!(one.plus(other), judged(i128::from(a) + i128::from(b)));
                prop_assert_eq!(one.minus(other), judged(i128::from(a) - i128::from(b)));
            }
        }
    }
}
