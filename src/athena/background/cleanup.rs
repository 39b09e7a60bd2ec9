//! Removing what a query has unloaded.

use std::time::Duration;

use aws_sdk_athena::Client;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectStore, ObjectStoreExt, path::Path};

use super::poll::query_status;
use crate::{
    athena::{
        manifest::written_files,
        s3::{S3, S3Object, storage_error},
        status::{QueryState, QueryStatus},
    },
    error::{ErrorKind, Result},
};

/// How often, and how far apart, a query that is being stopped is polled before its files are removed.
const MAX_POLLS: u32 = 20;
const POLL_INTERVAL: Duration = Duration::from_millis(250);

/// Files that are removed at once.
const CONCURRENT_DELETES: usize = 8;

/// Removes the files that a query has unloaded, and the manifest and metadata that Athena wrote about it.
pub(super) async fn remove_unloaded(client: &Client, s3: &S3, id: &str, prefix: &str) -> Result<()> {
    // Without a status, the files that exist by now are removed all the same.
    let status = wait_until_ended(client, id).await;
    let manifest =
        status.as_ref().ok().and_then(|status| status.manifest_location.as_ref().or(status.output_location.as_ref()));
    let mut objects = Vec::new();
    if let Some(uri) = manifest {
        // What the manifest names can be removed without the permission to list the bucket.
        let named = written_files(client, s3, id, uri).await.unwrap_or_default();
        objects.extend(
            named.iter().chain([uri, &uri.replace("-manifest.csv", ".metadata")]).filter_map(|uri| s3.object(uri).ok()),
        );
    }
    let complete = !objects.is_empty() && status.as_ref().is_ok_and(|status| status.state == QueryState::Succeeded);
    let base = s3.object(prefix)?;
    let listed = base.store.list(Some(&base.path)).map_ok(|object| object.location).try_collect::<Vec<Path>>().await;
    let unlisted = match listed {
        Ok(paths) => {
            objects.extend(paths.into_iter().map(|path| S3Object { path, ..base.clone() }));
            Ok(())
        }
        Err(_) if complete => Ok(()),
        Err(cause) => Err(storage_error("list", prefix, cause)),
    };
    let deletes = stream::iter(objects).map(Ok).try_for_each_concurrent(CONCURRENT_DELETES, |object| async move {
        match object.store.delete(&object.path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(storage_error("remove", &object.uri, cause)),
        }
    });
    deletes.await.and(unlisted).and(status.map(drop))
}

/// Until a query has ended, it may still write files.
async fn wait_until_ended(client: &Client, id: &str) -> Result<QueryStatus> {
    for _ in 0..MAX_POLLS {
        match query_status(client, id).await {
            Ok(status) if status.state.is_final() => return Ok(status),
            Err(error) if !error.is_retryable() => return Err(error),
            _ => tokio::time::sleep(POLL_INTERVAL).await,
        }
    }
    Err(ErrorKind::Service { operation: "StopQueryExecution", message: "the query has not ended".to_owned() }.into())
}
