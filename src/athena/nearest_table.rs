//! The table that a misspelled name probably means.

use std::time::Duration;

use super::session::Session;
use crate::error::{Error, ErrorKind, ObjectKind, nearest};

/// How long the listing may take: the caller is waiting for an error.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The error of a missing table, with the nearest name if this role may list tables; any other error as it is.
pub(super) async fn suggested(session: &Session, error: Error) -> Error {
    let ErrorKind::NotFound { object: ObjectKind::Table, name, nearest: None, position, advice } = error.kind() else {
        return error;
    };
    let mut parts = name.rsplit('.');
    let (Some(table), schema) = (parts.next(), parts.next()) else { return error };
    let mut pages = session
        .clients
        .athena
        .list_table_metadata()
        .catalog_name(session.catalog())
        .database_name(schema.unwrap_or(&session.config.schema))
        .into_paginator()
        .items()
        .send();
    let mut names = Vec::new();
    // A hint never becomes an error of its own.
    let listing = async {
        while let Some(Ok(table)) = pages.next().await {
            names.push(table.name().to_owned());
        }
    };
    let _ = tokio::time::timeout(TIMEOUT, listing).await;
    let Some(nearest) = nearest(table, names) else { return error };
    let kind = ErrorKind::NotFound {
        object: ObjectKind::Table,
        name: name.clone(),
        nearest: Some(nearest),
        position: *position,
        advice: advice.clone(),
    };
    match error.failed_query() {
        Some(query) => Error::from(kind).of_query(query.clone()),
        None => kind.into(),
    }
}
