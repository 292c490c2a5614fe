//! What is taken out of the booking, and put back.

use super::*;
use crate::booking::CartLine;

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

/// A booking at Manly with all that stands there, then the other place.
fn moved(to: &str) -> Widget {
    let mut widget = Widget::booked();
    widget.act(Action::ToggleLocations);
    widget.act(Action::ChooseLocation(place(to)));
    widget
}

fn misfits(widget: &Widget) -> Option<(Vec<(&str, u32)>, bool)> {
    let misfit = widget.model.misfit()?;
    let lines = misfit.lines.iter().map(|line| (line.product.as_str(), line.quantity)).collect();
    Some((lines, misfit.closed))
}

#[test]
fn what_can_not_come_along_stays_in_the_booking_and_is_told_item_by_item_and_no_price_is_asked_for() {
    let mut widget = moved(PALM);
    assert_eq!(lines(&widget), [(KAYAK, 2), (BOARD, 1)]);
    assert_eq!(misfits(&widget), Some((vec![(BOARD, 1)], false)));
    assert_eq!(widget.said(), Some(&Announcement::NotAllThere(place(PALM))));
    assert_eq!(widget.asked_for(is_quote), 0);
    widget.answer_all();
    assert_eq!(widget.model.total(), None);
    assert_eq!(widget.press(), [], "nothing to pay");
    widget.sleep(10 * MINUTE_MS);
    widget.nudge();
    assert_eq!(widget.asked_for(is_quote), 0);
}

#[test]
fn taking_out_what_is_not_here_leaves_the_rest_at_its_price_and_can_be_undone() {
    let mut widget = moved(PALM);
    widget.act(Action::RemoveMisfits);
    assert_eq!(lines(&widget), [(KAYAK, 2)]);
    assert_eq!(widget.said(), Some(&Announcement::Removed(product(BOARD))));
    assert_eq!(focus(&widget), Some(&FocusTarget::Undo));
    assert_eq!(misfits(&widget), None);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(11_000)));
    widget.act(Action::Undo);
    assert_eq!(lines(&widget), [(KAYAK, 2), (BOARD, 1)]);
    assert_eq!(misfits(&widget), Some((vec![(BOARD, 1)], false)));
}

#[test]
fn what_is_not_here_and_taken_out_on_its_card_can_be_put_back_though_the_card_is_gone() {
    let mut widget = moved(PALM);
    widget.act(Action::SetQuantity(product(BOARD), 0));
    assert_eq!(widget.said(), Some(&Announcement::Removed(product(BOARD))));
    assert_eq!(focus(&widget), Some(&FocusTarget::Undo));
    widget.act(Action::Undo);
    assert_eq!(lines(&widget), [(KAYAK, 2), (BOARD, 1)]);
}

#[test]
fn several_that_are_not_here_go_and_come_back_together() {
    let mut shop = Shop::new();
    shop.products[0].stock.pop();
    let mut widget = Widget::booked_with(&raw(), shop);
    widget.act(Action::ChooseLocation(place(PALM)));
    widget.act(Action::RemoveMisfits);
    assert!(widget.model.cart.is_empty());
    assert_eq!(widget.said(), Some(&Announcement::TakenOut));
    widget.act(Action::Undo);
    assert_eq!(lines(&widget), [(KAYAK, 2), (BOARD, 1)]);
}

#[test]
fn back_at_the_place_before_all_is_as_it_was() {
    let mut widget = moved(PALM);
    let before = widget.model.place_before().cloned();
    assert_eq!(before, Some(place(MANLY)));
    widget.act(Action::ChooseLocation(place(MANLY)));
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(14_850)));
    assert_eq!(misfits(&widget), None);
    assert_eq!(widget.said(), Some(&Announcement::Total(aud(14_850))));
    assert_eq!(focus(&widget), Some(&FocusTarget::Booking), "the message that was pressed is gone");
}

#[test]
fn times_at_which_the_other_place_is_closed_are_told_and_kept() {
    let mut widget = Widget::started(&raw(), Shop::new());
    // Bondi is closed on Mondays.
    widget.choose(MANLY, "2026-11-30 09:00", "2026-12-01 09:00");
    widget.set(KAYAK, 1);
    widget.answer_all();
    let window = widget.model.trip.window();
    widget.act(Action::ToggleLocations);
    widget.act(Action::ChooseLocation(place(BONDI)));
    assert_eq!(misfits(&widget), Some((vec![], true)));
    assert_eq!(widget.said(), Some(&Announcement::ClosedThere(place(BONDI))));
    assert_eq!((widget.model.trip.window(), widget.asked_for(is_quote)), (window, 0));
    widget.act(Action::ChooseWindow(self::window("2026-12-01 09:00", "2026-12-02 09:00"), None));
    assert_eq!(misfits(&widget), None);
    widget.answer_all();
    assert_eq!(widget.model.total(), Some(aud(5_500)));
}

#[test]
fn where_the_service_has_a_price_all_the_same_it_is_right() {
    let mut widget = Widget::booked();
    widget.shop.products[1].stock.remove(0);
    widget.wait(2 * MINUTE_MS);
    widget.act(Action::ChooseCategory(None));
    widget.answer(is_priced);
    assert_eq!(widget.model.total(), Some(aud(14_850)));
    assert_eq!(misfits(&widget), None);
}

#[test]
fn what_fits_all_is_chosen_as_ever() {
    let widget = moved(BONDI);
    assert_eq!(misfits(&widget), None);
    assert_eq!(widget.said(), Some(&Announcement::LocationChosen(place(BONDI))));
    assert_eq!(widget.asked_for(is_quote), 1);
}

#[test]
fn a_changed_quantity_is_said_with_what_it_is_of() {
    let mut widget = Widget::open();
    widget.set(KAYAK, 1);
    assert_eq!(widget.said(), Some(&Announcement::Added(product(KAYAK))));
    widget.set(KAYAK, 2);
    let line = CartLine { product: product(KAYAK), quantity: 2 };
    assert_eq!(widget.said(), Some(&Announcement::Quantity(line)));
    widget.set(KAYAK, 0);
    assert_eq!(widget.said(), Some(&Announcement::Removed(product(KAYAK))));
}

#[test]
fn what_was_said_before_the_sheet_opens_or_closes_is_not_said_again_there() {
    let mut widget = Widget::booked();
    assert!(widget.said().is_some());
    widget.act(Action::OpenSheet);
    assert_eq!(widget.said(), None);
    widget.act(Action::Remove(product(BOARD)));
    assert!(widget.said().is_some());
    widget.act(Action::CloseSheet);
    assert_eq!(widget.said(), None);
}
