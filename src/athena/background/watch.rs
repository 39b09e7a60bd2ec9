//! Looking at running queries.

use std::{collections::HashMap, sync::Arc, time::Duration};

use aws_sdk_athena::Client;
use tokio::{
    sync::{OwnedSemaphorePermit, watch as updates},
    task::JoinSet,
    time::Instant,
};

use super::Look;
use crate::{
    athena::{QueryStatus, config::Times, failure},
    error::{ErrorKind, Result},
};

/// The first look is never later.
const FIRST_LOOK: Duration = Duration::from_millis(80);
/// Each pause is so much longer than the one before.
const GROWTH: f64 = 1.5;
/// `QueryExecutionIds` of BatchGetQueryExecution takes so many.
const BATCH: usize = 50;
/// So many looks in a row have to fail, each after all its attempts, until the query's owners hear of it.
const PATIENCE: u32 = 5;

/// The queries that are looked at.
pub(super) struct Watched {
    client: Client,
    times: Times,
    queries: HashMap<String, Query>,
    looks: JoinSet<Vec<Seen>>,
    /// One request for many: until that turns out to be closed.
    batches: bool,
}

/// What became of a look.
struct Seen {
    id: String,
    answer: Result<QueryStatus>,
    /// Asked for with others, and has to be asked for by itself.
    alone: bool,
}

struct Query {
    senders: Vec<updates::Sender<Look>>,
    /// Given back when the query has ended, whether or not anybody waits for it.
    slots: Vec<OwnedSemaphorePermit>,
    pause: Duration,
    due: Instant,
    looking: bool,
    failures: u32,
}

impl Query {
    fn tell(&self, look: &Result<Arc<QueryStatus>>) {
        for sender in &self.senders {
            sender.send_replace(Some(look.clone()));
        }
    }
}

impl Watched {
    pub(super) fn new(client: Client, times: Times) -> Self {
        Self { client, times, queries: HashMap::new(), looks: JoinSet::new(), batches: true }
    }

    pub(super) fn add(&mut self, id: String, sender: updates::Sender<Look>, slot: Option<OwnedSemaphorePermit>) {
        let pause = FIRST_LOOK.min(self.times.poll_interval);
        let now = Instant::now();
        let query = self.queries.entry(id).or_insert_with(|| Query {
            senders: Vec::new(),
            slots: Vec::new(),
            pause,
            due: now,
            looking: false,
            failures: 0,
        });
        query.senders.push(sender);
        query.slots.extend(slot);
        query.pause = pause;
        query.due = now + jittered(pause);
    }

    /// Waits for the next thing to do and does it: looks that are due, or answers that have come. Never ends while there is neither.
    pub(super) async fn work(&mut self) {
        // What nobody waits for is looked at no more, unless it holds a slot: that one is free when it has ended.
        self.queries.retain(|_, query| {
            query.senders.retain(|sender| !sender.is_closed());
            !(query.senders.is_empty() && query.slots.is_empty())
        });
        let due = self.queries.values().filter(|query| !query.looking).map(|query| query.due).min();
        let wake = async {
            match due {
                Some(due) => tokio::time::sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wake => self.look(),
            Some(answers) = self.looks.join_next() => match answers {
                Ok(answers) => answers.into_iter().for_each(|seen| self.answered(seen)),
                // Which looks were lost is not known: all that are under way are taken again, at the worst twice.
                Err(_) => self.queries.values_mut().for_each(|query| query.looking = false),
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

    fn answered(&mut self, seen: Seen) {
        let Some(query) = self.queries.get_mut(&seen.id) else { return };
        query.looking = false;
        query.pause = query.pause.mul_f64(GROWTH).min(self.times.poll_interval);
        query.due = Instant::now() + jittered(query.pause);
        match seen.answer {
            Ok(status) => {
                query.failures = 0;
                let ended = status.state.is_final();
                query.tell(&Ok(Arc::new(status)));
                if ended {
                    self.queries.remove(&seen.id);
                }
            }
            Err(error) if seen.alone => {
                self.batches &= !failure::is_closed(&error);
                query.looking = true;
                self.looks.spawn(look_at_one(self.client.clone(), seen.id));
            }
            Err(error) => {
                query.failures += 1;
                // The query goes on whether we see it or not: a fault that may pass is no reason to give it up.
                if !error.is_retryable() || query.failures >= PATIENCE {
                    query.tell(&Err(error));
                    self.queries.remove(&seen.id);
                }
            }
        }
    }
}

/// A tenth more or less, so that many do not come at once.
fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(0.9 + 0.2 * fastrand::f64())
}

fn garbled(operation: &'static str) -> ErrorKind {
    ErrorKind::Service { operation, message: "the answer does not say in which state the query is".to_owned() }
}

/// `GetQueryExecution`.
pub(in crate::athena) async fn status(client: &Client, id: &str) -> Result<QueryStatus> {
    let answer = client.get_query_execution().query_execution_id(id).send().await.map_err(failure::of_request)?;
    let query = answer.query_execution().ok_or_else(|| garbled("GetQueryExecution"))?;
    Ok(QueryStatus::new(query).ok_or_else(|| garbled("GetQueryExecution"))?)
}

async fn look_at_one(client: Client, id: String) -> Vec<Seen> {
    let answer = status(&client, &id).await;
    vec![Seen { id, answer, alone: false }]
}

async fn look_at_many(client: Client, ids: Vec<String>) -> Vec<Seen> {
    let answer = client.batch_get_query_execution().set_query_execution_ids(Some(ids.clone())).send().await;
    let answer = match answer.map_err(failure::of_request) {
        Ok(answer) => answer,
        // Throttles and faults concern single looks as well; a refusal of this request may not.
        Err(error) => {
            let alone = !error.is_retryable() || failure::is_closed(&error);
            return ids.into_iter().map(|id| Seen { id, answer: Err(error.clone()), alone }).collect();
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
            let alone = found.is_none();
            Seen { answer: found.ok_or_else(|| garbled("BatchGetQueryExecution").into()), id, alone }
        })
        .collect()
}
