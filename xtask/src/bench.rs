//! `bench`: what is claimed of the widget's speed, measured in Chromium on this machine; `bench gateway`: what the gateway's
//! answers cost.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::browsers::{self, Engine};
use crate::process::{self, Running, step};
use crate::test::DEFAULT_MOMENT;
use crate::{dist, gateway, project};

/// Builds what is measured and measures it. The figures are printed as one table; fails where a claim does not hold.
pub(crate) fn run() -> Result<ExitCode> {
    let browser = browsers::ready(Engine::Chromium)?;
    dist::build()?;
    gateway::build()?;
    step("measuring (some minutes; leave the machine alone meanwhile)");
    let mut bench = process::cargo();
    // Unoptimised, as the tests: what is measured runs in the browser.
    bench.args(["bench", "--package", "booking-widget-e2e", "--bench", "claims", "--profile", "dev"]);
    bench.env("GATEWAY_BIN", project::gateway_binary()).env("DIST_DIR", project::dist_dir());
    bench.env("MOMENT", DEFAULT_MOMENT).env("TZ", "UTC");
    bench.envs(browser.iter().map(|(name, value)| (name, value)));
    let holds = Running::start(&mut bench)?.wait()?.success();
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the gateway for release and the program that measures it, and runs that. The figures are printed beside what is
/// aimed at; one that misses it fails nothing.
pub(crate) fn gateway() -> Result<ExitCode> {
    let built = gateway::build_release(&["booking-gateway-bench"])?;
    step("measuring (some minutes; leave the machine alone meanwhile)");
    // In the target folder, so that orders are committed to a true disk: a folder for temporary files may be in memory.
    let stores = project::target_dir().join("bench-stores");
    let mut bench = Command::new(built.with_file_name("booking-gateway-bench"));
    process::run(bench.arg(&built).arg(stores))?;
    Ok(ExitCode::SUCCESS)
}
