//! A parsed JSON body, whoever parsed it: the browser, or `serde_json` in native tests.

use serde::de::DeserializeOwned;

/// A JSON value that can be read in parts, so that one bad element does not take its list with it.
pub trait Body: Sized {
    /// The field `name` of an object.
    fn field(&self, name: &str) -> Option<Self>;

    /// The elements of an array.
    fn items(&self) -> Option<Vec<Self>>;

    /// The value as a wire type; the error says what does not fit.
    fn read<T: DeserializeOwned>(&self) -> Result<T, String>;
}
