//! Arrow columns as Rust values.

use std::fmt;

use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{
        Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
        TimestampMillisecondType, TimestampNanosecondType,
    },
};
use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use crate::schema::Base;

/// A type that a column can be read as. `Option` of it reads nullable columns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can have",
    note = "columns are `String`, `bool`, `i8` to `i64`, `f32`, `f64`, `Vec<u8>`, chrono's `NaiveDate`, `NaiveTime`, `NaiveDateTime`, `DateTime<Utc>` and `TimeDelta`, `Vec` of one of these, and what features add"
)]
pub trait FromColumn: Base {
    /// Whether a column of that Arrow type can be read without loss.
    fn accepts(arrow: &DataType) -> bool;

    /// The Arrow type that [`read`](Self::read) wants for a column of an accepted type.
    #[doc(hidden)]
    fn reads(_: &DataType) -> DataType {
        Self::athena_type().arrow()
    }

    /// The value in a row, which is not NULL. `array` has the type of [`reads`](Self::reads).
    #[doc(hidden)]
    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str>;
}

/// One column of one batch, its type settled.
#[derive(Clone)]
pub struct ColumnReader {
    pub(super) array: ArrayRef,
    pub(super) label: String,
}

impl fmt::Debug for ColumnReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ColumnReader").field("label", &self.label).field("type", self.array.data_type()).finish()
    }
}

/// Integers widen: a view may have `integer` where the struct says `i64`.
macro_rules! primitives {
    ($($rust:ty = $arrow:ty: $($accepted:ident)+;)+) => {$(
        impl FromColumn for $rust {
            fn accepts(arrow: &DataType) -> bool {
                matches!(arrow, $(DataType::$accepted)|+)
            }

            fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
                Ok(array.as_primitive::<$arrow>().value(row))
            }
        }
    )+};
}

primitives! {
    i8 = Int8Type: Int8;
    i16 = Int16Type: Int16 Int8;
    i32 = Int32Type: Int32 Int16 Int8;
    i64 = Int64Type: Int64 Int32 Int16 Int8;
    f32 = Float32Type: Float32;
    f64 = Float64Type: Float64 Float32;
}

impl FromColumn for bool {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Boolean
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        Ok(array.as_boolean().value(row))
    }
}

impl FromColumn for String {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        Ok(array.as_string::<i32>().value(row).to_owned())
    }
}

impl FromColumn for Vec<u8> {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        Ok(array.as_binary::<i32>().value(row).to_vec())
    }
}

impl FromColumn for NaiveDate {
    fn accepts(arrow: &DataType) -> bool {
        *arrow == DataType::Date32
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        let days = array.as_primitive::<Date32Type>().value(row);
        NaiveDate::default()
            .checked_add_signed(TimeDelta::days(i64::from(days)))
            .ok_or("the date is beyond chrono's range")
    }
}

impl FromColumn for NaiveDateTime {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Timestamp(_, None))
    }

    fn reads(arrow: &DataType) -> DataType {
        in_units(arrow)
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        instant(array, row).map(|at| at.naive_utc())
    }
}

impl FromColumn for DateTime<Utc> {
    fn accepts(arrow: &DataType) -> bool {
        matches!(arrow, DataType::Timestamp(_, Some(_)))
    }

    fn reads(arrow: &DataType) -> DataType {
        in_units(arrow)
    }

    fn read(array: &ArrayRef, row: usize) -> Result<Self, &'static str> {
        instant(array, row)
    }
}

/// Seconds are read as milliseconds, all else in its own unit: nothing is lost.
fn in_units(arrow: &DataType) -> DataType {
    match arrow {
        DataType::Timestamp(TimeUnit::Second, zone) => DataType::Timestamp(TimeUnit::Millisecond, zone.clone()),
        other => other.clone(),
    }
}

fn instant(array: &ArrayRef, row: usize) -> Result<DateTime<Utc>, &'static str> {
    let instant = match array.data_type() {
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            Some(DateTime::from_timestamp_nanos(array.as_primitive::<TimestampNanosecondType>().value(row)))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            DateTime::from_timestamp_micros(array.as_primitive::<TimestampMicrosecondType>().value(row))
        }
        _ => DateTime::from_timestamp_millis(array.as_primitive::<TimestampMillisecondType>().value(row)),
    };
    instant.ok_or("the timestamp is beyond chrono's range")
}

impl ColumnReader {
    pub(super) fn has_nulls(&self) -> bool {
        self.array.logical_null_count() > 0
    }

    pub(super) fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row)
    }
}
