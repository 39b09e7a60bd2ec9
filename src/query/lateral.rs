//! Relations that read the relations before them: UNNEST and LATERAL.

use std::{fmt, marker::PhantomData, ops::Deref};

use super::{
    Expression,
    ast::Ast,
    expr::BaseOf,
    typing::{FromTuple, SqlArray, SqlMap, WithOrdinality},
};
use crate::schema::{AthenaView, BaseView, Nullability, Relation, View};

/// A relation that is evaluated for each row, of which it reads `R`. It is joined by
/// [`cross_join_lateral`](super::Select::cross_join_lateral) and [`left_join_lateral`](super::Select::left_join_lateral); its fields are
/// typed columns, as a [`View`]'s.
pub struct Lateral<V: AthenaView, R> {
    pub(super) view: View<V>,
    of: PhantomData<fn() -> R>,
}

impl<V: AthenaView, R> Lateral<V, R> {
    pub(super) fn new(source: Relation) -> Self {
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

type ItemOf<E> = <BaseOf<E> as SqlArray>::Item;
type Nullable<T> = <crate::schema::IsNullable as Nullability>::Of<T>;

/// `UNNEST(array)`: a row per item. NULL and an empty array give no row.
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
    BaseOf<E>: SqlArray,
{
    Unnest { arrays: vec![array.ast()], ordinality: false, of: PhantomData }
}

/// `UNNEST(a, b)`: the items of two arrays side by side. The shorter one is filled up with NULL.
pub fn unnest_both<E: Expression, F: Expression>(
    first: E,
    second: F,
) -> Unnest<(E::Reads, F::Reads), (Nullable<ItemOf<E>>, Nullable<ItemOf<F>>)>
where
    BaseOf<E>: SqlArray,
    BaseOf<F>: SqlArray,
{
    Unnest { arrays: vec![first.ast(), second.ast()], ordinality: false, of: PhantomData }
}

/// `UNNEST(map)`: a row per entry, its key and its value.
pub fn unnest_map<E: Expression>(map: E) -> Unnest<E::Reads, (<BaseOf<E> as SqlMap>::Key, <BaseOf<E> as SqlMap>::Value)>
where
    BaseOf<E>: SqlMap,
{
    Unnest { arrays: vec![map.ast()], ordinality: false, of: PhantomData }
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
        Lateral::new(Relation::Unnest { arrays: self.arrays, ordinality: self.ordinality, columns: V::FIELDS })
    }
}

impl<V: BaseView, R> Clone for Lateral<V, R> {
    fn clone(&self) -> Self {
        Self { view: self.view.clone(), of: PhantomData }
    }
}
