//! What stands where the booking will stand, in the same size, so that nothing moves when it comes. The element draws
//! the same before the program is there.

use super::tag::{Tag, div, p, tag};

/// How many cards are hinted at.
const CARDS: usize = 6;

/// The hint of a trip bar and of some cards, and what is said of the wait.
pub(super) fn skeleton(now: Option<Tag>) -> Tag {
    let trip = div("trip ghost").list((0..3).map(|_| tag("div")));
    let cards = div("cards ghost").list((0..CARDS).map(|_| div("card")));
    div("bw-body").attr("aria-hidden", "true").child(trip).child(p("zone")).maybe(now).child(cards)
}
