//! From the first moment to the list: skeleton, first reads, events, the screens where nothing can be booked.

use js_sys::{Object, Promise, Reflect};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::page::{NOW, Page, config, press, set_clock, settle, until, weekend};
use crate::service::{self, API_BASE, Endpoint, Reply, Service};

#[wasm_bindgen(module = "/src/element/booking-widget.js")]
extern "C" {
    /// The custom element, as the page registers it.
    type BookingWidget;
    #[wasm_bindgen(constructor)]
    fn new() -> BookingWidget;
}

/// The elements below one, by name and class, in order and depth.
fn outline(element: &Element, depth: usize, lines: &mut Vec<String>) {
    let children = element.children();
    for child in (0..children.length()).map(|index| children.item(index).unwrap()) {
        lines.push(format!("{}{} {}", " ".repeat(depth), child.local_name(), child.class_name()));
        outline(&child, depth + 1, lines);
    }
}

#[wasm_bindgen_test]
async fn a_skeleton_stands_there_until_both_lists_have_come() {
    let service = Service::start();
    service.next(Endpoint::Locations, Reply::Held);
    let page = Page::mount(service, &config(), None);
    page.until("both requests", |page| page.service.asked().len() == 2).await;
    settle().await;
    assert!(page.find(".cards.ghost").is_some());
    assert_eq!(page.get(".bw-body").get_attribute("aria-hidden").as_deref(), Some("true"));
    page.service.release(Endpoint::Locations, Reply::Usual);
    page.appears(".products").await;
    assert!(page.find(".ghost").is_none());
    assert_eq!(page.texts(".card h3"), ["Kayak", "Paddle board", "Trailer"]);
}

#[wasm_bindgen_test]
async fn the_skeleton_is_the_one_that_the_element_draws_before() {
    let service = Service::start();
    service.always(Endpoint::Locations, Reply::Held);
    service.always(Endpoint::Products, Reply::Held);
    let page = Page::mount(service, &config(), None);
    page.appears(".cards.ghost").await;
    let mut ours = Vec::new();
    outline(&page.get(".bw-body"), 0, &mut ours);
    let element: Element = BookingWidget::new().unchecked_into();
    page.host.append_child(&element).unwrap();
    let mut theirs = Vec::new();
    let drawn = element.shadow_root().unwrap().query_selector(".bw > .bw-body").unwrap().unwrap();
    outline(&drawn, 0, &mut theirs);
    element.remove();
    assert_eq!(ours, theirs);
    // The status line, which nobody sees, and the body.
    assert_eq!(page.get(".bw").child_element_count(), 2);
    assert_eq!(ours.iter().filter(|line| line.trim() == "div card").count(), 6);
}

#[wasm_bindgen_test]
async fn the_page_hears_once_that_it_is_ready() {
    let page = Page::open().await;
    settle().await;
    assert_eq!(page.events("booking-ready"), [json!({})]);
    assert_eq!(page.event_count(), 1);
    // A second look at the lists, when they are old, is not a second start.
    set_clock(NOW + 6 * 60_000);
    page.press("Land").await;
    page.until("the second look", |page| page.count(Endpoint::Locations) == 2).await;
    settle().await;
    assert_eq!(page.events("booking-ready").len(), 1);
}

#[wasm_bindgen_test]
async fn a_read_that_the_page_began_is_used_and_not_asked_again() {
    let prefetched = Object::new();
    let answers = [("locations", service::locations()), ("products", service::products())];
    for (path, body) in answers {
        let address = format!("{API_BASE}/v1/browse/{path}?company_id=company_harbour");
        let promise = Promise::resolve(&service::response(200, &body.to_string()));
        Reflect::set(&prefetched, &address.into(), &promise).unwrap();
    }
    let page = Page::mount_prefetched(Service::start(), &config(), None, &prefetched);
    page.appears(".products").await;
    assert_eq!(page.service.asked().len(), 0);
    // They are used up: what is asked later is asked of the service.
    set_clock(NOW + 6 * 60_000);
    page.press("Land").await;
    page.until("a second look", |page| page.count(Endpoint::Products) == 1).await;
}

#[wasm_bindgen_test]
async fn a_read_that_the_page_began_and_that_broke_off_is_asked_again() {
    let prefetched = Object::new();
    let address = format!("{API_BASE}/v1/browse/locations?company_id=company_harbour");
    Reflect::set(&prefetched, &address.into(), &service::broken()).unwrap();
    let page = Page::mount_prefetched(Service::start(), &config(), None, &prefetched);
    page.appears(".products").await;
    assert_eq!(page.count(Endpoint::Locations), 1);
    assert!(page.errors().is_empty());
}

#[wasm_bindgen_test]
async fn an_attribute_that_makes_no_sense_is_told_and_its_default_used() {
    let mut config = config();
    config["theme"] = json!("pink");
    config["timeZone"] = json!("Australia/Sidney");
    config["locale"] = json!("english please");
    let page = Page::open_with(Service::start(), &config, None).await;
    let errors = page.events("booking-error");
    assert_eq!(page.errors(), ["attribute-invalid"; 3]);
    let messages: Vec<_> = errors.iter().map(|error| error["message"].as_str().unwrap()).collect();
    for (attribute, value) in
        [("theme", "pink"), ("time-zone", "Australia/Sidney"), ("locale", "english please")]
    {
        let named = |message: &&str| message.contains(attribute) && message.contains(value);
        assert!(messages.iter().any(named), "{attribute} in {messages:?}");
    }
    assert_eq!(page.get(".bw").get_attribute("data-theme").as_deref(), Some("auto"));
}

#[wasm_bindgen_test]
async fn without_a_language_of_its_own_the_element_writes_as_the_page_does() {
    let (french, german) = ("sam. 28 nov. 9:00", "Sa. 28. Nov. 9:00");
    for (locale, page_locale, from, errors) in [
        (json!("fr"), "de", french, 0),
        (json!(null), "de", german, 0),
        (json!("english please"), "de", german, 1),
    ] {
        let mut config = config();
        (config["locale"], config["pageLocale"]) = (locale, json!(page_locale));
        let page = Page::open_with(Service::start(), &config, Some(weekend(&[]))).await;
        assert_eq!(page.text("[data-focus=trip-from] strong"), from);
        assert_eq!(page.errors(), vec!["attribute-invalid"; errors]);
    }
}

#[wasm_bindgen_test]
async fn a_name_with_markup_in_it_is_text() {
    let service = Service::start();
    let mut products = service::products();
    let name = "<img src=x onerror=alert(1)> & <b>bold</b>";
    products["products"][0]["name"] = json!(name);
    products["products"][0]["description"] = json!("<script>alert(1)</script>");
    service.next(Endpoint::Products, Reply::Json(200, products));
    let page = Page::open_with(service, &config(), None).await;
    assert_eq!(page.text(".card h3"), name);
    assert_eq!(page.text(".card p"), "<script>alert(1)</script>");
    assert!(page.find("img, script, .card b").is_none());
}

#[wasm_bindgen_test]
async fn a_picture_is_shown_from_a_web_address_only() {
    let service = Service::start();
    let mut products = service::products();
    products["products"][0]["image_url"] = json!("javascript:alert(1)");
    products["products"][1]["image_url"] = json!("data:image/png;base64,AAAA");
    products["products"][2]["image_url"] = json!("https://pictures.test/trailer.svg");
    service.next(Endpoint::Products, Reply::Json(200, products));
    let page = Page::open_with(service, &config(), None).await;
    let pictures = page.all("img");
    assert_eq!(pictures.len(), 1);
    assert_eq!(pictures[0].get_attribute("src").as_deref(), Some("https://pictures.test/trailer.svg"));
    assert_eq!(page.all(".pic-none").len(), 3, "the drawn one lies behind it");
}

#[wasm_bindgen_test]
async fn a_company_without_products_has_a_screen_of_its_own() {
    let service = Service::start();
    service.next(Endpoint::Products, Reply::Json(200, json!({ "products": [] })));
    let page = Page::mount(service, &config(), None);
    assert_eq!(text_of_screen(&page).await, "Nothing is for hire at the moment.");
    assert_eq!(page.get(".screen a").get_attribute("href").as_deref(), Some("mailto:help@harbour.test"));
}

#[wasm_bindgen_test]
async fn a_snapshot_brings_trip_and_cart_back() {
    let page = Page::open_weekend(&[("product_kayak", 2), ("product_trailer", 1)]).await;
    assert_eq!(page.texts(".trip strong"), ["Manly Wharf", "Sat 28 Nov 9:00 am", "Sun 29 Nov 9:00 am"]);
    assert_eq!(page.texts(".panel .line b"), ["2 × Kayak", "1 × Trailer"]);
    assert_eq!(page.service.asked_of(Endpoint::Quote)[0].body["start_time"], json!(crate::page::SATURDAY_9));
}

#[wasm_bindgen_test]
async fn times_that_have_passed_are_not_brought_back_and_the_cart_is() {
    let mut past = weekend(&[("product_kayak", 1)]);
    past["start"] = json!(NOW - 1);
    let page = Page::open_with(Service::start(), &config(), Some(past)).await;
    assert_eq!(page.texts(".trip strong"), ["Manly Wharf", "Choose a time", "Choose a time"]);
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
    assert_eq!(page.count(Endpoint::Quote), 0);
}

#[wasm_bindgen_test]
async fn a_snapshot_that_makes_no_sense_is_left_aside() {
    let odd = json!({
        "locationId": 7, "start": "soon", "end": {}, "items": [{ "quantity": 1 }, 3],
        "order": { "id": "pio_1", "url": 3 }, "doubtfulReference": []
    });
    let page = Page::open_with(Service::start(), &config(), Some(odd)).await;
    assert_eq!(page.texts(".trip strong"), ["Choose a place", "Choose a time", "Choose a time"]);
    assert!(page.find(".panel .line").is_none());
}

#[wasm_bindgen_test]
async fn a_category_narrows_the_list() {
    let page = Page::open().await;
    assert_eq!(page.texts(".chip"), ["Everything", "Water", "Land"]);
    page.press("Land").await;
    page.until("one card", |page| page.texts(".card h3") == ["Trailer"]).await;
    assert_eq!(page.button("Land").get_attribute("aria-pressed").as_deref(), Some("true"));
    page.press("Everything").await;
    page.until("all cards", |page| page.all(".card").len() == 3).await;
}

/// The title of the screen where nothing can be booked.
pub(crate) async fn text_of_screen(page: &Page) -> String {
    page.appears(".screen").await;
    page.text(".screen h3")
}

#[wasm_bindgen_test]
async fn the_only_place_needs_no_choice() {
    let service = Service::start();
    let mut locations = service::locations();
    locations["locations"].as_array_mut().unwrap().truncate(1);
    service.next(Endpoint::Locations, Reply::Json(200, locations));
    let page = Page::open_with(service, &config(), None).await;
    assert_eq!(page.text(".trip .fixed strong"), "Manly Wharf");
    assert_eq!(page.all(".trip button").len(), 2);
}

#[wasm_bindgen_test]
async fn the_place_that_the_owner_names_is_chosen() {
    let mut config = config();
    config["locationId"] = json!("location_bondi");
    let page = Page::open_with(Service::start(), &config, None).await;
    page.until("the place", |page| page.text(".trip strong") == "Bondi Beach").await;
    assert_eq!(page.events("booking-change")[0]["locationId"], json!("location_bondi"));
    assert!(page.errors().is_empty());
}

#[wasm_bindgen_test]
async fn where_the_owner_and_the_service_differ_the_service_is_right_and_the_owner_is_told() {
    let mut config = config();
    config["currency"] = json!("EUR");
    config["timeZone"] = json!("Europe/Berlin");
    let page = Page::open_with(Service::start(), &config, Some(weekend(&[("product_kayak", 1)]))).await;
    page.priced().await;
    assert_eq!(page.text(".panel .total .num"), "$55.00");
    assert_eq!(page.texts(".trip strong")[1], "Sat 28 Nov 9:00 am");
    assert_eq!(page.errors(), ["attribute-conflict"; 2]);
}

#[wasm_bindgen_test]
async fn the_customer_is_told_once_what_the_place_is_ahead_of_their_own_clock() {
    let page = Page::open_trip().await;
    let own = js_sys::Date::new(&(crate::page::SATURDAY_9 as f64).into()).get_timezone_offset();
    let ahead_minutes = 660 + own as i64;
    let difference = booking_widget::i18n::Formats::new("en-AU").hours(ahead_minutes * 60_000);
    let said = match ahead_minutes {
        0 => String::new(),
        1.. => format!("It is {difference} later there than where you are."),
        _ => format!("It is {difference} earlier there than where you are."),
    };
    assert!(page.text(".zone").ends_with(&said), "{} or {said}", page.text(".zone"));
    assert_eq!(page.text(".zone").is_empty(), said.is_empty());
    assert_eq!(page.texts(".trip strong")[1], "Sat 28 Nov 9:00 am");
}

#[wasm_bindgen_test]
async fn without_a_zone_from_anyone_the_browsers_stands_beside_every_time() {
    let service = Service::start();
    let mut locations = service::locations();
    for location in locations["locations"].as_array_mut().unwrap() {
        location.as_object_mut().unwrap().remove("time_zone");
    }
    locations["company"].as_object_mut().unwrap().remove("time_zone");
    service.next(Endpoint::Locations, Reply::Json(200, locations));
    let page = Page::open_with(service, &config(), Some(weekend(&[]))).await;
    assert_eq!(page.errors(), ["time-zone-unknown"]);
    assert!(page.text(".zone").contains("the zone of your device"));
    let formats = booking_widget::i18n::Formats::new("en-AU");
    let zone = booking_widget::state::Zones::local(&booking_widget::i18n::IntlZones);
    let name = formats.zone_short(booking_widget::booking::time::Instant(crate::page::SATURDAY_9), &*zone);
    assert!(!name.is_empty());
    assert!(page.texts(".trip strong")[1].ends_with(&name), "{name} in {:?}", page.texts(".trip strong"));
}

#[wasm_bindgen_test]
async fn a_currency_of_nobody_is_shown_as_the_service_writes_its_prices() {
    let service = Service::start();
    let mut locations = service::locations();
    for location in locations["locations"].as_array_mut().unwrap() {
        location.as_object_mut().unwrap().remove("currency");
    }
    locations["company"].as_object_mut().unwrap().remove("currency");
    service.next(Endpoint::Locations, Reply::Json(200, locations));
    let mut products = service::products_for_times();
    products["products"][0]["priceFormatted"] = json!("50.00 Taler");
    service.always(Endpoint::Products, Reply::Json(200, products));
    let page = Page::open_with(service, &config(), Some(weekend(&[("product_kayak", 1)]))).await;
    page.priced().await;
    assert_eq!(page.text(".panel .total .num"), "55.00 Taler");
}

#[wasm_bindgen_test]
async fn try_again_asks_again_and_the_list_comes() {
    let service = Service::start();
    service.next(Endpoint::Products, Reply::Garbage);
    let page = Page::mount(service, &config(), None);
    assert_eq!(text_of_screen(&page).await, "The booking service’s answer can’t be read.");
    assert_eq!(page.errors(), ["service-failed"]);
    press(&page.button("Try again"));
    page.appears(".products").await;
    assert_eq!((page.count(Endpoint::Locations), page.count(Endpoint::Products)), (1, 2));
    until("the event", || !page.events("booking-ready").is_empty()).await;
}
