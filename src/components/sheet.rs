//! The booking in a sheet, for where there is no room beside the list: a native modal dialog.

use web_sys::{Event, HtmlDialogElement};
use yew::prelude::*;

use super::now_line::now_line;
use super::region::{Region, region};
use super::status::status;
use super::tag::{Heard, press, tag};
use super::ui::Ui;
use crate::i18n::Text;
use crate::state::Action;
use crate::state::store::use_change;

/// What the sheet is given.
#[derive(Properties, Clone, PartialEq)]
struct SheetProps {
    ui: Ui,
}

/// The sheet in its place.
pub(super) fn sheet(ui: &Ui) -> Html {
    html! { <Sheet ui={ui.clone()} /> }
}

/// Opened and closed by the model.
#[component(Sheet)]
fn sheet_component(SheetProps { ui }: &SheetProps) -> Html {
    let dialog = NodeRef::default();
    let open = ui.model().sheet;
    let node = dialog.clone();
    let show = Box::new(move || {
        let Some(dialog) = node.cast::<HtmlDialogElement>() else { return };
        if open && !dialog.open() {
            // It is in the document and not open, the two things that could fail.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    use_change(open.into(), show);
    let title = ui.text(Text::BookingTitle);
    let store = ui.store.clone();
    // Escape closes the dialog by itself; the model has to hear of it.
    let onclose = Callback::from(move |_: Event| store.send(Action::CloseSheet));
    let head = tag("header")
        .class("sheet-head")
        .child(tag("h2").text(title))
        .child(press(ui, "close", Action::CloseSheet).label(ui.text(Text::BookingClose)));
    tag("dialog")
        .node(&dialog)
        .class("sheet")
        .attr("part", "sheet")
        .label(title)
        .on(Heard::Close, onclose)
        // What is outside of an open dialog is out of reach for a screen reader, too.
        .child(status(ui))
        .child(head)
        .maybe(now_line(ui))
        .html(if open { region(ui, Region::Booking) } else { Html::default() })
        .into()
}
