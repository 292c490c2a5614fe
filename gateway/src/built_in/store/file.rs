//! The store's file: who may read it, and whether it is still the one that was opened.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::{Result, StoreError};

/// The store's file in the data folder.
const NAME: &str = "booking.sqlite";

/// The store's file in a folder.
pub(super) fn in_folder(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// Makes folder and file if they are not there. Only this user may read what is made, and the file in any case: it has
/// customers' data. SQLite gives the files beside it the same mode.
pub(super) fn create(folder: &Path) -> Result<PathBuf> {
    private_folder(folder).map_err(|e| StoreError::Folder(folder.to_owned(), e))?;
    let file = in_folder(folder);
    private_file(&file).map_err(|e| StoreError::Open(file.clone(), e.into()))?;
    Ok(file)
}

fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn private_file(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(file)?;
    #[cfg(unix)]
    opened.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(opened)
}

/// Whether the log beside the file, if there is one, is the file's own. SQLite writes what is in a log into whatever file
/// lies beside it: into a copy that was put in the place of the store that the log was written for.
pub(super) fn check_log(file: &Path) -> Result<()> {
    let log = beside(file, "-wal");
    let has_log = log.metadata().is_ok_and(|log| log.len() > 0);
    match std::fs::read_to_string(beside(file, "-file")) {
        // Power that was lost can leave an empty one.
        Ok(noted) if has_log && !noted.is_empty() && noted != note(file)? => Err(StoreError::ForeignLog(log)),
        _ => Ok(()),
    }
}

/// Notes beside the file which one it is, for [`check_log`] of the next start.
pub(super) fn write_note(file: &Path) -> Result<()> {
    let path = beside(file, "-file");
    let text = note(file)?;
    if std::fs::read_to_string(&path).is_ok_and(|noted| noted == text) {
        return Ok(());
    }
    let new = beside(file, "-file-new");
    private_file(&new)
        .and_then(|_| std::fs::write(&new, text))
        .and_then(|()| std::fs::rename(&new, &path))
        .map_err(|e| StoreError::Folder(path, e))
}

/// Its number on its disk, and when it was made: a number is given again when its file is gone. Not which disk: disks are
/// numbered anew when the machine starts.
fn note(file: &Path) -> Result<String> {
    let found = file.metadata().map_err(|e| StoreError::Open(file.to_owned(), e.into()))?;
    let made = found.created().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let (_, number) = id(&found);
    Ok(format!("{number} {}\n", made.map_or(0, |made| made.as_nanos())))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Which file was opened.
#[derive(Debug)]
pub(super) struct FileId {
    path: PathBuf,
    id: (u64, u64),
}

impl FileId {
    /// Of the file that is there now.
    pub(super) fn of(path: PathBuf) -> Result<Self> {
        match path.metadata() {
            Ok(found) => Ok(Self { id: id(&found), path }),
            Err(error) => Err(StoreError::Open(path, error.into())),
        }
    }

    /// Whether the same file is there still.
    pub(super) fn check(&self) -> Result<()> {
        match self.path.metadata() {
            Ok(found) if id(&found) == self.id => Ok(()),
            _ => Err(StoreError::Replaced(self.path.clone())),
        }
    }
}

impl FileId {
    /// Whether its disk has room for so many bytes. Where that can't be told there is.
    #[cfg(unix)]
    pub(super) fn check_room(&self, bytes: u64) -> Result<()> {
        let Ok(disk) = rustix::fs::statvfs(&self.path) else { return Ok(()) };
        let left = disk.f_bavail.saturating_mul(disk.f_frsize);
        if left < bytes { Err(StoreError::NoRoom { file: self.path.clone(), left }) } else { Ok(()) }
    }

    /// Elsewhere that can't be told.
    #[cfg(not(unix))]
    pub(super) fn check_room(&self, _: u64) -> Result<()> {
        Ok(())
    }
}

/// Device and number of a file.
#[cfg(unix)]
fn id(file: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

/// Elsewhere a file that is open can't be replaced.
#[cfg(not(unix))]
fn id(_: &Metadata) -> (u64, u64) {
    (0, 0)
}
