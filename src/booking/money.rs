//! Money: an integer of minor units with a currency, never a float.

use std::fmt;

/// An ISO 4217 currency code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

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
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
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

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overflow => "the sum is too large",
            Self::Currencies => "the amounts are of different currencies",
        })
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

    /// This amount, `quantity` times.
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(i64::from(quantity)).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
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
            return format!("{sign}{number}");
        }
        while number.len() <= digits {
            number.insert(0, '0');
        }
        number.insert(number.len() - digits, '.');
        format!("{sign}{number}")
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
        assert_eq!(money(i64::MAX / 2, "AUD").times(3), Err(MoneyError::Overflow));
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
}
