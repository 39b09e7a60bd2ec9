//! `parse_data_size`, and its older name.

use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::ScalarUDF,
};

use super::super::support::{
    arguments::{invalid_argument, out_of_range, varchars},
    define::function,
    values::{each, string},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    let names = ["parse_data_size", "parse_presto_data_size"];
    let of_name = |name| {
        function(
            name,
            varchars::<1>,
            |_| Ok(DataType::Decimal128(DIGITS, 0)),
            |args, data_type| {
                each(args, data_type, |row| {
                    let bytes = parse_data_size(string(&row[0]))?;
                    Ok(Some(ScalarValue::Decimal128(Some(bytes), DIGITS, 0)))
                })
            },
        )
    };
    names.map(of_name).into()
}

const DIGITS: u8 = 38;

/// Each is 1024 times the one before.
const UNITS: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

/// A number and its unit, in bytes without the rest of one.
fn parse_data_size(size: &str) -> Result<i128> {
    let invalid = || invalid_argument(format!("Invalid data size: '{size}'"));
    let (number, unit) = size.split_at(size.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(invalid)?);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let power = UNITS.iter().position(|known| *known == unit).ok_or_else(invalid)?;
    if fraction.contains('.') || (whole.is_empty() && fraction.is_empty()) {
        return Err(invalid());
    }
    // Digits from the last to the first: a number may have more of them than any integer type.
    let mut digits: Vec<u32> = whole.chars().chain(fraction.chars()).rev().filter_map(|c| c.to_digit(10)).collect();
    for _ in 0..power {
        let mut carry = 0;
        for digit in &mut digits {
            carry += *digit * 1024;
            *digit = carry % 10;
            carry /= 10;
        }
        while carry > 0 {
            digits.push(carry % 10);
            carry /= 10;
        }
    }
    let bytes: String =
        digits.iter().skip(fraction.len()).rev().filter_map(|digit| char::from_digit(*digit, 10)).collect();
    let bytes = bytes.trim_start_matches('0');
    match bytes.len() {
        0 => Ok(0),
        length if length <= usize::from(DIGITS) => bytes.parse().map_err(|_| invalid()),
        _ => Err(out_of_range(format!("Value out of range: '{size}' ('{bytes}B')"))),
    }
}
