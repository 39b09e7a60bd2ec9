//! Looking at running queries.

use std::{
    collections::HashMap,
    sync::Arc,
    time::Duration,
};

use aws_sdk_athena::Client;
use tokio::{sync::watch as updates, task::JoinSet, time::Instant};

use super::Look;
use crate::{
    athena::{QueryStatus, config::Times, failure},
    error::{Error, ErrorKind, Result},
};

/// The first look is never later.
const FIRST_LOOK: Duration = Duration::from_millis(80);
/// Each pause is so much longer than the one before.
const GROWTH: f64 = 1.5;
/// `QueryExecutionIds` of BatchGetQueryExecution takes so many.
const BATCH: usize = 50;
/// Looks that fail in a row, each after all its attempts, until the query's owner hears of it.
const PATIENCE: u32 = 5;

/// The queries that are looked at.
pub(super) struct Watched {
    client: Client,
    times: Times,
    queries: HashMap<String, Query>,
    looks: JoinSet<Vec<(String, Result<QueryStatus>)>>,
    /// One request for many: until that turns out to be closed.
    batches: bool,
}

struct Query {
    sender: updates::Sender<Look>,
    pause: Duration,
    due: Instant,
    looking: bool,
    failures: u32,
}

impl Watched {
    pub(super) fn new(client: Client, times: Times) -> Self {
        Self { client, times, queries: HashMap::new(), looks: JoinSet::new(), batches: true }
    }

    pub(super) fn add(&mut self, id: String, sender: updates::Sender<Look>) {
        let pause = FIRST_LOOK.min(self.times.poll_interval);
        let query = Query { sender, pause, due: Instant::now() + jittered(pause), looking: false, failures: 0 };
        self.queries.insert(id, query);
    }

    pub(super) fn forget(&mut self, id: &str) {
        self.queries.remove(id);
    }

    /// Waits for the next thing to do and does it: looks that are due, or answers that have come. Never ends while there is neither.
    pub(super) async fn work(&mut self) {
        // Those whose owner is gone are nobody's business any more.
        self.queries.retain(|_, query| !query.sender.is_closed());
        let due = self.queries.values().filter(|query| !query.looking).map(|query| query.due).min();
        let wake = async {
            match due {
                Some(due) => tokio::time::sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wake => self.look(),
            Some(answers) = self.looks.join_next() => {
                for (id, answer) in answers.unwrap_or_default() {
                    self.answered(&id, answer);
                }
            }
        }
    }

    /// Sends requests for all that are due, or will be before a share of their pause has passed: those share a request.
    fn look(&mut self) {
        let now = Instant::now();
        let ids: Vec<String> = self
            .queries
            .iter_mut()
            .filter(|(_, query)| !query.looking && query.due <= now + query.pause.mul_f64(0.25))
            .map(|(id, query)| {
                query.looking = true;
                id.clone()
            })
            .collect();
        if ids.len() > 1 && self.batches {
            for ids in ids.chunks(BATCH) {
                self.looks.spawn(look_at_many(self.client.clone(), ids.to_vec()));
            }
        } else {
            for id in ids {
                self.looks.spawn(look_at_one(self.client.clone(), id));
            }
        }
    }

    fn answered(&mut self, id: &str, answer: Result<QueryStatus>) {
        let Some(query) = self.queries.get_mut(id) else { return };
        query.looking = false;
        query.pause = query.pause.mul_f64(GROWTH).min(self.times.poll_interval);
        query.due = Instant::now() + jittered(query.pause);
        match answer {
            Ok(status) => {
                query.failures = 0;
                let ended = status.state.is_final();
                query.sender.send_replace(Some(Ok(Arc::new(status))));
                if ended {
                    self.queries.remove(id);
                }
            }
            Err(error) if self.batches && failure::is_closed(&error) && is_batch(&error) => {
                self.batches = false;
                query.due = Instant::now();
            }
            Err(error) => {
                query.failures += 1;
                // The query goes on whether we see it or not: a fault that may pass is no reason to give it up.
                if !error.is_retryable() || query.failures >= PATIENCE {
                    query.sender.send_replace(Some(Err(error)));
                    self.queries.remove(id);
                }
            }
        }
    }
}

/// A tenth more or less, so that many do not come at once.
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(0.9 + 0.2 * fastrand::f64())
}

fn is_batch(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::AccessDenied { action, .. } => action.as_deref() == Some("athena:BatchGetQueryExecution"),
        ErrorKind::Service { operation, .. } => *operation == "BatchGetQueryExecution",
        // The code says by itself that the operation is unknown.
        _ => true,
    }
}

fn unknown(id: &str) -> Error {
    ErrorKind::NotFound { what: "query", name: id.to_owned(), nearest: None, advice: None }.into()
}

fn garbled(operation: &'static str) -> Error {
    ErrorKind::Service { operation, message: "the answer does not say in which state the query is".to_owned() }.into()
}

/// `GetQueryExecution`.
pub(in crate::athena) async fn status(client: &Client, id: &str) -> Result<QueryStatus> {
    let answer = client.get_query_execution().query_execution_id(id).send().await.map_err(failure::of_request)?;
    let query = answer.query_execution().ok_or_else(|| garbled("GetQueryExecution"))?;
    QueryStatus::new(query).ok_or_else(|| garbled("GetQueryExecution"))
}

async fn look_at_one(client: Client, id: String) -> Vec<(String, Result<QueryStatus>)> {
    let status = status(&client, &id).await;
    vec![(id, status)]
}

async fn look_at_many(client: Client, ids: Vec<String>) -> Vec<(String, Result<QueryStatus>)> {
    let answer = client.batch_get_query_execution().set_query_execution_ids(Some(ids.clone())).send().await;
    let answer = match answer.map_err(failure::of_request) {
        Ok(answer) => answer,
        Err(error) => return ids.into_iter().map(|id| (id, Err(error.clone()))).collect(),
    };
    let mut found: HashMap<String, QueryStatus> = HashMap::new();
    for query in answer.query_executions() {
        if let Some(status) = QueryStatus::new(query) {
            found.insert(status.id.clone(), status);
        }
    }
    ids.into_iter()
        .map(|id| {
            let status = found.remove(&id).ok_or_else(|| unknown(&id));
            (id, status)
        })
        .collect()
}
