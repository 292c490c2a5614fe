//! The suites of each part: what is built for them, and how they run.

use std::fs;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::moments::{self, Moment};
use super::native::{Program, Programs, only};
use super::plan::{self, WIDGET_ONCE, ZONES};
use super::report::Report;
use super::{Chosen, Part, engines, side_by_side};
use crate::browsers::{self, CHROMIUM_ARGS, Chromium, Engine, Told, Unavailable};
use crate::dist::Build;
use crate::process::{self, joined, step};
use crate::project::{self, WASM_TARGET};
use crate::setup::Tools;
use crate::{dist, setup, size};

/// How many seconds one run of tests inside the browser may take.
const WASM_TEST_TIMEOUT_S: &str = "300";

/// The least number of end-to-end tests that run at a time: each waits for its browser and its gateway now and then.
const FEWEST_SEATS: usize = 2;

/// What was built for the suites.
pub(super) struct Built {
    /// `None` if it is not needed, or could not be built.
    native: Option<Programs>,
    /// Whether `dist/` is there.
    dist: bool,
}

/// Checks the source, and builds all that the chosen parts need. The widget is built beside the rest, as the end of its
/// compilation keeps only one core busy.
pub(super) fn prepare(chosen: &Chosen<'_>, browser: Option<Engine>, report: &mut Report) -> Built {
    let needs_dist = chosen.has_any(&[Part::E2e, Part::Moments, Part::Size]);
    let needs_native = chosen.has_any(&[Part::Unit, Part::Gateway, Part::E2e, Part::Moments]);
    let needs_target = needs_dist || chosen.has_any(&[Part::Lint, Part::Wasm, Part::Docs]);
    // Before the two branches below, which would both install it.
    let ready = !needs_target
        || report.prepare(Part::Build, "set-up", || {
            if needs_dist { setup::for_dist() } else { setup::wasm_target() }
        });
    let mut dist_is_there = false;
    let native = side_by_side(
        report,
        |report| {
            if chosen.has(Part::Lint) {
                lint(report);
            }
            if needs_native { report.build(Part::Build, "the native tests", Programs::native) } else { None }
        },
        |report| {
            if needs_dist && ready {
                dist_is_there = report.prepare(Part::Build, "the widget", || {
                    dist::build()?;
                    if has_trap(chosen, browser) { dist::run(Build::Trap) } else { Ok(()) }
                });
            }
        },
    );
    Built { native, dist: dist_is_there }
}

/// Whether the tests of panics run, which want a build of their own.
fn has_trap(chosen: &Chosen<'_>, browser: Option<Engine>) -> bool {
    chosen.has(Part::E2e) && browser.is_none_or(|browser| browser == Engine::Chromium)
}

/// The suites that need no browser.
pub(super) fn native(chosen: &Chosen<'_>, built: &Built, report: &mut Report) {
    let mut suite = |part: Part, name: &str, package: &str| {
        if let Some(native) = built.native.as_ref().filter(|_| chosen.has(part)) {
            report.suite(part, name, |tally| tally.count_all(native.of(package).map(Program::command)));
        }
    };
    suite(Part::Unit, "pure modules", "booking-widget");
    suite(Part::Unit, "commands", "xtask");
    suite(Part::Gateway, "gateway", "booking-gateway");
    suite(Part::Gateway, "the gateway's bench", "booking-gateway-bench");
    if chosen.has(Part::Docs) {
        docs(report);
    }
}

/// The suites that run in browsers, and the size of what they load.
pub(super) fn in_browsers(chosen: &Chosen<'_>, browser: Option<Engine>, built: &Built, report: &mut Report) {
    if chosen.has(Part::Wasm) {
        wasm(report);
    }
    if let Some(native) = built.native.as_ref().filter(|_| built.dist) {
        if chosen.has(Part::E2e) {
            for engine in engines(chosen, browser) {
                in_engine(report, native, engine, browser.is_some());
            }
        }
        if chosen.has(Part::Moments) {
            at_moments(report, native, chosen.is_whole());
        }
    }
    if chosen.has(Part::Size) && built.dist {
        report.check(Part::Size, "size", || size::check(false));
    }
}

fn lint(report: &mut Report) {
    let part = Part::Lint;
    report.check(part, "format", || process::run(process::cargo().args(["fmt", "--all", "--check"])));
    report
        .check(part, "clippy, native", || clippy(&["--workspace", "--no-default-features", "--all-targets"]));
    report.check(part, "clippy, widget", || {
        let widget = ["--package", "booking-widget", "--target", WASM_TARGET];
        clippy(&widget)?;
        clippy(&[&widget[..], &["--all-targets", "--features", "test-panic"]].concat())
    });
    let deny = ["deny", "--version"];
    if process::output(process::cargo().args(deny)).is_some() {
        report.check(part, "dependencies", || {
            // Without --workspace it looks at the package of the root folder alone.
            let check = ["deny", "--workspace", "check", "bans", "licenses", "sources"];
            process::run(process::cargo().args(check))
        });
    } else {
        step("dependencies: skipped, cargo-deny is not on the PATH (cargo install cargo-deny)");
    }
}

fn clippy(args: &[&str]) -> Result<()> {
    process::run_labelled(
        "clippy",
        process::cargo().arg("clippy").args(args).args(["--", "--deny", "warnings"]),
    )
}

/// Whether it is the zone of the run that leaves nothing out.
fn is_first(zone: &str) -> bool {
    ZONES.first() == Some(&zone)
}

/// The widget's tests in the browser, in all zones side by side: each waits for frames most of the time.
fn wasm(report: &mut Report) {
    let program = report.build(Part::Wasm, "the widget's tests", || {
        let mut cargo = process::cargo();
        cargo.args([
            "test",
            "--package",
            "booking-widget",
            "--target",
            WASM_TARGET,
            "--test",
            "web",
            "--no-run",
        ]);
        let program = only(Programs::built_by(&mut cargo)?.of("booking-widget"))?.clone();
        Ok((program, setup::for_wasm_tests()?, browsers::chromium()?))
    });
    let Some((program, tools, browser)) = program else { return };
    let (program, tools, browser) = (&program, &tools, &browser);
    // More at a time than there are cores would make each late.
    for zones in ZONES.chunks(cores()) {
        let run = |zone: &str| {
            let mut report = Report::default();
            report.suite(Part::Wasm, format!("widget in Chromium, {zone}"), |tally| {
                tally.count(in_browser(program, tools, browser, zone)?)
            });
            report
        };
        let reports = thread::scope(|scope| {
            let runs: Vec<_> = zones.iter().map(|zone| scope.spawn(|| run(zone))).collect();
            runs.into_iter().map(joined).collect::<Vec<_>>()
        });
        for of_zone in reports {
            report.join(of_zone);
        }
    }
}

/// How many things can be done at the same time.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

fn in_browser(program: &Program, tools: &Tools, browser: &Chromium, zone: &str) -> Result<Command> {
    let mut tests = tools.command("wasm-bindgen-test-runner");
    tests.current_dir(project::root()).arg(&program.executable).env("TZ", zone);
    tests.env("CHROMEDRIVER", &browser.chromedriver);
    tests.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", webdriver_capabilities(browser, zone)?);
    tests.env("WASM_BINDGEN_TEST_TIMEOUT", WASM_TEST_TIMEOUT_S);
    // The runner would prefer these to Chromium's driver.
    for other in
        ["GECKODRIVER", "SAFARIDRIVER", "GECKODRIVER_REMOTE", "SAFARIDRIVER_REMOTE", "CHROMEDRIVER_REMOTE"]
    {
        tests.env_remove(other);
    }
    if !is_first(zone) {
        for (module, _) in WIDGET_ONCE {
            tests.args(["--skip", &format!("{module}::")]);
        }
    }
    Ok(tests)
}

/// A file that tells the test runner which browser to start and how. The browser's own name holds the zone in which it is
/// meant to be: a test looks whether it is.
fn webdriver_capabilities(browser: &Chromium, zone: &str) -> Result<PathBuf> {
    let file = project::target_dir().join(format!("webdriver-{}.json", zone.replace('/', "-")));
    let name = format!("--user-agent=Chromium in {zone}");
    let args: Vec<&str> = CHROMIUM_ARGS.into_iter().chain([name.as_str()]).collect();
    let capabilities = json!({"goog:chromeOptions": {"binary": browser.chromium, "args": args}});
    fs::write(&file, capabilities.to_string()).with_context(|| format!("writing {}", file.display()))?;
    Ok(file)
}

/// The end-to-end tests in a browser. One that can't be had on this machine is left out, and that is said, unless it
/// `must` be there, as it was asked for by name.
fn in_engine(report: &mut Report, native: &Programs, engine: Engine, must: bool) {
    let name = format!("end to end, {engine}");
    let ready = match browsers::ready(engine) {
        Ok(ready) => ready,
        Err(error) if !must && engine != Engine::Chromium && error.is::<Unavailable>() => {
            return report.skip(name, &error);
        }
        Err(error) => return report.suite(Part::E2e, name, |_| Err(error)),
    };
    let zones = if engine == Engine::Chromium { &ZONES[..] } else { &ZONES[..1] };
    for zone in zones {
        let whole = engine == Engine::Chromium && is_first(zone);
        let tests = match engine {
            Engine::Chromium if whole => Vec::new(),
            Engine::Chromium => plan::of_zone(zone),
            Engine::Firefox | Engine::WebKit => plan::of_each_engine(),
        };
        report.suite(Part::E2e, format!("{name}, {zone}"), |tally| {
            let mut run = end_to_end(native, &ready, zone, moments::DEFAULT, &tests)?;
            if whole {
                run.env("TRAP_DIR", Build::Trap.folder()).env("SCREENS_DIR", fresh_folder("screens")?);
            }
            tally.count(run)
        });
    }
}

/// The end-to-end tests that depend on the date, at the moments of today or at all of them.
fn at_moments(report: &mut Report, native: &Programs, of_today: bool) {
    let ready = match browsers::ready(Engine::Chromium) {
        Ok(ready) => ready,
        Err(error) => return report.suite(Part::Moments, "moments", |_| Err(error)),
    };
    let chosen = if of_today { moments::of_today().to_vec() } else { moments::MOMENTS.to_vec() };
    for Moment { name, at, zone } in chosen {
        report.suite(Part::Moments, format!("{name} ({at}), {zone}"), |tally| {
            tally.count(end_to_end(native, &ready, zone, at, &plan::of_each_moment())?)
        });
    }
}

/// The end-to-end tests that these filters choose, or all if there is none.
fn end_to_end(
    native: &Programs,
    browser: &Told,
    zone: &str,
    moment: &str,
    tests: &[String],
) -> Result<Command> {
    let mut run = only(native.of("booking-widget-e2e").filter(|program| program.name == "e2e"))?.command();
    // The browsers that the run before has left are gone; so is what they wrote.
    fresh_folder("tmp/browsers")?;
    let seats = cores().max(FEWEST_SEATS);
    run.env("GATEWAY_BIN", project::gateway_binary()).env("DIST_DIR", project::dist_dir());
    run.envs(browser.iter().map(|(name, value)| (name, value))).env("TZ", zone).env("MOMENT", moment);
    run.arg(format!("--test-threads={seats}")).args(tests);
    Ok(run)
}

/// An empty folder in the target folder.
fn fresh_folder(name: &str) -> Result<PathBuf> {
    let folder = project::target_dir().join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    Ok(folder)
}

fn docs(report: &mut Report) {
    report.check(Part::Docs, "docs, native", || doc(&["--workspace", "--no-default-features"]));
    report
        .check(Part::Docs, "docs, widget", || doc(&["--package", "booking-widget", "--target", WASM_TARGET]));
}

fn doc(args: &[&str]) -> Result<()> {
    let mut cargo = process::cargo();
    cargo.args(["doc", "--no-deps"]).args(args).env("RUSTDOCFLAGS", "--deny warnings");
    process::run_labelled("docs", &mut cargo)
}
