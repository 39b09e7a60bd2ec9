//! What takes a map and a lambda.

use std::collections::BTreeMap;

use super::super::{
    BaseOf, Both, Expr, Expression, Form, KeyOf, Like, Like2, Map, NullSafe, Predicate, SqlBaseType, ValueBase,
    ValueOf, lambda::lambda,
};
use crate::query::typing::NoWindow;

/// `map_filter(map, (k, v) -> condition)`: the entries for which it holds.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::map::map_filter;
///
/// assert_eq!(
///     sql!(map_filter(e.tags, |key, value| key.starts_with("x-").and(value.gt(1)))),
///     r#"map_filter("e"."tags", (k, v) -> k LIKE 'x-%' AND v > 1)"#
/// );
/// ```
pub fn map_filter<E, F, P>(map: E, condition: F) -> Expr<(E::Reads, NullSafe<P::Reads>), E::Type>
where
    E: Expression,
    BaseOf<E>: Map,
    F: FnOnce(Expr<(), KeyOf<E>>, Expr<(), ValueOf<E>>) -> P,
    P: Predicate,
    P::Reads: NoWindow,
{
    let condition = lambda(["k", "v"], |[k, v]| condition(Expr::new(k), Expr::new(v)).into_ast());
    Expr::new(Form::call("map_filter", [map.ast(), condition]))
}

/// `transform_keys(map, (k, v) -> …)`: each key replaced. A key twice, and one that is NULL, fail the query.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::{map::transform_keys, string::lower};
///
/// assert_eq!(sql!(transform_keys(e.tags, |key, _| lower(key))), r#"transform_keys("e"."tags", (k, v) -> lower(k))"#);
/// ```
pub fn transform_keys<E, F, B>(
    map: E,
    of: F,
) -> Expr<(E::Reads, B::Reads), Like<E::Type, BTreeMap<BaseOf<B>, ValueOf<E>>>>
where
    E: Expression,
    BaseOf<E>: Map,
    F: FnOnce(Expr<(), KeyOf<E>>, Expr<(), ValueOf<E>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    BaseOf<B>: Ord,
    ValueOf<E>: Send,
{
    let of = lambda(["k", "v"], |[k, v]| of(Expr::new(k), Expr::new(v)).ast());
    Expr::new(Form::call("transform_keys", [map.ast(), of]))
}

/// `transform_values(map, (k, v) -> …)`: each value replaced.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::map::transform_values;
///
/// assert_eq!(sql!(transform_values(e.tags, |_, value| value.plus(1))), r#"transform_values("e"."tags", (k, v) -> v + 1)"#);
/// ```
pub fn transform_values<E, F, B>(
    map: E,
    of: F,
) -> Expr<(E::Reads, B::Reads), Like<E::Type, BTreeMap<KeyOf<E>, B::Type>>>
where
    E: Expression,
    BaseOf<E>: Map,
    KeyOf<E>: Ord,
    F: FnOnce(Expr<(), KeyOf<E>>, Expr<(), ValueOf<E>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    B::Type: Send,
{
    let of = lambda(["k", "v"], |[k, v]| of(Expr::new(k), Expr::new(v)).ast());
    Expr::new(Form::call("transform_values", [map.ast(), of]))
}

type Zipped<K, B> = BTreeMap<K, <B as Expression>::Type>;

/// `map_zip_with(a, b, (k, v, w) -> …)`: what the lambda makes of the two values of each key that is in either; NULL for the one that is not
/// there.
///
/// ```
#[doc = include_str!("../example.txt")]
/// use quilt_athena::query::functions::map::map_zip_with;
///
/// assert_eq!(
///     sql!(map_zip_with(e.tags, e.tags, |_, a, b| a.plus(b))),
///     r#"map_zip_with("e"."tags", "e"."tags", (k, v, w) -> v + w)"#
/// );
/// ```
pub fn map_zip_with<E, F, G, B, K>(
    a: E,
    b: F,
    of: G,
) -> Expr<(Both<E, F>, B::Reads), Like2<E::Type, F::Type, Zipped<K, B>>>
where
    K: SqlBaseType + Ord,
    E: Expression,
    BaseOf<E>: Map<Key = K>,
    F: Expression,
    BaseOf<F>: Map<Key = K>,
    G: FnOnce(Expr<(), K>, Expr<(), Option<ValueBase<E>>>, Expr<(), Option<ValueBase<F>>>) -> B,
    B: Expression,
    B::Reads: NoWindow,
    B::Type: Send,
{
    let of = lambda(["k", "v", "w"], |[k, v, w]| of(Expr::new(k), Expr::new(v), Expr::new(w)).ast());
    Expr::new(Form::call("map_zip_with", [a.ast(), b.ast(), of]))
}
