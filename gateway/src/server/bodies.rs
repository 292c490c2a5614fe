//! Bodies on their way in and out, which tell the connection's seat what it waits for.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body as AxumBody;
use http_body::{Body, Frame, SizeHint};
use hyper::body::{Bytes, Incoming};

use super::seats::Seat;

/// A request's body: while the rest of it is asked for and not there, the connection waits for its client.
pub(super) struct Arriving {
    body: Incoming,
    seat: Arc<Seat>,
    waits: bool,
}

impl Arriving {
    pub(super) fn new(body: Incoming, seat: Arc<Seat>) -> Self {
        Self { body, seat, waits: false }
    }

    fn waits(&mut self, waits: bool) {
        if self.waits != waits {
            self.waits = waits;
            self.seat.waits_for_body(waits);
        }
    }
}

impl Body for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        self.waits(frame.is_pending());
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.waits(false);
    }
}

/// An answer's body: when it is dropped, the answer is whole.
pub(super) struct Leaving {
    body: AxumBody,
    seat: Arc<Seat>,
}

impl Leaving {
    pub(super) fn new(body: AxumBody, seat: Arc<Seat>) -> Self {
        Self { body, seat }
    }
}

impl Body for Leaving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.seat.answered();
    }
}
