//! A screen where nothing can be booked: what happened, and the way on.

use super::tag::{Tag, div, tag};
use super::ui::Ui;
use crate::i18n::Text;

/// What happened, what that means, and the button to try again where that may help.
pub(super) fn screen(ui: &Ui, title: &'static str, text: String, again: Option<Tag>) -> Tag {
    let support = ui.model().locations.value().and_then(|answer| answer.company.support_url.clone());
    let link = |url| tag("a").class("btn").set("href", url).text(ui.text(Text::GetHelp));
    let ways_on = div("alert-actions")
        .maybe(again)
        .maybe(support.map(link))
        // The page's own link, which the element has as its child.
        .child(tag("slot"));
    let screen = div("screen")
        .attr("role", "group")
        .label(title)
        .child(tag("h3").text(title))
        .child(tag("p").say(text))
        .child(ways_on);
    div("bw-body").child(screen)
}
