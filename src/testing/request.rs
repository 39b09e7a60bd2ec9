//! The requests that a client has sent.

use std::{fmt, time::Instant};

use bytes::Bytes;
use serde_json::Value;

use super::http::RawRequest;

/// What a request is for: an operation of Athena's API, or one of S3's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Operation {
    /// Athena: start a query.
    StartQueryExecution,
    /// Athena: poll one query.
    GetQueryExecution,
    /// Athena: poll up to 50 queries.
    BatchGetQueryExecution,
    /// Athena: stop a query.
    StopQueryExecution,
    /// Athena: read one page of a result.
    GetQueryResults,
    /// Athena: read the configuration of a workgroup.
    GetWorkGroup,
    /// S3: read an object or a range of it.
    S3Get,
    /// S3: read size and entity tag of an object.
    S3Head,
    /// S3: list the keys of a bucket.
    S3List,
    /// S3: delete one object, or many in one request.
    S3Delete,
    /// S3: write an object.
    S3Put,
    /// All other operations, for which the server has no script. [`Request::target`] names those of Athena.
    Other,
}

impl Operation {
    /// The name in Athena's or S3's documentation.
    pub fn name(self) -> &'static str {
        match self {
            Self::StartQueryExecution => "StartQueryExecution",
            Self::GetQueryExecution => "GetQueryExecution",
            Self::BatchGetQueryExecution => "BatchGetQueryExecution",
            Self::StopQueryExecution => "StopQueryExecution",
            Self::GetQueryResults => "GetQueryResults",
            Self::GetWorkGroup => "GetWorkGroup",
            Self::S3Get => "GetObject",
            Self::S3Head => "HeadObject",
            Self::S3List => "ListObjectsV2",
            Self::S3Delete => "DeleteObject",
            Self::S3Put => "PutObject",
            Self::Other => "other",
        }
    }

    /// Whether this is an operation of S3.
    pub fn is_s3(self) -> bool {
        matches!(self, Self::S3Get | Self::S3Head | Self::S3List | Self::S3Delete | Self::S3Put)
    }

    fn athena(name: &str) -> Self {
        let all = [
            Self::StartQueryExecution,
            Self::GetQueryExecution,
            Self::BatchGetQueryExecution,
            Self::StopQueryExecution,
            Self::GetQueryResults,
            Self::GetWorkGroup,
        ];
        all.into_iter().find(|operation| operation.name() == name).unwrap_or(Self::Other)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One request that the server has received, from [`TestServer::requests`](super::TestServer::requests).
#[derive(Debug, Clone)]
pub struct Request {
    operation: Operation,
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    json: Value,
    bytes: Bytes,
    received_at: Instant,
}

impl Request {
    pub(super) fn new(received: RawRequest) -> Self {
        let (path, query) = received.target.split_once('?').unwrap_or((&received.target, ""));
        let query: Vec<_> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decode(&name.replace('+', " ")), decode(&value.replace('+', " "))))
            .collect();
        let mut request = Self {
            operation: Operation::Other,
            path: decode(path),
            query,
            method: received.method,
            headers: received.headers,
            json: Value::Null,
            bytes: received.body.into(),
            received_at: Instant::now(),
        };
        request.operation = request.classify();
        if !request.operation.is_s3() {
            request.json = serde_json::from_slice(&request.bytes).unwrap_or(Value::Null);
        }
        request
    }

    fn classify(&self) -> Operation {
        if let Some(target) = self.target() {
            return Operation::athena(target);
        }
        let (bucket, key) = self.bucket_and_key();
        match self.method.as_str() {
            "POST" if self.query_parameter("delete").is_some() => Operation::S3Delete,
            _ if bucket.is_empty() => Operation::Other,
            "GET" if key.is_empty() => Operation::S3List,
            "GET" => Operation::S3Get,
            "HEAD" if !key.is_empty() => Operation::S3Head,
            "PUT" if !key.is_empty() => Operation::S3Put,
            "DELETE" if !key.is_empty() => Operation::S3Delete,
            _ => Operation::Other,
        }
    }

    /// The operation that is requested.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// The operation's name as the client wrote it, also for operations without a script. `None` for S3.
    pub fn target(&self) -> Option<&str> {
        let target = self.header("x-amz-target")?;
        Some(target.strip_prefix("AmazonAthena.").unwrap_or(target))
    }

    /// The HTTP method.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path without its query, percent-decoded: `/` for Athena, `/bucket/key` for S3.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The bucket and the key of the path; both are empty for Athena.
    pub fn bucket_and_key(&self) -> (&str, &str) {
        let path = self.path.strip_prefix('/').unwrap_or(&self.path);
        path.split_once('/').unwrap_or((path, ""))
    }

    /// A parameter of the URL, percent-decoded. A parameter without `=` is the empty string.
    pub fn query_parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A header by its name, which is not case-sensitive.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The JSON body of a request to Athena; `Value::Null` for S3 and for a body that is not JSON.
    pub fn body(&self) -> &Value {
        &self.json
    }

    /// The bytes of the body, without any chunked coding.
    pub fn body_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// When the server had read all of it.
    pub fn received_at(&self) -> Instant {
        self.received_at
    }

    /// A short line for reports.
    pub(super) fn summary(&self) -> String {
        match self.target() {
            Some(target) => target.to_owned(),
            None => format!("{} {}", self.method, self.path),
        }
    }
}

/// Percent-decoding. What is not an escape stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = (bytes[at] == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let digits = escape.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Percent-encoding of all but the unreserved characters of RFC 3986.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte.into());
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
