//! The rows of the tables.

use sqlx::FromRow;

/// A company.
#[derive(Debug, FromRow)]
pub(in crate::built_in) struct CompanyRow {
    pub id: String,
    pub name: String,
    pub currency: String,
    pub time_zone: String,
    pub support_url: Option<String>,
    pub tax_percent: String,
}

/// A location.
#[derive(Debug, Default, FromRow)]
pub(in crate::built_in) struct LocationRow {
    pub id: String,
    pub sort_order: i64,
    pub name: String,
    pub address: Option<String>,
    pub lat: Option<f64>,
    pub lng: Option<f64>,
    pub time_zone: Option<String>,
    pub currency: Option<String>,
    pub tax_percent: Option<String>,
    pub hours: Option<String>,
    pub archived: bool,
}

/// A product with its pricing template.
#[derive(Debug, Default, FromRow)]
pub(in crate::built_in) struct ProductRow {
    pub id: String,
    pub sort_order: i64,
    pub name: String,
    pub description: Option<String>,
    pub category: Option<String>,
    pub picture: Option<String>,
    pub base_price_cents: i64,
    pub price_per_hour_cents: i64,
    pub pricing_template_id: Option<String>,
    pub template: Option<String>,
    pub turnaround_ms: i64,
    pub min_hire_ms: Option<i64>,
    pub max_hire_ms: Option<i64>,
}

/// How many units of a product stand at a location.
#[derive(Debug, FromRow)]
pub(in crate::built_in) struct StockRow {
    pub product_id: String,
    pub location_id: String,
    pub units: i64,
}

/// A reservation as it is written.
#[derive(Clone, Debug)]
pub(in crate::built_in) struct ReservationRow {
    pub id: String,
    pub product_id: String,
    pub location_id: String,
    pub start_ms: i64,
    pub end_ms: i64,
    pub quantity: i64,
    pub order_id: Option<String>,
    pub expires_at: Option<i64>,
}

/// Units of a pool that are taken for a while.
#[derive(Clone, Debug, FromRow)]
pub(in crate::built_in) struct TakenRow {
    pub product_id: String,
    pub location_id: String,
    pub start_ms: i64,
    pub end_ms: i64,
    pub quantity: i64,
}

/// An order.
#[derive(Clone, Debug, FromRow)]
pub(in crate::built_in) struct OrderRow {
    pub id: String,
    pub company_id: String,
    pub location_id: String,
    pub start_ms: i64,
    pub end_ms: i64,
    pub currency: String,
    pub tax_cents: i64,
    pub total_cents: i64,
    pub status: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub client_reference: Option<String>,
    pub hold: Option<String>,
    pub request: String,
    pub return_url: Option<String>,
    /// Only there while the order is open: personal data, kept to bound what one client holds.
    pub client_address: Option<String>,
    pub replaced_by: Option<String>,
    /// When it let go of its units; never of one that is paid.
    pub ended_at: Option<i64>,
    /// Since when the units are held without a break, over all orders that replaced each other.
    pub held_since: Option<i64>,
    /// Of all lines.
    pub units: i64,
    /// The units times the days that the hire has begun.
    pub unit_days: i64,
}

/// A line of an order.
#[derive(Clone, Debug, FromRow)]
pub(in crate::built_in) struct OrderLineRow {
    pub product_id: String,
    pub product_name: String,
    pub quantity: i64,
    pub unit_price_cents: i64,
    pub subtotal_cents: i64,
}

/// What unpaid orders hold together.
#[derive(Clone, Copy, Debug, Default, FromRow)]
pub(in crate::built_in) struct HeldRow {
    pub orders: i64,
    pub units: i64,
    pub unit_days: i64,
    /// When the first of them ends; 0 if there is none.
    pub expires_at: i64,
}

impl HeldRow {
    /// Both together; ends when this one does.
    pub(in crate::built_in) fn plus(self, other: &Self) -> Self {
        Self {
            orders: self.orders.saturating_add(other.orders),
            units: self.units.saturating_add(other.units),
            unit_days: self.unit_days.saturating_add(other.unit_days),
            ..self
        }
    }

    /// This without a part of it.
    pub(in crate::built_in) fn less(self, part: &Self) -> Self {
        Self {
            orders: self.orders - part.orders,
            units: self.units - part.units,
            unit_days: self.unit_days - part.unit_days,
            ..self
        }
    }
}
