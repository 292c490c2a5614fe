//! Set-up: what the commands need besides Rust and Node, installed where it is missing, once per user, and never over
//! what the user has.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result, bail};

use crate::process::{self, step};
use crate::project::{self, WASM_TARGET};

/// trunk 0.22 wants a newer compiler than the project does.
const TRUNK_VERSION: &str = "0.21.14";

/// The driver of Firefox, which its system's package seldom brings along.
const GECKODRIVER_VERSION: &str = "0.37.1";

/// With `1`, `cargo binstall` may fetch signed, ready-made tools. Off by default: those tools run with the user's rights.
const BINSTALL: &str = "XTASK_BINSTALL";

/// The folder inside cargo's home that holds the tools, one folder for each version.
const TOOLS_FOLDER: &str = "booking-widget-tools";

/// The tools that were found or installed: folders that go in front of the `PATH` of what uses them.
pub(crate) struct Tools {
    folders: Vec<PathBuf>,
}

impl Tools {
    /// A command that finds the tools.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("PATH", self.path());
        command
    }

    fn path(&self) -> OsString {
        let before = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&before));
        env::join_paths(folders).unwrap_or(before)
    }
}

/// Everything `dist` needs. It calls neither trunk nor the wasm-bindgen command, which take minutes to build.
pub(crate) fn for_dist() -> Result<()> {
    wasm_target()?;
    npm_packages().map(drop)
}

/// Everything `serve` needs.
pub(crate) fn for_serve() -> Result<Tools> {
    wasm_target()?;
    let mut folders = vec![npm_packages()?];
    folders.extend(wasm_bindgen()?);
    folders.extend(trunk()?);
    Ok(Tools { folders })
}

fn trunk() -> Result<Option<PathBuf>> {
    Tool { package: "trunk", program: "trunk", version: TRUNK_VERSION }.folder(trunk_fits)
}

/// The crates that Cargo.lock names. trunk is told to stay offline, so that it takes the tools given to it, and then
/// cargo inside it stays offline too.
pub(crate) fn crates() -> Result<()> {
    step("fetching the crates of Cargo.lock where they are missing");
    process::run(process::cargo().arg("fetch"))
}

/// The compiler's own folder.
pub(crate) fn sysroot() -> Option<PathBuf> {
    process::output(process::rustc().args(["--print", "sysroot"])).map(PathBuf::from)
}

/// Whether the source of Rust's standard library is there: with it the release build compiles a smaller one. Without it
/// the widget is about a tenth larger and works the same.
pub(crate) fn has_std_source() -> bool {
    sysroot().is_some_and(|folder| folder.join("lib/rustlib/src/rust/library/Cargo.lock").is_file())
}

/// Whether the source of Rust's standard library is there, or could be added.
pub(crate) fn std_source() -> bool {
    if has_std_source() {
        return true;
    }
    step("rust-src: not found, adding it with rustup (the widget gets a standard library built for size)");
    let add = ["component", "add", "rust-src"];
    let added = process::run(Command::new("rustup").current_dir(project::root()).args(add));
    if added.is_err() {
        step(
            "rust-src could not be added: the widget is built with the ready-made standard library, about 10 % larger",
        );
    }
    added.is_ok()
}

/// Everything the browser tests of the widget's modules need, besides the browser.
pub(crate) fn for_wasm_tests() -> Result<Tools> {
    wasm_target()?;
    Ok(Tools { folders: wasm_bindgen()?.into_iter().collect() })
}

fn trunk_fits(version: &str) -> bool {
    version.starts_with("0.21.")
}

/// The command line tool has to be of the very version of the library.
fn wasm_bindgen() -> Result<Option<PathBuf>> {
    let version = project::locked_version("wasm-bindgen")?;
    let tool = Tool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version: &version };
    tool.folder(|found| found == version)
}

/// A command line tool that cargo installs.
struct Tool<'a> {
    package: &'a str,
    program: &'a str,
    version: &'a str,
}

impl Tool<'_> {
    /// The folder to put in front of the `PATH`; none where the `PATH` already has a version that fits.
    fn folder(&self, fits: impl Fn(&str) -> bool) -> Result<Option<PathBuf>> {
        if version_of(Path::new(self.program)).is_some_and(|version| fits(&version)) {
            return Ok(None);
        }
        let home = home::cargo_home().context("finding cargo's home folder")?;
        let root = home.join(TOOLS_FOLDER).join(format!("{}-{}", self.package, self.version));
        let folder = root.join("bin");
        if !self.is_in(&folder) {
            self.install(&root)?;
            if !self.is_in(&folder) {
                bail!(
                    "{} {} was installed into {} but does not run",
                    self.package,
                    self.version,
                    root.display()
                );
            }
        }
        Ok(Some(folder))
    }

    fn is_in(&self, folder: &Path) -> bool {
        version_of(&folder.join(self.program)).is_some_and(|version| version == self.version)
    }

    fn install(&self, root: &Path) -> Result<()> {
        let Self { package, version, .. } = self;
        let into = root.display();
        if env::var_os(BINSTALL).is_some_and(|value| value == "1") {
            step(&format!("{package} {version}: not found, fetching it with cargo binstall into {into}"));
            let mut binstall = process::cargo();
            binstall
                .args(["binstall", "--no-confirm", "--only-signed", "--disable-strategies", "compile"])
                .args(["--version", version, "--root"])
                .arg(root)
                .arg(package);
            match process::run(&mut binstall) {
                Ok(()) => return Ok(()),
                Err(error) => step(&format!("{error}: building it instead")),
            }
        }
        step(&format!("{package} {version}: not found, building it into {into} (a few minutes, once)"));
        let scratch = project::target_dir().join("tools");
        // Without their default features the tools can't fetch anything over TLS, which nobody asks of them.
        let built = process::run_labelled(
            package,
            process::cargo()
                .args(["install", package, "--version", version, "--locked", "--debug"])
                .args(["--no-default-features", "--root"])
                .arg(root)
                .env("CARGO_TARGET_DIR", &scratch)
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                .env("CARGO_INCREMENTAL", "0"),
        );
        let _ = fs::remove_dir_all(&scratch);
        built
            .with_context(|| format!("{package} {version} is needed; it can also be put on the PATH by hand"))
    }
}

/// The driver of Firefox: the one on the `PATH`, whichever version it is, or one that is built.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    let tool = Tool { package: "geckodriver", program: "geckodriver", version: GECKODRIVER_VERSION };
    let folder = tool.folder(|_| true)?;
    Ok(folder.map_or_else(|| tool.program.into(), |folder| folder.join(tool.program)))
}

/// The version a program says it has: the first word of `--version` that begins with a digit.
fn version_of(program: &Path) -> Option<String> {
    let said = process::output(Command::new(program).arg("--version"))?;
    said.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

pub(crate) fn find_on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The target that the widget is compiled to.
pub(crate) fn wasm_target() -> Result<()> {
    let ask = ["--print", "target-libdir", "--target", WASM_TARGET];
    let folder = process::output(process::rustc().args(ask));
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    step(&format!("{WASM_TARGET}: not found, adding it with rustup (the widget is compiled to it)"));
    let added = process::run(Command::new("rustup").current_dir(project::root()).args([
        "target",
        "add",
        WASM_TARGET,
    ]));
    added.with_context(|| {
        format!(
            "Rust's standard library for {WASM_TARGET} is missing and could not be added.\n\
             Where Rust is from rustup: run `rustup target add {WASM_TARGET}` with a network connection.\n\
             Where Rust is from the system's packages: install the one for WebAssembly\n\
             (Debian libstd-rust-dev-wasm32, Fedora rust-std-static-{WASM_TARGET}, Arch rust-wasm),\n\
             or install Rust from https://rustup.rs"
        )
    })
}

/// wasm-opt, esbuild and axe-core. Gives the folder of their commands.
fn npm_packages() -> Result<PathBuf> {
    let modules = project::root().join("node_modules");
    let installed = modified(&modules.join(".package-lock.json"));
    let wanted = modified(&project::root().join("package-lock.json"));
    if installed.is_none() || installed < wanted {
        step(
            "npm packages (wasm-opt, esbuild, axe-core): not there or older than package-lock.json, installing",
        );
        process::run(Command::new("npm").current_dir(project::root()).args([
            "ci",
            "--no-audit",
            "--no-fund",
        ]))
        .context("Node.js 20 or newer with npm is needed: https://nodejs.org or the system's packages")?;
    }
    Ok(modules.join(".bin"))
}

fn modified(file: &Path) -> Option<std::time::SystemTime> {
    fs::metadata(file).and_then(|data| data.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_what_a_program_says() {
        let version = version_of(Path::new("cargo")).expect("cargo runs these tests");
        assert_eq!(version.split('.').count(), 3, "{version}");
        assert_eq!(version_of(Path::new("no-such-program")), None);
    }

    #[test]
    fn the_tools_come_before_what_the_user_has() {
        let tools = Tools { folders: vec!["/first".into(), "/second".into()] };
        let path = tools.path();
        let mut folders = env::split_paths(&path);
        assert_eq!(folders.next(), Some(PathBuf::from("/first")));
        assert_eq!(folders.next(), Some(PathBuf::from("/second")));
        assert!(folders.next().is_some());
    }

    #[test]
    fn any_trunk_of_the_same_line_fits() {
        assert!(trunk_fits("0.21.3"));
        assert!(!trunk_fits("0.22.1"));
    }
}
