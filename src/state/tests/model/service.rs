//! The service as it truly is: its stock, its prices and its orders, which others change at any time. No two prices are
//! the same: each tells which cart, window, location and price list it was made for.

use std::rc::Rc;

use super::*;

/// A place in another time zone.
pub(super) const PERTH: &str = "location_perth";
pub(super) const PLACES: [&str; 3] = [MANLY, BONDI, PERTH];
pub(super) const GOODS: [&str; 3] = [KAYAK, BOARD, TRAILER];

/// How many products more there are where a company has many: the list is searched, and drawn in parts.
const MORE_GOODS: usize = 30;

/// The first total; each further one is one more.
const FIRST_TOTAL: i64 = 1_000_000;
/// The first price of a window; each further window has a thousand more.
const FIRST_PRICE: i64 = 1_000;

/// What others do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// They take so many units of a product at a place, from a day on, for so many hours.
    Take(&'static str, &'static str, i64, i64, u32),
    /// They bring everything back.
    BringBack,
    /// Everything costs something else.
    Prices,
    /// The company gives a place up, or opens it again.
    Place(&'static str),
    /// The company lets a product go, or has it for hire again.
    Product(&'static str),
    /// The customer's last order is paid, in another tab.
    Pay,
}

/// An order of the customer's.
#[derive(Clone, Debug)]
pub(super) struct Created {
    pub(super) id: OrderId,
    pub(super) request: OrderRequest,
    pub(super) expires_at: Option<Instant>,
    pub(super) paid: bool,
    /// Another order has taken its place.
    pub(super) replaced: bool,
}

impl Created {
    /// Whether it holds its units and waits to be paid.
    pub(super) fn waits(&self, now: Instant) -> bool {
        !self.replaced && !self.paid && self.expires_at.is_none_or(|end| end > now)
    }

    fn placed(&self) -> Placed {
        Placed { id: self.id.clone(), checkout_url: None, expires_at: self.expires_at }
    }
}

pub(super) struct Service {
    pub(super) features: Features,
    holds_ms: Option<i64>,
    locations: Vec<Location>,
    products: Vec<Product>,
    gone: Vec<&'static str>,
    taken: Vec<(ProductId, LocationId, Instant, Instant, u32)>,
    price_list: u32,
    plenty: bool,
    /// What each total was made for.
    totals: Vec<(QuoteKey, u32)>,
    /// What each price of a window was made for.
    windows: Vec<(Window, u32)>,
    pub(super) orders: Vec<Created>,
}

impl Service {
    pub(super) fn new(takes_reference: bool, holds: bool, many: bool) -> Self {
        let shop = Shop::new();
        let hours = OpeningHours::daily(OpenSpan::new(9 * HOUR_MS, 12 * HOUR_MS).unwrap());
        let mut locations = shop.locations;
        for (location, (id, zone)) in locations.iter_mut().zip([
            (MANLY, "Australia/Sydney"),
            (BONDI, "Australia/Sydney"),
            (PERTH, "Australia/Perth"),
        ]) {
            (location.id, location.time_zone) = (place(id), Some(zone.into()));
            location.hours = Some(hours.clone());
            location.position = (id != BONDI).then_some(Position { lat: -33_799_600, lng: 151_282_800 });
        }
        let mut products = shop.products;
        for stock in products.iter_mut().flat_map(|product| &mut product.stock) {
            if stock.location == place(PALM) {
                stock.location = place(PERTH);
            }
        }
        products[0].description = Some("Long enough not to be read whole on a card. ".repeat(3));
        for number in 0..if many { MORE_GOODS } else { 0 } {
            // They stand where the second one stands.
            let mut more = products[1].clone();
            more.id = ProductId::new(format!("product_more_{number}"));
            more.name = format!("One more {number}");
            products.push(more);
        }
        Self {
            features: Features {
                client_reference: takes_reference,
                hold: takes_reference && holds,
                return_url: false,
            },
            holds_ms: holds.then_some(15 * MINUTE_MS),
            locations,
            products,
            gone: vec![],
            taken: vec![],
            price_list: 0,
            plenty: false,
            totals: vec![],
            windows: vec![],
            orders: vec![],
        }
    }

    pub(super) fn change(&mut self, change: Change, epoch: Instant) {
        match change {
            Change::Take(goods, at, day, hours, units) => {
                let from = epoch.plus(day * DAY_MS);
                self.taken.push((product(goods), place(at), from, from.plus(hours * HOUR_MS), units));
            }
            Change::BringBack => self.taken.clear(),
            Change::Prices => self.price_list += 1,
            Change::Place(id) | Change::Product(id) => {
                let known = self.gone.len();
                self.gone.retain(|gone| *gone != id);
                if self.gone.len() == known {
                    self.gone.push(id);
                }
            }
            Change::Pay => {
                if let Some(order) = self.orders.iter_mut().rev().find(|order| !order.replaced) {
                    order.paid = true;
                }
            }
        }
    }

    /// All is there again, and enough of it.
    pub(super) fn recover(&mut self) {
        (self.gone, self.taken, self.plenty) = (vec![], vec![], true);
    }

    /// What a total was made for.
    pub(super) fn total_is_for(&self, total: Money) -> Option<&QuoteKey> {
        let index = usize::try_from(total.minor - FIRST_TOTAL).ok()?;
        self.totals.get(index).map(|(key, _)| key)
    }

    /// The window that a product's price was made for.
    pub(super) fn price_is_for(&self, price: Money) -> Option<Window> {
        let index = usize::try_from((price.minor - FIRST_PRICE) / 1_000).ok()?;
        self.windows.get(index).map(|(window, _)| *window)
    }

    fn is_there(&self, id: &str) -> bool {
        !self.gone.contains(&id)
    }

    fn free(
        &self,
        goods: &ProductId,
        at: &LocationId,
        window: Window,
        own: Option<&Own>,
        now: Instant,
    ) -> u32 {
        let stands = |known: &&Product| known.id == *goods && known.stock_at(at).is_some();
        if !self.products.iter().any(|known| stands(&known)) {
            return 0;
        }
        let units: u32 = match goods.as_str() {
            _ if self.plenty => 10_000,
            KAYAK => 6,
            BOARD => 2,
            _ => 1,
        };
        let others = self
            .taken
            .iter()
            .filter(|(known, place, from, until, _)| {
                known == goods && place == at && *from < window.end() && window.start() < *until
            })
            .map(|(.., units)| *units);
        let ordered = self
            .orders
            .iter()
            .filter(|order| order.paid || order.waits(now))
            .filter(|order| order.paid || !own.is_some_and(|own| is_of(own, &order.request)))
            .filter(|Created { request: OrderRequest { key, .. }, .. }| {
                key.location == *at && key.window.start() < window.end() && window.start() < key.window.end()
            })
            .map(|order| order.request.key.cart.quantity(goods));
        units.saturating_sub(others.chain(ordered).sum())
    }

    fn can_be_had(&self, key: &QuoteKey, own: Option<&Own>, now: Instant) -> bool {
        key.cart
            .lines()
            .iter()
            .all(|line| line.quantity <= self.free(&line.product, &key.location, key.window, own, now))
    }

    /// What the service says to a question at this moment.
    pub(super) fn answer(&mut self, call: &Call, now: Instant) -> Result<Answer, ApiError> {
        match call {
            Call::Locations => Ok(Answer::Locations(Rc::new(LocationsAnswer {
                locations: self
                    .locations
                    .iter()
                    .filter(|at| self.is_there(at.id.as_str()))
                    .cloned()
                    .collect(),
                company: Company::default(),
                features: self.features,
                skipped: vec![],
            }))),
            Call::Products { window, own } => {
                Ok(Answer::Products(self.products(*window, own.as_ref(), now).into()))
            }
            Call::Slots { product, location, interval, window, own } => {
                assert!(window.elapsed_ms() <= interval.limit_ms());
                let samples = self.slots((product, location), *interval, *window, own.as_ref(), now);
                Ok(Answer::Slots(samples.into()))
            }
            Call::Quote(key, own) => self
                .quote(key, own.clone().map(Own::Reference).as_ref(), now)
                .map(|quote| Answer::Quote(quote.into())),
            Call::Order(request) => self.order(request, now).map(Answer::Order),
        }
    }

    fn products(&mut self, window: Option<Window>, own: Option<&Own>, now: Instant) -> ProductsAnswer {
        let mut products = self.products.clone();
        products.retain(|product| self.is_there(product.id.as_str()));
        if let Some(window) = window {
            let made_for = (window, self.price_list);
            let index = self.windows.iter().position(|known| *known == made_for).unwrap_or_else(|| {
                self.windows.push(made_for);
                self.windows.len() - 1
            });
            let price = FIRST_PRICE + 1_000 * i64::try_from(index).unwrap();
            for product in &mut products {
                product.price = Some(Money::new(price, None));
                for stock in &mut product.stock {
                    let count = self.free(&product.id, &stock.location, window, own, now);
                    (stock.free, stock.count) = (Some(count > 0), Some(count));
                }
            }
        }
        ProductsAnswer { products, skipped: vec![] }
    }

    fn slots(
        &self,
        (goods, at): (&ProductId, &LocationId),
        interval: Interval,
        window: Window,
        own: Option<&Own>,
        now: Instant,
    ) -> Vec<Sample> {
        let step = match interval {
            Interval::Quarter => 15 * MINUTE_MS,
            Interval::Day => DAY_MS,
        };
        let mut samples = vec![];
        let mut start = window.start();
        while start < window.end() {
            let sample = Window::new(start, start.plus(15 * MINUTE_MS)).unwrap();
            samples.push(Sample { start, count: self.free(goods, at, sample, own, now) });
            start = start.plus(step);
        }
        samples
    }

    fn makes_sense(&self, key: &QuoteKey, now: Instant) -> Result<(), ApiError> {
        let known = self.is_there(key.location.as_str())
            && key.cart.lines().iter().all(|line| self.is_there(line.product.as_str()));
        if known && key.window.start() > now { Ok(()) } else { Err(refused(400)) }
    }

    fn quote(&mut self, key: &QuoteKey, own: Option<&Own>, now: Instant) -> Result<Quote, ApiError> {
        self.makes_sense(key, now)?;
        let made_for = (key.clone(), self.price_list);
        let index = self.totals.iter().position(|known| *known == made_for).unwrap_or_else(|| {
            self.totals.push(made_for);
            self.totals.len() - 1
        });
        let total = FIRST_TOTAL + i64::try_from(index).unwrap();
        let line = |line: &crate::booking::CartLine| QuoteLine {
            product: line.product.clone(),
            quantity: line.quantity,
            unit: None,
            subtotal: None,
            count: Some(self.free(&line.product, &key.location, key.window, own, now)),
        };
        let lines: Vec<_> = key.cart.lines().iter().map(line).collect();
        let available = self.can_be_had(key, own, now);
        Ok(Quote {
            available,
            reason: (!available).then_some(Refused::Taken),
            lines,
            extras: vec![Extra { kind: ExtraKind::TaxAndFees, amount: aud(total) }],
            total: Some(aud(total)),
        })
    }

    /// The same reference and the same body answer with the same order, another body replaces the unpaid one.
    fn order(&mut self, request: &OrderRequest, now: Instant) -> Result<Placed, ApiError> {
        let own = request.client_reference.as_ref();
        let known = self.orders.iter().rposition(|order| {
            own.is_some() && order.request.client_reference.as_ref() == own && !order.replaced
        });
        if let Some(order) = known.map(|index| &self.orders[index]) {
            if order.request.key == request.key && (order.paid || order.waits(now)) {
                return Ok(order.placed());
            }
            if order.paid {
                return Err(refused(409));
            }
        }
        self.makes_sense(&request.key, now)?;
        if !self.can_be_had(&request.key, own.cloned().map(Own::Reference).as_ref(), now) {
            return Err(refused(400));
        }
        if let Some(index) = known {
            self.orders[index].replaced = true;
        }
        let order = Created {
            id: OrderId::new(format!("pio_{}", self.orders.len())),
            request: request.clone(),
            expires_at: self.holds_ms.map(|ms| now.plus(ms)),
            paid: false,
            replaced: false,
        };
        let placed = order.placed();
        self.orders.push(order);
        Ok(placed)
    }
}

/// Whether an order is the one that a customer names as their own.
fn is_of(own: &Own, request: &OrderRequest) -> bool {
    match own {
        Own::Reference(reference) => request.client_reference.as_ref() == Some(reference),
        Own::Hold(hold) => request.hold.as_ref() == Some(hold),
    }
}
