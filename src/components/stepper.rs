//! One fewer, how many, one more.

use yew::prelude::*;

use super::ui::Ui;
use crate::booking::{MAX_QUANTITY, ProductId};
use crate::i18n::Text;
use crate::state::Action;

/// The quantity of a product, which can be changed up to the stock; `focus` is the name under which the focus finds it.
pub(super) fn stepper(ui: &Ui, product: &ProductId, focus: String) -> Html {
    let name = ui.product_name(product);
    let quantity = ui.model().cart.quantity(product);
    let most = ui.model().product(product).and_then(|product| ui.model().most(product));
    let busy = ui.model().is_busy();
    let at_most = busy || quantity >= most.unwrap_or(MAX_QUANTITY);
    let set = |quantity| ui.on(Action::SetQuantity(product.clone(), quantity));
    html! {
        <span class="stepper" role="group" aria-label={ui.filled(Text::QuantityOf, &[("product", &name)])}>
            <button
                type="button"
                aria-label={ui.filled(Text::OneFewer, &[("product", &name)])}
                aria-disabled={busy.then_some("true")}
                onclick={set(quantity.saturating_sub(1))}
            >
                { "−" }
            </button>
            <output>{ ui.formats.number(quantity) }</output>
            <button
                type="button"
                data-focus={focus}
                aria-label={ui.filled(Text::OneMore, &[("product", &name)])}
                aria-disabled={at_most.then_some("true")}
                onclick={set(quantity.saturating_add(1))}
            >
                { "+" }
            </button>
        </span>
    }
}
