//! The border between queries and engines: SQL, and what an engine has to know to run it.

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
    type_hints: Vec<TypeHint>,
    parameters: Vec<String>,
}

/// The data type of a result column, as the author of a statement knows it and Athena does not report it with the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeHint {
    column: ResultColumn,
    data_type: AthenaType,
    json: bool,
}

/// Which column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ResultColumn {
    Name(String),
    Index(usize),
}

impl TypeHint {
    /// A column of JSON text.
    pub(crate) fn json(column: ResultColumn, data_type: AthenaType) -> Self {
        Self { column, data_type, json: true }
    }

    pub(crate) fn column(&self) -> &ResultColumn {
        &self.column
    }

    /// Whether it is about this column: its index in the result, from 0, and its name. Names are compared without regard to case.
    pub fn applies_to(&self, index: usize, name: &str) -> bool {
        match &self.column {
            ResultColumn::Name(column) => column.eq_ignore_ascii_case(name),
            ResultColumn::Index(column) => *column == index,
        }
    }

    /// The data type of the column's values.
    pub fn data_type(&self) -> &AthenaType {
        &self.data_type
    }

    /// True when the column holds JSON text of the values, false when it holds the values or the text that Athena prints for them.
    pub fn is_json(&self) -> bool {
        self.json
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
    /// Any SQL: a query, or another statement. Engines decide by the SQL which statement it is.
    pub fn query(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), kind: StatementKind::Query, type_hints: Vec::new(), parameters: Vec::new() }
    }

    pub(crate) fn new(sql: String, kind: StatementKind) -> Self {
        Self { sql, kind, type_hints: Vec::new(), parameters: Vec::new() }
    }

    pub(crate) fn with_type_hints(mut self, type_hints: Vec<TypeHint>) -> Self {
        self.type_hints = type_hints;
        self
    }

    /// States the data type of a result column, by its name. Athena reports only the outermost type of nested columns, and not how many
    /// fractional digits the seconds of a timestamp have: without this, arrays, maps and rows are the text that Athena prints, and timestamps
    /// are read as [`Execution::schema`](crate::engine::Execution::schema) says.
    ///
    /// ```
    /// use quilt_athena::Statement;
    ///
    /// let sql = "SELECT physical_keys FROM t";
    /// let statement = Statement::query(sql).with_column_type("physical_keys", "array(varchar)".parse()?);
    /// # let _ = statement;
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    ///
    /// That text is ambiguous where an element contains `, `: reading such a value is an error. Select
    /// `json_format(CAST(column AS JSON))` and use [`with_json_column`](Self::with_json_column) where that can happen.
    #[must_use]
    pub fn with_column_type(mut self, column: impl Into<String>, data_type: AthenaType) -> Self {
        self.type_hints.push(TypeHint { column: ResultColumn::Name(column.into()), data_type, json: false });
        self
    }

    /// States that a result column holds JSON text of values of this type, as `json_format(CAST(column AS JSON))` returns. It is decoded
    /// exactly.
    #[must_use]
    pub fn with_json_column(mut self, column: impl Into<String>, data_type: AthenaType) -> Self {
        self.type_hints.push(TypeHint::json(ResultColumn::Name(column.into()), data_type));
        self
    }

    /// Gives the `?` placeholders their values, each a complete literal of Athena's SQL: `'it''s'`, `1`, `DATE '2020-01-01'`.
    #[must_use]
    pub(crate) fn with_parameters(mut self, parameters: Vec<String>) -> Self {
        self.parameters = parameters;
        self
    }

    /// The values of the `?` placeholders, in order, as literals: `ExecutionParameters` of StartQueryExecution.
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// What the author of the statement knows of the data types of its result. [`Engine::execute`](crate::Engine::execute) applies them.
    pub fn type_hints(&self) -> &[TypeHint] {
        &self.type_hints
    }

    /// The SQL.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The SQL, without a copy of it.
    pub fn into_sql(self) -> String {
        self.sql
    }

    /// The grammar that it is written in.
    pub fn kind(&self) -> StatementKind {
        self.kind
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql)
    }
}
