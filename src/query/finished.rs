//! A finished query.

use std::{fmt, marker::PhantomData};

use sea_query::SelectStatement;

use crate::{
    error::Result,
    sql,
    statement::{Declared, Statement},
};

/// A finished query with rows `O`: to store, to print, to run on any engine. Its type does not say which views it reads.
#[must_use = "a query does nothing until it is fetched or printed"]
pub struct Query<O> {
    select: Result<(SelectStatement, Vec<Declared>)>,
    of: PhantomData<fn() -> O>,
}

impl<O> Query<O> {
    pub(super) fn new(select: Result<(SelectStatement, Vec<Declared>)>) -> Self {
        Query { select, of: PhantomData }
    }

    /// The SQL text, as every engine gets it. It is Athena's SQL, with the values in it.
    ///
    /// # Errors
    /// - a name or value that Athena cannot have, such as a bucket that S3 forbids;
    /// - a query that Athena would refuse: more than 262,144 bytes, SELECT DISTINCT sorted by something else, …
    pub fn sql(&self) -> Result<String> {
        match &self.select {
            Ok((select, _)) => sql::select(select),
            Err(error) => Err(error.clone()),
        }
    }

    /// The query as an engine takes it.
    ///
    /// # Errors
    /// As [`sql`](Self::sql).
    pub fn statement(&self) -> Result<Statement> {
        let declared = self.select.as_ref().map(|(_, declared)| declared.clone()).unwrap_or_default();
        Ok(Statement::query(self.sql()?).with_declared(declared))
    }

    /// The query as a sea-query tree.
    ///
    /// # Errors
    /// The first mistake that was made while it was built.
    pub fn into_sea_query(self) -> Result<SelectStatement> {
        self.select.map(|(select, _)| select)
    }
}

impl<O> Clone for Query<O> {
    fn clone(&self) -> Self {
        Query::new(self.select.clone())
    }
}

impl<O> fmt::Debug for Query<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Query").field(&self.sql()).finish()
    }
}
