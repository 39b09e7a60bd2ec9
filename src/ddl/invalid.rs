//! What is wrong with a statement before it is one.

use crate::error::{Error, Result};

/// An [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) with this reason.
pub(super) fn invalid<T>(reason: impl Into<String>) -> Result<T> {
    Err(Error::invalid_query(reason))
}
