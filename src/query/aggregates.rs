//! The most common aggregates. The others are in [`functions::aggregate`](super::functions::aggregate).

use super::{Aggregate, Expression, expr::BaseOf, typing::Summable};

/// `COUNT(*)`: the number of rows.
pub fn count() -> Aggregate<(), i64> {
    Aggregate::new("COUNT", Vec::new())
}

/// `COUNT(e)`: the number of rows in which it is not NULL.
pub fn count_of<E: Expression>(e: E) -> Aggregate<E::Reads, i64> {
    Aggregate::new("COUNT", vec![e.ast()])
}

/// `COUNT(DISTINCT e)`: the number of distinct values, without NULL.
pub fn count_distinct<E: Expression>(e: E) -> Aggregate<E::Reads, i64> {
    Aggregate::distinct_one("COUNT", e.ast())
}

/// `MAX(e)`: the largest value, NULL when there is none.
pub fn max<E: Expression>(e: E) -> Aggregate<E::Reads, Option<BaseOf<E>>> {
    Aggregate::new("MAX", vec![e.ast()])
}

/// `MIN(e)`: the smallest value, NULL when there is none.
pub fn min<E: Expression>(e: E) -> Aggregate<E::Reads, Option<BaseOf<E>>> {
    Aggregate::new("MIN", vec![e.ast()])
}

/// `SUM(e)`: Athena sums integers as `bigint`, and fails the query on overflow. NULL when there is none.
pub fn sum<E: Expression>(e: E) -> Aggregate<E::Reads, Option<<BaseOf<E> as Summable>::Sum>>
where
    BaseOf<E>: Summable,
{
    Aggregate::new("SUM", vec![e.ast()])
}

/// `AVG(e)`: the mean, NULL when there is none. The mean of a `real` is a `real`, of other types a `double`.
pub fn avg<E: Expression>(e: E) -> Aggregate<E::Reads, Option<<BaseOf<E> as Summable>::Mean>>
where
    BaseOf<E>: Summable,
{
    Aggregate::new("AVG", vec![e.ast()])
}

/// `any_value(e)`: an arbitrary value that is not NULL; NULL when there is none.
pub fn any_value<E: Expression>(e: E) -> Aggregate<E::Reads, Option<BaseOf<E>>> {
    Aggregate::new("any_value", vec![e.ast()])
}

/// `array_agg(e)`: all values in an array, including NULL: an outer join can make any column NULL. NULL when there is no row.
pub fn array_agg<E: Expression>(e: E) -> Aggregate<E::Reads, Option<Vec<Option<BaseOf<E>>>>> {
    Aggregate::new("array_agg", vec![e.ast()])
}
