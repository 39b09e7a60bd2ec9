//! Trino's classes of types and the conversions that it does by itself.

use arrow_schema::DataType;

use crate::types::AthenaType;

/// Types that Trino's operators treat alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeClass {
    /// The type of a bare NULL, which fits everywhere.
    Unknown,
    Boolean,
    Integer,
    Float,
    Decimal,
    Varchar,
    /// `varbinary`
    Binary,
    Date,
    Timestamp,
    /// `timestamp with time zone`
    TimestampTz,
    /// `interval year to month`
    YearMonthInterval,
    /// `interval day to second`
    DayTimeInterval,
    /// Kept as Arrow's `LargeUtf8`, which no other type here has.
    Json,
    /// Arrays, maps and rows.
    Nested,
}

impl TypeClass {
    pub(super) fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Null => Self::Unknown,
            DataType::Boolean => Self::Boolean,
            DataType::Float16 | DataType::Float32 | DataType::Float64 => Self::Float,
            other if other.is_integer() => Self::Integer,
            other if other.is_decimal() => Self::Decimal,
            DataType::LargeUtf8 => Self::Json,
            DataType::Utf8 | DataType::Utf8View => Self::Varchar,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Self::Binary,
            DataType::Date32 | DataType::Date64 => Self::Date,
            DataType::Timestamp(_, None) => Self::Timestamp,
            DataType::Timestamp(_, Some(_)) => Self::TimestampTz,
            DataType::Interval(_) => Self::YearMonthInterval,
            DataType::Duration(_) => Self::DayTimeInterval,
            _ => Self::Nested,
        }
    }

    pub(super) fn is_numeric(self) -> bool {
        matches!(self, Self::Unknown | Self::Integer | Self::Float | Self::Decimal)
    }

    pub(super) fn is_interval(self) -> bool {
        matches!(self, Self::YearMonthInterval | Self::DayTimeInterval)
    }

    /// A date or a timestamp.
    pub(super) fn is_datetime(self) -> bool {
        matches!(self, Self::Date | Self::Timestamp | Self::TimestampTz)
    }

    /// A date, a timestamp or an interval.
    pub(super) fn is_temporal(self) -> bool {
        self.is_datetime() || self.is_interval()
    }

    /// Whether Trino finds a common type for types of the two classes.
    pub(super) fn has_common_type(self, other: Self) -> bool {
        self == other
            || self == Self::Unknown
            || other == Self::Unknown
            || (self.is_numeric() && other.is_numeric())
            || (self.is_datetime() && other.is_datetime())
    }
}

/// The type that Trino converts values of both types to by itself. `None` when there is none, and for decimals, whose rules are not
/// written here.
pub(super) fn common_type(a: &DataType, b: &DataType) -> Option<DataType> {
    use TypeClass::{Date, Float, Integer, Timestamp, TimestampTz};
    if a == b || *b == DataType::Null {
        return Some(a.clone());
    }
    if *a == DataType::Null {
        return Some(b.clone());
    }
    if let (DataType::List(x), DataType::List(y)) = (a, b) {
        return Some(DataType::new_list(common_type(x.data_type(), y.data_type())?, true));
    }
    match (TypeClass::of(a), TypeClass::of(b)) {
        (Integer, Integer) => {
            let width = |data_type: &DataType| data_type.primitive_width().unwrap_or(0);
            Some(if width(a) >= width(b) { a.clone() } else { b.clone() })
        }
        // Of real and an integer it is real, of a double and anything it is double.
        (Float, Integer) => Some(a.clone()),
        (Integer, Float) => Some(b.clone()),
        (Float, Float) => Some(DataType::Float64),
        // Sessions are in UTC.
        (Date, Timestamp | TimestampTz) | (Timestamp, TimestampTz) => Some(b.clone()),
        (Timestamp | TimestampTz, Date) | (TimestampTz, Timestamp) => Some(a.clone()),
        _ => None,
    }
}

/// The type that Trino converts all of these to by itself.
pub(super) fn common_type_of_all(types: &[DataType]) -> Option<DataType> {
    types.iter().try_fold(DataType::Null, |found, data_type| common_type(&found, data_type))
}

/// Athena's name of a type.
pub(super) fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::LargeUtf8 => "json".to_owned(),
        DataType::Null => "unknown".to_owned(),
        other => AthenaType::from_arrow(other).map_or_else(|| other.to_string(), |athena| athena.to_string()),
    }
}
