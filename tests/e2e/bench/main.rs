//! What is claimed of the widget's speed, measured: the release build and the real gateway in Chromium, on this machine, now.
//!
//! `cargo xtask bench` builds what it needs and says where it is. Nothing in here is a test: figures depend on the machine,
//! so a claim is a ratio of two of the same run where it can be, and the median of several measurements where it can't.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement may stop at the first surprise, and its figures are to be read"
)]
// The tests' own way to a stage, of which a measurement needs less than they do.
#![allow(dead_code, reason = "what only tests need")]

#[path = "../suite/browser.rs"]
mod browser;
#[path = "../suite/checkout_page.rs"]
mod checkout_page;
#[path = "../suite/chromium.rs"]
mod chromium;
#[path = "../suite/clock.rs"]
mod clock;
#[path = "../suite/engine.rs"]
mod engine;
#[path = "../suite/page.rs"]
mod page;
#[path = "../suite/sample.rs"]
mod sample;
#[path = "../suite/seat.rs"]
mod seat;
#[path = "../suite/service.rs"]
mod service;
#[path = "../suite/stage.rs"]
mod stage;
#[path = "../suite/wait.rs"]
mod wait;
#[path = "../suite/widget.rs"]
mod widget;

mod list;
mod presses;
mod requests;
mod shifts;
mod table;

use std::process::ExitCode;

use serde_json::json;

use browser::{Browser, Screen};
use page::{HostPage, PageServer};
use service::Gateway;
use stage::Stage;
use table::Table;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut table = Table::default();
    list::measure(&mut table).await;
    presses::measure(&mut table).await;
    shifts::measure(&mut table).await;
    requests::measure(&mut table).await;
    table.print();
    if let Some(load) = busy() {
        println!("the machine was busy with other things ({load} processes waiting): the times are too long");
    }
    if table.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many processes wanted a processor in the last minutes, where those were more than a measurement has need of.
fn busy() -> Option<f64> {
    let said = std::fs::read_to_string("/proc/loadavg").ok()?;
    let load = said.split(' ').nth(1)?.parse().ok()?;
    let processors = std::thread::available_parallelism().ok()?.get();
    (load > 1.0 + f64::from(u32::try_from(processors).ok()?)).then_some(load)
}

/// A gateway that does as it is told, a page that embeds the widget, and a browser.
async fn stage(screen: Screen) -> Stage {
    let gateway = Gateway::with_faults().await;
    let page = PageServer::start(HostPage::new(&gateway)).await;
    Stage { gateway, page, browser: Browser::start(screen).await }
}

/// Runs a script in each page before any of its own.
async fn before_pages(browser: &Browser, script: &str) {
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
}

/// The processor is this many times slower from now on.
async fn slow_down(browser: &Browser, times: u32) {
    browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": times })).await;
}

/// What stands in the middle.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// The smallest and the largest.
fn range(values: &[f64]) -> String {
    let smallest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = values.iter().copied().fold(0.0, f64::max);
    format!("{smallest:.0} to {largest:.0}")
}
