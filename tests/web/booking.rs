//! The booking panel: lines, rows beyond them, total, and which quote they are from.

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, config, focus, is_off, press, settle, text, weekend};
use crate::service::{Endpoint, Reply, Service, quote};

fn cart(items: &[(&str, u32)]) -> Value {
    items.iter().map(|(product, quantity)| json!({ "product_id": product, "quantity": quantity })).collect()
}

/// The cents of what is written as dollars.
fn cents(dollars: &str) -> i64 {
    let digits: String = dollars.chars().filter(char::is_ascii_digit).collect();
    digits.parse::<i64>().unwrap() * if dollars.starts_with('-') { -1 } else { 1 }
}

#[wasm_bindgen_test]
async fn lines_tax_and_total_add_up_to_the_quote() {
    let page = Page::open_weekend(&[("product_kayak", 2), ("product_trailer", 1)]).await;
    assert_eq!(page.texts(".panel .line b"), ["2 × Kayak", "1 × Trailer"]);
    assert_eq!(page.texts(".panel .line small"), ["$50.00 each", "$80.00 each"]);
    let amounts: Vec<String> = page
        .all(".panel .line .num")
        .iter()
        .filter(|cell| cell.query_selector("button").unwrap().is_none())
        .map(text)
        .collect();
    assert_eq!(amounts, ["$100.00", "$80.00", "$18.00"]);
    assert!(page.text(".panel").contains("Tax$18.00"));
    assert_eq!(page.text(".panel .total .num"), "$198.00");
    assert_eq!(amounts.iter().map(|amount| cents(amount)).sum::<i64>(), 19_800);
    assert_eq!(page.text(".panel .when"), "Manly Wharf · Sat 28 Nov 9:00 am to Sun 29 Nov 9:00 am (1 day)");
    assert_eq!(page.count(Endpoint::Quote), 1);
    assert_eq!(
        page.service.asked_of(Endpoint::Quote)[0].body["cart"],
        cart(&[("product_kayak", 2), ("product_trailer", 1)])
    );
}

#[wasm_bindgen_test]
async fn fees_and_discounts_have_their_names_and_what_is_unnamed_is_said() {
    let service = Service::start();
    let mut sent = quote(&cart(&[("product_kayak", 1)]), 0);
    sent["fees"] = json!([{ "name": "Cleaning", "amount_cents": 1500 }]);
    sent["discounts"] = json!([{ "name": "Spring", "amount_cents": 700 }]);
    sent["total_price_cents"] = json!(5000 + 500 + 1500 - 700);
    service.next(Endpoint::Quote, Reply::Json(200, sent.clone()));
    let page = Page::open_with(service, &config(), Some(weekend(&[("product_kayak", 1)]))).await;
    page.priced().await;
    let rows: Vec<_> = page.texts(".panel .line").into_iter().skip(1).collect();
    assert_eq!(rows, ["Cleaning$15.00", "Spring-$7.00", "Tax$5.00"]);
    assert_eq!(page.text(".panel .total .num"), "$63.00");
}

#[wasm_bindgen_test]
async fn a_total_that_is_the_sum_of_the_lines_has_its_tax_included() {
    let service = Service::start();
    let mut sent = quote(&cart(&[("product_kayak", 1)]), 0);
    sent["total_price_cents"] = json!(5000);
    sent.as_object_mut().unwrap().remove("tax_cents");
    service.next(Endpoint::Quote, Reply::Json(200, sent));
    let page = Page::open_with(service, &config(), Some(weekend(&[("product_kayak", 1)]))).await;
    page.priced().await;
    assert_eq!(page.text(".panel .total"), "Total tax included$50.00");
    assert_eq!(page.all(".panel .line").len(), 1);
}

#[wasm_bindgen_test]
async fn while_a_quote_is_on_its_way_no_old_total_is_shown_and_nothing_can_be_pressed() {
    let page = Page::open_weekend(&[("product_kayak", 1)]).await;
    assert_eq!(page.text(".panel .total .num"), "$55.00");
    page.service.next(Endpoint::Quote, Reply::Held);
    press(&page.button("One more Kayak"));
    page.until("the new quantity", |page| page.texts(".panel .line b") == ["2 × Kayak"]).await;
    // The row and the button keep their places.
    assert_eq!(page.texts(".panel .total > span > small"), ["Working out the price…"]);
    assert!(page.find(".panel .total .spinner").is_some());
    assert!(page.find(".panel .total .num").is_none());
    assert!(!page.text(".panel").contains('$'));
    assert!(!page.text(".tray").contains('$'));
    let button = page.get("[part=continue]");
    assert_eq!(text(&button), "Continue to payment");
    assert!(is_off(&button));
    press(&button);
    page.until("the question", |page| page.count(Endpoint::Quote) == 2).await;
    settle().await;
    assert_eq!((page.count(Endpoint::Quote), page.count(Endpoint::Order)), (2, 0));
    page.service.release(Endpoint::Quote, Reply::Usual);
    page.priced().await;
    assert_eq!(page.text(".panel .total .num"), "$110.00");
    assert!(page.find(".panel .spinner").is_none());
    settle().await;
    assert_eq!((page.count(Endpoint::Quote), page.count(Endpoint::Order)), (2, 0));
}

#[wasm_bindgen_test]
async fn a_late_answer_for_an_older_cart_is_dropped() {
    let page = Page::open_weekend(&[("product_kayak", 1)]).await;
    page.service.next(Endpoint::Quote, Reply::Held);
    press(&page.button("One more Kayak"));
    page.until("the first question", |page| page.count(Endpoint::Quote) == 2).await;
    press(&page.button("One more Kayak"));
    page.until("the second question", |page| page.count(Endpoint::Quote) == 3).await;
    page.total_is("$165.00").await;
    let asked = page.service.asked_of(Endpoint::Quote);
    assert!(asked[1].aborted() && !asked[2].aborted());
    page.service.release(Endpoint::Quote, Reply::Usual);
    settle().await;
    assert_eq!(page.text(".panel .total .num"), "$165.00");
    assert!(page.errors().is_empty());
}

#[wasm_bindgen_test]
async fn a_quote_for_another_cart_is_no_price() {
    let service = Service::start();
    let other = quote(&cart(&[("product_kayak", 1)]), 0);
    service.next(Endpoint::Quote, Reply::Json(200, other));
    let page = Page::open_with(service, &config(), Some(weekend(&[("product_kayak", 2)]))).await;
    page.until("the message", |page| page.find(".panel .alert").is_some()).await;
    assert!(page.find(".panel .total").is_none());
    assert_eq!(page.errors(), ["service-failed"]);
    press(&page.button("Try again"));
    page.priced().await;
    assert_eq!(page.text(".panel .total .num"), "$110.00");
}

#[wasm_bindgen_test]
async fn what_can_not_be_had_is_said_with_the_line_that_is_short() {
    let service = Service::start();
    let refused = json!({
        "available": false, "reason": "taken",
        "lines": [
            { "product_id": "product_kayak", "quantity": 2, "available_count": 1 },
            { "product_id": "product_trailer", "quantity": 1, "available_count": 4 }
        ]
    });
    service.always(Endpoint::Quote, Reply::Json(200, refused));
    let chosen = weekend(&[("product_kayak", 2), ("product_trailer", 1)]);
    let page = Page::open_with(service, &config(), Some(chosen)).await;
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("This can’t be had for these times. Someone else was quicker"));
    assert_eq!(page.texts(".panel .line small"), ["Only 1 free for these times", ""]);
    assert!(page.find(".panel .total").is_none());
    assert!(page.find("[part=continue]").is_none());
    press(&page.button("Change times"));
    page.appears("table.days").await;
}

#[wasm_bindgen_test]
async fn what_is_removed_leaves_a_way_back_in_its_place_that_has_the_focus() {
    let page = Page::open_weekend(&[("product_kayak", 2), ("product_trailer", 1)]).await;
    let remove = page.button("Remove Kayak");
    focus(&remove);
    press(&remove);
    page.focus_on("undo").await;
    assert_eq!(page.texts(".panel .line")[0], "Kayak removed.Undo");
    assert_eq!(page.texts(".panel .line b"), ["1 × Trailer"]);
    page.total_is("$88.00").await;
    press(&page.button("Undo"));
    page.focus_on("line product_kayak").await;
    assert_eq!(page.texts(".panel .line b"), ["2 × Kayak", "1 × Trailer"]);
    assert!(page.find_button("Undo").is_none());
    page.total_is("$198.00").await;
}

#[wasm_bindgen_test]
async fn an_empty_booking_still_has_the_way_back_and_so_has_the_tray() {
    let page = Page::open_weekend(&[("product_kayak", 1)]).await;
    press(&page.button("Remove Kayak"));
    page.focus_on("undo").await;
    assert!(page.find(".panel .empty").is_some());
    assert_eq!(page.texts(".tray .line"), ["Kayak removed.Undo"]);
    press(&page.get(".tray button"));
    page.priced().await;
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
    // Another change takes the way back along.
    press(&page.button("Remove Kayak"));
    page.focus_on("undo").await;
    press(&page.button("Add Trailer"));
    page.until("the trailer", |page| page.texts(".panel .line b") == ["1 × Trailer"]).await;
    assert!(page.find_button("Undo").is_none());
}

#[wasm_bindgen_test]
async fn a_quantity_is_changed_in_its_line_up_to_the_stock_and_the_focus_stays_there() {
    let page = Page::open_weekend(&[("product_kayak", 2)]).await;
    let step = |page: &Page, name: &str| page.get(&format!(".panel .line [aria-label='{name}']"));
    let more = step(&page, "One more Kayak");
    focus(&more);
    // There are three.
    press(&more);
    page.until("three", |page| page.texts(".panel .line b") == ["3 × Kayak"]).await;
    assert!(is_off(&more));
    assert_eq!(page.text(".panel .line .stock"), "All of them are in your booking");
    press(&more);
    settle().await;
    assert_eq!(page.focused().as_ref(), Some(&more));
    assert_eq!(page.texts(".panel .line b"), ["3 × Kayak"]);
    let fewer = step(&page, "One fewer Kayak");
    focus(&fewer);
    for left in ["2 × Kayak", "1 × Kayak"] {
        press(&fewer);
        page.until(left, |page| page.texts(".panel .line b") == [left]).await;
        assert_eq!(page.focused().as_ref(), Some(&fewer));
    }
    assert!(page.find(".panel .line .stock").is_none());
    page.total_is("$55.00").await;
    press(&fewer);
    page.focus_on("undo").await;
    assert_eq!(page.texts(".panel .line"), ["Kayak removed.Undo"]);
}

#[wasm_bindgen_test]
async fn a_booking_without_times_asks_for_them() {
    let mut chosen = weekend(&[("product_kayak", 1)]);
    chosen["end"] = json!(null);
    let page = Page::open_with(Service::start(), &config(), Some(chosen)).await;
    assert_eq!(page.text(".panel .when"), "Choose your times to see the price.");
    assert!(page.find("[part=continue]").is_none());
    settle().await;
    assert_eq!(page.count(Endpoint::Quote), 0);
}
