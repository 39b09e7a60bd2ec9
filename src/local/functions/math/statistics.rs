//! Buckets, confidence intervals and similarity ("Statistical functions" and others of the mathematical functions).

use std::collections::HashMap;

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::super::support::{
    arguments::{
        fits_bigint, fits_double, fits_varchar, invalid_argument, out_of_range, returns_bigint, returns_double,
        wrong_arguments,
    },
    define::function,
    values::{bigint, bigint_scalar, each, element_type, elements, entries, entry_types, float, map_type, string},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("width_bucket", bucket_types, returns_bigint, |args, to| {
            each(args, to, |row| Ok(Some(bigint_scalar(if row.len() == 2 { bin(row)? } else { bucket(row)? }))))
        }),
        function("wilson_interval_lower", interval_types, returns_double, |args, to| interval(args, to, -1.0)),
        function("wilson_interval_upper", interval_types, returns_double, |args, to| interval(args, to, 1.0)),
        function("cosine_similarity", two_vectors, returns_double, |args, to| each(args, to, cosine_similarity)),
    ]
}

fn bucket_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let double = DataType::Float64;
    match args {
        [value, bins @ DataType::List(_)] if fits_double(value) && fits_double(&element_type(bins)) => {
            Ok(vec![double.clone(), DataType::new_list(double, true)])
        }
        [doubles @ .., count] if doubles.len() == 3 && doubles.iter().all(fits_double) && fits_bigint(count) => {
            Ok(vec![double.clone(), double.clone(), double, DataType::Int64])
        }
        _ => Err(wrong_arguments(name, args, "double, double, double, bigint or double, array(double)")),
    }
}

fn interval_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [successes, trials, z] if fits_bigint(successes) && fits_bigint(trials) && fits_double(z) => {
            Ok(vec![DataType::Int64, DataType::Int64, DataType::Float64])
        }
        _ => Err(wrong_arguments(name, args, "bigint, bigint, double")),
    }
}

/// Maps of names to coordinates; the empty map has keys and values of no type.
fn two_vectors(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let vector =
        |arg: &DataType| entry_types(arg).is_some_and(|(key, value)| fits_varchar(&key) && fits_double(&value));
    match args.len() == 2 && args.iter().all(vector) {
        true => Ok(vec![map_type(DataType::Utf8, DataType::Float64); 2]),
        false => Err(wrong_arguments(name, args, "map(varchar,double), map(varchar,double)")),
    }
}

fn number(value: &ScalarValue) -> f64 {
    float(value).unwrap_or_default()
}

/// The number of the bucket that the value is in, of `count` buckets of one width between two bounds: 0 before the first one, `count + 1`
/// behind the last one. When the first bound is the larger one, the buckets are counted from there.
fn bucket(row: &[ScalarValue]) -> Result<i64> {
    let (value, first, second, count) = (number(&row[0]), number(&row[1]), number(&row[2]), bigint(&row[3]));
    let wrong = match (count > 0, value.is_nan(), first.is_finite(), second.is_finite()) {
        (false, ..) => "bucketCount must be greater than 0",
        (_, true, ..) => "operand must not be NaN",
        (_, _, false, _) => "first bound must be finite",
        (_, _, _, false) => "second bound must be finite",
        _ if first == second => "bounds cannot equal each other",
        _ => "",
    };
    if !wrong.is_empty() {
        return Err(invalid_argument(wrong));
    }
    let (lower, upper) = (first.min(second), first.max(second));
    let behind =
        || count.checked_add(1).ok_or_else(|| out_of_range(format!("Bucket for value {value} is out of range")));
    let bucket = match value {
        _ if value < lower => 0,
        _ if value >= upper => behind()?,
        _ => (count as f64 * (value - lower) / (upper - lower) + 1.0) as i64,
    };
    // An overflow wraps, as in Trino.
    Ok(if first > second { count.wrapping_sub(bucket).wrapping_add(1) } else { bucket })
}

/// How many bounds of bins are at or before the value. Trino reads a NULL as 0, and looks only at the bounds that decide.
fn bin(row: &[ScalarValue]) -> Result<i64> {
    let (value, bins) = (number(&row[0]), elements(&row[1])?);
    if bins.is_empty() {
        return Err(invalid_argument("Bins cannot be an empty array"));
    }
    if value.is_nan() {
        return Err(invalid_argument("Operand cannot be NaN"));
    }
    let (mut lower, mut upper) = (0, bins.len());
    while lower < upper {
        if number(&bins[lower]) > number(&bins[upper - 1]) {
            return Err(invalid_argument("Bin values are not sorted in ascending order"));
        }
        let middle = usize::midpoint(lower, upper);
        let bound = number(&bins[middle]);
        if !bound.is_finite() {
            return Err(invalid_argument(format!("Bin value must be finite, got {bound}")));
        }
        (lower, upper) = if value < bound { (lower, middle) } else { (middle + 1, upper) };
    }
    Ok(lower as i64)
}

/// An end of the Wilson score interval.
fn interval(args: &[ArrayRef], data_type: &DataType, side: f64) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let (successes, trials, z) = (bigint(&row[0]), bigint(&row[1]), number(&row[2]));
        let wrong = match () {
            () if successes < 0 => "number of successes must not be negative",
            () if trials <= 0 => "number of trials must be positive",
            () if successes > trials => "number of successes must not be larger than number of trials",
            () if z.is_nan() || z < 0.0 => "z-score must not be negative",
            () => "",
        };
        if !wrong.is_empty() {
            return Err(invalid_argument(wrong));
        }
        let n = trials as f64;
        let p = successes as f64 / n;
        let half = z * ((p * (1.0 - p) + z * z / (4.0 * n)) / n).sqrt();
        let end = (p + z * z / (2.0 * n) + side * half) / (1.0 + z * z / n);
        Ok(Some(ScalarValue::Float64(Some(end))))
    })
}

/// The cosine of the angle between two sparse vectors; NULL when a coordinate is.
fn cosine_similarity(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let ((keys, values), (other_keys, other_values)) = (entries(&row[0])?, entries(&row[1])?);
    if values.iter().chain(&other_values).any(ScalarValue::is_null) {
        return Ok(None);
    }
    let norm = |values: &[ScalarValue]| values.iter().map(|value| number(value) * number(value)).sum::<f64>().sqrt();
    let others: HashMap<&str, f64> = other_keys.iter().map(string).zip(other_values.iter().map(number)).collect();
    let mut product = 0.0;
    for (key, value) in keys.iter().zip(&values) {
        if let Some(other) = others.get(string(key)) {
            product += number(value) * other;
        }
    }
    Ok(Some(ScalarValue::Float64(Some(product / (norm(&values) * norm(&other_values))))))
}
