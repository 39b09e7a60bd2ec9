//! Athena's data types: parsed, printed in both of its syntaxes, and their Arrow counterparts.
//!
//! | Athena (SELECT, CAST) | Hive DDL | Arrow | Rust |
//! |---|---|---|---|
//! | `boolean` | `boolean` | `Boolean` | `bool` |
//! | `tinyint`, `smallint`, `integer`, `bigint` | `tinyint`, `smallint`, `int`, `bigint` | `Int8` … `Int64` | `i8` … `i64` |
//! | `real`, `double` | `float`, `double` | `Float32`, `Float64` | `f32`, `f64` |
//! | `decimal(p,s)` | `decimal(p,s)` | `Decimal128(p, s)` | `rust_decimal::Decimal` |
//! | `varchar`, `varchar(n)`, `char(n)` | `string`, `varchar(n)`, `char(n)` | `Utf8` | `String` |
//! | `varbinary` | `binary` | `Binary` | `Vec<u8>` |
//! | `date` | `date` | `Date32` | `chrono::NaiveDate` |
//! | `time(p)` | | `Time32(Millisecond)`, `Time64(…)` | `chrono::NaiveTime` |
//! | `timestamp(p)` | `timestamp` | `Timestamp(Millisecond)` … `Timestamp(Nanosecond)` | `chrono::NaiveDateTime` |
//! | `timestamp(p) with time zone` | | the same, in `"UTC"`; in another time zone where the embedded engine knows it | `chrono::DateTime<Utc>` |
//! | `time(p) with time zone` | | `Utf8` | `String` |
//! | `interval year to month` | | `Interval(YearMonth)` | `types::Months` |
//! | `interval day to second` | | `Duration(Millisecond)` | `chrono::TimeDelta` |
//! | `json` | | `Utf8` | `String`, `serde_json::Value` |
//! | `uuid` | | `Utf8` | `String`, `uuid::Uuid` |
//! | `ipaddress` | | `Utf8` | `String`, `std::net::IpAddr` |
//! | `array(t)` | `array<t>` | `List` | `Vec<T>` |
//! | `map(k, v)` | `map<k,v>` | `Map` | `BTreeMap<K, V>` |
//! | `row(a t)` | `struct<a:t>` | `Struct` | `row::Json<T>` |
//!
//! `p` counts the digits of a second, 0 to 12, and is 3 where it is left out. Arrow counts at most nine. Athena does not report `p` for the
//! columns of a result: there, the Arrow type has room for more ([`Execution::schema`](crate::engine::Execution::schema)).
//!
//! The names are those of the Athena user guide, "Data types in Amazon Athena".

mod arrow;
mod hive;
mod parse;

use std::fmt;

pub(crate) use self::arrow::{TYPE_KEY, digits_of};

/// A number of months: `interval year to month`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Months(pub i32);

/// A data type of Athena's SQL.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AthenaType {
    /// `boolean`
    Boolean,
    /// `tinyint`, 8 bits
    Tinyint,
    /// `smallint`, 16 bits
    Smallint,
    /// `integer` (`int` in Hive DDL), 32 bits
    Integer,
    /// `bigint`, 64 bits
    Bigint,
    /// `real` (`float` in Hive DDL), 32 bits
    Real,
    /// `double`, 64 bits
    Double,
    /// `decimal(precision, scale)`
    Decimal(u8, u8),
    /// `varchar` (`string` in Hive DDL), or `varchar(n)`
    Varchar(Option<u32>),
    /// `char(n)`
    Char(u32),
    /// `varbinary` (`binary` in Hive DDL)
    Varbinary,
    /// `date`
    Date,
    /// `time(p)`: the number of digits of a second
    Time(u8),
    /// `time(p) with time zone`
    TimeTz(u8),
    /// `timestamp(p)`: the number of digits of a second
    Timestamp(u8),
    /// `timestamp(p) with time zone`
    TimestampTz(u8),
    /// `interval year to month`
    IntervalYearMonth,
    /// `interval day to second`
    IntervalDayTime,
    /// `json`
    Json,
    /// `uuid`
    Uuid,
    /// `ipaddress`
    IpAddress,
    /// `array(t)`
    Array(Box<AthenaType>),
    /// `map(k, v)`
    Map(Box<AthenaType>, Box<AthenaType>),
    /// `row(name t, …)`
    Row(Vec<(String, AthenaType)>),
}

impl AthenaType {
    /// Whether Athena casts it to json: Trino's `JsonUtil.canCastToJson`, which has no binary, time, time zone, interval, UUID and IP address types.
    pub(crate) fn casts_to_json(&self) -> bool {
        match self {
            Self::Array(item) => item.casts_to_json(),
            Self::Map(key, value) => !key.is_nested() && key.casts_to_json() && value.casts_to_json(),
            Self::Row(fields) => fields.iter().all(|(_, data_type)| data_type.casts_to_json()),
            Self::Varbinary
            | Self::Time(_)
            | Self::TimeTz(_)
            | Self::TimestampTz(_)
            | Self::IntervalYearMonth
            | Self::IntervalDayTime
            | Self::Uuid
            | Self::IpAddress => false,
            _ => true,
        }
    }

    /// The type as which values are read where a Rust type stands for it, which does not say how many digits a second has: the six that
    /// Athena's tables can have, for the three that are written in SQL.
    pub(crate) fn at_any_precision(self) -> Self {
        match self {
            Self::Timestamp(3) => Self::Timestamp(6),
            Self::Array(item) => Self::Array(Box::new(item.at_any_precision())),
            Self::Map(key, value) => Self::Map(Box::new(key.at_any_precision()), Box::new(value.at_any_precision())),
            other => other,
        }
    }

    /// True for arrays, maps and rows.
    pub fn is_nested(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Map(..) | Self::Row(_))
    }

    /// The name of the type in a catalog, which DESCRIBE shows: Hive's, with no field name between backticks.
    #[cfg(any(feature = "local", feature = "derive"))]
    pub(crate) fn in_catalog(&self) -> Option<String> {
        self.hive().map(|name| name.replace('`', ""))
    }

    /// The name of the type in Hive DDL (`CREATE EXTERNAL TABLE`); `None` for types that Hive tables cannot have. Names of fields are
    /// quoted with backticks where they are reserved words or not plain words.
    pub fn hive(&self) -> Option<String> {
        Some(match self {
            Self::Integer => "int".into(),
            Self::Real => "float".into(),
            Self::Varchar(None) => "string".into(),
            Self::Varbinary => "binary".into(),
            Self::Timestamp(_) => "timestamp".into(),
            Self::Time(_)
            | Self::TimeTz(_)
            | Self::TimestampTz(_)
            | Self::IntervalYearMonth
            | Self::IntervalDayTime
            | Self::Json
            | Self::Uuid
            | Self::IpAddress => return None,
            Self::Array(item) => format!("array<{}>", item.hive()?),
            Self::Map(key, value) => format!("map<{},{}>", key.hive()?, value.hive()?),
            Self::Row(fields) => {
                let fields: Option<Vec<String>> =
                    fields.iter().map(|(n, t)| Some(format!("{}:{}", hive::field_name(n)?, t.hive()?))).collect();
                format!("struct<{}>", fields?.join(","))
            }
            other => other.to_string(),
        })
    }
}

/// The name of the type in SELECT and CAST.
impl fmt::Display for AthenaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("boolean"),
            Self::Tinyint => f.write_str("tinyint"),
            Self::Smallint => f.write_str("smallint"),
            Self::Integer => f.write_str("integer"),
            Self::Bigint => f.write_str("bigint"),
            Self::Real => f.write_str("real"),
            Self::Double => f.write_str("double"),
            Self::Decimal(p, s) => write!(f, "decimal({p},{s})"),
            Self::Varchar(None) => f.write_str("varchar"),
            Self::Varchar(Some(n)) => write!(f, "varchar({n})"),
            Self::Char(n) => write!(f, "char({n})"),
            Self::Varbinary => f.write_str("varbinary"),
            Self::Date => f.write_str("date"),
            Self::Time(p) => write!(f, "time{}", Digits(*p)),
            Self::TimeTz(p) => write!(f, "time{} with time zone", Digits(*p)),
            Self::Timestamp(p) => write!(f, "timestamp{}", Digits(*p)),
            Self::TimestampTz(p) => write!(f, "timestamp{} with time zone", Digits(*p)),
            Self::IntervalYearMonth => f.write_str("interval year to month"),
            Self::IntervalDayTime => f.write_str("interval day to second"),
            Self::Json => f.write_str("json"),
            Self::Uuid => f.write_str("uuid"),
            Self::IpAddress => f.write_str("ipaddress"),
            Self::Array(item) => write!(f, "array({item})"),
            Self::Map(key, value) => write!(f, "map({key}, {value})"),
            Self::Row(fields) => {
                f.write_str("row(")?;
                for (i, (name, data_type)) in fields.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    // A field without a name has its type alone.
                    match name.is_empty() {
                        true => write!(f, "{data_type}")?,
                        false => write!(f, "{} {data_type}", FieldName(name))?,
                    }
                }
                f.write_str(")")
            }
        }
    }
}

/// The name of a row's field; between double quotes when it is not a plain word.
pub(crate) struct FieldName<'a>(pub(crate) &'a str);

impl fmt::Display for FieldName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.0.chars().all(|c| c.is_alphanumeric() || c == '_');
        if plain { f.write_str(self.0) } else { write!(f, "\"{}\"", self.0.replace('"', "\"\"")) }
    }
}

/// `(p)`, or nothing for 3, which is the default.
struct Digits(u8);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            3 => Ok(()),
            digits => write!(f, "({digits})"),
        }
    }
}
