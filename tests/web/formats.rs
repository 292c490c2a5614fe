//! Money, dates, times and lengths in some languages.

use booking_widget::booking::time::{CivilDate, HOUR_MS, Instant, MINUTE_MS};
use booking_widget::booking::{Currency, Money};
use booking_widget::i18n::{Count, Formats, IntlZones, Text};
use booking_widget::state::Zones;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{SATURDAY_9, plain};

fn money(locale: &str, minor: i64, currency: &str) -> String {
    plain(&Formats::new(locale).money(Money::new(minor, Currency::parse(currency)), None))
}

fn saturday() -> CivilDate {
    CivilDate::new(2026, 11, 28).unwrap()
}

#[wasm_bindgen_test]
fn money_has_the_digits_of_its_currency() {
    assert_eq!(money("en-AU", 123_456, "AUD"), "$1,234.56");
    assert_eq!(money("en-AU", 5_000, "AUD"), "$50.00");
    assert_eq!(money("de", 123_456, "EUR"), "1.234,56 €");
    assert_eq!(money("en-US", 1_234, "JPY"), "¥1,234");
    assert_eq!(money("en-US", 1_234_567, "KWD"), "KWD 1,234.567");
    assert_eq!(money("en-US", 5, "KWD"), "KWD 0.005");
}

#[wasm_bindgen_test]
fn a_discount_has_its_sign() {
    assert_eq!(money("en-AU", -500, "AUD"), "-$5.00");
    assert_eq!(money("en-AU", -5, "AUD"), "-$0.05");
}

#[wasm_bindgen_test]
fn an_amount_beyond_what_a_float_holds_is_exact() {
    assert_eq!(money("en-AU", 9_007_199_254_740_993, "AUD"), "$90,071,992,547,409.93");
}

#[wasm_bindgen_test]
fn money_of_no_known_currency_is_shown_as_the_service_shows_it() {
    let like = |locale: &str, text: Option<&str>| {
        plain(&Formats::new(locale).money(Money::new(123_456, None), text))
    };
    assert_eq!(like("en-AU", Some("R$50.00")), "R$1,234.56");
    assert_eq!(like("de", Some("50,00 Taler")), "1.234,56 Taler");
    assert_eq!(like("en-AU", Some("free")), "1,234.56");
    assert_eq!(like("en-AU", None), "1,234.56");
}

#[wasm_bindgen_test]
fn a_moment_is_shown_in_the_places_zone() {
    let sydney = IntlZones.named("Australia/Sydney").unwrap();
    let new_york = IntlZones.named("America/New_York").unwrap();
    let at = Instant(SATURDAY_9);
    for (locale, date_time, time) in [
        ("en-AU", "Sat 28 Nov 9:00 am", "9:00 am"),
        ("en-US", "Sat Nov 28 9:00 AM", "9:00 AM"),
        ("de", "Sa. 28. Nov. 9:00", "9:00"),
        ("ar-EG", "السبت ٢٨ نوفمبر ٩:٠٠ ص", "٩:٠٠ ص"),
    ] {
        let formats = Formats::new(locale);
        assert_eq!(plain(&formats.date_time(at, &*sydney, 2026)), date_time, "{locale}");
        assert_eq!(plain(&formats.time(at, &*sydney)), time, "{locale}");
    }
    assert_eq!(plain(&Formats::new("en-US").date_time(at, &*new_york, 2026)), "Fri Nov 27 5:00 PM");
}

#[wasm_bindgen_test]
fn a_date_is_shown_as_a_date_whatever_the_browsers_zone() {
    for (locale, long, short, month) in [
        ("en-AU", "Saturday 28 November", "Sat 28 Nov", "November 2026"),
        ("en-US", "Saturday November 28", "Sat Nov 28", "November 2026"),
        ("de", "Samstag 28. November", "Sa. 28. Nov.", "November 2026"),
        ("ar-EG", "السبت ٢٨ نوفمبر", "السبت ٢٨ نوفمبر", "نوفمبر ٢٠٢٦"),
    ] {
        let formats = Formats::new(locale);
        assert_eq!(plain(&formats.long_date(saturday(), 2026)), long, "{locale}");
        assert_eq!(plain(&formats.short_date(saturday(), 2026)), short, "{locale}");
        assert_eq!(plain(&formats.month(saturday().month())), month, "{locale}");
    }
}

#[wasm_bindgen_test]
fn a_date_of_another_year_shows_its_year() {
    let sydney = IntlZones.named("Australia/Sydney").unwrap();
    for (locale, date_time, date) in [
        ("en-AU", "Sat 28 Nov 2026 9:00 am", "Sat 28 Nov 2026"),
        ("en-US", "Sat Nov 28 2026 9:00 AM", "Sat Nov 28 2026"),
        ("de", "Sa. 28. Nov. 2026 9:00", "Sa. 28. Nov. 2026"),
    ] {
        let formats = Formats::new(locale);
        assert_eq!(plain(&formats.date_time(Instant(SATURDAY_9), &*sydney, 2025)), date_time, "{locale}");
        assert_eq!(plain(&formats.short_date(saturday(), 2027)), date, "{locale}");
    }
}

#[wasm_bindgen_test]
fn weekdays_have_their_names_and_each_region_its_first_one() {
    for (locale, monday, sunday, first) in [
        ("en-AU", ("Mon", "Monday"), ("Sun", "Sunday"), 0),
        ("en-US", ("Mon", "Monday"), ("Sun", "Sunday"), 6),
        ("de", ("Mo", "Montag"), ("So", "Sonntag"), 0),
        ("ar", ("الاثنين", "الاثنين"), ("الأحد", "الأحد"), 5),
    ] {
        let formats = Formats::new(locale);
        let name = |weekday| formats.weekday(weekday);
        assert_eq!(name(0), (monday.0.to_owned(), monday.1.to_owned()), "{locale}");
        assert_eq!(name(6), (sunday.0.to_owned(), sunday.1.to_owned()), "{locale}");
        assert_eq!(formats.first_weekday(), first, "{locale}");
    }
}

#[wasm_bindgen_test]
fn a_repeated_hour_shows_its_offset() {
    let sydney = IntlZones.named("Australia/Sydney").unwrap();
    let formats = Formats::new("en-AU");
    // 5 April 2026: at 3:00 the clock goes back to 2:00.
    let first = Instant(1_775_316_600_000);
    let second = first.plus(HOUR_MS);
    assert_eq!(plain(&formats.time(first, &*sydney)), "2:30 am (GMT+11)");
    assert_eq!(plain(&formats.time(second, &*sydney)), "2:30 am (GMT+10)");
    assert_eq!(plain(&formats.date_time(first, &*sydney, 2026)), "Sun 5 Apr 2:30 am (GMT+11)");
    assert_eq!(plain(&formats.time(second.plus(30 * MINUTE_MS), &*sydney)), "3:00 am");
    let lord_howe = IntlZones.named("Australia/Lord_Howe").unwrap();
    assert_eq!(plain(&formats.time(Instant(1_775_314_800_000), &*lord_howe)), "1:30 am (GMT+10:30)");
}

#[wasm_bindgen_test]
fn a_length_is_said_in_days_hours_and_minutes() {
    let in_words = |locale: &str, ms: i64| plain(&Formats::new(locale).duration(ms));
    assert_eq!(in_words("en-AU", 24 * HOUR_MS), "1 day");
    assert_eq!(in_words("en-AU", 56 * HOUR_MS), "2 days 8 hours");
    assert_eq!(in_words("en-AU", HOUR_MS + 15 * MINUTE_MS), "1 hour 15 minutes");
    assert_eq!(in_words("de", 32 * HOUR_MS), "1 Tag 8 Stunden");
    assert_eq!(in_words("ar", 24 * HOUR_MS), "يوم");
    assert_eq!(plain(&Formats::new("en-AU").hours(-9 * HOUR_MS - 30 * MINUTE_MS)), "9.5 hours");
    assert_eq!(plain(&Formats::new("en-AU").hours(HOUR_MS)), "1 hour");
}

#[wasm_bindgen_test]
fn wall_clock_of_opening_hours_is_no_moment_in_any_zone() {
    let time = |locale: &str, hours: i64| plain(&Formats::new(locale).wall_time(hours * HOUR_MS));
    assert_eq!(time("en-AU", 9), "9:00 am");
    assert_eq!(time("de", 17), "17:00");
    // Closes at two in the night after.
    assert_eq!(time("en-US", 26), "2:00 AM");
}

#[wasm_bindgen_test]
fn a_count_follows_the_plural_rules() {
    let formats = Formats::new("en-AU");
    let words = |count| formats.count(Count::Items, count).split([' ', ',']).nth(1).unwrap().to_owned();
    assert_eq!((words(0), words(1), words(2)), ("items".into(), "item".into(), "items".into()));
}

#[wasm_bindgen_test]
fn a_text_follows_the_rules_of_its_own_language_in_a_page_of_another() {
    // Japanese has one form for all numbers, in Russian 21 has that of 1.
    for locale in ["ja", "ru", "ar"] {
        let formats = Formats::new(locale);
        let words = |count| formats.count(Count::Items, count);
        assert!(!words(1).contains("items"), "{locale}: {}", words(1));
        assert!(words(21).contains("items"), "{locale}: {}", words(21));
    }
}

#[wasm_bindgen_test]
fn a_language_has_its_direction() {
    for (locale, direction) in
        [("en-AU", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("uz-Arab", "rtl"), ("ja", "ltr")]
    {
        let formats = Formats::new(locale);
        assert_eq!(formats.direction(), direction, "{locale}");
    }
}

#[wasm_bindgen_test]
fn a_zone_has_a_name_for_people() {
    let sydney = IntlZones.named("Australia/Sydney").unwrap();
    let formats = Formats::new("en-AU");
    let name = formats.zone_name(Instant(SATURDAY_9), &*sydney);
    assert!(name.contains("Australia") && !name.contains('/'), "{name}");
    assert_eq!(plain(&formats.zone_short(Instant(SATURDAY_9), &*sydney)), "AEDT");
}

#[wasm_bindgen_test]
fn on_a_page_from_right_to_left_a_value_keeps_its_own_direction() {
    let values = [("price", "$5.00")];
    assert_eq!(Formats::new("en-AU").filled(Text::PriceFrom, &values), "From $5.00");
    assert_eq!(Formats::new("ar-EG").filled(Text::PriceFrom, &values), "From \u{2068}$5.00\u{2069}");
}

#[wasm_bindgen_test]
fn a_way_is_in_metres_then_in_tenths_of_kilometres_then_in_whole_ones() {
    let way = |metres| plain(&Formats::new("en-AU").distance(metres));
    for (metres, words) in [
        (0, "0 metres"),
        (994, "990 metres"),
        (995, "1 kilometre"),
        (1_250, "1.3 kilometres"),
        (9_949, "9.9 kilometres"),
        (9_950, "10 kilometres"),
        (10_500, "11 kilometres"),
        (u32::MAX, "4,294,967 kilometres"),
    ] {
        assert_eq!(way(metres), words, "{metres}");
    }
    assert_eq!(plain(&Formats::new("de").distance(1_200)), "1,2 Kilometer");
}
