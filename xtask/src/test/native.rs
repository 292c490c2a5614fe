//! Programs of tests: built in one call of cargo, so that it compiles once what they share, and run one after the other.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::plan::NATIVE_ZONE;
use crate::process::{self, step};

/// A program of tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    package: String,
    /// Its library's tests, or the file's under `tests/`.
    pub(super) name: String,
    pub(super) executable: PathBuf,
    folder: PathBuf,
}

/// Programs of tests that were built together.
pub(super) struct Programs(Vec<Program>);

impl Programs {
    /// Builds all native ones with default features off: the widget's `web` needs a browser.
    pub(super) fn native() -> Result<Self> {
        step("building the native tests (minutes on a fresh checkout)");
        let mut cargo = process::cargo();
        cargo.args(["test", "--workspace", "--no-default-features", "--no-run"]);
        Self::built_by(&mut cargo)
    }

    /// Those that this call of cargo builds.
    pub(super) fn built_by(cargo: &mut Command) -> Result<Self> {
        let said = process::output_labelled("tests", cargo.arg("--message-format=json-render-diagnostics"))?;
        let programs: Vec<Program> = said.lines().filter_map(program).collect();
        ensure!(!programs.is_empty(), "cargo named no program of tests");
        Ok(Self(programs))
    }

    /// The programs of a package.
    pub(super) fn of(&self, package: &str) -> impl Iterator<Item = &Program> {
        self.0.iter().filter(move |program| program.package == package)
    }
}

impl Program {
    /// Runs it. The runner says how long each test took only if it is told that unstable options are fine.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.executable);
        command.current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder).env("TZ", NATIVE_ZONE);
        command.env("RUSTC_BOOTSTRAP", "1").args(["-Zunstable-options", "--report-time"]);
        command
    }
}

/// The program that a line of cargo's speaks of, if it speaks of one.
fn program(line: &str) -> Option<Program> {
    let message: Value = serde_json::from_str(line).ok()?;
    let text = |place: &str| message.pointer(place)?.as_str();
    let is_test = message.pointer("/profile/test")?.as_bool()?;
    (is_test && text("/reason") == Some("compiler-artifact")).then_some(())?;
    let folder = Path::new(text("/manifest_path")?).parent()?.to_owned();
    // `path+file:///folder#name@version`, or without the name if it is the folder's.
    let (before, id) = text("/package_id")?.rsplit_once('#')?;
    let package = match id.split_once('@') {
        Some((name, _)) => name,
        None => before.rsplit('/').next()?,
    };
    Some(Program {
        package: package.to_owned(),
        name: text("/target/name")?.to_owned(),
        executable: text("/executable")?.into(),
        folder,
    })
}

/// The one program of a package.
pub(super) fn only<'a>(mut programs: impl Iterator<Item = &'a Program>) -> Result<&'a Program> {
    let only = programs.next().context("cargo named no such program of tests")?;
    ensure!(programs.next().is_none(), "cargo named more than one such program of tests");
    Ok(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_read_from_what_cargo_says() {
        let line = |test, id| {
            format!(
                r#"{{"reason":"compiler-artifact","package_id":"{id}","manifest_path":"/a/gateway/Cargo.toml",
                "target":{{"name":"gateway"}},"profile":{{"test":{test}}},"executable":"/t/gateway-1"}}"#
            )
            .replace('\n', "")
        };
        let found = program(&line(true, "path+file:///a/gateway#booking-gateway@0.1.0")).unwrap();
        assert_eq!((found.package.as_str(), found.name.as_str()), ("booking-gateway", "gateway"));
        assert_eq!(found.folder, Path::new("/a/gateway"));
        assert_eq!(program(&line(true, "path+file:///a/xtask#0.1.0")).unwrap().package, "xtask");
        assert_eq!(program(&line(false, "path+file:///a/gateway#booking-gateway@0.1.0")), None);
        assert_eq!(program("   Compiling serde"), None);
    }
}
