//! The built widget against a gateway that misbehaves, over real connections: what the customer sees, and that the booking
//! is made in the end.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::browser::{NARROW, WIDE};
use crate::checkout_page;
use crate::page::{HostPage, element};
use crate::sample::{Hire, ROSE_BAY, SINGLE_KAYAK, WATSONS_BAY, weekend};
use crate::stage::{Stage, run_with_faults};
use crate::wait::pause;

const LOCATIONS: &str = "/api/v1/browse/locations";
const PRODUCTS: &str = "/api/v1/browse/products";
const SLOTS: &str = "/api/v1/browse/time-slots";
const QUOTE: &str = "/api/v1/browse/availability";
const ORDER: &str = "/api/customer/checkout";

fn one_kayak() -> Hire {
    Hire { items: vec![(SINGLE_KAYAK, 1)], ..weekend() }
}

/// Products of these names, in stock at both places.
fn products_named(names: impl Iterator<Item = String>) -> Value {
    let stock =
        |id: &str| json!({ "id": id, "name": "There", "hasAvailability": true, "available_count": 9 });
    let product = |(index, name): (usize, String)| {
        json!({
            "id": format!("product_{index}"), "name": name, "category": format!("Kind {}", index % 5),
            "description": "As many as there are.", "from_price_cents": 1000 + index,
            "locations": [stock(ROSE_BAY), stock(WATSONS_BAY)]
        })
    };
    json!({ "products": names.enumerate().map(product).collect::<Vec<_>>() })
}

/// A rule that gives this answer.
fn answer(path: &str, body: &Value) -> Value {
    json!({ "path": path, "answer": { "body": body.to_string(), "content_type": "application/json" } })
}

#[tokio::test]
async fn over_connections_that_break_in_the_middle_a_customer_books_without_noticing() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let broken = |path| json!({ "path": path, "times": 1, "drop": "body" });
        stage.gateway.misbehave(json!([LOCATIONS, PRODUCTS, SLOTS, QUOTE].map(broken))).await;
        let widget = stage.open_with(&hire).await;
        assert_eq!(stage.gateway.misbehaved().await[..2], [1, 1]);
        assert_eq!(stage.gateway.misbehaved().await[3], 1);
        stage.order_by(&widget, &hire).await;
        assert_eq!(stage.error_codes().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_third_of_all_answers_are_errors_and_a_customer_books_all_the_same() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = one_kayak();
        let error = json!({ "path": "/api/v1/*", "rate": 0.33, "seed": 5, "error": { "status": 503 } });
        stage.gateway.misbehave(json!([error])).await;
        stage.browser.go(&stage.page.address).await;
        let widget = stage.widget("widget");
        // Three failures in a row are said, and there is always a way on.
        let impatient = async {
            loop {
                for again in widget.shown(".screen button, .alert button, .picker .btn").await {
                    if again.name == "Try again" {
                        // It may have gone by now.
                        let _ = again.element.click().await;
                    }
                }
                pause().await;
            }
        };
        let books = async {
            widget.ready().await;
            widget.choose(&hire).await;
            widget.see_priced(&hire).await;
        };
        tokio::select! {
            () = books => {}
            () = impatient => {}
        }
        assert!(stage.gateway.misbehaved().await[0] > 0);
        stage.gateway.misbehave(json!([])).await;
        stage.order_by(&widget, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn an_order_whose_answer_is_lost_with_the_connection_is_there_once() {
    for lost in ["answer", "body"] {
        run_with_faults(WIDE, async |stage: &Stage| {
            let hire = one_kayak();
            let widget = stage.open_with(&hire).await;
            stage
                .gateway
                .misbehave(json!([{ "path": ORDER, "method": "POST", "drop": lost, "acts": true }]))
                .await;
            widget.continue_to_payment().await;
            let alert = widget.see(".panel .alert", "We did not hear back.").await;
            assert!(alert.text.contains("Asking again is safe"), "{}", alert.text);
            let order = stage.gateway.only_order().await;
            stage.gateway.misbehave(json!([])).await;
            // Also after a reload it is said, and asking again leads to the order that is there.
            if lost == "body" {
                stage.browser.driver.refresh().await.unwrap();
                widget.see(".panel .alert", "We did not hear back.").await;
            }
            widget.press("Ask again").await;
            assert_eq!(checkout_page::arrive(&stage.browser, &hire).await, order.id);
            assert_eq!(stage.gateway.only_order().await.id, order.id);
            assert_eq!(stage.error_codes().await, ["order-lost"]);
        })
        .await;
    }
}

#[tokio::test]
async fn a_page_in_place_of_each_answer_is_said_and_can_be_got_over() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = one_kayak();
        let welcome =
            json!({ "body": "<!doctype html><h1>Welcome to our hotel</h1>", "content_type": "text/html" });
        let portal = |path: &str| json!([{ "path": path, "answer": welcome }]);
        stage.gateway.misbehave(portal("/api/*")).await;
        stage.browser.go(&stage.page.address).await;
        let widget = stage.widget("widget");
        widget.see(".screen", "The booking service’s answer can’t be read.").await;
        stage.gateway.misbehave(json!([])).await;
        widget.press("Try again").await;
        widget.ready().await;
        widget.choose_location(hire.location).await;
        widget.choose_times(&hire).await;

        stage.gateway.misbehave(portal(QUOTE)).await;
        widget.add_all(&hire).await;
        widget.see(".panel .alert", "The booking service’s answer can’t be read.").await;
        stage.gateway.misbehave(json!([])).await;
        widget.press("Try again").await;
        widget.see_priced(&hire).await;
        stage.order_by(&widget, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_takes_minutes_is_not_waited_for() {
    run_with_faults(WIDE, async |stage: &Stage| {
        // Whoever waits for it never sees a product.
        stage.gateway.misbehave(json!([{ "path": PRODUCTS, "times": 1, "delay_ms": 600_000 }])).await;
        let begun = Instant::now();
        stage.open().await;
        // The limit is ten seconds; then it is asked again. A busy machine only makes it longer.
        assert!(begun.elapsed() >= Duration::from_secs(9), "{:?}", begun.elapsed());
        assert_eq!(stage.gateway.misbehaved().await, [1]);
        assert_eq!(stage.error_codes().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn who_sees_stock_of_before_is_told_when_the_order_is_refused() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = crate::taken::last_one();
        stage.gateway.misbehave(json!([{ "path": "/api/v1/*", "stale": true }])).await;
        let widget = stage.open_with(&hire).await;
        let other = stage.gateway.order_by_another(&hire).await;
        widget.continue_to_payment().await;
        let alert = widget.see(".panel .alert", "The booking service did not accept this.").await;
        assert!(alert.text.contains("Nothing has been booked."), "{}", alert.text);
        assert_eq!(stage.gateway.only_order().await.id, other);
        assert_eq!(stage.error_codes().await, ["order-refused"]);
        // The truth is told from the next look on.
        stage.gateway.misbehave(json!([])).await;
        widget.continue_to_payment().await;
        widget.see(".panel .alert", "This can’t be had for these times.").await;
        assert_eq!(stage.gateway.only_order().await.id, other);
    })
    .await;
}

#[tokio::test]
async fn a_service_that_leads_on_to_another_address_is_followed() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = one_kayak();
        let main = element("widget", &stage.gateway, &[("api-base", &stage.page.moved_api())]);
        stage.page.set(HostPage { main, ..stage.page.page() });
        let widget = stage.open_with(&hire).await;
        stage.order_by(&widget, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn among_two_thousand_products_one_is_found_and_the_page_answers() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let products = products_named((0..2000).map(|number| format!("Boat {number}")));
        stage.gateway.misbehave(json!([answer(PRODUCTS, &products)])).await;
        let widget = stage.open().await;
        let count = "return widget.shadowRoot.querySelectorAll('.card').length";
        let drawn = stage.browser.run::<u64>(count, vec![]).await;
        assert!((12..200).contains(&drawn), "{drawn} of 2000 are drawn");
        widget.search("boat 1999").await;
        widget.see(".found", "1 found").await;
        widget.see(".card h3", "Boat 1999").await;
        widget.search("").await;
        widget.see(".card h3", "Boat 0").await;
        widget.choose_location(ROSE_BAY).await;
        widget.choose_times(&weekend()).await;
        widget.see(".card .btn", "Add").await;
        let press = r#"
            const [selector, text] = arguments;
            [...widget.shadowRoot.querySelectorAll(selector)].find((found) => found.textContent === text).click();
            return null;
        "#;
        let press = async |selector: &str, text: &str| {
            stage.browser.run::<Value>(press, vec![json!(selector), json!(text)]).await;
        };
        press(".card .btn", "Add").await;
        widget.see(".line", "1 × Boat 0").await;
        press(".chip", "Kind 3").await;
        widget.see(".card h3", "Boat 3").await;
        press(".chip", "Everything").await;
        widget.see(".card h3", "Boat 0").await;
    })
    .await;
}

/// What sticks out of the page or the element, of all that is shown.
const STICKS_OUT: &str = r#"
    const page = document.scrollingElement;
    const out = [...widget.shadowRoot.querySelectorAll(".bw *")].filter((element) => {
      if (!element.checkVisibility() || element.closest(".visually-hidden, .chips")) return false;
      const { left, right, width } = element.getBoundingClientRect();
      return width > 0 && (left < -1 || right > page.clientWidth + 1);
    });
    return [page.scrollWidth - page.clientWidth, out.map((element) => element.outerHTML.slice(0, 120))];
"#;

#[tokio::test]
async fn names_of_ten_thousand_letters_stay_in_the_page_and_leave_room_for_the_rest() {
    for screen in [NARROW, WIDE] {
        run_with_faults(screen, async |stage: &Stage| {
            let long = |word: &str| word.repeat(10_000 / word.len());
            let words = long("Sit-on-top kayak for two ");
            let mut products = products_named([long("Kayak"), words.clone(), "Boat".to_owned()].into_iter());
            products["products"][1]["category"] = json!(words);
            products["products"][1]["description"] = json!(words);
            let place = |id: &str, name: &str| {
                json!({
                    "id": id, "name": name, "address": words, "time_zone": "Australia/Sydney",
                    "opens": 8 * 3_600_000, "closes": 17 * 3_600_000
                })
            };
            let locations =
                json!({ "locations": [place(ROSE_BAY, &long("Wharf")), place(WATSONS_BAY, &words)] });
            let quote = json!({
                "available": true, "total_price_cents": 2000,
                "lines": [
                    { "product_id": "product_0", "quantity": 1, "line_subtotal_cents": 1000 },
                    { "product_id": "product_1", "quantity": 1, "line_subtotal_cents": 1000 }
                ]
            });
            let rules = json!([answer(PRODUCTS, &products), answer(LOCATIONS, &locations), answer(QUOTE, &quote)]);
            stage.gateway.misbehave(rules).await;
            let widget = stage.open().await;
            let fits = async |what: &str| {
                assert_eq!(stage.browser.run::<Value>(STICKS_OUT, vec![]).await, json!([0, []]), "{what}");
            };
            fits("the list").await;
            widget.open_places().await;
            fits("the places").await;
            widget.press_where("the first place", ".place", |_| true).await;
            fits("the place in the trip").await;
            widget.choose_times(&weekend()).await;
            for index in [0, 1] {
                let add = "[...widget.shadowRoot.querySelectorAll('.card')][arguments[0]].querySelector('.foot .btn').click(); return null";
                stage.browser.run::<Value>(add, vec![json!(index)]).await;
            }
            fits("the cart").await;
            // One name takes up no more than a screen: what follows is in reach.
            let heights = "return [...widget.shadowRoot.querySelectorAll('.card, .trip, .chip, .line')] \
                .map((element) => element.getBoundingClientRect().height)";
            let heights: Vec<f64> = stage.browser.run(heights, vec![]).await;
            assert!(heights.iter().all(|height| *height < f64::from(screen.height)), "{heights:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_name_that_turns_the_writing_around_turns_nothing_beside_it() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let turned = "Bay \u{2069}\u{202e}esoR";
        let rules = json!([{ "path": "/api/v1/*", "replace": { "from": "Rose Bay Wharf", "to": turned } }]);
        stage.gateway.misbehave(rules).await;
        let main = element("widget", &stage.gateway, &[("location-id", ROSE_BAY)]);
        stage.page.set(HostPage { main, ..stage.page.page() });
        let widget = stage.open().await;
        widget.choose_times(&weekend()).await;
        widget.add(SINGLE_KAYAK).await;
        widget.see(".when", "Bay").await;
        // The letters after the name, each with where it stands: they go from left to right, line by line.
        let script = r#"
            const [text] = [...widget.shadowRoot.querySelector(".panel .when").childNodes];
            const from = text.data.indexOf("·");
            const range = document.createRange();
            const places = [];
            for (let at = from; at < text.length; at += 1) {
              range.setStart(text, at);
              range.setEnd(text, at + 1);
              const { left, top, width } = range.getBoundingClientRect();
              if (width > 0) places.push([top, left]);
            }
            const sorted = [...places].sort(([a, b], [c, d]) => a - c || b - d);
            return [from > 0, places.length > 20, JSON.stringify(places) === JSON.stringify(sorted)];
        "#;
        assert_eq!(stage.browser.run::<Value>(script, vec![]).await, json!([true, true, true]));
    })
    .await;
}
