//! What stays in sight as the page or the booking scrolls, what keeps its place, and what is told apart by its shape.

use serde_json::json;

use crate::browser::{NARROW, WIDE};
use crate::sample::weekend;
use crate::screens::PRODUCTS;
use crate::stage::{Stage, run, run_with_faults};
use crate::wait::{until, until_true};
use crate::widget::End;

/// Where the cards are, from the top of the list, and whether a price is still waited for.
const PLACES: &str = r#"
    const { shadowRoot } = widget;
    const top = shadowRoot.querySelector(".products").getBoundingClientRect().top;
    const cards = [...shadowRoot.querySelectorAll(".card:not(.off)")];
    const places = cards.map((card) => Math.round(card.getBoundingClientRect().bottom - top));
    return [shadowRoot.querySelector(".price .ghost") !== null, places.slice(0, 3)];
"#;

#[tokio::test]
async fn cards_keep_their_places_when_a_late_price_comes() {
    for screen in [WIDE, NARROW] {
        run_with_faults(screen, async |stage: &Stage| {
            let widget = stage.open().await;
            let hire = weekend();
            widget.choose_location(hire.location).await;
            stage.gateway.misbehave(json!([{ "path": PRODUCTS, "delay_ms": 2000 }])).await;
            widget.choose_times(&hire).await;
            let (waits, before): (bool, Vec<i64>) = stage.browser.run(PLACES, vec![]).await;
            assert!(waits, "the price is not there yet");
            let after = until("the prices", async || {
                let (waits, places): (bool, Vec<i64>) = stage.browser.run(PLACES, vec![]).await;
                (!waits).then_some(places)
            })
            .await;
            assert_eq!(before, after, "{} px wide", screen.width);
        })
        .await;
    }
}

#[tokio::test]
async fn where_there_is_room_the_trip_bar_stays_in_sight_as_the_list_scrolls() {
    run(WIDE, async |stage: &Stage| {
        stage.open().await;
        let script = "scrollTo(0, 700); return [scrollY, widget.shadowRoot.querySelector('.trip').getBoundingClientRect().top]";
        let (scrolled, top): (f64, f64) = stage.browser.run(script, vec![]).await;
        assert!(scrolled > 600.0, "{scrolled}");
        assert!((0.0..20.0).contains(&top), "{top}");
    })
    .await;
}

/// How far the end of what scrolls lies below its window, and the main button's end above that of the window.
const MAIN_BUTTON: &str = r#"
    const frame = widget.shadowRoot.querySelector(arguments[0]);
    frame.scrollTop = 0;
    const button = frame.querySelector(".btn.main.wide").getBoundingClientRect();
    const end = Math.min(frame.getBoundingClientRect().bottom, innerHeight);
    return [frame.scrollHeight - frame.clientHeight, end - button.bottom];
"#;

#[tokio::test]
async fn however_many_lines_a_booking_has_the_way_to_payment_is_in_sight_at_its_end() {
    run(WIDE, async |stage: &Stage| {
        let widget = stage.open_with(&weekend()).await;
        for _ in 0..4 {
            widget.press_in(".card .btn", "Add").await;
        }
        for (frame, width) in [(".panel", WIDE.width), ("dialog", NARROW.width)] {
            stage.browser.resize(width, 700).await;
            if frame == "dialog" {
                widget.press("See booking").await;
            }
            widget.see(&format!("{frame} .total"), "Total").await;
            until(format!("the way to payment at the end of {frame}"), async || {
                let (hidden, below): (f64, f64) = stage.browser.run(MAIN_BUTTON, vec![json!(frame)]).await;
                // There is more than fits; and below no more than what the button's shadow covers.
                (hidden > 100.0 && (0.0..=20.0).contains(&below)).then_some(())
            })
            .await;
        }
    })
    .await;
}

/// What is seen of each kind of day but its colour.
const SHAPES: &str = r#"
    return ["free", "few", "none", "unknown"].map((kind) => {
      const day = widget.shadowRoot.querySelector(".day." + kind) ?? widget.shadowRoot.querySelector(".day:not([aria-disabled])").cloneNode(true);
      const own = day.isConnected ? null : widget.shadowRoot.querySelector(".days td").appendChild(day);
      if (own) own.className = "day " + kind;
      const mark = getComputedStyle(day, "::after");
      const there = mark.content !== "none" && mark.display !== "none";
      const filled = there && parseFloat(mark.borderTopWidth) * 2 >= parseFloat(mark.width);
      const shape = [there, filled, getComputedStyle(day).textDecorationLine].join();
      own?.remove();
      return shape;
    });
"#;

#[tokio::test]
async fn days_with_much_little_nothing_and_unknown_stock_are_told_apart_by_shape() {
    run(WIDE, async |stage: &Stage| {
        let widget = stage.open().await;
        let hire = weekend();
        widget.choose_location(hire.location).await;
        widget.open_times(End::From).await;
        widget.see(".days", "").await;
        let shapes: Vec<String> = stage.browser.run(SHAPES, vec![]).await;
        assert_eq!(
            shapes,
            ["true,true,none", "true,false,none", "false,false,line-through", "false,false,none"]
        );
    })
    .await;
}

#[tokio::test]
async fn what_has_the_focus_stays_in_sight_when_a_card_above_it_grows() {
    run(WIDE, async |stage: &Stage| {
        stage.open().await;
        // The last card's button comes to the lower edge; cards above it are in sight, too.
        let focus = "
            window.cards = [...widget.shadowRoot.querySelectorAll('.card')];
            window.button = cards.at(-1).querySelector('button:not([aria-disabled])');
            button.focus();
            return scrollY;
        ";
        assert!(stage.browser.run::<f64>(focus, vec![]).await > 0.0, "the page has scrolled to it");
        let grow = "
            const above = cards.find((card) => card.getBoundingClientRect().bottom > 200);
            const { top } = button.getBoundingClientRect();
            above.style.minBlockSize = `${above.offsetHeight + 700}px`;
            return above !== cards.at(-1) && button.getBoundingClientRect().top - top;
        ";
        assert!(stage.browser.run::<f64>(grow, vec![]).await >= 600.0, "it is pushed down");
        let seen = "
            const { top, bottom } = button.getBoundingClientRect();
            const bar = widget.shadowRoot.querySelector('.trip').getBoundingClientRect().bottom;
            return widget.shadowRoot.activeElement === button && top >= bar && bottom <= innerHeight;
        ";
        until_true("the focus between the trip bar and the lower edge", async || {
            stage.browser.run(seen, vec![]).await
        })
        .await;
    })
    .await;
}
