//! Where each test runs: in which zones of the device, in which browsers, at which moments, and why there.
//!
//! Every test runs at least once: in Chromium, in the first zone, at the default moment. It runs again where its result can
//! differ, and nowhere else.

/// Where the customer's device is: the tests in the browser run in these time zones.
pub(super) const ZONES: [&str; 4] = ["America/New_York", "Australia/Lord_Howe", "Australia/Sydney", "UTC"];

/// Of those after the first, the one that is most unlike the places': it is ahead of them by half an hour for one half of the
/// year. What takes the device's clock for the place's shows here; in the others run the tests that are about clocks.
const UNLIKE: &str = "Australia/Lord_Howe";

/// The zone of native tests. Their results must not depend on it; what does is most likely to show in this one.
pub(super) const NATIVE_ZONE: &str = "Australia/Lord_Howe";

/// All tests of a module.
const ALL: &[&str] = &[""];

/// Where the tests of a module run beside their first run: all of them, or those whose names begin so.
pub(super) struct Module {
    name: &'static str,
    /// In each of the other zones: what they are about is what the two clocks say.
    zones: &'static [&'static str],
    /// In the zone that is most unlike the places': they choose, show or keep times.
    unlike: &'static [&'static str],
    /// In Firefox and WebKitGTK. The rest needs what only Chromium lets a driver do.
    engines: &'static [&'static str],
    /// At special moments: what looks for days ahead finds others there.
    moments: &'static [&'static str],
    /// What can, or can't, be different elsewhere.
    #[expect(dead_code, reason = "for whoever reads the table")]
    why: &'static str,
}

/// Runs once.
const fn once(name: &'static str, why: &'static str) -> Module {
    Module { name, zones: &[], unlike: &[], engines: &[], moments: &[], why }
}

/// Runs in the zone most unlike the places', and at each moment.
const fn dated(name: &'static str, why: &'static str) -> Module {
    Module { unlike: ALL, moments: ALL, ..once(name, why) }
}

/// Runs in each zone and at each moment.
const fn clocks(name: &'static str, why: &'static str) -> Module {
    Module { zones: ALL, ..dated(name, why) }
}

/// The modules of the end-to-end tests.
pub(super) const END_TO_END: [Module; 24] = [
    once("accent", "colours, the same on each day"),
    once("accessibility", "axe; the same elements on each day"),
    Module { engines: ALL, ..clocks("booking", "the way to a booking, trip first") },
    once("connection", "what is said of a lost connection"),
    once("failures", "what the page has if the widget can't run"),
    once("faults", "what is said of a service that misbehaves"),
    Module { engines: ALL, ..dated("keyboard", "the way to a booking by keys, day by day") },
    once("layout", "what stays in sight"),
    once("life", "elements that come and go"),
    once("list", "the list, without times"),
    once("once", "one press, one order"),
    once("parts", "the two files of the program"),
    Module {
        moments: &["names_roles_and_states", "in_forced_colours"],
        ..once("people", "the days in sight are others")
    },
    Module {
        unlike: &[
            "a_page_that_comes_back_whole",
            "after_a_reload",
            "back_from_the_checkout_page",
            "the_own_unpaid_order",
            "what_costs_something_else",
            "who_has",
        ],
        engines: &["a_page_that_comes_back_whole", "after_a_reload", "back_from_the_checkout_page"],
        ..once("persist", "what is left of chosen times after a reload, Back and in the cache of pages")
    },
    Module {
        unlike: ALL,
        moments: &["what_another_place_does_not_have"],
        ..once("places", "each place has hours of its own")
    },
    Module { engines: ALL, ..once("policy", "engines report violations each in their way") },
    Module { engines: ALL, ..clocks("product_first", "the other way to a booking") },
    dated("quick", "hires for one press are counted from today"),
    once("requests", "what a booking asks for"),
    once("screens", "pictures of every screen"),
    dated("taken", "times near to those that are taken"),
    once("trap", "panics of the program"),
    clocks("zone", "the device and the place differ"),
    clocks("zones", "places in five zones, hires over changes of the clock"),
];

/// The modules of the widget's tests in a browser that run in the first zone alone, and why. All others show, choose or
/// send times, which could be other ones elsewhere.
pub(super) const WIDGET_ONCE: [(&str, &str); 8] = [
    ("failures", "what is said of a service that fails"),
    ("faults", "what is made of strange answers"),
    ("focus", "where the focus goes"),
    ("life", "elements that come and go"),
    ("list", "the list, without times"),
    ("sheet", "the booking on a narrow screen, without times"),
    ("status", "what is told to a screen reader, and when"),
    ("zones_compared", "names each zone that it asks about, and takes long"),
];

/// The tests that run in a zone other than the first, as filters of the test program.
pub(super) fn of_zone(zone: &str) -> Vec<String> {
    filters(|module| if zone == UNLIKE { module.unlike } else { module.zones })
}

/// The tests that run in each browser.
pub(super) fn of_each_engine() -> Vec<String> {
    filters(|module| module.engines)
}

/// The tests that run at each special moment.
pub(super) fn of_each_moment() -> Vec<String> {
    filters(|module| module.moments)
}

fn filters(column: impl Fn(&Module) -> &'static [&'static str]) -> Vec<String> {
    let of = |module: &Module| column(module).iter().map(|test| format!("{}::{test}", module.name)).collect();
    END_TO_END.iter().flat_map(|module| -> Vec<String> { of(module) }).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::project;

    #[test]
    fn the_table_holds_each_module_of_the_end_to_end_tests() {
        let suite = project::root().join("tests/e2e/suite");
        let main = fs::read_to_string(suite.join("main.rs")).unwrap();
        let (_, tests) = main.split_once("// The tests, by subject.").expect("the list of tests");
        let known = tests.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
        let known: Vec<&str> = known.collect();
        assert_eq!(END_TO_END.map(|module| module.name).as_slice(), known);
        for module in &END_TO_END {
            let tests = fs::read_to_string(suite.join(format!("{}.rs", module.name))).unwrap();
            for test in module.zones.iter().chain(module.unlike).chain(module.engines).chain(module.moments) {
                assert!(tests.contains(&format!("async fn {test}")), "{}::{test}", module.name);
            }
        }
    }

    #[test]
    fn what_runs_in_each_zone_runs_in_the_one_most_unlike_the_places() {
        assert!(ZONES.contains(&UNLIKE));
        for module in &END_TO_END {
            assert!(module.zones.iter().all(|test| module.unlike.contains(test)), "{}", module.name);
        }
    }

    #[test]
    fn a_filter_takes_no_other_module_along() {
        let all = END_TO_END.map(|module| module.name);
        let of_zones = ZONES.map(of_zone).concat();
        for filter in of_zones.iter().chain(&of_each_engine()).chain(&of_each_moment()) {
            let (wanted, _) = filter.split_once("::").expect("a module");
            let like_it: Vec<_> = all.iter().filter(|name| name.ends_with(wanted)).collect();
            assert_eq!(like_it, [&wanted]);
        }
    }

    #[test]
    fn what_runs_in_one_zone_only_is_there_and_takes_no_other_module_along() {
        let main = fs::read_to_string(project::root().join("tests/web/main.rs")).unwrap();
        let known: Vec<&str> =
            main.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).collect();
        for (once, _) in WIDGET_ONCE {
            let like_it: Vec<_> = known.iter().filter(|name| name.ends_with(once)).collect();
            assert_eq!(like_it, [&once]);
        }
    }
}
