use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use quilt_athena::prelude::*;

#[derive(AthenaView)]
#[athena(view = "entries")]
struct Entry {
    name: String,
    title: Option<String>,
    size: i64,
    ratio: f64,
    weight: f64,
    ok: bool,
    data: Vec<u8>,
    meta: Option<String>,
    day: NaiveDate,
    at: NaiveDateTime,
    zoned: DateTime<Utc>,
    clock: NaiveTime,
    keys: Vec<String>,
    sizes: Vec<i64>,
    lists: Vec<Vec<String>>,
    tags: BTreeMap<String, i64>,
}
