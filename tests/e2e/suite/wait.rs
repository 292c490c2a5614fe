//! Waiting for conditions, never for a time.

use std::fmt::Display;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long a condition may take to come true before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(40);

/// What stands between two looks at the same thing, so that looking leaves the machine to what is looked at.
pub(crate) async fn pause() {
    sleep(GLANCE).await;
}

/// Looks until there is something. A look that found nothing tells what it saw instead, for the failure.
pub(crate) async fn until_found<T>(
    what: impl Display,
    mut look: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        match look().await {
            Ok(found) => return found,
            Err(instead) => assert!(
                Instant::now() < end,
                "waited {} s in vain for {what}{}{instead}",
                PATIENCE.as_secs(),
                if instead.is_empty() { "" } else { ", but saw " },
            ),
        }
        pause().await;
    }
}

/// Looks until there is something; for what a failure need not tell more of.
pub(crate) async fn until<T>(what: impl Display, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    until_found(what, async || look().await.ok_or_else(String::new)).await
}

/// Looks until it is so.
pub(crate) async fn until_true(what: impl Display, mut look: impl AsyncFnMut() -> bool) {
    until(what, async || look().await.then_some(())).await;
}
