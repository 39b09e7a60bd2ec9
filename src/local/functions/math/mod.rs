//! Numbers ("Mathematical functions and operators"). `greatest` and `least` are with the comparisons.

mod arithmetic;
mod bits;
mod doubles;

use arrow_array::{ArrayRef, Float64Array, cast::AsArray, types::Float64Type};
use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};

use crate::local::types::common_type;

pub(super) fn all() -> Vec<ScalarUDF> {
    [arithmetic::all(), bits::all(), doubles::all()].into_iter().flatten().collect()
}

pub(super) fn in_doubles(array: &ArrayRef) -> Result<ArrayRef> {
    Ok(arrow_cast::cast(array, &DataType::Float64)?)
}

/// The type that Trino converts all of these to by itself.
pub(super) fn common_type_of_all(types: &[DataType]) -> Option<DataType> {
    types.iter().try_fold(DataType::Null, |found, data_type| common_type(&found, data_type))
}

/// A function of doubles, the result of which is given the type.
fn of_type(array: &ArrayRef, data_type: &DataType, function: fn(f64) -> f64) -> Result<ArrayRef> {
    let doubles = in_doubles(array)?;
    let values: Float64Array = doubles.as_primitive::<Float64Type>().iter().map(|value| value.map(function)).collect();
    Ok(arrow_cast::cast(&values, data_type)?)
}
