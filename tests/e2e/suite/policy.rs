//! The page's policy is the strict one of the embed reference, and no test passes over a violation of it.

use serde_json::Value;

use crate::browser::WIDE;
use crate::stage::{Stage, run};

/// Ways to break the policy, each with the directive that forbids it.
const VIOLATIONS: [(&str, &str); 6] = [
    ("document.body.setAttribute('style', 'color: red')", "style-src-attr"),
    ("document.head.append(document.createElement('style'))", "style-src-elem"),
    ("try { document.body.innerHTML = '<b>' } catch {}", "require-trusted-types-for"),
    ("const made = document.createElement('img'); made.src = 'https://elsewhere.test/a.png'", "img-src"),
    ("fetch('https://elsewhere.test/').catch(() => {})", "connect-src"),
    // Inside of an element, too.
    ("widget.shadowRoot.querySelector('.card').setAttribute('style', 'color: red')", "style-src-attr"),
];

#[tokio::test]
async fn a_violation_of_the_policy_is_noticed_at_the_end_of_any_test() {
    run(WIDE, async |stage: &Stage| {
        for (violation, directive) in VIOLATIONS {
            stage.open().await;
            assert_eq!(stage.complaints().await, Vec::<String>::new());
            stage.browser.run::<Value>(&format!("{violation}; return null"), vec![]).await;
            let noticed = stage.complaints().await;
            assert!(
                noticed.iter().any(|complaint| complaint.contains(directive)),
                "{violation}: {noticed:?}"
            );
            // Also once the page was left.
            stage.open().await;
            let noticed = stage.complaints().await;
            assert!(
                noticed.iter().any(|complaint| complaint.contains(directive)),
                "{violation}: {noticed:?}"
            );
            stage.page.forget();
            stage.browser.run::<Value>("heard.violations = []; return null", vec![]).await;
        }
    })
    .await;
}
