//! JSON as a native client has it, to be read as a browser's.

use booking_widget::api::Body;
use serde_json::Value;

/// A body as a native client would have it; its numbers are those of a browser.
pub(crate) struct Json(pub(crate) Value);

impl Body for Json {
    fn field(&self, name: &str) -> Option<Self> {
        self.0.get(name).filter(|value| !value.is_null()).cloned().map(Json)
    }

    fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.as_array()?.iter().cloned().map(Json).collect())
    }

    fn text(&self) -> Option<String> {
        self.0.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }
}
