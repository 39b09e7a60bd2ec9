//! Starting and stopping queries, and removing files.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use aws_sdk_athena::{Client, operation::start_query_execution::builders::StartQueryExecutionInputBuilder};
use futures::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectStore, ObjectStoreExt, path::Path};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
};

use super::{Guard, Order, Orders};
use crate::{
    athena::{failure, s3::storage},
    error::{Error, ErrorKind, FailedQuery, Result},
};

/// What is being done; each task counts itself off when it ends.
pub(super) struct Chores {
    client: Client,
    running: JoinSet<Result<()>>,
    orders: mpsc::WeakUnboundedSender<Order>,
    pending: Arc<AtomicUsize>,
    flushes: Vec<oneshot::Sender<Result<()>>>,
    /// Of stops that nobody waited for.
    failed: Option<Error>,
}

impl Chores {
    pub(super) fn new(client: Client, orders: mpsc::WeakUnboundedSender<Order>, pending: Arc<AtomicUsize>) -> Self {
        Self { client, running: JoinSet::new(), orders, pending, flushes: Vec::new(), failed: None }
    }

    pub(super) fn start(&mut self, request: StartQueryExecutionInputBuilder, done: oneshot::Sender<Result<Guard>>) {
        let (client, pending, orders) = (self.client.clone(), Arc::clone(&self.pending), self.orders.clone());
        self.running.spawn(async move {
            match start(&client, request).await {
                Err(error) => {
                    let _ = done.send(Err(error));
                }
                Ok(id) => match orders.upgrade() {
                    // Dropped on the way, the guard stops the query: nothing that runs is without an owner.
                    Some(sender) => {
                        let guard = Guard { id, orders: Some(Orders { sender, pending: Arc::clone(&pending) }) };
                        let _ = done.send(Ok(guard));
                    }
                    None => drop(client.stop_query_execution().query_execution_id(id).send().await),
                },
            }
            pending.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        });
    }

    pub(super) fn stop(&mut self, id: String, done: Option<oneshot::Sender<Result<()>>>) {
        let (client, pending) = (self.client.clone(), Arc::clone(&self.pending));
        self.running.spawn(async move {
            let answer = client.stop_query_execution().query_execution_id(&id).send().await;
            let answer = answer.map(|_| ()).map_err(failure::of_request);
            match &answer {
                Ok(()) => tracing::debug!(query_execution_id = id, "stopped"),
                Err(error) => tracing::warn!(query_execution_id = id, %error, "could not be stopped: it goes on in Athena"),
            }
            pending.fetch_sub(1, Ordering::SeqCst);
            match done {
                None => answer.map_err(|error| error.of_query(FailedQuery { id, ..FailedQuery::default() })),
                Some(done) => {
                    let _ = done.send(answer);
                    Ok(())
                }
            }
        });
    }

    pub(super) fn remove(&mut self, store: Arc<dyn ObjectStore>, below: Path, known: Vec<Path>) {
        let pending = Arc::clone(&self.pending);
        self.running.spawn(async move {
            if let Err(error) = remove(&store, &below, known).await {
                tracing::warn!(%error, prefix = %below, "files of a result stay in S3");
            }
            pending.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        });
    }

    pub(super) fn flush(&mut self, done: oneshot::Sender<Result<()>>) {
        self.flushes.push(done);
        self.answer_flushes();
    }

    fn answer_flushes(&mut self) {
        if self.running.is_empty() {
            for done in self.flushes.drain(..) {
                let _ = done.send(self.failed.take().map_or(Ok(()), Err));
            }
        }
    }

    /// Ends when a task has ended; never while there is none.
    pub(super) async fn work(&mut self) {
        match self.running.join_next().await {
            None => std::future::pending().await,
            Some(Ok(Err(error))) => self.failed = Some(error),
            Some(_) => {}
        }
        self.answer_flushes();
    }

    pub(super) async fn finish(mut self) {
        while self.running.join_next().await.is_some() {}
        self.answer_flushes();
    }
}

async fn start(client: &Client, request: StartQueryExecutionInputBuilder) -> Result<String> {
    let answer = request.send_with(client).await.map_err(failure::of_request)?;
    let lost = || ErrorKind::Service { operation: "StartQueryExecution", message: "the answer has no id".to_owned() };
    Ok(answer.query_execution_id().ok_or_else(lost)?.to_owned())
}

/// A failed or stopped query leaves files of which only a listing knows. Without leave to list, those that are known are removed.
async fn remove(store: &Arc<dyn ObjectStore>, below: &Path, known: Vec<Path>) -> Result<()> {
    let listed: Result<Vec<Path>, _> = store.list(Some(below)).map_ok(|object| object.location).try_collect().await;
    let mut paths = listed.unwrap_or_default();
    paths.extend(known);
    paths.sort();
    paths.dedup();
    let each = stream::iter(&paths).map(Ok).try_for_each_concurrent(8, |path| async move {
        match store.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(storage("remove", path.as_ref(), cause)),
        }
    });
    each.await
}
