//! Whether something has to be built again: a fingerprint of what goes in and of what came out, kept in a file.

use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// A record of one finished build.
#[derive(Debug, PartialEq, Eq)]
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
        let now = || line(self.goes_in()?, &self.output);
        self.output.is_dir()
            && fs::read_to_string(&self.file).is_ok_and(|kept| now().is_ok_and(|now| now == kept))
    }

    /// To be called before the build: a file saved while it runs may be in the output or not, so it is not recorded as
    /// built.
    pub(crate) fn begin(&self) -> Result<Begun<'_>> {
        Ok(Begun { goes_in: self.goes_in()?, stamp: self })
    }

    fn goes_in(&self) -> Result<u64> {
        fingerprint(&self.besides, &self.inputs)
    }
}

/// A build under way, with what went in at its beginning.
#[must_use = "a build is recorded once it has succeeded"]
pub(crate) struct Begun<'a> {
    stamp: &'a Stamp,
    goes_in: u64,
}

impl Begun<'_> {
    /// Records that the output was just built.
    pub(crate) fn record(self) -> Result<()> {
        let file = &self.stamp.file;
        fs::write(file, line(self.goes_in, &self.stamp.output)?)
            .with_context(|| format!("writing {}", file.display()))
    }
}

/// What the file holds: what went in, and what came out.
fn line(goes_in: u64, output: &Path) -> Result<String> {
    Ok(format!("{goes_in:016x} {:016x}\n", fingerprint("", [output])?))
}

fn fingerprint(besides: &str, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    besides.hash(&mut hasher);
    for path in paths {
        for file in files_in(path.as_ref())? {
            let content = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            (file, content).hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
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

    /// A folder of its own with an input `src/a` and an output `out/b`, removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder =
                Self(std::env::temp_dir().join(format!("xtask-stamp-{name}-{}", std::process::id())));
            for (file, content) in [("src/a", "1"), ("out/b", "2")] {
                fs::create_dir_all(folder.0.join(file).parent().unwrap()).unwrap();
                folder.write(file, content);
            }
            folder
        }

        fn write(&self, file: &str, content: &str) {
            fs::write(self.0.join(file), content).unwrap();
        }

        fn stamp(&self, besides: &str) -> Stamp {
            let inputs = vec![self.0.join("src"), self.0.join("none")];
            Stamp::new(self.0.join("stamp"), inputs, self.0.join("out"), besides.into())
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_build_is_current_until_an_input_or_the_output_changes() {
        let folder = Folder::new("current");
        let stamp = folder.stamp("");
        assert!(!stamp.is_current(), "never built");
        stamp.begin().unwrap().record().unwrap();
        assert!(stamp.is_current());
        assert!(!folder.stamp("another compiler").is_current());
        folder.write("src/a", "3");
        assert!(!stamp.is_current(), "an input changed");
        stamp.begin().unwrap().record().unwrap();
        fs::remove_file(folder.0.join("out/b")).unwrap();
        assert!(!stamp.is_current(), "the output changed");
    }

    #[test]
    fn what_is_saved_while_a_build_runs_is_not_recorded_as_built() {
        let folder = Folder::new("saved");
        let stamp = folder.stamp("");
        let begun = stamp.begin().unwrap();
        folder.write("out/b", "built of 1");
        folder.write("src/a", "3");
        begun.record().unwrap();
        assert!(!stamp.is_current());
        folder.write("src/a", "1");
        assert!(stamp.is_current(), "it is what was built");
    }
}
