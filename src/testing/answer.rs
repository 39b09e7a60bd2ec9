//! Answers that are given once, instead of by the script.

use std::time::Duration;

use serde_json::Value;

use super::{
    http::{Delivery, Response},
    request::Request,
    service_error::{JSON, ServiceError, XML, json_response, xml_response},
};

/// One answer of the server, for [`TestServer::once`](super::TestServer::once).
///
/// Start from a fault, such as [`throttled`](Self::throttled) or [`access_denied`](Self::access_denied), or from the
/// script's answer, [`scripted`](Self::scripted); then [`after`](Self::after), [`reset_after`](Self::reset_after),
/// [`closed_after`](Self::closed_after) and [`shortened_to`](Self::shortened_to) change how it arrives. Errors have the
/// form of the service: Athena's JSON or S3's XML.
///
/// ```
/// use std::time::Duration;
///
/// use quilt_athena::testing::Answer;
///
/// // The query starts, but the client does not hear of it: the connection breaks after 2 s.
/// let lost = Answer::scripted().after(Duration::from_secs(2)).reset_after(0);
/// ```
#[derive(Debug, Clone)]
pub struct Answer {
    kind: AnswerKind,
    delay: Option<Duration>,
    delivery: Delivery,
    /// The number of bytes after which the body ends.
    body_limit: Option<usize>,
}

#[derive(Debug, Clone)]
enum AnswerKind {
    Scripted,
    NoAnswer,
    Json(Value),
    Raw(u16, Vec<u8>),
    Malformed,
    Error(ServiceError),
}

impl Answer {
    fn new(kind: AnswerKind) -> Self {
        Self { kind, delay: None, delivery: Delivery::Whole, body_limit: None }
    }

    fn of_error(error: ServiceError) -> Self {
        Self::new(AnswerKind::Error(error))
    }

    /// The script's answer, so that [`after`](Self::after) and the like can be applied to it.
    pub fn scripted() -> Self {
        Self::new(AnswerKind::Scripted)
    }

    /// Status 200 with this JSON.
    pub fn json(body: Value) -> Self {
        Self::new(AnswerKind::Json(body))
    }

    /// This status with this body, which is sent as it is.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(AnswerKind::Raw(status, body.into()))
    }

    /// Status 400 with an error: its name (such as `InvalidRequestException`), its `AthenaErrorCode` (may be empty) and
    /// its message. At S3 the name becomes the code.
    pub fn error(name: &str, code: &str, message: &str) -> Self {
        Self::of_error(ServiceError::athena(name, code, message))
    }

    /// Too many requests per second: `ThrottlingException` at Athena, `SlowDown` (503) at S3.
    pub fn throttled() -> Self {
        Self::of_error(ServiceError::new((503, "SlowDown"), (400, "ThrottlingException"), "Rate exceeded"))
    }

    /// Too many queries are running: `TooManyRequestsException`, reason `CONCURRENT_QUERY_LIMIT_EXCEEDED`.
    pub fn too_many_requests() -> Self {
        let message = "You have exceeded the limit for the number of queries you can run concurrently.";
        let error = ServiceError::new((503, "SlowDown"), (400, "TooManyRequestsException"), message);
        Self::of_error(error.with_member("Reason", "CONCURRENT_QUERY_LIMIT_EXCEEDED"))
    }

    /// Status 500: `InternalServerException` at Athena, `InternalError` at S3.
    pub fn server_error() -> Self {
        let message = "We encountered an internal error. Please try again.";
        Self::of_error(ServiceError::new((500, "InternalError"), (500, "InternalServerException"), message))
    }

    /// The credentials do not permit an action, which IAM calls `athena:StartQueryExecution` or `s3:GetObject`, for example.
    pub fn access_denied(action: &str) -> Self {
        let resource = match action.split_once(':') {
            Some(("s3", _)) => "arn:aws:s3:::test-server",
            _ => "arn:aws:athena:us-east-1:123456789012:workgroup/primary",
        };
        let message = format!(
            "User: arn:aws:iam::123456789012:user/test is not authorized to perform: {action} on resource: {resource}"
        );
        Self::of_error(ServiceError::new((403, "AccessDenied"), (400, "AccessDeniedException"), &message))
    }

    /// The credentials have expired: `ExpiredTokenException` at Athena, `ExpiredToken` at S3.
    pub fn expired_token() -> Self {
        let message = "The security token included in the request is expired";
        Self::of_error(ServiceError::new((400, "ExpiredToken"), (400, "ExpiredTokenException"), message))
    }

    /// There is no such object (S3, 404) or no such query (Athena, 400).
    pub fn not_found() -> Self {
        let error = ServiceError::invalid_request("QUERY_EXECUTION_NOT_FOUND", "Not found.");
        Self::of_error(error.at_s3(404, "NoSuchKey"))
    }

    /// Status 200 with a body that ends in the middle of the JSON or XML.
    pub fn malformed() -> Self {
        Self::new(AnswerKind::Malformed)
    }

    /// No answer: the connection is reset, and the request has no effect.
    pub fn hang_up() -> Self {
        Self::new(AnswerKind::NoAnswer)
    }

    /// Sends the answer after this delay. The request has its effect at once.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// Sends the head, which states the full length, and this number of bytes of the body, then resets the connection.
    pub fn reset_after(mut self, bytes: usize) -> Self {
        self.delivery = Delivery::ResetAfter(bytes);
        self
    }

    /// Sends the head, which states the full length, and this number of bytes of the body, then closes the connection
    /// in order.
    pub fn closed_after(mut self, bytes: usize) -> Self {
        self.delivery = Delivery::CloseAfter(bytes);
        self
    }

    /// Cuts the body to this number of bytes and states that length: for the client it is a whole answer.
    pub fn shortened_to(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    pub(super) fn delay(&self) -> Option<Duration> {
        self.delay
    }

    pub(super) fn delivery(&self) -> Delivery {
        self.delivery
    }

    /// The response; `None` when there is to be none.
    pub(super) fn response(&self, request: &Request, script: impl FnOnce() -> Response) -> Option<Response> {
        let s3 = request.operation().is_s3();
        let mut response = match &self.kind {
            AnswerKind::Scripted => script(),
            AnswerKind::NoAnswer => return None,
            AnswerKind::Json(body) => json_response(200, body),
            AnswerKind::Raw(status, body) => Response::new(*status, if s3 { XML } else { JSON }, body.clone()),
            AnswerKind::Malformed if s3 => xml_response(200, "<?xml version=\"1.0\"?><ListBucketResult><Cont"),
            AnswerKind::Malformed => Response::new(200, JSON, "{\"QueryExecution\": {\"Status\": {\"Sta"),
            AnswerKind::Error(error) => error.response(request),
        };
        if let Some(bytes) = self.body_limit {
            response.body.truncate(bytes);
        }
        Some(response)
    }
}
