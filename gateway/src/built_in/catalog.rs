//! What a company has for hire, read from the store into types that can be reckoned with.

use std::collections::HashMap;

use booking_widget::booking::hours::{OpenSpan, OpeningHours};
use booking_widget::booking::time::{Instant, Zone};
use booking_widget::booking::{CompanyId, Currency, LocationId, ProductId, Window};

use super::decimal::Decimal;
use super::pool::{Pool, Taken};
use super::pricing::{Pricing, Template};
use super::store::{CompanyRow, LocationRow, ProductRow, StoreError, TakenRow, Transaction};
use super::zone::TableZone;
use crate::source::SourceError;

/// Why a catalog could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The store did not answer.
    #[error("could not read the catalog")]
    Store(#[from] StoreError),
    /// A field in the store does not say what it should.
    #[error("{field} of {id} is wrong in the store")]
    Field {
        /// Whose field.
        id: String,
        /// Which field.
        field: &'static str,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// A company with all that it has for hire.
#[derive(Debug)]
pub(super) struct Catalog {
    /// Its id.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// Where a customer gets help.
    pub support_url: Option<String>,
    /// Its currency.
    pub currency: Currency,
    /// Its time zone.
    pub zone: TableZone,
    /// In the order in which they are shown.
    pub places: Vec<Place>,
    /// In the order in which they are shown.
    pub items: Vec<Item>,
}

/// A location.
#[derive(Debug)]
pub(super) struct Place {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// A street address, one line.
    pub address: Option<String>,
    /// Degrees north and east.
    pub at: Option<(f64, f64)>,
    /// Its time zone: its own, else the company's.
    pub zone: TableZone,
    /// Its currency: its own, else the company's.
    pub currency: Currency,
    /// Its tax rate: its own, else the company's.
    pub tax_percent: Decimal,
    /// When it is open, as on the wire; `None` is always.
    pub week: Option<Vec<Vec<[i64; 2]>>>,
    /// The same to reckon with.
    pub hours: Option<OpeningHours>,
    /// Out of use.
    pub archived: bool,
}

impl Place {
    /// Whether something can be picked up or returned at a moment.
    pub(super) fn is_open(&self, at: Instant) -> bool {
        self.hours.as_ref().is_none_or(|hours| hours.is_open(self.zone.local(at)))
    }

    /// Whether both the pick-up and the return of a window are within the opening hours.
    pub(super) fn is_open_for(&self, window: Window) -> bool {
        self.is_open(window.start()) && self.is_open(window.end())
    }

    /// The one opening and closing time of every day, where the week has no more to say.
    pub(super) fn same_hours_every_day(&self) -> Option<[i64; 2]> {
        let mut days = self.week.iter().flatten();
        let [span] = days.next()?.as_slice() else { return None };
        days.all(|day| day.as_slice() == [*span]).then_some(*span)
    }

    /// A window's length on the wall clock, ms.
    pub(super) fn wall_ms(&self, window: Window) -> i64 {
        self.zone.local(window.end()).wall_ms_since(self.zone.local(window.start()))
    }
}

/// A product.
#[derive(Debug)]
pub(super) struct Item {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// A description.
    pub description: Option<String>,
    /// Its category's name.
    pub category: Option<String>,
    /// A file below `/pictures`, or an address.
    pub picture: Option<String>,
    /// What it costs.
    pub pricing: Pricing,
    /// How long a unit is busy behind each hire, ms.
    pub turnaround_ms: i64,
    /// The shortest hire, ms of wall clock.
    pub min_hire_ms: Option<i64>,
    /// The longest hire, ms of wall clock.
    pub max_hire_ms: Option<i64>,
    /// At which locations it stands, by their number, with how many units; archived locations not.
    pub stands: Vec<(usize, u32)>,
}

impl Item {
    /// Whether it is hired for as long as `wall_ms` of wall clock; if it names no longest hire itself, that is
    /// `longest_ms`.
    pub(super) fn check_length(&self, wall_ms: i64, longest_ms: i64) -> Result<(), SourceError> {
        if let Some(min_hire_ms) = self.min_hire_ms.filter(|least| wall_ms < *least) {
            return Err(SourceError::TooShort { product: self.id.clone(), min_hire_ms });
        }
        let max_hire_ms = self.max_hire_ms.unwrap_or(longest_ms);
        if wall_ms > max_hire_ms {
            return Err(SourceError::TooLong { product: self.id.clone(), max_hire_ms });
        }
        Ok(())
    }

    /// The lowest price of a hire of one unit, of those that are long and short enough, minor units.
    pub(super) fn lowest_price(&self) -> Option<i64> {
        self.pricing.lowest_price(self.min_hire_ms.unwrap_or(1), self.max_hire_ms.unwrap_or(i64::MAX))
    }
}

impl Catalog {
    /// Reads a company's catalog; `None` where there is no such company.
    pub(super) async fn read(
        store: &mut Transaction,
        company: &CompanyId,
    ) -> Result<Option<Self>, CatalogError> {
        let Some(row) = store.company(company.as_str()).await? else { return Ok(None) };
        let currency = currency(&row.id, &row.currency)?;
        let zone = zone(&row.id, &row.time_zone)?;
        let places = store.locations(&row.id).await?;
        let places = places.into_iter().map(|place| self::place(place, &row, zone, currency));
        let places = places.collect::<Result<Vec<Place>, _>>()?;
        let numbers = places.iter().enumerate().filter(|(_, place)| !place.archived);
        let numbers: HashMap<&str, usize> =
            numbers.map(|(number, place)| (place.id.as_str(), number)).collect();
        let mut stands: HashMap<String, Vec<(usize, u32)>> = HashMap::new();
        for stock in store.stock(&row.id).await? {
            if let Some(number) = numbers.get(stock.location_id.as_str()) {
                let units = u32::try_from(stock.units).unwrap_or(u32::MAX);
                stands.entry(stock.product_id).or_default().push((*number, units));
            }
        }
        let mut items = Vec::new();
        for product in store.products(&row.id).await? {
            let mut stands = stands.remove(&product.id).unwrap_or_default();
            stands.sort_unstable();
            items.push(item(product, stands)?);
        }
        Ok(Some(Self {
            places,
            items,
            id: CompanyId::new(row.id),
            name: row.name,
            support_url: row.support_url,
            currency,
            zone,
        }))
    }

    /// The location of that id that is in use.
    pub(super) fn place(&self, id: &LocationId) -> Option<&Place> {
        self.places.iter().find(|place| place.id == *id && !place.archived)
    }

    /// The product of that id.
    pub(super) fn item(&self, id: &ProductId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// The longest turnaround time of its products, ms.
    pub(super) fn longest_turnaround_ms(&self) -> i64 {
        self.items.iter().map(|item| item.turnaround_ms).max().unwrap_or(0)
    }

    /// Where a product stands.
    pub(super) fn places_of<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a Place> {
        item.stands.iter().filter_map(|(number, _)| self.places.get(*number))
    }

    /// How many units of a product stand at a location.
    pub(super) fn units(&self, item: &Item, place: &Place) -> u32 {
        let is_there = |number: usize| self.places.get(number).is_some_and(|other| other.id == place.id);
        item.stands.iter().find(|(number, _)| is_there(*number)).map_or(0, |(_, units)| *units)
    }

    /// The pool of a product at a location.
    pub(super) fn pool(&self, item: &Item, place: &Place, reserved: &Reserved) -> Pool {
        Pool::new(self.units(item, place), item.turnaround_ms, reserved.of(&item.id, &place.id))
    }
}

/// What is taken, by pool.
#[derive(Debug, Default)]
pub(super) struct Reserved(HashMap<String, HashMap<String, Vec<Taken>>>);

impl Reserved {
    /// Of the rows that were read.
    pub(super) fn new(rows: Vec<TakenRow>) -> Self {
        let mut reserved = Self::default();
        for row in rows {
            let taken = Taken {
                start: Instant(row.start_ms),
                end: Instant(row.end_ms),
                quantity: u32::try_from(row.quantity).unwrap_or(u32::MAX),
            };
            reserved.add(row.product_id, row.location_id, taken);
        }
        reserved
    }

    /// One more.
    pub(super) fn add(&mut self, product: String, location: String, taken: Taken) {
        self.0.entry(product).or_default().entry(location).or_default().push(taken);
    }

    fn of(&self, product: &ProductId, location: &LocationId) -> impl Iterator<Item = Taken> {
        let here = self.0.get(product.as_str()).and_then(|places| places.get(location.as_str()));
        here.into_iter().flatten().copied()
    }
}

fn place(
    row: LocationRow,
    company: &CompanyRow,
    company_zone: TableZone,
    company_currency: Currency,
) -> Result<Place, CatalogError> {
    let week: Option<Vec<Vec<[i64; 2]>>> = match &row.hours {
        Some(hours) => Some(serde_json::from_str(hours).map_err(wrong(&row.id, "hours"))?),
        None => None,
    };
    Ok(Place {
        hours: week.as_ref().map(|week| hours(&row.id, week)).transpose()?,
        week,
        zone: row.time_zone.as_deref().map_or(Ok(company_zone), |name| zone(&row.id, name))?,
        currency: row.currency.as_deref().map_or(Ok(company_currency), |code| currency(&row.id, code))?,
        tax_percent: Decimal::parse(row.tax_percent.as_ref().unwrap_or(&company.tax_percent))
            .map_err(wrong(&row.id, "tax_percent"))?,
        at: row.lat.zip(row.lng),
        id: LocationId::new(row.id),
        name: row.name,
        address: row.address,
        archived: row.archived,
    })
}

fn item(row: ProductRow, stands: Vec<(usize, u32)>) -> Result<Item, CatalogError> {
    let template = match &row.template {
        Some(template) => serde_json::from_str(template).map_err(wrong(&row.id, "template"))?,
        None => Template::daily(),
    };
    for (field, cents) in
        [("base_price_cents", row.base_price_cents), ("price_per_hour_cents", row.price_per_hour_cents)]
    {
        if cents < 0 {
            return Err(wrong(&row.id, field)("a price must not be negative"));
        }
    }
    Ok(Item {
        id: ProductId::new(row.id),
        name: row.name,
        description: row.description,
        category: row.category,
        picture: row.picture,
        pricing: Pricing {
            base_price_cents: row.base_price_cents,
            price_per_hour_cents: row.price_per_hour_cents,
            template,
        },
        turnaround_ms: row.turnaround_ms.max(0),
        min_hire_ms: row.min_hire_ms,
        max_hire_ms: row.max_hire_ms,
        stands,
    })
}

fn hours(id: &str, week: &[Vec<[i64; 2]>]) -> Result<OpeningHours, CatalogError> {
    let spans = |day: &Vec<[i64; 2]>| {
        day.iter().map(|&[opens, closes]| OpenSpan::new(opens, closes)).collect::<Option<Vec<_>>>()
    };
    let days: Option<Vec<_>> = week.iter().map(spans).collect();
    let days: Option<[Vec<OpenSpan>; 7]> = days.and_then(|days| days.try_into().ok());
    let days = days.ok_or("seven lists of [opens, closes] within a day are wanted");
    Ok(OpeningHours::weekly(days.map_err(wrong(id, "hours"))?))
}

fn zone(id: &str, name: &str) -> Result<TableZone, CatalogError> {
    TableZone::parse(name).ok_or("no such time zone").map_err(wrong(id, "time_zone"))
}

fn currency(id: &str, code: &str) -> Result<Currency, CatalogError> {
    Currency::parse(code).ok_or("no currency code").map_err(wrong(id, "currency"))
}

fn wrong<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
    id: &str,
    field: &'static str,
) -> impl FnOnce(E) -> CatalogError {
    let id = id.to_owned();
    move |source| CatalogError::Field { id, field, source: source.into() }
}
