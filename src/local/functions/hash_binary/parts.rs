//! Parts of byte strings, as of strings: what `substr`, `lpad`, `rpad` and `reverse` of `string` do with them.

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::common::{Result, ScalarValue};

use super::super::{
    string::{part, target_length},
    support::{
        arguments::{fits_bigint, invalid_argument},
        size::check_value,
        values::{bigint, bytes, bytes_scalar, each},
    },
};

/// The types of a call of `substr` with a byte string.
pub(crate) fn substr_types(args: &[DataType]) -> Option<Vec<DataType>> {
    match args {
        [DataType::Binary, numbers @ ..] if matches!(numbers.len(), 1 | 2) && numbers.iter().all(fits_bigint) => {
            Some([DataType::Binary, DataType::Int64, DataType::Int64][..args.len()].to_vec())
        }
        _ => None,
    }
}

/// The types of a call of `lpad` or `rpad` with byte strings.
pub(crate) fn pad_types(args: &[DataType]) -> Option<Vec<DataType>> {
    let binary = |arg: &DataType| matches!(arg, DataType::Binary | DataType::Null);
    match args {
        [value, length, fill]
            if args.contains(&DataType::Binary) && binary(value) && fits_bigint(length) && binary(fill) =>
        {
            Some(vec![DataType::Binary, DataType::Int64, DataType::Binary])
        }
        _ => None,
    }
}

pub(crate) fn substr(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let (value, length) = (bytes(&row[0]), row.get(2).map_or(i64::MAX, bigint));
        let kept = value.get(part(value.len(), bigint(&row[1]), length)).unwrap_or_default();
        Ok(Some(bytes_scalar(kept)))
    })
}

pub(crate) fn pad(args: &[ArrayRef], data_type: &DataType, before: bool) -> Result<ArrayRef> {
    each(args, data_type, |row| {
        let (value, length, fill) = (bytes(&row[0]), target_length(bigint(&row[1]))?, bytes(&row[2]));
        if fill.is_empty() {
            return Err(invalid_argument("Padding bytes must not be empty"));
        }
        check_value(length.saturating_sub(value.len()))?;
        let fill = fill.iter().copied().cycle().take(length.saturating_sub(value.len()));
        let cut = value.iter().copied().take(length);
        let padded: Vec<u8> = if before { fill.chain(cut).collect() } else { cut.chain(fill).collect() };
        Ok(Some(bytes_scalar(padded)))
    })
}

pub(crate) fn reverse(row: &[ScalarValue]) -> ScalarValue {
    bytes_scalar(bytes(&row[0]).iter().rev().copied().collect::<Vec<_>>())
}
