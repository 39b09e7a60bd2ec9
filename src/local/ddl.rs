//! CREATE, DROP, SHOW and DESCRIBE over the catalog. Columns of their results are named as Athena names them.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use futures::StreamExt;

use super::{
    Local,
    catalog::{Catalog, DEFAULT_SCHEMA, Key},
    command::Command,
    hive::TableDefinition,
    planner::{Planner, not_found},
    sql::unfit_for_a_view,
};
use crate::{
    engine::Execution,
    error::{Error, ErrorKind, ObjectKind, Result},
    schema::{CatalogColumn, TableName},
    types::AthenaType,
};

/// Runs a statement that is not a query.
///
/// # Errors
/// What was wrong with it; nothing has changed then.
pub(super) fn run(engine: &Local, command: Command, text: &str) -> Result<Execution> {
    match command {
        Command::Query => Err(Error::wrong_query("a query is not DDL")),
        Command::CreateTable(table) => create_table(engine, &table, text),
        Command::CreateView { name, query, or_replace } => create_view(engine, &name, &query, or_replace),
        Command::DropTable { name, if_exists } => drop(engine, ObjectKind::Table, &name, if_exists),
        Command::DropView { name, if_exists } => drop(engine, ObjectKind::View, &name, if_exists),
        Command::ShowTables { schema, pattern } => names(engine, "tab_name", schema, pattern, false),
        Command::ShowViews { schema, pattern } => names(engine, "views", schema, pattern, true),
        Command::ShowDatabases => Ok(one_column("database_name", engine.catalog.schemas()?)),
        Command::ShowCreateTable(name) => show_create(engine, ObjectKind::Table, "createtab_stmt", &name),
        Command::ShowCreateView(name) => show_create(engine, ObjectKind::View, "create view", &name),
        Command::Describe(name) => describe(engine, &name),
    }
}

/// A result without columns and rows.
fn done() -> Execution {
    Execution::new(Arc::new(Schema::empty()), futures::stream::empty().boxed())
}

fn rows(labels: &[&str], columns: Vec<Vec<Option<String>>>) -> Execution {
    let fields: Vec<Field> = labels.iter().map(|label| Field::new(*label, DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|column| Arc::new(StringArray::from(column)) as ArrayRef).collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
        .map_err(|cause| ErrorKind::Execution { message: cause.to_string(), source: None }.into());
    Execution::new(schema, futures::stream::iter([batch]).boxed())
}

fn one_column(label: &str, values: Vec<String>) -> Execution {
    rows(&[label], vec![values.into_iter().map(Some).collect()])
}

fn kind(command: &Command) -> ObjectKind {
    if matches!(command, Command::CreateView { .. }) { ObjectKind::View } else { ObjectKind::Table }
}

fn create_table(engine: &Local, table: &TableDefinition, text: &str) -> Result<Execution> {
    let key = Catalog::key(&table.name)?;
    if let Some(found) = engine.catalog.get(&key)? {
        return match (kind(&found), table.if_not_exists) {
            (ObjectKind::Table, true) => Ok(done()),
            (object, _) => Err(exists(object, &key)),
        };
    }
    engine.catalog.put(key, text)?;
    Ok(done())
}

fn exists(object: ObjectKind, key: &Key) -> Error {
    let advice =
        if object == ObjectKind::View { "use CREATE OR REPLACE VIEW, or drop it first" } else { "drop it first" };
    ErrorKind::AlreadyExists { object, name: key.1.clone(), advice }.into()
}

/// The query is planned first: a view that cannot be read is not made.
fn create_view(engine: &Local, name: &TableName, query: &str, or_replace: bool) -> Result<Execution> {
    let key = Catalog::key(name)?;
    if let Some(found) = engine.catalog.get(&key)?
        && (kind(&found) == ObjectKind::Table || !or_replace)
    {
        return Err(exists(kind(&found), &key));
    }
    let (plan, _) = Planner::inside(engine, key.clone()).plan(query)?;
    if let Some(problem) = unfit_for_a_view(plan.schema().as_arrow()) {
        return Err(Error::refused("SYNTAX_ERROR", format!("view `{}`: {problem}", key.1)));
    }
    engine.catalog.put(key, &format!("CREATE VIEW {name} AS\n{query}\n"))?;
    Ok(done())
}

fn drop(engine: &Local, what: ObjectKind, name: &TableName, if_exists: bool) -> Result<Execution> {
    let key = Catalog::key(name)?;
    match engine.catalog.get(&key)? {
        Some(found) if kind(&found) == what => {
            engine.catalog.remove(&key)?;
            Ok(done())
        }
        Some(found) => {
            let other = kind(&found);
            Err(ErrorKind::Definition(format!(
                "`{}` is a {other}: use DROP {}",
                key.1,
                other.to_string().to_uppercase()
            ))
            .into())
        }
        None if if_exists => Ok(done()),
        None => Err(not_found(engine, what, &key)),
    }
}

fn names(
    engine: &Local,
    label: &str,
    schema: Option<String>,
    pattern: Option<String>,
    only_views: bool,
) -> Result<Execution> {
    let schema = schema.unwrap_or_else(|| DEFAULT_SCHEMA.to_owned());
    let pattern = pattern.as_deref().map(matcher).transpose()?;
    let mut found = Vec::new();
    for name in engine.catalog.names(&schema)? {
        let is_view = || -> Result<bool> {
            let command = engine.catalog.get(&(schema.clone(), name.clone()))?;
            Ok(matches!(command, Some(Command::CreateView { .. })))
        };
        if pattern.as_ref().is_none_or(|pattern| pattern.is_match(&name)) && (!only_views || is_view()?) {
            found.push(name);
        }
    }
    Ok(one_column(label, found))
}

/// `*` is any text and `|` a choice (user guide, "SHOW TABLES").
fn matcher(pattern: &str) -> Result<regex::Regex> {
    let choices: Vec<String> = pattern
        .split('|')
        .map(|choice| {
            let parts: Vec<String> = choice.split('*').map(|part| regex::escape(part.trim_end_matches('.'))).collect();
            parts.join(".*")
        })
        .collect();
    regex::Regex::new(&format!("(?i)^({})$", choices.join("|")))
        .map_err(|cause| Error::wrong_query(format!("the pattern `{pattern}`: {cause}")))
}

/// One row per line of the text.
fn show_create(engine: &Local, what: ObjectKind, label: &str, name: &TableName) -> Result<Execution> {
    let key = Catalog::key(name)?;
    match (engine.catalog.get(&key)?, engine.catalog.text(&key)?) {
        (Some(found), Some(text)) if kind(&found) == what => {
            Ok(one_column(label, text.trim_end().lines().map(str::to_owned).collect()))
        }
        _ => Err(not_found(engine, what, &key)),
    }
}

/// Three columns for a table, in Hive's spelling of types; two for a view, in Trino's.
fn describe(engine: &Local, name: &TableName) -> Result<Execution> {
    let key = Catalog::key(name)?;
    match engine.catalog.get(&key)? {
        Some(Command::CreateTable(table)) => {
            let columns = &table.columns;
            let names = columns.iter().map(|column| Some(column.name.clone())).collect();
            let types = columns.iter().map(|column| column.of.in_catalog()).collect();
            let comments = columns.iter().map(|column| Some(column.comment.clone().unwrap_or_default())).collect();
            Ok(rows(&["col_name", "data_type", "comment"], vec![names, types, comments]))
        }
        Some(Command::CreateView { query, .. }) => {
            let schema = view_schema(engine, key, &query)?;
            let names = schema.fields().iter().map(|field| Some(field.name().to_lowercase())).collect();
            let types = schema.fields().iter().map(|field| Some(spelled(field.data_type()))).collect();
            Ok(rows(&["column", "type"], vec![names, types]))
        }
        _ => Err(not_found(engine, ObjectKind::Table, &key)),
    }
}

/// The columns of a table or view.
///
/// # Errors
/// [`ErrorKind::NotFound`]; what is wrong with a view's query by now.
pub(super) fn columns(engine: &Local, name: &TableName) -> Result<Vec<CatalogColumn>> {
    let key = Catalog::key(name)?;
    match engine.catalog.get(&key)? {
        Some(Command::CreateTable(table)) => {
            let columns = table.columns.into_iter();
            Ok(columns.map(|of| CatalogColumn::new(of.name, of.of.to_string()).with_comment(of.comment)).collect())
        }
        Some(Command::CreateView { query, .. }) => {
            let schema = view_schema(engine, key, &query)?;
            let fields = schema.fields().iter();
            Ok(fields
                .map(|field| CatalogColumn::new(field.name().to_lowercase(), spelled(field.data_type())))
                .collect())
        }
        _ => Err(not_found(engine, ObjectKind::Table, &key)),
    }
}

fn view_schema(engine: &Local, key: Key, query: &str) -> Result<SchemaRef> {
    let (plan, labels) = Planner::inside(engine, key).plan(query)?;
    Ok(labels.apply(plan.schema().as_arrow()))
}

fn spelled(of: &DataType) -> String {
    AthenaType::from_arrow(of).map_or_else(|| of.to_string(), |of| of.to_string())
}
