//! The built-in source: a whole hire company in one SQLite file.

mod catalog;
mod decimal;
mod orders;
mod pool;
mod pricing;
mod quote;
mod sample;
mod slots;
mod store;
mod zone;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use booking_widget::api::wire;
use booking_widget::booking::hours::STEP_MS;
use booking_widget::booking::time::{DAY_MS, Instant, Zone};
use booking_widget::booking::{CompanyId, Interval, Money, ProductId, Window};

pub use self::catalog::CatalogError;
use self::catalog::{Catalog, Item};
pub use self::decimal::Decimal;
use self::orders::PAID;
pub use self::orders::{Order, OrderLine, OrderState, Payment};
use self::quote::{Wanted, is_past};
pub use self::sample::{SampleError, Seeded};
pub use self::store::StoreError;
use self::store::{ReservationRow, Store, Transaction};
pub use self::zone::TableZone;
use crate::clock::Clock;
use crate::limits::Limits;
use crate::money::format_money;
use crate::pictures;
use crate::public_url::PublicUrl;
use crate::source::{OrderWish, SlotsQuestion, Source, SourceError, Trip};

/// The built-in source.
#[derive(Clone)]
pub struct BuiltIn {
    store: Store,
    clock: Clock,
    limits: Limits,
    public_url: PublicUrl,
}

impl BuiltIn {
    /// Opens the store in a folder; makes both where they are not there.
    pub async fn open(
        folder: &Path,
        clock: Clock,
        limits: Limits,
        public_url: PublicUrl,
    ) -> Result<Self, StoreError> {
        // Who waits for another process is to be told so, before the time for the request is over.
        let patience = limits.request_time * 4 / 5;
        Ok(Self { store: Store::open(folder, patience).await?, clock, limits, public_url })
    }

    /// A copy that stays as this is now, its clock too. It can be read, not written.
    pub async fn as_it_is(&self) -> Result<Self, StoreError> {
        let now = (self.clock)();
        Ok(Self { store: self.store.copy().await?, clock: Arc::new(move || now), ..self.clone() })
    }

    /// Closes the store once what is under way has ended.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// The company's catalog, with the transaction it was read in.
    async fn read(&self, company: &CompanyId) -> Result<(Transaction, Catalog), SourceError> {
        let mut store = self.store.read().await?;
        let catalog = Catalog::read(&mut store, company).await?.ok_or(SourceError::UnknownCompany)?;
        Ok((store, catalog))
    }

    fn product(
        &self,
        catalog: &Catalog,
        item: &Item,
        window: Option<(Window, &[ReservationRow])>,
    ) -> wire::Product {
        let now = (self.clock)();
        let locations = catalog.places_of(item).map(|place| {
            // What can be had there for these times: nothing where it is closed at either end, where they have gone by,
            // or where it is not hired for as long as that.
            let count = window.map(|(window, reservations)| {
                let possible = place.is_open_for(window)
                    && !is_past(window, now)
                    && item.check_length(place.wall_ms(window)).is_ok();
                if possible { catalog.pool(item, place, reservations).free_for(window) } else { 0 }
            });
            wire::ProductLocation {
                id: place.id.clone(),
                name: place.name.clone(),
                has_availability: count.map(|count| count > 0),
                available_count: count,
            }
        });
        // A product has one price here. Where zones differ, that of the first location counts; where currencies do, no
        // one price is true, and the quote says it for the location.
        let mut places = catalog.places_of(item);
        let first = places.next();
        let one_currency = places.all(|place| first.is_some_and(|first| first.currency == place.currency));
        let price = first.filter(|_| one_currency).zip(window).and_then(|(place, (window, _))| {
            let cents = item.pricing.unit_price(place.wall_ms(window))?;
            Some(Money::new(cents, Some(place.currency)))
        });
        wire::Product {
            id: item.id.clone(),
            name: item.name.clone(),
            description: item.description.clone(),
            category: item.category.clone(),
            locations: locations.collect(),
            price_in_cents: price.map(|price| price.minor),
            price_formatted: price.map(format_money),
            image_url: item.picture.as_deref().and_then(|picture| self.picture_url(picture)),
            from_price_cents: if one_currency { item.lowest_price() } else { None },
            hire_by: None,
            check_in: None,
            check_out: None,
            max_guests: None,
            min_hire_ms: item.min_hire_ms,
            max_hire_ms: item.max_hire_ms,
        }
    }

    fn picture_url(&self, picture: &str) -> Option<String> {
        if picture.starts_with("https://") || picture.starts_with("http://") {
            return Some(picture.to_owned());
        }
        pictures::get(picture).map(|_| self.public_url.at(&["pictures", picture]))
    }
}

#[async_trait]
impl Source for BuiltIn {
    async fn locations(&self, company: &CompanyId) -> Result<wire::Locations, SourceError> {
        let (_, catalog) = self.read(company).await?;
        let locations = catalog.places.iter().map(|place| wire::Location {
            id: place.id.clone(),
            name: place.name.clone(),
            archived: Some(place.archived),
            time_zone: Some(place.zone.name().to_owned()),
            currency: Some(place.currency.code().to_owned()),
            address: place.address.clone(),
            lat: place.at.map(|at| at.0),
            lng: place.at.map(|at| at.1),
            opens: place.same_hours_every_day().map(|span| span[0]),
            closes: place.same_hours_every_day().map(|span| span[1]),
            hours: place.week.clone(),
        });
        Ok(wire::Locations {
            locations: locations.collect(),
            features: Some(vec![
                wire::feature::CLIENT_REFERENCE.to_owned(),
                wire::feature::RETURN_URL.to_owned(),
            ]),
            company: Some(wire::Company {
                name: Some(catalog.name.clone()),
                currency: Some(catalog.currency.code().to_owned()),
                time_zone: Some(catalog.zone.name().to_owned()),
                support_url: catalog.support_url.clone(),
            }),
        })
    }

    async fn products(
        &self,
        company: &CompanyId,
        window: Option<Window>,
        own: Option<&str>,
    ) -> Result<wire::Products, SourceError> {
        let (mut store, catalog) = self.read(company).await?;
        let now = (self.clock)();
        let reservations = match window {
            Some(window) => others(&mut store, company, None, window, now, own).await?,
            None => Vec::new(),
        };
        let window = window.map(|window| (window, reservations.as_slice()));
        let products = catalog.items.iter().map(|item| self.product(&catalog, item, window));
        Ok(wire::Products { products: products.collect() })
    }

    async fn slots(&self, question: &SlotsQuestion) -> Result<wire::TimeSlots, SourceError> {
        let (mut store, catalog) = self.read(&question.company).await?;
        let item = catalog.item(&question.product);
        let item = item.ok_or_else(|| SourceError::UnknownProduct(question.product.clone()))?;
        let place = catalog.place(&question.location);
        let place = place.ok_or_else(|| SourceError::UnknownLocation(question.location.clone()))?;
        let now = (self.clock)();
        // The last quarter of an hour may begin in the window and end behind it; whole local days reach beyond it by less
        // than two days of any length.
        let reach = match question.interval {
            Interval::Quarter => STEP_MS,
            Interval::Day => 2 * DAY_MS,
        };
        let span = question.window;
        let span = Window::new(span.start().plus(-reach), span.end().plus(reach)).unwrap_or(span);
        let reservations =
            others(&mut store, &question.company, Some(&item.id), span, now, question.own.as_deref()).await?;
        let pool = catalog.pool(item, place, &reservations);
        let slots = match question.interval {
            Interval::Quarter => slots::quarters(&pool, question.window, now),
            Interval::Day => slots::days(&pool, place, question.window, now),
        };
        Ok(wire::TimeSlots { slots })
    }

    async fn quote(&self, trip: &Trip, own: Option<&str>) -> Result<wire::Availability, SourceError> {
        let (mut store, catalog) = self.read(&trip.company).await?;
        let wanted = Wanted::find(&catalog, trip)?;
        let now = (self.clock)();
        if is_past(trip.window, now) {
            return Err(SourceError::Past);
        }
        self.check_size(&wanted)?;
        let reservations = others(&mut store, &trip.company, None, trip.window, now, own).await?;
        let free = wanted.free(&catalog, &reservations);
        let enough = wanted.lines.iter().zip(&free).all(|((_, quantity), free)| quantity <= free);
        let open = wanted.place.is_open_for(trip.window);
        let length = wanted.check_length();
        let reason = match &length {
            _ if !open => Some("closed"),
            Err(SourceError::TooShort { .. }) => Some("min_stay"),
            Err(_) => Some("max_stay"),
            Ok(()) if !enough => Some("taken"),
            Ok(()) => None,
        };
        let available = reason.is_none();
        let price = wanted.price()?;
        let lines = wanted.lines.iter().zip(&price.lines).zip(&free);
        Ok(wire::Availability {
            available,
            total_price_cents: available.then_some(price.total_cents),
            lines: lines
                .map(|(((item, quantity), price), free)| wire::AvailabilityLine {
                    product_id: item.id.clone(),
                    quantity: *quantity,
                    unit_period_price_cents: Some(price.unit_cents),
                    line_subtotal_cents: Some(price.subtotal_cents),
                    available_count: (!available).then_some(*free),
                })
                .collect(),
            currency: Some(wanted.place.currency.code().to_owned()),
            tax_cents: available.then_some(price.tax_cents),
            fees: None,
            discounts: None,
            reason: reason.map(str::to_owned),
        })
    }

    async fn create_order(&self, wish: &OrderWish) -> Result<wire::CheckoutOrder, SourceError> {
        self.create(wish).await
    }

    async fn check(&self) -> Result<(), SourceError> {
        let mut store = self.store.read().await?;
        store.is_empty().await?;
        Ok(())
    }
}

/// What is taken in a window, of all products or one, less what the unpaid order under the reference `own` holds.
async fn others(
    store: &mut Transaction,
    company: &CompanyId,
    product: Option<&ProductId>,
    window: Window,
    now: Instant,
    own: Option<&str>,
) -> Result<Vec<ReservationRow>, StoreError> {
    let company = company.as_str();
    let mut reservations = store.reservations(company, product.map(ProductId::as_str), window, now).await?;
    if let Some(reference) = own
        && let Some(order) = store.order_by_reference(company, reference).await?
        && order.status != PAID
    {
        reservations.retain(|reservation| reservation.order_id.as_deref() != Some(&order.id));
    }
    Ok(reservations)
}

impl From<StoreError> for SourceError {
    fn from(error: StoreError) -> Self {
        if error.is_busy() { Self::Busy(Box::new(error)) } else { Self::Failed(Box::new(error)) }
    }
}

impl From<CatalogError> for SourceError {
    fn from(error: CatalogError) -> Self {
        match error {
            CatalogError::Store(error) => error.into(),
            error => Self::Failed(Box::new(error)),
        }
    }
}
