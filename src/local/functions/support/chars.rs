//! Values of `char(n)`: without blanks at the end, filled up with blanks to four bytes for each character. So values of one type compare as
//! bytes, and as Trino compares them; a value is read with the blanks up to its length, or with none.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray, StringArray, cast::AsArray};
use arrow_schema::DataType;
use datafusion::common::{Result, ScalarValue, exec_err};

use crate::local::{
    errors::refused,
    types::{char_length, char_type},
};

/// Trino's limit.
const LONGEST: u32 = 65_536;

/// The string as a value of the type; a string that is longer than the type is cut.
pub(crate) fn char_scalar(text: &str, data_type: &DataType) -> ScalarValue {
    let length = char_length(data_type).unwrap_or(0);
    let size = char_size(data_type);
    let cut: String = text.chars().take(length as usize).collect();
    ScalarValue::FixedSizeBinary(size, Some(filled(cut.as_bytes(), size)))
}

/// Values as one, each with its blanks.
pub(crate) fn concatenated(parts: &[ScalarValue], data_type: &DataType) -> ScalarValue {
    char_scalar(&parts.iter().map(with_blanks).collect::<String>(), data_type)
}

/// The type of values one after the other.
///
/// # Errors
/// For one that is longer than Trino has.
pub(crate) fn concatenated_type(types: &[DataType]) -> Result<DataType> {
    match types.iter().filter_map(char_length).fold(0, u32::saturating_add) {
        length @ ..=LONGEST => Ok(char_type(length)),
        length => Err(refused("TYPE_NOT_FOUND", format!("Unknown type: char({length})"))),
    }
}

fn char_size(data_type: &DataType) -> i32 {
    if let DataType::FixedSizeBinary(size) = data_type { *size } else { 0 }
}

fn filled(text: &[u8], size: i32) -> Vec<u8> {
    let mut bytes = text.to_vec();
    bytes.resize(usize::try_from(size).unwrap_or(0), b' ');
    bytes
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default().trim_end_matches(' ')
}

/// The string in a value, without blanks at the end.
pub(crate) fn without_blanks(value: &ScalarValue) -> &str {
    if let ScalarValue::FixedSizeBinary(_, Some(bytes)) = value { text(bytes) } else { "" }
}

/// The string in a value, with as many characters as its type has.
pub(crate) fn with_blanks(value: &ScalarValue) -> String {
    padded(without_blanks(value), char_length(&value.data_type()).unwrap_or(0) as usize)
}

fn padded(text: &str, length: usize) -> String {
    text.to_owned() + &" ".repeat(length.saturating_sub(text.chars().count()))
}

/// Values as strings, with as many characters as the type has, or without blanks at the end.
pub(crate) fn as_strings(array: &ArrayRef, blanks: bool) -> StringArray {
    let length = char_length(array.data_type()).filter(|_| blanks).unwrap_or(0) as usize;
    array.as_fixed_size_binary().iter().map(|bytes| bytes.map(|bytes| padded(text(bytes), length))).collect()
}

/// Values in a type that is at least as long.
pub(crate) fn lengthened(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    let (from, size) = (char_size(array.data_type()), char_size(to));
    if from > size {
        return exec_err!("a char that is longer than its type");
    }
    let values = array.as_fixed_size_binary().iter().map(|bytes| bytes.map(|bytes| filled(bytes, size)));
    Ok(Arc::new(FixedSizeBinaryArray::try_from_sparse_iter_with_size(values, size)?))
}
