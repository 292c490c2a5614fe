//! The sample company's published facts, the price rule written out, and times that are always ahead.

use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike, Weekday};
use chrono_tz::Australia::Sydney;
use chrono_tz::Tz;
use serde_json::Value;

use crate::clock::now;

pub(crate) const COMPANY: &str = "company_harbour";

pub(crate) const ROSE_BAY: &str = "location_rose_bay";
pub(crate) const WATSONS_BAY: &str = "location_watsons_bay";

pub(crate) const SINGLE_KAYAK: &str = "product_single_kayak";
pub(crate) const PADDLE_BOARD: &str = "product_paddle_board";
pub(crate) const TRAIL_BIKE: &str = "product_trail_e_bike";
/// Nobody else has one at Rose Bay Wharf.
pub(crate) const KIDS_BOARD: &str = "product_kids_board";
/// Hired for three days at most.
pub(crate) const TOURING_BOARD: &str = "product_touring_board";
/// Hired for a day at least.
pub(crate) const CAMPING_TRAILER: &str = "product_camping_trailer";
/// One unit at Watsons Bay, away every Saturday until the afternoon.
pub(crate) const CARGO_BIKE: &str = "product_cargo_e_bike";

const HARBOUR: &str = include_str!("../../../gateway/sample/harbour.json");

/// What is hired, where and when.
#[derive(Clone, Debug)]
pub(crate) struct Hire {
    pub(crate) location: &'static str,
    pub(crate) from: DateTime<Tz>,
    pub(crate) until: DateTime<Tz>,
    pub(crate) items: Vec<(&'static str, u32)>,
}

/// What a hire costs, minor units.
#[derive(Debug)]
pub(crate) struct Price {
    pub(crate) lines: Vec<PriceLine>,
    pub(crate) tax_cents: i64,
    pub(crate) total_cents: i64,
}

#[derive(Debug)]
pub(crate) struct PriceLine {
    pub(crate) product: &'static str,
    pub(crate) quantity: u32,
    pub(crate) unit_cents: i64,
    pub(crate) sum_cents: i64,
}

impl Hire {
    /// The price rule: base price × the multiplier of the shortest tier that covers the wall-clock length, rounded half
    /// up for a unit; past the longest tier each further started day adds base price × the multiplier of `day_after`;
    /// tax once, on the sum of the lines.
    pub(crate) fn price(&self) -> Price {
        let facts: Value = serde_json::from_str(HARBOUR).unwrap();
        let minutes = (self.until.naive_local() - self.from.naive_local()).num_minutes();
        let lines: Vec<_> = self
            .items
            .iter()
            .map(|(product, quantity)| {
                let unit_cents = unit_cents(&facts, product, minutes);
                let sum_cents = unit_cents * i64::from(*quantity);
                PriceLine { product, quantity: *quantity, unit_cents, sum_cents }
            })
            .collect();
        let sum: i64 = lines.iter().map(|line| line.sum_cents).sum();
        let percent = ten_thousandths(&facts["company"]["tax_percent"]);
        let tax_cents = half_up(sum * percent, 100 * 10_000);
        Price { lines, tax_cents, total_cents: sum + tax_cents }
    }
}

fn unit_cents(facts: &Value, product: &str, minutes: i64) -> i64 {
    let product = by_id(&facts["products"], product);
    assert_eq!(product["price_per_hour_cents"], 0, "the rule below leaves it out");
    let template = by_id(&facts["pricing_templates"], product["pricing_template_id"].as_str().unwrap());
    let template = &template["template"];
    let mut tiers: Vec<(i64, i64)> = template["tiers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tier| {
            let unit = match tier["duration_unit"].as_str().unwrap() {
                "hours" => 60,
                "days" => 24 * 60,
                other => panic!("a tier in {other}"),
            };
            (tier["duration"].as_i64().unwrap() * unit, ten_thousandths(&tier["price_multiplier"]))
        })
        .collect();
    tiers.sort_unstable();
    let multiplier = match tiers.iter().find(|(length, _)| *length >= minutes) {
        Some((_, multiplier)) => *multiplier,
        None => {
            let (longest, multiplier) = tiers.last().unwrap();
            let further_days = (minutes - longest + 24 * 60 - 1) / (24 * 60);
            multiplier + further_days * ten_thousandths(&template["day_after"]["price_multiplier"])
        }
    };
    half_up(product["base_price_cents"].as_i64().unwrap() * multiplier, 10_000)
}

fn by_id<'a>(list: &'a Value, id: &str) -> &'a Value {
    list.as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap()
}

/// A decimal, as a number or a text, without a float in between.
fn ten_thousandths(decimal: &Value) -> i64 {
    let text = decimal.as_str().map_or_else(|| decimal.to_string(), str::to_owned);
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{part:0<4}").parse().unwrap()
}

fn half_up(value: i64, by: i64) -> i64 {
    (2 * value + by) / (2 * by)
}

/// "$306.90"
pub(crate) fn dollars(cents: i64) -> String {
    assert!((0..100_000).contains(&cents), "no separator of thousands here: {cents}");
    format!("${}.{:02}", cents / 100, cents % 100)
}

/// The name of a product or a location.
pub(crate) fn name_of(id: &str) -> String {
    let facts: Value = serde_json::from_str(HARBOUR).unwrap();
    let list = if id.starts_with("location_") { "locations" } else { "products" };
    by_id(&facts[list], id)["name"].as_str().unwrap().to_owned()
}

/// Today, at the sample company's place.
pub(crate) fn today() -> NaiveDate {
    now().with_timezone(&Sydney).date_naive()
}

/// The first day that still has times at Rose Bay Wharf: today, or tomorrow once it has closed, which it does at 17:00
/// every day.
pub(crate) fn first_day() -> NaiveDate {
    let closed = now().with_timezone(&Sydney).hour() >= 17;
    today() + Days::new(u64::from(closed))
}

/// The next such weekday after today, at the sample company's place.
pub(crate) fn next(weekday: Weekday) -> NaiveDate {
    let mut date = today() + Days::new(1);
    while date.weekday() != weekday {
        date = date + Days::new(1);
    }
    date
}

/// A time of day at the sample company's place.
pub(crate) fn at(date: NaiveDate, hour: u32) -> DateTime<Tz> {
    date.and_hms_opt(hour, 0, 0).unwrap().and_local_timezone(Sydney).earliest().unwrap()
}

/// A date as the widget writes it: "Sat, Nov 28", in another year than the present one "Sat, Nov 28, 2027".
pub(crate) fn short_date(at: &DateTime<Tz>) -> String {
    let this_year = now().with_timezone(&at.timezone()).year() == at.year();
    at.format(if this_year { "%a, %b %-d" } else { "%a, %b %-d, %Y" }).to_string()
}

/// A moment as the widget writes it: "Sat, Nov 28, 9:00 AM".
pub(crate) fn moment(at: &DateTime<Tz>) -> String {
    format!("{}, {}", short_date(at), at.format("%-I:%M %p"))
}

/// Two single kayaks and a paddle board at Rose Bay Wharf, the coming weekend from Saturday 9:00 to Sunday 16:00.
pub(crate) fn weekend() -> Hire {
    let saturday = next(Weekday::Sat);
    Hire {
        location: ROSE_BAY,
        from: at(saturday, 9),
        until: at(saturday + Days::new(1), 16),
        items: vec![(SINGLE_KAYAK, 2), (PADDLE_BOARD, 1)],
    }
}

#[test]
fn the_price_rule_is_written_out_right() {
    // 31 hours of wall clock: the tier of 2 days, 1.8 × 55.00 and 1.8 × 45.00.
    let price = weekend().price();
    let sums: Vec<_> = price.lines.iter().map(|line| (line.unit_cents, line.sum_cents)).collect();
    assert_eq!(sums, [(9900, 19_800), (8100, 8100)]);
    assert_eq!((price.tax_cents, price.total_cents), (2790, 30_690));
    assert_eq!(dollars(30_690), "$306.90");
}
