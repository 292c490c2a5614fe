//! A message that needs the customer: what happened, what was not lost, the way on.

use yew::prelude::*;

use super::focus::focus_name;
use crate::state::FocusTarget;

/// A message and the ways on; `bad` where it is a failure. The focus can be moved to it.
pub(super) fn alert(title: &str, text: &str, bad: bool, ways_on: Html) -> Html {
    let focus = focus_name(&FocusTarget::Alert);
    html! {
        <div class={if bad { "alert bad" } else { "alert" }} part="alert" tabindex="-1" data-focus={focus}>
            <b>{ title }</b>{ " " }{ text }
            <div class="alert-actions">{ ways_on }</div>
        </div>
    }
}
