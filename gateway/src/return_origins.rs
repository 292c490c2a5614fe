//! The origins that companies list: other sites of theirs, to which the checkout pages may lead back.

use std::collections::HashSet;
use std::str::FromStr;

use booking_widget::booking::CompanyId;
use url::Url;

/// The origins of all companies.
#[derive(Clone, Debug, Default)]
pub struct ReturnOrigins(HashSet<ReturnOrigin>);

/// An origin that a company lists, written `COMPANY=ORIGIN`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReturnOrigin {
    company: String,
    origin: String,
}

/// Why a text is no such pair.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReturnOriginError {
    /// There is no company, or nothing between the two.
    #[error("must be COMPANY=ORIGIN, such as company_abc123=https://shop.example")]
    Pair,
    /// What follows is no origin, or more than one.
    #[error("{0:?} is no origin: http or https, a host, and a port where it is not the usual one")]
    Origin(String),
}

impl ReturnOrigins {
    /// Whether a company lists an origin, written as browsers write it.
    pub fn has(&self, company: &CompanyId, origin: &str) -> bool {
        let pair = ReturnOrigin { company: company.as_str().to_owned(), origin: origin.to_owned() };
        self.0.contains(&pair)
    }
}

impl FromIterator<ReturnOrigin> for ReturnOrigins {
    fn from_iter<T: IntoIterator<Item = ReturnOrigin>>(pairs: T) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl FromStr for ReturnOrigin {
    type Err = ReturnOriginError;

    fn from_str(text: &str) -> Result<Self, ReturnOriginError> {
        let (company, origin) = text.split_once('=').ok_or(ReturnOriginError::Pair)?;
        if company.is_empty() {
            return Err(ReturnOriginError::Pair);
        }
        let url = Url::parse(origin).ok().filter(|url| {
            let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
            let nameless = url.username().is_empty() && url.password().is_none();
            matches!(url.scheme(), "http" | "https") && bare && nameless
        });
        let url = url.ok_or_else(|| ReturnOriginError::Origin(origin.to_owned()))?;
        Ok(Self { company: company.to_owned(), origin: url.origin().ascii_serialization() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_the_companys_that_lists_it_and_nobody_elses() {
        let read = |text: &str| text.parse::<ReturnOrigin>().unwrap();
        let origins = ReturnOrigins::from_iter([
            read("company_a=HTTPS://Shop.example:443/"),
            read("company_a=http://b"),
        ]);
        let (a, b) = (CompanyId::new("company_a"), CompanyId::new("company_b"));
        assert!(origins.has(&a, "https://shop.example") && origins.has(&a, "http://b"));
        assert!(!origins.has(&b, "https://shop.example") && !origins.has(&a, "https://b"));
    }

    #[test]
    fn what_is_no_origin_is_said_so() {
        let read = |text: &str| text.parse::<ReturnOrigin>().unwrap_err();
        for text in ["https://shop.example", "=https://shop.example", "", "company_a"] {
            assert_eq!(read(text), ReturnOriginError::Pair, "{text}");
        }
        for origin in [
            "",
            "shop.example",
            "ftp://shop.example",
            "https://shop.example/hire",
            "https://shop.example/?a",
            "https://shop.example/#a",
            "https://user@shop.example",
            "*",
        ] {
            assert_eq!(read(&format!("company_a={origin}")), ReturnOriginError::Origin(origin.to_owned()));
        }
    }
}
