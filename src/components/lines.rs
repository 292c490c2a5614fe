//! The lines of the booking with their prices, the rows beyond them, and the total: what is on screen adds up.

use yew::Html;

use super::stepper::stepper;
use super::tag::{Tag, button, div, list, span, tag};
use super::ui::Ui;
use crate::booking::CartLine;
use crate::booking::quote::{Extra, ExtraKind, Quote};
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, FocusTarget, StockState};

/// Lines, rows and total. Prices are those of the quote for exactly this booking, or none.
pub(super) fn lines(ui: &Ui) -> Html {
    let model = ui.model();
    let quote = model.current_quote().map(|quote| &**quote);
    let priced = quote.filter(|quote| quote.available);
    // What an order of just this has is not short.
    let quote = priced.or(model.unavailable(now()).map(|quote| &**quote));
    // What was taken out leaves its place to the way back.
    let mut undo = true;
    let lines = model.removed.as_ref().unwrap_or(&model.cart).lines().iter().map(|line| {
        match model.cart.lines().iter().find(|now| now.product == line.product) {
            Some(line) => cart_line(ui, line, quote),
            None => removed_line(ui, line, std::mem::take(&mut undo)),
        }
    });
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
        (Some(0), _) => Some(ui.text(Text::CanHaveNone).to_owned()),
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
        .child(stepper(ui, &line.product, &FocusTarget::Line(line.product.clone())))
        .child(span("num").child(remove))
        .maybe(limit(ui, line).filter(|_| short.is_none()))
}

/// Why there can be no more of it, where that is known.
fn limit(ui: &Ui, line: &CartLine) -> Option<Tag> {
    let product = ui.model().product(&line.product)?;
    let words = match ui.model().stock_state(product) {
        StockState::Left(0) => ui.text(Text::AllYours).to_owned(),
        StockState::NotHere => {
            let place = ui.model().chosen_location().map_or("", |location| &location.name);
            ui.filled(Text::NotHere, &[("place", place)])
        }
        _ => return None,
    };
    Some(span("stock few").say(words))
}

/// In the place of what was taken out: that it was, and the way back where it is here.
fn removed_line(ui: &Ui, line: &CartLine, undo: bool) -> Tag {
    let name = ui.product_name(&line.product);
    let undo = undo.then(|| button(ui, "btn link", Text::Undo, Action::Undo).focus(&FocusTarget::Undo));
    div("line")
        .key(line.product.as_str().to_owned())
        .child(tag("span").say(ui.filled(Text::Removed, &[("product", &name)])))
        .child(span("num").maybe(undo))
}

/// What was taken out of a booking that is empty since.
pub(super) fn removed_lines(ui: &Ui) -> Html {
    let lines = ui.model().removed.iter().flat_map(|before| before.lines()).enumerate();
    list(lines.map(|(index, line)| removed_line(ui, line, index == 0)))
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
