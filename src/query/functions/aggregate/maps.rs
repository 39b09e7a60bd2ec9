//! Aggregates whose results are maps.

use std::collections::BTreeMap;

use super::super::{BaseOf, Expression, KeyOf, SqlMap, ValueOf};
use crate::query::Aggregate;

/// `histogram(value)`: the number of occurrences of each value.
///
#[doc = aggregate_example!(aggregate::histogram; histogram(e.name) => json r#"histogram("entry"."name")"#)]
pub fn histogram<E: Expression>(value: E) -> Aggregate<E::Reads, Option<BTreeMap<BaseOf<E>, i64>>>
where
    BaseOf<E>: Ord,
{
    Aggregate::new("histogram", vec![value.ast()])
}

/// `map_agg(key, value)`: a map with a key and a value from each row; if a key occurs more than once, it gets any one of its values. A row
/// whose key is NULL is left out.
///
#[doc = aggregate_example!(aggregate::map_agg; map_agg(e.name, e.size) => json r#"map_agg("entry"."name", "entry"."size")"#)]
pub fn map_agg<E, F>(
    key: E,
    value: F,
) -> Aggregate<(E::Reads, F::Reads), Option<BTreeMap<BaseOf<E>, Option<BaseOf<F>>>>>
where
    E: Expression,
    BaseOf<E>: Ord,
    F: Expression,
    F::Type: Send,
{
    Aggregate::new("map_agg", vec![key.ast(), value.ast()])
}

/// The values of each key, any of which can be NULL.
type Multimap<E, F> = BTreeMap<BaseOf<E>, Vec<Option<BaseOf<F>>>>;

/// `multimap_agg(key, value)`: a map from each key to the values of its rows. A row whose key is NULL is left out.
///
#[doc = aggregate_example!(
    aggregate::multimap_agg;
    multimap_agg(e.name, e.size) => json r#"multimap_agg("entry"."name", "entry"."size")"#
)]
pub fn multimap_agg<E, F>(key: E, value: F) -> Aggregate<(E::Reads, F::Reads), Option<Multimap<E, F>>>
where
    E: Expression,
    BaseOf<E>: Ord,
    F: Expression,
    F::Type: Send,
{
    Aggregate::new("multimap_agg", vec![key.ast(), value.ast()])
}

/// `map_union(map)`: the entries of all maps; if a key is in more than one, it gets its value in any one of them.
///
#[doc = aggregate_example!(aggregate::map_union; map_union(e.tags) => json r#"map_union("entry"."tags")"#)]
pub fn map_union<E: Expression>(map: E) -> Aggregate<E::Reads, Option<BTreeMap<KeyOf<E>, ValueOf<E>>>>
where
    BaseOf<E>: SqlMap,
    KeyOf<E>: Ord,
    ValueOf<E>: Send,
{
    Aggregate::new("map_union", vec![map.ast()])
}
