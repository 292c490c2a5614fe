//! The cards of the list: price, stock, and the way into the cart.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{NOW, Page, config, is_off, press, settle, text, weekend};
use crate::service::{Endpoint, Reply, Service, products_for_times};

const HOUR: i64 = 3_600_000;

fn part(page: &Page, product: &str, selector: &str) -> String {
    text(&page.card(product).query_selector(selector).unwrap().unwrap())
}

#[wasm_bindgen_test]
async fn without_times_a_card_has_its_lowest_price_and_leads_to_the_times() {
    let page = Page::open().await;
    assert_eq!(part(&page, "Kayak", ".price"), "From $20.00");
    assert_eq!(part(&page, "Trailer", ".price"), "From $45.50");
    assert_eq!(part(&page, "Paddle board", ".price"), "");
    assert_eq!(part(&page, "Kayak", "p"), "For one.");
    for product in ["Kayak", "Paddle board", "Trailer"] {
        assert_eq!(text(&page.button(&format!("Choose times for {product}"))), "Choose times");
        assert_eq!(part(&page, product, ".stock"), "");
    }
}

#[wasm_bindgen_test]
async fn with_times_a_card_has_the_price_for_them_and_what_is_left() {
    let page = Page::open_trip().await;
    assert_eq!(part(&page, "Kayak", ".price"), "$50.00for these times");
    assert_eq!(part(&page, "Kayak", ".stock"), "3 left for these times");
    assert_eq!(part(&page, "Trailer", ".price"), "$80.00for these times");
    assert_eq!(part(&page, "Trailer", ".stock"), "Available");
}

#[wasm_bindgen_test]
async fn add_turns_into_a_stepper_that_goes_up_to_the_stock() {
    let page = Page::open_trip().await;
    press(&page.button("Add Kayak"));
    page.appears(".stepper").await;
    assert!(page.find_button("Add Kayak").is_none());
    assert_eq!(page.text(".stepper .quantity"), "1");
    for quantity in ["2", "3"] {
        assert!(!is_off(&page.button("One more Kayak")));
        press(&page.button("One more Kayak"));
        page.until("the quantity", |page| page.text(".stepper .quantity") == quantity).await;
    }
    let more = page.button("One more Kayak");
    assert!(is_off(&more));
    press(&more);
    settle().await;
    assert_eq!(page.text(".stepper .quantity"), "3");
    assert_eq!(part(&page, "Kayak", ".stock"), "All of them are in your booking");
    press(&page.button("One fewer Kayak"));
    page.until("one fewer", |page| page.text(".stepper .quantity") == "2").await;
    assert!(!is_off(&page.button("One more Kayak")));
    assert_eq!(part(&page, "Kayak", ".stock"), "1 left for these times");
}

#[wasm_bindgen_test]
async fn one_fewer_than_one_takes_it_out_and_the_focus_is_not_lost() {
    let page = Page::open_trip().await;
    press(&page.button("Add Kayak"));
    page.appears(".stepper").await;
    let fewer = page.button("One fewer Kayak");
    crate::page::focus(&fewer);
    press(&fewer);
    page.until("the card as it was", |page| page.find_button("Add Kayak").is_some()).await;
    settle().await;
    assert!(page.focused().is_some(), "the focus is somewhere in the widget");
    assert_eq!(page.events("booking-change").pop().unwrap()["items"], json!([]));
}

#[wasm_bindgen_test]
async fn what_is_taken_here_offers_the_other_place_and_other_times() {
    let page = Page::open_trip().await;
    let card = page.card("Paddle board");
    assert!(card.class_list().contains("off"));
    assert_eq!(part(&page, "Paddle board", ".stock"), "Taken at Manly Wharf");
    let ways: Vec<_> = page.texts(".near button");
    assert_eq!((ways.first(), ways.last()), (Some(&"2 at Bondi Beach".into()), Some(&"Other times".into())));
    assert!(page.find_button("Add Paddle board").is_none());
    press(&page.button("2 at Bondi Beach"));
    page.until("the other place", |page| page.text(".trip strong") == "Bondi Beach").await;
    page.until("the way in", |page| page.find_button("Add Paddle board").is_some()).await;
    // The focus is on the card that was pressed.
    page.focus_on("product product_board").await;
    // And the trailer does not stand there.
    assert_eq!(page.texts(".card h3"), ["Kayak", "Paddle board"]);
}

#[wasm_bindgen_test]
async fn only_what_stands_at_the_place_is_listed_and_the_end_of_the_list_leads_to_the_rest() {
    let page = Page::open().await;
    assert_eq!(page.texts(".chip"), ["Everything", "Water", "Land"]);
    assert!(page.find(".more").is_none());
    press(&page.get("[data-focus=trip-place]"));
    page.appears(".place").await;
    press(&page.all(".place")[1]);
    page.until("Bondi", |page| page.texts(".card h3") == ["Kayak", "Paddle board"]).await;
    // One category is left, which is no choice.
    assert!(page.find(".chip").is_none());
    assert_eq!(page.text(".more"), "1 more at other placesChoose another place");
    press(&page.get(".more button"));
    page.focus_on("first-place").await;
    press(&page.get(".place"));
    page.until("Manly", |page| page.all(".card").len() == 3).await;
    assert!(page.find(".more").is_none());
}

#[wasm_bindgen_test]
async fn what_is_in_the_booking_stays_in_the_list_until_it_is_taken_out_on_its_card() {
    let page = Page::open_weekend(&[("product_trailer", 1)]).await;
    press(&page.get("[data-focus=trip-place]"));
    page.appears(".place").await;
    press(&page.all(".place")[1]);
    page.until("Bondi", |page| page.text(".trip strong") == "Bondi Beach").await;
    assert_eq!(part(&page, "Trailer", ".stock"), "Not at Bondi Beach");
    assert!(is_off(&page.button("One more Trailer")));
    press(&page.button("One fewer Trailer"));
    page.focus_on("undo").await;
    assert_eq!(page.texts(".card h3"), ["Kayak", "Paddle board"]);
    press(&page.button("Undo"));
    page.until("the trailer", |page| page.all(".card").len() == 3).await;
}

#[wasm_bindgen_test]
async fn a_place_at_which_nothing_stands_says_so_and_leads_to_the_others() {
    let service = Service::start();
    let mut products: serde_json::Value =
        serde_json::from_str(include_str!("answers/products.json")).unwrap();
    for product in products["products"].as_array_mut().unwrap() {
        product["locations"].as_array_mut().unwrap().truncate(1);
    }
    service.always(Endpoint::Products, Reply::Json(200, products));
    let mut config = config();
    config["locationId"] = json!("location_bondi");
    let page = Page::open_with(service, &config, None).await;
    let screen = page.get(".list .screen");
    assert_eq!(
        text(&screen),
        "Nothing is for hire at Bondi Beach.Other places have something. What you chose is kept.Choose another place"
    );
    press(&page.button("Choose another place"));
    page.focus_on("first-place").await;
    press(&page.get(".place"));
    page.until("Manly", |page| page.all(".card").len() == 3).await;
    assert!(page.find(".screen").is_none());
}

#[wasm_bindgen_test]
async fn what_is_taken_offers_the_nearest_times_and_one_press_takes_them_with_the_product() {
    let page = Page::open_trip().await;
    // From 9:00 on Saturday to 9:00 on Sunday; all are away on Saturday from 12:00 to 13:00.
    let ways = [
        "2 at Bondi Beach",
        "Earlier: Fri 27 Nov 12:00 pm to Sat 28 Nov 12:00 pm",
        "Later: Sat 28 Nov 1:00 pm to Sun 29 Nov 1:00 pm",
        "Other times",
    ];
    page.until("the nearest times", |page| page.texts(".near button") == ways).await;
    let asked = page.service.asked_of(Endpoint::Slots);
    assert!(asked.iter().all(|asked| asked.parameter("product_id") == Some("product_board")));
    // Four days, two a request.
    assert_eq!(asked.len(), 2);
    // The service says now that it is free.
    let mut products = products_for_times();
    products["products"][1]["locations"][0]["hasAvailability"] = json!(true);
    products["products"][1]["locations"][0]["available_count"] = json!(2);
    page.service.when_times(true, products);
    page.press("Later: Sat 28 Nov 1:00 pm to Sun 29 Nov 1:00 pm").await;
    page.until("the times", |page| {
        page.texts(".trip strong")[1..] == ["Sat 28 Nov 1:00 pm", "Sun 29 Nov 1:00 pm"]
    })
    .await;
    page.appears(".stepper").await;
    page.focus_on("product product_board").await;
    assert_eq!(page.texts(".line b"), ["1 × Paddle board"]);
}

#[wasm_bindgen_test]
async fn a_place_that_is_closed_at_the_chosen_times_is_not_called_taken() {
    // Monday 23 November, 10:00 to 16:00 in Sydney: Bondi is closed on Mondays.
    let mut monday = weekend(&[]);
    (monday["start"], monday["end"]) = (json!(NOW + 47 * HOUR), json!(NOW + 53 * HOUR));
    monday["locationId"] = json!("location_bondi");
    let page = Page::open_with(Service::start(), &config(), Some(monday)).await;
    page.until("the prices", |page| page.find(".card.off").is_some()).await;
    for product in ["Kayak", "Paddle board"] {
        assert!(page.card(product).class_list().contains("off"));
        assert_eq!(part(&page, product, ".stock"), "Bondi Beach is closed at these times");
        assert!(page.find_button(&format!("Add {product}")).is_none());
        assert!(page.find_button(&format!("Other times for {product}")).is_some());
    }
    // What never stands there is not missing because of the hours.
    assert_eq!(page.all(".card").len(), 2);
    press(&page.button("3 at Manly Wharf"));
    page.until("the other place", |page| page.text(".trip strong") == "Manly Wharf").await;
    page.until("the way in", |page| page.find_button("Add Kayak").is_some()).await;
    assert_eq!(part(&page, "Kayak", ".stock"), "3 left for these times");
}

#[wasm_bindgen_test]
async fn other_times_open_the_picker_with_the_stock_of_the_product() {
    let page = Page::open_trip().await;
    page.press("Other times for Paddle board").await;
    page.focus_on("day 2026-11-28").await;
    assert_eq!(page.text(".picker h2"), "When do you want the Paddle board?");
    page.until("its stock", |page| page.count(Endpoint::Slots) > 0).await;
    let asked = page.service.asked_of(Endpoint::Slots);
    assert!(asked.iter().all(|asked| asked.parameter("product_id") == Some("product_board")));
}

#[wasm_bindgen_test]
async fn a_service_that_counts_nothing_has_available_or_taken_without_a_number() {
    let service = Service::start();
    let mut products = products_for_times();
    for product in products["products"].as_array_mut().unwrap() {
        for location in product["locations"].as_array_mut().unwrap() {
            location.as_object_mut().unwrap().remove("available_count");
        }
    }
    service.always(Endpoint::Products, Reply::Json(200, products));
    let page = Page::open_with(service, &config(), Some(weekend(&[]))).await;
    page.until("stock", |page| page.find(".card.off").is_some()).await;
    assert_eq!(part(&page, "Kayak", ".stock"), "Available");
    assert_eq!(page.texts(".near button").first(), Some(&"At Bondi Beach".into()));
    press(&page.button("Add Kayak"));
    page.appears(".stepper").await;
    for quantity in ["2", "3", "4", "5"] {
        press(&page.button("One more Kayak"));
        page.until("the quantity", |page| page.text(".stepper .quantity") == quantity).await;
    }
    assert!(!is_off(&page.button("One more Kayak")));
}

#[wasm_bindgen_test]
async fn while_prices_are_on_their_way_no_lowest_price_stands_in_for_them() {
    let service = Service::start();
    service.next(Endpoint::Products, Reply::Held);
    let page = Page::open_with(service, &config(), Some(weekend(&[]))).await;
    assert_eq!(part(&page, "Kayak", ".price"), "for these times");
    assert_eq!(part(&page, "Kayak", ".price > small"), "for these times");
    assert!(page.card("Kayak").query_selector(".price > .ghost").unwrap().is_some());
    page.service.release(Endpoint::Products, Reply::Usual);
    page.until("the price", |page| part(page, "Kayak", ".price") == "$50.00for these times").await;
}
