//! SELECT lists.
//!
//! There is one implementation per node, not one for all `E: Expression`: a blanket one would compete with the tuples', and the
//! compiler would stop at "the tuple cannot be selected" instead of naming the column.

use std::borrow::Cow;

use super::{
    Aggregate, Aggregated, Expr, Expression, InScope, Keys, Labelled, Reads, ReadsGroup,
    draft::{Item, Items},
    expr::Ast,
    seal::Seal,
};
use crate::{
    row::AthenaRow,
    schema::{AthenaView, Base, Column, ColumnName, Nullness, SqlType},
    types::AthenaType,
};

/// A column, an expression or a tuple of them, selected from rows of `S`; gives `O`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "expected a column, an expression or a tuple of up to 16 of them"
)]
pub trait Selection<S, O, I> {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn items(self, out: &mut Items);
}

/// The same, selected from groups of rows of `S`, keyed by `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "expected a column, an expression or a tuple of up to 16 of them"
)]
pub trait GroupSelection<S, K, O, I> {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn items(self, out: &mut Items);
}

impl Items {
    fn push<T: SqlType>(&mut self, ast: Ast, name: Option<&'static str>) {
        let nested = nested::<T>();
        // A column that is asked for as JSON keeps its name.
        let label = name.filter(|_| nested.is_some()).map(Cow::Borrowed);
        self.0.push(Item { ast, label, nested });
    }

    pub(crate) fn push_as<T: SqlType>(&mut self, ast: Ast, label: &'static str) {
        self.0.push(Item { ast, label: Some(Cow::Borrowed(label)), nested: nested::<T>() });
    }
}

fn nested<T: SqlType>() -> Option<AthenaType> {
    T::Base::asked_for_as_json().then(T::Base::athena_type)
}

impl<S, I, V, T, N> Selection<S, <V::Null as Nullness>::Of<T>, I> for Column<V, T, N>
where
    V: InScope<S, I> + AthenaView,
    T: SqlType,
    N: ColumnName,
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut Items) {
        out.push::<T>(self.ast(), Some(N::NAME));
    }
}

impl<S, I, R: Reads<S, I>, T: SqlType> Selection<S, <R::Null as Nullness>::Of<T>, I> for Expr<R, T> {
    const SEAL: Seal = Seal;

    fn items(self, out: &mut Items) {
        out.push::<T>(self.ast, None);
    }
}

impl<S, K, I, V, T, N> GroupSelection<S, K, <<Self as ReadsGroup<S, K, I>>::Null as Nullness>::Of<T>, I>
    for Column<V, T, N>
where
    V: AthenaView,
    T: SqlType,
    N: ColumnName,
    Self: ReadsGroup<S, K, I>,
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut Items) {
        out.push::<T>(self.ast(), Some(N::NAME));
    }
}

impl<S, K, I, R: ReadsGroup<S, K, I>, T: SqlType> GroupSelection<S, K, <R::Null as Nullness>::Of<T>, I> for Expr<R, T> {
    const SEAL: Seal = Seal;

    fn items(self, out: &mut Items) {
        out.push::<T>(self.ast, None);
    }
}

impl<S, I, R, T: SqlType> Selection<S, <<Aggregated<R> as Reads<S, I>>::Null as Nullness>::Of<T>, I> for Aggregate<R, T>
where
    Aggregated<R>: Reads<S, I>,
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut Items) {
        out.push::<T>(self.ast(), None);
    }
}

impl<S, K, I, R, T: SqlType> GroupSelection<S, K, T, I> for Aggregate<R, T>
where
    Aggregated<R>: ReadsGroup<S, K, I>,
{
    const SEAL: Seal = Seal;

    fn items(self, out: &mut Items) {
        out.push::<T>(self.ast(), None);
    }
}

impl<S, O, I, E: Selection<S, O, I>> Selection<S, O, I> for Labelled<E> {
    const SEAL: Seal = Seal;

    fn items(self, out: &mut Items) {
        let first = out.0.len();
        self.of.items(out);
        out.0[first..].iter_mut().for_each(|item| item.label = Some(Cow::Owned(self.label.clone())));
    }
}

impl<S, K, O, I, E: GroupSelection<S, K, O, I>> GroupSelection<S, K, O, I> for Labelled<E> {
    const SEAL: Seal = Seal;

    fn items(self, out: &mut Items) {
        let first = out.0.len();
        self.of.items(out);
        out.0[first..].iter_mut().for_each(|item| item.label = Some(Cow::Owned(self.label.clone())));
    }
}

/// All fields of a row struct: see [`row`] and [`View::all`].
#[derive(Debug)]
pub struct RowOf<R>(std::marker::PhantomData<fn() -> R>);

/// The columns of a row struct, beside others in a SELECT list.
///
/// ```
/// use quilt_athena::{prelude::*, query::{row, row_number, window}, quilt::{PackageRow, packages, NamedPackage}};
///
/// let p = NamedPackage::view("my-bucket");
/// let query: Query<(PackageRow, i64)> = packages("my-bucket")
///     .select((row::<PackageRow>(), row_number().over(window().partition_by(p.name).order_by(p.timestamp.desc()))))
///     .rows();
/// assert!(query.sql()?.starts_with("SELECT \"named_package\".\"user\" AS \"user\", "));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn row<R>() -> RowOf<R> {
    RowOf(std::marker::PhantomData)
}

impl<V: AthenaView> crate::schema::View<V> {
    /// All columns of the view, for a struct that derives `AthenaRow` too, `from` itself.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage}};
    /// let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
    /// let query: Query<(Manifest, String)> =
    ///     select().from(&p).join(&m, p.hash.eq(m.tophash)).select((m.all(), p.name)).rows();
    /// assert!(query.sql()?.starts_with("SELECT \"manifest\".\"tophash\" AS \"tophash\", \"manifest\".\"message\" AS \"message\", "));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn all(&self) -> RowOf<V> {
        row()
    }
}

impl<S, I, R: AthenaRow<S, I>> Selection<S, R, I> for RowOf<R> {
    const SEAL: Seal = Seal;

    fn items(self, out: &mut Items) {
        R::items(out);
    }
}

macro_rules! lists {
    (@one $($t:ident $o:ident $i:ident)+) => {
        impl<S, $($t: Selection<S, $o, $i>, $o, $i),+> Selection<S, ($($o,)+), ($($i,)+)> for ($($t,)+) {
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn items(self, out: &mut Items) {
                let ($($t,)+) = self;
                $($t.items(out);)+
            }
        }

        impl<S, K, $($t: GroupSelection<S, K, $o, $i>, $o, $i),+> GroupSelection<S, K, ($($o,)+), ($($i,)+)> for ($($t,)+) {
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn items(self, out: &mut Items) {
                let ($($t,)+) = self;
                $($t.items(out);)+
            }
        }

        impl<S, $($t: Keys<S, $i> + Expression, $i),+> Keys<S, ($($i,)+)> for ($($t,)+) {
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
