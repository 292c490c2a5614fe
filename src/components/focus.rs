//! Moving the focus on purpose: the reducer names a target, the element that bears its name gets the focus.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition, ShadowRoot};
use yew::prelude::*;

use crate::state::store::{Store, use_change};
use crate::state::{Action, End, FocusTarget, Rest};

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

/// What holds the focus when another of its kind is in the widget, from the inside out.
const HOMES: &str = "[role=tabpanel], .picker, .panel, dialog, .card, .list";

/// Moves the focus after the render in which its wanted place changed. Of several elements of that name the first that is
/// shown is meant: the booking stands beside the list and in the sheet. Where a render takes away what has the focus and
/// nobody moves it, it goes to what is near. Gives the place of the widget's frame.
#[hook]
pub(super) fn use_focus(store: &Store) -> NodeRef {
    let frame = use_mut_ref(Frame::default);
    let (turn, root) = {
        let mut frame = frame.borrow_mut();
        frame.turn += 1;
        let number = store.model.focus.as_ref().map_or(0, |(number, _)| *number);
        let before = std::mem::replace(&mut frame.number, number);
        // It stays so if the next render comes before what follows this one.
        frame.moved |= before != number;
        (frame.turn, frame.root.clone())
    };
    // Before this render changes anything.
    let whole = store.model.rest == Rest::There;
    let had = root.cast::<Element>().and_then(|root| focused_in(&root));
    let homes = had.as_ref().filter(|_| whole).map_or_else(Vec::new, homes_of);
    let (place, store, frame) = (root.clone(), store.clone(), frame.clone());
    let after = Box::new(move || {
        let Some(root) = place.cast::<Element>() else { return };
        let moved = std::mem::take(&mut frame.borrow_mut().moved);
        if let (true, Some((_, target))) = (moved, &store.model.focus) {
            let in_panel = matches!(target, FocusTarget::FirstPlace | FocusTarget::Day(_));
            if !move_to(&root, &focus_name(target), in_panel) {
                store.send(Action::FocusMissed);
            }
        } else if had.is_some_and(|had| is_lost(&had) && !(whole && keep_near(&root, &had, &homes))) {
            move_to(&root, &focus_name(&FocusTarget::TripPlace), false);
        }
    });
    use_change(turn, after);
    root
}

/// What is remembered from one render to the next.
#[derive(Default)]
struct Frame {
    turn: u64,
    /// The number of the last move of the focus.
    number: u64,
    /// Whether that move is still to be made.
    moved: bool,
    root: NodeRef,
}

fn focused_in(root: &Element) -> Option<Element> {
    root.get_root_node().dyn_ref::<ShadowRoot>()?.active_element()
}

/// Whether what had the focus is gone, and nothing in the page has it now.
fn is_lost(had: &Element) -> bool {
    let page = had.owner_document().and_then(|page| page.active_element());
    !had.is_connected() && page.is_none_or(|element| element.tag_name() == "BODY")
}

/// A gate (see `state::rest`): what an element is in, from the inside out.
#[inline(never)]
fn homes_of(element: &Element) -> Vec<Element> {
    let mut homes = Vec::new();
    let mut at = Some(element.clone());
    while let Some(home) = at.and_then(|at| at.closest(HOMES).ok().flatten()) {
        at = home.parent_element();
        homes.push(home);
    }
    homes
}

/// A gate: moves the focus to what bears the same name as what had it, or the same part, else to the first that can be
/// reached with the Tab key and has a name, near first. Tells whether something has it.
#[inline(never)]
fn keep_near(root: &Element, had: &Element, homes: &[Element]) -> bool {
    if had.get_attribute(FOCUS_NAME).is_some_and(|name| move_to(root, &name, false)) {
        return true;
    }
    let of_part = had.get_attribute("part").map(|part| ["[part='", &part, "']"].concat());
    let named = ["[", FOCUS_NAME, "]:not([tabindex='-1'])"].concat();
    for home in homes.iter().filter(|home| home.is_connected()).chain([root]) {
        for selector in of_part.as_deref().into_iter().chain([&*named]) {
            if let Some(element) = first_shown(home, selector, |_| true) {
                // Where it can't be focused there is another one.
                let _ = element.focus();
                if focused_in(root).is_some() {
                    return true;
                }
            }
        }
    }
    false
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

/// Tells whether something of that name is shown.
fn move_to(root: &Element, name: &str, in_panel: bool) -> bool {
    let meant = |element: &HtmlElement| element.get_attribute(FOCUS_NAME).as_deref() == Some(name);
    let shown = first_shown(root, &["[", FOCUS_NAME, "]"].concat(), meant);
    let there = shown.is_some();
    // Where nothing of that name is shown, the widget itself: the focus is never lost to the page.
    if let Some(element) = shown.or_else(|| root.clone().dyn_into().ok()) {
        if in_panel {
            show_head(&element);
        }
        // An element that can't be focused keeps the focus where it is.
        let _ = element.focus();
    }
    there
}

fn first_shown(root: &Element, selector: &str, meant: impl Fn(&HtmlElement) -> bool) -> Option<HtmlElement> {
    let candidates = root.query_selector_all(selector).ok()?;
    (0..candidates.length())
        .filter_map(|index| candidates.get(index)?.dyn_into::<HtmlElement>().ok())
        .find(|element| meant(element) && element.get_client_rects().length() > 0)
}
