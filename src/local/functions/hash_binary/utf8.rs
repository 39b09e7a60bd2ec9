//! Byte strings as text. Bytes that are not UTF-8 are replaced in the runs that Trino's library finds (`SliceUtf8` of airlift's slice), which
//! are longer than Rust's: the three bytes of a surrogate are one run.

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::common::{Result, ScalarValue};

use super::super::support::{
    arguments::{fits_bigint, fits_varchar, invalid_argument, wrong_arguments},
    values::{bigint, bytes, each, string, string_scalar},
};
use crate::local::types::TypeClass;

/// A byte string; what stands for bytes that are not UTF-8, as a string of at most one character or as a code point.
pub(super) fn types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let binary = |arg: &DataType| matches!(TypeClass::of(arg), TypeClass::Binary | TypeClass::Unknown);
    match args {
        [value] if binary(value) => Ok(vec![DataType::Binary]),
        [value, with] if binary(value) && fits_varchar(with) => Ok(vec![DataType::Binary, DataType::Utf8]),
        [value, with] if binary(value) && fits_bigint(with) => Ok(vec![DataType::Binary, DataType::Int64]),
        _ => Err(wrong_arguments(name, args, "varbinary [, varchar or bigint]")),
    }
}

pub(super) fn decoded(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let with = match row.get(1) {
            None => Some(char::REPLACEMENT_CHARACTER),
            Some(code @ ScalarValue::Int64(_)) => {
                let code = u32::try_from(bigint(code)).ok().and_then(char::from_u32);
                Some(code.ok_or_else(|| invalid_argument("Invalid replacement character"))?)
            }
            Some(with) => {
                let mut chars = string(with).chars();
                match (chars.next(), chars.next()) {
                    (with, None) => with,
                    _ => {
                        return Err(invalid_argument("Replacement character string must empty or a single character"));
                    }
                }
            }
        };
        Ok(Some(string_scalar(replaced(bytes(&row[0]), with))))
    })
}

fn replaced(mut bytes: &[u8], with: Option<char>) -> String {
    let mut out = String::new();
    while !bytes.is_empty() {
        let valid = match std::str::from_utf8(bytes) {
            Ok(rest) => rest,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        out.push_str(valid);
        bytes = &bytes[valid.len()..];
        if !bytes.is_empty() {
            out.extend(with);
            bytes = &bytes[run_of_invalid(bytes)..];
        }
    }
    out
}

/// How many bytes at the beginning are replaced together: the first, and as many that continue it as it announces. Up to six bytes count as a
/// character, as in the first version of UTF-8.
fn run_of_invalid(bytes: &[u8]) -> usize {
    let announced = match bytes.first().map_or(0, |first| first.leading_ones()) {
        length @ 2..=6 => length as usize,
        _ => 1,
    };
    let continued = bytes.iter().take(announced).skip(1).take_while(|byte| byte.leading_ones() == 1).count();
    1 + continued
}
