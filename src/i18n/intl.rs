//! Dates, times, numbers and money in the customer's language, by the browser's `Intl`.

use std::cell::RefCell;

use js_sys::{Array, Function, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::text::{Count, LANGUAGE, Text, fill};
use crate::booking::time::{CivilDate, HOUR_MS, Instant, MINUTE_MS, Month, Zone};
use crate::booking::{Currency, Days, Money};

#[wasm_bindgen]
extern "C" {
    /// `Intl.DateTimeFormat`, whose constructor may throw.
    #[wasm_bindgen(js_namespace = Intl)]
    #[derive(Clone)]
    pub(super) type DateTimeFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    pub(super) fn new(locale: &JsValue, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method, js_name = format)]
    fn format_ms(this: &DateTimeFormat, ms: f64) -> String;
    #[wasm_bindgen(method, js_name = formatRange)]
    fn format_range(this: &DateTimeFormat, from: f64, to: f64) -> String;
    #[wasm_bindgen(method, js_name = formatToParts)]
    fn format_to_parts(this: &DateTimeFormat, ms: f64) -> Array;
    #[wasm_bindgen(method, js_name = resolvedOptions)]
    fn resolved_options(this: &DateTimeFormat) -> Object;

    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &JsValue, options: &Object) -> Result<NumberFormat, JsValue>;
    // `Intl` takes a decimal string as it is: no float comes between.
    #[wasm_bindgen(method, js_name = format)]
    fn format_decimal(this: &NumberFormat, decimal: &str) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &JsValue) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, count: u32) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type ListFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &JsValue, options: &Object) -> Result<ListFormat, JsValue>;
    #[wasm_bindgen(method, js_name = format)]
    fn format_list(this: &ListFormat, items: &Array) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type Locale;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(tag: &JsValue) -> Result<Locale, JsValue>;
    #[wasm_bindgen(method)]
    fn maximize(this: &Locale) -> Locale;
    #[wasm_bindgen(method, getter)]
    fn region(this: &Locale) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn script(this: &Locale) -> Option<String>;
}

impl DateTimeFormat {
    pub(super) fn time_zone(&self) -> Option<String> {
        Reflect::get(&self.resolved_options(), &"timeZone".into()).ok()?.as_string()
    }
}

/// Options of a format.
pub(super) fn options(wanted: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in wanted {
        // Setting a property of a fresh object does not fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

/// One part of a formatted moment.
pub(super) fn part(format: &DateTimeFormat, at: Instant, wanted: &str) -> Option<String> {
    let field = |part: &JsValue, name: &str| Reflect::get(part, &JsValue::from_str(name)).ok()?.as_string();
    format
        .format_to_parts(ms(at))
        .iter()
        .find(|part| field(part, "type").as_deref() == Some(wanted))
        .and_then(|part| field(&part, "value"))
}

#[expect(clippy::cast_precision_loss, reason = "Unix ms are far below 2^53 for every date that Intl takes")]
fn ms(at: Instant) -> f64 {
    at.ms() as f64
}

/// A form of date or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Time,
    /// With its year, or without.
    DateTime(bool),
    /// With its year, or without.
    ShortDate(bool),
    /// With its year, or without.
    LongDate(bool),
    Month,
    Months,
    ShortMonth,
    ShortWeekday,
    LongWeekday,
    ZoneName,
    Offset,
    ZoneShort,
}

impl Form {
    fn options(self) -> Vec<(&'static str, JsValue)> {
        let named: &[(&str, &str)] = match self {
            Self::Time => &[("hour", "numeric"), ("minute", "2-digit")],
            Self::DateTime(_) => &[
                ("weekday", "short"),
                ("day", "numeric"),
                ("month", "short"),
                ("hour", "numeric"),
                ("minute", "2-digit"),
            ],
            Self::ShortDate(_) => &[("weekday", "short"), ("day", "numeric"), ("month", "short")],
            Self::LongDate(_) => &[("weekday", "long"), ("day", "numeric"), ("month", "long")],
            Self::Month => &[("month", "long"), ("year", "numeric")],
            Self::Months => &[("month", "short"), ("year", "numeric")],
            Self::ShortMonth => &[("month", "short")],
            Self::ShortWeekday => &[("weekday", "short")],
            Self::LongWeekday => &[("weekday", "long")],
            Self::ZoneName => &[("timeZoneName", "longGeneric")],
            Self::Offset => &[("timeZoneName", "shortOffset")],
            Self::ZoneShort => &[("timeZoneName", "short")],
        };
        let year = matches!(self, Self::DateTime(true) | Self::ShortDate(true) | Self::LongDate(true))
            .then_some(&("year", "numeric"));
        named.iter().chain(year).map(|(name, value)| (*name, JsValue::from_str(value))).collect()
    }
}

/// What a number stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NumberForm {
    /// An amount of money in a currency.
    Money(Currency),
    /// One in a currency that is not known.
    BareMoney,
    /// So many of a unit, as ECMA-402 calls it.
    Unit(&'static str),
}

impl NumberForm {
    /// The options of `Intl.NumberFormat`.
    fn options(self) -> Vec<(&'static str, JsValue)> {
        match self {
            Self::Money(currency) => vec![
                ("style", "currency".into()),
                ("currency", JsValue::from_str(currency.code())),
                ("currencyDisplay", "narrowSymbol".into()),
                ("minimumFractionDigits", u32::from(currency.minor_digits() as u8).into()),
            ],
            Self::BareMoney => vec![("minimumFractionDigits", 2.into())],
            Self::Unit(unit) => {
                vec![("style", "unit".into()), ("unit", unit.into()), ("unitDisplay", "long".into())]
            }
        }
    }
}

/// A format that was made before.
struct Made {
    form: Form,
    zone: String,
    format: DateTimeFormat,
}

/// The formats of one language.
pub struct Formats {
    locale: JsValue,
    rtl: bool,
    numbers: Option<NumberFormat>,
    plurals: Option<PluralRules>,
    made: RefCell<Vec<Made>>,
    made_numbers: RefCell<Vec<(NumberForm, NumberFormat)>>,
}

/// A text as it is looked for: in one case, without accents, with single spaces.
pub fn fold(text: &str) -> String {
    // Capital letters: those of "ß" are "SS".
    let parts = String::from(JsString::from(text).to_upper_case().normalize("NFD"));
    let mut folded = String::with_capacity(parts.len());
    for letter in parts.chars() {
        match letter {
            '\u{300}'..='\u{36f}' => {}
            ' ' if folded.ends_with(' ') => {}
            letter => folded.push(letter),
        }
    }
    folded
}

impl Formats {
    /// The formats of a BCP 47 tag that the browser takes; an empty one is the browser's own language.
    pub fn new(locale: &str) -> Self {
        let locale = if locale.is_empty() { JsValue::UNDEFINED } else { JsValue::from_str(locale) };
        let rtl = is_rtl(&locale);
        let numbers = NumberFormat::new(&locale, &options(&[])).ok();
        // The rules of the texts' own language, whatever the page's is.
        let plurals = PluralRules::new(&JsValue::from_str(LANGUAGE)).ok();
        Self { locale, rtl, numbers, plurals, made: RefCell::default(), made_numbers: RefCell::default() }
    }

    /// A text.
    pub fn text(&self, text: Text) -> &'static str {
        text.english()
    }

    /// A text with values. Each keeps its own direction, and what is in it changes that of nothing else: where the page
    /// is read from right to left, and where the value is or may be.
    pub fn filled(&self, text: Text, values: &[(&str, &str)]) -> String {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, isolate(value, self.rtl))).collect();
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fill(self.text(text), &values)
    }

    /// A text that depends on a number.
    pub fn count(&self, text: Count, count: u32) -> String {
        let category = self.plurals.as_ref().map(|rules| rules.select(count)).unwrap_or_default();
        fill(text.english(&category), &[("count", &self.number(count))])
    }

    /// A whole number.
    pub fn number(&self, number: u32) -> String {
        let decimal = number.to_string();
        match &self.numbers {
            Some(format) => format.format_decimal(&decimal),
            None => decimal,
        }
    }

    fn decimal(&self, decimal: &str, form: NumberForm) -> String {
        let mut made = self.made_numbers.borrow_mut();
        if let Some((_, format)) = made.iter().find(|(known, _)| *known == form) {
            return format.format_decimal(decimal);
        }
        let Ok(format) = NumberFormat::new(&self.locale, &options(&form.options())) else {
            return decimal.to_owned();
        };
        let text = format.format_decimal(decimal);
        made.push((form, format));
        text
    }

    /// An amount of money. Where its currency is not known, the way `like` shows money: its symbol and side.
    pub fn money(&self, money: Money, like: Option<&str>) -> String {
        let decimal = money.to_decimal();
        match money.currency {
            Some(currency) => self.decimal(&decimal, NumberForm::Money(currency)),
            None => {
                let number = self.decimal(&decimal, NumberForm::BareMoney);
                let (before, after) = like.map_or(("", ""), around_number);
                [before, &number, after].concat()
            }
        }
    }

    fn at(&self, form: Form, zone: &str, at: Instant) -> String {
        self.format(form, zone).map(|format| format.format_ms(ms(at))).unwrap_or_default()
    }

    fn format(&self, form: Form, zone: &str) -> Option<DateTimeFormat> {
        let mut made = self.made.borrow_mut();
        if let Some(made) = made.iter().find(|made| made.form == form && made.zone == zone) {
            return Some(made.format.clone());
        }
        let mut wanted = form.options();
        wanted.push(("timeZone", JsValue::from_str(zone)));
        let format = DateTimeFormat::new(&self.locale, &options(&wanted)).ok()?;
        made.push(Made { form, zone: zone.to_owned(), format: format.clone() });
        Some(format)
    }

    /// A time of day in a zone: "9:00 am"; with its offset where the hour happens twice.
    pub fn time(&self, at: Instant, zone: &dyn Zone) -> String {
        let time = self.at(Form::Time, zone.name(), at);
        if zone.is_repeated(at) { [&*time, " (", &self.offset(at, zone), ")"].concat() } else { time }
    }

    /// The offset of a zone at a moment: "GMT+11".
    pub fn offset(&self, at: Instant, zone: &dyn Zone) -> String {
        let format = self.format(Form::Offset, zone.name());
        format.and_then(|format| part(&format, at, "timeZoneName")).unwrap_or_default()
    }

    /// A time of day of wall clock, ms from midnight.
    pub fn wall_time(&self, of_day_ms: i64) -> String {
        self.at(Form::Time, "UTC", Instant(of_day_ms))
    }

    /// A date and a time of day in a zone: "Sat 28 Nov, 9:00 am"; with its year where that is not `this_year`.
    pub fn date_time(&self, at: Instant, zone: &dyn Zone, this_year: i32) -> String {
        let year = zone.local(at).date.year() != this_year;
        // The time stays whole where the line ends.
        let time = self.at(Form::Time, zone.name(), at);
        let text =
            self.at(Form::DateTime(year), zone.name(), at).replace(&time, &time.replace(' ', "\u{a0}"));
        if zone.is_repeated(at) { [&*text, " (", &self.offset(at, zone), ")"].concat() } else { text }
    }

    /// "Sat 28 Nov"; with its year where that is not `this_year`.
    pub fn short_date(&self, date: CivilDate, this_year: i32) -> String {
        self.at(Form::ShortDate(date.year() != this_year), "UTC", date.utc_midnight())
    }

    /// "Saturday 28 November"; with its year where that is not `this_year`.
    pub fn long_date(&self, date: CivilDate, this_year: i32) -> String {
        self.at(Form::LongDate(date.year() != this_year), "UTC", date.utc_midnight())
    }

    /// "November 2026"
    pub fn month(&self, month: Month) -> String {
        self.at(Form::Month, "UTC", month.first().utc_midnight())
    }

    /// The months of some days: "Nov – Dec 2026".
    pub fn months(&self, days: Days) -> String {
        let format = self.format(Form::Months, "UTC");
        let ends = [days.first, days.last].map(|day| ms(day.utc_midnight()));
        format.map(|format| format.format_range(ends[0], ends[1])).unwrap_or_default()
    }

    /// The short name of a date's month: "Dec".
    pub fn short_month(&self, date: CivilDate) -> String {
        self.at(Form::ShortMonth, "UTC", date.utc_midnight())
    }

    /// The short and the long name of a weekday, 0 for Monday.
    pub fn weekday(&self, weekday: usize) -> (String, String) {
        // 5 January 1970 was a Monday.
        let at = Instant(i64::try_from(4 + weekday).unwrap_or(4) * 24 * HOUR_MS);
        (self.at(Form::ShortWeekday, "UTC", at), self.at(Form::LongWeekday, "UTC", at))
    }

    /// The short name of a zone, to stand beside a time: "AEDT".
    pub fn zone_short(&self, at: Instant, zone: &dyn Zone) -> String {
        let format = self.format(Form::ZoneShort, zone.name());
        format.and_then(|format| part(&format, at, "timeZoneName")).unwrap_or_default()
    }

    /// The name of a zone: "Australian Eastern Time".
    pub fn zone_name(&self, at: Instant, zone: &dyn Zone) -> String {
        let format = self.format(Form::ZoneName, zone.name());
        format.and_then(|format| part(&format, at, "timeZoneName")).unwrap_or_else(|| zone.name().to_owned())
    }

    /// A length of time in hours: "9 hours", "9.5 hours".
    pub fn hours(&self, length_ms: i64) -> String {
        let hundredths = length_ms.abs() / (HOUR_MS / 100);
        self.unit(&format!("{}.{:02}", hundredths / 100, hundredths % 100), "hour")
    }

    /// A way: "350 metres", "1.2 kilometres", "34 kilometres".
    pub fn distance(&self, metres: u32) -> String {
        // Rounded to ten metres, to a tenth of a kilometre, to a kilometre.
        let (decimal, unit) = if metres < 995 {
            (((metres + 5) / 10 * 10).to_string(), "meter")
        } else if metres < 9_950 {
            let tenths = (metres + 50) / 100;
            ([&*(tenths / 10).to_string(), ".", &(tenths % 10).to_string()].concat(), "kilometer")
        } else {
            ((metres / 500).div_ceil(2).to_string(), "kilometer")
        };
        self.unit(&decimal, unit)
    }

    fn unit(&self, decimal: &str, unit: &'static str) -> String {
        self.decimal(decimal, NumberForm::Unit(unit))
    }

    /// A length of wall clock: "1 day 8 hours".
    pub fn duration(&self, wall_ms: i64) -> String {
        let parts = [
            (wall_ms / (24 * HOUR_MS), "day"),
            (wall_ms / HOUR_MS % 24, "hour"),
            (wall_ms / MINUTE_MS % 60, "minute"),
        ];
        let items = Array::new();
        for (number, unit) in parts.into_iter().filter(|(number, _)| *number > 0) {
            items.push(&JsValue::from_str(&self.unit(&number.to_string(), unit)));
        }
        if items.length() == 0 {
            items.push(&JsValue::from_str(&self.unit("0", "minute")));
        }
        self.list(&items, &[("type", "unit".into()), ("style", "narrow".into())])
    }

    /// "8:00 am to noon and 1:00 pm to 5:00 pm"
    pub fn and(&self, items: Vec<String>) -> String {
        self.list(&items.into_iter().map(JsValue::from).collect(), &[])
    }

    fn list(&self, items: &Array, wanted: &[(&str, JsValue)]) -> String {
        ListFormat::new(&self.locale, &options(wanted))
            .map_or_else(|_| items.join(" ").into(), |list| list.format_list(items))
    }

    /// How long there is still to wait: the seconds in the last minute, whole minutes before that.
    pub fn wait(&self, wait_ms: i64) -> String {
        let seconds = (wait_ms + 999) / 1000;
        match seconds {
            ..=60 => self.unit(&seconds.to_string(), "second"),
            _ => self.duration(wait_ms + MINUTE_MS - 1),
        }
    }

    /// The direction of the language's writing: `ltr` or `rtl`.
    pub fn direction(&self) -> &'static str {
        if self.rtl { "rtl" } else { "ltr" }
    }

    /// The first day of the week, 0 for Monday: by the browser's word, else by the region's custom.
    pub fn first_weekday(&self) -> usize {
        let Some(locale) = language(&self.locale) else { return 0 };
        let info = match Reflect::get(&locale, &"getWeekInfo".into()) {
            Ok(method) if method.is_function() => {
                method.dyn_into::<Function>().ok().and_then(|method| method.call0(&locale).ok())
            }
            _ => Reflect::get(&locale, &"weekInfo".into()).ok(),
        };
        let first = info.and_then(|info| Reflect::get(&info, &"firstDay".into()).ok()?.as_f64());
        if let Some(first) = first {
            // 1 for Monday to 7 for Sunday.
            return (first as usize + 6) % 7;
        }
        let sunday = ["US", "CA", "MX", "BR", "JP", "KR", "IL", "SA", "IN", "ZA", "AU"];
        let region = locale.maximize().region().unwrap_or_default();
        if sunday.contains(&region.as_str()) { 6 } else { 0 }
    }
}

/// The language of a tag, as the browser knows it; its own where there is none.
fn language(locale: &JsValue) -> Option<Locale> {
    let tag = if locale.is_undefined() {
        let format = DateTimeFormat::new(locale, &options(&[])).ok()?;
        Reflect::get(&format.resolved_options(), &"locale".into()).ok()?
    } else {
        locale.clone()
    };
    Locale::new(&tag).ok()
}

/// Whether a language is written from right to left.
fn is_rtl(locale: &JsValue) -> bool {
    let script = language(locale).and_then(|language| language.maximize().script()).unwrap_or_default();
    matches!(script.as_str(), "Arab" | "Hebr" | "Thaa" | "Syrc" | "Nkoo" | "Adlm")
}

/// A value that keeps its own direction within a sentence (first strong isolate): `always`, or where something in it is
/// written from right to left or says which direction is next. Marks of its own that end an isolate would end this one.
fn isolate(value: &str, mut always: bool) -> String {
    let mut isolated = String::from('\u{2068}');
    for c in value.chars() {
        // Also dashes and emoji: it does them no harm.
        always |= matches!(c, '\u{590}'..='\u{8ff}' | '\u{200e}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fb1d}'..);
        if !matches!(c, '\u{2066}'..='\u{2069}') {
            isolated.push(c);
        }
    }
    if !always {
        return value.to_owned();
    }
    isolated.push('\u{2069}');
    isolated
}

/// What stands before and after the number of a formatted price.
fn around_number(price: &str) -> (&str, &str) {
    let mut digits = price.char_indices().filter(|(_, c)| c.is_numeric());
    let Some((start, first)) = digits.next() else { return ("", "") };
    let (last, c) = digits.next_back().unwrap_or((start, first));
    let end = last + c.len_utf8();
    (price.get(..start).unwrap_or_default(), price.get(end..).unwrap_or_default())
}
