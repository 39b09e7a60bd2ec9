//! JSON in text columns.

use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::{
    define::{each_text, function, returns_text, texts},
    text::two_texts,
};
use crate::local::sql_types::unsupported;

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![function("json_extract_scalar", two_texts, returns_text, extract_scalar)]
}

/// Text, number or boolean at a path; NULL for anything else, and for text that is not JSON.
fn extract_scalar(args: &[arrow_array::ArrayRef], _: &DataType) -> Result<arrow_array::ArrayRef> {
    let mut known: Option<(String, Vec<Step>)> = None;
    each_text(args, |row| {
        let path = texts(&args[1]).value(row);
        if known.as_ref().is_none_or(|(same, _)| same != path) {
            known = Some((path.to_owned(), steps(path)?));
        }
        let Some((_, steps)) = &known else { return Ok(None) };
        let Ok(json) = serde_json::from_str::<serde_json::Value>(texts(&args[0]).value(row)) else { return Ok(None) };
        let found = steps.iter().try_fold(&json, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.get(index),
        });
        Ok(found.and_then(|value| match value {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            serde_json::Value::Bool(truth) => Some(truth.to_string()),
            _ => None,
        }))
    })
}

enum Step {
    Key(String),
    Index(usize),
}

/// `$.key`, `$["key"]` and `$[0]`, in any chain. The rest of JSONPath is refused by name.
fn steps(path: &str) -> Result<Vec<Step>> {
    let beyond = || unsupported(format!("the JSON path `{path}` (supported: `$.key`, `$[\"key\"]`, `$[0]`)"));
    let mut rest = path.strip_prefix('$').ok_or_else(beyond)?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[\"") {
            let end = after.find("\"]").ok_or_else(beyond)?;
            steps.push(Step::Key(after[..end].to_owned()));
            rest = &after[end + 2..];
        } else if let Some(after) = rest.strip_prefix('[') {
            let end = after.find(']').ok_or_else(beyond)?;
            steps.push(Step::Index(after[..end].parse().map_err(|_| beyond())?));
            rest = &after[end + 1..];
        } else {
            let after = rest.strip_prefix('.').ok_or_else(beyond)?;
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let key = &after[..end];
            if key.is_empty() || !key.chars().all(|c| c.is_alphanumeric() || c == '_') {
                return Err(beyond());
            }
            steps.push(Step::Key(key.to_owned()));
            rest = &after[end..];
        }
    }
    Ok(steps)
}
