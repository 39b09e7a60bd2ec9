//! The rarer columns: times, intervals, addresses, arrays, and the types of other crates.

use std::{collections::BTreeMap, net::IpAddr};

use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{
        DurationMillisecondType, IntervalYearMonthType, Time32MillisecondType, Time64MicrosecondType,
        Time64NanosecondType,
    },
};
use arrow_schema::{DataType, IntervalUnit, TimeUnit};
use chrono::{NaiveTime, TimeDelta};

use super::FromColumn;
use crate::{schema::SqlType, types::Months};

impl FromColumn for NaiveTime {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Time32(_) | DataType::Time64(_))
    }

    fn reads(arrow: &DataType) -> DataType {
        match arrow {
            DataType::Time32(_) => DataType::Time32(TimeUnit::Millisecond),
            other => other.clone(),
        }
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let nanos = match array.data_type() {
            DataType::Time64(TimeUnit::Nanosecond) => array.as_primitive::<Time64NanosecondType>().value(row),
            DataType::Time64(_) => array.as_primitive::<Time64MicrosecondType>().value(row) * 1_000,
            _ => i64::from(array.as_primitive::<Time32MillisecondType>().value(row)) * 1_000_000,
        };
        let seconds = u32::try_from(nanos / 1_000_000_000).ok();
        seconds
            .and_then(|seconds| NaiveTime::from_num_seconds_from_midnight_opt(seconds, (nanos % 1_000_000_000) as u32))
            .ok_or("the time is not within a day")
    }
}

impl FromColumn for TimeDelta {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Duration(TimeUnit::Millisecond))
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let millis = array.as_primitive::<DurationMillisecondType>().value(row);
        TimeDelta::try_milliseconds(millis).ok_or("the interval is beyond chrono's range")
    }
}

impl FromColumn for Months {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Interval(IntervalUnit::YearMonth))
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        Ok(Months(array.as_primitive::<IntervalYearMonthType>().value(row)))
    }
}

impl FromColumn for IpAddr {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Utf8
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        array.as_string::<i32>().value(row).parse().map_err(|_| "not an IP address")
    }
}

/// An item of an array: a column type, or an `Option` of one.
pub trait Item: SqlType + Send + Sized {
    #[doc(hidden)]
    fn accepts(arrow: &DataType) -> bool;

    #[doc(hidden)]
    fn reads(arrow: &DataType) -> DataType;

    #[doc(hidden)]
    fn item(array: &ArrayRef, row: usize) -> Result<Self, &'static str>;
}

impl<T: FromColumn> Item for T {
    fn accepts(arrow: &DataType) -> bool {
        T::accepts(arrow)
    }

    fn reads(arrow: &DataType) -> DataType {
        T::reads(arrow)
    }

    fn item(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        if array.is_null(row) {
            return Err("there is a NULL in it: make it a `Vec<Option<…>>`");
        }
        T::read(array, row)
    }
}

impl<T: FromColumn> Item for Option<T> {
    fn accepts(arrow: &DataType) -> bool {
        T::accepts(arrow)
    }

    fn reads(arrow: &DataType) -> DataType {
        T::reads(arrow)
    }

    fn item(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        if array.is_null(row) { Ok(None) } else { T::read(array, row).map(Some) }
    }
}

impl<T: Item> FromColumn for Vec<T> {
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
        (0..items.len()).map(|i| T::item(&items, i)).collect()
    }
}

impl<K: FromColumn + Ord, V: Item> FromColumn for BTreeMap<K, V> {
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
        (0..entries.len()).map(|i| Ok((K::read(keys, i)?, V::item(values, i)?))).collect()
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

/// An array, a map or a row, read from JSON as a type that implements serde's `Deserialize`.
///
/// ```
/// use quilt_athena::{prelude::*, row::Json};
///
/// #[derive(serde::Deserialize)]
/// struct Hash { r#type: String, value: String }
///
/// #[derive(AthenaView)]
/// #[athena(view = "quilt_manifests_{bucket}")]
/// struct Entry { logical_key: Option<String>, hash: Option<Json<Hash>> }
///
/// let e = Entry::view("my-bucket");
/// assert_eq!(
///     select().from(&e).select(e.hash).sql()?,
///     "SELECT json_format(CAST(\"entry\".\"hash\" AS JSON)) AS \"hash\" FROM \"quilt_manifests_my-bucket\" AS \"entry\""
/// );
/// # let _ = |hash: Hash| (hash.r#type, hash.value);
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[cfg(feature = "serde_json")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Json<T>(pub T);

#[cfg(feature = "serde_json")]
impl<T: Send + 'static> crate::schema::Base for Json<T> {
    fn athena_type() -> crate::AthenaType {
        crate::AthenaType::Json
    }

    fn asked_for_as_json() -> bool {
        true
    }
}

#[cfg(feature = "serde_json")]
impl<T: serde::de::DeserializeOwned + Send + 'static> FromColumn for Json<T> {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Utf8
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let text = array.as_string::<i32>().value(row);
        serde_json::from_str(text).map(Json).map_err(|_| "its JSON does not fit the type inside `Json<…>`")
    }
}

#[cfg(feature = "rust_decimal")]
impl FromColumn for rust_decimal::Decimal {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Decimal128(_, 0..))
    }

    fn reads(arrow: &DataType) -> DataType {
        arrow.clone()
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let DataType::Decimal128(_, scale) = array.data_type() else { return Err("it is no decimal") };
        let unscaled = array.as_primitive::<arrow_array::types::Decimal128Type>().value(row);
        rust_decimal::Decimal::try_from_i128_with_scale(unscaled, u32::from(scale.unsigned_abs()))
            .map_err(|_| "it has more digits than `rust_decimal::Decimal` holds: read it as `String`, with CAST in SQL")
    }
}

#[cfg(feature = "serde_json")]
impl FromColumn for serde_json::Value {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Utf8
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        serde_json::from_str(array.as_string::<i32>().value(row)).map_err(|_| "not JSON")
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
