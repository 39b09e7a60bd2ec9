//! HTTP/1.1 over one connection: requests in, responses out.
//!
//! By hand, over `httparse`, and not by hyper, though hyper is in the lock file: the AWS SDK and object_store have it without
//! its feature `server`. With `test-util`, which programs turn on for their tests only, that feature would be added to hyper
//! in a build of the tests, and hyper is below all of DataFusion: `cargo run` and `cargo test` would compile 34 crates
//! twice, for everyone who tests with this server. `httparse` has the same features in both. What scripts ask for would be
//! by hand in any case: bodies that are cut, connections that are reset, and the `aws-chunked` coding.

use std::{io, time::Duration};

use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const MAX_HEAD: usize = 64 << 10;
const MAX_BODY: usize = 256 << 20;
const MAX_HEADERS: usize = 100;

/// A reset discards what the kernel has not sent yet: this is enough time to send it over the loopback device.
const RESET_DELAY: Duration = Duration::from_millis(30);

/// A request as it was received.
#[derive(Debug)]
pub(super) struct RawRequest {
    pub(super) method: String,
    /// Path and query, still percent-encoded.
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// Whether the client may send further requests on this connection.
    pub(super) keep_alive: bool,
}

impl RawRequest {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn header_has(&self, name: &str, word: &str) -> bool {
        self.header(name).is_some_and(|value| value.to_ascii_lowercase().split(',').any(|part| part.trim() == word))
    }
}

/// What is sent back, before it is cut.
#[derive(Debug, Clone)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Bytes,
}

impl Response {
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self { status, headers: vec![("Content-Type", content_type.to_owned())], body: body.into() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        // A response without content must not state a length.
        if self.status != 204 && self.status != 304 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        head
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        206 => "Partial Content",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        412 => "Precondition Failed",
        416 => "Range Not Satisfiable",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Answer",
    }
}

/// How much of a response's body is sent, and what becomes of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delivery {
    /// All of it; the connection stays open.
    Whole,
    /// This number of bytes, then the connection is reset.
    ResetAfter(usize),
    /// This number of bytes, then the connection is closed in order.
    CloseAfter(usize),
}

/// One connection.
#[derive(Debug)]
pub(super) struct HttpConnection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl HttpConnection {
    pub(super) fn new(stream: TcpStream) -> Self {
        // Only slower without it.
        let _ = stream.set_nodelay(true);
        Self { stream, buffer: Vec::new() }
    }

    /// The next request; `None` when the client has closed the connection. `InvalidData` for what is not HTTP/1.1.
    pub(super) async fn request(&mut self) -> io::Result<Option<RawRequest>> {
        let mut received = loop {
            if let Some((received, length)) = head(&self.buffer)? {
                self.buffer.drain(..length);
                break received;
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(invalid("the head of a request is too long"));
            }
            if !self.fill().await? {
                return Ok(None);
            }
        };
        if received.header_has("expect", "100-continue") {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        received.body = if received.header_has("transfer-encoding", "chunked") {
            self.chunked().await?
        } else {
            self.sized(&received).await?
        };
        if received.header_has("content-encoding", "aws-chunked") {
            let (body, _) = unchunk(&received.body)?.ok_or_else(|| invalid("an aws-chunked body ends too early"))?;
            received.body = body;
        }
        Ok(Some(received))
    }

    async fn sized(&mut self, received: &RawRequest) -> io::Result<Vec<u8>> {
        let length = match received.header("content-length") {
            Some(length) => length.trim().parse().map_err(|_| invalid("Content-Length is not a number"))?,
            None => 0,
        };
        if length > MAX_BODY {
            return Err(invalid("the body of a request is too long"));
        }
        while self.buffer.len() < length {
            self.more().await?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    async fn chunked(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some((body, length)) = unchunk(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(body);
            }
            if self.buffer.len() > MAX_BODY {
                return Err(invalid("the body of a request is too long"));
            }
            self.more().await?;
        }
    }

    async fn fill(&mut self) -> io::Result<bool> {
        Ok(self.stream.read_buf(&mut self.buffer).await? > 0)
    }

    async fn more(&mut self) -> io::Result<()> {
        if self.fill().await? { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// Sends a response, without its body for HEAD. Afterwards the connection can be used only if all of it was sent.
    pub(super) async fn respond(&mut self, response: &Response, head_only: bool, delivery: Delivery) -> io::Result<()> {
        self.stream.write_all(response.head().as_bytes()).await?;
        let body: &[u8] = if head_only { &[] } else { &response.body };
        let length = match delivery {
            Delivery::Whole => body.len(),
            Delivery::ResetAfter(bytes) | Delivery::CloseAfter(bytes) => bytes.min(body.len()),
        };
        self.stream.write_all(&body[..length]).await?;
        self.stream.flush().await?;
        match delivery {
            Delivery::Whole => Ok(()),
            Delivery::ResetAfter(_) => self.reset().await,
            Delivery::CloseAfter(_) => self.stream.shutdown().await,
        }
    }

    /// Lets the connection end with a reset when it is dropped.
    pub(super) async fn reset(&mut self) -> io::Result<()> {
        tokio::time::sleep(RESET_DELAY).await;
        self.stream.set_zero_linger()
    }
}

fn head(buffer: &[u8]) -> io::Result<Option<(RawRequest, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let length = match request.parse(buffer).map_err(|error| invalid(&error.to_string()))? {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial => return Ok(None),
    };
    let mut received = RawRequest {
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
        headers: Vec::with_capacity(request.headers.len()),
        body: Vec::new(),
        keep_alive: request.version == Some(1),
    };
    for header in request.headers.iter() {
        let value = String::from_utf8_lossy(header.value).into_owned();
        received.headers.push((header.name.to_owned(), value));
    }
    received.keep_alive &= !received.header_has("connection", "close");
    Ok(Some((received, length)))
}

/// The body in the chunked coding and the length of its coding in the buffer; `None` when the end has not come yet.
fn unchunk(buffer: &[u8]) -> io::Result<Option<(Vec<u8>, usize)>> {
    let mut body = Vec::new();
    let mut at = 0;
    loop {
        let parsed = httparse::parse_chunk_size(&buffer[at..]).map_err(|_| invalid("a chunk without a size"))?;
        let httparse::Status::Complete((start, size)) = parsed else { return Ok(None) };
        at += start;
        if size == 0 {
            return Ok(trailer(&buffer[at..]).map(|length| (body, at + length)));
        }
        let size = usize::try_from(size).ok().filter(|size| *size <= MAX_BODY);
        let end = at + size.ok_or_else(|| invalid("a chunk is too long"))?;
        // The line end after the data.
        if buffer.len() < end + 2 {
            return Ok(None);
        }
        body.extend_from_slice(&buffer[at..end]);
        at = end + 2;
    }
}

/// The length of the lines after the last chunk, with the empty line that ends them.
fn trailer(buffer: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let end = at + memchr::memchr(b'\n', &buffer[at..])? + 1;
        if matches!(&buffer[at..end], b"\r\n" | b"\n") {
            return Some(end);
        }
        at = end;
    }
}

fn invalid(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.to_owned())
}
