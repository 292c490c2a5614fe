//! The trip bar and the location picker.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{NOW, Page, config, press, settle, text, weekend};
use crate::service::{Endpoint, Reply, Service};

#[wasm_bindgen_test]
async fn the_places_are_shown_with_address_and_todays_hours_and_one_is_chosen() {
    let page = Page::open().await;
    let opener = page.get("[data-focus=trip-place]");
    press(&opener);
    page.focus_on("first-place").await;
    assert_eq!(page.focused().as_ref(), page.all(".place").first());
    assert_eq!(opener.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(page.texts(".place strong"), ["Manly Wharf", "Bondi Beach"]);
    assert_eq!(page.texts(".place small")[..2], ["1 East Esplanade Manly", "Open today 9:00 am to 5:00 pm"]);
    // Bondi is open twice on Saturdays.
    assert_eq!(page.texts(".place small")[2], "Open today 9:00 am to 12:00 pm and 2:00 pm to 8:00 pm");
    press(&page.all(".place")[1]);
    page.focus_on("trip-place").await;
    assert!(page.find(".picker").is_none());
    assert_eq!(text(&opener.query_selector("strong").unwrap().unwrap()), "Bondi Beach");
    assert_eq!(page.events("booking-change").len(), 1);
    press(&opener);
    page.appears(".place").await;
    let pressed: Vec<_> = page.all(".place[aria-pressed=true] strong").iter().map(text).collect();
    assert_eq!(pressed, ["Bondi Beach"]);
}

#[wasm_bindgen_test]
async fn today_is_each_places_own_day() {
    let service = Service::start();
    let mut locations = crate::service::locations();
    // There it is still Friday, and Bondi is open once on Fridays.
    locations["locations"][1]["time_zone"] = json!("Pacific/Honolulu");
    service.always(Endpoint::Locations, Reply::Json(200, locations));
    let page = Page::open_with(service, &config(), None).await;
    press(&page.get("[data-focus=trip-place]"));
    page.focus_on("first-place").await;
    assert_eq!(page.texts(".place small")[2], "Open today 9:00 am to 5:00 pm");
}

#[wasm_bindgen_test]
async fn a_place_without_a_zone_of_its_own_is_in_that_of_the_company() {
    let service = Service::start();
    let mut locations = crate::service::locations();
    locations["company"]["time_zone"] = json!("Pacific/Honolulu");
    locations["locations"][1].as_object_mut().unwrap().remove("time_zone");
    service.always(Endpoint::Locations, Reply::Json(200, locations));
    // Manly is chosen, whose zone is that of the times on screen.
    let page = Page::open_with(service, &config(), Some(weekend(&[]))).await;
    press(&page.get("[data-focus=trip-place]"));
    page.focus_on("first-place").await;
    assert_eq!(page.texts(".place small")[2], "Open today 9:00 am to 5:00 pm");
}

#[wasm_bindgen_test]
async fn escape_closes_the_places_and_nothing_is_chosen() {
    let page = Page::open().await;
    press(&page.get("[data-focus=trip-place]"));
    page.focus_on("first-place").await;
    page.key("Escape");
    page.focus_on("trip-place").await;
    assert!(page.find(".picker").is_none());
    assert_eq!(page.text(".trip strong"), "Choose a place");
    assert!(page.events("booking-change").is_empty());
}

#[wasm_bindgen_test]
async fn the_same_press_opens_and_closes() {
    let page = Page::open().await;
    for selector in ["[data-focus=trip-place]", "[data-focus=trip-place]"] {
        press(&page.get(selector));
        settle().await;
    }
    assert!(page.find(".picker").is_none());
    press(&page.get("[data-focus=trip-place]"));
    press(&page.all(".place").first().cloned().unwrap_or_else(|| page.get("[data-focus=trip-place]")));
    settle().await;
    assert!(page.find(".picker").is_none());
}

#[wasm_bindgen_test]
async fn times_without_a_place_ask_for_the_place_first_and_go_on_to_the_times() {
    let page = Page::open().await;
    press(&page.get("[data-focus=trip-until]"));
    page.focus_on("first-place").await;
    press(&page.get(".place"));
    // No return without a pick-up.
    page.focus_on("day 2026-11-21").await;
    assert_eq!(page.text(".picker [aria-selected=true]"), "Pick-upChoose a day");
    assert_eq!(page.text(".trip strong"), "Manly Wharf");
}

#[wasm_bindgen_test]
async fn a_product_that_stands_at_one_place_only_needs_no_choice_of_the_place() {
    let page = Page::open().await;
    page.press("Choose times for Trailer").await;
    page.focus_on("day 2026-11-21").await;
    assert_eq!(page.text(".trip strong"), "Manly Wharf");
    assert_eq!(page.text(".picker h2"), "When do you want the Trailer?");
}

#[wasm_bindgen_test]
async fn the_trip_bar_turns_an_open_picker_to_the_other_end() {
    let page = Page::open_trip().await;
    press(&page.get("[data-focus=trip-from]"));
    page.appears("table.days").await;
    assert!(page.text(".picker [aria-selected=true]").starts_with("Sat 28 Nov"));
    press(&page.get("[data-focus=trip-until]"));
    page.until("the return", |page| page.text(".picker [aria-selected=true]").starts_with("Sun 29 Nov"))
        .await;
    assert_eq!(page.get("[data-focus=trip-until]").get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(page.get("[data-focus=trip-from]").get_attribute("aria-expanded").as_deref(), Some("false"));
    press(&page.get("[data-focus=trip-until]"));
    page.focus_on("trip-until").await;
    assert!(page.find(".picker").is_none());
}

#[wasm_bindgen_test]
async fn who_turns_to_the_places_while_choosing_times_comes_back_to_them_with_another_place() {
    let page = Page::open_at_manly().await;
    page.press("Choose times for Kayak").await;
    page.appears(".day").await;
    press(&page.get("[data-focus=trip-place]"));
    page.focus_on("first-place").await;
    press(&page.all(".place")[1]);
    page.appears(".days").await;
    assert_eq!(page.text(".trip strong"), "Bondi Beach");
    assert!(page.text(".picker h2").contains("Kayak"));
}

#[wasm_bindgen_test]
async fn another_place_keeps_times_and_cart_and_asks_for_their_price_there() {
    let page = Page::open_weekend(&[("product_kayak", 1)]).await;
    press(&page.get("[data-focus=trip-place]"));
    page.appears(".place").await;
    press(&page.all(".place")[1]);
    page.until("the quote there", |page| page.count(Endpoint::Quote) == 2).await;
    let asked = page.service.asked_of(Endpoint::Quote);
    assert_eq!(asked[1].body["location_id"], json!("location_bondi"));
    assert_eq!(asked[1].body["start_time"], asked[0].body["start_time"]);
    assert_eq!(asked[1].body["cart"], json!([{ "product_id": "product_kayak", "quantity": 1 }]));
}

/// Goes to Bondi, where no trailer stands and which is closed on Mondays.
async fn go_to_bondi(page: &Page) {
    press(&page.get("[data-focus=trip-place]"));
    page.appears(".place").await;
    press(&page.all(".place")[1]);
    page.until("Bondi", |page| page.text(".trip strong") == "Bondi Beach").await;
}

#[wasm_bindgen_test]
async fn what_can_not_come_along_is_said_item_by_item_and_is_taken_out_by_one_press() {
    let page = Page::open_weekend(&[("product_kayak", 1), ("product_trailer", 2)]).await;
    go_to_bondi(&page).await;
    assert_eq!(page.texts(".panel .alert li"), ["Not at Bondi Beach: 2 × Trailer"]);
    assert_eq!(
        page.texts(".panel .alert button"),
        ["Remove what is not here", "Back to Manly Wharf"],
        "{}",
        page.text(".panel .alert")
    );
    assert_eq!(
        page.text("[role=status]"),
        "Bondi Beach chosen. Not everything in your booking can be had there."
    );
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak", "2 × Trailer"]);
    // The tray says it where the booking is out of sight.
    assert_eq!(page.text(".tray small"), "Not everything can be had here.");
    assert!(page.find("[part=continue]").is_none());
    settle().await;
    assert_eq!(page.count(Endpoint::Quote), 1, "no price is asked for");
    press(&page.button("Remove what is not here"));
    page.focus_on("undo").await;
    assert!(page.find(".panel .alert").is_none());
    page.priced().await;
    press(&page.button("Undo"));
    page.appears(".panel .alert").await;
    press(&page.button("Back to Manly Wharf"));
    page.focus_on("booking").await;
    page.priced().await;
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak", "2 × Trailer"]);
}

#[wasm_bindgen_test]
async fn times_at_which_the_other_place_is_closed_are_said_with_the_way_to_other_ones() {
    // Monday 23 November, 10:00 to 16:00 in Sydney.
    let mut monday = weekend(&[("product_kayak", 1)]);
    let ten = NOW + 47 * 3_600_000;
    (monday["start"], monday["end"]) = (json!(ten), json!(ten + 6 * 3_600_000));
    let page = Page::open_with(Service::start(), &config(), Some(monday)).await;
    page.priced().await;
    go_to_bondi(&page).await;
    assert_eq!(page.texts(".panel .alert li"), ["Bondi Beach is closed at these times"]);
    assert_eq!(page.text("[role=status]"), "Bondi Beach chosen. It is closed at your times.");
    assert_eq!(page.texts(".panel .alert button"), ["Change times", "Back to Manly Wharf"]);
    press(&page.button("Change times"));
    page.appears("table.days").await;
}

/// The browser's word on where the customer is, as a JavaScript body that gets `found` and `failed`; it counts the
/// questions in `asked`.
fn position(answer: &str) {
    let script = format!(
        "window.asked = 0; Object.defineProperty(navigator, 'geolocation', {{ configurable: true, value: {{ \
         getCurrentPosition(found, failed) {{ window.asked += 1; {answer} }} }} }})"
    );
    js_sys::Function::new_no_args(&script).call0(&wasm_bindgen::JsValue::UNDEFINED).unwrap();
}

fn asked() -> f64 {
    js_sys::Reflect::get(&js_sys::global(), &"asked".into()).unwrap().as_f64().unwrap()
}

/// The places with where they are, opened.
async fn open_places_on_a_map() -> Page {
    let service = Service::start();
    let mut locations: serde_json::Value =
        serde_json::from_str(include_str!("answers/locations.json")).unwrap();
    for (index, (lat, lng)) in [(-33.8005, 151.2847), (-33.8915, 151.2767)].into_iter().enumerate() {
        (locations["locations"][index]["lat"], locations["locations"][index]["lng"]) =
            (json!(lat), json!(lng));
    }
    service.always(Endpoint::Locations, Reply::Json(200, locations));
    let page = Page::open_with(service, &config(), None).await;
    press(&page.get("[data-focus=trip-place]"));
    page.focus_on("first-place").await;
    page
}

#[wasm_bindgen_test]
async fn distances_are_shown_on_a_press_and_the_nearest_place_comes_first() {
    // Near Bondi Junction.
    position("found({ coords: { latitude: -33.8915, longitude: 151.2467 } })");
    let page = open_places_on_a_map().await;
    settle().await;
    assert_eq!(asked(), 0.0, "nobody asks by themselves");
    let button = page.button("Show distances");
    crate::page::focus(&button);
    press(&button);
    page.until("the nearest", |page| page.texts(".place strong") == ["Bondi Beach", "Manly Wharf"]).await;
    assert_eq!(asked(), 1.0);
    assert_eq!(page.texts(".place small:last-child"), ["2.8 kilometres away", "11 kilometres away"]);
    assert_eq!(page.text("[role=status]"), "The nearest is Bondi Beach 2.8 kilometres away");
    assert_eq!(page.focused(), Some(button.clone()), "the focus stays where it was pressed");
    assert_eq!(button.get_attribute("aria-pressed").as_deref(), Some("true"));
    assert!(page.events("keep").is_empty(), "nothing of it is kept");
    press(&button);
    page.until("the order of the service", |page| {
        page.texts(".place strong") == ["Manly Wharf", "Bondi Beach"]
    })
    .await;
}

#[wasm_bindgen_test]
async fn why_there_is_no_position_is_said_and_the_places_can_be_chosen_all_the_same() {
    for (code, words) in [
        (1, "Your position may not be used here."),
        (2, "Your position was not found."),
        (3, "Looking for your position took too long."),
    ] {
        position(&format!("failed({{ code: {code} }})"));
        let page = open_places_on_a_map().await;
        press(&page.button("Show distances"));
        page.until(words, |page| {
            page.find(".near-me small").is_some_and(|line| text(&line).starts_with(words))
        })
        .await;
        assert!(page.text("[role=status]").starts_with(words));
        position("found({ coords: { latitude: -33.8005, longitude: 151.2847 } })");
        press(&page.button("Show distances"));
        page.until("the distance", |page| page.texts(".place small").contains(&"0 metres away".into())).await;
        press(&page.get(".place"));
        page.focus_on("trip-place").await;
    }
}

#[wasm_bindgen_test]
async fn a_browser_that_never_answers_leaves_the_places_as_they_are() {
    position("");
    let page = open_places_on_a_map().await;
    press(&page.button("Show distances"));
    page.until("that it is asked", |page| page.find(".near-me small").is_some()).await;
    assert!(page.text(".near-me small").starts_with("Looking for where you are."));
    press(&page.all(".place")[1]);
    page.until("Bondi", |page| page.text(".trip strong") == "Bondi Beach").await;
}

#[wasm_bindgen_test]
async fn where_the_service_does_not_say_where_its_places_are_no_distances_are_offered() {
    let page = Page::open().await;
    press(&page.get("[data-focus=trip-place]"));
    page.focus_on("first-place").await;
    assert!(page.find_button("Show distances").is_none());
}
