//! From the wire into the domain, leniently: unknown fields and values are fine, an element that makes no sense is
//! skipped and reported, and no address from a service is kept whose scheme could run something.

use std::rc::Rc;

use super::body::Body;
use super::call::Call;
use super::error::ApiError;
use super::wire;
use crate::booking::hours::{OpenSpan, OpeningHours};
use crate::booking::quote::{self, Named, Quote, QuoteKey, QuoteLine, Refused};
use crate::booking::time::Instant;
use crate::booking::{
    Company, Currency, Features, HireLength, Location, LocationId, Money, MoneyError, OrderId, Position,
    Product, ProductId, Stock,
};

/// What the service answered to a [`Call`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Call::Locations`].
    Locations(Rc<LocationsAnswer>),
    /// To [`Call::Products`].
    Products(Rc<ProductsAnswer>),
    /// To [`Call::Slots`], sorted by start.
    Slots(Rc<Vec<Sample>>),
    /// To [`Call::Quote`].
    Quote(Rc<Quote>),
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
        Ok(match self {
            Self::Locations => Answer::Locations(locations(body)?.into()),
            Self::Products { window, .. } => Answer::Products(products(body, window.is_some())?.into()),
            _ => return self.read_chosen(body),
        })
    }

    /// A gate (see `state::rest`): answers about what the customer chooses or has chosen.
    #[inline(never)]
    fn read_chosen<B: Body>(&self, body: &B) -> Result<Answer, ApiError> {
        Ok(match self {
            Self::Slots { .. } => Answer::Slots(slots(body)?.into()),
            Self::Quote(key, _) => Answer::Quote(quote(body, key)?.into()),
            Self::Order(_) => Answer::Order(order(body)?),
            _ => return Err(ApiError::Unreadable(String::new())),
        })
    }
}

/// Reads a list element by element.
fn list<B: Body, T>(
    body: &B,
    name: &str,
    mut convert: impl FnMut(&B) -> Result<T, String>,
) -> Result<(Vec<T>, Vec<Skipped>), ApiError> {
    let items = body
        .field(name)
        .and_then(|list| list.items())
        .ok_or_else(|| ApiError::Unreadable([name, " is not a list"].concat()))?;
    let mut read = Vec::with_capacity(items.len());
    let mut skipped = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match convert(item) {
            Ok(value) => read.push(value),
            Err(why) => skipped.push(Skipped { place: [name, "[", &index.to_string(), "]"].concat(), why }),
        }
    }
    Ok((read, skipped))
}

/// What makes sense in a list.
fn read_all<B: Body, T>(body: &B, name: &str, read: &dyn Fn(&B) -> Option<T>) -> Vec<T> {
    let mut all = Vec::new();
    for item in body.items_of(name) {
        all.extend(read(&item));
    }
    all
}

fn locations<B: Body>(body: &B) -> Result<LocationsAnswer, ApiError> {
    let mut ids = Vec::new();
    let (locations, skipped) = list(body, "locations", |sent| location(sent, &mut ids))?;
    let features = body.items_of("features");
    let has = |name: &str| features.iter().any(|feature| feature.text().as_deref() == Some(name));
    let company = body.field("company");
    let of_company = |name: &str| company.as_ref().and_then(|company| company.text_of(name));
    Ok(LocationsAnswer {
        locations: locations.into_iter().flatten().collect(),
        company: Company {
            name: of_company("name"),
            currency: of_company("currency").as_deref().and_then(Currency::parse),
            time_zone: of_company("time_zone"),
            support_url: of_company("support_url")
                .filter(|url| has_scheme(url, &["https", "http", "mailto", "tel"])),
        },
        features: Features {
            client_reference: has(wire::feature::CLIENT_REFERENCE),
            hold: has(wire::feature::HOLD),
            return_url: has(wire::feature::RETURN_URL),
        },
        skipped,
    })
}

/// `None` for a location that is out of use.
fn location<B: Body>(sent: &B, ids: &mut Vec<String>) -> Result<Option<Location>, String> {
    if sent.boolean_of("archived") == Some(true) {
        return Ok(None);
    }
    let (id, name) = id_and_name(sent, ids)?;
    let daily =
        || Some(OpeningHours::daily(OpenSpan::new(sent.integer_of("opens")?, sent.integer_of("closes")?)?));
    Ok(Some(Location {
        id: LocationId::new(id),
        name,
        address: sent.text_of("address"),
        position: position(sent),
        time_zone: sent.text_of("time_zone"),
        currency: sent.text_of("currency").as_deref().and_then(Currency::parse),
        hours: sent.field("hours").and_then(|hours| weekly(&hours)).or_else(daily),
    }))
}

/// `None` where a part of it is missing or out of range.
fn position<B: Body>(sent: &B) -> Option<Position> {
    let millionths = |name: &str, most: f64| {
        let degrees = sent.field(name)?.number().filter(|degrees| degrees.abs() <= most)?;
        #[expect(clippy::cast_possible_truncation, reason = "at most 180 000 000")]
        Some((degrees * 1e6) as i32)
    };
    Some(Position { lat: millionths("lat", 90.0)?, lng: millionths("lng", 180.0)? })
}

/// Seven lists of spans; `None` where they are not what they should be.
fn weekly<B: Body>(sent: &B) -> Option<OpeningHours> {
    let mut days = Vec::new();
    for day in sent.items()? {
        let mut spans = Vec::new();
        for span in day.items()? {
            let [opens, closes] = &span.items()?[..] else { return None };
            spans.push(OpenSpan::new(opens.integer()?, closes.integer()?)?);
        }
        days.push(spans);
    }
    days.try_into().ok().map(OpeningHours::weekly)
}

/// What an answer says of a window is meant only where it was asked for with one, `timed`: others send it all the same.
fn products<B: Body>(body: &B, timed: bool) -> Result<ProductsAnswer, ApiError> {
    let mut ids = Vec::new();
    let (products, skipped) = list(body, "products", |sent| product(sent, timed, &mut ids))?;
    Ok(ProductsAnswer { products, skipped })
}

fn product<B: Body>(sent: &B, timed: bool, ids: &mut Vec<String>) -> Result<Product, String> {
    let (id, name) = id_and_name(sent, ids)?;
    let amount =
        |name: &str| sent.integer_of(name).filter(|minor| *minor >= 0).map(|minor| Money::new(minor, None));
    Ok(Product {
        id: ProductId::new(id),
        name,
        description: sent.text_of("description"),
        category: sent.text_of("category"),
        image_url: sent.text_of("image_url").filter(|url| is_web_address(url)),
        from_price: amount("from_price_cents"),
        price: amount("priceInCents").filter(|_| timed),
        price_text: sent.text_of("priceFormatted"),
        length: length(sent),
        stock: read_all(sent, "locations", &|sent| stock(sent, timed)),
    })
}

/// Bounds that no hire can keep to are none.
fn length<B: Body>(sent: &B) -> HireLength {
    let bound = |name: &str| sent.integer_of(name).filter(|ms| *ms > 0);
    let least_ms = bound("min_hire_ms").unwrap_or(0);
    let most_ms = bound("max_hire_ms").unwrap_or(i64::MAX);
    if least_ms <= most_ms { HireLength { least_ms, most_ms } } else { HireLength::ANY }
}

/// `None` for stock at no location.
fn stock<B: Body>(sent: &B, timed: bool) -> Option<Stock> {
    let count = sent.count_of("available_count").filter(|_| timed);
    Some(Stock {
        location: LocationId::new(sent.text_of("id")?),
        name: sent.text_of("name").unwrap_or_default(),
        free: sent.boolean_of("hasAvailability").filter(|_| timed).or(count.map(|count| count > 0)),
        count,
    })
}

fn slots<B: Body>(body: &B) -> Result<Vec<Sample>, ApiError> {
    let sample = |slot: &B| {
        let sample = || {
            let start = Instant(slot.integer_of("start_ms")?);
            Some(Sample { start, count: slot.count_of("available_count")? })
        };
        sample().ok_or_else(|| "it has no start or no count".to_owned())
    };
    let (sent, _) = list(body, "slots", sample)?;
    // They come sorted but for a service's whim: a sort from the library would be 1 kB of download for that.
    let mut samples: Vec<Sample> = Vec::with_capacity(sent.len());
    for sample in sent {
        let mut place = samples.len();
        while place > 0 && samples.get(place - 1).is_some_and(|before| before.start > sample.start) {
            place -= 1;
        }
        if place == 0 || samples.get(place - 1).is_some_and(|before| before.start < sample.start) {
            samples.insert(place, sample);
        }
    }
    Ok(samples)
}

fn quote<B: Body>(body: &B, key: &QuoteKey) -> Result<Quote, ApiError> {
    let available = body
        .boolean_of("available")
        .ok_or_else(|| ApiError::Unreadable("the quote does not say whether it is available".into()))?;
    let currency = body.text_of("currency").as_deref().and_then(Currency::parse);
    let money = |minor: i64| Money::new(minor, currency);
    let lines = added_up(read_all(body, "lines", &|line| quote_line(line, currency)))
        .map_err(|error| ApiError::Unreadable(["the lines make no sum: ", error.text()].concat()))?;
    let total = body.integer_of("total_price_cents").map(money);
    if available {
        answers(&lines, key)?;
        if total.is_none_or(|total| total.minor < 0) {
            return Err(ApiError::Unreadable("an available cart has no total".into()));
        }
    }
    let amounts = |name: &str| {
        read_all(body, name, &|named| Some((named.text_of("name")?, named.integer_of("amount_cents")?)))
    };
    let named =
        Named { tax: body.integer_of("tax_cents"), fees: amounts("fees"), discounts: amounts("discounts") };
    let extras = match total {
        Some(total) => quote::extras(&lines, total, named)
            .map_err(|error| ApiError::Unreadable(["the amounts make no total: ", error.text()].concat()))?,
        None => Vec::new(),
    };
    let reason = body.text_of("reason").and_then(|reason| match reason.as_str() {
        "taken" => Some(Refused::Taken),
        "closed" => Some(Refused::Closed),
        "min_stay" => Some(Refused::TooShort),
        "max_stay" => Some(Refused::TooLong),
        _ => None,
    });
    Ok(Quote { available, reason, lines, extras, total })
}

fn quote_line<B: Body>(sent: &B, currency: Option<Currency>) -> Option<QuoteLine> {
    let money = |minor: i64| Money::new(minor, currency);
    Some(QuoteLine {
        product: ProductId::new(sent.text_of("product_id")?),
        quantity: sent.count_of("quantity")?,
        unit: sent.integer_of("unit_period_price_cents").map(money),
        subtotal: sent.integer_of("line_subtotal_cents").map(money),
        count: sent.count_of("available_count"),
    })
}

/// One line a product: a service may split a line, the screen shows it whole.
fn added_up(sent: Vec<QuoteLine>) -> Result<Vec<QuoteLine>, MoneyError> {
    let mut lines: Vec<QuoteLine> = Vec::with_capacity(sent.len());
    for line in sent {
        let Some(first) = lines.iter_mut().find(|known| known.product == line.product) else {
            lines.push(line);
            continue;
        };
        first.quantity = first.quantity.saturating_add(line.quantity);
        first.unit = first.unit.filter(|unit| Some(*unit) == line.unit);
        first.subtotal = match (first.subtotal, line.subtotal) {
            (Some(a), Some(b)) => Some(a.plus(b)?),
            _ => None,
        };
    }
    Ok(lines)
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
    let id = body.text_of("id").ok_or_else(|| ApiError::Unreadable("the order has no id".into()))?;
    Ok(Placed {
        id: OrderId::new(id),
        checkout_url: body.text_of("checkout_url").filter(|url| is_web_address(url)),
        expires_at: body.integer_of("expires_at").map(Instant),
    })
}

/// An id and a name are the least that a thing needs to be shown and booked. The id must not be one of `ids`, which were
/// there before: a second one could not be told apart from the first.
fn id_and_name<B: Body>(sent: &B, ids: &mut Vec<String>) -> Result<(String, String), String> {
    let id = sent.text_of("id").ok_or_else(|| "it has no id".to_owned())?;
    let name = sent.text_of("name").ok_or_else(|| [&*id, " has no name"].concat())?;
    if ids.contains(&id) {
        return Err(id + " is there twice");
    }
    ids.push(id.clone());
    Ok((id, name))
}

/// Whether it is an absolute http or https address, and not one that could run something.
pub fn is_web_address(url: &str) -> bool {
    let rest = url.split_once("://").map(|(_, rest)| rest);
    has_scheme(url, &["https", "http"])
        && rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', ':', '?', '#']))
}

/// Whether an absolute address has one of these schemes.
fn has_scheme(url: &str, schemes: &[&str]) -> bool {
    url.split_once(':')
        .is_some_and(|(scheme, _)| schemes.iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed)))
}
