//! The main job on a phone-sized screen, by keyboard alone: nothing in here presses with a pointer.

use chrono::{Days, NaiveDate};
use serde_json::Value;
use thirtyfour::Key;

use crate::browser::{Browser, NARROW, WIDE};
use crate::checkout_page;
use crate::sample::{dollars, first_day, name_of, weekend};
use crate::stage::{Stage, run};
use crate::wait::{until, until_true};
use crate::widget::{Widget, long_date, names_day};

/// What has the focus, also inside of shadow roots, by its name, else its text; and whether a ring is drawn around it.
const FOCUSED: &str = r#"
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return null;
    const name = (element.ariaLabel ?? element.innerText).replace(/\s+/g, " ").trim();
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return {
      name,
      // What only takes the focus to be read has none, and can't be pressed.
      ring: element.matches(":not(a, button)[tabindex='-1']")
        || (element.matches(":focus-visible") && style.outlineStyle !== "none"),
      seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
"#;

/// How much is in the sheet below its head.
const IN_SHEET: &str = r#"
    const { shadowRoot } = document.querySelector("booking-widget");
    return shadowRoot.querySelectorAll("dialog.sheet > :not(header, [role=status])").length;
"#;

/// More than there is to pass on the longest way.
const FAR: usize = 80;

/// The name of what has the focus, once it is in sight: sheets rise, pages scroll.
async fn focused(browser: &Browser) -> Option<String> {
    let focused = until("the focus in sight", async || {
        let focused: Value = browser.run(FOCUSED, vec![]).await;
        (focused["seen"] != false).then_some(focused)
    })
    .await;
    let name = focused["name"].as_str()?.to_owned();
    assert!(focused["ring"] == true, "the focus on {name:?} is drawn");
    Some(name)
}

/// Waits until the focus is on what has this name.
pub(crate) async fn land(browser: &Browser, what: &str, fits: impl Fn(&str) -> bool) {
    until_true(format!("the focus on {what}"), async || focused(browser).await.as_deref().is_some_and(&fits))
        .await;
}

/// Presses Tab until the focus is on what fits.
pub(crate) async fn tab_to(browser: &Browser, what: &str, fits: impl Fn(&str) -> bool) {
    go_to(browser, what, fits, async || browser.press(Key::Tab).await).await;
}

/// Presses Shift and Tab until the focus is on what fits.
pub(crate) async fn tab_back_to(browser: &Browser, what: &str, fits: impl Fn(&str) -> bool) {
    let back = async || {
        let keys = browser.driver.action_chain().key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift);
        keys.perform().await.unwrap();
    };
    go_to(browser, what, fits, back).await;
}

async fn go_to(browser: &Browser, what: &str, fits: impl Fn(&str) -> bool, step: impl AsyncFn()) {
    let mut passed = Vec::new();
    while passed.len() < FAR {
        step().await;
        let name = focused(browser).await.unwrap_or_default();
        if fits(&name) {
            return;
        }
        passed.push(name);
    }
    panic!("no way to {what}; it passed {passed:#?}");
}

/// From a day of the calendar to a date, by the arrow keys, and chooses it.
async fn arrow_to_day(widget: &Widget<'_>, from: NaiveDate, to: NaiveDate) {
    let browser = widget.browser;
    let mut day = from;
    while day != to {
        let (key, step) = if (to - day).num_days() >= 7 { (Key::Down, 7) } else { (Key::Right, 1) };
        browser.press(key).await;
        day = day + Days::new(step);
        let name = long_date(day);
        land(browser, &name, |focused| names_day(focused, &name)).await;
    }
    browser.press(Key::Enter).await;
    let name = long_date(day);
    land(browser, &name, |focused| names_day(focused, &name)).await;
}

/// From the calendar to the times of the day, to one of them, and chooses it.
async fn arrow_to_time(widget: &Widget<'_>, time: &str) {
    let browser = widget.browser;
    let is_time = |name: &str| name.contains("AM") || name.contains("PM");
    widget.see(".slot[role=radio]", time).await;
    tab_to(browser, "the times", |name| {
        is_time(name) && [" from ", " until ", "Weekend"].iter().all(|not| !name.contains(not))
    })
    .await;
    let first = focused(browser).await.unwrap();
    let all = widget.shown(".slot[role=radio]").await;
    let index = |wanted: &str| all.iter().position(|slot| slot.name.starts_with(wanted)).unwrap();
    for step in index(&first)..index(time) {
        browser.press(Key::Right).await;
        let name = &all[step + 1].name;
        land(browser, name, |focused| focused == name).await;
    }
    browser.press(Key::Space).await;
}

#[tokio::test]
async fn on_a_phone_sized_screen_a_customer_books_and_pays_by_keyboard_alone() {
    run(NARROW, async |stage: &Stage| {
        let hire = weekend();
        let browser = &stage.browser;
        let widget = stage.open().await;

        tab_to(browser, "the place", |name| name.starts_with("Pick up and return at")).await;
        browser.press(Key::Enter).await;
        let place = name_of(hire.location);
        land(browser, &place, |name| name.starts_with(&place)).await;
        browser.press(Key::Enter).await;
        land(browser, "the trip bar", |name| name == format!("Pick up and return at {place}")).await;

        tab_to(browser, "the pick-up", |name| name.starts_with("From ")).await;
        browser.press(Key::Enter).await;
        let first = first_day();
        land(browser, "the first day with times", |name| names_day(name, &long_date(first))).await;
        arrow_to_day(&widget, first, hire.from.date_naive()).await;
        arrow_to_time(&widget, "9:00 AM").await;
        let name = long_date(hire.from.date_naive());
        land(browser, "the day of the return", |focused| names_day(focused, &name)).await;
        arrow_to_day(&widget, hire.from.date_naive(), hire.until.date_naive()).await;
        arrow_to_time(&widget, "4:00 PM").await;
        land(browser, "the return", |name| name.starts_with("Until ")).await;

        for (product, quantity) in &hire.items {
            let (add, more) = (format!("Add {}", name_of(product)), format!("One more {}", name_of(product)));
            widget.see(".card .price", "for these times").await;
            tab_to(browser, &add, |name| name == add).await;
            browser.press(Key::Enter).await;
            land(browser, &more, |name| name == more).await;
            for _ in 1..*quantity {
                browser.press(Key::Space).await;
            }
        }

        widget.see(".tray", &dollars(hire.price().total_cents)).await;
        widget.see(".tray", "3 items, with tax").await;
        tab_to(browser, "the tray", |name| name == "See booking").await;
        browser.press(Key::Enter).await;
        widget.see("dialog.sheet", "Your booking").await;
        widget.see_priced(&hire).await;

        // Escape leads back to the tray, Enter into the sheet again.
        browser.press(Key::Escape).await;
        // The dialog closes at once and gives the focus back; the widget hears of it a moment later.
        until_true("the sheet to be empty", async || browser.run::<u64>(IN_SHEET, vec![]).await == 0).await;
        land(browser, "the tray", |name| name == "See booking").await;
        browser.press(Key::Enter).await;
        widget.see("dialog.sheet .btn.main.wide:not([aria-disabled])", "Continue to payment").await;
        tab_to(browser, "the way to payment", |name| name == "Continue to payment").await;
        browser.press(Key::Enter).await;

        let order = checkout_page::arrive(browser, &hire).await;
        let pay = format!("Pay {}", dollars(hire.price().total_cents));
        tab_to(browser, &pay, |name| name == pay).await;
        browser.press(Key::Enter).await;
        checkout_page::see(browser, "Your booking is confirmed").await;

        let stored = stage.gateway.only_order().await;
        stored.assert_is(&hire, "paid");
        assert_eq!(stored.id, order);
    })
    .await;
}

#[tokio::test]
async fn the_focus_is_never_lost_when_a_button_gives_way_to_another() {
    run(WIDE, async |stage: &Stage| {
        // Both trail bikes of Rose Bay are away every weekend.
        let hire = weekend();
        let browser = &stage.browser;
        let widget = stage.open().await;
        widget.choose_location(hire.location).await;
        widget.choose_times(&hire).await;
        widget.see(".card .price", "for these times").await;

        // Into the cart and out of it, on the card.
        tab_to(browser, "Add", |name| name == "Add Single kayak").await;
        browser.press(Key::Enter).await;
        land(browser, "one more", |name| name == "One more Single kayak").await;
        tab_back_to(browser, "one fewer", |name| name == "One fewer Single kayak").await;
        browser.press(Key::Space).await;
        land(browser, "Add", |name| name == "Add Single kayak").await;

        // Out of it in the booking.
        browser.press(Key::Enter).await;
        widget.see(".total", "Total").await;
        tab_to(browser, "Remove", |name| name == "Remove Single kayak").await;
        browser.press(Key::Enter).await;
        land(browser, "the way back", |name| name == "Undo").await;
        widget.see(".panel", "Nothing in it yet.").await;
        browser.press(Key::Enter).await;
        land(browser, "one more, in the booking", |name| name == "One more Single kayak").await;
        tab_back_to(browser, "one fewer, in the booking", |name| name == "One fewer Single kayak").await;
        browser.press(Key::Space).await;
        land(browser, "the way back", |name| name == "Undo").await;

        // To the place that has what is taken here.
        tab_back_to(browser, "the other place", |name| name == "2 at Watsons Bay").await;
        browser.press(Key::Enter).await;
        land(browser, "Add", |name| name == "Add Trail e-bike").await;
    })
    .await;
}
