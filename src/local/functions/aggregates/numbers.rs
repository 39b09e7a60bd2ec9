//! Sums, means and spreads. Trino's "Aggregate functions"; the spreads are updated value by value, as Trino does.

use std::sync::Arc;

use arrow_array::{
    ArrayRef,
    cast::AsArray,
    types::{Float64Type, Int64Type},
};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::AggregateUDF,
};

use super::{
    super::define::wrong_arguments,
    collected::{Fold, collected},
};
use crate::local::sql_types::{Class, refused, unsupported};

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    let spread = |name, fold: Fold| collected(name, doubles, |_| Ok(DataType::Float64), fold);
    vec![
        collected("avg", averaged, real_or_double, average),
        spread("variance", |args, _| Ok(variance(&args[0], 1))),
        spread("var_samp", |args, _| Ok(variance(&args[0], 1))),
        spread("var_pop", |args, _| Ok(variance(&args[0], 0))),
        spread("stddev", |args, _| Ok(root(variance(&args[0], 1)))),
        spread("stddev_samp", |args, _| Ok(root(variance(&args[0], 1)))),
        spread("stddev_pop", |args, _| Ok(root(variance(&args[0], 0)))),
        collected("geometric_mean", averaged, real_or_double, geometric_mean),
        collected("approx_percentile", percentile_types, percentile_type, percentile),
        collected("bitwise_and_agg", one_integer, |_| Ok(DataType::Int64), |args, _| Ok(bits(&args[0], |a, b| a & b))),
        collected("bitwise_or_agg", one_integer, |_| Ok(DataType::Int64), |args, _| Ok(bits(&args[0], |a, b| a | b))),
    ]
}

fn doubles(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::Integer | Class::Float | Class::Unknown) => Ok(vec![DataType::Float64]),
        _ => Err(wrong_arguments(name, args, "double")),
    }
}

fn one_integer(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [of] if matches!(Class::of(of), Class::Integer | Class::Unknown) => Ok(vec![DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "bigint")),
    }
}

/// Of real the mean is real, of all else double.
fn averaged(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::Float32] => Ok(vec![DataType::Float32]),
        [of] if Class::of(of) == Class::Decimal => Err(unsupported(format!("{name} of a decimal"))),
        [of] if matches!(Class::of(of), Class::Integer | Class::Float | Class::Unknown) => Ok(vec![DataType::Float64]),
        _ => Err(wrong_arguments(name, args, "double")),
    }
}

fn real_or_double(args: &[DataType]) -> Result<DataType> {
    Ok(if args == [DataType::Float32] { DataType::Float32 } else { DataType::Float64 })
}

fn values(array: &ArrayRef) -> Result<Vec<f64>> {
    let doubles = arrow_cast::cast(array, &DataType::Float64)?;
    Ok(doubles.as_primitive::<Float64Type>().iter().flatten().collect())
}

fn average(args: &[ArrayRef], of: &DataType) -> Result<ScalarValue> {
    let values = values(&args[0])?;
    let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    ScalarValue::Float64(mean).cast_to(of)
}

/// A sum of `real` or `double`, or of whole numbers, which fails on overflow.
pub(super) fn sum(args: &[ArrayRef], of: &DataType) -> Result<ScalarValue> {
    if of.is_floating() {
        let values = values(&args[0])?;
        let total = (!values.is_empty()).then(|| values.iter().fold(0.0, |a, b| a + b));
        return ScalarValue::Float64(total).cast_to(of);
    }
    let mut total: Option<i64> = None;
    for value in args[0].as_primitive::<Int64Type>().iter().flatten() {
        let overflow = || refused("NUMERIC_VALUE_OUT_OF_RANGE", "bigint addition overflow in sum");
        total = Some(total.unwrap_or(0).checked_add(value).ok_or_else(overflow)?);
    }
    Ok(ScalarValue::Int64(total))
}

/// `less` is 1 for a sample, whose variance needs two values.
fn variance(array: &ArrayRef, less: u64) -> ScalarValue {
    let (mut count, mut mean, mut squares) = (0u64, 0.0, 0.0);
    for value in array.as_primitive::<Float64Type>().iter().flatten() {
        count += 1;
        let delta = value - mean;
        mean += delta / count as f64;
        squares += delta * (value - mean);
    }
    ScalarValue::Float64((count > less).then(|| squares / (count - less) as f64))
}

fn root(variance: ScalarValue) -> ScalarValue {
    match variance {
        ScalarValue::Float64(variance) => ScalarValue::Float64(variance.map(f64::sqrt)),
        other => other,
    }
}

fn geometric_mean(args: &[ArrayRef], of: &DataType) -> Result<ScalarValue> {
    let logs: Vec<f64> = values(&args[0])?.into_iter().map(f64::ln).collect();
    let mean = (!logs.is_empty()).then(|| (logs.iter().sum::<f64>() / logs.len() as f64).exp());
    ScalarValue::Float64(mean).cast_to(of)
}

fn bits(array: &ArrayRef, of: fn(i64, i64) -> i64) -> ScalarValue {
    ScalarValue::Int64(array.as_primitive::<Int64Type>().iter().flatten().reduce(of))
}

/// A number, and a fraction or an array of them.
fn percentile_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let fraction = |of: &DataType| matches!(Class::of(of), Class::Integer | Class::Float);
    let value = |of: &DataType| match Class::of(of) {
        Class::Integer | Class::Unknown => Some(DataType::Int64),
        Class::Float => Some(of.clone()),
        _ => None,
    };
    match args {
        [of, p] => match (value(of), p) {
            (Some(of), DataType::List(item)) if fraction(item.data_type()) => {
                Ok(vec![of, DataType::new_list(DataType::Float64, true)])
            }
            (Some(of), p) if fraction(p) => Ok(vec![of, DataType::Float64]),
            _ => Err(wrong_arguments(name, args, "bigint or double, double or array(double)")),
        },
        [_, _, _] | [_, _, _, _] => Err(unsupported(format!("{name} with weights"))),
        _ => Err(wrong_arguments(name, args, "bigint or double, double or array(double)")),
    }
}

fn percentile_type(args: &[DataType]) -> Result<DataType> {
    let of = args.first().cloned().unwrap_or(DataType::Float64);
    let of = if Class::of(&of) == Class::Integer { DataType::Int64 } else { of };
    Ok(if matches!(args.get(1), Some(DataType::List(_))) { DataType::new_list(of, true) } else { of })
}

/// Exact, which is an approximation too: the value before which so many of the others are, as Trino's digest has it while it keeps every
/// value.
fn percentile(args: &[ArrayRef], of: &DataType) -> Result<ScalarValue> {
    let nothing = ScalarValue::try_from(of)?;
    let rows = (0..args[0].len()).filter(|row| args[0].is_valid(*row) && args[1].is_valid(*row));
    let rows: Vec<usize> = rows.collect();
    let Some(first) = rows.first() else { return Ok(nothing) };
    let mut sorted = rows.iter().map(|row| ScalarValue::try_from_array(&args[0], *row)).collect::<Result<Vec<_>>>()?;
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    let at = |fraction: f64| {
        if !(0.0..=1.0).contains(&fraction) {
            return Err(refused("INVALID_FUNCTION_ARGUMENT", "Percentile must be between 0 and 1"));
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
