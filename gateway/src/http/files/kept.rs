//! The contents that were read before, so that a file is hashed and compressed once and not for each request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;

use super::content::Content;

/// How many bytes of files are kept, not counting their encodings, which are smaller.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// How many names are kept: a file can be asked for by several.
const KEPT_NAMES: usize = 1024;

/// A store of contents. A content is known by its hash, so that no way to write a name has a file compressed again.
pub(super) struct Kept {
    most_bytes: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    contents: HashMap<String, Arc<Content>>,
    bytes: usize,
    names: HashMap<String, (String, Arc<Content>)>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { most_bytes: KEPT_BYTES, inner: Mutex::default() }
    }
}

impl Kept {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was kept under a name, where it is of this version.
    pub(super) fn get(&self, name: &str, version: &str) -> Option<Arc<Content>> {
        let inner = self.inner();
        let (kept, content) = inner.names.get(name)?;
        (kept == version).then(|| content.clone())
    }

    /// Keeps a content; under a name only where a version is known that another content will not have.
    pub(super) fn keep(&self, name: &str, version: Option<&str>, bytes: Bytes) -> Arc<Content> {
        let fresh = Content::new(bytes);
        let mut inner = self.inner();
        let content = match inner.contents.get(fresh.hash()) {
            Some(known) => known.clone(),
            None => {
                let size = fresh.bytes().len();
                if inner.bytes.saturating_add(size) > self.most_bytes {
                    *inner = Inner::default();
                }
                inner.bytes += size;
                let content = Arc::new(fresh);
                inner.contents.insert(content.hash().to_owned(), content.clone());
                content
            }
        };
        if let Some(version) = version {
            if inner.names.len() >= KEPT_NAMES {
                inner.names.clear();
            }
            inner.names.insert(name.to_owned(), (version.to_owned(), content.clone()));
        }
        content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_found_by_its_name_and_version_alone_and_is_there_once() {
        let kept = Kept::default();
        let bytes = || Bytes::from_static(b"one");
        let one = kept.keep("/a", Some("1"), bytes());
        assert!(kept.get("/a", "1").is_some_and(|found| Arc::ptr_eq(&found, &one)));
        assert!(kept.get("/a", "2").is_none() && kept.get("/b", "1").is_none());
        assert!(Arc::ptr_eq(&one, &kept.keep("//a", None, bytes())));
        assert!(kept.get("//a", "1").is_none());
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let kept = Kept { most_bytes: 1000, ..Kept::default() };
        for number in 0..200_u8 {
            kept.keep(&format!("/{number}"), Some("1"), Bytes::from(vec![number; 100]));
            assert!((100..=1000).contains(&kept.inner().bytes));
        }
        for number in 0..3000 {
            kept.keep(&format!("/same/{number}"), Some("1"), Bytes::from_static(b"x"));
            assert!(kept.inner().names.len() <= KEPT_NAMES);
        }
    }
}
