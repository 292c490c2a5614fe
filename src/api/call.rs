//! Calls as data: what is asked, of which address, with which body.

use super::object::Object;
use super::wire::path;
use crate::booking::quote::QuoteKey;
use crate::booking::{Cart, CompanyId, Interval, LocationId, ProductId, Window};

/// The service that is asked, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The company.
    pub company: CompanyId,
    /// The base address of the API, without a slash at its end.
    pub api_base: String,
}

/// How a read names this customer's own unpaid order, whose units count as free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// By its reference, which also replaces it: for services that take no hold.
    Reference(String),
    /// By its hold, which opens nothing else.
    Hold(String),
}

/// A question to the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// The company's locations.
    Locations,
    /// The company's products; with a window, their stock and prices for it.
    Products {
        /// From pick-up to return.
        window: Option<Window>,
        /// With a window: this customer's own unpaid order.
        own: Option<Own>,
    },
    /// Availability samples of a product at a location.
    Slots {
        /// The product.
        product: ProductId,
        /// The location.
        location: LocationId,
        /// How fine.
        interval: Interval,
        /// At most [`Interval::limit_ms`] long.
        window: Window,
        /// This customer's own unpaid order.
        own: Option<Own>,
    },
    /// Whether a cart can be had, and its price; with the reference of this customer's own unpaid order, which it would
    /// replace.
    Quote(QuoteKey, Option<String>),
    /// Create an order.
    Order(OrderRequest),
}

/// What an order is created from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRequest {
    /// What, where and when.
    pub key: QuoteKey,
    /// Where the service takes one: a UUID v7 that makes asking again safe.
    pub client_reference: Option<String>,
    /// Where the service takes one: a random UUID by which reads name the order.
    pub hold: Option<String>,
    /// Where the service takes one: the address the checkout page leads back to.
    pub return_url: Option<String>,
}

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A read.
    Get,
    /// With a JSON body.
    Post,
}

impl Call {
    /// GET, or POST where there is a body.
    pub fn method(&self) -> Method {
        match self {
            Self::Locations | Self::Products { .. } | Self::Slots { .. } => Method::Get,
            Self::Quote(..) | Self::Order(_) => Method::Post,
        }
    }

    /// The whole address.
    pub fn url(&self, service: &Service) -> String {
        let base = &service.api_base;
        let mut query = Query::default();
        let path = match self {
            Self::Locations => path::LOCATIONS,
            Self::Products { .. } => path::PRODUCTS,
            Self::Slots { .. } => path::TIME_SLOTS,
            Self::Quote(..) => return [base, path::AVAILABILITY].concat(),
            Self::Order(_) => return [base, path::CHECKOUT].concat(),
        };
        query.add("company_id", service.company.as_str());
        match self {
            Self::Products { window: Some(window), own } => {
                query.add_window(*window);
                query.add_own(own.as_ref());
            }
            Self::Slots { product, location, interval, window, own } => {
                query.add("product_id", product.as_str());
                query.add("location_id", location.as_str());
                query.add_window(*window);
                query.add("interval", interval.as_str());
                query.add_own(own.as_ref());
            }
            _ => {}
        }
        [base, path, "?", &query.0].concat()
    }

    /// The body of a POST: `wire::AvailabilityRequest` or `wire::CheckoutRequest`.
    pub fn payload(&self, service: &Service) -> Option<Object> {
        (self.method() == Method::Post).then(|| self.posted(service)).flatten()
    }

    /// A gate (see `state::rest`): the bodies.
    #[inline(never)]
    fn posted(&self, service: &Service) -> Option<Object> {
        let object = Object::default();
        let company = service.company.as_str();
        Some(match self {
            Self::Quote(QuoteKey { location, window, cart }, client_reference) => object
                .with("company_id", company)
                .with("location_id", location.as_str())
                .with("start_time", window.start().ms())
                .with("end_time", window.end().ms())
                .with("cart", lines(cart, "product_id"))
                .with_some("client_reference", client_reference.as_deref()),
            Self::Order(OrderRequest { key, client_reference, hold, return_url }) => object
                .with("lineItems", lines(&key.cart, "productID"))
                .with("locationId", key.location.as_str())
                .with("fromDate", key.window.start().to_iso())
                .with("toDate", key.window.end().to_iso())
                .with("companyId", company)
                .with_some("client_reference", client_reference.as_deref())
                .with_some("hold", hold.as_deref())
                .with_some("returnUrl", return_url.as_deref()),
            _ => return None,
        })
    }
}

/// What is in a cart; `product` is the name of the product's id.
fn lines(cart: &Cart, product: &'static str) -> Vec<Object> {
    let mut lines = Vec::new();
    for line in cart.lines() {
        lines.push(Object::default().with(product, line.product.as_str()).with("quantity", line.quantity));
    }
    lines
}

/// A value as it stands in a query string: all but unreserved characters percent-encoded (RFC 3986).
pub fn encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(char::from_digit(digit.into(), 16).unwrap_or_default().to_ascii_uppercase());
            }
        }
    }
    encoded
}

/// A query string under way.
#[derive(Default)]
struct Query(String);

impl Query {
    fn add(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(&encode(value));
    }

    fn add_window(&mut self, window: Window) {
        self.add("start_time", &window.start().ms().to_string());
        self.add("end_time", &window.end().ms().to_string());
    }

    fn add_own(&mut self, own: Option<&Own>) {
        match own {
            Some(Own::Reference(reference)) => self.add("client_reference", reference),
            Some(Own::Hold(hold)) => self.add("hold", hold),
            None => {}
        }
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::booking::time::Instant;

    pub(in crate::api) fn key() -> QuoteKey {
        let mut cart = Cart::default();
        cart.set(&ProductId::new("product_xxx"), 2);
        let window = Window::new(Instant(1_742_810_400_000), Instant(1_742_896_800_000)).unwrap();
        QuoteKey { location: LocationId::new("location_xxx"), window, cart }
    }

    pub(in crate::api) fn order() -> Call {
        Call::Order(OrderRequest { key: key(), client_reference: None, hold: None, return_url: None })
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{key, order};
    use super::*;
    use crate::booking::time::Instant;

    fn service() -> Service {
        Service { company: CompanyId::new("company_abc123"), api_base: "https://api.test/api".into() }
    }

    #[test]
    fn a_read_is_its_path_and_its_parameters() {
        let window = Window::new(Instant(1_711_270_800_000), Instant(1_711_357_200_000)).unwrap();
        assert_eq!(
            Call::Products { window: Some(window), own: None }.url(&service()),
            "https://api.test/api/v1/browse/products?company_id=company_abc123\
             &start_time=1711270800000&end_time=1711357200000"
        );
        let slots = Call::Slots {
            product: ProductId::new("product_a&b=c/ü"),
            location: LocationId::new("location_xxx"),
            interval: Interval::Quarter,
            window,
            own: Some(Own::Reference("0197-xyz".into())),
        };
        assert_eq!(
            slots.url(&service()),
            "https://api.test/api/v1/browse/time-slots?company_id=company_abc123\
             &product_id=product_a%26b%3Dc%2F%C3%BC&location_id=location_xxx\
             &start_time=1711270800000&end_time=1711357200000&interval=15m&client_reference=0197-xyz"
        );
        let own = Some(Own::Hold("2c5e-abc".into()));
        assert_eq!(
            Call::Products { window: Some(window), own }.url(&service()),
            "https://api.test/api/v1/browse/products?company_id=company_abc123\
             &start_time=1711270800000&end_time=1711357200000&hold=2c5e-abc"
        );
    }

    #[test]
    fn a_quote_and_an_order_send_what_the_reference_shows() {
        let sent = serde_json::to_value(Call::Quote(key(), None).payload(&service())).unwrap();
        assert_eq!(
            sent,
            serde_json::json!({
                "company_id": "company_abc123", "location_id": "location_xxx",
                "start_time": 1_742_810_400_000_i64, "end_time": 1_742_896_800_000_i64,
                "cart": [{ "product_id": "product_xxx", "quantity": 2 }]
            })
        );
        let sent = serde_json::to_value(order().payload(&service())).unwrap();
        assert_eq!(
            sent,
            serde_json::json!({
                "lineItems": [{ "productID": "product_xxx", "quantity": 2 }],
                "locationId": "location_xxx",
                "fromDate": "2025-03-24T10:00:00.000Z", "toDate": "2025-03-25T10:00:00.000Z",
                "companyId": "company_abc123"
            })
        );
    }
}
