//! A rule: which requests it is for, how often, and what it does to them.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::{HeaderValue, Method, StatusCode};
use booking_widget::api::wire::path;
use serde::Deserialize;
use serde_json::Value;

/// The longest delay, ms.
const LONGEST_DELAY_MS: u64 = 10 * 60 * 1000;

/// The paths that are read from the store without changing it.
const READING: [&str; 4] = [path::PRODUCTS, path::LOCATIONS, path::AVAILABILITY, path::TIME_SLOTS];

/// A rule as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    path: String,
    method: Option<String>,
    times: Option<NonZeroU32>,
    rate: Option<f64>,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    delay_ms: u64,
    #[serde(default)]
    acts: bool,
    error: Option<WrittenError>,
    answer: Option<WrittenAnswer>,
    replace: Option<Replacement>,
    drop: Option<Part>,
    #[serde(default)]
    stale: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenError {
    status: u16,
    retry_after_s: Option<u64>,
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAnswer {
    status: Option<u16>,
    content_type: Option<String>,
    body: String,
}

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// A path, or with `*` at its end all that begin with it.
    path: String,
    /// Every method where there is none.
    method: Option<Method>,
    /// How many requests it applies to before it is spent; all of them where there is none.
    pub times: Option<NonZeroU32>,
    /// Which part of the requests it applies to, from 0 to 1.
    rate: f64,
    /// Which ones these are: the same seed, the same ones.
    seed: u64,
    /// How long a request waits before anything else happens to it.
    pub delay: Duration,
    /// Whether a request is acted on although its answer is another one.
    pub acts: bool,
    /// What happens; nothing but the delay where there is none.
    pub fault: Option<Fault>,
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// A refusal in the API's shape.
    Error {
        /// Of 4xx or 5xx.
        status: StatusCode,
        /// `Retry-After`, seconds.
        retry_after_s: Option<u64>,
        /// What the refusal says.
        message: String,
    },
    /// An answer that is given, whatever was asked for.
    Answer {
        /// From 200.
        status: StatusCode,
        /// `Content-Type`.
        content_type: HeaderValue,
        /// The body as it is.
        body: String,
    },
    /// The true answer with some of its text replaced.
    Replace(Replacement),
    /// The connection is closed.
    Drop(Part),
    /// What was true when the rule was set.
    Stale,
}

/// Text to replace wherever it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Replacement {
    /// What is there.
    pub from: String,
    /// What comes in its place.
    pub to: String,
}

/// What of an answer is lost with its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Part {
    /// All of it.
    Answer,
    /// The second half of its body.
    Body,
}

impl Rule {
    /// Reads a rule; what is wrong with it is said in words.
    pub(super) fn read(written: &Value) -> Result<Self, String> {
        let written = Written::deserialize(written).map_err(|error| error.to_string())?;
        if !written.path.starts_with('/') {
            return Err("path must begin with /".to_owned());
        }
        let method = written.method.as_deref().map(|method| {
            let known = [Method::GET, Method::HEAD, Method::POST].into_iter().find(|known| known == method);
            known.ok_or("method must be GET, HEAD or POST")
        });
        let rate = written.rate.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&rate) {
            return Err("rate must be from 0 to 1".to_owned());
        }
        if written.delay_ms > LONGEST_DELAY_MS {
            return Err(format!("delay_ms must not be more than {LONGEST_DELAY_MS}"));
        }
        let mut faults = [
            written.error.map(WrittenError::fault).transpose()?,
            written.answer.map(WrittenAnswer::fault).transpose()?,
            written.replace.map(Replacement::fault).transpose()?,
            written.drop.map(Fault::Drop),
            written.stale.then_some(Fault::Stale),
        ]
        .into_iter()
        .flatten();
        let rule = Self {
            path: written.path,
            method: method.transpose()?,
            times: written.times,
            rate,
            seed: written.seed,
            delay: Duration::from_millis(written.delay_ms),
            acts: written.acts,
            fault: faults.next(),
        };
        if faults.next().is_some() {
            return Err("a rule has one of error, answer, replace, drop and stale".to_owned());
        }
        match &rule.fault {
            None if rule.delay.is_zero() => {
                return Err("one of delay_ms, error, answer, replace, drop and stale is required".to_owned());
            }
            Some(Fault::Stale) if !READING.iter().any(|path| rule.covers(&format!("/api{path}"))) => {
                return Err("stale is for products, locations, availability and time-slots".to_owned());
            }
            _ => {}
        }
        Ok(rule)
    }

    /// Whether it is for a request.
    pub(super) fn fits(&self, method: &Method, path: &str) -> bool {
        // What changes the store is always true.
        let truth = matches!(self.fault, Some(Fault::Stale)) && !reads(path);
        self.method.as_ref().is_none_or(|own| own == method) && self.covers(path) && !truth
    }

    fn covers(&self, path: &str) -> bool {
        match self.path.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == self.path,
        }
    }

    /// Whether it applies to the `number`th request that it is for.
    pub(super) fn hits(&self, number: u64) -> bool {
        // SplitMix64: as good a draw as any, and the same everywhere.
        let mut draw = self.seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        draw = (draw ^ (draw >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        draw = (draw ^ (draw >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        draw ^= draw >> 31;
        let [.., high, low] = draw.to_be_bytes();
        f64::from(u16::from_be_bytes([high, low])) / 65_536.0 < self.rate
    }
}

fn reads(path: &str) -> bool {
    path.strip_prefix("/api").is_some_and(|path| READING.contains(&path))
}

impl WrittenError {
    fn fault(self) -> Result<Fault, String> {
        let status = status(self.status).filter(|status| !status.is_success() && !status.is_redirection());
        Ok(Fault::Error {
            status: status.ok_or("error.status must be from 400 to 599")?,
            retry_after_s: self.retry_after_s,
            message: self.message.unwrap_or_else(|| "a fault that was asked for".to_owned()),
        })
    }
}

impl WrittenAnswer {
    fn fault(self) -> Result<Fault, String> {
        let content_type = self.content_type.unwrap_or_else(|| "application/json".to_owned());
        Ok(Fault::Answer {
            status: status(self.status.unwrap_or(200)).ok_or("answer.status must be from 200 to 599")?,
            content_type: HeaderValue::try_from(content_type)
                .map_err(|_| "answer.content_type can't be sent in a header")?,
            body: self.body,
        })
    }
}

impl Replacement {
    fn fault(self) -> Result<Fault, String> {
        if self.from.is_empty() {
            return Err("replace.from must not be empty".to_owned());
        }
        Ok(Fault::Replace(self))
    }
}

fn status(code: u16) -> Option<StatusCode> {
    (200..600).contains(&code).then(|| StatusCode::from_u16(code).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wrong_rule_is_told_what_is_wrong_with_it() {
        for (rule, message) in [
            (json!({ "error": { "status": 500 } }), "missing field `path`"),
            (json!({ "path": "api", "delay_ms": 1 }), "path must begin with /"),
            (json!({ "path": "/" }), "is required"),
            (json!({ "path": "/", "dealy_ms": 1 }), "unknown field `dealy_ms`"),
            (json!({ "path": "/", "delay_ms": -1 }), "invalid value: integer `-1`"),
            (json!({ "path": "/", "delay_ms": 600_001 }), "delay_ms must not be more than 600000"),
            (json!({ "path": "/", "delay_ms": 1, "times": 0 }), "expected a nonzero u32"),
            (json!({ "path": "/", "delay_ms": 1, "rate": 1.1 }), "rate must be from 0 to 1"),
            (json!({ "path": "/", "delay_ms": 1, "method": "get" }), "method must be GET, HEAD or POST"),
            (json!({ "path": "/", "error": { "status": 200 } }), "error.status must be from 400 to 599"),
            (json!({ "path": "/", "error": { "status": 600 } }), "error.status must be from 400 to 599"),
            (json!({ "path": "/", "answer": { "status": 101, "body": "" } }), "answer.status must be"),
            (json!({ "path": "/", "answer": { "body": "", "content_type": "a\nb" } }), "content_type"),
            (json!({ "path": "/", "replace": { "from": "", "to": "" } }), "replace.from must not be empty"),
            (json!({ "path": "/", "drop": "it" }), "unknown variant `it`, expected `answer` or `body`"),
            (json!({ "path": "/", "drop": "body", "stale": true }), "a rule has one of"),
            (json!({ "path": "/api/customer/*", "stale": true }), "stale is for products"),
            (json!([]), "invalid"),
        ] {
            let error = Rule::read(&rule).unwrap_err();
            assert!(error.contains(message), "{rule}: {error}");
        }
    }

    #[test]
    fn a_rule_is_for_its_path_and_method() {
        let fits = |rule: Value, method: Method, path: &str| Rule::read(&rule).unwrap().fits(&method, path);
        let exact = json!({ "path": "/api/x", "delay_ms": 1 });
        assert!(fits(exact.clone(), Method::POST, "/api/x"));
        assert!(!fits(exact, Method::GET, "/api/xy"));
        assert!(fits(json!({ "path": "/api/x*", "delay_ms": 1 }), Method::GET, "/api/xy"));
        assert!(!fits(json!({ "path": "/*", "method": "GET", "delay_ms": 1 }), Method::POST, "/api/x"));
        let stale = json!({ "path": "/api/*", "stale": true });
        assert!(fits(stale.clone(), Method::GET, "/api/v1/browse/products"));
        assert!(!fits(stale, Method::POST, "/api/customer/checkout"));
    }

    #[test]
    fn a_rate_is_kept_and_the_same_every_time() {
        let hits = |rate: f64, seed: u64| {
            let rule = json!({ "path": "/", "delay_ms": 1, "rate": rate, "seed": seed });
            let rule = Rule::read(&rule).unwrap();
            (1..=1000).filter(|number| rule.hits(*number)).collect::<Vec<u64>>()
        };
        assert_eq!((hits(0.0, 1).len(), hits(1.0, 1).len()), (0, 1000));
        for seed in 0..20 {
            let hit = hits(0.3, seed).len();
            assert!((240..=360).contains(&hit), "{seed}: {hit}");
        }
        assert_eq!(hits(0.3, 7), hits(0.3, 7));
        assert_ne!(hits(0.3, 7), hits(0.3, 8));
    }
}
