//! What time alone brings about. The reducer says when it next wants to be woken, and is: a long wait is said, a busy
//! service is asked again when it wants to be, a connection is tried from time to time, an order lets go of its units.

use super::effect::Effect;
use super::load::{Again, Failure, Load, Step};
use super::model::{Announcement, Checkout, Model, Panel};
use super::rest::{self, Rest};
use crate::booking::hours::STEP_MS;
use crate::booking::time::{Instant, MINUTE_MS};

/// How long an answer may take before it is said that it is still waited for, ms.
const SLOW_MS: i64 = 4_000;
/// The pause before what could not be reached is asked for again by itself, ms; it doubles each time.
const FIRST_PAUSE_MS: i64 = 15_000;
/// How often something is asked for again by itself, until there is an answer.
const MOST_TIMES: u32 = 6;
const SECOND_MS: i64 = 1_000;

/// What is known of time and of the connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// When the reducer wants to be woken.
    wake: Option<Instant>,
    /// When it last was: what the clock changes on screen is then drawn anew.
    woken: Option<Instant>,
    /// Since when the customer has waited without an answer.
    waiting: Option<Instant>,
    /// Whether that is long.
    pub slow: bool,
    /// Whether the browser says that there is no connection.
    pub offline: bool,
    /// When what could not be reached is asked for again by itself.
    again: Option<Instant>,
    /// How often it was.
    times: u32,
}

impl Clock {
    /// Whether what could not be reached is asked for again by itself.
    pub fn keeps_trying(&self) -> bool {
        self.times < MOST_TIMES
    }
}

impl Model {
    /// How far all that is fetched has come, and whether nothing of it is on screen.
    fn steps(&mut self) -> Vec<(&mut Step, bool)> {
        let mut all = vec![self.locations.at(), self.catalog.at(), self.priced.load.at()];
        if let Some(quoted) = &mut self.quote {
            all.push(quoted.load.at());
        }
        // Without an answer about what is near nothing is missing.
        if matches!(self.panel, Panel::Times(_)) {
            for (_, load) in &mut self.slots {
                all.push(load.at());
            }
        }
        all
    }

    /// A failure that is on screen, if any.
    pub(super) fn failure(&mut self) -> Option<Failure> {
        self.steps().into_iter().find_map(|(step, _)| match step {
            Step::Failed(failed) => Some(failed.why),
            _ => None,
        })
    }

    /// Whether something failed in this way and is on screen.
    pub(super) fn fails_like(&mut self, why: Failure) -> bool {
        self.steps().iter().any(|(step, _)| matches!(step, Step::Failed(failed) if failed.why.is_like(why)))
    }
}

impl<T> Load<T> {
    fn at(&mut self) -> (&mut Step, bool) {
        let nothing = self.value().is_none();
        (&mut self.step, nothing)
    }
}

/// An answer has come that was waited for.
pub(super) fn heard(model: &mut Model, well: bool) {
    model.clock.waiting = None;
    if well {
        model.clock.times = 0;
    }
}

/// The moment has come, or an earlier one: timers have an end. Tells whether there is something to ask.
pub(super) fn woken(model: &mut Model, now: Instant) -> bool {
    let clock = &mut model.clock;
    clock.wake = None;
    clock.woken = Some(now);
    if !clock.slow && clock.waiting.is_some_and(|since| now.since(since) >= SLOW_MS) {
        clock.slow = true;
        model.say(Announcement::StillWorking);
    }
    // The button can be pressed again.
    if matches!(model.checkout, Checkout::Refused(why) if why.until().is_some_and(|until| until <= now)) {
        model.checkout = Checkout::Idle;
    }
    let tried = model.clock.again.is_some_and(|at| at <= now);
    model.clock.times < MOST_TIMES && ask_again(model, tried, now)
}

/// What the service wants to be asked for now, and what could not be reached where that is `tried`, is asked for again;
/// the failure stays on screen until there is an answer.
fn ask_again(model: &mut Model, tried: bool, now: Instant) -> bool {
    let mut asks = false;
    for (step, _) in model.steps() {
        let Step::Failed(failed) = step else { continue };
        let due = match failed.why {
            Failure::Unreachable => tried,
            why => why.until().is_some_and(|until| until <= now),
        };
        if due && failed.again == Again::No {
            failed.again = Again::Due;
            asks = true;
        }
    }
    model.clock.times += u32::from(asks);
    asks
}

/// The browser has, or has not, a connection. What could not be reached is asked for again.
pub(super) fn connected(model: &mut Model, online: bool, now: Instant, effects: &mut Vec<Effect>) {
    if model.clock.offline != online {
        return;
    }
    model.clock.offline = !online;
    if online {
        model.clock.times = 0;
        ask_again(model, true, now);
        if model.rest == Rest::Failed {
            rest::ask(model, effects);
        }
    } else {
        model.say(Announcement::Offline);
    }
}

/// After each action: what is waited for, and when the reducer wants to be woken next.
pub(super) fn settle(model: &mut Model, now: Instant, effects: &mut Vec<Effect>) {
    let mut waits = model.is_busy() || model.awaits_rest();
    let refused = match model.checkout {
        Checkout::Refused(why) => Some(why),
        _ => None,
    };
    let mut fails = refused.is_some() || model.misses_rest();
    let mut unreachable = false;
    let mut counted = refused.and_then(|why| counts_at(why, now));
    for (step, nothing) in model.steps() {
        match step {
            // For the first time, or anew after a failure that the customer has seen.
            Step::Loading(_) => waits |= nothing,
            Step::Failed(failed) => {
                fails = true;
                unreachable |= failed.why == Failure::Unreachable && failed.again == Again::No;
                counted = earlier(counted, counts_at(failed.why, now));
            }
            _ => {}
        }
    }
    let clock = &mut model.clock;
    clock.slow &= waits;
    clock.waiting = waits.then(|| clock.waiting.unwrap_or(now));
    let tries = unreachable && !clock.offline && clock.times < MOST_TIMES;
    clock.again = tries.then(|| clock.again.unwrap_or(now.plus(FIRST_PAUSE_MS << clock.times)));

    let slow = clock.waiting.filter(|_| !clock.slow).map(|since| since.plus(SLOW_MS));
    // Times pass, and so does the day.
    let quarter = (model.panel != Panel::Closed).then(|| now.plus(STEP_MS - now.ms().rem_euclid(STEP_MS)));
    let holds = model.order.as_ref().and_then(|order| order.placed.expires_at);
    let mut wake = None;
    for moment in [slow, clock.again, quarter, holds, counted] {
        // What was there to be done then is done.
        wake = earlier(wake, moment.filter(|at| Some(*at) > clock.woken));
    }
    if wake != clock.wake {
        clock.wake = wake;
        effects.extend(wake.map(Effect::WakeAt));
    }

    // What is over is not left to be read.
    let over = match &model.said {
        Some((_, Announcement::Failed(_) | Announcement::NotLoaded)) => !fails,
        Some((_, Announcement::StillWorking)) => !waits,
        Some((_, Announcement::Offline)) => !clock.offline,
        _ => false,
    };
    if over {
        model.said = None;
    }
}

fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    match (one, other) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// When the wait that a service asks for is another on screen: it is counted down by the second in the last minute, and by
/// the minute before that.
fn counts_at(why: Failure, now: Instant) -> Option<Instant> {
    let until = why.until()?;
    let left_ms = until.since(now) - 1;
    let unit_ms = if left_ms >= MINUTE_MS { MINUTE_MS } else { SECOND_MS };
    Some(if left_ms < 0 { until } else { now.plus(left_ms % unit_ms + 1) })
}
