//! Rust types as SQL types.

use std::{collections::BTreeMap, net::IpAddr};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::types::{AthenaType, Months};

/// A Rust type that corresponds to one SQL type; `Option` of it is the same SQL type, nullable.
///
/// | Rust | Athena |
/// |---|---|
/// | `bool` | `boolean` |
/// | `i8`, `i16`, `i32`, `i64` | `tinyint`, `smallint`, `integer`, `bigint` |
/// | `f32`, `f64` | `real`, `double` |
/// | `String` | `varchar` |
/// | `Vec<u8>` | `varbinary` |
/// | `chrono::NaiveDate` | `date` |
/// | `chrono::NaiveDateTime` | `timestamp` |
/// | `chrono::DateTime<Utc>` | `timestamp with time zone` |
/// | `chrono::NaiveTime` | `time` |
/// | `chrono::TimeDelta` | `interval day to second` |
/// | [`Months`](crate::types::Months) | `interval year to month` |
/// | `std::net::IpAddr` | `ipaddress` |
/// | `Vec<T>`, `Vec<Option<T>>` | `array(t)` |
/// | `BTreeMap<K, V>`, `BTreeMap<K, Option<V>>` | `map(k, v)` |
/// | `row::Json<T>` (feature `serde_json`) | any array, map or row, by `T`'s `Deserialize` |
/// | `rust_decimal::Decimal` (feature `rust_decimal`) | `decimal` |
/// | `serde_json::Value` (feature `serde_json`) | `json` |
/// | `uuid::Uuid` (feature `uuid`) | `uuid` |
///
/// A query selects an array, a map or a row as JSON, since what Athena prints for these is ambiguous:
/// `json_format(CAST("t"."keys" AS JSON))`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can have",
    note = "columns are `String`, `bool`, `i8` to `i64`, `f32`, `f64`, `Vec<u8>`, chrono's `NaiveDate`, `NaiveTime`, `NaiveDateTime`, `DateTime<Utc>` and `TimeDelta`, `Vec` of one of these, and what features add"
)]
pub trait SqlBaseType: Sized + Send + 'static {
    /// Its SQL type.
    fn athena_type() -> AthenaType;

    /// Whether a query selects it as JSON.
    #[doc(hidden)]
    fn asked_for_as_json() -> bool {
        Self::athena_type().is_nested()
    }
}

/// `T` or `Option<T>`, for a [`SqlBaseType`] type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can have",
    note = "columns are `String`, `bool`, `i8` to `i64`, `f32`, `f64`, `Vec<u8>`, chrono's `NaiveDate`, `NaiveTime`, `NaiveDateTime`, `DateTime<Utc>` and `TimeDelta`, `Vec` of one of these, and what features add, or an `Option` of one"
)]
pub trait SqlType: 'static {
    /// The type without its `Option`.
    type Base: SqlBaseType;
    /// Whether it has one.
    type Null: Nullability;
}

/// The SQL type of a field. The derive calls it with the field's span, so that a type that no column can have is reported there.
#[doc(hidden)]
pub fn column_type<T: SqlType>() -> AthenaType {
    T::Base::athena_type()
}

impl<B: SqlBaseType> SqlType for B {
    type Base = B;
    type Null = NotNull;
}

impl<B: SqlBaseType> SqlType for Option<B> {
    type Base = B;
    type Null = IsNullable;
}

/// The [`Nullability`] of a column that cannot be NULL.
#[derive(Debug)]
pub struct NotNull;

/// The [`Nullability`] of a column that can be NULL: its type is an `Option`, or it is on the nullable side of an outer join.
#[derive(Debug)]
pub struct IsNullable;

/// Whether a column can be NULL, as a type: [`NotNull`] or [`IsNullable`].
pub trait Nullability {
    /// A column's type with this nullability added: `T` or `Option<T>`.
    type Of<T: SqlType>: SqlType;
    /// Nullable when either is.
    type Or<U: Nullability>: Nullability;
}

impl Nullability for NotNull {
    type Of<T: SqlType> = T;
    type Or<U: Nullability> = U;
}

impl Nullability for IsNullable {
    type Of<T: SqlType> = Option<T::Base>;
    type Or<U: Nullability> = IsNullable;
}

/// A value in a query. It becomes SQL only through the literal writer.
#[derive(Debug, Clone)]
pub struct Value(pub(crate) sea_query::Value);

macro_rules! base_types {
    ($($rust:ty => $athena:expr;)+) => {$(
        impl SqlBaseType for $rust {
            fn athena_type() -> AthenaType {
                $athena
            }
        }
    )+};
}

base_types! {
    bool => AthenaType::Boolean;
    i8 => AthenaType::Tinyint;
    i16 => AthenaType::Smallint;
    i32 => AthenaType::Integer;
    i64 => AthenaType::Bigint;
    f32 => AthenaType::Real;
    f64 => AthenaType::Double;
    String => AthenaType::Varchar(None);
    Vec<u8> => AthenaType::Varbinary;
    NaiveDate => AthenaType::Date;
    NaiveDateTime => AthenaType::Timestamp(3);
    DateTime<Utc> => AthenaType::TimestampTz(3);
    NaiveTime => AthenaType::Time(3);
    TimeDelta => AthenaType::IntervalDayTime;
    Months => AthenaType::IntervalYearMonth;
    IpAddr => AthenaType::IpAddress;
}

/// Digits before the point: as many as a decimal of Athena's and one of `rust_decimal` have in common.
#[cfg(feature = "rust_decimal")]
impl SqlBaseType for rust_decimal::Decimal {
    fn athena_type() -> AthenaType {
        AthenaType::Decimal(28, 0)
    }
}

#[cfg(feature = "serde_json")]
impl SqlBaseType for serde_json::Value {
    fn athena_type() -> AthenaType {
        AthenaType::Json
    }
}

#[cfg(feature = "uuid")]
impl SqlBaseType for uuid::Uuid {
    fn athena_type() -> AthenaType {
        AthenaType::Uuid
    }
}

/// A map; `BTreeMap<K, Option<V>>` is one whose values can be NULL.
impl<K: SqlBaseType + Ord, V: SqlType + Send> SqlBaseType for BTreeMap<K, V> {
    fn athena_type() -> AthenaType {
        AthenaType::Map(Box::new(K::athena_type()), Box::new(V::Base::athena_type()))
    }
}

/// An array; `Vec<Option<T>>` is one that can have NULLs in it.
impl<T: SqlType + Send> SqlBaseType for Vec<T> {
    fn athena_type() -> AthenaType {
        AthenaType::Array(Box::new(T::Base::athena_type()))
    }
}

macro_rules! values {
    ($($rust:ty),+ $(,)?) => {$(
        impl From<$rust> for Value {
            fn from(value: $rust) -> Self {
                Value(value.into())
            }
        }
    )+};
}

values!(
    bool,
    i8,
    i16,
    i32,
    i64,
    f32,
    f64,
    &str,
    String,
    &String,
    Vec<u8>,
    NaiveDate,
    NaiveDateTime,
    NaiveTime,
    DateTime<Utc>
);

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Value(value.into())
    }
}
