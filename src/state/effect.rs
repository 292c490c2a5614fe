//! What the reducer wants done, as data. The store does it.

use super::config::ConfigProblem;
use super::load::RequestId;
use super::snapshot::Snapshot;
use crate::api::{Call, Service};
use crate::booking::time::Instant;
use crate::booking::{LocationId, OrderId, Position};

/// Something to be done outside of the reducer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the service and answer with `Action::Answered`.
    Ask {
        /// To be given back with the answer.
        id: RequestId,
        /// Who is asked.
        service: Service,
        /// The question.
        call: Call,
    },
    /// The answer is not wanted any more.
    Abort(RequestId),
    /// Open an empty tab now, within the press, so that no browser blocks it; the redirect goes there.
    OpenTab,
    /// Close that tab again: there is nothing to show in it.
    CloseTab,
    /// Send the customer to the checkout page, as the configuration says.
    Redirect {
        /// An http or https address.
        url: String,
    },
    /// Send `Action::Wake` at this moment, and at none that was named before.
    WakeAt(Instant),
    /// Ask the browser for the customer's position and answer with `Action::Located`: how far each of these is from it.
    Locate(Vec<(LocationId, Position)>),
    /// Tell the page.
    Emit(Event),
}

/// What the page hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `booking-ready`: products can be chosen.
    Ready,
    /// Not for the page: the rest of the program is wanted, and `Action::Rest` when it is there or can't be had.
    Rest,
    /// Not for the page: `Action::DrawMore` is wanted when the end of the list is, or comes, near.
    More,
    /// Not for the page: what the element keeps for the next start.
    Keep(Snapshot),
    /// `booking-change`: the trip or the cart changed.
    Change(Snapshot),
    /// `booking-order`: an order was created.
    Order {
        /// Its id.
        id: OrderId,
        /// Its checkout page.
        url: String,
    },
    /// `booking-error`: something went wrong; `code` is a contract, `message` is for a developer.
    Error {
        /// What.
        code: &'static str,
        /// In words.
        message: String,
        /// Whether the customer can go on.
        recoverable: bool,
    },
}

impl From<&ConfigProblem> for Event {
    fn from(problem: &ConfigProblem) -> Self {
        let ConfigProblem { attribute, value } = problem;
        let (name, allowed) = (attribute.name(), attribute.allowed());
        let message = if value.is_empty() {
            ["the attribute ", name, " is missing; it must be ", allowed].concat()
        } else {
            ["the attribute ", name, " is \"", value, "\"; it must be ", allowed].concat()
        };
        let recoverable = *attribute != super::config::Attribute::CompanyId;
        Self::Error { code: "attribute-invalid", message, recoverable }
    }
}
