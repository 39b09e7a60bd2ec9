//! Arrow columns as Rust values: what a column type is, and the plain ones.

use std::{fmt, net::IpAddr};

use arrow_array::{
    Array, ArrayRef,
    cast::AsArray,
    types::{Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type},
};
use arrow_schema::DataType;

use crate::schema::SqlBaseType;

/// A type that a column can be read as. `Option` of it reads nullable columns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can have",
    note = "columns are `String`, `bool`, `i8` to `i64`, `f32`, `f64`, `Vec<u8>`, chrono's `NaiveDate`, `NaiveTime`, `NaiveDateTime`, `DateTime<Utc>` and `TimeDelta`, `Vec` of one of these, and what features add"
)]
pub trait FromColumn: SqlBaseType {
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
    pub(super) name: String,
}

impl fmt::Debug for ColumnReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ColumnReader").field("name", &self.name).field("type", self.array.data_type()).finish()
    }
}

/// Integers widen: a view may have `integer` where the struct has `i64`.
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

impl ColumnReader {
    pub(super) fn has_nulls(&self) -> bool {
        self.array.logical_null_count() > 0
    }

    pub(super) fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row)
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
