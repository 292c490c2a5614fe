//! A message that needs the customer: what happened, what was not lost, the way on.

use yew::prelude::*;

use super::focus::focus_name;
use crate::state::FocusTarget;

/// Where a message stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Above the list.
    List,
    /// In the booking, where the customer pressed.
    Booking,
}

/// A message and the ways on; `bad` where it is a failure. The focus can be moved to one of the booking.
pub(super) fn alert(place: Place, title: &str, text: &str, bad: bool, ways_on: Html) -> Html {
    let focus = (place == Place::Booking).then(|| focus_name(&FocusTarget::Alert));
    html! {
        <div class={if bad { "alert bad" } else { "alert" }} part="alert" tabindex="-1" data-focus={focus}>
            <b>{ title }</b>{ " " }{ text }
            <div class="alert-actions">{ ways_on }</div>
        </div>
    }
}
