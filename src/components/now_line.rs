//! What holds up everything for the moment: no connection, or an answer that takes long. It lies over what is there, so
//! that nothing moves.

use super::tag::{Tag, div, p, span};
use super::ui::Ui;
use crate::i18n::Text;

/// A line, where there is something to say.
pub(super) fn now_line(ui: &Ui) -> Option<Tag> {
    let clock = &ui.model().clock;
    let line = match (clock.offline, clock.slow || ui.model().awaits_rest()) {
        (true, _) => p("").text(ui.text(Text::Offline)),
        (false, true) => p("").child(span("spinner")).text(ui.text(Text::StillWorking)),
        _ => return None,
    };
    Some(div("now").child(line))
}
