//! Athena's operations.

use chrono::Utc;
use serde_json::{Value, json};

use super::{
    http::Response,
    request::{Operation, Request},
    results,
    script::{ScriptedQuery, State},
    service_error::{ServiceError, json_response},
    sql,
    started_query::{StartedQuery, below, work_group},
    state::ServerState,
};

/// Where results go when neither the client nor the workgroup names an output location.
const DEFAULT_OUTPUT_LOCATION: &str = "s3://work-group-results/";

/// The answer that the scripts give.
pub(super) fn answer(server: &mut ServerState, request: &Request) -> Response {
    let body = request.body();
    let answer = match request.operation() {
        Operation::StartQueryExecution => start(server, body),
        Operation::GetQueryExecution => get_query(server, body).map(|execution| json!({"QueryExecution": execution})),
        Operation::BatchGetQueryExecution => batch(server, body),
        Operation::StopQueryExecution => stop(server, body),
        Operation::GetQueryResults => get_results(server, body),
        Operation::GetWorkGroup => get_work_group(server, body),
        _ => {
            server.unexpected.push(format!("a request without a script: {}", request.summary()));
            return json_response(400, &json!({"__type": "UnknownOperationException"}));
        }
    };
    match answer {
        Ok(answer) => json_response(200, &answer),
        Err(error) => error.response(request),
    }
}

fn start(server: &mut ServerState, body: &Value) -> Result<Value, ServiceError> {
    let sql = sql::normalized(required(body, "QueryString", "queryString")?).to_owned();
    let token = body["ClientRequestToken"].as_str().filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| invalid("clientRequestToken is null or empty"))?;
    let bound = match (token.chars().count(), token.len()) {
        (..32, _) => Some("greater than or equal to 32"),
        (_, 129..) => Some("less than or equal to 128"),
        _ => None,
    };
    if let Some(bound) = bound {
        return Err(constraint("clientRequestToken", &format!("Member must have length {bound}")));
    }
    let prefix = body["ResultConfiguration"]["OutputLocation"].as_str();
    if prefix.is_some_and(|prefix| super::s3::split_uri(prefix).is_none()) {
        return Err(invalid("outputLocation is not a valid S3 path."));
    }
    let context = &body["QueryExecutionContext"];
    let parameters = json!([sql, context["Catalog"], context["Database"], prefix]);
    if let Some((before, id)) = server.tokens.get(token) {
        return if *before == parameters {
            Ok(json!({"QueryExecutionId": id}))
        } else {
            Err(ServiceError::invalid_request("IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match"))
        };
    }
    let Some(script) = server.take_script(&sql) else {
        return Err(invalid(&format!("The test server has no script for this query: {sql}")));
    };
    let id = uuid::Uuid::new_v4().to_string();
    server.tokens.insert(token.to_owned(), (parameters, id.clone()));
    insert(server, script, id.clone(), sql, body);
    Ok(json!({"QueryExecutionId": id}))
}

/// Adds a started query, and the files that an UNLOAD writes at once.
fn insert(server: &mut ServerState, script_index: usize, id: String, sql: String, body: &Value) {
    let script = &server.scripts[script_index];
    let (statement, substatement) = script.statement.clone().unwrap_or_else(|| {
        let (statement, substatement) = sql::classify(&sql);
        (statement.to_owned(), substatement.to_owned())
    });
    let configuration = &server.work_group(work_group(body))["Configuration"];
    let managed = script.managed_results || configuration["ManagedQueryResultsConfiguration"]["Enabled"] == json!(true);
    let output = (!managed).then(|| output_location(script, configuration, body, &substatement, &id));
    let data_manifest = script.data_manifest.clone().or_else(|| match &output {
        Some(output) if substatement == "UNLOAD" => Some(output.clone()),
        Some(output) if script.manifest.is_some() => {
            let prefix = output.rsplit_once('/').map_or(output.as_str(), |(prefix, _)| prefix);
            Some(format!("{prefix}/{id}-manifest.csv"))
        }
        _ => None,
    });
    let files = script.unloads.clone();
    let now = now();
    server.executions.push(StartedQuery {
        id,
        script: script_index,
        statement,
        substatement,
        request: body.clone(),
        output,
        data_manifest,
        submitted: now,
        completed: None,
        polls: 0,
        finished: false,
        stopped: false,
        read: false,
        sql: sql.clone(),
    });
    let Some(files) = files else { return };
    let prefix = sql::unload(&sql).map(|(_, prefix)| prefix);
    for (name, bytes) in files {
        let put = prefix.as_ref().is_some_and(|prefix| server.store.put_at(&below(prefix, &name), bytes));
        if !put {
            server.unexpected.push(format!("`unloads` is scripted for a statement that is not an UNLOAD to S3: {sql}"));
        }
    }
}

fn output_location(
    script: &ScriptedQuery,
    configuration: &Value,
    body: &Value,
    substatement: &str,
    id: &str,
) -> String {
    let client = body["ResultConfiguration"]["OutputLocation"].as_str();
    let group = configuration["ResultConfiguration"]["OutputLocation"].as_str();
    let enforced = group.filter(|_| configuration["EnforceWorkGroupConfiguration"] == json!(true));
    let prefix = match &script.output_location {
        Some(location) if !location.ends_with('/') => return location.clone(),
        Some(location) => location.as_str(),
        None => enforced.or(client).or(group).unwrap_or(DEFAULT_OUTPUT_LOCATION),
    };
    let name = match substatement {
        "SELECT" | "UPDATE" | "DELETE" | "MERGE" => format!("{id}.csv"),
        "INSERT" => id.to_owned(),
        "CREATE_TABLE_AS_SELECT" => format!("tables/{id}"),
        "UNLOAD" => format!("{id}-manifest.csv"),
        _ => format!("{id}.txt"),
    };
    below(prefix, &name)
}

/// One poll of a query: it is now in its next state. `None` for an id that is not known.
fn poll(server: &mut ServerState, id: &str) -> Option<Value> {
    let index = server.executions.iter().position(|execution| execution.id == id)?;
    server.executions[index].polls += 1;
    finish_if_final(server, index);
    let execution = &server.executions[index];
    Some(execution.describe(&server.scripts[execution.script]))
}

/// A client gets the current state: if it is the last one, the query has ended, and its files appear.
fn finish_if_final(server: &mut ServerState, index: usize) {
    let execution = &mut server.executions[index];
    let script = &server.scripts[execution.script];
    let state = execution.current(script);
    if !state.is_final() || execution.finished {
        return;
    }
    execution.finished = true;
    execution.completed = Some(now());
    if state != State::Succeeded {
        return;
    }
    if let Some(output) = execution.output.as_ref().filter(|_| script.csv)
        && let Some(file) = results::file(execution, script, output)
    {
        server.store.put_at(output, file);
    }
    if let (Some(uris), Some(location)) = (execution.manifest(script), &execution.data_manifest) {
        let lines: String = uris.iter().map(|uri| format!("{uri}\n")).collect();
        server.store.put_at(location, lines);
    }
}

fn get_query(server: &mut ServerState, body: &Value) -> Result<Value, ServiceError> {
    let id = required(body, "QueryExecutionId", "queryExecutionId")?;
    poll(server, id).ok_or_else(|| no_query(id))
}

fn batch(server: &mut ServerState, body: &Value) -> Result<Value, ServiceError> {
    let ids = body["QueryExecutionIds"].as_array().filter(|ids| !ids.is_empty());
    let ids = ids.ok_or_else(|| constraint("queryExecutionIds", "Member must not be null"))?;
    if ids.len() > 50 {
        return Err(constraint("queryExecutionIds", "Member must have length less than or equal to 50"));
    }
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for id in ids.iter().filter_map(Value::as_str) {
        match poll(server, id) {
            Some(execution) => found.push(execution),
            None => missing.push(json!({
                "QueryExecutionId": id,
                "ErrorCode": "QUERY_EXECUTION_NOT_FOUND",
                "ErrorMessage": format!("QueryExecution {id} was not found"),
            })),
        }
    }
    Ok(json!({"QueryExecutions": found, "UnprocessedQueryExecutionIds": missing}))
}

fn stop(server: &mut ServerState, body: &Value) -> Result<Value, ServiceError> {
    let id = required(body, "QueryExecutionId", "queryExecutionId")?;
    let execution = server.executions.iter_mut().find(|execution| execution.id == id).ok_or_else(|| no_query(id))?;
    if !execution.finished && !server.scripts[execution.script].ignores_stop {
        execution.stopped = true;
    }
    Ok(json!({}))
}

fn get_results(server: &mut ServerState, body: &Value) -> Result<Value, ServiceError> {
    let id = required(body, "QueryExecutionId", "queryExecutionId")?;
    let index = server.executions.iter().position(|execution| execution.id == id).ok_or_else(|| no_query(id))?;
    let execution = &mut server.executions[index];
    let page = results::page(execution, &server.scripts[execution.script], body)?;
    finish_if_final(server, index);
    Ok(page)
}

fn get_work_group(server: &ServerState, body: &Value) -> Result<Value, ServiceError> {
    let name = required(body, "WorkGroup", "workGroup")?;
    match server.work_group(name) {
        Value::Null => Err(invalid("WorkGroup is not found.")),
        group => Ok(json!({"WorkGroup": group})),
    }
}

fn required<'a>(body: &'a Value, name: &str, member: &str) -> Result<&'a str, ServiceError> {
    body[name].as_str().ok_or_else(|| {
        let message = "failed to satisfy constraint: Member must not be null";
        invalid(&format!("1 validation error detected: Value null at '{member}' {message}"))
    })
}

fn constraint(member: &str, rule: &str) -> ServiceError {
    invalid(&format!("1 validation error detected: Value at '{member}' failed to satisfy constraint: {rule}"))
}

fn invalid(message: &str) -> ServiceError {
    ServiceError::invalid_request("INVALID_INPUT", message)
}

fn no_query(id: &str) -> ServiceError {
    ServiceError::invalid_request("QUERY_EXECUTION_NOT_FOUND", &format!("QueryExecution {id} was not found"))
}

/// Seconds since 1970, to the millisecond.
fn now() -> f64 {
    Utc::now().timestamp_millis() as f64 / 1000.0
}
