//! Moving the focus on purpose: the reducer names a target, the element that bears its name gets the focus.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use crate::state::store::use_change;
use crate::state::{End, FocusTarget};

/// The attribute that bears a target's name.
pub(super) const FOCUS_NAME: &str = "data-focus";

/// A target's name, as the element that is meant bears it in `data-focus`.
pub(super) fn focus_name(target: &FocusTarget) -> String {
    match target {
        FocusTarget::TripPlace => "trip-place".into(),
        FocusTarget::TripTime(End::PickUp) => "trip-from".into(),
        FocusTarget::TripTime(End::Return) => "trip-until".into(),
        FocusTarget::FirstPlace => "first-place".into(),
        FocusTarget::Day(date) => ["day ", &date.to_iso()].concat(),
        FocusTarget::Slot(at) => ["slot ", &at.ms().to_string()].concat(),
        FocusTarget::EndTab(End::PickUp) => "tab-pick-up".into(),
        FocusTarget::EndTab(End::Return) => "tab-return".into(),
        FocusTarget::Product(id) => ["product ", id.as_str()].concat(),
        FocusTarget::Line(id) => ["line ", id.as_str()].concat(),
        FocusTarget::Undo => "undo".into(),
        FocusTarget::Booking => "booking".into(),
        FocusTarget::OpenSheet => "open-sheet".into(),
        FocusTarget::Search => "search".into(),
        FocusTarget::Alert => "alert".into(),
    }
}

/// Moves the focus after the render in which `wanted` changed. Of several elements of that name the first that is
/// shown is meant: the booking stands beside the list and in the sheet.
#[hook]
pub(super) fn use_focus(root: &NodeRef, wanted: Option<(u64, FocusTarget)>) {
    let root = root.clone();
    let number = wanted.as_ref().map_or(0, |(number, _)| *number);
    let move_it = Box::new(move || {
        if let (Some((_, target)), Some(root)) = (wanted, root.cast::<Element>()) {
            let in_panel = matches!(target, FocusTarget::FirstPlace | FocusTarget::Day(_));
            move_to(&root, &focus_name(&target), in_panel);
        }
    });
    use_change(number, move_it);
}

/// A gate (see `state::rest`): where the focus comes into a panel that has opened, its heading comes into sight first.
#[inline(never)]
fn show_head(element: &Element) {
    let has_focus = |panel: &Element| panel.query_selector(":focus").is_ok_and(|found| found.is_some());
    let panel = element.closest(".picker").ok().flatten().filter(|panel| !has_focus(panel));
    if let Some(head) = panel.and_then(|panel| panel.first_element_child()) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        head.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn move_to(root: &Element, name: &str, in_panel: bool) {
    let Ok(candidates) = root.query_selector_all(&["[", FOCUS_NAME, "]"].concat()) else { return };
    let shown = (0..candidates.length())
        .filter_map(|index| candidates.get(index)?.dyn_into::<HtmlElement>().ok())
        .find(|element| {
            element.get_attribute(FOCUS_NAME).as_deref() == Some(name)
                && element.get_client_rects().length() > 0
        });
    // Where nothing of that name is shown, the widget itself: the focus is never lost to the page.
    if let Some(element) = shown.or_else(|| root.clone().dyn_into().ok()) {
        if in_panel {
            show_head(&element);
        }
        // An element that can't be focused keeps the focus where it is.
        let _ = element.focus();
    }
}
