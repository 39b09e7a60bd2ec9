//! JSON documents as trees, for the SQL/JSON functions.

use std::{fmt, sync::Arc};

use arrow_array::{ArrayRef, Float64Array};
use serde_json::value::RawValue;

use super::{path::Members, print::quoted};
use crate::local::errors::unsupported;

/// A value in a document. Parts are shared, not copied.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    /// What an empty string is: neither a value nor an error.
    Missing,
    Null,
    Boolean(bool),
    Integer(i64),
    Double(f64),
    /// A number as it is printed: an integer beyond 64 bits, a decimal, a `real`.
    Number(String),
    Text(String),
    Array(Arc<Vec<Json>>),
    /// In the order of their first appearance, each name once.
    Object(Arc<Vec<(String, Json)>>),
}

impl Json {
    /// The first value in a string; what follows it is ignored, as Trino does. `None` for what is not JSON.
    ///
    /// # Errors
    /// For documents that Trino's parser reads and this one does not.
    pub(super) fn parse(document: &str) -> datafusion::common::Result<Option<Self>> {
        if document.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
            return Ok(Some(Self::Missing));
        }
        if is_deep(document) {
            return Err(unsupported(format!("a JSON document that is nested more than {MAX_DEPTH} deep")));
        }
        let Some(value) = first_value(document)? else { return Ok(None) };
        // All that is wrong inside of a value that was read.
        let half_a_pair = || unsupported("half a surrogate pair in a JSON document");
        Self::of(value).map(Some).ok_or_else(half_a_pair)
    }

    fn of(value: &RawValue) -> Option<Self> {
        let source = value.get();
        Some(match source.chars().next()? {
            '{' => {
                let Members(members) = serde_json::from_str(source).ok()?;
                let mut unique: Vec<(String, Self)> = Vec::with_capacity(members.len());
                let mut places = std::collections::HashMap::new();
                for (name, member) in members {
                    let member = Self::of(member)?;
                    // The last of equal names, in the place of the first.
                    match places.get(&name) {
                        Some(at) => unique[*at] = (name, member),
                        None => {
                            places.insert(name.clone(), unique.len());
                            unique.push((name, member));
                        }
                    }
                }
                Self::Object(Arc::new(unique))
            }
            '[' => {
                let items: Vec<&RawValue> = serde_json::from_str(source).ok()?;
                Self::Array(Arc::new(items.into_iter().map(Self::of).collect::<Option<_>>()?))
            }
            '"' => Self::Text(serde_json::from_str(source).ok()?),
            't' => Self::Boolean(true),
            'f' => Self::Boolean(false),
            'n' => Self::Null,
            _ if source.contains(['.', 'e', 'E']) => Self::Double(source.parse().ok()?),
            _ => source.parse().map_or_else(|_| Self::Number(source.to_owned()), Self::Integer),
        })
    }
}

/// The first value in a document. Trino's parser wants white space between a number and what follows it, and no name that begins with
/// `true`, `false` or `null`; anything may follow what ends by itself.
fn first_value(document: &str) -> datafusion::common::Result<Option<&RawValue>> {
    const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];
    let document = document.trim_start_matches(SPACE);
    if document.starts_with(['{', '[', '"']) {
        return Ok(serde_json::Deserializer::from_str(document).into_iter().next().and_then(Result::ok));
    }
    let end = match ["true", "false", "null"].into_iter().find(|literal| document.starts_with(literal)) {
        None => document.find(SPACE).unwrap_or(document.len()),
        Some(literal) => match document[literal.len()..].chars().next() {
            Some('_' | '\u{7f}' | 'A'..='Z' | 'a'..='z' | '0'..='9') => return Ok(None),
            Some(next) if !next.is_ascii() => {
                return Err(unsupported(format!("a JSON document that begins with `{literal}{next}`")));
            }
            _ => literal.len(),
        },
    };
    Ok(serde_json::from_str(&document[..end]).ok())
}

/// Arrays and objects in each other: what reads and prints them calls itself.
const MAX_DEPTH: usize = 100;

fn is_deep(document: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    document.bytes().any(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_DEPTH
    })
}

/// As Trino prints it: without white space, doubles as Java writes them.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing | Self::Null => f.write_str("null"),
            Self::Boolean(truth) => write!(f, "{truth}"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Double(number) => {
                let double: ArrayRef = Arc::new(Float64Array::from(vec![*number]));
                let printed = crate::text::format_value(&double, 0).unwrap_or_default();
                // JSON has no number for NaN and infinity.
                if number.is_finite() { f.write_str(&printed) } else { write!(f, "\"{printed}\"") }
            }
            Self::Number(printed) => f.write_str(printed),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Array(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().enumerate() {
                    let comma = if i == 0 { "" } else { "," };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (i, (name, value)) in members.iter().enumerate() {
                    let comma = if i == 0 { "" } else { "," };
                    write!(f, "{comma}{}:{value}", quoted(name))?;
                }
                f.write_str("}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Boolean),
            any::<i64>().prop_map(Json::Integer),
            any::<f64>().prop_filter("a number", |x| x.is_finite()).prop_map(Json::Double),
            any::<String>().prop_map(Json::Text),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|items| Json::Array(Arc::new(items))),
                prop::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|members| Json::Object(Arc::new(members.into_iter().collect()))),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_printed_document_is_read_back(value in json()) {
            prop_assert_eq!(Json::parse(&value.to_string()).ok().flatten(), Some(value));
        }

        #[test]
        fn no_string_is_too_odd_to_be_read(document in any::<String>()) {
            let _ = Json::parse(&document);
        }
    }
}
