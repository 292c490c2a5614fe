//! Any accent can be read: what stands on it, and what is written in it, has 4.5:1 in both themes, whenever it changes.

use serde_json::{Value, json};

use crate::browser::WIDE;
use crate::page::HostPage;
use crate::sample::weekend;
use crate::stage::{Stage, run};
use crate::wait::until;
use crate::widget::End;

/// The contrast of the text of each of these with what lies behind it, by the colours that the browser computed.
const CONTRASTS: &str = r#"
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const draw = (colour) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = (colour) => {
      const [r, g, b] = draw(colour).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const behind = (element) => {
      const { backgroundColor } = getComputedStyle(element);
      return draw(backgroundColor)[3] > 0 ? backgroundColor : behind(element.parentElement);
    };
    return arguments[0].map((selector) => {
      const element = widget.shadowRoot.querySelector(selector);
      if (!element) return [selector, 0];
      const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
      return [selector, Math.max(one, other) / Math.min(one, other)];
    });
"#;

/// A main button, a button that looks like a link, a chosen day and a chosen time.
const IN_ACCENT: [&str; 4] =
    [".panel .btn.main", ".panel .btn.link", ".day.from", ".slot[aria-checked=true]"];

/// Waits until all of them can be read.
async fn see_readable(stage: &Stage, what: &str) {
    let mut last = vec![];
    let read = async || {
        last = stage.browser.run::<Vec<(String, f64)>>(CONTRASTS, vec![json!(IN_ACCENT)]).await;
        last.iter().all(|(_, contrast)| *contrast >= 4.5).then_some(())
    };
    until(format!("text that can be read: {what}"), read).await;
}

async fn set(stage: &Stage, script: &str, value: &str) {
    stage.browser.run::<Value>(&format!("{script}; return null"), vec![json!(value)]).await;
}

/// Opens the page with everything on screen that has to do with the accent.
async fn open(stage: &Stage) {
    let hire = weekend();
    let widget = stage.open_with(&hire).await;
    widget.open_times(End::From).await;
    widget.see(".slot[aria-checked=true]", "").await;
}

#[tokio::test]
async fn text_on_and_in_any_accent_can_be_read_in_both_themes() {
    run(WIDE, async |stage: &Stage| {
        open(stage).await;
        for theme in ["light", "dark"] {
            set(stage, "widget.theme = arguments[0]", theme).await;
            for accent in ["", "yellow", "black", "white", "#808080", "oklch(70% 0.2 30)", "hsl(210 90% 50%)"]
            {
                set(stage, "widget.style.setProperty('--bw-accent', arguments[0])", accent).await;
                see_readable(stage, &format!("{accent:?}, {theme}")).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_accent_that_changes_for_whatever_reason_can_be_read_at_once() {
    run(WIDE, async |stage: &Stage| {
        let page = stage.page.page();
        let main = format!("<div id=\"around\">{}</div>", page.main);
        stage.page.set(HostPage { main, ..page });
        open(stage).await;
        // By a rule of the page, for a class of something around it; a constructed sheet, which the policy lets through.
        let rule = "const sheet = new CSSStyleSheet(); sheet.replaceSync(arguments[0]); document.adoptedStyleSheets = [sheet]";
        set(stage, rule, ".warm { --bw-accent: #ffd54a } .cold { --bw-accent: #01030a; --bw-surface: #102030; --bw-ink: #fff }").await;
        for class in ["warm", "cold", ""] {
            set(stage, "around.className = arguments[0]", class).await;
            see_readable(stage, class).await;
        }
        // By the system, whose theme the widget has.
        set(stage, "widget.style.setProperty('--bw-accent', arguments[0])", "#777").await;
        for scheme in ["dark", "light"] {
            stage.browser.prefer(scheme).await;
            see_readable(stage, scheme).await;
        }
        // While it was not shown.
        set(stage, "widget.hidden = true; widget.offsetWidth; widget.style.setProperty('--bw-accent', arguments[0])", "yellow").await;
        set(stage, "widget.hidden = false", "").await;
        see_readable(stage, "after it was hidden").await;
    })
    .await;
}

#[tokio::test]
async fn the_pages_own_colour_for_text_on_the_accent_wins() {
    run(WIDE, async |stage: &Stage| {
        open(stage).await;
        set(stage, "widget.style.setProperty('--bw-accent', arguments[0])", "yellow").await;
        see_readable(stage, "yellow").await;
        set(stage, "widget.style.setProperty('--bw-on-accent', arguments[0])", "rgb(1, 2, 3)").await;
        let colour = "return getComputedStyle(widget.shadowRoot.querySelector('.btn.main')).color";
        assert_eq!(stage.browser.run::<String>(colour, vec![]).await, "rgb(1, 2, 3)");
    })
    .await;
}
