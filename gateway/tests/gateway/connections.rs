//! Clients that open connections and do not use them as they should. Linux lets a client be at any address of 127.0.0.0/8.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use booking_gateway::http::{AppState, app};
use booking_gateway::limits::Limits;
use booking_gateway::public_url::PublicUrl;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::harness::*;
use super::program::{PATIENCE, address, program};
use super::socket::{Served, answer, ask, exchange, rest};

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n";
const PRODUCTS: &str = "/api/v1/browse/products?company_id=company_test";
const LARGE: usize = 32 * 1024 * 1024;

/// How soon a customer is served whatever others do.
const SOON: Duration = Duration::from_secs(5);

async fn connect(from: usize, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("127.0.0.{from}:0").parse().unwrap()).unwrap();
    socket.connect(to).await.unwrap()
}

async fn begin(from: usize, to: SocketAddr, beginning: &str) -> TcpStream {
    let mut stream = connect(from, to).await;
    stream.write_all(beginning.as_bytes()).await.unwrap();
    stream
}

/// Writes a byte now and then until the connection has ended; gives what came back.
async fn trickle(mut stream: TcpStream) -> String {
    let mut come = Vec::new();
    let mut part = [0; 4096];
    let mut every = tokio::time::interval(Duration::from_millis(20));
    let ended = async {
        loop {
            tokio::select! {
                read = stream.read(&mut part) => match read {
                    Ok(read @ 1..) => come.extend_from_slice(&part[..read]),
                    _ => break,
                },
                _ = every.tick() => drop(stream.write_all(b"x").await),
            }
        }
    };
    timeout(PATIENCE, ended).await.expect("it is ended");
    String::from_utf8(come).unwrap()
}

/// The gateway's program with so many open files, as by `ulimit -n`.
fn program_with_files(gateway: &Gateway, files: &str, options: &[&str]) -> Command {
    let options = [&["--listen", "127.0.0.1:0"], options].concat();
    let real = program(gateway.folder.path(), &options);
    let real = real.as_std();
    let mut command = Command::new("prlimit");
    command.arg(format!("--nofile={files}")).arg(real.get_program()).args(real.get_args());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).kill_on_drop(true);
    command
}

/// The test's process, too, may want to open more files than it may at first.
fn many_files() {
    assert!(booking_gateway::server::connections_that_fit(4000) >= 3000, "the test may open too few files");
}

#[tokio::test]
async fn a_thousand_and_thirty_half_requests_leave_a_customer_served() {
    many_files();
    let gateway = Gateway::start().await;
    gateway.source.close().await;
    let mut child = program_with_files(&gateway, "1024:1024", &[]).spawn().unwrap();
    let to: SocketAddr = address(&mut child).await.parse().unwrap();
    let body = "POST /api/v1/browse/availability HTTP/1.1\r\nHost: gateway\r\nContent-Length: 900\r\n\r\n{";
    let mut kept = Vec::new();
    for (what, beginning) in
        [("nothing", ""), ("half a head", "GET /healthz HTTP/1.1\r\nHo"), ("half a body", body)]
    {
        for number in 0..1030 {
            kept.push(begin(2 + number % 9, to, beginning).await);
        }
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let clock = Instant::now();
            let answer = timeout(SOON, exchange(to, "GET", PRODUCTS, "", "")).await.expect("soon").unwrap();
            assert!(answer.starts_with(b"HTTP/1.1 200"), "{what}");
            slowest = slowest.max(clock.elapsed());
        }
        println!("1,030 connections with {what}: the slowest of 20 customers waits {slowest:?}");
    }
    child.start_kill().unwrap();
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
    // With files to spare for the store and the rest.
    assert!(log.contains("fewer connections than --connections") && log.contains("connections=896"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_keep_opening_connections_leave_a_customer_served() {
    many_files();
    let gateway = Gateway::start().await;
    gateway.source.close().await;
    let mut child = program_with_files(&gateway, "1024:1024", &[]).spawn().unwrap();
    let to: SocketAddr = address(&mut child).await.parse().unwrap();
    let opened = Arc::new(AtomicUsize::new(0));
    let attackers: Vec<_> = (0..20)
        .map(|attacker| {
            let opened = opened.clone();
            tokio::spawn(async move {
                let mut held = VecDeque::new();
                loop {
                    let from = 2 + attacker * 10 + opened.fetch_add(1, Ordering::Relaxed) % 10;
                    held.push_back(begin(from, to, "GET /healthz HTTP/1.1\r\nHo").await);
                    held.drain(..held.len().saturating_sub(50));
                }
            })
        })
        .collect();
    let all_seats = async {
        while opened.load(Ordering::Relaxed) < 2000 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, all_seats).await.expect("they come");
    let (before, clock) = (opened.load(Ordering::Relaxed), Instant::now());
    let mut slowest = Duration::ZERO;
    for _ in 0..50 {
        let clock = Instant::now();
        let answer = timeout(SOON, exchange(to, "GET", PRODUCTS, "", "")).await.expect("soon").unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 200"));
        slowest = slowest.max(clock.elapsed());
    }
    let rate = (opened.load(Ordering::Relaxed) - before) as f64 / clock.elapsed().as_secs_f64();
    println!("{rate:.0} new half requests a second: the slowest of 50 customers waits {slowest:?}");
    for attacker in attackers {
        attacker.abort();
    }
    child.kill().await.unwrap();
}

#[tokio::test]
async fn a_client_has_as_many_connections_as_it_may_and_takes_none_from_others() {
    let gateway = Gateway::start().await;
    let limits = Limits { connections_per_client: 3, ..Limits::default() };
    let served = Served::start(gateway.router.clone(), limits, &["127.0.0.9/32"]).await;
    let to = served.address;
    let mut theirs = Vec::new();
    for _ in 0..5 {
        let mut stream = connect(2, to).await;
        assert!(ask(&mut stream, HEALTH).await.starts_with("http/1.1 200"));
        theirs.push(stream);
    }
    // The first two have made room for the last two.
    for stream in &mut theirs[..2] {
        assert_eq!(timeout(PATIENCE, rest(stream)).await.expect("it is closed"), "");
    }
    for stream in &mut theirs[2..] {
        assert!(ask(stream, HEALTH).await.starts_with("http/1.1 200"));
    }
    let mut other = connect(3, to).await;
    assert!(ask(&mut other, HEALTH).await.starts_with("http/1.1 200"));
    // A trusted proxy is many customers.
    let mut proxies = Vec::new();
    for _ in 0..10 {
        proxies.push(connect(9, to).await);
    }
    for stream in &mut proxies {
        assert!(ask(stream, HEALTH).await.starts_with("http/1.1 200"));
    }
    assert_eq!(served.stop().await, 0);
}

#[tokio::test]
async fn idle_connections_and_heads_that_trickle_are_ended() {
    let gateway = Gateway::start().await;
    let limits = Limits { head_time: Duration::from_millis(300), ..Limits::default() };
    let served = Served::start(gateway.router.clone(), limits, &[]).await;
    let mut new = connect(2, served.address).await;
    assert_eq!(timeout(PATIENCE, rest(&mut new)).await.expect("it is closed"), "");
    let mut used = connect(2, served.address).await;
    assert!(ask(&mut used, HEALTH).await.starts_with("http/1.1 200"));
    assert_eq!(timeout(PATIENCE, rest(&mut used)).await.expect("it is closed"), "");
    let slow = begin(2, served.address, "GET /healthz HTTP/1.1\r\nX: ").await;
    assert!(!trickle(slow).await.contains("200 OK"));
    assert_eq!(served.stop().await, 0);
}

#[tokio::test]
async fn a_body_that_trickles_is_ended_and_answered() {
    let limits = Limits { request_time: Duration::from_millis(300), ..Limits::default() };
    let gateway = Gateway::with(limits).await;
    let served = Served::start(gateway.router.clone(), limits, &[]).await;
    for path in ["/api/v1/browse/availability", "/api/customer/checkout"] {
        let head = format!("POST {path} HTTP/1.1\r\nHost: gateway\r\nContent-Length: 60000\r\n\r\n");
        let answer = trickle(begin(2, served.address, &head).await).await;
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
        assert!(answer.contains("\r\nretry-after: "), "{answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    }
    assert_eq!(served.stop().await, 0);
}

/// With a file that is larger than what sockets hold.
async fn with_a_large_file(gateway: &Gateway) -> (Router, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("large"), vec![b'x'; LARGE]).unwrap();
    let url = PublicUrl::parse("https://hire.example").unwrap();
    let mut state = AppState::built_in(gateway.source.clone(), Limits::default(), url);
    state.widget = Some(folder.path().to_owned());
    (app(state), folder)
}

const GET_LARGE: &str = "GET /large HTTP/1.1\r\nHost: gateway\r\n\r\n";

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_cut() {
    let gateway = Gateway::start().await;
    let (router, _folder) = with_a_large_file(&gateway).await;
    let limits = Limits { stall_time: Duration::from_millis(300), ..Limits::default() };
    let served = Served::start(router, limits, &[]).await;
    let mut deaf = begin(2, served.address, GET_LARGE).await;
    deaf.read_u8().await.unwrap();
    // It would be cut at the stop only, and counted, if not before.
    assert_eq!(served.stop().await, 0);
}

#[tokio::test]
async fn a_client_that_reads_its_answer_byte_by_byte_is_cut() {
    let gateway = Gateway::start().await;
    let (router, _folder) = with_a_large_file(&gateway).await;
    let (request_time, answer_time) = (Duration::from_millis(100), Duration::from_millis(400));
    let limits = Limits { request_time, answer_time, ..Limits::default() };
    let served = Served::start(router.clone(), limits, &[]).await;
    let mut slow = begin(2, served.address, GET_LARGE).await;
    let mut every = tokio::time::interval(Duration::from_millis(5));
    let (mut seen, mut part) = (0, [0; 8192]);
    let read = async {
        // Until the server has gone; what was on the way is read still, and quickly.
        loop {
            every.tick().await;
            match slow.read(&mut part).await {
                Ok(read @ 1..) => seen += read,
                _ => break seen,
            }
        }
    };
    let seen = timeout(PATIENCE, read).await.expect("it is cut");
    assert!(seen < LARGE, "{seen}");
    assert_eq!(served.stop().await, 0);
    // Who reads on gets all of it, with as much time as there is by default: how quick that is says nothing here.
    let served = Served::start(router, Limits::default(), &[]).await;
    let mut quick =
        begin(2, served.address, &GET_LARGE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).await;
    assert!(rest(&mut quick).await.len() > LARGE);
    assert_eq!(served.stop().await, 0);
}

#[tokio::test]
async fn with_one_connection_in_all_whoever_waits_for_nothing_gives_way() {
    let gateway = Gateway::start().await;
    let (router, _folder) = with_a_large_file(&gateway).await;
    let limits = Limits { connections: 1, ..Limits::default() };
    let served = Served::start(router, limits, &[]).await;
    let _idle = connect(2, served.address).await;
    let _half = begin(3, served.address, "GET / HT").await;
    let mut deaf = begin(4, served.address, GET_LARGE).await;
    deaf.read_u8().await.unwrap();
    let mut customer = connect(5, served.address).await;
    let answer = timeout(SOON, ask(&mut customer, HEALTH)).await.expect("soon");
    assert!(answer.starts_with("http/1.1 200"));
    assert_eq!(served.stop().await, 0);
}

async fn set_files(child: &Child, files: &str) {
    let id = child.id().unwrap().to_string();
    let set = Command::new("prlimit").args(["--pid", &id, &format!("--nofile={files}:")]).status();
    assert!(set.await.unwrap().success());
}

/// The time that the program has spent on the processors.
fn busy_time(child: &Child) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id().unwrap())).unwrap();
    let fields: Vec<_> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    // User and system time, in hundredths of a second.
    Duration::from_millis((fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()) * 10)
}

#[tokio::test]
async fn without_files_it_neither_ends_nor_spins_and_goes_on_when_there_are_some() {
    let gateway = Gateway::start().await;
    gateway.source.close().await;
    let mut child = program_with_files(&gateway, "1024", &["--head-timeout", "2"]).spawn().unwrap();
    let to: SocketAddr = address(&mut child).await.parse().unwrap();
    let mut idle = connect(2, to).await;
    assert!(ask(&mut idle, HEALTH).await.starts_with("http/1.1 200"));
    set_files(&child, "4").await;
    let (clock, before) = (Instant::now(), busy_time(&child));
    let mut customer = begin(3, to, HEALTH).await;
    // What was there makes room, in vain; then nothing happens for a while.
    assert_eq!(timeout(PATIENCE, rest(&mut idle)).await.expect("it is closed"), "");
    let none = timeout(Duration::from_secs(1), answer(&mut customer)).await;
    assert!(none.is_err(), "{none:?}");
    let (took, busy) = (clock.elapsed(), busy_time(&child) - before);
    assert!(busy < took / 4, "{busy:?} of {took:?}");
    set_files(&child, "1024").await;
    let answer = timeout(PATIENCE, answer(&mut customer)).await.expect("an answer");
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    child.start_kill().unwrap();
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
    assert_eq!(log.matches("could not accept a connection").count(), 1, "{log}");
}
