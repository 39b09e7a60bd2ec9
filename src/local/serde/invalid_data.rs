//! `use.null.for.invalid.data`: what becomes of a value that is not one of its column's type.
//!
//! The user guide documents it for the [OpenX JSON SerDe](https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html) (among its
//! SerDe properties) and the [Open CSV SerDe](https://docs.aws.amazon.com/athena/latest/ug/csv-serde.html) (among the table's): "true" gives
//! NULL, and without it, a query fails at such a value. Trino's own readers, whose rows this engine has, know no such property and give NULL;
//! so does Hive's LazySimpleSerDe. This engine follows these, because their rows can be compared: a table that says "true" has them on
//! Athena as well. A table that says "false" counts on a failure that does not come here, and is refused. One that says nothing is read: with
//! data that fits its columns, which is what a table is for, there is no difference.

use crate::error::{Error, Result};

const KEY: &str = "use.null.for.invalid.data";

/// The other properties.
///
/// # Errors
/// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) where it is anything but "true"; the last one counts.
pub(super) fn without(properties: &[(String, String)]) -> Result<Vec<(String, String)>> {
    match properties.iter().rfind(|(key, _)| key == KEY) {
        Some((_, value)) if !value.eq_ignore_ascii_case("true") => {
            Err(Error::unsupported(format!("'{KEY}'='{value}' (a value that does not fit its column is NULL here)")))
        }
        _ => Ok(properties.iter().filter(|(key, _)| key != KEY).cloned().collect()),
    }
}

/// Whether it is this property.
pub(super) fn is_key(key: &str) -> bool {
    key == KEY
}
