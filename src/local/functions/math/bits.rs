//! Bitwise functions, and numbers in other bases.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, cast::AsArray, types::Int64Type};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::super::support::{
    arguments::{
        bigints, fits_bigint, invalid_argument, returns_bigint, returns_first, returns_varchar, varchars_and_bigints,
        wrong_arguments,
    },
    define::function,
    values::{bigint, bigint_scalar, each, string, string_scalar},
};
use super::arithmetic::{in_64_bits, narrowed};
use crate::local::types::TypeClass::{Integer, Varchar};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("bitwise_and", bigints::<2>, returns_bigint, |args, _| binary(args, |a, b| a & b)),
        function("bitwise_or", bigints::<2>, returns_bigint, |args, _| binary(args, |a, b| a | b)),
        function("bitwise_xor", bigints::<2>, returns_bigint, |args, _| binary(args, |a, b| a ^ b)),
        function("bitwise_not", bigints::<1>, returns_bigint, |args, _| {
            Ok(Arc::new(args[0].as_primitive::<Int64Type>().iter().map(|a| a.map(|a| !a)).collect::<Int64Array>()))
        }),
        function("bitwise_left_shift", value_and_shift, returns_first, |args, data_type| {
            shifted(args, data_type, |value, shift, bits| if shift < bits { value << shift } else { 0 })
        }),
        function("bitwise_right_shift", value_and_shift, returns_first, |args, data_type| {
            shifted(args, data_type, |value, shift, bits| {
                let unsigned = value & ((1i128 << bits) - 1);
                if shift < bits { unsigned >> shift } else { 0 }
            })
        }),
        function("bitwise_right_shift_arithmetic", value_and_shift, returns_first, |args, data_type| {
            shifted(args, data_type, |value, shift, bits| value >> shift.min(bits))
        }),
        function("bit_count", bigints::<2>, returns_bigint, |args, data_type| each(args, data_type, bit_count)),
        function("from_base", varchar_and_bigint, returns_bigint, |args, data_type| each(args, data_type, from_base)),
        function("to_base", bigints::<2>, returns_varchar, |args, data_type| each(args, data_type, to_base)),
    ]
}

/// The result has the type of the value.
fn value_and_shift(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [value, shift] if fits_bigint(value) && fits_bigint(shift) => {
            let value = if *value == DataType::Null { DataType::Int64 } else { value.clone() };
            Ok(vec![value, DataType::Int64])
        }
        _ => Err(wrong_arguments(name, args, "bigint, bigint")),
    }
}

/// Within the bits of the type; a negative shift is like one that is too long.
fn shifted(args: &[ArrayRef], data_type: &DataType, shift: fn(i128, u32, u32) -> i128) -> Result<ArrayRef> {
    let bits = data_type.primitive_width().unwrap_or(8) as u32 * 8;
    let wide = in_64_bits(&args[0])?;
    let pairs = wide.as_primitive::<Int64Type>().iter().zip(args[1].as_primitive::<Int64Type>());
    let values = pairs.map(|pair| {
        let (value, by) = (pair.0?, u32::try_from(pair.1?).unwrap_or(bits).min(bits));
        let bits_of = shift(i128::from(value), by, bits) & ((1i128 << bits) - 1);
        // The highest bit is the sign.
        let negative = bits_of >> (bits - 1) == 1;
        i64::try_from(if negative { bits_of - (1i128 << bits) } else { bits_of }).ok()
    });
    narrowed(values.collect(), data_type)
}

/// The bits that are set in a number of that many bits.
fn bit_count(row: &[ScalarValue]) -> Result<Option<ScalarValue>> {
    let (value, bits) = (bigint(&row[0]), bigint(&row[1]));
    if !(2..=64).contains(&bits) {
        return Err(invalid_argument(format!("Bits specified in bit_count must be between 2 and 64, got {bits}")));
    }
    if bits == 64 {
        return Ok(Some(bigint_scalar(i64::from(value.count_ones()))));
    }
    let limit = 1i64 << (bits - 1);
    if !(-limit..limit).contains(&value) {
        let message = format!(
            "Number must be representable with the bits specified. {value} cannot be represented with {bits} bits"
        );
        return Err(invalid_argument(message));
    }
    Ok(Some(bigint_scalar(i64::from((value & ((1i64 << bits) - 1)).count_ones()))))
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
