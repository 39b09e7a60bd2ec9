//! The border between queries and engines: a text and what kind of text it is.

use std::fmt;

use crate::types::AthenaType;

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
    declared: Vec<Declared>,
    parameters: Vec<String>,
}

/// What the author of a statement knows of a column, and Athena does not say with the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) column: Place,
    pub(crate) of: AthenaType,
    /// The column holds JSON text of such a value.
    pub(crate) json: bool,
}

/// Which column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Label(String),
    Index(usize),
}

#[cfg(any(feature = "athena", feature = "local"))]
impl Declared {
    pub(crate) fn is_of(&self, index: usize, label: &str) -> bool {
        match &self.column {
            Place::Label(name) => name.eq_ignore_ascii_case(label),
            Place::Index(place) => *place == index,
        }
    }
}

/// Which of Athena's two grammars a statement is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatementKind {
    /// SELECT and what else reads or writes rows of data, such as INSERT, UNLOAD, EXPLAIN and EXECUTE: Trino's grammar.
    Query,
    /// CREATE VIEW, DROP VIEW, SHOW CREATE VIEW, CREATE TABLE AS, PREPARE, VACUUM, OPTIMIZE: Trino's grammar.
    TrinoDdl,
    /// CREATE EXTERNAL TABLE, ALTER TABLE, DROP TABLE, CREATE DATABASE, MSCK, SHOW, DESCRIBE: Hive's grammar.
    HiveDdl,
}

impl Statement {
    /// Any text: a query, or another statement that a user wrote. Engines decide by the text what it is.
    pub fn query(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), kind: StatementKind::Query, declared: Vec::new(), parameters: Vec::new() }
    }

    pub(crate) fn new(sql: String, kind: StatementKind) -> Self {
        Self { sql, kind, declared: Vec::new(), parameters: Vec::new() }
    }

    pub(crate) fn with_declared(mut self, declared: Vec<Declared>) -> Self {
        self.declared = declared;
        self
    }

    /// States the type of a column, by its label. Athena's results name only the outermost type of nested columns, and not how many
    /// digits a second has: without this, arrays, maps and rows come as the text that Athena prints.
    ///
    /// ```
    /// use quilt_athena::Statement;
    ///
    /// let statement = Statement::query("SELECT physical_keys FROM t").declare("physical_keys", "array(varchar)".parse()?);
    /// # let _ = statement;
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// That text is ambiguous where an item holds `, `: such a value is an error when it is read. Select
    /// `json_format(CAST(column AS JSON))` and use [`declare_json`](Self::declare_json) where that can happen.
    #[must_use]
    pub fn declare(mut self, column: impl Into<String>, of: AthenaType) -> Self {
        self.declared.push(Declared { column: Place::Label(column.into()), of, json: false });
        self
    }

    /// States that a column holds JSON text of such a value, as `json_format(CAST(column AS JSON))` gives. It is read exactly.
    #[must_use]
    pub fn declare_json(mut self, column: impl Into<String>, of: AthenaType) -> Self {
        self.declared.push(Declared { column: Place::Label(column.into()), of, json: true });
        self
    }

    /// Gives the text's `?` their values, each a complete literal of Athena's SQL: `'it''s'`, `1`, `DATE '2020-01-01'`.
    #[must_use]
    pub(crate) fn with_parameters(mut self, parameters: Vec<String>) -> Self {
        self.parameters = parameters;
        self
    }

    /// The values of the text's `?`, in order, as literals: `ExecutionParameters` of StartQueryExecution.
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    pub(crate) fn declared(&self) -> &[Declared] {
        &self.declared
    }

    /// The text.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The text, without a copy of it.
    pub fn into_sql(self) -> String {
        self.sql
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
