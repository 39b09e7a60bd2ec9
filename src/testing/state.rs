//! All that the server knows: scripts, queries, objects, and the requests until now.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};

use super::{
    answer::Answer,
    athena,
    http::Response,
    request::{Operation, Request},
    s3::S3Store,
    script::{ScriptedQuery, StatementPattern},
    started_query::StartedQuery,
};

/// What the connections and the handles share, under one lock.
#[derive(Debug, Default)]
pub(super) struct ServerState {
    pub(super) scripts: Vec<ScriptedQuery>,
    pub(super) executions: Vec<StartedQuery>,
    /// By `ClientRequestToken`: the parameters of the start, and the id of the query.
    pub(super) tokens: HashMap<String, (Value, String)>,
    pub(super) store: S3Store,
    pub(super) unexpected: Vec<String>,
    pub(super) once: BTreeMap<Operation, VecDeque<Answer>>,
    pub(super) requests: Vec<Request>,
    pub(super) work_groups: BTreeMap<String, Value>,
    /// The verification was made, or is not wanted.
    pub(super) verified: bool,
}

impl ServerState {
    /// The index of the script for a statement that starts now; the more exact one wins.
    pub(super) fn take_script(&mut self, sql: &str) -> Option<usize> {
        let mut matching: Vec<usize> =
            (0..self.scripts.len()).filter(|index| self.scripts[*index].matches(sql)).collect();
        matching.sort_by_key(|index| match self.scripts[*index].pattern {
            StatementPattern::Sql(_) => 0,
            StatementPattern::UnloadOf(_) => 1,
            StatementPattern::Any => 2,
        });
        let Some(index) = matching.iter().copied().find(|index| !self.scripts[*index].is_spent()) else {
            let what = if matching.is_empty() { "has no script" } else { "was started too many times" };
            self.unexpected.push(format!("a query that {what}: {sql}"));
            return None;
        };
        self.scripts[index].started += 1;
        Some(index)
    }

    /// A workgroup as GetWorkGroup describes it; `Null` when there is none of that name.
    pub(super) fn work_group(&self, name: &str) -> Value {
        match self.work_groups.get(name) {
            Some(group) => group.clone(),
            None if name == "primary" => json!({
                "Name": "primary",
                "State": "ENABLED",
                "Configuration": {
                    "ResultConfiguration": {},
                    "EnforceWorkGroupConfiguration": false,
                    "PublishCloudWatchMetricsEnabled": false,
                    "RequesterPaysEnabled": false,
                    "EngineVersion": {
                        "SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": "Athena engine version 3",
                    },
                },
            }),
            None => Value::Null,
        }
    }

    /// Records a request, and answers it. No response is a connection that is reset.
    pub(super) fn answer(&mut self, request: &Request) -> (Option<Response>, Answer) {
        let operation = request.operation();
        let answer = self.once.get_mut(&operation).and_then(VecDeque::pop_front).unwrap_or_else(Answer::scripted);
        self.requests.push(request.clone());
        let response = answer.response(request, || {
            if operation.is_s3() { self.store.answer(request) } else { athena::answer(self, request) }
        });
        (response, answer)
    }

    /// What was scripted and did not happen, and what happened and was not scripted.
    pub(super) fn deviations(&self) -> Vec<String> {
        let mut list = self.unexpected.clone();
        for script in &self.scripts {
            if let Some(times) = script.times.filter(|times| script.started < *times) {
                list.push(format!("{} was started {} of {times} times", script.title(), script.started));
            }
        }
        for execution in &self.executions {
            let script = &self.scripts[execution.script];
            let not_polled: Vec<_> = execution.not_polled(script).into_iter().map(|state| state.name()).collect();
            if !not_polled.is_empty() {
                list.push(format!("query `{}`: no client has seen {}", execution.sql, not_polled.join(", ")));
            }
            if script.require_full_read && !execution.read {
                list.push(format!("query `{}`: its result was not read to the end", execution.sql));
            }
        }
        for (operation, answers) in self.once.iter().filter(|(_, answers)| !answers.is_empty()) {
            list.push(format!("{operation}: {} of the answers given to `once` were not used", answers.len()));
        }
        list
    }
}

/// The state under its lock.
#[derive(Debug, Default)]
pub(super) struct SharedState(Mutex<ServerState>);

impl SharedState {
    pub(super) fn lock(&self) -> MutexGuard<'_, ServerState> {
        // A panic under the lock is a failed assertion of the server; what it holds is still of use for reports.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
