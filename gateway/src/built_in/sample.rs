//! The sample company: a hire company that a visitor believes in, from `sample/harbour.json`.
//!
//! Its reservations are rules of the week ("from Friday 16:00 until Monday 9:00, every other week"), written out for the
//! weeks around today and topped up later, so that the demo does not age.

use booking_widget::booking::time::{CivilDate, DAY_MS, HOUR_MS, Instant, MINUTE_MS, Zone};
use booking_widget::booking::{CompanyId, LocationId, ProductId, Window};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

use super::BuiltIn;
use super::catalog::{Catalog, CatalogError, Reserved};
use super::pool::Taken;
use super::store::{CompanyRow, LocationRow, Pools, ProductRow, ReservationRow, StoreError, Transaction};

/// The sample company's facts.
const HARBOUR: &str = include_str!("../../sample/harbour.json");

/// How many days back and ahead of today the reservations reach.
const DAYS_BACK: i64 = 7;
const DAYS_AHEAD: i64 = 180;

const WEEK: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Why there is no sample data.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The facts could not be read.
    #[error("could not read the sample data")]
    Read(#[source] serde_json::Error),
    /// A text among the facts is not what it should be.
    #[error("{0:?} in the sample data is not {1}")]
    Text(String, &'static str),
    /// A product that could not be hired for any time.
    #[error("the shortest hire of {0} in the sample data is longer than its longest")]
    HireLength(String),
    /// They could not be written.
    #[error("could not write the sample data")]
    Write(#[from] StoreError),
    /// What was written could not be read back.
    #[error("could not read the sample company")]
    Catalog(#[from] CatalogError),
}

/// What came of asking for sample data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seeded {
    /// The store was empty and has the sample company now.
    New {
        /// How many reservations were written.
        reservations: usize,
    },
    /// The sample company was there already.
    ToppedUp {
        /// How many reservations were written.
        reservations: usize,
    },
    /// The store has other companies: it was left alone.
    OtherCompanies,
}

#[derive(Debug, Deserialize)]
struct Sample {
    company: SampleCompany,
    locations: Vec<SampleLocation>,
    pricing_templates: Vec<SampleTemplate>,
    products: Vec<SampleProduct>,
    reservations: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
struct SampleCompany {
    id: String,
    name: String,
    currency: String,
    time_zone: String,
    support_url: Option<String>,
    tax_percent: String,
}

#[derive(Debug, Deserialize)]
struct SampleLocation {
    id: String,
    name: String,
    address: String,
    lat: f64,
    lng: f64,
    /// By weekday, spans like `08:00-17:00`.
    hours: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct SampleTemplate {
    id: String,
    template: Box<RawValue>,
}

#[derive(Debug, Deserialize)]
struct SampleProduct {
    id: String,
    name: String,
    category: String,
    description: String,
    picture: String,
    base_price_cents: i64,
    price_per_hour_cents: i64,
    pricing_template_id: String,
    turnaround_minutes: i64,
    /// The shortest hire, where there is one.
    min_hire_minutes: Option<i64>,
    /// The longest hire, where there is one.
    max_hire_minutes: Option<i64>,
    /// Units by location.
    stock: BTreeMap<String, u32>,
}

/// A reservation that comes again each week, or every other one.
#[derive(Debug, Deserialize)]
struct Rule {
    id: String,
    product: String,
    location: String,
    quantity: u32,
    /// Weekday and time: `Fri 16:00`.
    from: String,
    /// The next such moment after `from`.
    until: String,
    weeks: Weeks,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Weeks {
    Every,
    Even,
    Odd,
}

impl Weeks {
    /// Whether the week of a date is meant; weeks are counted from the Monday of 1970-01-05.
    fn has(self, date: CivilDate) -> bool {
        let epoch = CivilDate::new(1970, 1, 5).map_or(0, |monday| date.days_since(monday));
        let even = epoch.div_euclid(7).rem_euclid(2) == 0;
        match self {
            Self::Every => true,
            Self::Even => even,
            Self::Odd => !even,
        }
    }
}

impl BuiltIn {
    /// Puts the sample company into an empty store; where it is there already, tops its reservations up to today.
    pub async fn seed_sample(&self) -> Result<Seeded, SampleError> {
        let sample: Sample = serde_json::from_str(HARBOUR).map_err(SampleError::Read)?;
        let company = CompanyId::new(sample.company.id.clone());
        let now = (self.clock)();
        let mut store = self.store.write().await?;
        let is_new = store.is_empty().await?;
        if is_new {
            write_company(&mut store, &sample).await?;
        }
        let Some(catalog) = Catalog::read(&mut store, &company).await? else {
            return Ok(Seeded::OtherCompanies);
        };
        let reservations = write_reservations(&mut store, &catalog, &sample.reservations, now).await?;
        store.commit().await?;
        Ok(if is_new { Seeded::New { reservations } } else { Seeded::ToppedUp { reservations } })
    }
}

async fn write_company(store: &mut Transaction, sample: &Sample) -> Result<(), SampleError> {
    let company = &sample.company;
    store
        .insert_company(&CompanyRow {
            id: company.id.clone(),
            name: company.name.clone(),
            currency: company.currency.clone(),
            time_zone: company.time_zone.clone(),
            support_url: company.support_url.clone(),
            tax_percent: company.tax_percent.clone(),
        })
        .await?;
    for (sort_order, location) in (1..).zip(&sample.locations) {
        let row = LocationRow {
            id: location.id.clone(),
            sort_order,
            name: location.name.clone(),
            address: Some(location.address.clone()),
            lat: Some(location.lat),
            lng: Some(location.lng),
            hours: Some(hours(&location.hours)?),
            ..LocationRow::default()
        };
        store.insert_location(&company.id, &row).await?;
    }
    for template in &sample.pricing_templates {
        store.insert_template(&company.id, &template.id, template.template.get()).await?;
    }
    for (sort_order, product) in (1..).zip(&sample.products) {
        let [min_hire_ms, max_hire_ms] = hire_length(product)?;
        let row = ProductRow {
            id: product.id.clone(),
            sort_order,
            name: product.name.clone(),
            description: Some(product.description.clone()),
            category: Some(product.category.clone()),
            picture: Some(product.picture.clone()),
            base_price_cents: product.base_price_cents,
            price_per_hour_cents: product.price_per_hour_cents,
            pricing_template_id: Some(product.pricing_template_id.clone()),
            template: None,
            turnaround_ms: product.turnaround_minutes * MINUTE_MS,
            min_hire_ms,
            max_hire_ms,
        };
        store.insert_product(&company.id, &row).await?;
        for (location, units) in &product.stock {
            store.insert_units(&product.id, location, *units).await?;
        }
    }
    Ok(())
}

/// Writes the reservations of the weeks around `now` that are not there yet, each only where its units are still free:
/// customers may have been faster.
async fn write_reservations(
    store: &mut Transaction,
    catalog: &Catalog,
    rules: &[Rule],
    now: Instant,
) -> Result<usize, SampleError> {
    let reach = |days| now.plus(days * DAY_MS);
    let Some(span) = Window::new(reach(-DAYS_BACK - 8), reach(DAYS_AHEAD + 8)) else { return Ok(0) };
    let pools = Pools::Company { id: catalog.id.as_str(), turnaround_ms: catalog.longest_turnaround_ms() };
    let taken = store.taken(pools, span, now, None).await?;
    let mut known = Reserved::new(taken);
    let mut written = 0;
    for rule in rules {
        let item = catalog.item(&ProductId::new(rule.product.as_str()));
        let place = catalog.place(&LocationId::new(rule.location.as_str()));
        let (Some(item), Some(place)) = (item, place) else { continue };
        let (from_day, from) = weekday_and_time(&rule.from)?;
        let (until_day, until) = weekday_and_time(&rule.until)?;
        let mut days = (7 + until_day - from_day) % 7;
        if days == 0 && until <= from {
            days = 7;
        }
        let today = place.zone.local(now).date;
        for date in (-DAYS_BACK..=DAYS_AHEAD).map(|ahead| today.plus_days(ahead)) {
            if date.weekday() != from_day || !rule.weeks.has(date) {
                continue;
            }
            let start = place.zone.resolve(date.at(from)).earliest();
            let end = date.plus_days(i64::try_from(days).unwrap_or(0)).at(until);
            let end = place.zone.resolve(end).earliest();
            let id = format!("sample_{}_{date}", rule.id);
            let Some(window) = Window::new(start, end) else { continue };
            if store.has_reservation(&id).await?
                || catalog.pool(item, place, &known).free_for(window) < rule.quantity
            {
                continue;
            }
            let row = ReservationRow {
                id,
                product_id: rule.product.clone(),
                location_id: rule.location.clone(),
                start_ms: start.ms(),
                end_ms: end.ms(),
                quantity: i64::from(rule.quantity),
                order_id: None,
                expires_at: None,
            };
            store.insert_reservation(&row).await?;
            let taken = Taken { start, end, quantity: rule.quantity };
            known.add(row.product_id, row.location_id, taken);
            written += 1;
        }
    }
    Ok(written)
}

/// A product's shortest and longest hire, ms.
fn hire_length(product: &SampleProduct) -> Result<[Option<i64>; 2], SampleError> {
    let bounds = [product.min_hire_minutes, product.max_hire_minutes];
    if let [Some(min), Some(max)] = bounds
        && min > max
    {
        return Err(SampleError::HireLength(product.id.clone()));
    }
    Ok(bounds.map(|minutes| Some(minutes? * MINUTE_MS)))
}

/// The opening hours as the store keeps them.
fn hours(by_day: &BTreeMap<String, Vec<String>>) -> Result<String, SampleError> {
    let mut week: Vec<Vec<[i64; 2]>> = Vec::new();
    for day in WEEK {
        let mut spans = Vec::new();
        for span in by_day.get(day).into_iter().flatten() {
            let ends = span.split_once('-').and_then(|(opens, closes)| Some([time(opens)?, time(closes)?]));
            spans.push(ends.ok_or_else(|| SampleError::Text(span.clone(), "a span of time"))?);
        }
        week.push(spans);
    }
    Ok(serde_json::json!(week).to_string())
}

/// Reads `Fri 16:00`: 0 for Monday to 6 for Sunday, and ms from midnight.
fn weekday_and_time(text: &str) -> Result<(usize, i64), SampleError> {
    let read = || {
        let (day, at) = text.split_once(' ')?;
        Some((WEEK.iter().position(|name| *name == day)?, time(at)?))
    };
    read().ok_or_else(|| SampleError::Text(text.to_owned(), "a weekday and a time"))
}

/// Reads `16:00` as ms from midnight.
fn time(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    Some(hours.parse::<i64>().ok()? * HOUR_MS + minutes.parse::<i64>().ok()? * MINUTE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortest_hire_that_is_longer_than_the_longest_is_refused() {
        let mut sample: Sample = serde_json::from_str(HARBOUR).unwrap();
        let product = sample.products.last_mut().unwrap();
        product.min_hire_minutes = Some(60);
        product.max_hire_minutes = Some(60);
        assert_eq!(hire_length(product).unwrap(), [Some(HOUR_MS); 2]);
        product.max_hire_minutes = Some(59);
        assert_eq!(
            hire_length(product).unwrap_err().to_string(),
            "the shortest hire of product_camping_trailer in the sample data is longer than its longest"
        );
    }
}
