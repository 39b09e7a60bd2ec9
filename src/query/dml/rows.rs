//! Which rows of which table an UPDATE or DELETE writes.

use sea_query::{BinOper, UnOper, Value};

use super::super::{
    ast::{Ast, chain},
    check,
};
use crate::{
    error::{Error, Result},
    schema::{AthenaView, Source, TableName, View},
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
            return Err(Error::wrong_query(
                "its condition holds for every row (an `all_of` with nothing in it, or an `is_not_in` of nothing?): say \
                 `.all_rows()` when all of them are meant",
            ));
        }
        Ok(chain(BinOper::And, self.filters.clone()))
    }
}

/// What can be written: a table as it is now. Whether it is one of Iceberg's, only Athena knows.
pub(super) fn table<V: AthenaView>(view: &View<V>) -> Result<TableName> {
    match &view.source {
        Source::Table(table) if table.version.is_none() && table.sample.is_none() => Ok(table.name.clone()),
        Source::Table(_) => Err(Error::wrong_query(
            "only a table as it is now can be written: take it without `.as_of(..)`, `.as_of_version(..)` and samples",
        )),
        Source::Wrong(error) => Err(error.clone()),
        _ => Err(Error::wrong_query("only a table can be written, and this is a relation that a query makes")),
    }
}

/// Conditions that turn out to be no condition, such as a list that a program left empty.
fn holds_always(condition: &Ast) -> bool {
    known(condition, 0) == Some(true)
}

/// What a condition is whatever the row; `None` when the row decides. Beyond a depth that no program writes by hand, the row does.
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
