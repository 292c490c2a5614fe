//! The screen after payment: the booking is confirmed, and what it is, where it is known here.

use super::booking::trip_of;
use super::lines::line_name;
use super::main_button::order_link;
use super::tag::{Tag, button, div, list, span, tag};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::{Action, FocusTarget, Order};

/// Thanks for a booking. Of an order that is not known here nothing is said: its number would be anybody's word.
pub(super) fn thanks(ui: &Ui, order: Option<&Order>) -> Tag {
    let model = ui.model();
    let title = ui.text(Text::Thanks);
    let number = order.map(|order| ui.filled(Text::ThanksOrder, &[("order", order.placed.id.as_str())]));
    let kept = (!model.cart.is_empty()).then(|| ui.text(Text::ThanksKept));
    let place = order.and_then(|order| Some((order, model.location(&order.key.location)?)));
    let what = place.map(|(order, location)| {
        let lines = order.key.cart.lines().iter().map(|line| tag("p").say(line_name(ui, line)));
        tag("div").child(tag("p").say(trip_of(ui, location, order.key.window))).html(list(lines))
    });
    let see = order.map(|order| order_link(ui, order, "btn", Text::SeeOrder));
    let screen = div("screen")
        .attr("role", "group")
        .label(title)
        .tab_stop(false)
        .focus(&FocusTarget::Alert)
        .child(span("sign"))
        .child(tag("h3").text(title))
        .maybe(what)
        .maybe(number.map(|number| tag("p").say(number)))
        .maybe(kept.map(|kept| tag("p").text(kept)))
        .child(
            div("alert-actions").child(button(ui, "btn main", Text::BookMore, Action::BookMore)).maybe(see),
        );
    div("bw-body").child(screen)
}
