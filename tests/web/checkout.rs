//! From "Continue to payment" to the order: asked once more, created once, and what is said where that fails.

use js_sys::{Array, Function, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::page::{NOW, ORDER_URL, Page, config, is_off, press, set_clock, settle, text, weekend};
use crate::service::{Endpoint, Reply, Service, locations, quote};

const KAYAK: &[(&str, u32)] = &[("product_kayak", 1)];

/// The order that waits stands where the button was.
const ORDER_LINK: &str = ".panel a.btn.main.wide[part=continue]";

fn dearer(page: &Page) -> Value {
    quote(&page.service.asked_of(Endpoint::Quote)[0].body["cart"], 500)
}

/// The order that was asked for, as often as it was.
fn orders(page: &Page) -> Vec<Value> {
    page.service.asked_of(Endpoint::Order).into_iter().map(|asked| asked.body).collect()
}

async fn ordered(page: &Page) {
    page.until("the order", |page| !page.events("booking-order").is_empty()).await;
    page.appears(ORDER_LINK).await;
}

/// The way to an order that was started.
fn order_link(page: &Page) -> Element {
    let link = page.get(ORDER_LINK);
    assert_eq!(text(&link), "Continue the order you started");
    link
}

/// The address that a link leads to.
fn href(link: &Element) -> Option<String> {
    link.get_attribute("href")
}

#[wasm_bindgen_test]
async fn two_presses_ask_for_one_quote_and_create_one_order() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Held);
    let button = page.get("[part=continue]");
    assert_eq!(text(&button), "Continue to payment");
    press(&button);
    press(&button);
    page.until("the request", |page| page.count(Endpoint::Order) == 1).await;
    page.until("what is being done", |page| page.text("[part=continue]") == "Making your booking…").await;
    assert!(page.find("a[part=continue]").is_none());
    assert!(is_off(&page.get("[part=continue]")));
    press(&page.get("[part=continue]"));
    page.service.release(Endpoint::Order, Reply::Usual);
    ordered(&page).await;
    settle().await;
    assert_eq!(page.count(Endpoint::Quote), 2);
    assert_eq!(page.count(Endpoint::Order), 1);
    assert_eq!(page.events("booking-order"), [json!({ "id": "pio_1", "url": ORDER_URL })]);
    let order = &orders(&page)[0];
    assert_eq!(order["lineItems"], json!([{ "productID": "product_kayak", "quantity": 1 }]));
    assert_eq!(order["locationId"], json!("location_manly"));
    assert_eq!(order["companyId"], json!("company_harbour"));
    assert_eq!(order["fromDate"], json!("2026-11-27T22:00:00.000Z"));
    assert_eq!(order["toDate"], json!("2026-11-28T22:00:00.000Z"));
    assert_eq!(order["returnUrl"], json!("https://shop.test/hire"));
    assert_eq!(order["client_reference"].as_str().unwrap().len(), 36);
}

/// `window.open` gives a tab that only writes down what is done with it, until this is dropped.
struct Tab {
    before: JsValue,
    steps: Array,
}

impl Tab {
    fn stand_in() -> Self {
        let window = js_sys::global();
        let steps = Array::new();
        let tab = Function::new_with_args(
            "steps",
            "return {
                closed: false,
                set opener(value) { steps.push(`opener ${value}`); },
                location: { assign: (url) => steps.push(`go ${url}`) },
                close: () => steps.push('close'),
            }",
        );
        let tab = tab.call1(&JsValue::UNDEFINED, &steps).unwrap();
        let open = Function::new_with_args("steps, tab", "return (url) => (steps.push(`open ${url}`), tab)");
        let open = open.call2(&JsValue::UNDEFINED, &steps, &tab).unwrap();
        let before = Reflect::get(&window, &"open".into()).unwrap();
        Reflect::set(&window, &"open".into(), &open).unwrap();
        Self { before, steps }
    }

    fn steps(&self) -> Vec<String> {
        self.steps.iter().filter_map(|step| step.as_string()).collect()
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        Reflect::set(&js_sys::global(), &"open".into(), &self.before).unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_checkout_in_a_tab_of_its_own_cannot_reach_back_into_the_page() {
    let tab = Tab::stand_in();
    let mut config = config();
    config["redirect"] = json!("blank");
    let page = Page::open_with(Service::start(), &config, Some(weekend(KAYAK))).await;
    page.priced().await;
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    page.until("the checkout page", |_| tab.steps().len() >= 3).await;
    // It lets go of the page before it is somebody else's.
    assert_eq!(
        tab.steps(),
        ["open about:blank".to_owned(), "opener null".to_owned(), format!("go {ORDER_URL}")]
    );
}

#[wasm_bindgen_test]
async fn without_a_redirect_the_page_stays_and_the_order_is_a_link() {
    let page = Page::open_weekend(KAYAK).await;
    let here = web_sys::window().unwrap().location().href().unwrap();
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    let link = order_link(&page);
    assert_eq!(href(&link).as_deref(), Some(ORDER_URL));
    assert_eq!(link.get_attribute("target"), None);
    // It is the one way on, and the button that was pressed has not taken the focus with it.
    assert_eq!(page.all("[part=continue]").len(), 1);
    assert_eq!(page.all(".panel a").len(), 1);
    assert_eq!(
        page.texts(".panel .note"),
        ["Your order is waiting. If you have paid already you are done. Make a new order instead"]
    );
    page.focus_on("booking").await;
    // The order is not created again: the browser follows the link, here it is kept from that.
    let stay = Function::new_with_args("event", "event.preventDefault()");
    page.host.add_event_listener_with_callback("click", &stay).unwrap();
    press(&link);
    settle().await;
    page.host.remove_event_listener_with_callback("click", &stay).unwrap();
    assert_eq!((page.count(Endpoint::Quote), page.count(Endpoint::Order)), (2, 1));
    assert_eq!(web_sys::window().unwrap().location().href().unwrap(), here);
    // Another cart is another order, under the same reference: it takes the place of the unpaid one.
    press(&page.button("One more Kayak"));
    page.total_is("$110.00").await;
    assert!(page.find(ORDER_LINK).is_none());
    assert_eq!(page.text("[part=continue]"), "Continue to payment");
    page.continue_to_payment().await;
    page.until("the second order", |page| page.count(Endpoint::Order) == 2).await;
    let orders = orders(&page);
    assert_eq!(orders[0]["client_reference"], orders[1]["client_reference"]);
    assert_eq!(orders[1]["lineItems"][0]["quantity"], json!(2));
}

#[wasm_bindgen_test]
async fn an_order_that_has_run_out_is_not_offered_again() {
    let page = Page::open_weekend(KAYAK).await;
    let expires = NOW + 15 * 60_000;
    let url = "https://pay.harbour.test/pio_2";
    let placed = json!({ "id": "pio_2", "checkout_url": url, "expires_at": expires });
    page.service.next(Endpoint::Order, Reply::Json(200, placed));
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    assert_eq!(href(&order_link(&page)).as_deref(), Some(url));
    set_clock(expires);
    page.press("Land").await;
    page.until("no standing order", |page| {
        page.find("[part=continue]").is_some_and(|button| text(&button) == "Continue to payment")
    })
    .await;
    let note = "The time to pay for the order you started is over. If you have paid you are done; if not you can order again.";
    assert_eq!(page.text(".panel .note"), note);
    page.continue_to_payment().await;
    page.until("another order", |page| page.count(Endpoint::Order) == 2).await;
    // In its place: whether it has truly run out is the service's to say, by its own clock.
    let orders = orders(&page);
    assert_eq!(orders[0]["client_reference"], orders[1]["client_reference"]);
}

#[wasm_bindgen_test]
async fn a_changed_price_is_shown_with_both_and_accepting_it_creates_the_order() {
    let page = Page::open_weekend(KAYAK).await;
    let dearer = dearer(&page);
    page.service.always(Endpoint::Quote, Reply::Json(200, dearer));
    press(&page.get("[part=continue]"));
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("The price changed. Nothing has been booked yet."), "{}", text(&alert));
    assert_eq!(
        page.texts(".panel .alert li"),
        [
            "1 × Kayak: $50.00 before now $55.00",
            "Tax and fees: $5.00 before now $5.50",
            "Total: $55.00 before now $60.50"
        ]
    );
    page.focus_on("alert").await;
    assert_eq!(page.count(Endpoint::Order), 0);
    assert_eq!(page.text(".panel .total .num"), "$60.50");
    assert_eq!(page.text("[part=continue]"), "Accept and continue to payment");
    page.continue_to_payment().await;
    ordered(&page).await;
    assert_eq!(page.count(Endpoint::Order), 1);
    assert!(page.find(".panel .alert").is_none());
}

#[wasm_bindgen_test]
async fn a_unit_that_is_gone_at_the_last_moment_creates_no_order() {
    let page = Page::open_weekend(KAYAK).await;
    let gone = json!({
        "available": false, "reason": "taken",
        "lines": [{ "product_id": "product_kayak", "quantity": 1, "available_count": 0 }]
    });
    page.service.next(Endpoint::Quote, Reply::Json(200, gone));
    press(&page.get("[part=continue]"));
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).contains("Someone else was quicker"));
    page.focus_on("alert").await;
    assert_eq!(page.texts(".panel .line small"), ["None free for these times"]);
    assert_eq!(page.texts(".panel .alert li"), ["Kayak: none left"]);
    // There is nothing left to be taken.
    assert_eq!(page.texts(".panel .alert button"), ["Change times"]);
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 0);
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
}

#[wasm_bindgen_test]
async fn a_lost_answer_is_said_and_asked_again_under_the_same_reference() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Broken);
    press(&page.get("[part=continue]"));
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("We did not hear back."));
    page.focus_on("alert").await;
    assert_eq!(page.errors(), ["order-lost"]);
    // Never by itself.
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 1);
    // One clear way on.
    assert!(page.find("[part=continue]").is_none());
    assert_eq!(page.texts(".panel .btn.main"), ["Ask again"]);
    press(&page.button("Ask again"));
    ordered(&page).await;
    let orders = orders(&page);
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[0], orders[1]);
    assert!(orders[0]["client_reference"].is_string());
    assert!(page.find(".panel .alert").is_none());
}

#[wasm_bindgen_test]
async fn without_references_a_lost_answer_is_for_the_customer_to_decide() {
    let service = Service::start();
    let mut plain = locations();
    plain.as_object_mut().unwrap().remove("features");
    service.next(Endpoint::Locations, Reply::Json(200, plain));
    let page = Page::open_with(service, &config(), Some(weekend(KAYAK))).await;
    page.priced().await;
    page.service.next(Endpoint::Order, Reply::Json(502, json!({})));
    press(&page.get("[part=continue]"));
    page.appears(".panel .alert").await;
    let link = page.get(".panel .alert a");
    assert_eq!(link.get_attribute("href").as_deref(), Some("https://book.harbour.test/harbour"));
    // A second order is not one careless press away.
    assert!(page.find("[part=continue]").is_none());
    assert!(orders(&page)[0].get("client_reference").is_none());
    assert!(orders(&page)[0].get("returnUrl").is_none());
    press(&page.button("Start a new try"));
    page.until("no alert", |page| page.find(".panel .alert").is_none()).await;
    page.priced().await;
    assert_eq!(page.count(Endpoint::Order), 1);
    page.continue_to_payment().await;
    ordered(&page).await;
    assert_eq!(page.count(Endpoint::Order), 2);
}

#[wasm_bindgen_test]
async fn an_order_that_is_refused_is_said_and_price_and_stock_are_looked_at_again() {
    let page = Page::open_weekend(KAYAK).await;
    let quotes = page.count(Endpoint::Quote);
    page.service.next(Endpoint::Order, Reply::Json(400, json!({ "message": "not available" })));
    press(&page.get("[part=continue]"));
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("The booking service did not accept this. Nothing has been booked."));
    assert_eq!(page.errors(), ["order-refused"]);
    // The button below is the way on, and the only one.
    assert!(alert.query_selector("button, a").unwrap().is_none());
    page.until("a new look", |page| page.count(Endpoint::Quote) == quotes + 2).await;
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 1);
    page.continue_to_payment().await;
    ordered(&page).await;
    assert_eq!(page.count(Endpoint::Order), 2);
    assert!(page.find(".panel .alert").is_none());
}

#[wasm_bindgen_test]
async fn an_order_that_comes_too_fast_for_the_service_is_said_and_the_button_is_the_way_on() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Json(429, json!({})));
    press(&page.get("[part=continue]"));
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("Too many requests. The booking service asks for a little patience."));
    assert!(alert.query_selector("button, a").unwrap().is_none());
    page.focus_on("alert").await;
    settle().await;
    assert_eq!(page.count(Endpoint::Order), 1);
    page.continue_to_payment().await;
    ordered(&page).await;
    assert_eq!(page.count(Endpoint::Order), 2);
}

#[wasm_bindgen_test]
async fn while_price_and_availability_are_checked_the_total_stays_and_nothing_can_be_changed() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Quote, Reply::Held);
    press(&page.get("[part=continue]"));
    page.until("the question", |page| page.count(Endpoint::Quote) == 2).await;
    page.until("what is being done", |page| {
        page.text("[part=continue]") == "Checking price and availability…"
    })
    .await;
    assert!(is_off(&page.get("[part=continue]")));
    assert_eq!(page.text(".panel .total .num"), "$55.00");
    assert!(is_off(&page.button("One more Kayak")) && is_off(&page.button("One fewer Kayak")));
    press(&page.button("One more Kayak"));
    press(&page.button("One fewer Kayak"));
    settle().await;
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
    page.service.release(Endpoint::Quote, Reply::Usual);
    ordered(&page).await;
    assert_eq!(page.text(".panel .total .num"), "$55.00");
    assert!(!is_off(&page.button("One more Kayak")) && !is_off(&page.button("One fewer Kayak")));
}

#[wasm_bindgen_test]
async fn an_element_that_starts_again_offers_the_order_that_was_started() {
    let page = Page::open_weekend(KAYAK).await;
    // What was chosen, what it is called and what it costs.
    let mut chosen = weekend(KAYAK);
    chosen["total"] = json!(5_500);
    chosen["items"][0]["name"] = json!("Kayak");
    chosen["items"][0]["subtotal"] = json!(5_000);
    assert_eq!(page.kept(), chosen);
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    let kept = page.kept();
    assert_eq!((&kept["order"]["id"], &kept["order"]["url"]), (&json!("pio_1"), &json!(ORDER_URL)));
    assert_eq!(kept["order"]["clientReference"], orders(&page)[0]["client_reference"]);
    assert_eq!(kept["items"], chosen["items"]);

    let again = Page::open_with(page.service.clone(), &config(), Some(kept)).await;
    again.priced().await;
    assert_eq!(href(&order_link(&again)).as_deref(), Some(ORDER_URL));
    settle().await;
    assert_eq!(again.count(Endpoint::Order), 1);
    // Another cart takes the place of that order, under its reference.
    press(&again.button("One more Kayak"));
    again.total_is("$110.00").await;
    again.continue_to_payment().await;
    again.until("the second order", |page| page.count(Endpoint::Order) == 2).await;
    let orders = orders(&again);
    assert_eq!(orders[0]["client_reference"], orders[1]["client_reference"]);
    // The page is told what was chosen, not what became of it.
    for told in page.events("booking-change").iter().chain(&again.events("booking-change")) {
        assert_eq!((told.get("order"), told.get("doubtfulReference")), (None, None));
    }
}

#[wasm_bindgen_test]
async fn an_element_that_starts_again_after_a_lost_answer_asks_under_the_same_reference() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Broken);
    press(&page.get("[part=continue]"));
    page.appears(".panel .alert").await;
    let kept = page.kept();
    assert_eq!(kept["doubtfulReference"], orders(&page)[0]["client_reference"]);
    assert_eq!(kept.get("order"), None);

    let again = Page::open_with(page.service.clone(), &config(), Some(kept)).await;
    let alert = again.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("We did not hear back."));
    press(&again.button("Ask again"));
    ordered(&again).await;
    let orders = orders(&again);
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[0], orders[1]);
    assert_eq!(again.kept().get("doubtfulReference"), None);
}

#[wasm_bindgen_test]
async fn while_an_order_is_being_made_the_booking_stays_as_it_is() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Held);
    press(&page.get("[part=continue]"));
    page.until("the request", |page| page.count(Endpoint::Order) == 1).await;
    press(&page.button("One more Kayak"));
    press(&page.button("Remove Kayak"));
    press(&page.get("[data-focus=trip-from]"));
    settle().await;
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
    assert!(page.find(".picker").is_none());
    page.service.release(Endpoint::Order, Reply::Usual);
    ordered(&page).await;
}

#[wasm_bindgen_test]
async fn an_address_that_could_run_something_is_not_a_checkout_page() {
    let page = Page::open_weekend(KAYAK).await;
    let placed = json!({ "id": "pio_1", "checkout_url": "javascript:alert(1)" });
    page.service.next(Endpoint::Order, Reply::Json(200, placed));
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    assert_eq!(page.events("booking-order")[0]["url"], json!(ORDER_URL));
    assert_eq!(href(&order_link(&page)).as_deref(), Some(ORDER_URL));
}

#[wasm_bindgen_test]
async fn who_comes_back_with_a_confirmed_order_sees_what_was_booked_and_can_book_more() {
    let page = Page::open_weekend(KAYAK).await;
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    page.come_back(true, "pio_1");
    let screen = page.appears(".screen").await;
    assert_eq!(screen.get_attribute("aria-label").as_deref(), Some("Thank you. Your booking is confirmed."));
    let lines = page.texts(".screen p");
    assert!(lines[0].starts_with("Manly Wharf · Sat 28 Nov 9:00 am to "), "{lines:?}");
    assert_eq!(lines[1..], ["1 × Kayak", "Your order number is pio_1."]);
    assert_eq!(href(&page.get(".screen a")).as_deref(), Some(ORDER_URL));
    page.focus_on("alert").await;
    // The focus has it read.
    assert_eq!(page.text("[role=status]"), "");
    assert_eq!((&page.kept()["items"], page.kept().get("order")), (&json!([]), None));
    press(&page.button("Book something else"));
    page.appears(".products").await;
    assert!(page.find(".screen, .panel .line").is_none());
}

#[wasm_bindgen_test]
async fn that_an_order_before_this_one_is_paid_is_told_with_the_way_to_it_before_another_one_is_made() {
    let page = Page::open_weekend(KAYAK).await;
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    press(&page.button("One more Kayak"));
    page.until("a price", |page| text(&page.get("[part=continue]")) == "Continue to payment").await;
    page.service.next(Endpoint::Order, Reply::Json(409, json!({ "message": "paid" })));
    page.continue_to_payment().await;
    let alert = page.appears(".panel .alert").await;
    assert!(
        text(&alert)
            .starts_with("An order before this one is paid already. What stands here is not booked yet.")
    );
    page.focus_on("alert").await;
    assert_eq!(href(&page.get(".panel .alert a")).as_deref(), Some(ORDER_URL));
    page.continue_to_payment().await;
    page.until("another order", |page| page.count(Endpoint::Order) == 3).await;
    let orders = orders(&page);
    assert_eq!(orders[0]["client_reference"], orders[1]["client_reference"]);
    assert_ne!(orders[1]["client_reference"], orders[2]["client_reference"]);
}

#[wasm_bindgen_test]
async fn what_was_booked_is_told_by_the_clock_of_its_own_place() {
    let service = Service::start();
    let mut locations = crate::service::locations();
    locations["locations"][1]["time_zone"] = json!("Pacific/Honolulu");
    service.always(Endpoint::Locations, Reply::Json(200, locations));
    let page = Page::open_with(service, &config(), Some(weekend(&[("product_kayak", 1)]))).await;
    page.priced().await;
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    press(&page.get("[data-focus=trip-place]"));
    page.focus_on("first-place").await;
    press(&page.all(".place")[1]);
    page.until("another place", |page| page.text(".trip strong") == "Bondi Beach").await;
    page.come_back(true, "pio_1");
    page.appears(".screen").await;
    let line = &page.texts(".screen p")[0];
    assert!(line.starts_with("Manly Wharf · Sat 28 Nov 9:00 am to Sun 29 Nov 9:00 am (1 day)"), "{line}");
}

/// The service's word that fewer are left.
fn left(lines: &[(&str, u32, u32)]) -> Reply {
    let line = |(product, quantity, left): &(&str, u32, u32)| json!({ "product_id": product, "quantity": quantity, "available_count": left });
    let lines: Vec<_> = lines.iter().map(line).collect();
    Reply::Json(200, json!({ "available": false, "reason": "taken", "lines": lines }))
}

#[wasm_bindgen_test]
async fn one_press_takes_what_is_left_and_the_way_to_payment_is_there_again() {
    let page = Page::open_weekend(&[("product_kayak", 2)]).await;
    page.service.next(Endpoint::Quote, left(&[("product_kayak", 2, 1)]));
    press(&page.get("[part=continue]"));
    page.appears(".panel .alert").await;
    assert_eq!(page.texts(".panel .alert li"), ["Kayak: 1 of 2 left"]);
    assert_eq!(page.texts(".panel .btn.main"), ["Take 1 instead of 2"]);
    press(&page.button("Take 1 instead of 2"));
    page.focus_on("booking").await;
    page.total_is("$55.00").await;
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak"]);
    assert!(page.find(".panel .alert").is_none());
    page.continue_to_payment().await;
    ordered(&page).await;
}

#[wasm_bindgen_test]
async fn what_became_dearer_is_told_with_what_is_gone() {
    let page = Page::open_weekend(&[("product_kayak", 2), ("product_trailer", 1)]).await;
    let dearer = dearer(&page);
    let mut short = dearer.clone();
    short["available"] = json!(false);
    short["reason"] = json!("taken");
    short["lines"][0]["available_count"] = json!(1);
    short["total_price_cents"] = json!(null);
    page.service.next(Endpoint::Quote, Reply::Json(200, short));
    press(&page.get("[part=continue]"));
    page.appears(".panel .alert").await;
    assert_eq!(
        page.texts(".panel .alert li"),
        [
            "Kayak: 1 of 2 left",
            "2 × Kayak: $100.00 before now $110.00",
            "1 × Trailer: $80.00 before now $85.00"
        ]
    );
    // Of the line that is short one thing is said, not two.
    assert!(!page.texts(".panel .line .stock").iter().any(|said| said.contains("All of them")));
}

#[wasm_bindgen_test]
async fn an_order_that_waits_can_be_given_up_for_a_new_one() {
    let page = Page::open_weekend(KAYAK).await;
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    press(&page.button("Make a new order instead"));
    page.focus_on("booking").await;
    page.total_is("$55.00").await;
    page.until("a price", |page| text(&page.get("[part=continue]")) == "Continue to payment").await;
    page.continue_to_payment().await;
    page.until("another order", |page| page.count(Endpoint::Order) == 2).await;
    let orders = orders(&page);
    assert_eq!(orders[0]["client_reference"], orders[1]["client_reference"]);
}

#[wasm_bindgen_test]
async fn an_order_without_a_reference_that_may_be_in_the_way_is_offered_with_what_is_gone() {
    let service = Service::start();
    let mut plain = locations();
    plain.as_object_mut().unwrap().remove("features");
    service.always(Endpoint::Locations, Reply::Json(200, plain));
    let page = Page::open_with(service, &config(), Some(weekend(KAYAK))).await;
    page.priced().await;
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    let more = page.button("One more Kayak");
    page.service.always(Endpoint::Quote, left(&[("product_kayak", 2, 1)]));
    press(&more);
    page.appears(".panel .alert").await;
    let link = page.get(".panel .alert a");
    assert_eq!((&*text(&link), href(&link).as_deref()), ("Continue the order you started", Some(ORDER_URL)));
}

#[wasm_bindgen_test]
async fn while_an_order_is_being_made_what_can_not_be_pressed_says_so() {
    let page = Page::open_weekend(KAYAK).await;
    page.service.next(Endpoint::Order, Reply::Held);
    press(&page.get("[part=continue]"));
    page.until("the request", |page| page.count(Endpoint::Order) == 1).await;
    for selector in ["[data-focus=trip-place]", "[data-focus=trip-from]", "[data-focus=trip-until]"] {
        assert!(is_off(&page.get(selector)), "{selector}");
    }
    for name in ["Remove Kayak", "Add Trailer", "One more Kayak"] {
        assert!(is_off(&page.button(name)), "{name}");
    }
    page.service.release(Endpoint::Order, Reply::Usual);
    ordered(&page).await;
    assert!(!is_off(&page.get("[data-focus=trip-place]")) && !is_off(&page.button("Remove Kayak")));
}

#[wasm_bindgen_test]
async fn of_several_that_are_short_one_press_takes_what_is_left_of_each() {
    let page = Page::open_weekend(&[("product_kayak", 2), ("product_board", 1)]).await;
    page.service.next(Endpoint::Quote, left(&[("product_kayak", 2, 1), ("product_board", 1, 0)]));
    press(&page.get("[part=continue]"));
    page.appears(".panel .alert").await;
    assert_eq!(page.texts(".panel .alert li"), ["Kayak: 1 of 2 left", "Paddle board: none left"]);
    press(&page.button("Take what is left"));
    page.until("one line", |page| page.texts(".panel .line b") == ["1 × Kayak"]).await;
}

#[wasm_bindgen_test]
async fn an_order_that_is_refused_since_a_unit_is_gone_says_which() {
    let page = Page::open_weekend(&[("product_kayak", 2)]).await;
    page.service.next(Endpoint::Order, Reply::Json(400, json!({ "message": "not available" })));
    page.service.next(Endpoint::Quote, Reply::Usual);
    page.service.next(Endpoint::Quote, left(&[("product_kayak", 2, 1)]));
    press(&page.get("[part=continue]"));
    page.appears(".panel .alert li").await;
    let alerts = page.texts(".panel .alert b");
    assert_eq!(alerts, ["This can’t be had for these times."], "one message says it all");
    assert_eq!(page.texts(".panel .alert li"), ["Kayak: 1 of 2 left"]);
    page.focus_on("alert").await;
    press(&page.button("Take 1 instead of 2"));
    page.total_is("$55.00").await;
}

#[wasm_bindgen_test]
async fn what_costs_something_else_since_last_time_is_said_item_by_item_and_need_not_be_accepted() {
    let page = Page::open_weekend(KAYAK).await;
    let kept = page.kept();
    assert_eq!(kept["total"], json!(5_500));
    assert_eq!((&kept["items"][0]["subtotal"], &kept["items"][0]["name"]), (&json!(5_000), &json!("Kayak")));
    let dearer = dearer(&page);
    page.service.always(Endpoint::Quote, Reply::Json(200, dearer));
    let again = Page::open_with(page.service.clone(), &config(), Some(kept)).await;
    again.total_is("$60.50").await;
    let alert = again.get(".panel .alert");
    assert!(text(&alert).starts_with("Since last time the price has changed."), "{}", text(&alert));
    assert_eq!(again.texts(".panel .alert li")[0], "1 × Kayak: $50.00 before now $55.00");
    assert_eq!(again.text("[part=continue]"), "Continue to payment");
    again.continue_to_payment().await;
    ordered(&again).await;
    assert!(again.find(".panel .alert").is_none());
}

#[wasm_bindgen_test]
async fn a_product_that_is_gone_since_last_time_is_named_and_can_be_taken_out() {
    let mut kept = weekend(&[("product_kayak", 1), ("product_old", 1)]);
    kept["items"][1]["name"] = json!("Old boat");
    let page = Page::open_with(Service::start(), &config(), Some(kept)).await;
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("Not for hire any more: Old boat"), "{}", text(&alert));
    assert_eq!(page.texts(".panel .line b"), ["1 × Kayak", "1 × Old boat"]);
    assert_eq!(page.all(".panel .alert").len(), 1);
    press(&page.get(".panel .alert button[aria-label='Remove Old boat']"));
    page.total_is("$55.00").await;
    assert!(page.find(".panel .alert").is_none());
}

#[wasm_bindgen_test]
async fn a_checkout_page_that_can_not_be_opened_is_said_and_leads_into_a_new_tab() {
    let window = web_sys::window().unwrap();
    let before = js_sys::Reflect::get(&window, &"open".into()).unwrap();
    js_sys::Reflect::set(&window, &"open".into(), &Function::new_no_args("return null")).unwrap();
    let mut config = config();
    config["redirect"] = json!("blank");
    let page = Page::open_with(Service::start(), &config, Some(weekend(KAYAK))).await;
    page.priced().await;
    press(&page.get("[part=continue]"));
    ordered(&page).await;
    js_sys::Reflect::set(&window, &"open".into(), &before).unwrap();
    let alert = page.appears(".panel .alert").await;
    assert!(text(&alert).starts_with("The payment page could not be opened."), "{}", text(&alert));
    assert_eq!(page.text(".panel .alert p"), ORDER_URL);
    page.focus_on("alert").await;
    let link = order_link(&page);
    assert_eq!(
        (href(&link).as_deref(), link.get_attribute("target").as_deref()),
        (Some(ORDER_URL), Some("_blank"))
    );
}
