//! A query that was started, and its description in GetQueryExecution.

use serde_json::{Value, json};

use super::{
    script::{ScriptedQuery, State},
    sql,
};

/// A query that was started.
#[derive(Debug)]
pub(super) struct StartedQuery {
    pub(super) id: String,
    /// The index of its script.
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
    pub(super) polls: usize,
    /// A client has received its final state.
    pub(super) finished: bool,
    pub(super) stopped: bool,
    /// The last page of the result was read.
    pub(super) read: bool,
}

impl StartedQuery {
    /// The state at the last poll, or the first one.
    pub(super) fn current(&self, script: &ScriptedQuery) -> State {
        if self.stopped {
            return State::Cancelled;
        }
        let states = script.states();
        states[self.polls.saturating_sub(1).min(states.len() - 1)]
    }

    /// The scripted states that no poll has shown.
    pub(super) fn not_polled(&self, script: &ScriptedQuery) -> Vec<State> {
        if self.is_running() { script.states().into_iter().skip(self.polls).collect() } else { Vec::new() }
    }

    pub(super) fn is_running(&self) -> bool {
        !self.finished && !self.stopped
    }

    /// The files that it has written. A manifest that is scripted may list something else than what was written.
    pub(super) fn manifest(&self, script: &ScriptedQuery) -> Option<Vec<String>> {
        let unloaded = || {
            let files = script.unloads.as_ref()?;
            let (_, prefix) = sql::unload(&self.sql)?;
            Some(files.iter().map(|(name, _)| below(&prefix, name)).collect())
        };
        script.manifest.clone().or_else(unloaded)
    }

    /// Whether its result is a number of rows instead of rows.
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
    pub(super) fn describe(&self, script: &ScriptedQuery) -> Value {
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

    fn statistics(&self, script: &ScriptedQuery) -> Value {
        let (engine, queue) = (script.engine_millis, script.queue_millis);
        let mut statistics = json!({
            "EngineExecutionTimeInMillis": engine,
            "DataScannedInBytes": script.bytes_scanned,
            "TotalExecutionTimeInMillis": engine + queue,
            "QueryQueueTimeInMillis": queue,
            "ServicePreProcessingTimeInMillis": 0,
            "QueryPlanningTimeInMillis": 0,
            "ServiceProcessingTimeInMillis": 0,
            "ResultReuseInformation": {"ReusedPreviousResult": script.reused_result},
        });
        if let Some(manifest) = &self.data_manifest {
            statistics["DataManifestLocation"] = manifest.as_str().into();
        }
        statistics
    }

    /// StateChangeReason and AthenaError.
    fn ending(&self, script: &ScriptedQuery, state: State) -> Option<(String, Option<Value>)> {
        let scripted = script.ending.as_ref().filter(|ending| ending.state == state && !self.stopped);
        match (state, scripted) {
            (_, Some(ending)) => {
                let error = ending.error.map(|(category, kind, retryable)| {
                    json!({
                        "ErrorCategory": category, "ErrorType": kind, "Retryable": retryable,
                        "ErrorMessage": ending.reason,
                    })
                });
                Some((ending.reason.clone(), error))
            }
            (State::Cancelled, None) => Some(("Query cancelled by user".to_owned(), None)),
            (State::Failed, None) => {
                let reason = "GENERIC_USER_ERROR: the script gives no reason";
                let error = json!({
                    "ErrorCategory": 2, "ErrorType": 1000, "Retryable": false, "ErrorMessage": reason,
                });
                Some((reason.to_owned(), Some(error)))
            }
            _ => None,
        }
    }
}

/// A key below a prefix.
pub(super) fn below(prefix: &str, name: &str) -> String {
    format!("{}/{name}", prefix.trim_end_matches('/'))
}

/// The workgroup that a request names.
pub(super) fn work_group(body: &Value) -> &str {
    body["WorkGroup"].as_str().unwrap_or("primary")
}
