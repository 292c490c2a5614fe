//! The times of a day, by part of the day: a radio group. The arrow keys move, Space and Enter choose.

use yew::prelude::*;

use super::focus::focus_name;
use super::ui::Ui;
use crate::booking::time::{HOUR_MS, Instant};
use crate::i18n::{Count, Text};
use crate::state::store::now;
use crate::state::{Action, End, FocusTarget, Move, SlotState, SlotView, SlotsView};

/// How many times are hinted at while they are on their way.
const GHOSTS: usize = 12;

/// The times of the day that is chosen.
pub(super) fn slot_grid(ui: &Ui) -> Html {
    match ui.model().slots_view(now()) {
        SlotsView::NoDay => html! { <p class="working">{ ui.text(Text::ChooseDay) }</p> },
        SlotsView::Loading => loading(ui),
        SlotsView::Empty => html! { <p class="working">{ ui.text(Text::SlotsEmpty) }</p> },
        SlotsView::Failed => html! {
            <>
                <p class="working">{ ui.text(Text::SlotsFailed) }</p>
                <button type="button" class="btn" onclick={ui.on(Action::Retry)}>{ ui.text(Text::TryAgain) }</button>
            </>
        },
        SlotsView::Ready(slots) => grid(ui, &slots),
    }
}

fn loading(ui: &Ui) -> Html {
    html! {
        <>
            <p class="working"><span class="spinner" />{ ui.text(Text::SlotsLoading) }</p>
            <div class="slots" aria-hidden="true">
                { for (0..GHOSTS).map(|_| html! { <span class="slot ghost" /> }) }
            </div>
        </>
    }
}

fn grid(ui: &Ui, slots: &[SlotView]) -> Html {
    let Some(picker) = ui.model().picker() else { return Html::default() };
    let label = match picker.end {
        End::PickUp => Text::PickUpTime,
        End::Return => Text::ReturnTime,
    };
    let reached = ui.model().reached_slot(slots);
    let change = clock_change(ui, slots);
    let parts = slots.chunk_by(|a, b| part(ui, a.at) == part(ui, b.at));
    html! {
        <div
            role="radiogroup"
            aria-label={ui.text(label)}
            aria-describedby={change.is_some().then_some("clock")}
            onkeydown={move_on_key(ui)}
        >
            if change.is_some() {
                <p class="working" id="clock">{ change }</p>
            }
            { for parts.map(|slots| html! {
                <>
                    <p class="part">{ slots.first().map(|slot| ui.text(part(ui, slot.at))) }</p>
                    <div class="slots">{ for slots.iter().map(|slot| button(ui, *slot, reached)) }</div>
                </>
            }) }
        </div>
    }
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

fn button(ui: &Ui, slot: SlotView, reached: Option<Instant>) -> Html {
    let taken = slot.state == SlotState::Taken;
    let time = ui.time(slot.at);
    let name = taken.then(|| ui.filled(Text::SlotTaken, &[("time", &time)]));
    html! {
        <button
            type="button"
            role="radio"
            class="slot"
            key={slot.at.ms().to_string()}
            data-focus={focus_name(&FocusTarget::Slot(slot.at))}
            tabindex={if reached == Some(slot.at) { "0" } else { "-1" }}
            aria-label={name}
            aria-checked={slot.chosen.to_string()}
            aria-disabled={taken.then_some("true")}
            onclick={choose(ui, slot.at)}
        >
            { time }
            if let SlotState::Few(count) = slot.state {
                <small>{ ui.count(Count::Left, count) }</small>
            }
        </button>
    }
}

/// The second press of a double one lands on what has come in the place of the first: it chooses nothing.
fn choose(ui: &Ui, at: Instant) -> Callback<MouseEvent> {
    let store = ui.store.clone();
    Callback::from(move |event: MouseEvent| {
        if event.detail() < 2 {
            store.send(Action::ChooseSlot(at));
        }
    })
}

fn move_on_key(ui: &Ui) -> Callback<KeyboardEvent> {
    let store = ui.store.clone();
    let right = if ui.formats.direction() == "rtl" { -1 } else { 1 };
    Callback::from(move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => Move::By(1),
            "ArrowUp" => Move::By(-1),
            "ArrowRight" => Move::By(right),
            "ArrowLeft" => Move::By(-right),
            "Home" => Move::First,
            "End" => Move::Last,
            _ => return,
        };
        event.prevent_default();
        store.send(Action::MoveSlot(step));
    })
}
