//! A long list: when it is on screen, and how it scrolls.

use serde_json::{Value, json};

use crate::browser::WIDE;
use crate::sample::COMPANY;
use crate::stage::Stage;
use crate::table::{Table, ms};
use crate::wait::until;
use crate::{before_pages, median, range, slow_down, stage};

pub(crate) const MANY: usize = 500;
const FEW: usize = 20;

/// How often each list is loaded, in turns.
const LOADS: usize = 9;

/// How often the whole list is scrolled through.
const SCROLLS: usize = 5;

/// How fast: a quick hand on a wheel.
const PIXELS_A_SECOND: u32 = 8000;

/// When the first product was on screen, in milliseconds from the navigation on.
const FIRST_LIST: &str = r#"
    const look = () => {
      if (!document.querySelector("booking-widget")?.shadowRoot?.querySelector(".card h3")) {
        return requestAnimationFrame(look);
      }
      // What this frame draws is drawn when the next task runs.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (window.firstList = performance.now());
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
"#;

/// Writes down how long each frame took until the next one; and how long the page itself took for those for which it took
/// over 50 ms, which is what the browser calls a long animation frame. Without a graphics card most of the first is
/// waiting until the picture is put together.
const FRAMES: &str = r#"
    window.frames_ = [];
    window.long = [];
    const note = (list) => window.long.push(...list.getEntries().map(({ duration }) => duration));
    new PerformanceObserver(note).observe({ type: "long-animation-frame" });
    let last;
    const frame = (at) => {
      if (last !== undefined) window.frames_.push(at - last);
      last = at;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return null;
"#;

/// How many pixels there are left to scroll, and whether there are products that are not drawn.
const LEFT: &str = r#"
    const { scrollHeight } = document.scrollingElement;
    const more = document.querySelector("booking-widget").shadowRoot.querySelector(".end") !== null;
    return [Math.ceil(scrollHeight - innerHeight - scrollY), more];
"#;

pub(crate) async fn measure(table: &mut Table) {
    let stage = stage(WIDE).await;
    before_pages(&stage.browser, FIRST_LIST).await;
    let true_list = products(&stage).await;
    let (mut few, mut many) = (Vec::new(), Vec::new());
    // The first load of all is slower than any other.
    load(&stage, &true_list, FEW).await;
    for _ in 0..LOADS {
        few.push(load(&stage, &true_list, FEW).await);
        many.push(load(&stage, &true_list, MANY).await);
    }
    let [median_few, median_many] = [&few, &many].map(|loads| median(loads));
    table.tell(&format!("first list on screen, {FEW} products ({} ms)", range(&few)), ms(median_few));
    table.tell(&format!("first list on screen, {MANY} products ({} ms)", range(&many)), ms(median_many));
    let ratio = |value: f64| format!("{value:.2} ×");
    table.at_most(
        &format!("first list on screen, {MANY} products to {FEW}"),
        median_many / median_few,
        1.5,
        ratio,
    );

    let (mut worked, mut waited) = (Vec::new(), Vec::new());
    for _ in 0..SCROLLS {
        load(&stage, &true_list, MANY).await;
        let (work, whole) = scroll(&stage).await;
        worked.push(work);
        waited.push(whole);
    }
    let what = format!("scrolling {MANY} products, CPU 4 × slower: longest work over 50 ms for a frame");
    table.at_most(&format!("{what} ({} ms; 0: none)", range(&worked)), median(&worked), 50.0, ms);
    table.tell(
        &format!("the same: longest time between two frames ({} ms)", range(&waited)),
        ms(median(&waited)),
    );
    stage.browser.stop().await;
}

/// What the gateway says of its products.
pub(crate) async fn products(stage: &Stage) -> Vec<Value> {
    let url = format!("{}/v1/browse/products?company_id={COMPANY}", stage.gateway.api());
    let answer: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    answer["products"].as_array().unwrap().clone()
}

/// The list of a company that has so many products, each like one of the sample's, which come first.
fn list_of(true_list: &[Value], count: usize) -> Value {
    let product = |number: usize| {
        let mut product = true_list[number % true_list.len()].clone();
        if number >= true_list.len() {
            product["id"] = json!(format!("product_{number}"));
            product["name"] = json!(format!("{} {number}", product["name"].as_str().unwrap()));
        }
        product
    };
    json!({ "products": (0..count).map(product).collect::<Vec<_>>() })
}

/// From now on the gateway has so many products.
pub(crate) async fn set(stage: &Stage, true_list: &[Value], count: usize) {
    let answer = json!({ "body": list_of(true_list, count).to_string(), "content_type": "application/json" });
    stage.gateway.misbehave(json!([{ "path": "/api/v1/browse/products", "answer": answer }])).await;
}

/// Loads the page with a list of so many products. Gives how long it took until the first one was on screen.
async fn load(stage: &Stage, true_list: &[Value], count: usize) -> f64 {
    set(stage, true_list, count).await;
    stage.browser.go(&stage.page.address).await;
    until("the first list", async || {
        stage.browser.run::<Option<f64>>("return window.firstList ?? null", vec![]).await
    })
    .await
}

/// Scrolls from the top to the end on a slow processor. Gives the longest work for a frame that took over 50 ms, 0 where
/// none did, and the longest time between two frames.
async fn scroll(stage: &Stage) -> (f64, f64) {
    let browser = &stage.browser;
    slow_down(browser, 4).await;
    browser.run::<Value>(FRAMES, vec![]).await;
    until("the end of the list", async || {
        let (left, more): (i64, bool) = browser.run(LEFT, vec![]).await;
        if left <= 1 && !more {
            return Some(());
        }
        // At the end of what is drawn a wheel goes on turning.
        let gesture = json!({
            "x": WIDE.width / 3, "y": WIDE.height / 2, "yDistance": -left.max(50), "speed": PIXELS_A_SECOND,
            "preventFling": true, "gestureSourceType": "mouse",
        });
        browser.cdp("Input.synthesizeScrollGesture", gesture).await;
        None
    })
    .await;
    let (long, frames): (Vec<f64>, Vec<f64>) =
        browser.run("return [window.long, window.frames_]", vec![]).await;
    slow_down(browser, 1).await;
    let longest = |times: Vec<f64>| times.into_iter().fold(0.0, f64::max);
    (longest(long), longest(frames))
}
