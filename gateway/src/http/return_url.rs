//! The address that the checkout pages lead back to: only one of the site that the order came from, or of one that the
//! company lists, so that nobody makes our pages lead elsewhere; and without what does not belong into a store.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use booking_widget::booking::CompanyId;
use url::Url;

use super::refused::Refused;
use crate::return_origins::ReturnOrigins;

/// The longest address that is kept, bytes: room for a page with a long query, well within a body.
const LONGEST_BYTES: usize = 8192;

/// Parameters that count visitors, by name: the widget hands those on to the checkout by itself.
const TRACKING: [&str; 6] = ["gclid", "gbraid", "wbraid", "fbclid", "msclkid", "ttclid"];

/// How the names of others of them begin.
const TRACKING_PREFIX: &str = "utm_";

/// Parts of the names of parameters that may hold a secret, or tell who the customer is.
const SECRET: [&str; 8] = ["token", "secret", "session", "auth", "key", "sig", "mail", "phone"];

/// The origin of the page that a request comes from, as the browser says it; none where that is hidden.
pub(super) struct PageOrigin(Option<String>);

impl<S: Sync> FromRequestParts<S> for PageOrigin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let mut origins = parts.headers.get_all(header::ORIGIN).into_iter();
        let origin = match (origins.next(), origins.next()) {
            (Some(origin), None) => origin.to_str().ok().filter(|origin| *origin != "null"),
            _ => None,
        };
        Ok(Self(origin.map(str::to_owned)))
    }
}

/// The address as it is kept; `None` where the pages may not lead there. Only what no page's address can be is refused:
/// `javascript:` or `data:` would run on the checkout page.
pub(super) fn allowed(
    text: &str,
    company: &CompanyId,
    page: &PageOrigin,
    listed: &ReturnOrigins,
) -> Result<Option<String>, Refused> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(mut url) = url.filter(|_| text.len() <= LONGEST_BYTES) else {
        return Err(Refused::bad(format!(
            "returnUrl must be an absolute http or https address of at most {LONGEST_BYTES} bytes"
        )));
    };
    // A name before the host is there to be taken for it.
    let has_name = !url.username().is_empty() || url.password().is_some();
    let origin = url.origin().ascii_serialization();
    if has_name || !(listed.has(company, &origin) || page.0.as_deref() == Some(&*origin)) {
        return Ok(None);
    }
    let query = url.query().map(without_secrets);
    url.set_query(query.as_deref().filter(|query| !query.is_empty()));
    // The pages set one of their own.
    url.set_fragment(None);
    Ok(Some(url.into()))
}

/// What is left of a query, as it was written.
fn without_secrets(query: &str) -> String {
    let kept = query.split('&').filter(|parameter| {
        let name = url::form_urlencoded::parse(parameter.as_bytes()).next();
        name.is_none_or(|(name, _)| may_be_kept(&name.to_lowercase()))
    });
    kept.collect::<Vec<_>>().join("&")
}

fn may_be_kept(name: &str) -> bool {
    !TRACKING.contains(&name)
        && !name.starts_with(TRACKING_PREFIX)
        && !SECRET.iter().any(|secret| name.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str, page: &str) -> Option<String> {
        let company = CompanyId::new("company_test");
        let listed = ReturnOrigins::from_iter(["company_test=https://listed.example".parse().unwrap()]);
        allowed(text, &company, &PageOrigin(Some(page.to_owned())), &listed).unwrap()
    }

    #[test]
    fn an_address_is_kept_where_its_origin_is_the_pages_or_listed() {
        for (address, page) in [
            ("https://shop.example/hire", "https://shop.example"),
            ("https://shop.example:443/hire", "https://shop.example"),
            ("https://SHOP.example/hire", "https://shop.example"),
            ("http://localhost:8080/", "http://localhost:8080"),
            ("https://listed.example/hire", "https://shop.example"),
            ("https://b\u{fc}cher.example/hire", "https://xn--bcher-kva.example"),
        ] {
            assert!(kept(address, page).is_some(), "{address} of {page}");
        }
        for (address, page) in [
            ("https://evil.example/hire", "https://shop.example"),
            ("http://shop.example/hire", "https://shop.example"),
            ("https://shop.example:8443/hire", "https://shop.example"),
            ("https://www.shop.example/hire", "https://shop.example"),
            ("https://shop.example.evil.example/hire", "https://shop.example"),
            ("https://listed.example@evil.example/hire", "https://listed.example"),
            ("https://user@shop.example/hire", "https://shop.example"),
            ("https://:password@shop.example/hire", "https://shop.example"),
            ("https://shop.example/hire", "null"),
        ] {
            assert_eq!(kept(address, page), None, "{address} of {page}");
        }
    }

    #[test]
    fn a_query_keeps_what_the_page_needs_and_nothing_that_is_secret_or_counts() {
        let page = "https://shop.example";
        for (query, left) in [
            ("?a=1&b=%C3%BC&c", "?a=1&b=%C3%BC&c"),
            ("?page=7&utm_source=x&gclid=y&UTM_Campaign=z", "?page=7"),
            (
                "?AccessToken=1&client_secret=2&PHPSESSION=3&oauth=4&api-key=5&X-Signature=6&e-mail=7&Phone=8",
                "",
            ),
            ("?%74oken=1&to%6Ben=2&a=token", "?a=token"),
            ("?utm=1&clid=2", "?utm=1&clid=2"),
            ("?", ""),
            ("", ""),
        ] {
            let expected = format!("https://shop.example/hire{left}");
            assert_eq!(
                kept(&format!("https://shop.example/hire{query}#access_token=1"), page),
                Some(expected)
            );
        }
    }
}
