//! The service's answers: each put where it is awaited, a late or a second one dropped.

use super::checkout;
use super::effect::{Effect, Event};
use super::env::Env;
use super::load::{Failure, RequestId};
use super::model::{Announcement, Model};
use super::place::{report_currency, settle_location, settle_zone};
use super::reduce::refresh_shown;
use super::wake;
use crate::api::{Answer, ApiError, Call, Skipped};
use crate::booking::quote::Refused;
use crate::booking::time::Instant;

pub(super) fn answered(
    model: &mut Model,
    id: RequestId,
    call: &Call,
    result: Result<Answer, ApiError>,
    env: &Env<'_>,
    effects: &mut Vec<Effect>,
) {
    if let Call::Order(_) = call {
        return ordered(model, id, result, env.now, effects);
    }
    let error = result.as_ref().err().cloned();
    let known = error.as_ref().is_some_and(|error| model.fails_like(Failure::of(error, env.now)));
    if !take(model, id, call, result, env, effects) {
        return;
    }
    wake::heard(model, error.is_none());
    // Of one cause many questions fail: it is told once, as long as it lasts.
    if let Some(error) = error.filter(|_| !known) {
        let failure = Failure::of(&error, env.now);
        effects.push(Effect::Emit(Event::Error {
            code: match failure {
                Failure::Unreachable => "service-unreachable",
                Failure::UnknownCompany => "company-unknown",
                Failure::Busy { .. } => "service-busy",
                Failure::Refused => "request-refused",
                Failure::Service { .. } | Failure::Unreadable => "service-failed",
            },
            message: [&*error.text(), " (", call_name(call), ")"].concat(),
            recoverable: true,
        }));
        // What is on screen all the same is not said, and that there is no connection was.
        if model.fails_like(failure) && !(model.clock.offline && failure == Failure::Unreachable) {
            model.say(Announcement::Failed(failure));
        }
    }
}

/// A gate (see `rest`): the answer to an order.
#[inline(never)]
fn ordered(
    model: &mut Model,
    id: RequestId,
    result: Result<Answer, ApiError>,
    now: Instant,
    effects: &mut Vec<Effect>,
) {
    let placed = result.and_then(|answer| match answer {
        Answer::Order(placed) => Ok(placed),
        _ => Err(ApiError::Unreadable("no order".into())),
    });
    checkout::answered(model, id, placed, now, effects);
}

/// Puts an answer where it is awaited; `false` where it is not.
fn take(
    model: &mut Model,
    id: RequestId,
    call: &Call,
    result: Result<Answer, ApiError>,
    env: &Env<'_>,
    effects: &mut Vec<Effect>,
) -> bool {
    let result = result.map_err(|error| Failure::of(&error, env.now));
    match call {
        Call::Locations => {
            if !model.locations.awaits(id) {
                return false;
            }
            let answer = result.and_then(|answer| match answer {
                Answer::Locations(answer) => Ok(answer),
                _ => Err(Failure::Unreadable),
            });
            if let Ok(answer) = &answer {
                let known = model.locations.value().map(|known| &*known.skipped);
                report_skipped(&answer.skipped, known, effects);
            }
            let first = model.locations.value().is_none();
            model.locations.finish_or_keep(answer, env.now);
            settle_location(model, first, env, effects);
            settle_zone(model, env, effects);
        }
        Call::Products { window, .. } => {
            let known = model.priced.load.value().or(model.catalog.value()).cloned();
            let load = if window.is_some() { &mut model.priced.load } else { &mut model.catalog };
            if !load.awaits(id) {
                return false;
            }
            let answer = result.and_then(|answer| match answer {
                Answer::Products(answer) => Ok(answer),
                _ => Err(Failure::Unreadable),
            });
            if let Ok(answer) = &answer {
                report_skipped(&answer.skipped, known.as_ref().map(|known| &*known.skipped), effects);
            }
            match window {
                Some(_) => load.finish(answer, env.now),
                None => load.finish_or_keep(answer, env.now),
            }
        }
        _ => return take_chosen(model, id, call, result, env, effects),
    }
    true
}

/// A gate (see `rest`): an answer about what the customer chooses or has chosen.
#[inline(never)]
fn take_chosen(
    model: &mut Model,
    id: RequestId,
    call: &Call,
    result: Result<Answer, Failure>,
    env: &Env<'_>,
    effects: &mut Vec<Effect>,
) -> bool {
    match call {
        Call::Slots { .. } => {
            let awaited = model.slots.iter_mut().map(|(_, load)| load).find(|load| load.awaits(id));
            let Some(load) = awaited else { return false };
            let answer = result.and_then(|answer| match answer {
                Answer::Slots(samples) => Ok(samples),
                _ => Err(Failure::Unreadable),
            });
            load.finish(answer, env.now);
        }
        Call::Quote(..) => {
            let Some(quoted) = model.quote.as_mut().filter(|quoted| quoted.load.awaits(id)) else {
                return false;
            };
            let answer = result.and_then(|answer| match answer {
                Answer::Quote(quote) => Ok(quote),
                _ => Err(Failure::Unreadable),
            });
            let currency = answer.as_ref().ok().and_then(|quote| quote.total?.currency);
            let before = quoted.load.value().cloned();
            quoted.load.finish(answer, env.now);
            let news = before.as_ref() != quoted.load.value();
            if currency.is_some() && currency != model.quoted_currency {
                let currency_before = model.currency();
                model.quoted_currency = currency;
                if model.currency() != currency_before {
                    report_currency(model, effects);
                }
            }
            let changed = model.changed_since().is_some();
            if !changed && model.current_quote().is_some_and(|quote| quote.available) {
                model.since = None;
            }
            match (model.total(), model.current_quote().map(|quote| quote.reason)) {
                _ if !news => {}
                _ if changed => {
                    model.say(Announcement::PriceChanged);
                    refresh_shown(model);
                }
                (Some(total), _) => model.say(Announcement::Total(total)),
                (None, Some(reason)) => {
                    if model.unavailable(env.now).is_some() {
                        model.say(Announcement::Unavailable);
                    }
                    // The list shows more than there is.
                    if matches!(reason, None | Some(Refused::Taken)) {
                        refresh_shown(model);
                    }
                }
                _ => {}
            }
            checkout::requoted(model, env, effects);
        }
        _ => return false,
    }
    true
}

fn call_name(call: &Call) -> &'static str {
    match call {
        Call::Locations => "locations",
        Call::Products { .. } => "products",
        Call::Slots { .. } => "time-slots",
        Call::Quote(..) => "availability",
        Call::Order(_) => "checkout",
    }
}

/// Tells of what was left out, unless it is what was left out before.
fn report_skipped(skipped: &[Skipped], known: Option<&[Skipped]>, effects: &mut Vec<Effect>) {
    if let Some(first) = skipped.first().filter(|_| known != Some(skipped)) {
        let message = [
            &*skipped.len().to_string(),
            " left out because they make no sense; the first is ",
            &first.place,
            ": ",
            &first.why,
        ]
        .concat();
        effects.push(Effect::Emit(Event::Error { code: "answer-incomplete", message, recoverable: true }));
    }
}
