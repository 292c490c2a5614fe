//! What is for hire, and where.

use super::hours::OpeningHours;
use super::ids::{LocationId, ProductId};
use super::money::{Currency, Money};

/// Up to this many units, a count is "few": it is shown and marked.
pub const FEW: u32 = 3;

/// The company, as far as the service tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    /// Its name.
    pub name: Option<String>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// Its time zone, an IANA name.
    pub time_zone: Option<String>,
    /// Where a customer gets help; an http, https, mailto or tel address.
    pub support_url: Option<String>,
}

/// What a service takes beyond the reference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// `client_reference`: a lost answer can be asked for again safely.
    pub client_reference: bool,
    /// `hold`: reads name the customer's own unpaid order by another id than its reference, which replaces it.
    pub hold: bool,
    /// `returnUrl`: the checkout page leads back.
    pub return_url: bool,
}

/// A point on the earth, in millionths of a degree: whole numbers that a tenth of a metre is lost in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Degrees north, millionths; from -90 to 90 degrees.
    pub lat: i32,
    /// Degrees east, millionths; from -180 to 180 degrees.
    pub lng: i32,
}

/// A place of pick-up and return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: String,
    /// Its address, one line.
    pub address: Option<String>,
    /// Where it is.
    pub position: Option<Position>,
    /// Its time zone, an IANA name.
    pub time_zone: Option<String>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// Its opening hours; `None` where not known.
    pub hours: Option<OpeningHours>,
}

/// A product for hire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// A description.
    pub description: Option<String>,
    /// The name of its category.
    pub category: Option<String>,
    /// A picture; an http or https address.
    pub image_url: Option<String>,
    /// The lowest price of a hire of one unit.
    pub from_price: Option<Money>,
    /// The price of one unit for the window that was asked for.
    pub price: Option<Money>,
    /// The same in the service's own way of writing money.
    pub price_text: Option<String>,
    /// How long it is hired for.
    pub length: HireLength,
    /// Where it stands.
    pub stock: Vec<Stock>,
}

impl Product {
    /// Its stock at a location; `None` where it does not stand there.
    pub fn stock_at(&self, location: &LocationId) -> Option<&Stock> {
        self.stock.iter().find(|stock| stock.location == *location)
    }
}

/// How long something is hired for, ms of wall clock, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HireLength {
    /// At least; 0 where nothing is said.
    pub least_ms: i64,
    /// At most; `i64::MAX` where nothing is said.
    pub most_ms: i64,
}

impl HireLength {
    /// Any length.
    pub const ANY: Self = Self { least_ms: 0, most_ms: i64::MAX };

    /// Whether a hire may be so long, ms of wall clock.
    pub fn allows(self, wall_ms: i64) -> bool {
        // Where the clock goes back it may show less than no time.
        (self.least_ms == 0 || self.least_ms <= wall_ms) && wall_ms <= self.most_ms
    }

    /// The lengths that suit both; none where they have nothing in common.
    pub fn and(self, other: Self) -> Self {
        Self { least_ms: self.least_ms.max(other.least_ms), most_ms: self.most_ms.min(other.most_ms) }
    }
}

/// A product's stock at a location for the window that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stock {
    /// The location.
    pub location: LocationId,
    /// Its name.
    pub name: String,
    /// Whether a unit is free; `None` without a window.
    pub free: Option<bool>,
    /// How many are free, where the service counts.
    pub count: Option<u32>,
}
