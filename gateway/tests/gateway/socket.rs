//! Requests over real connections, each over one of its own, byte by byte as they come.

use std::io;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::harness::Gateway;

pub(crate) async fn serve(gateway: &Gateway) -> (SocketAddr, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = gateway.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    (address, tokio::spawn(async move { axum::serve(listener, service).await.unwrap() }))
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
