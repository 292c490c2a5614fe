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

/// Looks until there is something.
pub(crate) async fn until<T>(what: impl Display, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < end, "waited {} s in vain for {what}", PATIENCE.as_secs());
        pause().await;
    }
}

/// Looks until it is so.
pub(crate) async fn until_true(what: impl Display, mut look: impl AsyncFnMut() -> bool) {
    until(what, async || look().await.then_some(())).await;
}
