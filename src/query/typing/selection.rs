//! SELECT lists.
//!
//! There is one implementation per node, not one for all `E: Expression`: a blanket one would compete with the tuples', and the
//! compiler would stop at "the tuple cannot be selected" instead of naming the column.

use std::borrow::Cow;

use super::{Aggregated, GroupKeys, InScope, Reads, ReadsGroup, seal::Seal};
use crate::{
    query::{Aggregate, Aliased, Expr, Expression, ast::Ast, select_list::SelectList},
    schema::{AthenaView, Column, ColumnName, Nullability, SqlType},
};

/// No `.select(..)` yet: the type of the rows determines the SELECT list.
#[derive(Debug)]
pub struct NoProjection;

/// A column, an expression or a tuple of them, selected from rows of `S`; gives `O`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "expected a column, an expression or a tuple of up to 16 of them"
)]
pub trait Selection<S, O, I> {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn items(self, out: &mut SelectList);
}

/// A column, an expression or a tuple of them, selected from groups of rows of `S`, keyed by `K`; gives `O`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "expected a column, an expression or a tuple of up to 16 of them"
)]
pub trait GroupSelection<S, K, O, I> {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn items(self, out: &mut SelectList);
}

impl<S, I, V, T, N> Selection<S, <V::Null as Nullability>::Of<T>, I> for Column<V, T, N>
where
    V: InScope<S, I> + AthenaView,
    T: SqlType,
    N: ColumnName,
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        out.push::<T>(self.ast(), Some(N::NAME));
    }
}

impl<S, I, R: Reads<S, I>, T: SqlType> Selection<S, <R::Null as Nullability>::Of<T>, I> for Expr<R, T> {
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        out.push::<T>(self.ast, None);
    }
}

impl<S, K, I, V, T, N> GroupSelection<S, K, <<Self as ReadsGroup<S, K, I>>::Null as Nullability>::Of<T>, I>
    for Column<V, T, N>
where
    V: AthenaView,
    T: SqlType,
    N: ColumnName,
    Self: ReadsGroup<S, K, I>,
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        out.push::<T>(self.ast(), Some(N::NAME));
    }
}

impl<S, K, I, R: ReadsGroup<S, K, I>, T: SqlType> GroupSelection<S, K, <R::Null as Nullability>::Of<T>, I>
    for Expr<R, T>
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        out.push::<T>(self.ast, None);
    }
}

impl<S, I, R, T: SqlType> Selection<S, <<Aggregated<R> as Reads<S, I>>::Null as Nullability>::Of<T>, I>
    for Aggregate<R, T>
where
    Aggregated<R>: Reads<S, I>,
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        out.push::<T>(self.ast(), None);
    }
}

impl<S, K, I, R, T: SqlType> GroupSelection<S, K, T, I> for Aggregate<R, T>
where
    Aggregated<R>: ReadsGroup<S, K, I>,
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        out.push::<T>(self.ast(), None);
    }
}

impl<S, O, I, E: Selection<S, O, I>> Selection<S, O, I> for Aliased<E> {
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        let first = out.0.len();
        self.expression.items(out);
        out.0[first..].iter_mut().for_each(|item| item.alias = Some(Cow::Owned(self.alias.clone())));
    }
}

impl<S, K, O, I, E: GroupSelection<S, K, O, I>> GroupSelection<S, K, O, I> for Aliased<E> {
    const SEAL: Seal = Seal;

    fn items(self, out: &mut SelectList) {
        let first = out.0.len();
        self.expression.items(out);
        out.0[first..].iter_mut().for_each(|item| item.alias = Some(Cow::Owned(self.alias.clone())));
    }
}

macro_rules! lists {
    (@one $($t:ident $o:ident $i:ident)+) => {
        impl<S, $($t: Selection<S, $o, $i>, $o, $i),+> Selection<S, ($($o,)+), ($($i,)+)> for ($($t,)+) {
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn items(self, out: &mut SelectList) {
                let ($($t,)+) = self;
                $($t.items(out);)+
            }
        }

        impl<S, K, $($t: GroupSelection<S, K, $o, $i>, $o, $i),+> GroupSelection<S, K, ($($o,)+), ($($i,)+)> for ($($t,)+) {
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn items(self, out: &mut SelectList) {
                let ($($t,)+) = self;
                $($t.items(out);)+
            }
        }

        impl<S, $($t: GroupKeys<S, $i> + Expression, $i),+> GroupKeys<S, ($($i,)+)> for ($($t,)+) {
            type List = ($($t::Reads,)+);
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn keys(self, out: &mut Vec<Ast>) {
                let ($($t,)+) = self;
                $($t.keys(out);)+
            }
        }
    };
    (@go [$($p:ident)*]) => {};
    (@go [$($p:ident)*] $t:ident $o:ident $i:ident $($rest:tt)*) => {
        lists!(@one $($p)* $t $o $i);
        lists!(@go [$($p)* $t $o $i] $($rest)*);
    };
    ($($all:tt)*) => { lists!(@go [] $($all)*); };
}

lists!(A OA IA B OB IB C OC IC D OD ID E OE IE F OF IF G OG IG H OH IH J OJ IJ L OL IL M OM IM P OP IP Q OQ IQ U OU IU W OW IW X OX IX);
