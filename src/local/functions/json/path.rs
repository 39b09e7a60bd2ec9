//! JSON paths, and the values that they lead to in a document.

use datafusion::common::Result;
use serde_json::value::RawValue;

use super::super::support::arguments::invalid_argument;

/// Steps that each take a member of an object, or an item of an array where they are an integer: `$.key`, `$[key]`, `$["key"]`, `$[0]`.
pub(super) struct MemberPath(Vec<String>);

impl MemberPath {
    /// # Errors
    /// `INVALID_FUNCTION_ARGUMENT` for anything else, as in Trino.
    pub(super) fn parse(path: &str) -> Result<Self> {
        let steps = path.strip_prefix('$').and_then(steps);
        steps.map(Self).ok_or_else(|| invalid_argument(format!("Invalid JSON path: '{path}'")))
    }

    /// The value at the path; `None` when there is none, and for what is not JSON.
    pub(super) fn find<'a>(&self, document: &'a str) -> Option<&'a RawValue> {
        self.0.iter().try_fold(first_value(document)?, |value, step| step_into(value, step))
    }
}

fn steps(mut rest: &str) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, after) = if let Some(quoted) = rest.strip_prefix("[\"") {
            let (step, after) = quoted_step(quoted)?;
            (step, after.strip_prefix(']')?)
        } else if let Some(subscript) = rest.strip_prefix('[') {
            let (step, after) = bare_step(subscript, |c| c == '_' || c.is_alphanumeric())?;
            (step, after.strip_prefix(']')?)
        } else {
            bare_step(rest.strip_prefix('.')?, |c| matches!(c, '_' | ':') || c.is_alphanumeric())?
        };
        steps.push(step);
        rest = after;
    }
    Some(steps)
}

/// A step of such characters, and what follows it.
fn bare_step(text: &str, is_part: fn(char) -> bool) -> Option<(String, &str)> {
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}

/// A step up to its closing quote, and what follows that. Only quotes and backslashes are escaped.
fn quoted_step(text: &str) -> Option<(String, &str)> {
    let mut step = String::new();
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((step, &text[at + 1..])),
            '\\' => step.push(characters.next().map(|(_, c)| c).filter(|c| matches!(c, '"' | '\\'))?),
            other => step.push(other),
        }
    }
    None
}

/// The first JSON value in a string; what follows it is ignored.
fn first_value(document: &str) -> Option<&RawValue> {
    serde_json::Deserializer::from_str(document).into_iter().next()?.ok()
}

/// The value one step further; of two equal keys, the first.
fn step_into<'a>(value: &'a RawValue, step: &str) -> Option<&'a RawValue> {
    if value.get().starts_with('[') {
        let index = usize::try_from(step.parse::<i32>().ok()?).ok()?;
        return serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?.get(index).copied();
    }
    let Members(members) = serde_json::from_str(value.get()).ok()?;
    members.into_iter().find(|(name, _)| name == step).map(|(_, value)| value)
}

/// The members of an object, in order.
pub(in crate::local::functions) struct Members<'a>(pub(in crate::local::functions) Vec<(String, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> serde::de::Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}
