//! The live region: what a screen reader says, once for each thing that happens.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MutationObserver, MutationObserverInit, MutationRecord, Node};

use crate::page::{Page, plain, press, settle, text};
use crate::service::{Endpoint, Reply};

/// What is put into the live region from now on, each time it is.
fn listen(page: &Page) -> Rc<RefCell<Vec<String>>> {
    let said: Rc<RefCell<Vec<String>>> = Rc::default();
    let hear = Closure::<dyn Fn(Array)>::new({
        let said = Rc::clone(&said);
        move |records: Array| {
            for record in records.iter().map(JsCast::unchecked_into::<MutationRecord>) {
                let added = record.added_nodes();
                let changed = (record.type_() == "characterData").then(|| record.target().unwrap());
                let new = (0..added.length()).map(|index| added.get(index).unwrap()).chain(changed);
                for node in new.filter(|node| node.node_type() == Node::TEXT_NODE) {
                    said.borrow_mut().push(plain(&node.text_content().unwrap_or_default()));
                }
            }
        }
    });
    let observer = MutationObserver::new(hear.into_js_value().unchecked_ref()).unwrap();
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    options.set_character_data(true);
    observer.observe_with_options(&page.get("[role=status]"), &options).unwrap();
    said
}

#[wasm_bindgen_test]
async fn what_is_added_and_what_it_comes_to_is_said_once() {
    let page = Page::open_trip().await;
    let said = listen(&page);
    press(&page.button("Add Kayak"));
    page.priced().await;
    settle().await;
    assert_eq!(*said.borrow(), ["Kayak added", "Total $55.00"]);
    press(&page.button("Land"));
    settle().await;
    assert_eq!(said.borrow().len(), 2, "what is not new is not said again");
}

#[wasm_bindgen_test]
async fn the_same_words_for_the_next_thing_that_happens_are_said_again() {
    let page = Page::open_trip().await;
    page.service.always(Endpoint::Quote, Reply::Json(400, json!({ "message": "no" })));
    press(&page.button("Add Kayak"));
    page.appears(".panel .alert").await;
    let said = listen(&page);
    let before = text(&page.get("[role=status]"));
    press(&page.button("Try again"));
    page.until("the same failure", |page| page.errors().len() == 2).await;
    settle().await;
    assert_eq!(*said.borrow(), [before]);
}

#[wasm_bindgen_test]
async fn a_chosen_place_and_chosen_times_are_said() {
    let page = Page::open().await;
    let said = listen(&page);
    press(&page.get("[data-focus=trip-from]"));
    page.focus_on("first-place").await;
    press(&page.get(".place"));
    page.press("Saturday 28 November").await;
    page.appears("[role=radio]").await;
    press(&page.get("[role=radio]"));
    page.appears("[role=radiogroup][aria-label='Return time']").await;
    press(&page.get("[role=radio]"));
    page.focus_on("trip-until").await;
    settle().await;
    assert_eq!(
        *said.borrow(),
        [
            "Manly Wharf chosen",
            "Pick-up Sat 28 Nov 9:00 am. Now choose the return.",
            "Sat 28 Nov 9:00 am to 9:15 am"
        ]
    );
}

#[wasm_bindgen_test]
async fn a_changed_quantity_is_said_once_with_what_it_is_of_and_then_what_it_comes_to() {
    let page = Page::open_weekend(&[("product_kayak", 1)]).await;
    page.total_is("$55.00").await;
    let said = listen(&page);
    press(&page.button("One more Kayak"));
    page.total_is("$110.00").await;
    settle().await;
    assert_eq!(*said.borrow(), ["2 × Kayak", "Total $110.00"]);
    assert!(page.find("output").is_none(), "it would say its content besides");
}

#[wasm_bindgen_test]
async fn a_message_that_gets_the_focus_is_said_only_where_it_is_not_on_screen() {
    for shown in [true, false] {
        let page = Page::open_weekend(&[("product_kayak", 1)]).await;
        page.service.next(Endpoint::Order, Reply::Held);
        page.continue_to_payment().await;
        page.until("the request", |page| page.count(Endpoint::Order) == 1).await;
        if !shown {
            page.get(".panel").set_attribute("style", "display: none").unwrap();
        }
        let said = listen(&page);
        page.service.release(Endpoint::Order, Reply::Json(400, json!({ "message": "no" })));
        page.appears(".panel .alert").await;
        // What stands is asked for anew.
        page.until("the total, said", |_| said.borrow().iter().any(|said| said == "Total $55.00")).await;
        let refused = "The booking service did not accept this.";
        assert_eq!(said.borrow().iter().filter(|said| *said == refused).count(), usize::from(!shown));
        assert_eq!(page.focus_name() == "alert", shown);
    }
}

#[wasm_bindgen_test]
async fn the_way_to_payment_is_said() {
    let page = Page::open_weekend(&[("product_kayak", 1)]).await;
    let said = listen(&page);
    page.continue_to_payment().await;
    page.appears("a[part=continue]").await;
    settle().await;
    assert_eq!(
        *said.borrow(),
        ["Checking price and availability…", "Your order is waiting. If you have paid already you are done."]
    );
}

#[wasm_bindgen_test]
async fn a_failure_is_said_once() {
    let page = Page::open_trip().await;
    let said = listen(&page);
    page.service.next(Endpoint::Quote, Reply::Json(400, json!({ "message": "no" })));
    press(&page.button("Add Kayak"));
    page.appears(".panel .alert").await;
    settle().await;
    assert_eq!(*said.borrow(), ["Kayak added", "The booking service did not accept this."]);
    assert_eq!(text(&page.get("[role=status]")), "The booking service did not accept this.");
}
