//! What the suites came to: the sum, how long each part took against its share, and the slowest tests.

use std::io;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};

use super::Part;
use crate::process::{self, step};

/// How many of the slowest tests are named.
const SLOWEST: usize = 10;

/// How many tests passed and failed, and how long each took.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) tests: Vec<(String, Duration)>,
}

impl Tally {
    /// Runs the tests of a program and counts what their lines say.
    pub(super) fn count(&mut self, tests: Command) -> Result<()> {
        self.count_all([tests])
    }

    /// Runs those of several programs, each to its end. All of them together must have a test.
    pub(super) fn count_all(&mut self, programs: impl IntoIterator<Item = Command>) -> Result<()> {
        self.count_into(programs, &mut io::stdout())
    }

    fn count_into(
        &mut self,
        programs: impl IntoIterator<Item = Command>,
        out: &mut impl io::Write,
    ) -> Result<()> {
        let mut any = false;
        for mut tests in programs {
            let mut counted = Self::default();
            let mut before = Instant::now();
            let status = process::run_seen(&mut tests, out, |line| counted.read(line, &mut before))?;
            // If a test failed, that is the count; if none did, the program died before its closing line.
            if !status.success() && counted.failed == 0 {
                process::report(&anyhow!("{} failed ({status})", process::name(&tests)));
                counted.failed += 1;
            }
            any |= counted.passed + counted.failed > 0;
            self.passed += counted.passed;
            self.failed += counted.failed;
            self.tests.append(&mut counted.tests);
        }
        ensure!(any, "no test was run");
        Ok(())
    }

    /// Reads `test name ... ok <0.123s>` and `test result: ok. 3 passed; 0 failed; …`. Some runners print
    /// no times and run one test after the other. For those, a test took the time since the line before.
    fn read(&mut self, line: &str, before: &mut Instant) {
        let Some(said) = line.strip_prefix("test ") else { return };
        let Some(result) = said.strip_prefix("result: ") else {
            let Some((name, outcome)) = said.split_once(" ... ") else { return };
            let now = Instant::now();
            let took = seconds(outcome).unwrap_or(now - *before);
            *before = now;
            self.tests.push((name.to_owned(), took));
            return;
        };
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

/// How long some spans of time are together; what ran side by side counts once.
fn covered(mut spans: Vec<(Instant, Instant)>) -> Duration {
    spans.sort_unstable();
    let mut sum = Duration::ZERO;
    let mut until = None;
    for (begun, ended) in spans {
        let begun = until.map_or(begun, |until| begun.max(until));
        sum += ended.saturating_duration_since(begun);
        until = until.max(Some(ended));
    }
    sum
}

/// The time in `ok <0.123s>`.
fn seconds(outcome: &str) -> Option<Duration> {
    let (_, time) = outcome.split_once('<')?;
    Duration::try_from_secs_f64(time.strip_suffix("s>")?.parse().ok()?).ok()
}

/// What each suite came to.
#[derive(Default)]
pub(super) struct Report {
    suites: Vec<Suite>,
    /// What was left out, with the reason: none of it counts as passed.
    skipped: Vec<(String, String)>,
}

struct Suite {
    part: Part,
    name: String,
    tally: Tally,
    begun: Instant,
    ended: Instant,
}

impl Report {
    /// A suite that counts its own tests; that it did not run to its end counts as one failed.
    pub(super) fn suite(
        &mut self,
        part: Part,
        name: impl Into<String>,
        run: impl FnOnce(&mut Tally) -> Result<()>,
    ) {
        let name = name.into();
        step(&name);
        let mut tally = Tally::default();
        let begun = Instant::now();
        if let Err(error) = run(&mut tally) {
            process::report(&error.context(name.clone()));
            tally.failed += 1;
        }
        self.suites.push(Suite { part, name, tally, begun, ended: Instant::now() });
    }

    /// A suite that can't run on this machine.
    pub(super) fn skip(&mut self, name: String, why: &anyhow::Error) {
        let why = why.root_cause().to_string();
        step(&format!("{name}: skipped, {why}"));
        self.skipped.push((name, why));
    }

    /// A check that holds or does not: it counts as one test.
    pub(super) fn check(&mut self, part: Part, name: &'static str, run: impl FnOnce() -> Result<()>) {
        self.suite(part, name, |tally| {
            run()?;
            tally.passed += 1;
            Ok(())
        });
    }

    /// What must be there before suites can run, which counts for nothing by itself unless it fails. Tells whether it is
    /// there.
    pub(super) fn prepare(&mut self, part: Part, name: &str, run: impl FnOnce() -> Result<()>) -> bool {
        let name = format!("building: {name}");
        self.suite(part, name, |_| run());
        self.suites.last().is_some_and(|suite| suite.tally.failed == 0)
    }

    /// The same, and gives what it made.
    pub(super) fn build<T>(&mut self, part: Part, name: &str, run: impl FnOnce() -> Result<T>) -> Option<T> {
        let mut made = None;
        self.prepare(part, name, || {
            made = Some(run()?);
            Ok(())
        });
        made
    }

    /// Takes over what was run beside this.
    pub(super) fn join(&mut self, other: Self) {
        self.suites.extend(other.suites);
        self.skipped.extend(other.skipped);
    }

    pub(super) fn failed(&self) -> u64 {
        self.suites.iter().map(|suite| suite.tally.failed).sum()
    }

    fn passed(&self) -> u64 {
        self.suites.iter().map(|suite| suite.tally.passed).sum()
    }

    /// Prints it. The shares are those of the `whole` run.
    pub(super) fn print(&self, whole: bool) {
        println!();
        for suite in &self.suites {
            let (name, tally, took) = (&suite.name, &suite.tally, suite.ended - suite.begun);
            println!("{name:<64}{:>6} passed{:>6} failed{:>7} s", tally.passed, tally.failed, took.as_secs());
        }
        for (name, why) in &self.skipped {
            println!("{name:<64} skipped: {why}");
        }
        self.print_slowest();
        self.print_parts(whole);
        println!("{} passed, {} failed", self.passed(), self.failed());
    }

    fn print_slowest(&self) {
        let mut all: Vec<_> = self
            .suites
            .iter()
            .flat_map(|suite| suite.tally.tests.iter().map(move |(test, took)| (*took, test, &suite.name)))
            .collect();
        all.sort_by_key(|(took, ..)| std::cmp::Reverse(*took));
        if !all.is_empty() {
            println!("\nthe slowest tests");
        }
        for (took, test, suite) in all.into_iter().take(SLOWEST) {
            println!("{:>8.1} s  {test} ({suite})", took.as_secs_f64());
        }
    }

    /// How long each part took, against what it may take on two cores when all is built.
    fn print_parts(&self, whole: bool) {
        println!("\nthe parts");
        for (part, name, share) in super::PARTS {
            let of_part = self.suites.iter().filter(|suite| suite.part == part);
            let spans: Vec<_> = of_part.map(|suite| (suite.begun, suite.ended)).collect();
            if spans.is_empty() {
                continue;
            }
            let took = covered(spans);
            let of = match (whole, took > share) {
                (false, _) => String::new(),
                (true, false) => format!(" of {} s", share.as_secs()),
                (true, true) => format!(" of {} s  warning: over its share", share.as_secs()),
            };
            println!("{name:<12}{:>6} s{of}", took.as_secs());
        }
        println!();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts what a shell script prints, without printing it: the lines would be counted as this suite's own.
    fn counted(tally: &mut Tally, script: &str) -> Result<()> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        tally.count_into([command], &mut io::sink())
    }

    #[test]
    fn closing_lines_of_both_runners_are_summed() {
        let mut tally = Tally::default();
        let mut before = Instant::now();
        for line in [
            "test booking::money::tests::a_sum_is_exact ... ok <1.250s>",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1.20s",
        ] {
            tally.read(line, &mut before);
        }
        assert_eq!((tally.passed, tally.failed), (15, 2));
        assert_eq!(
            tally.tests,
            [("booking::money::tests::a_sum_is_exact".to_owned(), Duration::from_millis(1250))]
        );
    }

    #[test]
    fn a_test_whose_runner_says_no_time_took_as_long_as_its_line_was_waited_for() {
        let mut tally = Tally::default();
        let mut before = Instant::now() - Duration::from_secs(2);
        tally.read("test zones::a_zone ... ok", &mut before);
        tally.read("test zones::another ... FAIL", &mut before);
        let took: Vec<_> = tally.tests.iter().map(|(_, took)| took.as_secs()).collect();
        assert_eq!(took, [2, 0]);
    }

    #[test]
    fn a_suite_that_ran_nothing_has_failed() {
        let error = counted(&mut Tally::default(), "echo 'test result: ok. 0 passed; 0 failed'").unwrap_err();
        assert!(error.to_string().contains("no test was run"), "{error}");
    }

    #[test]
    fn a_suite_that_dies_before_its_closing_line_has_failed() {
        let mut report = Report::default();
        report.suite(Part::Unit, "dies", |tally| {
            counted(tally, "echo 'test result: ok. 4 passed; 0 failed'; exit 101")
        });
        assert_eq!((report.passed(), report.failed()), (4, 1));
    }

    #[test]
    fn failed_tests_are_counted_once() {
        let mut report = Report::default();
        report.suite(Part::Unit, "fails", |tally| {
            counted(tally, "echo 'test result: FAILED. 4 passed; 2 failed'; exit 101")
        });
        report.check(Part::Lint, "holds", || Ok(()));
        assert_eq!((report.passed(), report.failed()), (5, 2));
    }

    #[test]
    fn what_runs_side_by_side_takes_its_time_once() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let spans = vec![(at(20), at(30)), (at(0), at(10)), (at(2), at(12)), (at(3), at(4))];
        assert_eq!(covered(spans), Duration::from_secs(22));
    }

    #[test]
    fn what_is_built_counts_only_if_it_fails() {
        let mut report = Report::default();
        assert!(report.prepare(Part::Unit, "all", || Ok(())));
        assert_eq!((report.passed(), report.failed()), (0, 0));
        assert!(!report.prepare(Part::Unit, "all", || Err(anyhow!("no room"))));
        assert_eq!((report.passed(), report.failed()), (0, 1));
    }

    #[test]
    fn what_is_skipped_is_no_test_that_passed() {
        let mut report = Report::default();
        report.skip("in a browser".to_owned(), &anyhow::anyhow!("there is none"));
        assert_eq!((report.passed(), report.failed()), (0, 0));
        assert_eq!(report.skipped, [("in a browser".to_owned(), "there is none".to_owned())]);
    }
}
