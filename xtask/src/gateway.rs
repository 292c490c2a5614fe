//! The gateway: its builds, and a child process with the sample company's data.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::process::{self, Running, step};
use crate::project;

/// Where the demo listens unless told otherwise, and where `trunk serve` looks for the gateway (Trunk.toml).
pub(crate) const DEFAULT_LISTEN: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8787));

/// How long the gateway may take until it listens; a first start lays down the sample data.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// The name of its program.
const BINARY: &str = "booking-gateway";

/// The first line the gateway prints once it listens, before the address.
const LISTENING: &str = "listening on ";

/// Builds the gateway, unoptimised: the quickest honest build for a laptop, and the one the tests use.
pub(crate) fn build() -> Result<()> {
    step("building the gateway, the server of the widget (a minute or two, less if little changed)");
    process::run_labelled("gateway", process::cargo().args(["build", "--package", "booking-gateway"]))
}

/// Builds the gateway for release, together with other packages. Gives its path.
pub(crate) fn build_release(others: &[&str]) -> Result<PathBuf> {
    step("building the gateway for release (some minutes, less if little changed)");
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--release", "--package", "booking-gateway"]);
    for other in others {
        cargo.args(["--package", other]);
    }
    process::run_labelled("gateway", &mut cargo)?;
    Ok(project::target_dir().join("release").join(BINARY))
}

/// Puts the release build of the gateway into `dist-gateway/`, and prints where it is, its size and its version.
pub(crate) fn dist() -> Result<()> {
    let built = build_release(&[])?;
    let folder = project::root().join("dist-gateway");
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let binary = folder.join(BINARY);
    // Beside its place first: a gateway that runs from there is replaced, never written to.
    let fresh = binary.with_extension("new");
    fs::copy(&built, &fresh).with_context(|| format!("copying {}", built.display()))?;
    fs::rename(&fresh, &binary).with_context(|| format!("moving the build to {}", binary.display()))?;
    let bytes = fs::metadata(&binary).with_context(|| format!("looking at {}", binary.display()))?.len();
    let version = process::output(Command::new(&binary).arg("--version"));
    let version = version.with_context(|| format!("asking {} for its version", binary.display()))?;
    println!("{}\n{:.1} MB\n{}", binary.display(), bytes as f64 / 1e6, version);
    Ok(())
}

/// Starts the gateway, with options besides, and waits until it listens. Gives the process and its address, `http://…`.
pub(crate) fn start(listen: SocketAddr, options: &[&OsStr]) -> Result<(Running, String)> {
    let data = project::target_dir().join("demo-data");
    fs::create_dir_all(&data).with_context(|| format!("creating {}", data.display()))?;
    let mut command = Command::new(project::gateway_binary());
    command.current_dir(project::root()).arg("serve").arg("--listen").arg(listen.to_string());
    command.arg("--data-dir").arg(&data).arg("--sample-data").args(options);
    let mut running = Running::start(command.stdout(Stdio::piped()))?;
    let stdout = running.take_stdout().context("the gateway's output is not there")?;
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            match line.strip_prefix(LISTENING) {
                Some(address) => drop(tell.send(address.trim_end_matches('/').to_owned())),
                None => println!("{line}"),
            }
        }
    });
    match told.recv_timeout(START_TIMEOUT) {
        Ok(address) => Ok((running, address)),
        Err(mpsc::RecvTimeoutError::Timeout) => {
            bail!("the gateway did not listen on {listen} within {} s", START_TIMEOUT.as_secs())
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            bail!("the gateway ended before it listened on {listen} ({})", running.wait()?)
        }
    }
}

/// The address asked for where it is free, else a free port beside it, and that is said.
pub(crate) fn free_address(wanted: SocketAddr) -> Result<SocketAddr> {
    match TcpListener::bind(wanted) {
        Ok(listener) => Ok(listener.local_addr()?),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let free = TcpListener::bind(SocketAddr::new(wanted.ip(), 0))
                .and_then(|listener| listener.local_addr())
                .with_context(|| format!("looking for a free port on {}", wanted.ip()))?;
            step(&format!(
                "port {} is taken by another program: using {} instead",
                wanted.port(),
                free.port()
            ));
            Ok(free)
        }
        Err(error) => Err(error).with_context(|| format!("listening on {wanted}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_replaced_by_a_free_one() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let wanted = taken.local_addr().unwrap();
        let given = free_address(wanted).unwrap();
        assert_ne!(given.port(), wanted.port());
        assert_eq!(given.ip(), wanted.ip());
    }

    #[test]
    fn a_free_port_is_taken_as_asked() {
        let wanted = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(free_address(wanted).unwrap(), wanted);
    }
}
