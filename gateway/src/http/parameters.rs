//! Query parameters, read one by one so that a refusal says which one is wrong.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use booking_widget::booking::time::Instant;
use booking_widget::booking::{Interval, Window};
use uuid::Uuid;

use super::refused::Refused;
use crate::source::Own;

/// The last moment that is taken: the end of the year 9999. Beyond it calendars end.
const LAST_MS: i64 = 253_402_300_799_999;

/// A request's query parameters; of one that is there twice the first counts.
pub(super) struct Parameters(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

impl Parameters {
    /// A parameter that may be left out; an empty one is left out.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A parameter that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Refused> {
        self.get(name).ok_or_else(|| Refused::bad(format!("{name} is required")))
    }

    /// The window, where there is one; half of one is refused.
    pub(super) fn window(&self) -> Result<Option<Window>, Refused> {
        match (self.moment("start_time")?, self.moment("end_time")?) {
            (None, None) => Ok(None),
            (Some(start), Some(end)) => window(start, end, "start_time", "end_time").map(Some),
            (Some(_), None) => Err(Refused::bad("end_time is required with start_time")),
            (None, Some(_)) => Err(Refused::bad("start_time is required with end_time")),
        }
    }

    /// The interval; `15m` where none is named.
    pub(super) fn interval(&self) -> Result<Interval, Refused> {
        let Some(name) = self.get("interval") else { return Ok(Interval::Quarter) };
        Interval::parse(name).ok_or_else(|| Refused::bad("interval must be 15m or day"))
    }

    /// How the client names its own unpaid order: by its hold, or as earlier widgets do by its reference.
    pub(super) fn own(&self) -> Result<Option<Own>, Refused> {
        if let Some(text) = self.get("hold") {
            return hold(text).map(Own::Hold).map(Some);
        }
        Ok(self.get("client_reference").map(reference).transpose()?.map(Own::Reference))
    }

    fn moment(&self, name: &str) -> Result<Option<i64>, Refused> {
        let wrong = |_| Refused::bad(format!("{name} must be a whole number of Unix milliseconds"));
        self.get(name).map(|value| value.parse::<i64>().map_err(wrong)).transpose()
    }
}

/// A client's own reference, in canonical form.
pub(super) fn reference(text: &str) -> Result<String, Refused> {
    let uuid = Uuid::parse_str(text).ok().filter(|uuid| uuid.get_version_num() == 7);
    let uuid = uuid.ok_or_else(|| Refused::bad("client_reference must be a UUID v7"))?;
    Ok(uuid.hyphenated().to_string())
}

/// A hold, in canonical form.
pub(super) fn hold(text: &str) -> Result<String, Refused> {
    let uuid = Uuid::parse_str(text).map_err(|_| Refused::bad("hold must be a UUID"))?;
    Ok(uuid.hyphenated().to_string())
}

/// A window of two moments in Unix ms, which a refusal calls by their names.
pub(super) fn window(start: i64, end: i64, start_name: &str, end_name: &str) -> Result<Window, Refused> {
    for (value, name) in [(start, start_name), (end, end_name)] {
        if !(0..=LAST_MS).contains(&value) {
            return Err(Refused::bad(format!("{name} must be between the years 1970 and 9999")));
        }
    }
    Window::new(Instant(start), Instant(end))
        .ok_or_else(|| Refused::bad(format!("{end_name} must be after {start_name}")))
}
