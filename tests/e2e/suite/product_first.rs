//! The other way in: from a product to place and times.

use crate::browser::WIDE;
use crate::sample::{Hire, PADDLE_BOARD, ROSE_BAY, TRAIL_BIKE, WATSONS_BAY, name_of, weekend};
use crate::stage::{Stage, run};

#[tokio::test]
async fn choose_times_on_a_card_leads_through_place_and_times_into_the_cart() {
    run(WIDE, async |stage: &Stage| {
        let hire = Hire { items: vec![(PADDLE_BOARD, 1)], ..weekend() };
        let widget = stage.open().await;
        widget.press("Choose times for Paddle board").await;
        widget.press_in(".place", &name_of(hire.location)).await;
        widget.see(".picker h2", "When do you want the Paddle board?").await;
        widget.choose_both(&hire).await;
        widget.see_priced(&hire).await;
        assert_eq!(widget.cart().await, ["1 × Paddle board"]);
    })
    .await;
}

#[tokio::test]
async fn a_product_that_is_taken_at_the_chosen_place_offers_another_one() {
    run(WIDE, async |stage: &Stage| {
        // Both trail bikes of Rose Bay are away every weekend; Watsons Bay has two of three.
        let here = Hire { location: ROSE_BAY, items: vec![(TRAIL_BIKE, 1)], ..weekend() };
        let there = Hire { location: WATSONS_BAY, ..here.clone() };
        let widget = stage.open().await;
        widget.choose_location(here.location).await;
        widget.choose_times(&here).await;
        let card = widget.see(".card.off", "Trail e-bike").await;
        assert!(card.text.contains("Taken at Rose Bay Wharf"), "{}", card.text);
        assert!(!card.text.contains("Add"), "{}", card.text);
        widget.press("2 at Watsons Bay").await;
        assert_eq!(widget.trip("Pick up and return at").await, "Watsons Bay");
        widget.add_all(&there).await;
        widget.see_priced(&there).await;
    })
    .await;
}
