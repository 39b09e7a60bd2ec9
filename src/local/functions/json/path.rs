//! JSON paths, and the values that they lead to in a document.

use datafusion::common::Result;
use serde_json::value::RawValue;

use crate::local::errors::unsupported;

/// `$.key`, `$["key"]` and `$[0]`, in any chain.
pub(super) struct MemberPath(Vec<PathStep>);

enum PathStep {
    Key(String),
    Index(usize),
}

impl MemberPath {
    /// # Errors
    /// For the rest of JSONPath, by name.
    pub(super) fn parse(path: &str) -> Result<Self> {
        let unsupported_path =
            || unsupported(format!("the JSON path `{path}` (supported: `$.key`, `$[\"key\"]`, `$[0]`)"));
        let mut rest = path.strip_prefix('$').ok_or_else(unsupported_path)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("[\"") {
                let end = after.find("\"]").ok_or_else(unsupported_path)?;
                steps.push(PathStep::Key(after[..end].to_owned()));
                rest = &after[end + 2..];
            } else if let Some(after) = rest.strip_prefix('[') {
                let end = after.find(']').ok_or_else(unsupported_path)?;
                steps.push(PathStep::Index(after[..end].parse().map_err(|_| unsupported_path())?));
                rest = &after[end + 1..];
            } else {
                let after = rest.strip_prefix('.').ok_or_else(unsupported_path)?;
                let end = after.find(['.', '[']).unwrap_or(after.len());
                let key = &after[..end];
                if key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    return Err(unsupported_path());
                }
                steps.push(PathStep::Key(key.to_owned()));
                rest = &after[end..];
            }
        }
        Ok(Self(steps))
    }

    /// The value at the path; `None` when there is none, and for what is not JSON.
    pub(super) fn find<'a>(&self, document: &'a str) -> Option<&'a RawValue> {
        self.0.iter().try_fold(first_value(document)?, step_into)
    }
}

/// The first JSON value in a string; what follows it is ignored.
fn first_value(document: &str) -> Option<&RawValue> {
    serde_json::Deserializer::from_str(document).into_iter().next()?.ok()
}

/// The value one step further; of two equal keys, the first. A key of digits is an index as well.
fn step_into<'a>(value: &'a RawValue, step: &PathStep) -> Option<&'a RawValue> {
    match step {
        PathStep::Index(index) => serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?.get(*index).copied(),
        PathStep::Key(key) if value.get().starts_with('[') => step_into(value, &PathStep::Index(key.parse().ok()?)),
        PathStep::Key(key) => {
            let Members(members) = serde_json::from_str(value.get()).ok()?;
            members.into_iter().find(|(name, _)| name == key).map(|(_, value)| value)
        }
    }
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
