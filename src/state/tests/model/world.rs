//! The world around the reducer: the customer, the questions under way, the service and the clock.

use super::judge::Record;
use super::screen;
use super::service::Service;
use super::steps::{BUSY_MS, Circumstances, Fault, Step};
use super::*;

/// Broken rules are told, so that the sequence can be made shorter.
pub(super) type Verdict<T = ()> = Result<T, String>;

/// How many presses a customer needs at most to book once the service has recovered.
const MOST_PRESSES: usize = 30;

/// A question that is under way.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) id: RequestId,
    pub(super) call: Call,
    /// What the service has answered, where it has.
    pub(super) answer: Option<Result<Answer, ApiError>>,
    /// Whether it was not given up.
    pub(super) wanted: bool,
}

pub(super) struct World {
    pub(super) model: Rc<Model>,
    pub(super) now: Instant,
    pub(super) service: Service,
    pub(super) questions: Vec<Question>,
    /// Answers that have come.
    came: Vec<(RequestId, Call, Result<Answer, ApiError>)>,
    /// What the element keeps.
    pub(super) kept: Snapshot,
    pub(super) record: Record,
    pub(super) new_tab: bool,
    raw: RawConfig,
    zones: TestZones,
    epoch: Instant,
    pressed: u128,
    /// When the reducer wants to be woken.
    alarm: Option<Instant>,
}

impl World {
    pub(super) fn new(circumstances: Circumstances) -> Verdict<Self> {
        let Circumstances { takes_reference, holds, new_tab, booked, many, .. } = circumstances;
        let redirect = if new_tab { "blank" } else { "self" };
        let raw = RawConfig { redirect: Some(redirect.into()), ..raw() };
        let now = at("2026-11-27 10:00");
        let mut kept = Snapshot::default();
        if booked {
            kept.location_id = Some(place(MANLY));
            kept.start = Some(at("2026-11-28 09:00").ms());
            kept.end = Some(at("2026-11-29 09:00").ms());
            kept.items = vec![item(KAYAK, 2)];
        }
        let mut world = Self {
            model: Rc::new(Model::new(checked(&raw).0, true)),
            now,
            service: Service::new(takes_reference, holds, many),
            questions: vec![],
            came: vec![],
            kept: kept.clone(),
            record: Record::default(),
            new_tab,
            raw,
            zones: TestZones { browser: "Europe/Berlin" },
            epoch: at("2026-11-28 00:00"),
            pressed: 0,
            alarm: None,
        };
        world.act(Action::Start(Some(kept), vec![]))?;
        if booked {
            world.answer_all()?;
        }
        Ok(world)
    }

    pub(super) fn reduce(&self, action: Action) -> (Rc<Model>, Vec<Effect>) {
        self.reduce_at(self.now, action)
    }

    pub(super) fn reduce_at(&self, now: Instant, action: Action) -> (Rc<Model>, Vec<Effect>) {
        let env = Env { now, zones: &self.zones, first_weekday: 0 };
        reduce(&self.model, action, &env)
    }

    /// An action that is nobody's, to see what time alone has the reducer do.
    pub(super) fn nobody() -> Action {
        let result = Err(ApiError::TimedOut);
        Action::Answered { id: RequestId(u64::MAX), call: Call::Locations, result }
    }

    pub(super) fn act(&mut self, mut action: Action) -> Verdict {
        if let Action::Continue { entropy } = &mut action {
            self.pressed += 1;
            *entropy = [self.pressed; 2];
        }
        let (after, effects) = self.reduce(action.clone());
        let before = std::mem::replace(&mut self.model, after);
        for effect in &effects {
            match effect {
                Effect::Abort(id) => {
                    for question in self.questions.iter_mut().filter(|question| question.id == *id) {
                        question.wanted = false;
                    }
                }
                Effect::Emit(Event::Keep(kept)) => self.kept = kept.clone(),
                Effect::WakeAt(at) => self.alarm = Some(*at),
                _ => {}
            }
        }
        self.judge_effects(&before, &action, &effects)?;
        for effect in &effects {
            if let Effect::Ask { id, call, .. } = effect {
                self.questions.push(Question { id: *id, call: call.clone(), answer: None, wanted: true });
            }
        }
        self.judge_state(&before, &action)
    }

    /// Time passes; the reducer is woken when it wants to be, or late: a device sleeps, too.
    fn wait(&mut self, ms: i64) -> Verdict {
        let end = self.now.plus(ms);
        let mut woken = 0;
        while let Some(at) = self.alarm.take_if(|at| *at <= end) {
            // The first times to the moment, then with the rest of the time over.
            woken += 1;
            self.now = self.now.max(if woken < 8 { at } else { end });
            self.act(Action::Wake)?;
            if woken > 50 {
                return Err("it does not sleep".into());
            }
        }
        self.now = end;
        Ok(())
    }

    pub(super) fn step(&mut self, step: &Step) -> Verdict {
        match step {
            Step::Offered(group, which) => {
                self.offered(*group, *which).map_or(Ok(()), |action| self.act(action))
            }
            Step::Press(action) => self.act(Action::clone(action)),
            Step::Reach(which) => {
                if let Some(index) = index_around(self.questions.len(), *which) {
                    self.reach(index);
                }
                Ok(())
            }
            Step::Answer(which) => match index_around(self.questions.len(), *which) {
                Some(index) => self.answer(index),
                None => Ok(()),
            },
            Step::Fail(which, fault) => match index_around(self.questions.len(), *which) {
                Some(index) => self.fail(index, *fault),
                None => Ok(()),
            },
            Step::Newest(fault, reached) => self.newest(*fault, *reached),
            Step::Pay(fault, reached) => {
                self.act(Action::Continue { entropy: [0; 2] })?;
                if self.questions.last().is_some_and(|question| is_quote(&question.call)) {
                    self.newest(None, true)?;
                }
                match self.questions.last().is_some_and(|question| is_order(&question.call)) {
                    true => self.newest(*fault, *reached),
                    false => Ok(()),
                }
            }
            Step::Locate(position) => {
                self.act(Action::ToggleDistances)?;
                self.act(Action::Located(position.clone()))
            }
            Step::Settle => self.answer_all(),
            Step::Twice(which) => match around(&self.came, *which).cloned() {
                Some((id, call, result)) => self.come(id, call, result, false),
                None => Ok(()),
            },
            Step::Wait(ms) => self.wait(*ms),
            Step::Online(online) => self.act(Action::Online(*online)),
            Step::Others(change) => {
                self.service.change(*change, self.epoch);
                Ok(())
            }
            Step::Owner(location) => {
                self.raw.location_id = Some((*location).into());
                self.act(Action::Configure(checked(&self.raw).0, vec![]))
            }
            Step::PutBack(reached) => self.put_back(*reached),
            Step::Resume(reached) => self.resume(*reached),
            Step::Return(confirmed, which) => {
                let order = self.service.orders.iter_mut().rev().nth(*which);
                let id = order.map_or_else(
                    || OrderId::new("pio_never"),
                    |order| {
                        order.paid |= *confirmed && !order.replaced;
                        order.id.clone()
                    },
                );
                self.act(Action::Returned { confirmed: *confirmed, order: id })
            }
            Step::Sibling(id, quantity) => {
                let mut kept = self.kept.clone();
                kept.items.retain(|item| item.product_id != product(id));
                if *quantity > 0 {
                    kept.items.push(item(id, *quantity));
                }
                self.act(Action::Adopt { kept: Some(kept), resumed: false })
            }
        }
    }

    /// A button on screen.
    pub(super) fn offered(&self, group: usize, which: usize) -> Option<Action> {
        let groups = screen::offered(&self.model, self.now);
        around(around(&groups, group)?, which).cloned()
    }

    /// A question reaches the service.
    fn reach(&mut self, index: usize) {
        let question = &mut self.questions[index];
        if question.answer.is_none() {
            question.answer = Some(self.service.answer(&question.call, self.now));
        }
    }

    fn newest(&mut self, fault: Option<Fault>, reached: bool) -> Verdict {
        let Some(index) = self.questions.len().checked_sub(1) else { return Ok(()) };
        if reached {
            self.reach(index);
        }
        match fault {
            Some(fault) => self.fail(index, fault),
            None => self.answer(index),
        }
    }

    fn answer(&mut self, index: usize) -> Verdict {
        self.reach(index);
        let Question { id, call, answer, wanted } = self.questions.remove(index);
        let Some(result) = answer else { return Ok(()) };
        self.come(id, call, result, wanted)
    }

    fn fail(&mut self, index: usize, fault: Fault) -> Verdict {
        let Question { id, call, answer, wanted } = self.questions.remove(index);
        let created = matches!(call, Call::Order(_)) && matches!(answer, Some(Ok(_)));
        let result = match fault {
            Fault::TimedOut => Err(ApiError::TimedOut),
            Fault::Unreadable => Err(ApiError::Unreadable("html".into())),
            Fault::WrongKind if matches!(call, Call::Locations) => Ok(Answer::Slots(vec![].into())),
            Fault::WrongKind => Ok(Answer::Locations(LocationsAnswer::default().into())),
            // A service that has created an order does not say that it refuses it.
            Fault::Status(400..=499) | Fault::Busy if created => Err(network()),
            Fault::Status(status) => Err(refused(status)),
            Fault::Busy => Err(ApiError::Refused {
                status: 429,
                message: "too many".into(),
                retry_after_ms: Some(BUSY_MS),
            }),
            Fault::Network => Err(network()),
        };
        self.come(id, call, result, wanted)
    }

    /// An answer comes, or a failure; `awaited` where the question was not given up nor answered before.
    fn come(
        &mut self,
        id: RequestId,
        call: Call,
        result: Result<Answer, ApiError>,
        awaited: bool,
    ) -> Verdict {
        let action = Action::Answered { id, call: call.clone(), result: result.clone() };
        if !awaited {
            self.judge_dropped(&action)?;
        }
        self.came.push((id, call, result));
        self.record.awaited = awaited;
        self.act(action)
    }

    /// The page comes back as it was; an order that was under way has reached the service, or not.
    fn resume(&mut self, reached: bool) -> Verdict {
        for index in 0..self.questions.len() {
            if reached && is_order(&self.questions[index].call) {
                self.reach(index);
            }
        }
        self.record.undecided |= self.model.is_undecided();
        self.act(Action::Adopt { kept: Some(self.kept.clone()), resumed: true })
    }

    /// The element comes back with what it kept; the answers to what was under way never come.
    fn put_back(&mut self, reached: bool) -> Verdict {
        for question in std::mem::take(&mut self.questions) {
            if reached && question.answer.is_none() && matches!(question.call, Call::Order(_)) {
                // Nobody is there to hear what becomes of it.
                let _ = self.service.answer(&question.call, self.now);
            }
        }
        self.came.clear();
        self.alarm = None;
        // Of an empty booking, or of times that have passed, there is no second order.
        let to_come = self.model.quote_key().is_some_and(|key| key.window.start() > self.now);
        let undecided = to_come && (self.record.undecided || self.model.is_undecided());
        self.record = Record::default();
        self.record.undecided = undecided;
        self.model = Rc::new(Model::new(checked(&self.raw).0, true));
        self.act(Action::Start(Some(self.kept.clone()), vec![]))
    }

    /// Everything that is under way is answered, and what is asked thereupon.
    pub(super) fn answer_all(&mut self) -> Verdict {
        for _ in 0..300 {
            if self.questions.is_empty() {
                return Ok(());
            }
            self.answer(0)?;
        }
        Err("the questions do not end".into())
    }

    /// The service is well again: a customer who does what makes sense gets to the checkout page.
    pub(super) fn book(&mut self, goes_on: bool) -> Verdict {
        self.service.recover();
        self.answer_all()?;
        if self.is_left_alone() {
            self.now = self.now.plus(i64::from(BUSY_MS));
            self.act(Self::nobody())?;
            self.answer_all()?;
        }
        let mut customer = Customer { begun: goes_on, timed: goes_on };
        let before = self.record.redirects;
        let mut presses = vec![];
        for _ in 0..MOST_PRESSES {
            let offered: Vec<_> = screen::offered(&self.model, self.now).into_iter().flatten().collect();
            if screen::is_unknown_company(&self.model) {
                let redirects = self.record.redirects;
                self.put_back(true)?;
                self.record.redirects = redirects;
            } else {
                let press = customer.next(&self.model, self.now, &offered);
                let press = press
                    .ok_or_else(|| format!("after {presses:?} nothing sensible is offered: {offered:?}"))?;
                presses.push(press.clone());
                self.act(press)?;
            }
            self.answer_all()?;
            if self.record.redirects > before {
                return Ok(());
            }
        }
        Err(format!("no redirect after {presses:?}"))
    }
}

/// A customer who knows what they want: something for two days next month, or what is in the booking already.
struct Customer {
    /// Whether the booking is as they want it; before that they take out what is in it.
    begun: bool,
    /// Whether they have chosen its times.
    timed: bool,
}

impl Customer {
    fn next(&mut self, model: &Model, now: Instant, offered: &[Action]) -> Option<Action> {
        let has = |wanted: Action| offered.iter().find(|action| **action == wanted).cloned();
        let any = |wanted: fn(&Action) -> bool| offered.iter().find(|action| wanted(action)).cloned();
        if let [Action::BookMore] = offered {
            return Some(Action::BookMore);
        }
        // A list that failed is the whole screen.
        if let [Action::Retry] = offered {
            return Some(Action::Retry);
        }
        let quote_failed = model.quote.as_ref().and_then(|quoted| quoted.load.failure());
        let unavailable = model.current_quote().is_some_and(|quote| !quote.available);
        let misfits = model.misfit().is_some() && !model.cart.is_empty();
        if quote_failed == Some(Failure::Refused) || unavailable || misfits {
            self.begun = false;
        }
        if !self.begun {
            let unfit = has(Action::ForgetLostOrder)
                .or_else(|| any(|action| matches!(action, Action::Remove(_))))
                .or_else(|| has(Action::CloseSheet))
                .or_else(|| has(Action::ClosePanel));
            if unfit.is_some() {
                return unfit;
            }
            (self.begun, self.timed) = (true, false);
        }
        match &model.panel {
            Panel::Locations { .. } => {
                let has_something =
                    |at: &LocationId| model.products().iter().any(|it| it.stock_at(at).is_some());
                let sensible = offered
                    .iter()
                    .find(|action| matches!(action, Action::ChooseLocation(at) if has_something(at)));
                sensible.cloned().or_else(|| any(|action| matches!(action, Action::ChooseLocation(_))))
            }
            Panel::Times(picker) => {
                self.timed = true;
                let today = model.local(now)?.date;
                let wanted = match (picker.end, model.trip.pickup.and_then(|at| model.local(at))) {
                    (End::Return, Some(pickup)) => pickup.date.max(today).plus_days(2),
                    _ => today.month().next().first().plus_days(9),
                };
                if picker.day(picker.end) == Some(wanted) {
                    let free = match model.slots_view(now) {
                        SlotsView::Ready(times) => times.into_iter().find(|it| it.state != SlotState::Taken),
                        _ => None,
                    };
                    // What is in the booking is never free together.
                    self.begun = free.is_some();
                    return free.map_or(Some(Action::ClosePanel), |it| has(Action::ChooseSlot(it.at)));
                }
                let step = if picker.page.month > wanted.month() { -1 } else { 1 };
                has(Action::ChooseDay(wanted)).or_else(|| has(Action::MoveDay(Move::ShowMonths(step))))
            }
            Panel::Closed if !self.timed && model.trip.location.is_some() => {
                has(Action::ToggleTimes(End::PickUp))
            }
            Panel::Closed => any(|action| matches!(action, Action::Continue { .. }))
                .or_else(|| has(Action::AskOrderAgain))
                .or_else(|| has(Action::ForgetLostOrder))
                .or_else(|| has(Action::Retry).filter(|_| quote_failed.is_some()))
                .or_else(|| has(Action::ToggleLocations).filter(|_| model.trip.location.is_none()))
                .or_else(|| has(Action::ToggleTimes(End::PickUp)).filter(|_| model.trip.window().is_none()))
                .or_else(|| any(|action| matches!(action, Action::SetQuantity(_, 1))))
                .or_else(|| has(Action::ShowEverything))
                .or_else(|| has(Action::ChooseCategory(None)).filter(|_| model.category.is_some()))
                .or_else(|| any(|action| matches!(action, Action::ChooseTimesFor(_))))
                .or_else(|| any(|action| matches!(action, Action::ChooseLocationFor(..))))
                .or_else(|| has(Action::OtherPlaces))
                .or_else(|| has(Action::Retry)),
        }
    }
}

fn index_around(len: usize, which: usize) -> Option<usize> {
    which.checked_rem(len)
}

fn around<T>(list: &[T], which: usize) -> Option<&T> {
    list.get(index_around(list.len(), which)?)
}
