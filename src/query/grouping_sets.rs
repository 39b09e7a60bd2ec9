//! ROLLUP, CUBE and GROUPING SETS: several GROUP BYs in one pass.

use super::{
    Expr, Select,
    ast::Ast,
    draft::Draft,
    group_by::Grouped,
    typing::{ColumnList, GroupKeys, GroupingArgs, GroupingColumns, GroupingSet, seal::Seal},
};
use crate::sql::fragment::{FragmentKind, SqlFragment};

/// `ROLLUP (a, b)`: see [`rollup`].
#[derive(Debug, Clone, Copy)]
pub struct Rollup<L>(L);

/// `CUBE (a, b)`: see [`cube`].
#[derive(Debug, Clone, Copy)]
pub struct Cube<L>(L);

/// `GROUP BY ROLLUP (a, b)`: by `a, b`, by `a`, and all in one. What a row is not grouped by is NULL in it, so these columns are
/// `Option`; [`grouping`] distinguishes such a NULL from one in the data.
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
        impl<S, I, L: GroupingColumns<S, I>> GroupKeys<S, I> for $of<L> {
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
    pub fn grouping_sets<L: GroupingColumns<S, I>, I>(mut self, keys: L) -> GroupingSets<S, L::List> {
        let mut out = Vec::new();
        keys.keys(&mut out);
        self.draft.keys = Some(out);
        GroupingSets { draft: self.draft, sets: Vec::new(), of: std::marker::PhantomData }
    }
}

impl<S, K> GroupingSets<S, K> {
    /// One more set: a tuple of columns, `()` for all rows in one.
    pub fn set<L: GroupingSet<K, I>, I>(mut self, columns: L) -> Self {
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
            self.draft.fail(crate::Error::invalid_query("GROUPING SETS needs at least one set: add `.set(..)`"));
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
pub fn grouping<L: ColumnList>(keys: L) -> Expr<GroupingArgs<L::Reads>, i32> {
    Expr::new(SqlFragment::call("grouping", keys.columns()))
}
