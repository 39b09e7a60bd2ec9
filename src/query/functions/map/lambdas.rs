//! Functions of a map and a lambda.

use std::collections::BTreeMap;

use super::super::{
    BaseOf, Both, Expr, Expression, KeyOf, NullSafe, NullableLike, NullableLike2, Predicate, SqlBaseType, SqlFragment,
    SqlMap, ValueBase, ValueOf, lambda::lambda,
};
use crate::query::typing::NoWindow;

/// `map_filter(map, (k, v) -> condition)`: the entries for which the condition is true.
///
#[doc = example!(
    map::map_filter;
    map_filter(e.tags, |key, value| key.starts_with("x-").and(value.gt(1))) => json r#"map_filter("entry"."tags", (k, v) -> k LIKE 'x-%' AND v > 1)"#
)]
pub fn map_filter<E, F, P>(map: E, condition: F) -> Expr<(E::Reads, NullSafe<P::Reads>), E::Type>
where
    E: Expression,
    BaseOf<E>: SqlMap,
    F: FnOnce(Expr<(), KeyOf<E>>, Expr<(), ValueOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    let condition = lambda(["k", "v"], |[k, v]| condition(Expr::new(k), Expr::new(v)).into_ast());
    Expr::new(SqlFragment::call("map_filter", [map.ast(), condition]))
}

/// `transform_keys(map, (k, v) -> …)`: the map with each key replaced by the result of the lambda. A duplicate key and a NULL key
/// fail the query.
///
#[doc = example!(
    map "query::functions::{map::transform_keys, string::lower}";
    transform_keys(e.tags, |key, _| lower(key)) => json r#"transform_keys("entry"."tags", (k, v) -> lower(k))"#
)]
pub fn transform_keys<E, F, B>(
    map: E,
    f: F,
) -> Expr<(E::Reads, B::Reads), NullableLike<E::Type, BTreeMap<BaseOf<B>, ValueOf<E>>>>
where
    E: Expression,
    BaseOf<E>: SqlMap,
    F: FnOnce(Expr<(), KeyOf<E>>, Expr<(), ValueOf<E>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    BaseOf<B>: Ord,
    ValueOf<E>: Send,
{
    let f = lambda(["k", "v"], |[k, v]| f(Expr::new(k), Expr::new(v)).ast());
    Expr::new(SqlFragment::call("transform_keys", [map.ast(), f]))
}

/// `transform_values(map, (k, v) -> …)`: the map with each value replaced by the result of the lambda.
///
#[doc = example!(
    map::transform_values;
    transform_values(e.tags, |_, value| value.plus(1)) => json r#"transform_values("entry"."tags", (k, v) -> v + 1)"#
)]
pub fn transform_values<E, F, B>(
    map: E,
    f: F,
) -> Expr<(E::Reads, B::Reads), NullableLike<E::Type, BTreeMap<KeyOf<E>, B::Type>>>
where
    E: Expression,
    BaseOf<E>: SqlMap,
    KeyOf<E>: Ord,
    F: FnOnce(Expr<(), KeyOf<E>>, Expr<(), ValueOf<E>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    B::Type: Send,
{
    let f = lambda(["k", "v"], |[k, v]| f(Expr::new(k), Expr::new(v)).ast());
    Expr::new(SqlFragment::call("transform_values", [map.ast(), f]))
}

type Zipped<K, B> = BTreeMap<K, <B as Expression>::Type>;

/// `map_zip_with(a, b, (k, v, w) -> …)`: the results of the lambda for each key of either map and its two values; the value is NULL for a map
/// that does not have the key.
///
#[doc = example!(
    map::map_zip_with;
    map_zip_with(e.tags, e.tags, |_, a, b| a.plus(b)) => json r#"map_zip_with("entry"."tags", "entry"."tags", (k, v, w) -> v + w)"#
)]
pub fn map_zip_with<E, F, G, B, K>(
    a: E,
    b: F,
    f: G,
) -> Expr<(Both<E, F>, B::Reads), NullableLike2<E::Type, F::Type, Zipped<K, B>>>
where
    K: SqlBaseType + Ord,
    E: Expression,
    BaseOf<E>: SqlMap<Key = K>,
    F: Expression,
    BaseOf<F>: SqlMap<Key = K>,
    G: FnOnce(Expr<(), K>, Expr<(), Option<ValueBase<E>>>, Expr<(), Option<ValueBase<F>>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    B::Type: Send,
{
    let f = lambda(["k", "v", "w"], |[k, v, w]| f(Expr::new(k), Expr::new(v), Expr::new(w)).ast());
    Expr::new(SqlFragment::call("map_zip_with", [a.ast(), b.ast(), f]))
}
