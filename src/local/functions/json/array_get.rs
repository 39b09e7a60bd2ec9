//! `json_array_get`, as Trino has it: a string comes without its quotes, although the result is json.

use serde_json::value::RawValue;

use super::print;

/// The element at an index, which counts from the end when it is negative. What follows it in the document is not read.
pub(super) fn element(document: &str, index: i64) -> Option<String> {
    let mut rest = document.trim_start().strip_prefix('[')?.trim_start();
    let mut elements = Vec::new();
    while !rest.starts_with(']') {
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        let value = values.next()?.ok()?;
        if i64::try_from(elements.len()) == Ok(index) {
            return printed(value);
        }
        elements.push(value);
        rest = rest.get(values.byte_offset()..)?.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(rest) => rest.trim_start(),
            None => rest,
        };
        if rest.is_empty() {
            return None;
        }
    }
    let at = usize::try_from(i64::try_from(elements.len()).ok()?.checked_add(index)?).ok()?;
    printed(elements.get(at).filter(|_| index < 0)?)
}

fn printed(value: &RawValue) -> Option<String> {
    match value.get().chars().next()? {
        '"' => serde_json::from_str(value.get()).ok(),
        'n' => None,
        '[' | '{' => print::normalized(value, false),
        _ => Some(value.get().to_owned()),
    }
}
