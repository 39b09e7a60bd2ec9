//! Paths into JSON documents.

use std::{fmt, marker::PhantomData};

use sea_query::{BinOper, ExprTrait};

use super::{BaseOf, Expr, Expression, JsonSource, JsonText};

use crate::{
    error::Error,
    query::{
        Literal,
        ast::Ast,
        literal::cast_by,
        typing::{NullSafe, seal::Seal},
    },
    schema::SqlBaseType,
    sql::{self, fragment::SqlFragment},
};

/// A path into a JSON document, and the ways to read the value at it. Made by [`json`].
#[must_use = "a path is not an expression: read the value by `.as_str()`, `.as_i64()`, `.contains(..)`, …"]
pub struct JsonPath<R> {
    document: Ast,
    /// In Athena's syntax: `$.user_meta["cell index"][0]`.
    path: String,
    of: PhantomData<fn() -> R>,
}

/// The path to the root of a document, which is a column or expression of type `String` or `json`. A value that is missing or of another type
/// is NULL, and so is every value of a string that is not JSON.
///
#[doc = example!(
    json::json;
    json(e.meta).key("user_meta").key("owner").as_str() => r#"json_extract_scalar("entry"."meta", '$.user_meta.owner')"#;
    json(e.meta).path("$.user_meta").key("cell index").index(0).as_i64()
        => r#"TRY_CAST(json_extract_scalar("entry"."meta", '$.user_meta["cell index"][0]') AS bigint)"#
)]
pub fn json<E: Expression>(document: E) -> JsonPath<E::Reads>
where
    BaseOf<E>: JsonSource,
{
    JsonPath { document: document.ast(), path: "$".to_owned(), of: PhantomData }
}

impl<R> JsonPath<R> {
    /// Extends the path by one in Athena's syntax, such as `$.user_meta.owner`, whose `$` is the value at this path.
    ///
    /// # Errors
    /// A path that does not begin with `$` is an error when the query is printed or sent. Any other mistake in it fails the query.
    pub fn path(mut self, path: &str) -> Self {
        match path.strip_prefix('$') {
            Some(rest) => self.path.push_str(rest),
            None => {
                self.document = sql::mistake(&Error::invalid_query(format!(
                    "`{path}` is not a JSON path: it begins with `$`; for the name of a key use `.key(..)`"
                )));
            }
        }
        self
    }

    /// Extends the path by a key of the object, whatever characters the key has.
    ///
    #[doc = example!(
        json::json;
        json(e.meta).key("it's \"x\"").as_str() => r#"json_extract_scalar("entry"."meta", '$["it''s \"x\""]')"#
    )]
    pub fn key(mut self, key: &str) -> Self {
        let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if plain {
            self.path.push('.');
            self.path.push_str(key);
        } else {
            self.path.push_str("[\"");
            for c in key.chars() {
                if matches!(c, '"' | '\\') {
                    self.path.push('\\');
                }
                self.path.push(c);
            }
            self.path.push_str("\"]");
        }
        self
    }

    /// Extends the path by an element of the array, counted from 0.
    pub fn index(mut self, index: u32) -> Self {
        self.path.push_str(&format!("[{index}]"));
        self
    }

    fn call<T>(self, name: &str) -> Expr<R, T> {
        Expr::new(SqlFragment::call(name, [self.document, self.path.into()]))
    }

    /// The value as JSON: `json_extract(…)`.
    ///
    #[doc = example!(json::json; json(e.meta).key("tags").extract() => r#"json_extract("entry"."meta", '$.tags')"#)]
    pub fn extract(self) -> Expr<R, Option<JsonText>> {
        self.call("json_extract")
    }

    /// Whether there is a value, `null` included: `json_extract(…) IS NOT NULL`.
    ///
    #[doc = example!(
        json::json;
        json(e.meta).key("owner").exists() => r#"json_extract("entry"."meta", '$.owner') IS NOT NULL"#
    )]
    pub fn exists(self) -> Expr<NullSafe<R>, bool> {
        Expr::new(self.extract().is_not_null().ast)
    }

    /// The value, a string, number or boolean, as a string: `json_extract_scalar(…)`.
    pub fn as_str(self) -> Expr<R, Option<String>> {
        self.call("json_extract_scalar")
    }

    fn scalar<T: SqlBaseType>(self) -> Expr<R, Option<T>> {
        Expr::new(cast_by("TRY_CAST(", self.as_str().ast, &T::athena_type()))
    }

    /// The value, an integer or a string of one, as an integer: `TRY_CAST(json_extract_scalar(…) AS bigint)`.
    pub fn as_i64(self) -> Expr<R, Option<i64>> {
        self.scalar()
    }

    /// The value, a number or a string of one, as a number: `TRY_CAST(json_extract_scalar(…) AS double)`.
    ///
    #[doc = example!(
        json::json;
        json(e.meta).key("ph").as_f64() => r#"TRY_CAST(json_extract_scalar("entry"."meta", '$.ph') AS double)"#
    )]
    pub fn as_f64(self) -> Expr<R, Option<f64>> {
        self.scalar()
    }

    /// The value, a boolean or a string of one, as a boolean: `TRY_CAST(json_extract_scalar(…) AS boolean)`.
    ///
    #[doc = example!(
        json::json;
        json(e.meta).key("done").as_bool() => r#"TRY_CAST(json_extract_scalar("entry"."meta", '$.done') AS boolean)"#
    )]
    pub fn as_bool(self) -> Expr<R, Option<bool>> {
        self.scalar()
    }

    /// The number of elements of the array: `json_array_length(json_extract(…))`.
    ///
    #[doc = example!(
        json::json;
        json(e.meta).key("tags").length() => r#"json_array_length(json_extract("entry"."meta", '$.tags'))"#
    )]
    pub fn length(self) -> Expr<R, Option<i64>> {
        Expr::new(SqlFragment::call("json_array_length", [self.extract().ast]))
    }

    /// Whether the array contains this value, as the same type: `"5"` finds only strings, `5` only integers, `5.0` only numbers with a decimal
    /// point. For documents that are not consistent in this, use [`contains_string_or_number`](Self::contains_string_or_number).
    ///
    #[doc = example!(
        json::json;
        json(e.meta).key("wells").contains("5") => r#"json_array_contains(json_extract("entry"."meta", '$.wells'), '5')"#;
        json(e.meta).key("wells").contains(5) => r#"json_array_contains(json_extract("entry"."meta", '$.wells'), 5)"#
    )]
    pub fn contains<I: JsonItem>(self, value: I) -> Expr<R, Option<bool>> {
        Expr::new(SqlFragment::call("json_array_contains", [self.extract().ast, value.item()]))
    }

    /// Whether the array contains this string, or the number that it is a literal of: `"5"` finds `5`, `5.0` and `"5"`.
    ///
    #[doc = example!(
        json::json;
        json(e.meta).key("well").contains_string_or_number("5") => r#"json_array_contains(json_extract("entry"."meta", '$.well'), '5') OR json_array_contains(json_extract("entry"."meta", '$.well'), 5) OR json_array_contains(json_extract("entry"."meta", '$.well'), 5E0)"#;
        json(e.meta).contains_string_or_number("A5") => r#"json_array_contains(json_extract("entry"."meta", '$'), 'A5')"#
    )]
    pub fn contains_string_or_number(self, item: &str) -> Expr<R, Option<bool>> {
        let array = self.extract().ast;
        let contains = |item: Ast| SqlFragment::call("json_array_contains", [array.clone(), item]);
        let integer = item.parse::<i64>().ok().map(JsonItem::item);
        // Rust parses "nan" and "inf" as numbers; JSON does not have them.
        let double = item.parse::<f64>().ok().filter(|number| number.is_finite()).map(JsonItem::item);
        let or = |all: Ast, item| all.binary(BinOper::Or, contains(item));
        Expr::new(integer.into_iter().chain(double).fold(contains(item.item()), or))
    }
}

impl<R> Clone for JsonPath<R> {
    fn clone(&self) -> Self {
        Self { document: self.document.clone(), path: self.path.clone(), of: PhantomData }
    }
}

impl<R> fmt::Debug for JsonPath<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonPath").field("document", &self.document).field("path", &self.path).finish()
    }
}

/// A value that can be looked up in a JSON array: a string, a number, true or false.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be looked up in a JSON array",
    label = "expected a string, an `i32`, an `i64`, an `f64` or a `bool`"
)]
pub trait JsonItem {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn item(self) -> sea_query::Expr;
}

macro_rules! items {
    ($($of:ty),+) => {$(
        impl JsonItem for $of {
            const SEAL: Seal = Seal;

            fn item(self) -> Ast {
                self.literal()
            }
        }
    )+};
}

items!(&str, String, &String, i32, i64, f64, bool);

#[cfg(all(test, feature = "derive"))]
mod tests {
    use super::{JsonPath, json};
    use crate::query::{Condition, Expr, select};

    #[derive(crate::AthenaView)]
    #[athena(view = "entries")]
    struct E {
        meta: String,
    }

    fn path<R>(json: JsonPath<R>) -> String {
        json.path
    }

    fn sql(of: impl FnOnce(JsonPath<crate::query::Views<(E,)>>) -> Condition<crate::query::Views<(E,)>>) -> String {
        let e = E::view();
        let document: Expr<_, String> = crate::query::unchecked(crate::query::Expression::ast(e.meta));
        match select().from(&e).filter(of(json(document))).select(e.meta).sql() {
            Ok(sql) => sql.split_once(" WHERE ").map(|(_, condition)| condition.to_owned()).unwrap_or_default(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_key_keeps_all_its_characters() {
        let e = E::view();
        let path_of = |key: &str| path(json(e.meta).key(key));
        assert_eq!(path_of("cell_index2"), "$.cell_index2");
        assert_eq!(path_of("2nd"), r#"$["2nd"]"#);
        assert_eq!(path_of(""), r#"$[""]"#);
        assert_eq!(path_of("a.b-c"), r#"$["a.b-c"]"#);
        assert_eq!(path_of("größe"), r#"$["größe"]"#);
        assert_eq!(path_of(r#"]"\"#), r#"$["]\"\\"]"#);
    }

    #[test]
    fn a_string_is_also_found_as_the_number_that_it_is_a_literal_of_and_as_no_other() {
        let found = |item: &'static str| sql(|place| place.contains_string_or_number(item));
        let array = r#"json_extract("e"."meta", '$')"#;
        let with = |item: &str| format!("json_array_contains({array}, {item})");
        assert_eq!(found("5"), [with("'5'"), with("5"), with("5E0")].join(" OR "));
        assert_eq!(found("5.5"), [with("'5.5'"), with("5.5E0")].join(" OR "));
        assert_eq!(found("nan"), with("'nan'"));
        assert_eq!(found("it's"), with("'it''s'"));
    }

    #[test]
    fn a_path_without_its_root_is_refused_before_anything_is_sent() {
        let refused = sql(|place| place.path("user_meta").contains(5));
        assert!(refused.contains("`user_meta` is not a JSON path: it begins with `$`"), "{refused}");
    }
}
