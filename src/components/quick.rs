//! Whole hires for one press, beside the times of a day.

use super::tag::{Heard, Tag, bare_button, div, tag};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::store::now;
use crate::state::{Action, End, Fit, Picker, Quick, QuickChoice};

/// The choices that opening hours and the length of a hire allow; those that others have taken say so.
pub(super) fn quick(ui: &Ui, picker: &Picker) -> Option<Tag> {
    let choices = ui.model().quick_choices(now());
    if choices.is_empty() {
        return None;
    }
    let mut row = div("quick").attr("role", "group").label(ui.text(Text::QuickChoices));
    for choice in &choices {
        row = row.child(button(ui, picker, choice));
    }
    Some(row)
}

fn button(ui: &Ui, picker: &Picker, choice: &QuickChoice) -> Tag {
    let name = match choice.which {
        Quick::Length(length_ms) => ui.formats.duration(length_ms),
        Quick::Weekend => ui.text(Text::Weekend).into(),
    };
    let when = match picker.end {
        End::PickUp => ui.times(choice.window),
        End::Return => ui.filled(Text::QuickUntil, &[("time", &ui.until(choice.window))]),
    };
    let when = match choice.fit {
        Fit::Taken => ui.text(Text::QuickTaken).into(),
        Fit::Free | Fit::Checking => when,
    };
    let button = bare_button().class("btn").when("aria-disabled", choice.fit != Fit::Free);
    let button = if choice.fit == Fit::Free {
        button.on(Heard::Press, ui.on(Action::ChooseWindow(choice.window, picker.product.clone())))
    } else {
        button
    };
    button.child(tag("b").say(name)).text(" ").child(tag("small").say(when))
}
