//! The gateway's program, started on a store and stopped again.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// What the gateway prints before its address.
const LISTENING: &str = "listening on http://";

/// Bounds on unpaid orders, of one client and of one company. The orders of a round are paid when it ends; until then there
/// are more than any company would have. So these bounds are raised as far as they go. Bounds by time of one client stay:
/// there are many clients.
const RAISED: [&str; 6] = [
    "--unpaid-orders",
    "--unpaid-units",
    "--unpaid-unit-days",
    "--company-unpaid-orders",
    "--company-unpaid-units",
    "--company-unpaid-unit-days",
];

/// The gateway's program, and what it is started with.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    binary: PathBuf,
    has_init: bool,
    limits: Vec<String>,
}

impl Program {
    /// Looks at what the program can do: options come and go with its version.
    pub(crate) fn look_at(binary: &Path) -> Result<Self> {
        let help = |args: &[&str]| -> Result<String> {
            let output = Command::new(binary).args(args).output();
            let output = output.with_context(|| format!("running {}", binary.display()))?;
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let serve = help(&["serve", "--help"])?;
        let mut limits = Vec::new();
        for option in RAISED.into_iter().filter(|option| names(&serve, option)) {
            // A value out of range is refused before the help is printed.
            let takes = |value: &u32| {
                Ok::<_, anyhow::Error>(!help(&["serve", option, &value.to_string(), "--help"])?.is_empty())
            };
            for power in (0..10).rev() {
                let value = 10_u32.pow(power);
                if takes(&value)? {
                    limits.extend([option.to_owned(), value.to_string()]);
                    break;
                }
            }
        }
        let has_init = names(&help(&["--help"])?, "init");
        Ok(Self { binary: binary.to_owned(), has_init, limits })
    }

    /// The options that raise limits, for people.
    pub(crate) fn raised(&self) -> String {
        self.limits.join(" ")
    }

    /// Makes an empty store in a folder.
    pub(crate) fn make_store(&self, folder: &Path) -> Result<()> {
        if !self.has_init {
            return self.start(folder).map(drop);
        }
        let status = Command::new(&self.binary).args(["init", "--data-dir"]).arg(folder).status();
        let status = status.context("making a store")?;
        if status.success() {
            Ok(())
        } else {
            bail!("the gateway made no store in {} ({status})", folder.display())
        }
    }

    /// Starts it on a store and waits until it listens. Its log is written, as for customers, but kept nowhere.
    pub(crate) fn start(&self, folder: &Path) -> Result<Server> {
        let mut command = Command::new(&self.binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(folder).args(&self.limits);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().context("starting the gateway")?;
        let mut stdout = BufReader::new(child.stdout.take().context("the gateway's output is not there")?);
        let mut line = String::new();
        stdout.read_line(&mut line).context("reading the gateway's output")?;
        let Some(address) = line.trim().strip_prefix(LISTENING) else {
            bail!("the gateway did not start on {} ({})", folder.display(), child.wait()?);
        };
        let address = address.trim_end_matches('/').parse().with_context(|| format!("reading {line:?}"))?;
        Ok(Server { child, address, _stdout: stdout })
    }
}

/// Whether a help text has an option or a command of just this name.
fn names(help: &str, name: &str) -> bool {
    help.lines().any(|line| line.split_whitespace().next() == Some(name))
}

/// A gateway that listens; stopped when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// Held, so that the gateway can go on printing.
    _stdout: BufReader<ChildStdout>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // In order, so that the store is closed. Where that can't be had, at once.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_found_by_its_whole_name() {
        let help =
            "Options:\n      --unpaid-units <N>\n          How many [default: 200]\n  init  Make a store\n";
        assert!(names(help, "--unpaid-units") && names(help, "init"));
        assert!(!names(help, "--unpaid-unit") && !names(help, "Make"));
    }
}
