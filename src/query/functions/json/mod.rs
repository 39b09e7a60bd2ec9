//! JSON: Trino's functions, and [`json`], which builds a path into a document, such as the metadata that Quilt keeps.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../../doctest/entry.rs")]
//! ```

mod path;

pub use path::{JsonItem, JsonPath, json};

use arrow_array::{ArrayRef, cast::AsArray};
use arrow_schema::DataType;

use super::{Argument, BaseOf, Expr, Expression, NullableLike, SqlType, call};
use crate::{row::FromColumn, schema::SqlBaseType, types::AthenaType};

/// A value of type `json`, as JSON text: the result of [`json_extract`]. With the feature `serde_json`, `serde_json::Value` is a `json` too.
///
/// `.cast::<Vec<String>>()` converts a JSON array to an array of Athena's, and `.cast::<JsonText>()` converts any value to JSON.
///
#[doc = example!(
    json "query::functions::json::{JsonText, json_format, json_parse}";
    json_parse(e.meta).cast::<Vec<String>>() => json r#"CAST(json_parse("entry"."meta") AS array(varchar))"#;
    json_format(e.keys.cast::<JsonText>()) => r#"json_format(CAST("entry"."keys" AS json))"#
)]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct JsonText(pub String);

impl SqlBaseType for JsonText {
    fn athena_type() -> AthenaType {
        AthenaType::Json
    }
}

impl FromColumn for JsonText {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Utf8
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        Ok(Self(array.as_string::<i32>().value(row).to_owned()))
    }
}

/// A type that can hold JSON: a string, or a `json`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not JSON",
    label = "expected a column or expression of type `String` or `JsonText`",
    note = "an array, a map or a row becomes JSON by `.cast::<JsonText>()`"
)]
pub trait JsonSource {}

impl JsonSource for String {}
impl JsonSource for JsonText {}
#[cfg(feature = "serde_json")]
impl JsonSource for serde_json::Value {}

/// The type `json`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not of Athena's type `json`",
    label = "expected a column or expression of type `JsonText`",
    note = "a string becomes one by `json_parse(..)`"
)]
pub trait JsonType {}

impl JsonType for JsonText {}
#[cfg(feature = "serde_json")]
impl JsonType for serde_json::Value {}

functions! {
    json;
    /// `json_parse(string)`: the JSON value that a string holds. A string that is not JSON fails the query. The result is always an `Option`:
    /// JSON's `null` is NULL once it is cast.
    [json_parse(e.meta) => r#"json_parse("entry"."meta")"#]
    json_parse(string: String) -> nullable JsonText;
}

/// `json_format(json)`: the value as a string of JSON text.
///
#[doc = example!(
    json "query::functions::json::{json_extract, json_format}";
    json_format(json_extract(e.meta, "$.tags")) => r#"json_format(json_extract("entry"."meta", '$.tags'))"#
)]
pub fn json_format<E: Expression>(json: E) -> Expr<E::Reads, NullableLike<E::Type, String>>
where
    BaseOf<E>: JsonType,
{
    call("json_format", [json.ast()])
}

macro_rules! of_json {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident -> $result:ty;)+) => {$(
        documented! {
            example json::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<E: Expression>(json: E) -> Expr<E::Reads, $result>
            where
                BaseOf<E>: JsonSource,
            {
                call(stringify!($name), [json.ast()])
            }
        }
    )+};
}

of_json! {
    /// `json_array_length(json)`: the number of elements; NULL if the value is not an array.
    [json_array_length(e.meta) => r#"json_array_length("entry"."meta")"#]
    json_array_length -> Option<i64>;

    /// `is_json_scalar(json)`: whether the value is a string, a number, true, false or null. A string that is not JSON fails the query.
    [is_json_scalar(e.meta) => r#"is_json_scalar("entry"."meta")"#]
    is_json_scalar -> Option<bool>;
}

macro_rules! by_path {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident -> $result:ty;)+) => {$(
        documented! {
            example json::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<E, F, Q, U>(json: E, path: F) -> Expr<(E::Reads, Q), $result>
            where
                E: Expression,
                BaseOf<E>: JsonSource,
                F: Argument<String, Q, U>,
            {
                call(stringify!($name), [json.ast(), path.argument()])
            }
        }
    )+};
}

by_path! {
    /// `json_extract(json, path)`: the value at a path; NULL if there is none, and if the string is not JSON. An invalid path fails the query.
    [json_extract(e.meta, "$.user_meta") => r#"json_extract("entry"."meta", '$.user_meta')"#]
    json_extract -> Option<JsonText>;

    /// `json_extract_scalar(json, path)`: the value at a path as a string; NULL if there is none, if it is an array or an object, and if the
    /// string is not JSON. An invalid path fails the query.
    [json_extract_scalar(e.meta, "$.owner") => r#"json_extract_scalar("entry"."meta", '$.owner')"#]
    json_extract_scalar -> Option<String>;

    /// `json_size(json, path)`: the number of elements or members of the value at a path, 0 if it is a scalar; NULL if there is none.
    [json_size(e.meta, "$.tags") => r#"json_size("entry"."meta", '$.tags')"#]
    json_size -> Option<i64>;
}

/// `json_array_get(array, index)`: an element, counted from 0, or from the end if the index is negative; NULL if there is none. Trino's
/// documentation calls it broken: of a string it gives text that is not valid JSON. Use [`json`]`(..).index(..)` instead.
///
#[doc = example!(json::json_array_get; json_array_get(e.meta, 0) => r#"json_array_get("entry"."meta", 0)"#)]
pub fn json_array_get<E, F, Q, U>(array: E, index: F) -> Expr<(E::Reads, Q), Option<JsonText>>
where
    E: Expression,
    BaseOf<E>: JsonSource,
    F: Argument<i64, Q, U>,
{
    call("json_array_get", [array.ast(), index.argument()])
}

/// `json_array_contains(array, value)`: whether the array contains the value, as the same type: `"5"` finds a string, `5` an integer and `5.0` a
/// number with a decimal point. NULL if it is not an array. See [`JsonPath::contains_string_or_number`].
///
#[doc = example!(
    json "query::functions::json::{json_array_contains, json_extract}";
    json_array_contains(e.meta, 5) => r#"json_array_contains("entry"."meta", 5)"#;
    json_array_contains(json_extract(e.meta, "$.wells"), "5")
        => r#"json_array_contains(json_extract("entry"."meta", '$.wells'), '5')"#
)]
pub fn json_array_contains<E: Expression, I: JsonItem>(array: E, value: I) -> Expr<E::Reads, Option<bool>>
where
    BaseOf<E>: JsonSource,
{
    call("json_array_contains", [array.ast(), value.item()])
}
