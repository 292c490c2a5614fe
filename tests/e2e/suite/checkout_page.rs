//! The gateway's checkout page as its customer sees it.

use thirtyfour::prelude::*;

use crate::browser::Browser;
use crate::sample::{Hire, dollars, name_of};
use crate::wait::until;

/// Waits for the checkout page, asserts that it shows what is hired at the price of the price rule, and gives the id of
/// the order in its address.
pub(crate) async fn arrive(browser: &Browser, hire: &Hire) -> String {
    let url = browser.arrive("/harbour/checkout?order=").await;
    let text = see(browser, "Check and pay").await;
    let price = hire.price();
    for line in &price.lines {
        let row = format!("{} × {}", line.quantity, name_of(line.product));
        assert!(text.contains(&row) && text.contains(&dollars(line.sum_cents)), "{row} in {text}");
    }
    assert!(text.contains(&format!("Total {}", dollars(price.total_cents))), "{text}");
    assert!(text.contains(&format!("Pay {}", dollars(price.total_cents))), "{text}");
    assert!(text.contains(&name_of(hire.location)), "{text}");
    url.split_once("order=").unwrap().1.to_owned()
}

/// Pays, and waits for the confirmation of the order.
pub(crate) async fn pay(browser: &Browser, order: &str) {
    browser.driver.find(By::Css("button.main")).await.unwrap().click().await.unwrap();
    let text = see(browser, "Your booking is confirmed").await;
    assert!(text.contains(order), "{order} in {text}");
}

/// Waits for a heading, and gives the whole text.
pub(crate) async fn see(browser: &Browser, heading: &str) -> String {
    until(format!("the page {heading:?}"), async || {
        // A page that is just being left has no text, and one that is not drawn yet no lines.
        let text = "return document.readyState === 'complete' ? document.body.innerText : ''";
        let text = browser.driver.execute(text, vec![]).await.ok()?;
        let text: String = text.convert().ok()?;
        text.contains(heading).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
    })
    .await
}
