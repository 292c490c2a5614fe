//! A message that needs the customer: what happened, what was not lost, the way on.

use super::tag::{Tag, div, tag};
use crate::state::FocusTarget;

/// Where a message stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Above the list.
    List,
    /// In the booking, where the customer pressed.
    Booking,
}

/// A message, to which the ways on are added; `bad` where it is a failure. The focus can be moved to one of the booking.
pub(super) fn alert(place: Place, title: &'static str, text: String, bad: bool, ways_on: Vec<Tag>) -> Tag {
    let frame = div(if bad { "alert bad" } else { "alert" })
        .attr("part", "alert")
        .tab_stop(false)
        .attr("role", "group")
        .label(title);
    let frame = if place == Place::Booking { frame.focus(&FocusTarget::Alert) } else { frame };
    frame
        .child(tag("b").text(title))
        .text(" ")
        .say(text)
        .child(div("alert-actions").list(ways_on.into_iter()))
}
