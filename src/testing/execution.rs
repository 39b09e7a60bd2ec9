//! A query that was started, and how GetQueryExecution shows it.

use serde_json::{Value, json};

use super::script::{Script, State};

/// A query that was started.
#[derive(Debug)]
pub(super) struct Execution {
    pub(super) id: String,
    pub(super) script: usize,
    pub(super) sql: String,
    pub(super) statement: String,
    pub(super) substatement: String,
    /// The body of the request that started it.
    pub(super) request: Value,
    pub(super) output: Option<String>,
    pub(super) data_manifest: Option<String>,
    pub(super) submitted: f64,
    pub(super) completed: Option<f64>,
    pub(super) looks: usize,
    /// A client has been told its final state.
    pub(super) finished: bool,
    pub(super) stopped: bool,
    /// The last page of the result was read.
    pub(super) read: bool,
}

impl Execution {
    /// The state that was shown last, or the first one.
    pub(super) fn current(&self, script: &Script) -> State {
        if self.stopped {
            return State::Cancelled;
        }
        let states = script.states();
        states[self.looks.saturating_sub(1).min(states.len() - 1)]
    }

    /// The scripted states that no look has shown.
    pub(super) fn unseen(&self, script: &Script) -> Vec<State> {
        if self.is_running() { script.states().into_iter().skip(self.looks).collect() } else { Vec::new() }
    }

    pub(super) fn is_running(&self) -> bool {
        !self.finished && !self.stopped
    }

    /// Whether its result counts rows instead of showing them.
    pub(super) fn changes_rows(&self) -> bool {
        matches!(
            self.substatement.as_str(),
            "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "UNLOAD" | "CREATE_TABLE_AS_SELECT" | "VACUUM_TABLE"
        )
    }

    pub(super) fn is_hive_ddl(&self) -> bool {
        self.statement == "DDL" && !matches!(self.substatement.as_str(), "CREATE_TABLE_AS_SELECT" | "CREATE_VIEW")
    }

    /// QueryExecution.
    pub(super) fn describe(&self, script: &Script) -> Value {
        let state = self.current(script);
        let mut status = json!({"State": state.name(), "SubmissionDateTime": self.submitted});
        let mut statistics = json!({});
        if state.is_final() {
            status["CompletionDateTime"] = self.completed.unwrap_or(self.submitted).into();
            statistics = self.statistics(script);
        }
        if let Some((reason, error)) = self.ending(script, state) {
            status["StateChangeReason"] = reason.into();
            if let Some(error) = error {
                status["AthenaError"] = error;
            }
        }
        let mut answer = json!({
            "QueryExecutionId": self.id,
            "Query": self.sql,
            "StatementType": self.statement,
            "SubstatementType": self.substatement,
            "ResultReuseConfiguration": {"ResultReuseByAgeConfiguration": {"Enabled": false}},
            "QueryExecutionContext": {},
            "Status": status,
            "Statistics": statistics,
            "WorkGroup": work_group(&self.request),
            "EngineVersion": {
                "SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": "Athena engine version 3",
            },
        });
        for name in ["ResultReuseConfiguration", "QueryExecutionContext", "ExecutionParameters"] {
            if !self.request[name].is_null() {
                answer[name] = self.request[name].clone();
            }
        }
        match &self.output {
            Some(output) => {
                answer["ManagedQueryResultsConfiguration"] = json!({"Enabled": false});
                answer["ResultConfiguration"] = json!({"OutputLocation": output});
            }
            None => answer["ManagedQueryResultsConfiguration"] = json!({"Enabled": true}),
        }
        answer
    }

    fn statistics(&self, script: &Script) -> Value {
        let (engine, queue) = (script.engine_millis, script.queue_millis);
        let mut statistics = json!({
            "EngineExecutionTimeInMillis": engine,
            "DataScannedInBytes": script.scanned,
            "TotalExecutionTimeInMillis": engine + queue,
            "QueryQueueTimeInMillis": queue,
            "ServicePreProcessingTimeInMillis": 0,
            "QueryPlanningTimeInMillis": 0,
            "ServiceProcessingTimeInMillis": 0,
            "ResultReuseInformation": {"ReusedPreviousResult": script.reused},
        });
        if let Some(manifest) = &self.data_manifest {
            statistics["DataManifestLocation"] = manifest.as_str().into();
        }
        statistics
    }

    /// StateChangeReason and AthenaError.
    fn ending(&self, script: &Script, state: State) -> Option<(String, Option<Value>)> {
        let scripted = script.end.as_ref().filter(|end| end.state == state && !self.stopped);
        match (state, scripted) {
            (_, Some(end)) => {
                let error = end.error.map(|(category, kind, retryable)| {
                    json!({
                        "ErrorCategory": category, "ErrorType": kind, "Retryable": retryable,
                        "ErrorMessage": end.reason,
                    })
                });
                Some((end.reason.clone(), error))
            }
            (State::Cancelled, None) => Some(("Query cancelled by user".to_owned(), None)),
            (State::Failed, None) => {
                let reason = "GENERIC_USER_ERROR: the script names no reason";
                let error = json!({
                    "ErrorCategory": 2, "ErrorType": 1000, "Retryable": false, "ErrorMessage": reason,
                });
                Some((reason.to_owned(), Some(error)))
            }
            _ => None,
        }
    }
}

/// The workgroup that a request names.
pub(super) fn work_group(body: &Value) -> &str {
    body["WorkGroup"].as_str().unwrap_or("primary")
}
