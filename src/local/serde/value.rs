//! One value of a file, before its column's type is applied.

use std::fmt::Write;

use super::numbers;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum CellValue {
    Null,
    Scalar {
        string: String,
        /// Without quotes it may be a number or a boolean.
        quoted: bool,
    },
    Object(Vec<(String, CellValue)>),
    Array(Vec<CellValue>),
}

impl CellValue {
    pub(super) fn string(string: impl Into<String>) -> Self {
        Self::Scalar { string: string.into(), quoted: true }
    }

    /// The value of a `string` column: strings as they are, NULL for null, everything else as compact JSON.
    pub(super) fn into_string(self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Scalar { string, quoted: true } => Some(string),
            Self::Scalar { string, quoted: false } => Some(canonical(&string).unwrap_or(string)),
            nested => {
                let mut out = String::new();
                nested.write_json(&mut out);
                Some(out)
            }
        }
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Scalar { string, quoted } => match canonical(string).filter(|_| !quoted) {
                Some(plain) => out.push_str(&plain),
                None => write_json_string(out, string),
            },
            Self::Object(entries) => {
                out.push('{');
                for (i, (key, value)) in entries.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write_json_string(out, key);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
            Self::Array(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
        }
    }
}

/// As Trino's OpenX reader writes it: serde_json does not escape `</`.
fn write_json_string(out: &mut String, string: &str) {
    out.push('"');
    let mut before = '\0';
    for c in string.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // So that the string can be put inside a script of a web page.
            '/' if before == '<' => out.push_str("\\/"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\u{c}' => out.push_str("\\f"),
            c if c <= '\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
        before = c;
    }
    out.push('"');
}

/// A word without quotes that is a boolean or a number, in its canonical form.
fn canonical(word: &str) -> Option<String> {
    if word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false") {
        return Some(word.to_ascii_lowercase());
    }
    numbers::java_integer(word).map(|number| number.to_string()).or_else(|| numbers::big_decimal(word))
}

/// Names are compared without regard to case.
pub(super) fn same_key(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}
