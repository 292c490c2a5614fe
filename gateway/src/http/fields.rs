//! The fields of request bodies, so that a refusal names them in the API's words: a wrong kind, one that is missing, or one
//! that nobody knows, which is most often a misspelt one.

use booking_widget::api::wire::{AvailabilityRequest, CheckoutRequest};
use serde_json::{Map, Value};

use super::refused::Refused;

/// A request body with the fields that it may have.
pub(super) trait Described {
    const FIELDS: &'static [Field];
}

/// A field of an object.
pub(super) struct Field {
    name: &'static str,
    kind: Kind,
    required: bool,
}

/// What a field holds.
enum Kind {
    Text,
    /// A whole number.
    Number,
    /// How many of something: a whole number from 0.
    Count,
    /// A list of objects.
    List(&'static [Field]),
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: true }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, required: false }
}

impl Described for AvailabilityRequest {
    const FIELDS: &'static [Field] = &[
        required("company_id", Kind::Text),
        required("location_id", Kind::Text),
        required("start_time", Kind::Number),
        required("end_time", Kind::Number),
        required(
            "cart",
            Kind::List(&[required("product_id", Kind::Text), required("quantity", Kind::Count)]),
        ),
        optional("client_reference", Kind::Text),
        // Of features that this gateway does not name; a client may send them to any service.
        optional("guests", Kind::Count),
        optional("promotion_code", Kind::Text),
    ];
}

impl Described for CheckoutRequest {
    const FIELDS: &'static [Field] = &[
        required("companyId", Kind::Text),
        required("locationId", Kind::Text),
        required("fromDate", Kind::Text),
        required("toDate", Kind::Text),
        required(
            "lineItems",
            Kind::List(&[required("productID", Kind::Text), required("quantity", Kind::Count)]),
        ),
        optional("stockId", Kind::Text),
        optional("client_reference", Kind::Text),
        optional("returnUrl", Kind::Text),
        optional("guests", Kind::Count),
        optional("promotionCode", Kind::Text),
        optional("locale", Kind::Text),
        optional("hold", Kind::Text),
    ];
}

/// Whether a body is an object with these fields and no others. A field that may be left out may also be null.
pub(super) fn check(body: &Value, fields: &[Field]) -> Result<(), Refused> {
    let object = body.as_object().ok_or_else(|| Refused::bad("the body must be a JSON object"))?;
    check_object(object, fields, "")
}

fn check_object(object: &Map<String, Value>, fields: &[Field], place: &str) -> Result<(), Refused> {
    if let Some(unknown) = object.keys().find(|key| !fields.iter().any(|field| field.name == **key)) {
        let known: Vec<_> = fields.iter().map(|field| field.name).collect();
        let unknown: String = unknown.chars().take(LONGEST_NAME).collect();
        return Err(Refused::bad(format!("{place}{unknown} is not known; known are {}", known.join(", "))));
    }
    for field in fields {
        let path = format!("{place}{}", field.name);
        match object.get(field.name) {
            None | Some(Value::Null) if field.required => {
                return Err(Refused::bad(format!("{path} is required")));
            }
            None | Some(Value::Null) => {}
            Some(value) => check_value(value, &field.kind, &path)?,
        }
    }
    Ok(())
}

/// How much of a name that is not known is said back, characters.
const LONGEST_NAME: usize = 100;

/// The largest number that every client holds exactly: 2⁵³ − 1.
const LARGEST: i64 = (1 << 53) - 1;

fn check_value(value: &Value, kind: &Kind, path: &str) -> Result<(), Refused> {
    match kind {
        Kind::Text if value.is_string() => Ok(()),
        Kind::Text => Err(Refused::bad(format!("{path} must be a string"))),
        Kind::Number => match value.as_i64() {
            Some(number) if (-LARGEST..=LARGEST).contains(&number) => Ok(()),
            _ => Err(Refused::bad(format!("{path} must be a whole number"))),
        },
        Kind::Count => match value.as_u64() {
            Some(number) if u32::try_from(number).is_ok() => Ok(()),
            _ => Err(Refused::bad(format!("{path} must be a whole number from 0 to {}", u32::MAX))),
        },
        Kind::List(fields) => {
            let list = value.as_array().ok_or_else(|| Refused::bad(format!("{path} must be a list")))?;
            for (number, element) in list.iter().enumerate() {
                let place = format!("{path}[{number}]");
                let object = element.as_object();
                let object = object.ok_or_else(|| Refused::bad(format!("{place} must be an object")))?;
                check_object(object, fields, &format!("{place}."))?;
            }
            Ok(())
        }
    }
}
