//! Trino's classes of types and the conversions that it does by itself.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields};

use super::temporal::{Clock, Temporal, has_times};
use crate::types::{AthenaType, FieldName};

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
    /// `char(n)`, kept as Arrow's `FixedSizeBinary`, which no other type here has: see `functions::support::chars`.
    Char,
    /// `varbinary`
    Binary,
    Date,
    /// `time`, without a time zone
    Time,
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
            DataType::FixedSizeBinary(_) => Self::Char,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Self::Binary,
            DataType::Date32 | DataType::Date64 => Self::Date,
            DataType::Time32(_) | DataType::Time64(_) | DataType::Timestamp(..) => match Temporal::of(data_type) {
                Some(Temporal { clock: Clock::Time, .. }) => Self::Time,
                Some(Temporal { clock: Clock::Local, .. }) => Self::Timestamp,
                _ => Self::TimestampTz,
            },
            DataType::Interval(_) => Self::YearMonthInterval,
            DataType::Duration(_) => Self::DayTimeInterval,
            _ => Self::Nested,
        }
    }

    pub(super) fn is_numeric(self) -> bool {
        matches!(self, Self::Unknown | Self::Integer | Self::Float | Self::Decimal)
    }

    fn is_text(self) -> bool {
        matches!(self, Self::Varchar | Self::Char)
    }

    pub(super) fn is_interval(self) -> bool {
        matches!(self, Self::YearMonthInterval | Self::DayTimeInterval)
    }

    /// A date or a timestamp.
    pub(super) fn is_datetime(self) -> bool {
        matches!(self, Self::Date | Self::Timestamp | Self::TimestampTz)
    }

    /// A time or a timestamp.
    pub(super) fn is_clock(self) -> bool {
        matches!(self, Self::Time | Self::Timestamp | Self::TimestampTz)
    }

    /// A date, a time, a timestamp or an interval.
    pub(super) fn is_temporal(self) -> bool {
        self == Self::Time || self.is_datetime() || self.is_interval()
    }

    /// Whether Trino finds a common type for types of the two classes.
    pub(super) fn has_common_type(self, other: Self) -> bool {
        self == other
            || self == Self::Unknown
            || other == Self::Unknown
            || (self.is_text() && other.is_text())
            || (self.is_numeric() && other.is_numeric())
            || (self.is_datetime() && other.is_datetime())
    }
}

/// Precision and scale of a number that is not a `real` or `double`.
pub(super) fn digits(data_type: &DataType) -> Option<(u8, u8)> {
    Some(match data_type {
        DataType::Int8 => (3, 0),
        DataType::Int16 => (5, 0),
        DataType::Int32 => (10, 0),
        DataType::Int64 => (19, 0),
        DataType::Decimal128(precision, scale) => (*precision, u8::try_from(*scale).ok()?),
        _ => return None,
    })
}

/// UTF-8 has no character with more bytes.
const BYTES_OF_CHARACTER: i32 = 4;

/// The type `char(n)`.
pub(super) fn char_type(length: u32) -> DataType {
    DataType::FixedSizeBinary(i32::try_from(length).map_or(i32::MAX, |n| n.saturating_mul(BYTES_OF_CHARACTER)))
}

/// The `n` of `char(n)`.
pub(super) fn char_length(data_type: &DataType) -> Option<u32> {
    match data_type {
        DataType::FixedSizeBinary(size) => u32::try_from(size / BYTES_OF_CHARACTER).ok(),
        _ => None,
    }
}

/// What holds the digits of both on either side of the point, but for 38 digits in all.
fn common_decimal((p, s): (u8, u8), (q, t): (u8, u8)) -> Option<DataType> {
    let scale = s.max(t);
    let precision = ((p - s).max(q - t) + scale).min(38);
    Some(DataType::Decimal128(precision, i8::try_from(scale).ok()?))
}

/// The type that Trino converts values of both types to by itself. `None` when there is none.
pub(super) fn common_type(a: &DataType, b: &DataType) -> Option<DataType> {
    use TypeClass::{Char, Date, Decimal, Float, Integer};
    if a == b || *b == DataType::Null {
        return Some(a.clone());
    }
    if *a == DataType::Null {
        return Some(b.clone());
    }
    match (a, b) {
        (DataType::List(x), DataType::List(y)) => {
            return Some(DataType::new_list(common_type(x.data_type(), y.data_type())?, true));
        }
        (DataType::Struct(x), DataType::Struct(y)) if x.len() == y.len() => {
            return x.iter().zip(y).map(|(x, y)| common_field(x, y)).collect::<Option<Fields>>().map(DataType::Struct);
        }
        (DataType::Map(x, sorted), DataType::Map(y, _)) => {
            let entries = common_type(x.data_type(), y.data_type())?;
            return Some(DataType::Map(Arc::new(x.as_ref().clone().with_data_type(entries)), *sorted));
        }
        _ => {}
    }
    match (TypeClass::of(a), TypeClass::of(b)) {
        (Integer, Integer) => {
            let width = |data_type: &DataType| data_type.primitive_width().unwrap_or(0);
            Some(if width(a) >= width(b) { a.clone() } else { b.clone() })
        }
        (Char, Char) => Some(char_type(char_length(a)?.max(char_length(b)?))),
        // Of real and an integer it is real, of a double and anything it is double.
        (Float, Integer | Decimal) => Some(a.clone()),
        (Integer | Decimal, Float) => Some(b.clone()),
        (Decimal | Integer, Decimal) | (Decimal, Integer) => common_decimal(digits(a)?, digits(b)?),
        (Float, Float) => Some(DataType::Float64),
        (Date, _) => Some(Temporal::of(b)?.common_with_date()?.arrow()),
        (_, Date) => Some(Temporal::of(a)?.common_with_date()?.arrow()),
        _ => Some(Temporal::of(a)?.common(Temporal::of(b)?)?.arrow()),
    }
}

/// Whether two types have a `char` and a `varchar` at the same place: their common type is a `char` as long as the `varchar`, and how long that
/// is is not known here.
pub(super) fn mixes_char_and_varchar(a: &DataType, b: &DataType) -> bool {
    match (a, b) {
        (DataType::List(x), DataType::List(y)) => mixes_char_and_varchar(x.data_type(), y.data_type()),
        (DataType::Struct(x), DataType::Struct(y)) => {
            x.iter().zip(y).any(|(x, y)| mixes_char_and_varchar(x.data_type(), y.data_type()))
        }
        (DataType::Map(x, _), DataType::Map(y, _)) => mixes_char_and_varchar(x.data_type(), y.data_type()),
        _ => {
            let (a, b) = (TypeClass::of(a), TypeClass::of(b));
            a != b && a.is_text() && b.is_text()
        }
    }
}

/// Whether a type is `char`, or has one inside.
pub(super) fn has_char(data_type: &DataType) -> bool {
    match data_type {
        DataType::FixedSizeBinary(_) => true,
        DataType::List(item) => has_char(item.data_type()),
        DataType::Map(entries, _) => has_char(entries.data_type()),
        DataType::Struct(fields) => fields.iter().any(|field| has_char(field.data_type())),
        _ => false,
    }
}

/// Of two names of a field, Trino keeps none.
fn common_field(a: &Field, b: &Field) -> Option<Field> {
    let name = if a.name() == b.name() { a.name().as_str() } else { "" };
    Some(Field::new(name, common_type(a.data_type(), b.data_type())?, a.is_nullable() || b.is_nullable()))
}

/// Whether two values of a type can be the same to Trino and different to DataFusion's groups, which compare bytes: arrays and rows with 0.0
/// and -0.0 inside, and maps, whose entries have no order.
pub(super) fn has_other_groups(data_type: &DataType) -> bool {
    fn inside(data_type: &DataType) -> bool {
        data_type.is_floating() || has_other_groups(data_type)
    }
    match data_type {
        DataType::Map(..) => true,
        DataType::List(item) => inside(item.data_type()),
        DataType::Struct(fields) => fields.iter().any(|field| inside(field.data_type())),
        _ => false,
    }
}

/// Whether DataFusion does not convert values of a type as Trino does.
pub(super) fn converts_here(data_type: &DataType) -> bool {
    has_fields(data_type) || has_times(data_type)
}

/// Whether a type has a row, a map or a `char` in it, which DataFusion does not convert as Trino does.
pub(super) fn has_fields(data_type: &DataType) -> bool {
    match data_type {
        DataType::Struct(_) | DataType::Map(..) | DataType::FixedSizeBinary(_) => true,
        DataType::List(item) => has_fields(item.data_type()),
        _ => false,
    }
}

/// The Arrow type of a value in this engine: json is not a string like any other.
pub(super) fn arrow_type(data_type: &AthenaType) -> DataType {
    match data_type {
        AthenaType::Json => DataType::LargeUtf8,
        AthenaType::Char(length) => char_type(*length),
        AthenaType::Array(item) => DataType::new_list(arrow_type(item), true),
        AthenaType::Row(fields) => {
            DataType::Struct(fields.iter().map(|(name, field)| Field::new(name, arrow_type(field), true)).collect())
        }
        AthenaType::Map(key, value) => {
            let fields = vec![Field::new("key", arrow_type(key), false), Field::new("value", arrow_type(value), true)];
            let entries = Field::new("entries", DataType::Struct(fields.into()), false);
            DataType::Map(Arc::new(entries), false)
        }
        other => Temporal::of_athena(other).map_or_else(|| other.arrow(), Temporal::arrow),
    }
}

/// Whether Trino has an order for the values of a type: not for maps and json, nor for what has them inside.
pub(super) fn is_orderable(data_type: &DataType) -> bool {
    match data_type {
        DataType::LargeUtf8 | DataType::Map(..) => false,
        DataType::List(item) => is_orderable(item.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| is_orderable(field.data_type())),
        _ => true,
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
        DataType::FixedSizeBinary(_) => format!("char({})", char_length(data_type).unwrap_or(0)),
        DataType::Null => "unknown".to_owned(),
        DataType::List(item) => format!("array({})", type_name(item.data_type())),
        DataType::Struct(fields) => {
            let field = |field: &Arc<Field>| match field.name().as_str() {
                "" => type_name(field.data_type()),
                name => format!("{} {}", FieldName(name), type_name(field.data_type())),
            };
            format!("row({})", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => {
                format!("map({}, {})", type_name(pair[0].data_type()), type_name(pair[1].data_type()))
            }
            other => other.to_string(),
        },
        other => match Temporal::of(other).map(Temporal::athena).or_else(|| AthenaType::from_arrow(other)) {
            Some(athena) => athena.to_string(),
            None => other.to_string(),
        },
    }
}
