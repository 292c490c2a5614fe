//! The time picker: a month calendar, and the times of the pick-up day or of the return day.

use yew::prelude::*;

use super::calendar::calendar;
use super::quick::quick;
use super::slot_grid::slot_grid;
use super::tag::{Tag, button, div, press, tag};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::{Action, End, FocusTarget, Picker};

/// The open time picker.
pub(super) fn time_picker(ui: &Ui) -> Html {
    let Some(picker) = ui.model().picker() else { return Html::default() };
    let title = match ui.model().picker_product() {
        Some(product) => ui.filled(Text::PickerTitleProduct, &[("product", &product.name)]),
        None => ui.text(Text::PickerTitle).into(),
    };
    let head = tag("header")
        .class("picker-head")
        .child(tag("h2").say(title.clone()))
        .child(press(ui, "close", Action::ClosePanel).label(ui.text(Text::PickerClose)));
    let times = tag("div").child(tabs(ui, picker)).maybe(quick(ui, picker)).child(times(ui, picker));
    tag("section")
        .class("picker")
        .attr("part", "picker")
        .label_of(title)
        .keys(ui, Box::new(close_on_escape))
        .child(head)
        .child(div("two").child(calendar(ui, picker)).child(times))
        .maybe(foot(ui))
        .into()
}

/// Escape closes what is open under the trip bar.
pub(super) fn close_on_escape(key: &str) -> Option<Action> {
    (key == "Escape").then_some(Action::ClosePanel)
}

fn tabs(ui: &Ui, picker: &Picker) -> Tag {
    let other = match picker.end {
        End::PickUp => End::Return,
        End::Return => End::PickUp,
    };
    let turn = move |key: &str| matches!(key, "ArrowLeft" | "ArrowRight").then_some(Action::ChooseEnd(other));
    div("tabs")
        .attr("role", "tablist")
        .label(ui.text(Text::PickerWhich))
        .keys(ui, Box::new(turn))
        .child(tab(ui, picker, End::PickUp))
        .child(tab(ui, picker, End::Return))
}

fn tab(ui: &Ui, picker: &Picker, end: End) -> Tag {
    let selected = picker.end == end;
    let (name, hours_text) = match end {
        End::PickUp => (Text::PickUp, Text::PickUpHours),
        End::Return => (Text::Return, Text::ReturnHours),
    };
    let day = picker.day(end);
    let date = day.map_or_else(|| ui.text(name).into(), |day| ui.short_date(day));
    let hours = day.and_then(|day| {
        let spans = ui.model().open_spans(day).filter(|spans| !spans.is_empty())?;
        Some(ui.filled(hours_text, &[("hours", &ui.hours(spans))]))
    });
    // Where the hours are not known: which end it is.
    let hint = if day.is_some() { name } else { Text::ChooseDay };
    let out_of_reach = end == End::Return && ui.model().trip.pickup.is_none();
    press(ui, "", Action::ChooseEnd(end))
        .attr("role", "tab")
        .focus(&FocusTarget::EndTab(end))
        .tab_stop(selected)
        .is("aria-selected", selected)
        .when("aria-disabled", out_of_reach)
        .say(date)
        .child(tag("small").say(hours.unwrap_or_else(|| ui.text(hint).into())))
}

fn times(ui: &Ui, picker: &Picker) -> Tag {
    let label = ui.text(match picker.end {
        End::PickUp => Text::PickUpTime,
        End::Return => Text::ReturnTime,
    });
    tag("div").attr("role", "tabpanel").label(label).html(slot_grid(ui, label))
}

fn foot(ui: &Ui) -> Option<Tag> {
    let window = ui.model().trip.window().filter(|_| ui.model().picker_is_settled())?;
    let done = button(ui, "btn main", Text::PickerDone, Action::ClosePanel);
    Some(div("picker-foot").child(tag("span").say(ui.times(window))).child(done))
}
