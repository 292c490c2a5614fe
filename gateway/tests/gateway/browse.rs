//! The reading endpoints and the quote.

use serde_json::{Value, json};

use super::harness::*;

const SLOTS: &str = "/api/v1/browse/time-slots";

async fn slots(gateway: &Gateway, place: &str, start: &str, end: &str, interval: &str) -> Vec<(i64, u64)> {
    let (start, end) = (ms(start).to_string(), ms(end).to_string());
    let mut query = vec![
        ("company_id", "company_test"),
        ("product_id", "product_kayak"),
        ("location_id", place),
        ("start_time", &start),
        ("end_time", &end),
    ];
    if !interval.is_empty() {
        query.push(("interval", interval));
    }
    let answer = gateway.ask(SLOTS, &query).await.ok();
    assert_eq!(keys(&answer), ["slots"]);
    let slots = answer["slots"].as_array().unwrap().clone();
    slots
        .iter()
        .map(|slot| {
            assert_eq!(keys(slot), ["available_count", "start_ms"]);
            (slot["start_ms"].as_i64().unwrap(), slot["available_count"].as_u64().unwrap())
        })
        .collect()
}

async fn reserve(gateway: &Gateway, place: &str, quantity: u32, start: &str, end: &str) {
    let (start, end) = (ms(start), ms(end));
    gateway
        .sql(&format!(
            "INSERT INTO reservations (id, product_id, location_id, start_ms, end_ms, quantity) VALUES
             ('r{start}{end}{quantity}', 'product_kayak', '{place}', {start}, {end}, {quantity})"
        ))
        .await;
}

#[tokio::test]
async fn locations_say_what_the_company_and_each_place_are() {
    let gateway = Gateway::start().await;
    let answer = gateway.ask("/api/v1/browse/locations", &[("company_id", "company_test")]).await.ok();
    assert_eq!(answer["features"], json!(["client_reference", "hold", "return_url"]));
    assert_eq!(
        answer["company"],
        json!({ "name": "Kayak & <Sons>", "currency": "AUD", "time_zone": "Australia/Sydney" })
    );
    let places = answer["locations"].as_array().unwrap();
    let ids: Vec<_> = places.iter().map(|place| place["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["location_open", "location_hours", "location_late", "location_archived"]);
    assert_eq!(places[0].get("hours"), None);
    assert_eq!(places[1]["hours"][0], json!([]));
    assert_eq!(places[1]["hours"][1], json!([[9 * HOUR, 17 * HOUR]]));
    assert_eq!(places[1].get("opens"), None);
    assert_eq!((&places[2]["opens"], &places[2]["closes"]), (&json!(18 * HOUR), &json!(2 * HOUR)));
    assert_eq!(places[2]["time_zone"], "Australia/Lord_Howe");
    assert_eq!((&places[1]["archived"], &places[3]["archived"]), (&json!(false), &json!(true)));
}

#[tokio::test]
async fn products_without_a_window_have_no_price_for_it_and_no_availability() {
    let gateway = Gateway::start().await;
    let answer = gateway.ask("/api/v1/browse/products", &[("company_id", "company_test")]).await.ok();
    let products = answer["products"].as_array().unwrap();
    let ids: Vec<_> = products.iter().map(|product| product["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["product_tent", "product_kayak", "product_gold"]);
    let kayak = &products[1];
    assert_eq!(keys(kayak), ["category", "description", "from_price_cents", "id", "locations", "name"]);
    assert_eq!(kayak["name"], "Kayak <script>alert(1)</script>");
    assert_eq!(kayak["from_price_cents"], 5001);
    assert_eq!(kayak["locations"][0], json!({ "id": "location_open", "name": "Open <i>Wharf</i>" }));
    // The archived location's units are not for hire.
    assert_eq!(kayak["locations"].as_array().unwrap().len(), 3);
    assert_eq!(products[0]["image_url"], "https://img.example/tent.png");
}

#[tokio::test]
async fn products_with_a_window_say_what_is_free_and_what_it_costs() {
    let gateway = Gateway::start().await;
    reserve(&gateway, "location_open", 3, "2026-11-29T16:00:00+11:00", "2026-11-29T18:00:00+11:00").await;
    let (start, end) = (weekend().0.to_string(), weekend().1.to_string());
    let query = [("company_id", "company_test"), ("start_time", &start), ("end_time", &end)];
    let answer = gateway.ask("/api/v1/browse/products", &query).await.ok();
    let kayak = &answer["products"][1];
    // 1 day 8 hours: the tier of 3 days, 5001 × 2.5 = 12502.5, half up.
    assert_eq!((&kayak["priceInCents"], &kayak["priceFormatted"]), (&json!(12_503), &json!("$125.03")));
    let place = |id: &str| {
        let places = kayak["locations"].as_array().unwrap();
        places.iter().find(|place| place["id"] == id).unwrap().clone()
    };
    assert_eq!(keys(&place("location_open")), ["available_count", "hasAvailability", "id", "name"]);
    assert_eq!(place("location_open")["hasAvailability"], false);
    assert_eq!(place("location_hours")["hasAvailability"], true);
    assert_eq!(place("location_hours")["available_count"], 3);
    // Closed at nine in the morning: nothing can be picked up there.
    assert_eq!(place("location_late")["available_count"], 0);
}

#[tokio::test]
async fn a_product_whose_places_differ_in_currency_has_no_price_but_in_a_quote() {
    let gateway = Gateway::start().await;
    let (start, end) = (weekend().0.to_string(), weekend().1.to_string());
    let query = [("company_id", "company_test"), ("start_time", &start), ("end_time", &end)];
    let prices = async || {
        let answer = gateway.ask("/api/v1/browse/products", &query).await.ok();
        ["product_tent", "product_kayak"].map(|id| {
            let products = answer["products"].as_array().unwrap();
            let product = products.iter().find(|product| product["id"] == id).unwrap();
            ["priceInCents", "priceFormatted", "from_price_cents"].map(|field| product.get(field).is_some())
        })
    };
    // Kayaks stand at all places, the tent at two; that of the archived one does not count.
    gateway.sql("UPDATE locations SET currency = 'USD' WHERE id = 'location_archived'").await;
    assert_eq!(prices().await, [[true; 3]; 2]);
    gateway.sql("UPDATE locations SET currency = 'NZD' WHERE id = 'location_late'").await;
    assert_eq!(prices().await, [[true; 3], [false; 3]]);
    gateway.sql("UPDATE locations SET currency = 'NZD'").await;
    assert_eq!(prices().await, [[true; 3]; 2]);
    gateway.sql("UPDATE locations SET currency = NULL WHERE id = 'location_hours'").await;
    assert_eq!(prices().await, [[false; 3]; 2]);
    let quote = gateway.quote(&quote_of(&[("product_kayak", 1)])).await.ok();
    assert_eq!(
        (&quote["currency"], &quote["lines"][0]["line_subtotal_cents"]),
        (&json!("NZD"), &json!(12_503))
    );
}

#[tokio::test]
async fn a_quarter_counts_what_is_free_at_its_moment() {
    let gateway = Gateway::start().await;
    reserve(&gateway, "location_open", 2, "2026-11-28T09:30:00+11:00", "2026-11-28T10:00:00+11:00").await;
    reserve(&gateway, "location_open", 1, "2026-11-28T09:45:00+11:00", "2026-11-28T10:15:00+11:00").await;
    let answer =
        slots(&gateway, "location_open", "2026-11-28T09:15:00+11:00", "2026-11-28T10:30:00+11:00", "").await;
    let start = ms("2026-11-28T09:15:00+11:00");
    let counts = [3, 1, 0, 2, 3];
    let expected: Vec<_> = (0..5).map(|n| (start + n * 15 * MINUTE, counts[n as usize])).collect();
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn quarters_that_have_gone_by_count_nothing_and_closed_ones_count() {
    let gateway = Gateway::start().await;
    let answer =
        slots(&gateway, "location_hours", "2026-11-25T08:30:00+11:00", "2026-11-25T09:15:00+11:00", "15m")
            .await;
    assert_eq!(answer.iter().map(|slot| slot.1).collect::<Vec<_>>(), [0, 0, 3]);
    let night =
        slots(&gateway, "location_hours", "2026-11-28T23:00:00+11:00", "2026-11-28T23:30:00+11:00", "15m")
            .await;
    assert_eq!(night.iter().map(|slot| slot.1).collect::<Vec<_>>(), [3, 3]);
}

#[tokio::test]
async fn quarters_stand_on_the_quarter_of_the_hour() {
    let gateway = Gateway::start().await;
    let answer =
        slots(&gateway, "location_open", "2026-11-28T09:07:00+11:00", "2026-11-28T09:31:00+11:00", "").await;
    let expected = [ms("2026-11-28T09:15:00+11:00"), ms("2026-11-28T09:30:00+11:00")];
    assert_eq!(answer.iter().map(|slot| slot.0).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_day_counts_the_best_open_moment_at_which_a_hire_could_start() {
    let gateway = Gateway::start().await;
    // Saturday: taken but for the last hour. Sunday: free only while closed. Monday: closed.
    reserve(&gateway, "location_hours", 3, "2026-11-28T08:00:00+11:00", "2026-11-28T16:00:00+11:00").await;
    reserve(&gateway, "location_hours", 2, "2026-11-28T16:00:00+11:00", "2026-11-28T18:00:00+11:00").await;
    reserve(&gateway, "location_hours", 3, "2026-11-29T09:00:00+11:00", "2026-11-29T17:30:00+11:00").await;
    let answer =
        slots(&gateway, "location_hours", "2026-11-27T12:00:00+11:00", "2026-12-01T00:00:00+11:00", "day")
            .await;
    let expected = [
        (ms("2026-11-27T00:00:00+11:00"), 3),
        (ms("2026-11-28T00:00:00+11:00"), 1),
        (ms("2026-11-29T00:00:00+11:00"), 0),
        (ms("2026-11-30T00:00:00+11:00"), 0),
    ];
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn a_day_that_has_closed_counts_nothing_and_today_counts_from_now() {
    let gateway = Gateway::start().await;
    reserve(&gateway, "location_hours", 2, "2026-11-25T12:00:00+11:00", "2026-11-25T20:00:00+11:00").await;
    gateway.set_now(ms("2026-11-25T13:00:00+11:00"));
    let today = ("2026-11-24T00:00:00+11:00", "2026-11-26T00:00:00+11:00");
    let counts = |slots: Vec<(i64, u64)>| slots.iter().map(|slot| slot.1).collect::<Vec<_>>();
    assert_eq!(counts(slots(&gateway, "location_hours", today.0, today.1, "day").await), [0, 1]);
    gateway.set_now(ms("2026-11-25T17:01:00+11:00"));
    assert_eq!(counts(slots(&gateway, "location_hours", today.0, today.1, "day").await), [0, 0]);
}

#[tokio::test]
async fn a_week_with_a_change_of_the_clock_has_each_day_at_its_own_midnight() {
    let gateway = Gateway::start().await;
    // Lord Howe goes back half an hour on the first Sunday of April, at 2:00.
    let start = "2027-04-03T00:00:00+11:00";
    let answer = slots(&gateway, "location_late", start, "2027-04-06T00:00:00+10:30", "day").await;
    let expected =
        [ms("2027-04-03T00:00:00+11:00"), ms("2027-04-04T00:00:00+11:00"), ms("2027-04-05T00:00:00+10:30")];
    assert_eq!(answer.iter().map(|slot| slot.0).collect::<Vec<_>>(), expected);
    assert!(answer.iter().all(|slot| slot.1 == 3));
}

#[tokio::test]
async fn the_longest_windows_are_answered() {
    let gateway = Gateway::start().await;
    let quarters =
        slots(&gateway, "location_open", "2026-11-28T00:00:00+11:00", "2026-11-30T00:00:00+11:00", "15m")
            .await;
    assert_eq!(quarters.len(), 192);
    let days =
        slots(&gateway, "location_open", "2026-11-28T00:00:00+11:00", "2026-12-05T00:00:00+11:00", "day")
            .await;
    assert_eq!(days.len(), 7);
}

#[tokio::test]
async fn a_quote_has_a_line_for_each_product_and_the_tax_once() {
    let gateway = Gateway::start().await;
    let answer = gateway.quote(&quote_of(&[("product_kayak", 2), ("product_tent", 1)])).await.ok();
    // Kayak 12503 each, tent 7000 for each of two started days; 10 % of 39006 is 3900.6.
    let expected = json!({
        "available": true,
        "total_price_cents": 42_907,
        "lines": [
            { "product_id": "product_kayak", "quantity": 2, "unit_period_price_cents": 12_503,
              "line_subtotal_cents": 25_006 },
            { "product_id": "product_tent", "quantity": 1, "unit_period_price_cents": 14_000,
              "line_subtotal_cents": 14_000 },
        ],
        "currency": "AUD",
        "tax_cents": 3_901,
    });
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn a_location_may_have_a_tax_rate_of_its_own() {
    let gateway = Gateway::start().await;
    let body = with(quote_of(&[("product_kayak", 1)]), "location_id", "location_hours");
    let answer = gateway.quote(&body).await.ok();
    assert_eq!(answer["tax_cents"], 1_563); // 12.5 % of 12503 is 1562.875
}

#[tokio::test]
async fn the_same_product_twice_is_added_up() {
    let gateway = Gateway::start().await;
    let answer = gateway.quote(&quote_of(&[("product_kayak", 2), ("product_kayak", 1)])).await.ok();
    assert_eq!(answer["available"], true);
    assert_eq!(answer["lines"].as_array().unwrap().len(), 1);
    assert_eq!(answer["lines"][0]["quantity"], 3);
    let answer = gateway.quote(&quote_of(&[("product_kayak", 2), ("product_kayak", 2)])).await.ok();
    assert_eq!(answer["available"], false);
}

#[tokio::test]
async fn a_quote_for_more_than_is_free_says_how_many_there_are() {
    let gateway = Gateway::start().await;
    let answer = gateway.quote(&quote_of(&[("product_kayak", 4), ("product_tent", 1)])).await.ok();
    assert_eq!((&answer["available"], &answer["reason"]), (&json!(false), &json!("taken")));
    assert_eq!(answer.get("total_price_cents"), None);
    let counts: Vec<&Value> =
        answer["lines"].as_array().unwrap().iter().map(|line| &line["available_count"]).collect();
    assert_eq!(counts, [&json!(3), &json!(1)]);
}

#[tokio::test]
async fn a_quote_outside_of_the_opening_hours_says_closed() {
    let gateway = Gateway::start().await;
    let at_hours = with(quote_of(&[("product_kayak", 1)]), "location_id", "location_hours");
    assert_eq!(gateway.quote(&at_hours).await.ok()["available"], true);
    for (field, time) in [
        ("start_time", "2026-11-28T08:59:00+11:00"),
        ("end_time", "2026-11-29T17:01:00+11:00"),
        ("end_time", "2026-11-30T10:00:00+11:00"),
    ] {
        let answer = gateway.quote(&with(at_hours.clone(), field, ms(time))).await.ok();
        assert_eq!((&answer["available"], &answer["reason"]), (&json!(false), &json!("closed")), "{time}");
    }
}

#[tokio::test]
async fn a_day_over_a_change_of_the_clock_is_one_day() {
    let gateway = Gateway::start().await;
    // Sydney's clock goes forward on 4 October 2026 and back on 4 April 2027: 23 and 25 hours.
    for (now, start, end) in [
        ("2026-09-01T09:00:00+10:00", "2026-10-03T09:00:00+10:00", "2026-10-04T09:00:00+11:00"),
        ("2026-11-25T09:00:00+11:00", "2027-04-03T09:00:00+11:00", "2027-04-04T09:00:00+10:00"),
    ] {
        gateway.set_now(ms(now));
        let body = with(quote_of(&[("product_kayak", 1)]), "start_time", ms(start));
        let answer = gateway.quote(&with(body, "end_time", ms(end))).await.ok();
        assert_eq!(answer["lines"][0]["unit_period_price_cents"], 5_001, "{start}");
    }
}

/// The tent is hired for a day to two.
async fn with_bounds() -> Gateway {
    let gateway = Gateway::start().await;
    gateway
        .sql(
            "UPDATE products SET min_hire_ms = 86400000, max_hire_ms = 172800000 WHERE id = 'product_tent';
             UPDATE products SET min_hire_ms = 300000000 WHERE id = 'product_kayak'",
        )
        .await;
    gateway
}

#[tokio::test]
async fn products_say_for_how_long_they_are_hired_and_cannot_be_had_for_another_time() {
    let gateway = with_bounds().await;
    let answer = gateway.ask("/api/v1/browse/products", &[("company_id", "company_test")]).await.ok();
    let [tent, kayak, gold] = answer["products"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    assert_eq!((&tent["min_hire_ms"], &tent["max_hire_ms"]), (&json!(DAY), &json!(2 * DAY)));
    assert_eq!((&kayak["min_hire_ms"], kayak.get("max_hire_ms")), (&json!(300_000_000), None));
    assert_eq!(gold.get("min_hire_ms"), None);
    // No kayak goes for less than three days and a half: 5001 × (2.5 + 0.8) = 16503.3.
    assert_eq!(kayak["from_price_cents"], 16_503);
    let (start, _) = weekend();
    for (length, free) in [(DAY - MINUTE, 0), (DAY, 1), (2 * DAY, 1), (2 * DAY + MINUTE, 0)] {
        assert_eq!(
            gateway.free("product_tent", "location_open", start, start + length).await,
            free,
            "{length}"
        );
    }
}

#[tokio::test]
async fn a_quote_for_too_short_or_too_long_a_time_says_so() {
    let gateway = with_bounds().await;
    let (start, _) = weekend();
    let tent = quote_of(&[("product_tent", 1)]);
    for (length, reason) in [
        (DAY - MINUTE, json!("min_stay")),
        (DAY, Value::Null),
        (2 * DAY, Value::Null),
        (2 * DAY + MINUTE, json!("max_stay")),
    ] {
        let answer = gateway.quote(&with(tent.clone(), "end_time", start + length)).await.ok();
        assert_eq!(
            (&answer["available"], &answer["reason"]),
            (&json!(reason.is_null()), &reason),
            "{length}"
        );
        assert_eq!(answer.get("total_price_cents").is_some(), reason.is_null(), "{length}");
    }
    // One line is enough; and that there are too few of it is said once the times are right.
    let answer = gateway.quote(&quote_of(&[("product_tent", 1), ("product_kayak", 4)])).await.ok();
    assert_eq!(answer["reason"], "min_stay");
    let closed = with(quote_of(&[("product_kayak", 1)]), "location_id", "location_late");
    assert_eq!(gateway.quote(&closed).await.ok()["reason"], "closed");
}

#[tokio::test]
async fn the_shortest_and_the_longest_hire_are_of_the_wall_clock() {
    let gateway = Gateway::start().await;
    let day = "UPDATE products SET min_hire_ms = 86400000, max_hire_ms = 86400000";
    gateway.sql(day).await;
    // Sydney's clock goes forward on 4 October 2026 and back on 4 April 2027: days of 23 and 25 hours. Their 24 hours are
    // of another length on the wall clock.
    for (now, start, day, hours, reason) in [
        (
            "2026-09-01T09:00:00+10:00",
            "2026-10-03T09:00:00+10:00",
            "2026-10-04T09:00:00+11:00",
            "2026-10-04T10:00:00+11:00",
            "max_stay",
        ),
        (
            "2026-11-25T09:00:00+11:00",
            "2027-04-03T09:00:00+11:00",
            "2027-04-04T09:00:00+10:00",
            "2027-04-04T08:00:00+10:00",
            "min_stay",
        ),
    ] {
        gateway.set_now(ms(now));
        let body = with(quote_of(&[("product_kayak", 1)]), "start_time", ms(start));
        assert_eq!(gateway.quote(&with(body.clone(), "end_time", ms(day))).await.ok()["available"], true);
        assert_eq!(ms(hours) - ms(start), DAY);
        let answer = gateway.quote(&with(body, "end_time", ms(hours))).await.ok();
        assert_eq!((&answer["available"], &answer["reason"]), (&json!(false), &json!(reason)), "{start}");
        let order = |end: &str| {
            let body = with(order_of(&[("product_kayak", 1)]), "fromDate", start);
            with(body, "toDate", end)
        };
        gateway.order(&order(hours)).await.refused(400);
        gateway.order(&order(day)).await.ok();
    }
}

#[tokio::test]
async fn past_the_longest_tier_each_started_day_is_added() {
    let gateway = Gateway::start().await;
    let (start, _) = weekend();
    let body = with(quote_of(&[("product_kayak", 1)]), "end_time", start + 4 * DAY + MINUTE);
    let answer = gateway.quote(&body).await.ok();
    // 5001 × (2.5 + 2 × 0.8) = 20504.1
    assert_eq!(answer["lines"][0]["unit_period_price_cents"], 20_504);
}

#[tokio::test]
async fn the_turnaround_time_keeps_a_unit_for_an_hour_after_each_hire() {
    let gateway = Gateway::start().await;
    gateway.order(&order_of(&[("product_tent", 1)])).await.ok();
    let (start, end) = weekend();
    assert_eq!(gateway.free("product_tent", "location_open", end, end + DAY).await, 0);
    assert_eq!(gateway.free("product_tent", "location_open", end + HOUR, end + DAY).await, 1);
    assert_eq!(gateway.free("product_tent", "location_open", start - DAY, start).await, 0);
    assert_eq!(gateway.free("product_tent", "location_open", start - DAY, start - HOUR).await, 1);
}
