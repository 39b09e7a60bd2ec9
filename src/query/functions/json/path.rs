//! A way into a JSON document.

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
    sql::{self, form::Form},
};

/// A place in a JSON document, and what can be read there. Made by [`json`].
#[must_use = "a place in a document is no expression: read it by `.text()`, `.as_i64()`, `.contains(..)`"]
pub struct JsonPath<R> {
    document: Ast,
    /// As Athena reads it: `$.user_meta["cell index"][0]`.
    path: String,
    of: PhantomData<fn() -> R>,
}

/// A way into a document: a column or expression of text or JSON. What is not there, and what is of another kind, is NULL; so is all of a
/// text that is no JSON.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::json::json;
///
/// let owner = json(e.meta).key("user_meta").key("owner");
/// assert_eq!(sql!(owner.text()), r#"json_extract_scalar("e"."meta", '$.user_meta.owner')"#);
///
/// let first = json(e.meta).path("$.user_meta").key("cell index").index(0);
/// assert_eq!(
///     sql!(first.as_i64()),
///     r#"TRY_CAST(json_extract_scalar("e"."meta", '$.user_meta["cell index"][0]') AS bigint)"#
/// );
/// ```
pub fn json<E: Expression>(document: E) -> JsonPath<E::Reads>
where
    BaseOf<E>: JsonSource,
{
    JsonPath { document: document.ast(), path: "$".to_owned(), of: PhantomData }
}

impl<R> JsonPath<R> {
    /// The place at a path of Athena's, such as `$.user_meta.owner`, from the place that this is.
    ///
    /// # Errors
    /// A path that does not begin with `$` is an error when the query is printed or sent. Another mistake in it fails the query.
    pub fn path(mut self, path: &str) -> Self {
        match path.strip_prefix('$') {
            Some(rest) => self.path.push_str(rest),
            None => {
                self.document = sql::mistake(&Error::wrong_query(format!(
                    "`{path}` is not a JSON path: it begins with `$`; for the name of a key take `.key(..)`"
                )));
            }
        }
        self
    }

    /// The value of a key of the object, whatever characters the key has.
    ///
    /// ```
    #[doc = include_str!("../example.txt")]
    /// use quilt_athena::query::functions::json::json;
    ///
    /// assert_eq!(sql!(json(e.meta).key("it's \"x\"").text()), r#"json_extract_scalar("e"."meta", '$["it''s \"x\""]')"#);
    /// ```
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

    /// An item of the array, from 0.
    pub fn index(mut self, number: u32) -> Self {
        self.path.push_str(&format!("[{number}]"));
        self
    }

    fn call<T>(self, name: &str) -> Expr<R, T> {
        Expr::new(Form::call(name, [self.document, self.path.into()]))
    }

    /// What is there, as JSON: `json_extract(…)`.
    ///
    /// ```
    #[doc = include_str!("../example.txt")]
    /// use quilt_athena::query::functions::json::json;
    ///
    /// assert_eq!(sql!(json(e.meta).key("tags").extract()), r#"json_extract("e"."meta", '$.tags')"#);
    /// ```
    pub fn extract(self) -> Expr<R, Option<JsonText>> {
        self.call("json_extract")
    }

    /// Whether there is something, be it `null`: `json_extract(…) IS NOT NULL`.
    ///
    /// ```
    #[doc = include_str!("../example.txt")]
    /// use quilt_athena::query::functions::json::json;
    ///
    /// let known = json(e.meta).key("owner").exists();
    /// assert!(select().from(&e).filter(known).select(e.name).sql()?.ends_with(r#"json_extract("e"."meta", '$.owner') IS NOT NULL"#));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn exists(self) -> Expr<NullSafe<R>, bool> {
        Expr::new(self.extract().is_not_null().ast)
    }

    /// The text, number or boolean there, as text: `json_extract_scalar(…)`.
    pub fn text(self) -> Expr<R, Option<String>> {
        self.call("json_extract_scalar")
    }

    fn scalar<T: SqlBaseType>(self) -> Expr<R, Option<T>> {
        Expr::new(cast_by("TRY_CAST(", self.text().ast, &T::athena_type()))
    }

    /// The whole number there, be it a number or a text of digits: `TRY_CAST(json_extract_scalar(…) AS bigint)`.
    pub fn as_i64(self) -> Expr<R, Option<i64>> {
        self.scalar()
    }

    /// The number there, be it a number or a text of one: `TRY_CAST(json_extract_scalar(…) AS double)`.
    ///
    /// ```
    #[doc = include_str!("../example.txt")]
    /// use quilt_athena::query::functions::json::json;
    ///
    /// assert_eq!(sql!(json(e.meta).key("ph").as_f64()), r#"TRY_CAST(json_extract_scalar("e"."meta", '$.ph') AS double)"#);
    /// ```
    pub fn as_f64(self) -> Expr<R, Option<f64>> {
        self.scalar()
    }

    /// What is there as true or false, be it a boolean or a text of one: `TRY_CAST(json_extract_scalar(…) AS boolean)`.
    ///
    /// ```
    #[doc = include_str!("../example.txt")]
    /// use quilt_athena::query::functions::json::json;
    ///
    /// assert_eq!(sql!(json(e.meta).key("done").as_bool()), r#"TRY_CAST(json_extract_scalar("e"."meta", '$.done') AS boolean)"#);
    /// ```
    pub fn as_bool(self) -> Expr<R, Option<bool>> {
        self.scalar()
    }

    /// How many items the array there has: `json_array_length(json_extract(…))`.
    ///
    /// ```
    #[doc = include_str!("../example.txt")]
    /// use quilt_athena::query::functions::json::json;
    ///
    /// assert_eq!(sql!(json(e.meta).key("tags").length()), r#"json_array_length(json_extract("e"."meta", '$.tags'))"#);
    /// ```
    pub fn length(self) -> Expr<R, Option<i64>> {
        Expr::new(Form::call("json_array_length", [self.extract().ast]))
    }

    /// Whether the array there has this item, of this very type: `"5"` matches texts alone, `5` whole numbers alone, `5.0` numbers with a point
    /// alone. Where people wrote now one and now the other, take [`contains_text_or_number`](Self::contains_text_or_number).
    ///
    /// ```
    #[doc = include_str!("../example.txt")]
    /// use quilt_athena::query::functions::json::json;
    ///
    /// let wells = || json(e.meta).path("$.user_meta.cellindex");
    /// assert_eq!(sql!(wells().contains("5")), r#"json_array_contains(json_extract("e"."meta", '$.user_meta.cellindex'), '5')"#);
    /// assert_eq!(sql!(wells().contains(5)), r#"json_array_contains(json_extract("e"."meta", '$.user_meta.cellindex'), 5)"#);
    /// ```
    pub fn contains<I: JsonItem>(self, item: I) -> Expr<R, Option<bool>> {
        Expr::new(Form::call("json_array_contains", [self.extract().ast, item.item()]))
    }

    /// Whether the array there has this text, or the number that it spells: `5`, `5.0` and `"5"` are found by `"5"`.
    ///
    /// ```
    #[doc = include_str!("../example.txt")]
    /// use quilt_athena::query::functions::json::json;
    ///
    /// assert_eq!(
    ///     select().from(&e).filter(json(e.meta).key("well").contains_text_or_number("5")).select(e.name).sql()?,
    ///     r#"SELECT "e"."name" FROM "entries" AS "e" WHERE json_array_contains(json_extract("e"."meta", '$.well'), '5') OR json_array_contains(json_extract("e"."meta", '$.well'), 5) OR json_array_contains(json_extract("e"."meta", '$.well'), 5E0)"#
    /// );
    /// assert_eq!(sql!(json(e.meta).contains_text_or_number("A5")), r#"json_array_contains(json_extract("e"."meta", '$'), 'A5')"#);
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn contains_text_or_number(self, item: &str) -> Expr<R, Option<bool>> {
        let array = self.extract().ast;
        let contains = |item: Ast| Form::call("json_array_contains", [array.clone(), item]);
        let whole = item.parse::<i64>().ok().map(JsonItem::item);
        // "nan" and "inf" are numbers to Rust, and none to JSON.
        let double = item.parse::<f64>().ok().filter(|number| number.is_finite()).map(JsonItem::item);
        let or = |all: Ast, item| all.binary(BinOper::Or, contains(item));
        Expr::new(whole.into_iter().chain(double).fold(contains(item.item()), or))
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

/// An item that a JSON array can be asked for: text, a number, true or false.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an item of a JSON array",
    label = "expected text, an `i32` or `i64`, an `f64` or a `bool`"
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

    fn text<R>(place: JsonPath<R>) -> String {
        place.path
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
        let place = |key: &str| text(json(e.meta).key(key));
        assert_eq!(place("cell_index2"), "$.cell_index2");
        assert_eq!(place("2nd"), r#"$["2nd"]"#);
        assert_eq!(place(""), r#"$[""]"#);
        assert_eq!(place("a.b-c"), r#"$["a.b-c"]"#);
        assert_eq!(place("größe"), r#"$["größe"]"#);
        assert_eq!(place(r#"]"\"#), r#"$["]\"\\"]"#);
    }

    #[test]
    fn a_text_is_looked_for_as_the_number_that_it_spells_and_as_no_other() {
        let found = |item: &'static str| sql(|place| place.contains_text_or_number(item));
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
