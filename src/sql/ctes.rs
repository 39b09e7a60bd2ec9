//! A query with the CTEs that it needs.

use std::sync::Arc;

use sea_query::Expr;

use super::{fragment, relation};
use crate::error::{Error, Result};

/// A query, and apart from it the CTEs that it names: the outermost query declares them, each once.
#[derive(Debug, Clone)]
pub(crate) struct QueryWithCtes {
    pub(crate) names: CteScope,
    pub(crate) query: Expr,
}

/// The names that the SQL of a query uses without declaring them.
#[derive(Debug, Clone, Default)]
pub(crate) struct CteScope {
    /// CTEs in the order in which they need each other.
    with: Vec<(&'static str, Arc<QueryWithCtes>)>,
    /// Tables without a schema, which a CTE of the same name would hide.
    tables: Vec<String>,
}

impl CteScope {
    /// Takes in the names of a part of the query.
    pub(crate) fn add(&mut self, part: &CteScope) -> Result<()> {
        for table in &part.tables {
            self.table(table)?;
        }
        part.with.iter().try_for_each(|(name, tree)| self.declare(name, tree))
    }

    /// A CTE, after those that it needs itself.
    pub(crate) fn cte(&mut self, name: &'static str, tree: &Arc<QueryWithCtes>) -> Result<()> {
        self.add(&tree.names)?;
        self.declare(name, tree)
    }

    fn declare(&mut self, name: &'static str, tree: &Arc<QueryWithCtes>) -> Result<()> {
        match self.with.iter().find(|(other, _)| *other == name) {
            Some((_, other)) if Arc::ptr_eq(other, tree) || other.query == tree.query => Ok(()),
            Some(_) => Err(Error::invalid_query(format!(
                "two different CTEs are called \"{name}\": give each a struct of its own"
            ))),
            None if self.tables.iter().any(|table| table.eq_ignore_ascii_case(name)) => Err(hidden(name)),
            None => {
                self.with.push((name, Arc::clone(tree)));
                Ok(())
            }
        }
    }

    /// A table that is named without a schema.
    pub(crate) fn table(&mut self, name: &str) -> Result<()> {
        if self.with.iter().any(|(cte, _)| cte.eq_ignore_ascii_case(name)) {
            return Err(hidden(name));
        }
        if !self.tables.iter().any(|known| known == name) {
            self.tables.push(name.to_owned());
        }
        Ok(())
    }
}

fn hidden(name: &str) -> Error {
    Error::invalid_query(format!(
        "the CTE \"{name}\" would hide the table of that name: rename the CTE's struct, or give the table its schema (`.in_schema(..)`)"
    ))
}

impl QueryWithCtes {
    /// Refuses a query in which a CTE hides a table: also one that only a subquery of an expression reads.
    pub(super) fn check(&self) -> Result<()> {
        if self.names.with.is_empty() {
            return Ok(());
        }
        let mut open: Vec<&Expr> = self.names.with.iter().map(|(_, tree)| &tree.query).collect();
        open.push(&self.query);
        while let Some(expr) = open.pop() {
            let hidden_by = |(name, _): &&(&'static str, Arc<QueryWithCtes>)| relation::is_table(expr, name);
            if let Some((name, _)) = self.names.with.iter().find(hidden_by) {
                return Err(hidden(name));
            }
            open.extend(fragment::operands(expr));
        }
        Ok(())
    }

    /// The query with its WITH, as a part of another.
    pub(crate) fn whole(self) -> Expr {
        if let Err(error) = self.check() {
            return super::mistake(&error);
        }
        let ctes = self.names.with.iter().map(|(name, tree)| (*name, tree.query.clone())).collect();
        relation::with(ctes, self.query)
    }

    /// The same to be written: the queries of the CTEs and the query.
    pub(super) fn parts(&self) -> (impl ExactSizeIterator<Item = (&'static str, &Expr)>, &Expr) {
        (self.names.with.iter().map(|(name, tree)| (*name, &tree.query)), &self.query)
    }
}
