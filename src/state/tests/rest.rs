//! While the rest of the program is on its way, and when it can't be had.

use super::*;
use crate::state::{Item, Rest};

/// Started without the rest, and both lists are there.
fn first_part() -> Widget {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.model = Rc::new(Model::new(checked(&raw()).0, false));
    widget.start();
    widget
}

fn wanted(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| **effect == Effect::Emit(Event::Rest)).count()
}

#[test]
fn the_rest_is_fetched_when_the_list_is_on_screen_and_not_before() {
    let mut widget = Widget::new(&raw(), Shop::new());
    widget.model = Rc::new(Model::new(checked(&raw()).0, false));
    widget.act(Action::Start(None, vec![]));
    widget.answer(is_locations);
    assert_eq!(wanted(&widget.effects), 0);
    widget.answer(is_catalog);
    assert_eq!(widget.told(), [&Event::Ready, &Event::Rest]);
}

#[test]
fn the_whole_program_asks_for_no_rest() {
    assert_eq!(wanted(&Widget::booked().effects), 0);
}

#[test]
fn what_the_customer_does_meanwhile_is_done_in_its_order_when_the_rest_is_there() {
    let mut widget = first_part();
    widget.act(Action::ToggleLocations);
    widget.act(Action::ChooseLocation(place(MANLY)));
    assert_eq!((&widget.model.panel, &widget.model.trip.location), (&Panel::Closed, &None));
    assert!(widget.model.awaits_rest());
    widget.act(Action::Rest(true));
    assert_eq!(widget.model.trip.location, Some(place(MANLY)));
    assert!(!widget.model.awaits_rest());
    widget.choose(MANLY, "2026-11-28 09:00", "2026-11-29 09:00");
    widget.set(KAYAK, 2);
    widget.answer_all();
    assert!(widget.model.total().is_some());
}

#[test]
fn what_needs_no_rest_does_not_wait_for_it() {
    let mut widget = first_part();
    widget.act(Action::ChooseCategory(Some("Kayaks".into())));
    assert_eq!(widget.model.category.as_deref(), Some("Kayaks"));
    assert!(!widget.model.awaits_rest());
}

#[test]
fn a_long_wait_for_the_rest_is_said() {
    let mut widget = first_part();
    widget.sleep(10_000);
    assert_eq!(widget.said(), None, "nobody misses it");
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    widget.sleep(4_000);
    assert_eq!(widget.said(), Some(&Announcement::StillWorking));
    widget.act(Action::Rest(true));
    assert!(!widget.model.clock.slow);
}

#[test]
fn a_rest_that_can_not_be_had_is_said_once_it_is_missed_and_tried_again_by_a_press() {
    let mut widget = first_part();
    widget.act(Action::Rest(false));
    assert!(!widget.model.misses_rest(), "nobody misses it");
    widget.effects.clear();
    widget.act(Action::ChooseTimesFor(product(KAYAK)));
    assert_eq!(wanted(&widget.effects), 1, "the press tries again");
    widget.act(Action::Rest(false));
    assert!(widget.model.misses_rest());
    assert_eq!(widget.said(), Some(&Announcement::NotLoaded));
    assert_eq!(wanted(&widget.act(Action::Retry)), 1);
    assert!(!widget.model.misses_rest());
    widget.act(Action::Rest(true));
    assert!(matches!(widget.model.panel, Panel::Locations { .. }), "what was pressed is done");
}

#[test]
fn a_rest_that_could_not_be_had_is_tried_again_when_the_connection_is_back() {
    let mut widget = first_part();
    widget.act(Action::Online(false));
    widget.act(Action::Rest(false));
    assert_eq!(wanted(&widget.act(Action::Online(true))), 1);
    assert_eq!(widget.model.rest, Rest::Awaited);
}

#[test]
fn what_is_kept_waits_for_the_rest_and_is_not_lost_meanwhile() {
    let kept = Snapshot {
        location_id: Some(place(MANLY)),
        start: Some(at("2026-11-28 09:00").ms()),
        end: Some(at("2026-11-29 09:00").ms()),
        items: Item::all(&Widget::booked().model.cart),
        ..Snapshot::default()
    };
    let at_bondi = RawConfig { location_id: Some(BONDI.into()), ..raw() };
    let mut widget = Widget::new(&at_bondi, Shop::new());
    widget.model = Rc::new(Model::new(checked(&at_bondi).0, false));
    widget.act(Action::Start(Some(kept), vec![]));
    widget.answer_all();
    let keeps = |widget: &Widget| widget.told().iter().any(|event| matches!(event, Event::Keep(_)));
    assert_eq!(widget.model.trip.location, Some(place(BONDI)), "the owner's wish");
    assert!(!keeps(&widget), "nothing takes its place");
    widget.act(Action::Rest(true));
    widget.answer_all();
    assert_eq!(widget.model.trip.location, Some(place(MANLY)));
    assert_eq!(widget.model.total(), Some(aud(14_850)));
    assert!(keeps(&widget));
}

#[test]
fn the_same_press_again_while_it_waits_does_not_take_the_first_one_back() {
    let mut widget = first_part();
    widget.act(Action::ToggleLocations);
    widget.act(Action::ToggleLocations);
    widget.act(Action::Rest(true));
    assert!(matches!(widget.model.panel, Panel::Locations { .. }));
    widget.act(Action::ToggleLocations);
    assert_eq!(widget.model.panel, Panel::Closed, "where the places are on screen it does");
}
