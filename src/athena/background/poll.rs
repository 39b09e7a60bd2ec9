//! Polling running queries.

use std::{collections::HashMap, sync::Arc, time::Duration};

use aws_sdk_athena::Client;
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    task::JoinSet,
    time::Instant,
};

use super::command::PollResult;
use crate::{
    athena::{failure, status::QueryStatus},
    error::{ErrorKind, Result},
};

/// The first poll is never later, whatever the poll interval.
const FIRST_POLL: Duration = Duration::from_millis(80);
/// Each pause is longer than the one before by this factor.
const BACKOFF_FACTOR: f64 = 1.5;
/// The maximum number of `QueryExecutionIds` of
/// [BatchGetQueryExecution](https://docs.aws.amazon.com/athena/latest/APIReference/API_BatchGetQueryExecution.html).
const MAX_BATCH_SIZE: usize = 50;
/// The number of polls in a row that have to fail, each after all its attempts, before the query's owners get the error.
const MAX_FAILED_POLLS: u32 = 5;

/// The queries that are polled.
pub(super) struct Poller {
    client: Client,
    poll_interval: Duration,
    queries: HashMap<String, PolledQuery>,
    polls: JoinSet<Vec<PollAnswer>>,
    /// One request for many queries, until it turns out to be denied.
    batches: bool,
}

/// What one poll returned for one query.
struct PollAnswer {
    id: String,
    answer: Result<QueryStatus>,
    /// Polled with others, and has to be polled alone.
    poll_alone: bool,
}

struct PolledQuery {
    senders: Vec<watch::Sender<PollResult>>,
    /// Released when the query has ended, whether or not it is awaited.
    permits: Vec<OwnedSemaphorePermit>,
    pause: Duration,
    due: Instant,
    in_flight: bool,
    failures: u32,
}

impl PolledQuery {
    fn notify(&self, result: &Result<Arc<QueryStatus>>) {
        for sender in &self.senders {
            sender.send_replace(Some(result.clone()));
        }
    }
}

impl Poller {
    pub(super) fn new(client: Client, poll_interval: Duration) -> Self {
        Self { client, poll_interval, queries: HashMap::new(), polls: JoinSet::new(), batches: true }
    }

    pub(super) fn add(&mut self, id: String, sender: watch::Sender<PollResult>, permit: Option<OwnedSemaphorePermit>) {
        let pause = FIRST_POLL.min(self.poll_interval);
        let now = Instant::now();
        let query = self.queries.entry(id).or_insert_with(|| PolledQuery {
            senders: Vec::new(),
            permits: Vec::new(),
            pause,
            due: now,
            in_flight: false,
            failures: 0,
        });
        query.senders.push(sender);
        query.permits.extend(permit);
        query.pause = pause;
        query.due = now + jittered(pause);
    }

    /// Waits for polls that are due or answers that have come, and handles them. Never returns while there is neither.
    pub(super) async fn advance(&mut self) {
        // A query that is not awaited is no longer polled, unless it holds a permit, which is to be released when it has ended.
        self.queries.retain(|_, query| {
            query.senders.retain(|sender| !sender.is_closed());
            !(query.senders.is_empty() && query.permits.is_empty())
        });
        let due = self.queries.values().filter(|query| !query.in_flight).map(|query| query.due).min();
        let wake = async {
            match due {
                Some(due) => tokio::time::sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wake => self.poll_due(),
            Some(answers) = self.polls.join_next() => match answers {
                Ok(answers) => answers.into_iter().for_each(|answer| self.handle(answer)),
                // Which polls were lost is not known: all that are in flight are repeated, which at worst polls a query twice.
                Err(_) => self.queries.values_mut().for_each(|query| query.in_flight = false),
            }
        }
    }

    /// Polls all queries that are due, or will be within a fraction of their pause: those share a request.
    fn poll_due(&mut self) {
        let now = Instant::now();
        let ids: Vec<String> = self
            .queries
            .iter_mut()
            .filter(|(_, query)| !query.in_flight && query.due <= now + query.pause.mul_f64(0.25))
            .map(|(id, query)| {
                query.in_flight = true;
                id.clone()
            })
            .collect();
        if ids.len() > 1 && self.batches {
            for ids in ids.chunks(MAX_BATCH_SIZE) {
                self.polls.spawn(poll_many(self.client.clone(), ids.to_vec()));
            }
        } else {
            for id in ids {
                self.polls.spawn(poll_one(self.client.clone(), id));
            }
        }
    }

    fn handle(&mut self, PollAnswer { id, answer, poll_alone }: PollAnswer) {
        let Some(query) = self.queries.get_mut(&id) else { return };
        query.in_flight = false;
        query.pause = query.pause.mul_f64(BACKOFF_FACTOR).min(self.poll_interval);
        query.due = Instant::now() + jittered(query.pause);
        match answer {
            Ok(status) => {
                query.failures = 0;
                let ended = status.state.is_final();
                query.notify(&Ok(Arc::new(status)));
                if ended {
                    self.queries.remove(&id);
                }
            }
            Err(error) if poll_alone => {
                self.batches &= !failure::is_denied(&error);
                query.in_flight = true;
                self.polls.spawn(poll_one(self.client.clone(), id));
            }
            Err(error) => {
                query.failures += 1;
                // The query runs whether it can be polled or not: a fault that may pass is no reason to give it up.
                if !error.is_retryable() || query.failures >= MAX_FAILED_POLLS {
                    query.notify(&Err(error));
                    self.queries.remove(&id);
                }
            }
        }
    }
}

/// Up to a tenth more or less, so that the polls of many queries spread out.
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(0.9 + 0.2 * fastrand::f64())
}

fn missing_state(operation: &'static str) -> ErrorKind {
    ErrorKind::Service { operation, message: "the answer does not contain the state of the query".to_owned() }
}

/// `GetQueryExecution`.
pub(in crate::athena) async fn query_status(client: &Client, id: &str) -> Result<QueryStatus> {
    let answer = client.get_query_execution().query_execution_id(id).send().await.map_err(failure::request_error)?;
    let query = answer.query_execution().ok_or_else(|| missing_state("GetQueryExecution"))?;
    Ok(QueryStatus::new(query).ok_or_else(|| missing_state("GetQueryExecution"))?)
}

async fn poll_one(client: Client, id: String) -> Vec<PollAnswer> {
    let answer = query_status(&client, &id).await;
    vec![PollAnswer { id, answer, poll_alone: false }]
}

async fn poll_many(client: Client, ids: Vec<String>) -> Vec<PollAnswer> {
    let answer = client.batch_get_query_execution().set_query_execution_ids(Some(ids.clone())).send().await;
    let answer = match answer.map_err(failure::request_error) {
        Ok(answer) => answer,
        // Throttles and faults would hit polls of single queries as well; a refusal of this operation might not.
        Err(error) => {
            let poll_alone = !error.is_retryable() || failure::is_denied(&error);
            return ids.into_iter().map(|id| PollAnswer { id, answer: Err(error.clone()), poll_alone }).collect();
        }
    };
    let mut found: HashMap<String, QueryStatus> = HashMap::new();
    for query in answer.query_executions() {
        if let Some(status) = QueryStatus::new(query) {
            found.insert(status.id.clone(), status);
        }
    }
    ids.into_iter()
        .map(|id| {
            let found = found.remove(&id);
            let poll_alone = found.is_none();
            PollAnswer { answer: found.ok_or_else(|| missing_state("BatchGetQueryExecution").into()), id, poll_alone }
        })
        .collect()
}
