//! A message that needs the customer: what happened, what was not lost, the way on.

use yew::prelude::*;

use super::focus::focus_name;
use crate::state::FocusTarget;

/// What it says.
#[derive(Properties, PartialEq)]
pub(super) struct AlertProps {
    /// What happened.
    pub(super) title: AttrValue,
    /// What that means.
    pub(super) text: AttrValue,
    /// Whether it is a failure.
    #[prop_or_default]
    pub(super) bad: bool,
    /// The ways on.
    #[prop_or_default]
    pub(super) children: Html,
}

/// A message; the focus can be moved to it.
#[component(Alert)]
pub(super) fn alert(props: &AlertProps) -> Html {
    let focus = focus_name(&FocusTarget::Alert);
    html! {
        <div class={classes!("alert", props.bad.then_some("bad"))} part="alert" tabindex="-1" data-focus={focus}>
            <b>{ &props.title }</b>{ " " }{ &props.text }
            <div class="alert-actions">{ props.children.clone() }</div>
        </div>
    }
}
