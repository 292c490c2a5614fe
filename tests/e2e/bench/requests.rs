//! What the main booking costs the service.

use crate::browser::WIDE;
use crate::checkout_page;
use crate::sample::weekend;
use crate::stage;
use crate::table::Table;

/// The requests of a booking of two kinds of product, trip first; what each is for, and how often it is asked at most.
const REASONS: [(&str, &str, f64); 7] = [
    ("GET /api/v1/browse/locations", "the places, their hours and zones", 1.0),
    ("GET /api/v1/browse/products", "the list, and once more for place and times", 2.0),
    // Days and times of an empty booking are those of the hours.
    ("GET /api/v1/browse/time-slots", "times near: two taken products, up to 16 days in weeks", 6.0),
    ("OPTIONS /api/v1/browse/availability", "the browser asks whether the page may", 1.0),
    ("POST /api/v1/browse/availability", "each of three changes, and before the order", 4.0),
    ("OPTIONS /api/customer/checkout", "the browser asks whether the page may", 1.0),
    ("POST /api/customer/checkout", "the order", 1.0),
];

pub(crate) async fn measure(table: &mut Table) {
    let stage = stage(WIDE).await;
    let hire = weekend();
    let widget = stage.open_with(&hire).await;
    widget.continue_to_payment().await;
    checkout_page::arrive(&stage.browser, &hire).await;
    let asked = stage.gateway.requests();
    let count = |value: f64| format!("{value:.0}");
    for (request, reason, limit) in REASONS {
        let times = asked.get(request).copied().unwrap_or(0);
        table.at_most(&format!("{request}: {reason}"), f64::from(times as u32), limit, count);
    }
    let known = |request: &str| REASONS.iter().any(|(known, ..)| *known == request);
    for (request, times) in asked.iter().filter(|(request, _)| request.contains("/api/") && !known(request)) {
        table.at_most(&format!("{request}: no reason is known"), f64::from(*times as u32), 0.0, count);
    }
    stage.browser.stop().await;
}
