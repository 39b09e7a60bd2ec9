//! Queries inside queries: EXISTS, IN, ANY and ALL, a single value, FROM, WITH, LATERAL.

use std::{marker::PhantomData, sync::Arc};

use super::{
    Expr, Grouped, Lateral, Query, Rows, Select,
    ast::Ast,
    body::Body,
    select_list::{SelectItem, SelectList},
    typing::{ComparableWith, FromTuple, OneColumn, Operand, OuterRefs, Scope, Subquery, Uncorrelated, seal::Seal},
};
use crate::{
    error::{Error, Result},
    row::AthenaRow,
    schema::{BaseView, Relation, SqlBaseType, View},
    sql::{
        self,
        ctes::QueryWithCtes,
        fragment::{FragmentKind, SqlFragment},
        select::Limit,
    },
};

/// The subquery with its WITH; where it is wrong, an expression that is an error when it is rendered.
pub(super) fn expr(tree: Result<QueryWithCtes>) -> Ast {
    tree.map_or_else(|error| sql::mistake(&error), |tree| tree.whole())
}

/// `(query)`
pub(super) fn parenthesized(query: Ast) -> Ast {
    SqlFragment::new(FragmentKind::Call).put("(").operand(query).put(")").done()
}

fn source(tree: Result<QueryWithCtes>, of: impl FnOnce(Arc<QueryWithCtes>) -> Relation) -> Relation {
    tree.map_or_else(Relation::Wrong, |tree| of(Arc::new(tree)))
}

impl<S: Scope> Select<S> {
    /// `EXISTS (…)`: true when this query has a row.
    pub fn exists(mut self) -> Expr<OuterRefs<S::OuterRefs>, bool> {
        self.draft.items = vec![SelectItem { ast: Ast::Constant(1.into()), alias: None, nested: None }];
        let query = expr(Body::select(self.draft).finish(None));
        Expr::new(SqlFragment::new(FragmentKind::Call).put("EXISTS(").operand(query).put(")").done())
    }

    /// This query as a view whose columns are those of `V`, which derives both `AthenaRow` and `AthenaView`.
    pub fn into_view<V: BaseView + AthenaRow<S, I>, I>(self) -> View<V>
    where
        S::OuterRefs: Uncorrelated,
    {
        View::from_source(source(self.rows_of::<V, I>().finish(Some(V::FIELDS)), Relation::Query))
    }

    /// This query as a CTE whose columns are those of `V`, which derives both `AthenaRow` and `AthenaView`. See
    /// [`into_cte`](Select::into_cte).
    pub fn into_cte<V: BaseView + AthenaRow<S, I>, I>(self) -> View<V>
    where
        S::OuterRefs: Uncorrelated,
    {
        View::from_source(source(self.rows_of::<V, I>().finish(Some(V::FIELDS)), |tree| Relation::Cte(V::NAME, tree)))
    }

    fn rows_of<V: AthenaRow<S, I>, I>(mut self) -> Body {
        let mut items = SelectList::default();
        V::items(&mut items);
        self.draft.items = items.0;
        Body::select(self.draft)
    }
}

macro_rules! subqueries {
    ([$($generics:tt)*] $of:ty, $row:ty, $outer_refs:ty) => {
        /// As part of another query.
        impl<$($generics)*> $of {
            /// This query as a view, which is a subquery in FROM, with the columns of `V` in the order selected.
            ///
            /// ```
            /// use quilt_athena::{prelude::*, query::max, quilt::NamedPackage};
            ///
            /// #[derive(AthenaView)]
            /// struct Newest { user: String, at: Option<String> }
            ///
            /// let p = NamedPackage::view("my-bucket");
            /// let newest: View<Newest> = select().from(&p).group_by(p.user).select((p.user, max(p.timestamp))).into_view();
            /// let query = select().from(&p).join(&newest, p.user.eq(newest.user).and(p.timestamp.eq(newest.at))).select((p.name,));
            /// assert_eq!(
            ///     query.sql()?,
            ///     "SELECT \"named_package\".\"name\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
            ///      INNER JOIN (SELECT \"named_package\".\"user\" AS \"user\", MAX(\"named_package\".\"timestamp\") AS \"at\" \
            ///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" GROUP BY \"named_package\".\"user\") AS \"newest\" \
            ///      ON \"named_package\".\"user\" = \"newest\".\"user\" AND \"named_package\".\"timestamp\" = \"newest\".\"at\""
            /// );
            /// # Ok::<(), quilt_athena::Error>(())
            /// ```
            pub fn into_view<V: FromTuple<$row>>(self) -> View<V>
            where
                $outer_refs: Uncorrelated,
            {
                View::from_source(source(self.into_body().finish(Some(V::FIELDS)), Relation::Query))
            }

            /// This query as a CTE with the alias of `V`: a query that has it in FROM defines it once, in its WITH.
            ///
            /// ```
            /// use quilt_athena::{prelude::*, query::count, quilt::NamedPackage};
            ///
            /// #[derive(AthenaView)]
            /// struct Busy { user: String, packages: i64 }
            ///
            /// let p = NamedPackage::view("my-bucket");
            /// let busy: View<Busy> = select().from(&p).group_by(p.user).select((p.user, count())).into_cte();
            /// let other = busy.alias::<'o'>();
            /// assert_eq!(
            ///     select().from(&busy).join(&other, busy.packages.lt(other.packages)).select((busy.user, other.user)).sql()?,
            ///     "WITH \"busy\" AS (SELECT \"named_package\".\"user\" AS \"user\", COUNT(*) AS \"packages\" \
            ///      FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" GROUP BY \"named_package\".\"user\") \
            ///      SELECT \"busy\".\"user\", \"o\".\"user\" FROM \"busy\" AS \"busy\" \
            ///      INNER JOIN \"busy\" AS \"o\" ON \"busy\".\"packages\" < \"o\".\"packages\""
            /// );
            /// # Ok::<(), quilt_athena::Error>(())
            /// ```
            pub fn into_cte<V: FromTuple<$row>>(self) -> View<V>
            where
                $outer_refs: Uncorrelated,
            {
                View::from_source(source(self.into_body().finish(Some(V::FIELDS)), |tree| Relation::Cte(V::NAME, tree)))
            }

            /// This query as a relation that is evaluated for each row of the query it is joined to: `LATERAL (…)`. It may read the views that
            /// it was [`correlate`](super::select::SelectStart::correlate)d with.
            ///
            /// ```
            /// use quilt_athena::{prelude::*, query::max, quilt::{Manifest, NamedPackage}};
            ///
            /// #[derive(AthenaView)]
            /// struct Note { message: Option<String> }
            ///
            /// let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
            /// let note = select().correlate(&p).from(&m).filter(m.tophash.eq(p.hash)).select((m.message,)).into_lateral::<Note>();
            /// assert_eq!(
            ///     select().from(&p).left_join_lateral(&note).select((p.name, note.message)).sql()?,
            ///     "SELECT \"named_package\".\"name\", \"note\".\"message\" FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
            ///      LEFT JOIN LATERAL (SELECT \"manifest\".\"message\" AS \"message\" FROM \"quilt_manifests_my-bucket_view\" AS \"manifest\" \
            ///      WHERE \"manifest\".\"tophash\" = \"named_package\".\"hash\") AS \"note\" ON TRUE"
            /// );
            /// # Ok::<(), quilt_athena::Error>(())
            /// ```
            pub fn into_lateral<V: FromTuple<$row>>(self) -> Lateral<V, OuterRefs<$outer_refs>> {
                Lateral::new(source(self.into_body().finish(Some(V::FIELDS)), Relation::Lateral))
            }

            /// `ANY (…)`, the right-hand side of a comparison: it holds for at least one of the rows. For a query of one column.
            ///
            /// ```
            /// # use quilt_athena::{prelude::*, quilt::{Manifest, NamedPackage}};
            /// # let (p, m) = (NamedPackage::view("my-bucket"), Manifest::view("my-bucket"));
            /// let query = select().from(&p).filter(p.hash.lt(select().from(&m).select(m.tophash).any())).select(p.name);
            /// assert!(query.sql()?.ends_with(
            ///     "WHERE \"named_package\".\"hash\" < ANY (SELECT \"manifest\".\"tophash\" FROM \"quilt_manifests_my-bucket_view\" AS \"manifest\")"
            /// ));
            /// # Ok::<(), quilt_athena::Error>(())
            /// ```
            pub fn any(self) -> Quantified<$outer_refs, $row> {
                Quantified::new("ANY (", self.into_expr())
            }

            /// `ALL (…)`, the right-hand side of a comparison: it holds for every row, and when there is none. See [`any`](Self::any).
            pub fn all(self) -> Quantified<$outer_refs, $row> {
                Quantified::new("ALL (", self.into_expr())
            }
        }
    };
}

subqueries!([S: Scope, O] Select<S, Rows<O>>, O, S::OuterRefs);
subqueries!([S: Scope, K, O] Grouped<S, K, Rows<O>>, O, S::OuterRefs);
subqueries!([O] Query<O>, O, ());

impl<S: Scope, T> Grouped<S, (), Rows<T>> {
    /// `(SELECT max(…) …)`: the one value of an aggregate, in an expression.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::max, quilt::NamedPackage};
    ///
    /// let p = NamedPackage::view("my-bucket");
    /// let q = p.alias::<'q'>();
    /// let newest = select().correlate(&p).from(&q).filter(q.name.eq(p.name)).aggregate().select(max(q.timestamp)).scalar();
    /// assert!(select().from(&p).filter(p.timestamp.eq(newest)).select(p.hash).sql()?.ends_with(
    ///     "WHERE \"named_package\".\"timestamp\" = (SELECT MAX(\"q\".\"timestamp\") FROM \"quilt_named_packages_my-bucket_view\" AS \"q\" \
    ///      WHERE \"q\".\"name\" = \"named_package\".\"name\")"
    /// ));
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn scalar<V>(self) -> Expr<OuterRefs<S::OuterRefs>, V>
    where
        T: OneColumn<Value = V>,
    {
        Expr::new(parenthesized(self.into_expr()))
    }
}

impl<S: Scope, T> Select<S, Rows<T>> {
    /// `(SELECT … LIMIT 1)`: the one value of this query, in an expression; NULL when it has no row. Athena fails a query whose subquery has a
    /// second row, so this one has to have `.limit(1)`.
    ///
    /// # Errors
    /// Without it, an error when the query is printed or sent.
    pub fn scalar<V>(mut self) -> Expr<OuterRefs<S::OuterRefs>, V>
    where
        T: OneColumn<Value = V>,
    {
        if !matches!(self.draft.limit, Some(Limit::Rows(0 | 1))) {
            self.draft.fail(Error::invalid_query("a scalar subquery returns at most one row: add `.limit(1)`"));
        }
        Expr::new(parenthesized(self.into_expr()))
    }
}

/// `ANY (…)` or `ALL (…)`: the right-hand side of a comparison and nothing else.
#[derive(Debug)]
pub struct Quantified<Vs, O> {
    ast: Ast,
    of: PhantomData<fn() -> (Vs, O)>,
}

impl<Vs, O> Quantified<Vs, O> {
    fn new(words: &str, query: Ast) -> Self {
        Self { ast: SqlFragment::new(FragmentKind::Call).put(words).operand(query).put(")").done(), of: PhantomData }
    }
}

impl<B: SqlBaseType, Vs, O: ComparableWith<B>> Operand<B, OuterRefs<Vs>, O> for Quantified<Vs, O> {
    const SEAL: Seal = Seal;

    type Form = super::typing::QuantifiedAsValue<Vs>;

    fn into_ast(self) -> Ast {
        self.ast
    }
}
