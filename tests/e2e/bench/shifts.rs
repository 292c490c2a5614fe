//! What moves on a page that embeds the widget, from the element's definition on, while everything comes slowly.

use serde_json::json;

use crate::before_pages;
use crate::browser::{Browser, NARROW, WIDE};
use crate::service::Gateway;
use crate::stage::given;
use crate::table::Table;
use crate::wait::until;

const PAGES: [(&str, &str); 2] = [("the demo's page", "/"), ("the plain page", "/examples/plain.html")];

/// Sums up the layout shifts since the element was defined, less those that follow a press at once.
const SHIFTS: &str = r#"
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries()))
      .observe({ type: "layout-shift", buffered: true });
    customElements.whenDefined("booking-widget").then(() => (window.definedAt = performance.now()));
"#;

/// The sum, once all that the first screen shows is there.
const SUM: &str = r#"
    const root = document.querySelector("booking-widget").shadowRoot;
    const inSight = ({ top, bottom }) => bottom > 0 && top < innerHeight;
    const pictures = [...root.querySelectorAll(".card img")].filter((img) => inSight(img.getBoundingClientRect()));
    if (!root.querySelector(".card h3") || !pictures.every((img) => img.complete)) return null;
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    const counted = window.shifts.filter((shift) => shift.startTime >= definedAt && !shift.hadRecentInput);
    return counted.reduce((sum, shift) => sum + shift.value, 0);
"#;

pub(crate) async fn measure(table: &mut Table) {
    let dist = given("DIST_DIR");
    let gateway = Gateway::with("127.0.0.1:0".parse().unwrap(), &["--faults", "--widget", &dist]).await;
    // Long enough for each to be seen without the next: the element, its program, the answers, the pictures.
    let slowly = [("/app/*", 400), ("/api/*", 800), ("/pictures/*", 300)];
    let rules = slowly.map(|(path, delay)| json!({ "path": path, "delay_ms": delay }));
    gateway.misbehave(json!(rules)).await;
    for screen in [WIDE, NARROW] {
        for (name, path) in PAGES {
            let browser = Browser::start(screen).await;
            before_pages(&browser, SHIFTS).await;
            browser.go(&format!("{}{path}", gateway.address)).await;
            let sum = until("the first screen", async || {
                let script = format!("return (async () => {{ {SUM} }})()");
                browser.run::<Option<f64>>(&script, vec![]).await
            })
            .await;
            let what = format!("layout shift of {name}, {} px wide", screen.width);
            table.at_most(&what, sum, 0.0, |value| format!("{value:.4}"));
            browser.stop().await;
        }
    }
}
