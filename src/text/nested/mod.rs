//! Arrays, maps and rows, from the two encodings in which Athena returns them, into Arrow.
//!
//! [`from_json`] reads what `json_format(CAST(x AS JSON))` gives. It is exact. [`from_text`] reads Athena's own text, such as
//! `[1, 2]` and `{name=Doe, age=3}`, which quotes nothing and is therefore often ambiguous. Both give a [`NestedValue`], of which
//! [`build`] makes an Arrow array.
//!
//! # What counts as a reading
//!
//! A reading of a text, for a declared type, is a value of that type that Athena would print as exactly this text. Athena prints
//!
//! - an array as `[`, its items with `, ` between them, and `]`;
//! - a map as `{`, its entries as `key=value` with `, ` between them, and `}`;
//! - a row as `{`, its fields with `, ` between them, and `}`. A field that has a name in the declared type is `name=value`, and
//!   upper and lower case of the name are the same; a field whose name is empty is its value alone;
//! - NULL as `null`, for every type, but never for the key of a map;
//! - `varchar` and `char` as any text at all: empty, `null`, or with commas, equals signs and brackets in it. A declared length is
//!   ignored;
//! - `json` as one JSON value;
//! - every other type in its own format (see [`leaf`]), in which no separator can occur.
//!
//! A text is read only when it has exactly one reading; none, or two or more, is an error:
//!
//! | declared | text | |
//! |---|---|---|
//! | `array(integer)` | `[1, null]` | exact, as is every type without `varchar`, `char` and `json` |
//! | `array(varchar)` | `[s3://b/a%20b?versionId=x]` | exact: one item |
//! | `array(varchar)` | `[a, b]` | error: two items, or the one item `a, b` |
//! | `array(varchar)` | `[]` | error: no item, or one empty string |
//! | `array(varchar)` | `[null]` | error: NULL, or the string `null` |
//! | `map(varchar, integer)` | `{a=1}` | exact |
//! | `map(varchar, integer)` | `{a=1, b=2}` | error: two entries, or the one key `a=1, b` |
//! | `row(name varchar, age integer)` | `{name=Doe, John, age=3}` | exact: `, age=` occurs once |
//! | `array(json)` | `[{"a":"x, y"}, 2]` | exact |
//! | `array(json)` | `[null]` | error: NULL, or JSON's `null` |
//!
//! Bytes inside arrays, maps and rows cannot be read at all: Athena prints `[B@2545d692`, which is not what they hold.

mod arrow;
mod json;
mod leaf;
mod program;
#[cfg(test)]
mod properties;
mod search;
mod text;

use std::borrow::Cow;

pub(crate) use arrow::{Leaves, build};
pub(crate) use json::from_json;
pub(crate) use text::from_text;

use super::shortened::shortened;
use crate::types::AthenaType;

/// A value whose shape is known and whose leaves are still text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum NestedValue<'a> {
    /// NULL, of any type.
    Null,
    /// A value that is not nested. For `json`, its JSON text.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<NestedValue<'a>>),
    /// A map, in the order of its text.
    Map(Vec<(NestedValue<'a>, NestedValue<'a>)>),
    /// A row: one value for each declared field, in the declared order.
    Row(Vec<NestedValue<'a>>),
}

/// As deep as the parser of types goes. A type that was put together by hand can be deeper.
const MAX_DEPTH: usize = 64;

/// Everything here recurses over the type, never over the text: so it is the type that must not be too deep.
fn bounded(data_type: &AthenaType) -> Result<(), String> {
    fn fits(data_type: &AthenaType, left: usize) -> bool {
        left > 0
            && match data_type {
                AthenaType::Array(item) => fits(item, left - 1),
                AthenaType::Map(key, value) => fits(key, left - 1) && fits(value, left - 1),
                AthenaType::Row(fields) => fields.iter().all(|(_, data_type)| fits(data_type, left - 1)),
                _ => true,
            }
    }
    if fits(data_type, MAX_DEPTH) { Ok(()) } else { Err(format!("its type is nested more than {MAX_DEPTH} deep")) }
}
