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

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use booking_widget::api::wire;
use booking_widget::booking::hours::STEP_MS;
use booking_widget::booking::time::{DAY_MS, Zone};
use booking_widget::booking::{CompanyId, Interval, Money, Window};
use tokio::sync::Semaphore;

pub use self::catalog::CatalogError;
use self::catalog::{Catalog, Item, Reserved};
pub use self::decimal::Decimal;
use self::orders::PAID;
pub use self::orders::{Order, OrderLine, OrderState, Payment};
use self::quote::{Wanted, is_possible};
pub use self::sample::{SampleError, Seeded};
use self::slots::Bookable;
pub use self::store::StoreError;
use self::store::{Pools, Store, Transaction};
pub use self::zone::TableZone;
use crate::clock::{Clock, steady_clock};
use crate::limits::Limits;
use crate::money::format_money;
use crate::pictures;
use crate::public_url::PublicUrl;
use crate::source::{OrderWish, Own, SlotsQuestion, Source, SourceError, Trip};

/// The catalogues that are kept in memory, each with the version of the store's that it was read from.
type Catalogs = Arc<Mutex<HashMap<CompanyId, (i64, Arc<Catalog>)>>>;

/// The built-in source.
#[derive(Clone)]
pub struct BuiltIn {
    store: Store,
    clock: Clock,
    limits: Limits,
    public_url: PublicUrl,
    catalogs: Catalogs,
    /// One permit for each core: what computes for longer waits for its turn instead of for the scheduler.
    cores: Arc<Semaphore>,
    /// When the store was last found to be well.
    seen_well: Arc<tokio::sync::Mutex<Option<std::time::Instant>>>,
}

impl BuiltIn {
    /// Opens the store in a folder, which must be there.
    pub async fn open(
        folder: &Path,
        clock: Clock,
        limits: Limits,
        public_url: PublicUrl,
    ) -> Result<Self, StoreError> {
        Self::on(Store::open(folder, patience(&limits)).await?, clock, limits, public_url).await
    }

    /// Opens the store in a folder; makes both if they are not there.
    pub async fn open_or_create(
        folder: &Path,
        clock: Clock,
        limits: Limits,
        public_url: PublicUrl,
    ) -> Result<Self, StoreError> {
        Self::on(Store::open_or_create(folder, patience(&limits)).await?, clock, limits, public_url).await
    }

    /// Makes an empty store in a folder that has none.
    pub async fn init(folder: &Path) -> Result<(), StoreError> {
        Store::create(folder, patience(&Limits::default())).await?.close().await;
        Ok(())
    }

    /// Orders whose time has passed while no gateway ran are ended first.
    async fn on(
        store: Store,
        clock: Clock,
        limits: Limits,
        public_url: PublicUrl,
    ) -> Result<Self, StoreError> {
        let clock = steady_clock(clock);
        let mut write = store.write().await?;
        write.end_expired(clock()).await?;
        write.commit().await?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let cores = Arc::new(Semaphore::new(cores));
        let catalogs = Catalogs::default();
        Ok(Self { store, clock, limits, public_url, catalogs, cores, seen_well: Arc::default() })
    }

    /// A copy that stays as this is now, its clock too. It can be read, not written.
    pub async fn as_it_is(&self) -> Result<Self, StoreError> {
        let now = (self.clock)();
        let store = self.store.copy().await?;
        Ok(Self { store, clock: Arc::new(move || now), catalogs: Catalogs::default(), ..self.clone() })
    }

    /// Closes the store once what is under way has ended.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// The company's catalogue as it is in this transaction: from memory, if the store's is still the same.
    async fn catalog(
        &self,
        store: &mut Transaction,
        company: &CompanyId,
    ) -> Result<Option<Arc<Catalog>>, SourceError> {
        let version = store.catalogue_version().await?;
        if let Some((of, catalog)) = self.known_catalogs().get(company)
            && *of == version
        {
            return Ok(Some(catalog.clone()));
        }
        let catalog = Catalog::read(store, company).await?.map(Arc::new);
        match &catalog {
            Some(catalog) => self.known_catalogs().insert(company.clone(), (version, catalog.clone())),
            None => self.known_catalogs().remove(company),
        };
        Ok(catalog)
    }

    fn known_catalogs(&self) -> std::sync::MutexGuard<'_, HashMap<CompanyId, (i64, Arc<Catalog>)>> {
        self.catalogs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The company's catalog, with the transaction it was read in.
    async fn read(&self, company: &CompanyId) -> Result<(Transaction, Arc<Catalog>), SourceError> {
        let mut store = self.store.read().await?;
        let catalog = self.catalog(&mut store, company).await?.ok_or(SourceError::UnknownCompany)?;
        Ok((store, catalog))
    }

    /// Computes away from the threads that serve requests, as many at a time as there are cores.
    async fn compute<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, SourceError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| SourceError::Failed(error);
        let turn = self.cores.clone().acquire_owned().await.map_err(|error| failed(error.into()))?;
        // A job that nobody waits for any more goes on, and so keeps its turn.
        let job = move || {
            let done = job();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(job).await.map_err(|error| failed(error.into()))
    }

    fn product(
        &self,
        catalog: &Catalog,
        item: &Item,
        window: Option<(Window, Option<&Reserved>)>,
    ) -> wire::Product {
        let locations = catalog.places_of(item).map(|place| {
            // What can be had there for these times: nothing if none may be hired then, if it is closed at either end, or
            // if it is not hired for as long as that.
            let count = window.map(|(window, reserved)| match reserved {
                Some(reserved)
                    if place.is_open_for(window)
                        && item.check_length(place.wall_ms(window), self.limits.longest_hire_ms).is_ok() =>
                {
                    catalog.pool(item, place, reserved).free_for(window)
                }
                _ => 0,
            });
            wire::ProductLocation {
                id: place.id.clone(),
                name: place.name.clone(),
                has_availability: count.map(|count| count > 0),
                available_count: count,
                reason: None,
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
            price_with_tax_cents: None,
            from_price_with_tax_cents: None,
            rates: None,
            keywords: None,
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
                wire::feature::HOLD.to_owned(),
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
        own: Option<&Own>,
    ) -> Result<wire::Products, SourceError> {
        let (mut store, catalog) = self.read(company).await?;
        let Some(window) = window else {
            let products = catalog.items.iter().map(|item| self.product(&catalog, item, None));
            return Ok(wire::Products { products: products.collect() });
        };
        let now = (self.clock)();
        // Nothing is read for times at which nothing may be hired anyway, however long they are.
        let limits = &self.limits;
        let most_ms =
            catalog.items.iter().map(|item| item.max_hire_ms.unwrap_or(limits.longest_hire_ms)).max();
        let reserved = if is_possible(window, now, limits)
            // The wall clock may show a day less than elapses.
            && window.elapsed_ms() <= most_ms.unwrap_or(0).saturating_add(DAY_MS)
        {
            let own = own_order(&mut store, company, own).await?;
            let pools =
                Pools::Company { id: company.as_str(), turnaround_ms: catalog.longest_turnaround_ms() };
            Some(store.taken(pools, window, now, own.as_deref()).await?)
        } else {
            None
        };
        drop(store);
        let source = self.clone();
        self.compute(move || {
            let reserved = reserved.map(Reserved::new);
            let window = Some((window, reserved.as_ref()));
            let products = catalog.items.iter().map(|item| source.product(&catalog, item, window));
            wire::Products { products: products.collect() }
        })
        .await
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
        let own = own_order(&mut store, &question.company, question.own.as_ref()).await?;
        let products = serde_json::json!([item.id.as_str()]).to_string();
        let pools = Pools::At { products: &products, location: place.id.as_str() };
        let reserved = Reserved::new(store.taken(pools, span, now, own.as_deref()).await?);
        let pool = catalog.pool(item, place, &reserved);
        let slots = match question.interval {
            Interval::Quarter => slots::quarters(&pool, question.window, now),
            Interval::Day => {
                let bookable = Bookable { from: now, until: now.plus(self.limits.horizon_ms) };
                slots::days(&pool, place, question.window, bookable)
            }
        };
        Ok(wire::TimeSlots { slots })
    }

    async fn quote(&self, trip: &Trip, own: Option<&Own>) -> Result<wire::Availability, SourceError> {
        let (mut store, catalog) = self.read(&trip.company).await?;
        let wanted = Wanted::find(&catalog, trip)?;
        let now = (self.clock)();
        let refused = wanted.check(now, &self.limits).err();
        // For times at which nothing may be hired nothing is counted.
        let free = match &refused {
            None | Some(SourceError::CartTooLarge { .. }) => {
                let own = own_order(&mut store, &trip.company, own).await?;
                let products = wanted.products();
                let pools = Pools::At { products: &products, location: wanted.place.id.as_str() };
                let taken = store.taken(pools, trip.window, now, own.as_deref()).await?;
                wanted.free(&catalog, &Reserved::new(taken))
            }
            Some(_) => vec![0; wanted.lines.len()],
        };
        let enough = wanted.lines.iter().zip(&free).all(|((_, quantity), free)| quantity <= free);
        let reason = match &refused {
            Some(refused) => refused.reason(),
            None if !enough => Some("taken"),
            None => None,
        };
        let available = reason.is_none();
        // What can't be had need not have a price that can be told.
        let price = if available { Some(wanted.price()?) } else { wanted.price().ok() };
        let lines = wanted.lines.iter().zip(&free).enumerate();
        Ok(wire::Availability {
            available,
            total_price_cents: price.as_ref().filter(|_| available).map(|price| price.total_cents),
            lines: lines
                .map(|(line, ((item, quantity), free))| {
                    let price = price.as_ref().and_then(|price| price.lines.get(line));
                    wire::AvailabilityLine {
                        product_id: item.id.clone(),
                        quantity: *quantity,
                        unit_period_price_cents: price.map(|price| price.unit_cents),
                        line_subtotal_cents: price.map(|price| price.subtotal_cents),
                        unit_price_with_tax_cents: None,
                        line_subtotal_with_tax_cents: None,
                        available_count: (!available).then_some(*free),
                    }
                })
                .collect(),
            currency: Some(wanted.place.currency.code().to_owned()),
            tax_cents: price.as_ref().filter(|_| available).map(|price| price.tax_cents),
            fees: None,
            discounts: None,
            reason: reason.map(str::to_owned),
            product_id: None,
            min_hire_ms: None,
            max_hire_ms: None,
            most: None,
        })
    }

    async fn create_order(&self, wish: &OrderWish) -> Result<wire::CheckoutOrder, SourceError> {
        self.create(wish).await
    }

    async fn check(&self) -> Result<(), SourceError> {
        // One at a time, and what was well a moment ago is: anyone can ask, and each look costs a write to the disk.
        let mut seen_well = self.seen_well.lock().await;
        if seen_well.is_some_and(|at| at.elapsed() < WELL_FOR) {
            return Ok(());
        }
        *seen_well = None;
        self.store.check_room(self.limits.disk_bytes)?;
        // It writes: a store that can only be read takes no orders.
        let mut store = self.store.write().await?;
        store.write_health((self.clock)()).await?;
        store.commit().await?;
        *seen_well = Some(std::time::Instant::now());
        Ok(())
    }
}

/// How long the store counts as well after it was found to be.
const WELL_FOR: Duration = Duration::from_secs(1);

/// Who waits for another process is to be told so, before the time for the request is over.
fn patience(limits: &Limits) -> Duration {
    limits.request_time * 4 / 5
}

/// The client's own unpaid order: what it holds counts as free for that client.
async fn own_order(
    store: &mut Transaction,
    company: &CompanyId,
    own: Option<&Own>,
) -> Result<Option<String>, StoreError> {
    match own {
        None => Ok(None),
        Some(Own::Hold(hold)) => store.order_by_hold(company.as_str(), hold).await,
        Some(Own::Reference(reference)) => {
            let order = store.order_by_reference(company.as_str(), reference).await?;
            Ok(order.filter(|order| order.status != PAID).map(|order| order.id))
        }
    }
}

impl From<StoreError> for SourceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Replaced(_) => Self::Away(Box::new(error)),
            error if error.is_busy() => Self::Busy(Box::new(error)),
            error => Self::Failed(Box::new(error)),
        }
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
