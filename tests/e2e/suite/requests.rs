//! What a booking costs the service.

use std::io::Write;

use crate::browser::WIDE;
use crate::checkout_page;
use crate::sample::weekend;
use crate::stage::{Stage, run};
use crate::wait::until_true;

#[tokio::test]
async fn the_first_screen_takes_one_read_of_the_locations_and_one_of_the_products() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open().await;
        let pictures =
            "return [...widget.shadowRoot.querySelectorAll('.card img')].every((img) => img.complete)";
        until_true("the pictures", async || stage.browser.run(pictures, vec![]).await).await;
        let first = stage.gateway.requests();
        assert_eq!((stage.gateway.reads("locations"), stage.gateway.reads("products")), (1, 1), "{first:?}");
        let others: Vec<_> = first
            .keys()
            .filter(|request| request.contains("/api/") && !request.contains("/browse/"))
            .collect();
        assert_eq!(others, Vec::<&String>::new());

        widget.choose(&hire).await;
        widget.see_priced(&hire).await;
        widget.continue_to_payment().await;
        checkout_page::arrive(&stage.browser, &hire).await;
        assert_eq!(stage.gateway.reads("locations"), 1);

        let requests = stage.gateway.requests();
        let count = |wanted: &str| {
            requests
                .iter()
                .filter(|(request, _)| request.contains(wanted))
                .map(|(_, count)| count)
                .sum::<usize>()
        };
        assert_eq!(count("POST /api/customer/checkout"), 1);
        // Not captured with the test's output: it is to be quoted.
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nrequests of a booking, from the first screen to the checkout page:").unwrap();
        for (request, count) in requests.iter().filter(|(request, _)| request.contains("/api/")) {
            writeln!(out, "{count:>5} {request}").unwrap();
        }
        writeln!(out, "{:>5} pictures", count("/pictures/")).unwrap();
    })
    .await;
}
