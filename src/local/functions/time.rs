//! Dates and times. All instants are UTC, the zone of Athena's sessions.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, TimestampMillisecondArray,
    cast::AsArray,
    types::{Float64Type, TimestampMillisecondType},
};
use arrow_schema::{DataType, TimeUnit};
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::define::{function, wrong_arguments};
use crate::local::sql_types::Class;

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("from_unixtime", one_number, |_| Ok(instant()), from_unixtime),
        function("to_unixtime", one_instant, |_| Ok(DataType::Float64), to_unixtime),
    ]
}

fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

fn one_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::Integer | Class::Float | Class::Unknown) => Ok(vec![DataType::Float64]),
        _ => Err(wrong_arguments(name, args, "double")),
    }
}

fn one_instant(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::TimestampTz | Class::Unknown) => Ok(vec![instant()]),
        _ => Err(wrong_arguments(name, args, "timestamp with time zone")),
    }
}

/// Seconds since 1970 as `timestamp(3) with time zone`.
fn from_unixtime(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let millis =
        args[0].as_primitive::<Float64Type>().iter().map(|seconds| seconds.map(|s| (s * 1000.0).round() as i64));
    Ok(Arc::new(millis.collect::<TimestampMillisecondArray>().with_timezone("UTC")))
}

fn to_unixtime(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let seconds = args[0].as_primitive::<TimestampMillisecondType>().iter().map(|at| at.map(|at| at as f64 / 1000.0));
    Ok(Arc::new(seconds.collect::<Float64Array>()))
}
