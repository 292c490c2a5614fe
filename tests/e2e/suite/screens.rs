//! Every screen by its name: brought about, photographed, and looked at.
//!
//! The pictures are in `screens/` of the target folder, with a page that shows them all (`index.html`). The run of
//! all tests takes them; the command empties the folder first. A test brings the stage to a screen and calls [`look`], which does all that is done with every
//! screen, see there. A new screen is a call more.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use chrono::Weekday;
use serde_json::{Value, json};

use crate::axe;
use crate::browser::{NARROW, Screen, WIDE};
use crate::page::{HostPage, element};
use crate::quick::{all_taken, first_free};
use crate::sample::{
    Hire, KIDS_BOARD, PADDLE_BOARD, ROSE_BAY, TOURING_BOARD, TRAIL_BIKE, name_of, next, weekend,
};
use crate::service::free_port;
use crate::stage::{Stage, run, run_with_faults};
use crate::taken::last_one;
use crate::wait::until_true;
use crate::widget::{End, Widget, long_date};

pub(crate) const LOCATIONS: &str = "/api/v1/browse/locations";
pub(crate) const PRODUCTS: &str = "/api/v1/browse/products";
pub(crate) const SLOTS: &str = "/api/v1/browse/time-slots";
pub(crate) const QUOTE: &str = "/api/v1/browse/availability";
pub(crate) const ORDER: &str = "/api/customer/checkout";

/// What 1280 px are at 400 %: content reflows into it (WCAG 1.4.10).
const REFLOW_WIDTH: u32 = 320;

/// The names of the pictures that were taken, each with its file.
static TAKEN: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// Where they go, if this run takes pictures.
fn folder() -> Option<PathBuf> {
    std::env::var_os("SCREENS_DIR").map(PathBuf::from)
}

/// What is wrong with the layout of a widget, in words.
const LAYOUT: &str = r#"
    const page = document.scrollingElement;
    const root = widget.shadowRoot;
    const top = root.querySelector("dialog[open]") ?? root;
    const shown = [...top.querySelectorAll("*")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => !element.closest(".visually-hidden, [aria-hidden=true]"));
    const wrong = [];
    const name = (element) => element.outerHTML.slice(0, 160);
    if (page.scrollWidth > page.clientWidth) wrong.push(`the page scrolls sideways: ${page.scrollWidth}`);
    for (const element of shown) {
      const { left, right, width } = element.getBoundingClientRect();
      // What scrolls by itself, on purpose: the chips sideways, the booking up and down.
      if (width > 0 && (left < -1 || right > page.clientWidth + 1) && !element.closest(".chips")) {
        wrong.push(`sticks out to ${Math.round(left)}..${Math.round(right)}: ${name(element)}`);
      }
      const { overflowX } = getComputedStyle(element);
      if (overflowX === "visible" || element.closest(".chips, .pic") || element.matches("dialog, .panel")) continue;
      if (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1) {
        wrong.push(`is cut off: ${name(element)}`);
      }
    }
    const targets = shown
      .filter((element) => element.matches("button, a[href], input, select, textarea, summary"))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    for (const { element, box } of targets) {
      if (Math.min(box.width, box.height) >= 43.9) continue;
      // Seven days beside each other do not have 308 px in a page of 320 with a margin; they are apart by more than 24.
      if (element.matches(".day") && page.clientWidth < 330 && box.width > 40) continue;
      wrong.push(`a target of ${box.width.toFixed(1)} x ${box.height.toFixed(1)}: ${name(element)}`);
    }
    return wrong;
"#;

async fn assert_laid_out(stage: &Stage, what: &str) {
    let wrong: Vec<String> = stage.browser.run(LAYOUT, vec![]).await;
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
}

/// Looks at what is on the stage, in each of these sizes: in both themes axe finds nothing and a picture is taken;
/// nothing sticks out or is cut off, and no target is smaller than 44 px. Wide, the same layout with text of twice the
/// size; narrow, at a width of 320 px. The stage is left in the first size.
pub(crate) async fn look(stage: &Stage, name: &str, sizes: &[Screen]) {
    // A screen is laid out alike in every zone and at every moment: once is enough.
    if folder().is_none() {
        return;
    }
    let browser = &stage.browser;
    for size in sizes {
        let wide = size.width == WIDE.width;
        let shape = if wide { "wide" } else { "narrow" };
        browser.resize(size.width, size.height).await;
        // Nothing lies half under the trip bar, which stays in sight while the page scrolls.
        browser.run::<Value>("scrollTo(0, 0); return null", vec![]).await;
        let what = format!("{name}, {shape}");
        assert_laid_out(stage, &what).await;
        for theme in ["light", "dark"] {
            browser.prefer(theme).await;
            axe::look_into_widget(browser, &format!("{what}, {theme}")).await;
            photograph(stage, name, &format!("{shape}, {theme}"), *size).await;
        }
        browser.prefer("light").await;
        if wide {
            enlarge(stage, "200%").await;
            assert_laid_out(stage, &format!("{what}, text of twice the size")).await;
            enlarge(stage, "").await;
        } else {
            browser.resize(REFLOW_WIDTH, size.height).await;
            assert_laid_out(stage, &format!("{name} at {REFLOW_WIDTH} px")).await;
            photograph(stage, name, "reflowed", Screen { width: REFLOW_WIDTH, ..*size }).await;
        }
    }
    if let Some(first) = sizes.first() {
        browser.resize(first.width, first.height).await;
    }
}

/// The same, beside the list when wide and in the sheet when narrow.
pub(crate) async fn look_at_booking(stage: &Stage, widget: &Widget<'_>, name: &str) {
    look(stage, name, &[WIDE]).await;
    stage.browser.resize(NARROW.width, NARROW.height).await;
    widget.press("See booking").await;
    widget.see("dialog.sheet", "").await;
    look(stage, name, &[NARROW]).await;
    widget.press_in("dialog .close", "").await;
    widget.see_no("dialog.sheet").await;
    stage.browser.resize(WIDE.width, WIDE.height).await;
}

/// The same screen narrow, in a language that is written from right to left.
pub(crate) async fn look_from_right_to_left(stage: &Stage, name: &str) {
    if folder().is_none() {
        return;
    }
    let browser = &stage.browser;
    browser.resize(NARROW.width, NARROW.height).await;
    turn(stage, "ar", "rtl").await;
    let what = format!("{name}, from right to left");
    assert_laid_out(stage, &what).await;
    photograph(stage, name, "from right to left", NARROW).await;
    browser.resize(REFLOW_WIDTH, NARROW.height).await;
    assert_laid_out(stage, &what).await;
    turn(stage, "en", "ltr").await;
    browser.resize(WIDE.width, WIDE.height).await;
}

async fn turn(stage: &Stage, locale: &str, direction: &str) {
    stage.browser.run::<Value>("widget.locale = arguments[0]; return null", vec![json!(locale)]).await;
    let there = "return widget.shadowRoot.querySelector('.bw').dir === arguments[0]";
    until_true(direction, async || stage.browser.run(there, vec![json!(direction)]).await).await;
}

async fn enlarge(stage: &Stage, size: &str) {
    let script = "document.documentElement.style.fontSize = arguments[0]; return null";
    stage.browser.run::<Value>(script, vec![json!(size)]).await;
}

/// Takes a picture of the whole page, or, where a dialog lies over it, of what is in sight.
pub(crate) async fn photograph(stage: &Stage, name: &str, kind: &str, size: Screen) {
    let Some(folder) = folder() else { return };
    let browser = &stage.browser;
    let height =
        "return widget.shadowRoot.querySelector('dialog[open]') ? 0 : document.body.scrollHeight + 16";
    let height: f64 = browser.run(height, vec![]).await;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of pixels")]
    let height = (height.min(5000.0) as u32).max(size.height);
    browser.resize(size.width, height).await;
    // Drawn: what the new height moved, too.
    let drawn =
        "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))";
    browser.run::<Value>(drawn, vec![]).await;
    let plain = |text: &str| {
        let letters = text.to_lowercase();
        letters
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("-")
    };
    let file = format!("{}-{}.png", plain(name), plain(kind));
    browser.screenshot(&folder.join(&file)).await;
    browser.resize(size.width, size.height).await;
    let mut taken = TAKEN.lock().unwrap();
    taken.push((name.to_owned(), file));
    fs::write(folder.join("index.html"), index(&taken)).unwrap();
}

fn index(taken: &[(String, String)]) -> String {
    let mut names: Vec<&str> = taken.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let section = |name: &&str| {
        let pictures = taken.iter().filter(|(of, _)| of == name);
        let picture = |(_, file): &(String, String)| {
            format!("<a href=\"{file}\"><img src=\"{file}\" alt=\"{file}\" loading=\"lazy\"></a>\n")
        };
        format!("<h2>{name}</h2>\n<p>{}</p>\n", pictures.map(picture).collect::<String>())
    };
    format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Screens</title>\n<style>img {{ height: 28rem; border: 1px solid; \
         vertical-align: top }}</style>\n<h1>Screens</h1>\n{}",
        names.iter().map(section).collect::<String>()
    )
}

/// A rule that gives this answer.
pub(crate) fn answer(path: &str, body: &Value) -> Value {
    json!({ "path": path, "answer": { "body": body.to_string(), "content_type": "application/json" } })
}

/// Opens the page anew with a service that does as the rules say, and waits for a screen with these words.
async fn see_screen(stage: &Stage, rules: Value, words: &str) {
    stage.gateway.misbehave(rules).await;
    stage.browser.go(&stage.page.address).await;
    stage.widget("widget").see(".screen", words).await;
}

#[tokio::test]
async fn the_screens_from_the_first_list_to_the_price() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let both = [WIDE, NARROW];
        let widget = stage.open().await;
        look(stage, "List without times", &both).await;
        look_from_right_to_left(stage, "List without times").await;
        widget.open_places().await;
        look(stage, "Places", &both).await;
        look_from_right_to_left(stage, "Places").await;
        widget.press_in(".place", &name_of(hire.location)).await;
        widget.see_no(".place").await;

        // With stock marks: a product that is nearly booked out.
        widget.press(&format!("Choose times for {}", name_of(TRAIL_BIKE))).await;
        widget.see(".legend", "Few left").await;
        widget.choose_day(next(Weekday::Thu)).await;
        widget.see(".slot[role=radio]", "left").await;
        look(stage, "Pick-up times, few left", &both).await;
        widget.press("Close").await;
        widget.see_no(".picker").await;

        widget.open_times(End::From).await;
        widget.choose_day(hire.from.date_naive()).await;
        widget.choose_time("9:00 AM").await;
        widget.choose_day(hire.until.date_naive()).await;
        widget.see(".slot[role=radio]", "4:00 PM").await;
        look(stage, "Return times", &both).await;
        look_from_right_to_left(stage, "Return times").await;
        widget.choose_time("4:00 PM").await;
        widget.see_no(".picker").await;
        widget.see(".card .price", "for these times").await;
        look(stage, "List with times", &both).await;

        widget.add_all(&hire).await;
        widget.see_priced(&hire).await;
        look(stage, "Tray", &[NARROW]).await;
        look_at_booking(stage, &widget, "Booking").await;
        look_from_right_to_left(stage, "Booking").await;
    })
    .await;
}

#[tokio::test]
async fn the_screens_of_times_that_are_bounded() {
    run(WIDE, async |stage: &Stage| {
        let both = [WIDE, NARROW];
        stage.gateway.store(&all_taken()).await;
        let widget = stage.open().await;
        widget.choose_location(ROSE_BAY).await;

        widget.press(&format!("Choose times for {}", name_of(KIDS_BOARD))).await;
        widget.see("button", &format!("Go to {}", long_date(first_free()))).await;
        look(stage, "Nothing free this month", &both).await;
        look_from_right_to_left(stage, "Nothing free this month").await;
        widget.press("Close").await;

        widget.press(&format!("Choose times for {}", name_of(TOURING_BOARD))).await;
        widget.see(".quick .btn:not([aria-disabled])", "Weekend").await;
        look(stage, "Quick choices", &both).await;
        let day = next(Weekday::Fri);
        widget.choose_day(day).await;
        widget.choose_time("9:00 AM").await;
        widget.see("#limit", "It is hired for 3 days at most.").await;
        widget.see(".quick .btn", "Weekend until").await;
        look(stage, "Return times, a longest hire", &both).await;
        look_from_right_to_left(stage, "Return times, a longest hire").await;
        widget.press("Close").await;

        // Every weekend both trail bikes are away.
        widget.press(&format!("Choose times for {}", name_of(TRAIL_BIKE))).await;
        widget.choose_day(day).await;
        widget.choose_time("9:00 AM").await;
        widget.see("#limit", "Others have it from").await;
        look(stage, "Return times, until others have it", &both).await;
    })
    .await;
}

#[tokio::test]
async fn the_screens_of_a_checkout_that_is_held_up() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = last_one();
        let widget = stage.open_with(&hire).await;

        let lines = json!([{ "product_id": hire.items[0].0, "quantity": 1, "line_subtotal_cents": 9000 }]);
        let dearer = json!({ "available": true, "total_price_cents": 9900, "lines": lines });
        stage.gateway.misbehave(json!([answer(QUOTE, &dearer)])).await;
        widget.continue_to_payment().await;
        widget.see(".panel .alert", "The price changed.").await;
        look_at_booking(stage, &widget, "Price changed").await;

        let lost = json!({ "path": ORDER, "method": "POST", "drop": "answer" });
        stage.gateway.misbehave(json!([answer(QUOTE, &dearer), lost])).await;
        widget.press("Accept and continue to payment").await;
        widget.see(".panel .alert", "We did not hear back.").await;
        look_at_booking(stage, &widget, "Order lost").await;

        let refusal = json!({ "path": ORDER, "error": { "status": 400 } });
        stage.gateway.misbehave(json!([refusal])).await;
        widget.press("Ask again").await;
        widget.see(".panel .alert", "The booking service did not accept this.").await;
        widget.see_priced(&hire).await;
        look_at_booking(stage, &widget, "Order refused").await;

        let paid = json!({ "path": ORDER, "error": { "status": 409 } });
        stage.gateway.misbehave(json!([paid])).await;
        widget.continue_to_payment().await;
        widget.see(".panel .alert", "An order before this one is paid already.").await;
        widget.see_priced(&hire).await;
        look_at_booking(stage, &widget, "An order before this one is paid").await;

        stage.gateway.misbehave(json!([])).await;
        stage.gateway.order_by_another(&hire).await;
        widget.continue_to_payment().await;
        widget.see(".panel .alert", "This can’t be had for these times.").await;
        widget.see(".card .stock", "Taken").await;
        look_at_booking(stage, &widget, "Someone else was quicker").await;
        look(stage, "A product that is taken", &[NARROW]).await;
    })
    .await;
}

#[tokio::test]
async fn the_screen_of_an_order_that_nobody_can_know_of() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = Hire { items: vec![(PADDLE_BOARD, 1)], ..weekend() };
        let old = json!({ "path": LOCATIONS, "replace": { "from": "client_reference", "to": "nothing" } });
        let lost = json!({ "path": ORDER, "method": "POST", "drop": "answer" });
        stage.gateway.misbehave(json!([old, lost])).await;
        let widget = stage.open_with(&hire).await;
        widget.continue_to_payment().await;
        widget.see(".panel .alert", "we can’t know").await;
        look_at_booking(stage, &widget, "Order lost, without a reference").await;
    })
    .await;
}

#[tokio::test]
async fn the_screens_of_a_service_that_has_nothing_to_show() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let both = [WIDE, NARROW];
        see_screen(
            stage,
            json!([{ "path": PRODUCTS, "error": { "status": 500 } }]),
            "The booking service has a problem.",
        )
        .await;
        look(stage, "Service down", &both).await;
        see_screen(stage, json!([{ "path": "/api/*", "drop": "body" }]), "No connection.").await;
        look(stage, "No connection", &both).await;
        look_from_right_to_left(stage, "No connection").await;
        let busy = json!([{ "path": "/api/*", "error": { "status": 429, "retry_after_s": 90 } }]);
        see_screen(stage, busy, "Too many requests.").await;
        look(stage, "Busy", &both).await;
        see_screen(
            stage,
            json!([answer(PRODUCTS, &json!({ "products": [] }))]),
            "Nothing is for hire at the moment.",
        )
        .await;
        look(stage, "No products", &both).await;
        let main = element("widget", &stage.gateway, &[("company-id", "company_nobody")]);
        stage.page.set(HostPage { main, ..stage.page.page() });
        see_screen(stage, json!([]), "Booking is not available here.").await;
        look(stage, "Company unknown", &both).await;

        let away = format!("http://{}", free_port());
        let main = element("widget", &stage.gateway, &[("api-base", &format!("{away}/api"))]);
        stage.page.set(HostPage { main, services: vec![away], ..stage.page.page() });
        see_screen(stage, json!([]), "No connection.").await;
    })
    .await;
}

#[tokio::test]
async fn the_screens_of_a_service_that_fails_on_the_way() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = Hire { items: vec![(TRAIL_BIKE, 1)], ..last_one() };
        let widget = stage.open().await;
        widget.choose_location(hire.location).await;
        let fails = |path: &str| json!([{ "path": path, "error": { "status": 500 } }]);
        stage.gateway.misbehave(fails(SLOTS)).await;
        widget.press(&format!("Choose times for {}", name_of(TRAIL_BIKE))).await;
        widget.choose_day(hire.from.date_naive()).await;
        widget.see(".picker", "What is free could not be fetched.").await;
        look(stage, "Times that failed", &[WIDE, NARROW]).await;
        stage.gateway.misbehave(json!([])).await;
        widget.press("Close").await;
        widget.choose_times(&hire).await;

        stage.gateway.misbehave(fails(QUOTE)).await;
        widget.add_all(&hire).await;
        widget.see(".panel .alert", "The booking service has a problem.").await;
        look_at_booking(stage, &widget, "Price that failed").await;
    })
    .await;
}

#[tokio::test]
async fn the_screens_of_a_booking_that_is_taken_up_again() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let main = element("widget", &stage.gateway, &[("redirect", "blank")]);
        stage.page.set(HostPage { main, ..stage.page.page() });
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        let reload = async || stage.browser.driver.refresh().await.unwrap();

        let lines: Vec<_> = hire
            .items
            .iter()
            .map(|(id, quantity)| {
                let left = quantity - 1;
                json!({ "product_id": id, "quantity": quantity, "line_subtotal_cents": 9000, "available_count": left })
            })
            .collect();
        let dearer = json!({ "available": true, "total_price_cents": 99000, "lines": lines });
        stage.gateway.misbehave(json!([answer(QUOTE, &dearer)])).await;
        reload().await;
        widget.see(".panel .alert", "Since last time the price has changed.").await;
        look_at_booking(stage, &widget, "Price changed since last time").await;

        let fewer = json!({ "available": false, "reason": "taken", "lines": lines });
        stage.gateway.misbehave(json!([answer(QUOTE, &fewer)])).await;
        reload().await;
        widget.see(".panel .alert", "Take").await;
        look_at_booking(stage, &widget, "Fewer left than in the booking").await;

        let gone = json!({ "path": "/api/v1/browse/products", "replace": { "from": hire.items[0].0, "to": "product_else" } });
        stage.gateway.misbehave(json!([gone])).await;
        reload().await;
        widget.see(".panel .alert", "Not for hire any more").await;
        look_at_booking(stage, &widget, "Not for hire any more").await;

        stage.gateway.misbehave(json!([])).await;
        reload().await;
        widget.see_priced(&hire).await;
        stage.browser.run::<Value>("window.open = () => null; return null", vec![]).await;
        widget.continue_to_payment().await;
        widget.see(".panel .alert", "The payment page could not be opened.").await;
        look_at_booking(stage, &widget, "Checkout that may not be opened").await;

        let order = stage.gateway.only_order().await.id;
        let paid = format!("location.hash = '#booking=confirmed&order={order}'; return null");
        stage.browser.run::<Value>(&paid, vec![]).await;
        widget.see(".screen", "Thank you. Your booking is confirmed.").await;
        look(stage, "Thanks", &[WIDE, NARROW]).await;
    })
    .await;
}
