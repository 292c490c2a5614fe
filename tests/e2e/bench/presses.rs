//! From a press to the paint of what it changed, on a slow processor.

use std::cmp::Ordering;

use chrono::{Datelike, Days, NaiveDate};
use serde_json::Value;

use crate::browser::{Browser, WIDE};
use crate::sample::{Hire, weekend};
use crate::table::{Table, ms};
use crate::wait::until;
use crate::widget::{End, Widget};
use crate::{before_pages, list, median, range, slow_down, stage};

/// How often each is pressed.
const TIMES: u64 = 9;

/// What feels like at once.
const AT_ONCE_MS: f64 = 200.0;

/// Writes down how long each press took from the moment the input arrived to the paint of the first change in the widget.
const PRESSES: &str = r#"
    window.presses = [];
    addEventListener("click", ({ timeStamp }) => {
      const { shadowRoot } = document.querySelector("booking-widget");
      let changed = false;
      const watch = new MutationObserver(() => (changed = true));
      watch.observe(shadowRoot, { subtree: true, childList: true, attributes: true, characterData: true });
      const look = () => {
        if (!changed) return requestAnimationFrame(look);
        watch.disconnect();
        // What this frame draws is drawn when the next task runs.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.presses.push(performance.now() - timeStamp);
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    }, { capture: true });
"#;

/// How long the last press took that is made by this.
async fn timed(browser: &Browser, press: impl AsyncFnOnce()) -> f64 {
    browser.run::<Value>("window.presses = []; return null", vec![]).await;
    press().await;
    until("the paint", async || {
        browser.run::<Option<f64>>("return window.presses.at(-1) ?? null", vec![]).await
    })
    .await
}

pub(crate) async fn measure(table: &mut Table) {
    let stage = stage(WIDE).await;
    let browser = &stage.browser;
    before_pages(browser, PRESSES).await;
    let hire = weekend();
    let widget = stage.open_with(&hire).await;
    slow_down(browser, 4).await;

    let (mut days, mut slots, mut quantities) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..TIMES {
        widget.open_times(End::From).await;
        // Another day each time: the next, and back.
        let date = hire.from.date_naive() + Days::new(1 - round % 2);
        turn_to(&widget, date).await;
        days.push(timed(browser, async || widget.choose_day(date).await).await);
        widget.see(".slot[role=radio]", "9:00 AM").await;
        slots.push(timed(browser, async || widget.choose_time("9:00 AM").await).await);
        widget.see(".tabs [aria-selected=true]", "Return").await;
        widget.choose_day(date + Days::new(1)).await;
        widget.choose_time("4:00 PM").await;
        widget.see_no(".picker").await;
        let name = if round % 2 == 0 { "One more Single kayak" } else { "One fewer Single kayak" };
        quantities.push(timed(browser, async || widget.press(name).await).await);
    }
    stage.browser.stop().await;
    let in_many = in_many(&hire).await;
    let many = format!("a quantity, of {} products", list::MANY);
    for (what, took) in [("a day", days), ("a time", slots), ("a quantity", quantities), (&*many, in_many)] {
        let what = format!("press to paint of {what}, CPU 4 × slower ({} ms)", range(&took));
        table.at_most(&what, median(&took), AT_ONCE_MS, ms);
    }
}

/// Quantities where the list is long.
async fn in_many(hire: &Hire) -> Vec<f64> {
    let stage = stage(WIDE).await;
    let browser = &stage.browser;
    before_pages(browser, PRESSES).await;
    let true_list = list::products(&stage).await;
    list::set(&stage, &true_list, list::MANY).await;
    let widget = stage.open().await;
    widget.choose_location(hire.location).await;
    widget.choose_times(hire).await;
    widget.press("Add Single kayak").await;
    // Only what is in the cart has one.
    let stepper = ".card .stepper button";
    widget.see(stepper, "").await;
    slow_down(browser, 4).await;
    let mut took = Vec::new();
    for round in 0..TIMES {
        let name = if round % 2 == 0 { "One more Single kayak" } else { "One fewer Single kayak" };
        let press = async || widget.press_where(name, stepper, |shown| shown.name == name).await;
        took.push(timed(browser, press).await);
    }
    stage.browser.stop().await;
    took
}

/// Turns the calendar to the month of a date, so that the press that is timed is the one on the day.
async fn turn_to(widget: &Widget<'_>, date: NaiveDate) {
    let month = |date: NaiveDate| (date.year(), date.month());
    until(format!("the month of {date}"), async || {
        let shown = widget.texts(".month b").await.pop()?;
        let shown = NaiveDate::parse_from_str(&format!("1 {shown}"), "%d %B %Y").ok()?;
        let turn = match month(shown).cmp(&month(date)) {
            Ordering::Equal => return Some(()),
            Ordering::Less => "Month after",
            Ordering::Greater => "Month before",
        };
        widget.press(turn).await;
        None
    })
    .await;
}
