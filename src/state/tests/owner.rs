//! What the page's owner sets: zones, currency, another theme.

use super::*;

fn without_zones() -> Shop {
    let mut shop = Shop::new();
    shop.locations.iter_mut().for_each(|place| place.time_zone = None);
    shop
}

fn zone_of(widget: &Widget) -> (&str, ZoneKind) {
    let (zone, kind) = widget.model.zone.as_ref().unwrap();
    (zone.name(), *kind)
}

fn configure(widget: &mut Widget, raw: &RawConfig) -> Vec<Effect> {
    let (config, problems) = checked(raw);
    widget.act(Action::Configure(config, problems))
}

#[test]
fn the_zone_is_the_locations_by_the_services_word() {
    let widget = Widget::open();
    assert_eq!(zone_of(&widget), ("Australia/Sydney", ZoneKind::Service));
    assert_eq!(widget.errors(), [] as [&str; 0]);
}

#[test]
fn a_location_that_names_no_zone_is_in_the_companys() {
    let mut shop = without_zones();
    shop.company.time_zone = Some("Australia/Perth".into());
    assert_eq!(zone_of(&Widget::started(&raw(), shop)), ("Australia/Perth", ZoneKind::Service));
}

#[test]
fn where_the_service_names_no_zone_the_owners_is_used() {
    let owner = RawConfig { time_zone: Some("Australia/Hobart".into()), ..raw() };
    let widget = Widget::started(&owner, without_zones());
    assert_eq!(zone_of(&widget), ("Australia/Hobart", ZoneKind::Attribute));
    assert_eq!(widget.errors(), [] as [&str; 0]);
}

#[test]
fn where_nobody_names_a_zone_it_is_the_browsers_and_the_owner_is_told_once() {
    let mut widget = Widget::started(&raw(), without_zones());
    assert_eq!(zone_of(&widget), ("Europe/Berlin", ZoneKind::Browser));
    widget.act(Action::ChooseLocation(place(MANLY)));
    widget.wait(6 * MINUTE_MS);
    widget.nudge();
    widget.answer_all();
    let told = widget.messages("time-zone-unknown");
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("Europe/Berlin") && told[0].contains("time-zone"));
}

#[test]
fn the_owner_is_told_of_the_missing_zone_also_where_they_chose_the_location() {
    let owner = RawConfig { location_id: Some(BONDI.into()), ..raw() };
    assert_eq!(Widget::started(&owner, without_zones()).errors(), ["time-zone-unknown"]);
}

#[test]
fn a_zone_that_no_browser_knows_is_none() {
    let mut shop = Shop::new();
    shop.locations.iter_mut().for_each(|place| place.time_zone = Some("Mars/Olympus".into()));
    let owner = RawConfig { time_zone: Some("Australia/Hobart".into()), ..raw() };
    assert_eq!(zone_of(&Widget::started(&owner, shop)), ("Australia/Hobart", ZoneKind::Attribute));
}

#[test]
fn where_service_and_owner_differ_the_service_is_right_and_the_owner_is_told() {
    let owner =
        RawConfig { time_zone: Some("Australia/Perth".into()), currency: Some("EUR".into()), ..raw() };
    let widget = Widget::started(&owner, Shop::new());
    assert_eq!(zone_of(&widget), ("Australia/Sydney", ZoneKind::Service));
    assert_eq!(widget.model.currency(), Currency::parse("AUD"));
    let told = widget.messages("attribute-conflict");
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("time-zone") && told[0].contains("Australia/Sydney"));
    assert!(told[1].contains("currency") && told[1].contains("AUD"));
}

#[test]
fn an_attribute_that_is_set_later_is_compared_with_the_service_too() {
    let mut widget = Widget::open();
    configure(&mut widget, &RawConfig { time_zone: Some("Australia/Perth".into()), ..raw() });
    assert_eq!(widget.messages("attribute-conflict").len(), 1);
    configure(
        &mut widget,
        &RawConfig { time_zone: Some("Australia/Perth".into()), theme: Some("dark".into()), ..raw() },
    );
    assert_eq!(widget.messages("attribute-conflict").len(), 1);
}

#[test]
fn without_a_currency_from_the_service_the_owners_is_used() {
    let mut shop = Shop::new();
    shop.locations.iter_mut().for_each(|place| place.currency = None);
    let owner = RawConfig { currency: Some("nzd".into()), ..raw() };
    assert_eq!(Widget::started(&owner, shop).model.currency(), Currency::parse("NZD"));
}

#[test]
fn a_currency_that_only_the_quotes_name_is_the_services_word_too_and_told_once() {
    let mut shop = Shop::new();
    shop.locations.iter_mut().for_each(|place| place.currency = None);
    let mut widget = Widget::started(&RawConfig { currency: Some("EUR".into()), ..raw() }, shop);
    widget.choose(MANLY, "2026-11-28 09:00", "2026-11-29 09:00");
    assert_eq!(widget.model.currency(), Currency::parse("EUR"));
    for quantity in [1, 2] {
        widget.set(KAYAK, quantity);
        widget.answer_all();
    }
    assert_eq!(widget.model.currency(), Currency::parse("AUD"));
    let told = widget.messages("attribute-conflict");
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("currency") && told[0].contains("AUD"));
}

#[test]
fn another_theme_language_or_redirect_keeps_everything() {
    let mut widget = Widget::booked();
    let before = Rc::clone(&widget.model);
    let effects = configure(
        &mut widget,
        &RawConfig {
            theme: Some("dark".into()),
            locale: Some("de".into()),
            redirect: Some("none".into()),
            ..raw()
        },
    );
    assert_eq!(effects, []);
    assert_eq!(widget.model.config.theme, Theme::Dark);
    let with_old_config = Model { config: Rc::clone(&before.config), ..Model::clone(&widget.model) };
    assert_eq!(with_old_config, *before);
}

#[test]
fn another_location_of_the_owners_is_gone_to_and_a_wrong_one_reported() {
    let mut widget = Widget::booked();
    configure(&mut widget, &RawConfig { location_id: Some(BONDI.into()), ..raw() });
    assert_eq!(widget.model.trip.location, Some(place(BONDI)));
    configure(&mut widget, &RawConfig { location_id: Some("location_gone".into()), ..raw() });
    assert_eq!(widget.model.trip.location, Some(place(BONDI)));
    assert_eq!(widget.errors(), ["attribute-invalid"]);
}

#[test]
fn a_wrong_attribute_is_told_with_what_it_may_be() {
    let mut widget = Widget::open();
    configure(&mut widget, &RawConfig { theme: Some("neon".into()), ..raw() });
    let told = widget.messages("attribute-invalid");
    assert!(told[0].contains("theme") && told[0].contains("neon") && told[0].contains("light"), "{told:?}");
}

#[test]
fn the_page_hears_each_change_of_the_booking_and_nothing_else() {
    let mut widget = Widget::open();
    let effects = widget.set(KAYAK, 2);
    let Some(Effect::Emit(Event::Change(snapshot))) = effects.first() else { panic!("{effects:?}") };
    assert_eq!(snapshot.items, [item(KAYAK, 2)]);
    assert_eq!(widget.set(KAYAK, 2), []);
    assert_eq!(widget.act(Action::ChooseCategory(Some("Boards".into()))), []);
}
