//! From the wire into the domain, leniently: unknown fields and values are fine, an element that makes no sense is
//! skipped and reported, and no address from a service is kept whose scheme could run something.

use super::body::Body;
use super::call::Call;
use super::error::ApiError;
use super::wire;
use crate::booking::hours::{OpenSpan, OpeningHours};
use crate::booking::quote::{self, Named, Quote, QuoteKey, QuoteLine, Refused};
use crate::booking::time::Instant;
use crate::booking::{Company, Currency, Features, Location, Money, OrderId, Product, ProductId, Stock};

/// What the service answered to a [`Call`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Call::Locations`].
    Locations(LocationsAnswer),
    /// To [`Call::Products`].
    Products(ProductsAnswer),
    /// To [`Call::Slots`], sorted by start.
    Slots(Vec<Sample>),
    /// To [`Call::Quote`].
    Quote(Quote),
    /// To [`Call::Order`].
    Order(Placed),
}

/// The company's locations that are in use, and what the service says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocationsAnswer {
    /// In the order in which they were sent.
    pub locations: Vec<Location>,
    /// The company.
    pub company: Company,
    /// What the service takes beyond the reference.
    pub features: Features,
    /// What was left out.
    pub skipped: Vec<Skipped>,
}

/// The company's products.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductsAnswer {
    /// In the order in which they were sent.
    pub products: Vec<Product>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
}

/// An element of a list, or a part of one, that was left out because it makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Which: `products[3]`.
    pub place: String,
    /// Why; a developer's text.
    pub why: String,
}

/// An availability sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its start.
    pub start: Instant,
    /// How many units are free.
    pub count: u32,
}

/// An order that was created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its public id.
    pub id: OrderId,
    /// The checkout page's address, where the service sends one; http or https.
    pub checkout_url: Option<String>,
    /// When it lets go of its units.
    pub expires_at: Option<Instant>,
}

impl Call {
    /// Reads the service's answer to this call.
    pub fn read<B: Body>(&self, body: &B) -> Result<Answer, ApiError> {
        match self {
            Self::Locations => locations(body).map(Answer::Locations),
            Self::Products { .. } => products(body).map(Answer::Products),
            Self::Slots { .. } => slots(body).map(Answer::Slots),
            Self::Quote(key) => quote(body, key).map(Answer::Quote),
            Self::Order(_) => order(body).map(Answer::Order),
        }
    }
}

/// Reads a list element by element.
fn list<B: Body, W, T>(
    body: &B,
    name: &str,
    convert: impl Fn(W) -> Result<T, String>,
) -> Result<(Vec<T>, Vec<Skipped>), ApiError>
where
    W: serde::de::DeserializeOwned,
{
    let items = body
        .field(name)
        .and_then(|list| list.items())
        .ok_or_else(|| ApiError::Unreadable(format!("`{name}` is not a list")))?;
    let mut read = Vec::with_capacity(items.len());
    let mut skipped = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match item.read().and_then(&convert) {
            Ok(value) => read.push(value),
            Err(why) => skipped.push(Skipped { place: format!("{name}[{index}]"), why }),
        }
    }
    Ok((read, skipped))
}

fn optional<B: Body, T: serde::de::DeserializeOwned>(body: &B, name: &str) -> Option<T> {
    body.field(name)?.read().ok()
}

fn locations<B: Body>(body: &B) -> Result<LocationsAnswer, ApiError> {
    let (locations, skipped) = list(body, "locations", location)?;
    let features: Vec<String> = optional(body, "features").unwrap_or_default();
    let has = |name: &str| features.iter().any(|feature| feature == name);
    let company: wire::Company = optional(body, "company").unwrap_or_default();
    Ok(LocationsAnswer {
        locations: locations.into_iter().flatten().collect(),
        company: Company {
            name: text(company.name),
            currency: company.currency.as_deref().and_then(Currency::parse),
            time_zone: text(company.time_zone),
            support_url: company
                .support_url
                .filter(|url| has_scheme(url, &["https", "http", "mailto", "tel"])),
        },
        features: Features {
            client_reference: has(wire::feature::CLIENT_REFERENCE),
            return_url: has(wire::feature::RETURN_URL),
        },
        skipped,
    })
}

/// `None` for a location that is out of use.
fn location(sent: wire::Location) -> Result<Option<Location>, String> {
    if sent.archived == Some(true) {
        return Ok(None);
    }
    named(sent.id.as_str(), &sent.name)?;
    let daily = || Some(OpeningHours::daily(OpenSpan::new(sent.opens?, sent.closes?)?));
    Ok(Some(Location {
        id: sent.id,
        name: sent.name,
        address: text(sent.address),
        time_zone: text(sent.time_zone),
        currency: sent.currency.as_deref().and_then(Currency::parse),
        hours: sent.hours.and_then(weekly).or_else(daily),
    }))
}

/// Seven lists of spans; `None` where they are not what they should be.
fn weekly(sent: Vec<Vec<[i64; 2]>>) -> Option<OpeningHours> {
    let days: Option<Vec<Vec<OpenSpan>>> = sent
        .into_iter()
        .map(|day| day.into_iter().map(|[opens, closes]| OpenSpan::new(opens, closes)).collect())
        .collect();
    days?.try_into().ok().map(OpeningHours::weekly)
}

fn products<B: Body>(body: &B) -> Result<ProductsAnswer, ApiError> {
    let (products, skipped) = list(body, "products", product)?;
    Ok(ProductsAnswer { products, skipped })
}

fn product(sent: wire::Product) -> Result<Product, String> {
    named(sent.id.as_str(), &sent.name)?;
    let amount = |minor: Option<i64>| minor.filter(|minor| *minor >= 0).map(|minor| Money::new(minor, None));
    Ok(Product {
        id: sent.id,
        name: sent.name,
        description: text(sent.description),
        category: text(sent.category),
        image_url: sent.image_url.filter(|url| has_scheme(url, &["https", "http"])),
        from_price: amount(sent.from_price_cents),
        price: amount(sent.price_in_cents),
        price_text: text(sent.price_formatted),
        stock: sent.locations.into_iter().map(stock).collect(),
    })
}

fn stock(sent: wire::ProductLocation) -> Stock {
    let free = sent.has_availability.or(sent.available_count.map(|count| count > 0));
    Stock { location: sent.id, name: sent.name, free, count: sent.available_count }
}

fn slots<B: Body>(body: &B) -> Result<Vec<Sample>, ApiError> {
    let sample =
        |slot: wire::TimeSlot| Ok(Sample { start: Instant(slot.start_ms), count: slot.available_count });
    let (mut samples, _) = list(body, "slots", sample)?;
    samples.sort_by_key(|sample| sample.start);
    Ok(samples)
}

fn quote<B: Body>(body: &B, key: &QuoteKey) -> Result<Quote, ApiError> {
    let sent: wire::Availability = body.read().map_err(ApiError::Unreadable)?;
    let currency = sent.currency.as_deref().and_then(Currency::parse);
    let money = |minor: i64| Money::new(minor, currency);
    let lines = sent.lines.into_iter().map(|line| QuoteLine {
        product: line.product_id,
        quantity: line.quantity,
        unit: line.unit_period_price_cents.map(money),
        subtotal: line.line_subtotal_cents.map(money),
        count: line.available_count,
    });
    let lines: Vec<_> = lines.collect();
    let total = sent.total_price_cents.map(money);
    let amounts = |named: Option<Vec<wire::NamedAmount>>| {
        named.unwrap_or_default().into_iter().map(|named| (named.name, named.amount_cents)).collect()
    };
    if sent.available {
        answers(&lines, key)?;
        if total.is_none_or(|total| total.minor < 0) {
            return Err(ApiError::Unreadable("an available cart has no total".into()));
        }
    }
    let named = Named { tax: sent.tax_cents, fees: amounts(sent.fees), discounts: amounts(sent.discounts) };
    let extras = match total {
        Some(total) => quote::extras(&lines, total, named)
            .map_err(|error| ApiError::Unreadable(format!("the amounts make no total: {error}")))?,
        None => Vec::new(),
    };
    let reason = sent.reason.as_deref().and_then(|reason| match reason {
        "taken" => Some(Refused::Taken),
        "closed" => Some(Refused::Closed),
        "min_stay" => Some(Refused::TooShort),
        "max_stay" => Some(Refused::TooLong),
        _ => None,
    });
    Ok(Quote { available: sent.available, reason, lines, extras, total })
}

/// A price for another cart than the one that was asked for is none.
fn answers(lines: &[QuoteLine], key: &QuoteKey) -> Result<(), ApiError> {
    let quoted = |product: &ProductId| -> u64 {
        lines.iter().filter(|line| line.product == *product).map(|line| u64::from(line.quantity)).sum()
    };
    let same = key.cart.lines().iter().all(|line| quoted(&line.product) == u64::from(line.quantity))
        && lines.iter().all(|line| key.cart.quantity(&line.product) > 0);
    if same { Ok(()) } else { Err(ApiError::Unreadable("the quote is for another cart".into())) }
}

fn order<B: Body>(body: &B) -> Result<Placed, ApiError> {
    let sent: wire::CheckoutOrder = body.read().map_err(ApiError::Unreadable)?;
    if sent.id.as_str().trim().is_empty() {
        return Err(ApiError::Unreadable("the order has no id".into()));
    }
    Ok(Placed {
        id: sent.id,
        checkout_url: sent.checkout_url.filter(|url| has_scheme(url, &["https", "http"])),
        expires_at: sent.expires_at.map(Instant),
    })
}

/// An id and a name are the least that a thing needs to be shown and booked.
fn named(id: &str, name: &str) -> Result<(), String> {
    if id.trim().is_empty() {
        Err("it has no id".into())
    } else if name.trim().is_empty() {
        Err(format!("{id} has no name"))
    } else {
        Ok(())
    }
}

/// A text that says something.
fn text(sent: Option<String>) -> Option<String> {
    sent.filter(|text| !text.trim().is_empty())
}

/// Whether an absolute address has one of these schemes.
fn has_scheme(url: &str, schemes: &[&str]) -> bool {
    url.split_once(':')
        .is_some_and(|(scheme, _)| schemes.iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed)))
}
