//! The release build of the widget: cargo compiles it, wasm-bindgen binds it, and `assemble` puts `dist/` together.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::assemble::{BOUND_FOLDER, BOUND_NAME, PAGE, assemble};
use crate::process::{self, step};
use crate::project::WASM_TARGET;
use crate::stamp::Stamp;
use crate::{project, setup};

/// The profile of the release build, in Cargo.toml and index.html.
const PROFILE: &str = "wasm-release";

/// What the release build is made of.
const INPUTS: [&str; 17] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "examples",
    "index.html",
    "package-lock.json",
    "patches",
    "src",
    "styles",
    "xtask/Cargo.toml",
    "xtask/src/assemble.rs",
    "xtask/src/compress.mjs",
    "xtask/src/dist.rs",
    "xtask/src/glue.rs",
    "xtask/src/project.rs",
    "xtask/src/setup.rs",
    "xtask/src/split.rs",
];

/// What is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    /// `dist/`.
    Dist,
    /// The same with the feature `test-panic`: it panics where a test says so. It shares all compiled crates with
    /// `dist/`, and nothing of it is made smaller.
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

    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Dist => &[],
            Self::Trap => &["--features", "test-panic"],
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
    setup::for_dist()?;
    let folder = build.folder();
    let name = folder.file_name().unwrap_or_default().display();
    if stamp(build, &settings(setup::has_std_source())?).is_current() {
        step(&format!("the widget: {name}/ is up to date"));
        return Ok(());
    }
    let settings = settings(setup::std_source())?;
    let stamp = stamp(build, &settings);
    let begun = stamp.begin()?;
    step(&format!(
        "compiling the widget for release (a minute or two, less if little changed), into {name}/"
    ));
    process::run_labelled("widget", &mut compile(build, settings)).context("building the widget")?;
    // Beside its place, so that it can be moved there.
    let staging = folder.with_file_name(format!("{name}-staging"));
    let _ = fs::remove_dir_all(&staging);
    bind(&staging)?;
    let page = project::root().join(PAGE);
    fs::copy(&page, staging.join(PAGE)).with_context(|| format!("copying {}", page.display()))?;
    assemble(&staging, build == Build::Dist)?;
    let _ = fs::remove_dir_all(&folder);
    fs::rename(&staging, &folder).with_context(|| format!("moving the build to {}", folder.display()))?;
    begun.record()
}

fn compile(build: Build, settings: Settings) -> std::process::Command {
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--package", "booking-widget", "--lib"]);
    cargo.args(["--target", WASM_TARGET, "--profile", PROFILE]).args(build.features()).envs(settings);
    cargo
}

/// Has wasm-bindgen write the module and its glue.
fn bind(staging: &Path) -> Result<()> {
    let module = project::target_dir().join(WASM_TARGET).join(PROFILE).join("booking_widget.wasm");
    let mut bindgen = Bindgen::new();
    let bound = bindgen.web(true).and_then(|bindgen| {
        bindgen
            .input_path(&module)
            .out_name(BOUND_NAME)
            .typescript(false)
            .generate(staging.join(BOUND_FOLDER))
    });
    bound.with_context(|| format!("wasm-bindgen on {}", module.display()))
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
        INPUTS.iter().map(|input| root.join(input)).collect(),
        build.folder(),
        format!("{compiler}\n{settings:?}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_input_is_there() {
        for input in INPUTS {
            assert!(project::root().join(input).exists(), "{input}");
        }
    }

    #[test]
    fn trunk_builds_as_the_release_is_built() {
        let page = fs::read_to_string(project::root().join(PAGE)).unwrap();
        for (attribute, value) in [
            ("data-cargo-profile-release", PROFILE),
            ("data-target-path", BOUND_FOLDER),
            ("data-wasm-opt", "0"),
        ] {
            assert!(page.contains(&format!("{attribute}=\"{value}\"")), "{attribute}");
        }
    }

    #[test]
    fn a_rebuilt_standard_library_is_another_build() {
        let [with, without] = [true, false].map(|std_source| settings(std_source).unwrap());
        assert!(stamp(Build::Dist, &with) == stamp(Build::Dist, &with));
        assert!(stamp(Build::Dist, &with) != stamp(Build::Dist, &without));
    }
}
