//! Names and strings in Hive's grammar, for CREATE EXTERNAL TABLE, DROP TABLE, SHOW and DESCRIBE: `` `name` ``, `'it\'s'`.

use chrono::Datelike;
use sea_query::Value;

use super::trino;
use crate::error::{ErrorKind, Result};

/// A name between backticks.
///
/// # Errors
/// [`ErrorKind::Identifier`] for a name that Hive would split or cannot quote: a backtick has no escape in Athena's
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

/// A string literal: backslash and quote take a backslash, every other character is itself.
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

/// Hive's grammar has no minus sign in a partition's value, and takes a string for a number there.
fn number(value: i64) -> String {
    let text = value.to_string();
    if value < 0 { string(&text) } else { text }
}

/// `('key'='value', …)`
pub(crate) fn properties(all: &[(impl AsRef<str>, impl AsRef<str>)]) -> String {
    let one = |(key, value): &(_, _)| -> String {
        format!("{}={}", string(AsRef::as_ref(key)), string(AsRef::as_ref(value)))
    };
    format!("({})", all.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// One character as a string literal. Control characters are escaped, so that they can be seen.
pub(crate) fn character(value: char) -> String {
    match value {
        '\t' => r"'\t'".to_owned(),
        '\n' => r"'\n'".to_owned(),
        '\r' => r"'\r'".to_owned(),
        // Hive reads a backslash and three octal digits, the first 0 or 1, as one character: enough for all of ASCII.
        control if control.is_ascii_control() => format!(r"'\{:03o}'", u32::from(control)),
        other => string(other.encode_utf8(&mut [0; 4])),
    }
}

/// The value of a partition column: numbers and booleans bare, strings and dates between quotes (user guide, "ALTER TABLE ADD
/// PARTITION").
///
/// # Errors
/// [`ErrorKind::Literal`] for NULL and for what cannot name a prefix.
pub(crate) fn partition_value(value: &Value) -> Result<String> {
    let years = 1..=9999;
    let reason = match value {
        Value::Bool(Some(v)) => return Ok(v.to_string()),
        Value::TinyInt(Some(v)) => return Ok(number(i64::from(*v))),
        Value::SmallInt(Some(v)) => return Ok(number(i64::from(*v))),
        Value::Int(Some(v)) => return Ok(number(i64::from(*v))),
        Value::BigInt(Some(v)) => return Ok(number(*v)),
        Value::String(Some(v)) if v.is_empty() => "a partition's value names its prefix, so it cannot be empty",
        Value::String(Some(v)) => return Ok(string(v)),
        Value::ChronoDate(Some(v)) if !years.contains(&v.year()) => "its year is not between 1 and 9999",
        Value::ChronoDateTime(Some(v)) if !years.contains(&v.year()) => "its year is not between 1 and 9999",
        Value::ChronoDateTime(Some(v)) if trino::is_leap_second(v) => trino::LEAP_SECOND,
        Value::ChronoDate(Some(v)) => return Ok(string(&v.format("%Y-%m-%d").to_string())),
        Value::ChronoDateTime(Some(v)) => return Ok(string(&v.format("%Y-%m-%d %H:%M:%S%.f").to_string())),
        Value::String(None) => "a partition column of a Hive table cannot be NULL here",
        _ => "a partition's value is a string, an integer, a boolean, a date or a timestamp",
    };
    let value: String = format!("{value:?}").chars().take(80).collect();
    Err(ErrorKind::Literal { value, reason }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_take_a_backslash() {
        assert_eq!(string(r"it's a \ sign"), r"'it\'s a \\ sign'");
    }

    #[test]
    fn control_characters_are_escaped_where_one_character_is_meant() {
        let all = ['\t', '\n', '\u{1}', '\u{7f}', ',', '\'', '\\'].map(character);
        assert_eq!(all.join(" "), r"'\t' '\n' '\001' '\177' ',' '\'' '\\'");
    }

    #[test]
    fn values_of_partitions_keep_their_type() {
        let day = chrono::NaiveDate::from_ymd_opt(2020, 1, 2).expect("a day");
        let all: Vec<Value> =
            vec!["it's".into(), 7i64.into(), (-7).into(), true.into(), day.into(), day.and_hms_opt(3, 4, 5).into()];
        let all: Vec<_> = all.iter().map(|value| partition_value(value).expect("a value")).collect();
        assert_eq!(all.join(" "), r"'it\'s' 7 '-7' true '2020-01-02' '2020-01-02 03:04:05'");
        let leap = day.and_hms_nano_opt(23, 59, 59, 1_000_000_000).expect("a leap second");
        for wrong in [Value::String(None), "".into(), 1.5f64.into(), leap.into()] {
            assert!(partition_value(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn names_that_hive_would_split_are_refused() {
        assert_eq!(identifier("quilt_manifests_my-bucket").expect("hyphens are quoted"), "`quilt_manifests_my-bucket`");
        for name in ["", "a`b", "a.b", "a\nb"] {
            assert!(identifier(name).is_err(), "{name:?}");
        }
    }
}
