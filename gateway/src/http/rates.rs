//! How often a client may ask, counted for each address.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use http_body_util::BodyExt;

use super::client_address::ClientAddress;
use super::refused::Refused;
use super::{AppState, Shown};
use crate::client::ClientKey;
use crate::limits::{Limits, Rate};
use crate::proxies::Proxies;

/// How many clients are counted one by one. There is no way to send so many requests that all of these are remembered at
/// once; if there is, those who come then are counted together.
const MOST_CLIENTS: usize = 100_000;

/// How often it is looked which clients have been away for long enough to be forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// How often that is where there are too many.
const FORGET_EVERY_IF_FULL: Duration = Duration::from_secs(1);

/// How long what a refused client is still sending is read. One that finds its connection closed while it sends does not
/// get to read why.
const DRAIN_TIME: Duration = Duration::from_millis(50);

/// What each client may do; shared by all routes that it bounds.
#[derive(Clone)]
pub(super) struct Rates(Arc<Shared>);

struct Shared {
    proxies: Proxies,
    reads: Counter,
    quotes: Counter,
    checkouts: Counter,
}

impl Rates {
    pub(super) fn new(limits: &Limits, proxies: Proxies) -> Self {
        Self(Arc::new(Shared {
            proxies,
            reads: Counter::new(limits.reads),
            quotes: Counter::new(limits.quotes),
            checkouts: Counter::new(limits.checkouts),
        }))
    }

    /// The routes with these bounds.
    pub(super) fn bound(self, router: Router<AppState>, shown: Shown) -> Router<AppState> {
        router.layer(middleware::from_fn_with_state((self, shown), refuse_too_often))
    }

    /// By what a request does. The API orders and the pages take payments at a path that ends in `/checkout`; what else is
    /// posted is a cart to be priced.
    fn counter(&self, request: &Request) -> Option<&Counter> {
        match *request.method() {
            // Before a page may post; a browser keeps the answer.
            Method::OPTIONS => None,
            Method::POST if request.uri().path().ends_with("/checkout") => Some(&self.0.checkouts),
            Method::POST => Some(&self.0.quotes),
            _ => Some(&self.0.reads),
        }
    }
}

async fn refuse_too_often(
    State((rates, shown)): State<(Rates, Shown)>,
    request: Request,
    next: Next,
) -> Response {
    let Some(counter) = rates.counter(&request) else { return next.run(request).await };
    let ClientAddress(client) = ClientAddress::of(request.headers(), request.extensions(), &rates.0.proxies);
    match counter.count(client.into()) {
        Ok(()) => next.run(request).await,
        Err(wait) => {
            let _ = tokio::time::timeout(DRAIN_TIME, drain(request.into_body())).await;
            let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
            shown(Refused::too_often(seconds.max(1)))
        }
    }
}

async fn drain(mut body: Body) {
    while let Some(Ok(_)) = body.frame().await {}
}

/// Counts one kind of request.
struct Counter {
    /// `None` where too many clients are counted one by one already.
    limiter: RateLimiter<Option<ClientKey>, HashMapStateStore<Option<ClientKey>>, DefaultClock>,
    clock: DefaultClock,
    forgotten: Mutex<Instant>,
}

impl Counter {
    fn new(rate: Rate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        Self {
            limiter: RateLimiter::hashmap(quota),
            clock: DefaultClock::default(),
            forgotten: Mutex::new(Instant::now()),
        }
    }

    /// Counts a request, or says how long to wait before the next one.
    fn count(&self, client: ClientKey) -> Result<(), Duration> {
        self.forget();
        let key = (self.limiter.len() < MOST_CLIENTS).then_some(client);
        self.limiter.check_key(&key).map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// Forgets whose rate is as if they had never been here.
    fn forget(&self) {
        let full = self.limiter.len() >= MOST_CLIENTS;
        let every = if full { FORGET_EVERY_IF_FULL } else { FORGET_EVERY };
        let mut forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        if forgotten.elapsed() >= every {
            *forgotten = Instant::now();
            drop(forgotten);
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    #[test]
    fn however_many_clients_there_are_not_more_are_remembered_than_there_is_room_for() {
        // A rate at which none is forgotten while the test runs.
        let counter = Counter::new(Rate::new(1, 1000));
        for number in 0..u32::try_from(MOST_CLIENTS).unwrap() + 5000 {
            let _ = counter.count(IpAddr::from(Ipv4Addr::from_bits(number)).into());
        }
        assert!(counter.limiter.len() <= MOST_CLIENTS + 1, "{}", counter.limiter.len());
    }

    #[test]
    fn who_has_been_away_is_forgotten() {
        let counter = Counter::new(Rate::new(1_000_000, 1));
        for number in 0..100 {
            let _ = counter.count(IpAddr::from(Ipv4Addr::from_bits(number)).into());
        }
        *counter.forgotten.lock().unwrap() = Instant::now() - FORGET_EVERY;
        counter.forget();
        assert!(counter.limiter.len() < 100);
    }
}
