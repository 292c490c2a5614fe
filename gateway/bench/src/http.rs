//! A client of HTTP/1.1 that keeps its connection, and does no more than a measurement needs.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

/// How much is read at a time, bytes.
const CHUNK: usize = 64 * 1024;

/// How many addresses of this machine were used to connect from.
static ADDRESSES: AtomicU32 = AtomicU32::new(0);

/// An answer, of which the body is there as it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
    /// Whether the server goes on with the connection.
    pub(crate) keeps: bool,
}

/// A connection from an address that no other one comes from: bounds by address are those of many clients.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    /// Only ever made longer.
    buffer: Vec<u8>,
    /// How much of the buffer is of this answer, bytes.
    filled: usize,
}

impl Connection {
    /// Connects.
    pub(crate) fn open(to: SocketAddr) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(to), Type::STREAM, None)?;
        // Other systems than Linux have only one loopback address unless more are set up.
        if cfg!(target_os = "linux") {
            let number = ADDRESSES.fetch_add(1, Ordering::Relaxed);
            let [_, a, b, c] = number.saturating_add(2).to_be_bytes();
            socket.bind(
                &SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, a.saturating_add(1), b, c)), 0).into(),
            )?;
        }
        socket.connect(&to.into())?;
        let stream = TcpStream::from(socket);
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::new(), filled: 0 })
    }

    /// Sends a request and reads its answer, within a time.
    pub(crate) fn ask(&mut self, request: &[u8], time: Duration) -> io::Result<Answer<'_>> {
        self.stream.set_read_timeout(Some(time.max(Duration::from_millis(1))))?;
        self.stream.write_all(request)?;
        self.filled = 0;
        let head_end = loop {
            self.read()?;
            if let Some(end) = find(self.part(0, self.filled), b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = Head::read(self.part(0, head_end)).ok_or_else(odd)?;
        let end = match head.length {
            Some(length) => {
                let end = head_end + length;
                while self.filled < end {
                    self.read()?;
                }
                end
            }
            None => self.read_chunks(head_end)?,
        };
        Ok(Answer { status: head.status, body: self.part(head_end, end), keeps: head.keeps })
    }

    /// Reads up to the end of a body that comes in chunks, from where the first begins. Gives the end.
    fn read_chunks(&mut self, mut at: usize) -> io::Result<usize> {
        loop {
            let line = loop {
                match find(self.part(at, self.filled), b"\r\n") {
                    Some(length) => break length,
                    None => self.read()?,
                }
            };
            let size = std::str::from_utf8(self.part(at, at + line)).ok();
            let size = size.and_then(|text| usize::from_str_radix(text, 16).ok()).ok_or_else(odd)?;
            at += line + 2 + size + 2;
            while self.filled < at {
                self.read()?;
            }
            if size == 0 {
                return Ok(at);
            }
        }
    }

    fn part(&self, from: usize, to: usize) -> &[u8] {
        self.buffer.get(from..to).unwrap_or_default()
    }

    fn read(&mut self) -> io::Result<()> {
        if self.buffer.len() < self.filled + CHUNK {
            self.buffer.resize(self.filled + 2 * CHUNK, 0);
        }
        match self.stream.read(self.buffer.get_mut(self.filled..).unwrap_or_default())? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.filled += read;
                Ok(())
            }
        }
    }
}

/// Whether a failure to read is that the time was over.
pub(crate) fn is_over_time(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// What counts of an answer's head.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// The body's, bytes; `None` where it comes in chunks.
    length: Option<usize>,
    keeps: bool,
}

impl Head {
    fn read(head: &[u8]) -> Option<Self> {
        let head = std::str::from_utf8(head).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let (mut length, mut chunked, mut keeps) = (Some(0), false, true);
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                length = Some(value.parse().ok()?);
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                chunked = true;
            } else if name.eq_ignore_ascii_case("connection") {
                keeps = !value.eq_ignore_ascii_case("close");
            }
        }
        Some(Self { status, length: length.filter(|_| !chunked), keeps })
    }
}

fn odd() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the answer is no HTTP/1.1 that is understood here")
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|part| part == what)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// What is understood of these answers, sent in pieces, one to each request.
    fn asked(answers: &'static [&'static [&'static str]]) -> Vec<(u16, String, bool)> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                let mut request = [0; 4];
                stream.read_exact(&mut request).unwrap();
                for piece in *answer {
                    stream.write_all(piece.as_bytes()).unwrap();
                    stream.flush().unwrap();
                    thread::yield_now();
                }
            }
        });
        let mut connection = Connection::open(address).unwrap();
        let heard = answers.iter().map(|_| {
            let answer = connection.ask(b"ask\n", Duration::from_secs(10)).unwrap();
            (answer.status, String::from_utf8_lossy(answer.body).into_owned(), answer.keeps)
        });
        let heard = heard.collect();
        server.join().unwrap();
        heard
    }

    #[test]
    fn answers_follow_each_other_on_one_connection_whatever_pieces_they_come_in() {
        let heard = asked(&[
            &["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo", "dy"],
            &[
                "HTTP/1.1 200 OK\r\ntransfer-en",
                "coding: chunked\r\n\r\n3\r\nabc\r\n1",
                "0\r\n0123456789abcdef\r",
                "\n0\r\n\r\n",
            ],
            &["HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"],
        ]);
        assert_eq!(heard[0], (200, "body".to_owned(), true));
        assert_eq!(heard[1], (200, "3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n".to_owned(), true));
        assert_eq!(heard[2], (503, String::new(), false));
    }

    #[test]
    fn each_connection_comes_from_another_address() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let _both = [Connection::open(address).unwrap(), Connection::open(address).unwrap()];
        let from = [listener.accept().unwrap().1.ip(), listener.accept().unwrap().1.ip()];
        assert_eq!(from[0] != from[1], cfg!(target_os = "linux"));
    }
}
