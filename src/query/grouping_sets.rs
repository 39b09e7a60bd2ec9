//! ROLLUP, CUBE and GROUPING SETS: several GROUP BYs in one pass.

use super::{
    Expr, Expression, InScope, IsKey, Keyed, Keys, Select, Sometimes, draft::Draft, expr::Ast, group_by::Grouped,
    seal::Seal,
};
use crate::{
    schema::{AthenaView, Column, ColumnName, SqlType},
    sql::fragment::{FragmentKind, SqlFragment},
};

/// Columns that are grouped by in some rows of the result and left out of others, where they are NULL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in ROLLUP, CUBE or GROUPING SETS",
    label = "expected a tuple of columns",
    note = "Athena takes plain columns there: select an expression in a subquery (`.into_view()`) and group that"
)]
pub trait SetKeys<S, I> {
    /// The keys, as a tuple of [`Sometimes`].
    type List;
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn keys(self, out: &mut Vec<sea_query::Expr>);
}

/// `ROLLUP (a, b)`: see [`rollup`].
#[derive(Debug, Clone, Copy)]
pub struct Rollup<L>(L);

/// `CUBE (a, b)`: see [`cube`].
#[derive(Debug, Clone, Copy)]
pub struct Cube<L>(L);

/// `GROUP BY ROLLUP (a, b)`: by `a, b`, by `a`, and all in one. What a row is not grouped by is NULL in it, so these columns are
/// `Option`; [`grouping`] tells such a NULL from one that was there.
///
/// ```
/// use quilt_athena::{prelude::*, query::{count, rollup}, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// let query: Query<(Option<String>, Option<String>, i64)> =
///     select().from(&p).group_by(rollup((p.user, p.name))).select((p.user, p.name, count())).rows();
/// assert!(query.sql()?.ends_with("GROUP BY ROLLUP (\"named_package\".\"user\", \"named_package\".\"name\")"));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn rollup<L>(keys: L) -> Rollup<L> {
    Rollup(keys)
}

/// `GROUP BY CUBE (a, b)`: by every choice of them: `a, b`, `a`, `b`, and all in one. See [`rollup`].
///
/// ```
/// use quilt_athena::{prelude::*, query::{count, cube}, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// let query = select().from(&p).group_by(cube((p.user, p.name))).select((p.user, p.name, count()));
/// assert!(query.sql()?.ends_with("GROUP BY CUBE (\"named_package\".\"user\", \"named_package\".\"name\")"));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn cube<L>(keys: L) -> Cube<L> {
    Cube(keys)
}

fn sets(words: &str, keys: &[Ast]) -> Ast {
    SqlFragment::new(FragmentKind::Call).put(words).put(" (").list(keys.iter().cloned()).put(")").done()
}

macro_rules! grouping {
    ($($of:ident $words:literal),+) => {$(
        impl<S, I, L: SetKeys<S, I>> Keys<S, I> for $of<L> {
            type List = L::List;
            const SEAL: Seal = Seal;

            fn keys(self, out: &mut Vec<Ast>) {
                self.0.keys(out);
            }

            fn grouping(keys: &[Ast]) -> Option<Ast> {
                Some(sets($words, keys))
            }
        }
    )+};
}

grouping!(Rollup "ROLLUP", Cube "CUBE");

/// Columns that all are among the keys `K`: one of the sets of GROUPING SETS.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be one of the GROUPING SETS",
    label = "expected a tuple of the columns given to `.grouping_sets(..)`, or `()` for all in one"
)]
pub trait OneSet<K, I> {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn set(self, out: &mut Vec<sea_query::Expr>);
}

/// A query whose GROUPING SETS are being listed.
#[derive(Debug)]
#[must_use = "list the sets with `.set(..)`, then `.group()`"]
pub struct GroupingSets<S, K> {
    draft: Draft,
    sets: Vec<Vec<Ast>>,
    of: std::marker::PhantomData<fn() -> (S, K)>,
}

impl<S> Select<S> {
    /// `GROUP BY GROUPING SETS (…)`: first all the columns that any set groups by, then each [`set`](GroupingSets::set).
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::count, quilt::NamedPackage};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// let query = select().from(&p).grouping_sets((p.user, p.name)).set((p.user, p.name)).set((p.user,)).set(()).group();
    /// let query: Query<(Option<String>, Option<String>, i64)> = query.select((p.user, p.name, count())).rows();
    /// assert!(query.sql()?.ends_with(
    ///     "GROUP BY GROUPING SETS ((\"named_package\".\"user\", \"named_package\".\"name\"), (\"named_package\".\"user\"), ())"
    /// ));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn grouping_sets<L: SetKeys<S, I>, I>(mut self, keys: L) -> GroupingSets<S, L::List> {
        let mut out = Vec::new();
        keys.keys(&mut out);
        self.draft.keys = Some(out);
        GroupingSets { draft: self.draft, sets: Vec::new(), of: std::marker::PhantomData }
    }
}

impl<S, K> GroupingSets<S, K> {
    /// One more set: a tuple of columns, `()` for all rows in one.
    pub fn set<L: OneSet<K, I>, I>(mut self, columns: L) -> Self {
        let mut out = Vec::new();
        columns.set(&mut out);
        self.sets.push(out);
        self
    }

    /// The sets are listed: what follows is as after [`group_by`](Select::group_by).
    pub fn group(mut self) -> Grouped<S, K> {
        let mut form = SqlFragment::new(FragmentKind::Call).put("GROUPING SETS (");
        for (i, set) in self.sets.iter().enumerate() {
            form = if i > 0 { form.put(", (") } else { form.put("(") }.list(set.iter().cloned()).put(")");
        }
        if self.sets.is_empty() {
            self.draft.fail(crate::Error::wrong_query("GROUPING SETS needs at least one set: add `.set(..)`"));
        }
        self.draft.grouping = Some(form.put(")").done());
        Grouped::of(self.draft)
    }
}

/// `grouping(a, b)`: which of the keys this row is not grouped by, a bit each, the first key's the highest.
///
/// ```
/// use quilt_athena::{prelude::*, query::{count, grouping, rollup}, quilt::NamedPackage};
///
/// let p = NamedPackage::view("my-bucket");
/// let query = select().from(&p).group_by(rollup((p.user, p.name))).select((grouping((p.user, p.name)), count()));
/// assert!(query.sql()?.starts_with("SELECT grouping(\"named_package\".\"user\", \"named_package\".\"name\"), COUNT(*) FROM"));
/// # Ok::<(), quilt_athena::Error>(())
/// ```
pub fn grouping<L: Columns>(keys: L) -> Expr<Keyed<L::Reads>, i32> {
    Expr::new(SqlFragment::call("grouping", keys.columns()))
}

/// A tuple of columns.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a tuple of columns")]
pub trait Columns {
    /// What they read.
    type Reads;
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn columns(self) -> Vec<sea_query::Expr>;
}

macro_rules! tuples {
    (@one $($t:ident $v:ident $n:ident $i:ident)+) => {
        impl<S, $($t: SqlType, $v: AthenaView + InScope<S, $i>, $n: ColumnName, $i),+> SetKeys<S, ($($i,)+)> for ($(Column<$v, $t, $n>,)+) {
            type List = ($(Sometimes<Column<$v, $t, $n>>,)+);
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn keys(self, out: &mut Vec<Ast>) {
                let ($($t,)+) = self;
                $(out.push(Expression::ast($t));)+
            }
        }

        impl<K, $($t: SqlType, $v: AthenaView, $n: ColumnName, $i),+> OneSet<K, ($($i,)+)> for ($(Column<$v, $t, $n>,)+)
        where
            $(Column<$v, $t, $n>: IsKey<K, $i>,)+
        {
            const SEAL: Seal = Seal;

            #[expect(non_snake_case, reason = "one name for a type and its value")]
            fn set(self, out: &mut Vec<Ast>) {
                let ($($t,)+) = self;
                $(out.push(Expression::ast($t));)+
            }
        }

        impl<$($t: SqlType, $v: AthenaView, $n: ColumnName),+> Columns for ($(Column<$v, $t, $n>,)+) {
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

impl<K> OneSet<K, ()> for () {
    const SEAL: Seal = Seal;

    fn set(self, _: &mut Vec<Ast>) {}
}
