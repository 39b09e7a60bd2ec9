//! The simple part of Java's date patterns.

use chrono::NaiveDateTime;

use super::projection_unit::ProjectionUnit;
use crate::error::{Error, Result};

/// A piece of a pattern.
enum PatternPiece {
    /// A letter, and the number of times.
    Letter(char, usize),
    /// Literal text.
    Text(String),
}

/// Splits a pattern: letters have a meaning, text between quotes has none, two quotes are one.
fn pieces(pattern: &str) -> Result<Vec<PatternPiece>> {
    let mut all = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            let (text, length) = quoted(rest).ok_or_else(|| wrong(pattern, "a quote is not closed"))?;
            all.push(PatternPiece::Text(text));
            length
        } else if first.is_ascii_alphabetic() {
            let length = rest.len() - rest.trim_start_matches(first).len();
            all.push(PatternPiece::Letter(first, length));
            length
        } else {
            all.push(PatternPiece::Text(first.to_string()));
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    Ok(all)
}

/// The text between quotes at the beginning, and the number of bytes it takes. Two quotes in a row are one, inside quotes as well.
fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = 1;
    loop {
        let end = at + rest[at..].find('\'')?;
        text.push_str(&rest[at..end]);
        if !rest[end + 1..].starts_with('\'') {
            let text = if end == 1 { "'".to_owned() } else { text };
            return Some((text, end + 1));
        }
        text.push('\'');
        at = end + 2;
    }
}

/// The shortest span of time that a pattern distinguishes; `None` when it is not one of the usual ones.
pub(super) fn finest(pattern: &str) -> Option<ProjectionUnit> {
    let unit = |piece: PatternPiece| match piece {
        PatternPiece::Letter('y' | 'u' | 'Y', _) => Some(ProjectionUnit::Years),
        PatternPiece::Letter('M' | 'L', _) => Some(ProjectionUnit::Months),
        PatternPiece::Letter('w', _) => Some(ProjectionUnit::Weeks),
        PatternPiece::Letter('d' | 'D' | 'e' | 'E', _) => Some(ProjectionUnit::Days),
        PatternPiece::Letter('H' | 'k' | 'h' | 'K', _) => Some(ProjectionUnit::Hours),
        PatternPiece::Letter('m', _) => Some(ProjectionUnit::Minutes),
        PatternPiece::Letter('s', _) => Some(ProjectionUnit::Seconds),
        PatternPiece::Letter('S' | 'n' | 'N' | 'A', _) => Some(ProjectionUnit::Milliseconds),
        _ => None,
    };
    pieces(pattern).ok()?.into_iter().filter_map(unit).min()
}

/// An instant, written in a pattern.
///
/// # Errors
/// For letters that are not years, months, days, hours, minutes and seconds in digits.
pub(super) fn write(pattern: &str, at: &NaiveDateTime) -> Result<String> {
    let mut out = String::new();
    for piece in pieces(pattern)? {
        let format = match piece {
            PatternPiece::Text(text) => {
                out.push_str(&text);
                continue;
            }
            PatternPiece::Letter('y' | 'u', 4) => "%Y",
            PatternPiece::Letter('M', 2) => "%m",
            PatternPiece::Letter('d', 2) => "%d",
            PatternPiece::Letter('H', 2) => "%H",
            PatternPiece::Letter('m', 2) => "%M",
            PatternPiece::Letter('s', 2) => "%S",
            PatternPiece::Letter(letter, times) => {
                let letters: String = std::iter::repeat_n(letter, times).collect();
                return Err(wrong(
                    pattern,
                    &format!("`{letters}` is not supported here: give the end of the range as `DateBound::Formatted`"),
                ));
            }
        };
        out.push_str(&at.format(format).to_string());
    }
    Ok(out)
}

fn wrong(pattern: &str, reason: &str) -> Error {
    Error::invalid_query(format!("in the date format `{pattern}`, {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_quoted_text_are_written() {
        let at = chrono::NaiveDate::from_ymd_opt(2024, 1, 2).and_then(|day| day.and_hms_opt(3, 4, 5)).expect("a time");
        assert_eq!(write("yyyy-MM-dd'T'HH:mm:ss", &at).expect("text"), "2024-01-02T03:04:05");
        assert_eq!(write("'day'=uuuuMMdd''", &at).expect("text"), "day=20240102'");
        assert_eq!(write("yyyy'o''clock'MM", &at).expect("text"), "2024o'clock01");
        for wrong in ["MMM", "d", "'T", "yy"] {
            assert!(write(wrong, &at).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_finest_unit_decides() {
        let all = ["yyyy", "yyyy/MM", "dd-MM-yyyy", "yyyy-MM-dd-HH", "yyyy'dd'"].map(finest);
        let expected = [
            ProjectionUnit::Years,
            ProjectionUnit::Months,
            ProjectionUnit::Days,
            ProjectionUnit::Hours,
            ProjectionUnit::Years,
        ];
        assert_eq!(all, expected.map(Some));
    }
}
