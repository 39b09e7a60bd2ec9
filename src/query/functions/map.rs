//! Maps: `BTreeMap<K, V>`, and `BTreeMap<K, Option<V>>` where values can be NULL.

mod lambdas;

pub use lambdas::{map_filter, map_zip_with, transform_keys, transform_values};

use std::collections::BTreeMap;

use super::{
    Argument, Array, BaseOf, Both, Expr, Expression, Form, ItemBase, ItemOf, KeyOf, Kind, Like, Like2, Like3, Map,
    SqlBaseType, SqlType, ValueBase, ValueOf, call,
};

type MapOf<E, F> = BTreeMap<ItemBase<E>, ItemOf<F>>;

/// `map(keys, values)`: a map of two arrays. Arrays of different lengths, a key twice and a key that is NULL fail the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::map::map;
///
/// assert_eq!(sql!(map(e.keys, e.sizes)), r#"map("e"."keys", "e"."sizes")"#);
/// ```
pub fn map<E, F>(keys: E, values: F) -> Expr<Both<E, F>, Like2<E::Type, F::Type, MapOf<E, F>>>
where
    E: Expression,
    BaseOf<E>: Array,
    ItemBase<E>: Ord,
    F: Expression,
    BaseOf<F>: Array,
    ItemOf<F>: Send,
{
    call("map", [keys.ast(), values.ast()])
}

/// `cardinality(map)`: how many entries.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::map::cardinality;
///
/// assert_eq!(sql!(cardinality(e.tags)), r#"cardinality("e"."tags")"#);
/// ```
pub fn cardinality<E: Expression>(map: E) -> Expr<E::Reads, Like<E::Type, i64>>
where
    BaseOf<E>: Map,
{
    call("cardinality", [map.ast()])
}

/// `element_at(map, key)`: the value of a key, NULL where there is none.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::map::element_at;
///
/// assert_eq!(sql!(element_at(e.tags, "size")), r#"element_at("e"."tags", 'size')"#);
/// ```
pub fn element_at<E, F, Q, U>(map: E, key: F) -> Expr<(E::Reads, Q), Option<ValueBase<E>>>
where
    E: Expression,
    BaseOf<E>: Map,
    F: Argument<KeyOf<E>, Q, U>,
{
    call("element_at", [map.ast(), key.argument()])
}

/// `map[key]`: the value of a key. A key that is not in the map fails the query; see [`element_at`].
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::map::subscript;
///
/// assert_eq!(sql!(subscript(e.tags, "size")), r#""e"."tags"['size']"#);
/// ```
pub fn subscript<E, F, Q, U>(map: E, key: F) -> Expr<(E::Reads, Q), Like3<E::Type, ValueOf<E>, U, ValueBase<E>>>
where
    E: Expression,
    BaseOf<E>: Map,
    F: Argument<KeyOf<E>, Q, U>,
    U: SqlType,
{
    Expr::new(Form::new(Kind::Call).tight(map.ast()).put("[").operand(key.argument()).put("]").done())
}

/// `map_keys(map)`: its keys.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::map::map_keys;
///
/// assert_eq!(sql!(map_keys(e.tags)), r#"map_keys("e"."tags")"#);
/// ```
pub fn map_keys<E: Expression>(map: E) -> Expr<E::Reads, Like<E::Type, Vec<KeyOf<E>>>>
where
    BaseOf<E>: Map,
{
    call("map_keys", [map.ast()])
}

/// `map_values(map)`: its values.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::map::map_values;
///
/// assert_eq!(sql!(map_values(e.tags)), r#"map_values("e"."tags")"#);
/// ```
pub fn map_values<E: Expression>(map: E) -> Expr<E::Reads, Like<E::Type, Vec<ValueOf<E>>>>
where
    BaseOf<E>: Map,
    ValueOf<E>: Send,
{
    call("map_values", [map.ast()])
}

/// `map_entries(map)`: its entries as rows of a key and a value, in an array of `T`s. Nothing checks what `T` says.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::{array::cardinality, map::map_entries};
///
/// let entries = map_entries::<String, _>(e.tags);
/// assert_eq!(sql!(cardinality(entries)), r#"cardinality(map_entries("e"."tags"))"#);
/// ```
pub fn map_entries<T: SqlBaseType, E: Expression>(map: E) -> Expr<E::Reads, Like<E::Type, Vec<T>>>
where
    BaseOf<E>: Map,
{
    call("map_entries", [map.ast()])
}

/// `map_from_entries(entries)`: a map of an array of rows of a key and a value, of the types that the caller says. A key twice and a key or
/// an entry that is NULL fail the query.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::map::{map_entries, map_from_entries};
///
/// let entries = map_entries::<String, _>(e.tags);
/// assert_eq!(sql!(map_from_entries::<String, i64, _>(entries)), r#"map_from_entries(map_entries("e"."tags"))"#);
/// ```
pub fn map_from_entries<K, V, E>(entries: E) -> Expr<E::Reads, Like<E::Type, BTreeMap<K, V>>>
where
    K: SqlBaseType + Ord,
    V: SqlType + Send,
    E: Expression,
    BaseOf<E>: Array,
{
    call("map_from_entries", [entries.ast()])
}

/// `map_concat(a, b)`: the entries of both; of a key in both, that of `b`.
///
/// ```
#[doc = include_str!("example.txt")]
/// use quilt_athena::query::functions::map::map_concat;
///
/// assert_eq!(sql!(map_concat(e.tags, e.tags)), r#"map_concat("e"."tags", "e"."tags")"#);
/// ```
pub fn map_concat<E, F, Q, U>(a: E, b: F) -> Expr<(E::Reads, Q), Like2<E::Type, U, BaseOf<E>>>
where
    E: Expression,
    BaseOf<E>: Map,
    F: Argument<BaseOf<E>, Q, U>,
    U: SqlType,
{
    call("map_concat", [a.ast(), b.argument()])
}
