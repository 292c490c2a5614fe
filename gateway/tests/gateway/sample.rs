//! What the sample company promises: it is believable today, in a month, and after a restart.

use serde_json::{Value, json};

use super::harness::*;

const HARBOUR: &str = include_str!("../../sample/harbour.json");

fn weekend_quote(saturday: i64, lines: &[(&str, u64)]) -> Value {
    let cart: Vec<_> =
        lines.iter().map(|(id, quantity)| json!({ "product_id": id, "quantity": quantity })).collect();
    json!({
        "company_id": "company_harbour", "location_id": "location_rose_bay",
        "start_time": saturday, "end_time": saturday + 32 * HOUR, "cart": cart,
    })
}

#[tokio::test]
async fn the_sample_company_has_three_locations_and_twelve_products_in_four_categories() {
    let gateway = Gateway::with_sample().await;
    let company = [("company_id", "company_harbour")];
    let locations = gateway.ask("/api/v1/browse/locations", &company).await.ok();
    let ids: Vec<_> =
        locations["locations"].as_array().unwrap().iter().map(|l| l["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["location_rose_bay", "location_watsons_bay", "location_manly"]);
    let products = gateway.ask("/api/v1/browse/products", &company).await.ok();
    let products = products["products"].as_array().unwrap().clone();
    let mut categories: Vec<_> = products.iter().map(|p| p["category"].as_str().unwrap()).collect();
    assert_eq!(categories.len(), 12);
    categories.dedup();
    assert_eq!(categories, ["Kayaks", "Paddle boards", "E-bikes", "Trailers"]);
    for product in &products {
        let picture = product["image_url"].as_str().expect("a picture");
        let path = picture.strip_prefix("https://hire.example/book").unwrap();
        let answer = gateway.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "image/svg+xml"));
    }
}

#[tokio::test]
async fn two_kayaks_and_a_board_can_be_had_on_every_coming_weekend() {
    let gateway = Gateway::with_sample().await;
    let first = ms("2026-11-28T09:00:00+11:00");
    for week in 0..17 {
        // 9:00 in Sydney, in summer time until 4 April 2027.
        let saturday = first + week * 7 * DAY;
        let lines = [("product_single_kayak", 2), ("product_paddle_board", 1)];
        let answer = gateway.quote(&weekend_quote(saturday, &lines)).await.ok();
        assert_eq!(answer["available"], true, "{week}: {answer}");
        // 2 × 5500 × 1.8 + 4500 × 1.8, and 10 %.
        assert_eq!(answer["total_price_cents"], 30_690);
    }
}

#[tokio::test]
async fn some_things_are_nearly_booked_out() {
    let gateway = Gateway::with_sample().await;
    let saturday = ms("2026-11-28T09:00:00+11:00");
    let answer = gateway.quote(&weekend_quote(saturday, &[("product_trail_e_bike", 1)])).await.ok();
    assert_eq!((&answer["available"], &answer["reason"]), (&json!(false), &json!("taken")));
    let elsewhere =
        with(weekend_quote(saturday, &[("product_trail_e_bike", 2)]), "location_id", "location_watsons_bay");
    assert_eq!(gateway.quote(&elsewhere).await.ok()["available"], true);
}

#[tokio::test]
async fn the_camping_trailer_goes_for_a_day_at_least_and_the_touring_board_for_three_at_most() {
    let gateway = Gateway::with_sample().await;
    let products = gateway.ask("/api/v1/browse/products", &[("company_id", "company_harbour")]).await.ok();
    let bounded = products["products"].as_array().unwrap().iter().filter_map(|product| {
        let bounds = [product.get("min_hire_ms").cloned(), product.get("max_hire_ms").cloned()];
        (bounds != [None, None]).then(|| (product["id"].as_str().unwrap(), bounds))
    });
    let expected = [
        ("product_touring_board", [None, Some(json!(3 * DAY))]),
        ("product_camping_trailer", [Some(json!(DAY)), None]),
    ];
    assert_eq!(bounded.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn prices_follow_from_the_published_facts() {
    let facts: Value = serde_json::from_str(HARBOUR).unwrap();
    let product =
        |id: &str| facts["products"].as_array().unwrap().iter().find(|p| p["id"] == id).unwrap().clone();
    assert_eq!(product("product_single_kayak")["base_price_cents"], 5_500);
    assert_eq!(product("product_paddle_board")["base_price_cents"], 4_500);
    let tiers = facts["pricing_templates"][0]["template"]["tiers"].as_array().unwrap().clone();
    let tiers: Vec<_> = tiers
        .iter()
        .map(|tier| format!("{} × {}", tier["name"].as_str().unwrap(), tier["price_multiplier"]))
        .collect();
    let expected =
        ["1 hour × 0.35", "4 hours × 0.65", "1 day × 1", "2 days × 1.8", "3 days × 2.5", "1 week × 4.75"];
    assert_eq!(tiers, expected);
}

#[tokio::test]
async fn the_sample_does_not_age_and_never_takes_what_customers_have() {
    let gateway = Gateway::with_sample().await;
    let reservations = gateway.count("SELECT count(*) FROM reservations").await;
    // The same day again: nothing to add.
    gateway.source.seed_sample().await.unwrap();
    assert_eq!(gateway.count("SELECT count(*) FROM reservations").await, reservations);

    // A customer takes both trail bikes on a weekend far ahead, before the sample reaches it.
    let friday = ms("2027-07-16T16:00:00+10:00");
    let body = json!({
        "companyId": "company_harbour", "locationId": "location_rose_bay",
        "fromDate": iso(friday), "toDate": iso(friday + 16 * HOUR),
        "lineItems": [{ "productID": "product_trail_e_bike", "quantity": 1 }],
    });
    let order = gateway.order(&body).await.ok();
    gateway.post(&format!("/harbour/checkout?order={}", order["id"].as_str().unwrap()), &json!(null)).await;

    gateway.set_now(ms("2027-03-01T09:00:00+11:00"));
    gateway.source.seed_sample().await.unwrap();
    assert!(gateway.count("SELECT count(*) FROM reservations").await > reservations);
    let taken = format!(
        "SELECT sum(quantity) FROM reservations WHERE product_id = 'product_trail_e_bike'
         AND location_id = 'location_rose_bay' AND start_ms <= {friday} AND end_ms > {friday}"
    );
    assert_eq!(gateway.count(&taken).await, 1);
}

#[tokio::test]
async fn a_store_with_another_company_is_left_alone() {
    let gateway = Gateway::start().await;
    let seeded = gateway.source.seed_sample().await.unwrap();
    assert_eq!(seeded, booking_gateway::built_in::Seeded::OtherCompanies);
    gateway.ask("/api/v1/browse/products", &[("company_id", "company_harbour")]).await.refused(404);
}
