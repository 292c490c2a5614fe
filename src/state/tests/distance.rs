//! How far the places are.

use super::*;
use crate::booking::Position;

/// A shop that says of Manly and of Palm Beach where they are, and of Bondi not.
fn somewhere() -> Widget {
    let mut shop = Shop::new();
    shop.locations[0].position = Some(Position { lat: -33_799_600, lng: 151_282_800 });
    shop.locations[2].position = Some(Position { lat: -33_596_700, lng: 151_324_300 });
    Widget::started(&raw(), shop)
}

fn places(widget: &Widget) -> Vec<&str> {
    widget.model.places().iter().map(|location| location.id.as_str()).collect()
}

fn located(widget: &mut Widget) -> Vec<Effect> {
    let metres = vec![(place(MANLY), 22_000), (place(PALM), 900)];
    widget.act(Action::Located(Ok(metres)))
}

#[test]
fn the_position_is_asked_for_by_a_press_alone_and_the_nearest_place_comes_first_then() {
    let mut widget = somewhere();
    widget.act(Action::ToggleLocations);
    assert!(!widget.effects.iter().any(|effect| matches!(effect, Effect::Locate(_))));
    assert_eq!(places(&widget), [MANLY, BONDI, PALM]);
    let effects = widget.act(Action::ToggleDistances);
    let [Effect::Locate(asked)] = &*effects else { panic!("{effects:?}") };
    assert_eq!(asked.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), [MANLY, PALM]);
    assert_eq!(widget.model.distances, Distances::Asking);
    assert_eq!(located(&mut widget), []);
    assert_eq!(places(&widget), [PALM, MANLY, BONDI], "what is not known is last");
    assert_eq!(widget.model.distance(&place(BONDI)), None);
    assert_eq!(widget.said(), Some(&Announcement::Nearest(place(PALM), 900)));
    // It is nobody's but the customer's.
    assert!(!widget.told().iter().any(|event| format!("{event:?}").contains("900")));
    widget.act(Action::ToggleDistances);
    assert_eq!(places(&widget), [MANLY, BONDI, PALM]);
}

#[test]
fn without_a_position_it_is_said_why_and_the_next_press_tries_again() {
    for why in [NoPosition::Refused, NoPosition::Failed, NoPosition::Slow] {
        let mut widget = somewhere();
        widget.act(Action::ToggleDistances);
        widget.act(Action::Located(Err(why)));
        assert_eq!(widget.model.distances, Distances::Unknown(why));
        assert_eq!(widget.said(), Some(&Announcement::NoPosition(why)));
        assert_eq!(widget.act(Action::ToggleDistances).len(), 1);
        located(&mut widget);
        assert_eq!(places(&widget), [PALM, MANLY, BONDI]);
    }
}

#[test]
fn who_does_not_want_to_wait_is_left_alone_by_a_late_answer() {
    let mut widget = somewhere();
    widget.act(Action::ToggleDistances);
    widget.act(Action::ToggleDistances);
    let before = Rc::clone(&widget.model);
    located(&mut widget);
    assert_eq!(widget.model, before);
}

#[test]
fn where_no_place_says_where_it_is_nothing_is_asked() {
    let mut widget = Widget::open();
    assert!(!widget.model.has_positions());
    assert_eq!(widget.act(Action::ToggleDistances), []);
    assert_eq!(widget.model.distances, Distances::Hidden);
}
