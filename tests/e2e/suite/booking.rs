//! The main job: choose, see the price, pay.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use serde_json::json;

use crate::browser::WIDE;
use crate::checkout_page;
use crate::sample::{Hire, moment, name_of, weekend};
use crate::stage::{Stage, run};
use crate::widget::End;

#[tokio::test]
async fn a_customer_books_two_kayaks_and_a_board_for_a_weekend_and_pays() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        assert_eq!(widget.trip("Pick up and return at").await, name_of(hire.location));
        assert_eq!(widget.trip("From").await, moment(&hire.from));
        assert_eq!(widget.trip("Until").await, moment(&hire.until));

        let order = stage.order_by(&widget, &hire).await;

        checkout_page::pay(&stage.browser, &order).await;
        let stored = stage.gateway.only_order().await;
        stored.assert_is(&hire, "paid");
        assert_eq!(stored.id, order);

        assert_eq!(stage.events("booking-ready").await.len(), 1);
        let changed = stage.events("booking-change").await.pop().unwrap().detail;
        let iso = |at: DateTime<Tz>| at.to_utc().format("%Y-%m-%dT%H:%M:%S.000Z").to_string();
        let items: Vec<_> = hire
            .items
            .iter()
            .map(|(product, quantity)| json!({ "productId": product, "quantity": quantity }))
            .collect();
        assert_eq!(
            changed,
            json!({
                "locationId": hire.location, "start": iso(hire.from), "end": iso(hire.until), "items": items,
            })
        );
        let [ordered] = &stage.events("booking-order").await[..] else { panic!("one booking-order") };
        assert_eq!(ordered.detail["id"], order);
        assert_eq!(
            ordered.detail["url"],
            format!("{}/harbour/checkout?order={order}", stage.gateway.address)
        );
        assert_eq!(stage.error_codes().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_later_return_alone_has_a_price_of_its_own() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let longer = Hire { until: hire.until + TimeDelta::days(1), ..hire };
        widget.open_times(End::Until).await;
        widget.choose_day(longer.until.date_naive()).await;
        widget.choose_time("4:00 PM").await;
        widget.see_priced(&longer).await;
    })
    .await;
}
