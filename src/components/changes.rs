//! What is not as it was, item by item: prices before and now, and how many are left of how many.

use super::alert::{Place, alert};
use super::lines::line_name;
use super::tag::{Tag, div, list, press, tag};
use super::ui::Ui;
use crate::booking::quote::Quote;
use crate::booking::{CartLine, Money};
use crate::i18n::Text;
use crate::state::Action;

/// A message in the booking with items, and the ways on below them.
pub(super) fn itemized(ui: &Ui, title: Text, text: Text, items: Vec<String>, ways_on: Vec<Tag>) -> Tag {
    let items = items.into_iter().map(|item| tag("li").say(item));
    alert(Place::Booking, ui.text(title), ui.text(text).into(), false, vec![])
        .child(tag("ul").html(list(items)))
        .child(div("alert-actions").list(ways_on.into_iter()))
}

/// What costs something else than before: lines, what the total has beyond them, and the total.
pub(super) fn differences(ui: &Ui, before: &Quote) -> Vec<String> {
    let model = ui.model();
    let Some(now) = model.current_quote() else { return vec![] };
    let mut items = Vec::new();
    let mut add = |what: String, before: Option<Money>, now: Option<Money>| {
        if let (Some(before), Some(now)) = (before, now)
            && before.minor != now.minor
        {
            let (before, now) = (ui.money(before), ui.money(now));
            items.push(ui.filled(Text::WasAndIs, &[("what", &what), ("before", &before), ("now", &now)]));
        }
    };
    for line in model.cart.lines() {
        let subtotal = |quote: &Quote| quote.line(&line.product).and_then(|line| line.subtotal);
        add(line_name(ui, line), subtotal(before), subtotal(now));
    }
    let takes_off = [before.beyond(), now.beyond()].into_iter().flatten().any(|beyond| beyond.minor < 0);
    let beyond = if takes_off { Text::Adjustment } else { Text::TaxAndFees };
    add(ui.text(beyond).into(), before.beyond(), now.beyond());
    add(ui.text(Text::Total).into(), before.total, now.total);
    items
}

/// The lines of which fewer can be had, and a press that takes what is left, where anything is.
pub(super) fn shortage(ui: &Ui) -> (Vec<String>, Option<Tag>) {
    let short = ui.model().short();
    let filled = |text, (line, count): &(&CartLine, u32)| {
        let (count, quantity) = (ui.formats.number(*count), ui.formats.number(line.quantity));
        let name = ui.product_name(&line.product);
        ui.filled(text, &[("product", &name), ("count", &count), ("quantity", &quantity)])
    };
    let missing: u32 = short.iter().map(|(line, count)| line.quantity - count).sum();
    let words = match &*short {
        [] => None,
        _ if missing >= ui.model().cart.units() => None,
        [one] if one.1 > 0 => Some(filled(Text::TakeFewer, one)),
        _ => Some(ui.text(Text::TakeLeft).into()),
    };
    let left = |one: &(&CartLine, u32)| if one.1 > 0 { Text::LeftOf } else { Text::NoneLeft };
    let items = short.iter().map(|one| filled(left(one), one)).collect();
    (items, words.map(|words| press(ui, "btn main", Action::TakeLeft).say(words)))
}
