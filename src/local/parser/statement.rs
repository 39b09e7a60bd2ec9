//! The statements that the engine runs.

use crate::{
    local::definition::{TableDefinition, ViewDefinition},
    schema::TableName,
};

/// A statement.
#[derive(Debug)]
pub(in crate::local) enum ParsedStatement {
    /// SELECT, WITH, VALUES: parsed where it is planned.
    Query,
    Ddl(DdlStatement),
}

/// What EXPLAIN shows, of a query.
#[derive(Debug)]
pub(in crate::local) enum Explained {
    Plan(String),
    /// Only whether it is valid.
    Valid(String),
}

/// A statement about tables and views. Names are folded to lower case.
#[derive(Debug)]
pub(in crate::local) enum DdlStatement {
    CreateTable { table: Box<TableDefinition>, if_not_exists: bool },
    CreateView { view: ViewDefinition, or_replace: bool },
    DropTable { name: TableName, if_exists: bool },
    DropView { name: TableName, if_exists: bool },
    ShowTables { schema: Option<String>, pattern: Option<String> },
    ShowViews { schema: Option<String>, pattern: Option<String> },
    ShowDatabases,
    CreateDatabase { name: String, if_not_exists: bool },
    DropDatabase { name: String, if_exists: bool, cascade: bool },
    ShowCreateTable(TableName),
    ShowCreateView(TableName),
    Describe(TableName),
    ShowColumns(TableName),
    Explain(Explained),
}
