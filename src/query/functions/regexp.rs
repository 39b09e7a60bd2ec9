//! Regular expressions, in Java's syntax but for a few rarities: there is no `(?d)`, no `(?u)`, and `(?i)` always knows all of Unicode. A
//! pattern that is none fails the query.

use super::{Argument, Expr, Expression, Form, Like2, Like3, SqlType, UsableAs, call, lambda::lambda};
use crate::query::typing::NoWindow;

functions! {
    "regexp";
    /// `regexp_like(text, pattern)`: whether the pattern is found in the text. It need not match the whole of it: say `^…$` for that.
    [regexp_like(e.name, "^[a-z]+/") => r#"regexp_like("e"."name", '^[a-z]+/')"#]
    regexp_like(text: String, pattern: String) -> like bool;

    /// `regexp_extract(text, pattern)`: the first match, NULL where there is none.
    [regexp_extract(e.name, "[0-9]+") => r#"regexp_extract("e"."name", '[0-9]+')"#]
    regexp_extract(text: String, pattern: String) -> maybe String;

    /// `regexp_extract_all(text, pattern)`: all matches.
    [regexp_extract_all(e.name, "[0-9]+") => r#"regexp_extract_all("e"."name", '[0-9]+')"#]
    regexp_extract_all(text: String, pattern: String) -> like Vec<String>;

    /// `regexp_replace(text, pattern, by)`: each match replaced; `$1` and `${name}` in `by` are the match's groups,
    /// `\$` is a dollar.
    [regexp_replace(e.name, "([0-9]+)", "<$1>") => r#"regexp_replace("e"."name", '([0-9]+)', '<$1>')"#]
    regexp_replace(text: String, pattern: String, by: String) -> like String;

    /// `regexp_count(text, pattern)`: how many matches.
    [regexp_count(e.name, "/") => r#"regexp_count("e"."name", '/')"#]
    regexp_count(text: String, pattern: String) -> like i64;

    /// `regexp_position(text, pattern)`: where the first match begins, from 1; -1 where there is none.
    [regexp_position(e.name, "[.]") => r#"regexp_position("e"."name", '[.]')"#]
    regexp_position(text: String, pattern: String) -> like i32;

    /// `regexp_split(text, pattern)`: what stands between the matches.
    [regexp_split(e.name, "[/.]") => r#"regexp_split("e"."name", '[/.]')"#]
    regexp_split(text: String, pattern: String) -> like Vec<String>;
}

/// `regexp_extract(text, pattern, group)`: a group of the first match; NULL where nothing matches or the group has no part in it. A number of
/// no group of the pattern fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::regexp::regexp_extract_group;
///
/// assert_eq!(sql!(regexp_extract_group(e.name, "^([^/]+)/", 1)), r#"regexp_extract("e"."name", '^([^/]+)/', 1)"#);
/// ```
pub fn regexp_extract_group<E, F, R, T, Q, U>(text: E, pattern: F, group: u32) -> Expr<(R, Q), Option<String>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
{
    call("regexp_extract", [text.argument(), pattern.argument(), i64::from(group).into()])
}

/// `regexp_extract_all(text, pattern, group)`: a group of all matches, NULL for a match in which it has no part. A number of no group of the
/// pattern fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::regexp::regexp_extract_all_group;
///
/// assert_eq!(sql!(regexp_extract_all_group(e.name, "([0-9]+)[.]", 1)), r#"regexp_extract_all("e"."name", '([0-9]+)[.]', 1)"#);
/// ```
pub fn regexp_extract_all_group<E, F, R, T, Q, U>(
    text: E,
    pattern: F,
    group: u32,
) -> Expr<(R, Q), Like2<T, U, Vec<Option<String>>>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("regexp_extract_all", [text.argument(), pattern.argument(), i64::from(group).into()])
}

/// `regexp_replace(text, pattern)`: without the matches.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::regexp::regexp_remove;
///
/// assert_eq!(sql!(regexp_remove(e.name, "[?]versionId=.*$")), r#"regexp_replace("e"."name", '[?]versionId=.*$')"#);
/// ```
pub fn regexp_remove<E, F, R, T, Q, U>(text: E, pattern: F) -> Expr<(R, Q), Like2<T, U, String>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("regexp_replace", [text.argument(), pattern.argument()])
}

/// `regexp_replace(text, pattern, groups -> …)`: each match replaced by what a lambda makes of its groups, which are an array, the first
/// group being item 1.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::{array::element_at, regexp::regexp_replace_with, string::upper};
///
/// let capital = regexp_replace_with(e.name, "\\b([a-z])", |groups| upper(element_at(groups, 1)));
/// assert_eq!(sql!(capital), r#"regexp_replace("e"."name", '\b([a-z])', x -> upper(element_at(x, 1)))"#);
/// ```
pub fn regexp_replace_with<E, F, G, B, R, T, Q, U>(
    text: E,
    pattern: F,
    by: G,
) -> Expr<(R, (Q, B::Reads)), Like3<T, U, B::Type, String>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    G: FnOnce(Expr<(), Vec<Option<String>>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    B::Type: UsableAs<String>,
    T: SqlType,
    U: SqlType,
{
    let by = lambda(["x"], |[groups]| by(Expr::new(groups)).ast());
    Expr::new(Form::call("regexp_replace", [text.argument(), pattern.argument(), by]))
}
