//! The answer that holds a content: in the encoding that the client takes, only where the client does not have it yet, whole
//! or a part of it.

use std::ops::RangeInclusive;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::content::{Content, Encoding};

/// The answer to GET or HEAD. A part is always one of the bytes as they are, never of what they are compressed to.
pub(super) async fn answer(
    method: &Method,
    headers: &HeaderMap,
    content: &Arc<Content>,
    kind: HeaderValue,
) -> Response {
    let part = (*method == Method::GET).then(|| part(headers, content)).flatten();
    let wanted = match part {
        None if is_compressible(&kind) => preferred(headers),
        _ => Encoding::Identity,
    };
    let (encoding, bytes) = match content.encoded(wanted).await {
        Some(bytes) => (wanted, bytes),
        None => (Encoding::Identity, content.bytes().clone()),
    };
    let tag = content.tag(encoding);
    let mut response = if !may_match(headers, &tag) {
        StatusCode::PRECONDITION_FAILED.into_response()
    } else if has(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match part {
            Some(Part::Range(range)) => of_part(content, &range),
            Some(Part::Outside) => outside(content),
            None => whole(encoding, bytes),
        }
    };
    if *method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    let headers = response.headers_mut();
    if is_compressible(&kind) {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if response.status().is_success() {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}

fn whole(encoding: Encoding, bytes: Bytes) -> Response {
    let length = HeaderValue::from(bytes.len());
    let mut response = Body::from(bytes).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, length);
    if encoding != Encoding::Identity {
        let encoding = HeaderValue::from_static(encoding.name());
        response.headers_mut().insert(header::CONTENT_ENCODING, encoding);
    }
    response
}

/// What of a content is asked for.
enum Part {
    Range(RangeInclusive<usize>),
    /// Something behind its end.
    Outside,
}

/// The part that is asked for: `None` for the whole, also where several are asked for, or where the client has the
/// beginning of another content.
fn part(headers: &HeaderMap, content: &Content) -> Option<Part> {
    let range = headers.get(header::RANGE)?.to_str().ok()?;
    if let Some(tag) = headers.get(header::IF_RANGE)
        && tag.as_bytes() != content.tag(Encoding::Identity).as_bytes()
    {
        return None;
    }
    let ranges = http_range_header::parse_range_header(range).ok()?;
    let length = u64::try_from(content.bytes().len()).ok()?;
    match ranges.validate(length).as_deref() {
        Ok([range]) => {
            let (start, end) = (usize::try_from(*range.start()).ok()?, usize::try_from(*range.end()).ok()?);
            Some(Part::Range(start..=end))
        }
        Ok(_) => None,
        Err(_) if range.contains(',') => None,
        Err(_) => Some(Part::Outside),
    }
}

fn of_part(content: &Content, range: &RangeInclusive<usize>) -> Response {
    let (start, end, length) = (*range.start(), *range.end(), content.bytes().len());
    if start > end || end >= length {
        return outside(content);
    }
    let part = content.bytes().slice(start..=end);
    let range = [(header::CONTENT_RANGE, format!("bytes {start}-{end}/{length}"))];
    let length = [(header::CONTENT_LENGTH, part.len().to_string())];
    (StatusCode::PARTIAL_CONTENT, range, length, Body::from(part)).into_response()
}

fn outside(content: &Content) -> Response {
    let range = format!("bytes */{}", content.bytes().len());
    (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, range)]).into_response()
}

/// Whether what the client asks for only where it has it is what is here.
fn may_match(headers: &HeaderMap, tag: &str) -> bool {
    !headers.contains_key(header::IF_MATCH)
        || list(headers, header::IF_MATCH).any(|known| known == "*" || known == tag)
}

/// Whether the client has it already. A date is not asked about: it is of a second in which a file may change twice.
fn has(headers: &HeaderMap, tag: &str) -> bool {
    // A cache on the way may have made the tag a weak one.
    let same = |known: &str| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag;
    list(headers, header::IF_NONE_MATCH).any(same)
}

/// The members of a list in a header. None of our tags has a comma in it.
fn list(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// The encoding that the client likes best, and of those that it likes alike the smallest.
fn preferred(headers: &HeaderMap) -> Encoding {
    let liked: Vec<(&str, f32)> = list(headers, header::ACCEPT_ENCODING).map(weighted).collect();
    let said =
        |name: &str| liked.iter().find(|(liked, _)| liked.eq_ignore_ascii_case(name)).map(|liked| liked.1);
    let mut best = (Encoding::Identity, said("identity").unwrap_or(0.0));
    for encoding in Encoding::SMALLER {
        let weight = said(encoding.name()).or_else(|| said("*")).unwrap_or(0.0);
        if weight > 0.0 && weight >= best.1 {
            best = (encoding, weight);
        }
    }
    best.0
}

/// A member such as `br;q=0.8`; one whose weight can't be read is not wanted.
fn weighted(member: &str) -> (&str, f32) {
    let Some((name, weight)) = member.split_once(';') else { return (member, 1.0) };
    let weight = weight.trim().strip_prefix("q=").or_else(|| weight.trim().strip_prefix("Q="));
    (name.trim(), weight.and_then(|weight| weight.parse().ok()).unwrap_or(0.0))
}

/// Whether a kind of file is text, or a program: pictures and fonts are compressed in themselves.
fn is_compressible(kind: &HeaderValue) -> bool {
    let kind = kind.to_str().unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/")
        || essence.ends_with("+json")
        || essence.ends_with("+xml")
        || matches!(
            essence,
            "application/json" | "application/javascript" | "application/wasm" | "application/xml"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_the_one_that_the_client_likes_best() {
        for (accepted, encoding) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip, br;q=0.5", Encoding::Gzip),
            ("br;q=0, gzip", Encoding::Gzip),
            ("BR", Encoding::Brotli),
            ("*", Encoding::Brotli),
            ("*;q=0.1, br;q=0", Encoding::Gzip),
            ("identity, br;q=0.9", Encoding::Identity),
            ("br;q=x", Encoding::Identity),
            ("zstd", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            let headers = [(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))];
            assert_eq!(preferred(&headers.into_iter().collect()), encoding, "{accepted}");
        }
        assert_eq!(preferred(&HeaderMap::new()), Encoding::Identity);
    }

    #[test]
    fn text_and_programs_are_compressed_and_pictures_are_not() {
        for (kind, compressible) in [
            ("text/html; charset=utf-8", true),
            ("application/wasm", true),
            ("image/svg+xml", true),
            ("application/manifest+json", true),
            ("image/png", false),
            ("font/woff2", false),
            ("application/octet-stream", false),
        ] {
            assert_eq!(is_compressible(&HeaderValue::from_static(kind)), compressible, "{kind}");
        }
    }
}
