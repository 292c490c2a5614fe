//! The last unit is taken by someone else while the customer looks at the price.

use chrono::{Days, TimeDelta, Weekday};

use crate::browser::WIDE;
use crate::checkout_page;
use crate::sample::{CARGO_BIKE, Hire, TRAIL_BIKE, WATSONS_BAY, at, moment, next};
use crate::stage::{Stage, run};
use crate::wait::until_true;

/// The only cargo bike, on the coming Sunday.
pub(crate) fn last_one() -> Hire {
    let sunday = next(Weekday::Sun);
    Hire { location: WATSONS_BAY, from: at(sunday, 10), until: at(sunday, 16), items: vec![(CARGO_BIKE, 1)] }
}

#[tokio::test]
async fn who_loses_the_last_unit_at_checkout_is_told_and_books_for_another_day() {
    run(WIDE, async |stage: &Stage| {
        let hire = last_one();
        let widget = stage.open_with(&hire).await;

        let another = stage.gateway.order_by_another(&hire).await;
        widget.continue_to_payment().await;

        let alert = widget.see(".panel .alert", "Someone else was quicker").await;
        assert!(alert.text.contains("This can’t be had for these times."), "{}", alert.text);
        assert!(alert.text.contains("Your booking is unchanged"), "{}", alert.text);
        let focus = "return widget.shadowRoot.activeElement?.matches('.alert')";
        until_true("the focus on the message", async || stage.browser.run(focus, vec![]).await).await;
        assert_eq!(widget.cart().await, ["1 × Cargo e-bike"]);
        assert_eq!(stage.gateway.only_order().await.id, another);
        assert!(widget.shown(".btn.main.wide").await.is_empty(), "there is nothing to pay");

        let monday = hire.from.date_naive() + Days::new(1);
        let other = Hire { from: at(monday, 10), until: at(monday, 16), ..hire };
        widget.press("Change times").await;
        widget.choose_both(&other).await;
        widget.see_priced(&other).await;
        widget.see_no(".panel .alert").await;
        widget.continue_to_payment().await;
        let order = checkout_page::arrive(&stage.browser, &other).await;
        checkout_page::pay(&stage.browser, &order).await;

        let orders = stage.gateway.orders().await;
        assert_eq!(orders.len(), 2);
        orders.iter().find(|stored| stored.id == order).unwrap().assert_is(&other, "paid");
        orders.iter().find(|stored| stored.id == another).unwrap().assert_is(&last_one(), "unpaid");
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_offers_the_closest_later_times_and_one_press_books_them() {
    run(WIDE, async |stage: &Stage| {
        let hire = last_one();
        stage.gateway.order_by_another(&hire).await;
        let widget = stage.open().await;
        widget.choose_location(hire.location).await;
        widget.choose_times(&hire).await;
        // On Sunday there is no room for six hours beside it, and on Monday the place opens at 9:00.
        let monday = hire.from.date_naive() + Days::new(1);
        let later = Hire { from: at(monday, 9), until: at(monday, 15), ..hire };
        let words = format!("Later: {}", moment(&later.from));
        widget.press_in(".near button", &words).await;
        widget.see_priced(&later).await;
        widget.continue_to_payment().await;
        let order = checkout_page::arrive(&stage.browser, &later).await;
        let orders = stage.gateway.orders().await;
        orders.iter().find(|stored| stored.id == order).unwrap().assert_is(&later, "unpaid");
    })
    .await;
}

#[tokio::test]
async fn who_loses_one_of_two_units_at_checkout_is_told_how_many_are_left_and_books_fewer() {
    run(WIDE, async |stage: &Stage| {
        // Of three trail bikes one is away on weekends.
        let saturday = next(Weekday::Sat);
        let times = (at(saturday, 10), at(saturday, 16));
        let hire = |quantity| Hire {
            location: WATSONS_BAY,
            from: times.0,
            until: times.1,
            items: vec![(TRAIL_BIKE, quantity)],
        };
        let widget = stage.open().await;
        widget.choose(&hire(2)).await;
        widget.see_priced(&hire(2)).await;

        stage.gateway.order_by_another(&hire(1)).await;
        widget.continue_to_payment().await;
        widget.see(".panel .alert", "Someone else was quicker").await;
        assert_eq!(widget.cart().await, ["2 × Trail e-bike"]);
        widget.see(".panel .line", "Only 1 free for these times").await;
        assert_eq!(stage.gateway.orders().await.len(), 1);

        widget.press("One fewer Trail e-bike").await;
        widget.see_priced(&hire(1)).await;
        widget.continue_to_payment().await;
        let order = checkout_page::arrive(&stage.browser, &hire(1)).await;
        let orders = stage.gateway.orders().await;
        assert_eq!(orders.len(), 2);
        orders.iter().find(|stored| stored.id == order).unwrap().assert_is(&hire(1), "unpaid");
    })
    .await;
}

#[tokio::test]
async fn the_days_and_times_that_another_customer_took_are_not_offered() {
    run(WIDE, async |stage: &Stage| {
        let hire = last_one();
        stage.gateway.order_by_another(&hire).await;
        let widget = stage.open().await;
        widget.choose_location(hire.location).await;
        widget.press("Choose times for Cargo e-bike").await;
        widget.choose_day(hire.from.date_naive()).await;
        widget.see(".slot[role=radio]", "10:00 AM").await;
        let slots = widget.shown(".slot[role=radio]").await;
        let off: Vec<_> = slots.iter().filter(|slot| slot.off).map(|slot| slot.name.as_str()).collect();
        // Behind a bike half an hour is kept free, before who has it now and behind.
        assert_eq!(off.first(), Some(&"9:30 AM, taken"));
        assert_eq!(off.last(), Some(&"4:15 PM, taken"));
        assert_eq!(off.len(), 2 + 4 * 6 + 2);

        // Before it there is room until it is away.
        widget.choose_time("9:00 AM").await;
        widget.choose_day(hire.from.date_naive()).await;
        until_true("the return times", async || !widget.shown(".slot[role=radio]").await.is_empty()).await;
        let slots = widget.shown(".slot[role=radio]").await;
        let free: Vec<_> = slots.iter().filter(|slot| !slot.off).map(|slot| slot.name.as_str()).collect();
        assert_eq!(free.first(), Some(&"9:15 AM"));
        assert_eq!(free.last(), Some(&"9:30 AM"));
        let limit = widget.texts("#limit").await.concat();
        assert!(limit.starts_with("Others have it from ") && limit.contains("9:30 AM"), "{limit}");
        // The last return that is offered can be had: the picker and the price say the same.
        widget.choose_time("9:30 AM").await;
        widget.see_no(".picker").await;
        let until = at(hire.from.date_naive(), 9) + TimeDelta::minutes(30);
        let short = Hire { from: at(hire.from.date_naive(), 9), until, ..hire };
        widget.see_priced(&short).await;
    })
    .await;
}
