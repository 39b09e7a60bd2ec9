//! Maps: `BTreeMap<K, V>`, or `BTreeMap<K, Option<V>>` if values can be NULL.
//!
//! # The view of the examples
//!
//! ```
#![doc = include_str!("../../../doctest/entry.rs")]
//! ```

mod lambdas;

pub use lambdas::{map_filter, map_zip_with, transform_keys, transform_values};

use std::collections::BTreeMap;

use super::{
    Argument, BaseOf, Both, Expr, Expression, FragmentKind, ItemBase, ItemOf, KeyOf, NullableLike, NullableLike2,
    NullableLike3, SqlArray, SqlBaseType, SqlFragment, SqlMap, SqlType, ValueBase, ValueOf, call,
};

type MapOf<E, F> = BTreeMap<ItemBase<E>, ItemOf<F>>;

/// `map(keys, values)`: the map with the keys of one array and the values of another. Arrays of different lengths, a duplicate key and a NULL
/// key fail the query.
///
#[doc = example!(map::map; map(e.keys, e.sizes) => json r#"map("entry"."keys", "entry"."sizes")"#)]
pub fn map<E, F>(keys: E, values: F) -> Expr<Both<E, F>, NullableLike2<E::Type, F::Type, MapOf<E, F>>>
where
    E: Expression,
    BaseOf<E>: SqlArray,
    ItemBase<E>: Ord,
    F: Expression,
    BaseOf<F>: SqlArray,
    ItemOf<F>: Send,
{
    call("map", [keys.ast(), values.ast()])
}

/// `cardinality(map)`: the number of entries.
///
#[doc = example!(map::cardinality; cardinality(e.tags) => r#"cardinality("entry"."tags")"#)]
pub fn cardinality<E: Expression>(map: E) -> Expr<E::Reads, NullableLike<E::Type, i64>>
where
    BaseOf<E>: SqlMap,
{
    call("cardinality", [map.ast()])
}

/// `element_at(map, key)`: the value of a key, NULL if there is none.
///
#[doc = example!(map::element_at; element_at(e.tags, "size") => r#"element_at("entry"."tags", 'size')"#)]
pub fn element_at<E, F, Q, U>(map: E, key: F) -> Expr<(E::Reads, Q), Option<ValueBase<E>>>
where
    E: Expression,
    BaseOf<E>: SqlMap,
    F: Argument<KeyOf<E>, Q, U>,
{
    call("element_at", [map.ast(), key.argument()])
}

/// `map[key]`: the value of a key. A key that is not in the map fails the query; see [`element_at`].
///
#[doc = example!(map::subscript; subscript(e.tags, "size") => r#""entry"."tags"['size']"#)]
pub fn subscript<E, F, Q, U>(map: E, key: F) -> Expr<(E::Reads, Q), NullableLike3<E::Type, ValueOf<E>, U, ValueBase<E>>>
where
    E: Expression,
    BaseOf<E>: SqlMap,
    F: Argument<KeyOf<E>, Q, U>,
    U: SqlType,
{
    Expr::new(SqlFragment::new(FragmentKind::Call).tight(map.ast()).put("[").operand(key.argument()).put("]").done())
}

/// `map_keys(map)`: the keys, as an array.
///
#[doc = example!(map::map_keys; map_keys(e.tags) => json r#"map_keys("entry"."tags")"#)]
pub fn map_keys<E: Expression>(map: E) -> Expr<E::Reads, NullableLike<E::Type, Vec<KeyOf<E>>>>
where
    BaseOf<E>: SqlMap,
{
    call("map_keys", [map.ast()])
}

/// `map_values(map)`: the values, as an array.
///
#[doc = example!(map::map_values; map_values(e.tags) => json r#"map_values("entry"."tags")"#)]
pub fn map_values<E: Expression>(map: E) -> Expr<E::Reads, NullableLike<E::Type, Vec<ValueOf<E>>>>
where
    BaseOf<E>: SqlMap,
    ValueOf<E>: Send,
{
    call("map_values", [map.ast()])
}

/// `map_entries(map)`: the entries, as an array of rows with a key and a value. The caller names the type `T` of a row; nothing checks it.
///
#[doc = example!(
    map "query::functions::{array::cardinality, map::map_entries}";
    cardinality(map_entries::<String, _>(e.tags)) => r#"cardinality(map_entries("entry"."tags"))"#
)]
pub fn map_entries<T: SqlBaseType, E: Expression>(map: E) -> Expr<E::Reads, NullableLike<E::Type, Vec<T>>>
where
    BaseOf<E>: SqlMap,
{
    call("map_entries", [map.ast()])
}

/// `map_from_entries(entries)`: the map with the entries in an array of rows with a key and a value. The caller names their types. A duplicate
/// key, a NULL key and a NULL entry fail the query.
///
#[doc = example!(
    map "query::functions::map::{map_entries, map_from_entries}";
    map_from_entries::<String, i64, _>(map_entries::<String, _>(e.tags))
        => json r#"map_from_entries(map_entries("entry"."tags"))"#
)]
pub fn map_from_entries<K, V, E>(entries: E) -> Expr<E::Reads, NullableLike<E::Type, BTreeMap<K, V>>>
where
    K: SqlBaseType + Ord,
    V: SqlType + Send,
    E: Expression,
    BaseOf<E>: SqlArray,
{
    call("map_from_entries", [entries.ast()])
}

/// `map_concat(a, b)`: the entries of both maps; if a key is in both, it gets its value in `b`.
///
#[doc = example!(map::map_concat; map_concat(e.tags, e.tags) => json r#"map_concat("entry"."tags", "entry"."tags")"#)]
pub fn map_concat<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), NullableLike2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: SqlMap,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("map_concat", [a.ast(), b.argument()])
}
