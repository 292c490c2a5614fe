//! A screen where nothing can be booked: what happened, and the way on.

use yew::prelude::*;

use super::ui::use_ui;
use crate::i18n::Text;
use crate::state::Action;

/// What the screen says.
#[derive(Properties, PartialEq)]
pub(super) struct ScreenProps {
    /// What happened.
    pub(super) title: Text,
    /// What that means.
    pub(super) text: Text,
    /// Whether trying again may help.
    #[prop_or_default]
    pub(super) retry: bool,
}

/// A screen of its own.
#[component(Screen)]
pub(super) fn screen(props: &ScreenProps) -> Html {
    let ui = use_ui();
    let support = ui.model().locations.value().and_then(|answer| answer.company.support_url.clone());
    html! {
        <div class="bw-body">
            <div class="screen" role="group" aria-label={ui.text(props.title)}>
                <h3>{ ui.text(props.title) }</h3>
                <p>{ ui.text(props.text) }</p>
                <div class="alert-actions">
                    if props.retry {
                        <button type="button" class="btn main" onclick={ui.on(Action::Retry)}>{ ui.text(Text::TryAgain) }</button>
                    }
                    if let Some(url) = support {
                        <a class="btn" href={url}>{ ui.text(Text::GetHelp) }</a>
                    }
                    // The page's own link, which the element has as its child.
                    <slot />
                </div>
            </div>
        </div>
    }
}
