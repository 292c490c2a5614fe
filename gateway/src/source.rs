//! What stands behind the endpoints: a booking system, be it the built-in store or somebody else's service.
//!
//! The HTTP layer reads requests and writes answers; a [`Source`] knows what is for hire. Neither knows the other's
//! inside.

use std::error::Error;
use std::net::IpAddr;

use async_trait::async_trait;
use booking_widget::api::wire::{Availability, CheckoutOrder, Locations, Products, TimeSlots};
use booking_widget::booking::{CompanyId, Interval, LocationId, ProductId, Window};

/// A booking system.
#[async_trait]
pub trait Source: Send + Sync {
    /// The company, its locations, and the optional request fields that are taken.
    async fn locations(&self, company: &CompanyId) -> Result<Locations, SourceError>;

    /// The products; with a window also what is free in it and what it costs. The units of the client's own unpaid order
    /// count as free.
    async fn products(
        &self,
        company: &CompanyId,
        window: Option<Window>,
        own: Option<&Own>,
    ) -> Result<Products, SourceError>;

    /// Availability samples, sorted by start.
    async fn slots(&self, question: &SlotsQuestion) -> Result<TimeSlots, SourceError>;

    /// Whether a cart can be had, and its price. The units of the client's own unpaid order count as free: this cart would
    /// replace it.
    async fn quote(&self, trip: &Trip, own: Option<&Own>) -> Result<Availability, SourceError>;

    /// Creates an unpaid order that holds its units, or answers with the one that the client reference stands for.
    async fn create_order(&self, wish: &OrderWish) -> Result<CheckoutOrder, SourceError>;

    /// Whether the source can be reached and answers.
    async fn check(&self) -> Result<(), SourceError>;
}

/// A question for availability samples.
#[derive(Clone, Debug)]
pub struct SlotsQuestion {
    /// The company.
    pub company: CompanyId,
    /// The product.
    pub product: ProductId,
    /// The location.
    pub location: LocationId,
    /// What to sample; within the interval's limit.
    pub window: Window,
    /// How finely.
    pub interval: Interval,
    /// The client's own unpaid order, whose units count as free.
    pub own: Option<Own>,
}

/// How a client names its own unpaid order; in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// By its reference: a UUID v7.
    Reference(String),
    /// By its hold: a UUID.
    Hold(String),
}

/// A cart with its place and time.
#[derive(Clone, Debug)]
pub struct Trip {
    /// The company.
    pub company: CompanyId,
    /// Pick-up and return location.
    pub location: LocationId,
    /// From pick-up to return.
    pub window: Window,
    /// What is wanted: at least one line, each product once, each quantity from 1.
    pub lines: Vec<(ProductId, u32)>,
}

/// An order to create.
#[derive(Clone, Debug)]
pub struct OrderWish {
    /// What is wanted.
    pub trip: Trip,
    /// The one unit that is wanted, where the client names one; the trip has one line of one unit then.
    pub unit: Option<String>,
    /// The client's own reference, in canonical form.
    pub client_reference: Option<String>,
    /// By which reads may name the order, in canonical form.
    pub hold: Option<String>,
    /// Where the checkout page leads back to: `http` or `https`.
    pub return_url: Option<String>,
    /// Who asks.
    pub client: IpAddr,
}

/// Why a source gave no answer. Each `Display` is fit for the `message` of a refusal.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// No such company, or none that is active.
    #[error("Company not found")]
    UnknownCompany,
    /// No such product of the company.
    #[error("product {0} is not known")]
    UnknownProduct(ProductId),
    /// No such location of the company, or one out of use.
    #[error("location {0} is not known")]
    UnknownLocation(LocationId),
    /// A quote or an order for a time that has gone by.
    #[error("the window starts in the past")]
    Past,
    /// An order with its pick-up or return outside of the opening hours.
    #[error("the location is closed at the time of pick-up or return")]
    Closed,
    /// A hire that starts later than bookings are taken for.
    #[error("the window starts later than {horizon_ms} ms from now")]
    TooFarAhead {
        /// How far ahead one may start.
        horizon_ms: i64,
    },
    /// A hire that starts at a moment at which none does.
    #[error("a hire starts on a quarter of an hour, as time-slots lists them")]
    NoPickUpThen,
    /// A hire that ends at a moment at which none does.
    #[error("a hire ends on a quarter of an hour")]
    NoReturnThen,
    /// A unit that is not of the product, or does not stand at the location.
    #[error("stockId {0} is no unit of this product at this location")]
    UnknownUnit(String),
    /// An order of a product for a shorter time than it is hired for.
    #[error("{product} is hired for at least {min_hire_ms} ms of wall clock")]
    TooShort {
        /// The first such product.
        product: ProductId,
        /// Its shortest hire.
        min_hire_ms: i64,
    },
    /// An order of a product for a longer time than it is hired for.
    #[error("{product} is hired for at most {max_hire_ms} ms of wall clock")]
    TooLong {
        /// The first such product.
        product: ProductId,
        /// Its longest hire.
        max_hire_ms: i64,
    },
    /// An order for more than is free.
    #[error("{wanted} of {product} are wanted, {free} can be had for these times")]
    Taken {
        /// The first product there is not enough of.
        product: ProductId,
        /// How many were asked for.
        wanted: u32,
        /// How many are free.
        free: u32,
    },
    /// The price is larger than a number that every client reads exactly.
    #[error("the price of this cart is too large")]
    PriceTooLarge,
    /// The client reference stands for a paid order of something else.
    #[error("client_reference belongs to an order that is paid already; a new order needs a new one")]
    ReferencePaid,
    /// A cart that is larger than all unpaid orders of a client may be together.
    #[error("an order holds at most {most} units until it is paid; this cart has {wanted}")]
    CartTooLarge {
        /// The bound.
        most: u32,
        /// What the cart has.
        wanted: u32,
    },
    /// As much is held without having been paid as may be.
    #[error("{held}; pay the orders, or wait until they end")]
    TooManyUnpaid {
        /// Which bound is reached.
        held: Held,
        /// When enough of them will have ended for this one, in seconds.
        retry_after_s: u64,
    },
    /// The source has no time for it now.
    #[error("the booking system is busy; try again in a moment")]
    Busy(#[source] Box<dyn Error + Send + Sync>),
    /// The source takes no questions until somebody has looked after it.
    #[error("the booking system is not available for now")]
    Away(#[source] Box<dyn Error + Send + Sync>),
    /// The source is broken or out of reach.
    #[error("the booking system did not answer")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

/// A bound of what unpaid orders may hold, with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Held {
    /// How many orders a client may have.
    #[error("a client address has at most {0} unpaid orders")]
    Orders(u32),
    /// How many units they hold.
    #[error("the unpaid orders of a client address hold at most {0} units")]
    Units(u32),
    /// How many units they hold, times days.
    #[error("the unpaid orders of a client address hold at most {0} units × days")]
    UnitDays(u32),
    /// How many orders a company may have of all clients.
    #[error("a company has at most {0} unpaid orders")]
    CompanyOrders(u32),
    /// How many units all of them hold, times days.
    #[error("the unpaid orders of a company hold at most {0} units × days")]
    CompanyUnitDays(u32),
}

impl SourceError {
    /// Why a cart can't be had, as a quote says it: `reason` of the answer. `None` for what is no such reason.
    pub fn reason(&self) -> Option<&'static str> {
        Some(match self {
            Self::Past => "past",
            Self::TooFarAhead { .. } => "horizon",
            Self::NoPickUpThen => "arrival_not_valid",
            Self::NoReturnThen => "departure_not_valid",
            Self::Closed => "closed",
            Self::TooShort { .. } => "min_stay",
            Self::TooLong { .. } => "max_stay",
            Self::CartTooLarge { .. } => "too_many",
            Self::Taken { .. } => "taken",
            _ => return None,
        })
    }
}
