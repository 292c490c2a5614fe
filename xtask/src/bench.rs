//! `bench`: what is claimed of the widget's speed, measured in Chromium on this machine.

use std::process::ExitCode;

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
