//! Another place: what comes along and what does not, and how far the places are.

use serde_json::json;

use crate::browser::{NARROW, WIDE};
use crate::checkout_page;
use crate::sample::{Hire, PADDLE_BOARD, ROSE_BAY, SINGLE_KAYAK, WATSONS_BAY, at, name_of, next};
use crate::screens::{look, look_at_booking};
use crate::stage::{Stage, run};

const DOUBLE_KAYAK: &str = "product_double_kayak";

/// A single kayak, which stands everywhere, and two double ones, which Watsons Bay has not; on a day on which all open.
fn with_doubles() -> Hire {
    let saturday = next(chrono::Weekday::Sat);
    Hire {
        location: ROSE_BAY,
        from: at(saturday, 10),
        until: at(saturday, 15),
        items: vec![(SINGLE_KAYAK, 1), (DOUBLE_KAYAK, 2)],
    }
}

#[tokio::test]
async fn what_another_place_does_not_have_is_said_taken_out_put_back_and_booked_where_it_is() {
    run(WIDE, async |stage: &Stage| {
        let hire = with_doubles();
        let there = Hire { location: WATSONS_BAY, items: vec![(SINGLE_KAYAK, 1)], ..hire.clone() };
        let widget = stage.open().await;
        widget.choose(&hire).await;
        widget.see_priced(&hire).await;
        widget.choose_location(WATSONS_BAY).await;
        let alert = widget.see(".panel .alert", "Not at Watsons Bay: 2 × Double kayak").await;
        assert!(alert.text.contains("Nothing was taken out of your booking."), "{}", alert.text);
        assert_eq!(widget.cart().await, ["1 × Single kayak", "2 × Double kayak"]);
        assert!(widget.shown(".btn.main.wide").await.is_empty(), "there is nothing to pay");

        widget.press("Remove what is not here").await;
        widget.see(".panel .line", "Double kayak removed.").await;
        widget.see(".total", "Total").await;
        widget.press("Undo").await;
        widget.press("Back to Rose Bay Wharf").await;
        widget.see_priced(&hire).await;

        widget.choose_location(WATSONS_BAY).await;
        widget.press("Remove what is not here").await;
        widget.see(".total", "Total").await;
        widget.continue_to_payment().await;
        let order = checkout_page::arrive(&stage.browser, &there).await;
        stage.gateway.only_order().await.assert_is(&there, "unpaid");
        assert_eq!(stage.gateway.only_order().await.id, order);
    })
    .await;
}

#[tokio::test]
async fn the_list_has_what_stands_at_the_place_and_leads_to_the_rest() {
    run(WIDE, async |stage: &Stage| {
        let widget = stage.open().await;
        let all = widget.texts(".card h3").await.len();
        widget.choose_location(WATSONS_BAY).await;
        let more = widget.see(".more", "more at other places").await.text;
        let more: usize = more.split(' ').next().unwrap().parse().unwrap();
        let here = widget.texts(".card h3").await;
        assert!(more > 0 && !here.contains(&"Double kayak".to_owned()), "{here:?}");
        assert_eq!(here.len() + more, all);
        widget.press("Choose another place").await;
        widget.press_in(".place", &name_of(ROSE_BAY)).await;
        widget.see(".card h3", "Double kayak").await;
    })
    .await;
}

#[tokio::test]
async fn in_the_sheet_of_a_phone_a_quantity_is_changed_and_what_was_removed_comes_back() {
    run(NARROW, async |stage: &Stage| {
        let hire = Hire { items: vec![(PADDLE_BOARD, 1)], ..with_doubles() };
        let widget = stage.open().await;
        widget.choose(&hire).await;
        widget.press("See booking").await;
        widget.see("dialog.sheet .total", "Total").await;
        widget.press_where("one more", "dialog .stepper button", |shown| shown.text == "+").await;
        widget.see_priced(&Hire { items: vec![(PADDLE_BOARD, 2)], ..hire.clone() }).await;
        widget.press_where("Remove", "dialog button", |shown| shown.text == "Remove").await;
        widget.see("dialog.sheet .line", "Paddle board removed.").await;
        // Also where the sheet is closed and nothing is in the booking.
        widget.press_in("dialog .close", "").await;
        widget.see(".tray", "Paddle board removed.").await;
        widget.press_where("Undo", ".tray button", |shown| shown.text == "Undo").await;
        widget.press("See booking").await;
        widget.see("dialog.sheet .line", "2 × Paddle board").await;
    })
    .await;
}

/// The device is where it is said to be, and the page may know.
async fn stand_at(stage: &Stage, latitude: f64, longitude: f64) {
    let browser = &stage.browser;
    browser.let_position_be_known(true).await;
    let position = json!({ "latitude": latitude, "longitude": longitude, "accuracy": 10 });
    browser.cdp("Emulation.setGeolocationOverride", position).await;
}

#[tokio::test]
async fn the_places_say_how_far_they_are_when_the_customer_wants_it() {
    run(WIDE, async |stage: &Stage| {
        // In Manly.
        stand_at(stage, -33.8, 151.2828).await;
        let widget = stage.open().await;
        widget.open_places().await;
        assert!(widget.texts(".place").await[0].starts_with("Rose Bay Wharf"));
        widget.press("Show distances").await;
        widget.see(".place", "away").await;
        let places = widget.texts(".place").await;
        assert!(places[0].starts_with("Manly Cove") && places[0].ends_with("40 meters away"), "{places:?}");
        assert!(places[1].contains("4.9 kilometers away"), "{places:?}");
        look(stage, "Places with distances", &[WIDE, NARROW]).await;
        widget.press_in(".place", "Watsons Bay").await;
        widget.see(".trip button", "Watsons Bay").await;
        // Neither kept nor told.
        let kept: String = stage.browser.run("return JSON.stringify({ ...sessionStorage })", vec![]).await;
        assert!(kept.contains("location_watsons_bay") && !kept.contains("33.8"), "{kept}");
        let asked = "return performance.getEntriesByType('resource').map((entry) => entry.name).join()";
        assert!(!stage.browser.run::<String>(asked, vec![]).await.contains("33.8"));
    })
    .await;
}

#[tokio::test]
async fn a_position_that_is_refused_is_said_and_the_places_stay() {
    run(WIDE, async |stage: &Stage| {
        let widget = stage.open().await;
        stage.browser.let_position_be_known(false).await;
        widget.open_places().await;
        widget.press("Show distances").await;
        widget.see(".near-me", "Your position may not be used here.").await;
        look(stage, "Position refused", &[WIDE, NARROW]).await;
        widget.press_in(".place", "Manly Cove").await;
        widget.see(".trip button", "Manly Cove").await;
    })
    .await;
}

#[tokio::test]
async fn the_screens_of_another_place() {
    run(WIDE, async |stage: &Stage| {
        let hire = with_doubles();
        let widget = stage.open().await;
        widget.choose(&hire).await;
        widget.see_priced(&hire).await;
        widget.choose_location(WATSONS_BAY).await;
        widget.see(".panel .alert", "Not at Watsons Bay").await;
        look_at_booking(stage, &widget, "What can't come along").await;
        look(stage, "Narrowed list", &[WIDE, NARROW]).await;
        widget.press("Remove what is not here").await;
        widget.see(".total", "Total").await;
        look_at_booking(stage, &widget, "Removed, with the way back").await;
        widget.press("Remove Single kayak").await;
        widget.see(".panel", "Nothing in it yet.").await;
        look(stage, "Removed from an empty booking", &[WIDE, NARROW]).await;
    })
    .await;
}
