//! What is to be asked of the service, derived from the model after each action: nothing is asked twice while it is
//! fresh or on its way, and what is not wanted any more is let go of.

use super::checkout::own_in_reads;
use super::effect::Effect;
use super::env::Env;
use super::load::{Load, RequestId};
use super::model::{Checkout, Model, Panel, Quoted};
use super::rest::Rest;
use crate::api::Call;
use crate::booking::time::CivilDate;
use crate::booking::{Days, Interval, LocationId, ProductId};

/// How long products and locations may be reused, ms.
const CATALOG_FRESH_MS: i64 = 5 * 60_000;
/// How long slots, stock for a window and quotes may be reused, ms.
pub(super) const STOCK_FRESH_MS: i64 = 60_000;
/// How many requests for slots are under way at once.
const SLOTS_AT_ONCE: usize = 4;

/// How often what is wanted of them is looked at after an action.
const SLOTS_LOOKS: usize = 4;

/// Some days of a product's availability at a location, which one request answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotsKey {
    /// The location.
    pub location: LocationId,
    /// The product.
    pub product: ProductId,
    /// How fine.
    pub interval: Interval,
    /// The local days.
    pub days: Days,
}

impl SlotsKey {
    /// Whether the answer tells of a product at a location on a date.
    pub(super) fn tells_of(
        &self,
        product: &ProductId,
        location: &LocationId,
        interval: Interval,
        date: CivilDate,
    ) -> bool {
        self.days.contains(date)
            && self.interval == interval
            && self.product == *product
            && self.location == *location
    }
}

/// Asks for what is wanted and not there.
pub(super) fn ask(model: &mut Model, env: &Env<'_>, effects: &mut Vec<Effect>) {
    if model.config.service.is_none() {
        return;
    }
    if model.locations.is_due(env.now, CATALOG_FRESH_MS) {
        let id = begin(model, Call::Locations, effects);
        model.locations.start(id);
    }
    if model.rest == Rest::There {
        ask_chosen(model, env, effects);
    }
    let priced = model.priced.window.is_some() && model.priced.window == model.trip.window();
    let covered = priced && model.priced.load.failure().is_none();
    if model.catalog.is_due(env.now, CATALOG_FRESH_MS) && !(covered && model.catalog.value().is_some()) {
        let id = begin(model, Call::Products { window: None, own: None }, effects);
        model.catalog.start(id);
    }
}

/// A gate (see `rest`): what is wanted for what the customer chooses or has chosen.
#[inline(never)]
fn ask_chosen(model: &mut Model, env: &Env<'_>, effects: &mut Vec<Effect>) {
    // While times are being chosen others are soon to be asked about; what failed for those that still stand is not left.
    let choosing = matches!(model.panel, Panel::Times(_));
    let same_window = model.priced.window == model.trip.window() && model.priced.load.ready().is_none();
    if !choosing || same_window {
        ask_prices(model, env, effects);
    }
    let missing =
        |quoted: &Quoted| Some(&quoted.key) == model.quote_key().as_ref() && quoted.load.ready().is_none();
    if !choosing || model.quote.as_ref().is_some_and(missing) {
        ask_quote(model, env, effects);
    }
    ask_slots(model, env, effects);
}

fn ask_prices(model: &mut Model, env: &Env<'_>, effects: &mut Vec<Effect>) {
    let window = model.trip.window();
    if model.priced.window != window {
        abort(&model.priced.load, effects);
        model.priced.window = window;
        model.priced.load = Load::IDLE;
    }
    if window.is_some() && model.priced.load.is_due(env.now, STOCK_FRESH_MS) {
        let own = own_in_reads(model);
        let id = begin(model, Call::Products { window, own }, effects);
        model.priced.load.start(id);
    }
}

fn ask_quote(model: &mut Model, env: &Env<'_>, effects: &mut Vec<Effect>) {
    let key = model.quote_key();
    if model.quote.as_ref().map(|quoted| &quoted.key) != key.as_ref() {
        if let Some(old) = model.quote.take() {
            abort(&old.load, effects);
        }
        model.quote = key.map(|key| Quoted { key, load: Load::IDLE });
    }
    // While an order is being created or in doubt, what was agreed on stays on screen.
    let agreed = match &model.checkout {
        Checkout::Creating { request, .. } | Checkout::Lost { request } => Some(&request.key),
        _ => None,
    };
    let agreed = |quoted: &Quoted| Some(&quoted.key) == agreed && quoted.load.value().is_some();
    let settled = model.quote.as_ref().is_some_and(agreed);
    // What can't be had there has no price; it is said without a question.
    let due = |quoted: &Quoted| model.misfit().is_none() && quoted.load.is_due(env.now, STOCK_FRESH_MS);
    if let Some(key) =
        model.quote.as_ref().filter(|quoted| !settled && due(quoted)).map(|quoted| quoted.key.clone())
    {
        super::checkout::ask_quote(model, key, effects);
    }
}

/// What is wanted may follow from what is asked for or let go of: it is looked at until nothing more comes of it.
fn ask_slots(model: &mut Model, env: &Env<'_>, effects: &mut Vec<Effect>) {
    for _ in 0..SLOTS_LOOKS {
        if !ask_wanted_slots(model, env, effects) {
            return;
        }
    }
}

/// Whether it asked for something or let go of something.
fn ask_wanted_slots(model: &mut Model, env: &Env<'_>, effects: &mut Vec<Effect>) -> bool {
    let mut wanted = super::picker::wanted_slots(model, env.now);
    wanted.extend(model.near_slots(env.now));
    let before = model.slots.len();
    model.slots.retain(|(key, load)| {
        let kept = wanted.contains(key) || load.ready().is_some() && !load.is_due(env.now, STOCK_FRESH_MS);
        if !kept {
            abort(load, effects);
        }
        kept
    });
    let mut has_changed = model.slots.len() < before;
    // Months that were only looked through for something free are asked for again when the customer turns to them.
    let shown = model.picker().map(|picker| picker.page.days.last);
    let mut under_way = model.slots.iter().filter(|(_, load)| load.request().is_some()).count();
    for key in wanted {
        let known = model.slots.iter().position(|(known, _)| *known == key);
        let is_shown = key.interval == Interval::Quarter || shown.is_none_or(|last| key.days.first <= last);
        let fresh_ms = if is_shown { STOCK_FRESH_MS } else { i64::MAX };
        let due = known
            .and_then(|index| model.slots.get(index))
            .is_none_or(|(_, load)| load.is_due(env.now, fresh_ms));
        let Some(window) = model.zone().and_then(|zone| key.days.window(zone)) else { continue };
        if !due || under_way >= SLOTS_AT_ONCE {
            continue;
        }
        let call = Call::Slots {
            product: key.product.clone(),
            location: key.location.clone(),
            interval: key.interval,
            window,
            own: own_in_reads(model),
        };
        let id = begin(model, call, effects);
        match known.and_then(|index| model.slots.get_mut(index)) {
            Some((_, load)) => load.start(id),
            None => {
                let mut load = Load::IDLE;
                load.start(id);
                model.slots.push((key, load));
            }
        }
        under_way += 1;
        has_changed = true;
    }
    has_changed
}

/// Names a request and has it sent. Nobody calls this without a service to ask: nothing is known or chosen then.
pub(super) fn begin(model: &mut Model, call: Call, effects: &mut Vec<Effect>) -> RequestId {
    let id = RequestId(model.next_number());
    effects.extend(model.config.service.clone().map(|service| Effect::Ask { id, service, call }));
    id
}

pub(super) fn abort<T>(load: &Load<T>, effects: &mut Vec<Effect>) {
    effects.extend(load.request().map(Effect::Abort));
}
