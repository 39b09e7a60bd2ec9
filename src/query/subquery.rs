//! Queries inside queries: EXISTS, IN and FROM.

use sea_query::{Expr as Ast, SelectStatement};

use super::{
    Expr, Grouped, Outside, Rows, Scope, Select,
    draft::{Draft, Item, Items},
};
use crate::{
    error::Result,
    row::AthenaRow,
    schema::{BaseView, Source, View},
    sql,
};

/// A struct whose fields are, in order, `O`: what [`Select::into_view`] turns a query into. Made by `#[derive(AthenaView)]`.
#[diagnostic::on_unimplemented(message = "the columns selected do not match `{Self}`", label = "selected: {O}")]
pub trait FromTuple<O>: BaseView {}

/// A query as a view, with the view's own column names.
fn view<V: BaseView>(draft: Draft) -> View<V> {
    View::from_source(source(draft.finish(Some(V::FIELDS))))
}

fn source(select: Result<SelectStatement>) -> Source {
    select.map_or_else(Source::Wrong, |select| Source::Query(Box::new(select)))
}

impl<S: Scope> Select<S> {
    /// `EXISTS (…)`: true when this query has a row.
    pub fn exists(mut self) -> Expr<Outside<S::Outside>, bool> {
        self.draft.items = vec![Item { ast: Ast::val(1), label: None, nested: None }];
        Expr::new(Ast::exists(statement(self.draft)))
    }

    /// This query as a view whose columns are those of `V`, which derives both `AthenaRow` and `AthenaView`.
    pub fn into_view<V: BaseView + AthenaRow<S, I>, I>(mut self) -> View<V> {
        let mut items = Items::default();
        V::items(&mut items);
        self.draft.items = items.0;
        View::from_source(source(self.draft.finish(None)))
    }
}

impl<S, O> Select<S, Rows<O>> {
    /// This query as a view: what stands in FROM is then a subquery, with the columns of `V` in the order selected.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, query::max, quilt::NamedPackage};
    ///
    /// #[derive(AthenaView)]
    /// #[athena(view = "newest")]
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
    pub fn into_view<V: FromTuple<O>>(self) -> View<V> {
        view(self.draft)
    }

    pub(super) fn into_subquery(self) -> SelectStatement {
        statement(self.draft)
    }
}

impl<S, K, O> Grouped<S, K, Rows<O>> {
    /// This query as a view, as [`Select::into_view`].
    pub fn into_view<V: FromTuple<O>>(self) -> View<V> {
        view(self.into_draft())
    }
}

/// The subquery as a statement; where it was wrong, one that says so when it is rendered.
fn statement(draft: Draft) -> SelectStatement {
    draft.finish(None).unwrap_or_else(|error| {
        let mut wrong = SelectStatement::new();
        wrong.expr(sql::mistake(&error));
        wrong
    })
}
