//! Which rows of which table an UPDATE or DELETE writes.

use sea_query::{BinOper, UnOper, Value};

use super::super::{
    ast::{Ast, chain},
    check,
};
use crate::{
    error::{Error, Result},
    schema::{AthenaView, Relation, TableName, View},
};

/// A table and some of its rows.
#[derive(Debug, Clone)]
pub(super) struct TargetRows {
    table: Result<TableName>,
    filters: Vec<Ast>,
    all: bool,
}

impl TargetRows {
    pub(super) fn of<V: AthenaView>(view: &View<V>) -> Self {
        Self { table: table(view), filters: Vec::new(), all: false }
    }

    pub(super) fn filter(&mut self, condition: Ast) {
        self.filters.push(condition);
    }

    pub(super) fn all(&mut self) {
        self.all = true;
    }

    pub(super) fn table(&self) -> Result<&TableName> {
        self.table.as_ref().map_err(Clone::clone)
    }

    /// The condition of WHERE.
    pub(super) fn condition(&self) -> Result<Option<Ast>> {
        check::depth(self.filters.iter())?;
        if !self.all && self.filters.iter().all(holds_always) {
            return Err(Error::invalid_query(
                "the condition is true for every row (an empty `all_of` or `is_not_in`?): use `.all_rows()` to change \
                 every row",
            ));
        }
        Ok(chain(BinOper::And, self.filters.clone()))
    }
}

/// What can be written: the current version of a table. Whether it is an Iceberg table, only Athena knows.
pub(super) fn table<V: AthenaView>(view: &View<V>) -> Result<TableName> {
    match &view.source {
        Relation::Table(table) if table.version.is_none() && table.sample.is_none() => Ok(table.name.clone()),
        Relation::Table(_) => Err(Error::invalid_query(
            "only the current version of a table can be written: remove `.as_of(..)`, `.as_of_version(..)` or the sample",
        )),
        Relation::Wrong(error) => Err(error.clone()),
        _ => Err(Error::invalid_query("only a table can be written, and this is a subquery")),
    }
}

/// Conditions that are true whatever the row, such as one over an empty list.
fn holds_always(condition: &Ast) -> bool {
    known(condition, 0) == Some(true)
}

/// The truth of a condition that does not depend on the row. A condition deeper than any that is written by hand is taken to depend on it.
fn known(condition: &Ast, depth: usize) -> Option<bool> {
    if depth > 200 {
        return None;
    }
    let known = |condition| known(condition, depth + 1);
    match condition {
        Ast::Value(Value::Bool(truth)) | Ast::Constant(Value::Bool(truth)) => *truth,
        Ast::Binary(_, oper @ (BinOper::In | BinOper::NotIn), list) => match &**list {
            Ast::Tuple(items) if items.is_empty() => Some(*oper == BinOper::NotIn),
            _ => None,
        },
        Ast::Unary(UnOper::Not, operand) => known(operand).map(|truth| !truth),
        Ast::Binary(left, oper @ (BinOper::And | BinOper::Or), right) => {
            let decides = *oper == BinOper::Or;
            match (known(left), known(right)) {
                (Some(truth), _) | (_, Some(truth)) if truth == decides => Some(decides),
                (Some(_), Some(_)) => Some(!decides),
                _ => None,
            }
        }
        _ => None,
    }
}
