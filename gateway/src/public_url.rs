//! The address under which customers reach the gateway.

use url::Url;

/// The public address: `http` or `https`, with or without a path.
#[derive(Clone, Debug)]
pub struct PublicUrl(Url);

/// Why an address is none that customers could use.
#[derive(Debug, thiserror::Error)]
pub enum PublicUrlError {
    /// It can't be read.
    #[error("{0:?} is not an address")]
    Unreadable(String, #[source] url::ParseError),
    /// It is neither `http` nor `https`.
    #[error("{0:?} is neither http nor https")]
    Scheme(String),
}

impl PublicUrl {
    /// Reads an address; its query and fragment are left out.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let mut url = Url::parse(text).map_err(|e| PublicUrlError::Unreadable(text.to_owned(), e))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(PublicUrlError::Scheme(text.to_owned()));
        }
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The address of a path below it.
    pub fn at(&self, path: &[&str]) -> String {
        self.below(path).into()
    }

    /// The address of an order's checkout page.
    pub fn checkout(&self, slug: &str, order: &str) -> String {
        let mut url = self.below(&[slug, "checkout"]);
        url.query_pairs_mut().append_pair("order", order);
        url.into()
    }

    /// `scheme://host:port`, as browsers write it.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    fn below(&self, path: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stand_below_the_public_address() {
        let url = PublicUrl::parse("https://hire.example/book/?x#y").unwrap();
        assert_eq!(url.at(&["pictures", "a b.svg"]), "https://hire.example/book/pictures/a%20b.svg");
        assert_eq!(url.checkout("abc", "pio_1"), "https://hire.example/book/abc/checkout?order=pio_1");
        assert_eq!(url.origin(), "https://hire.example");
        assert_eq!(PublicUrl::parse("http://127.0.0.1:8787").unwrap().at(&["a"]), "http://127.0.0.1:8787/a");
    }

    #[test]
    fn only_web_addresses_are_public() {
        assert!(PublicUrl::parse("ftp://x").is_err());
        assert!(PublicUrl::parse("hire.example").is_err());
    }
}
