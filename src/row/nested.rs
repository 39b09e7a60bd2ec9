//! Columns of arrays and maps.

use std::collections::BTreeMap;

use arrow_array::{Array, ArrayRef, cast::AsArray};
use arrow_schema::DataType;

use super::FromColumn;
use crate::schema::SqlType;

/// An item of an array: a column type, or an `Option` of one.
pub trait FromElement: SqlType + Send + Sized {
    #[doc(hidden)]
    fn accepts(arrow: &DataType) -> bool;

    #[doc(hidden)]
    fn reads(arrow: &DataType) -> DataType;

    #[doc(hidden)]
    fn element(array: &ArrayRef, row: usize) -> Result<Self, &'static str>;
}

impl<T: FromColumn> FromElement for T {
    fn accepts(arrow: &DataType) -> bool {
        T::accepts(arrow)
    }

    fn reads(arrow: &DataType) -> DataType {
        T::reads(arrow)
    }

    fn element(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        if array.is_null(row) {
            return Err("there is a NULL in it: make it a `Vec<Option<…>>`");
        }
        T::read(array, row)
    }
}

impl<T: FromColumn> FromElement for Option<T> {
    fn accepts(arrow: &DataType) -> bool {
        T::accepts(arrow)
    }

    fn reads(arrow: &DataType) -> DataType {
        T::reads(arrow)
    }

    fn element(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        if array.is_null(row) { Ok(None) } else { T::read(array, row).map(Some) }
    }
}

impl<T: FromElement> FromColumn for Vec<T> {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::List(item) if T::accepts(item.data_type()))
    }

    fn reads(arrow: &DataType) -> DataType {
        match arrow {
            DataType::List(item) => DataType::new_list(T::reads(item.data_type()), true),
            other => other.clone(),
        }
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let items = array.as_list::<i32>().value(row);
        (0..items.len()).map(|i| T::element(&items, i)).collect()
    }
}

impl<K: FromColumn + Ord, V: FromElement> FromColumn for BTreeMap<K, V> {
    fn accepts(arrow: &DataType) -> bool {
        let exact = |(key, value): (&DataType, &DataType)| {
            K::accepts(key) && K::reads(key) == *key && V::accepts(value) && V::reads(value) == *value
        };
        entries(arrow).is_some_and(exact)
    }

    fn reads(arrow: &DataType) -> DataType {
        arrow.clone()
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let entries = array.as_map().value(row);
        let (keys, values) = (entries.column(0), entries.column(1));
        (0..entries.len()).map(|i| Ok((K::read(keys, i)?, V::element(values, i)?))).collect()
    }
}

/// The types of a map's keys and values, where its items need no conversion.
fn entries(arrow: &DataType) -> Option<(&DataType, &DataType)> {
    let DataType::Map(entries, _) = arrow else { return None };
    let DataType::Struct(fields) = entries.data_type() else { return None };
    match fields.iter().as_slice() {
        [key, value] => Some((key.data_type(), value.data_type())),
        _ => None,
    }
}
