//! Events as the page hears them: names and details are a contract.

use wasm_bindgen::JsValue;

use crate::api::Object;
use crate::state::Event;

/// The name and the detail of an event.
pub(super) fn of(event: &Event) -> (&'static str, JsValue) {
    let object = Object::default();
    let (name, detail) = match event {
        Event::Ready => ("booking-ready", object),
        Event::Rest => ("rest", object),
        Event::More => ("more", object),
        Event::Keep(snapshot) => ("keep", snapshot.write()),
        Event::Change(snapshot) => ("booking-change", snapshot.write()),
        Event::Order { id, url } => {
            ("booking-order", object.with("id", id.as_str()).with("url", url.as_str()))
        }
        Event::Error { code, message, recoverable } => {
            let error = object.with("code", *code).with("message", message.as_str());
            ("booking-error", error.with("recoverable", *recoverable))
        }
    };
    (name, detail.to_js())
}
