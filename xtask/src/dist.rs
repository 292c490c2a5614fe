//! The release build of the widget: trunk compiles it, and its hook (see `assemble`) puts `dist/` together.

use std::fs::{self, File, TryLockError};
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::process::{self, step};
use crate::stamp::Stamp;
use crate::{project, setup};

/// What the release build is made of, besides its page.
const INPUTS: [&str; 15] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "examples",
    "package-lock.json",
    "patches",
    "src",
    "styles",
    "xtask/Cargo.toml",
    "xtask/src/assemble.rs",
    "xtask/src/dist.rs",
    "xtask/src/glue.rs",
    "xtask/src/setup.rs",
    "xtask/src/split.rs",
];

/// What is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    /// `dist/`.
    Dist,
    /// The same with the feature `test-panic`: it panics where a test says so. It shares all compiled crates with
    /// `dist/`, and its module is not made smaller.
    Trap,
}

impl Build {
    /// Where it is put.
    pub(crate) fn folder(self) -> PathBuf {
        match self {
            Self::Dist => project::dist_dir(),
            Self::Trap => project::target_dir().join("dist-trap"),
        }
    }

    /// The page that tells trunk what to build.
    fn page(self) -> &'static str {
        match self {
            Self::Dist => "index.html",
            Self::Trap => "tests/e2e/trap.html",
        }
    }

    fn stamp_file(self) -> PathBuf {
        project::target_dir().join(match self {
            Self::Dist => "dist.stamp",
            Self::Trap => "dist-trap.stamp",
        })
    }
}

/// Sets up what is missing and builds `dist/`, unless nothing changed since the last time.
pub(crate) fn build() -> Result<()> {
    run(Build::Dist)
}

/// Builds one or the other, unless nothing changed since the last time.
pub(crate) fn run(build: Build) -> Result<()> {
    let _alone = alone()?;
    let tools = setup::for_dist()?;
    let folder = build.folder();
    let name = folder.file_name().unwrap_or_default().display();
    if stamp(build, &settings(setup::has_std_source())?).is_current() {
        step(&format!("the widget: {name}/ is up to date"));
        return Ok(());
    }
    let settings = settings(setup::std_source())?;
    step("fetching the crates of Cargo.lock, and the standard library's, where they are missing");
    process::run(
        process::cargo().arg("fetch").args(["--target", project::WASM_TARGET]).envs(settings.clone()),
    )?;
    setup::crates()?;
    let stamp = stamp(build, &settings);
    let begun = stamp.begin()?;
    step(&format!(
        "building the widget for release into {name}/ (a minute or two, less when little changed)"
    ));
    process::run(
        tools
            .command("trunk")
            .current_dir(project::root())
            .args(["build", "--release", "--offline", "--html-output", "index.html", "--dist"])
            .arg(&folder)
            .arg(build.page())
            .envs(settings),
    )
    .context("building the widget")?;
    begun.record()
}

/// Held while `dist/` is built: two builds at once would take each other's files.
fn alone() -> Result<File> {
    fs::create_dir_all(project::target_dir()).context("creating the target folder")?;
    let lock = File::create(project::target_dir().join("dist.lock")).context("creating dist.lock")?;
    if let Err(TryLockError::WouldBlock) = lock.try_lock() {
        step("another command is building dist/: waiting for it");
        lock.lock().context("waiting for dist.lock")?;
    }
    Ok(lock)
}

type Settings = Vec<(&'static str, String)>;

/// The environment of the release build. Rebuilding the standard library for size is unstable: a stable compiler does
/// it only when told so by the environment, and in Cargo.toml it would break every other command.
fn settings(std_source: bool) -> Result<Settings> {
    const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
    let mut flags = remap_flags()?;
    if !std_source {
        return Ok(vec![(FLAGS, flags)]);
    }
    // Nobody reads the place of a panic that aborts at once, nor a debug text that is only ever part of one.
    flags.push_str(" -Zlocation-detail=none -Zfmt-debug=none");
    let unstable = [
        ("RUSTC_BOOTSTRAP", "1"),
        ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
        ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
        ("CARGO_UNSTABLE_PANIC_IMMEDIATE_ABORT", "true"),
        ("CARGO_PROFILE_WASM_RELEASE_PANIC", "immediate-abort"),
    ];
    let unstable = unstable.map(|(name, value)| (name, value.to_owned()));
    Ok(unstable.into_iter().chain([(FLAGS, flags)]).collect())
}

/// Panic messages name source files: folders of the machine that built it are none of the pages' business, and make
/// the size differ from one machine to the next. cargo splits the flags at spaces, so a folder with one keeps its name.
fn remap_flags() -> Result<String> {
    let home = home::cargo_home().context("finding cargo's home folder")?;
    let sysroot = setup::sysroot().context("asking rustc for its folder")?;
    let folders = [
        (home.join("registry/src"), "crates"),
        (sysroot.join("lib/rustlib/src/rust"), "rust"),
        (project::root().to_owned(), "booking-widget"),
    ];
    let flags = folders.map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()));
    let whole: Vec<&str> = flags.iter().map(String::as_str).filter(|flag| !flag.contains(' ')).collect();
    Ok(whole.join(" "))
}

/// Besides the files, the compiler and how it is set count; that also tells whether the standard library is rebuilt.
fn stamp(build: Build, settings: &Settings) -> Stamp {
    let root = project::root();
    let compiler = process::output(process::rustc().arg("-vV")).unwrap_or_default();
    Stamp::new(
        build.stamp_file(),
        INPUTS.iter().chain([&build.page()]).map(|input| root.join(input)).collect(),
        build.folder(),
        format!("{compiler}\n{settings:?}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_input_is_there() {
        for input in INPUTS.into_iter().chain([Build::Dist.page(), Build::Trap.page()]) {
            assert!(project::root().join(input).exists(), "{input}");
        }
    }

    #[test]
    fn a_rebuilt_standard_library_is_another_build() {
        let [with, without] = [true, false].map(|std_source| settings(std_source).unwrap());
        assert!(stamp(Build::Dist, &with) == stamp(Build::Dist, &with));
        assert!(stamp(Build::Dist, &with) != stamp(Build::Dist, &without));
    }
}
