//! A quote: the service's answer for exactly one cart, window and location.

use super::cart::Cart;
use super::ids::{LocationId, ProductId};
use super::money::{Money, MoneyError};
use super::window::Window;

/// What a quote is asked for. A quote answers this and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteKey {
    /// Where.
    pub location: LocationId,
    /// From when to when.
    pub window: Window,
    /// What.
    pub cart: Cart,
}

/// A service's answer to a [`QuoteKey`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Whether the whole cart can be had.
    pub available: bool,
    /// Why not, where the service says.
    pub reason: Option<Refused>,
    /// The cart's lines with their prices, before tax.
    pub lines: Vec<QuoteLine>,
    /// What the total has beyond the lines, so that lines and extras add up to it.
    pub extras: Vec<Extra>,
    /// What it costs with tax.
    pub total: Option<Money>,
}

/// Why a cart can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Not enough units are free.
    Taken,
    /// The place is closed at pick-up or return.
    Closed,
    /// The hire is too short.
    TooShort,
    /// The hire is too long.
    TooLong,
}

/// A line of a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteLine {
    /// The product.
    pub product: ProductId,
    /// How many were asked for.
    pub quantity: u32,
    /// One unit.
    pub unit: Option<Money>,
    /// All of them.
    pub subtotal: Option<Money>,
    /// How many can be had, where the service counts them in a refusal.
    pub count: Option<u32>,
}

/// A row between the lines and the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// What it is.
    pub kind: ExtraKind,
    /// How much; below 0 for what is taken off.
    pub amount: Money,
}

/// What an [`Extra`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtraKind {
    /// Tax, by the service's word.
    Tax,
    /// A fee or a discount, by its name.
    Named(String),
    /// What the total has beyond the lines, and the service does not say what it is.
    TaxAndFees,
    /// What is left where tax and fees were named and still do not make up the total.
    Adjustment,
}

/// The named amounts of an answer, from which the rows between lines and total are made.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The tax, where sent.
    pub tax: Option<i64>,
    /// Fees by name, minor units.
    pub fees: Vec<(String, i64)>,
    /// Discounts by name, minor units taken off.
    pub discounts: Vec<(String, i64)>,
}

/// The rows between the lines and the total: what is named, then what is left over, so that what is on screen adds up.
/// Rows of nothing are left out.
pub fn extras(lines: &[QuoteLine], total: Money, named: Named) -> Result<Vec<Extra>, MoneyError> {
    let row = |kind, minor| Extra { kind, amount: Money { minor, ..total } };
    let mut rows = Vec::new();
    for (name, minor) in named.fees {
        rows.push(row(ExtraKind::Named(name), minor));
    }
    for (name, minor) in named.discounts {
        rows.push(row(ExtraKind::Named(name), minor.checked_neg().ok_or(MoneyError::Overflow)?));
    }
    let names_tax = named.tax.is_some();
    rows.extend(named.tax.map(|minor| row(ExtraKind::Tax, minor)));

    let mut left = total;
    for amount in lines.iter().filter_map(|line| line.subtotal).chain(rows.iter().map(|row| row.amount)) {
        left = left.minus(amount)?;
    }
    // Neither a tax nor a fee takes anything off.
    let kind = if names_tax || left.minor < 0 { ExtraKind::Adjustment } else { ExtraKind::TaxAndFees };
    rows.push(Extra { kind, amount: left });
    rows.retain(|row| row.amount.minor != 0);
    Ok(rows)
}

impl Quote {
    /// What the total has beyond the lines, be it below 0; `None` where it can't be known.
    pub fn beyond(&self) -> Option<Money> {
        let subtotals = self.lines.iter().filter_map(|line| line.subtotal);
        subtotals.fold(self.total, |left, subtotal| left?.minus(subtotal).ok())
    }

    /// Whether another one says the same price, line by line.
    pub fn costs_as(&self, other: &Self) -> bool {
        let minor = |money: Option<Money>| money.map(|money| money.minor);
        let line = |line: &QuoteLine| {
            minor(line.subtotal) == minor(other.line(&line.product).and_then(|line| line.subtotal))
        };
        minor(self.total) == minor(other.total) && self.lines.iter().all(line)
    }

    /// The line of a product.
    pub fn line(&self, product: &ProductId) -> Option<&QuoteLine> {
        self.lines.iter().find(|line| line.product == *product)
    }
}

#[cfg(test)]
mod tests {
    use super::super::money::Currency;
    use super::*;

    fn aud(minor: i64) -> Money {
        Money::new(minor, Currency::parse("AUD"))
    }

    fn line(minor: i64) -> QuoteLine {
        let product = ProductId::new("product_kayak");
        QuoteLine { product, quantity: 1, unit: Some(aud(minor)), subtotal: Some(aud(minor)), count: None }
    }

    #[test]
    fn what_is_named_and_what_is_left_add_up_to_the_total() {
        let named = Named {
            tax: Some(3_000),
            fees: vec![("Cleaning".into(), 500)],
            discounts: vec![("Spring".into(), 1_000)],
        };
        let rows = extras(&[line(30_000)], aud(32_600), named).unwrap();
        let kinds: Vec<_> = rows.iter().map(|row| (row.kind.clone(), row.amount.minor)).collect();
        assert_eq!(
            kinds,
            [
                (ExtraKind::Named("Cleaning".into()), 500),
                (ExtraKind::Named("Spring".into()), -1_000),
                (ExtraKind::Tax, 3_000),
                (ExtraKind::Adjustment, 100),
            ]
        );
        assert_eq!(rows.iter().map(|row| row.amount.minor).sum::<i64>() + 30_000, 32_600);
    }

    #[test]
    fn a_total_of_unnamed_parts_has_one_row_and_a_total_of_the_lines_none() {
        let rows = extras(&[line(30_000)], aud(33_000), Named::default()).unwrap();
        assert_eq!(rows, [Extra { kind: ExtraKind::TaxAndFees, amount: aud(3_000) }]);
        assert_eq!(extras(&[line(30_000)], aud(30_000), Named::default()), Ok(vec![]));
    }

    #[test]
    fn what_is_taken_off_without_a_name_is_neither_a_tax_nor_a_fee() {
        let rows = extras(&[line(30_000)], aud(29_000), Named::default()).unwrap();
        assert_eq!(rows, [Extra { kind: ExtraKind::Adjustment, amount: aud(-1_000) }]);
    }

    #[test]
    fn a_sum_that_overflows_is_an_error() {
        let rows = extras(&[line(i64::MAX), line(i64::MAX)], aud(-5), Named::default());
        assert_eq!(rows, Err(MoneyError::Overflow));
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use proptest::prelude::*;

        use super::*;
        use crate::booking::testing::cases;

        fn minors() -> impl Strategy<Value = i64> {
            prop_oneof![9 => -1_000_000_000_000_i64..=1_000_000_000_000, 1 => any::<i64>()]
        }

        fn amounts() -> impl Strategy<Value = Vec<(String, i64)>> {
            prop::collection::vec(minors().prop_map(|minor| ("it".to_owned(), minor)), 0..4)
        }

        proptest! {
            #![proptest_config(cases(4_000))]

            #[test]
            fn lines_and_rows_make_the_total_or_there_is_no_quote(
                subtotals in prop::collection::vec(prop::option::weighted(0.9, minors()), 0..6),
                total in minors(),
                tax in prop::option::of(minors()),
                fees in amounts(),
                discounts in amounts(),
            ) {
                let currency = Currency::parse("AUD");
                let subtotal = |minor: &Option<i64>| QuoteLine {
                    subtotal: minor.map(|minor| Money::new(minor, currency)),
                    ..line(0)
                };
                let lines: Vec<_> = subtotals.iter().map(subtotal).collect();
                let named = Named { tax, fees: fees.clone(), discounts: discounts.clone() };
                let sum = |amounts: &[(String, i64)]| amounts.iter().map(|(_, minor)| i128::from(*minor)).sum::<i128>();
                let of_lines: i128 = subtotals.iter().flatten().copied().map(i128::from).sum();
                let of_named = i128::from(tax.unwrap_or(0)) + sum(&fees) - sum(&discounts);
                match extras(&lines, aud(total), named) {
                    Ok(rows) => {
                        let of_rows: i128 = rows.iter().map(|row| i128::from(row.amount.minor)).sum();
                        prop_assert_eq!(of_lines + of_rows, i128::from(total));
                        prop_assert!(rows.iter().all(|row| row.amount.minor != 0));
                        prop_assert!(rows.iter().all(|row| row.amount.currency == currency));
                        let left = i128::from(total) - of_lines - of_named;
                        let adjusts = tax.is_some() || left < 0;
                        let kind = if adjusts { ExtraKind::Adjustment } else { ExtraKind::TaxAndFees };
                        let row = rows.iter().find(|row| row.kind == kind);
                        prop_assert_eq!(row.map_or(0, |row| i128::from(row.amount.minor)), left);
                    }
                    Err(error) => {
                        prop_assert_eq!(error, MoneyError::Overflow);
                        let parts = subtotals.iter().flatten().chain(fees.iter().map(|(_, minor)| minor));
                        let parts = parts.chain(discounts.iter().map(|(_, minor)| minor)).chain(&tax).chain([&total]);
                        let largest: i128 = parts.map(|minor| i128::from(minor.unsigned_abs())).sum();
                        prop_assert!(largest > i128::from(i64::MAX), "nothing of it is too large");
                    }
                }
            }
        }
    }
}
