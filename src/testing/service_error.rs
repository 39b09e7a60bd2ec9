//! Errors in the form of the service that is called, and the forms themselves: Athena's JSON and S3's XML.

use serde_json::{Value, json};

use super::{http::Response, request::Request};

pub(super) const JSON: &str = "application/x-amz-json-1.1";
pub(super) const XML: &str = "application/xml";

/// An error that both services can give.
#[derive(Debug, Clone)]
pub(super) struct ServiceError {
    /// The status and name of the error at S3.
    s3: (u16, String),
    /// The status and name of the error at Athena.
    athena: (u16, String),
    message: String,
    /// Further members of Athena's body.
    members: Vec<(&'static str, String)>,
}

impl ServiceError {
    pub(super) fn new(s3: (u16, &str), athena: (u16, &str), message: &str) -> Self {
        let s3 = (s3.0, s3.1.to_owned());
        Self { s3, athena: (athena.0, athena.1.to_owned()), message: message.to_owned(), members: Vec::new() }
    }

    /// Athena's error of that name and `AthenaErrorCode`, which may be empty.
    pub(super) fn athena(name: &str, code: &str, message: &str) -> Self {
        let mut error = Self::new((400, name), (400, name), message);
        if !code.is_empty() {
            error.members = vec![("AthenaErrorCode", code.to_owned()), ("ErrorCode", code.to_owned())];
        }
        error
    }

    /// Athena's InvalidRequestException.
    pub(super) fn invalid_request(code: &str, message: &str) -> Self {
        Self::athena("InvalidRequestException", code, message)
    }

    /// S3's error of that status and name.
    pub(super) fn s3(status: u16, name: &str, message: &str) -> Self {
        Self::new((status, name), (status, name), message)
    }

    /// The same error with another status and name at S3.
    pub(super) fn at_s3(mut self, status: u16, name: &str) -> Self {
        self.s3 = (status, name.to_owned());
        self
    }

    /// One more member of Athena's body.
    pub(super) fn with_member(mut self, name: &'static str, value: &str) -> Self {
        self.members.push((name, value.to_owned()));
        self
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

pub(super) fn json_response(status: u16, body: &Value) -> Response {
    let id = uuid::Uuid::new_v4().to_string();
    Response::new(status, JSON, body.to_string()).with("x-amzn-RequestId", id)
}

pub(super) fn xml_response(status: u16, body: impl Into<bytes::Bytes>) -> Response {
    Response::new(status, XML, body).with("x-amz-request-id", "TESTSERVER")
}

/// A string as the content of an XML element or attribute.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
