//! The list of products: hundreds of them, what is found in it, long words, pictures that can't be had.

use serde_json::{Value, json};

use crate::browser::{NARROW, WIDE};
use crate::sample::{Hire, SINGLE_KAYAK, name_of, weekend};
use crate::screens::{self, PRODUCTS, answer};
use crate::stage::{Stage, run, run_with_faults};
use crate::wait::until_true;

const CARDS: &str =
    "return [...widget.shadowRoot.querySelectorAll('.card h3')].map((name) => name.textContent)";

/// From now on the gateway has so many products.
async fn have(stage: &Stage, count: usize, change: impl Fn(usize, &mut Value)) {
    let url = format!("{}/v1/browse/products?company_id={}", stage.gateway.api(), crate::sample::COMPANY);
    let sample: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let product = |number: usize| {
        let mut product = sample["products"][0].clone();
        product["id"] = json!(format!("product_{number}"));
        product["name"] = json!(format!("Boat {number}"));
        change(number, &mut product);
        product
    };
    let products = json!({ "products": (0..count).map(product).collect::<Vec<_>>() });
    stage.gateway.misbehave(json!([answer(PRODUCTS, &products)])).await;
}

#[tokio::test]
async fn five_hundred_products_are_all_reached_by_scrolling_each_once_and_in_their_order() {
    run_with_faults(WIDE, async |stage: &Stage| {
        have(stage, 500, |_, _| {}).await;
        stage.open().await;
        let drawn: Vec<String> = stage.browser.run(CARDS, vec![]).await;
        assert!(drawn.len() < 100, "{} are drawn at first", drawn.len());
        until_true("all cards", async || {
            let scroll = "scrollTo(0, document.scrollingElement.scrollHeight); return null";
            stage.browser.run::<Value>(scroll, vec![]).await;
            stage.browser.run::<Vec<String>>(CARDS, vec![]).await.len() == 500
        })
        .await;
        let names: Vec<String> = stage.browser.run(CARDS, vec![]).await;
        assert_eq!(names, (0..500).map(|number| format!("Boat {number}")).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn what_is_searched_for_is_found_and_booked() {
    run(WIDE, async |stage: &Stage| {
        let hire = Hire { items: vec![(SINGLE_KAYAK, 1)], ..weekend() };
        let widget = stage.open().await;
        widget.choose_location(hire.location).await;
        widget.choose_times(&hire).await;
        widget.search("SINGLE kayák").await;
        widget.see(".found", "1 found").await;
        screens::look(stage, "Search", &[WIDE, NARROW]).await;
        assert_eq!(stage.browser.run::<Vec<String>>(CARDS, vec![]).await, [name_of(SINGLE_KAYAK)]);
        widget.add_all(&hire).await;
        widget.see_priced(&hire).await;
        widget.search("submarine").await;
        widget.see(".list .screen", "Nothing found.").await;
        screens::look(stage, "Nothing found", &[WIDE, NARROW]).await;
        widget.press("Show everything").await;
        widget.see(".card h3", "Camping trailer").await;
        stage.order_by(&widget, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn long_words_unfold_and_a_picture_that_can_not_be_had_is_a_drawn_one_of_the_same_size() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let missing = format!("{}/pictures/nowhere.svg", stage.gateway.address);
        have(stage, 3, |number, product| {
            if number == 0 {
                product["image_url"] = json!(missing);
                product["name"] = json!("A sit-on-top kayak for two with a seat for a child between them and a dry bag");
                product["description"] = json!("Everything one could wish to know of it. ".repeat(8));
            }
        })
        .await;
        let widget = stage.open().await;
        let heights = "return [...widget.shadowRoot.querySelectorAll('.pic')].map((one) => one.clientHeight)";
        let heights: Vec<u64> = stage.browser.run(heights, vec![]).await;
        assert!(heights.iter().all(|height| height.abs_diff(heights[0]) <= 1 && *height > 50), "{heights:?}");
        until_true("a drawn picture where there is none, and only there", async || {
            let drawn = "return [...widget.shadowRoot.querySelectorAll('.pic-none')].map((one) => one.hidden)";
            stage.browser.run::<Vec<bool>>(drawn, vec![]).await == [false, true, true]
        })
        .await;
        let whole = "const [p] = widget.shadowRoot.querySelectorAll('.card p'); return p.scrollHeight <= p.clientHeight";
        assert!(!stage.browser.run::<bool>(whole, vec![]).await);
        widget.press_in(".card .btn", "More").await;
        widget.see(".card .btn", "Less").await;
        assert!(stage.browser.run::<bool>(whole, vec![]).await);
        screens::look(stage, "Unfolded card, picture that can\u{2019}t be had", &[WIDE, NARROW]).await;
        widget.press_in(".card .btn", "Less").await;
        widget.see(".card .btn", "More").await;
        assert!(!stage.browser.run::<bool>(whole, vec![]).await);
    })
    .await;
}
