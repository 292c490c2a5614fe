//! A testing aid: the gateway misbehaves on purpose, as it is told at `/faults`. Only there when it was asked for.
//!
//! Of the rules that are set, the first that a request fits decides what happens to it. An answer that is given by a rule
//! passes through the same CORS as a true one; one that is broken off is broken off on the connection itself.
//!
//! The rules can be seen and set from this machine alone, by programs and by pages that come from it.

mod break_off;
mod local;
mod rule;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{OriginalUri, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use http_body_util::BodyExt;
use serde::Serialize;
use serde_json::Value;
use tower::ServiceExt;

pub(super) use self::break_off::break_off;
pub(super) use self::local::cors;
use self::rule::{Fault, Part, Replacement, Rule};
use super::refused::{Refused, no_such_method};
use super::{AppState, api, body};

/// The largest list of rules, bytes: room for a body that is wrong by being long.
const RULES_BYTES: usize = 8 * 1024 * 1024;

/// The rules that are set, shared by all requests.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Standing>>>);

/// A rule with what became of it.
struct Standing {
    rule: Rule,
    /// As it was written.
    written: Value,
    /// The reading endpoints as they were when the rule was set, where it wants them.
    stale: Option<Router>,
    /// How many requests it was for, whether or not it applied to them.
    fitted: u64,
    /// How many requests it applied to.
    applied: u32,
}

#[derive(Serialize)]
struct Shown<'a> {
    rule: &'a Value,
    applied: u32,
}

/// What happens to a request.
struct Chosen {
    delay: Duration,
    acts: bool,
    fault: Option<Fault>,
    stale: Option<Router>,
}

impl Faults {
    fn rules(&self) -> MutexGuard<'_, Vec<Standing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shown(&self) -> Response {
        let rules = self.rules();
        let shown = rules.iter().map(|standing| Shown { rule: &standing.written, applied: standing.applied });
        Json(shown.collect::<Vec<_>>()).into_response()
    }

    fn choose(&self, method: &Method, path: &str) -> Option<Chosen> {
        self.rules().iter_mut().find_map(|standing| {
            let Standing { rule, stale, fitted, applied, .. } = standing;
            if !rule.fits(method, path) || rule.times.is_some_and(|times| *applied >= times.get()) {
                return None;
            }
            *fitted += 1;
            if !rule.hits(*fitted) {
                return None;
            }
            *applied = applied.saturating_add(1);
            Some(Chosen {
                delay: rule.delay,
                acts: rule.acts,
                fault: rule.fault.clone(),
                stale: stale.clone(),
            })
        })
    }
}

/// GET, PUT and DELETE `/faults`.
pub(super) fn routes(faults: Faults) -> Router<AppState> {
    Router::new()
        .route("/faults", get(show).put(set).delete(clear))
        .method_not_allowed_fallback(no_such_method)
        .layer(Extension(faults))
        .layer(middleware::from_fn(local::only))
}

async fn show(Extension(faults): Extension<Faults>) -> Response {
    faults.shown()
}

async fn clear(Extension(faults): Extension<Faults>) -> StatusCode {
    faults.rules().clear();
    StatusCode::NO_CONTENT
}

/// Sets the rules in place of those that were set; all of them or, where one is wrong, none.
async fn set(
    State(state): State<AppState>,
    Extension(faults): Extension<Faults>,
    request: Request,
) -> Result<Response, Refused> {
    let list: Vec<Value> = body::json(request, RULES_BYTES).await?;
    let mut rules = Vec::new();
    for (index, written) in list.into_iter().enumerate() {
        let wrong = |error| Refused::bad(format!("rule {}: {error}", index + 1));
        let rule = Rule::read(&written).map_err(wrong)?;
        let stale = match rule.fault {
            Some(Fault::Stale) => Some(stale(&state).await?),
            _ => None,
        };
        rules.push(Standing { rule, written, stale, fitted: 0, applied: 0 });
    }
    *faults.rules() = rules;
    Ok(faults.shown())
}

/// The reading endpoints over the store as it is now.
async fn stale(state: &AppState) -> Result<Router, Refused> {
    let copy = state.desk.as_it_is().await.map_err(|error| Refused::unhealthy(error.into()))?;
    Ok(api::reading_routes().with_state(AppState { source: Arc::new(copy), ..state.clone() }))
}

/// Does to a request what the rules say.
pub(super) async fn misbehave(State(faults): State<Faults>, request: Request, next: Next) -> Response {
    // Below a nested router the path has lost its beginning.
    let whole = request.extensions().get::<OriginalUri>();
    let path = whole.map_or(request.uri().path(), |whole| whole.path());
    let Some(chosen) = faults.choose(request.method(), path) else { return next.run(request).await };
    tracing::info!(delay_ms = chosen.delay.as_millis(), fault = ?chosen.fault, "misbehaves as it was told");
    tokio::time::sleep(chosen.delay).await;
    match (chosen.fault, chosen.stale) {
        (None, _) => next.run(request).await,
        (Some(Fault::Replace(replacement)), _) => replaced(next.run(request).await, &replacement).await,
        (Some(Fault::Drop(Part::Body)), _) => break_off::marked(next.run(request).await, Part::Body),
        (Some(Fault::Stale), Some(stale)) => stale.oneshot(request).await.into_response(),
        (Some(fault), _) => {
            if chosen.acts {
                drop(next.run(request).await);
            }
            instead(fault)
        }
    }
}

/// What comes in place of an answer.
fn instead(fault: Fault) -> Response {
    match fault {
        Fault::Error { status, retry_after_s, message } => {
            Refused::new(status, message).retry_after(retry_after_s).into_response()
        }
        Fault::Answer { status, content_type, body } => {
            (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
        }
        Fault::Drop(part) => break_off::marked(StatusCode::OK.into_response(), part),
        // These two have the true answer or an older one.
        Fault::Replace(_) | Fault::Stale => Refused::broken().into_response(),
    }
}

/// The true answer with some of its text replaced.
async fn replaced(answer: Response, replacement: &Replacement) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(body) = body.collect().await else { return Refused::broken().into_response() };
    let body = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    if !body.contains(&replacement.from) {
        tracing::warn!(text = replacement.from, "the text to be replaced is not in the answer");
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body.replace(&replacement.from, &replacement.to)))
}
