//! SQL written by hand, with typed operands: what `sql!` and `sql_query!` put together.
//!
//! The macros have checked the SQL: it is a literal of the program, its quotes, comments and brackets are closed, and no operand is inside
//! quotes. It has no control characters, so none of those that mark the operands of a form.

use std::marker::PhantomData;

use super::{
    Aggregate, Expr, Expression, Literal, Query,
    ast::Ast,
    body::{Body, BodyKind},
    draft,
    typing::{Aggregated, NoWindow, seal::Seal},
};
use crate::{
    error::Result,
    schema::{AthenaView, Column, ColumnName, Relation, SqlType, TableName, View},
    sql::{
        ctes::{CteScope, QueryWithCtes},
        fragment::{self, SqlFragment},
        relation,
    },
};

/// What may be used between the braces of `sql!`: a column, an expression, an aggregate or a value. It is taken by reference, as `format!` does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used between the braces of `sql!`",
    label = "expected a column, an expression or a value that can be written as a SQL literal",
    note = "an `Option` is not a value: add the condition only when it is `Some`, or write `null::<..>()`",
    note = "Athena has no unsigned integers: convert them to `i64`",
    note = "a view's columns can be read here (`{{p.user}}`); the view itself goes into `.from(..)`, or into `sql_query!`"
)]
pub trait Bind {
    #[doc(hidden)]
    const SEAL: Seal;
    /// What it reads.
    type Reads;
    #[doc(hidden)]
    fn bind(&self) -> sea_query::Expr;
}

#[diagnostic::do_not_recommend]
impl<L: Literal + Clone> Bind for L {
    const SEAL: Seal = Seal;

    type Reads = ();

    fn bind(&self) -> Ast {
        self.clone().literal()
    }
}

macro_rules! expressions {
    ($([$($generics:tt)*] $of:ty, $reads:ty;)+) => {$(
        impl<$($generics)*> Bind for $of {
            const SEAL: Seal = Seal;

            type Reads = $reads;

            fn bind(&self) -> Ast {
                Expression::ast(self.clone())
            }
        }

        impl<$($generics)*> Bind for &$of {
            const SEAL: Seal = Seal;

            type Reads = $reads;

            fn bind(&self) -> Ast {
                (**self).bind()
            }
        }
    )+};
}

expressions! {
    [V: AthenaView, T: SqlType, N: ColumnName] Column<V, T, N>, Column<V, T, N>;
    [R, T: SqlType] Expr<R, T>, R;
    [R, T: SqlType] Aggregate<R, T>, Aggregated<R>;
}

/// What may be used between the braces of `sql_query!`: all of [`Bind`] except window functions, and also views and table names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used between the braces of `sql_query!`",
    label = "expected a view, the name of a table, a column, an expression or a value that can be written as a SQL literal",
    note = "an `Option` is not a value: write `null::<..>()`, or another statement",
    note = "Athena has no unsigned integers: convert them to `i64`"
)]
pub trait BindInStatement {
    #[doc(hidden)]
    const SEAL: Seal;
    #[doc(hidden)]
    fn bind_in(&self, statement: RawStatement) -> RawStatement;
}

#[diagnostic::do_not_recommend]
impl<B: Bind> BindInStatement for B
where
    B::Reads: NoWindow,
{
    const SEAL: Seal = Seal;

    fn bind_in(&self, statement: RawStatement) -> RawStatement {
        statement.put(|form, _| Ok(form.tight(self.bind())))
    }
}

macro_rules! relations {
    ($([$($generics:tt)*] $of:ty, |$me:ident, $form:ident, $names:ident| $put:expr;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> BindInStatement for $of {
            const SEAL: Seal = Seal;

            fn bind_in(&self, statement: RawStatement) -> RawStatement {
                let $me = self;
                statement.put(|$form, $names| $put)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> BindInStatement for &$of {
            const SEAL: Seal = Seal;

            fn bind_in(&self, statement: RawStatement) -> RawStatement {
                (**self).bind_in(statement)
            }
        }
    )+};
}

relations! {
    [V: AthenaView] View<V>, |view, form, names| Ok(form.operand(relation(&view.source, V::NAME, names)?));
    [] TableName, |table, form, names| table_name(table, form, names);
}

/// A relation as FROM has it. A CTE is written as a subquery: whether the statement can have a WITH is unknown here.
fn relation(source: &Relation, alias: &'static str, names: &mut CteScope) -> Result<Ast> {
    match source {
        Relation::Query(tree) | Relation::Cte(_, tree) => {
            Ok(relation::subquery(QueryWithCtes::clone(tree).whole(), false, alias))
        }
        Relation::Lateral(tree) => Ok(relation::subquery(QueryWithCtes::clone(tree).whole(), true, alias)),
        _ => draft::relation(source, alias, names),
    }
}

fn table_name(table: &TableName, form: SqlFragment, names: &mut CteScope) -> Result<SqlFragment> {
    if table.schema.is_none() {
        names.table(&table.name)?;
    }
    Ok(form.operand(relation::name(table.parts())))
}

/// A fragment of SQL while `sql!` puts it together. `R` is what it reads.
#[derive(Debug)]
#[doc(hidden)]
pub struct RawFragment<R> {
    form: SqlFragment,
    of: PhantomData<fn() -> R>,
}

impl RawFragment<()> {
    #[expect(clippy::new_without_default, reason = "a step of a macro")]
    pub fn new() -> Self {
        RawFragment { form: SqlFragment::new(fragment::FragmentKind::Raw), of: PhantomData }
    }
}

impl<R> RawFragment<R> {
    #[must_use]
    pub fn text(self, text: &'static str) -> Self {
        RawFragment { form: self.form.put(text), of: PhantomData }
    }

    pub fn operand<B: Bind>(self, operand: &B) -> RawFragment<(R, B::Reads)> {
        RawFragment { form: self.form.tight(operand.bind()), of: PhantomData }
    }

    pub fn of<T: SqlType>(self) -> Expr<R, Option<T::Base>> {
        Expr::new(self.form.done())
    }
}

/// A statement while `sql_query!` puts it together.
#[derive(Debug)]
#[doc(hidden)]
pub struct RawStatement {
    form: Result<SqlFragment>,
    names: CteScope,
}

impl RawStatement {
    #[expect(clippy::new_without_default, reason = "a step of a macro")]
    pub fn new() -> Self {
        Self { form: Ok(SqlFragment::new(fragment::FragmentKind::Query)), names: CteScope::default() }
    }

    #[must_use]
    pub fn text(self, text: &'static str) -> Self {
        self.put(|form, _| Ok(form.put(text)))
    }

    #[must_use]
    pub fn operand<B: BindInStatement>(self, operand: &B) -> Self {
        operand.bind_in(self)
    }

    fn put(mut self, put: impl FnOnce(SqlFragment, &mut CteScope) -> Result<SqlFragment>) -> Self {
        self.form = self.form.and_then(|form| put(form, &mut self.names));
        self
    }

    pub fn done<O>(self) -> Query<O> {
        let (names, form) = (self.names, self.form);
        Query::new(Body(BodyKind::Foreign(Box::new(form.map(|form| QueryWithCtes { names, query: form.done() })))))
    }
}
