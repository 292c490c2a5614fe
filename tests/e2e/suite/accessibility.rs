//! axe-core on each screen that a booking passes, wide and narrow.

use chrono::Weekday;

use crate::axe::{assert_accessible, assert_page_accessible};
use crate::browser::{NARROW, WIDE};
use crate::checkout_page;
use crate::sample::{Hire, PADDLE_BOARD, TRAIL_BIKE, name_of, next, weekend};
use crate::stage::{Stage, run};
use crate::taken::last_one;
use crate::widget::{End, Widget};

/// From the first list to the payment.
async fn look_at_a_booking(stage: &Stage, widget: &Widget<'_>) {
    let hire = weekend();
    let look = async |what: &str| assert_accessible(&stage.browser, what).await;
    look("the first list").await;
    widget.open_places().await;
    look("the places").await;
    widget.press_in(".place", &name_of(hire.location)).await;
    widget.see_no(".place").await;

    // With stock marks: a product that is nearly booked out.
    widget.press(&format!("Choose times for {}", name_of(TRAIL_BIKE))).await;
    widget.see(".legend", "Few left").await;
    widget.choose_day(next(Weekday::Thu)).await;
    widget.see(".slot[role=radio]", "left").await;
    look("the pick-up times, few left").await;
    widget.press("Close").await;
    widget.see_no(".picker").await;

    widget.open_times(End::From).await;
    widget.choose_day(hire.from.date_naive()).await;
    widget.see(".slot[role=radio]", "9:00 AM").await;
    look("the pick-up times").await;
    widget.choose_time("9:00 AM").await;
    widget.choose_day(hire.until.date_naive()).await;
    widget.see(".slot[role=radio]", "4:00 PM").await;
    look("the return times").await;
    widget.choose_time("4:00 PM").await;
    widget.see_no(".picker").await;
    widget.add_all(&hire).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_the_way_to_payment() {
    run(WIDE, async |stage: &Stage| {
        let widget = stage.open().await;
        look_at_a_booking(stage, &widget).await;
        widget.see_priced(&weekend()).await;
        assert_accessible(&stage.browser, "the priced list and the booking").await;
    })
    .await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone_sized_screen() {
    run(NARROW, async |stage: &Stage| {
        let widget = stage.open().await;
        look_at_a_booking(stage, &widget).await;
        widget.see(".tray", "3 items, with tax").await;
        assert_accessible(&stage.browser, "the priced list and the tray").await;
        widget.press("See booking").await;
        widget.see_priced(&weekend()).await;
        assert_accessible(&stage.browser, "the booking in its sheet").await;
    })
    .await;
}

#[tokio::test]
async fn axe_finds_nothing_where_the_last_unit_was_taken() {
    for screen in [WIDE, NARROW] {
        run(screen, async |stage: &Stage| {
            let hire = last_one();
            let widget = stage.open().await;
            widget.choose(&hire).await;
            if screen.width == NARROW.width {
                widget.press("See booking").await;
            }
            widget.see_priced(&hire).await;
            stage.gateway.order_by_another(&hire).await;
            widget.continue_to_payment().await;
            widget.see(".alert", "Someone else was quicker").await;
            assert_accessible(&stage.browser, "the loss of the last unit").await;
        })
        .await;
    }
}

#[tokio::test]
async fn axe_finds_nothing_on_the_checkout_pages() {
    for screen in [NARROW, WIDE] {
        run(screen, async |stage: &Stage| {
            let hire = Hire { items: vec![(PADDLE_BOARD, 1)], ..weekend() };
            let order = stage.gateway.order_by_another(&hire).await;
            let page = |order: &str| format!("{}/harbour/checkout?order={order}", stage.gateway.address);
            stage.browser.go(&page(&order)).await;
            checkout_page::arrive(&stage.browser, &hire).await;
            assert_page_accessible(&stage.browser, "the order").await;
            checkout_page::pay(&stage.browser, &order).await;
            assert_page_accessible(&stage.browser, "the confirmation").await;
            stage.browser.go(&page("unknown")).await;
            checkout_page::see(&stage.browser, "There is no such order").await;
            assert_page_accessible(&stage.browser, "an unknown order").await;
        })
        .await;
    }
}
