//! ORDER BY.

use std::{fmt, marker::PhantomData};

use sea_query::Order;

use super::{Expression, Reads, Select, expr::Ast, seal::Seal};
use crate::schema::{AthenaView, Column, ColumnName, SqlType};

/// A sort key: `p.name.asc()`, `p.timestamp.desc()`.
pub struct Sort<R> {
    ast: Ast,
    order: Order,
    of: PhantomData<fn() -> R>,
}

impl<R> Sort<R> {
    pub(super) fn asc(ast: Ast) -> Self {
        Sort { ast, order: Order::Asc, of: PhantomData }
    }

    pub(super) fn desc(ast: Ast) -> Self {
        Sort { ast, order: Order::Desc, of: PhantomData }
    }
}

impl<R> fmt::Debug for Sort<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sort").field("ast", &self.ast).field("order", &self.order).finish()
    }
}

/// What `order_by` accepts: a column (smallest first), or `.asc()` or `.desc()` of an expression.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not something to sort by",
    label = "expected a column, or `.asc()`/`.desc()` of one"
)]
pub trait SortKey {
    #[doc(hidden)]
    const SEAL: Seal;
    /// What it reads.
    type Reads;
    #[doc(hidden)]
    fn into_sort(self) -> (sea_query::Expr, sea_query::Order);
}

impl<R> SortKey for Sort<R> {
    const SEAL: Seal = Seal;

    type Reads = R;

    fn into_sort(self) -> (Ast, Order) {
        (self.ast, self.order)
    }
}

impl<V: AthenaView, T: SqlType, N: ColumnName> SortKey for Column<V, T, N> {
    const SEAL: Seal = Seal;

    type Reads = Self;

    fn into_sort(self) -> (Ast, Order) {
        (Expression::ast(self), Order::Asc)
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
        self.with(|draft| draft.orders.push(key.into_sort()))
    }
}
