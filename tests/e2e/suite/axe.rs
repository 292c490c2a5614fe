//! axe-core, brought in by the driver: what it finds on a page, also inside of open shadow roots.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::Browser;

/// WCAG 2.2 A and AA. What axe calls "best practice" is judged of the whole page, most of which is not the widget's.
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

#[derive(Debug, Deserialize)]
struct Finding {
    id: String,
    help: String,
    nodes: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Findings {
    violations: Vec<Finding>,
    passes: Vec<Finding>,
}

/// Asserts that axe finds nothing in light and in dark colours, and that it looked into the widget.
pub(crate) async fn assert_accessible(browser: &Browser, what: &str) {
    look_at_both(browser, what, true).await;
}

/// The same of a page without a widget.
pub(crate) async fn assert_page_accessible(browser: &Browser, what: &str) {
    look_at_both(browser, what, false).await;
}

async fn look_at_both(browser: &Browser, what: &str, widget: bool) {
    for scheme in ["light", "dark"] {
        browser.prefer(scheme).await;
        look(browser, &format!("{what}, {scheme}"), widget).await;
    }
    browser.prefer("light").await;
}

/// Asserts that axe finds nothing in a widget in the colours of now.
pub(crate) async fn look_into_widget(browser: &Browser, what: &str) {
    look(browser, what, true).await;
}

async fn look(browser: &Browser, what: &str, widget: bool) {
    let there: bool = browser.run("return typeof axe === 'object'", vec![]).await;
    if !there {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&file).expect("axe-core is there after `npm ci`");
        browser.run::<Value>(&format!("{axe}; return null"), vec![]).await;
    }
    // Colours that are still on their way to others are none of those that will be read, and what is computed of colours
    // comes a frame after them; what turns or breathes without end does not change them.
    let script = r#"
        const [tags, done] = arguments;
        const ends = (animation) => animation.effect.getTiming().iterations !== Infinity;
        const roots = () => [document, ...[...document.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean)];
        const moving = () => roots().some((root) => root.getAnimations().some((animation) => ends(animation) && animation.playState === "running"));
        const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        const still = async () => {
          do await frame(); while (moving());
          await frame();
        };
        still()
          .then(() => axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations", "passes"] }))
          .then(({ violations, passes }) => done({ violations, passes }), (error) => done(String(error)));
    "#;
    let returned = browser.driver.execute_async(script, vec![json!(TAGS)]).await.unwrap();
    let found: Findings = returned.convert().unwrap_or_else(|error| panic!("{error}: {:?}", returned.json()));
    let inside = |finding: &Finding| finding.nodes.iter().any(|node| node["target"][0].is_array());
    assert_eq!(found.passes.iter().any(inside), widget, "{what}: axe looks into the shadow root of a widget");
    assert!(!found.passes.is_empty(), "{what}: axe looked at something");
    let list: Vec<_> = found
        .violations
        .iter()
        .map(|finding| {
            let nodes: Vec<_> = finding
                .nodes
                .iter()
                .map(|node| format!("\n    {} {}", node["html"], node["failureSummary"]))
                .collect();
            format!("{}: {}{}", finding.id, finding.help, nodes.concat())
        })
        .collect();
    assert!(list.is_empty(), "{what}:\n  {}", list.join("\n  "));
}
