//! What is taken out of the booking, and put back by one press.

use super::model::{Announcement, FocusTarget, Model};
use crate::booking::ProductId;

/// Takes a product out of the booking. What the booking was is remembered until where, when or what changes again.
pub(super) fn take_out(model: &mut Model, product: &ProductId) {
    let before = model.cart.clone();
    model.cart.set(product, 0);
    if model.cart != before {
        model.removed = Some(before);
        model.say(Announcement::Removed(product.clone()));
        model.move_focus(FocusTarget::Undo);
    }
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
