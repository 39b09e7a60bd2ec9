//! Aggregates: one value of all rows of a group. NULL counts for nothing, and a group without a value gives NULL, but where it says otherwise.
//!
//! Each can be narrowed by [`distinct`](Aggregate::distinct), [`order_by`](Aggregate::order_by) and [`filter`](Aggregate::filter), or
//! go [`over`](Aggregate::over) a window.

mod maps;
mod statistics;

pub use super::approx::{
    approx_distinct, approx_distinct_within, approx_most_frequent, approx_percentile, approx_percentile_weighted,
    approx_percentiles, approx_percentiles_weighted, numeric_histogram,
};
pub use crate::query::{any_value, array_agg, avg, count, count_distinct, count_of, max, min, sum};
pub use maps::{histogram, map_agg, map_union, multimap_agg};
pub use statistics::{
    corr, covar_pop, covar_samp, geometric_mean, kurtosis, regr_intercept, regr_slope, skewness, stddev, stddev_pop,
    stddev_samp, var_pop, var_samp, variance,
};

use super::{Argument, BaseOf, Expression, Predicate};
use crate::query::{Aggregate, typing::SortKey};

/// `arbitrary(of)`: one of the values, whichever. The same as [`any_value`].
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::aggregate::arbitrary;
///
/// assert_eq!(sql!(arbitrary(e.name)), r#"arbitrary("e"."name")"#);
/// ```
pub fn arbitrary<E: Expression>(of: E) -> Aggregate<E::Reads, Option<BaseOf<E>>> {
    Aggregate::new("arbitrary", vec![of.ast()])
}

macro_rules! conditions {
    ($($(#[$doc:meta])+ [$example:expr => $sql:literal] $name:ident -> $of:ty;)+) => {$(
        documented! {
            "aggregate" $name "example_of_aggregate.txt" { $(#[$doc])+ } { [$example => $sql] }
            pub fn $name<P: Predicate>(condition: P) -> Aggregate<P::Reads, $of> {
                Aggregate::new(stringify!($name), vec![condition.into_ast()])
            }
        }
    )+};
}

conditions! {
    /// `bool_and(condition)`: whether it holds for all rows.
    [bool_and(e.ok) => r#"bool_and("e"."ok")"#]
    bool_and -> Option<bool>;

    /// `bool_or(condition)`: whether it holds for a row.
    [bool_or(e.size.gt(1000)) => r#"bool_or("e"."size" > 1000)"#]
    bool_or -> Option<bool>;

    /// `every(condition)`: whether it holds for all rows. The same as [`bool_and`].
    [every(e.ok) => r#"every("e"."ok")"#]
    every -> Option<bool>;

    /// `count_if(condition)`: for how many rows it holds; never NULL.
    [count_if(e.size.gt(1000)) => r#"count_if("e"."size" > 1000)"#]
    count_if -> i64;
}

macro_rules! of_the_best {
    ($($(#[$doc:meta])+ [$example:expr => $sql:literal] $name:ident;)+) => {$(
        documented! {
            "aggregate" $name "example_of_aggregate.txt" { $(#[$doc])+ } { [$example => $sql] }
            pub fn $name<E: Expression, F: Expression>(
                of: E,
                by: F,
            ) -> Aggregate<(E::Reads, F::Reads), Option<BaseOf<E>>> {
                Aggregate::new(stringify!($name), vec![of.ast(), by.ast()])
            }
        }
    )+};
}

of_the_best! {
    /// `max_by(of, by)`: `of` in the row where `by` is largest; NULL where it is so there.
    [max_by(e.name, e.size) => r#"max_by("e"."name", "e"."size")"#]
    max_by;

    /// `min_by(of, by)`: `of` in the row where `by` is smallest; NULL where it is so there.
    [min_by(e.name, e.size) => r#"min_by("e"."name", "e"."size")"#]
    min_by;
}

/// `max(of, n)`: the `n` largest values, the largest first. An `n` below 1 or above 10,000 fails the query.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::aggregate::max_n;
///
/// assert_eq!(sql!(max_n(e.size, 3)), r#"max("e"."size", 3)"#);
/// ```
pub fn max_n<E: Expression>(of: E, n: i64) -> Aggregate<E::Reads, Option<Vec<BaseOf<E>>>> {
    Aggregate::new("max", vec![of.ast(), n.into()])
}

/// `min(of, n)`: the `n` smallest values, the smallest first. An `n` below 1 or above 10,000 fails the query.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::aggregate::min_n;
///
/// assert_eq!(sql!(min_n(e.size, 3)), r#"min("e"."size", 3)"#);
/// ```
pub fn min_n<E: Expression>(of: E, n: i64) -> Aggregate<E::Reads, Option<Vec<BaseOf<E>>>> {
    Aggregate::new("min", vec![of.ast(), n.into()])
}

/// `max_by(of, by, n)`: `of` in the `n` rows where `by` is largest, the largest first. An `n` below 1 or above 10,000 fails the query.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::aggregate::max_by_n;
///
/// assert_eq!(sql!(max_by_n(e.name, e.size, 3)), r#"max_by("e"."name", "e"."size", 3)"#);
/// ```
pub fn max_by_n<E, F>(of: E, by: F, n: i64) -> Aggregate<(E::Reads, F::Reads), Option<Vec<Option<BaseOf<E>>>>>
where
    E: Expression,
    E::Type: Send,
    F: Expression,
{
    Aggregate::new("max_by", vec![of.ast(), by.ast(), n.into()])
}

/// `min_by(of, by, n)`: `of` in the `n` rows where `by` is smallest, the smallest first. An `n` below 1 or above 10,000 fails the query.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::aggregate::min_by_n;
///
/// assert_eq!(sql!(min_by_n(e.name, e.size, 3)), r#"min_by("e"."name", "e"."size", 3)"#);
/// ```
pub fn min_by_n<E, F>(of: E, by: F, n: i64) -> Aggregate<(E::Reads, F::Reads), Option<Vec<Option<BaseOf<E>>>>>
where
    E: Expression,
    E::Type: Send,
    F: Expression,
{
    Aggregate::new("min_by", vec![of.ast(), by.ast(), n.into()])
}

/// `checksum(of)`: eight bytes that are the same for the same values in any order. NULL counts as a value.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::aggregate::checksum;
///
/// assert_eq!(sql!(checksum(e.name)), r#"checksum("e"."name")"#);
/// ```
pub fn checksum<E: Expression>(of: E) -> Aggregate<E::Reads, Option<Vec<u8>>> {
    Aggregate::new("checksum", vec![of.ast()])
}

/// `listagg(text, separator) WITHIN GROUP (ORDER BY key)`: the texts in an order, with a separator between them. More than 1,048,576 bytes
/// fail the query. More keys are added by [`order_by`](Aggregate::order_by); it cannot go over a window.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::aggregate::listagg;
///
/// assert_eq!(
///     sql!(listagg(e.name, ", ", e.size.desc())),
///     r#"listagg("e"."name", ', ') WITHIN GROUP (ORDER BY "e"."size" DESC)"#
/// );
/// ```
pub fn listagg<E, R, T, K>(text: E, separator: &str, key: K) -> Aggregate<(R, K::Reads), Option<String>>
where
    E: Argument<String, R, T>,
    K: SortKey,
{
    let all: Aggregate<R, Option<String>> = Aggregate::new("listagg", vec![text.argument(), separator.into()]);
    all.within_group().order_by(key)
}

macro_rules! bits {
    ($($(#[$doc:meta])+ [$example:expr => $sql:literal] $name:ident;)+) => {$(
        documented! {
            "aggregate" $name "example_of_aggregate.txt" { $(#[$doc])+ } { [$example => $sql] }
            pub fn $name<E: Argument<i64, R, T>, R, T>(number: E) -> Aggregate<R, Option<i64>> {
                Aggregate::new(stringify!($name), vec![number.argument()])
            }
        }
    )+};
}

bits! {
    /// `bitwise_and_agg(number)`: the bits that are in all numbers.
    [bitwise_and_agg(e.size) => r#"bitwise_and_agg("e"."size")"#]
    bitwise_and_agg;

    /// `bitwise_or_agg(number)`: the bits that are in a number.
    [bitwise_or_agg(e.size) => r#"bitwise_or_agg("e"."size")"#]
    bitwise_or_agg;
}
