//! The list of products: what is found in it, how it is drawn, what is unfolded.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, config, press, text};
use crate::service::{self, Endpoint, Reply, Service};

fn product(number: usize, name: &str, category: &str, description: &str) -> Value {
    let mut product = service::products()["products"][0].clone();
    product["id"] = json!(format!("product_{number}"));
    product["name"] = json!(name);
    product["category"] = json!(category);
    product["description"] = json!(description);
    product
}

async fn open(products: &[Value]) -> Page {
    let service = Service::start();
    service.always(Endpoint::Products, Reply::Json(200, json!({ "products": products })));
    Page::open_with(service, &config(), None).await
}

/// Boats, as many as wanted.
async fn open_boats(count: usize) -> Page {
    let boats: Vec<_> =
        (0..count).map(|number| product(number, &format!("Boat {number}"), "Water", "")).collect();
    open(&boats).await
}

/// Nine things, some with accents.
async fn open_nine() -> Page {
    let all = [
        ("Canoë double", "Eau", "Pour deux, à Montréal"),
        ("Vélo électrique", "Roues", "Batterie de 80 km"),
        ("Vélo de ville", "Roues", "Panier à l’avant"),
        ("Straße-Roller", "Räder", "Für die Stadt"),
        ("Kayak", "Eau", "Pour un"),
        ("Remorque", "Roues", "Pour une voiture"),
        ("Tente", "Camping", "Quatre personnes"),
        ("Réchaud", "Camping", "Au gaz"),
        ("Lampe", "Camping", "Rechargeable"),
    ];
    let all: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(number, (name, category, description))| product(number, name, category, description))
        .collect();
    open(&all).await
}

async fn finds(page: &Page, words: &str, names: &[&str]) {
    page.search(words);
    page.until(&format!("what {words:?} finds"), |page| page.texts(".card h3") == names).await;
}

#[wasm_bindgen_test]
async fn there_is_a_search_box_from_nine_products_up() {
    assert!(open_boats(8).await.find(".search").is_none());
    let page = open_boats(9).await;
    let field = page.get(".search");
    assert_eq!(field.get_attribute("type").as_deref(), Some("search"));
    assert_eq!(field.get_attribute("aria-label").as_deref(), Some("Search"));
}

#[wasm_bindgen_test]
async fn search_knows_neither_case_nor_accents_and_looks_into_all_words_of_a_card() {
    let page = open_nine().await;
    finds(&page, "velo", &["Vélo électrique", "Vélo de ville"]).await;
    finds(&page, "VÉLO ELEC", &["Vélo électrique"]).await;
    finds(&page, "strasse", &["Straße-Roller"]).await;
    finds(&page, "montreal", &["Canoë double"]).await;
    finds(&page, "camping", &["Tente", "Réchaud", "Lampe"]).await;
    finds(&page, "  rechaud  gaz ", &["Réchaud"]).await;
    finds(&page, "rechaud camping lampe", &[]).await;
}

#[wasm_bindgen_test]
async fn how_many_were_found_is_said_and_nothing_when_nobody_searches() {
    let page = open_nine().await;
    assert_eq!(page.text(".found"), "");
    assert_eq!(page.get(".found").get_attribute("aria-live").as_deref(), Some("polite"));
    finds(&page, "velo", &["Vélo électrique", "Vélo de ville"]).await;
    assert_eq!(page.text(".found"), "2 found");
}

#[wasm_bindgen_test]
async fn search_and_category_narrow_together_and_where_nothing_is_left_one_press_shows_everything() {
    let page = open_nine().await;
    press(&page.button("Roues"));
    finds(&page, "velo", &["Vélo électrique", "Vélo de ville"]).await;
    press(&page.button("Camping"));
    let screen = page.appears(".list .screen").await;
    assert!(text(&screen).starts_with("Nothing found."));
    assert_eq!(page.text(".found"), "0 found");
    press(&page.button("Show everything"));
    page.focus_on("search").await;
    page.until("all", |page| page.all(".card").len() == 9).await;
    let field: web_sys::HtmlInputElement = wasm_bindgen::JsCast::unchecked_into(page.get(".search"));
    assert_eq!(field.value(), "");
}

#[wasm_bindgen_test]
async fn the_order_is_that_of_the_service() {
    let page = open_boats(30).await;
    let names: Vec<_> = (0..24).map(|number| format!("Boat {number}")).collect();
    assert_eq!(page.texts(".card h3"), names);
}

#[wasm_bindgen_test]
async fn a_long_list_is_drawn_in_parts_each_card_with_its_place_among_all() {
    let page = open_boats(50).await;
    assert_eq!(page.all(".card").len(), 24);
    let last = page.all(".card").pop().unwrap();
    assert_eq!(last.get_attribute("aria-posinset").as_deref(), Some("24"));
    assert_eq!(last.get_attribute("aria-setsize").as_deref(), Some("50"));
    assert!(page.find(".end").is_some(), "the end is watched");
    for drawn in (28..50).step_by(4).chain([50]) {
        page.more();
        page.until("more cards", |page| page.all(".card").len() == drawn).await;
    }
    assert!(page.find(".end").is_none());
    assert_eq!(page.all(".card")[49].get_attribute("aria-posinset").as_deref(), Some("50"));
    assert_eq!(page.texts(".card h3")[49], "Boat 49");
}

#[wasm_bindgen_test]
async fn a_short_list_is_drawn_whole_at_once() {
    let page = open_boats(24).await;
    assert_eq!(page.all(".card").len(), 24);
    assert!(page.find(".end").is_none());
    assert_eq!(page.all(".card")[0].get_attribute("aria-setsize"), None);
}

#[wasm_bindgen_test]
async fn a_long_description_unfolds_and_folds_by_a_button_that_says_of_what() {
    let words = "Everything one could wish to know of it. ".repeat(6);
    let page = open(&[product(0, "Kayak", "Water", &words), product(1, "Board", "Water", "Short.")]).await;
    assert!(page.find_button("More about Board").is_none());
    let is_open = |page: &Page| page.card("Kayak").class_list().contains("open");
    let more = page.button("More about Kayak");
    assert_eq!(more.get_attribute("aria-expanded").as_deref(), Some("false"));
    crate::page::focus(&more);
    press(&more);
    page.until("unfolded", is_open).await;
    let less = page.button("Less about Kayak");
    assert_eq!(less.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(page.focused(), Some(less.clone()), "the focus stays");
    press(&less);
    page.until("folded", |page| !is_open(page)).await;
}

#[wasm_bindgen_test]
async fn a_drawn_picture_stands_where_none_is_sent_and_behind_one_that_is() {
    let mut pictured = product(0, "Kayak", "Water", "");
    pictured["image_url"] = json!("https://pictures.test/kayak.svg");
    let page = open(&[pictured, product(1, "Board", "Water", "")]).await;
    let in_card = |name: &str, selector: &str| page.card(name).query_selector(selector).unwrap();
    assert!(in_card("Kayak", ".pic-none + img[alt='']").is_some());
    assert!(in_card("Board", ".pic-none").is_some() && in_card("Board", "img").is_none());
}
