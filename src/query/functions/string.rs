//! Strings. A character is a Unicode code point, and positions are counted from 1.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use std::collections::BTreeMap;

use super::{Argument, Expr, FragmentKind, NullableLike, NullableLike2, NullableLike3, SqlFragment, SqlType, call};

functions! {
    string;
    /// `lower(string)`: the string in lower case.
    [lower(e.name) => r#"lower("entry"."name")"#]
    lower(string: String) -> like String;

    /// `upper(string)`: the string in upper case.
    [upper(e.name) => r#"upper("entry"."name")"#]
    upper(string: String) -> like String;

    /// `length(string)`: the number of characters.
    [length(e.name) => r#"length("entry"."name")"#]
    length(string: String) -> like i64;

    /// `reverse(string)`: the characters in reverse order.
    [reverse(e.name) => r#"reverse("entry"."name")"#]
    reverse(string: String) -> like String;

    /// `trim(string)`: the string without leading and trailing whitespace.
    [trim(e.name) => r#"trim("entry"."name")"#]
    trim(string: String) -> like String;

    /// `ltrim(string)`: the string without leading whitespace.
    [ltrim(e.name) => r#"ltrim("entry"."name")"#]
    ltrim(string: String) -> like String;

    /// `rtrim(string)`: the string without trailing whitespace.
    [rtrim(e.name) => r#"rtrim("entry"."name")"#]
    rtrim(string: String) -> like String;

    /// `soundex(string)`: the Soundex code, a letter and three digits for how the string sounds in English.
    [soundex(e.name) => r#"soundex("entry"."name")"#]
    soundex(string: String) -> like String;

    /// `word_stem(word)`: the stem of an English word.
    [word_stem(e.name) => r#"word_stem("entry"."name")"#]
    word_stem(word: String) -> like String;

    /// `luhn_check(digits)`: whether the check digit at the end is right by the Luhn algorithm. A character that is not a digit fails the query.
    [luhn_check(e.name) => r#"luhn_check("entry"."name")"#]
    luhn_check(digits: String) -> like bool;

    /// `to_utf8(string)`: the bytes of the string in UTF-8.
    [to_utf8(e.name) => r#"to_utf8("entry"."name")"#]
    to_utf8(string: String) -> like Vec<u8>;

    /// `from_utf8(bytes)`: the string that the bytes encode; invalid UTF-8 becomes U+FFFD.
    [from_utf8(e.data) => r#"from_utf8("entry"."data")"#]
    from_utf8(bytes: Vec<u8>) -> like String;

    /// `chr(codepoint)`: the character of a code point. An invalid code point fails the query.
    [chr(e.size) => r#"chr("entry"."size")"#]
    [chr(65) => r#"chr(65)"#]
    chr(codepoint: i64) -> like String;

    /// `concat(a, b)`: `a` followed by `b`.
    [concat(e.name, e.title) => r#"concat("entry"."name", "entry"."title")"#]
    [concat(e.name, "/") => r#"concat("entry"."name", '/')"#]
    concat(a: String, b: String) -> like String;

    /// `concat_ws(separator, strings)`: the items of an array with the separator between them; NULL items are left out.
    [concat_ws("/", e.keys) => r#"concat_ws('/', "entry"."keys")"#]
    concat_ws(separator: String, strings: Vec<String>) -> like String;

    /// `split(string, separator)`: the parts between the separators, as an array. An empty separator fails the query.
    [split(e.name, "/") => json r#"split("entry"."name", '/')"#]
    split(string: String, separator: String) -> like Vec<String>;

    /// `strpos(string, substring)`: the position of the first occurrence of the substring, 0 if there is none.
    [strpos(e.name, "/") => r#"strpos("entry"."name", '/')"#]
    strpos(string: String, substring: String) -> like i64;

    /// `starts_with(string, prefix)`: whether the string starts with the prefix. Columns have a method of this name for a Rust value; this takes an
    /// expression.
    [starts_with(e.name, e.title) => r#"starts_with("entry"."name", "entry"."title")"#]
    starts_with(string: String, prefix: String) -> like bool;

    /// `levenshtein_distance(a, b)`: the number of characters to insert, delete or replace to turn one string into the other.
    [levenshtein_distance(e.name, e.title) => r#"levenshtein_distance("entry"."name", "entry"."title")"#]
    levenshtein_distance(a: String, b: String) -> like i64;

    /// `hamming_distance(a, b)`: the number of positions at which the characters differ. Strings of different lengths fail the query.
    [hamming_distance(e.name, "README") => r#"hamming_distance("entry"."name", 'README')"#]
    hamming_distance(a: String, b: String) -> like i64;

    /// `replace(string, search, replacement)`: the string with each occurrence of `search` replaced.
    [replace(e.name, "-", "_") => r#"replace("entry"."name", '-', '_')"#]
    replace(string: String, search: String, replacement: String) -> like String;

    /// `translate(string, from, to)`: each character of `from` replaced by the character at the same position in `to`, removed if `to` has none.
    [translate(e.name, "-.", "__") => r#"translate("entry"."name", '-.', '__')"#]
    translate(string: String, from: String, to: String) -> like String;

    /// `lpad(string, size, padding)`: the string padded on the left, or truncated, to `size` characters. A negative size and an empty padding fail
    /// the query.
    [lpad(e.name, 10, "0") => r#"lpad("entry"."name", 10, '0')"#]
    lpad(string: String, size: i64, padding: String) -> like String;

    /// `rpad(string, size, padding)`: the string padded on the right, or truncated, to `size` characters. A negative size and an empty padding
    /// fail the query.
    [rpad(e.name, 10, " ") => r#"rpad("entry"."name", 10, ' ')"#]
    rpad(string: String, size: i64, padding: String) -> like String;

    /// `substr(string, start, length)`: `length` characters from `start` on, which counts from the end if it is negative. Beyond the string, the
    /// result is empty.
    [substr(e.name, 1, e.size) => r#"substr("entry"."name", 1, "entry"."size")"#]
    substr(string: String, start: i64, length: i64) -> like String;

    /// `split_part(string, separator, index)`: one of the parts between the separators, counted from 1; NULL if there are fewer. An index below 1
    /// fails the query.
    [split_part(e.name, "/", 2) => r#"split_part("entry"."name", '/', 2)"#]
    split_part(string: String, separator: String, index: i64) -> nullable String;

    /// `split_to_map(string, entry_separator, key_separator)`: the map that a string such as `a=1,b=2` stands for, whose entries are separated by
    /// `,` and keys from values by `=`. A duplicate key, and an entry that is not a pair, fail the query.
    [split_to_map(e.title, "&", "=") => json r#"split_to_map("entry"."title", '&', '=')"#]
    split_to_map(string: String, entry_separator: String, key_separator: String) -> like BTreeMap<String, String>;

    /// `split_to_multimap(string, entry_separator, key_separator)`: as [`split_to_map`], with all values of each key. An entry that is not a pair
    /// fails the query.
    [split_to_multimap(e.title, "&", "=") => json r#"split_to_multimap("entry"."title", '&', '=')"#]
    split_to_multimap(string: String, entry_separator: String, key_separator: String) -> like BTreeMap<String, Vec<String>>;
}

/// `substr(string, start)`: the string from `start` on, which counts from the end if it is negative.
///
#[doc = example!(string::substr_from; substr_from(e.name, -5) => r#"substr("entry"."name", -5)"#)]
pub fn substr_from<E, F, R, T, Q, U>(string: E, start: F) -> Expr<(R, Q), NullableLike2<T, U, String>>
where
    E: Argument<String, R, T>,
    F: Argument<i64, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("substr", [string.argument(), start.argument()])
}

/// `split(string, separator, limit)`: as [`split`], but at most `limit` parts, the last of which has the rest. A limit below 1 fails the query.
///
#[doc = example!(string::split_limit; split_limit(e.name, "/", 2) => json r#"split("entry"."name", '/', 2)"#)]
pub fn split_limit<E, F, R, T, Q, U>(
    string: E,
    separator: F,
    limit: i64,
) -> Expr<(R, Q), NullableLike2<T, U, Vec<String>>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("split", [string.argument(), separator.argument(), limit.into()])
}

/// `strpos(string, substring, instance)`: the position of the `instance`th occurrence of the substring, counted from the end if it is
/// negative; 0 if there is none. Instance 0 fails the query.
///
#[doc = example!(string::strpos_nth; strpos_nth(e.name, "/", -1) => r#"strpos("entry"."name", '/', -1)"#)]
pub fn strpos_nth<E, F, R, T, Q, U>(string: E, substring: F, instance: i64) -> Expr<(R, Q), NullableLike2<T, U, i64>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("strpos", [string.argument(), substring.argument(), instance.into()])
}

/// `codepoint(string)`: the code point of the first character. Trino takes only a `varchar(1)`, so the string is cast to that; an empty string
/// fails the query.
///
#[doc = example!(string::codepoint; codepoint(e.name) => r#"codepoint(CAST("entry"."name" AS varchar(1)))"#)]
pub fn codepoint<E: Argument<String, R, T>, R, T: SqlType>(string: E) -> Expr<R, NullableLike<T, i32>> {
    let first =
        SqlFragment::new(FragmentKind::Call).put("CAST(").operand(string.argument()).put(" AS varchar(1))").done();
    call("codepoint", [first])
}

/// A Unicode normalization form, for [`normalize`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NormalForm {
    /// Canonical decomposition.
    Nfd,
    /// Canonical decomposition, followed by canonical composition.
    Nfc,
    /// Compatibility decomposition.
    Nfkd,
    /// Compatibility decomposition, followed by canonical composition.
    Nfkc,
}

/// `normalize(string, form)`: the string in a Unicode normalization form, so that equivalent strings are equal.
///
#[doc = example!(
    string "query::functions::string::{NormalForm, normalize}";
    normalize(e.name, NormalForm::Nfc) => r#"normalize("entry"."name", NFC)"#
)]
pub fn normalize<E: Argument<String, R, T>, R, T: SqlType>(
    string: E,
    form: NormalForm,
) -> Expr<R, NullableLike<T, String>> {
    let form = match form {
        NormalForm::Nfd => ", NFD)",
        NormalForm::Nfc => ", NFC)",
        NormalForm::Nfkd => ", NFKD)",
        NormalForm::Nfkc => ", NFKC)",
    };
    Expr::new(SqlFragment::new(FragmentKind::Call).put("normalize(").operand(string.argument()).put(form).done())
}
