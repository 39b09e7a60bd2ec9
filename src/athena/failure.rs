//! Errors of AWS as kinds of errors of this crate.

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_athena::{
    config::http::HttpResponse,
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    operation::{
        batch_get_query_execution::BatchGetQueryExecutionError, get_query_execution::GetQueryExecutionError,
        get_query_results::GetQueryResultsError, get_table_metadata::GetTableMetadataError,
        list_table_metadata::ListTableMetadataError, start_query_execution::StartQueryExecutionError,
        stop_query_execution::StopQueryExecutionError,
    },
};

use super::status::{QueryState, QueryStatus};
use crate::error::{Error, ErrorKind, FailedQuery, ObjectKind};

/// The error type of an operation of Athena, and the code that Athena adds to an InvalidRequestException.
pub(super) trait OperationError: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static {
    const NAME: &'static str;
    fn athena_code(&self) -> Option<&str>;
}

macro_rules! operations {
    ($($error:ident => $name:literal;)+) => {$(
        impl OperationError for $error {
            const NAME: &'static str = $name;

            fn athena_code(&self) -> Option<&str> {
                match self {
                    Self::InvalidRequestException(invalid) => invalid.athena_error_code(),
                    _ => None,
                }
            }
        }
    )+};
}

operations! {
    StartQueryExecutionError => "StartQueryExecution";
    StopQueryExecutionError => "StopQueryExecution";
    GetQueryExecutionError => "GetQueryExecution";
    BatchGetQueryExecutionError => "BatchGetQueryExecution";
    GetQueryResultsError => "GetQueryResults";
    GetTableMetadataError => "GetTableMetadata";
    ListTableMetadataError => "ListTableMetadata";
}

/// The error of a request.
pub(super) fn request_error<E: OperationError>(error: SdkError<E, HttpResponse>) -> Error {
    let SdkError::ServiceError(context) = &error else { return not_answered(E::NAME, &error) };
    let answer = context.err();
    let message = answer.message().unwrap_or("AWS gave no reason").to_owned();
    let code = answer.code().unwrap_or_default();
    let status = context.raw().status().as_u16();
    let kind = match code {
        "AccessDeniedException" | "AccessDenied" | "UnauthorizedOperation" => {
            let action = denied_action(&message).unwrap_or_else(|| format!("athena:{}", E::NAME));
            ErrorKind::AccessDenied { action: Some(action), message }
        }
        "ExpiredTokenException" | "ExpiredToken" | "RequestExpired" => {
            ErrorKind::Credentials { message: format!("the credentials have expired ({message})") }
        }
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "MissingAuthenticationTokenException"
        | "IncompleteSignature" => {
            ErrorKind::Credentials { message: format!("AWS does not accept the credentials ({message})") }
        }
        // The codes that the SDK's own retries treat as throttling.
        "TooManyRequestsException"
        | "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottledException"
        | "RequestThrottled"
        | "SlowDown"
        | "RequestLimitExceeded"
        | "LimitExceededException"
        | "BandwidthLimitExceeded"
        | "PriorRequestNotComplete" => ErrorKind::Throttled { message: format!("{}: {message}", E::NAME) },
        _ if status == 429 => ErrorKind::Throttled { message: format!("{}: {message}", E::NAME) },
        "InvalidRequestException" => return invalid_request(answer.athena_code(), message),
        "" => return not_answered(E::NAME, &error),
        _ if status >= 500 || code == "InternalServerException" || code == "RequestTimeout" => {
            ErrorKind::Service { operation: E::NAME, message }
        }
        code => return Error::refused(code.to_owned(), message),
    };
    kind.into()
}

/// True when this operation is denied to the role or unknown to the server, so that another one is worth a try.
pub(super) fn is_denied(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::AccessDenied { .. } => true,
        ErrorKind::Refused { code, .. } => code == "UnknownOperationException" || code == "NotImplemented",
        // A server that does not know the operation may answer without a code.
        ErrorKind::Service { message, .. } => {
            message.contains("UnknownOperation") || message.contains("NotImplemented")
        }
        _ => false,
    }
}

/// The error of a result that is not what Athena writes.
pub(super) fn unreadable(reason: impl Into<String>) -> Error {
    ErrorKind::MalformedResult { reason: reason.into() }.into()
}

fn not_answered<E: OperationError>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Error {
    let message = DisplayErrorContext(error).to_string();
    let causes = causes(error);
    if is_about_credentials(error) {
        return ErrorKind::Credentials { message: format!("there are no credentials ({causes})") }.into();
    }
    match error {
        SdkError::TimeoutError(_) => {
            ErrorKind::Service { operation, message: "the request timed out".to_owned() }.into()
        }
        SdkError::ResponseError(_) => {
            ErrorKind::Service { operation, message: format!("the answer cannot be read: {causes}") }.into()
        }
        _ if causes.is_empty() => ErrorKind::Service { operation, message }.into(),
        _ => ErrorKind::Service { operation, message: causes }.into(),
    }
}

/// True when the chain of credential providers is what failed; one that only timed out may succeed the next time.
fn is_about_credentials(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(cause) = error.downcast_ref::<CredentialsError>() {
            return !matches!(cause, CredentialsError::ProviderTimedOut(_));
        }
        next = error.source();
    }
    false
}

/// True when it is not known whether Athena has received the request.
pub(super) fn is_lost<E: OperationError>(error: &SdkError<E, HttpResponse>) -> bool {
    matches!(error, SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_))
        && !is_about_credentials(error)
}

/// An error and its causes, without the request and answer that Debug would show.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut messages: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        // Some causes are lists, one item a line; an error is one paragraph.
        let message = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        if !messages.iter().any(|known| known.contains(&message)) {
            messages.push(message);
        }
        next = error.source();
    }
    messages.join(": ")
}

fn denied_action(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("not authorized to perform: ")?;
    rest.split_whitespace().next().map(|action| action.trim_end_matches(['.', ',']).to_owned())
}

fn invalid_request(code: Option<&str>, message: String) -> Error {
    if message.contains("No output location provided") {
        return ErrorKind::NoOutputLocation.into();
    }
    if code == Some("QUERY_EXECUTION_NOT_FOUND") {
        let name = message.split_whitespace().nth(1).unwrap_or_default().to_owned();
        return ErrorKind::NotFound {
            object: ObjectKind::QueryExecution,
            name,
            nearest: None,
            position: None,
            advice: None,
        }
        .into();
    }
    if message.contains("WorkGroup is not found") || message.contains("WorkGroup does not exist") {
        let advice = "the `work_group` of the connection must be one that `aws athena list-work-groups` lists";
        return Error::refused("INVALID_INPUT", format!("{} ({advice})", message.trim_end_matches('.')));
    }
    match (code, position(&message)) {
        (Some("MALFORMED_QUERY"), Some((line, column, message))) => {
            ErrorKind::Syntax { line, column, message: message.to_owned() }.into()
        }
        (Some("MALFORMED_QUERY"), None) => ErrorKind::Syntax { line: 1, column: 1, message }.into(),
        (code, _) => Error::refused(code.unwrap_or("InvalidRequestException").to_owned(), message),
    }
}

/// `line 1:15: message`
fn position(message: &str) -> Option<(u64, u64, &str)> {
    let (_, rest) = message.split_once("line ")?;
    let (line, rest) = rest.split_once(':')?;
    let (column, message) = rest.split_once(':')?;
    Some((line.trim().parse().ok()?, column.trim().parse().ok()?, message.trim()))
}

/// The error of a query that failed or was cancelled.
pub(super) fn query_error(status: &QueryStatus) -> Error {
    let failed = status.failure.clone().unwrap_or_default();
    let reason = failed.reason.clone().unwrap_or_else(|| "Athena gave no reason".to_owned());
    let error = match status.state {
        // Some engines cancel a query that exceeds the scan limit, others let it fail.
        QueryState::Cancelled if !is_scan_limit(&reason) => {
            ErrorKind::Cancelled { reason: failed.reason.clone() }.into()
        }
        _ => by_reason(&failed, &reason),
    };
    error.of_query(FailedQuery { id: status.id.clone(), ..failed })
}

/// The names are Trino's error codes; the numbers are of Athena's
/// [error catalogue](https://docs.aws.amazon.com/athena/latest/ug/error-reference.html).
fn by_reason(failed: &FailedQuery, reason: &str) -> Error {
    let (name, message) = match reason.split_once(": ") {
        Some((name, message)) if is_code(name) => (name, message),
        _ => ("", reason),
    };
    let lower = reason.to_ascii_lowercase();
    let message = message.to_owned();
    if is_scan_limit(reason) {
        return ErrorKind::ScanLimit { message }.into();
    }
    match (name, failed.error_type) {
        ("VIEW_IS_STALE" | "INVALID_VIEW", _) | (_, Some(1107)) if lower.contains("view") => {
            return ErrorKind::StaleView { message }.into();
        }
        ("PERMISSION_DENIED" | "ACCESS_DENIED" | "INSUFFICIENT_PERMISSIONS", _) | (_, Some(1500 | 1501)) => {
            return ErrorKind::AccessDenied { action: denied_action(&message), message }.into();
        }
        (_, Some(1400..=1406)) => return ErrorKind::Throttled { message }.into(),
        (_, Some(206 | 210 | 1602)) => return ErrorKind::ResourcesExhausted { message }.into(),
        _ => {}
    }
    if lower.contains("access denied") || lower.contains("not authorized to perform") {
        return ErrorKind::AccessDenied { action: denied_action(&message), message }.into();
    }
    if name.starts_with("EXCEEDED_") || lower.contains("exhausted resources") || lower.contains("query timeout") {
        return ErrorKind::ResourcesExhausted { message }.into();
    }
    if let Some(error) = missing(name, &message) {
        return error;
    }
    match (name, position(&message)) {
        ("SYNTAX_ERROR", Some((line, column, message))) => {
            ErrorKind::Syntax { line, column, message: message.to_owned() }.into()
        }
        ("", _) => ErrorKind::Execution { message, source: None }.into(),
        // The system's fault, not the statement's.
        _ if failed.category == Some(1) => ErrorKind::Execution { message: reason.to_owned(), source: None }.into(),
        (name, _) => Error::refused(name.to_owned(), message),
    }
}

/// True when another writer of an Iceberg table has committed first, so that the statement has changed nothing:
/// [re:Post](https://repost.aws/knowledge-center/athena-iceberg-table-error) says to run it again, less and less often. Iceberg's
/// `CommitStateUnknownException` and Trino's "unexpected exception" of a catalog have the same code, but there the commit may have been made.
pub(super) fn is_commit_conflict(error: &Error) -> bool {
    let failed = matches!(error.kind(), ErrorKind::Refused { .. } | ErrorKind::Execution { .. });
    let Some(reason) = error.failed_query().and_then(|query| query.reason.as_ref()).filter(|_| failed) else {
        return false;
    };
    let unknown = ["CommitStateUnknown", "Cannot determine whether the commit", "unexpected exception", "timed out"];
    reason.starts_with("ICEBERG_COMMIT_ERROR") && !unknown.iter().any(|words| reason.contains(words))
}

/// True when the query ran longer than the workgroup or the engine allows.
pub(super) fn is_timeout(error: &Error) -> bool {
    let reason = error.failed_query().and_then(|query| query.reason.as_deref()).unwrap_or_default();
    let lower = reason.to_ascii_lowercase();
    ["query timeout", "exceeded_time_limit", "exceeded_cpu_limit", "time limit"]
        .iter()
        .any(|words| lower.contains(words))
}

fn is_scan_limit(reason: &str) -> bool {
    reason.to_ascii_lowercase().contains("bytes scanned limit")
}

fn is_code(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit())
}

/// The error of something that does not exist. Newer engines have a code for it, older ones only the message of a SYNTAX_ERROR.
fn missing(code: &str, message: &str) -> Option<Error> {
    let object = match code {
        "TABLE_NOT_FOUND" => ObjectKind::Table,
        "COLUMN_NOT_FOUND" => ObjectKind::Column,
        "SCHEMA_NOT_FOUND" => ObjectKind::Schema,
        "CATALOG_NOT_FOUND" => ObjectKind::Catalog,
        "FUNCTION_NOT_FOUND" => ObjectKind::Function,
        "SYNTAX_ERROR" if message.contains("does not exist") => {
            let words =
                [("Table", ObjectKind::Table), ("Schema", ObjectKind::Schema), ("Catalog", ObjectKind::Catalog)];
            words.iter().find(|(word, _)| message.contains(word)).map_or(ObjectKind::Table, |(_, object)| *object)
        }
        "SYNTAX_ERROR" if message.contains("cannot be resolved") => ObjectKind::Column,
        "SYNTAX_ERROR" if message.contains("Function") && message.contains("not registered") => ObjectKind::Function,
        _ => return None,
    };
    let words = position(message).map_or(message, |(_, _, words)| words);
    let name = match words.split('\'').nth(1) {
        Some(quoted) => quoted.to_owned(),
        None => words.split_whitespace().nth(1).unwrap_or(words).to_owned(),
    };
    let position = position(message).map(|(line, column, _)| (line, column));
    Some(ErrorKind::NotFound { object, name, nearest: None, position, advice: None }.into())
}
