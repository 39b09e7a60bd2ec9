//! What functions take and give: checks of argument types, each with the types that the arguments are converted to; types of results; the
//! errors for what does not fit.

use arrow_schema::DataType;
use datafusion::common::{DataFusionError, Result};

use crate::{
    error::ErrorKind,
    local::{
        errors::{ours, refused, unsupported},
        types::{TypeClass, has_char, type_name},
    },
};

/// Whether a value of the type fits a `varchar`.
pub(crate) fn fits_varchar(data_type: &DataType) -> bool {
    matches!(TypeClass::of(data_type), TypeClass::Varchar | TypeClass::Unknown)
}

/// Whether a value of the type fits a `bigint`.
pub(crate) fn fits_bigint(data_type: &DataType) -> bool {
    matches!(TypeClass::of(data_type), TypeClass::Integer | TypeClass::Unknown)
}

/// Whether a value of the type fits an `integer`.
pub(crate) fn fits_integer(data_type: &DataType) -> bool {
    fits_bigint(data_type) && *data_type != DataType::Int64
}

/// Whether a value of the type fits a `double`. A longer decimal does in Trino, which then reads its digits.
pub(crate) fn fits_double(data_type: &DataType) -> bool {
    match data_type {
        DataType::Decimal128(precision, _) => *precision <= 18,
        other => matches!(TypeClass::of(other), TypeClass::Integer | TypeClass::Float | TypeClass::Unknown),
    }
}

/// `N` strings.
pub(crate) fn varchars<const N: usize>(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    all(name, args, fits_varchar, &DataType::Utf8, &["varchar"; N])
}

/// `N` integers.
pub(crate) fn bigints<const N: usize>(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    all(name, args, fits_bigint, &DataType::Int64, &["bigint"; N])
}

/// `N` doubles.
pub(crate) fn doubles<const N: usize>(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    all(name, args, fits_double, &DataType::Float64, &["double"; N])
}

fn all(
    name: &str,
    args: &[DataType],
    fits: fn(&DataType) -> bool,
    to: &DataType,
    expected: &[&str],
) -> Result<Vec<DataType>> {
    if args.len() == expected.len() && args.iter().all(fits) {
        return Ok(vec![to.clone(); args.len()]);
    }
    Err(wrong_arguments(name, args, &expected.join(", ")))
}

/// The types with `varchar` for a `char` at the beginning, which keeps its blanks.
pub(crate) fn char_as_varchar(args: &[DataType]) -> Vec<DataType> {
    let varchar = |(at, arg): (usize, &DataType)| match at == 0 && TypeClass::of(arg) == TypeClass::Char {
        true => DataType::Utf8,
        false => arg.clone(),
    };
    args.iter().enumerate().map(varchar).collect()
}

/// Two strings, and a third that may be left out.
pub(crate) fn two_or_three_varchars(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    use TypeClass::Varchar;
    let signatures: [&[TypeClass]; 2] = [&[Varchar; 2], &[Varchar; 3]];
    varchars_and_bigints(name, args, &signatures, "varchar, varchar [, varchar]")
}

/// Strings and integers, in one of several orders.
pub(crate) fn varchars_and_bigints(
    name: &str,
    args: &[DataType],
    signatures: &[&[TypeClass]],
    expected: &str,
) -> Result<Vec<DataType>> {
    let fits = |signature: &&&[TypeClass]| {
        let mut pairs = signature.iter().zip(args).map(|(wanted, arg)| (*wanted, TypeClass::of(arg)));
        signature.len() == args.len() && pairs.all(|(wanted, given)| given == wanted || given == TypeClass::Unknown)
    };
    let signature = signatures.iter().find(fits).ok_or_else(|| wrong_arguments(name, args, expected))?;
    Ok(signature
        .iter()
        .map(|class| if *class == TypeClass::Varchar { DataType::Utf8 } else { DataType::Int64 })
        .collect())
}

/// One byte string.
pub(crate) fn one_varbinary(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if matches!(TypeClass::of(arg), TypeClass::Binary | TypeClass::Unknown) => Ok(vec![DataType::Binary]),
        _ => Err(wrong_arguments(name, args, "varbinary")),
    }
}

/// The first argument's type.
pub(crate) fn first_type(args: &[DataType]) -> DataType {
    args.first().cloned().unwrap_or(DataType::Null)
}

pub(crate) fn returns_first(args: &[DataType]) -> Result<DataType> {
    Ok(first_type(args))
}

pub(crate) fn returns_varchar(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Utf8)
}

pub(crate) fn returns_varchars(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::new_list(DataType::Utf8, true))
}

pub(crate) fn returns_integer(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Int32)
}

pub(crate) fn returns_bigint(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Int64)
}

pub(crate) fn returns_bigints(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::new_list(DataType::Int64, true))
}

pub(crate) fn returns_real(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Float32)
}

pub(crate) fn returns_double(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Float64)
}

pub(crate) fn returns_boolean(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Boolean)
}

pub(crate) fn returns_varbinary(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Binary)
}

pub(crate) fn returns_date(_: &[DataType]) -> Result<DataType> {
    Ok(DataType::Date32)
}

/// Trino's name for a call that two signatures fit.
const AMBIGUOUS: &str = "AMBIGUOUS_FUNCTION_CALL";

/// Two signatures fit, and none better than the other.
pub(crate) fn ambiguous() -> DataFusionError {
    refused(AMBIGUOUS, "Could not choose a best candidate operator. Explicit type casts must be added.")
}

pub(crate) fn is_ambiguous(error: &DataFusionError) -> bool {
    let is_code = |kind: &ErrorKind| matches!(kind, ErrorKind::Refused { code, .. } if code == AMBIGUOUS);
    ours(error).is_some_and(|error| is_code(error.kind()))
}

/// An argument whose value the function does not take.
pub(crate) fn invalid_argument(message: impl Into<String>) -> DataFusionError {
    refused("INVALID_FUNCTION_ARGUMENT", message)
}

/// A result that its type cannot hold.
pub(crate) fn out_of_range(message: impl Into<String>) -> DataFusionError {
    refused("NUMERIC_VALUE_OUT_OF_RANGE", message)
}

/// An error that names the function and what it was given, as Trino's does; or that it is unsupported here, for what Trino's function takes.
pub(crate) fn wrong_arguments(name: &str, args: &[DataType], expected: &str) -> DataFusionError {
    let given = args.iter().map(type_name).collect::<Vec<_>>().join(", ");
    if runs_on_athena(name, args) {
        return unsupported(format!("`{}` of {given}", name.trim_start_matches('$')));
    }
    let operator = name.starts_with('$') || matches!(name, "subscript" | "LIKE");
    let code = if operator { "TYPE_MISMATCH" } else { "FUNCTION_NOT_FOUND" };
    refused(code, format!("Unexpected parameters ({given}) for function {name}. Expected: {name}({expected})"))
}

/// Decimals, values of `char`, and optional arguments that are not implemented here.
fn runs_on_athena(name: &str, args: &[DataType]) -> bool {
    let class = |i: usize| args.get(i).map(TypeClass::of);
    let mathematical = !matches!(name, "json_array_contains" | "element_at" | "contains" | "date_add" | "LIKE");
    let takes_char = !matches!(name, "reverse" | "replace" | "lpad" | "rpad");
    match (name, args.len()) {
        _ if args.iter().any(has_char) => takes_char,
        ("sum" | "avg", _) => class(0).is_some_and(|class| class.is_temporal() || class == TypeClass::Decimal),
        ("histogram" | "map_agg" | "multimap_agg", 1 | 2) => class(0) == Some(TypeClass::Nested),
        ("from_unixtime", 2 | 3) => true,
        ("greatest" | "least", _) => args.iter().all(|arg| matches!(arg, DataType::List(_) | DataType::Struct(_))),
        _ => mathematical && class(0).is_some_and(|class| class.is_numeric()) && args.iter().any(DataType::is_decimal),
    }
}
