//! The manifest of a query: the files that it wrote, one URI a line.

use aws_sdk_athena::{Client, types::QueryResultType};

use super::{
    failure::{self, unreadable},
    s3::S3,
};
use crate::error::{ErrorKind, Result};

/// The URIs in the manifest at this URI, from S3; from Athena where the role may not read S3 there, as in a workgroup that has an output
/// location of its own.
///
/// # Errors
/// S3's, also where Athena has no manifest to give.
pub(super) async fn written_files(client: &Client, s3: &S3, id: &str, manifest: &str) -> Result<Vec<String>> {
    match s3.lines(manifest).await {
        Err(error) if matches!(error.kind(), ErrorKind::AccessDenied { .. }) => match from_athena(client, id).await {
            Ok(files) => Ok(files),
            Err(cause) => {
                tracing::debug!(query_execution_id = id, error = %cause, "Athena does not give the manifest either");
                Err(error)
            }
        },
        read => read,
    }
}

/// `QueryResultType=DATA_MANIFEST` of
/// [GetQueryResults](https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html) returns the manifest in rows, for UNLOAD,
/// INSERT and CREATE TABLE AS.
async fn from_athena(client: &Client, id: &str) -> Result<Vec<String>> {
    let request = client.get_query_results().query_execution_id(id).query_result_type(QueryResultType::DataManifest);
    let mut pages = request.into_paginator().send();
    let mut files = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(failure::request_error)?;
        let rows = page.result_set.and_then(|set| set.rows).unwrap_or_default();
        files.extend(rows.iter().map(|row| {
            let line = row.data().first().and_then(|cell| cell.var_char_value());
            line.unwrap_or_default().to_owned()
        }));
    }
    // Whether it has a header row is not documented; S3's has none.
    if files.first().is_some_and(|first| !first.starts_with("s3://")) {
        files.remove(0);
    }
    match files.iter().find(|file| !file.starts_with("s3://")) {
        _ if files.is_empty() => Err(unreadable("the manifest that Athena returned names no files")),
        Some(odd) => Err(unreadable(format!("the manifest that Athena returned has `{odd}`, which is no s3:// URI"))),
        None => Ok(files),
    }
}
