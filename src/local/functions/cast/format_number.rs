//! `format_number`: three digits and a unit.

use arrow_array::{ArrayRef, cast::AsArray, types::Int64Type};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::super::support::{
    arguments::{returns_varchar, wrong_arguments},
    decimal::to_double,
    define::function,
    values::{each_string, float},
};
use crate::local::types::TypeClass;

pub(super) fn format_number() -> ScalarUDF {
    function("format_number", one_number, returns_varchar, |args, _| formatted(&args[0]))
}

fn one_number(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if matches!(TypeClass::of(arg), TypeClass::Integer | TypeClass::Unknown) => Ok(vec![DataType::Int64]),
        [arg] if TypeClass::of(arg).is_numeric() => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "bigint or double")),
    }
}

/// What is behind the point of the number itself does not count.
fn formatted(array: &ArrayRef) -> Result<ArrayRef> {
    each_string(std::slice::from_ref(array), |row| {
        let number = match ScalarValue::try_from_array(array, row)? {
            ScalarValue::Decimal128(Some(unscaled), precision, scale) => {
                to_double(unscaled, precision, usize::try_from(scale).unwrap_or(0)) as i64
            }
            ScalarValue::Int64(_) => array.as_primitive::<Int64Type>().value(row),
            // As Java casts a double.
            other => float(&other).unwrap_or(0.0) as i64,
        };
        Ok(Some(with_unit(number)))
    })
}

fn with_unit(number: i64) -> String {
    const UNITS: [&str; 6] = ["", "K", "M", "B", "T", "Q"];
    let (mut size, mut unit) = (number as f64, 0);
    while size.abs() >= 1000.0 && unit + 1 < UNITS.len() {
        size /= 1000.0;
        unit += 1;
    }
    // Trino compares without regard to the sign.
    let digits = match size {
        size if size < 10.0 => 2,
        size if size < 100.0 => 1,
        _ => 0,
    };
    let printed = format!("{size:.digits$}");
    let printed = match printed.contains('.') {
        true => printed.trim_end_matches('0').trim_end_matches('.'),
        false => &printed,
    };
    format!("{printed}{}", UNITS[unit])
}
