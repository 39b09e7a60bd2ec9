//! Regular expressions, in Java's syntax with few exceptions: there is no `(?d)` and no `(?u)`, and `(?i)` always covers all of Unicode. An
//! invalid pattern fails the query.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use super::{
    Argument, Expr, Expression, NullableLike2, NullableLike3, SqlFragment, SqlType, UsableAs, call, lambda::lambda,
};
use crate::query::typing::NoWindow;

functions! {
    regexp;
    /// `regexp_like(string, pattern)`: whether the pattern matches somewhere in the string. To match the whole string, anchor it: `^…$`.
    [regexp_like(e.name, "^[a-z]+/") => r#"regexp_like("entry"."name", '^[a-z]+/')"#]
    regexp_like(string: String, pattern: String) -> like bool;

    /// `regexp_extract(string, pattern)`: the first match, NULL if there is none.
    [regexp_extract(e.name, "[0-9]+") => r#"regexp_extract("entry"."name", '[0-9]+')"#]
    regexp_extract(string: String, pattern: String) -> nullable String;

    /// `regexp_extract_all(string, pattern)`: all matches.
    [regexp_extract_all(e.name, "[0-9]+") => json r#"regexp_extract_all("entry"."name", '[0-9]+')"#]
    regexp_extract_all(string: String, pattern: String) -> like Vec<String>;

    /// `regexp_replace(string, pattern, replacement)`: the string with each match replaced; `$1` and `${name}` in the replacement are capturing
    /// groups, `\$` is a dollar sign.
    [regexp_replace(e.name, "([0-9]+)", "<$1>") => r#"regexp_replace("entry"."name", '([0-9]+)', '<$1>')"#]
    regexp_replace(string: String, pattern: String, replacement: String) -> like String;

    /// `regexp_count(string, pattern)`: the number of matches.
    [regexp_count(e.name, "/") => r#"regexp_count("entry"."name", '/')"#]
    regexp_count(string: String, pattern: String) -> like i64;

    /// `regexp_position(string, pattern)`: the position of the first match, from 1; -1 if there is none.
    [regexp_position(e.name, "[.]") => r#"regexp_position("entry"."name", '[.]')"#]
    regexp_position(string: String, pattern: String) -> like i32;

    /// `regexp_split(string, pattern)`: the parts between the matches.
    [regexp_split(e.name, "[/.]") => json r#"regexp_split("entry"."name", '[/.]')"#]
    regexp_split(string: String, pattern: String) -> like Vec<String>;
}

/// `regexp_extract(string, pattern, group)`: a capturing group of the first match; NULL if nothing matches or the group takes no part in the
/// match. A group that the pattern does not have fails the query.
///
#[doc = example!(
    regexp::regexp_extract_group;
    regexp_extract_group(e.name, "^([^/]+)/", 1) => r#"regexp_extract("entry"."name", '^([^/]+)/', 1)"#
)]
pub fn regexp_extract_group<E, F, R, T, Q, U>(string: E, pattern: F, group: u32) -> Expr<(R, Q), Option<String>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
{
    call("regexp_extract", [string.argument(), pattern.argument(), i64::from(group).into()])
}

/// `regexp_extract_all(string, pattern, group)`: a capturing group of each match, NULL for a match in which it takes no part. A group that the
/// pattern does not have fails the query.
///
#[doc = example!(
    regexp::regexp_extract_all_group;
    regexp_extract_all_group(e.name, "([0-9]+)[.]", 1) => json r#"regexp_extract_all("entry"."name", '([0-9]+)[.]', 1)"#
)]
pub fn regexp_extract_all_group<E, F, R, T, Q, U>(
    string: E,
    pattern: F,
    group: u32,
) -> Expr<(R, Q), NullableLike2<T, U, Vec<Option<String>>>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("regexp_extract_all", [string.argument(), pattern.argument(), i64::from(group).into()])
}

/// `regexp_replace(string, pattern)`: the string without the matches.
///
#[doc = example!(
    regexp::regexp_remove;
    regexp_remove(e.name, "[?]versionId=.*$") => r#"regexp_replace("entry"."name", '[?]versionId=.*$')"#
)]
pub fn regexp_remove<E, F, R, T, Q, U>(string: E, pattern: F) -> Expr<(R, Q), NullableLike2<T, U, String>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("regexp_replace", [string.argument(), pattern.argument()])
}

/// `regexp_replace(string, pattern, groups -> …)`: the string with each match replaced by the result of a lambda, which gets the capturing
/// groups as an array; the first group is element 1.
///
#[doc = example!(
    regexp "query::functions::{array::element_at, regexp::regexp_replace_with, string::upper}";
    regexp_replace_with(e.name, r"\b([a-z])", |groups| upper(element_at(groups, 1)))
        => r#"regexp_replace("entry"."name", '\b([a-z])', x -> upper(element_at(x, 1)))"#
)]
pub fn regexp_replace_with<E, F, G, B, R, T, Q, U>(
    string: E,
    pattern: F,
    replacement: G,
) -> Expr<(R, (Q, B::Reads)), NullableLike3<T, U, B::Type, String>>
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
    let replacement = lambda(["x"], |[groups]| replacement(Expr::new(groups)).ast());
    Expr::new(SqlFragment::call("regexp_replace", [string.argument(), pattern.argument(), replacement]))
}
