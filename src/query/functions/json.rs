//! JSON: Trino's functions, and [`json`], which finds its way in a document, as in the metadata that Quilt keeps.

mod path;

pub use path::{JsonItem, JsonPath, json};

use arrow_array::{ArrayRef, cast::AsArray};
use arrow_schema::DataType;

use super::{Argument, BaseOf, Expr, Expression, Like, SqlType, call};
use crate::{row::FromColumn, schema::SqlBaseType, types::AthenaType};

/// A value of type `json`, as its text: what [`json_extract`] gives. With the feature `serde_json`, `serde_json::Value` is a `json` too.
///
/// `.cast::<Vec<String>>()` makes a JSON array one of Athena's, and `.cast::<JsonText>()` makes a value JSON.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::json::{JsonText, json_format, json_parse};
///
/// assert_eq!(sql!(json_parse(e.meta).cast::<Vec<String>>()), r#"CAST(json_parse("e"."meta") AS array(varchar))"#);
/// assert_eq!(sql!(json_format(e.keys.cast::<JsonText>())), r#"json_format(CAST("e"."keys" AS json))"#);
/// ```
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

/// What holds JSON: text, or a `json`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not JSON",
    label = "expected a column or expression of text, or of `JsonText`",
    note = "an array, a map or a row becomes JSON by `.cast::<JsonText>()`"
)]
pub trait JsonSource {}

impl JsonSource for String {}
impl JsonSource for JsonText {}
#[cfg(feature = "serde_json")]
impl JsonSource for serde_json::Value {}

/// A `json`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `json` of Athena's",
    label = "expected a column or expression of `JsonText`",
    note = "text becomes one by `json_parse(..)`"
)]
pub trait IsJson {}

impl IsJson for JsonText {}
#[cfg(feature = "serde_json")]
impl IsJson for serde_json::Value {}

functions! {
    "json";
    /// `json_parse(text)`: the JSON that a text holds. What is none fails the query. An `Option` of whatever text: JSON's `null` is NULL
    /// once it is cast.
    [json_parse(e.meta) => r#"json_parse("e"."meta")"#]
    json_parse(text: String) -> maybe JsonText;
}

/// `json_format(json)`: as text.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::json::{json_extract, json_format};
///
/// assert_eq!(sql!(json_format(json_extract(e.meta, "$.tags"))), r#"json_format(json_extract("e"."meta", '$.tags'))"#);
/// ```
pub fn json_format<E: Expression>(json: E) -> Expr<E::Reads, Like<E::Type, String>>
where
    BaseOf<E>: IsJson,
{
    call("json_format", [json.ast()])
}

macro_rules! of_json {
    ($($(#[$doc:meta])+ [$example:expr => $sql:literal] $name:ident -> $of:ty;)+) => {$(
        documented! {
            "json" $name "example.txt" { $(#[$doc])+ } { [$example => $sql] }
            pub fn $name<E: Expression>(json: E) -> Expr<E::Reads, $of>
            where
                BaseOf<E>: JsonSource,
            {
                call(stringify!($name), [json.ast()])
            }
        }
    )+};
}

of_json! {
    /// `json_array_length(json)`: how many items; NULL where it is no array.
    [json_array_length(e.meta) => r#"json_array_length("e"."meta")"#]
    json_array_length -> Option<i64>;

    /// `is_json_scalar(json)`: whether it is a text, a number, true, false or null. Text that is no JSON fails the query.
    [is_json_scalar(e.meta) => r#"is_json_scalar("e"."meta")"#]
    is_json_scalar -> Option<bool>;
}

macro_rules! by_path {
    ($($(#[$doc:meta])+ [$example:expr => $sql:literal] $name:ident -> $of:ty;)+) => {$(
        documented! {
            "json" $name "example.txt" { $(#[$doc])+ } { [$example => $sql] }
            pub fn $name<E, F, Q, U>(json: E, path: F) -> Expr<(E::Reads, Q), $of>
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
    /// `json_extract(json, path)`: the value at a path; NULL where there is none, and where the text is no JSON. A path that is none fails the
    /// query.
    [json_extract(e.meta, "$.user_meta") => r#"json_extract("e"."meta", '$.user_meta')"#]
    json_extract -> Option<JsonText>;

    /// `json_extract_scalar(json, path)`: the value at a path as text; NULL where there is none, where it is an array or an object, and where
    /// the text is no JSON. A path that is none fails the query.
    [json_extract_scalar(e.meta, "$.owner") => r#"json_extract_scalar("e"."meta", '$.owner')"#]
    json_extract_scalar -> Option<String>;

    /// `json_size(json, path)`: how many entries the value at a path has, 0 where it is no array or object; NULL where there is none.
    [json_size(e.meta, "$.tags") => r#"json_size("e"."meta", '$.tags')"#]
    json_size -> Option<i64>;
}

/// `json_array_get(array, number)`: an item, from 0, from the end where the number is negative; NULL where there is none. Trino's
/// documentation calls it broken: of a text it gives what is no valid JSON. [`json`]`(..).index(..)` is right.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::json::json_array_get;
///
/// assert_eq!(sql!(json_array_get(e.meta, 0)), r#"json_array_get("e"."meta", 0)"#);
/// ```
pub fn json_array_get<E, F, Q, U>(array: E, number: F) -> Expr<(E::Reads, Q), Option<JsonText>>
where
    E: Expression,
    BaseOf<E>: JsonSource,
    F: Argument<i64, Q, U>,
{
    call("json_array_get", [array.ast(), number.argument()])
}

/// `json_array_contains(array, item)`: whether the array has this item, of this very type: `"5"` is a text in the array, `5` a whole number, and
/// `5.0` a number with a point. NULL where it is no array. See [`JsonPath::contains_text_or_number`].
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::json::{json_array_contains, json_extract};
///
/// assert_eq!(sql!(json_array_contains(e.meta, 5)), r#"json_array_contains("e"."meta", 5)"#);
/// let wells = json_extract(e.meta, "$.wells");
/// assert_eq!(sql!(json_array_contains(wells, "5")), r#"json_array_contains(json_extract("e"."meta", '$.wells'), '5')"#);
/// ```
pub fn json_array_contains<E: Expression, I: JsonItem>(array: E, item: I) -> Expr<E::Reads, Option<bool>>
where
    BaseOf<E>: JsonSource,
{
    call("json_array_contains", [array.ast(), item.item()])
}
