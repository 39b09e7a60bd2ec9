//! Columns as types of other crates, each under the feature of its name.

use arrow_array::{ArrayRef, cast::AsArray};
use arrow_schema::DataType;

use super::FromColumn;

#[cfg(feature = "rust_decimal")]
impl FromColumn for rust_decimal::Decimal {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Decimal128(_, 0..))
    }

    fn reads(arrow: &DataType) -> DataType {
        arrow.clone()
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let DataType::Decimal128(_, scale) = array.data_type() else { return Err("it is not a decimal") };
        let unscaled = array.as_primitive::<arrow_array::types::Decimal128Type>().value(row);
        rust_decimal::Decimal::try_from_i128_with_scale(unscaled, u32::from(scale.unsigned_abs()))
            .map_err(|_| "it has more digits than `rust_decimal::Decimal` holds: read it as `String`, with CAST in SQL")
    }
}

#[cfg(feature = "uuid")]
impl FromColumn for uuid::Uuid {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Utf8
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        array.as_string::<i32>().value(row).parse().map_err(|_| "not a UUID")
    }
}
