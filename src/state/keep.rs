//! What of the booking can be kept at another place and what cannot; what is taken out of it, and put back by one press.

use super::model::{Announcement, FocusTarget, Model};
use crate::booking::{Cart, CartLine, LocationId, ProductId};

/// What stands against the booking at the chosen place, as far as lists and opening hours tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit<'a> {
    /// What does not stand there.
    pub lines: Vec<&'a CartLine>,
    /// Whether the place is closed at the pick-up or at the return.
    pub closed: bool,
}

impl Model {
    /// What stands against the booking at the chosen place, if anything: no price is asked for then. Where the service
    /// has one all the same, it is right.
    pub fn misfit(&self) -> Option<Misfit<'_>> {
        let here = self.trip.location.as_ref()?;
        if self.current_quote().is_some_and(|quote| quote.available) {
            return None;
        }
        let mut lines = Vec::new();
        for line in self.cart.lines() {
            // What is not for hire any more is told as that.
            if self.product(&line.product).is_some_and(|product| product.stock_at(here).is_none()) {
                lines.push(line);
            }
        }
        let closed = self.is_closed_for_trip();
        (closed || !lines.is_empty()).then_some(Misfit { lines, closed })
    }

    /// Where the customer was before, to go back there.
    pub fn place_before(&self) -> Option<&LocationId> {
        let before = self.left.as_ref().filter(|before| self.trip.location.as_ref() != Some(before))?;
        self.location(before).map(|location| &location.id)
    }
}

/// What is said of a location that was chosen.
pub(super) fn chosen(model: &Model, location: LocationId) -> Announcement {
    match model.misfit() {
        None => Announcement::LocationChosen(location),
        Some(misfit) if misfit.lines.is_empty() => Announcement::ClosedThere(location),
        Some(_) => Announcement::NotAllThere(location),
    }
}

/// Takes what does not stand at the chosen place out of the booking.
pub(super) fn take_out_misfits(model: &mut Model) {
    let mut products = Vec::new();
    for line in model.misfit().map(|misfit| misfit.lines).unwrap_or_default() {
        products.push(line.product.clone());
    }
    take_out(model, &products);
}

/// Takes products out of the booking. What the booking was is remembered until where, when or what changes again.
pub(super) fn take_out(model: &mut Model, products: &[ProductId]) {
    let before = model.cart.clone();
    for product in products {
        model.cart.set(product, 0);
    }
    if model.cart != before {
        can_undo(model, before);
        model.say(match products {
            [product] => Announcement::Removed(product.clone()),
            _ => Announcement::TakenOut,
        });
    }
}

/// Something is not in the booking any more that was before: the focus goes to the way back.
pub(super) fn can_undo(model: &mut Model, before: Cart) {
    model.removed = Some(before);
    model.move_focus(FocusTarget::Undo);
}

/// Puts back what was taken out last: as many, and where it stood.
pub(super) fn undo(model: &mut Model) {
    let Some(before) = model.removed.take() else { return };
    let back = before.lines().iter().find(|line| model.cart.quantity(&line.product) == 0);
    let back = back.map(|line| line.product.clone());
    model.cart = before;
    model.say(Announcement::PutBack);
    model.move_focus(back.map_or(FocusTarget::Booking, FocusTarget::Line));
}
