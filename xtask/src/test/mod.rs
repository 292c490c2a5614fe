//! `test`: every check, one after the other, each to its end, and one sum.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::json;

use crate::browsers::{self, CHROMIUM_ARGS, Chromium, ENGINES, Engine, Told, Unavailable};
use crate::dist::Build;
use crate::process::{self, step};
use crate::project::{self, WASM_TARGET};
use crate::setup;
use crate::{dist, gateway, size};

/// Where the customer's device is: the tests in the browser run once in each of these time zones.
const ZONES: [&str; 4] = ["America/New_York", "Australia/Lord_Howe", "Australia/Sydney", "UTC"];

/// The tests of the widget's modules that name each time zone they ask about, and take long: they run once.
const OF_ALL_ZONES: &str = "zones_compared::";

/// The modules of the end-to-end tests whose results could depend on where the device is: those that choose, show, keep or
/// send times. They run in each zone, the whole suite in the first one: what a browser makes of pictures, focus, policy,
/// failures of the service and panics is the same everywhere.
const OF_EACH_ZONE: [&str; 9] = [
    "booking::",
    "keyboard::",
    "persist::",
    "places::",
    "product_first::",
    "quick::",
    "taken::",
    "zone::",
    "zones::",
];

/// The end-to-end tests that run in each browser, by module or by how their names begin: the ways to a booking, what is left
/// of it after a reload, Back and in the cache of pages, and the page's policy. They run in the first zone; the rest needs
/// what only Chromium lets a driver do, or is the same everywhere.
const OF_EACH_ENGINE: [&str; 7] = [
    "booking::",
    "keyboard::",
    "persist::a_page_that_comes_back_whole",
    "persist::after_a_reload",
    "persist::back_from_the_checkout_page",
    "policy::",
    "product_first::",
];

/// The zone of native tests. Their results must not depend on it; what does is most likely to show in this one.
const NATIVE_ZONE: &str = "Australia/Lord_Howe";

/// How many seconds one run of tests inside the browser may take.
const WASM_TEST_TIMEOUT_S: &str = "300";

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Format, clippy, dependencies.
    Lint,
    /// The pure modules and the commands, natively.
    Unit,
    /// The widget's modules in a browser.
    Wasm,
    /// The gateway.
    Gateway,
    /// The release build and the gateway in a browser.
    E2e,
    /// The release build against its budget.
    Size,
    /// The documentation.
    Docs,
}

/// In the order they run: what fails fast comes first.
const ALL: [(Part, &str); 7] = [
    (Part::Lint, "lint"),
    (Part::Unit, "unit"),
    (Part::Gateway, "gateway"),
    (Part::Wasm, "wasm"),
    (Part::E2e, "e2e"),
    (Part::Size, "size"),
    (Part::Docs, "docs"),
];

impl FromStr for Part {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let names = || ALL.map(|(_, name)| name).join(", ");
        let found = ALL.iter().find(|(_, known)| *known == name).map(|(part, _)| *part);
        found.with_context(|| format!("there is no part {name:?} of the tests; there are {}", names()))
    }
}

/// Runs the parts named, or all; the end-to-end tests in one browser, or in all where all parts run. Prints a sum for each
/// suite and the sum of sums; tells whether nothing failed.
pub(crate) fn run(parts: &[Part], browser: Option<Engine>) -> bool {
    let mut report = Report::default();
    for (part, _) in ALL {
        if !parts.is_empty() && !parts.contains(&part) {
            continue;
        }
        match part {
            Part::Lint => lint(&mut report),
            Part::Unit => unit(&mut report),
            Part::Wasm => {
                for zone in ZONES {
                    report.suite(format!("widget in Chromium, {zone}"), |tally| wasm(tally, zone));
                }
            }
            Part::Gateway => report.suite("gateway", |tally| tally.count(test("booking-gateway", &[]))),
            Part::E2e => {
                for engine in engines(parts, browser) {
                    in_engine(&mut report, engine, browser.is_some());
                }
            }
            Part::Size => report.check("size", || dist::build().and_then(|()| size::check(false))),
            Part::Docs => docs(&mut report),
        }
    }
    report.print();
    report.total().failed == 0
}

fn lint(report: &mut Report) {
    report.check("format", || process::run(process::cargo().args(["fmt", "--all", "--check"])));
    report.check("clippy, pure modules", || {
        clippy(&["--package", "booking-widget", "--no-default-features", "--all-targets"])
    });
    report.check("clippy, gateway and commands", || {
        clippy(&["--package", "booking-gateway", "--package", "xtask", "--all-targets"])
    });
    report
        .check("clippy, end-to-end tests", || clippy(&["--package", "booking-widget-e2e", "--all-targets"]));
    report.check("clippy, widget", || {
        setup::for_wasm_tests()?;
        let widget = ["--package", "booking-widget", "--target", WASM_TARGET];
        clippy(&widget)?;
        clippy(&[&widget[..], &["--all-targets", "--features", "test-panic"]].concat())
    });
    let deny = ["deny", "--version"];
    if process::output(process::cargo().args(deny)).is_some() {
        report.check("dependencies", || {
            // Without --workspace it looks at the package of the root folder alone.
            let check = ["deny", "--workspace", "check", "bans", "licenses", "sources"];
            process::run(process::cargo().args(check))
        });
    } else {
        step("dependencies: skipped, cargo-deny is not on the PATH (cargo install cargo-deny)");
    }
}

fn clippy(args: &[&str]) -> Result<()> {
    process::run(process::cargo().arg("clippy").args(args).args(["--", "--deny", "warnings"]))
}

fn unit(report: &mut Report) {
    report.suite("pure modules", |tally| tally.count(test("booking-widget", &["--no-default-features"])));
    report.suite("commands", |tally| tally.count(test("xtask", &[])));
}

/// Whether it is the run that leaves nothing out.
fn is_whole(zone: &str) -> bool {
    ZONES.first() == Some(&zone)
}

fn wasm(tally: &mut Tally, zone: &str) -> Result<()> {
    let tools = setup::for_wasm_tests()?;
    let browser = browsers::chromium()?;
    let mut tests = tools.cargo();
    // What needs no browser is tested without one, by `unit`.
    tests.args(["test", "--package", "booking-widget", "--target", WASM_TARGET, "--test", "web"]);
    tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    tests.env("CHROMEDRIVER", &browser.chromedriver);
    tests.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", webdriver_capabilities(&browser, zone)?);
    tests.env("TZ", zone);
    tests.env("WASM_BINDGEN_TEST_TIMEOUT", WASM_TEST_TIMEOUT_S);
    // The runner would prefer these to Chromium's driver.
    for other in
        ["GECKODRIVER", "SAFARIDRIVER", "GECKODRIVER_REMOTE", "SAFARIDRIVER_REMOTE", "CHROMEDRIVER_REMOTE"]
    {
        tests.env_remove(other);
    }
    if !is_whole(zone) {
        tests.args(["--", "--skip", OF_ALL_ZONES]);
    }
    tally.count(tests)
}

/// A file that tells the test runner which browser to start and how. The browser's own name holds the zone in which it is
/// meant to be: a test looks whether it is.
fn webdriver_capabilities(browser: &Chromium, zone: &str) -> Result<PathBuf> {
    let file = project::target_dir().join("webdriver.json");
    let name = format!("--user-agent=Chromium in {zone}");
    let args: Vec<&str> = CHROMIUM_ARGS.into_iter().chain([name.as_str()]).collect();
    let capabilities = json!({"goog:chromeOptions": {"binary": browser.chromium, "args": args}});
    fs::write(&file, capabilities.to_string()).with_context(|| format!("writing {}", file.display()))?;
    Ok(file)
}

/// The browsers that end-to-end tests run in: the one named, all where nothing is named at all, else the quickest.
fn engines(parts: &[Part], browser: Option<Engine>) -> Vec<Engine> {
    match browser {
        Some(browser) => vec![browser],
        None if parts.is_empty() => ENGINES.map(|(engine, _)| engine).to_vec(),
        None => vec![Engine::Chromium],
    }
}

/// The end-to-end tests in a browser. One that can't be had on this machine is left out, and that is said, unless it
/// `must` be there, as it was asked for by name.
fn in_engine(report: &mut Report, engine: Engine, must: bool) {
    let name = format!("end to end, {engine}");
    let ready = match browsers::ready(engine) {
        Ok(ready) => ready,
        Err(error) if !must && engine != Engine::Chromium && error.is::<Unavailable>() => {
            return report.skip(name, &error);
        }
        Err(error) => return report.suite(name, |_| Err(error)),
    };
    let zones = if engine == Engine::Chromium { &ZONES[..] } else { &ZONES[..1] };
    for zone in zones {
        let tests: &[&str] = match engine {
            Engine::Chromium if is_whole(zone) => &[],
            Engine::Chromium => &OF_EACH_ZONE,
            Engine::Firefox | Engine::WebKit => &OF_EACH_ENGINE,
        };
        report.suite(format!("{name}, {zone}"), |tally| e2e(tally, &ready, zone, tests));
    }
}

/// The end-to-end tests whose paths hold one of these, or all where there is none.
fn e2e(tally: &mut Tally, browser: &Told, zone: &str, paths: &[&str]) -> Result<()> {
    dist::build()?;
    dist::run(Build::Trap)?;
    gateway::build()?;
    let mut tests = test("booking-widget-e2e", &["--test", "e2e"]);
    tests.env("GATEWAY_BIN", project::gateway_binary()).env("DIST_DIR", project::dist_dir());
    tests.env("TRAP_DIR", Build::Trap.folder());
    tests.envs(browser.iter().map(|(name, value)| (name, value))).env("TZ", zone);
    tests.arg("--").args(paths);
    tally.count(tests)
}

fn docs(report: &mut Report) {
    report
        .check("docs, gateway and commands", || doc(&["--package", "booking-gateway", "--package", "xtask"]));
    report.check("docs, widget", || {
        setup::for_wasm_tests()?;
        doc(&["--package", "booking-widget", "--target", WASM_TARGET])
    });
}

fn doc(args: &[&str]) -> Result<()> {
    process::run(
        process::cargo().args(["doc", "--no-deps"]).args(args).env("RUSTDOCFLAGS", "--deny warnings"),
    )
}

fn test(package: &str, args: &[&str]) -> Command {
    let mut cargo = process::cargo();
    cargo.args(["test", "--no-fail-fast", "--package", package]).args(args).env("TZ", NATIVE_ZONE);
    cargo
}

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Runs tests and counts what their closing lines say.
    fn count(&mut self, tests: Command) -> Result<()> {
        self.count_into(tests, &mut io::stdout())
    }

    fn count_into(&mut self, mut tests: Command, out: &mut impl io::Write) -> Result<()> {
        let mut counted = Self::default();
        let status = process::run_seen(&mut tests, out, |line| counted.read(line))?;
        self.passed += counted.passed;
        self.failed += counted.failed;
        // Where a test failed, that is the count; where none did, something else went wrong: it was not built, or it
        // died before its closing line.
        if !status.success() && counted.failed == 0 {
            bail!("{} failed ({status})", process::name(&tests));
        }
        ensure!(counted != Self::default(), "{} ran no test", process::name(&tests));
        Ok(())
    }

    /// Reads `test result: ok. 3 passed; 0 failed; …`.
    fn read(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        let words: Vec<&str> = result.split([' ', ';']).collect();
        for pair in words.windows(2) {
            match (pair.first().and_then(|number| number.parse::<u64>().ok()), pair.last()) {
                (Some(number), Some(&"passed")) => self.passed += number,
                (Some(number), Some(&"failed")) => self.failed += number,
                _ => {}
            }
        }
    }
}

/// What each suite came to.
#[derive(Default)]
struct Report {
    suites: Vec<Suite>,
    /// What was left out, with the reason: none of it counts as passed.
    skipped: Vec<(String, String)>,
}

struct Suite {
    name: String,
    tally: Tally,
    /// Building included.
    took: Duration,
}

impl Report {
    /// A suite that counts its own tests; that it did not run to its end counts as one failed.
    fn suite(&mut self, name: impl Into<String>, run: impl FnOnce(&mut Tally) -> Result<()>) {
        let name = name.into();
        step(&format!("testing: {name}"));
        let mut tally = Tally::default();
        let begun = Instant::now();
        if let Err(error) = run(&mut tally) {
            process::report(&error.context(name.clone()));
            tally.failed += 1;
        }
        self.suites.push(Suite { name, tally, took: begun.elapsed() });
    }

    /// A suite that can't run on this machine.
    fn skip(&mut self, name: String, why: &anyhow::Error) {
        let why = why.root_cause().to_string();
        step(&format!("{name}: skipped, {why}"));
        self.skipped.push((name, why));
    }

    /// A check that holds or does not: it counts as one test.
    fn check(&mut self, name: &'static str, run: impl FnOnce() -> Result<()>) {
        self.suite(name, |tally| {
            run()?;
            tally.passed += 1;
            Ok(())
        });
    }

    fn total(&self) -> Tally {
        self.suites.iter().fold(Tally::default(), |sum, Suite { tally, .. }| Tally {
            passed: sum.passed + tally.passed,
            failed: sum.failed + tally.failed,
        })
    }

    fn print(&self) {
        println!();
        for Suite { name, tally, took } in &self.suites {
            println!("{name:<40}{:>6} passed{:>6} failed{:>7} s", tally.passed, tally.failed, took.as_secs());
        }
        for (name, why) in &self.skipped {
            println!("{name:<40} skipped: {why}");
        }
        let Tally { passed, failed } = self.total();
        println!("{passed} passed, {failed} failed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts what a shell script prints, without printing it: the lines would be counted as this suite's own.
    fn counted(tally: &mut Tally, script: &str) -> Result<()> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        tally.count_into(command, &mut io::sink())
    }

    #[test]
    fn closing_lines_of_both_runners_are_summed() {
        let mut tally = Tally::default();
        tally.read("test booking::money::tests::a_sum_is_exact ... ok");
        tally.read(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        );
        tally.read("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1.20s");
        assert_eq!(tally, Tally { passed: 15, failed: 2 });
    }

    #[test]
    fn a_suite_that_ran_nothing_has_failed() {
        let error = counted(&mut Tally::default(), "echo 'test result: ok. 0 passed; 0 failed'").unwrap_err();
        assert!(error.to_string().contains("ran no test"), "{error}");
    }

    #[test]
    fn a_suite_that_dies_before_its_closing_line_has_failed() {
        let mut report = Report::default();
        report.suite("dies", |tally| counted(tally, "echo 'test result: ok. 4 passed; 0 failed'; exit 101"));
        assert_eq!(report.total(), Tally { passed: 4, failed: 1 });
    }

    #[test]
    fn failed_tests_are_counted_once() {
        let mut report = Report::default();
        report.suite("fails", |tally| {
            counted(tally, "echo 'test result: FAILED. 4 passed; 2 failed'; exit 101")
        });
        report.check("holds", || Ok(()));
        assert_eq!(report.total(), Tally { passed: 5, failed: 2 });
    }

    #[test]
    fn what_runs_in_one_zone_only_is_there() {
        let file = project::root().join("tests/web").join(OF_ALL_ZONES.replace("::", ".rs"));
        assert!(file.is_file(), "{}", file.display());
    }

    #[test]
    fn what_runs_in_each_zone_and_engine_is_there_and_its_path_fits_no_other() {
        let suite = project::root().join("tests/e2e/suite");
        let main = fs::read_to_string(suite.join("main.rs")).unwrap();
        let name = |line: &str| line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned);
        let modules: Vec<String> = main.lines().filter_map(name).collect();
        for path in OF_EACH_ZONE.into_iter().chain(OF_EACH_ENGINE) {
            let (wanted, test) = path.split_once("::").expect("a module and what its tests begin with");
            let like_it: Vec<_> = modules.iter().filter(|module| module.ends_with(wanted)).collect();
            assert_eq!(like_it, [wanted], "it is there, and a filter by it takes no other along");
            let tests = fs::read_to_string(suite.join(format!("{wanted}.rs"))).unwrap();
            assert!(tests.contains(&format!("async fn {test}")), "{path}");
        }
    }

    #[test]
    fn the_whole_run_is_in_every_browser_and_a_part_in_the_one_asked_for() {
        assert_eq!(engines(&[], None), [Engine::Chromium, Engine::Firefox, Engine::WebKit]);
        assert_eq!(engines(&[Part::E2e], None), [Engine::Chromium]);
        assert_eq!(engines(&[Part::E2e], Some(Engine::WebKit)), [Engine::WebKit]);
    }

    #[test]
    fn what_is_skipped_is_no_test_that_passed() {
        let mut report = Report::default();
        report.skip("in a browser".to_owned(), &anyhow::anyhow!("there is none"));
        assert_eq!(report.total(), Tally::default());
        assert_eq!(report.skipped, [("in a browser".to_owned(), "there is none".to_owned())]);
    }

    #[test]
    fn an_unknown_part_is_answered_with_the_known_ones() {
        assert!(format!("{:#}", "all".parse::<Part>().unwrap_err()).contains("lint, unit, gateway"));
    }
}
