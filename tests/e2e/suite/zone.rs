//! The customer is in another zone than the place.

use chrono::{Offset, TimeZone, Utc};
use chrono_tz::America::New_York;
use chrono_tz::{OffsetComponents, Tz};

use crate::browser::{Screen, WIDE};
use crate::checkout_page;
use crate::sample::{moment, weekend};
use crate::stage::{Stage, run};

#[tokio::test]
async fn a_customer_in_new_york_sees_sydney_times_is_told_once_and_books_the_right_moments() {
    run(Screen { zone: Some("America/New_York"), ..WIDE }, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open().await;
        widget.choose(&hire).await;
        assert_eq!(widget.trip("From").await, moment(&hire.from));
        assert_eq!(widget.trip("Until").await, moment(&hire.until));

        let ahead = |at: chrono::DateTime<Tz>| {
            let there = New_York.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
            (at.offset().fix().local_minus_utc() - there) / 3600
        };
        let hours = ahead(hire.from);
        let line = widget.texts(".zone").await.concat();
        let said = line.strip_prefix("Times are ").and_then(|rest| {
            rest.strip_suffix(&format!(". It is {hours} hours later there than where you are."))
        });
        // However the browser calls it.
        let names = r#"
            return ["shortGeneric", "longGeneric"].map((timeZoneName) => {
              const format = new Intl.DateTimeFormat("en", { timeZone: "Australia/Sydney", timeZoneName });
              return format.formatToParts().find((part) => part.type === "timeZoneName").value;
            });
        "#;
        let names: Vec<String> = stage.browser.run(names, vec![]).await;
        assert!(said.is_some_and(|said| names.iter().any(|name| name == said)), "{line}; {names:?}");
        let all = widget.texts(".bw").await.concat();
        assert_eq!(all.matches("where you are").count(), 1, "{all}");

        widget.see_priced(&hire).await;
        widget.continue_to_payment().await;
        checkout_page::arrive(&stage.browser, &hire).await;
        // 9:00 and 16:00 in Sydney.
        let stored = stage.gateway.only_order().await;
        stored.assert_is(&hire, "unpaid");
        let utc = Utc.timestamp_millis_opt(stored.start_ms).unwrap();
        let summer = hire.from.offset().dst_offset().num_hours();
        assert_eq!(utc.format("%H:%M").to_string(), format!("{}:00", 23 - summer));
    })
    .await;
}

#[tokio::test]
async fn a_customer_in_the_zone_of_the_place_is_not_told_of_zones() {
    run(Screen { zone: Some("Australia/Sydney"), ..WIDE }, async |stage: &Stage| {
        let widget = stage.open().await;
        widget.choose(&weekend()).await;
        assert_eq!(widget.texts(".zone").await, [""]);
    })
    .await;
}
