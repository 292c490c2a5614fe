//! What time alone brings about. The reducer says when it next wants to be woken, and is: a long wait is said, a busy
//! service is asked again when it wants to be, a connection is tried from time to time, an order lets go of its units.

use super::effect::Effect;
use super::load::{Failure, Load};
use super::model::{Announcement, Checkout, Model, Panel};
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
    /// At the start of another company's booking: the connection is the same.
    pub(super) fn anew(&self) -> Self {
        Self { offline: self.offline, ..Self::default() }
    }
}

impl Model {
    /// Whether the customer waits for an answer and sees nothing until it is there.
    fn waits(&self) -> bool {
        let quote = self.quote.as_ref();
        self.is_busy()
            || self.locations.is_first()
            || self.catalog.is_first()
            || self.priced.load.is_first()
            || quote.is_some_and(|quoted| quoted.load.is_first())
            || self.slots.iter().any(|(_, load)| load.is_first())
    }

    /// Everything that failed and is on screen.
    pub(super) fn failures(&self) -> Vec<(Failure, bool)> {
        let quote = self.quote.as_ref().and_then(|quoted| quoted.load.failed());
        let lists = [self.locations.failed(), self.catalog.failed(), self.priced.load.failed(), quote];
        let slots = self.slots.iter().filter_map(|(_, load)| load.failed());
        lists.into_iter().flatten().chain(slots).collect()
    }

    /// What of it is due is asked for again, and stays on screen until there is an answer.
    fn ask_again(&mut self, due: &dyn Fn(Failure) -> bool) -> bool {
        let mut any = self.locations.ask_again(due) | self.catalog.ask_again(due);
        any |= self.priced.load.ask_again(due);
        if let Some(quoted) = &mut self.quote {
            any |= quoted.load.ask_again(due);
        }
        for (_, load) in &mut self.slots {
            any |= load.ask_again(due);
        }
        any
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
    if model.clock.times >= MOST_TIMES {
        return false;
    }
    let tried = model.clock.again.is_some_and(|at| at <= now);
    let due = |why: Failure| match why {
        Failure::Unreachable => tried,
        why => why.until().is_some_and(|until| until <= now),
    };
    let asks = model.ask_again(&due);
    model.clock.times += u32::from(asks);
    asks
}

/// The browser has, or has not, a connection. What could not be reached is asked for again.
pub(super) fn connected(model: &mut Model, online: bool) {
    if model.clock.offline != online {
        return;
    }
    model.clock.offline = !online;
    if online {
        model.clock.times = 0;
        model.ask_again(&|why| why == Failure::Unreachable);
    } else {
        model.say(Announcement::Offline);
    }
}

/// After each action: what is waited for, and when the reducer wants to be woken next.
pub(super) fn settle(model: &mut Model, now: Instant, effects: &mut Vec<Effect>) {
    let failures = model.failures();
    let waits = model.waits();
    let clock = &mut model.clock;
    clock.slow &= waits;
    clock.waiting = waits.then(|| clock.waiting.unwrap_or(now));
    let unreachable = !clock.offline
        && clock.times < MOST_TIMES
        && failures.iter().any(|(why, asked)| *why == Failure::Unreachable && !asked);
    let pause_ms = FIRST_PAUSE_MS << clock.times.min(MOST_TIMES);
    clock.again = unreachable.then(|| clock.again.unwrap_or(now.plus(pause_ms)));

    // What is over is not left to be read.
    let over = match &model.said {
        Some((_, Announcement::Failed(_))) => {
            failures.is_empty() && !matches!(model.checkout, Checkout::Refused(_))
        }
        Some((_, Announcement::StillWorking)) => !waits,
        Some((_, Announcement::Offline)) => !model.clock.offline,
        _ => false,
    };
    if over {
        model.said = None;
    }
    let wake = next(model, &failures, now);
    if wake != model.clock.wake {
        model.clock.wake = wake;
        effects.extend(wake.map(Effect::WakeAt));
    }
}

/// The next moment at which something changes by time alone.
fn next(model: &Model, failures: &[(Failure, bool)], now: Instant) -> Option<Instant> {
    let clock = &model.clock;
    let slow = clock.waiting.filter(|_| !clock.slow).map(|since| since.plus(SLOW_MS));
    let order = model.order.as_ref().and_then(|order| order.placed.expires_at);
    // Times pass, and so does the day.
    let quarter = (model.panel != Panel::Closed).then(|| now.plus(STEP_MS - now.ms().rem_euclid(STEP_MS)));
    let refused = match model.checkout {
        Checkout::Refused(why) => Some(why),
        _ => None,
    };
    let waits = failures.iter().map(|(why, _)| *why).chain(refused).filter_map(Failure::until);
    // Counted down by the second in the last minute, before that by the minute.
    let count = waits.map(|until| {
        let left_ms = until.since(now);
        if left_ms <= 0 {
            return until;
        }
        let unit_ms = if left_ms > MINUTE_MS { MINUTE_MS } else { SECOND_MS };
        now.plus(match left_ms % unit_ms {
            0 => unit_ms,
            rest => rest,
        })
    });
    let moments = [slow, clock.again, order, quarter].into_iter().flatten().chain(count);
    moments.filter(|at| Some(*at) > clock.woken).min()
}

impl<T> Load<T> {
    /// Whether it is on its way for the first time, or anew after a failure that the customer has seen.
    fn is_first(&self) -> bool {
        matches!(self, Self::Loading { before: None, .. })
    }
}
