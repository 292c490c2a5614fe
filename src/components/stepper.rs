//! One fewer, how many, one more.

use super::tag::{Tag, press, span};
use super::ui::Ui;
use crate::booking::{MAX_QUANTITY, ProductId};
use crate::i18n::Text;
use crate::state::{Action, FocusTarget};

/// The quantity of a product, which can be changed up to the stock. It is on the card and in the booking; the focus is
/// found by `target`, and stays where it was pressed. In the booking one fewer than one can be undone.
pub(super) fn stepper(ui: &Ui, product: &ProductId, target: &FocusTarget) -> Tag {
    let name = ui.product_name(product);
    let quantity = ui.model().cart.quantity(product);
    // Of what is not for hire any more there are no more.
    let most = ui.model().product(product).map_or(Some(0), |product| ui.model().most(product));
    let busy = ui.model().is_busy();
    let at_most = busy || quantity >= most.unwrap_or(MAX_QUANTITY);
    let set = |quantity| Action::SetQuantity(product.clone(), quantity);
    let step = |name_of: Text, sign, action, off| {
        press(ui, "", action)
            .label_of(ui.filled(name_of, &[("product", &name)]))
            .when("aria-disabled", off)
            .text(sign)
    };
    let fewer = match target {
        FocusTarget::Line(_) if quantity == 1 => Action::Remove(product.clone()),
        _ => set(quantity.saturating_sub(1)),
    };
    let more = step(Text::OneMore, "+", set(quantity.saturating_add(1)), at_most);
    span("stepper")
        .attr("role", "group")
        .label_of(ui.filled(Text::QuantityOf, &[("product", &name)]))
        .child(step(Text::OneFewer, "−", fewer, busy))
        .child(span("quantity").say(ui.formats.number(quantity)))
        .child(more.focus(target))
}
