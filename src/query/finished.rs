//! A finished query.

use std::{fmt, marker::PhantomData};

use sea_query::{SelectStatement, SubQueryStatement};

use super::body::{Body, BodyKind};
use crate::{
    error::Result,
    sql::{
        self,
        ctes::{CteScope, QueryWithCtes},
        fragment,
    },
    statement::Statement,
};

/// A finished query with rows `O`: to store, to print, to run on any engine. Its type does not name the views that it reads.
#[must_use = "a query does nothing until it is fetched or printed"]
pub struct Query<O> {
    pub(super) body: Body,
    parameters: bool,
    of: PhantomData<fn() -> O>,
}

impl<O> Query<O> {
    pub(super) fn new(body: Body) -> Self {
        Query { body, parameters: false, of: PhantomData }
    }

    /// The SQL, as every engine gets it: Athena's SQL, with the values in it.
    ///
    /// # Errors
    /// - a name or value that Athena cannot have, such as a bucket that S3 forbids;
    /// - a query that Athena would refuse: more than 262,144 bytes, SELECT DISTINCT sorted by something else, …
    pub fn sql(&self) -> Result<String> {
        Ok(self.statement()?.into_sql())
    }

    /// The query as an engine takes it.
    ///
    /// # Errors
    /// As [`sql`](Self::sql).
    pub fn statement(&self) -> Result<Statement> {
        self.clone().into_statement()
    }

    /// The query as an engine takes it, without a copy of it.
    ///
    /// # Errors
    /// As [`sql`](Self::sql).
    pub fn into_statement(self) -> Result<Statement> {
        let (tree, type_hints) = self.body.output()?;
        let (text, parameters) = match self.parameters {
            true => sql::parameterized(&tree)?,
            false => (sql::query(&tree)?, Vec::new()),
        };
        Ok(Statement::query(text).with_type_hints(type_hints).with_parameters(parameters))
    }

    /// The query with a `?` for each value of its WHERE, the values sent beside it as Athena's `ExecutionParameters`. Values elsewhere stay
    /// in the SQL, as does one whose literal is longer than 1024 characters: Athena accepts neither (user guide, "Use parameterized
    /// queries"). Queries that differ only in such values then have the same SQL, in Athena's history too.
    ///
    /// The embedded engine takes no parameters.
    ///
    /// ```
    /// # use quilt_athena::{prelude::*, quilt::NamedPackage};
    /// let p = NamedPackage::view("my-bucket");
    /// let statement = select().from(&p).filter(p.user.eq("it's")).select((p.name, val(1))).rows().with_parameters().statement()?;
    /// assert_eq!(
    ///     statement.sql(),
    ///     "SELECT \"named_package\".\"name\", 1 FROM \"quilt_named_packages_my-bucket_view\" AS \"named_package\" \
    ///      WHERE \"named_package\".\"user\" = ?"
    /// );
    /// assert_eq!(statement.parameters(), ["'it''s'"]);
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn with_parameters(mut self) -> Self {
        self.parameters = true;
        self
    }

    /// A SELECT of sea-query's as a query whose rows are `O`, which is compared with the result when it comes. Its values and names go
    /// through this crate's writers; what Athena lacks is an error when it is printed or sent.
    ///
    /// ```
    /// use quilt_athena::{prelude::*, sea_query};
    ///
    /// let statement = sea_query::Query::select().column("name").from("packages").limit(5).take();
    /// assert_eq!(Query::<(String,)>::from_sea_query(statement).sql()?, "SELECT \"name\" FROM \"packages\" LIMIT 5");
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn from_sea_query(statement: SelectStatement) -> Self {
        let query = sea_query::Expr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(statement)));
        let query = fragment::SqlFragment::new(fragment::FragmentKind::Query).bare(query).done();
        Query::new(Body(BodyKind::Foreign(Box::new(Ok(QueryWithCtes { names: CteScope::default(), query })))))
    }

    /// The query as an expression of sea-query's, in parentheses. It is rendered already: only this crate's writer can write all of it.
    ///
    /// # Errors
    /// As [`sql`](Self::sql).
    pub fn into_sea_query(self) -> Result<sea_query::Expr> {
        Ok(sea_query::Expr::cust(format!("({})", Query::<O>::new(self.body).sql()?)))
    }
}

impl<O> Clone for Query<O> {
    fn clone(&self) -> Self {
        Query { body: self.body.clone(), parameters: self.parameters, of: PhantomData }
    }
}

impl<O> fmt::Debug for Query<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Query").field(&self.sql()).finish()
    }
}
