//! The times of a day, from the first press to the chosen window.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::page::{Page, SATURDAY_9, config, is_off, press, press_counted, settle, text};
use crate::service::{Endpoint, Reply, Service};

const HOUR: i64 = 3_600_000;

/// The time picker for the kayak at Manly on Saturday with its times there.
async fn open_saturday() -> Page {
    let page = Page::open_at_manly().await;
    page.press("Choose times for Kayak").await;
    page.press("Saturday 28 November available").await;
    page.appears("[role=radio]").await;
    page
}

fn slot(page: &Page, at: i64) -> Element {
    page.get(&format!("[data-focus='slot {at}']"))
}

fn reached_by_tab(page: &Page) -> Vec<Element> {
    page.all("[role=radio][tabindex='0']")
}

#[wasm_bindgen_test]
async fn the_times_of_a_day_are_a_group_of_radio_buttons_by_part_of_the_day() {
    let page = open_saturday().await;
    let group = page.get("[role=radiogroup]");
    assert_eq!(group.get_attribute("aria-label").as_deref(), Some("Pick-up time"));
    let times = page.texts("[role=radio]");
    // From 9:00 to 17:00, both included, each quarter of an hour.
    assert_eq!(times.len(), 33);
    assert_eq!((&*times[1], &*times[32]), ("9:15 am", "5:00 pm"));
    assert_eq!(page.texts(".part"), ["Morning", "Afternoon"]);
    assert_eq!(page.all("[role=radio][aria-checked=true]").len(), 0);
    assert_eq!(reached_by_tab(&page), [slot(&page, SATURDAY_9)]);
    assert!(page.text("[aria-selected=true]").contains("Pick up from 9:00 am to 5:00 pm"));
}

#[wasm_bindgen_test]
async fn few_left_are_counted_and_taken_ones_are_named_so_and_can_not_be_chosen() {
    let page = open_saturday().await;
    assert_eq!(text(&slot(&page, SATURDAY_9)), "9:00 am2 left");
    let noon = slot(&page, SATURDAY_9 + 3 * HOUR);
    assert!(is_off(&noon));
    assert_eq!(
        noon.get_attribute("aria-label").as_deref().map(crate::page::plain),
        Some("12:00 pm taken".into())
    );
    assert_eq!(page.all("[role=radio][aria-disabled=true]").len(), 4);
    press(&noon);
    settle().await;
    assert_eq!(page.text("[data-focus=trip-from] strong"), "Choose a time");
    assert_eq!(page.text("[aria-selected=true]").chars().next(), Some('S'));
    assert!(page.find("[role=radiogroup][aria-label='Pick-up time']").is_some());
}

#[wasm_bindgen_test]
async fn arrows_move_through_the_times_without_choosing() {
    let page = open_saturday().await;
    crate::page::focus(&slot(&page, SATURDAY_9));
    for (key, at) in [
        ("ArrowRight", SATURDAY_9 + HOUR / 4),
        ("ArrowDown", SATURDAY_9 + HOUR / 2),
        ("ArrowLeft", SATURDAY_9 + HOUR / 4),
        ("ArrowUp", SATURDAY_9),
        ("ArrowUp", SATURDAY_9),
        ("End", SATURDAY_9 + 8 * HOUR),
        ("ArrowRight", SATURDAY_9 + 8 * HOUR),
        ("Home", SATURDAY_9),
    ] {
        assert!(page.key(key), "{key}");
        page.focus_on(&format!("slot {at}")).await;
        page.until("Tab to follow", |page| reached_by_tab(page) == [slot(page, at)]).await;
    }
    assert_eq!(page.text("[data-focus=trip-from] strong"), "Choose a time");
}

#[wasm_bindgen_test]
async fn a_pick_up_leads_on_to_the_return_and_a_return_closes_and_takes_the_product() {
    let page = open_saturday().await;
    press(&slot(&page, SATURDAY_9 + 4 * HOUR));
    page.appears("[role=radiogroup][aria-label='Return time']").await;
    page.focus_on("day 2026-11-28").await;
    assert_eq!(page.text("[data-focus=trip-from] strong"), "Sat 28 Nov 1:00 pm");
    assert_eq!(page.get("[data-focus=tab-return]").get_attribute("aria-selected").as_deref(), Some("true"));
    page.appears("[role=radiogroup][aria-label='Return time']").await;
    // On the day itself, later than the pick-up only.
    assert_eq!(page.texts("[role=radio]")[0], "1:15 pm");
    press(&page.get("[data-focus='day 2026-11-29']"));
    page.until("Sunday's times", |page| page.texts("[role=radio]").len() == 33).await;
    press(&slot(&page, SATURDAY_9 + 24 * HOUR));
    page.focus_on("product product_kayak").await;
    assert!(page.find(".picker").is_none());
    assert_eq!(page.texts(".trip strong")[2], "Sun 29 Nov 9:00 am");
    page.priced().await;
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
    let last = page.events("booking-change").pop().unwrap();
    assert_eq!(last["start"], json!(SATURDAY_9 + 4 * HOUR));
    assert_eq!(last["items"], json!([{ "productId": "product_kayak", "quantity": 1 }]));
}

#[wasm_bindgen_test]
async fn the_second_press_of_a_double_one_chooses_nothing() {
    let page = open_saturday().await;
    let first = slot(&page, SATURDAY_9);
    press_counted(&first, 2);
    settle().await;
    assert_eq!(page.text("[data-focus=trip-from] strong"), "Choose a time");
    press_counted(&first, 1);
    page.appears("[role=radiogroup][aria-label='Return time']").await;
    // It lands on what has come in the place of the first.
    press_counted(&slot(&page, SATURDAY_9 + HOUR), 2);
    settle().await;
    assert_eq!(page.texts(".trip strong")[1..], ["Sat 28 Nov 9:00 am", "Choose a time"]);
    assert!(page.find(".picker [role=radiogroup][aria-label='Return time']").is_some());
    press(&slot(&page, SATURDAY_9 + HOUR));
    page.focus_on("product product_kayak").await;
    assert_eq!(page.texts(".trip strong")[2], "Sat 28 Nov 10:00 am");
}

#[wasm_bindgen_test]
async fn a_return_is_offered_while_nothing_on_the_way_is_taken() {
    let page = open_saturday().await;
    press(&slot(&page, SATURDAY_9));
    page.appears("[role=radiogroup][aria-label='Return time']").await;
    // Nothing is free from 12:00 on: the kayak can be back at 12:00, not later, nor on the next day.
    let noon = SATURDAY_9 + 3 * HOUR;
    assert!(!is_off(&slot(&page, noon)));
    assert!(is_off(&slot(&page, noon + HOUR / 4)));
    assert!(is_off(&slot(&page, noon + 5 * HOUR)));
    press(&page.get("[data-focus='day 2026-11-29']"));
    page.until("Sunday's times", |page| page.texts("[role=radio]").len() == 33).await;
    assert_eq!(page.all("[role=radio][aria-disabled=true]").len(), 33);
}

#[wasm_bindgen_test]
async fn a_return_chosen_from_the_trip_bar_gives_the_focus_back_to_it() {
    let page = Page::open_at_manly().await;
    press(&page.get("[data-focus=trip-from]"));
    page.press("Saturday 28 November").await;
    page.appears("[role=radio]").await;
    press(&slot(&page, SATURDAY_9));
    page.appears("[role=radiogroup][aria-label='Return time']").await;
    // Only opening hours mattered.
    assert_eq!(page.count(Endpoint::Slots), 0);
    press(&slot(&page, SATURDAY_9 + 2 * HOUR));
    page.focus_on("trip-until").await;
    assert!(page.find(".picker").is_none());
    assert_eq!(page.texts(".trip strong")[1..], ["Sat 28 Nov 9:00 am", "Sat 28 Nov 11:00 am"]);
    assert!(page.find(".panel .line").is_none());
}

#[wasm_bindgen_test]
async fn the_return_is_out_of_reach_before_the_pick_up() {
    let page = open_saturday().await;
    let tab = page.get("[data-focus=tab-return]");
    assert!(is_off(&tab));
    press(&tab);
    settle().await;
    assert_eq!(tab.get_attribute("aria-selected").as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn arrows_turn_from_pick_up_to_return_and_back() {
    let page = Page::open_trip().await;
    press(&page.get("[data-focus=trip-from]"));
    let tab = page.appears("[data-focus=tab-pick-up]").await;
    crate::page::focus(&tab);
    assert!(page.key("ArrowRight"));
    page.focus_on("tab-return").await;
    assert_eq!(page.get("[data-focus=tab-return]").get_attribute("tabindex").as_deref(), Some("0"));
    assert_eq!(page.get("[data-focus=tab-pick-up]").get_attribute("tabindex").as_deref(), Some("-1"));
    assert!(page.key("ArrowLeft"));
    page.focus_on("tab-pick-up").await;
}

#[wasm_bindgen_test]
async fn times_of_today_that_have_passed_are_not_offered() {
    let page = Page::open_at_manly().await;
    press(&page.get("[data-focus=trip-from]"));
    page.press("Saturday 21 November").await;
    page.appears("[role=radio]").await;
    // It is 11:00.
    assert_eq!(page.texts("[role=radio]")[0], "11:15 am");
}

#[wasm_bindgen_test]
async fn while_the_times_are_on_their_way_the_screen_says_so() {
    let service = Service::start();
    service.always(Endpoint::Slots, Reply::Held);
    let mut manly = config();
    manly["locationId"] = json!("location_manly");
    let page = Page::open_with(service, &manly, None).await;
    page.press("Choose times for Kayak").await;
    page.press("Saturday 28 November").await;
    page.until("the wait", |page| page.text("[role=tabpanel]").contains("Checking what is free")).await;
    let quarter = |page: &Page| {
        let asked = page.service.asked_of(Endpoint::Slots);
        asked.iter().filter(|asked| asked.parameter("interval") == Some("15m")).count()
    };
    page.until("the request", |page| quarter(page) >= 1).await;
    for _ in 0..page.count(Endpoint::Slots) {
        page.service.release(Endpoint::Slots, Reply::Usual);
    }
    page.appears("[role=radio]").await;
}

#[wasm_bindgen_test]
async fn a_request_that_is_not_wanted_any_more_is_given_up() {
    let service = Service::start();
    service.always(Endpoint::Slots, Reply::Held);
    let mut manly = config();
    manly["locationId"] = json!("location_manly");
    let page = Page::open_with(service, &manly, None).await;
    page.press("Choose times for Kayak").await;
    page.until("the requests", |page| page.count(Endpoint::Slots) == 4).await;
    page.key("Escape");
    let aborted = |page: &Page| page.service.asked_of(Endpoint::Slots).iter().all(|asked| asked.aborted());
    page.until("all to be given up", aborted).await;
    assert!(page.errors().is_empty());
}

#[wasm_bindgen_test]
async fn where_the_hours_are_not_known_a_chosen_day_stands_with_its_end() {
    let mut locations = crate::service::locations();
    for hours in ["opens", "closes"] {
        locations["locations"][0].as_object_mut().unwrap().remove(hours);
    }
    let service = Service::start();
    service.next(Endpoint::Locations, Reply::Json(200, locations));
    let mut manly = config();
    manly["locationId"] = json!("location_manly");
    let page = Page::open_with(service, &manly, None).await;
    press(&page.get("[data-focus=trip-from]"));
    page.appears("table.days").await;
    assert_eq!(page.texts("[role=tab]"), ["Pick-upChoose a day", "ReturnChoose a day"]);
    page.press("Saturday 28 November").await;
    page.appears("[role=radio]").await;
    assert_eq!(page.texts("[role=tab]"), ["Sat 28 NovPick-up", "ReturnChoose a day"]);
    press(&slot(&page, SATURDAY_9));
    page.appears("[role=radiogroup][aria-label='Return time']").await;
    assert_eq!(page.texts("[role=tab]"), ["Sat 28 NovPick-up", "Sat 28 NovReturn"]);
}

#[wasm_bindgen_test]
async fn an_hour_that_happens_twice_is_offered_twice_with_its_offset() {
    let mut manly = config();
    manly["locationId"] = json!("location_manly");
    let service = Service::start();
    let mut locations = crate::service::locations();
    locations["locations"][0]["opens"] = json!(0);
    service.next(Endpoint::Locations, Reply::Json(200, locations));
    let page = Page::open_with(service, &manly, None).await;
    press(&page.get("[data-focus=trip-from]"));
    page.focus_on("day 2026-11-21").await;
    for _ in 0..5 {
        let month = page.text(".month b");
        press(&page.button("Month after"));
        page.until("the next month", |page| page.text(".month b") != month).await;
    }
    page.press("Sunday 4 April").await;
    page.appears("[role=radio]").await;
    let times = page.texts("[role=radio]");
    let of_two: Vec<_> = times.iter().filter(|time| time.starts_with("2:30 am")).collect();
    assert_eq!(of_two, ["2:30 am (GMT+11)", "2:30 am (GMT+10)"]);
    assert!(times.contains(&"1:45 am".to_owned()) && times.contains(&"3:00 am".to_owned()));
}
