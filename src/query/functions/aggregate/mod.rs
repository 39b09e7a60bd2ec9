//! Aggregates: one value for all rows of a group. Unless stated otherwise, they ignore NULL and are NULL for a group without values.
//!
//! Each takes [`distinct`](Aggregate::distinct), [`order_by`](Aggregate::order_by) and [`filter`](Aggregate::filter), and can be computed
//! [`over`](Aggregate::over) a window.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../../doctest/entry.rs")]
//! ```

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

/// `arbitrary(value)`: any one of the values. The same as [`any_value`].
///
#[doc = aggregate_example!(aggregate::arbitrary; arbitrary(e.name) => r#"arbitrary("entry"."name")"#)]
pub fn arbitrary<E: Expression>(value: E) -> Aggregate<E::Reads, Option<BaseOf<E>>> {
    Aggregate::new("arbitrary", vec![value.ast()])
}

macro_rules! conditions {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident -> $result:ty;)+) => {$(
        documented! {
            aggregate_example aggregate::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<P: Predicate>(condition: P) -> Aggregate<P::Reads, $result> {
                Aggregate::new(stringify!($name), vec![condition.into_ast()])
            }
        }
    )+};
}

conditions! {
    /// `bool_and(condition)`: whether the condition is true for all rows.
    [bool_and(e.ok) => r#"bool_and("entry"."ok")"#]
    bool_and -> Option<bool>;

    /// `bool_or(condition)`: whether the condition is true for at least one row.
    [bool_or(e.size.gt(1000)) => r#"bool_or("entry"."size" > 1000)"#]
    bool_or -> Option<bool>;

    /// `every(condition)`: whether the condition is true for all rows. The same as [`bool_and`].
    [every(e.ok) => r#"every("entry"."ok")"#]
    every -> Option<bool>;

    /// `count_if(condition)`: the number of rows for which the condition is true; never NULL.
    [count_if(e.size.gt(1000)) => r#"count_if("entry"."size" > 1000)"#]
    count_if -> i64;
}

macro_rules! values_at_extremes {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident;)+) => {$(
        documented! {
            aggregate_example aggregate::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<E: Expression, F: Expression>(
                value: E,
                key: F,
            ) -> Aggregate<(E::Reads, F::Reads), Option<BaseOf<E>>> {
                Aggregate::new(stringify!($name), vec![value.ast(), key.ast()])
            }
        }
    )+};
}

values_at_extremes! {
    /// `max_by(value, key)`: the value in the row with the largest key; NULL if it is NULL there.
    [max_by(e.name, e.size) => r#"max_by("entry"."name", "entry"."size")"#]
    max_by;

    /// `min_by(value, key)`: the value in the row with the smallest key; NULL if it is NULL there.
    [min_by(e.name, e.size) => r#"min_by("entry"."name", "entry"."size")"#]
    min_by;
}

/// `max(value, n)`: the `n` largest values, in descending order. An `n` below 1 or above 10,000 fails the query.
///
#[doc = aggregate_example!(aggregate::max_n; max_n(e.size, 3) => json r#"max("entry"."size", 3)"#)]
pub fn max_n<E: Expression>(value: E, n: i64) -> Aggregate<E::Reads, Option<Vec<BaseOf<E>>>> {
    Aggregate::new("max", vec![value.ast(), n.into()])
}

/// `min(value, n)`: the `n` smallest values, in ascending order. An `n` below 1 or above 10,000 fails the query.
///
#[doc = aggregate_example!(aggregate::min_n; min_n(e.size, 3) => json r#"min("entry"."size", 3)"#)]
pub fn min_n<E: Expression>(value: E, n: i64) -> Aggregate<E::Reads, Option<Vec<BaseOf<E>>>> {
    Aggregate::new("min", vec![value.ast(), n.into()])
}

/// `max_by(value, key, n)`: the values in the `n` rows with the largest keys, in descending order of the keys. An `n` below 1 or above 10,000
/// fails the query.
///
#[doc = aggregate_example!(
    aggregate::max_by_n;
    max_by_n(e.name, e.size, 3) => json r#"max_by("entry"."name", "entry"."size", 3)"#
)]
pub fn max_by_n<E, F>(value: E, key: F, n: i64) -> Aggregate<(E::Reads, F::Reads), Option<Vec<Option<BaseOf<E>>>>>
where
    E: Expression,
    E::Type: Send,
    F: Expression,
{
    Aggregate::new("max_by", vec![value.ast(), key.ast(), n.into()])
}

/// `min_by(value, key, n)`: the values in the `n` rows with the smallest keys, in ascending order of the keys. An `n` below 1 or above 10,000
/// fails the query.
///
#[doc = aggregate_example!(
    aggregate::min_by_n;
    min_by_n(e.name, e.size, 3) => json r#"min_by("entry"."name", "entry"."size", 3)"#
)]
pub fn min_by_n<E, F>(value: E, key: F, n: i64) -> Aggregate<(E::Reads, F::Reads), Option<Vec<Option<BaseOf<E>>>>>
where
    E: Expression,
    E::Type: Send,
    F: Expression,
{
    Aggregate::new("min_by", vec![value.ast(), key.ast(), n.into()])
}

/// `checksum(value)`: eight bytes that are equal for equal values, whatever their order. NULL counts as a value.
///
#[doc = aggregate_example!(aggregate::checksum; checksum(e.name) => r#"checksum("entry"."name")"#)]
pub fn checksum<E: Expression>(value: E) -> Aggregate<E::Reads, Option<Vec<u8>>> {
    Aggregate::new("checksum", vec![value.ast()])
}

/// `listagg(string, separator) WITHIN GROUP (ORDER BY key)`: the strings in the order of the key, with the separator between them. A result of
/// more than 1,048,576 bytes fails the query. [`order_by`](Aggregate::order_by) adds more keys. A window is not possible.
///
#[doc = aggregate_example!(
    aggregate::listagg;
    listagg(e.name, ", ", e.size.desc()) => r#"listagg("entry"."name", ', ') WITHIN GROUP (ORDER BY "entry"."size" DESC)"#
)]
pub fn listagg<E, R, T, K>(string: E, separator: &str, key: K) -> Aggregate<(R, K::Reads), Option<String>>
where
    E: Argument<String, R, T>,
    K: SortKey,
{
    let joined: Aggregate<R, Option<String>> = Aggregate::new("listagg", vec![string.argument(), separator.into()]);
    joined.within_group().order_by(key)
}

macro_rules! bits {
    ($($(#[$doc:meta])+ [$($example:tt)+] $name:ident;)+) => {$(
        documented! {
            aggregate_example aggregate::$name { $(#[$doc])+ } { [$($example)+] }
            pub fn $name<E: Argument<i64, R, T>, R, T>(number: E) -> Aggregate<R, Option<i64>> {
                Aggregate::new(stringify!($name), vec![number.argument()])
            }
        }
    )+};
}

bits! {
    /// `bitwise_and_agg(number)`: the bitwise AND of all numbers.
    [bitwise_and_agg(e.size) => r#"bitwise_and_agg("entry"."size")"#]
    bitwise_and_agg;

    /// `bitwise_or_agg(number)`: the bitwise OR of all numbers.
    [bitwise_or_agg(e.size) => r#"bitwise_or_agg("entry"."size")"#]
    bitwise_or_agg;
}
