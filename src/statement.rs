//! The border between queries and engines: a text and what kind of text it is.

use std::fmt;

/// One SQL statement. It is all that an engine sees of a query.
///
/// ```
/// use quilt_athena::Statement;
///
/// let statement = Statement::query("SELECT 1");
/// assert_eq!(statement.sql(), "SELECT 1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    sql: String,
    kind: StatementKind,
}

/// Which of Athena's two grammars a statement is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatementKind {
    /// SELECT and what else returns rows of data: Trino's grammar.
    Query,
    /// CREATE VIEW, DROP VIEW, SHOW CREATE VIEW: Trino's grammar.
    TrinoDdl,
    /// CREATE EXTERNAL TABLE, DROP TABLE, SHOW, DESCRIBE: Hive's grammar.
    HiveDdl,
}

impl Statement {
    /// Any text: a query, or another statement that a user wrote. Engines decide by the text what it is.
    pub fn query(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), kind: StatementKind::Query }
    }

    pub(crate) fn new(sql: String, kind: StatementKind) -> Self {
        Self { sql, kind }
    }

    /// The text.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The grammar that its writer used.
    pub fn kind(&self) -> StatementKind {
        self.kind
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql)
    }
}
