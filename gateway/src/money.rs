//! Money as text, as the gateway's own answers and pages show it.

use booking_widget::booking::Money;

/// The amount with its currency's sign before it and its thousands apart: `$1,234.50`; the code where there is no sign
/// that everyone knows.
pub fn format_money(money: Money) -> String {
    let decimal = money.to_decimal();
    let (minus, decimal) = match decimal.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", decimal.as_str()),
    };
    let (whole, part) = match decimal.split_once('.') {
        Some((whole, part)) => (whole, format!(".{part}")),
        None => (decimal, String::new()),
    };
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = match money.currency.as_ref().map(|currency| currency.code()) {
        None | Some("AUD" | "USD" | "NZD" | "CAD" | "SGD" | "HKD") => "$".to_owned(),
        Some("EUR") => "€".to_owned(),
        Some("GBP") => "£".to_owned(),
        Some("JPY") => "¥".to_owned(),
        Some(code) => format!("{code} "),
    };
    format!("{minus}{sign}{grouped}{part}")
}

#[cfg(test)]
mod tests {
    use booking_widget::booking::Currency;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn money_is_written_in_groups_of_three_with_the_digits_of_its_currency(
            minor in prop_oneof![any::<i64>(), -2_000_i64..2_000, Just(1_000_000_000_000)],
            (code, sign, digits) in prop_oneof![
                Just(("JPY", "¥", 0_u32)),
                Just(("AUD", "$", 2)),
                Just(("CHF", "CHF ", 2)),
                Just(("KWD", "KWD ", 3)),
            ],
        ) {
            let text = format_money(Money::new(minor, Currency::parse(code)));
            let unsigned = if minor < 0 { text.strip_prefix('-').unwrap() } else { &text };
            let number = unsigned.strip_prefix(sign).unwrap();
            let (whole, part) = number.split_once('.').unwrap_or((number, ""));
            prop_assert_eq!(part.len(), digits as usize);
            let groups: Vec<_> = whole.split(',').collect();
            prop_assert!((1..=3).contains(&groups[0].len()), "{}", text);
            prop_assert!(groups[1..].iter().all(|group| group.len() == 3), "{}", text);
            prop_assert!(groups[0] == "0" || !groups[0].starts_with('0'), "{}", text);
            let value: i128 = (groups.concat() + part).parse().unwrap();
            prop_assert_eq!(value, i128::from(minor).abs());
        }
    }

    #[test]
    fn money_is_written_with_its_sign_and_thousands() {
        let text = |minor, code| format_money(Money::new(minor, Currency::parse(code)));
        assert_eq!(text(5_000, "AUD"), "$50.00");
        assert_eq!(text(123_456_789, "EUR"), "€1,234,567.89");
        assert_eq!(text(-100_000, "JPY"), "-¥100,000");
        assert_eq!(text(1_234, "CHF"), "CHF 12.34");
        assert_eq!(text(0, "USD"), "$0.00");
    }
}
