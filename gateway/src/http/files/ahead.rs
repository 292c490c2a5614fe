//! Compresses a folder's files before anybody asks for them: a second for a program, which no customer has to wait then.

use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use url::Url;

use super::Folder;
use super::content::Encoding;

/// How many files are looked at; the rest is compressed when it is first asked for.
const MOST: usize = 100;

/// Asks for each file as a browser does, one after the other.
pub(super) async fn ask_for_all(folder: Folder, root: PathBuf) {
    let paths = tokio::task::spawn_blocking(move || paths(&root)).await.unwrap_or_default();
    for path in paths {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, "br").body(Body::empty());
        let Ok(request) = request else { continue };
        // A file that can't be had is told to who asks for it.
        let _ = folder.answer(request).await;
    }
}

/// The paths of a folder's files, as they stand in addresses.
fn paths(root: &Path) -> Vec<String> {
    let (mut paths, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file()
                && let Some(path) = path(root, &entry.path())
                && !Encoding::SMALLER.iter().any(|encoding| path.ends_with(encoding.suffix()))
            {
                paths.push(path);
            }
            if paths.len() + folders.len() >= MOST {
                return paths;
            }
        }
    }
    paths
}

fn path(root: &Path, file: &Path) -> Option<String> {
    let mut url = Url::parse("http://folder/").ok()?;
    let names = file.strip_prefix(root).ok()?.iter().map(|name| name.to_str());
    url.path_segments_mut().ok()?.pop_if_empty().extend(names.collect::<Option<Vec<_>>>()?);
    Some(url.path().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths_are_those_of_the_files_in_all_folders() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("app")).unwrap();
        for name in ["index.html", "index.html.br", "app/a b.js", "app/a b.js.gz"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let mut paths = paths(folder.path());
        paths.sort();
        assert_eq!(paths, ["/app/a%20b.js", "/index.html"]);
        for number in 0..300 {
            fs::write(folder.path().join(number.to_string()), "").unwrap();
        }
        assert!(super::paths(folder.path()).len() <= MOST);
    }
}
