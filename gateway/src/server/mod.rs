//! The gateway on a socket, among clients that may want to do it harm.
//!
//! Each connection has a seat, and there are so many of them, in all and for each client address. A connection that waits
//! for its client (for a request, for the rest of one, for the client to read) may lose its seat to another one as soon as
//! there is none left; one whose request is being answered keeps it. So however many connections somebody opens and
//! leaves, a customer is served. Besides, each step that a client takes has its time.

mod bodies;
mod seats;
mod stream;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use self::bodies::{Arriving, Leaving};
use self::seats::{Seat, Seats};
use self::stream::Stream;
use crate::client::ClientKey;
use crate::limits::Limits;
use crate::proxies::Proxies;

/// How long requests under way may take to end once the gateway is asked to stop.
const STOP_TIME: Duration = Duration::from_secs(5);

/// The longest head of a request, bytes.
const HEAD_BYTES: usize = 32 * 1024;

/// How many connections the system may hold that are not accepted yet: beyond these it is deaf, and a client tries again
/// only after a second. The system may have a lower bound of its own.
const BACKLOG: u32 = 4096;

/// How long nothing is accepted after that failed, as it does where the process may open no more files: the next try would
/// fail like this one.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How often that is said.
const ACCEPT_SAID_EVERY: Duration = Duration::from_secs(10);

/// The files that are kept for other things than connections: the store, what is served, and sockets on their way out.
const OTHER_FILES: usize = 128;

/// Raises the process's limit of open files to what so many connections want, where it may, and gives how many connections
/// go with the limit.
pub fn connections_that_fit(wanted: usize) -> usize {
    let files = wanted.saturating_add(OTHER_FILES);
    match rlimit::increase_nofile_limit(u64::try_from(files).unwrap_or(u64::MAX)) {
        Ok(files) => {
            let files = usize::try_from(files).unwrap_or(usize::MAX);
            wanted.min(files.saturating_sub(OTHER_FILES).max(files / 2)).max(1)
        }
        Err(_) => wanted,
    }
}

/// Listens on an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Started again, it does not wait for what is left of its old connections. Elsewhere this would mean something else.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Answers what comes in at a socket, within the limits, until it is to stop; then requests under way get a few seconds.
/// Gives how many connections had to be cut after these.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    proxies: Proxies,
    stop: impl Future<Output = ()>,
) -> usize {
    let seats = Seats::new(limits.connections, limits.connections_per_client);
    let (stopping, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut trouble = Trouble::default();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let pause = match accepted {
            Ok((socket, from)) => {
                let client = Some(from.ip()).filter(|ip| !proxies.trusts(*ip)).map(ClientKey::from);
                let seat = tokio::select! {
                    () = &mut stop => break,
                    seat = seats.take(client) => seat,
                };
                if let Some(seat) = seat {
                    let connection = Connection { socket, from, seat, limits };
                    connections.spawn(connection.run(router.clone(), stopped.clone()));
                }
                continue;
            }
            // The client has gone again.
            Err(error) if is_of_one_connection(&error) => continue,
            Err(error) => {
                trouble.say(&error);
                seats.make_room();
                tokio::time::sleep(ACCEPT_PAUSE)
            }
        };
        tokio::select! {
            () = &mut stop => break,
            () = pause => {}
        }
    }
    drop(listener);
    stopping.send_replace(true);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(STOP_TIME, all_ended).await;
    let left = connections.len();
    connections.shutdown().await;
    left
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// What is wrong with accepting, said now and then and not for each try.
#[derive(Default)]
struct Trouble(Option<Instant>);

impl Trouble {
    fn say(&mut self, error: &io::Error) {
        if self.0.is_none_or(|said| said.elapsed() >= ACCEPT_SAID_EVERY) {
            tracing::warn!(%error, "could not accept a connection");
            self.0 = Some(Instant::now());
        }
    }
}

/// A connection that has a seat.
struct Connection {
    socket: TcpStream,
    from: SocketAddr,
    seat: Seat,
    limits: Limits,
}

impl Connection {
    /// Until it ends, loses its seat, or is idle when the gateway stops.
    async fn run(self, router: Router, mut stopping: watch::Receiver<bool>) {
        // An answer that is written in two parts does not wait for the first one to be confirmed.
        let _ = self.socket.set_nodelay(true);
        let (from, seat) = (self.from, Arc::new(self.seat));
        let io = TokioIo::new(Stream::new(self.socket, seat.clone(), &self.limits));
        let service = service_fn(|mut request: hyper::Request<Incoming>| {
            seat.request_came();
            request.extensions_mut().insert(ConnectInfo(from));
            let request = request.map(|body| Body::new(Arriving::new(body, seat.clone())));
            let answer = router.clone().oneshot(request);
            let seat = seat.clone();
            async move { answer.await.map(|answer| answer.map(|body| Leaving::new(body, seat))) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head_time)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(io, service);
        let mut connection = pin!(connection);
        tokio::select! {
            // How it ended is its client's affair.
            _ = &mut connection => return,
            () = seat.lost() => return,
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
        if seat.is_in_exchange() {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
