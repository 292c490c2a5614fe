//! One press, one order.

use crate::browser::WIDE;
use crate::checkout_page;
use crate::page::{HostPage, element};
use crate::sample::{CARGO_BIKE, Hire, PADDLE_BOARD, weekend};
use crate::stage::{Stage, run};
use crate::taken::last_one;

#[tokio::test]
async fn a_double_click_on_continue_creates_one_order() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let button = widget.see(".btn.main.wide", "Continue to payment").await.element;
        stage.browser.driver.action_chain().double_click_element(&button).perform().await.unwrap();
        let order = checkout_page::arrive(&stage.browser, &hire).await;
        assert_eq!(stage.gateway.only_order().await.id, order);
        assert_eq!(stage.events("booking-order").await.len(), 1);
        assert_eq!(stage.gateway.requests()["POST /api/customer/checkout"], 1);
    })
    .await;
}

#[tokio::test]
async fn where_the_page_stays_the_order_that_was_started_is_continued() {
    run(WIDE, async |stage: &Stage| {
        // The page's owner leads to the checkout; here nobody does, so the widget offers the way.
        let main = element("widget", &stage.gateway, &[("redirect", "none")]);
        stage.page.set(HostPage { main, ..stage.page.page() });
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        widget.continue_to_payment().await;
        widget.see(".btn.main.wide", "Continue the order you started").await;
        widget.see(".panel", "Your order is waiting. If you have paid already, you are done.").await;
        let order = stage.gateway.only_order().await;
        widget.press_in(".btn.main.wide", "Continue the order you started").await;
        assert_eq!(checkout_page::arrive(&stage.browser, &hire).await, order.id);
        assert_eq!(stage.gateway.only_order().await.id, order.id);
    })
    .await;
}

#[tokio::test]
async fn a_changed_booking_takes_the_place_of_the_order_that_was_started() {
    run(WIDE, async |stage: &Stage| {
        let main = element("widget", &stage.gateway, &[("redirect", "none")]);
        stage.page.set(HostPage { main, ..stage.page.page() });
        // The only cargo bike: the customer's own order must not make it taken for themselves.
        let hire = last_one();
        let widget = stage.open_with(&hire).await;
        widget.continue_to_payment().await;
        widget.see(".btn.main.wide", "Continue the order you started").await;
        let first = stage.gateway.only_order().await;

        let more = Hire { items: vec![(CARGO_BIKE, 1), (PADDLE_BOARD, 1)], ..hire };
        widget.add(PADDLE_BOARD).await;
        widget.see_priced(&more).await;
        widget.continue_to_payment().await;
        widget.see(".btn.main.wide", "Continue the order you started").await;
        widget.press_in(".btn.main.wide", "Continue the order you started").await;
        let second = checkout_page::arrive(&stage.browser, &more).await;

        assert_ne!(second, first.id);
        let orders = stage.gateway.orders().await;
        assert_eq!(orders.len(), 2);
        orders.iter().find(|stored| stored.id == first.id).unwrap().assert_is(&last_one(), "replaced");
        orders.iter().find(|stored| stored.id == second).unwrap().assert_is(&more, "unpaid");
    })
    .await;
}
