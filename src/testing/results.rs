//! The pages of GetQueryResults, and results as files.

use serde_json::{Value, json};

use super::{
    script::{ScriptedQuery, State},
    service_error::ServiceError,
    sql::type_info,
    started_query::StartedQuery,
};

/// One page of a result, or what is wrong with the request.
pub(super) fn page(execution: &mut StartedQuery, script: &ScriptedQuery, body: &Value) -> Result<Value, ServiceError> {
    let limit = match &body["MaxResults"] {
        Value::Null => 1000,
        number => number.as_i64().unwrap_or(0),
    };
    if limit > 1000 {
        return Err(invalid("MaxResults is more than maximum allowed length 1000"));
    }
    let limit = usize::try_from(limit).ok().filter(|limit| *limit > 0).ok_or_else(|| {
        invalid(
            "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must have value \
             greater than or equal to 1",
        )
    })?;
    if let Some(answer) = unreadable(execution, script) {
        return answer;
    }
    if body["QueryResultType"] == json!("DATA_MANIFEST") {
        return manifest(execution, script);
    }
    let (start, empty_pages) = match body["NextToken"].as_str() {
        None => (0, 0),
        Some(token) => {
            let position = parse_token(token, &execution.id);
            position.ok_or_else(|| invalid(&format!("Malformed nextPageToken {token}")))?
        }
    };
    let header = header(execution, script);
    let total = script.rows.len() + usize::from(header.is_some());
    let limit = limit.min(script.page_rows);
    let empty = start > 0 && empty_pages < script.empty_pages;
    let start = start.min(total);
    let end = if empty { start } else { start.saturating_add(limit).min(total) };
    let empty_pages = empty_pages + usize::from(empty);
    // A page that is exactly full names a next one even when nothing is left.
    let more = end < total || end - start == limit || empty_pages < script.empty_pages && end > 0;
    execution.read |= !more;
    // By position, since a long result is not to be copied for each page.
    let rows = header.iter().chain(&script.rows).skip(start).take(end - start);
    let rows: Vec<Value> = rows.map(|row| row_json(row)).collect();
    let mut answer = result_set(execution, script, rows);
    if more {
        answer["NextToken"] = format!("{}/{end}/{empty_pages}", execution.id).into();
    }
    Ok(answer)
}

/// The manifest in rows, in one page.
fn manifest(execution: &StartedQuery, script: &ScriptedQuery) -> Result<Value, ServiceError> {
    let writes = matches!(execution.substatement.as_str(), "UNLOAD" | "INSERT" | "CREATE_TABLE_AS_SELECT");
    let Some(uris) = execution.manifest(script).filter(|_| writes) else {
        return Err(invalid("The query has no manifest file"));
    };
    let rows = uris.into_iter().map(|uri| row_json(&[Some(uri)]));
    let metadata = json!({"ColumnInfo": [column_info("manifest", "varchar")]});
    Ok(json!({"ResultSet": {"Rows": rows.collect::<Vec<_>>(), "ResultSetMetadata": metadata}}))
}

/// The answer for a query without a readable result.
fn unreadable(execution: &StartedQuery, script: &ScriptedQuery) -> Option<Result<Value, ServiceError>> {
    let state_error = |message: String| ServiceError::invalid_request("INVALID_QUERY_EXECUTION_STATE", &message);
    match execution.current(script) {
        State::Succeeded => None,
        State::Cancelled => Some(Err(ServiceError::invalid_request("RESULT_NOT_FOUND", "Could not find results"))),
        State::Failed if execution.is_hive_ddl() => {
            Some(Ok(json!({"ResultSet": {"Rows": [], "ResultSetMetadata": {"ColumnInfo": []}}})))
        }
        State::Failed => {
            Some(Err(state_error("Query did not finish successfully. Final query state: FAILED".to_owned())))
        }
        state => Some(Err(state_error(format!("Query has not yet finished. Current state: {}", state.name())))),
    }
}

fn parse_token(token: &str, id: &str) -> Option<(usize, usize)> {
    let (start, empty_pages) = token.strip_prefix(id)?.strip_prefix('/')?.split_once('/')?;
    Some((start.parse().ok()?, empty_pages.parse().ok()?))
}

/// The names of the columns as the first row, where there is one.
fn header(execution: &StartedQuery, script: &ScriptedQuery) -> Option<Vec<Option<String>>> {
    let shown = !script.no_header && matches!(execution.substatement.as_str(), "SELECT" | "EXPLAIN" | "SHOW_FUNCTIONS");
    shown.then(|| script.columns.iter().map(|(name, _)| Some(name.clone())).collect())
}

fn row_json(row: &[Option<String>]) -> Value {
    let data = row.iter().map(|cell| match cell {
        Some(text) => json!({"VarCharValue": text}),
        None => json!({}),
    });
    json!({"Data": data.collect::<Vec<_>>()})
}

fn result_set(execution: &StartedQuery, script: &ScriptedQuery, rows: Vec<Value>) -> Value {
    let changes = execution.changes_rows();
    let columns: Vec<Value> = if changes && script.columns.is_empty() {
        vec![column_info("rows", "bigint")]
    } else {
        script.columns.iter().map(|(name, sql_type)| column_info(name, sql_type)).collect()
    };
    let metadata = json!({"ColumnInfo": columns});
    let mut answer = json!({"ResultSet": {"Rows": rows, "ResultSetMetadata": metadata}});
    let counts = changes || execution.substatement == "SELECT" || execution.substatement.starts_with("SHOW");
    if let Some(count) = script.update_count.or(counts.then_some(0)) {
        answer["UpdateCount"] = count.into();
    }
    answer
}

fn column_info(name: &str, sql_type: &str) -> Value {
    let info = type_info(sql_type);
    json!({
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": name,
        "Label": name,
        "Type": info.name,
        "Precision": info.precision,
        "Scale": info.scale,
        "Nullable": "UNKNOWN",
        "CaseSensitive": info.case_sensitive,
    })
}

/// The result as the object at a location: CSV or tab-separated lines, by the suffix of the location. `None` for others.
pub(super) fn file(execution: &StartedQuery, script: &ScriptedQuery, location: &str) -> Option<String> {
    let header = header(execution, script);
    if location.ends_with(".csv") {
        return Some(header.iter().chain(&script.rows).map(|row| csv_line(row)).collect());
    }
    // Of the text files, only the plan of EXPLAIN has a header.
    let header = header.filter(|_| execution.substatement == "EXPLAIN");
    let lines = header.iter().chain(&script.rows).map(|row| {
        let cells: Vec<&str> = row.iter().map(|cell| cell.as_deref().unwrap_or_default()).collect();
        cells.join("\t")
    });
    location.ends_with(".txt").then(|| lines.collect::<Vec<_>>().join("\n"))
}

fn csv_line(row: &[Option<String>]) -> String {
    let cells = row.iter().map(|cell| match cell {
        Some(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        None => String::new(),
    });
    cells.collect::<Vec<_>>().join(",") + "\n"
}

fn invalid(message: &str) -> ServiceError {
    ServiceError::invalid_request("INVALID_INPUT", message)
}
