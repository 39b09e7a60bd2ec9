//! Answers that are given once, before the script.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    http::{Cut, Response},
    request::Request,
};

const JSON: &str = "application/x-amz-json-1.1";
const XML: &str = "application/xml";

/// One answer of the server, for [`TestServer::once`](super::TestServer::once).
///
/// Errors are written in the form of the service that is asked: Athena's JSON or S3's XML.
#[derive(Debug, Clone)]
pub struct Answer {
    content: Content,
    delay: Option<Duration>,
    cut: Cut,
    short: Option<usize>,
}

#[derive(Debug, Clone)]
enum Content {
    Pass,
    HangUp,
    Json(Value),
    Raw(u16, Vec<u8>),
    Malformed,
    Fault(Fault),
}

/// An error of either service.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// The status and name of the error at S3.
    s3: (u16, String),
    /// The status and name of the error at Athena.
    athena: (u16, String),
    message: String,
    /// Further members of Athena's body.
    members: Vec<(&'static str, String)>,
}

impl Fault {
    fn new(s3: (u16, &str), athena: (u16, &str), message: &str) -> Self {
        let s3 = (s3.0, s3.1.to_owned());
        Self { s3, athena: (athena.0, athena.1.to_owned()), message: message.to_owned(), members: Vec::new() }
    }

    /// Athena's InvalidRequestException.
    pub(super) fn invalid_request(code: &str, message: &str) -> Self {
        Self::athena("InvalidRequestException", code, message)
    }

    fn athena(name: &str, code: &str, message: &str) -> Self {
        let mut fault = Self::new((400, name), (400, name), message);
        if !code.is_empty() {
            fault.members = vec![("AthenaErrorCode", code.to_owned()), ("ErrorCode", code.to_owned())];
        }
        fault
    }

    /// S3's error of that status and name.
    pub(super) fn s3(status: u16, name: &str, message: &str) -> Self {
        Self::new((status, name), (status, name), message)
    }

    pub(super) fn response(&self, request: &Request) -> Response {
        if !request.operation().is_s3() {
            let mut body = json!({"__type": self.athena.1, "Message": self.message});
            for (name, value) in &self.members {
                body[*name] = value.clone().into();
            }
            return json_response(self.athena.0, &body);
        }
        let (status, code) = &self.s3;
        let (message, resource) = (escape(&self.message), escape(request.path()));
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>\
             <Resource>{resource}</Resource><RequestId>TESTSERVER</RequestId></Error>"
        );
        xml_response(*status, body)
    }
}

impl Answer {
    fn new(content: Content) -> Self {
        Self { content, delay: None, cut: Cut::Whole, short: None }
    }

    fn fault(fault: Fault) -> Self {
        Self::new(Content::Fault(fault))
    }

    /// What the script says, so that [`after`](Self::after) and the like can be applied to it.
    pub fn pass() -> Self {
        Self::new(Content::Pass)
    }

    /// Status 200 with this JSON.
    pub fn json(body: Value) -> Self {
        Self::new(Content::Json(body))
    }

    /// This status with this body, which is sent as it is.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(Content::Raw(status, body.into()))
    }

    /// Status 400 with an error: its name (such as `InvalidRequestException`), its `AthenaErrorCode` (may be empty) and
    /// its message. At S3 the name becomes the code.
    pub fn error(name: &str, code: &str, message: &str) -> Self {
        Self::fault(Fault::athena(name, code, message))
    }

    /// Too many calls a second: `ThrottlingException` at Athena, `SlowDown` (503) at S3.
    pub fn throttled() -> Self {
        Self::fault(Fault::new((503, "SlowDown"), (400, "ThrottlingException"), "Rate exceeded"))
    }

    /// Too many running queries: `TooManyRequestsException`, reason `CONCURRENT_QUERY_LIMIT_EXCEEDED`.
    pub fn too_many_requests() -> Self {
        let message = "You have exceeded the limit for the number of queries you can run concurrently.";
        let mut fault = Fault::new((503, "SlowDown"), (400, "TooManyRequestsException"), message);
        fault.members = vec![("Reason", "CONCURRENT_QUERY_LIMIT_EXCEEDED".to_owned())];
        Self::fault(fault)
    }

    /// Status 500: `InternalServerException` at Athena, `InternalError` at S3.
    pub fn server_error() -> Self {
        let message = "We encountered an internal error. Please try again.";
        Self::fault(Fault::new((500, "InternalError"), (500, "InternalServerException"), message))
    }

    /// The credentials may not do this. `action` is IAM's word, such as `athena:StartQueryExecution` or `s3:GetObject`.
    pub fn access_denied(action: &str) -> Self {
        let resource = match action.split_once(':') {
            Some(("s3", _)) => "arn:aws:s3:::test-server",
            _ => "arn:aws:athena:us-east-1:123456789012:workgroup/primary",
        };
        let message = format!(
            "User: arn:aws:iam::123456789012:user/test is not authorized to perform: {action} on resource: {resource}"
        );
        Self::fault(Fault::new((403, "AccessDenied"), (400, "AccessDeniedException"), &message))
    }

    /// The credentials are too old: `ExpiredTokenException` at Athena, `ExpiredToken` at S3.
    pub fn expired_token() -> Self {
        let message = "The security token included in the request is expired";
        Self::fault(Fault::new((400, "ExpiredToken"), (400, "ExpiredTokenException"), message))
    }

    /// There is no such object (S3, 404) or no such query (Athena, 400).
    pub fn not_found() -> Self {
        let mut fault = Fault::athena("InvalidRequestException", "QUERY_EXECUTION_NOT_FOUND", "Not found.");
        fault.s3 = (404, "NoSuchKey".to_owned());
        Self::fault(fault)
    }

    /// Status 200 with a body that breaks off in the middle of the JSON or XML.
    pub fn malformed() -> Self {
        Self::new(Content::Malformed)
    }

    /// No answer at all: the connection is reset, and the request has no effect.
    pub fn hang_up() -> Self {
        Self::new(Content::HangUp)
    }

    /// The answer comes so much later. The request has its effect at once.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// The head and so many bytes of the body are sent, then the connection is reset.
    pub fn reset_after(mut self, bytes: usize) -> Self {
        self.cut = Cut::Reset(bytes);
        self
    }

    /// The head, which states the whole length, and so many bytes of the body are sent; then the connection is closed
    /// in order.
    pub fn truncated(mut self, bytes: usize) -> Self {
        self.cut = Cut::Close(bytes);
        self
    }

    /// The body ends after so many bytes, and its stated length is that.
    pub fn short(mut self, bytes: usize) -> Self {
        self.short = Some(bytes);
        self
    }

    pub(super) fn delay(&self) -> Option<Duration> {
        self.delay
    }

    pub(super) fn cut(&self) -> Cut {
        self.cut
    }

    /// The response; `None` when there is to be none.
    pub(super) fn response(&self, request: &Request, script: impl FnOnce() -> Response) -> Option<Response> {
        let s3 = request.operation().is_s3();
        let mut response = match &self.content {
            Content::Pass => script(),
            Content::HangUp => return None,
            Content::Json(body) => json_response(200, body),
            Content::Raw(status, body) => Response::new(*status, if s3 { XML } else { JSON }, body.clone()),
            Content::Malformed if s3 => xml_response(200, "<?xml version=\"1.0\"?><ListBucketResult><Cont"),
            Content::Malformed => Response::new(200, JSON, "{\"QueryExecution\": {\"Status\": {\"Sta"),
            Content::Fault(fault) => fault.response(request),
        };
        if let Some(bytes) = self.short {
            response.body.truncate(bytes);
        }
        Some(response)
    }
}

pub(super) fn json_response(status: u16, body: &Value) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    Response::new(status, JSON, body.to_string()).with("x-amzn-RequestId", id)
}

pub(super) fn xml_response(status: u16, body: impl Into<bytes::Bytes>) -> Response {
    Response::new(status, XML, body).with("x-amz-request-id", "TESTSERVER")
}

/// XML's escapes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
