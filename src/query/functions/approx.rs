//! Aggregates that are approximate, and cheap for it.

use std::collections::BTreeMap;

use super::{BaseOf, Expression, SqlBaseType, SqlType, number::Numeric};
use crate::query::{Aggregate, Literal};

/// `approx_distinct(of)`: about how many different values, NULL not counted; never NULL. The standard error is 2.3 %.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::approx::approx_distinct;
///
/// assert_eq!(sql!(approx_distinct(e.name)), r#"approx_distinct("e"."name")"#);
/// ```
pub fn approx_distinct<E: Expression>(of: E) -> Aggregate<E::Reads, i64> {
    Aggregate::new("approx_distinct", vec![of.ast()])
}

/// `approx_distinct(of, error)`: as [`approx_distinct`], with this standard error, 0.0040625 to 0.26; another one fails the query.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::approx::approx_distinct_within;
///
/// assert_eq!(sql!(approx_distinct_within(e.name, 0.01)), r#"approx_distinct("e"."name", 1E-2)"#);
/// ```
pub fn approx_distinct_within<E: Expression>(of: E, error: f64) -> Aggregate<E::Reads, i64> {
    Aggregate::new("approx_distinct", vec![of.ast(), error.into()])
}

/// `approx_percentile(of, percentage)`: about which value so large a part of the values is below; 0.5 is the median. A percentage beyond 0 to 1
/// fails the query.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::approx::approx_percentile;
///
/// assert_eq!(sql!(approx_percentile(e.size, 0.5)), r#"approx_percentile("e"."size", 5E-1)"#);
/// ```
pub fn approx_percentile<N: Numeric>(of: N, percentage: f64) -> Aggregate<N::Reads, Option<PercentileOf<N>>>
where
    NumberOf<N>: Percentile,
{
    Aggregate::new("approx_percentile", vec![of.number(), percentage.into()])
}

/// `approx_percentile(of, percentages)`: as [`approx_percentile`], for several at once.
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::approx::approx_percentiles;
///
/// assert_eq!(sql!(approx_percentiles(e.size, [0.5, 0.99])), r#"approx_percentile("e"."size", ARRAY[5E-1, 9.9E-1])"#);
/// ```
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
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::approx::approx_percentile_weighted;
///
/// assert_eq!(
///     sql!(approx_percentile_weighted(e.ratio, e.weight, 0.5)),
///     r#"approx_percentile("e"."ratio", "e"."weight", 5E-1)"#
/// );
/// ```
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
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::approx::approx_percentiles_weighted;
///
/// assert_eq!(
///     sql!(approx_percentiles_weighted(e.ratio, e.weight, [0.25, 0.75])),
///     r#"approx_percentile("e"."ratio", "e"."weight", ARRAY[2.5E-1, 7.5E-1])"#
/// );
/// ```
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
///
/// ```
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::query::functions::approx::approx_most_frequent;
///
/// assert_eq!(sql!(approx_most_frequent(10, e.name, 1000)), r#"approx_most_frequent(10, "e"."name", 1000)"#);
/// ```
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
/// ```
/// # #[cfg(feature = "serde_json")]
/// # {
#[doc = include_str!("example_of_aggregate.txt")]
/// use quilt_athena::{query::functions::approx::numeric_histogram, row::Json};
///
/// let sizes = numeric_histogram::<Json<BTreeMap<String, f64>>, _>(10, e.size);
/// assert_eq!(sql!(sizes), r#"numeric_histogram(10, "e"."size")"#);
/// # }
/// ```
pub fn numeric_histogram<T: SqlBaseType, N: Numeric>(buckets: i64, number: N) -> Aggregate<N::Reads, Option<T>> {
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
    type Percentile: crate::schema::SqlBaseType;
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
