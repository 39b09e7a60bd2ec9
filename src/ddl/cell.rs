//! Values of rows and of partitions.

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::split::TransformUnit;
use crate::{
    error::Result,
    schema::Value,
    sql::{hive, trino},
};

/// A literal or NULL: a value of a row that is inserted, of a partition, or of a parameter.
///
/// Whatever can be compared with a column becomes one, and so does an `Option` of it.
///
/// ```
/// use quilt_athena::ddl::Cell;
///
/// let row: [Cell; 3] = [1.into(), "one".into(), None::<bool>.into()];
/// assert_eq!(row[2], Cell::null());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Cell(sea_query::Value);

impl Cell {
    /// NULL.
    pub fn null() -> Self {
        Self(sea_query::Value::String(None))
    }

    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        self.0 == sea_query::Value::String(None)
    }

    /// Whether both are of the same SQL type, as far as the Rust type determines it.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(&self.0) == std::mem::discriminant(&other.0)
    }

    /// Whether it is "not a number", which equals nothing, itself included.
    pub(super) fn is_nan(&self) -> bool {
        match self.0 {
            sea_query::Value::Double(Some(v)) => v.is_nan(),
            sea_query::Value::Float(Some(v)) => v.is_nan(),
            _ => false,
        }
    }

    /// Zero without a sign; all else as it is.
    pub(super) fn without_negative_zero(&self) -> Self {
        use sea_query::Value;
        Self(match &self.0 {
            // A sum of zeros is -0.0 only where both are.
            Value::Double(Some(v)) => Value::Double(Some(v + 0.0)),
            Value::Float(Some(v)) => Value::Float(Some(v + 0.0)),
            other => other.clone(),
        })
    }

    /// Whether it is an instant, written in UTC.
    pub(super) fn is_in_utc(&self) -> bool {
        matches!(self.0, sea_query::Value::ChronoDateTimeUtc(_))
    }

    /// Whether it is the first instant of such a span of time.
    pub(super) fn begins(&self, unit: TransformUnit) -> bool {
        use sea_query::Value;
        let at: NaiveDateTime = match &self.0 {
            Value::ChronoDate(Some(date)) => (*date).into(),
            Value::ChronoDateTime(Some(at)) => *at,
            Value::ChronoDateTimeUtc(Some(at)) => at.naive_utc(),
            _ => return false,
        };
        let hour = at.minute() == 0 && at.second() == 0 && at.nanosecond() == 0;
        let day = hour && at.hour() == 0;
        match unit {
            TransformUnit::Hour => hour,
            TransformUnit::Day => day,
            TransformUnit::Month => day && at.day() == 1,
            TransformUnit::Year => day && at.ordinal() == 1,
        }
    }

    /// In Trino's grammar.
    pub(super) fn trino(&self) -> Result<String> {
        let mut out = String::new();
        trino::write_value(&mut out, &self.0)?;
        Ok(out)
    }

    /// In Hive's grammar, as the value of a partition column.
    pub(super) fn hive(&self) -> Result<String> {
        hive::partition_value(&self.0)
    }
}

impl<T: Into<Value>> From<T> for Cell {
    fn from(value: T) -> Self {
        Self(value.into().0)
    }
}

impl<T: Into<Value>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::null, Self::from)
    }
}
