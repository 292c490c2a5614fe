//! One fewer, how many, one more.

use yew::prelude::*;

use super::ui::use_ui;
use crate::booking::{MAX_QUANTITY, ProductId};
use crate::i18n::Text;
use crate::state::Action;

/// Of what.
#[derive(Properties, PartialEq)]
pub(super) struct StepperProps {
    /// The product.
    pub(super) id: ProductId,
    /// The name under which the focus finds it.
    pub(super) focus: AttrValue,
}

/// A quantity that can be changed up to the stock.
#[component(Stepper)]
pub(super) fn stepper(props: &StepperProps) -> Html {
    let ui = use_ui();
    let name = ui.product_name(&props.id);
    let quantity = ui.model().cart.quantity(&props.id);
    let most = ui.model().product(&props.id).and_then(|product| ui.model().most(product));
    let at_most = quantity >= most.unwrap_or(MAX_QUANTITY);
    let set = |quantity| ui.on(Action::SetQuantity(props.id.clone(), quantity));
    html! {
        <span class="stepper" role="group" aria-label={ui.filled(Text::QuantityOf, &[("product", &name)])}>
            <button
                type="button"
                aria-label={ui.filled(Text::OneFewer, &[("product", &name)])}
                onclick={set(quantity.saturating_sub(1))}
            >
                { "−" }
            </button>
            <output>{ ui.formats.number(quantity) }</output>
            <button
                type="button"
                data-focus={props.focus.clone()}
                aria-label={ui.filled(Text::OneMore, &[("product", &name)])}
                aria-disabled={at_most.then_some("true")}
                onclick={set(quantity.saturating_add(1))}
            >
                { "+" }
            </button>
        </span>
    }
}
