//! The table that an UPDATE or DELETE writes.
//!
//! Their grammar has no alias for it (`SqlBase.g4`, rules `update` and `delete`), and expressions qualify each column by its table's alias:
//! the writer leaves that out. A subquery would need it to tell the table's columns from its own.

use std::cell::Cell;

use sea_query::{DynIden, Expr, TableName};

use super::{relation, tokens::Tokens};
use crate::error::{Error, Result};

/// Whether SQL of `sql!` has a subquery or a lambda in it, where a column without its table could be another one. Only SELECT as a word and
/// `->` outside of quotes and comments make one: a string or a name that contains them is a value like any other.
pub(super) fn has_scope_of_its_own(sql: &str) -> bool {
    Tokens::new(sql).any(|token| token == "->" || token.eq_ignore_ascii_case("select"))
}

/// The scope that the writer is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WriterScope {
    /// In the statement itself.
    Statement,
    /// In a subquery.
    Subquery,
    /// In a subquery with a relation of the same name, whose columns these are.
    Shadowed,
}

/// The table, and the scope that the writer is in.
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

    /// Whether such a column is written without the name.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`](crate::error::ErrorKind::InvalidQuery) in a subquery.
    pub(super) fn may_be_read(&self, column: &DynIden) -> Result<bool> {
        match self.place.get() {
            WriterScope::Statement => Ok(true),
            WriterScope::Shadowed => Ok(false),
            WriterScope::Subquery => Err(Error::invalid_query(format!(
                "a subquery reads the column `{}` of the table that is written, which UPDATE and DELETE give no name: use \
                 `merge_into`, with that query as its source",
                column.inner()
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::has_scope_of_its_own;

    #[test]
    fn a_scope_begins_at_a_word_and_not_in_a_value_or_a_name() {
        for sql in
            ["\u{2} IN (SELECT 1)", "\u{2} = (select 1)", "EXISTS(/* x */SELECT 1)", "any_match(\u{2}, x->x > 1)"]
        {
            assert!(has_scope_of_its_own(sql), "{sql}");
        }
        for sql in [
            "\u{2} = 'selected'",
            "\u{2} = 'it''s (SELECT 1)'",
            "\u{2} = '->'",
            "\u{2} = \"select\"",
            "\"a -> b\" = \u{2}",
            "\u{2} /* (SELECT 1) -> */ = 1",
            "\u{2} = 1 -- select ->\n",
            "selected = \u{2}",
            "\u{2} - 1 > 0",
        ] {
            assert!(!has_scope_of_its_own(sql), "{sql}");
        }
    }
}
