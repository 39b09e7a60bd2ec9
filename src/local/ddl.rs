//! CREATE, DROP, SHOW and DESCRIBE over the catalog, and EXPLAIN. The columns of their result sets have the names that Athena gives them.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use futures::StreamExt;

use super::{
    catalog::{Catalog, DEFAULT_SCHEMA, TableKey},
    databases,
    definition::{CatalogDefinition, RelationKind, TableDefinition, ViewDefinition},
    engine::Local,
    explain,
    parser::{DdlStatement, Explained},
    planner::{Planner, not_found},
    sql::invalid_view_columns,
    types::type_name,
};
use crate::{
    engine::Execution,
    error::{Error, ErrorKind, ObjectKind, Result},
    schema::{CatalogColumn, TableName},
};

/// Runs a statement about tables and views. A table is stored as `sql`, the statement's own.
///
/// # Errors
/// What is wrong with it; nothing has changed then.
pub(super) fn run(engine: &Local, statement: DdlStatement, sql: &str) -> Result<Execution> {
    match statement {
        DdlStatement::CreateTable { table, if_not_exists } => create_table(engine, &table, if_not_exists, sql),
        DdlStatement::CreateView { view, or_replace } => create_view(engine, &view, or_replace),
        DdlStatement::DropTable { name, if_exists } => drop(engine, RelationKind::Table, &name, if_exists),
        DdlStatement::DropView { name, if_exists } => drop(engine, RelationKind::View, &name, if_exists),
        DdlStatement::ShowTables { schema, pattern } => names(engine, "tab_name", schema, pattern, false),
        DdlStatement::ShowViews { schema, pattern } => names(engine, "views", schema, pattern, true),
        DdlStatement::CreateDatabase { name, if_not_exists } => {
            databases::create(engine, &name, if_not_exists).map(|()| done())
        }
        DdlStatement::DropDatabase { name, if_exists, cascade } => {
            databases::drop(engine, &name, if_exists, cascade).map(|()| done())
        }
        DdlStatement::ShowDatabases => Ok(one_column("database_name", engine.catalog.schemas()?)),
        DdlStatement::ShowCreateTable(name) => show_create(engine, RelationKind::Table, "createtab_stmt", &name),
        DdlStatement::ShowCreateView(name) => show_create(engine, RelationKind::View, "create view", &name),
        DdlStatement::Describe(name) => describe(engine, &name),
        DdlStatement::ShowColumns(name) => show_columns(engine, &name),
        DdlStatement::Explain(explained) => explain(engine, &explained),
    }
}

/// A result without columns and rows.
fn done() -> Execution {
    Execution::new(Arc::new(Schema::empty()), futures::stream::empty().boxed())
}

fn rows(names: &[&str], columns: Vec<Vec<Option<String>>>) -> Execution {
    let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    of_arrays(schema, columns.into_iter().map(|column| Arc::new(StringArray::from(column)) as ArrayRef).collect())
}

fn of_arrays(schema: SchemaRef, arrays: Vec<ArrayRef>) -> Execution {
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
        .map_err(|cause| ErrorKind::Execution { message: cause.to_string(), source: None }.into());
    Execution::new(schema, futures::stream::iter([batch]).boxed())
}

fn one_column(name: &str, values: Vec<String>) -> Execution {
    rows(&[name], vec![values.into_iter().map(Some).collect()])
}

fn create_table(engine: &Local, table: &TableDefinition, if_not_exists: bool, sql: &str) -> Result<Execution> {
    let key = Catalog::key(&table.name)?;
    databases::check(engine, &key)?;
    match engine.catalog.get(&key)? {
        None => engine.catalog.put(key, sql).map(|()| done()),
        Some(CatalogDefinition::Table(_)) if if_not_exists => Ok(done()),
        Some(found) => Err(already_exists(&found, &key)),
    }
}

fn already_exists(found: &CatalogDefinition, key: &TableKey) -> Error {
    let advice = match found {
        CatalogDefinition::Table(_) => "use DROP TABLE first",
        CatalogDefinition::View(_) => "use CREATE OR REPLACE VIEW, or DROP VIEW first",
    };
    ErrorKind::AlreadyExists { object: ObjectKind::Table, name: key.1.clone(), advice }.into()
}

/// The query is planned first: a view that cannot be read is not created.
fn create_view(engine: &Local, view: &ViewDefinition, or_replace: bool) -> Result<Execution> {
    let ViewDefinition { name, query } = view;
    let key = Catalog::key(name)?;
    databases::check(engine, &key)?;
    match engine.catalog.get(&key)? {
        None => {}
        Some(CatalogDefinition::View(_)) if or_replace => {}
        Some(found) => return Err(already_exists(&found, &key)),
    }
    let (plan, _) = Planner::inside(engine, key.clone()).plan(query)?;
    if let Some(problem) = invalid_view_columns(plan.schema().as_arrow()) {
        let (code, problem) = problem;
        return Err(Error::refused(code, format!("view `{}`: {problem}", key.1)));
    }
    engine.catalog.put(key, &format!("CREATE VIEW {name} AS\n{query}\n"))?;
    Ok(done())
}

fn drop(engine: &Local, kind: RelationKind, name: &TableName, if_exists: bool) -> Result<Execution> {
    let key = Catalog::key(name)?;
    match engine.catalog.get(&key)? {
        Some(found) if found.kind() == kind => {
            engine.catalog.remove(&key)?;
            Ok(done())
        }
        Some(found) => Err(of_the_other_kind(&found, &key, "DROP")),
        None if if_exists => Ok(done()),
        None => Err(not_found(engine, &key)),
    }
}

fn of_the_other_kind(found: &CatalogDefinition, (_, name): &TableKey, verb: &str) -> Error {
    let noun = found.kind().noun();
    ErrorKind::Definition(format!("`{name}` is a {noun}: use {verb} {}", noun.to_uppercase())).into()
}

fn names(
    engine: &Local,
    column: &str,
    schema: Option<String>,
    pattern: Option<String>,
    only_views: bool,
) -> Result<Execution> {
    let schema = schema.unwrap_or_else(|| DEFAULT_SCHEMA.to_owned());
    if !databases::exists(&engine.catalog, &schema)? {
        return Err(databases::not_found(engine, &schema));
    }
    let pattern = pattern.as_deref().map(matcher).transpose()?;
    let mut found = Vec::new();
    for name in engine.catalog.names(&schema)? {
        let is_view = || -> Result<bool> {
            let definition = engine.catalog.get(&(schema.clone(), name.clone()))?;
            Ok(matches!(definition, Some(CatalogDefinition::View(_))))
        };
        if pattern.as_ref().is_none_or(|pattern| pattern.is_match(&name)) && (!only_views || is_view()?) {
            found.push(name);
        }
    }
    Ok(one_column(column, found))
}

/// `*` matches any characters and `|` separates alternatives (user guide, "SHOW TABLES").
fn matcher(pattern: &str) -> Result<regex::Regex> {
    let alternatives: Vec<String> = pattern
        .split('|')
        .map(|alternative| {
            let parts: Vec<String> =
                alternative.split('*').map(|part| regex::escape(part.trim_end_matches('.'))).collect();
            parts.join(".*")
        })
        .collect();
    regex::Regex::new(&format!("(?i)^({})$", alternatives.join("|")))
        .map_err(|cause| Error::invalid_query(format!("the pattern `{pattern}`: {cause}")))
}

/// One row per line of the SQL.
fn show_create(engine: &Local, kind: RelationKind, column: &str, name: &TableName) -> Result<Execution> {
    let key = Catalog::key(name)?;
    match (engine.catalog.get(&key)?, engine.catalog.sql(&key)?) {
        (Some(found), Some(sql)) if found.kind() == kind => {
            Ok(one_column(column, sql.trim_end().lines().map(str::to_owned).collect()))
        }
        (Some(found), Some(_)) => Err(of_the_other_kind(&found, &key, "SHOW CREATE")),
        _ => Err(not_found(engine, &key)),
    }
}

/// The names of the columns; those of a table filled up to 20 characters, as Athena gives them.
fn show_columns(engine: &Local, name: &TableName) -> Result<Execution> {
    let is_table = matches!(engine.catalog.get(&Catalog::key(name)?)?, Some(CatalogDefinition::Table(_)));
    let width = if is_table { 20 } else { 0 };
    let names = columns(engine, name)?.into_iter().map(|column| format!("{:width$}", column.name));
    Ok(one_column("field", names.collect()))
}

/// The query is planned and not run.
fn explain(engine: &Local, explained: &Explained) -> Result<Execution> {
    let (Explained::Plan(query) | Explained::Valid(query)) = explained;
    let (plan, aliases) = Planner::new(engine).plan(query)?;
    if let Explained::Valid(_) = explained {
        let schema = Arc::new(Schema::new(vec![Field::new("Valid", DataType::Boolean, true)]));
        let valid: ArrayRef = Arc::new(BooleanArray::from(vec![true]));
        return Ok(of_arrays(schema, vec![valid]));
    }
    let schema = aliases.apply(plan.schema().as_arrow());
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    Ok(one_column("Query Plan", explain::lines(&plan, &names)))
}

/// Three columns for a table, with Hive's names of types; two for a view, with Trino's.
fn describe(engine: &Local, name: &TableName) -> Result<Execution> {
    let key = Catalog::key(name)?;
    match engine.catalog.get(&key)? {
        Some(CatalogDefinition::Table(table)) => {
            let columns = &table.columns;
            let names = columns.iter().map(|column| Some(column.name.clone())).collect();
            let types = columns.iter().map(|column| column.data_type.in_catalog()).collect();
            let comments = columns.iter().map(|column| Some(column.comment.clone().unwrap_or_default())).collect();
            Ok(rows(&["col_name", "data_type", "comment"], vec![names, types, comments]))
        }
        Some(CatalogDefinition::View(view)) => {
            let schema = view_schema(engine, key, &view.query)?;
            let names = schema.fields().iter().map(|field| Some(field.name().to_lowercase())).collect();
            let types = schema.fields().iter().map(|field| Some(type_name(field.data_type()))).collect();
            Ok(rows(&["column", "type"], vec![names, types]))
        }
        None => Err(not_found(engine, &key)),
    }
}

/// The columns of a table or view.
///
/// # Errors
/// [`ErrorKind::NotFound`]; what has become wrong with a view's query.
pub(super) fn columns(engine: &Local, name: &TableName) -> Result<Vec<CatalogColumn>> {
    let key = Catalog::key(name)?;
    match engine.catalog.get(&key)? {
        Some(CatalogDefinition::Table(table)) => {
            let columns = table.columns.into_iter();
            Ok(columns.map(|c| CatalogColumn::new(c.name, c.data_type.to_string()).with_comment(c.comment)).collect())
        }
        Some(CatalogDefinition::View(view)) => {
            let schema = view_schema(engine, key, &view.query)?;
            let fields = schema.fields().iter();
            Ok(fields
                .map(|field| CatalogColumn::new(field.name().to_lowercase(), type_name(field.data_type())))
                .collect())
        }
        None => Err(not_found(engine, &key)),
    }
}

fn view_schema(engine: &Local, key: TableKey, query: &str) -> Result<SchemaRef> {
    let (plan, aliases) = Planner::inside(engine, key).plan(query)?;
    Ok(aliases.apply(plan.schema().as_arrow()))
}
