//! The columns of a table, by whichever way the role is allowed.
//!
//! GetTableMetadata answers at once and costs nothing; many roles that may query may not call it. `information_schema` is a query
//! like any other, so every role that may query may read it.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use aws_sdk_athena::types::{Column, TableMetadata};

use super::{failure, nearest_table, run::run, session::Session};
use crate::{
    engine::Execution,
    error::{Error, ErrorKind, ObjectKind, Result, nearest},
    schema::{CatalogColumn, TableName},
    sql::{classify::StatementClass, trino},
    statement::Statement,
};

/// How long the nearest name may take: the caller is waiting for an error.
const HINT_TIMEOUT: Duration = Duration::from_secs(10);

/// The columns of a table or view; `None` when only DESCRIBE is left.
pub(super) async fn columns(session: &Arc<Session>, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
    let denied = &session.metadata_denied;
    if !denied.load(Ordering::Relaxed) {
        match by_metadata(session, name).await {
            Ok(Some(columns)) => return Ok(Some(columns)),
            Ok(None) => {}
            Err(error) if is_no_entity(&error) && name.catalog.is_none() => {
                return Err(nearest_table::suggested(session, missing(session, name, None)).await);
            }
            Err(error) if is_no_entity(&error) => return Err(missing_with_nearest(session, name).await),
            Err(error) if is_worth_a_query(&error) => {
                if matches!(error.kind(), ErrorKind::AccessDenied { .. }) {
                    denied.store(true, Ordering::Relaxed);
                }
                tracing::debug!(%error, "GetTableMetadata is of no use here: the columns are read from information_schema");
            }
            Err(error) => return Err(error),
        }
    }
    match by_information_schema(session, name).await {
        Ok(columns) if columns.is_empty() => Err(missing_with_nearest(session, name).await),
        Ok(columns) => Ok(Some(columns)),
        // An engine without its two hidden columns.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound { object: ObjectKind::Column, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// `None` for Iceberg tables: Glue keeps the columns that were dropped from them, and Athena does not return which those are
/// (`iceberg.field.current` in Glue's own answer).
async fn by_metadata(session: &Arc<Session>, name: &TableName) -> Result<Option<Vec<CatalogColumn>>> {
    let catalog = name.catalog.as_deref().unwrap_or(session.catalog());
    let answer = session
        .clients
        .athena
        .get_table_metadata()
        .catalog_name(catalog)
        .database_name(schema(session, name))
        .table_name(name.name.to_lowercase())
        .set_work_group(session.config.work_group.clone())
        .send()
        .await
        .map_err(failure::request_error)?;
    let empty = || failure::unreadable(format!("the answer of GetTableMetadata does not contain {name}"));
    let table = answer.table_metadata.ok_or_else(empty)?;
    let kind = table.parameters().and_then(|parameters| parameters.get("table_type"));
    let iceberg = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("iceberg"));
    Ok((!iceberg).then(|| from_metadata(&table)))
}

/// GetTableMetadata lists the partition keys apart; in SQL they are the last columns.
fn from_metadata(table: &TableMetadata) -> Vec<CatalogColumn> {
    let column = |column: &Column, partition: bool| {
        let comment = column.comment().map(str::to_owned);
        CatalogColumn::new(column.name(), column.r#type().unwrap_or_default())
            .with_partition(partition)
            .with_comment(comment)
    };
    let columns = table.columns().iter().map(|key| column(key, false));
    columns.chain(table.partition_keys().iter().map(|key| column(key, true))).collect()
}

/// Its names are in lower case. `comment` and `extra_info` are hidden columns, so they have to be named (Trino, `InformationSchemaTable`);
/// the latter is `partition key` for a partition key.
async fn by_information_schema(session: &Arc<Session>, name: &TableName) -> Result<Vec<CatalogColumn>> {
    let (schema_name, table) = (string(&schema(session, name)), string(&name.name.to_lowercase()));
    let columns = information_schema(name, "columns")?;
    let sql = format!(
        "SELECT column_name, data_type, comment, extra_info FROM {columns} \
         WHERE table_schema = {schema_name} AND table_name = {table} ORDER BY ordinal_position"
    );
    let rows: Vec<(String, String, Option<String>, Option<String>)> = query(session, sql).await?.fetch().await?;
    let columns = rows.into_iter().map(|(name, data_type, comment, extra)| {
        let partition = extra.is_some_and(|extra| extra.to_lowercase().contains("partition key"));
        CatalogColumn::new(name, data_type).with_partition(partition).with_comment(comment)
    });
    Ok(columns.collect())
}

/// Run as a utility statement: rows about tables are not worth an UNLOAD.
async fn query(session: &Arc<Session>, sql: String) -> Result<Execution> {
    run(session, &Statement::query(sql), StatementClass::Utility).await
}

fn information_schema(name: &TableName, table: &str) -> Result<TableName> {
    let table = TableName::new(table)?;
    match &name.catalog {
        Some(catalog) => table.in_catalog(catalog, "information_schema"),
        None => table.in_schema("information_schema"),
    }
}

/// The schema that a name refers to.
fn schema(session: &Session, name: &TableName) -> String {
    name.schema.as_deref().unwrap_or(&session.config.schema).to_lowercase()
}

fn missing(session: &Session, name: &TableName, nearest: Option<String>) -> Error {
    let mut full = format!("{}.{}", schema(session, name), name.name);
    if let Some(catalog) = &name.catalog {
        full = format!("{catalog}.{full}");
    }
    ErrorKind::NotFound { object: ObjectKind::Table, name: full, nearest, position: None, advice: None }.into()
}

/// With the nearest name, by a query. A hint never becomes an error of its own.
async fn missing_with_nearest(session: &Arc<Session>, name: &TableName) -> Error {
    let names = async {
        let tables = information_schema(name, "tables")?;
        let schema = string(&schema(session, name));
        query(session, format!("SELECT table_name FROM {tables} WHERE table_schema = {schema}"))
            .await?
            .fetch::<String>()
            .await
    };
    let names = tokio::time::timeout(HINT_TIMEOUT, names).await.ok().and_then(Result::ok).unwrap_or_default();
    missing(session, name, nearest(&name.name.to_lowercase(), names))
}

fn string(value: &str) -> String {
    let mut out = String::new();
    trino::write_string(&mut out, value);
    out
}

/// A missing table or schema is a MetadataException with Glue's message in it.
fn is_no_entity(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Refused { code, message } if code == "MetadataException"
        && (message.contains("EntityNotFound") || message.contains("Entity Not Found")))
}

/// No permission; or an operation, a catalog or a name that GetTableMetadata does not accept but a query may.
fn is_worth_a_query(error: &Error) -> bool {
    failure::is_denied(error) || matches!(error.kind(), ErrorKind::Refused { .. })
}
