//! What the customer has chosen, in a form that can be handed out and taken back.

use serde::{Deserialize, Serialize};

use crate::booking::{LocationId, ProductId};

/// Location, window and cart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Snapshot {
    /// Where.
    pub location_id: Option<LocationId>,
    /// Pick-up, Unix ms.
    pub start: Option<i64>,
    /// Return, Unix ms.
    pub end: Option<i64>,
    /// The cart.
    pub items: Vec<Item>,
}

/// A product in the cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The product.
    pub product_id: ProductId,
    /// How many.
    pub quantity: u32,
}
