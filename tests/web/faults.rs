//! A service that does not keep to its API: each kind of misbehaviour has its screen, or its silence, and a way on.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::mounting::text_of_screen;
use crate::page::{Hurry, NOW, ORDER_URL, Page, config, is_off, press, set_clock, settle, text, weekend};
use crate::service::{self, Endpoint, Reply, Service, products, products_for_times};

const UNREADABLE: &str = "The booking service’s answer can’t be read.";

/// Answers with a status of success that are no answer: what they are called, and how the service sends them.
fn no_answers() -> Vec<(&'static str, Reply)> {
    let json = |body: &str| Reply::Raw(200, "application/json", body.into());
    let page = "<!doctype html><title>Welcome</title><form>Room number: <input></form>";
    vec![
        ("a page instead of JSON", Reply::Raw(200, "text/html", page.into())),
        ("an empty body", json("")),
        ("no content", Reply::Raw(204, "application/json", String::new())),
        ("half of it", json(r#"{ "locations": [{ "id": "location_manly", "na"#)),
        ("null", json("null")),
        ("a text", json(r#""ok""#)),
        ("a list", json("[]")),
        ("an empty object", json("{}")),
        (
            "null in every field",
            json(r#"{ "locations": null, "products": null, "slots": null, "available": null, "id": null }"#),
        ),
        (
            "other types",
            json(r#"{ "locations": {}, "products": "none", "slots": 7, "available": "yes", "id": 7 }"#),
        ),
    ]
}

/// The widget with a weekend at Manly and no return yet, in its time picker.
async fn open_picker(service: Service) -> Page {
    let mut chosen = weekend(&[("product_kayak", 1)]);
    chosen["end"] = json!(null);
    let page = Page::open_with(service, &config(), Some(chosen)).await;
    press(&page.get("[data-focus=trip-from]"));
    page
}

/// What is said above the list or in the booking, once it is there.
async fn alert_in(page: &Page, place: &str) -> String {
    text(&page.appears(&format!("{place} .alert")).await)
}

fn kayak_in_trip() -> Option<Value> {
    Some(weekend(&[("product_kayak", 1)]))
}

#[wasm_bindgen_test]
async fn a_list_that_is_no_list_has_a_screen_and_can_be_asked_for_again() {
    for endpoint in [Endpoint::Locations, Endpoint::Products] {
        for (what, reply) in no_answers() {
            let service = Service::start();
            service.next(endpoint, reply);
            let page = Page::mount(service, &config(), None);
            assert_eq!(text_of_screen(&page).await, UNREADABLE, "{what}");
            // The same question has the same answer: it is for the customer to ask again.
            settle().await;
            assert_eq!(page.count(endpoint), 1, "{what}");
            assert_eq!(page.errors(), ["service-failed"], "{what}");
            page.press("Try again").await;
            page.appears(".products").await;
        }
    }
}

#[wasm_bindgen_test]
async fn stock_that_is_no_list_leaves_the_products_and_can_be_asked_for_again() {
    for (what, reply) in no_answers() {
        let service = Service::start();
        // Stock and price for the times are asked for before the list without them.
        service.next(Endpoint::Products, reply);
        let page = Page::open_with(service, &config(), kayak_in_trip()).await;
        assert!(alert_in(&page, ".list").await.starts_with(UNREADABLE), "{what}");
        assert_eq!(page.all(".card").len(), 3, "{what}");
        assert_eq!(page.errors(), ["service-failed"], "{what}");
        page.press("Try again").await;
        page.until("prices", |page| page.text(".card .price").starts_with("$50.00")).await;
    }
}

#[wasm_bindgen_test]
async fn times_that_are_no_list_can_be_asked_for_again() {
    for (what, reply) in no_answers() {
        let service = Service::start();
        service.always(Endpoint::Slots, reply);
        let page = open_picker(service).await;
        page.until(what, |page| {
            page.find(".picker").is_some_and(|picker| text(&picker).contains("could not be fetched"))
        })
        .await;
        assert!(page.errors().iter().all(|code| code == "service-failed"), "{what}");
        page.service.always(Endpoint::Slots, Reply::Usual);
        page.press("Try again").await;
        page.appears(".picker [role=radio]").await;
    }
}

#[wasm_bindgen_test]
async fn a_price_that_is_none_keeps_the_booking_and_can_be_asked_for_again() {
    for (what, reply) in no_answers() {
        let service = Service::start();
        service.next(Endpoint::Quote, reply);
        let page = Page::open_with(service, &config(), kayak_in_trip()).await;
        assert!(alert_in(&page, ".panel").await.starts_with(UNREADABLE), "{what}");
        assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"], "{what}");
        assert!(page.find(".panel .total .num").is_none(), "{what}");
        page.press("Try again").await;
        page.total_is("$55.00").await;
        assert_eq!(page.count(Endpoint::Quote), 2, "{what}");
    }
}

#[wasm_bindgen_test]
async fn an_order_whose_answer_is_none_may_have_been_made_and_is_not_repeated() {
    for (what, reply) in no_answers() {
        let service = Service::start();
        service.next(Endpoint::Order, reply);
        let page = Page::open_with(service, &config(), kayak_in_trip()).await;
        page.continue_to_payment().await;
        assert!(alert_in(&page, ".panel").await.starts_with("We did not hear back."), "{what}");
        settle().await;
        assert_eq!(page.count(Endpoint::Order), 1, "{what}");
        assert_eq!(page.errors(), ["order-lost"], "{what}");
        assert!(page.events("booking-order").is_empty(), "{what}");
        page.press("Ask again").await;
        page.until("the order", |page| !page.events("booking-order").is_empty()).await;
    }
}

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_is_asked_for_again_twice_and_an_order_never() {
    for endpoint in [Endpoint::Locations, Endpoint::Products] {
        let service = Service::start();
        service.always(endpoint, Reply::CutOff);
        let page = Page::mount(service, &config(), None);
        assert_eq!(text_of_screen(&page).await, "No connection.");
        assert_eq!(page.count(endpoint), 3);
        page.service.always(endpoint, Reply::Usual);
        page.press("Try again").await;
        page.appears(".products").await;
    }
    let service = Service::start();
    service.next(Endpoint::Quote, Reply::CutOff);
    service.next(Endpoint::Order, Reply::CutOff);
    let page = Page::open_with(service, &config(), kayak_in_trip()).await;
    page.priced().await;
    assert_eq!(page.count(Endpoint::Quote), 2);
    assert!(page.errors().is_empty());
    page.continue_to_payment().await;
    assert!(alert_in(&page, ".panel").await.starts_with("We did not hear back."));
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 1);
}

#[wasm_bindgen_test]
async fn an_answer_that_does_not_come_in_time_is_asked_for_again_twice_then_said_and_harmless_when_it_comes()
{
    let hurry = Hurry::begin();
    for endpoint in [Endpoint::Locations, Endpoint::Products] {
        let service = Service::start();
        service.always(endpoint, Reply::Held);
        let page = Page::mount(service, &config(), None);
        assert_eq!(text_of_screen(&page).await, "No connection.");
        assert_eq!(page.count(endpoint), 3);
        assert!(page.service.asked_of(endpoint).iter().all(service::Asked::aborted));
        assert_eq!(page.errors(), ["service-unreachable"]);
        // All three come after all.
        for _ in 0..3 {
            page.service.release(endpoint, Reply::Usual);
        }
        settle().await;
        assert_eq!(page.text(".screen h3"), "No connection.");
        page.service.always(endpoint, Reply::Usual);
        page.press("Try again").await;
        page.appears(".products").await;
    }
    drop(hurry);
}

#[wasm_bindgen_test]
async fn a_price_that_does_not_come_in_time_keeps_the_booking_and_an_order_that_does_not_is_not_repeated() {
    let page = Page::open_weekend(&[("product_kayak", 1)]).await;
    let hurry = Hurry::begin();
    page.service.always(Endpoint::Quote, Reply::Held);
    page.press("One more Kayak").await;
    assert!(alert_in(&page, ".panel").await.starts_with("No connection."));
    assert_eq!(page.texts(".panel .line b"), ["2 × Kayak"]);
    page.service.always(Endpoint::Quote, Reply::Usual);
    page.press("Try again").await;
    page.total_is("$110.00").await;
    page.service.always(Endpoint::Order, Reply::Held);
    page.continue_to_payment().await;
    assert!(alert_in(&page, ".panel").await.starts_with("We did not hear back."));
    assert_eq!(page.count(Endpoint::Order), 1);
    page.service.release(Endpoint::Order, Reply::Usual);
    settle().await;
    // What came too late was not heard: the customer was told that nobody knows, and decides.
    assert!(page.events("booking-order").is_empty());
    assert!(page.find_button("Ask again").is_some());
    drop(hurry);
}

/// What a service sends in all its answers: fields that nobody knows, values that are new, and nulls.
fn strange(mut answer: Value) -> Value {
    fn spoil(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.values_mut().for_each(spoil);
                fields.insert("colour".into(), json!({ "of": ["sea", 7, null] }));
                for null in
                    ["description", "image_url", "hire_by", "from_price_cents", "currency", "reason", "fees"]
                {
                    fields.entry(null).or_insert(Value::Null);
                }
                if fields.contains_key("name") {
                    fields.insert("hire_by".into(), json!("moon phase"));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(spoil),
            _ => {}
        }
    }
    spoil(&mut answer);
    answer
}

#[wasm_bindgen_test]
async fn fields_and_values_that_nobody_knows_nulls_and_a_wrong_content_type_change_nothing() {
    let service = Service::start();
    service.spoil(|answer| Reply::Raw(200, "text/plain", strange(answer).to_string()));
    let page = Page::open_with(service, &config(), kayak_in_trip()).await;
    page.total_is("$55.00").await;
    assert_eq!(page.texts(".card h3"), ["Kayak", "Paddle board", "Trailer"]);
    press(&page.get("[data-focus=trip-from]"));
    page.appears(".picker [role=radio]").await;
    press(&page.get("[data-focus=trip-from]"));
    page.continue_to_payment().await;
    page.until("the order", |page| !page.events("booking-order").is_empty()).await;
    assert_eq!(page.events("booking-order")[0]["url"], json!(ORDER_URL));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn only_what_must_be_there_is_needed() {
    let service = Service::start();
    let named = |list: Value| -> Vec<Value> {
        let list = list.as_array().unwrap().iter();
        list.map(|item| json!({ "id": item["id"], "name": item["name"] })).collect()
    };
    let locations = named(service::locations()["locations"].clone());
    let products = named(products()["products"].clone());
    service.always(Endpoint::Locations, Reply::Json(200, json!({ "locations": locations })));
    service.always(Endpoint::Products, Reply::Json(200, json!({ "products": products })));
    let quote = json!({
        "available": true, "total_price_cents": 5500, "lines": [{ "product_id": "product_kayak", "quantity": 1 }]
    });
    service.always(Endpoint::Quote, Reply::Json(200, quote));
    let mut config = config();
    config["timeZone"] = json!("Australia/Sydney");
    config["currency"] = json!("AUD");
    let page = Page::open_with(service, &config, kayak_in_trip()).await;
    page.total_is("$55.00").await;
    page.continue_to_payment().await;
    page.until("the order", |page| !page.events("booking-order").is_empty()).await;
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn numbers_as_texts_and_ids_as_numbers_are_not_guessed_at() {
    let service = Service::start();
    let mut list = products();
    list["products"][0]["from_price_cents"] = json!("2000");
    list["products"][1]["id"] = json!(7);
    list["products"][2]["name"] = json!(7);
    service.always(Endpoint::Products, Reply::Json(200, list));
    let page = Page::open_with(service, &config(), None).await;
    assert_eq!(page.texts(".card h3"), ["Kayak"]);
    assert_eq!(page.text(".card .price"), "");
    let message = page.events("booking-error")[0]["message"].clone();
    let message = message.as_str().unwrap();
    assert!(message.starts_with("2 left out") && message.contains("products[1]: it has no id"), "{message}");
    drop(page);

    // A total that is a text is no total: nobody pays a price that was guessed.
    let service = Service::start();
    let mut quote = service::quote(&json!([{ "product_id": "product_kayak", "quantity": 1 }]), 0);
    quote["total_price_cents"] = json!("5500");
    service.next(Endpoint::Quote, Reply::Json(200, quote));
    let page = Page::open_with(service, &config(), kayak_in_trip()).await;
    assert!(alert_in(&page, ".panel").await.starts_with(UNREADABLE));
    assert!(page.find(".panel .total .num").is_none());
}

#[wasm_bindgen_test]
async fn what_is_there_twice_is_shown_once_and_told() {
    let service = Service::start();
    for times in [false, true] {
        let mut list = if times { products_for_times() } else { products() };
        let again = list["products"][0].clone();
        list["products"].as_array_mut().unwrap().extend([again.clone(), again]);
        service.when_times(times, list);
    }
    let mut places = service::locations();
    let again = places["locations"][1].clone();
    places["locations"].as_array_mut().unwrap().insert(0, again);
    service.always(Endpoint::Locations, Reply::Json(200, places));
    let page = Page::open_with(service, &config(), kayak_in_trip()).await;
    page.total_is("$55.00").await;
    assert_eq!(page.texts(".card h3"), ["Kayak", "Paddle board", "Trailer"]);
    assert_eq!(page.errors(), ["answer-incomplete"; 2]);
    let messages: Vec<_> =
        page.events("booking-error").iter().map(|error| error["message"].to_string()).collect();
    assert!(messages.iter().any(|message| message.contains("product_kayak is there twice")), "{messages:?}");
    // The list is sorted anew, and still whole.
    page.press("Land").await;
    page.until("one card", |page| page.all(".card").len() == 1).await;
    page.press("Everything").await;
    page.until("all cards", |page| page.all(".card").len() == 3).await;
    press(&page.get("[data-focus=trip-place]"));
    page.appears(".place").await;
    assert_eq!(page.all(".place").len(), 2);
}

#[wasm_bindgen_test]
async fn a_product_that_stands_at_a_place_that_nobody_knows_is_not_listed_and_not_counted() {
    let service = Service::start();
    let mut list = products_for_times();
    list["products"][1]["locations"] =
        json!([{ "id": "location_moon", "name": "Moon", "hasAvailability": true, "available_count": 4 }]);
    service.when_times(true, list);
    let page = Page::open_with(service, &config(), kayak_in_trip()).await;
    page.total_is("$55.00").await;
    page.until("the list", |page| page.texts(".card h3") == ["Kayak", "Trailer"]).await;
    assert!(page.find(".more").is_none());
    assert!(!text(&page.root).contains("Moon"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_product_that_makes_no_sense_is_told_once_however_often_it_is_asked_for() {
    let service = Service::start();
    for times in [false, true] {
        let mut list = if times { products_for_times() } else { products() };
        list["products"][1] = json!({ "id": "product_nameless" });
        service.when_times(times, list);
    }
    let page = Page::open_with(service, &config(), kayak_in_trip()).await;
    page.total_is("$55.00").await;
    assert_eq!(page.texts(".card h3"), ["Kayak", "Trailer"]);
    set_clock(NOW + 6 * 60_000);
    let before = page.count(Endpoint::Products);
    page.press("Land").await;
    page.until("stock and prices anew", |page| page.count(Endpoint::Products) > before).await;
    settle().await;
    assert_eq!(page.errors(), ["answer-incomplete"]);
}

#[wasm_bindgen_test]
async fn a_product_that_makes_no_sense_only_with_times_is_told_too() {
    let service = Service::start();
    let mut list = products_for_times();
    list["products"][1]["name"] = json!("  ");
    service.when_times(true, list);
    let page = Page::open_with(service, &config(), kayak_in_trip()).await;
    page.total_is("$55.00").await;
    assert_eq!(page.errors(), ["answer-incomplete"]);
}

#[wasm_bindgen_test]
async fn addresses_that_could_run_something_are_not_used() {
    for address in [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        " javascript:alert(1)",
        "vbscript:x",
    ] {
        let service = Service::start();
        let mut list = products();
        list["products"][0]["image_url"] = json!(address);
        service.when_times(false, list.clone());
        let mut places = service::locations();
        places["company"]["support_url"] = json!(address);
        service.always(Endpoint::Locations, Reply::Json(200, places));
        service.always(Endpoint::Order, Reply::Json(200, json!({ "id": "pio_1", "checkout_url": address })));
        let page = Page::open_with(service, &config(), None).await;
        let card = page.card("Kayak");
        assert!(
            card.query_selector("img").unwrap().is_none()
                && card.query_selector(".pic-none").unwrap().is_some()
        );
        assert_eq!(page.errors(), Vec::<String>::new());
        drop(page);

        let service = Service::start();
        service.always(Endpoint::Order, Reply::Json(200, json!({ "id": "pio_1", "checkout_url": address })));
        let page = Page::open_with(service, &config(), kayak_in_trip()).await;
        page.continue_to_payment().await;
        page.until("the order", |page| !page.events("booking-order").is_empty()).await;
        // The address is built as the reference says.
        assert_eq!(page.events("booking-order")[0]["url"], json!(ORDER_URL), "{address}");
        assert_eq!(page.get(".panel a.main").get_attribute("href").as_deref(), Some(ORDER_URL));
    }
}

#[wasm_bindgen_test]
async fn markup_in_a_name_is_text() {
    let service = Service::start();
    let name = "<img src=x onerror=alert(1)><b>Kayak</b> &amp; {place} <script>alert(2)</script>";
    for times in [false, true] {
        let mut list = if times { products_for_times() } else { products() };
        list["products"][0]["name"] = json!(name);
        list["products"][0]["description"] = json!(name);
        service.when_times(times, list);
    }
    let page = Page::open_with(service, &config(), kayak_in_trip()).await;
    page.total_is("$55.00").await;
    for selector in [".card h3", ".card p", ".panel .line b"] {
        let shown = page.get(selector);
        assert_eq!(shown.child_element_count(), 0, "{selector}");
        assert!(text(&shown).contains(name), "{selector}: {}", text(&shown));
    }
    assert!(page.find_button(&format!("Remove {name}")).is_some());
    assert!(page.find("script, .card b, .card img").is_none());
}

#[wasm_bindgen_test]
async fn a_body_of_20_megabytes_is_read() {
    let service = Service::start();
    let mut list = products();
    list["ballast"] = json!("x".repeat(20 << 20));
    service.when_times(false, list);
    let page = Page::open_with(service, &config(), None).await;
    assert_eq!(page.all(".card").len(), 3);
    assert!(page.errors().is_empty());
}

#[wasm_bindgen_test]
async fn a_read_waits_as_long_as_the_service_asks_and_nobody_is_bothered() {
    for headers in [
        vec![("retry-after", "7")],
        vec![("retry-after", "Sat, 21 Nov 2026 03:00:07 GMT"), ("date", "Sat, 21 Nov 2026 03:00:00 GMT")],
    ] {
        let service = Service::start();
        service.next(Endpoint::Locations, Reply::Busy(headers));
        let hurry = Hurry::begin();
        let page = Page::open_with(service, &config(), None).await;
        assert!(hurry.waits().iter().any(|wait| (7000.0..=8000.0).contains(wait)), "{:?}", hurry.waits());
        assert_eq!(page.count(Endpoint::Locations), 2);
        assert!(page.errors().is_empty());
    }
}

#[wasm_bindgen_test]
async fn a_service_that_asks_for_a_longer_wait_is_not_asked_before_and_the_screen_says_how_long() {
    for headers in [
        vec![("retry-after", "90")],
        // By the service's own clock, whatever the customer's shows.
        vec![("retry-after", "Sat, 21 Nov 2026 03:01:30 GMT"), ("date", "Sat, 21 Nov 2026 03:00:00 GMT")],
        // It does not show its clock.
        vec![("retry-after", "Sat, 21 Nov 2026 00:01:35 GMT")],
    ] {
        let service = Service::start();
        service.always(Endpoint::Locations, Reply::Busy(headers));
        let page = Page::mount(service, &config(), None);
        assert_eq!(text_of_screen(&page).await, "Too many requests.");
        let words = page.text(".screen p");
        // Nothing has been chosen that could be lost.
        assert_eq!(words, "Please wait 2 minutes.");
        assert_eq!(page.errors(), ["service-busy"]);
        set_clock(NOW + 40_000);
        press(&page.button("Try again"));
        page.until("less of a wait", |page| page.text(".screen p").contains("seconds.")).await;
        settle().await;
        assert_eq!(page.count(Endpoint::Locations), 1);
        assert!(is_off(&page.button("Try again")));
        page.service.always(Endpoint::Locations, Reply::Usual);
        set_clock(NOW + 96_000);
        // By itself.
        page.appears(".products").await;
        assert_eq!(page.count(Endpoint::Locations), 2);
    }
}

#[wasm_bindgen_test]
async fn a_service_that_does_not_say_how_long_is_asked_three_times_and_can_be_asked_again_at_once() {
    for headers in
        [vec![], vec![("retry-after", "soon")], vec![("retry-after", "0")], vec![("retry-after", "-5")]]
    {
        let service = Service::start();
        service.always(Endpoint::Locations, Reply::Busy(headers));
        let hurry = Hurry::begin();
        let page = Page::mount(service, &config(), None);
        assert_eq!(text_of_screen(&page).await, "Too many requests.");
        drop(hurry);
        assert!(page.text(".screen p").starts_with("The booking service asks for a little patience."));
        assert_eq!(page.count(Endpoint::Locations), 3);
        page.service.always(Endpoint::Locations, Reply::Usual);
        page.press("Try again").await;
        page.appears(".products").await;
    }
}

#[wasm_bindgen_test]
async fn times_that_a_busy_service_keeps_back_say_how_long() {
    let service = Service::start();
    service.always(Endpoint::Slots, Reply::Busy(vec![("retry-after", "90")]));
    let mut chosen = kayak_in_trip().unwrap();
    chosen["end"] = json!(null);
    let page = Page::open_with(service, &config(), Some(chosen)).await;
    press(&page.get("[data-focus=trip-from]"));
    page.until("the wait", |page| {
        page.find(".picker .working").is_some_and(|said| text(&said).contains("wait 2 minutes"))
    })
    .await;
    page.service.always(Endpoint::Slots, Reply::Usual);
    set_clock(NOW + 91_000);
    page.press("Try again").await;
    page.appears(".picker [role=radio]").await;
}

#[wasm_bindgen_test]
async fn an_order_that_the_service_wants_later_is_for_the_customer_to_send_again_and_not_before() {
    let service = Service::start();
    service.next(Endpoint::Order, Reply::Busy(vec![("retry-after", "900")]));
    let page = Page::open_with(service, &config(), kayak_in_trip()).await;
    page.continue_to_payment().await;
    let said = alert_in(&page, ".panel").await;
    assert_eq!(said, "Too many requests. Please wait 15 minutes. What you chose is still here.");
    page.total_is("$55.00").await;
    page.continue_to_payment().await;
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 1);
    assert_eq!(page.text(".panel .alert"), said);
    set_clock(NOW + 901_000);
    page.continue_to_payment().await;
    page.until("the order", |page| !page.events("booking-order").is_empty()).await;
    assert_eq!(page.count(Endpoint::Order), 2);
    assert_eq!(page.errors(), ["order-refused"]);
}

#[wasm_bindgen_test]
async fn what_a_name_says_of_direction_ends_with_the_name() {
    let service = Service::start();
    // Written from right to left; turned around and not turned back; out of an isolate that it did not begin.
    let names = ["\u{642}\u{627}\u{631}\u{628} 2", "Kayak \u{202e}drow", "Kayak \u{2069}\u{202e}drow"];
    for times in [false, true] {
        let mut list = if times { products_for_times() } else { products() };
        for (index, name) in names.iter().enumerate() {
            list["products"][index]["name"] = json!(name);
        }
        service.when_times(times, list);
    }
    let page =
        Page::open_with(service, &config(), Some(weekend(&[("product_kayak", 1), ("product_trailer", 1)])))
            .await;
    page.priced().await;
    assert_eq!(page.texts(".card h3"), names);
    let [arabic, _, trailer] = names;
    assert_eq!(
        page.texts(".panel .line b"),
        [
            format!("1 × \u{2068}{arabic}\u{2069}"),
            format!("1 × \u{2068}{}\u{2069}", trailer.replace('\u{2069}', "")),
        ]
    );
    // Where nothing turns, nothing is added.
    assert_eq!(page.text(".panel .when").chars().find(|c| ('\u{2066}'..='\u{2069}').contains(c)), None);
}
