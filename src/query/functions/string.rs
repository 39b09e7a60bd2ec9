//! Strings. A character is a Unicode code point, and characters are counted from 1.

use std::collections::BTreeMap;

use super::{Argument, Expr, FragmentKind, Like, Like2, Like3, SqlFragment, SqlType, call};

functions! {
    "string";
    /// `lower(text)`: in lower case.
    [lower(e.name) => r#"lower("e"."name")"#]
    lower(text: String) -> like String;

    /// `upper(text)`: in upper case.
    [upper(e.name) => r#"upper("e"."name")"#]
    upper(text: String) -> like String;

    /// `length(text)`: how many characters.
    [length(e.name) => r#"length("e"."name")"#]
    length(text: String) -> like i64;

    /// `reverse(text)`: its characters from the last to the first.
    [reverse(e.name) => r#"reverse("e"."name")"#]
    reverse(text: String) -> like String;

    /// `trim(text)`: without the blanks at both ends.
    [trim(e.name) => r#"trim("e"."name")"#]
    trim(text: String) -> like String;

    /// `ltrim(text)`: without the blanks at its start.
    [ltrim(e.name) => r#"ltrim("e"."name")"#]
    ltrim(text: String) -> like String;

    /// `rtrim(text)`: without the blanks at its end.
    [rtrim(e.name) => r#"rtrim("e"."name")"#]
    rtrim(text: String) -> like String;

    /// `soundex(text)`: how it sounds in English, a letter and three digits.
    [soundex(e.name) => r#"soundex("e"."name")"#]
    soundex(text: String) -> like String;

    /// `word_stem(word)`: the stem of an English word.
    [word_stem(e.name) => r#"word_stem("e"."name")"#]
    word_stem(word: String) -> like String;

    /// `luhn_check(digits)`: whether the last digit is right by the Luhn algorithm. What has other characters than digits in it fails the query.
    [luhn_check(e.name) => r#"luhn_check("e"."name")"#]
    luhn_check(digits: String) -> like bool;

    /// `to_utf8(text)`: its bytes.
    [to_utf8(e.name) => r#"to_utf8("e"."name")"#]
    to_utf8(text: String) -> like Vec<u8>;

    /// `from_utf8(bytes)`: bytes as text; what is no UTF-8 becomes U+FFFD.
    [from_utf8(e.data) => r#"from_utf8("e"."data")"#]
    from_utf8(bytes: Vec<u8>) -> like String;

    /// `chr(number)`: the character of a code point. A number that is none fails the query.
    [chr(e.size) => r#"chr("e"."size")"#]
    [chr(65) => r#"chr(65)"#]
    chr(number: i64) -> like String;

    /// `concat(a, b)`: one after the other.
    [concat(e.name, e.title) => r#"concat("e"."name", "e"."title")"#]
    [concat(e.name, "/") => r#"concat("e"."name", '/')"#]
    concat(a: String, b: String) -> like String;

    /// `concat_ws(separator, texts)`: the items of an array with a separator between them; items that are NULL are left out.
    [concat_ws("/", e.keys) => r#"concat_ws('/', "e"."keys")"#]
    concat_ws(separator: String, texts: Vec<String>) -> like String;

    /// `split(text, separator)`: its parts as an array. An empty separator fails the query.
    [split(e.name, "/") => r#"split("e"."name", '/')"#]
    split(text: String, separator: String) -> like Vec<String>;

    /// `strpos(text, part)`: where the part first begins, 0 where it is not in the text.
    [strpos(e.name, "/") => r#"strpos("e"."name", '/')"#]
    strpos(text: String, part: String) -> like i64;

    /// `starts_with(text, start)`: whether the text begins so. Columns have a method of this name for a Rust value; this takes an expression.
    [starts_with(e.name, e.title) => r#"starts_with("e"."name", "e"."title")"#]
    starts_with(text: String, start: String) -> like bool;

    /// `levenshtein_distance(a, b)`: how many characters to put in, take out or change to make one of the other.
    [levenshtein_distance(e.name, e.title) => r#"levenshtein_distance("e"."name", "e"."title")"#]
    levenshtein_distance(a: String, b: String) -> like i64;

    /// `hamming_distance(a, b)`: at how many places they differ. Texts of different lengths fail the query.
    [hamming_distance(e.name, "README") => r#"hamming_distance("e"."name", 'README')"#]
    hamming_distance(a: String, b: String) -> like i64;

    /// `replace(text, part, by)`: each occurrence of a part replaced.
    [replace(e.name, "-", "_") => r#"replace("e"."name", '-', '_')"#]
    replace(text: String, part: String, by: String) -> like String;

    /// `translate(text, from, to)`: each character of `from` replaced by the one at its place in `to`, taken out where `to` has none.
    [translate(e.name, "-.", "__") => r#"translate("e"."name", '-.', '__')"#]
    translate(text: String, from: String, to: String) -> like String;

    /// `lpad(text, size, fill)`: filled up at its start to a size, or cut to it. A negative size and an empty fill fail the query.
    [lpad(e.name, 10, "0") => r#"lpad("e"."name", 10, '0')"#]
    lpad(text: String, size: i64, fill: String) -> like String;

    /// `rpad(text, size, fill)`: filled up at its end to a size, or cut to it. A negative size and an empty fill fail the query.
    [rpad(e.name, 10, " ") => r#"rpad("e"."name", 10, ' ')"#]
    rpad(text: String, size: i64, fill: String) -> like String;

    /// `substr(text, start, length)`: counted from the end where `start` is negative, empty where there is nothing.
    [substr(e.name, 1, e.size) => r#"substr("e"."name", 1, "e"."size")"#]
    substr(text: String, start: i64, length: i64) -> like String;

    /// `split_part(text, separator, number)`: one of its parts, from 1; NULL where there are fewer. A number below 1 fails the query.
    [split_part(e.name, "/", 2) => r#"split_part("e"."name", '/', 2)"#]
    split_part(text: String, separator: String, number: i64) -> maybe String;

    /// `split_to_map(text, entries, pair)`: `a=1,b=2` as a map, for entries apart by `,` and pairs by `=`. A key twice, and an entry that is no
    /// pair, fail the query.
    [split_to_map(e.title, "&", "=") => r#"split_to_map("e"."title", '&', '=')"#]
    split_to_map(text: String, entries: String, pair: String) -> like BTreeMap<String, String>;

    /// `split_to_multimap(text, entries, pair)`: as [`split_to_map`], with all values of each key. An entry that is no pair fails the query.
    [split_to_multimap(e.title, "&", "=") => r#"split_to_multimap("e"."title", '&', '=')"#]
    split_to_multimap(text: String, entries: String, pair: String) -> like BTreeMap<String, Vec<String>>;
}

/// `substr(text, start)`: the rest of it, counted from the end where `start` is negative.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::string::substr_from;
///
/// assert_eq!(sql!(substr_from(e.name, -5)), r#"substr("e"."name", -5)"#);
/// ```
pub fn substr_from<E, F, R, T, Q, U>(text: E, start: F) -> Expr<(R, Q), Like2<T, U, String>>
where
    E: Argument<String, R, T>,
    F: Argument<i64, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("substr", [text.argument(), start.argument()])
}

/// `split(text, separator, limit)`: at most so many parts, the last of which is the rest. A limit below 1 fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::string::split_limit;
///
/// assert_eq!(sql!(split_limit(e.name, "/", 2)), r#"split("e"."name", '/', 2)"#);
/// ```
pub fn split_limit<E, F, R, T, Q, U>(text: E, separator: F, limit: i64) -> Expr<(R, Q), Like2<T, U, Vec<String>>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("split", [text.argument(), separator.argument(), limit.into()])
}

/// `strpos(text, part, number)`: where the part begins for the `number`th time, from the end where it is negative; 0 where it does not.
/// Number 0 fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::string::strpos_nth;
///
/// assert_eq!(sql!(strpos_nth(e.name, "/", -1)), r#"strpos("e"."name", '/', -1)"#);
/// ```
pub fn strpos_nth<E, F, R, T, Q, U>(text: E, part: F, number: i64) -> Expr<(R, Q), Like2<T, U, i64>>
where
    E: Argument<String, R, T>,
    F: Argument<String, Q, U>,
    T: SqlType,
    U: SqlType,
{
    call("strpos", [text.argument(), part.argument(), number.into()])
}

/// `codepoint(character)`: the number of the first character. Trino takes a `varchar(1)` only, so the text is cut to that; an empty one
/// fails the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::string::codepoint;
///
/// assert_eq!(sql!(codepoint(e.name)), r#"codepoint(CAST("e"."name" AS varchar(1)))"#);
/// ```
pub fn codepoint<E: Argument<String, R, T>, R, T: SqlType>(text: E) -> Expr<R, Like<T, i32>> {
    let first =
        SqlFragment::new(FragmentKind::Call).put("CAST(").operand(text.argument()).put(" AS varchar(1))").done();
    call("codepoint", [first])
}

/// A normal form of Unicode, for [`normalize`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NormalForm {
    /// Taken apart.
    Nfd,
    /// Taken apart and put together.
    Nfc,
    /// Taken apart by compatibility.
    Nfkd,
    /// Taken apart by compatibility and put together.
    Nfkc,
}

/// `normalize(text, form)`: in a normal form of Unicode, so that what looks the same is the same.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::string::{NormalForm, normalize};
///
/// assert_eq!(sql!(normalize(e.name, NormalForm::Nfc)), r#"normalize("e"."name", NFC)"#);
/// ```
pub fn normalize<E: Argument<String, R, T>, R, T: SqlType>(text: E, form: NormalForm) -> Expr<R, Like<T, String>> {
    let form = match form {
        NormalForm::Nfd => ", NFD)",
        NormalForm::Nfc => ", NFC)",
        NormalForm::Nfkd => ", NFKD)",
        NormalForm::Nfkc => ", NFKC)",
    };
    Expr::new(SqlFragment::new(FragmentKind::Call).put("normalize(").operand(text.argument()).put(form).done())
}
