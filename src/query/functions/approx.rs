//! Approximate aggregates: cheaper than the exact ones.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../doctest/entry.rs")]
//! ```

use std::collections::BTreeMap;

use super::{BaseOf, Expression, SqlBaseType, SqlType, number::NumericArgument};
use crate::query::{Aggregate, Literal};

/// `approx_distinct(value)`: the approximate number of distinct values, NULL not counted; never NULL. The standard error is 2.3 %.
///
#[doc = aggregate_example!(approx::approx_distinct; approx_distinct(e.name) => r#"approx_distinct("entry"."name")"#)]
pub fn approx_distinct<E: Expression>(value: E) -> Aggregate<E::Reads, i64> {
    Aggregate::new("approx_distinct", vec![value.ast()])
}

/// `approx_distinct(value, error)`: as [`approx_distinct`], with this standard error. One outside 0.0040625 to 0.26 fails the query.
///
#[doc = aggregate_example!(
    approx::approx_distinct_within;
    approx_distinct_within(e.name, 0.01) => r#"approx_distinct("entry"."name", 1E-2)"#
)]
pub fn approx_distinct_within<E: Expression>(value: E, error: f64) -> Aggregate<E::Reads, i64> {
    Aggregate::new("approx_distinct", vec![value.ast(), error.into()])
}

/// `approx_percentile(value, percentage)`: the approximate percentile of the values; 0.5 is the median. A percentage outside 0 to 1 fails the
/// query.
///
#[doc = aggregate_example!(
    approx::approx_percentile;
    approx_percentile(e.size, 0.5) => r#"approx_percentile("entry"."size", 5E-1)"#
)]
pub fn approx_percentile<N: NumericArgument>(value: N, percentage: f64) -> Aggregate<N::Reads, Option<PercentileOf<N>>>
where
    NumberOf<N>: HasPercentile,
{
    Aggregate::new("approx_percentile", vec![value.number(), percentage.into()])
}

/// `approx_percentile(value, percentages)`: as [`approx_percentile`], for several percentages at once.
///
#[doc = aggregate_example!(
    approx::approx_percentiles;
    approx_percentiles(e.size, [0.5, 0.99]) => json r#"approx_percentile("entry"."size", ARRAY[5E-1, 9.9E-1])"#
)]
pub fn approx_percentiles<N: NumericArgument>(
    value: N,
    percentages: impl IntoIterator<Item = f64>,
) -> Aggregate<N::Reads, Option<Vec<PercentileOf<N>>>>
where
    NumberOf<N>: HasPercentile,
{
    let percentages: Vec<f64> = percentages.into_iter().collect();
    Aggregate::new("approx_percentile", vec![value.number(), percentages.literal()])
}

/// `approx_percentile(value, weight, percentage)`: as [`approx_percentile`], with each value counted as many times as its weight. A weight
/// below 1 fails the query.
///
#[doc = aggregate_example!(
    approx::approx_percentile_weighted;
    approx_percentile_weighted(e.ratio, e.weight, 0.5) => r#"approx_percentile("entry"."ratio", "entry"."weight", 5E-1)"#
)]
pub fn approx_percentile_weighted<N: NumericArgument, W: NumericArgument>(
    value: N,
    weight: W,
    percentage: f64,
) -> Aggregate<(N::Reads, W::Reads), Option<PercentileOf<N>>>
where
    NumberOf<N>: HasPercentile,
{
    Aggregate::new("approx_percentile", vec![value.number(), weight.number(), percentage.into()])
}

/// `approx_percentile(value, weight, percentages)`: as [`approx_percentile_weighted`], for several percentages at once.
///
#[doc = aggregate_example!(
    approx::approx_percentiles_weighted;
    approx_percentiles_weighted(e.ratio, e.weight, [0.25, 0.75])
        => json r#"approx_percentile("entry"."ratio", "entry"."weight", ARRAY[2.5E-1, 7.5E-1])"#
)]
pub fn approx_percentiles_weighted<N: NumericArgument, W: NumericArgument>(
    value: N,
    weight: W,
    percentages: impl IntoIterator<Item = f64>,
) -> Aggregate<(N::Reads, W::Reads), Option<Vec<PercentileOf<N>>>>
where
    NumberOf<N>: HasPercentile,
{
    let percentages: Vec<f64> = percentages.into_iter().collect();
    Aggregate::new("approx_percentile", vec![value.number(), weight.number(), percentages.literal()])
}

/// `approx_most_frequent(buckets, value, capacity)`: the most frequent values, at most `buckets` of them, each with its approximate frequency.
/// The larger the capacity, the more exact the frequencies.
///
#[doc = aggregate_example!(
    approx::approx_most_frequent;
    approx_most_frequent(10, e.name, 1000) => json r#"approx_most_frequent(10, "entry"."name", 1000)"#
)]
pub fn approx_most_frequent<E: Expression>(
    buckets: i64,
    value: E,
    capacity: i64,
) -> Aggregate<E::Reads, Option<BTreeMap<BaseOf<E>, i64>>>
where
    BaseOf<E>: Ord,
{
    Aggregate::new("approx_most_frequent", vec![buckets.into(), value.ast(), capacity.into()])
}

/// `numeric_histogram(buckets, number)`: how the numbers are distributed, approximately: a map from the centres of at most `buckets` buckets
/// to the number of values in each. `f32` and `f64` cannot be the keys of a `BTreeMap`, so the caller names the type of the map, such as
/// `row::Json<BTreeMap<String, f64>>` (feature `serde_json`).
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
pub fn numeric_histogram<T: SqlBaseType, N: NumericArgument>(
    buckets: i64,
    number: N,
) -> Aggregate<N::Reads, Option<T>> {
    Aggregate::new("numeric_histogram", vec![buckets.into(), number.number()])
}

type NumberOf<N> = <<N as NumericArgument>::Type as SqlType>::Base;
type PercentileOf<N> = <NumberOf<N> as HasPercentile>::Percentile;

/// A numeric type that has percentiles.
#[diagnostic::on_unimplemented(
    message = "Athena has no percentiles of `{Self}`",
    label = "expected an `i32`, `i64`, `f32` or `f64`; `.cast::<f64>()` a decimal"
)]
pub trait HasPercentile {
    /// The type of a percentile: `i64` for integers, otherwise the type itself.
    type Percentile: crate::schema::SqlBaseType;
}

impl HasPercentile for i32 {
    type Percentile = i64;
}

impl HasPercentile for i64 {
    type Percentile = i64;
}

impl HasPercentile for f32 {
    type Percentile = f32;
}

impl HasPercentile for f64 {
    type Percentile = f64;
}
