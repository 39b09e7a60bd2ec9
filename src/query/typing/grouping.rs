//! Proofs about GROUP BY: what can be a key, alone or in ROLLUP, CUBE and GROUPING SETS.

use super::{InScope, IsGroupKey, NamedExpr, NoWindow, NullableGroupKey, Reads, seal::Seal};
use crate::{
    query::{Expr, Expression, ast::Ast},
    schema::{AthenaView, Column, ColumnName, SqlType},
};

/// Group keys: a column, a named expression, or a tuple of up to 16 of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a group key",
    label = "expected a column or a tuple of columns",
    note = "an expression becomes a group key with a name of one letter: `.named::<'d'>()`"
)]
pub trait GroupKeys<S, I> {
    /// The keys, as a tuple.
    type List;
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn keys(self, out: &mut Vec<sea_query::Expr>);
    /// `ROLLUP (…)` of these keys, when that is what they are.
    #[doc(hidden)]
    fn grouping(_keys: &[sea_query::Expr]) -> Option<sea_query::Expr> {
        None
    }
}

impl<S, I, V: InScope<S, I> + AthenaView, T: SqlType, N: ColumnName> GroupKeys<S, I> for Column<V, T, N> {
    type List = (Self,);
    const SEAL: Seal = Seal;

    fn keys(self, out: &mut Vec<Ast>) {
        out.push(Expression::ast(self));
    }
}

impl<S, I, R: Reads<S, I> + NoWindow, T, const A: char> GroupKeys<S, I> for Expr<NamedExpr<R, A>, T> {
    type List = (NamedExpr<R, A>,);
    const SEAL: Seal = Seal;

    fn keys(self, out: &mut Vec<Ast>) {
        out.push(self.ast);
    }
}

/// Implemented by no type: the bound that fails for WHERE after GROUP BY.
// Without `Grouped::filter`, the message would be about `Iterator::filter`.
#[diagnostic::on_unimplemented(
    message = "`.filter(..)` comes before `.group_by(..)`",
    label = "these are groups already",
    note = "move it before `.group_by(..)`, or use `.having(..)` to filter groups"
)]
pub trait FiltersBeforeGrouping {
    #[doc(hidden)]
    const SEAL: Seal;
}

/// Columns that are grouped by in some rows of the result and left out of others, where they are NULL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used in ROLLUP, CUBE or GROUPING SETS",
    label = "expected a tuple of columns",
    note = "Athena accepts only plain columns there: select an expression in a subquery (`.into_view()`) and group that"
)]
pub trait GroupingColumns<S, I> {
    /// The keys, as a tuple of [`NullableGroupKey`].
    type List;
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn keys(self, out: &mut Vec<sea_query::Expr>);
}

/// Columns that are all among the keys `K`: one of the sets of GROUPING SETS.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be one of the GROUPING SETS",
    label = "expected a tuple of the columns given to `.grouping_sets(..)`, or `()` for all in one"
)]
pub trait GroupingSet<K, I> {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn set(self, out: &mut Vec<sea_query::Expr>);
}

/// A tuple of columns.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a tuple of columns")]
pub trait ColumnList {
    /// What they read.
    type Reads;
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn columns(self) -> Vec<sea_query::Expr>;
}

macro_rules! tuples {
    (@one $($t:ident $v:ident $n:ident $i:ident)+) => {
        impl<S, $($t: SqlType, $v: AthenaView + InScope<S, $i>, $n: ColumnName, $i),+> GroupingColumns<S, ($($i,)+)> for ($(Column<$v, $t, $n>,)+) {
            type List = ($(NullableGroupKey<Column<$v, $t, $n>>,)+);
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn keys(self, out: &mut Vec<Ast>) {
                let ($($t,)+) = self;
                $(out.push(Expression::ast($t));)+
            }
        }

        impl<K, $($t: SqlType, $v: AthenaView, $n: ColumnName, $i),+> GroupingSet<K, ($($i,)+)> for ($(Column<$v, $t, $n>,)+)
        where
            $(Column<$v, $t, $n>: IsGroupKey<K, $i>,)+
        {
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn set(self, out: &mut Vec<Ast>) {
                let ($($t,)+) = self;
                $(out.push(Expression::ast($t));)+
            }
        }

        impl<$($t: SqlType, $v: AthenaView, $n: ColumnName),+> ColumnList for ($(Column<$v, $t, $n>,)+) {
            type Reads = tuples!(@nest $(Column<$v, $t, $n>,)+);
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn columns(self) -> Vec<Ast> {
                let ($($t,)+) = self;
                vec![$(Expression::ast($t)),+]
            }
        }
    };
    (@nest $first:ty,) => { $first };
    (@nest $first:ty, $($rest:ty,)+) => { ($first, tuples!(@nest $($rest,)+)) };
    (@go [$($p:ident)*]) => {};
    (@go [$($p:ident)*] $t:ident $v:ident $n:ident $i:ident $($rest:tt)*) => {
        tuples!(@one $($p)* $t $v $n $i);
        tuples!(@go [$($p)* $t $v $n $i] $($rest)*);
    };
    ($($all:tt)*) => { tuples!(@go [] $($all)*); };
}

tuples!(T1 V1 N1 I1 T2 V2 N2 I2 T3 V3 N3 I3 T4 V4 N4 I4 T5 V5 N5 I5 T6 V6 N6 I6 T7 V7 N7 I7 T8 V8 N8 I8);

impl<K> GroupingSet<K, ()> for () {
    const SEAL: Seal = Seal;

    fn set(self, _: &mut Vec<Ast>) {}
}
