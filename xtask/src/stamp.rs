//! Whether something has to be built again: a fingerprint of what goes in and of what came out, kept in a file.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// A record of one finished build.
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: Vec<PathBuf>,
    output: PathBuf,
    /// What counts besides files, such as the compiler's version.
    besides: String,
}

impl Stamp {
    /// A stamp kept in `file`, for a build that makes the folder `output` of `inputs` (files and folders; those that
    /// do not exist count as empty).
    pub(crate) fn new(file: PathBuf, inputs: Vec<PathBuf>, output: PathBuf, besides: String) -> Self {
        Self { file, inputs, output, besides }
    }

    /// Whether the output is what the inputs, as they are now, were built into.
    pub(crate) fn is_current(&self) -> bool {
        self.output.is_dir()
            && fs::read_to_string(&self.file)
                .is_ok_and(|kept| self.fingerprint().is_ok_and(|now| now == kept))
    }

    /// Records that the output was just built.
    pub(crate) fn record(&self) -> Result<()> {
        fs::write(&self.file, self.fingerprint()?).with_context(|| format!("writing {}", self.file.display()))
    }

    fn fingerprint(&self) -> Result<String> {
        let mut hasher = DefaultHasher::new();
        self.besides.hash(&mut hasher);
        for path in self.inputs.iter().chain([&self.output]) {
            for file in files_in(path)? {
                let content = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
                (file, content).hash(&mut hasher);
            }
        }
        Ok(format!("{:016x}\n", hasher.finish()))
    }
}

/// All files of a folder and its folders, or the file itself, in a fixed order.
pub(crate) fn files_in(path: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path).with_context(|| format!("reading {}", path.display()))? {
                open.push(entry?.path());
            }
        } else if path.is_file() {
            files.insert(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_current_until_an_input_or_the_output_changes() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let (src, out) = (folder.join("src"), folder.join("out"));
        fs::create_dir_all(&src).unwrap();
        fs::create_dir_all(&out).unwrap();
        fs::write(src.join("a"), "1").unwrap();
        fs::write(out.join("b"), "2").unwrap();
        let stamp = |besides: &str| {
            Stamp::new(
                folder.join("stamp"),
                vec![src.clone(), folder.join("none")],
                out.clone(),
                besides.into(),
            )
        };
        assert!(!stamp("").is_current(), "never built");
        stamp("").record().unwrap();
        assert!(stamp("").is_current());
        assert!(!stamp("another compiler").is_current());
        fs::write(src.join("a"), "3").unwrap();
        assert!(!stamp("").is_current(), "an input changed");
        stamp("").record().unwrap();
        fs::remove_file(out.join("b")).unwrap();
        assert!(!stamp("").is_current(), "the output changed");
        fs::remove_dir_all(folder).unwrap();
    }
}
