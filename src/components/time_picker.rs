//! The time picker: a month calendar, and the times of the pick-up day or of the return day.

use yew::prelude::*;

use super::calendar::calendar;
use super::focus::focus_name;
use super::slot_grid::slot_grid;
use super::ui::{Ui, use_ui};
use crate::i18n::Text;
use crate::state::{Action, End, FocusTarget, Picker};

/// The open time picker.
#[component(TimePicker)]
pub(super) fn time_picker() -> Html {
    let ui = use_ui();
    let Some(picker) = ui.model().picker().cloned() else { return Html::default() };
    let title = match ui.model().picker_product() {
        Some(product) => ui.filled(Text::PickerTitleProduct, &[("product", &product.name)]),
        None => ui.text(Text::PickerTitle).into(),
    };
    let time_label = match picker.end {
        End::PickUp => Text::PickUpTime,
        End::Return => Text::ReturnTime,
    };
    html! {
        <section class="picker" part="picker" aria-label={title.clone()} onkeydown={close_on_escape(&ui)}>
            <header class="picker-head">
                <h2>{ title }</h2>
                <button
                    type="button"
                    class="close"
                    aria-label={ui.text(Text::PickerClose)}
                    onclick={ui.on(Action::ClosePanel)}
                />
            </header>
            <div class="two">
                { calendar(&ui) }
                <div>
                    <div class="tabs" role="tablist" aria-label={ui.text(Text::PickerWhich)} onkeydown={turn_on_arrow(&ui, picker.end)}>
                        { tab(&ui, &picker, End::PickUp) }
                        { tab(&ui, &picker, End::Return) }
                    </div>
                    <div role="tabpanel" aria-label={ui.text(time_label)}>
                        { slot_grid(&ui) }
                    </div>
                </div>
            </div>
            { foot(&ui) }
        </section>
    }
}

/// Escape closes what is open under the trip bar.
pub(super) fn close_on_escape(ui: &Ui) -> Callback<KeyboardEvent> {
    let store = ui.store.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            store.send(Action::ClosePanel);
        }
    })
}

fn turn_on_arrow(ui: &Ui, end: End) -> Callback<KeyboardEvent> {
    let store = ui.store.clone();
    Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
            event.prevent_default();
            let other = match end {
                End::PickUp => End::Return,
                End::Return => End::PickUp,
            };
            store.send(Action::ChooseEnd(other));
        }
    })
}

fn tab(ui: &Ui, picker: &Picker, end: End) -> Html {
    let selected = picker.end == end;
    let (name, hours_text) = match end {
        End::PickUp => (Text::PickUp, Text::PickUpHours),
        End::Return => (Text::Return, Text::ReturnHours),
    };
    let day = picker.day(end);
    let date = day.map_or_else(|| ui.text(name).into(), |day| ui.formats.short_date(day));
    let hours = day.and_then(|day| {
        let spans = ui.model().open_spans(day)?;
        let (first, last) = (spans.first()?, spans.last()?);
        let (opens, closes) = (ui.formats.wall_time(first.opens), ui.formats.wall_time(last.closes));
        Some(ui.filled(hours_text, &[("opens", &opens), ("closes", &closes)]))
    });
    // Where the hours are not known: which end it is.
    let hint = if day.is_some() { name } else { Text::ChooseDay };
    let out_of_reach = end == End::Return && ui.model().trip.pickup.is_none();
    html! {
        <button
            type="button"
            role="tab"
            data-focus={focus_name(&FocusTarget::EndTab(end))}
            tabindex={if selected { "0" } else { "-1" }}
            aria-selected={selected.to_string()}
            aria-disabled={out_of_reach.then_some("true")}
            onclick={ui.on(Action::ChooseEnd(end))}
        >
            { date }
            <small>{ hours.unwrap_or_else(|| ui.text(hint).into()) }</small>
        </button>
    }
}

fn foot(ui: &Ui) -> Html {
    let Some(window) = ui.model().trip.window().filter(|_| ui.model().picker_is_settled()) else {
        return Html::default();
    };
    let values = [("from", ui.date_time(window.start())), ("until", ui.date_time(window.end()))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    html! {
        <div class="picker-foot">
            <span>{ ui.filled(Text::SaidTimes, &values) }</span>
            <button type="button" class="btn main" onclick={ui.on(Action::ClosePanel)}>{ ui.text(Text::PickerDone) }</button>
        </div>
    }
}
