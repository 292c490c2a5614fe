//! Elements of the views, put together by calls.
//!
//! `html!` writes the whole assembly of an element out where it stands, about 330 bytes of module an element; a call here
//! is about 20. With 150 elements in the views that is a tenth of the download. Components are still placed with
//! `html!`.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Listener, ListenerKind, VList, VTag, VText};

use super::focus::{FOCUS_NAME, focus_name};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::{Action, FocusTarget};

/// What a key has the reducer do, if anything.
pub(super) type KeyMap = Box<dyn Fn(&str) -> Option<Action>>;

/// An element under construction.
pub(super) struct Tag(Box<VTag>);

/// The attributes that the views use. An element has a place for each: Yew then compares old and new place by place, and
/// the maps it would keep them in otherwise, 1.6 kB of download, are not needed.
static NAMES: [&str; 34] = [
    "type",
    "id",
    "class",
    "part",
    "role",
    "scope",
    "tabindex",
    "lang",
    "dir",
    "title",
    "alt",
    "loading",
    "decoding",
    "src",
    "href",
    "rel",
    "target",
    "aria-busy",
    "aria-checked",
    "aria-current",
    "aria-describedby",
    "aria-disabled",
    "aria-expanded",
    "aria-hidden",
    "aria-label",
    "aria-live",
    "aria-posinset",
    "aria-pressed",
    "aria-selected",
    "aria-setsize",
    "data-theme",
    FOCUS_NAME,
    "placeholder",
    "autocomplete",
];

/// An element of that name.
#[inline(never)]
pub(super) fn tag(name: &'static str) -> Tag {
    let mut tag = VTag::new(name);
    tag.attributes = Attributes::Dynamic { keys: &NAMES, values: Box::new([const { None }; NAMES.len()]) };
    Tag(Box::new(tag))
}

/// A `div` of that class.
#[inline(never)]
pub(super) fn div(class: &'static str) -> Tag {
    tag("div").class(class)
}

/// A `span` of that class.
#[inline(never)]
pub(super) fn span(class: &'static str) -> Tag {
    tag("span").class(class)
}

/// A paragraph of that class.
#[inline(never)]
pub(super) fn p(class: &'static str) -> Tag {
    tag("p").class(class)
}

/// A `button` of that class, without a name yet, that has the reducer take an action at each press. What would change the
/// booking can't be pressed while an order is being made.
#[inline(never)]
pub(super) fn press(ui: &Ui, class: &'static str, action: Action) -> Tag {
    let off = ui.model().is_busy() && action.changes_booking();
    bare_button().class(class).on(Heard::Press, ui.on(action)).when("aria-disabled", off)
}

/// A `button` with its words.
#[inline(never)]
pub(super) fn button(ui: &Ui, class: &'static str, text: Text, action: Action) -> Tag {
    press(ui, class, action).text(ui.text(text))
}

/// A `button` that does nothing yet.
#[inline(never)]
pub(super) fn bare_button() -> Tag {
    tag("button").attr("type", "button")
}

/// Several nodes without an element around them; with keys where all of them have one.
#[inline]
pub(super) fn list(mut tags: impl Iterator<Item = Tag>) -> Html {
    nodes(&mut || tags.next())
}

/// One function for all lists, whatever they are made from.
#[inline(never)]
fn nodes(next: &mut dyn FnMut() -> Option<Tag>) -> Html {
    let mut nodes = VList::new();
    while let Some(tag) = next() {
        nodes.add_child(tag.into());
    }
    nodes.into()
}

impl Tag {
    #[inline(never)]
    fn put(mut self, name: &'static str, value: AttributeOrProperty) -> Self {
        let place = NAMES.iter().position(|known| *known == name);
        debug_assert!(place.is_some(), "no place for the attribute {name}");
        if let (Attributes::Dynamic { values, .. }, Some(place)) = (&mut self.0.attributes, place)
            && let Some(place) = values.get_mut(place)
        {
            *place = Some(value);
        }
        self
    }

    /// An attribute of fixed value.
    #[inline(never)]
    pub(super) fn attr(self, name: &'static str, value: &'static str) -> Self {
        self.put(name, AttributeOrProperty::Static(value))
    }

    /// An attribute.
    #[inline(never)]
    pub(super) fn set(self, name: &'static str, value: String) -> Self {
        self.put(name, AttributeOrProperty::Attribute(value.into()))
    }

    /// An attribute, where there is a value.
    #[inline(never)]
    pub(super) fn set_if(self, name: &'static str, value: Option<String>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// `class`; none where it is empty.
    #[inline(never)]
    pub(super) fn class(self, class: &'static str) -> Self {
        if class.is_empty() { self } else { self.attr("class", class) }
    }

    /// `aria-label`.
    #[inline(never)]
    pub(super) fn label(self, label: &'static str) -> Self {
        self.attr("aria-label", label)
    }

    /// `aria-label`, with a value filled in.
    #[inline(never)]
    pub(super) fn label_of(self, label: String) -> Self {
        self.set("aria-label", label)
    }

    /// An attribute that says yes or no.
    #[inline(never)]
    pub(super) fn is(self, name: &'static str, yes: bool) -> Self {
        self.attr(name, if yes { "true" } else { "false" })
    }

    /// An attribute that says yes, or is not there.
    #[inline(never)]
    pub(super) fn when(self, name: &'static str, yes: bool) -> Self {
        if yes { self.attr(name, "true") } else { self }
    }

    /// Reached with the Tab key, or by the arrow keys only.
    #[inline(never)]
    pub(super) fn tab_stop(self, yes: bool) -> Self {
        self.attr("tabindex", if yes { "0" } else { "-1" })
    }

    /// Found when the focus is moved there.
    #[inline(never)]
    pub(super) fn focus(self, target: &FocusTarget) -> Self {
        self.set(FOCUS_NAME, focus_name(target))
    }

    /// What tells it from its neighbours when they change.
    #[inline(never)]
    pub(super) fn key(mut self, key: String) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// Where the element itself is needed.
    #[inline(never)]
    pub(super) fn node(mut self, node: &NodeRef) -> Self {
        self.0.node_ref = node.clone();
        self
    }

    /// A handler.
    #[inline(never)]
    pub(super) fn on(mut self, heard: Heard, callback: Callback<Event>) -> Self {
        self.0.add_listener(Rc::new(On { heard, callback }));
        self
    }

    /// Keys that have the reducer take an action; what the browser or the page would do with them is not done.
    #[inline(never)]
    pub(super) fn keys(self, ui: &Ui, action_of: KeyMap) -> Self {
        let store = ui.store.clone();
        let callback = Callback::from(move |event: Event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>()
                // With one of these it is the browser's: Alt and an arrow lead back.
                && !(event.alt_key() || event.ctrl_key() || event.meta_key())
                && let Some(action) = action_of(&key_name(event))
            {
                event.prevent_default();
                event.stop_propagation();
                store.send(action);
            }
        });
        self.on(Heard::Key, callback)
    }

    /// What stands in a field, and what the reducer takes when something else is typed.
    pub(super) fn typed(mut self, ui: &Ui, value: String, action_of: fn(String) -> Action) -> Self {
        self.0.set_value(Some(value));
        let store = ui.store.clone();
        let callback = Callback::from(move |event: Event| {
            if let Some(field) = event.target().and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
                store.send(action_of(field.value()));
            }
        });
        self.on(Heard::Input, callback)
    }

    /// A child that is no element: a component, or several nodes.
    #[inline(never)]
    pub(super) fn html(mut self, html: Html) -> Self {
        self.0.add_child(html);
        self
    }

    /// A child.
    #[inline(never)]
    pub(super) fn child(self, child: Self) -> Self {
        self.html(child.into())
    }

    /// A child, or an empty place, so that what comes after stays what it is.
    #[inline(never)]
    pub(super) fn maybe(self, child: Option<Self>) -> Self {
        self.html(child.map_or_else(Html::default, Html::from))
    }

    /// Children.
    pub(super) fn list(self, children: impl Iterator<Item = Self>) -> Self {
        self.html(list(children))
    }

    /// Fixed words.
    #[inline(never)]
    pub(super) fn text(self, text: &'static str) -> Self {
        self.html(VText::new(text).into())
    }

    /// Words: shown as they are, never as markup.
    #[inline(never)]
    pub(super) fn say(self, text: String) -> Self {
        self.html(VText::new(text).into())
    }
}

/// The name of a key; of those that turn pages, another one together with Shift.
fn key_name(event: &KeyboardEvent) -> String {
    let key = event.key();
    if event.shift_key() && key.starts_with("Page") { ["Shift", &key].concat() } else { key }
}

impl From<Tag> for Html {
    #[inline(never)]
    fn from(tag: Tag) -> Self {
        Self::VTag(Rc::new(*tag.0))
    }
}

/// What is listened to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// A press, by mouse, finger or key.
    Press,
    /// A key.
    Key,
    /// Something typed.
    Input,
    /// A dialog that closed.
    Close,
}

struct On {
    heard: Heard,
    callback: Callback<Event>,
}

impl Listener for On {
    fn kind(&self) -> ListenerKind {
        match self.heard {
            Heard::Press => ListenerKind::onclick,
            Heard::Key => ListenerKind::onkeydown,
            Heard::Input => ListenerKind::oninput,
            Heard::Close => ListenerKind::onclose,
        }
    }

    fn handle(&self, event: Event) {
        self.callback.emit(event);
    }

    fn passive(&self) -> bool {
        false
    }
}
