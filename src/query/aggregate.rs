//! Aggregates: one value for a group of rows.

use std::{fmt, marker::PhantomData};

use sea_query::Expr as Ast;

use super::{
    Expr, Expression, Predicate,
    typing::{Aggregated, NoWindow, SortKey, seal::Seal},
};
use crate::{
    error::Error,
    schema::{SqlBaseType, SqlType},
    sql::{self, window::Call},
};

/// An aggregate of rows: `count()`, `max(p.timestamp)`. It is an expression, and can be narrowed first.
///
/// `R` is what it reads of each row, `T` the type of its result.
pub struct Aggregate<R, T> {
    pub(super) call: Call,
    of: PhantomData<fn() -> (R, T)>,
}

impl<R, T> Aggregate<R, T> {
    pub(super) fn new(name: &'static str, arguments: Vec<Ast>) -> Self {
        Self::of(Call { name, arguments, ..Call::default() })
    }

    fn of(call: Call) -> Self {
        Self { call, of: PhantomData }
    }

    pub(super) fn distinct_one(name: &'static str, argument: Ast) -> Self {
        Self::of(Call { name, arguments: vec![argument], distinct: true, ..Call::default() })
    }

    pub(super) fn within_group(mut self) -> Self {
        self.call.within_group = true;
        self
    }

    /// `aggregate(DISTINCT …)`: the same value counts once.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::array_agg, quilt::NamedPackage};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// assert!(select().from(&p).aggregate().select(array_agg(p.user).distinct()).sql()?
    ///     .contains("array_agg(DISTINCT \"named_package\".\"user\")"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.call.distinct = true;
        self
    }

    /// `aggregate(… ORDER BY key)`: the order in which values come in, for aggregates that keep it, as `array_agg` does. Once more for the next
    /// key.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::array_agg, quilt::NamedPackage};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// let newest_first = array_agg(p.hash).order_by(p.timestamp.desc());
    /// assert!(select().from(&p).group_by(p.name).select((p.name, newest_first)).sql()?
    ///     .contains("array_agg(\"named_package\".\"hash\" ORDER BY \"named_package\".\"timestamp\" DESC)"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn order_by<K: SortKey>(mut self, key: K) -> Aggregate<(R, K::Reads), T> {
        self.call.orders.push(key.into_sort().0);
        Aggregate::of(self.call)
    }

    /// `aggregate(…) FILTER (WHERE condition)`: of the rows for which it holds. Once more, and both must hold.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::count, quilt::NamedPackage};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// assert!(select().from(&p).aggregate().select(count().filter(p.timestamp.eq("latest"))).sql()?
    ///     .starts_with("SELECT COUNT(*) FILTER (WHERE \"named_package\".\"timestamp\" = 'latest') FROM"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn filter<P: Predicate>(mut self, condition: P) -> Aggregate<(R, P::Reads), T>
    where
        P::Reads: NoWindow,
    {
        let condition = condition.into_ast();
        self.call.filter = Some(match self.call.filter.take() {
            Some(first) => sea_query::ExprTrait::binary(first, sea_query::BinOper::And, condition),
            None => condition,
        });
        Aggregate::of(self.call)
    }
}

impl<R, B: SqlBaseType> Aggregate<R, Option<B>> {
    /// States that it is never NULL, as [`Expr::assume_not_null`]: a group that GROUP BY makes has at least one row.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::max, quilt::NamedPackage};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// let newest: Query<(String, String)> =
    ///     select().from(&p).group_by(p.name).select((p.name, max(p.timestamp).assume_not_null())).rows();
    /// assert!(newest.sql()?.starts_with("SELECT \"named_package\".\"name\", MAX(\"named_package\".\"timestamp\") FROM"));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn assume_not_null(self) -> Expr<Aggregated<R>, B> {
        Expr::new(self.call.done())
    }
}

impl<R, T: SqlType> Expression for Aggregate<R, T> {
    const SEAL: Seal = Seal;

    type Reads = Aggregated<R>;
    type Type = T;

    fn ast(self) -> Ast {
        let Call { name, arguments, distinct, orders, .. } = &self.call;
        if *name == "COUNT" && arguments.is_empty() && (*distinct || !orders.is_empty()) {
            return sql::mistake(&Error::invalid_query(
                "`COUNT(*)` has no values to be distinct or in order: use `count_distinct(..)` of a column",
            ));
        }
        self.call.done()
    }
}

impl<R, T> Clone for Aggregate<R, T> {
    fn clone(&self) -> Self {
        Self::of(self.call.clone())
    }
}

impl<R, T> fmt::Debug for Aggregate<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Aggregate").field(&self.call).finish()
    }
}
