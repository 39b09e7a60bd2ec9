//! The columns of a table, by whichever way is open.
//!
//! GetTableMetadata answers at once and costs nothing; many roles that may query are not allowed it. `information_schema` is a query
//! like any other, so whoever may query may ask it.

use std::{sync::atomic::Ordering, time::Duration};

use aws_sdk_athena::types::{Column, TableMetadata};

use super::{failure, session::Athena};
use crate::sql::classify::StatementClass;
use crate::{
    engine::Execution,
    error::{Error, ErrorKind, ObjectKind, Result, nearest},
    schema::{CatalogColumn, TableName},
    sql::trino,
    statement::Statement,
};

/// Athena's own catalog.
pub(super) const DEFAULT_CATALOG: &str = "AwsDataCatalog";

/// How long the nearest name may take: whoever waits for it has a typing error to correct.
const HINT: Duration = Duration::from_secs(10);

/// The columns of a table or view; `None` when only DESCRIBE is left.
pub(super) async fn columns(athena: &Athena, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
    let closed = &athena.0.metadata_closed;
    if !closed.load(Ordering::Relaxed) {
        match by_metadata(athena, name).await {
            Ok(Some(columns)) => return Ok(Some(columns)),
            Ok(None) => {}
            Err(error) if is_no_entity(&error) && name.catalog.is_none() => {
                return Err(athena.with_nearest(missing(athena, name, None)).await);
            }
            Err(error) if is_no_entity(&error) => return Err(missing_with_nearest(athena, name).await),
            Err(error) if leaves_another_way(&error) => {
                if matches!(error.kind(), ErrorKind::AccessDenied { .. }) {
                    closed.store(true, Ordering::Relaxed);
                }
                tracing::debug!(%error, "columns are asked for by information_schema");
            }
            Err(error) => return Err(error),
        }
    }
    match by_information_schema(athena, name).await {
        Ok(columns) if columns.is_empty() => Err(missing_with_nearest(athena, name).await),
        Ok(columns) => Ok(Some(columns)),
        // An engine that has not the two hidden columns of it.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound { object: ObjectKind::Column, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `None` for Iceberg's tables: Glue keeps the columns that were dropped from them, and Athena does not say which those are
/// (`iceberg.field.current` in Glue's own answer).
async fn by_metadata(athena: &Athena, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
    let config = &athena.0.config;
    let catalog = name.catalog.as_deref().or(config.catalog.as_deref()).unwrap_or(DEFAULT_CATALOG);
    let answer = athena
        .0
        .clients
        .athena
        .get_table_metadata()
        .catalog_name(catalog)
        .database_name(schema(athena, name))
        .table_name(name.name.to_lowercase())
        .set_work_group(config.work_group.clone())
        .send()
        .await
        .map_err(failure::of_request)?;
    let empty = || ErrorKind::Unreadable { reason: format!("GetTableMetadata says nothing of {name}") };
    let table = answer.table_metadata.ok_or_else(empty)?;
    let kind = table.parameters().and_then(|parameters| parameters.get("table_type"));
    let iceberg = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("iceberg"));
    Ok((!iceberg).then(|| from_metadata(&table)))
}

/// Partition keys stand apart there; in SQL they are the last columns.
fn from_metadata(table: &TableMetadata) -> Vec<CatalogColumn> {
    let column = |column: &Column, partition: bool| {
        let comment = column.comment().map(str::to_owned);
        CatalogColumn::new(column.name(), column.r#type().unwrap_or_default())
            .with_partition(partition)
            .with_comment(comment)
    };
    let columns = table.columns().iter().map(|of| column(of, false));
    columns.chain(table.partition_keys().iter().map(|of| column(of, true))).collect()
}

/// Names are in lower case there. `comment` and `extra_info` are hidden columns, so they have to be named (Trino, `InformationSchemaTable`);
/// the latter says `partition key`.
async fn by_information_schema(athena: &Athena, name: &TableName) -> Result<Vec<CatalogColumn>> {
    let (schema_name, table) = (string(&schema(athena, name)), string(&name.name.to_lowercase()));
    let columns = information_schema(name, "columns")?;
    let sql = format!(
        "SELECT column_name, data_type, comment, extra_info FROM {columns} \
         WHERE table_schema = {schema_name} AND table_name = {table} ORDER BY ordinal_position"
    );
    let rows: Vec<(String, String, Option<String>, Option<String>)> = ask(athena, sql).await?.fetch().await?;
    let columns = rows.into_iter().map(|(name, of, comment, extra)| {
        let partition = extra.is_some_and(|extra| extra.to_lowercase().contains("partition key"));
        CatalogColumn::new(name, of).with_partition(partition).with_comment(comment)
    });
    Ok(columns.collect())
}

/// As a utility statement: rows about tables are not worth an UNLOAD.
async fn ask(athena: &Athena, sql: String) -> Result<Execution> {
    athena.run(&Statement::query(sql), StatementClass::Utility).await
}

fn information_schema(name: &TableName, table: &str) -> Result<TableName> {
    let table = TableName::new(table)?;
    match &name.catalog {
        Some(catalog) => table.in_catalog(catalog, "information_schema"),
        None => table.in_schema("information_schema"),
    }
}

/// The schema that a name means.
fn schema(athena: &Athena, name: &TableName) -> String {
    name.schema.as_deref().unwrap_or(&athena.0.config.schema).to_lowercase()
}

fn missing(athena: &Athena, name: &TableName, nearest: Option<String>) -> Error {
    let mut full = format!("{}.{}", schema(athena, name), name.name);
    if let Some(catalog) = &name.catalog {
        full = format!("{catalog}.{full}");
    }
    ErrorKind::NotFound { object: ObjectKind::Table, name: full, nearest, advice: None }.into()
}

/// With the nearest name by the way that is open. A hint is worth a few seconds, and never an error of its own.
async fn missing_with_nearest(athena: &Athena, name: &TableName) -> Error {
    let names = async {
        let tables = information_schema(name, "tables")?;
        let schema = string(&schema(athena, name));
        ask(athena, format!("SELECT table_name FROM {tables} WHERE table_schema = {schema}"))
            .await?
            .fetch::<String>()
            .await
    };
    let names = tokio::time::timeout(HINT, names).await.ok().and_then(Result::ok).unwrap_or_default();
    missing(athena, name, nearest(&name.name.to_lowercase(), names))
}

fn string(value: &str) -> String {
    let mut out = String::new();
    trino::write_string(&mut out, value);
    out
}

/// A missing table or schema is a MetadataException with Glue's words in it.
fn is_no_entity(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Refused { code, message } if code == "MetadataException"
        && (message.contains("EntityNotFound") || message.contains("Entity Not Found")))
}

/// No permission; an operation, a catalog or a name that GetTableMetadata does not take and a query may.
fn leaves_another_way(error: &Error) -> bool {
    failure::is_closed(error) || matches!(error.kind(), ErrorKind::Refused { .. })
}
