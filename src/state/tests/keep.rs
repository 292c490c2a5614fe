//! What is taken out of the booking, and put back.

use super::*;

fn lines(widget: &Widget) -> Vec<(&str, u32)> {
    widget.model.cart.lines().iter().map(|line| (line.product.as_str(), line.quantity)).collect()
}

fn focus(widget: &Widget) -> Option<&FocusTarget> {
    widget.model.focus.as_ref().map(|(_, target)| target)
}

#[test]
fn what_was_taken_out_comes_back_by_one_press_as_many_and_in_its_place() {
    let mut widget = Widget::booked();
    widget.act(Action::Remove(product(KAYAK)));
    assert_eq!(lines(&widget), [(BOARD, 1)]);
    assert_eq!(widget.said(), Some(&Announcement::Removed(product(KAYAK))));
    assert_eq!(focus(&widget), Some(&FocusTarget::Undo));
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(3_850)));
    widget.act(Action::Undo);
    assert_eq!(lines(&widget), [(KAYAK, 2), (BOARD, 1)]);
    assert_eq!(widget.said(), Some(&Announcement::PutBack));
    assert_eq!(focus(&widget), Some(&FocusTarget::Line(product(KAYAK))));
    assert_eq!(widget.model.removed, None);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(14_850)));
    // There is nothing more to be put back.
    let before = Rc::clone(&widget.model);
    widget.act(Action::Undo);
    assert_eq!(widget.model, before);
}

#[test]
fn the_last_thing_taken_out_leaves_a_way_back_also_where_the_sheet_is_closed() {
    let mut widget = Widget::booked();
    widget.act(Action::OpenSheet);
    widget.act(Action::Remove(product(KAYAK)));
    widget.act(Action::Remove(product(BOARD)));
    assert!(widget.model.cart.is_empty());
    widget.act(Action::CloseSheet);
    assert_eq!(focus(&widget), Some(&FocusTarget::Undo));
    widget.act(Action::Undo);
    assert_eq!(lines(&widget), [(BOARD, 1)], "what was taken out last");
}

#[test]
fn the_way_back_goes_with_the_next_change_of_the_booking_or_of_the_trip() {
    let taken_out = || {
        let mut widget = Widget::booked();
        widget.act(Action::Remove(product(BOARD)));
        widget.answer_all();
        assert!(widget.model.removed.is_some());
        widget
    };
    for change in [
        Action::SetQuantity(product(KAYAK), 3),
        Action::SetQuantity(product(BOARD), 1),
        Action::ChooseLocation(place(BONDI)),
        Action::ChooseWindow(window("2026-12-05 09:00", "2026-12-05 12:00"), None),
    ] {
        let mut widget = taken_out();
        widget.act(change.clone());
        assert_eq!(widget.model.removed, None, "{change:?}");
    }
    // What changes neither leaves it.
    let mut widget = taken_out();
    for action in
        [Action::ToggleLocations, Action::ClosePanel, Action::OpenSheet, Action::ChooseCategory(None)]
    {
        widget.act(action);
    }
    assert!(widget.model.removed.is_some());
}

#[test]
fn what_is_not_for_hire_any_more_is_called_by_its_name_also_when_it_is_taken_out() {
    let mut widget = Widget::booked();
    widget.shop.products.retain(|it| it.id != product(BOARD));
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    assert!(widget.model.is_gone(&product(BOARD)));
    widget.act(Action::Remove(product(BOARD)));
    assert_eq!(widget.model.known_name(&product(BOARD)), Some(BOARD));
    assert_eq!(widget.said(), Some(&Announcement::Removed(product(BOARD))));
}

#[test]
fn nothing_that_can_be_put_back_is_kept_over_a_reload_or_told_to_the_page() {
    let mut widget = Widget::booked();
    widget.act(Action::Remove(product(BOARD)));
    assert_eq!(widget.model.kept().items.len(), 1);
    assert_eq!(widget.model.snapshot().items.len(), 1);
}
