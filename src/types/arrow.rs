//! Athena's types and Arrow's.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, IntervalUnit, TimeUnit};

use super::AthenaType;

/// The key of Athena's data type in a field's metadata, where the Arrow type does not determine it.
pub(crate) const TYPE_KEY: &str = "athena:type";

impl AthenaType {
    /// The Arrow type of such a column.
    pub fn arrow(&self) -> DataType {
        match self {
            Self::Boolean => DataType::Boolean,
            Self::Tinyint => DataType::Int8,
            Self::Smallint => DataType::Int16,
            Self::Integer => DataType::Int32,
            Self::Bigint => DataType::Int64,
            Self::Real => DataType::Float32,
            Self::Double => DataType::Float64,
            // Scale is at most 38 (checked when parsed), so it fits.
            Self::Decimal(p, s) => DataType::Decimal128(*p, i8::try_from(*s).unwrap_or(i8::MAX)),
            Self::Varchar(_) | Self::Char(_) => DataType::Utf8,
            Self::Varbinary => DataType::Binary,
            Self::Date => DataType::Date32,
            Self::Time(digits) => match unit(*digits) {
                unit @ TimeUnit::Millisecond => DataType::Time32(unit),
                unit => DataType::Time64(unit),
            },
            Self::Timestamp(digits) => DataType::Timestamp(unit(*digits), None),
            Self::TimestampTz(digits) => DataType::Timestamp(unit(*digits), Some("UTC".into())),
            Self::IntervalYearMonth => DataType::Interval(IntervalUnit::YearMonth),
            Self::IntervalDayTime => DataType::Duration(TimeUnit::Millisecond),
            Self::TimeTz(_) | Self::Json | Self::Uuid | Self::IpAddress => DataType::Utf8,
            Self::Array(item) => DataType::new_list(item.arrow(), true),
            Self::Map(key, value) => map_type(key.arrow(), value.arrow()),
            Self::Row(fields) => DataType::Struct(fields.iter().map(|(n, t)| Field::new(n, t.arrow(), true)).collect()),
        }
    }

    /// A nullable column of this type; its metadata has the name of the type where that is a time's, which may have fewer digits than its unit.
    pub(crate) fn field(&self, name: &str) -> Field {
        let field = Field::new(name, self.arrow(), true);
        match self {
            Self::Time(_) | Self::Timestamp(_) | Self::TimestampTz(_) => self.named(field),
            _ => field,
        }
    }

    /// The field with the name of this type in its metadata.
    pub(crate) fn named(&self, field: Field) -> Field {
        field.with_metadata([(TYPE_KEY.to_owned(), self.to_string())].into())
    }

    /// The Athena type of a column of a result: the one that the field's metadata names (`athena:type`), else that of its Arrow type; `None`
    /// when there is none. Athena does not report how many digits of a second a column has: where no value has shown it, this is the type
    /// with three, though the Arrow type keeps more.
    pub fn from_field(field: &Field) -> Option<Self> {
        let named = field.metadata().get(TYPE_KEY).and_then(|name| name.parse().ok());
        named.or_else(|| Self::from_arrow(field.data_type()))
    }

    /// The Athena type of an Arrow type; `None` when there is none.
    pub fn from_arrow(arrow: &DataType) -> Option<Self> {
        Some(match arrow {
            DataType::Boolean => Self::Boolean,
            DataType::Int8 => Self::Tinyint,
            DataType::Int16 => Self::Smallint,
            DataType::Int32 => Self::Integer,
            DataType::Int64 => Self::Bigint,
            DataType::Float32 => Self::Real,
            DataType::Float64 => Self::Double,
            DataType::Decimal128(p, s) => Self::Decimal(*p, u8::try_from(*s).ok()?),
            DataType::Utf8 => Self::Varchar(None),
            DataType::Binary => Self::Varbinary,
            DataType::Date32 => Self::Date,
            DataType::Time32(unit) | DataType::Time64(unit) => Self::Time(digits_of(*unit)),
            DataType::Timestamp(unit, None) => Self::Timestamp(digits_of(*unit)),
            DataType::Timestamp(unit, Some(_)) => Self::TimestampTz(digits_of(*unit)),
            DataType::Interval(IntervalUnit::YearMonth) => Self::IntervalYearMonth,
            DataType::Duration(TimeUnit::Millisecond) => Self::IntervalDayTime,
            DataType::List(item) => Self::Array(Box::new(Self::from_arrow(item.data_type())?)),
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(kv) if kv.len() == 2 => Self::Map(
                    Box::new(Self::from_arrow(kv[0].data_type())?),
                    Box::new(Self::from_arrow(kv[1].data_type())?),
                ),
                _ => return None,
            },
            DataType::Struct(fields) => Self::Row(row_fields(fields)?),
            _ => return None,
        })
    }
}

/// The coarsest unit that keeps this number of digits of a second. Arrow's finest is nanoseconds.
fn unit(digits: u8) -> TimeUnit {
    match digits {
        0..=3 => TimeUnit::Millisecond,
        4..=6 => TimeUnit::Microsecond,
        _ => TimeUnit::Nanosecond,
    }
}

/// The digits of a second that a unit keeps.
pub(crate) fn digits_of(unit: TimeUnit) -> u8 {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    }
}

fn row_fields(fields: &Fields) -> Option<Vec<(String, AthenaType)>> {
    fields.iter().map(|f| Some((f.name().clone(), AthenaType::from_arrow(f.data_type())?))).collect()
}

fn map_type(key: DataType, value: DataType) -> DataType {
    let entries = Fields::from(vec![Field::new("key", key, false), Field::new("value", value, true)]);
    DataType::Map(Arc::new(Field::new("entries", DataType::Struct(entries), false)), false)
}
