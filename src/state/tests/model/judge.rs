//! What holds after every step, judged from what was asked, what the service truly answered and what is on screen.

use super::screen;
use super::steps::BUSY_MS;
use super::world::{Question, Verdict, World};
use super::*;
use crate::booking::CartLine;

macro_rules! ensure {
    ($holds:expr, $($why:tt)+) => {
        if !$holds {
            return Err(format!($($why)+));
        }
    };
}

/// How long answers may be reused, ms.
const LISTS_FRESH_MS: i64 = 5 * MINUTE_MS;
const STOCK_FRESH_MS: i64 = MINUTE_MS;

/// A press that may lead to one order and one redirect.
#[derive(Clone, Debug)]
struct Press {
    /// What was on screen, and its total.
    agreed: QuoteKey,
    shown: Money,
    /// What the service said after the press.
    asked: Option<RequestId>,
    /// The order that came of it.
    ordered: Option<RequestId>,
}

/// What has happened so far.
#[derive(Default)]
pub(super) struct Record {
    /// Whether the answer that comes now is waited for.
    pub(super) awaited: bool,
    pub(super) redirects: usize,
    press: Option<Press>,
    /// Whether an order without a reference may be there, and the customer has not decided yet.
    pub(super) undecided: bool,
    /// Whether an empty tab waits for an address.
    tab: bool,
    /// What was answered and counts as fresh.
    fresh: Vec<(Call, Instant)>,
    /// What a busy service does not want to be asked before a time.
    busy: Vec<(Call, Instant)>,
    /// What failed and was not asked for again by the customer.
    failed: Vec<Call>,
    /// The last quote that came: for what, how much, and when.
    quoted: Option<(QuoteKey, Option<Money>, Instant)>,
}

/// Whether two questions ask for the same thing.
fn same(one: &Call, other: &Call) -> bool {
    match (one, other) {
        (Call::Quote(one, _), Call::Quote(other, _)) => one == other,
        (Call::Products { window: one, .. }, Call::Products { window: other, .. }) => one == other,
        (
            Call::Slots { product, location, interval, window, own: _ },
            Call::Slots {
                product: product_2,
                location: location_2,
                interval: interval_2,
                window: window_2,
                own: _,
            },
        ) => (product, location, interval, window) == (product_2, location_2, interval_2, window_2),
        _ => one == other,
    }
}

fn fresh_ms(call: &Call) -> i64 {
    match call {
        Call::Locations | Call::Products { window: None, .. } => LISTS_FRESH_MS,
        _ => STOCK_FRESH_MS,
    }
}

/// What is chosen, by the trip and the cart alone.
fn chosen(model: &Model) -> Option<QuoteKey> {
    let Trip { location, pickup, back } = model.trip.clone();
    let window = Window::new(pickup?, back?)?;
    (!model.cart.is_empty()).then_some(QuoteKey { location: location?, window, cart: model.cart.clone() })
}

fn awaited_by(model: &Model) -> Vec<RequestId> {
    fn id<T>(load: &Load<T>) -> Option<RequestId> {
        load.request()
    }
    let quote = model.quote.as_ref().and_then(|quoted| id(&quoted.load));
    let order = match &model.checkout {
        Checkout::Creating { id, .. } => Some(*id),
        _ => None,
    };
    let lists = [id(&model.locations), id(&model.catalog), id(&model.priced.load), quote, order];
    let mut ids: Vec<_> =
        lists.into_iter().flatten().chain(model.slots.iter().filter_map(|(_, load)| id(load))).collect();
    ids.sort_unstable();
    ids
}

/// Something that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Failed {
    Locations,
    Catalog,
    Prices,
    Slots(SlotsKey),
    Quote,
    Refused,
    Lost,
}

/// What failed.
fn failures(model: &Model) -> Vec<Failed> {
    let mut failures = vec![];
    let mut add = |what: Failed, failed: bool| failures.extend(failed.then_some(what));
    add(Failed::Locations, model.locations.failure().is_some());
    add(Failed::Catalog, model.catalog.failure().is_some());
    add(Failed::Prices, model.priced.load.failure().is_some());
    // What is near a taken product is offered where it is known, and not missed where it is not.
    for (key, _) in model.slots.iter().filter(|(_, load)| load.failure().is_some()) {
        add(Failed::Slots(key.clone()), model.picker().is_some());
    }
    add(Failed::Quote, model.quote.as_ref().is_some_and(|quoted| quoted.load.failure().is_some()));
    add(Failed::Refused, matches!(model.checkout, Checkout::Refused(_)));
    // Of an empty booking nothing is said; it is said again with the first thing in it.
    add(Failed::Lost, matches!(model.checkout, Checkout::Lost { .. }) && !model.cart.is_empty());
    failures
}

impl World {
    /// The presses and what came of them, and the questions that were asked.
    pub(super) fn judge_effects(&mut self, before: &Model, action: &Action, effects: &[Effect]) -> Verdict {
        self.judge_answer(before, action);
        match action {
            Action::ForgetLostOrder => self.record.undecided = false,
            Action::Answered { id, call: Call::Order(request), result } => {
                let awaited = self.record.press.as_ref().is_some_and(|press| press.ordered == Some(*id));
                let lost = !matches!(
                    result,
                    Ok(Answer::Order(_)) | Err(ApiError::Refused { status: 400..=499, .. })
                );
                self.record.undecided |= awaited && lost && request.client_reference.is_none();
            }
            _ => {}
        }
        self.judge_press(before, action, effects)?;
        self.judge_questions(before, action, effects)
    }

    /// Takes note of an answer that is waited for.
    fn judge_answer(&mut self, before: &Model, action: &Action) {
        let Action::Answered { call, result, .. } = action else { return };
        if !std::mem::take(&mut self.record.awaited) || matches!(call, Call::Order(_)) {
            return;
        }
        let kind_fits = matches!(
            (call, result),
            (Call::Locations, Ok(Answer::Locations(_)))
                | (Call::Products { .. }, Ok(Answer::Products(_)))
                | (Call::Slots { .. }, Ok(Answer::Slots(_)))
                | (Call::Quote(..), Ok(Answer::Quote(_)))
        );
        let record = &mut self.record;
        record.fresh.retain(|(known, _)| !same(known, call));
        // What was there before stays where the service has trouble.
        let trouble = !matches!(result, Err(ApiError::Refused { status: 400..=499, .. }))
            || matches!(result, Err(ApiError::Refused { status: 429, .. }));
        let had = match call {
            Call::Locations => before.locations.value().is_some(),
            Call::Products { window: None, .. } => before.catalog.value().is_some(),
            _ => false,
        };
        if kind_fits || trouble && had {
            record.fresh.push((call.clone(), self.now));
        } else {
            record.failed.push(call.clone());
        }
        record.busy.retain(|(known, _)| !same(known, call));
        if let Err(ApiError::Refused { retry_after_ms: Some(wait_ms), .. }) = result
            && !had
        {
            record.busy.push((call.clone(), self.now.plus(i64::from(*wait_ms))));
        }
        if let (Call::Quote(key, _), Ok(Answer::Quote(quote))) = (call, result) {
            record.quoted = Some((key.clone(), quote.total.filter(|_| quote.available), self.now));
        }
    }

    /// One press, one order, and it is the order of what was agreed on; one redirect, and it leads there.
    fn judge_press(&mut self, before: &Model, action: &Action, effects: &[Effect]) -> Verdict {
        let orders: Vec<_> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Ask { id, call: Call::Order(request), .. } => Some((*id, request)),
                _ => None,
            })
            .collect();
        let redirects: Vec<_> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Redirect { url } => Some(url),
                _ => None,
            })
            .collect();
        let quoted = effects.iter().find_map(|effect| match effect {
            Effect::Ask { id, call: Call::Quote(..), .. } => Some(*id),
            _ => None,
        });
        ensure!(orders.len() + redirects.len() <= 1, "more than one order or redirect at once");
        let pressed = matches!(action, Action::Continue { .. } | Action::AskOrderAgain);
        match action {
            Action::Continue { .. } if !before.is_busy() => {
                ensure!(
                    !self.record.undecided || !self.model.is_busy(),
                    "a second order where the first may be there"
                );
                let early = matches!(before.checkout, Checkout::Refused(why) if why.lasts(self.now));
                ensure!(!early || !self.model.is_busy(), "a busy service is asked for an order again");
                ensure!(orders.is_empty(), "an order before the price was asked for once more");
                if self.model.is_busy() {
                    let (Some(agreed), Some(shown)) = (chosen(before), before.total()) else {
                        return Err("there was no price that could be agreed on".into());
                    };
                    ensure!(quoted.is_some(), "the price is not asked for once more");
                    self.record.press = Some(Press { agreed, shown, asked: quoted, ordered: None });
                }
            }
            Action::AskOrderAgain if !before.is_busy() => {
                if let Some((id, request)) = orders.first() {
                    let Checkout::Lost { request: lost } = &before.checkout else {
                        return Err("an order that was not lost is asked for again".into());
                    };
                    ensure!(lost == *request, "what is asked for again is not what was lost");
                    ensure!(request.client_reference.is_some(), "asked for again without a reference");
                    let shown = before.total().unwrap_or(Money::new(0, None));
                    let agreed = request.key.clone();
                    self.record.press = Some(Press { agreed, shown, asked: None, ordered: Some(*id) });
                }
            }
            Action::Answered { id, call: Call::Quote(key, _), result } if !orders.is_empty() => {
                let Some(press) = &mut self.record.press else {
                    return Err("an order that nobody pressed for".into());
                };
                ensure!(press.asked == Some(*id), "an order after another answer than the one waited for");
                ensure!(press.ordered.is_none(), "a second order of one press");
                let total = match result {
                    Ok(Answer::Quote(quote)) => quote.total.filter(|_| quote.available),
                    _ => None,
                };
                ensure!(total == Some(press.shown), "an order at {total:?}, agreed on {:?}", press.shown);
                for (id, request) in &orders {
                    ensure!(request.key == press.agreed, "an order of another booking than agreed on");
                    ensure!(request.key == *key, "an order of another booking than the price was asked for");
                    press.ordered = Some(*id);
                }
            }
            _ => ensure!(orders.is_empty(), "an order that nobody pressed for: {action:?}"),
        }
        for url in redirects {
            let after_order = matches!(
                (action, &self.record.press),
                (Action::Answered { id, call: Call::Order(_), .. }, Some(press)) if press.ordered == Some(*id)
            );
            ensure!(pressed || after_order, "a redirect that nobody pressed for");
            let id = url.rsplit('=').next().unwrap_or_default();
            let order = self.service.orders.iter().find(|order| order.id.as_str() == id);
            let Some(order) = order else { return Err(format!("there is no order {id}")) };
            // The order of what the customer pressed for, also where the owner's page has moved on meanwhile.
            let agreed = match &self.record.press {
                Some(press) if after_order => Some(press.agreed.clone()),
                _ => chosen(before),
            };
            ensure!(Some(&order.request.key) == agreed.as_ref(), "a redirect to another booking's order");
            ensure!(!order.replaced, "a redirect to an order that was replaced");
            self.record.redirects += 1;
        }
        for effect in effects {
            match effect {
                Effect::Locate(_) => {
                    ensure!(*action == Action::ToggleDistances, "the position is asked for by itself");
                }
                Effect::OpenTab => {
                    ensure!(pressed, "a tab outside of a press would be blocked");
                    ensure!(self.new_tab && !self.record.tab, "a tab that nobody wants");
                    self.record.tab = true;
                }
                Effect::CloseTab => {
                    ensure!(self.record.tab, "a tab is closed that is not there");
                    self.record.tab = false;
                }
                Effect::Redirect { .. } => self.record.tab = false,
                _ => {}
            }
        }
        let busy = self.model.is_busy();
        ensure!(self.record.tab == (self.new_tab && busy), "an empty tab: {}", self.record.tab);
        if !busy {
            self.record.press = None;
        }
        Ok(())
    }

    /// Nothing is asked twice while it is fresh or under way, and what failed only by the customer.
    fn judge_questions(&mut self, before: &Model, action: &Action, effects: &[Effect]) -> Verdict {
        let by_service = matches!(action, Action::Answered { .. });
        let fresh = &mut self.record.fresh;
        match action {
            Action::Continue { .. } if self.model.is_busy() && !before.is_busy() => {
                fresh.retain(|(call, _)| !is_quote(call));
            }
            // After an order that was refused, or is given up, the stock is not what it was.
            Action::Answered { call: Call::Order(_), result: Err(_), .. }
            | Action::ForgetLostOrder
            | Action::OrderAnew => {
                fresh.retain(|(call, _)| !is_quote(call) && !is_priced(call));
                self.record.failed.retain(|call| !is_quote(call) && !is_priced(call));
            }
            // A price that says that something is taken, or costs something else now, says it of the list, too.
            Action::Answered { call: Call::Quote(..), result: Ok(Answer::Quote(quote)), .. }
                if !quote.available
                    || self.model.changed_since().is_some()
                    || matches!(self.model.checkout, Checkout::Changed { .. }) =>
            {
                fresh.retain(|(call, _)| !is_priced(call));
            }
            // A company without anything for hire may have something now.
            Action::Retry | Action::Wake | Action::Online(_) => {
                for effect in effects {
                    let Effect::Ask { call, .. } = effect else { continue };
                    let early =
                        self.record.busy.iter().any(|(known, until)| same(known, call) && *until > self.now);
                    ensure!(!early, "a busy service is asked again: {call:?}");
                }
                let no_location = before.all_locations().is_empty();
                let nothing = before.offered().is_empty() && before.only_elsewhere(None) == 0;
                fresh.retain(|(call, _)| {
                    !(no_location && is_locations(call) || nothing && (is_catalog(call) || is_priced(call)))
                });
                self.record.failed.clear();
            }
            _ => {}
        }
        let mut asked: Vec<&Call> = vec![];
        for effect in effects {
            let Effect::Ask { call, .. } = effect else { continue };
            let again = asked.iter().any(|known| same(known, call));
            let under_way = self.questions.iter().any(|known| known.wanted && same(&known.call, call));
            ensure!(!again && !under_way, "asked twice while it is under way: {call:?}");
            asked.push(call);
            if matches!(call, Call::Order(_)) {
                continue;
            }
            let fresh = self
                .record
                .fresh
                .iter()
                .any(|(known, at)| same(known, call) && self.now.since(*at) < fresh_ms(call));
            ensure!(!fresh, "asked again while it is fresh: {call:?}");
            // The customer's own unpaid order never takes its own units away.
            let own = match call {
                Call::Products { window: Some(_), own } | Call::Slots { own, .. } => Some(own.clone()),
                Call::Quote(_, own) => Some(own.clone().map(Own::Reference)),
                _ => None,
            };
            if let Some(own) = own
                && self.model.doubtful_reference.is_none()
            {
                let order = self.model.order.as_ref();
                let reference = order.and_then(|order| order.client_reference.clone());
                let hold = self.model.hold.clone().filter(|_| reference.is_some());
                let by_hold = !matches!(call, Call::Quote(..)) && hold.is_some();
                let expected = if by_hold { hold.map(Own::Hold) } else { reference.map(Own::Reference) };
                ensure!(own == expected, "{call:?} beside {order:?}");
                // What stands in an address can't replace the order.
                let told = matches!(own, Some(Own::Reference(_))) && !matches!(call, Call::Quote(..));
                ensure!(!told || !self.service.features.hold, "a reference in an address: {call:?}");
            }
            let failed = self.record.failed.iter().any(|known| same(known, call));
            ensure!(!failed || !by_service, "what failed is asked for again by itself: {call:?}");
            self.record.failed.retain(|known| !same(known, call));
        }
        let slots = self.questions.iter().filter(|known| known.wanted).map(|known| &known.call);
        let slots = slots.chain(asked).filter(|call| is_slots(call)).count();
        ensure!(slots <= 4, "{slots} questions for times at once");
        Ok(())
    }

    /// What holds between two steps.
    pub(super) fn judge_state(&mut self, before: &Model, action: &Action) -> Verdict {
        // What grows old while nobody does anything is asked for at the next thing that somebody does.
        let left_alone = matches!(action, Action::Wake);
        if !left_alone {
            self.judge_total()?;
        }
        self.judge_cart(before, action)?;
        self.judge_list(before, action)?;
        self.judge_orders()?;
        self.judge_waiting()?;
        self.judge_ways_on()?;
        // Times that have passed are not taken up again.
        let to_come = |kept: Snapshot| match kept.start {
            Some(start) if start <= self.now.ms() => Snapshot { start: None, end: None, lost: false, ..kept },
            _ => kept,
        };
        let kept = to_come(self.kept.clone());
        ensure!(kept == to_come(self.model.kept()), "what the element keeps is not what is chosen");
        if left_alone {
            return Ok(());
        }
        let (same, effects) = self.reduce(Self::nobody());
        ensure!(Rc::ptr_eq(&same, &self.model), "an action that changes nothing gives another model");
        ensure!(effects.is_empty(), "an action that changes nothing leads to {effects:?}");
        // A price or a stock is not fresh for anything but what it was asked for.
        let (key, window) = (chosen(&self.model), self.model.trip.window());
        let still = |call: &Call| match call {
            Call::Quote(known, _) => Some(known) == key.as_ref(),
            Call::Products { window: Some(known), .. } => Some(*known) == window,
            _ => true,
        };
        self.record.fresh.retain(|(call, _)| still(call));
        // Times that were left and come back are asked for anew.
        let model = &self.model;
        self.record.busy.retain(|(call, _)| still(call) && !is_slots(call));
        self.record.failed.retain(|call| match call {
            Call::Slots { product, location, interval, .. } => model.slots.iter().any(|(key, load)| {
                let same = (&key.product, &key.location, &key.interval) == (product, location, interval);
                same && load.failure().is_some()
            }),
            _ => still(call),
        });
        Ok(())
    }

    /// The total on screen is the service's word for exactly this cart, window and location, and so are the prices on
    /// the cards.
    fn judge_total(&self) -> Verdict {
        let model = &self.model;
        if let Some(total) = model.total() {
            let key = chosen(model);
            ensure!(
                key.as_ref() == self.service.total_is_for(total),
                "the total {total:?} is for another booking"
            );
            let Some((asked, quoted, at)) = &self.record.quoted else {
                return Err("a total that was never asked for".into());
            };
            ensure!(
                Some(asked) == key.as_ref() && *quoted == Some(total),
                "the total is not the last that came"
            );
            let agreed = matches!(model.checkout, Checkout::Creating { .. } | Checkout::Lost { .. });
            let asking = self.questions.iter().any(|known| known.wanted && is_quote(&known.call));
            ensure!(
                self.now.since(*at) < STOCK_FRESH_MS || agreed || asking || model.picker().is_some(),
                "the total is old and not asked for again"
            );
        }
        for product in model.products() {
            if let Price::ForWindow(price) = model.price(product) {
                ensure!(
                    self.service.price_is_for(price) == model.trip.window(),
                    "the price of another window"
                );
            }
        }
        Ok(())
    }

    /// A line changes by what the customer does with it, and by nothing else.
    fn judge_cart(&self, before: &Model, action: &Action) -> Verdict {
        if matches!(action, Action::Start(..) | Action::Adopt { .. }) {
            return Ok(());
        }
        let lines = || before.cart.lines().iter().chain(self.model.cart.lines());
        for id in lines().map(|line| line.product.clone()) {
            let (had, has) = (before.cart.quantity(&id), self.model.cart.quantity(&id));
            let meant = match action {
                // Of an order that is confirmed nothing is left to be booked; of another one everything.
                Action::Returned { confirmed: true, order } => {
                    before.order.as_ref().is_some_and(|known| known.placed.id == *order)
                        && self.model.cart.is_empty()
                }
                Action::SetQuantity(it, wanted) if *it == id => {
                    has == *wanted || has >= had.min(*wanted) && has <= *wanted && has > 0
                }
                Action::Remove(it) if *it == id => has == 0,
                Action::RemoveMisfits => {
                    let misfit = before.misfit().map(|misfit| misfit.lines).unwrap_or_default();
                    has == 0 && misfit.iter().any(|line| line.product == id)
                }
                Action::Undo => {
                    let whole = before.removed.as_ref();
                    had == 0 && whole.is_some_and(|whole| whole.quantity(&id) == has)
                }
                Action::TakeLeft => {
                    before.short().iter().any(|(line, left)| line.product == id && *left == has)
                }
                Action::ChooseWindow(_, Some(it)) => *it == id && (had, has) == (0, 1),
                Action::ChooseSlot(_) => {
                    before.picker().is_some_and(|picker| picker.product == Some(id.clone()))
                        && (had, has) == (0, 1)
                }
                _ => false,
            };
            ensure!(had == has || meant, "{action:?} makes {had} of {id} {has}");
        }
        if let (Action::Undo, Some(whole), false) = (action, &before.removed, before.is_busy()) {
            ensure!(self.model.cart == *whole, "undo leads to {:?}, not {whole:?}", self.model.cart);
        }
        // What can be put back is what is there and what was taken out, each in its place; of what is left only in part
        // it is all.
        if let Some(whole) = &self.model.removed {
            let mut left = whole.lines().iter().filter(|line| self.model.cart.quantity(&line.product) > 0);
            let mut there = self.model.cart.lines().iter();
            let fits = |now: &CartLine| {
                left.next().is_some_and(|it| it.product == now.product && it.quantity >= now.quantity)
            };
            ensure!(
                there.all(fits) && left.next().is_none() && *whole != self.model.cart,
                "what can be put back: {whole:?}"
            );
        }
        Ok(())
    }

    /// What is looked at leaves the booking as it is, and nothing else changes how the list is shown.
    fn judge_list(&self, before: &Model, action: &Action) -> Verdict {
        let (was, is) = (&before.listing, &self.model.listing);
        let mut expected = was.clone();
        let mut category = before.category.clone();
        match action {
            Action::Search(words) => (expected.search, expected.drawn) = (words.clone(), FIRST),
            Action::ShowEverything => {
                (expected.search, expected.drawn, category) = (String::new(), FIRST, None);
            }
            Action::ChooseCategory(chosen) => {
                category.clone_from(chosen);
                expected.drawn = FIRST;
            }
            Action::DrawMore => {
                expected.drawn += if was.drawn < before.products().len() { STEP } else { 0 };
            }
            Action::Unfold(product) => {
                expected.unfolded.retain(|known| known != product);
                if expected.unfolded.len() == was.unfolded.len() {
                    expected.unfolded.push(product.clone());
                }
                let listed = |one: &Listing, other: &Listing| {
                    one.unfolded.iter().all(|product| other.unfolded.contains(product))
                };
                ensure!(listed(is, &expected) && listed(&expected, is), "unfolded are {:?}", is.unfolded);
                expected.unfolded.clone_from(&is.unfolded);
            }
            Action::Start(..) => return Ok(()),
            Action::ToggleDistances | Action::Located(_) => {}
            _ => {
                ensure!(before.distances == self.model.distances, "{action:?} changes distances");
                ensure!(*is == expected && self.model.category == category, "{action:?} changes the list");
                return Ok(());
            }
        }
        ensure!(*is == expected && self.model.category == category, "{action:?} leads to {is:?}");
        ensure!(is.drawn >= FIRST, "only {} are drawn", is.drawn);
        let after = &self.model;
        let same = (&before.trip, &before.cart, &before.removed, &before.left)
            == (&after.trip, &after.cart, &after.removed, &after.left)
            && (&before.order, &before.checkout, &before.thanks, &before.since)
                == (&after.order, &after.checkout, &after.thanks, &after.since)
            && (&before.panel, before.sheet, before.quote_key())
                == (&after.panel, after.sheet, after.quote_key());
        ensure!(same, "{action:?} changes the booking");
        Ok(())
    }

    /// Where the service takes a reference, no customer has two orders that wait.
    fn judge_orders(&self) -> Verdict {
        let waiting = self.service.orders.iter().filter(|order| order.waits(self.now)).count();
        ensure!(!self.service.features.client_reference || waiting <= 1, "{waiting} orders wait to be paid");
        Ok(())
    }

    /// Where the screen waits, something is under way, and all that is under way is waited for.
    fn judge_waiting(&self) -> Verdict {
        let model = &self.model;
        let mut under_way: Vec<_> =
            self.questions.iter().filter(|known| known.wanted).map(|known| known.id).collect();
        under_way.sort_unstable();
        let awaited = awaited_by(model);
        ensure!(under_way == awaited, "under way are {under_way:?}, waited for {awaited:?}");
        let asks = |which: fn(&Call) -> bool| {
            let mut wanted = self.questions.iter().filter(|known: &&Question| known.wanted);
            wanted.any(|known| which(&known.call))
        };
        if screen::is_skeleton(model) {
            ensure!(asks(is_locations) || asks(is_catalog), "the skeleton waits for nothing");
        }
        match model.checkout {
            Checkout::Requoting { .. } => ensure!(asks(is_quote), "the checkout waits for nothing"),
            Checkout::Creating { .. } => ensure!(asks(is_order), "the order waits for nothing"),
            _ => {}
        }
        if model.slots_view(self.now) == SlotsView::Loading {
            ensure!(asks(is_slots), "the times wait for nothing");
        }
        if model.picker().is_none() {
            let waits = model.products().iter().any(|product| model.price(product) == Price::Loading);
            ensure!(!waits || asks(is_priced), "the prices wait for nothing");
            let silent =
                chosen(model).is_some() && model.current_quote().is_none() && model.misfit().is_none();
            let failed = model.quote.as_ref().is_some_and(|quoted| quoted.load.failure().is_some());
            ensure!(
                !silent || failed || asks(is_quote),
                "a booking without a price, and nothing to wait for"
            );
        }
        Ok(())
    }

    /// For all that failed there is something on screen that leads on.
    fn judge_ways_on(&self) -> Verdict {
        // The screen of thanks has one button, and what is behind it can be seen after it.
        if self.model.thanks.is_some() {
            return Ok(());
        }
        // The company's own link is the way on, or there is something to wait for.
        if screen::is_unknown_company(&self.model) || screen::is_skeleton(&self.model) {
            return Ok(());
        }
        let mut failures = failures(&self.model);
        // A list that failed, or is empty, is the whole screen until it is there.
        if screen::is_without_lists(&self.model) {
            failures.retain(|failure| matches!(failure, Failed::Locations | Failed::Catalog));
        }
        if failures.is_empty() {
            return Ok(());
        }
        // A busy service is left alone for as long as it says.
        let then = if self.is_left_alone() { self.now.plus(i64::from(BUSY_MS)) } else { self.now };
        let offered: Vec<_> = screen::offered(&self.model, then).into_iter().flatten().collect();
        if offered.contains(&Action::Retry) {
            let left = self::failures(&self.reduce_at(then, Action::Retry).0);
            ensure!(
                left.iter().all(|failure| *failure == Failed::Lost),
                "to try again leaves {left:?} as it is"
            );
            failures.retain(|failure| left.contains(failure));
        }
        for action in offered {
            if failures.is_empty() {
                break;
            }
            let left = self::failures(&self.reduce_at(then, action).0);
            failures.retain(|failure| left.contains(failure));
        }
        ensure!(failures.is_empty(), "no way on from {failures:?}");
        Ok(())
    }

    /// Whether the service is busy and does not want to be asked again yet.
    pub(super) fn is_left_alone(&self) -> bool {
        let model = &self.model;
        let lists = [model.locations.failure(), model.catalog.failure(), model.priced.load.failure()];
        let quote = model.quote.as_ref().and_then(|quoted| quoted.load.failure());
        let order = match model.checkout {
            Checkout::Refused(why) => Some(why),
            _ => None,
        };
        let times = model.slots.iter().filter_map(|(_, load)| load.failure());
        lists.into_iter().chain([quote, order]).flatten().chain(times).any(|why| why.lasts(self.now))
    }

    /// An answer that nobody waits for changes nothing.
    pub(super) fn judge_dropped(&self, action: &Action) -> Verdict {
        let ((dropped, its), (untouched, others)) =
            (self.reduce(action.clone()), self.reduce(Self::nobody()));
        ensure!(
            dropped == untouched && its == others,
            "an answer that nobody waits for is taken: {action:?}"
        );
        Ok(())
    }
}
