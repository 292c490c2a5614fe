//! The lines of the booking with their prices, the rows beyond them, and the total: what is on screen adds up.

use yew::Html;

use super::tag::{Tag, button, div, list, span, tag};
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
    let lines = model.cart.lines().iter().map(|line| cart_line(ui, line, quote));
    let extras = priced.iter().flat_map(|quote| &quote.extras).map(|extra| extra_row(ui, extra));
    let total = total(ui, priced);
    [list(lines), list(extras), list(total.into_iter())].into_iter().collect()
}

fn cart_line(ui: &Ui, line: &CartLine, quote: Option<&Quote>) -> Tag {
    let name = ui.product_name(&line.product);
    let quoted = quote.and_then(|quote| quote.line(&line.product));
    let priced = quoted.filter(|_| quote.is_some_and(|quote| quote.available));
    let short = quoted.and_then(|quoted| quoted.count).filter(|count| *count < line.quantity);
    let under = match (short, priced.and_then(|quoted| quoted.unit)) {
        (Some(count), _) => Some(ui.filled(Text::CanHave, &[("count", &ui.formats.number(count))])),
        (None, Some(unit)) => Some(ui.filled(Text::Each, &[("price", &ui.money(unit))])),
        (None, None) => None,
    };
    let name_of_line = line_name(ui, line);
    let remove = button(ui, "btn link", Text::Remove, Action::Remove(line.product.clone()))
        .label_of(ui.filled(Text::RemoveNamed, &[("product", &name)]));
    let subtotal = priced.and_then(|quoted| quoted.subtotal).map(|subtotal| ui.money(subtotal));
    div("line")
        .key(line.product.as_str().to_owned())
        .child(tag("b").say(name_of_line))
        .child(span("num").say(subtotal.unwrap_or_default()))
        .child(tag("small").say(under.unwrap_or_default()))
        .child(span("num").child(remove))
}

/// How many of what: "2 × Kayak".
pub(super) fn line_name(ui: &Ui, line: &CartLine) -> String {
    let (quantity, name) = (ui.formats.number(line.quantity), ui.product_name(&line.product));
    ui.filled(Text::LineName, &[("quantity", &quantity), ("product", &name)])
}

fn extra_row(ui: &Ui, extra: &Extra) -> Tag {
    let name = match &extra.kind {
        ExtraKind::Tax => ui.text(Text::Tax).to_owned(),
        ExtraKind::Named(name) => name.clone(),
        ExtraKind::TaxAndFees => ui.text(Text::TaxAndFees).to_owned(),
        ExtraKind::Adjustment => ui.text(Text::Adjustment).to_owned(),
    };
    div("line").child(tag("span").say(name)).child(span("num").say(ui.money(extra.amount)))
}

fn total(ui: &Ui, quote: Option<&Quote>) -> Option<Tag> {
    let words = tag("span");
    if let Some((quote, total)) = quote.zip(ui.model().total()) {
        let words = words.text(ui.text(Text::Total));
        let included = quote.extras.is_empty();
        let included = included.then(|| tag("small").text(" ").text(ui.text(Text::TaxIncluded)));
        return Some(div("total").child(words.maybe(included)).child(span("num").say(ui.money(total))));
    }
    let words = words.child(tag("small").text(ui.text(Text::TotalLoading)));
    ui.model().is_quoting().then(|| div("total").child(words).child(span("spinner")))
}
