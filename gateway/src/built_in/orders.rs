//! Orders: created unpaid, holding their units for a while; paid, holding them for good.
//!
//! Each change is one `BEGIN IMMEDIATE` transaction that looks, decides and writes, so that of any number of customers
//! after the last unit exactly one gets it, and nothing is paid that is no longer held.

use booking_widget::api::wire::CheckoutOrder;
use booking_widget::booking::time::Instant;
use booking_widget::booking::{CompanyId, Currency, Money, OrderId, Window};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::BuiltIn;
use super::catalog::Reserved;
use super::quote::Wanted;
use super::store::{HeldRow, OrderLineRow, OrderRow, Pools, ReservationRow, Transaction};
use super::zone::TableZone;
use crate::client::ClientKey;
use crate::limits::Limits;
use crate::source::{Held, OrderWish, SourceError};

const UNPAID: &str = "unpaid";
pub(super) const PAID: &str = "paid";
const REPLACED: &str = "replaced";

/// An order as its page shows it.
#[derive(Clone, Debug)]
pub struct Order {
    /// Its public id.
    pub id: OrderId,
    /// How it stands.
    pub state: OrderState,
    /// The company's name.
    pub company: String,
    /// Where the customer gets help.
    pub support_url: Option<String>,
    /// The location's name.
    pub location: String,
    /// The location's address.
    pub address: Option<String>,
    /// The location's zone.
    pub zone: TableZone,
    /// From pick-up to return.
    pub window: Window,
    /// What is hired.
    pub lines: Vec<OrderLine>,
    /// The tax within the total.
    pub tax: Money,
    /// What is to be paid.
    pub total: Money,
    /// When it lets go of its units while unpaid.
    pub expires_at: Instant,
    /// Where its page leads back to.
    pub return_url: Option<String>,
}

/// A line of an order.
#[derive(Clone, Debug)]
pub struct OrderLine {
    /// The product's name when it was ordered.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// One of them, before tax.
    pub unit: Money,
    /// All of them, before tax.
    pub subtotal: Money,
}

/// How an order stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// It holds its units and can be paid.
    Open,
    /// It was left unpaid and has let go of its units.
    Expired,
    /// The customer changed the cart: another order stands in its place.
    Replaced(Option<OrderId>),
    /// It is paid.
    Paid,
}

/// What a payment came to.
#[derive(Clone, Debug)]
pub enum Payment {
    /// It is paid now.
    Done,
    /// Nothing was paid: it was not open. This is how it stands.
    Refused(Box<Order>),
}

impl BuiltIn {
    /// Creates an order, or answers with the one that the client reference stands for.
    pub(super) async fn create(&self, wish: &OrderWish) -> Result<CheckoutOrder, SourceError> {
        let company = &wish.trip.company;
        let mut store = self.store.write().await?;
        // Read when nobody else writes any more: whoever waited is not late by as much as they waited.
        let now = (self.clock)();
        let catalog = self.catalog(&mut store, company).await?.ok_or(SourceError::UnknownCompany)?;
        let wanted = Wanted::find(&catalog, &wish.trip)?;
        let request = fingerprint(wish);

        let id = OrderId::new(format!("pio_{}", Uuid::now_v7().simple()));
        let mut held_since = now;
        if let Some(reference) = &wish.client_reference
            && let Some(before) = store.order_by_reference(company.as_str(), reference).await?
        {
            let open = is_open(&before, now);
            if (open || before.status == PAID) && is_same(&before.request, &request, wish) {
                return Ok(self.answer(company, before.id, before.expires_at));
            }
            if before.status == PAID {
                return Err(SourceError::ReferencePaid);
            }
            if open {
                held_since = Instant(before.held_since.unwrap_or(before.created_at));
            }
            // Its units go first, so that a customer's own order never makes their own things "taken". Where the
            // new one can't be had after all, nothing of this is committed and the old one stands.
            store.replace_order(&before.id, id.as_str(), now).await?;
        }
        store.end_expired(now).await?;

        wanted.check(now, &self.limits)?;
        if let (Some(unit), Some((item, _))) = (&wish.unit, wanted.lines.first())
            && !store.has_unit(unit, item.id.as_str(), wanted.place.id.as_str()).await?
        {
            return Err(SourceError::UnknownUnit(unit.clone()));
        }
        let expires_at = expiry(held_since, now, &self.limits);
        let client = ClientKey::from(wish.client).to_string();
        self.check_held(&mut store, company, &wanted, &client, now).await?;
        let products = wanted.products();
        let pools = Pools::At { products: &products, location: wanted.place.id.as_str() };
        let reserved = Reserved::new(store.taken(pools, wish.trip.window, now, None).await?);
        for ((item, quantity), free) in wanted.lines.iter().zip(wanted.free(&catalog, &reserved)) {
            if *quantity > free {
                return Err(SourceError::Taken { product: item.id.clone(), wanted: *quantity, free });
            }
        }

        let price = wanted.price()?;
        let order = OrderRow {
            id: id.as_str().to_owned(),
            company_id: company.as_str().to_owned(),
            location_id: wanted.place.id.as_str().to_owned(),
            start_ms: wanted.window.start().ms(),
            end_ms: wanted.window.end().ms(),
            currency: wanted.place.currency.code().to_owned(),
            tax_cents: price.tax_cents,
            total_cents: price.total_cents,
            status: UNPAID.to_owned(),
            created_at: now.ms(),
            expires_at: expires_at.ms(),
            client_reference: wish.client_reference.clone(),
            hold: wish.hold.clone(),
            request,
            return_url: wish.return_url.clone(),
            client_address: Some(client),
            replaced_by: None,
            ended_at: None,
            held_since: Some(held_since.ms()),
            units: i64::from(wanted.units()),
            unit_days: i64::from(wanted.units()).saturating_mul(wanted.days()),
        };
        let lines = wanted.lines.iter().zip(&price.lines).map(|((item, quantity), price)| OrderLineRow {
            product_id: item.id.as_str().to_owned(),
            product_name: item.name.clone(),
            quantity: i64::from(*quantity),
            unit_price_cents: price.unit_cents,
            subtotal_cents: price.subtotal_cents,
        });
        write(&mut store, &order, lines.collect()).await?;
        store.commit().await?;
        // Not which one: the id is all that one needs to see the order.
        tracing::info!(total_cents = order.total_cents, "order created");
        Ok(self.answer(company, order.id, order.expires_at))
    }

    /// Anyone can place unpaid orders, so what they hold is bounded: of one client, and of all together.
    async fn check_held(
        &self,
        store: &mut Transaction,
        company: &CompanyId,
        wanted: &Wanted<'_>,
        client: &str,
        now: Instant,
    ) -> Result<(), SourceError> {
        let limits = &self.limits;
        let units = i64::from(wanted.units());
        let wants =
            HeldRow { expires_at: 0, orders: 1, units, unit_days: units.saturating_mul(wanted.days()) };
        let too_many = |held, ends: i64| {
            let wait_ms = u64::try_from(ends - now.ms()).unwrap_or(0);
            Err(SourceError::TooManyUnpaid { held, retry_after_s: wait_ms.div_ceil(1000).max(1) })
        };

        let held = store.held_by(client).await?;
        let reached = |sum: &HeldRow| {
            [
                (sum.orders, limits.unpaid_orders, Held::Orders as fn(u32) -> Held),
                (sum.units, limits.unpaid_units, Held::Units),
                (sum.unit_days, limits.unpaid_unit_days, Held::UnitDays),
            ]
            .into_iter()
            .find(|(held, most, _)| *held > i64::from(*most))
            .map(|(_, most, held)| held(most))
        };
        let mut sum = held.iter().fold(wants, HeldRow::plus);
        if let Some(first) = reached(&sum) {
            // As they end one after the other, until the new one would go with those that are left.
            let mut ends = now.plus(limits.unpaid_lifetime_ms).ms();
            for order in &held {
                ends = order.expires_at;
                sum = sum.less(order);
                if reached(&sum).is_none() {
                    break;
                }
            }
            return too_many(first, ends);
        }

        let all = store.held_of(company.as_str()).await?;
        let ends = all.expires_at;
        let all = wants.plus(&all);
        if all.orders > i64::from(limits.company_unpaid_orders) {
            return too_many(Held::CompanyOrders(limits.company_unpaid_orders), ends);
        }
        if all.unit_days > i64::from(limits.company_unpaid_unit_days) {
            return too_many(Held::CompanyUnitDays(limits.company_unpaid_unit_days), ends);
        }
        Ok(())
    }

    fn answer(&self, company: &CompanyId, id: String, expires_at: i64) -> CheckoutOrder {
        CheckoutOrder {
            checkout_url: Some(self.public_url.checkout(company.slug(), &id)),
            expires_at: Some(expires_at),
            number: None,
            id: OrderId::new(id),
        }
    }

    /// An order as its page shows it; `None` where the company has none of that id.
    pub async fn order(&self, company: &CompanyId, id: &OrderId) -> Result<Option<Order>, SourceError> {
        let mut store = self.store.read().await?;
        self.view(&mut store, company, id, (self.clock)()).await
    }

    /// Pays an order, if it still holds its units; `None` if the company has none of that id. An order whose time has passed
    /// is ended by that.
    pub async fn pay(&self, company: &CompanyId, id: &OrderId) -> Result<Option<Payment>, SourceError> {
        let mut store = self.store.write().await?;
        // Read when nobody else writes any more: an order that ended while the payment waited is not paid.
        let now = (self.clock)();
        let Some(order) = self.view(&mut store, company, id, now).await? else { return Ok(None) };
        match order.state {
            OrderState::Open => {}
            OrderState::Expired => {
                store.end_order(id.as_str(), now).await?;
                store.commit().await?;
                return Ok(Some(Payment::Refused(Box::new(order))));
            }
            _ => return Ok(Some(Payment::Refused(Box::new(order)))),
        }
        if !store.pay_order(id.as_str(), now).await? {
            drop(store);
            tracing::error!(
                "an order that was to be paid did not hold its units: it was ended, nothing was paid"
            );
            let mut store = self.store.write().await?;
            store.end_order(id.as_str(), now).await?;
            store.commit().await?;
            let order = Order { state: OrderState::Expired, ..order };
            return Ok(Some(Payment::Refused(Box::new(order))));
        }
        store.commit().await?;
        tracing::info!(total_cents = order.total.minor, "order paid");
        Ok(Some(Payment::Done))
    }

    /// Ends the unpaid orders whose time has passed: stores that, lets go of their units, and erases their clients'
    /// addresses.
    pub async fn end_expired(&self) -> Result<(), SourceError> {
        let mut store = self.store.write().await?;
        let now = (self.clock)();
        store.end_expired(now).await?;
        store.commit().await?;
        Ok(())
    }

    /// Forgets what is not needed any more: orders that ended long ago and were never paid, and of others the addresses to
    /// lead back to. A part at a time, so that customers do not wait for it.
    pub async fn forget(&self) -> Result<(), SourceError> {
        const PART: i64 = 200;
        loop {
            let mut store = self.store.write().await?;
            let now = (self.clock)();
            let before = |kept_ms: i64| now.plus(-kept_ms);
            let parts = [
                store.erase_requests(before(self.limits.return_url_kept_ms), PART).await?,
                store.purge_ended("replaced", before(self.limits.replaced_kept_ms), PART).await?,
                store.purge_ended("expired", before(self.limits.ended_kept_ms), PART).await?,
            ];
            store.commit().await?;
            if parts.iter().all(|part| *part < PART as u64) {
                return Ok(());
            }
        }
    }

    /// Makes the store's log on disk short.
    pub async fn shorten_log(&self) -> Result<(), SourceError> {
        Ok(self.store.shorten_log().await?)
    }

    async fn view(
        &self,
        store: &mut Transaction,
        company: &CompanyId,
        id: &OrderId,
        now: Instant,
    ) -> Result<Option<Order>, SourceError> {
        let Some(catalog) = self.catalog(store, company).await? else { return Ok(None) };
        let Some(row) = store.order(company.as_str(), id.as_str()).await? else { return Ok(None) };
        let lines = store.order_lines(&row.id).await?;
        // An archived location still has its orders.
        let place = catalog.places.iter().find(|place| place.id.as_str() == row.location_id);
        let (Some(place), Some(window)) = (place, Window::new(Instant(row.start_ms), Instant(row.end_ms)))
        else {
            return Err(SourceError::Failed("an order has no location or no window".into()));
        };
        let currency = Currency::parse(&row.currency);
        Ok(Some(Order {
            id: id.clone(),
            state: match row.status.as_str() {
                PAID => OrderState::Paid,
                REPLACED => OrderState::Replaced(row.replaced_by.clone().map(OrderId::new)),
                _ if is_open(&row, now) => OrderState::Open,
                _ => OrderState::Expired,
            },
            company: catalog.name.clone(),
            support_url: catalog.support_url.clone(),
            location: place.name.clone(),
            address: place.address.clone(),
            zone: place.zone,
            window,
            lines: lines
                .into_iter()
                .map(|line| OrderLine {
                    name: line.product_name,
                    quantity: u32::try_from(line.quantity).unwrap_or(u32::MAX),
                    unit: Money::new(line.unit_price_cents, currency),
                    subtotal: Money::new(line.subtotal_cents, currency),
                })
                .collect(),
            tax: Money::new(row.tax_cents, currency),
            total: Money::new(row.total_cents, currency),
            expires_at: Instant(row.expires_at),
            return_url: row.return_url,
        }))
    }
}

/// Whether an order is unpaid and holds its units.
fn is_open(order: &OrderRow, now: Instant) -> bool {
    order.status == UNPAID && order.ended_at.is_none() && order.expires_at > now.ms()
}

/// When an order ends that holds units which its client has held since then, as one order took the place of the other. So
/// nobody holds them for ever by ordering anew.
fn expiry(held_since: Instant, now: Instant, limits: &Limits) -> Instant {
    let renewed_ms = limits.unpaid_renewed_ms.max(limits.unpaid_lifetime_ms);
    now.plus(limits.unpaid_lifetime_ms).min(held_since.plus(renewed_ms))
}

async fn write(
    store: &mut Transaction,
    order: &OrderRow,
    lines: Vec<OrderLineRow>,
) -> Result<(), SourceError> {
    store.insert_order(order, &lines).await?;
    for line in lines {
        let reservation = ReservationRow {
            id: format!("reservation_{}", Uuid::now_v7().simple()),
            product_id: line.product_id,
            location_id: order.location_id.clone(),
            start_ms: order.start_ms,
            end_ms: order.end_ms,
            quantity: line.quantity,
            order_id: Some(order.id.clone()),
            expires_at: Some(order.expires_at),
        };
        store.insert_reservation(&reservation).await?;
    }
    Ok(())
}

/// Tells the same request from another one, and says nothing of it: SHA-256 of what was asked for.
fn fingerprint(wish: &OrderWish) -> String {
    let digest = Sha256::digest(asked_for(wish));
    digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Whether a stored request is this one. Stores of earlier releases have what was asked for itself.
fn is_same(stored: &str, fingerprint: &str, wish: &OrderWish) -> bool {
    stored == fingerprint || stored == asked_for(wish)
}

fn asked_for(wish: &OrderWish) -> String {
    let trip = &wish.trip;
    let lines: Vec<_> = trip.lines.iter().map(|(product, quantity)| (product.as_str(), quantity)).collect();
    let window = [trip.window.start().ms(), trip.window.end().ms()];
    serde_json::json!([trip.location.as_str(), window, lines, wish.return_url]).to_string()
}
