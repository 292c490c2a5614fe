//! Answers that are broken off with their connection.
//!
//! A body that fails makes hyper close the connection: before it has sent anything where the body fails at once, in the
//! middle where it fails once the beginning is sent.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body::Frame;
use http_body_util::BodyExt;

use super::rule::Part;

/// An answer to be broken off by [`break_off`] on its way out.
pub(super) fn marked(mut answer: Response, part: Part) -> Response {
    answer.extensions_mut().insert(part);
    answer
}

/// Breaks off the answers that are marked. It stands outside of everything else: compressed or not, what reaches the
/// connection is what is cut.
pub(in super::super) async fn break_off(request: Request, next: Next) -> Result<Response, Infallible> {
    let answer = next.run(request).await;
    let Some(part) = answer.extensions().get::<Part>().copied() else { return Ok(answer) };
    let (mut parts, body) = answer.into_parts();
    let mut sent = Bytes::new();
    if part == Part::Body
        && let Ok(whole) = body.collect().await
    {
        let whole = whole.to_bytes();
        // With its true length before it, as a server sends it whose connection is lost.
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
        sent = whole.slice(..whole.len() / 2);
    }
    let rest = if sent.is_empty() { Rest::Failure } else { Rest::Sent(sent) };
    Ok(Response::from_parts(parts, Body::new(rest)))
}

/// What is still to come of a body that fails.
enum Rest {
    Sent(Bytes),
    /// Time to send what there was: a body that fails takes with it what is not sent yet.
    Sending,
    Failure,
}

impl HttpBody for Rest {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match std::mem::replace(&mut *self, Self::Failure) {
            Self::Sent(bytes) => {
                *self = Self::Sending;
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Self::Sending => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Failure => Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into()))),
        }
    }
}
