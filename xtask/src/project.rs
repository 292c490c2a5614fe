//! Where things are: the repository, the target folder, the versions that Cargo.lock fixes.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context as _, Result};

/// The Rust target the widget is compiled to.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder cargo builds into.
pub(crate) fn target_dir() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The folder the release build of the widget is in.
pub(crate) fn dist_dir() -> PathBuf {
    root().join("dist")
}

/// The gateway's binary, as `cargo build -p booking-gateway` leaves it.
pub(crate) fn gateway_binary() -> PathBuf {
    target_dir().join("debug").join("booking-gateway")
}

/// The version of a package in Cargo.lock.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).context("reading Cargo.lock")?;
    version_in_lock(&lock, package).with_context(|| format!("Cargo.lock holds no package {package}"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    let version = lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_by_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.125\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.125"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }
}
