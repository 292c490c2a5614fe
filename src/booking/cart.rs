//! The cart: products and how many of each.

use super::ids::ProductId;

/// The most units of one product that a cart holds.
pub const MAX_QUANTITY: u32 = 999;

/// A line of the cart: `quantity` is never 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CartLine {
    /// The product.
    pub product: ProductId,
    /// How many.
    pub quantity: u32,
}

/// The cart, in the order in which things were put in; each product once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cart {
    lines: Vec<CartLine>,
}

impl Cart {
    /// Its lines.
    pub fn lines(&self) -> &[CartLine] {
        &self.lines
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many of a product are in it.
    pub fn quantity(&self, product: &ProductId) -> u32 {
        self.lines.iter().find(|line| line.product == *product).map_or(0, |line| line.quantity)
    }

    /// How many units of all products are in it.
    pub fn units(&self) -> u32 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.quantity))
    }

    /// Sets how many of a product are in it; 0 takes the line out, more than [`MAX_QUANTITY`] is that many.
    pub fn set(&mut self, product: &ProductId, quantity: u32) {
        let quantity = quantity.min(MAX_QUANTITY);
        if quantity == 0 {
            self.lines.retain(|line| line.product != *product);
        } else if let Some(line) = self.lines.iter_mut().find(|line| line.product == *product) {
            line.quantity = quantity;
        } else {
            self.lines.push(CartLine { product: product.clone(), quantity });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_has_one_line_and_none_at_quantity_0() {
        let (kayak, board) = (ProductId::new("product_kayak"), ProductId::new("product_board"));
        let mut cart = Cart::default();
        cart.set(&kayak, 1);
        cart.set(&board, 1);
        cart.set(&kayak, 2);
        assert_eq!((cart.lines().len(), cart.quantity(&kayak), cart.units()), (2, 2, 3));
        cart.set(&kayak, 0);
        assert_eq!((cart.lines().len(), cart.quantity(&kayak)), (1, 0));
        cart.set(&board, u32::MAX);
        assert_eq!(cart.quantity(&board), MAX_QUANTITY);
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use std::collections::BTreeMap;

        use proptest::prelude::*;

        use super::*;
        use crate::booking::testing::cases;

        proptest! {
            #![proptest_config(cases(2_000))]

            #[test]
            fn a_cart_holds_what_was_set_last_in_the_order_of_the_first_time(
                sets in prop::collection::vec((0_u8..4, prop_oneof![0_u32..4, 990_u32..1010, any::<u32>()]), 0..20),
            ) {
                let id = |number: u8| ProductId::new(format!("product_{number}"));
                let (mut cart, mut order, mut judge) = (Cart::default(), vec![], BTreeMap::new());
                for (number, quantity) in sets {
                    cart.set(&id(number), quantity);
                    judge.insert(number, quantity.min(MAX_QUANTITY));
                    if quantity == 0 {
                        order.retain(|known| *known != number);
                    } else if !order.contains(&number) {
                        order.push(number);
                    }
                }
                let lines: Vec<_> = cart.lines().iter().map(|line| (line.product.clone(), line.quantity)).collect();
                let judged: Vec<_> = order.iter().map(|number| (id(*number), judge[number])).collect();
                prop_assert_eq!(lines, judged);
                prop_assert_eq!(cart.units(), judge.values().sum::<u32>());
            }
        }
    }
}
