//! What can happen: what the customer does, what the page sets, what the service answers.

use std::rc::Rc;

use super::config::{Config, ConfigProblem};
use super::distance::NoPosition;
use super::load::RequestId;
use super::picker::End;
use super::snapshot::Snapshot;
use crate::api::{Answer, ApiError, Call};
use crate::booking::time::{CivilDate, Instant};
use crate::booking::{LocationId, OrderId, ProductId, Window};

/// Random bits for a reference and for a hold: neither tells anything of the other.
pub type Entropy = [u128; 2];

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The element is mounted, perhaps with what the customer had chosen before.
    Start(Option<Snapshot>, Vec<ConfigProblem>),
    /// What is kept changed elsewhere, or the page comes back after it was put away whole.
    Adopt {
        /// What is kept, where it can be read.
        kept: Option<Snapshot>,
        /// Whether the page was put away: what was under way then has no answer to wait for.
        resumed: bool,
    },
    /// The customer comes back from the checkout page.
    Returned {
        /// Whether the order is confirmed; else it is still open.
        confirmed: bool,
        /// The order, by the word of the page's address.
        order: OrderId,
    },
    /// The checkout page could not be opened where it should be.
    Blocked,
    /// The customer has read that the booking is confirmed.
    BookMore,
    /// The element's attributes changed.
    Configure(Rc<Config>, Vec<ConfigProblem>),
    /// The service answered, or did not.
    Answered {
        /// The request.
        id: RequestId,
        /// The question.
        call: Call,
        /// The answer.
        result: Result<Answer, ApiError>,
    },
    /// The customer wants only one category, or all.
    ChooseCategory(Option<String>),
    /// The customer looks for something in the list.
    Search(String),
    /// The customer wants to see all products again.
    ShowEverything,
    /// The end of the cards that are drawn comes near.
    DrawMore,
    /// The customer wants to read all of a product's name and description, or no longer.
    Unfold(ProductId),
    /// The customer presses the place in the trip bar.
    ToggleLocations,
    /// The customer wants to see how far the places are, or no more. Only on this press the position is asked for.
    ToggleDistances,
    /// How many metres each place is away, or why that is not known. The position itself is not taken along.
    Located(Result<Vec<(LocationId, u32)>, NoPosition>),
    /// The customer looks for another place.
    OtherPlaces,
    /// The customer presses a time in the trip bar.
    ToggleTimes(End),
    /// The customer wants times for a product.
    ChooseTimesFor(ProductId),
    /// The customer closes what is open under the trip bar.
    ClosePanel,
    /// The customer chooses a place.
    ChooseLocation(LocationId),
    /// The customer turns to the pick-up or to the return in the time picker.
    ChooseEnd(End),
    /// The customer moves through the calendar.
    MoveDay(Move),
    /// The customer chooses a day.
    ChooseDay(CivilDate),
    /// The customer moves through the times of a day.
    MoveSlot(Move),
    /// The customer chooses a time.
    ChooseSlot(Instant),
    /// The customer chooses a place because it has a product.
    ChooseLocationFor(ProductId, LocationId),
    /// The customer chooses both times at once, perhaps because a product is free then.
    ChooseWindow(Window, Option<ProductId>),
    /// The customer wants so many of a product.
    SetQuantity(ProductId, u32),
    /// The customer takes a product out of the booking.
    Remove(ProductId),
    /// The customer takes out of the booking what does not stand at the chosen place.
    RemoveMisfits,
    /// The customer wants back what was taken out of the booking last.
    Undo,
    /// The customer takes what is left of what can't be had whole.
    TakeLeft,
    /// The customer opens the booking sheet (narrow).
    OpenSheet,
    /// The customer closes it.
    CloseSheet,
    /// The customer wants another order than the one that waits, of the same.
    OrderAnew,
    /// The message that was to have the focus is not on screen.
    FocusMissed,
    /// The customer wants what failed to be tried again.
    Retry,
    /// The moment that the reducer wanted to be woken at has come.
    Wake,
    /// The browser says whether there is a connection.
    Online(bool),
    /// The rest of the program is there, or could not be fetched.
    Rest(bool),
    /// The customer goes on to payment.
    Continue {
        /// Random bits for ids.
        entropy: Entropy,
    },
    /// The answer to an order was lost, and the customer asks for it again.
    AskOrderAgain,
    /// The answer to an order was lost, and the customer starts a new one.
    ForgetLostOrder,
}

/// A step through days or times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// So many days or times on, or back.
    By(i64),
    /// So many months on, or back.
    Months(i64),
    /// So many months on, or back, by the buttons beside the month: the focus stays on them.
    ShowMonths(i64),
    /// To the first day of the week, or the first time.
    First,
    /// To the last day of the week, or the last time.
    Last,
}

impl Action {
    /// Whether it changes the booking, and so waits until an order that is being made is there.
    pub fn changes_booking(&self) -> bool {
        matches!(
            self,
            Self::ToggleLocations
                | Self::OtherPlaces
                | Self::ToggleTimes(_)
                | Self::ChooseTimesFor(_)
                | Self::ChooseLocation(_)
                | Self::ChooseSlot(_)
                | Self::ChooseLocationFor(..)
                | Self::ChooseWindow(..)
                | Self::SetQuantity(..)
                | Self::Remove(_)
                | Self::RemoveMisfits
                | Self::Undo
                | Self::TakeLeft
                | Self::OrderAnew
        )
    }
}
