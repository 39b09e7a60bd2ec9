//! The one error of this crate.

use std::{fmt, sync::Arc};

/// What every fallible function of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done. One word wide; look inside with [`kind`](Error::kind).
///
/// The message is one paragraph for the person at the keyboard: what was wrong, where, and what to do.
///
/// A query is a value that can be cloned, and it may carry the error of the step that spoiled it: so an error can be cloned too.
#[derive(Clone)]
pub struct Error(Arc<ErrorKind>);

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
    /// A value that has no form in Athena's SQL.
    #[error("{value} cannot be written in Athena SQL: {reason}")]
    Literal {
        /// The value, shortened.
        value: String,
        /// Why there is no form, and what to use instead.
        reason: &'static str,
    },
    /// A query that was built in a way that Athena would refuse.
    #[error("this query cannot be sent: {reason}")]
    Query {
        /// The rule it breaks, and what to do.
        reason: String,
    },
    /// A text that does not name an Athena type.
    #[error("`{text}` is not an Athena type: {reason} at character {position}")]
    TypeName {
        /// The text as given.
        text: String,
        /// What was expected.
        reason: &'static str,
        /// Where, counted from 1 in characters.
        position: usize,
    },
    /// An address of an engine that leads nowhere.
    #[error("`{url}` does not name an engine: {reason}")]
    Url {
        /// The address, without any credentials.
        url: String,
        /// What is wrong with it, and which forms there are.
        reason: String,
    },
    /// SQL text that is not Athena's SQL.
    #[error("line {line}:{column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: u64,
        /// Column, from 1.
        column: u64,
        /// What stood there and what was expected.
        message: String,
    },
    /// A table, view, column or function that is not there.
    #[error("{what} `{name}` does not exist{}", hint(.nearest, .advice))]
    NotFound {
        /// "table", "column", …
        what: &'static str,
        /// The name that was asked for.
        name: String,
        /// The most similar name that exists.
        nearest: Option<String>,
        /// What to do, when there is something.
        advice: Option<String>,
    },
    /// Something of that name is there already.
    #[error("{what} `{name}` already exists: {advice}")]
    AlreadyExists {
        /// "table" or "view".
        what: &'static str,
        /// Its name.
        name: String,
        /// What to do.
        advice: &'static str,
    },
    /// Valid on Athena, but not in the engine that was asked.
    #[error("{what} is not supported by the embedded engine; it runs on Athena")]
    Unsupported {
        /// The construct or function.
        what: String,
    },
    /// Refused by Athena's rules (types, arguments, grammar beyond syntax).
    #[error("{code}: {message}")]
    Refused {
        /// Athena's name for the error, such as `TYPE_MISMATCH`.
        code: &'static str,
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
        /// The column's label.
        column: String,
        /// The row within its batch, from 0.
        row: usize,
        /// What was found and what to do.
        reason: String,
    },
    /// `fetch_one` met no row or more than one.
    #[error("expected exactly one row, found {found}: use `fetch`, or `fetch_optional` when there may be none")]
    RowCount {
        /// "none" or "more than one".
        found: &'static str,
    },
    /// The definition of a view or table is not what it should be.
    #[error("{0}")]
    Definition(String),
    /// A file or folder that cannot be read or written.
    #[error("cannot {action} {path}")]
    Storage {
        /// "read", "list", "write", …
        action: &'static str,
        /// The file, folder or `s3://` URI.
        path: String,
        /// The cause.
        #[source]
        source: Source,
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

fn hint(nearest: &Option<String>, advice: &Option<String>) -> String {
    let mut out = String::new();
    if let Some(nearest) = nearest {
        out.push_str(&format!("; did you mean `{nearest}`?"));
    }
    if let Some(advice) = advice {
        out.push_str("; ");
        out.push_str(advice);
    }
    out
}

impl Error {
    /// What went wrong, to match on.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// True when the request itself was at fault (a bad name, bad SQL, a missing table), so that sending it again is of no use.
    pub fn is_usage(&self) -> bool {
        !matches!(self.kind(), ErrorKind::Storage { .. } | ErrorKind::Execution { .. })
    }

    pub(crate) fn query(reason: impl Into<String>) -> Self {
        ErrorKind::Query { reason: reason.into() }.into()
    }

    #[cfg(feature = "local")]
    pub(crate) fn unsupported(what: impl Into<String>) -> Self {
        ErrorKind::Unsupported { what: what.into() }.into()
    }

    #[cfg(feature = "local")]
    pub(crate) fn refused(code: &'static str, message: impl Into<String>) -> Self {
        ErrorKind::Refused { code, message: message.into() }.into()
    }

    #[cfg(feature = "local")]
    pub(crate) fn storage(action: &'static str, path: impl fmt::Display, source: impl Into<Source>) -> Self {
        ErrorKind::Storage { action, path: path.to_string(), source: source.into() }.into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(Arc::new(kind))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word_wide_and_can_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
