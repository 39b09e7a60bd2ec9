//! ORDER BY.

use std::{fmt, marker::PhantomData};

use super::{
    Expression, Select,
    ast::Ast,
    typing::{Reads, seal::Seal},
};
use crate::{
    schema::{AthenaView, Column, ColumnName, SqlType},
    sql::select::SortItem,
};

/// A sort key: `p.name.asc()`, `p.timestamp.desc().nulls_first()`.
pub struct Sort<R> {
    order: SortItem,
    of: PhantomData<fn() -> R>,
}

/// A sort key as the query keeps it.
#[derive(Debug)]
#[doc(hidden)]
pub struct Sorted(pub(super) SortItem);

impl<R> Sort<R> {
    pub(super) fn new(key: Ast, descending: bool) -> Self {
        Sort { order: SortItem { key, descending, nulls_first: None }, of: PhantomData }
    }

    /// `NULLS FIRST`: NULL before all else. Without it Athena puts NULL last, ascending and descending.
    #[must_use]
    pub fn nulls_first(mut self) -> Self {
        self.order.nulls_first = Some(true);
        self
    }

    /// `NULLS LAST`, which is what Athena does anyway.
    #[must_use]
    pub fn nulls_last(mut self) -> Self {
        self.order.nulls_first = Some(false);
        self
    }

    /// Smallest first.
    #[must_use]
    pub fn ascending(mut self) -> Self {
        self.order.descending = false;
        self
    }

    /// Largest first.
    #[must_use]
    pub fn descending(mut self) -> Self {
        self.order.descending = true;
        self
    }
}

impl<R> Clone for Sort<R> {
    fn clone(&self) -> Self {
        Sort { order: self.order.clone(), of: PhantomData }
    }
}

impl<R> fmt::Debug for Sort<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sort").field(&self.order).finish()
    }
}

/// What `order_by` accepts: a column (smallest first), or `.asc()` or `.desc()` of an expression.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a sort key",
    label = "expected a column, or `.asc()`/`.desc()` of one"
)]
pub trait SortKey {
    #[doc(hidden)]
    const SEAL: Seal;
    /// What it reads.
    type Reads;
    #[doc(hidden)]
    fn into_sort(self) -> Sorted;
}

impl<R> SortKey for Sort<R> {
    const SEAL: Seal = Seal;

    type Reads = R;

    fn into_sort(self) -> Sorted {
        Sorted(self.order)
    }
}

impl<V: AthenaView, T: SqlType, N: ColumnName> SortKey for Column<V, T, N> {
    const SEAL: Seal = Seal;

    type Reads = Self;

    fn into_sort(self) -> Sorted {
        Sorted(SortItem { key: Expression::ast(self), descending: false, nulls_first: None })
    }
}

impl<S, O> Select<S, O> {
    /// `ORDER BY key`; once more for the next key. NULL comes last, ascending and descending, as always in Athena.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// # let p = NamedPackage::view("my-bucket");
    /// assert_eq!(
    ///     select().from(&p).order_by(p.name).order_by(p.timestamp.desc()).select((p.hash,)).sql()?,
    ///     "SELECT \"named_package\".\"hash\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      ORDER BY \"named_package\".\"name\" ASC, \"named_package\".\"timestamp\" DESC"
    /// );
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn order_by<K: SortKey, I>(self, key: K) -> Self
    where
        K::Reads: Reads<S, I>,
    {
        self.with(|draft| draft.orders.push(key.into_sort().0))
    }
}
