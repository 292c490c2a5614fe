//! `demo`: the widget on a page, against the gateway with sample data. `serve`: the same while it is being changed.

use std::net::{SocketAddr, TcpListener};
use std::thread;

use anyhow::{Context as _, Result, bail};

use crate::process::{self, Running, step};
use crate::{dist, gateway, project, setup};

/// Where `trunk serve` listens (Trunk.toml).
const TRUNK_ADDRESS: &str = "http://127.0.0.1:8080";

/// Builds what is not built, starts the gateway and stays until Ctrl-C.
pub(crate) fn demo(listen: SocketAddr) -> Result<()> {
    // Side by side: the end of the widget's build keeps only one core busy.
    thread::scope(|scope| {
        let gateway = scope.spawn(gateway::build);
        dist::build()?;
        process::joined(gateway)
    })?;
    process::stopping_is_normal();
    let listen = gateway::free_address(listen)?;
    step("starting the gateway with sample data (kept in target/demo-data)");
    let (mut running, address) =
        gateway::start(listen, &["--widget".as_ref(), project::dist_dir().as_os_str()])?;
    println!("\nOpen {address}/\nCtrl-C stops it.");
    let status = running.wait()?;
    bail!("the gateway ended by itself ({status})")
}

/// Starts the gateway and `trunk serve`, which rebuilds the widget on change, and stays until Ctrl-C.
pub(crate) fn serve() -> Result<()> {
    let tools = setup::for_serve()?;
    setup::crates()?;
    let _gateway = start_or_reuse_gateway()?;
    process::stopping_is_normal();
    step("starting trunk serve: it builds, watches, and prints its address");
    process::run(tools.command("trunk").current_dir(project::root()).args(["serve", "--offline"]))
}

/// The gateway on the port that Trunk.toml proxies to. One that already listens there (a demo) is used as it is.
fn start_or_reuse_gateway() -> Result<Option<Running>> {
    if let Err(error) = TcpListener::bind(gateway::DEFAULT_LISTEN) {
        step(&format!(
            "{} is taken ({error}): using what listens there as the gateway",
            gateway::DEFAULT_LISTEN
        ));
        return Ok(None);
    }
    gateway::build()?;
    step("starting the gateway with sample data (kept in target/demo-data)");
    // The checkout page is reached through trunk as well.
    let options = ["--public-url".as_ref(), TRUNK_ADDRESS.as_ref()];
    let (running, _) =
        gateway::start(gateway::DEFAULT_LISTEN, &options).context("trunk serve needs the gateway")?;
    Ok(Some(running))
}
