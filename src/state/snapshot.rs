//! What the customer has chosen, in a form that can be handed out and taken back.

use serde::Serialize;

use crate::api::Body;
use crate::booking::{LocationId, ProductId};

/// Location, window and cart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The product.
    pub product_id: ProductId,
    /// How many.
    pub quantity: u32,
}

impl Snapshot {
    /// From an object as it is written; what makes no sense in it is left out.
    pub fn read(object: &impl Body) -> Self {
        Self {
            location_id: object.text_of("locationId").map(LocationId::new),
            start: object.integer_of("start"),
            end: object.integer_of("end"),
            items: object.items_of("items").iter().filter_map(Item::read).collect(),
        }
    }
}

impl Item {
    fn read(object: &impl Body) -> Option<Self> {
        let product_id = ProductId::new(object.text_of("productId")?);
        Some(Self { product_id, quantity: object.count_of("quantity")? })
    }
}
