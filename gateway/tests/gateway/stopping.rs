//! The program asked to stop, whatever its clients do.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::harness::*;
use super::program::{PATIENCE, address, program, signal};
use super::socket::{answer, ask, rest};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n";

async fn begin(to: &str, beginning: &str) -> TcpStream {
    let mut stream = TcpStream::connect(to).await.unwrap();
    stream.write_all(beginning.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn it_stops_within_eight_seconds_whatever_its_clients_do_and_ends_what_it_can() {
    let gateway = Gateway::start().await;
    gateway.source.close().await;
    let files = tempfile::tempdir().unwrap();
    std::fs::write(files.path().join("large"), vec![b'x'; 32 * 1024 * 1024]).unwrap();
    let widget = format!("--widget={}", files.path().display());
    let options = ["--listen=127.0.0.1:0", &widget];
    let mut child = program(gateway.folder.path(), &options).spawn().unwrap();
    let to = address(&mut child).await;

    let mut idle = TcpStream::connect(&to).await.unwrap();
    assert!(ask(&mut idle, HEALTH).await.starts_with("http/1.1 200"));
    let mut new = TcpStream::connect(&to).await.unwrap();
    let mut half = begin(&to, "GET /healthz HTTP/1.1\r\nHos").await;
    let body = quote_of(&[("product_kayak", 1)]).to_string();
    let head = format!(
        "POST /api/v1/browse/availability HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    let mut waits = begin(&to, &head).await;
    // It has begun to read the body.
    assert!(answer(&mut waits).await.starts_with("http/1.1 100"));
    let mut never = begin(&to, &head).await;
    assert!(answer(&mut never).await.starts_with("http/1.1 100"));
    let mut deaf = begin(&to, "GET /large HTTP/1.1\r\nHost: gateway\r\n\r\n").await;
    deaf.read_u8().await.unwrap();

    let clock = Instant::now();
    signal(&child, "-TERM").await;
    for stream in [&mut idle, &mut new, &mut half] {
        assert_eq!(timeout(PATIENCE, rest(stream)).await.expect("it is closed"), "");
    }
    let idle_for = clock.elapsed();
    // What was under way is answered, and nothing new is taken.
    waits.write_all(body.as_bytes()).await.unwrap();
    let answered = timeout(PATIENCE, rest(&mut waits)).await.expect("an answer");
    assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
    assert!(TcpStream::connect(&to).await.is_err());

    let ended = timeout(PATIENCE, child.wait()).await.expect("it stops").unwrap();
    let took = clock.elapsed();
    println!("idle connections are closed after {idle_for:?}, the program has ended after {took:?}");
    assert!(ended.success());
    assert!(idle_for < Duration::from_secs(2), "{idle_for:?}");
    assert!(took < Duration::from_secs(8), "{took:?}");
}
