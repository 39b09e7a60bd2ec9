//! GROUP BY and HAVING.

use std::{fmt, marker::PhantomData};

use super::{
    Predicate, Query, Rows, Select,
    body::Body,
    draft::Draft,
    select_list::SelectList,
    typing::{
        FiltersBeforeGrouping, GroupKeys, GroupSelection, NoProjection, NoWindow, ReadsGroup, Scope, SortKey,
        Uncorrelated,
    },
};
use crate::sql::select::Limit;

/// A query whose rows are groups of rows of `S`, keyed by `K`.
#[must_use = "a query does nothing until it is fetched or printed"]
pub struct Grouped<S, K, O = NoProjection> {
    draft: Draft,
    of: PhantomData<fn() -> (S, K, O)>,
}

impl<S> Select<S> {
    /// `GROUP BY keys`: one row per different combination of them.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, query::{count, max}, quilt::NamedPackage};
    /// # let p = NamedPackage::view("my-bucket");
    /// let query = select().from(&p).group_by(p.user).having(count().gt(10)).select((p.user, count(), max(p.timestamp)));
    /// assert_eq!(
    ///     query.sql()?,
    ///     "SELECT \"named_package\".\"user\", COUNT(*), MAX(\"named_package\".\"timestamp\") \
    ///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      GROUP BY \"named_package\".\"user\" HAVING COUNT(*) > 10"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn group_by<K: GroupKeys<S, I>, I>(mut self, keys: K) -> Grouped<S, K::List> {
        let mut out = Vec::new();
        keys.keys(&mut out);
        self.draft.grouping = K::grouping(&out);
        self.draft.keys = Some(out);
        Grouped::of(self.draft)
    }

    /// The whole result is one group: `select().from(&p).aggregate().select(count())`.
    pub fn aggregate(mut self) -> Grouped<S, ()> {
        self.draft.keys = Some(Vec::new());
        Grouped::of(self.draft)
    }
}

impl<S, K> Grouped<S, K> {
    /// The SELECT list: keys and aggregates.
    pub fn select<L: GroupSelection<S, K, O, I>, O, I>(mut self, list: L) -> Grouped<S, K, Rows<O>> {
        let mut items = SelectList::default();
        list.items(&mut items);
        self.draft.items = items.0;
        Grouped::of(self.draft)
    }
}

impl<S, K, O> Grouped<S, K, O> {
    pub(super) fn of(draft: Draft) -> Self {
        Grouped { draft, of: PhantomData }
    }

    #[doc(hidden)]
    pub fn filter<P: FiltersBeforeGrouping>(self, _: P) -> Self {
        self
    }

    /// `HAVING condition`: keeps the groups for which it holds. Once more, and both must hold.
    pub fn having<P: Predicate, I>(mut self, condition: P) -> Self
    where
        P::Reads: ReadsGroup<S, K, I> + NoWindow,
    {
        self.draft.having.push(condition.into_ast());
        self
    }

    /// `ORDER BY key`, a group key or an aggregate.
    pub fn order_by<L: SortKey, I>(mut self, key: L) -> Self
    where
        L::Reads: ReadsGroup<S, K, I>,
    {
        self.draft.orders.push(key.into_sort().0);
        self
    }

    /// `LIMIT rows`: at most `rows` groups.
    pub fn limit(mut self, rows: u64) -> Self {
        self.draft.limit = Some(Limit::Rows(rows));
        self
    }

    /// `FETCH FIRST rows ROWS WITH TIES`: at most `rows` groups, and those that tie with the last of them. It needs an `order_by`.
    pub fn limit_with_ties(mut self, rows: u64) -> Self {
        self.draft.limit = Some(Limit::WithTies(rows));
        self
    }

    /// `SELECT DISTINCT`: without duplicate rows.
    pub fn distinct(mut self) -> Self {
        self.draft.distinct = true;
        self
    }

    /// `OFFSET rows`: skips the first `rows` groups.
    pub fn offset(mut self, rows: u64) -> Self {
        self.draft.offset = Some(rows);
        self
    }
}

impl<S: Scope, K, O> Grouped<S, K, Rows<O>> {
    /// The finished query, whose type does not name the views.
    pub fn rows(self) -> Query<O>
    where
        S::OuterRefs: Uncorrelated,
    {
        Query::new(Body::select(self.draft))
    }
}

impl<S, K, O> Grouped<S, K, Rows<O>> {
    /// The SQL, as [`Query::sql`].
    ///
    /// # Errors
    /// As [`Query::sql`].
    pub fn sql(&self) -> crate::Result<String> {
        Query::<O>::new(Body::select(self.draft.clone())).sql()
    }

    pub(super) fn into_draft(self) -> Draft {
        self.draft
    }
}

impl<S, K, O> Clone for Grouped<S, K, O> {
    fn clone(&self) -> Self {
        Grouped::of(self.draft.clone())
    }
}

impl<S, K, O> fmt::Debug for Grouped<S, K, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Grouped").field(&self.draft).finish()
    }
}
