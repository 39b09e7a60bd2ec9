//! Athena's operations.

use chrono::Utc;
use serde_json::{Value, json};

use super::{
    answer::{Fault, json_response},
    execution::{Execution, work_group},
    http::Response,
    request::{Operation, Request},
    results,
    script::{Script, State},
    server::World,
    sql,
};

/// Where results go when neither the client nor the workgroup names a place.
const DEFAULT_FOLDER: &str = "s3://work-group-results/";

/// The answer that the scripts give.
pub(super) fn answer(world: &mut World, request: &Request) -> Response {
    let body = request.body();
    let answer = match request.operation() {
        Operation::StartQueryExecution => start(world, body),
        Operation::GetQueryExecution => look_by_body(world, body).map(|execution| json!({"QueryExecution": execution})),
        Operation::BatchGetQueryExecution => batch(world, body),
        Operation::StopQueryExecution => stop(world, body),
        Operation::GetQueryResults => read(world, body),
        Operation::GetWorkGroup => get_work_group(world, body),
        _ => {
            world.unexpected.push(format!("a request without a script: {}", request.summary()));
            return json_response(400, &json!({"__type": "UnknownOperationException"}));
        }
    };
    match answer {
        Ok(answer) => json_response(200, &answer),
        Err(fault) => fault.response(request),
    }
}

fn start(world: &mut World, body: &Value) -> Result<Value, Fault> {
    let sql = sql::normal(text(body, "QueryString", "queryString")?).to_owned();
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
    let folder = body["ResultConfiguration"]["OutputLocation"].as_str();
    if folder.is_some_and(|folder| super::s3::split(folder).is_none()) {
        return Err(invalid("outputLocation is not a valid S3 path."));
    }
    let context = &body["QueryExecutionContext"];
    let same = json!([sql, context["Catalog"], context["Database"], folder]);
    if let Some((before, id)) = world.tokens.get(token) {
        return if *before == same {
            Ok(json!({"QueryExecutionId": id}))
        } else {
            Err(Fault::invalid_request("IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match"))
        };
    }
    let Some(script) = world.take_script(&sql) else {
        return Err(invalid(&format!("The test server has no script for this query: {sql}")));
    };
    let id = uuid::Uuid::new_v4().to_string();
    world.tokens.insert(token.to_owned(), (same, id.clone()));
    begin(world, script, id.clone(), sql, body);
    Ok(json!({"QueryExecutionId": id}))
}

/// Makes the query and the files that it writes from its beginning.
fn begin(world: &mut World, index: usize, id: String, sql: String, body: &Value) {
    let script = &world.scripts[index];
    let (statement, substatement) = script.statement.clone().unwrap_or_else(|| {
        let (statement, substatement) = sql::classify(&sql);
        (statement.to_owned(), substatement.to_owned())
    });
    let settings = &world.work_group(work_group(body))["Configuration"];
    let managed = script.managed || settings["ManagedQueryResultsConfiguration"]["Enabled"] == json!(true);
    let output = (!managed).then(|| output_location(script, settings, body, &substatement, &id));
    let data_manifest = script.data_manifest.clone().or_else(|| match &output {
        Some(output) if substatement == "UNLOAD" => Some(output.clone()),
        Some(output) if script.manifest.is_some() => {
            let folder = output.rsplit_once('/').map_or(output.as_str(), |(folder, _)| folder);
            Some(format!("{folder}/{id}-manifest.csv"))
        }
        _ => None,
    });
    let files = script.unloads.clone();
    let now = now();
    world.executions.push(Execution {
        id,
        script: index,
        statement,
        substatement,
        request: body.clone(),
        output,
        data_manifest,
        submitted: now,
        completed: None,
        looks: 0,
        finished: false,
        stopped: false,
        read: false,
        sql: sql.clone(),
    });
    let Some(files) = files else { return };
    let folder = sql::unload(&sql).map(|(_, folder)| folder);
    for (name, bytes) in files {
        let put = folder.as_ref().is_some_and(|folder| world.store.put_at(&below(folder, &name), bytes));
        if !put {
            world.unexpected.push(format!("`unloads` is scripted for what is no UNLOAD to S3: {sql}"));
        }
    }
}

fn output_location(script: &Script, settings: &Value, body: &Value, substatement: &str, id: &str) -> String {
    let client = body["ResultConfiguration"]["OutputLocation"].as_str();
    let group = settings["ResultConfiguration"]["OutputLocation"].as_str();
    let enforced = group.filter(|_| settings["EnforceWorkGroupConfiguration"] == json!(true));
    let folder = match &script.output_location {
        Some(location) if !location.ends_with('/') => return location.clone(),
        Some(location) => location.as_str(),
        None => enforced.or(client).or(group).unwrap_or(DEFAULT_FOLDER),
    };
    let name = match substatement {
        "SELECT" | "UPDATE" | "DELETE" | "MERGE" => format!("{id}.csv"),
        "INSERT" => id.to_owned(),
        "CREATE_TABLE_AS_SELECT" => format!("tables/{id}"),
        "UNLOAD" => format!("{id}-manifest.csv"),
        _ => format!("{id}.txt"),
    };
    below(folder, &name)
}

fn below(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.trim_end_matches('/'))
}

/// One look at a query: shows the next state.
fn look(world: &mut World, id: &str) -> Option<Value> {
    let place = world.executions.iter().position(|execution| execution.id == id)?;
    world.executions[place].looks += 1;
    settle(world, place);
    let execution = &world.executions[place];
    Some(execution.describe(&world.scripts[execution.script]))
}

/// What follows when a client is told the current state.
fn settle(world: &mut World, place: usize) {
    let execution = &mut world.executions[place];
    let script = &world.scripts[execution.script];
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
        world.store.put_at(output, file);
    }
    let unloaded = || {
        let files = script.unloads.as_ref()?;
        let (_, folder) = sql::unload(&execution.sql)?;
        Some(files.iter().map(|(name, _)| below(&folder, name)).collect())
    };
    // A manifest that is scripted as well may say something else than what was written.
    let uris: Option<Vec<String>> = script.manifest.clone().or_else(unloaded);
    if let (Some(uris), Some(location)) = (uris, &execution.data_manifest) {
        let lines: String = uris.iter().map(|uri| format!("{uri}\n")).collect();
        world.store.put_at(location, lines);
    }
}

fn look_by_body(world: &mut World, body: &Value) -> Result<Value, Fault> {
    let id = text(body, "QueryExecutionId", "queryExecutionId")?;
    look(world, id).ok_or_else(|| no_query(id))
}

fn batch(world: &mut World, body: &Value) -> Result<Value, Fault> {
    let ids = body["QueryExecutionIds"].as_array().filter(|ids| !ids.is_empty());
    let ids = ids.ok_or_else(|| constraint("queryExecutionIds", "Member must not be null"))?;
    if ids.len() > 50 {
        return Err(constraint("queryExecutionIds", "Member must have length less than or equal to 50"));
    }
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for id in ids.iter().filter_map(Value::as_str) {
        match look(world, id) {
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

fn stop(world: &mut World, body: &Value) -> Result<Value, Fault> {
    let id = text(body, "QueryExecutionId", "queryExecutionId")?;
    let execution = world.executions.iter_mut().find(|execution| execution.id == id).ok_or_else(|| no_query(id))?;
    if !execution.finished && !world.scripts[execution.script].ignores_stop {
        execution.stopped = true;
    }
    Ok(json!({}))
}

fn read(world: &mut World, body: &Value) -> Result<Value, Fault> {
    let id = text(body, "QueryExecutionId", "queryExecutionId")?;
    let place = world.executions.iter().position(|execution| execution.id == id).ok_or_else(|| no_query(id))?;
    let execution = &mut world.executions[place];
    let page = results::page(execution, &world.scripts[execution.script], body)?;
    settle(world, place);
    Ok(page)
}

fn get_work_group(world: &World, body: &Value) -> Result<Value, Fault> {
    let name = text(body, "WorkGroup", "workGroup")?;
    match world.work_group(name) {
        Value::Null => Err(invalid("WorkGroup is not found.")),
        group => Ok(json!({"WorkGroup": group})),
    }
}

fn text<'a>(body: &'a Value, name: &str, member: &str) -> Result<&'a str, Fault> {
    body[name].as_str().ok_or_else(|| {
        let message = "failed to satisfy constraint: Member must not be null";
        invalid(&format!("1 validation error detected: Value null at '{member}' {message}"))
    })
}

fn constraint(member: &str, rule: &str) -> Fault {
    invalid(&format!("1 validation error detected: Value at '{member}' failed to satisfy constraint: {rule}"))
}

fn invalid(message: &str) -> Fault {
    Fault::invalid_request("INVALID_INPUT", message)
}

fn no_query(id: &str) -> Fault {
    Fault::invalid_request("QUERY_EXECUTION_NOT_FOUND", &format!("QueryExecution {id} was not found"))
}

/// Seconds since 1970, to the millisecond.
fn now() -> f64 {
    Utc::now().timestamp_millis() as f64 / 1000.0
}
