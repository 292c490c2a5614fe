//! What can happen in one step, and how likely it is.

use proptest::prelude::*;

use super::screen;
use super::service::{Change, GOODS, PLACES};
use super::*;

/// A step; an index counts round.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// The customer presses what the screen offers: of this group, this button.
    Offered(usize, usize),
    /// The customer presses, or pressed a moment ago, what the screen need not offer any more.
    Press(Box<Action>),
    /// A question reaches the service, which answers; the answer is on its way.
    Reach(usize),
    /// An answer comes, also to a question that was given up.
    Answer(usize),
    /// A question fails, also one that has reached the service.
    Fail(usize, Fault),
    /// The newest question fails, after it has reached the service or before, or is answered.
    Newest(Option<Fault>, bool),
    /// The customer goes on to payment, the price is still what it was, and that becomes of the order: as `Newest`.
    Pay(Option<Fault>, bool),
    /// The customer wants to see how far the places are, or no more, and the browser says it.
    Locate(Located),
    /// Everything that is under way is answered.
    Settle,
    /// An answer that has come comes once more.
    Twice(usize),
    /// Time passes, ms.
    Wait(i64),
    /// The browser says whether there is a connection.
    Online(bool),
    /// Others do something.
    Others(Change),
    /// The page's owner names a place.
    Owner(&'static str),
    /// The element is taken off the page and put back. An order that was under way reaches the service, or not.
    PutBack(bool),
    /// The page is put away whole and comes back. An order that was under way has reached the service, or not.
    Resume(bool),
    /// The customer comes back from the checkout page of an order, confirmed or open, of this one or one before, or of
    /// one that never was.
    Return(bool, usize),
    /// Another element of the same company puts so many of a product into the booking that both show.
    Sibling(&'static str, u32),
}

/// What the browser says of how far the places are.
pub(super) type Located = Result<Vec<(LocationId, u32)>, NoPosition>;

/// How long a busy service wants to be left alone, ms.
pub(super) const BUSY_MS: u32 = 90_000;

/// How a question fails.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    Network,
    TimedOut,
    Unreadable,
    /// An answer of another kind.
    WrongKind,
    /// A status.
    Status(u16),
    /// Too many requests, and how long to wait.
    Busy,
}

/// The circumstances of a case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances {
    /// Whether the service takes a reference.
    pub(super) takes_reference: bool,
    /// Whether orders let go of their units after a quarter of an hour.
    pub(super) holds: bool,
    /// Whether the checkout opens in a new tab.
    pub(super) new_tab: bool,
    /// Whether the customer begins with everything chosen.
    pub(super) booked: bool,
    /// Whether there are so many products that the list is searched and drawn in parts.
    pub(super) many: bool,
    /// Whether the customer goes on with the booking as it is at the end, or begins a new one.
    pub(super) goes_on: bool,
}

pub(super) fn circumstances() -> impl Strategy<Value = Circumstances> {
    let weighted = (prop::bool::weighted(0.7), prop::bool::weighted(0.2));
    (any::<[bool; 4]>(), weighted).prop_map(|(flags, (booked, many))| {
        let [takes_reference, holds, new_tab, goes_on] = flags;
        Circumstances { takes_reference, holds, new_tab, booked, many, goes_on }
    })
}

fn goods() -> impl Strategy<Value = &'static str> {
    prop::sample::select(GOODS.to_vec())
}

fn places() -> impl Strategy<Value = &'static str> {
    prop::sample::select(PLACES.to_vec())
}

fn located() -> impl Strategy<Value = Located> {
    prop_oneof![places().prop_map(|nearest| Ok(vec![(place(nearest), 900)])), Just(Err(NoPosition::Refused)),]
}

fn presses() -> impl Strategy<Value = Action> {
    let ends = || prop::sample::select(vec![End::PickUp, End::Return]);
    let moves = prop::sample::select(vec![
        Move::By(1),
        Move::By(-7),
        Move::Months(1),
        Move::ShowMonths(1),
        Move::ShowMonths(-1),
        Move::First,
        Move::Last,
    ]);
    let saturday = at("2026-11-28 09:00");
    let quarters = (0_i64..4, 0_i64..13)
        .prop_map(move |(day, step)| saturday.plus(day * DAY_MS + step * 15 * MINUTE_MS));
    let windows = (quarters.clone(), 1_i64..200)
        .prop_map(|(from, steps)| Window::new(from, from.plus(steps * 15 * MINUTE_MS)).unwrap());
    let words = prop::sample::select(screen::WORDS.to_vec());
    prop_oneof![
        9 => Just(Action::Continue { entropy: [0; 2] }),
        4 => (goods(), 0_u32..4).prop_map(|(id, quantity)| Action::SetQuantity(product(id), quantity)),
        4 => (1_u32..3).prop_map(|quantity| Action::SetQuantity(product(KAYAK), quantity)),
        1 => goods().prop_map(|id| Action::Remove(product(id))),
        1 => Just(Action::Undo),
        1 => Just(Action::RemoveMisfits),
        2 => places().prop_map(|id| Action::ChooseLocation(place(id))),
        1 => (goods(), places()).prop_map(|(id, at)| Action::ChooseLocationFor(product(id), place(at))),
        1 => Just(Action::ToggleLocations),
        1 => Just(Action::OtherPlaces),
        2 => ends().prop_map(Action::ToggleTimes),
        1 => ends().prop_map(Action::ChooseEnd),
        1 => goods().prop_map(|id| Action::ChooseTimesFor(product(id))),
        1 => (0_i64..4).prop_map(|days| Action::ChooseDay(date("2026-11-28").plus_days(days))),
        2 => quarters.prop_map(Action::ChooseSlot),
        1 => moves.clone().prop_map(Action::MoveDay),
        1 => moves.prop_map(Action::MoveSlot),
        1 => Just(Action::ClosePanel),
        1 => Just(Action::OpenSheet),
        1 => Just(Action::CloseSheet),
        2 => Just(Action::Retry),
        2 => Just(Action::AskOrderAgain),
        2 => Just(Action::ForgetLostOrder),
        2 => Just(Action::OrderAnew),
        1 => Just(Action::Blocked),
        1 => Just(Action::TakeLeft),
        1 => (windows, prop::option::of(goods()))
            .prop_map(|(window, id)| Action::ChooseWindow(window, id.map(product))),
        1 => Just(Action::BookMore),
        1 => prop_oneof![
            words.prop_map(|words| Action::Search(words.into())),
            Just(Action::ShowEverything),
            Just(Action::DrawMore),
            goods().prop_map(|id| Action::Unfold(product(id))),
            Just(Action::ChooseCategory(Some("Boards".into()))),
        ],
        1 => prop_oneof![Just(Action::ToggleDistances), located().prop_map(Action::Located)],
    ]
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => (goods(), places(), 0_i64..4, 1_i64..72, 1_u32..7)
            .prop_map(|(id, at, day, hours, units)| Change::Take(id, at, day, hours, units)),
        1 => Just(Change::BringBack),
        3 => Just(Change::Prices),
        1 => places().prop_map(Change::Place),
        1 => goods().prop_map(Change::Product),
        1 => Just(Change::Pay),
    ]
}

pub(super) fn steps() -> impl Strategy<Value = Step> {
    let faults = prop::sample::select(vec![
        Fault::Network,
        Fault::TimedOut,
        Fault::Unreadable,
        Fault::WrongKind,
        Fault::Status(400),
        Fault::Status(404),
        Fault::Status(429),
        Fault::Busy,
        Fault::Status(500),
    ]);
    let waits = prop::sample::select(vec![
        1_000,
        20_000,
        MINUTE_MS,
        5 * MINUTE_MS,
        16 * MINUTE_MS,
        3 * HOUR_MS,
        DAY_MS,
    ]);
    prop_oneof![
        9 => (0_usize..8, 0_usize..40).prop_map(|(group, which)| Step::Offered(group, which)),
        9 => presses().prop_map(|action| Step::Press(Box::new(action))),
        2 => (0_usize..8).prop_map(Step::Reach),
        10 => (0_usize..8).prop_map(Step::Answer),
        2 => (0_usize..8, faults.clone()).prop_map(|(which, fault)| Step::Fail(which, fault)),
        6 => (prop::option::weighted(0.4, faults.clone()), any::<bool>())
            .prop_map(|(fault, reached)| Step::Newest(fault, reached)),
        3 => (prop::option::weighted(0.4, faults), any::<bool>())
            .prop_map(|(fault, reached)| Step::Pay(fault, reached)),
        3 => Just(Step::Settle),
        1 => (0_usize..8).prop_map(Step::Twice),
        3 => waits.prop_map(Step::Wait),
        1 => any::<bool>().prop_map(Step::Online),
        2 => changes().prop_map(Step::Others),
        1 => prop_oneof![
            places().prop_map(Step::Owner),
            located().prop_map(Step::Locate),
            any::<bool>().prop_map(Step::PutBack),
            any::<bool>().prop_map(Step::Resume),
            (goods(), 0_u32..3).prop_map(|(id, quantity)| Step::Sibling(id, quantity)),
            (any::<bool>(), 0_usize..3).prop_map(|(confirmed, which)| Step::Return(confirmed, which)),
        ],
    ]
}
