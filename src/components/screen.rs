//! A screen where nothing can be booked: what happened, and the way on.

use yew::prelude::*;

use super::ui::Ui;
use crate::i18n::Text;
use crate::state::Action;

/// What happened, what that means, and whether trying again may help.
pub(super) fn screen(ui: &Ui, title: &'static str, text: &str, retry: bool) -> Html {
    let support = ui.model().locations.value().and_then(|answer| answer.company.support_url.clone());
    html! {
        <div class="bw-body">
            <div class="screen" role="group" aria-label={title}>
                <h3>{ title }</h3>
                <p>{ text }</p>
                <div class="alert-actions">
                    if retry {
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
