//! The tasks of the driver's thread: starting and stopping queries, and removing files.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_athena::{Client, config::retry::RetryConfig};
use tokio::{sync::oneshot, task::JoinSet};

use super::{
    cleanup::remove_unloaded,
    command::{CommandSender, CountedTask, QueryGuard, StartRequest, TaskCounts},
};
use crate::{
    athena::{failure, s3::S3},
    error::{Error, ErrorKind, FailedQuery, Result},
};

/// The reply to the caller that wants a query started; empty once it has been sent.
type StartReply = Arc<Mutex<Option<oneshot::Sender<Result<QueryGuard>>>>>;

/// The tasks that are under way; each takes itself off the counts when it ends.
pub(super) struct QueryTasks {
    client: Client,
    /// A client that does not retry.
    client_without_retries: Client,
    s3: Arc<S3>,
    running: JoinSet<Result<()>>,
    counts: Arc<TaskCounts>,
    starting: Vec<StartReply>,
    flushes: Vec<oneshot::Sender<Result<()>>>,
    /// The error of the first stop that was not awaited.
    failed: Option<Error>,
}

impl QueryTasks {
    pub(super) fn new(client: Client, s3: S3, counts: Arc<TaskCounts>) -> Self {
        let config = client.config().to_builder().retry_config(RetryConfig::disabled()).build();
        Self {
            client,
            client_without_retries: Client::from_conf(config),
            s3: Arc::new(s3),
            running: JoinSet::new(),
            counts,
            starting: Vec::new(),
            flushes: Vec::new(),
            failed: None,
        }
    }

    pub(super) fn start(
        &mut self,
        start: StartRequest,
        commands: CommandSender,
        reply: oneshot::Sender<Result<QueryGuard>>,
    ) {
        let reply: StartReply = Arc::new(Mutex::new(Some(reply)));
        self.starting.retain(|reply| lock(reply).is_some());
        self.starting.push(Arc::clone(&reply));
        let (client, client_without_retries) = (self.client.clone(), self.client_without_retries.clone());
        let mut counted = CountedTask::new(&self.counts, false);
        self.running.spawn(async move {
            let StartRequest { request, stop_on_drop, unload_prefix } = start;
            match request.clone().send_with(&client).await {
                Ok(answer) => {
                    let guard = match answer.query_execution_id {
                        Some(id) if stop_on_drop => Ok(QueryGuard::armed(id, commands, unload_prefix)),
                        Some(id) => Ok(QueryGuard::detached(id)),
                        None => {
                            let message = "the answer has no query execution ID".to_owned();
                            Err(ErrorKind::Service { operation: "StartQueryExecution", message }.into())
                        }
                    };
                    // If the caller has gone meanwhile, this drops the guard, which stops the query.
                    drop(lock(&reply).take().map(|reply| reply.send(guard)));
                }
                Err(error) => {
                    let lost = failure::is_lost(&error);
                    if lost {
                        counted.start_blocking_flush();
                    }
                    drop(lock(&reply).take().map(|reply| reply.send(Err(failure::request_error(error)))));
                    // Athena may run it all the same. With the same token one more request returns its ID, to stop it.
                    if lost
                        && let Ok(late) = request.send_with(&client_without_retries).await
                        && let Some(id) = late.query_execution_id
                    {
                        drop(QueryGuard::armed(id, commands, unload_prefix));
                    }
                }
            }
            drop(counted);
            Ok(())
        });
    }

    pub(super) fn stop(&mut self, id: String, reply: Option<oneshot::Sender<Result<()>>>) {
        let (client, counted) = (self.client.clone(), CountedTask::new(&self.counts, true));
        self.running.spawn(async move {
            let counted = counted;
            let answer = client.stop_query_execution().query_execution_id(&id).send().await;
            let answer = answer.map(|_| ()).map_err(failure::request_error);
            match &answer {
                Ok(()) => tracing::debug!(query_execution_id = id, "the query was stopped"),
                Err(error) => {
                    tracing::warn!(query_execution_id = id, %error, "the query could not be stopped and keeps running in Athena")
                }
            }
            drop(counted);
            match reply {
                None => answer.map_err(|error| error.of_query(FailedQuery { id, ..FailedQuery::default() })),
                Some(reply) => {
                    let _ = reply.send(answer);
                    Ok(())
                }
            }
        });
    }

    pub(super) fn remove_unloaded(&mut self, id: String, prefix: String) {
        let (client, s3) = (self.client.clone(), Arc::clone(&self.s3));
        let counted = CountedTask::new(&self.counts, true);
        self.running.spawn(async move {
            let _counted = counted;
            if let Err(error) = remove_unloaded(&client, &s3, &id, &prefix).await {
                tracing::warn!(query_execution_id = id, %error, prefix, "unloaded files could not be removed and stay in S3");
            }
            Ok(())
        });
    }

    pub(super) fn flush(&mut self, reply: oneshot::Sender<Result<()>>) {
        self.flushes.push(reply);
        self.answer_flushes();
    }

    fn answer_flushes(&mut self) {
        self.starting.retain(|reply| lock(reply).is_some());
        // A caller that left while its query was being started: that query has yet to be stopped.
        let abandoned = self.starting.iter().any(|reply| lock(reply).as_ref().is_some_and(oneshot::Sender::is_closed));
        if self.flushes.is_empty() || abandoned || self.counts.block_flush() {
            return;
        }
        let failed = self.failed.take();
        for reply in self.flushes.drain(..) {
            let _ = reply.send(failed.clone().map_or(Ok(()), Err));
        }
    }

    /// Returns when a task has ended; never while there is none.
    pub(super) async fn advance(&mut self) {
        match self.running.join_next().await {
            None => std::future::pending().await,
            Some(Ok(Err(error))) => {
                self.failed.get_or_insert(error);
            }
            Some(_) => {}
        }
        self.answer_flushes();
    }

    /// Waits for all tasks.
    pub(super) async fn finish(mut self) {
        while self.running.join_next().await.is_some() {}
        self.answer_flushes();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
