//! Starting and stopping queries, and removing files.

use std::{
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};

use aws_sdk_athena::{Client, config::retry::RetryConfig};
use futures::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectStore, ObjectStoreExt, path::Path};
use tokio::{sync::oneshot, task::JoinSet};

use super::{Counts, Guard, Orders, Start, watch::status};
use crate::{
    athena::{
        QueryState, QueryStatus, failure,
        s3::{Object, S3, storage},
    },
    error::{Error, ErrorKind, FailedQuery, Result},
};

/// The way back to whoever wants a query started; empty once it has been used.
type Owner = Arc<Mutex<Option<oneshot::Sender<Result<Guard>>>>>;

/// What is being done; each task counts itself off when it ends.
pub(super) struct Chores {
    client: Client,
    s3: Arc<S3>,
    running: JoinSet<Result<()>>,
    /// Sends a request once and no more.
    once: Client,
    counts: Arc<Counts>,
    starting: Vec<Owner>,
    flushes: Vec<oneshot::Sender<Result<()>>>,
    /// Of the first stop that nobody waited for.
    failed: Option<Error>,
}

impl Chores {
    pub(super) fn new(client: Client, s3: S3, counts: Arc<Counts>) -> Self {
        let once = Client::from_conf(client.config().to_builder().retry_config(RetryConfig::disabled()).build());
        Self {
            client,
            once,
            s3: Arc::new(s3),
            running: JoinSet::new(),
            counts,
            starting: Vec::new(),
            flushes: Vec::new(),
            failed: None,
        }
    }

    pub(super) fn start(&mut self, start: Start, orders: Orders, done: oneshot::Sender<Result<Guard>>) {
        let owner: Owner = Arc::new(Mutex::new(Some(done)));
        self.starting.retain(|owner| lock(owner).is_some());
        self.starting.push(Arc::clone(&owner));
        let (client, once) = (self.client.clone(), self.once.clone());
        let mut counted = Counted { counts: Arc::clone(&self.counts), owed: false };
        self.running.spawn(async move {
            let guarded = |id, armed: bool| Guard { id, orders: armed.then_some(orders), unloads: start.unloads };
            match start.request.clone().send_with(&client).await {
                Ok(answer) => {
                    let lost = ErrorKind::Service {
                        operation: "StartQueryExecution",
                        message: "the answer has no id".to_owned(),
                    };
                    let guard = answer.query_execution_id.map(|id| guarded(id, start.stop_on_drop)).ok_or(lost.into());
                    // Dropped on the way, the guard stops the query: nothing runs without an owner that was not meant to.
                    drop(lock(&owner).take().map(|done| done.send(guard)));
                }
                Err(error) => {
                    let lost = failure::is_lost(&error);
                    if lost {
                        counted.owe();
                    }
                    drop(lock(&owner).take().map(|done| done.send(Err(failure::of_request(error)))));
                    // Athena may run it all the same. By the same token a last request gives its id, to stop it.
                    if lost
                        && let Ok(late) = start.request.send_with(&once).await
                        && let Some(id) = late.query_execution_id
                    {
                        drop(guarded(id, true));
                    }
                }
            }
            drop(counted);
            Ok(())
        });
    }

    pub(super) fn stop(&mut self, id: String, done: Option<oneshot::Sender<Result<()>>>) {
        let (client, counted) = (self.client.clone(), Counted { counts: Arc::clone(&self.counts), owed: true });
        self.running.spawn(async move {
            let counted = counted;
            let answer = client.stop_query_execution().query_execution_id(&id).send().await;
            let answer = answer.map(|_| ()).map_err(failure::of_request);
            match &answer {
                Ok(()) => tracing::debug!(query_execution_id = id, "stopped"),
                Err(error) => {
                    tracing::warn!(query_execution_id = id, %error, "could not be stopped: it goes on in Athena")
                }
            }
            drop(counted);
            match done {
                None => answer.map_err(|error| error.of_query(FailedQuery { id, ..FailedQuery::default() })),
                Some(done) => {
                    let _ = done.send(answer);
                    Ok(())
                }
            }
        });
    }

    pub(super) fn remove(&mut self, id: String, below: String) {
        let (client, s3) = (self.client.clone(), Arc::clone(&self.s3));
        let counted = Counted { counts: Arc::clone(&self.counts), owed: true };
        self.running.spawn(async move {
            let _counted = counted;
            if let Err(error) = remove(&client, &s3, &id, &below).await {
                tracing::warn!(query_execution_id = id, %error, below, "files of a result stay in S3");
            }
            Ok(())
        });
    }

    pub(super) fn flush(&mut self, done: oneshot::Sender<Result<()>>) {
        self.flushes.push(done);
        self.answer_flushes();
    }

    fn answer_flushes(&mut self) {
        self.starting.retain(|owner| lock(owner).is_some());
        // Whoever left while a query was being started owes its stop.
        let abandoned = self.starting.iter().any(|owner| lock(owner).as_ref().is_some_and(oneshot::Sender::is_closed));
        if self.flushes.is_empty() || abandoned || self.counts.owed.load(Ordering::SeqCst) > 0 {
            return;
        }
        let failed = self.failed.take();
        for done in self.flushes.drain(..) {
            let _ = done.send(failed.clone().map_or(Ok(()), Err));
        }
    }

    /// Ends when a task has ended; never while there is none.
    pub(super) async fn work(&mut self) {
        match self.running.join_next().await {
            None => std::future::pending().await,
            Some(Ok(Err(error))) => {
                self.failed.get_or_insert(error);
            }
            Some(_) => {}
        }
        self.answer_flushes();
    }

    pub(super) async fn finish(mut self) {
        while self.running.join_next().await.is_some() {}
        self.answer_flushes();
    }
}

/// Counts a task off when it ends, in whatever way.
struct Counted {
    counts: Arc<Counts>,
    owed: bool,
}

impl Counted {
    /// From now on a flush waits for it as well.
    fn owe(&mut self) {
        self.owed = true;
        self.counts.owed.fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.counts.owed.fetch_sub(usize::from(self.owed), Ordering::SeqCst);
        self.counts.pending.fetch_sub(1, Ordering::SeqCst);
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How often, and how far apart, a query that is being stopped is looked at before its files are removed.
const LOOKS: u32 = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// Removes what a query has unloaded, and the lists that Athena wrote about it.
async fn remove(client: &Client, s3: &S3, id: &str, below: &str) -> Result<()> {
    // Without an answer, what is there by now is removed all the same.
    let status = ended(client, id).await;
    let lists =
        status.as_ref().ok().and_then(|status| status.manifest_location.as_ref().or(status.output_location.as_ref()));
    let mut objects = Vec::new();
    if let Some(uri) = lists {
        // What the list names can be removed without leave to list the bucket.
        let named = s3.lines(uri).await.unwrap_or_default();
        objects.extend(
            named.iter().chain([uri, &uri.replace("-manifest.csv", ".metadata")]).filter_map(|uri| s3.object(uri).ok()),
        );
    }
    let complete = !objects.is_empty() && status.as_ref().is_ok_and(|status| status.state == QueryState::Succeeded);
    let folder = s3.object(below)?;
    let listed =
        folder.store.list(Some(&folder.path)).map_ok(|object| object.location).try_collect::<Vec<Path>>().await;
    let unlisted = match listed {
        Ok(paths) => {
            objects.extend(paths.into_iter().map(|path| Object { path, ..folder.clone() }));
            Ok(())
        }
        Err(_) if complete => Ok(()),
        Err(cause) => Err(storage("list", below, cause)),
    };
    let each = stream::iter(objects).map(Ok).try_for_each_concurrent(8, |object| async move {
        match object.store.delete(&object.path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(storage("remove", &object.uri, cause)),
        }
    });
    each.await.and(unlisted).and(status.map(drop))
}

/// While a query runs it goes on writing: this waits until it does not.
async fn ended(client: &Client, id: &str) -> Result<QueryStatus> {
    for _ in 0..LOOKS {
        match status(client, id).await {
            Ok(status) if status.state.is_final() => return Ok(status),
            Err(error) if !error.is_retryable() => return Err(error),
            _ => tokio::time::sleep(BETWEEN_LOOKS).await,
        }
    }
    Err(ErrorKind::Service { operation: "StopQueryExecution", message: "the query has not ended".to_owned() }.into())
}
