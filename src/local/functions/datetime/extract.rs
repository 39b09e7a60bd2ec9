//! `EXTRACT(field FROM x)`: the functions of the same names, which convert no argument here.

use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::{
    super::support::{
        arguments::{returns_bigint, wrong_arguments},
        define::{Body, function},
    },
    parts::{
        day, day_of_week, day_of_year, hour, minute, month, quarter, second, timezone_hour, timezone_minute, week,
        year, year_of_week,
    },
};
use crate::local::{
    errors::type_mismatch,
    internal_functions::EXTRACT,
    types::{TypeClass, type_name},
};

pub(super) fn all() -> Vec<ScalarUDF> {
    let fields: [(&str, Body); 17] = [
        ("$extract_year", year),
        ("$extract_quarter", quarter),
        ("$extract_month", month),
        ("$extract_week", week),
        ("$extract_day", day),
        ("$extract_day_of_month", day),
        ("$extract_day_of_week", day_of_week),
        ("$extract_dow", day_of_week),
        ("$extract_day_of_year", day_of_year),
        ("$extract_doy", day_of_year),
        ("$extract_year_of_week", year_of_week),
        ("$extract_yow", year_of_week),
        ("$extract_hour", hour),
        ("$extract_minute", minute),
        ("$extract_second", second),
        ("$extract_timezone_hour", timezone_hour),
        ("$extract_timezone_minute", timezone_minute),
    ];
    fields.into_iter().map(|(name, body)| function(name, extractable, returns_bigint, body)).collect()
}

/// The types that Trino extracts a field from.
fn extractable(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    let field = name.trim_start_matches(EXTRACT);
    let [value] = args else { return Err(wrong_arguments(name, args, "one value")) };
    let class = TypeClass::of(value);
    let fits = match field {
        "year" | "month" => class.is_datetime() || class == TypeClass::YearMonthInterval,
        "day" => class.is_datetime() || class == TypeClass::DayTimeInterval,
        "hour" | "minute" | "second" => class.is_clock() || class == TypeClass::DayTimeInterval,
        "timezone_hour" | "timezone_minute" => class == TypeClass::TimestampTz,
        _ => class.is_datetime(),
    };
    match fits {
        true => Ok(args.to_vec()),
        false => Err(type_mismatch(format!("Cannot extract {} from {}", field.to_uppercase(), type_name(value)))),
    }
}
