//! What the customer has chosen, in a form that can be handed out and taken back.

use std::rc::Rc;

use super::action::Action;
use super::model::{Checkout, Model, Order, Trip};
use crate::api::{Body, Object, OrderRequest, Placed, is_web_address};
use crate::booking::quote::{Quote, QuoteKey, QuoteLine};
use crate::booking::time::{DAY_MS, Instant};
use crate::booking::{Cart, CartLine, Currency, LocationId, Money, OrderId, ProductId, Window};

/// More lines than any cart has: what is kept may be anything.
const MAX_LINES: usize = 1000;

/// How far ahead times that were kept are taken up, ms: ten years.
const MAX_AHEAD_MS: i64 = 10 * 366 * DAY_MS;

/// What the customer has chosen, and what the tab keeps beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Where.
    pub location_id: Option<LocationId>,
    /// Pick-up, Unix ms.
    pub start: Option<i64>,
    /// Return, Unix ms.
    pub end: Option<i64>,
    /// The cart.
    pub items: Vec<Item>,
    /// What it cost when the customer last saw it, minor units; never told to the page.
    pub total: Option<i64>,
    /// Of which currency; never told to the page.
    pub currency: Option<String>,
    /// The order that stands for it, or for what was chosen before; never told to the page.
    pub order: Option<KeptOrder>,
    /// The reference of an order whose answer was lost; never told to the page.
    pub doubtful_reference: Option<String>,
    /// By which reads name the unpaid order; never told to the page.
    pub hold: Option<String>,
    /// Whether the answer to an order is awaited or was lost, and the customer has not decided yet; never told to the page.
    pub lost: bool,
}

/// An order that was created, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOrder {
    /// Its id.
    pub id: OrderId,
    /// Its checkout page.
    pub url: String,
    /// When it lets go of its units, Unix ms.
    pub expires_at: Option<i64>,
    /// The reference it was created under.
    pub client_reference: Option<String>,
    /// Where.
    pub location_id: LocationId,
    /// Pick-up, Unix ms.
    pub start: i64,
    /// Return, Unix ms.
    pub end: i64,
    /// What.
    pub items: Vec<Item>,
}

/// A product in the cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The product.
    pub product_id: ProductId,
    /// How many.
    pub quantity: u32,
    /// What it is called: it may not be for hire any more when it is taken up again. Never told to the page.
    pub name: Option<String>,
    /// What they cost when the customer last saw it, minor units; never told to the page.
    pub subtotal: Option<i64>,
}

impl Model {
    /// What the customer has chosen.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            location_id: self.trip.location.clone(),
            start: self.trip.pickup.map(Instant::ms),
            end: self.trip.back.map(Instant::ms),
            items: Item::all(&self.cart),
            ..Snapshot::default()
        }
    }

    /// Whether the customer has chosen anything, be it that it is still to be taken up again.
    pub fn has_chosen(&self) -> bool {
        let chosen = self.trip.location.is_some() || self.trip.pickup.is_some() || !self.cart.is_empty();
        chosen || self.waiting.iter().any(|action| matches!(action, Action::Start(Some(_), _)))
    }

    /// What the customer has chosen, what it costs, and what became of it.
    pub(super) fn kept(&self) -> Snapshot {
        let now = self.current_quote().filter(|quote| quote.available);
        let seen = now.or(self.since.as_ref());
        let mut items = Item::all(&self.cart);
        for item in &mut items {
            let product = &item.product_id;
            item.name = self.known_name(product).map(str::to_owned);
            let line = seen.and_then(|quote| quote.line(product));
            item.subtotal = line.and_then(|line| line.subtotal).map(|subtotal| subtotal.minor);
        }
        let total = seen.and_then(|quote| quote.total);
        Snapshot {
            items,
            total: total.map(|total| total.minor),
            currency: total.and_then(|total| total.currency).map(|currency| currency.code().to_owned()),
            order: self.order.as_ref().map(KeptOrder::from),
            doubtful_reference: self.doubtful_reference.clone(),
            hold: self.hold.clone(),
            lost: matches!(self.checkout, Checkout::Creating { .. } | Checkout::Lost { .. }),
            ..self.snapshot()
        }
    }
}

impl Snapshot {
    /// The quote that the customer saw last, as far as it is kept.
    pub(super) fn seen(&self) -> Option<Rc<Quote>> {
        let currency = self.currency.as_deref().and_then(Currency::parse);
        let money = |minor| Money::new(minor, currency);
        let line = |item: &Item| QuoteLine {
            product: item.product_id.clone(),
            quantity: item.quantity,
            unit: None,
            subtotal: item.subtotal.map(money),
            count: None,
        };
        Some(Rc::new(Quote {
            available: true,
            reason: None,
            lines: self.items.iter().map(line).collect(),
            extras: vec![],
            total: Some(money(self.total?)),
        }))
    }

    /// As an object.
    pub fn write(&self) -> Object {
        Object::default()
            .with("locationId", self.location_id.as_ref().map(LocationId::as_str))
            .with("start", self.start)
            .with("end", self.end)
            .with("items", Item::write_all(&self.items))
            .with_some("total", self.total)
            .with_some("currency", self.currency.as_deref())
            .with_some("order", self.order.as_ref().map(KeptOrder::write))
            .with_some("doubtfulReference", self.doubtful_reference.as_deref())
            .with_some("hold", self.hold.as_deref())
            .with_some("lost", self.lost.then_some(true))
    }

    /// From an object as it is written; what makes no sense in it is left out.
    pub fn read(object: &impl Body) -> Self {
        Self {
            location_id: object.text_of("locationId").map(LocationId::new),
            start: object.integer_of("start"),
            end: object.integer_of("end"),
            items: Item::read_all(object),
            total: object.integer_of("total"),
            currency: object.text_of("currency"),
            order: object.field("order").and_then(|order| KeptOrder::read(&order)),
            doubtful_reference: object.text_of("doubtfulReference").filter(|text| is_reference(text)),
            hold: object.text_of("hold").filter(|text| is_uuid(text)),
            lost: object.boolean_of("lost").unwrap_or_default(),
        }
    }
}

impl KeptOrder {
    fn write(&self) -> Object {
        Object::default()
            .with("id", self.id.as_str())
            .with("url", &*self.url)
            .with("expiresAt", self.expires_at)
            .with("clientReference", self.client_reference.as_deref())
            .with("locationId", self.location_id.as_str())
            .with("start", self.start)
            .with("end", self.end)
            .with("items", Item::write_all(&self.items))
    }

    fn read(object: &impl Body) -> Option<Self> {
        Some(Self {
            id: OrderId::new(object.text_of("id")?),
            // It becomes a link, and who has written it cannot be known.
            url: object.text_of("url").filter(|url| is_web_address(url))?,
            expires_at: object.integer_of("expiresAt"),
            client_reference: object.text_of("clientReference").filter(|text| is_reference(text)),
            location_id: LocationId::new(object.text_of("locationId")?),
            start: object.integer_of("start")?,
            end: object.integer_of("end")?,
            items: Item::read_all(object),
        })
    }

    /// The order again; `None` where its window makes no sense.
    pub(super) fn order(&self) -> Option<Order> {
        let window = Window::new(Instant(self.start), Instant(self.end))?;
        let cart = Item::cart(&self.items);
        let expires_at = self.expires_at.map(Instant);
        Some(Order {
            key: QuoteKey { location: self.location_id.clone(), window, cart },
            placed: Placed { id: self.id.clone(), checkout_url: None, expires_at },
            url: self.url.clone(),
            client_reference: self.client_reference.clone(),
        })
    }
}

impl From<&Order> for KeptOrder {
    fn from(order: &Order) -> Self {
        Self {
            id: order.placed.id.clone(),
            url: order.url.clone(),
            expires_at: order.placed.expires_at.map(Instant::ms),
            client_reference: order.client_reference.clone(),
            location_id: order.key.location.clone(),
            start: order.key.window.start().ms(),
            end: order.key.window.end().ms(),
            items: Item::all(&order.key.cart),
        }
    }
}

/// Whether it looks like a reference as this widget makes them, a UUID of version 7: a service takes no other.
fn is_reference(text: &str) -> bool {
    is_uuid(text) && text.as_bytes().get(14) == Some(&b'7')
}

fn is_uuid(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    text.len() == 36 && text.bytes().all(fits)
}

impl Item {
    /// What is in a cart.
    pub(super) fn all(cart: &Cart) -> Vec<Self> {
        let item = |line: &CartLine| Self {
            product_id: line.product.clone(),
            quantity: line.quantity,
            name: None,
            subtotal: None,
        };
        cart.lines().iter().map(item).collect()
    }

    /// The cart that holds them.
    pub(super) fn cart(items: &[Self]) -> Cart {
        let mut cart = Cart::default();
        for item in items {
            cart.set(&item.product_id, item.quantity);
        }
        cart
    }

    fn write_all(items: &[Self]) -> Vec<Object> {
        let mut written = Vec::new();
        for item in items {
            let object = Object::default()
                .with("productId", item.product_id.as_str())
                .with("quantity", item.quantity)
                .with_some("name", item.name.as_deref())
                .with_some("subtotal", item.subtotal);
            written.push(object);
        }
        written
    }

    fn read_all(object: &impl Body) -> Vec<Self> {
        let mut sent = object.items_of("items");
        sent.truncate(MAX_LINES);
        let mut items = Vec::new();
        for item in &sent {
            items.extend(Self::read(item));
        }
        items
    }

    fn read(object: &impl Body) -> Option<Self> {
        let product_id = ProductId::new(object.text_of("productId")?);
        Some(Self {
            product_id,
            quantity: object.count_of("quantity")?,
            name: object.text_of("name"),
            subtotal: object.integer_of("subtotal"),
        })
    }
}

/// Takes up what is kept, less times that have passed since; `anew` where it is not what another element just did.
pub(super) fn restore(model: &mut Model, kept: &Snapshot, anew: bool, now: Instant) {
    // What is kept may be anything; nobody books further ahead, and no calendar reaches to the end of numbers.
    let latest = now.plus(MAX_AHEAD_MS);
    let to_come = |at: Option<i64>| at.map(Instant).filter(|at| *at > now && *at < latest);
    let pickup = to_come(kept.start);
    model.trip = Trip {
        location: kept.location_id.clone(),
        pickup,
        back: to_come(kept.end).filter(|at| pickup.is_some_and(|pickup| *at > pickup)),
    };
    model.cart = Item::cart(&kept.items);
    model.names.clear();
    for item in &kept.items {
        model.names.extend(item.name.clone().map(|name| (item.product_id.clone(), name)));
    }
    if anew {
        model.since = kept.seen();
    }
    // The order that is being created here is this element's own.
    if matches!(model.checkout, Checkout::Creating { .. }) {
        return;
    }
    model.order = kept.order.as_ref().and_then(KeptOrder::order);
    model.doubtful_reference.clone_from(&kept.doubtful_reference);
    model.hold.clone_from(&kept.hold);
    // Another element still waits for its answer; under a reference nothing is ordered twice meanwhile.
    let lost = kept.lost && (anew || kept.doubtful_reference.is_none());
    if let Some(key) = model.quote_key().filter(|_| lost) {
        let (client_reference, hold) = (kept.doubtful_reference.clone(), kept.hold.clone());
        let request = OrderRequest { key, client_reference, hold, return_url: None };
        model.checkout = Checkout::Lost { request };
    } else if !kept.lost && matches!(model.checkout, Checkout::Lost { .. }) {
        model.checkout = Checkout::Idle;
    }
}
