//! What assistive technology is told, by the browser's accessibility tree; forced colours; reduced motion; and that the
//! focus is never lost, whatever happens.

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::browser::{NARROW, Screen, WIDE};
use crate::connection::connect;
use crate::keyboard::{land, tab_back_to, tab_to};
use crate::sample::{ROSE_BAY, SINGLE_KAYAK, TRAIL_BIKE, name_of, next, weekend};
use crate::screens::{LOCATIONS, ORDER, QUOTE, photograph};
use crate::stage::{Stage, run, run_with_faults};
use crate::wait::{until, until_true};
use crate::widget::{End, long_date};

/// A node of the accessibility tree, with what it says of itself.
#[derive(Clone, Debug)]
struct Node {
    role: String,
    name: String,
    states: Value,
}

impl Node {
    fn is(&self, state: &str, value: &Value) -> bool {
        self.states[state] == *value
    }
}

/// The accessibility tree of the page, less what is ignored in it.
async fn tree(stage: &Stage) -> Vec<Node> {
    let whole = stage.browser.cdp("Accessibility.getFullAXTree", json!({})).await;
    let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
    let states = |node: &Value| {
        let all = node["properties"].as_array().into_iter().flatten();
        all.map(|state| (state["name"].as_str().unwrap().to_owned(), state["value"]["value"].clone()))
            .collect()
    };
    let nodes = whole["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] != true);
    nodes
        .map(|node| Node { role: text(&node["role"]), name: text(&node["name"]), states: states(node) })
        .collect()
}

/// Waits for a node of a role whose name fits.
async fn find(stage: &Stage, role: &str, what: &str, fits: impl Fn(&Node) -> bool) -> Node {
    until(format!("{role} {what} in the accessibility tree"), async || {
        tree(stage).await.into_iter().find(|node| node.role == role && fits(node))
    })
    .await
}

async fn find_named(stage: &Stage, role: &str, name: &str) -> Node {
    find(stage, role, name, |node| node.name == name).await
}

/// What the live region says that can be heard: that of the sheet where it is open.
const SAID: &str = "return [...widget.shadowRoot.querySelectorAll('[role=status]')].at(widget.shadowRoot.querySelector('dialog[open]') ? -1 : 0).textContent";

#[tokio::test]
async fn names_roles_and_states_are_told_by_the_accessibility_tree() {
    run(WIDE, async |stage: &Stage| {
        stage.browser.cdp("Accessibility.enable", json!({})).await;
        let hire = weekend();
        let widget = stage.open().await;
        find_named(stage, "group", "Categories").await;
        assert!(find_named(stage, "button", "Everything").await.is("pressed", &json!("true")));
        widget.press_in(".chip", "Kayaks").await;
        find(stage, "button", "Kayaks, pressed", |node| {
            node.name == "Kayaks" && node.is("pressed", &json!("true"))
        })
        .await;
        assert!(find_named(stage, "button", "Everything").await.is("pressed", &json!("false")));
        widget.press_in(".chip", "Everything").await;

        let place =
            find(stage, "button", "the place", |node| node.name.starts_with("Pick up and return at")).await;
        assert!(place.is("expanded", &json!(false)), "{place:?}");
        widget.choose_location(hire.location).await;
        let status = find(stage, "status", "live", |_| true).await;
        assert!(status.is("live", &json!("polite")) && status.is("atomic", &json!(true)), "{status:?}");

        // The calendar: a table of buttons named with the full date and its state.
        widget.press(&format!("Choose times for {}", name_of(TRAIL_BIKE))).await;
        widget.see(".legend", "Few left").await;
        let saturday = next(chrono::Weekday::Sat);
        widget.turn_to(saturday).await;
        let saturday = long_date(saturday);
        let day =
            find(stage, "button", "a day that is taken", |node| node.name == format!("{saturday}, taken"))
                .await;
        assert!(!day.is("disabled", &json!(true)), "{day:?}");
        find(stage, "button", "a day with few left", |node| node.name.ends_with(", few left")).await;
        assert!(
            find(stage, "tab", "the pick-up", |node| node.name.contains("Pick-up")
                || node.name.contains("Choose a day"))
            .await
            .is("selected", &json!(true))
        );
        widget.press("Close").await;

        // The times: a radio group with one chosen.
        widget.choose_times(&hire).await;
        widget.open_times(End::From).await;
        widget.see(".slot[aria-checked=true]", "9:00 AM").await;
        find_named(stage, "radiogroup", "Pick-up time").await;
        let chosen: Vec<_> = tree(stage)
            .await
            .into_iter()
            .filter(|node| node.role == "radio" && node.is("checked", &json!("true")))
            .collect();
        assert_eq!(chosen.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["9:00 AM"]);
        widget.press("Close").await;

        widget.add_all(&hire).await;
        widget.see_priced(&hire).await;
        find_named(stage, "complementary", "Your booking").await;
        find_named(stage, "group", &format!("Quantity of {}", name_of(SINGLE_KAYAK))).await;
        let total = until("the total, said", async || {
            let said: String = stage.browser.run(SAID, vec![]).await;
            said.starts_with("Total $").then_some(said)
        })
        .await;
        find_named(stage, "StaticText", &total).await;

        // Narrow: the sheet is a modal dialog with a name.
        stage.browser.resize(NARROW.width, NARROW.height).await;
        widget.press("See booking").await;
        assert!(find_named(stage, "dialog", "Your booking").await.is("modal", &json!(true)));
        let behind = tree(stage).await.into_iter().any(|node| node.name.starts_with("Pick up and return at"));
        assert!(!behind, "what lies behind the sheet is not there");
        // What happens in it is told in it.
        widget.press_in("dialog .btn", "Remove").await;
        let said = until("what is left to pay, said", async || {
            let said: String = stage.browser.run(SAID, vec![]).await;
            said.starts_with("Total $").then_some(said)
        })
        .await;
        find_named(stage, "StaticText", &said).await;
        let regions = tree(stage).await.into_iter().filter(|node| node.role == "status").count();
        assert_eq!(regions, 1, "of the two live regions one can be heard");
    })
    .await;
}

/// Writes down everything that is said by whatever speaks by itself and can be heard.
const LISTEN: &str = r#"
    window.said = [];
    const { shadowRoot } = widget;
    const hear = (records) => {
      const regions = new Set(records.map(({ target }) =>
        (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)?.closest("[role=status], [role=alert], output")));
      for (const region of regions) {
        const open = shadowRoot.querySelector("dialog[open]");
        if (region?.textContent && (!open || open.contains(region)) && region.checkVisibility()) said.push(region.textContent);
      }
    };
    new MutationObserver(hear).observe(shadowRoot, { childList: true, subtree: true, characterData: true });
    return null;
"#;

#[tokio::test]
async fn each_change_in_the_sheet_is_said_once_there() {
    run(NARROW, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open().await;
        widget.choose_location(hire.location).await;
        widget.choose_times(&hire).await;
        widget.add(SINGLE_KAYAK).await;
        widget.see(".tray", "1 item, with tax").await;
        stage.browser.run::<Value>(LISTEN, vec![]).await;
        widget.press("See booking").await;
        widget.press_in("dialog .stepper button", "+").await;
        widget.see("dialog .line", "2 × Single kayak").await;
        widget.see(".tray", "2 items, with tax").await;
        widget.press_in("dialog .btn", "Remove").await;
        let said = until("all that is said", async || {
            let said: Vec<String> = stage.browser.run("return said", vec![]).await;
            said.iter().any(|said| said.contains("removed")).then_some(said)
        })
        .await;
        let count = |part: &str| said.iter().filter(|said| said.contains(part)).count();
        assert_eq!(count("2 × Single kayak"), 1, "{said:?}");
        assert_eq!(count("Total"), 1, "{said:?}");
        assert_eq!(count("Single kayak removed"), 1, "{said:?}");
        assert_eq!(said.len(), 3, "{said:?}");
    })
    .await;
}

#[tokio::test]
async fn when_a_failure_ends_by_itself_the_focus_goes_from_its_button_to_what_comes_in_its_place() {
    run_with_faults(WIDE, async |stage: &Stage| {
        stage.gateway.misbehave(json!([{ "path": LOCATIONS, "drop": "answer" }])).await;
        stage.browser.go(&stage.page.address).await;
        let widget = stage.widget("widget");
        widget.see(".screen", "No connection.").await;
        tab_to(&stage.browser, "Try again", |name| name == "Try again").await;
        stage.browser.run::<Value>(WATCH_FOCUS, vec![]).await;
        stage.gateway.misbehave(json!([])).await;
        connect(stage, false).await;
        connect(stage, true).await;
        widget.ready().await;
        land(&stage.browser, "the place", |name| name.starts_with("Pick up and return at")).await;
        let lost: Vec<String> = stage.browser.run("return lost", vec![]).await;
        assert_eq!(lost, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn each_change_is_said_once() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open().await;
        stage.browser.run::<Value>(LISTEN, vec![]).await;
        widget.choose_location(hire.location).await;
        widget.choose_times(&hire).await;
        widget.add(SINGLE_KAYAK).await;
        widget.see(".total", "Total").await;
        // Three tries, one failure, one word.
        stage.gateway.misbehave(json!([{ "path": "/api/v1/*", "error": { "status": 500 } }])).await;
        widget.press(&format!("One more {}", name_of(SINGLE_KAYAK))).await;
        widget.see(".panel .alert", "The booking service has a problem.").await;
        stage.gateway.misbehave(json!([])).await;
        widget.press("Try again").await;
        widget.see(".total", "Total").await;
        widget.press("Remove Single kayak").await;
        let said = until("all that is said", async || {
            let said: Vec<String> = stage.browser.run("return said", vec![]).await;
            said.iter().any(|said| said.contains("removed")).then_some(said)
        })
        .await;
        let count = |part: &str| said.iter().filter(|said| said.contains(part)).count();
        assert_eq!(count("Rose Bay Wharf chosen"), 1, "{said:?}");
        assert_eq!(count("Now choose the return."), 1, "{said:?}");
        assert_eq!(count("Single kayak added"), 1, "{said:?}");
        assert_eq!(count("The booking service has a problem."), 1, "{said:?}");
        assert_eq!(count("Total"), 2, "{said:?}");
        assert_eq!(count("Single kayak removed"), 1, "{said:?}");
    })
    .await;
}

/// From now on the focus is looked at in every frame: it is never for longer than 100 ms on nothing that is shown and has
/// a name.
const WATCH_FOCUS: &str = r#"
    window.lost = [];
    let before = "the start";
    // Between what was pressed and what takes its place a frame may be drawn.
    let since = 0;
    const look = (now) => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const name = (element?.ariaLabel ?? element?.innerText ?? "").trim();
      const shown = element?.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
      if (!element || element === document.body || element.localName === "booking-widget" || !shown || !name) {
        since ||= now;
        if (now - since > 100) lost.push(`after ${before}: ${element?.outerHTML.slice(0, 120)}`);
      } else {
        since = 0;
        before = name.slice(0, 60);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return null;
"#;

#[tokio::test]
async fn on_a_walk_with_failures_the_focus_is_always_on_something_shown_that_has_a_name() {
    run_with_faults(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let browser = &stage.browser;
        let widget = stage.open().await;
        let enter = async || browser.press(Key::Enter).await;
        let kayak = name_of(SINGLE_KAYAK);
        tab_to(browser, "the place", |name| name.starts_with("Pick up and return at")).await;
        browser.run::<Value>(WATCH_FOCUS, vec![]).await;
        // Opened and closed by Escape, opened again and chosen.
        enter().await;
        widget.see(".place", "").await;
        browser.press(Key::Escape).await;
        land(browser, "the place", |name| name.starts_with("Pick up and return at")).await;
        enter().await;
        let place = name_of(hire.location);
        land(browser, &place, |name| name.starts_with(&place)).await;
        enter().await;
        land(browser, "the place", |name| name.starts_with("Pick up and return at")).await;
        widget.choose_times(&hire).await;

        let add = format!("Add {kayak}");
        tab_to(browser, &add, |name| name == add).await;
        enter().await;
        widget.see(".total", "Total").await;
        // The price fails, and is tried again, twice.
        let fails = |path: &str| json!([{ "path": path, "error": { "status": 500 } }]);
        stage.gateway.misbehave(fails(QUOTE)).await;
        enter().await;
        widget.see(".panel .alert", "The booking service has a problem.").await;
        tab_to(browser, "Try again", |name| name == "Try again").await;
        enter().await;
        widget.see_no(".panel .alert").await;
        widget.see(".panel .alert", "The booking service has a problem.").await;
        stage.gateway.misbehave(json!([])).await;
        tab_to(browser, "Try again", |name| name == "Try again").await;
        enter().await;
        widget.see(".total", "Total").await;

        // The order is lost, and asked for again, in vain.
        stage.gateway.misbehave(json!([{ "path": ORDER, "method": "POST", "drop": "answer" }])).await;
        tab_to(browser, "the way to payment", |name| name == "Continue to payment").await;
        enter().await;
        widget.see(".panel .alert", "We did not hear back.").await;
        land(browser, "the message", |name| name.starts_with("We did not hear back.")).await;
        stage.gateway.misbehave(json!([{ "path": ORDER, "error": { "status": 400 } }])).await;
        tab_to(browser, "Ask again", |name| name == "Ask again").await;
        enter().await;
        widget.see(".panel .alert", "did not accept this").await;
        land(browser, "the message", |name| name.contains("did not accept this")).await;

        // Out of the booking, and the list on another category.
        widget.see(".total", "Total").await;
        tab_to(browser, "Remove", |name| name == format!("Remove {kayak}")).await;
        enter().await;
        widget.see(".panel .line", "removed.").await;
        tab_back_to(browser, "a category", |name| name == "Everything").await;
        enter().await;

        let lost: Vec<String> = browser.run("return lost", vec![]).await;
        assert!(lost.is_empty(), "{lost:#?}");
    })
    .await;
}

#[tokio::test]
async fn in_forced_colours_what_is_chosen_is_told_apart() {
    run(WIDE, async |stage: &Stage| {
        let hire = weekend();
        let widget = stage.open_with(&hire).await;
        // A return is not before the pick-up: on each day of the week some days can't be chosen.
        widget.open_times(End::Until).await;
        widget.see(".slot[aria-checked=true]", "").await;
        let forced = json!([{ "name": "forced-colors", "value": "active" }]);
        stage.browser.cdp("Emulation.setEmulatedMedia", json!({ "features": forced })).await;
        // Each with its like that is not chosen.
        let script = r#"
            const look = (selector) => {
              const { backgroundColor, borderColor, borderStyle, color, textDecorationLine } = getComputedStyle(widget.shadowRoot.querySelector(selector));
              return JSON.stringify([backgroundColor, borderColor, borderStyle, color, textDecorationLine]);
            };
            return [
              matchMedia("(forced-colors: active)").matches,
              arguments[0].filter(([one, other]) => look(one) === look(other)),
              // Nothing that can be pressed is without an edge: of the rest only a link's underline or its words tell.
              getComputedStyle(widget.shadowRoot.querySelector(".panel .btn.main")).borderStyle,
            ];
        "#;
        let pairs = json!([
            [".chip[aria-pressed=true]", ".chip[aria-pressed=false]"],
            [".slot[aria-checked=true]", ".slot[aria-checked=false]:not([aria-disabled])"],
            [".tabs [aria-selected=true]", ".tabs [aria-selected=false]"],
            [".trip [aria-expanded=true]", ".trip [aria-expanded=false]"],
            [".day.from", ".day:not(.from, .to, [aria-disabled])"],
            [".day[aria-disabled]", ".day:not(.from, .to, [aria-disabled])"],
        ]);
        let seen: Value = stage.browser.run(script, vec![pairs]).await;
        assert_eq!(seen, json!([true, [], "solid"]));
        photograph(stage, "Forced colours, times", "wide", WIDE).await;
        widget.press("Close").await;
        photograph(stage, "Forced colours, list", "wide", WIDE).await;
    })
    .await;
}

#[tokio::test]
async fn with_reduced_motion_nothing_moves() {
    run_with_faults(NARROW, async |stage: &Stage| {
        let reduce = json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]);
        stage.browser.cdp("Emulation.setEmulatedMedia", json!({ "features": reduce })).await;
        let widget = stage.open().await;
        widget.choose(&weekend()).await;
        widget.press("See booking").await;
        widget.see("dialog.sheet .total", "Total").await;
        stage.gateway.misbehave(json!([{ "path": ORDER, "delay_ms": 2000, "times": 1 }])).await;
        widget.continue_to_payment().await;
        widget.see("dialog.sheet .spinner", "").await;
        let script = r#"
            const moving = [...widget.shadowRoot.querySelectorAll("*")].flatMap((element) => ["", "::before", "::after", "::backdrop"].map((part) => {
              const { animationName, transitionDuration } = getComputedStyle(element, part || null);
              const still = animationName === "none" && transitionDuration.split(", ").every((time) => time === "0s");
              // The frame's tell that its colours are others, and nothing is seen of them; work under way breathes.
              const known = element.matches(".bw") || (element.matches(".spinner") && animationName === "pulse");
              return still || known ? null : `${element.className}${part}: ${animationName} ${transitionDuration}`;
            }));
            return [matchMedia("(prefers-reduced-motion: reduce)").matches, moving.filter(Boolean)];
        "#;
        assert_eq!(stage.browser.run::<Value>(script, vec![]).await, json!([true, []]));
    })
    .await;
}

/// The words that are broken into, and how far the page can be scrolled to the side.
const BROKEN_WORDS: &str = r#"
    const broken = [];
    for (const element of widget.shadowRoot.querySelectorAll(".trip *, h2, .month b, th, .day, .btn, .slot, .price, .chip")) {
      if (!element.checkVisibility() || element.closest(".visually-hidden")) continue;
      for (const text of element.childNodes) {
        if (text.nodeType !== Node.TEXT_NODE) continue;
        for (const { 0: word, index } of text.data.matchAll(/\p{L}+|\p{N}+/gu)) {
          const range = new Range();
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) broken.push(word);
        }
      }
    }
    const page = document.scrollingElement;
    return [broken, page.scrollWidth - page.clientWidth];
"#;

#[tokio::test]
async fn text_of_twice_its_size_breaks_no_word_and_sticks_out_nowhere_on_a_phone() {
    for width in [NARROW.width, 320] {
        run(Screen { width, ..NARROW }, async |stage: &Stage| {
            let widget = stage.open().await;
            let twice = "document.documentElement.style.fontSize = '200%';
                document.body.style.margin = '0'; return null";
            stage.browser.run::<Value>(twice, vec![]).await;
            let whole = async |what: &str| {
                let found: Value = stage.browser.run(BROKEN_WORDS, vec![]).await;
                assert_eq!(found, json!([[], 0]), "{what} at {width} px");
            };
            whole("the list").await;
            widget.open_places().await;
            whole("the places").await;
            widget.press_in(".place", &name_of(ROSE_BAY)).await;
            widget.open_times(End::From).await;
            whole("the calendar").await;
            widget.choose_both(&weekend()).await;
            widget.add(SINGLE_KAYAK).await;
            widget.see(".tray .price", "$").await;
            whole("the list with times, and the tray").await;
            widget.press("See booking").await;
            widget.see("dialog.sheet .total", "$").await;
            whole("the sheet").await;
        })
        .await;
    }
}

#[tokio::test]
async fn the_heading_of_what_opens_is_not_under_the_trip_bar_wherever_the_page_is_scrolled_to() {
    run(WIDE, async |stage: &Stage| {
        let widget = stage.open().await;
        widget.choose_location(ROSE_BAY).await;
        for top in [0, 30, 80, 120, 400] {
            let open = "
                scrollTo(0, arguments[0]);
                const button = widget.shadowRoot.querySelector('[data-focus=trip-from]');
                button.focus({ preventScroll: true });
                button.click();
                return null;
            ";
            stage.browser.run::<Value>(open, vec![json!(top)]).await;
            widget.see(".picker-head h2", "When?").await;
            let between = "
                const at = (selector) => widget.shadowRoot.querySelector(selector).getBoundingClientRect();
                return at('.picker-head').top - at('.trip').bottom;
            ";
            until_true("the heading below the trip bar", async || {
                stage.browser.run::<f64>(between, vec![]).await >= 0.0
            })
            .await;
            widget.press("Close").await;
            widget.see_no(".picker").await;
        }
    })
    .await;
}
