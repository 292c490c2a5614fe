//! The lines of the booking with their prices, the rows beyond them, and the total: what is on screen adds up.

use yew::prelude::*;

use super::ui::Ui;
use crate::booking::CartLine;
use crate::booking::quote::{Extra, ExtraKind, Quote};
use crate::i18n::Text;
use crate::state::Action;

/// Lines, rows and total. Prices are those of the quote for exactly this booking, or none.
pub(super) fn lines(ui: &Ui) -> Html {
    let model = ui.model();
    let quote = model.current_quote().map(|quote| &**quote);
    let priced = quote.filter(|quote| quote.available);
    html! {
        <>
            { for model.cart.lines().iter().map(|line| cart_line(ui, line, quote)) }
            { for priced.iter().flat_map(|quote| &quote.extras).map(|extra| extra_row(ui, extra)) }
            { total(ui, priced) }
        </>
    }
}

fn cart_line(ui: &Ui, line: &CartLine, quote: Option<&Quote>) -> Html {
    let name = ui.product_name(&line.product);
    let quantity = ui.formats.number(line.quantity);
    let quoted = quote.and_then(|quote| quote.line(&line.product));
    let priced = quoted.filter(|_| quote.is_some_and(|quote| quote.available));
    let short = quoted.and_then(|quoted| quoted.count).filter(|count| *count < line.quantity);
    let under = match (short, priced.and_then(|quoted| quoted.unit)) {
        (Some(count), _) => Some(ui.filled(Text::CanHave, &[("count", &ui.formats.number(count))])),
        (None, Some(unit)) => Some(ui.filled(Text::Each, &[("price", &ui.money(unit))])),
        (None, None) => None,
    };
    html! {
        <div class="line" key={line.product.to_string()}>
            <b>{ ui.filled(Text::LineName, &[("quantity", &quantity), ("product", &name)]) }</b>
            <span class="num">{ priced.and_then(|quoted| quoted.subtotal).map(|subtotal| ui.money(subtotal)) }</span>
            <small>{ under }</small>
            <span class="num">
                <button
                    type="button"
                    class="btn link"
                    aria-label={ui.filled(Text::RemoveNamed, &[("product", &name)])}
                    onclick={ui.on(Action::Remove(line.product.clone()))}
                >
                    { ui.text(Text::Remove) }
                </button>
            </span>
        </div>
    }
}

fn extra_row(ui: &Ui, extra: &Extra) -> Html {
    let name = match &extra.kind {
        ExtraKind::Tax => ui.text(Text::Tax).to_owned(),
        ExtraKind::Named(name) => name.clone(),
        ExtraKind::TaxAndFees => ui.text(Text::TaxAndFees).to_owned(),
        ExtraKind::Adjustment => ui.text(Text::Adjustment).to_owned(),
    };
    html! { <div class="line"><span>{ name }</span><span class="num">{ ui.money(extra.amount) }</span></div> }
}

fn total(ui: &Ui, quote: Option<&Quote>) -> Html {
    let Some((quote, total)) = quote.zip(ui.model().total()) else {
        if !ui.model().is_quoting() {
            return Html::default();
        }
        return html! {
            <div class="total"><span><small>{ ui.text(Text::TotalLoading) }</small></span><span class="spinner" /></div>
        };
    };
    html! {
        <div class="total">
            <span>
                { ui.text(Text::Total) }
                if quote.extras.is_empty() {
                    <small>{ " " }{ ui.text(Text::TaxIncluded) }</small>
                }
            </span>
            <span class="num">{ ui.money(total) }</span>
        </div>
    }
}
