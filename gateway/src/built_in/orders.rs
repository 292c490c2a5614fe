//! Orders: created unpaid, holding their units for a while; paid, holding them for good.
//!
//! Each change is one `BEGIN IMMEDIATE` transaction that looks, decides and writes, so that of any number of customers
//! after the last unit exactly one gets it, and nothing is paid that is no longer held.

use booking_widget::api::wire::CheckoutOrder;
use booking_widget::booking::time::Instant;
use booking_widget::booking::{CompanyId, Currency, Money, OrderId, Window};
use uuid::Uuid;

use super::BuiltIn;
use super::catalog::Catalog;
use super::quote::{Wanted, is_past};
use super::store::{OrderLineRow, OrderRow, ReservationRow, Transaction};
use super::zone::TableZone;
use crate::client::ClientKey;
use crate::source::{OrderWish, SourceError};

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
        let now = (self.clock)();
        let company = &wish.trip.company;
        let mut store = self.store.write().await?;
        let catalog = Catalog::read(&mut store, company).await?.ok_or(SourceError::UnknownCompany)?;
        let wanted = Wanted::find(&catalog, &wish.trip)?;
        let request = fingerprint(wish);

        let id = OrderId::new(format!("pio_{}", Uuid::now_v7().simple()));
        if let Some(reference) = &wish.client_reference
            && let Some(before) = store.order_by_reference(company.as_str(), reference).await?
        {
            let held = before.status == PAID || before.expires_at > now.ms();
            if held && before.request == request {
                return Ok(self.answer(company, before.id, before.expires_at));
            }
            if before.status == PAID {
                return Err(SourceError::ReferencePaid);
            }
            // Its units go first, so that a customer's own order never makes their own things "taken". Where the
            // new one can't be had after all, nothing of this is committed and the old one stands.
            store.replace_order(&before.id, id.as_str()).await?;
        }
        store.drop_expired(now).await?;

        if is_past(wish.trip.window, now) {
            return Err(SourceError::Past);
        }
        if !wanted.place.is_open_for(wish.trip.window) {
            return Err(SourceError::Closed);
        }
        wanted.check_length()?;
        let client = ClientKey::from(wish.client).to_string();
        self.check_unpaid(&mut store, &wanted, &client, now).await?;
        let reservations = store.reservations(company.as_str(), None, wish.trip.window, now).await?;
        for ((item, quantity), free) in wanted.lines.iter().zip(wanted.free(&catalog, &reservations)) {
            if *quantity > free {
                return Err(SourceError::Taken { product: item.id.clone(), wanted: *quantity, free });
            }
        }

        let order = self.write(&mut store, wish, &wanted, &id, client, request, now).await?;
        store.commit().await?;
        tracing::info!(total_cents = order.total_cents, "order created");
        Ok(self.answer(company, order.id, order.expires_at))
    }

    /// How many units a cart has, within what one order may hold. The quote says it too: it must not promise what can
    /// never be ordered.
    pub(super) fn check_size(&self, wanted: &Wanted<'_>) -> Result<u32, SourceError> {
        let wants = wanted.lines.iter().fold(0, |sum: u32, line| sum.saturating_add(line.1));
        let most = self.limits.unpaid_units;
        if wants > most { Err(SourceError::CartTooLarge { most, wanted: wants }) } else { Ok(wants) }
    }

    /// Anyone can place unpaid orders, so what one client holds with them is bounded.
    async fn check_unpaid(
        &self,
        store: &mut Transaction,
        wanted: &Wanted<'_>,
        client: &str,
        now: Instant,
    ) -> Result<(), SourceError> {
        let wants = self.check_size(wanted)?;
        let held = store.unpaid_of(client, now).await?;
        let limits = &self.limits;
        let mut orders = held.len().saturating_add(1);
        let mut units = held.iter().fold(i64::from(wants), |sum, order| sum.saturating_add(order.units));
        let mut ends = held.iter();
        let mut wait_ms = None;
        // As they end one after the other, until the new one would go with those that are left.
        while orders > limits.unpaid_orders as usize || units > i64::from(limits.unpaid_units) {
            let Some(first) = ends.next() else {
                // Too many even for who holds nothing.
                wait_ms = Some(limits.unpaid_lifetime_ms);
                break;
            };
            orders -= 1;
            units -= first.units;
            wait_ms = Some(first.expires_at - now.ms());
        }
        match wait_ms {
            None => Ok(()),
            Some(wait_ms) => {
                let retry_after_s = u64::try_from(wait_ms).unwrap_or(0).div_ceil(1000).max(1);
                Err(SourceError::TooManyUnpaid { retry_after_s })
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "each is a part of the order that is written")]
    async fn write(
        &self,
        store: &mut Transaction,
        wish: &OrderWish,
        wanted: &Wanted<'_>,
        id: &OrderId,
        client: String,
        request: String,
        now: Instant,
    ) -> Result<OrderRow, SourceError> {
        let price = wanted.price()?;
        let order = OrderRow {
            id: id.as_str().to_owned(),
            company_id: wish.trip.company.as_str().to_owned(),
            location_id: wanted.place.id.as_str().to_owned(),
            start_ms: wanted.window.start().ms(),
            end_ms: wanted.window.end().ms(),
            currency: wanted.place.currency.code().to_owned(),
            tax_cents: price.tax_cents,
            total_cents: price.total_cents,
            status: UNPAID.to_owned(),
            created_at: now.ms(),
            expires_at: now.plus(self.limits.unpaid_lifetime_ms).ms(),
            client_reference: wish.client_reference.clone(),
            request,
            return_url: wish.return_url.clone(),
            client_address: Some(client),
            replaced_by: None,
        };
        let lines = wanted.lines.iter().zip(&price.lines).map(|((item, quantity), price)| OrderLineRow {
            product_id: item.id.as_str().to_owned(),
            product_name: item.name.clone(),
            quantity: i64::from(*quantity),
            unit_price_cents: price.unit_cents,
            subtotal_cents: price.subtotal_cents,
        });
        let lines: Vec<_> = lines.collect();
        store.insert_order(&order, &lines).await?;
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
        Ok(order)
    }

    fn answer(&self, company: &CompanyId, id: String, expires_at: i64) -> CheckoutOrder {
        CheckoutOrder {
            checkout_url: Some(self.public_url.checkout(company.slug(), &id)),
            expires_at: Some(expires_at),
            id: OrderId::new(id),
        }
    }

    /// An order as its page shows it; `None` where the company has none of that id.
    pub async fn order(&self, company: &CompanyId, id: &OrderId) -> Result<Option<Order>, SourceError> {
        let mut store = self.store.read().await?;
        self.view(&mut store, company, id, (self.clock)()).await
    }

    /// Pays an order, where it still holds its units; `None` where the company has none of that id.
    pub async fn pay(&self, company: &CompanyId, id: &OrderId) -> Result<Option<Payment>, SourceError> {
        let now = (self.clock)();
        let mut store = self.store.write().await?;
        let Some(order) = self.view(&mut store, company, id, now).await? else { return Ok(None) };
        if order.state != OrderState::Open {
            return Ok(Some(Payment::Refused(Box::new(order))));
        }
        store.pay_order(id.as_str(), now).await?;
        store.commit().await?;
        tracing::info!(total_cents = order.total.minor, "order paid");
        Ok(Some(Payment::Done))
    }

    /// Lets go of what unpaid orders that have ended still hold: their units, and the addresses of their clients.
    pub async fn drop_expired(&self) -> Result<(), SourceError> {
        let mut store = self.store.write().await?;
        store.drop_expired((self.clock)()).await?;
        store.commit().await?;
        Ok(())
    }

    async fn view(
        &self,
        store: &mut Transaction,
        company: &CompanyId,
        id: &OrderId,
        now: Instant,
    ) -> Result<Option<Order>, SourceError> {
        let Some(catalog) = Catalog::read(store, company).await? else { return Ok(None) };
        let Some(row) = store.order(company.as_str(), id.as_str()).await? else { return Ok(None) };
        let lines = store.order_lines(&row.id).await?;
        // An archived location still has its orders.
        let place = catalog.places.iter().find(|place| place.id.as_str() == row.location_id);
        let (Some(place), Some(window)) = (place, Window::new(Instant(row.start_ms), Instant(row.end_ms)))
        else {
            return Err(SourceError::Failed(format!("order {} has no location or no window", row.id).into()));
        };
        let currency = Currency::parse(&row.currency);
        Ok(Some(Order {
            id: id.clone(),
            state: match row.status.as_str() {
                PAID => OrderState::Paid,
                REPLACED => OrderState::Replaced(row.replaced_by.map(OrderId::new)),
                _ if row.expires_at <= now.ms() => OrderState::Expired,
                _ => OrderState::Open,
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

/// What was asked for, to tell the same body from another one.
fn fingerprint(wish: &OrderWish) -> String {
    let trip = &wish.trip;
    let lines: Vec<_> = trip.lines.iter().map(|(product, quantity)| (product.as_str(), quantity)).collect();
    let window = [trip.window.start().ms(), trip.window.end().ms()];
    serde_json::json!([trip.location.as_str(), window, lines, wish.return_url]).to_string()
}
