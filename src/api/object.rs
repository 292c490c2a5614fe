//! Objects as they are sent, kept and told: one type for all of them. To derive how each is written was 1 kB of download.

use serde::{Serialize, Serializer};

/// A value of an [`Object`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A string.
    Text(String),
    /// Objects.
    List(Vec<Object>),
    /// An object.
    Object(Object),
}

/// Names and values, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Vec<(&'static str, Value)>);

impl Object {
    /// With a value.
    pub fn with(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.add(name, value.into())
    }

    /// With a value, unless there is none.
    pub fn with_some(self, name: &'static str, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => self,
            value => self.add(name, value),
        }
    }

    #[inline(never)]
    fn add(mut self, name: &'static str, value: Value) -> Self {
        self.0.push((name, value));
        self
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(yes) => serializer.serialize_bool(*yes),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Boolean(yes)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Object>> for Value {
    fn from(items: Vec<Object>) -> Self {
        Self::List(items)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_written_as_json_has_it_and_what_is_not_there_as_null_or_not_at_all() {
        let item = Object::default().with("id", "a").with("count", 2_u32);
        let object = Object::default()
            .with("text", "so".to_owned())
            .with("start", None::<i64>)
            .with_some("end", None::<i64>)
            .with_some("total", Some(-5_i64))
            .with("items", vec![item.clone()])
            .with("first", item)
            .with("lost", true);
        let item = serde_json::json!({ "id": "a", "count": 2 });
        assert_eq!(
            serde_json::to_value(object).unwrap(),
            serde_json::json!({
                "text": "so", "start": null, "total": -5, "items": [item], "first": item, "lost": true
            })
        );
    }
}
