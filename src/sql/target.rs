//! The table that an UPDATE or DELETE writes.
//!
//! Their grammar has no alias for it (`SqlBase.g4`, rules `update` and `delete`), and the tree calls each column by its table's alias: the
//! writer leaves that out. A subquery would need it to tell the table's columns from its own.

use std::cell::Cell;

use sea_query::{DynIden, Expr, TableName};

use super::relation;
use crate::error::{Error, Result};

/// Whether text of `sql!` has a subquery or a lambda in it, where a column without its table could be another one.
pub(super) fn has_scope_of_its_own(text: &str) -> bool {
    text.contains("->") || text.to_ascii_lowercase().contains("select")
}

/// Where the writer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WriterScope {
    /// In the statement itself.
    Statement,
    /// In a subquery.
    Subquery,
    /// In a subquery with a relation of the same name, whose columns these are.
    Shadowed,
}

/// The table, and where the writer is.
pub(super) struct DmlTarget {
    name: &'static str,
    place: Cell<WriterScope>,
}

impl DmlTarget {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, place: Cell::new(WriterScope::Statement) }
    }

    /// The writer enters a query with these operands. Gives back where it was, for [`leave`](Self::leave).
    pub(super) fn enter(&self, operands: &[Expr]) -> WriterScope {
        let before = self.place.get();
        if before != WriterScope::Shadowed {
            let shadowed = operands.iter().any(|operand| relation::is_called(operand, self.name));
            self.place.set(if shadowed { WriterScope::Shadowed } else { WriterScope::Subquery });
        }
        before
    }

    pub(super) fn leave(&self, place: WriterScope) {
        self.place.set(place);
    }

    /// Whether a column is called by the table's name.
    pub(super) fn is(&self, table: Option<&TableName>) -> bool {
        table.is_some_and(|table| table.0.is_none() && table.1.inner() == self.name)
    }

    /// Whether such a column stands without the name.
    ///
    /// # Errors
    /// [`ErrorKind::Query`](crate::error::ErrorKind::Query) in a subquery.
    pub(super) fn may_be_read(&self, column: &DynIden) -> Result<bool> {
        match self.place.get() {
            WriterScope::Statement => Ok(true),
            WriterScope::Shadowed => Ok(false),
            WriterScope::Subquery => Err(Error::wrong_query(format!(
                "a subquery reads the column `{}` of the table that is written, which UPDATE and DELETE give no name: use \
                 `merge_into`, with that query as its source",
                column.inner()
            ))),
        }
    }
}
