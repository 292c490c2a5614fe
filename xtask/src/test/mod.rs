//! `test`: every check to its end, and one sum.

mod moments;
mod native;
mod plan;
mod report;
mod suites;

use std::str::FromStr;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

pub(crate) use self::moments::DEFAULT as DEFAULT_MOMENT;
use self::report::Report;
use crate::browsers::{ENGINES, Engine};
use crate::process::joined;

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What the others need to be built.
    Build,
    /// Format, clippy, dependencies.
    Lint,
    /// The pure modules and the commands, natively.
    Unit,
    /// The gateway.
    Gateway,
    /// The widget's modules in a browser.
    Wasm,
    /// The release build and the gateway in a browser.
    E2e,
    /// The same at special moments.
    Moments,
    /// The release build against its budget.
    Size,
    /// The documentation.
    Docs,
}

/// The parts with what the command line calls them, and how long each may take on two cores when its tools are there and
/// little changed; the sum is the promise of the whole run.
const PARTS: [(Part, &str, Duration); 9] = [
    (Part::Build, "build", Duration::from_secs(60)),
    (Part::Lint, "lint", Duration::from_secs(30)),
    (Part::Unit, "unit", Duration::from_secs(40)),
    (Part::Gateway, "gateway", Duration::from_secs(30)),
    (Part::Wasm, "wasm", Duration::from_secs(120)),
    (Part::E2e, "e2e", Duration::from_secs(470)),
    (Part::Moments, "moments", Duration::from_secs(120)),
    (Part::Size, "size", Duration::from_secs(5)),
    (Part::Docs, "docs", Duration::from_secs(25)),
];

/// How many cores let the native suites run beside those in a browser, which keep two busy.
const CORES_FOR_BOTH: usize = 4;

impl FromStr for Part {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let named = || PARTS.into_iter().filter(|(part, ..)| *part != Self::Build);
        let names = || named().map(|(_, name, _)| name).collect::<Vec<_>>().join(", ");
        let found = named().find(|(_, known, _)| *known == name).map(|(part, ..)| part);
        found.with_context(|| format!("there is no part {name:?} of the tests; there are {}", names()))
    }
}

/// The parts to run.
struct Chosen<'a>(&'a [Part]);

impl Chosen<'_> {
    fn is_whole(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, part: Part) -> bool {
        self.is_whole() || self.0.contains(&part)
    }

    fn has_any(&self, parts: &[Part]) -> bool {
        parts.iter().any(|part| self.has(*part))
    }
}

/// Runs the parts named, or all; the end-to-end tests in one browser, or in all if all parts run. Prints a sum for each
/// suite and the sum of sums; tells whether nothing failed.
pub(crate) fn run(parts: &[Part], browser: Option<Engine>) -> bool {
    let chosen = Chosen(parts);
    let mut report = Report::default();
    let built = suites::prepare(&chosen, browser, &mut report);
    let native = |report: &mut Report| suites::native(&chosen, &built, report);
    let in_browsers = |report: &mut Report| suites::in_browsers(&chosen, browser, &built, report);
    if suites::cores() >= CORES_FOR_BOTH {
        side_by_side(&mut report, native, in_browsers);
    } else {
        native(&mut report);
        in_browsers(&mut report);
    }
    report.print(chosen.is_whole());
    report.failed() == 0
}

/// Runs two things at once, each with a report of its own, and joins these.
fn side_by_side<T: Send>(
    report: &mut Report,
    one: impl FnOnce(&mut Report) -> T + Send,
    other: impl FnOnce(&mut Report) + Send,
) -> T {
    let mut reports = [Report::default(), Report::default()];
    let [of_one, of_other] = &mut reports;
    let given = thread::scope(|scope| {
        let other = scope.spawn(|| other(of_other));
        let given = one(of_one);
        joined(other);
        given
    });
    for part in reports {
        report.join(part);
    }
    given
}

/// The browsers that end-to-end tests run in: the one named, all if nothing is named at all, else the quickest.
fn engines(chosen: &Chosen<'_>, browser: Option<Engine>) -> Vec<Engine> {
    match browser {
        Some(browser) => vec![browser],
        None if chosen.is_whole() => ENGINES.map(|(engine, _)| engine).to_vec(),
        None => vec![Engine::Chromium],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_run_is_in_every_browser_and_a_part_in_the_one_asked_for() {
        assert_eq!(engines(&Chosen(&[]), None), [Engine::Chromium, Engine::Firefox, Engine::WebKit]);
        assert_eq!(engines(&Chosen(&[Part::E2e]), None), [Engine::Chromium]);
        assert_eq!(engines(&Chosen(&[Part::E2e]), Some(Engine::WebKit)), [Engine::WebKit]);
    }

    #[test]
    fn an_unknown_part_is_answered_with_the_known_ones() {
        assert!(format!("{:#}", "all".parse::<Part>().unwrap_err()).contains("lint, unit, gateway"));
        assert!("build".parse::<Part>().is_err(), "it is not asked for by itself");
    }

    #[test]
    fn the_whole_run_may_take_a_quarter_of_an_hour() {
        assert!(PARTS.map(|(.., share)| share).iter().sum::<Duration>() <= Duration::from_secs(15 * 60));
    }
}
