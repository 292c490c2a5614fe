//! The Yew glue: the reducer in a hook, its effects done, its model handed to the components.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::action::Action;
use super::effect::{Effect, Event};
use super::env::{Env, Zones};
use super::load::RequestId;
use super::model::Model;
use super::reduce::reduce;
use crate::api::fetch::{self, Prefetched, UnderWay};
use crate::booking::time::Instant;
use crate::booking::{LocationId, Position};

/// The longest that a timer is set for, ms: browsers count no further than some weeks, and the clock may be set meanwhile.
const LONGEST_SLEEP_MS: i64 = 3_600_000;

/// What the world outside of the reducer is for one element.
pub struct World {
    /// Time zones.
    pub zones: Box<dyn Zones>,
    /// The first day of the week in the customer's language, 0 for Monday.
    pub first_weekday: Cell<usize>,
    /// Answers that are on their way since before the start.
    pub prefetched: Prefetched,
    /// Tells the page.
    pub emit: Box<dyn Fn(Event)>,
    /// Opens an empty tab, closes it, or sends the customer to an address; `false` where that is known to be forbidden.
    pub navigate: Box<dyn Fn(Navigation) -> bool>,
    /// Asks the browser where the customer is, and sends how far each of these places is from there.
    pub locate: fn(Vec<(LocationId, Position)>, Sender),
    /// Only in a build for tests: panics where a test wants it, by the name of the place.
    #[cfg(feature = "test-panic")]
    pub trap: Box<dyn Fn(&str)>,
}

/// Where the customer is sent.
pub enum Navigation {
    /// Into a new, empty tab that waits for an address.
    OpenTab,
    /// Away with that tab.
    CloseTab,
    /// To the checkout page.
    Go(String),
}

/// The reducer's side of the store.
pub struct Reducer {
    model: Rc<Model>,
    shared: Rc<Shared>,
}

struct Shared {
    world: World,
    outbox: RefCell<Vec<Effect>>,
    under_way: RefCell<Vec<(RequestId, UnderWay)>>,
    /// Wakes the reducer; it ends with this value.
    alarm: RefCell<Option<Timeout>>,
    dispatcher: RefCell<Option<UseReducerDispatcher<Reducer>>>,
    /// Actions that came before the first render.
    early: RefCell<Vec<Action>>,
    closed: Cell<bool>,
}

impl Shared {
    /// The request is over, or not wanted any more.
    fn forget(&self, id: RequestId) -> Option<UnderWay> {
        let mut under_way = self.under_way.borrow_mut();
        let index = under_way.iter().position(|(known, _)| *known == id)?;
        Some(under_way.swap_remove(index).1)
    }
}

impl Reducible for Reducer {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let world = &self.shared.world;
        #[cfg(feature = "test-panic")]
        (world.trap)("reduce");
        let env = Env { now: now(), zones: &*world.zones, first_weekday: world.first_weekday.get() };
        let (model, effects) = reduce(&self.model, action, &env);
        // They are done when the dispatch is over: an effect may lead to the next action at once.
        self.shared.outbox.borrow_mut().extend(effects);
        if Rc::ptr_eq(&model, &self.model) {
            return self;
        }
        Rc::new(Self { model, shared: Rc::clone(&self.shared) })
    }
}

/// Now, by the customer's clock.
pub fn now() -> Instant {
    #[expect(clippy::cast_possible_truncation, reason = "Unix ms, a whole number far below 2^53")]
    Instant(js_sys::Date::now() as i64)
}

/// Sends actions to the store; can be held beyond a render, and by the element around the component tree.
#[derive(Clone)]
pub struct Sender(Rc<Shared>);

impl Sender {
    /// A store that is not mounted yet; actions sent before that wait.
    pub fn new(world: World) -> Self {
        Self(Rc::new(Shared {
            world,
            outbox: RefCell::default(),
            under_way: RefCell::default(),
            alarm: RefCell::default(),
            dispatcher: RefCell::default(),
            early: RefCell::default(),
            closed: Cell::new(false),
        }))
    }

    /// Has the reducer take an action, and its effects done.
    pub fn send(&self, action: Action) {
        if self.0.closed.get() {
            return;
        }
        let Some(dispatcher) = self.0.dispatcher.borrow().clone() else {
            return self.0.early.borrow_mut().push(action);
        };
        #[cfg(feature = "test-panic")]
        (self.0.world.trap)("action");
        dispatcher.dispatch(action);
        let effects = self.0.outbox.take();
        for effect in effects {
            self.run(effect);
        }
    }

    /// Takes the first day of the week of another language.
    pub fn set_first_weekday(&self, first_weekday: usize) {
        self.0.world.first_weekday.set(first_weekday);
    }

    /// Ends every request; nothing is sent or told any more.
    pub fn close(&self) {
        self.0.closed.set(true);
        for (_, under_way) in self.0.under_way.take() {
            under_way.give_up();
        }
        self.0.alarm.take();
        self.0.dispatcher.take();
    }

    fn run(&self, effect: Effect) {
        let world = &self.0.world;
        match effect {
            Effect::Ask { id, service, call } => {
                let under_way = UnderWay::default();
                self.0.under_way.borrow_mut().push((id, under_way.clone()));
                let sender = self.clone();
                spawn_local(async move {
                    let answer = fetch::ask(&service, &call, &sender.0.world.prefetched, &under_way).await;
                    sender.0.forget(id);
                    #[cfg(feature = "test-panic")]
                    (sender.0.world.trap)("answer");
                    if let Some(result) = answer {
                        sender.send(Action::Answered { id, call, result });
                    }
                });
            }
            Effect::Abort(id) => {
                if let Some(under_way) = self.0.forget(id) {
                    under_way.give_up();
                }
            }
            Effect::WakeAt(at) => {
                let sender = self.clone();
                #[expect(clippy::cast_sign_loss, reason = "from 0 to an hour")]
                let wait_ms = at.since(now()).clamp(0, LONGEST_SLEEP_MS) as u32;
                let alarm = Timeout::new(wait_ms, move || sender.send(Action::Wake));
                self.0.alarm.replace(Some(alarm));
            }
            Effect::OpenTab => {
                (world.navigate)(Navigation::OpenTab);
            }
            Effect::CloseTab => {
                (world.navigate)(Navigation::CloseTab);
            }
            Effect::Redirect { url } => {
                if !(world.navigate)(Navigation::Go(url)) {
                    self.send(Action::Blocked);
                }
            }
            Effect::Locate(places) => (world.locate)(places, self.clone()),
            Effect::Emit(event) => (world.emit)(event),
        }
    }
}

impl PartialEq for Sender {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The model and the way to change it, as components are given it.
#[derive(Clone)]
pub struct Store {
    /// What is known now.
    pub model: Rc<Model>,
    sender: Sender,
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.model, &other.model) && self.sender == other.sender
    }
}

impl Store {
    /// Has the reducer take an action.
    pub fn send(&self, action: Action) {
        self.sender.send(action);
    }

    /// A handler that sends the same action at each press.
    pub fn on(&self, action: Action) -> Callback<web_sys::Event> {
        let sender = self.sender.clone();
        Callback::from(move |_| sender.send(action.clone()))
    }
}

/// The store of an element, begun with `model`.
#[hook]
pub fn use_store(sender: &Sender, model: impl FnOnce() -> Model) -> Store {
    let shared = Rc::clone(&sender.0);
    #[cfg(feature = "test-panic")]
    (shared.world.trap)("render");
    let handle = use_reducer(move || Reducer { model: Rc::new(model()), shared });
    let (dispatcher, mounted) = (handle.dispatcher(), sender.clone());
    let mount = Box::new(move || {
        mounted.0.dispatcher.replace(Some(dispatcher));
        for action in mounted.0.early.take() {
            mounted.send(action);
        }
    });
    use_change(0, mount);
    Store { model: Rc::clone(&handle.model), sender: sender.clone() }
}

/// Does something after the first render, and after each in which `number` is another. For all kinds of effects one hook:
/// Yew's own is written out anew for each.
#[hook]
pub fn use_change(number: u64, effect: Box<dyn FnOnce()>) {
    use_effect_with(number, move |_| effect());
}
