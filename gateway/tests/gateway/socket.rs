//! Requests over real connections, each over one of its own, byte by byte as they come.

use std::io;
use std::net::SocketAddr;

use booking_gateway::limits::Limits;
use booking_gateway::proxies::Proxies;
use booking_gateway::server;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::harness::Gateway;

pub(crate) async fn serve(gateway: &Gateway) -> (SocketAddr, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = gateway.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    (address, tokio::spawn(async move { axum::serve(listener, service).await.unwrap() }))
}

/// A router behind the gateway's own accept loop.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<usize>,
}

impl Served {
    pub(crate) async fn start(router: axum::Router, limits: Limits, proxies: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let proxies: Proxies = proxies.iter().map(|network| network.parse().unwrap()).collect();
        let (stop, stopping) = oneshot::channel();
        let stopping = async { stopping.await.unwrap() };
        let ended = tokio::spawn(server::serve(listener, router, limits, proxies, stopping));
        Self { address, stop, ended }
    }

    /// Stops it, and gives how many connections it had to cut.
    pub(crate) async fn stop(self) -> usize {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap()
    }
}

/// All that comes until the connection ends, one way or another.
pub(crate) async fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut part).await {
        answer.extend_from_slice(&part[..read]);
    }
    String::from_utf8(answer).unwrap()
}

/// Sends a request on a connection that is kept, and gives the head of its answer; the body is read as well.
pub(crate) async fn ask(stream: &mut TcpStream, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    answer(stream).await
}

/// Reads an answer, and gives its head.
pub(crate) async fn answer(stream: &mut TcpStream) -> String {
    let mut seen = Vec::new();
    let head = loop {
        let byte = stream.read_u8().await.expect("more of the head");
        seen.push(byte);
        if seen.ends_with(b"\r\n\r\n") {
            break String::from_utf8(seen).unwrap().to_lowercase();
        }
    };
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.unwrap();
    head
}

/// Sends a request, and gives all that comes until the connection ends, one way or another.
pub(crate) async fn exchange(
    to: impl tokio::net::ToSocketAddrs,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> io::Result<Vec<u8>> {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n{headers}\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(to).await?;
    let mut answer = Vec::new();
    if stream.write_all(request.as_bytes()).await.is_ok() {
        let mut part = [0; 4096];
        while let Ok(read @ 1..) = stream.read(&mut part).await {
            answer.extend_from_slice(&part[..read]);
        }
    }
    Ok(answer)
}

/// Posts JSON; the status and the body.
pub(crate) async fn post(to: SocketAddr, path: &str, body: &Value) -> (u16, String) {
    let answer = exchange(to, "POST", path, "", &body.to_string()).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}
