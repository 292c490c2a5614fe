//! What stands where the booking will stand, in the same size, so that nothing moves when it comes. The element draws
//! the same before the program is there.

use yew::prelude::*;

/// How many cards are hinted at.
const CARDS: usize = 6;

/// The hint of a trip bar and of some cards.
pub(super) fn skeleton() -> Html {
    html! {
        <div class="bw-body" aria-hidden="true">
            <div class="trip ghost"><div /><div /><div /></div>
            <p class="zone" />
            <ul class="cards ghost">{ for (0..CARDS).map(|_| html! { <li class="card" /> }) }</ul>
        </div>
    }
}
