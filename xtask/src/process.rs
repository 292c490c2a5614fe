//! Child processes: said before they start, never left behind.
//!
//! Each child leads a process group of its own, so that it can be ended together with whatever it has started (trunk
//! starts cargo, a test runner starts a browser). On Ctrl-C, SIGTERM and SIGHUP one thread ends every group and then
//! the command itself.

use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::panic::resume_unwind;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// How long children may take to end by themselves.
const GRACE: Duration = Duration::from_secs(8);

static GROUPS: Mutex<Vec<Pid>> = Mutex::new(Vec::new());
static STOPPING_IS_NORMAL: AtomicBool = AtomicBool::new(false);

/// Says what happens next, and why, before it takes time.
pub(crate) fn step(what: &str) {
    println!("· {what}");
    let _ = io::stdout().flush();
}

/// From now on Ctrl-C is how the command is meant to end.
pub(crate) fn stopping_is_normal() {
    STOPPING_IS_NORMAL.store(true, Ordering::Relaxed);
}

/// Waits while a signal is being carried out, so that its consequences are not reported as errors.
fn settle() {
    drop(groups());
}

/// Reports an error with its causes, each on a line of its own.
pub(crate) fn report(error: &anyhow::Error) {
    settle();
    eprintln!("error: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("because: {cause}");
    }
}

/// Ends all children and then this process when it is told to end.
pub(crate) fn stop_children_on_signals() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("listening for signals")?;
    thread::spawn(move || {
        let Some(signal) = signals.forever().next() else { return };
        // Held to the end: nothing new is started, and the main thread, whose child just went, waits here.
        let groups = groups();
        end_groups(&groups);
        let code = if STOPPING_IS_NORMAL.load(Ordering::Relaxed) { 0 } else { 128 + signal };
        eprintln!("\nstopped");
        std::process::exit(code);
    });
    Ok(())
}

fn groups() -> MutexGuard<'static, Vec<Pid>> {
    GROUPS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn end_groups(groups: &[Pid]) {
    for group in groups {
        let _ = killpg(*group, Signal::SIGTERM);
    }
    let deadline = Instant::now() + GRACE;
    while Instant::now() < deadline && groups.iter().any(|group| is_alive(*group)) {
        thread::sleep(Duration::from_millis(20));
    }
    for group in groups {
        let _ = killpg(*group, Signal::SIGKILL);
    }
}

/// Whether a group still has a process. Its leader is our child: ended, it stays in the group until it is waited for.
fn is_alive(group: Pid) -> bool {
    let _ = waitpid(group, Some(WaitPidFlag::WNOHANG));
    killpg(group, None).is_ok()
}

/// A child that is running. Dropped, it is ended with its whole group.
pub(crate) struct Running {
    child: Child,
    group: Pid,
}

impl Running {
    /// Starts a command without standard input, in a group of its own.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut groups = groups();
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("starting {}", name(command)))?;
        let group = Pid::from_raw(i32::try_from(child.id()).context("a process id out of range")?);
        groups.push(group);
        Ok(Self { child, group })
    }

    /// The child's standard output, where it was piped and not yet taken.
    pub(crate) fn take_stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    /// The child's standard error, if it was piped and is not yet taken.
    fn take_stderr(&mut self) -> Option<std::process::ChildStderr> {
        self.child.stderr.take()
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        self.child.wait().context("waiting for a child process")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut groups = groups();
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = killpg(self.group, Signal::SIGTERM);
            let deadline = Instant::now() + GRACE;
            while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
                thread::sleep(Duration::from_millis(20));
            }
        }
        // What the child left behind goes as well; usually there is nothing.
        let _ = killpg(self.group, Signal::SIGKILL);
        let _ = self.child.wait();
        groups.retain(|group| *group != self.group);
    }
}

/// Runs a command to its end, its output passed through. Fails where it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = Running::start(command)?.wait()?;
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

/// Runs cargo to its end. A label and how far it is stand before each line, so that two runs can share a terminal.
pub(crate) fn run_labelled(label: &str, cargo: &mut Command) -> Result<()> {
    labelled(label, cargo).map(drop)
}

/// The same; gives what it prints on standard output.
pub(crate) fn output_labelled(label: &str, cargo: &mut Command) -> Result<String> {
    labelled(label, cargo.stdout(Stdio::piped()))
}

fn labelled(label: &str, cargo: &mut Command) -> Result<String> {
    // Cargo counts for terminals only, unless it is asked to.
    cargo.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "80");
    let mut running = Running::start(cargo.stderr(Stdio::piped()))?;
    let (stdout, stderr) = (running.take_stdout(), running.take_stderr());
    let printed = thread::scope(|scope| {
        let printed = scope.spawn(|| stdout.map(io::read_to_string).transpose());
        if let Some(stderr) = stderr {
            pass_on(label, stderr, &mut io::stderr())?;
        }
        Ok::<_, io::Error>(joined(printed)?.unwrap_or_default())
    });
    let printed = printed.context("reading cargo's output")?;
    let status = running.wait()?;
    if !status.success() {
        bail!("{} failed ({status})", name(cargo));
    }
    Ok(printed)
}

fn pass_on(label: &str, stderr: impl Read, out: &mut impl io::Write) -> io::Result<()> {
    let mut reader = BufReader::new(stderr);
    let mut done = String::new();
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        let said = String::from_utf8_lossy(&line).into_owned();
        line.clear();
        // What is drawn over on a terminal ends with a carriage return.
        for part in said.split(['\r', '\n']) {
            let part = part.trim_start_matches("\u{1b}[K").trim_end();
            match progress(part) {
                Some(now) => done = format!(" {now}"),
                None if part.is_empty() => {}
                None => writeln!(out, "{label}{done} | {part}")?,
            }
        }
    }
    Ok(())
}

/// `34/210` of `Building [===>     ] 34/210: serde, …`.
fn progress(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("] ")?;
    let (_, bar) = before.split_once('[')?;
    let is_bar = !bar.is_empty() && bar.chars().all(|mark| matches!(mark, '=' | '>' | ' '));
    let count = after.split(':').next()?;
    (is_bar && count.contains('/')).then_some(count)
}

/// Runs a command to its end, passing its output on to `out` line by line and showing each line to `see`.
pub(crate) fn run_seen(
    command: &mut Command,
    out: &mut impl io::Write,
    mut see: impl FnMut(&str),
) -> Result<ExitStatus> {
    let mut running = Running::start(command.stdout(Stdio::piped()))?;
    if let Some(stdout) = running.take_stdout() {
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).context("reading a child's output")? > 0 {
            out.write_all(&line).and_then(|()| out.flush()).context("writing output")?;
            see(String::from_utf8_lossy(&line).trim_end());
            line.clear();
        }
    }
    running.wait()
}

/// What a thread gives; it panics if that did.
pub(crate) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// What a short command prints, or nothing where it cannot be started or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The cargo that runs this command.
pub(crate) fn cargo() -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(crate::project::root());
    command
}

/// The compiler of the project's folder.
pub(crate) fn rustc() -> Command {
    let mut command = Command::new("rustc");
    command.current_dir(crate::project::root());
    command
}

/// A command as a person would type it, without the folders of its program.
pub(crate) fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let words = std::iter::once(program.file_name().unwrap_or(program.as_os_str())).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failing_command_is_named_with_its_status() {
        let error = run(&mut shell("exit 3")).unwrap_err().to_string();
        assert!(error.contains("sh -c exit 3") && error.contains('3'), "{error}");
    }

    #[test]
    fn what_cargo_says_is_labelled_and_counted() {
        let said = b"    Updating index\n\x1b[K    Building [=>   ] 3/210: serde\r\x1b[K   Compiling serde v1.0.2 (/a [b] 1/2)\n";
        let mut out = Vec::new();
        pass_on("widget", &said[..], &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "widget |     Updating index\nwidget 3/210 |    Compiling serde v1.0.2 (/a [b] 1/2)\n"
        );
    }

    #[test]
    fn every_line_is_seen_also_an_unfinished_last_one() {
        let mut seen = Vec::new();
        let mut out = Vec::new();
        let status = run_seen(&mut shell("printf 'one\\ntwo'"), &mut out, |line| seen.push(line.to_owned()));
        assert!(status.unwrap().success());
        assert_eq!(out, b"one\ntwo");
        assert_eq!(seen, ["one", "two"]);
    }

    #[test]
    fn a_dropped_child_takes_its_own_children_along() {
        let mut running = Running::start(shell("sleep 600 & echo $!; wait").stdout(Stdio::piped())).unwrap();
        let mut line = String::new();
        BufReader::new(running.take_stdout().unwrap()).read_line(&mut line).unwrap();
        let grandchild = Pid::from_raw(line.trim().parse().unwrap());
        assert!(alive(grandchild), "the grandchild runs");
        drop(running);
        let deadline = Instant::now() + GRACE;
        while alive(grandchild) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
        }
        assert!(!alive(grandchild), "the grandchild is gone");
    }

    /// Whether a process runs. One that ended and that nobody has collected yet (a zombie) does not.
    fn alive(pid: Pid) -> bool {
        output(Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]))
            .is_some_and(|state| !state.is_empty() && !state.starts_with('Z'))
    }
}
