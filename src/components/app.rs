//! The root: the store, the formats of the language, and the frame that carries theme and direction.

use std::rc::Rc;

use yew::prelude::*;

use super::body::body;
use super::focus::use_focus;
use super::status::status;
use super::tag::div;
use super::ui::Ui;
use crate::i18n::{Formats, LANGUAGE};
use crate::state::store::{Sender, use_store};
use crate::state::{Config, Model};

/// What the element gives its component tree.
#[derive(Properties, Clone, PartialEq)]
pub(crate) struct AppProps {
    /// Sends actions to the store.
    pub(crate) sender: Sender,
    /// The configuration to begin with; a changed one comes as an action.
    pub(crate) config: Rc<Config>,
    /// Whether the rest of the program is there.
    pub(crate) whole: bool,
}

/// The whole widget.
#[component(App)]
pub(crate) fn app(props: &AppProps) -> Html {
    let config = Rc::clone(&props.config);
    let whole = props.whole;
    let store = use_store(&props.sender, move || Model::new(config, whole));
    let formats = use_memo(store.model.config.locale.clone(), |locale| Formats::new(locale));
    let root = use_focus(&store);

    let theme = store.model.config.theme.as_str();
    let direction = formats.direction();
    let ui = Ui { store, formats };
    div("bw")
        .node(&root)
        .tab_stop(false)
        .attr("part", "widget")
        .attr("data-theme", theme)
        .attr("dir", direction)
        .attr("lang", LANGUAGE)
        .child(status(&ui))
        .html(body(&ui))
        .into()
}
