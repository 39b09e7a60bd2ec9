//! The operator `LIKE`: `%` is any string, `_` any character.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray};
use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};
use regex::Regex;

use super::{
    super::support::{
        arguments::{char_as_varchar, invalid_argument, returns_boolean, varchars_and_bigints},
        define::function,
        values::{any_null, strings},
    },
    patterns::CompiledPatterns,
};
use crate::local::types::TypeClass::Varchar;

pub(super) fn like() -> ScalarUDF {
    function("$like", like_types, returns_boolean, matches)
}

fn like_types(_: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    varchars_and_bigints(
        "LIKE",
        &char_as_varchar(args),
        &[&[Varchar, Varchar], &[Varchar, Varchar, Varchar]],
        "varchar, varchar [, varchar]",
    )
}

/// There is no escape character unless one is given.
fn matches(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let mut patterns = CompiledPatterns::default();
    let rows = (0..args[0].len()).map(|row| {
        if any_null(args, row) {
            return Ok(None);
        }
        let (value, pattern) = (strings(&args[0]).value(row), strings(&args[1]).value(row));
        let escape = args.get(2).map(|escape| strings(escape).value(row));
        let key = format!("{}\u{0}{pattern}", escape.unwrap_or_default());
        let compiled = patterns.get(&key, || like_pattern(pattern, escape))?;
        Ok(Some(compiled.is_match(value)))
    });
    Ok(Arc::new(rows.collect::<Result<BooleanArray>>()?))
}

fn like_pattern(pattern: &str, escape: Option<&str>) -> Result<Regex> {
    let escape = match escape.map(|escape| escape.chars().collect::<Vec<_>>()).as_deref() {
        None => None,
        Some([one]) if one.len_utf16() == 1 => Some(*one),
        Some(_) => return Err(invalid_argument("Escape string must be a single character")),
    };
    let mut out = String::from("(?s)^");
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            c if Some(c) == escape => match chars.next() {
                Some(next) if next == '%' || next == '_' || Some(next) == escape => {
                    out.push_str(&regex::escape(&next.to_string()));
                }
                _ => {
                    return Err(invalid_argument(
                        "Escape character must be followed by '%', '_' or the escape character itself",
                    ));
                }
            },
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            c => out.push_str(&regex::escape(&c.to_string())),
        }
    }
    out.push('$');
    Regex::new(&out).map_err(|cause| invalid_argument(format!("LIKE '{pattern}': {cause}")))
}
