//! The one clock of a test: the gateway, its sample data and the page show the moment of this run when the test begins, and
//! go on from there. So a run on any day is the same run.

use std::cell::Cell;

use chrono::{DateTime, TimeDelta, Utc};

use crate::stage::given;

/// The page's part: it moves `Date` and `Intl`; timers and the time since the page was loaded run as they do.
const PAGE_CLOCK: &str = include_str!("clock.js");

thread_local! {
    /// How far the test's clock is ahead of the machine's. Each test has a thread, and all that it starts is on it.
    static OFFSET: Cell<Option<TimeDelta>> = const { Cell::new(None) };
}

/// Sets the clock to the moment of this run.
pub(crate) fn start() {
    let moment = given("MOMENT");
    let moment: DateTime<Utc> = moment.parse().unwrap_or_else(|_| panic!("MOMENT is no moment: {moment:?}"));
    OFFSET.set(Some(moment - Utc::now()));
}

/// How far it is ahead of the machine's, ms.
pub(crate) fn offset_ms() -> i64 {
    offset().num_milliseconds()
}

/// Now.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now() + offset()
}

fn offset() -> TimeDelta {
    if OFFSET.get().is_none() {
        start();
    }
    OFFSET.get().unwrap()
}

/// The script that sets the clock of a page; it has to be the page's first.
pub(crate) fn page_script() -> String {
    PAGE_CLOCK.replace("OFFSET_MS", &offset_ms().to_string())
}
