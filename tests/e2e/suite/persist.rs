//! What the customer chose is there again: after a reload, after Back, in a second tab, in another element of the same
//! company. And an order that was started is continued, not made twice.

use serde_json::{Value, json};
use thirtyfour::By;

use crate::browser::WIDE;
use crate::checkout_page;
use crate::engine::Engine;
use crate::life::{one_kayak, two_boards};
use crate::page::{HostPage, element};
use crate::sample::{Hire, PADDLE_BOARD, SINGLE_KAYAK, weekend};
use crate::service::Gateway;
use crate::stage::{Stage, run};
use crate::wait::until_true;
use crate::widget::{End, Widget};

const CONTINUE_ORDER: &str = "Continue the order you started";

/// The page keeps its place: the order is a link.
fn stay(stage: &Stage) {
    let main = element("widget", &stage.gateway, &[("redirect", "none")]);
    stage.page.set(HostPage { main, ..stage.page.page() });
}

/// Orders what is chosen, on a page that keeps its place; gives the order's id.
async fn order_and_stay(stage: &Stage, widget: &Widget<'_>) -> String {
    widget.continue_to_payment().await;
    widget.see(".btn.main.wide", CONTINUE_ORDER).await;
    stage.gateway.only_order().await.id
}

async fn reload(stage: &Stage) {
    stage.browser.driver.refresh().await.unwrap();
    stage.widget("widget").ready().await;
}

/// The order that was started is continued, and it is still the only one.
async fn continues(stage: &Stage, widget: &Widget<'_>, order: &str) {
    widget.press_in(".btn.main.wide", CONTINUE_ORDER).await;
    assert_eq!(checkout_page::arrive(&stage.browser, &weekend()).await, order);
    assert_eq!(stage.gateway.only_order().await.id, order);
}

#[tokio::test]
async fn after_a_reload_trip_and_cart_are_there_and_the_order_that_was_started_is_continued() {
    run(WIDE, async |stage: &Stage| {
        stay(stage);
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        reload(stage).await;
        widget.see_priced(&hire).await;
        let order = order_and_stay(stage, &widget).await;
        reload(stage).await;
        widget.see_priced(&hire).await;
        continues(stage, &widget, &order).await;
    })
    .await;
}

#[tokio::test]
async fn the_own_unpaid_order_takes_nothing_away_neither_in_the_list_nor_in_times_nor_in_the_price() {
    run(WIDE, async |stage: &Stage| {
        stay(stage);
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let first = order_and_stay(stage, &widget).await;
        reload(stage).await;
        // Of eight, two are away on both days: the order holds two of the six, and all six can be had.
        let all = Hire { items: vec![(SINGLE_KAYAK, 6), (PADDLE_BOARD, 1)], ..hire };
        for _ in 2..6 {
            widget.press("One more Single kayak").await;
        }
        widget.see_priced(&all).await;
        widget.see(".card .stock", "All of them are in your booking").await;
        reload(stage).await;
        widget.see_priced(&all).await;
        widget.open_times(End::From).await;
        widget.press_in(".slot[role=radio]", &all.from.format("%-I:%M %p").to_string()).await;
        widget.press("Close").await;
        widget.continue_to_payment().await;
        widget.see(".btn.main.wide", CONTINUE_ORDER).await;
        let orders = stage.gateway.orders().await;
        let standing: Vec<_> = orders.iter().filter(|order| order.status == "unpaid").collect();
        assert_eq!(standing.len(), 1, "{orders:?}");
        assert_ne!(standing[0].id, first);
    })
    .await;
}

#[tokio::test]
async fn who_has_paid_elsewhere_and_goes_on_is_told_before_there_is_another_order() {
    run(WIDE, async |stage: &Stage| {
        stay(stage);
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let first = order_and_stay(stage, &widget).await;
        stage.gateway.store("UPDATE orders SET status = 'paid'").await;
        let more = Hire { items: vec![(SINGLE_KAYAK, 3), (PADDLE_BOARD, 1)], ..hire };
        widget.press("One more Single kayak").await;
        widget.see_priced(&more).await;
        widget.continue_to_payment().await;
        let alert = widget.see(".panel .alert", "An order before this one is paid already.").await;
        assert!(alert.text.contains("See your order"), "{}", alert.text);
        assert_eq!(stage.gateway.only_order().await.id, first);
        widget.continue_to_payment().await;
        widget.see(".btn.main.wide", CONTINUE_ORDER).await;
        let orders = stage.gateway.orders().await;
        assert_eq!(orders.iter().map(|order| &*order.status).collect::<Vec<_>>(), ["paid", "unpaid"]);
    })
    .await;
}

#[tokio::test]
async fn back_from_the_checkout_page_the_order_that_was_started_is_continued() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        widget.continue_to_payment().await;
        let order = checkout_page::arrive(&stage.browser, &hire).await;
        stage.browser.driver.back().await.unwrap();
        until_true("the page", async || stage.browser.url().await.starts_with(&stage.page.address)).await;
        widget.ready().await;
        widget.see_priced(&hire).await;
        let restored: bool = stage.browser.run("return window.restored === true", vec![]).await;
        // The others may load it anew under their drivers: what is asked of them is the same.
        let whole = stage.browser.engine != Engine::Chromium || restored;
        assert!(whole, "the page comes back whole, as it was put away");
        continues(stage, &widget, &order).await;
    })
    .await;
}

#[tokio::test]
async fn a_second_tab_of_the_same_session_continues_the_order_of_the_first() {
    run(WIDE, async |stage: &Stage| {
        stay(stage);
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let order = order_and_stay(stage, &widget).await;
        let driver = &stage.browser.driver;
        let first = driver.window().await.unwrap();
        stage.browser.run::<Value>("open(location.href); return null", vec![]).await;
        let tabs = driver.windows().await.unwrap();
        let second = tabs.into_iter().find(|tab| *tab != first).unwrap();
        driver.switch_to_window(second).await.unwrap();
        widget.ready().await;
        widget.see_priced(&hire).await;
        continues(stage, &widget, &order).await;
        driver.close_window().await.unwrap();
        driver.switch_to_window(first).await.unwrap();
        continues(stage, &widget, &order).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_is_the_trip_and_the_cart_by_service_and_company_and_junk_in_its_place_does_no_harm() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let kept: Vec<(String, String)> =
            stage.browser.run("return Object.entries(sessionStorage)", vec![]).await;
        let [(key, value)] = kept.as_slice() else { panic!("{kept:?}") };
        assert_eq!(*key, format!("booking-widget/1 company_harbour {}", stage.gateway.api()));
        let valid = value.clone();
        let value: Value = serde_json::from_str(value).unwrap();
        let names: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
        for name in &names {
            assert!(["locationId", "start", "end", "items", "total", "currency"].contains(name), "{names:?}");
        }
        let order =
            json!({ "id": "pio_1", "url": "javascript:alert(1)", "locationId": "x", "start": 1, "end": 2 });
        for junk in
            ["{", "null", "7", "[]", r#"{"items":"x","start":9e99}"#, &json!({ "order": order }).to_string()]
        {
            let set = "sessionStorage.setItem(arguments[0], arguments[1]); return null";
            stage.browser.run::<Value>(set, vec![json!(key), json!(junk)]).await;
            reload(stage).await;
            widget.see(".panel", "Nothing in it yet.").await;
        }
        // Of another version it is left alone, whatever it says.
        for version in ["booking-widget/0", "booking-widget/2"] {
            let foreign = key.replace("booking-widget/1", version);
            let set =
                "sessionStorage.clear(); sessionStorage.setItem(arguments[0], arguments[1]); return null";
            stage.browser.run::<Value>(set, vec![json!(foreign), json!(valid)]).await;
            reload(stage).await;
            widget.see(".panel", "Nothing in it yet.").await;
            let get = "return sessionStorage.getItem(arguments[0])";
            assert_eq!(stage.browser.run::<String>(get, vec![json!(foreign)]).await, valid);
        }
        assert_eq!(stage.error_codes().await, Vec::<String>::new());
        widget.choose(&hire).await;
        widget.see_priced(&hire).await;
        stage.order_by(&widget, &hire).await;
    })
    .await;
}

#[tokio::test]
async fn without_a_storage_or_with_a_full_one_the_widget_works_and_keeps_the_cart_while_the_page_is_there() {
    let blocked = r#"Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("no", "SecurityError"); } })"#;
    let full =
        r#"Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }"#;
    for spoilt in [blocked, full] {
        run(WIDE, async |stage: &Stage| {
            let script = json!({ "source": spoilt });
            stage.browser.cdp("Page.addScriptToEvaluateOnNewDocument", script).await;
            let hire = weekend();
            let widget = stage.open_with(&hire).await;
            let put_back = "const kept = widget, place = kept.parentNode; kept.remove(); \
                setTimeout(() => place.append(kept), 50); return null";
            stage.browser.run::<Value>(put_back, vec![]).await;
            widget.see_priced(&hire).await;
            stage.order_by(&widget, &hire).await;
        })
        .await;
    }
}

#[tokio::test]
async fn elements_of_one_company_show_one_cart_and_one_order_and_those_of_another_service_nothing_of_it() {
    run(WIDE, async |stage: &Stage| {
        let other = Gateway::start().await;
        let stay = [("redirect", "none")];
        let main = [
            element("one", &stage.gateway, &stay),
            element("two", &stage.gateway, &stay),
            element("other", &other, &stay),
        ];
        let services = vec![stage.gateway.address.clone(), other.address.clone()];
        stage.open_page(HostPage { main: main.concat(), services, ..stage.page.page() }).await;
        let (one, two, other) = (stage.widget("one"), stage.widget("two"), stage.widget("other"));
        for widget in [&one, &two, &other] {
            widget.ready().await;
        }
        one.choose(&one_kayak()).await;
        one.see_priced(&one_kayak()).await;
        two.see_priced(&one_kayak()).await;
        two.add(PADDLE_BOARD).await;
        let both = crate::sample::Hire { items: vec![(SINGLE_KAYAK, 1), (PADDLE_BOARD, 1)], ..weekend() };
        two.see_priced(&both).await;
        one.see_priced(&both).await;
        one.continue_to_payment().await;
        one.see(".btn.main.wide", CONTINUE_ORDER).await;
        two.see(".btn.main.wide", CONTINUE_ORDER).await;
        assert_eq!(other.trip("Pick up and return at").await, "Choose a place");
        assert_eq!(other.cart().await, Vec::<String>::new());
        other.choose(&two_boards()).await;
        other.see_priced(&two_boards()).await;
        assert_eq!(one.cart().await, ["1 × Single kayak", "1 × Paddle board"]);
        stage.gateway.only_order().await.assert_is(&both, "unpaid");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_comes_back_whole_shows_what_was_changed_meanwhile() {
    run(WIDE, async |stage: &Stage| {
        let widget = stage.open().await;
        widget.choose(&one_kayak()).await;
        widget.see_priced(&one_kayak()).await;
        let script = r#"
            const [[key, kept]] = Object.entries(sessionStorage);
            sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(kept), items: [{ productId: arguments[0], quantity: 2 }] }));
            dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
            return null;
        "#;
        stage.browser.run::<Value>(script, vec![json!(PADDLE_BOARD)]).await;
        widget.see_priced(&two_boards()).await;
    })
    .await;
}

#[tokio::test]
async fn an_element_that_is_given_another_service_shows_what_was_chosen_there() {
    run(WIDE, async |stage: &Stage| {
        let other = Gateway::start().await;
        let services = vec![stage.gateway.address.clone(), other.address.clone()];
        stage.page.set(HostPage { services, ..stage.page.page() });
        let widget = stage.open().await;
        let turn = async |to: &Gateway| {
            let script = "widget.apiBase = arguments[0]; return null";
            stage.browser.run::<Value>(script, vec![json!(to.api())]).await;
        };
        widget.choose(&one_kayak()).await;
        widget.see_priced(&one_kayak()).await;
        turn(&other).await;
        widget.see(".panel", "Nothing in it yet.").await;
        widget.choose(&two_boards()).await;
        widget.see_priced(&two_boards()).await;
        turn(&stage.gateway).await;
        widget.see_priced(&one_kayak()).await;
        turn(&other).await;
        widget.see_priced(&two_boards()).await;
    })
    .await;
}

/// What the address says besides the page.
async fn fragment(stage: &Stage) -> String {
    stage.browser.run("return location.hash", vec![]).await
}

#[tokio::test]
async fn who_has_paid_is_thanked_once_and_the_cart_is_empty() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let order = stage.order_by(&widget, &hire).await;
        checkout_page::pay(&stage.browser, &order).await;
        stage.browser.driver.find(By::LinkText("Done")).await.unwrap().click().await.unwrap();
        let thanks = widget.see(".screen", "Thank you. Your booking is confirmed.").await.text;
        assert!(thanks.contains(&format!("Your order number is {order}.")), "{thanks}");
        widget.see(".screen", "Rose Bay Wharf · ").await;
        widget.see(".screen", "2 × Single kayak").await;
        until_true("the focus on it", async || {
            let at = "return widget.shadowRoot.activeElement?.className";
            stage.browser.run::<Option<String>>(at, vec![]).await.as_deref() == Some("screen")
        })
        .await;
        assert_eq!(fragment(stage).await, "");
        widget.press("Book something else").await;
        widget.see(".panel", "Nothing in it yet.").await;
        reload(stage).await;
        widget.see(".panel", "Nothing in it yet.").await;
        assert_eq!(stage.gateway.only_order().await.status, "paid");
    })
    .await;
}

#[tokio::test]
async fn who_has_not_paid_finds_the_cart_and_continues_the_order() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let order = stage.order_by(&widget, &hire).await;
        let back = By::LinkText("Back without paying");
        stage.browser.driver.find(back).await.unwrap().click().await.unwrap();
        widget.see_priced(&hire).await;
        assert_eq!(fragment(stage).await, "");
        continues(stage, &widget, &order).await;
    })
    .await;
}

#[tokio::test]
async fn a_made_up_confirmation_empties_no_cart_and_what_else_the_address_says_stays() {
    run(WIDE, async |stage: &Stage| {
        let other = Gateway::start().await;
        let main = [element("one", &stage.gateway, &[]), element("widget", &other, &[])].concat();
        let services = vec![stage.gateway.address.clone(), other.address.clone()];
        stage.open_page(HostPage { main, services, ..stage.page.page() }).await;
        let (one, widget) = (stage.widget("one"), stage.widget("widget"));
        one.ready().await;
        widget.ready().await;
        widget.choose(&one_kayak()).await;
        widget.see_priced(&one_kayak()).await;
        let go = "location.hash = arguments[0]; return null";
        let made_up = "#a=b&booking=confirmed&order=CALL-THIS-NUMBER&c";
        stage.browser.run::<Value>(go, vec![json!(made_up)]).await;
        // Nobody knows the order, so the first answers; what it is called is anybody's word.
        let thanks = one.see(".screen", "Thank you. Your booking is confirmed.").await.text;
        assert!(!thanks.contains("CALL"), "{thanks}");
        assert_eq!(fragment(stage).await, "#a=b&c");
        widget.see_priced(&one_kayak()).await;
        // Of the order that an element knows, that element speaks.
        widget.continue_to_payment().await;
        let order = checkout_page::arrive(&stage.browser, &one_kayak()).await;
        let url = format!("{}/#booking=confirmed&order={order}", stage.page.address);
        stage.browser.go(&url).await;
        widget.see(".screen", &order).await;
        one.ready().await;
    })
    .await;
}

#[tokio::test]
async fn what_costs_something_else_after_a_reload_is_said() {
    run(WIDE, async |stage: &Stage| {
        let widget = stage.open().await;
        widget.choose(&one_kayak()).await;
        widget.see_priced(&one_kayak()).await;
        let dearer =
            "UPDATE products SET base_price_cents = base_price_cents * 2 WHERE id = 'product_single_kayak'";
        stage.gateway.store(dearer).await;
        reload(stage).await;
        widget.see(".panel .alert", "Since last time the price has changed.").await;
        let items = widget.texts(".panel .alert li").await;
        assert!(items[0].starts_with("1 × Single kayak: ") && items.len() == 3, "{items:?}");
        reload(stage).await;
        widget.see(".panel .total", "Total").await;
        assert_eq!(widget.texts(".panel .alert").await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn in_a_frame_that_forbids_to_leave_it_the_order_is_shown_with_its_way_on() {
    run(WIDE, async |stage: &Stage| {
        let driver = &stage.browser.driver;
        // A page of another origin.
        stage.browser.go(&format!("{}/openapi.json", stage.gateway.address)).await;
        let script = r#"
            const frame = document.createElement("iframe");
            frame.sandbox = "allow-scripts allow-same-origin";
            [frame.width, frame.height, frame.src] = [1150, 950, arguments[0]];
            document.body.replaceChildren(frame);
            return null;
        "#;
        stage.browser.run::<Value>(script, vec![json!(stage.page.address)]).await;
        driver.enter_frame(0).await.unwrap();
        let widget = stage.widget("widget");
        widget.ready().await;
        widget.choose(&one_kayak()).await;
        widget.see_priced(&one_kayak()).await;
        widget.continue_to_payment().await;
        let alert = widget.see(".panel .alert", "The payment page could not be opened.").await;
        let order = stage.gateway.only_order().await;
        assert!(alert.text.contains(&order.id), "{}", alert.text);
        let link = widget.see(".btn.main.wide", CONTINUE_ORDER).await.element;
        assert_eq!(link.attr("target").await.unwrap().as_deref(), Some("_blank"));
        driver.enter_default_frame().await.unwrap();
        // The browser says on its console that it has stopped the frame.
        stage.browser.console().await;
        stage.browser.go("about:blank").await;
    })
    .await;
}
