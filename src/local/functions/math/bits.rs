//! Bitwise functions, and numbers in other bases.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, cast::AsArray, types::Int64Type};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::super::support::{
    arguments::{bigints, invalid_argument, returns_bigint, returns_varchar, varchars_and_bigints},
    define::function,
    values::{bigint, bigint_scalar, each, string, string_scalar},
};
use crate::local::types::TypeClass::{Integer, Varchar};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("bitwise_and", bigints::<2>, returns_bigint, |args, _| binary(args, |a, b| a & b)),
        function("bitwise_or", bigints::<2>, returns_bigint, |args, _| binary(args, |a, b| a | b)),
        function("bitwise_xor", bigints::<2>, returns_bigint, |args, _| binary(args, |a, b| a ^ b)),
        function("bitwise_not", bigints::<1>, returns_bigint, |args, _| {
            Ok(Arc::new(args[0].as_primitive::<Int64Type>().iter().map(|a| a.map(|a| !a)).collect::<Int64Array>()))
        }),
        function("from_base", varchar_and_bigint, returns_bigint, |args, data_type| each(args, data_type, from_base)),
        function("to_base", bigints::<2>, returns_varchar, |args, data_type| each(args, data_type, to_base)),
    ]
}

fn varchar_and_bigint(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    varchars_and_bigints(name, args, &[&[Varchar, Integer]], "varchar, bigint")
}

fn binary(args: &[ArrayRef], operator: fn(i64, i64) -> i64) -> Result<ArrayRef> {
    let pairs = args[0].as_primitive::<Int64Type>().iter().zip(args[1].as_primitive::<Int64Type>());
    Ok(Arc::new(pairs.map(|(a, b)| Some(operator(a?, b?))).collect::<Int64Array>()))
}

fn radix(value: &ScalarValue) -> Result<u32> {
    match bigint(value) {
        radix @ 2..=36 => Ok(radix as u32),
        _ => Err(invalid_argument("Radix must be between 2 and 36")),
    }
}

fn from_base(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (digits, radix) = (string(&row[0]), radix(&row[1])?);
    match i64::from_str_radix(digits, radix) {
        Ok(value) => Ok(Some(bigint_scalar(value))),
        Err(_) => Err(invalid_argument(format!("Not a valid base-{radix} number: {digits}"))),
    }
}

fn to_base(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (value, radix) = (bigint(&row[0]), radix(&row[1])?);
    let mut rest = value.unsigned_abs();
    let mut digits = Vec::new();
    while rest > 0 || digits.is_empty() {
        digits.extend(char::from_digit((rest % u64::from(radix)) as u32, radix));
        rest /= u64::from(radix);
    }
    digits.extend((value < 0).then_some('-'));
    Ok(Some(string_scalar(digits.into_iter().rev().collect::<String>())))
}
