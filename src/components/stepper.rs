//! One fewer, how many, one more.

use super::tag::{Tag, press, span, tag};
use super::ui::Ui;
use crate::booking::{MAX_QUANTITY, ProductId};
use crate::i18n::Text;
use crate::state::{Action, FocusTarget};

/// The quantity of a product, which can be changed up to the stock.
pub(super) fn stepper(ui: &Ui, product: &ProductId) -> Tag {
    let name = ui.product_name(product);
    let quantity = ui.model().cart.quantity(product);
    let most = ui.model().product(product).and_then(|product| ui.model().most(product));
    let busy = ui.model().is_busy();
    let at_most = busy || quantity >= most.unwrap_or(MAX_QUANTITY);
    let step = |name_of: Text, sign, quantity, off| {
        press(ui, "", Action::SetQuantity(product.clone(), quantity))
            .label_of(ui.filled(name_of, &[("product", &name)]))
            .when("aria-disabled", off)
            .text(sign)
    };
    let more = step(Text::OneMore, "+", quantity.saturating_add(1), at_most);
    span("stepper")
        .attr("role", "group")
        .label_of(ui.filled(Text::QuantityOf, &[("product", &name)]))
        .child(step(Text::OneFewer, "−", quantity.saturating_sub(1), busy))
        .child(tag("output").say(ui.formats.number(quantity)))
        .child(more.focus(&FocusTarget::Product(product.clone())))
}
