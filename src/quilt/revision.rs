//! Revisions of packages, by the names of their pointer files.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};

use crate::error::{Error, ErrorKind, Result};

/// The revision of a package that a pointer file is for.
///
/// ```
/// use quilt_athena::quilt::Revision;
///
/// assert_eq!("latest".parse::<Revision>()?, Revision::Latest);
/// assert_eq!("1700000000".parse::<Revision>()?.to_string(), "2023-11-14T22:13:20Z");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Revision {
    /// Pushed at that instant (to the second).
    At(DateTime<Utc>),
    /// The one that was pushed last.
    Latest,
}

impl FromStr for Revision {
    type Err = Error;

    fn from_str(timestamp: &str) -> Result<Self> {
        if timestamp == "latest" {
            return Ok(Self::Latest);
        }
        let instant = timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        instant.map(Self::At).ok_or_else(|| {
            let reason = format!(
                "`{timestamp}` is neither `latest` nor seconds since 1970: it is not the name of a pointer file"
            );
            ErrorKind::Decode { column: "timestamp".to_owned(), row: 0, reason }.into()
        })
    }
}

/// `latest`, or the instant as RFC 3339.
impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("latest"),
            Self::At(instant) => write!(f, "{}", instant.format("%Y-%m-%dT%H:%M:%SZ")),
        }
    }
}
