//! The errors that SerDes share.

use crate::error::{Error, ErrorKind};

/// The error for a property that the SerDe does not have here.
pub(super) fn unsupported_property(key: &str, value: &str) -> Error {
    Error::unsupported(format!("the SerDe property '{key}'='{value}'"))
}

/// Trino's line readers fail by this name, whatever is wrong with a line.
pub(super) fn unreadable(message: String) -> Error {
    ErrorKind::Refused { code: "HIVE_CURSOR_ERROR".into(), message }.into()
}
