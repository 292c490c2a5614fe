//! The times of a day, by part of the day: a radio group. The arrow keys move, Space and Enter choose.

use wasm_bindgen::JsCast;
use web_sys::{Event, MouseEvent};
use yew::{Callback, Html};

use super::alerts::{again, failure_texts};
use super::tag::{Heard, Tag, bare_button, div, list, p, span, tag};
use super::ui::Ui;
use crate::booking::time::{HOUR_MS, Instant};
use crate::i18n::{Count, Text};
use crate::state::store::now;
use crate::state::{Action, FocusTarget, Move, ReturnLimit, SlotState, SlotView, SlotsView};

/// How many times are hinted at while they are on their way.
const GHOSTS: usize = 12;

/// The times of the day that is chosen, called `label`.
pub(super) fn slot_grid(ui: &Ui, label: &'static str) -> Html {
    let working = |text| p("working").text(ui.text(text));
    match ui.model().slots_view(now()) {
        SlotsView::NoDay => working(Text::ChooseDay).into(),
        SlotsView::Loading => list([loading(ui), ghosts()].into_iter()),
        SlotsView::Empty => {
            let limit = return_limit(ui, &[]).map(|limit| p("working").say(limit));
            list(limit.into_iter().chain([working(Text::SlotsEmpty)]))
        }
        SlotsView::Failed(why) => {
            let text = match why {
                why if why.until().is_some() => failure_texts(ui, why).1,
                _ => ui.text(Text::SlotsFailed).into(),
            };
            list([p("working").say(text), again(ui, "btn", Some(why))].into_iter())
        }
        SlotsView::Ready(slots) => grid(ui, label, &slots).into(),
    }
}

fn loading(ui: &Ui) -> Tag {
    p("working").child(span("spinner")).text(ui.text(Text::SlotsLoading))
}

fn ghosts() -> Tag {
    div("slots").attr("aria-hidden", "true").list((0..GHOSTS).map(|_| span("slot ghost")))
}

fn grid(ui: &Ui, label: &'static str, slots: &[SlotView]) -> Tag {
    let reached = ui.model().reached_slot(slots);
    let change = clock_change(ui, slots);
    let right = ui.rightwards();
    let group = tag("div").attr("role", "radiogroup").label(label);
    let limit = return_limit(ui, slots);
    let group = match (change.is_some(), limit.is_some()) {
        (true, true) => group.attr("aria-describedby", "clock limit"),
        (true, false) => group.attr("aria-describedby", "clock"),
        (false, true) => group.attr("aria-describedby", "limit"),
        (false, false) => group,
    };
    let group = group
        .maybe(limit.map(|limit| p("working").attr("id", "limit").say(limit)))
        .keys(ui, Box::new(move |key| step(key, right).map(Action::MoveSlot)))
        .maybe(change.map(|change| p("working").attr("id", "clock").say(change)));
    let parts = slots.chunk_by(|a, b| part(ui, a.at) == part(ui, b.at));
    parts.fold(group, |group, slots| {
        let name = slots.first().map_or("", |slot| ui.text(part(ui, slot.at)));
        group
            .child(p("part").text(name))
            .child(div("slots").list(slots.iter().map(|slot| slot_button(ui, *slot, reached))))
    })
}

/// The one reason that bounds the return times of the day.
fn return_limit(ui: &Ui, slots: &[SlotView]) -> Option<String> {
    let duration = |ms| ui.formats.duration(ms);
    Some(match ui.model().return_limit(slots)? {
        ReturnLimit::Taken(at) => ui.filled(Text::ReturnTaken, &[("time", &ui.date_time(at))]),
        ReturnLimit::AtLeast(ms) => ui.filled(Text::ReturnAtLeast, &[("duration", &duration(ms))]),
        ReturnLimit::AtMost(ms) => ui.filled(Text::ReturnAtMost, &[("duration", &duration(ms))]),
        ReturnLimit::Between(least, most) if least > most => ui.text(Text::ReturnNever).to_owned(),
        ReturnLimit::Between(least, most) => {
            ui.filled(Text::ReturnBetween, &[("least", &duration(least)), ("most", &duration(most))])
        }
        ReturnLimit::Closes(of_day_ms) => {
            ui.filled(Text::ReturnCloses, &[("time", &ui.formats.wall_time(of_day_ms))])
        }
    })
}

/// What the clock does on a day on which it changes.
fn clock_change(ui: &Ui, slots: &[SlotView]) -> Option<String> {
    let change = ui.model().clock_change(slots)?;
    let zone = ui.model().zone()?;
    let text = if change.forward { Text::ClockForward } else { Text::ClockBack };
    let values = [
        ("from", ui.formats.wall_time(change.from)),
        ("until", ui.formats.wall_time(change.until)),
        ("first", ui.formats.offset(change.at.plus(-1), zone)),
        ("second", ui.formats.offset(change.at, zone)),
    ];
    Some(ui.filled(text, &values.each_ref().map(|(name, value)| (*name, value.as_str()))))
}

/// The part of the day a time is in.
fn part(ui: &Ui, at: Instant) -> Text {
    let of_day = ui.model().local(at).map_or(0, |local| local.of_day_ms);
    match of_day / HOUR_MS {
        ..6 => Text::Night,
        6..12 => Text::Morning,
        12..18 => Text::Afternoon,
        _ => Text::Evening,
    }
}

fn slot_button(ui: &Ui, slot: SlotView, reached: Option<Instant>) -> Tag {
    let taken = slot.state == SlotState::Taken;
    let time = ui.time(slot.at);
    let name = taken.then(|| ui.filled(Text::SlotTaken, &[("time", &time)]));
    let few = match slot.state {
        SlotState::Few(count) => Some(tag("small").say(ui.count(Count::Left, count))),
        _ => None,
    };
    bare_button()
        .class("slot")
        .attr("role", "radio")
        .key(slot.at.ms().to_string())
        .focus(&FocusTarget::Slot(slot.at))
        .tab_stop(reached == Some(slot.at))
        .set_if("aria-label", name)
        .is("aria-checked", slot.chosen)
        .when("aria-disabled", taken || ui.model().is_busy())
        .on(Heard::Press, choose(ui, slot.at))
        .say(time)
        .maybe(few)
}

/// The second press of a double one lands on what has come in the place of the first: it chooses nothing.
fn choose(ui: &Ui, at: Instant) -> Callback<Event> {
    let store = ui.store.clone();
    Callback::from(move |event: Event| {
        if event.dyn_ref::<MouseEvent>().is_some_and(|event| event.detail() < 2) {
            store.send(Action::ChooseSlot(at));
        }
    })
}

fn step(key: &str, right: i64) -> Option<Move> {
    Some(match key {
        "ArrowDown" => Move::By(1),
        "ArrowUp" => Move::By(-1),
        "ArrowRight" => Move::By(right),
        "ArrowLeft" => Move::By(-right),
        "Home" => Move::First,
        "End" => Move::Last,
        _ => return None,
    })
}
