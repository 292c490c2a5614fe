//! The tray and the sheet, for where there is no room beside the list.

use js_sys::{Function, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlDialogElement};

use crate::page::{Page, press, text};
use crate::service::{Endpoint, Reply};

fn is_modal(dialog: &Element) -> bool {
    dialog.matches(":modal").unwrap()
}

async fn open() -> (Page, Element) {
    let page = Page::open_weekend(&[("product_kayak", 2)]).await;
    press(&page.button("See booking"));
    let dialog = page.get("dialog.sheet");
    page.until("the sheet", |_| is_modal(&dialog)).await;
    (page, dialog)
}

#[wasm_bindgen_test]
async fn the_tray_has_total_and_number_and_opens_the_sheet() {
    let page = Page::open_trip().await;
    assert!(page.find(".tray").is_none());
    press(&page.button("Add Kayak"));
    page.until("the total", |page| page.find(".tray").is_some_and(|tray| text(&tray).contains("$55.00")))
        .await;
    assert!(page.text(".tray").contains("1 item with tax"));
    press(&page.button("One more Kayak"));
    page.until("two", |page| page.text(".tray").contains("2 items with tax")).await;
    let dialog = page.get("dialog.sheet");
    assert!(!is_modal(&dialog));
    press(&page.button("See booking"));
    page.until("the sheet", |_| is_modal(&dialog)).await;
    assert!(dialog.contains(page.focused().as_deref()), "the focus is in the sheet");
}

#[wasm_bindgen_test]
async fn the_sheet_shows_the_booking_and_its_button() {
    let (page, dialog) = open().await;
    assert_eq!(dialog.get_attribute("aria-label").as_deref(), Some("Your booking"));
    let part = |selector: &str| text(&dialog.query_selector(selector).unwrap().unwrap());
    assert_eq!(part(".line b"), "2 × Kayak");
    assert_eq!(part(".total .num"), "$110.00");
    press(&dialog.query_selector("[part=continue]").unwrap().unwrap());
    page.until("the order", |page| !page.events("booking-order").is_empty()).await;
}

#[wasm_bindgen_test]
async fn escape_closes_the_sheet_and_it_can_be_opened_again() {
    let (page, dialog) = open().await;
    for _ in 0..2 {
        // What the browser does at Escape: the dialog is asked to close.
        let close: Function = Reflect::get(&dialog, &"requestClose".into()).unwrap().unchecked_into();
        close.call0(&dialog).unwrap();
        page.focus_on("open-sheet").await;
        assert!(!is_modal(&dialog));
        // The model knows: the booking is taken out of the sheet, and the next press opens it.
        page.until("an empty sheet", |_| dialog.query_selector(".line").unwrap().is_none()).await;
        press(&page.button("See booking"));
        page.until("the sheet again", |_| is_modal(&dialog)).await;
    }
}

#[wasm_bindgen_test]
async fn its_button_closes_the_sheet() {
    let (page, dialog) = open().await;
    press(&dialog.query_selector(".close").unwrap().unwrap());
    page.focus_on("open-sheet").await;
    assert!(!dialog.unchecked_ref::<HtmlDialogElement>().open());
}

#[wasm_bindgen_test]
async fn what_the_booking_has_to_tell_is_told_in_the_tray_in_a_word() {
    let page = Page::open_weekend(&[("product_kayak", 2)]).await;
    let tells = async |words: &'static str| {
        page.until(words, |page| page.text(".tray small") == words).await;
    };
    tells("2 items with tax").await;
    page.service.next(Endpoint::Quote, Reply::Held);
    page.service.next(Endpoint::Order, Reply::Held);
    press(&page.get("[part=continue]"));
    tells("Checking price and availability…").await;
    page.until("the question", |page| page.count(Endpoint::Quote) == 2).await;
    page.service.release(Endpoint::Quote, Reply::Usual);
    tells("Making your booking…").await;
    page.until("the request", |page| page.count(Endpoint::Order) == 1).await;
    page.service.release(Endpoint::Order, Reply::Broken);
    tells("We did not hear back.").await;
    press(&page.button("Ask again"));
    tells("Your order is waiting.").await;
    press(&page.button("One more Kayak"));
    tells("3 items with tax").await;
}
