//! Aggregates that are approximate, and cheap for it.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use std::collections::BTreeMap;

use super::{Base, BaseOf, Expression, SqlType, number::Numeric};
use crate::query::{Aggregate, Literal};

/// `approx_distinct(of)`: about how many different values, NULL not counted; never NULL. The standard error is 2.3 %.
#[doc = aggregate_example!(approx::approx_distinct; approx_distinct(e.name) => r#"approx_distinct("entry"."name")"#)]
pub fn approx_distinct<E: Expression>(of: E) -> Aggregate<E::Reads, i64> {
    Aggregate::new("approx_distinct", vec![of.ast()])
}

/// `approx_distinct(of, error)`: as [`approx_distinct`], with this standard error, 0.0040625 to 0.26; another one fails the query.
#[doc = aggregate_example!(
    approx::approx_distinct_within;
    approx_distinct_within(e.name, 0.01) => r#"approx_distinct("entry"."name", 1E-2)"#
)]
pub fn approx_distinct_within<E: Expression>(of: E, error: f64) -> Aggregate<E::Reads, i64> {
    Aggregate::new("approx_distinct", vec![of.ast(), error.into()])
}

/// `approx_percentile(of, percentage)`: about which value so large a part of the values is below; 0.5 is the median. A percentage beyond 0 to 1
/// fails the query.
#[doc = aggregate_example!(
    approx::approx_percentile;
    approx_percentile(e.size, 0.5) => r#"approx_percentile("entry"."size", 5E-1)"#
)]
pub fn approx_percentile<N: Numeric>(of: N, percentage: f64) -> Aggregate<N::Reads, Option<PercentileOf<N>>>
where
    NumberOf<N>: Percentile,
{
    Aggregate::new("approx_percentile", vec![of.number(), percentage.into()])
}

/// `approx_percentile(of, percentages)`: as [`approx_percentile`], for several at once.
#[doc = aggregate_example!(
    approx::approx_percentiles;
    approx_percentiles(e.size, [0.5, 0.99]) => json r#"approx_percentile("entry"."size", ARRAY[5E-1, 9.9E-1])"#
)]
pub fn approx_percentiles<N: Numeric>(
    of: N,
    percentages: impl IntoIterator<Item = f64>,
) -> Aggregate<N::Reads, Option<Vec<PercentileOf<N>>>>
where
    NumberOf<N>: Percentile,
{
    let percentages: Vec<f64> = percentages.into_iter().collect();
    Aggregate::new("approx_percentile", vec![of.number(), percentages.literal()])
}

/// `approx_percentile(of, weight, percentage)`: as [`approx_percentile`], each value counting as often as its weight says. A weight below 1
/// fails the query.
#[doc = aggregate_example!(
    approx::approx_percentile_weighted;
    approx_percentile_weighted(e.ratio, e.weight, 0.5) => r#"approx_percentile("entry"."ratio", "entry"."weight", 5E-1)"#
)]
pub fn approx_percentile_weighted<N: Numeric, W: Numeric>(
    of: N,
    weight: W,
    percentage: f64,
) -> Aggregate<(N::Reads, W::Reads), Option<PercentileOf<N>>>
where
    NumberOf<N>: Percentile,
{
    Aggregate::new("approx_percentile", vec![of.number(), weight.number(), percentage.into()])
}

/// `approx_percentile(of, weight, percentages)`: as [`approx_percentile_weighted`], for several at once.
#[doc = aggregate_example!(
    approx::approx_percentiles_weighted;
    approx_percentiles_weighted(e.ratio, e.weight, [0.25, 0.75]) => json r#"approx_percentile("entry"."ratio", "entry"."weight", ARRAY[2.5E-1, 7.5E-1])"#
)]
pub fn approx_percentiles_weighted<N: Numeric, W: Numeric>(
    of: N,
    weight: W,
    percentages: impl IntoIterator<Item = f64>,
) -> Aggregate<(N::Reads, W::Reads), Option<Vec<PercentileOf<N>>>>
where
    NumberOf<N>: Percentile,
{
    let percentages: Vec<f64> = percentages.into_iter().collect();
    Aggregate::new("approx_percentile", vec![of.number(), weight.number(), percentages.literal()])
}

/// `approx_most_frequent(buckets, of, capacity)`: the most frequent values, at most `buckets`, and about how often each comes. The larger the
/// capacity, the more exact.
#[doc = aggregate_example!(
    approx::approx_most_frequent;
    approx_most_frequent(10, e.name, 1000) => json r#"approx_most_frequent(10, "entry"."name", 1000)"#
)]
pub fn approx_most_frequent<E: Expression>(
    buckets: i64,
    of: E,
    capacity: i64,
) -> Aggregate<E::Reads, Option<BTreeMap<BaseOf<E>, i64>>>
where
    BaseOf<E>: Ord,
{
    Aggregate::new("approx_most_frequent", vec![buckets.into(), of.ast(), capacity.into()])
}

/// `numeric_histogram(buckets, number)`: about how many numbers are near each of so many centres. A map with keys of
/// `real` or `double` has no type of its own in Rust: the caller says one, such as `row::Json<BTreeMap<String, f64>>` (feature `serde_json`).
///
/// With the view [`Entry`](crate::query::functions::approx#the-view-of-the-examples):
///
/// ```
#[doc = include_str!("../../doctest/opening.txt")]
/// # #[cfg(feature = "serde_json")]
/// # {
/// use quilt_athena::{query::functions::approx::numeric_histogram, row::Json};
///
/// let e = Entry::view();
/// let sizes = numeric_histogram::<Json<BTreeMap<String, f64>>, _>(10, e.size);
/// let query = select().from(&e).aggregate().select(sizes);
/// assert_eq!(
///     query.sql()?,
///     r#"SELECT json_format(CAST(numeric_histogram(10, "entry"."size") AS JSON)) FROM "entries" AS "entry""#
/// );
/// # recorded(query.rows())?;
/// # }
/// # Ok(())
/// # }
/// ```
pub fn numeric_histogram<T: Base, N: Numeric>(buckets: i64, number: N) -> Aggregate<N::Reads, Option<T>> {
    Aggregate::new("numeric_histogram", vec![buckets.into(), number.number()])
}

type NumberOf<N> = <<N as Numeric>::Type as SqlType>::Base;
type PercentileOf<N> = <NumberOf<N> as Percentile>::Percentile;

/// What a percentile of numbers is.
#[diagnostic::on_unimplemented(
    message = "Athena has no percentiles of `{Self}`",
    label = "expected an `i32`, `i64`, `f32` or `f64`; `.cast::<f64>()` a decimal"
)]
pub trait Percentile {
    /// `i64` for whole numbers, else the type itself.
    type Percentile: crate::schema::Base;
}

impl Percentile for i32 {
    type Percentile = i64;
}

impl Percentile for i64 {
    type Percentile = i64;
}

impl Percentile for f32 {
    type Percentile = f32;
}

impl Percentile for f64 {
    type Percentile = f64;
}
