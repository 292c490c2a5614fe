//! The bodies of the browse and checkout endpoints, field by field as they go on the wire, and with what a service may
//! send beyond the reference. Both the widget and the gateway use them.
//!
//! Amounts are minor units; times are Unix milliseconds (UTC), less the checkout's, which are ISO 8601 (UTC).
//! Fields that a service may leave out are `Option`s and are left out when they are `None`. Unknown fields are ignored.

use serde::{Deserialize, Deserializer, Serialize};

use crate::booking::{CompanyId, LocationId, OrderId, ProductId};

/// The paths of the endpoints below the service's base address.
pub mod path {
    /// GET: products with their locations.
    pub const PRODUCTS: &str = "/v1/browse/products";
    /// GET: the company's locations.
    pub const LOCATIONS: &str = "/v1/browse/locations";
    /// POST: whether a cart is available, and its price.
    pub const AVAILABILITY: &str = "/v1/browse/availability";
    /// GET: availability samples of a product at a location.
    pub const TIME_SLOTS: &str = "/v1/browse/time-slots";
    /// POST: create an order.
    pub const CHECKOUT: &str = "/customer/checkout";
}

/// What a service may say it takes beyond the reference, in [`Locations::features`].
pub mod feature {
    /// `client_reference` in the checkout's body; also in that of availability, and as a parameter of products (with a
    /// window) and time slots: the units of the unpaid order under it count as free there. A service that names `hold` gets
    /// that in addresses instead.
    pub const CLIENT_REFERENCE: &str = "client_reference";
    /// `hold` in the checkout's body, and as a parameter of products (with a window) and time slots: a random UUID under
    /// which the units of the unpaid order count as free there. It stands in addresses, and in logs of them, and opens
    /// nothing else.
    pub const HOLD: &str = "hold";
    /// The counts of time slots mean just what the reference of the extensions says: of a quarter of an hour the units that
    /// are free at its start, of a day the most units with which a hire that the product's rules allow could start at some
    /// open moment of it. Without it a count is a hint.
    pub const EXACT_COUNTS: &str = "exact_counts";
    /// `returnUrl` in the checkout's body.
    pub const RETURN_URL: &str = "return_url";
}

/// Reads `null` as a field that is not there.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(sent: D) -> Result<T, D::Error> {
    Option::deserialize(sent).map(Option::unwrap_or_default)
}

/// Answer of GET products.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Products {
    /// In the order in which they are to be shown.
    pub products: Vec<Product>,
}

/// A product for hire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its name, as plain text.
    pub name: String,
    /// A description, as plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name of its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Where it stands.
    #[serde(default, deserialize_with = "or_default")]
    pub locations: Vec<ProductLocation>,
    /// Price of one unit for the window that was asked for; only there with one.
    #[serde(rename = "priceInCents", default, skip_serializing_if = "Option::is_none")]
    pub price_in_cents: Option<i64>,
    /// The same as text, in the service's own way of writing money.
    #[serde(rename = "priceFormatted", default, skip_serializing_if = "Option::is_none")]
    pub price_formatted: Option<String>,
    /// Beyond the reference: a picture's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// Beyond the reference: the lowest price of a hire of one unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_price_cents: Option<i64>,
    /// Beyond the reference: the price for the window as the customer pays it, with tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_with_tax_cents: Option<i64>,
    /// Beyond the reference: the lowest price of a hire of one unit as the customer pays it, with tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_price_with_tax_cents: Option<i64>,
    /// Beyond the reference: what hires of some lengths cost, shortest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rates: Option<Vec<Rate>>,
    /// Beyond the reference: further words by which the search finds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keywords: Option<Vec<String>>,
    /// Beyond the reference: `"time"` (the default) or `"night"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hire_by: Option<String>,
    /// Beyond the reference, for nights: check-in time, ms of wall clock from local midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<i64>,
    /// Beyond the reference, for nights: check-out time, ms of wall clock from local midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_out: Option<i64>,
    /// Beyond the reference: the most guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_guests: Option<u32>,
    /// Beyond the reference: the shortest hire, ms of wall clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_hire_ms: Option<i64>,
    /// Beyond the reference: the longest hire, ms of wall clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_hire_ms: Option<i64>,
}

/// A location at which a product stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductLocation {
    /// The location's id.
    pub id: LocationId,
    /// Its name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// Whether a unit is free for the window that was asked for; only there with one.
    #[serde(rename = "hasAvailability", default, skip_serializing_if = "Option::is_none")]
    pub has_availability: Option<bool>,
    /// Beyond the reference: how many units are free for the whole window; only there with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available_count: Option<u32>,
    /// Beyond the reference: why no unit can be had for the window, in the words of [`Availability::reason`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Beyond the reference: what a hire of one length costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rate {
    /// What the length is called, as plain text.
    pub name: String,
    /// How long, ms of wall clock; or by the night, see `nights`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
    /// How many nights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nights: Option<u32>,
    /// One unit for that long, before tax, minor units.
    pub price_cents: i64,
    /// The same as the customer pays it, with tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_with_tax_cents: Option<i64>,
}

/// Answer of GET locations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Locations {
    /// The company's locations.
    pub locations: Vec<Location>,
    /// Beyond the reference: optional request fields that the service takes, see [`feature`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<String>>,
    /// Beyond the reference: the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Company>,
}

/// Beyond the reference: the company behind the locations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Company {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// IANA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Where a customer gets help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
}

/// A place of pick-up and return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Its name, as plain text.
    pub name: String,
    /// Out of use: not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// Beyond the reference: IANA time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Beyond the reference: ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Beyond the reference: a street address, one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Beyond the reference: degrees north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Beyond the reference: degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lng: Option<f64>,
    /// Beyond the reference: opening time, ms of wall clock from local midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<i64>,
    /// Beyond the reference: closing time, likewise; at or before `opens` it is on the next day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<i64>,
    /// Beyond the reference: seven lists, Monday first, of `[opens, closes]`; goes before `opens` and `closes`. An
    /// empty list is a closed day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<Vec<[i64; 2]>>>,
}

/// Body of POST availability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvailabilityRequest {
    /// The company.
    pub company_id: CompanyId,
    /// Pick-up and return location.
    pub location_id: LocationId,
    /// Window start, Unix ms.
    pub start_time: i64,
    /// Window end, Unix ms.
    pub end_time: i64,
    /// What is wanted.
    pub cart: Vec<CartItem>,
    /// Beyond the reference, where the service takes one in the checkout: the units of the unpaid order under it count as
    /// free, as this cart would replace it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_reference: Option<String>,
}

/// A product and how many of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CartItem {
    /// The product.
    pub product_id: ProductId,
    /// How many, from 1.
    pub quantity: u32,
}

/// Answer of POST availability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Availability {
    /// Whether the whole cart can be had.
    pub available: bool,
    /// What it costs with tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_price_cents: Option<i64>,
    /// The cart's lines with their prices, before tax.
    #[serde(default, deserialize_with = "or_default")]
    pub lines: Vec<AvailabilityLine>,
    /// Beyond the reference: ISO 4217.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Beyond the reference: the tax within the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_cents: Option<i64>,
    /// Beyond the reference: fees within the total, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Vec<NamedAmount>>,
    /// Beyond the reference: discounts taken off the total, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discounts: Option<Vec<NamedAmount>>,
    /// Beyond the reference: where not available, why: `taken`, `closed`, `min_stay`, `max_stay`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Beyond the reference: the product that the reason is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// Beyond the reference: the shortest hire of that product, ms of wall clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_hire_ms: Option<i64>,
    /// Beyond the reference: the longest hire of that product, ms of wall clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_hire_ms: Option<i64>,
    /// Beyond the reference: how many units one booking may hold, where that is the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

/// A line of an availability answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvailabilityLine {
    /// The product.
    pub product_id: ProductId,
    /// How many were asked for.
    pub quantity: u32,
    /// One unit for the window, before tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_period_price_cents: Option<i64>,
    /// All units of the line, before tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_subtotal_cents: Option<i64>,
    /// Beyond the reference: one unit for the window as the customer pays it, with tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price_with_tax_cents: Option<i64>,
    /// Beyond the reference: all units of the line as the customer pays them, with tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_subtotal_with_tax_cents: Option<i64>,
    /// Beyond the reference: how many can be had, where the cart is not available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available_count: Option<u32>,
}

/// An amount with a name: a fee or a discount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedAmount {
    /// What it is for, as plain text.
    pub name: String,
    /// How much, minor units.
    pub amount_cents: i64,
}

/// Answer of GET time-slots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeSlots {
    /// Sorted by start.
    pub slots: Vec<TimeSlot>,
}

/// An availability sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeSlot {
    /// Its start, Unix ms.
    pub start_ms: i64,
    /// How many units are free.
    pub available_count: u32,
}

/// Body of POST checkout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutRequest {
    /// What is wanted.
    #[serde(rename = "lineItems")]
    pub line_items: Vec<LineItem>,
    /// Pick-up and return location.
    #[serde(rename = "locationId")]
    pub location_id: LocationId,
    /// Pick-up, ISO 8601 in UTC.
    #[serde(rename = "fromDate")]
    pub from_date: String,
    /// Return, ISO 8601 in UTC.
    #[serde(rename = "toDate")]
    pub to_date: String,
    /// The company.
    #[serde(rename = "companyId")]
    pub company_id: CompanyId,
    /// One unit that is to be hired, by its id; only with one line of quantity 1.
    #[serde(rename = "stockId", default, skip_serializing_if = "Option::is_none")]
    pub stock_id: Option<String>,
    /// Beyond the reference: a UUID v7; the same one with the same body answers with the same order, with another body
    /// it replaces the unpaid order. An order that has let go of its units is replaced with any body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_reference: Option<String>,
    /// Beyond the reference: a random UUID; reads that name it count the units of this order, while it is unpaid, as free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<String>,
    /// Beyond the reference: where the checkout page leads back to.
    #[serde(rename = "returnUrl", default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
}

/// A product and how many of it, as the checkout spells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineItem {
    /// The product.
    #[serde(rename = "productID")]
    pub product_id: ProductId,
    /// How many, from 1.
    pub quantity: u32,
}

/// Answer of POST checkout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutOrder {
    /// The order's public id.
    pub id: OrderId,
    /// Beyond the reference: the checkout page's address; else it is built from the company's slug and the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkout_url: Option<String>,
    /// Beyond the reference: when the unpaid order lets go of its units, Unix ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// Beyond the reference: a short booking number that people can say, such as `HH-7K3Q`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// Body of every refusal: a status from 400 on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// The status in words.
    #[serde(default, deserialize_with = "or_default")]
    pub error: String,
    /// What was wrong.
    #[serde(default, deserialize_with = "or_default")]
    pub message: String,
}
