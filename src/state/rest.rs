//! The program comes in two files (see `xtask/src/split.rs`): the first draws the list of products, the rest is fetched as
//! soon as that is on screen. Until it is there, what takes it waits, in the order in which it came.
//!
//! A function that stands at the head of the rest is called a gate. Whoever calls one knows that the rest is there: because an
//! action that takes it was admitted, or by [`Model::rest`].

use super::action::Action;
use super::effect::{Effect, Event};
use super::model::{Announcement, Model};

/// How far the rest of the program has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It can be used.
    There,
    /// It is on its way, or nobody has missed it yet.
    Awaited,
    /// It could not be fetched.
    Failed,
}

impl Action {
    /// Whether it can only be acted on with the whole program.
    fn takes_rest(&self) -> bool {
        match self {
            Self::Start(kept, _) => kept.is_some(),
            Self::Configure(..)
            | Self::Answered { .. }
            | Self::ChooseCategory(_)
            | Self::Search(_)
            | Self::ShowEverything
            | Self::DrawMore
            | Self::Unfold(_)
            | Self::FocusMissed
            | Self::Retry
            | Self::Wake
            | Self::Online(_)
            | Self::Rest(_) => false,
            _ => true,
        }
    }
}

impl Model {
    /// What the customer did waits for the rest of the program.
    pub fn awaits_rest(&self) -> bool {
        self.rest == Rest::Awaited && !self.waiting.is_empty()
    }

    /// What the customer did waits for the rest of the program, which can't be had.
    pub fn misses_rest(&self) -> bool {
        self.rest == Rest::Failed && !self.waiting.is_empty()
    }
}

/// The action, where it can be acted on now; else it waits.
pub(super) fn admit(model: &mut Model, action: Action, effects: &mut Vec<Effect>) -> Option<Action> {
    if model.rest == Rest::There || !action.takes_rest() {
        return Some(action);
    }
    // Who presses again because nothing happens does not mean to take it back.
    if model.waiting.last() != Some(&action) {
        model.waiting.push(action);
    }
    ask(model, effects);
    None
}

/// The rest is there, or can't be had. Gives what has waited for it and can be acted on now.
pub(super) fn came(model: &mut Model, there: bool) -> Vec<Action> {
    if there {
        model.rest = Rest::There;
        return std::mem::take(&mut model.waiting);
    }
    model.rest = Rest::Failed;
    if model.misses_rest() {
        model.say(Announcement::NotLoaded);
    }
    Vec::new()
}

/// Has the rest fetched, where it is not there.
pub(super) fn ask(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.rest != Rest::There {
        model.rest = Rest::Awaited;
        effects.push(Effect::Emit(Event::Rest));
    }
}
