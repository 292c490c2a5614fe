//! A parsed JSON body, whoever parsed it: the browser, or `serde_json` in native tests.

/// The largest whole number up to which a JSON number holds each one, 2^53 - 1.
const MAX_EXACT: f64 = 9_007_199_254_740_991.0;

/// A JSON value that is read field by field, so that one bad element does not take its list with it, nor one bad field
/// its element. Deriving the same costs 14 kB of download.
pub trait Body: Sized {
    /// The field `name` of an object; `None` where it is missing or null.
    fn field(&self, name: &str) -> Option<Self>;

    /// The elements of an array.
    fn items(&self) -> Option<Vec<Self>>;

    /// A string.
    fn text(&self) -> Option<String>;

    /// A number, as JSON has them.
    fn number(&self) -> Option<f64>;

    /// True or false.
    fn boolean(&self) -> Option<bool>;

    /// A whole number that a JSON number holds exactly: beyond it what was sent cannot be known, so it is none.
    fn integer(&self) -> Option<i64> {
        let number = self.number()?;
        let exact = number.trunc() == number && number.abs() <= MAX_EXACT;
        #[expect(clippy::cast_possible_truncation, reason = "a whole number of at most 53 bits")]
        exact.then_some(number as i64)
    }

    /// A field that is a string and says something.
    fn text_of(&self, name: &str) -> Option<String> {
        self.field(name)?.text().filter(|text| !text.trim().is_empty())
    }

    /// A field that is a whole number.
    fn integer_of(&self, name: &str) -> Option<i64> {
        self.field(name)?.integer()
    }

    /// A field that counts something; what is below none is none.
    fn count_of(&self, name: &str) -> Option<u32> {
        let count = self.integer_of(name)?;
        Some(u32::try_from(count.max(0)).unwrap_or(u32::MAX))
    }

    /// A field that is true or false.
    fn boolean_of(&self, name: &str) -> Option<bool> {
        self.field(name)?.boolean()
    }

    /// The elements of a field that is an array; none where it is not.
    fn items_of(&self, name: &str) -> Vec<Self> {
        self.field(name).and_then(|list| list.items()).unwrap_or_default()
    }
}
