//! Names and strings in Hive's grammar, for CREATE EXTERNAL TABLE, DROP TABLE, SHOW and DESCRIBE: `` `name` ``, `'it\'s'`.

use crate::error::{ErrorKind, Result};

/// A name between backticks.
///
/// # Errors
/// [`ErrorKind::Identifier`] for a name that Hive would take apart or cannot hold: a backtick has no escape in Athena's
/// Hive grammar, and a dot inside backticks separates database from table (user guide, "DROP TABLE").
pub(crate) fn identifier(name: &str) -> Result<String> {
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.contains('`') {
        "a backtick cannot be quoted in Hive DDL"
    } else if name.contains('.') {
        "Hive DDL reads a dot as the end of the database's name"
    } else if name.chars().any(char::is_control) {
        "it has a control character"
    } else {
        return Ok(format!("`{name}`"));
    };
    Err(ErrorKind::Identifier { name: name.to_owned(), reason }.into())
}

/// A string literal: backslash and quote take a backslash, all else stands for itself.
pub(crate) fn string(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('\'');
    for c in value.chars() {
        if matches!(c, '\'' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_take_a_backslash() {
        assert_eq!(string(r"it's a \ sign"), r"'it\'s a \\ sign'");
    }

    #[test]
    fn names_that_hive_would_take_apart_are_refused() {
        assert_eq!(identifier("quilt_manifests_my-bucket").expect("hyphens are quoted"), "`quilt_manifests_my-bucket`");
        for name in ["", "a`b", "a.b", "a\nb"] {
            assert!(identifier(name).is_err(), "{name:?}");
        }
    }
}
