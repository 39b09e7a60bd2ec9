//! What is wrong with a statement before it is one.

use crate::error::{Error, Result};

/// An [`ErrorKind::Query`](crate::ErrorKind::Query) with this reason.
pub(super) fn invalid<T>(reason: impl Into<String>) -> Result<T> {
    Err(Error::wrong_query(reason))
}
