//! Relations that read the relations before them: UNNEST and LATERAL.

use std::{fmt, marker::PhantomData, ops::Deref};

use super::{Expression, FromTuple, expr::Ast};
use crate::schema::{AthenaView, Base, BaseView, Nullness, Source, SqlType, View};

/// A relation made anew for each row, of what it reads of that row: `R`. It is joined by
/// [`cross_join_lateral`](super::Select::cross_join_lateral) and [`left_join_lateral`](super::Select::left_join_lateral); its fields are
/// typed columns, as a [`View`]'s.
pub struct Lateral<V: AthenaView, R> {
    pub(super) view: View<V>,
    of: PhantomData<fn() -> R>,
}

impl<V: AthenaView, R> Lateral<V, R> {
    pub(super) fn new(source: Source) -> Self {
        Self { view: View::from_source(source), of: PhantomData }
    }
}

impl<V: AthenaView, R> Deref for Lateral<V, R> {
    type Target = V::Columns;

    fn deref(&self) -> &V::Columns {
        &self.view
    }
}

impl<V: AthenaView, R> fmt::Debug for Lateral<V, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lateral").field(&self.view).finish()
    }
}

/// `UNNEST(…)`: a row per item of an array, or per entry of a map. Made by [`unnest`] and [`unnest_map`].
pub struct Unnest<R, O> {
    arrays: Vec<Ast>,
    ordinality: bool,
    of: PhantomData<fn() -> (R, O)>,
}

impl<R, O> fmt::Debug for Unnest<R, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unnest").field("arrays", &self.arrays).field("ordinality", &self.ordinality).finish()
    }
}

/// An array of items of type `T`: `Vec<T>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an array",
    label = "expected a column or expression of type `Vec<..>`"
)]
pub trait Array {
    /// What it holds; `Option` when items can be NULL.
    type Item: SqlType;
}

impl<T: SqlType + Send> Array for Vec<T> {
    type Item = T;
}

/// A map: `BTreeMap<K, V>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a map",
    label = "expected a column or expression of type `BTreeMap<..>`"
)]
pub trait Map {
    /// What its entries are found by, never NULL.
    type Key: Base;
    /// What they hold; `Option` when it can be NULL.
    type Value: SqlType;
}

impl<K: Base + Ord, V: SqlType + Send> Map for std::collections::BTreeMap<K, V> {
    type Key = K;
    type Value = V;
}

type BaseOf<E> = <<E as Expression>::Type as SqlType>::Base;
type ItemOf<E> = <BaseOf<E> as Array>::Item;
type Maybe<T> = <crate::schema::MayBeNull as Nullness>::Of<T>;

/// `UNNEST(array)`: a row per item. NULL and the empty array make none.
///
/// ```
/// use quilt_athena::{prelude::*, query::unnest};
///
/// #[derive(AthenaView)]
/// #[athena(view = "entries")]
/// struct Entry { name: String, physical_keys: Vec<String> }
///
/// #[derive(AthenaView)]
/// struct Key { key: String }
///
/// let e = Entry::view();
/// let k = unnest(e.physical_keys).into_view::<Key>();
/// assert_eq!(
///     select().from(&e).cross_join_lateral(&k).select((e.name, k.key)).sql()?,
///     "SELECT \"entry\".\"name\", \"key\".\"key\" FROM \"entries\" AS \"entry\" \
///      CROSS JOIN UNNEST(\"entry\".\"physical_keys\") AS \"key\" (\"key\")"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn unnest<E: Expression>(array: E) -> Unnest<E::Reads, (ItemOf<E>,)>
where
    BaseOf<E>: Array,
{
    Unnest { arrays: vec![array.ast()], ordinality: false, of: PhantomData }
}

/// `UNNEST(a, b)`: the items of two arrays side by side. The shorter one is filled up with NULL.
pub fn unnest_both<E: Expression, F: Expression>(
    first: E,
    second: F,
) -> Unnest<(E::Reads, F::Reads), (Maybe<ItemOf<E>>, Maybe<ItemOf<F>>)>
where
    BaseOf<E>: Array,
    BaseOf<F>: Array,
{
    Unnest { arrays: vec![first.ast(), second.ast()], ordinality: false, of: PhantomData }
}

/// `UNNEST(map)`: a row per entry, its key and its value.
pub fn unnest_map<E: Expression>(map: E) -> Unnest<E::Reads, (<BaseOf<E> as Map>::Key, <BaseOf<E> as Map>::Value)>
where
    BaseOf<E>: Map,
{
    Unnest { arrays: vec![map.ast()], ordinality: false, of: PhantomData }
}

/// A tuple with the ordinality at its end.
pub trait WithOrdinality {
    /// The longer tuple.
    type Out;
}

impl<A> WithOrdinality for (A,) {
    type Out = (A, i64);
}

impl<A, B> WithOrdinality for (A, B) {
    type Out = (A, B, i64);
}

impl<R, O: WithOrdinality> Unnest<R, O> {
    /// `WITH ORDINALITY`: one more column at the end, which counts the items of each row from 1.
    pub fn with_ordinality(self) -> Unnest<R, O::Out> {
        Unnest { arrays: self.arrays, ordinality: true, of: PhantomData }
    }
}

impl<R, O> Unnest<R, O> {
    /// The relation, its columns those of `V` in order.
    pub fn into_view<V: FromTuple<O>>(self) -> Lateral<V, R> {
        Lateral::new(Source::Unnest { arrays: self.arrays, ordinality: self.ordinality, columns: V::FIELDS })
    }
}

impl<V: BaseView, R> Clone for Lateral<V, R> {
    fn clone(&self) -> Self {
        Self { view: self.view.clone(), of: PhantomData }
    }
}
