//! The one error of this crate.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

/// What every fallible function of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of this crate: what went wrong ([`kind`](Error::kind)) and, on Athena, in which query ([`failed_query`](Error::failed_query)).
///
/// The message is one paragraph for the user of a program: what was wrong, where, and what to do.
///
/// It has the size of a pointer. It can be cloned, as a query can that carries the error of one of its clauses.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    // Shared, so that a query's details can be added without cloning a cause.
    kind: Arc<ErrorKind>,
    query: Option<FailedQuery>,
}

/// What Athena reports about a query that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct FailedQuery {
    /// The query execution ID.
    pub id: String,
    /// `ErrorCategory` of [AthenaError](https://docs.aws.amazon.com/athena/latest/APIReference/API_AthenaError.html): 1 system,
    /// 2 user, 3 other.
    pub category: Option<i32>,
    /// `ErrorType`: a number of Athena's
    /// [error catalog](https://docs.aws.amazon.com/athena/latest/ug/error-reference.html).
    pub error_type: Option<i32>,
    /// Whether the same query might succeed later, as Athena reports it.
    pub retryable: bool,
    /// `StateChangeReason`, as Athena wrote it.
    pub reason: Option<String>,
}

/// A cause that came from another crate.
pub type Source = Box<dyn std::error::Error + Send + Sync + 'static>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A bucket name that S3 forbids.
    #[error("`{name}` is not the name of an S3 bucket: {reason}")]
    BucketName {
        /// The name as given.
        name: String,
        /// Which of S3's rules it breaks.
        reason: &'static str,
    },
    /// A name of a view, table, column, schema or catalog that Athena cannot have.
    #[error("`{name}` cannot be a name in Athena: {reason}")]
    Identifier {
        /// The name as given.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A value that cannot be written as a literal of Athena's SQL.
    #[error("{value} cannot be written in Athena SQL: {reason}")]
    Literal {
        /// The value, shortened.
        value: String,
        /// Why not, and what to use instead.
        reason: &'static str,
    },
    /// A query that was built in a way that Athena would refuse.
    #[error("this query cannot be sent: {reason}")]
    InvalidQuery {
        /// The rule it breaks, and what to do.
        reason: String,
    },
    /// SQL that is longer than Athena takes: 262,144 bytes ([quotas](https://docs.aws.amazon.com/athena/latest/ug/service-limits.html)).
    #[error(
        "this query cannot be sent: its SQL is {bytes} bytes long and Athena takes at most {limit}; split it, or put long lists of values into a table"
    )]
    StatementTooLong {
        /// The length of the SQL.
        bytes: usize,
        /// The longest that Athena takes.
        limit: usize,
    },
    /// Athena does not know where to put results: neither the connection nor its workgroup has an output location.
    #[error(
        "there is no output location for results: give the connection `s3_staging_dir`, or a `work_group` that has one"
    )]
    NoOutputLocation,
    /// A string that is not the name of an Athena data type.
    #[error("`{type_name}` is not an Athena type: {reason} at character {position}")]
    TypeName {
        /// The string as given.
        type_name: String,
        /// What was expected.
        reason: &'static str,
        /// Where, counted from 1 in characters.
        position: usize,
    },
    /// A URL that does not name an engine, or not one of this build.
    #[error("`{url}` does not name an engine: {reason}")]
    Url {
        /// The URL, without any credentials.
        url: String,
        /// What is wrong with it, and which forms there are.
        reason: String,
    },
    /// Settings of a connection that contradict each other, or that Athena does not accept.
    #[error("this connection cannot be made: {reason}")]
    Configuration {
        /// Which setting, and what it has to be.
        reason: String,
    },
    /// SQL that Athena's grammar does not accept.
    #[error("line {line}:{column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: u64,
        /// Column, from 1.
        column: u64,
        /// What was found and what was expected.
        message: String,
    },
    /// An object that does not exist: a table, a column, a function, a bucket, …
    #[error("{}{object} `{name}` does not exist{}", at(.position), hint(.nearest, .advice))]
    NotFound {
        /// The kind of object.
        object: ObjectKind,
        /// Its name, as given.
        name: String,
        /// The most similar name that exists.
        nearest: Option<String>,
        /// Line and column of the name in the statement, from 1, where the engine reports them.
        position: Option<(u64, u64)>,
        /// Where it was looked for, or what to do.
        advice: Option<String>,
    },
    /// A table or view of that name exists already.
    #[error("{object} `{name}` already exists: {advice}")]
    AlreadyExists {
        /// The kind of object that has the name.
        object: ObjectKind,
        /// Its name.
        name: String,
        /// What to do.
        advice: &'static str,
    },
    /// Valid in Athena, but not supported by the embedded engine.
    #[error("{what} is not supported by the embedded engine; it runs on Athena")]
    Unsupported {
        /// The construct or function.
        what: String,
    },
    /// Refused by Athena's rules (types, arguments, grammar beyond syntax).
    #[error("{code}: {message}")]
    Refused {
        /// Athena's name for the error, such as `TYPE_MISMATCH`.
        code: Cow<'static, str>,
        /// What was wrong.
        message: String,
    },
    /// The columns of a result are not those that the row type needs.
    #[error("the result does not fit `{row}`: {reason}")]
    Schema {
        /// The Rust row type.
        row: &'static str,
        /// Which column, what it is, what was needed.
        reason: String,
    },
    /// A value that its Rust type cannot hold.
    #[error("column `{column}`, row {row}: {reason}")]
    Decode {
        /// The column's name.
        column: String,
        /// The row, from 0: in the result, where what Athena printed could not be read; in its batch, where the row type could not hold it.
        row: usize,
        /// What was found and what to do.
        reason: String,
    },
    /// `fetch_one` found no row.
    #[error("expected exactly one row, found none: use `fetch_optional` when there may be none")]
    NoRows,
    /// `fetch_one` or `fetch_optional` found more than one row.
    #[error("expected one row, found more than one: use `fetch` or `stream` for all rows, or LIMIT 1 for any one")]
    TooManyRows,
    /// The definition of a view or table is not what it should be.
    #[error("{0}")]
    Definition(String),
    /// A file or directory that cannot be read or written.
    #[error("cannot {action} {path}")]
    Storage {
        /// "read", "list", "write", …
        action: &'static str,
        /// The file, directory or `s3://` URI.
        path: String,
        /// The cause.
        #[source]
        source: Source,
    },
    /// The credentials do not permit an operation of AWS.
    #[error("access denied: {message}{}", allow(.action))]
    AccessDenied {
        /// The IAM action that is missing, such as `athena:StartQueryExecution`, where it is known.
        action: Option<String>,
        /// AWS's message.
        message: String,
    },
    /// The credentials are missing, invalid or expired.
    #[error("{message}; sign in again, or check the credentials of the connection")]
    Credentials {
        /// What is wrong with them. No secrets are in it.
        message: String,
    },
    /// Too many requests or queries at once, even after waiting between attempts.
    #[error("throttled: {message}; run fewer queries at once, or allow more attempts")]
    Throttled {
        /// AWS's message.
        message: String,
    },
    /// The query needed more memory, capacity or time than there is.
    #[error("resources exhausted: {message}")]
    ResourcesExhausted {
        /// Athena's message.
        message: String,
    },
    /// The workgroup's limit of bytes scanned per query.
    #[error(
        "the workgroup's scan limit was reached: {message}; read fewer partitions or columns, or ask for a higher limit"
    )]
    ScanLimit {
        /// Athena's message.
        message: String,
    },
    /// A view whose tables have changed since it was created.
    #[error("{message}; create the view again with CREATE OR REPLACE VIEW")]
    StaleView {
        /// Athena's message, which names the view.
        message: String,
    },
    /// The query was cancelled.
    #[error("the query was cancelled{}", colon(.reason))]
    Cancelled {
        /// Athena's reason.
        reason: Option<String>,
    },
    /// The query took longer than the connection's deadline.
    #[error("the query had not ended after {} s, the deadline of this connection; {}", .after.as_secs_f64(), outcome)]
    Deadline {
        /// The deadline.
        after: Duration,
        /// What became of the query.
        outcome: DeadlineOutcome,
    },
    /// More bytes scanned than the budget of this connection allows.
    #[error("{}", over_budget(*.scope, *.limit, *.scanned, *.started))]
    Budget {
        /// Whose budget it is.
        scope: BudgetScope,
        /// The budget, in bytes.
        limit: u64,
        /// Bytes scanned so far, by the query or by all queries of the connection.
        scanned: u64,
        /// True when the query was running, and was stopped; false when it was not started.
        started: bool,
    },
    /// A statement that changes something, on a connection that may only read.
    #[error("this connection only reads, and {statement} does not: connect without `read_only` to run it")]
    ReadOnly {
        /// The statement's first words.
        statement: String,
    },
    /// A result that is not what Athena writes.
    #[error("the result cannot be read: {reason}")]
    MalformedResult {
        /// Where it was, what was found and what was expected.
        reason: String,
    },
    /// The service did not answer, or answered with a fault of its own.
    #[error("{operation} failed: {message}")]
    Service {
        /// The operation, such as `GetQueryResults`.
        operation: &'static str,
        /// What happened, with all its causes.
        message: String,
    },
    /// The engine failed while the query ran.
    #[error("the query failed: {message}")]
    Execution {
        /// The engine's message.
        message: String,
        /// The cause.
        #[source]
        source: Option<Source>,
    },
}

/// The kind of object that an error names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ObjectKind {
    /// A data catalog.
    Catalog,
    /// A schema, which Athena's console calls a database.
    Schema,
    /// A table or view: they share their names, and Athena reports both as a table.
    Table,
    /// A column.
    Column,
    /// A function.
    Function,
    /// An S3 bucket.
    Bucket,
    /// A query execution.
    QueryExecution,
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Catalog => "catalog",
            Self::Schema => "schema",
            Self::Table => "table or view",
            Self::Column => "column",
            Self::Function => "function",
            Self::Bucket => "bucket",
            Self::QueryExecution => "query execution",
        })
    }
}

/// What became of a query whose deadline passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeadlineOutcome {
    /// The deadline passed before Athena confirmed that the query had started.
    NotStarted,
    /// The query was stopped.
    Stopped,
    /// The query is still running: this connection did not start it, and so does not stop it.
    StillRunning,
}

impl fmt::Display for DeadlineOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotStarted => "Athena had not confirmed its start before that",
            Self::Stopped => "it was stopped",
            Self::StillRunning => "it is still running, since this connection did not start it",
        })
    }
}

/// Whose bytes a budget counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BudgetScope {
    /// One query's: `query_budget`.
    Query,
    /// Those of all queries of a connection: `session_budget`.
    Session,
}

fn over_budget(scope: BudgetScope, limit: u64, scanned: u64, started: bool) -> String {
    let what = if started { "the query was stopped" } else { "the query was not started" };
    match scope {
        BudgetScope::Query => {
            format!(
                "{what}: it had scanned {scanned} bytes, and `query_budget` allows {limit}; read fewer partitions or columns, or raise it"
            )
        }
        BudgetScope::Session => format!(
            "{what}: the queries of this connection have scanned {scanned} bytes, and `session_budget` allows {limit}; \
             raise it, or open another connection"
        ),
    }
}

fn at(position: &Option<(u64, u64)>) -> String {
    position.map_or_else(String::new, |(line, column)| format!("line {line}:{column}: "))
}

fn hint(nearest: &Option<String>, advice: &Option<String>) -> String {
    let mut out = String::new();
    if let Some(nearest) = nearest {
        out.push_str(&format!("; did you mean `{nearest}`?"));
    }
    if let Some(advice) = advice {
        // After the question mark it is a sentence of its own.
        let (first, rest) = advice.split_at(advice.chars().next().map_or(0, char::len_utf8));
        match nearest {
            Some(_) => out.push_str(&format!(" {}{rest}", first.to_uppercase())),
            None => out.push_str(&format!("; {advice}")),
        }
    }
    out
}

fn colon(reason: &Option<String>) -> String {
    reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"))
}

fn allow(action: &Option<String>) -> String {
    action.as_ref().map_or_else(String::new, |action| format!("; the IAM action {action} has to be allowed"))
}

impl Error {
    /// What went wrong, to match on.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// What Athena reports about the query, when one had been started.
    pub fn failed_query(&self) -> Option<&FailedQuery> {
        self.0.query.as_ref()
    }

    /// The query execution ID, when a query had been started.
    pub fn query_execution_id(&self) -> Option<&str> {
        self.failed_query().map(|query| query.id.as_str())
    }

    /// Whether the same request may succeed later: throttling, faults of the service, and what Athena itself reports as retryable.
    pub fn is_retryable(&self) -> bool {
        matches!(self.kind(), ErrorKind::Throttled { .. } | ErrorKind::Service { .. })
            || self.failed_query().is_some_and(|query| query.retryable)
    }

    /// The same error, of that query.
    pub(crate) fn of_query(&self, query: FailedQuery) -> Self {
        Error(Arc::new(Inner { kind: Arc::clone(&self.0.kind), query: Some(query) }))
    }

    /// A URL that does not name an engine; the message has none of its credentials.
    #[cfg(any(feature = "athena", feature = "local"))]
    pub(crate) fn url(url: &str, reason: impl Into<String>) -> Self {
        ErrorKind::Url { url: without_credentials(url), reason: reason.into() }.into()
    }

    #[cfg(feature = "athena")]
    pub(crate) fn configuration(reason: impl Into<String>) -> Self {
        ErrorKind::Configuration { reason: reason.into() }.into()
    }

    pub(crate) fn invalid_query(reason: impl Into<String>) -> Self {
        ErrorKind::InvalidQuery { reason: reason.into() }.into()
    }

    #[cfg(feature = "local")]
    pub(crate) fn unsupported(what: impl Into<String>) -> Self {
        ErrorKind::Unsupported { what: what.into() }.into()
    }

    #[cfg(any(feature = "athena", feature = "local"))]
    pub(crate) fn refused(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        ErrorKind::Refused { code: code.into(), message: message.into() }.into()
    }

    #[cfg(feature = "local")]
    pub(crate) fn storage(action: &'static str, path: impl fmt::Display, source: impl Into<Source>) -> Self {
        ErrorKind::Storage { action, path: path.to_string(), source: source.into() }.into()
    }
}

/// `scheme://user:secret@host` without what is before the `@` and after the `?` or `#`. What is not of that form may have secrets anywhere:
/// only its scheme is kept.
#[cfg(any(feature = "athena", feature = "local"))]
fn without_credentials(url: &str) -> String {
    let scheme = || format!("{}:…", url.split(':').next().unwrap_or_default());
    let Some((named, rest)) = url.split_once("://") else {
        return if url.contains(['@', '?']) { scheme() } else { url.to_owned() };
    };
    let (before, behind) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    match before.rsplit_once('@') {
        // A secret key may hold a `?`, a `#` or an `@`.
        _ if behind.contains('@') => scheme(),
        Some((_, host)) => format!("{named}://…@{host}"),
        None => format!("{named}://{before}"),
    }
}

/// The most similar name, when one is similar at all.
pub(crate) fn nearest(name: &str, names: impl IntoIterator<Item = String>) -> Option<String> {
    let score = |candidate: &String| strsim::jaro_winkler(name, candidate);
    let best = names.into_iter().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(&best) > 0.75).then_some(best)
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(Arc::new(Inner { kind: Arc::new(kind), query: None }))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What `main` prints for an error, and `expect`: the message, for people. `{:#?}` has the fields.
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        f.debug_struct("Error").field("kind", self.kind()).field("query", &self.failed_query()).finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.kind(), f)?;
        match self.query_execution_id() {
            None => Ok(()),
            Some(id) => write!(f, " (query {id})"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind().source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(any(feature = "athena", feature = "local"))]
    #[test]
    fn an_error_about_an_address_holds_no_secret() {
        let shown = without_credentials("awsathena+rest://KEY:SECRET@athena.us-east-1.amazonaws.com/db?token=SECRET");
        assert_eq!(shown, "awsathena+rest://…@athena.us-east-1.amazonaws.com/db");
        for odd in [
            "awsathena:KEY:SECRET@host",
            "a://KEY:SE?SECRET@host/db",
            "a://KEY:SE#SECRET@host/db",
            "a://KEY:@SECRET?SE@host/db",
            "a://host/db#aws_secret_access_key=SECRET",
            "a://@host/db?work_group=me@x&aws_secret_access_key=SECRET",
        ] {
            assert!(!without_credentials(odd).contains("SECRET"), "{}", without_credentials(odd));
        }
    }

    #[test]
    fn an_error_is_one_word_wide_and_can_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
