//! What the widget knows and does: one reducer per element. Actions go in, a new model and effects come out, and
//! everything here is pure but `store`, the Yew glue.

mod action;
mod answers;
mod checkout;
mod config;
mod distance;
mod effect;
mod env;
mod keep;
mod listing;
mod load;
mod model;
mod near;
mod panel;
mod picker;
mod place;
mod reduce;
mod rest;
mod snapshot;
#[cfg(feature = "web")]
pub mod store;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod wake;
mod wants;

pub use action::{Action, Entropy, Move};
pub use config::{Attribute, Config, ConfigProblem, RawConfig, Redirect, Theme};
pub use distance::{Distances, NoPosition};
pub use effect::{Effect, Event};
pub use env::{Env, Zones};
pub use keep::Misfit;
pub use listing::{FIRST, Listing, STEP};
pub use load::{Failure, Load, RequestId};
pub use model::{
    Announcement, Checkout, FocusTarget, Model, Next, Order, Panel, Price, Priced, Quoted, StockState, Trip,
    ZoneKind,
};
pub use near::Near;
pub use picker::{
    DayMark, DayView, End, Fit, NothingFree, Page, Picker, Quick, QuickChoice, ReturnLimit, SlotState,
    SlotView, SlotsView,
};
pub use reduce::reduce;
pub use rest::Rest;
pub use snapshot::{Item, KeptOrder, Snapshot};
pub use wake::Clock;
pub use wants::SlotsKey;

pub use crate::booking::time::ZoneRef;
