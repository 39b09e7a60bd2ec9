//! Approximate aggregate functions.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, cast::AsArray, types::Float64Type};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::AggregateUDF,
};

use super::{
    super::support::arguments::{first_type, invalid_argument, wrong_arguments},
    collected::collected,
};
use crate::local::errors::unsupported;
use crate::local::types::TypeClass;

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    vec![collected("approx_percentile", percentile_types, percentile_type, percentile)]
}

/// A number, and a fraction or an array of them.
fn percentile_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let fraction = |data_type: &DataType| matches!(TypeClass::of(data_type), TypeClass::Integer | TypeClass::Float);
    let value = |data_type: &DataType| match TypeClass::of(data_type) {
        TypeClass::Integer | TypeClass::Unknown => Some(DataType::Int64),
        TypeClass::Float => Some(data_type.clone()),
        _ => None,
    };
    match args {
        [data_type, p] => match (value(data_type), p) {
            (Some(data_type), DataType::List(item)) if fraction(item.data_type()) => {
                Ok(vec![data_type, DataType::new_list(DataType::Float64, true)])
            }
            (Some(data_type), p) if fraction(p) => Ok(vec![data_type, DataType::Float64]),
            _ => Err(wrong_arguments(name, args, "bigint or double, double or array(double)")),
        },
        [_, _, _] | [_, _, _, _] => Err(unsupported(format!("{name} with weights"))),
        _ => Err(wrong_arguments(name, args, "bigint or double, double or array(double)")),
    }
}

fn percentile_type(args: &[DataType]) -> Result<DataType> {
    let data_type = first_type(args);
    let data_type = if TypeClass::of(&data_type) == TypeClass::Integer { DataType::Int64 } else { data_type };
    Ok(if matches!(args.get(1), Some(DataType::List(_))) { DataType::new_list(data_type, true) } else { data_type })
}

/// Exact, which is an approximation too: the value with that fraction of the others before it, as Trino's digest gives it as long as it
/// keeps every value.
fn percentile(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    let nothing = ScalarValue::try_from(data_type)?;
    let rows = (0..args[0].len()).filter(|row| args[0].is_valid(*row) && args[1].is_valid(*row));
    let rows: Vec<usize> = rows.collect();
    let Some(first) = rows.first() else { return Ok(nothing) };
    let mut sorted = rows.iter().map(|row| ScalarValue::try_from_array(&args[0], *row)).collect::<Result<Vec<_>>>()?;
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    let at = |fraction: f64| {
        if !(0.0..=1.0).contains(&fraction) {
            return Err(invalid_argument("Percentile must be between 0 and 1"));
        }
        let rank = (fraction * sorted.len() as f64).floor() as usize;
        Ok(sorted[rank.min(sorted.len() - 1)].clone())
    };
    match args[1].data_type() {
        DataType::List(_) => {
            let fractions = args[1].as_list::<i32>().value(*first);
            let found = fractions.as_primitive::<Float64Type>().iter().flatten().map(at).collect::<Result<Vec<_>>>()?;
            Ok(ScalarValue::List(ScalarValue::new_list(&found, args[0].data_type(), true)))
        }
        _ => at(args[1].as_primitive::<Float64Type>().value(*first)),
    }
}
