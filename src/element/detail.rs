//! Events as the page hears them: names and details are a contract.

use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::state::{Event, Snapshot};

#[derive(Serialize)]
#[serde(untagged)]
enum Detail<'a> {
    None {},
    Change(&'a Snapshot),
    Order { id: &'a str, url: &'a str },
    Error { code: &'a str, message: &'a str, recoverable: bool },
}

/// The name and the detail of an event.
pub(super) fn of(event: &Event) -> (&'static str, JsValue) {
    let (name, detail) = match event {
        Event::Ready => ("booking-ready", Detail::None {}),
        Event::Keep(snapshot) => ("keep", Detail::Change(snapshot)),
        Event::Change(snapshot) => ("booking-change", Detail::Change(snapshot)),
        Event::Order { id, url } => ("booking-order", Detail::Order { id: id.as_str(), url }),
        Event::Error { code, message, recoverable } => {
            ("booking-error", Detail::Error { code, message, recoverable: *recoverable })
        }
    };
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    (name, detail.serialize(&serializer).unwrap_or(JsValue::UNDEFINED))
}
