//! The content of a file: its tag, and how it is sent compressed.

use std::io::{self, Read, Write};
use std::sync::Arc;

use axum::body::Bytes;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use tokio::sync::{OnceCell, Semaphore};

/// The best that brotli does; it takes about a second for half a megabyte.
const BROTLI_QUALITY: i32 = 11;

/// The base 2 logarithms of brotli's smallest window, and of the largest that every browser takes.
const BROTLI_WINDOWS: [i32; 2] = [10, 22];

/// How many bytes are decompressed at a time.
const DECODED_BYTES: usize = 16 * 1024;

/// Contents are compressed one after the other: the rest of the machine stays with the customers.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// How a content is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

impl Encoding {
    /// Those that make contents smaller.
    pub(super) const SMALLER: [Self; 2] = [Self::Gzip, Self::Brotli];

    /// Its name in headers.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    /// The end of the name of a file that holds another one in this encoding.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => ".gz",
            Self::Brotli => ".br",
        }
    }
}

/// Bytes that do not change. Each encoding of them is made when it is first asked for, unless it was made before.
pub(super) struct Content {
    bytes: Bytes,
    hash: String,
    /// `None` where it would be no smaller.
    gzip: OnceCell<Option<Bytes>>,
    brotli: OnceCell<Option<Bytes>>,
}

impl Content {
    /// Reads all of the bytes for their hash.
    pub(super) fn new(bytes: Bytes) -> Self {
        let digest = Sha256::digest(&bytes);
        // Half of it: nobody but the folder's owner chooses what is hashed.
        let hash = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Self { bytes, hash, gzip: OnceCell::new(), brotli: OnceCell::new() }
    }

    /// The bytes as they are.
    pub(super) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// What tells this content in this encoding from all others.
    pub(super) fn tag(&self, encoding: Encoding) -> String {
        match encoding {
            Encoding::Identity => format!("\"{}\"", self.hash),
            Encoding::Gzip | Encoding::Brotli => format!("\"{}-{}\"", self.hash, encoding.name()),
        }
    }

    /// What names the content whatever its encoding.
    pub(super) fn hash(&self) -> &str {
        &self.hash
    }

    /// In an encoding; `None` where that is no smaller than the bytes as they are.
    pub(super) async fn encoded(self: &Arc<Self>, encoding: Encoding) -> Option<Bytes> {
        if let Some(known) = self.cell(encoding)?.get() {
            return known.clone();
        }
        let content = self.clone();
        // In a task of its own: where the client goes away, the next one does not have it begun again.
        tokio::spawn(async move { content.make(encoding).await }).await.ok().flatten()
    }

    /// Takes an encoding that was made before, if it decodes to these bytes. It may belong to an older file.
    pub(super) fn offer(&self, encoding: Encoding, encoded: Bytes) {
        let Some(cell) = self.cell(encoding).filter(|cell| !cell.initialized()) else { return };
        let decodes = match encoding {
            Encoding::Identity => false,
            Encoding::Gzip => gives(GzDecoder::new(&*encoded), &self.bytes),
            Encoding::Brotli => gives(brotli::Decompressor::new(&*encoded, DECODED_BYTES), &self.bytes),
        };
        if decodes && encoded.len() < self.bytes.len() {
            // If another task has made it meanwhile, that one stays.
            let _ = cell.set(Some(encoded));
        }
    }

    fn cell(&self, encoding: Encoding) -> Option<&OnceCell<Option<Bytes>>> {
        match encoding {
            Encoding::Identity => None,
            Encoding::Gzip => Some(&self.gzip),
            Encoding::Brotli => Some(&self.brotli),
        }
    }

    async fn make(&self, encoding: Encoding) -> Option<Bytes> {
        let made = self.cell(encoding)?.get_or_init(|| async {
            let _alone = ONE_AT_A_TIME.acquire().await;
            let bytes = self.bytes.clone();
            let encoded = tokio::task::spawn_blocking(move || match encoding {
                Encoding::Brotli => brotli_of(&bytes),
                Encoding::Identity | Encoding::Gzip => gzip_of(&bytes),
            });
            let encoded = encoded.await.ok()?.ok()?;
            (encoded.len() < self.bytes.len()).then(|| Bytes::from(encoded))
        });
        made.await.clone()
    }
}

fn brotli_of(bytes: &[u8]) -> io::Result<Vec<u8>> {
    // The encoder prepares its whole window first. For a small picture that would be most of the work.
    let [smallest, largest] = BROTLI_WINDOWS;
    let whole = bytes.len().next_power_of_two().ilog2();
    let params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: i32::try_from(whole).map_or(largest, |whole| whole + 1).clamp(smallest, largest),
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut encoded = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut encoded, &params)?;
    Ok(encoded)
}

/// Whether a reader gives these bytes and no more. It is not read beyond them, however much it would give.
fn gives(mut reader: impl Read, mut bytes: &[u8]) -> bool {
    let mut read = vec![0; DECODED_BYTES];
    loop {
        let Ok(count) = reader.read(&mut read) else { return false };
        if count == 0 {
            return bytes.is_empty();
        }
        let Some(rest) = read.get(..count).and_then(|read| bytes.strip_prefix(read)) else { return false };
        bytes = rest;
    }
}

fn gzip_of(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_encoded_before_is_taken_only_if_it_is_of_these_bytes() {
        let bytes = Bytes::from("the bytes ".repeat(10_000));
        let encoded = |bytes: &[u8]| {
            [(Encoding::Brotli, brotli_of(bytes).unwrap()), (Encoding::Gzip, gzip_of(bytes).unwrap())]
        };
        let other = Bytes::from("the other ".repeat(10_000));
        for offered in [&bytes[..], &other, &bytes[..99_000], &[&bytes[..], b"more"].concat(), b""] {
            for (encoding, encoded) in encoded(offered) {
                let content = Arc::new(Content::new(bytes.clone()));
                content.offer(encoding, encoded.clone().into());
                content.offer(encoding, Bytes::from_static(b"no encoding at all"));
                let taken = content.cell(encoding).unwrap().get().cloned().flatten();
                assert_eq!(taken, (offered == bytes).then(|| Bytes::from(encoded)), "{encoding:?}");
            }
        }
        for (encoding, encoded) in encoded(b"abc") {
            let content = Arc::new(Content::new(Bytes::from_static(b"abc")));
            content.offer(encoding, encoded.into());
            assert!(!content.cell(encoding).unwrap().initialized(), "{encoding:?} is longer");
        }
    }

    #[tokio::test]
    async fn each_encoding_has_a_tag_of_its_own_and_another_content_other_tags() {
        let content = |text: &str| Arc::new(Content::new(Bytes::from(text.repeat(1000))));
        let (one, other) = (content("one "), content("other "));
        let all = [Encoding::Identity, Encoding::Gzip, Encoding::Brotli];
        let mut tags: Vec<_> =
            [&one, &other].iter().flat_map(|content| all.map(|encoding| content.tag(encoding))).collect();
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), 6);
        assert_eq!(one.tag(Encoding::Brotli), content("one ").tag(Encoding::Brotli));
    }

    #[tokio::test]
    async fn what_would_grow_is_sent_as_it_is() {
        let content = Arc::new(Content::new(Bytes::from_static(b"abc")));
        assert_eq!(content.encoded(Encoding::Brotli).await, None);
        assert_eq!(content.encoded(Encoding::Gzip).await, None);
        let content = Arc::new(Content::new(Bytes::from("abc".repeat(1000))));
        assert!(content.encoded(Encoding::Brotli).await.is_some_and(|bytes| bytes.len() < 100));
        assert!(content.encoded(Encoding::Gzip).await.is_some_and(|bytes| bytes.len() < 100));
    }
}
