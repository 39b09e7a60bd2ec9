//! Athena's printed values as Arrow columns, by type.
//!
//! Every format of the user guide and of PyAthena's tests is read exactly or not at all: digits that Arrow has no room for, and local times
//! that occur twice in their zone, are errors.

mod time;

pub(super) use time::offset_at;

use std::sync::Arc;

use arrow_array::{
    ArrayRef, PrimitiveArray,
    builder::{BinaryBuilder, BooleanBuilder, Decimal128Builder, PrimitiveBuilder, StringBuilder},
    types::{
        ArrowPrimitiveType, Date32Type, DurationMillisecondType, Float32Type, Float64Type, Int8Type, Int16Type,
        Int32Type, Int64Type, IntervalYearMonthType, Time32MillisecondType, Time64MicrosecondType,
        Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    },
};
use arrow_schema::{DataType, TimeUnit};

use super::{
    nested::{self, Leaves, NestedValue},
    shortened::shortened,
};
use crate::types::AthenaType;

/// Why a string is not a value of its type.
pub(crate) type Reason = String;

/// Builds an Arrow array from the printed values of one column.
pub(crate) struct TextColumn {
    data_type: AthenaType,
    values: ColumnBuilder,
}

enum ColumnBuilder {
    Text(StringBuilder),
    Boolean(BooleanBuilder),
    Int8(PrimitiveBuilder<Int8Type>),
    Int16(PrimitiveBuilder<Int16Type>),
    Int32(PrimitiveBuilder<Int32Type>),
    Int64(PrimitiveBuilder<Int64Type>),
    Float32(PrimitiveBuilder<Float32Type>),
    Float64(PrimitiveBuilder<Float64Type>),
    Decimal(Decimal128Builder, u8),
    Binary(BinaryBuilder),
    Date(PrimitiveBuilder<Date32Type>),
    /// Counted in units of this number of digits, and made into the Arrow type at the end.
    Time(PrimitiveBuilder<Int64Type>, u32),
    Timestamp(PrimitiveBuilder<Int64Type>, u32),
    TimestampTz(PrimitiveBuilder<Int64Type>, u32),
    Months(PrimitiveBuilder<IntervalYearMonthType>),
    Millis(PrimitiveBuilder<DurationMillisecondType>),
    /// Kept until `finish`.
    Nested(Vec<Option<String>>, Encoding),
}

/// How a nested value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// `[a, {k=v}]`, Athena's own.
    Plain,
    /// `["a", {"k": "v"}]`, of `json_format(CAST(… AS JSON))`.
    Json,
}

impl TextColumn {
    /// A column of a type, with capacity for this number of rows.
    pub(crate) fn new(data_type: &AthenaType, rows: usize, encoding: Encoding) -> Self {
        Self::with_bytes(data_type, rows, rows * 16, encoding)
    }

    /// The same; `bytes` is the capacity of strings and binaries.
    pub(crate) fn with_bytes(data_type: &AthenaType, rows: usize, bytes: usize, encoding: Encoding) -> Self {
        let values = match data_type {
            AthenaType::Boolean => ColumnBuilder::Boolean(BooleanBuilder::with_capacity(rows)),
            AthenaType::Tinyint => ColumnBuilder::Int8(PrimitiveBuilder::with_capacity(rows)),
            AthenaType::Smallint => ColumnBuilder::Int16(PrimitiveBuilder::with_capacity(rows)),
            AthenaType::Integer => ColumnBuilder::Int32(PrimitiveBuilder::with_capacity(rows)),
            AthenaType::Bigint => ColumnBuilder::Int64(PrimitiveBuilder::with_capacity(rows)),
            AthenaType::Real => ColumnBuilder::Float32(PrimitiveBuilder::with_capacity(rows)),
            AthenaType::Double => ColumnBuilder::Float64(PrimitiveBuilder::with_capacity(rows)),
            AthenaType::Decimal(_, scale) => {
                ColumnBuilder::Decimal(Decimal128Builder::with_capacity(rows).with_data_type(data_type.arrow()), *scale)
            }
            AthenaType::Varbinary => ColumnBuilder::Binary(BinaryBuilder::with_capacity(rows, bytes)),
            AthenaType::Date => ColumnBuilder::Date(PrimitiveBuilder::with_capacity(rows)),
            AthenaType::Time(digits) => ColumnBuilder::Time(PrimitiveBuilder::with_capacity(rows), kept(*digits)),
            AthenaType::Timestamp(digits) => {
                ColumnBuilder::Timestamp(PrimitiveBuilder::with_capacity(rows), kept(*digits))
            }
            AthenaType::TimestampTz(digits) => {
                ColumnBuilder::TimestampTz(PrimitiveBuilder::with_capacity(rows), kept(*digits))
            }
            AthenaType::IntervalYearMonth => ColumnBuilder::Months(PrimitiveBuilder::with_capacity(rows)),
            AthenaType::IntervalDayTime => ColumnBuilder::Millis(PrimitiveBuilder::with_capacity(rows)),
            AthenaType::Array(_) | AthenaType::Map(..) | AthenaType::Row(_) => {
                ColumnBuilder::Nested(Vec::with_capacity(rows), encoding)
            }
            _ => ColumnBuilder::Text(StringBuilder::with_capacity(rows, bytes)),
        };
        Self { data_type: data_type.clone(), values }
    }

    /// The number of bytes of strings and binaries that it holds.
    #[cfg(feature = "athena")]
    pub(crate) fn bytes(&self) -> usize {
        match &self.values {
            ColumnBuilder::Text(column) => column.values_slice().len(),
            ColumnBuilder::Binary(column) => column.values_slice().len(),
            _ => 0,
        }
    }

    /// The next value; `None` is NULL.
    ///
    /// # Errors
    /// What is wrong with the value.
    pub(crate) fn push(&mut self, text: Option<&str>) -> Result<(), Reason> {
        match &mut self.values {
            ColumnBuilder::Text(column) => column.append_option(text),
            ColumnBuilder::Boolean(column) => column.append_option(self.data_type.read(text, boolean)?),
            ColumnBuilder::Int8(column) => column.append_option(self.data_type.read(text, |text| text.parse().ok())?),
            ColumnBuilder::Int16(column) => column.append_option(self.data_type.read(text, |text| text.parse().ok())?),
            ColumnBuilder::Int32(column) => column.append_option(self.data_type.read(text, |text| text.parse().ok())?),
            ColumnBuilder::Int64(column) => column.append_option(self.data_type.read(text, |text| text.parse().ok())?),
            ColumnBuilder::Float32(column) => {
                column.append_option(self.data_type.read(text, |text| float(text)?.parse().ok())?)
            }
            ColumnBuilder::Float64(column) => {
                column.append_option(self.data_type.read(text, |text| float(text)?.parse().ok())?)
            }
            ColumnBuilder::Decimal(column, scale) => {
                column.append_option(self.data_type.read(text, |text| decimal(text, *scale))?)
            }
            ColumnBuilder::Binary(column) => column.append_option(self.data_type.read(text, bytes)?),
            ColumnBuilder::Date(column) => column.append_option(self.data_type.read(text, time::date)?),
            ColumnBuilder::Time(column, digits) => {
                column.append_option(self.data_type.read_exactly(text, |t| time::time(t, *digits))?)
            }
            ColumnBuilder::Timestamp(column, digits) => {
                column.append_option(self.data_type.read_exactly(text, |text| time::timestamp(text, *digits))?);
            }
            ColumnBuilder::TimestampTz(column, digits) => {
                column
                    .append_option(self.data_type.read_exactly(text, |text| time::timestamp_with_zone(text, *digits))?);
            }
            ColumnBuilder::Months(column) => column.append_option(self.data_type.read(text, months)?),
            ColumnBuilder::Millis(column) => column.append_option(self.data_type.read(text, time::days_to_millis)?),
            ColumnBuilder::Nested(texts, _) => texts.push(text.map(str::to_owned)),
        }
        Ok(())
    }

    /// The column so far, and an empty one in its place.
    ///
    /// # Errors
    /// What is wrong with the text of a nested value, and in which row.
    pub(crate) fn finish(&mut self) -> Result<ArrayRef, (usize, Reason)> {
        Ok(match &mut self.values {
            ColumnBuilder::Text(column) => Arc::new(column.finish()),
            ColumnBuilder::Boolean(column) => Arc::new(column.finish()),
            ColumnBuilder::Int8(column) => Arc::new(column.finish()),
            ColumnBuilder::Int16(column) => Arc::new(column.finish()),
            ColumnBuilder::Int32(column) => Arc::new(column.finish()),
            ColumnBuilder::Int64(column) => Arc::new(column.finish()),
            ColumnBuilder::Float32(column) => Arc::new(column.finish()),
            ColumnBuilder::Float64(column) => Arc::new(column.finish()),
            ColumnBuilder::Decimal(column, _) => Arc::new(column.finish()),
            ColumnBuilder::Binary(column) => Arc::new(column.finish()),
            ColumnBuilder::Date(column) => Arc::new(column.finish()),
            ColumnBuilder::Time(column, _)
            | ColumnBuilder::Timestamp(column, _)
            | ColumnBuilder::TimestampTz(column, _) => clock(&column.finish(), &self.data_type.arrow()),
            ColumnBuilder::Months(column) => Arc::new(column.finish()),
            ColumnBuilder::Millis(column) => Arc::new(column.finish()),
            ColumnBuilder::Nested(texts, encoding) => {
                nested_column(&self.data_type, &std::mem::take(texts), *encoding)?
            }
        })
    }
}

impl AthenaType {
    fn read<T>(&self, text: Option<&str>, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Reason> {
        match text {
            None => Ok(None),
            Some(text) => read(text).map(Some).ok_or_else(|| format!("`{}` is not a valid {self}", shortened(text))),
        }
    }

    fn read_exactly<T>(
        &self,
        text: Option<&str>,
        read: impl FnOnce(&str) -> Result<T, time::TimeError>,
    ) -> Result<Option<T>, Reason> {
        match text {
            None => Ok(None),
            Some(text) => {
                read(text).map(Some).map_err(|wrong| format!("`{}` is not a valid {self}{wrong}", shortened(text)))
            }
        }
    }
}

/// Digits of a second in Arrow's unit for a precision.
fn kept(digits: u8) -> u32 {
    match digits {
        0..=3 => 3,
        4..=6 => 6,
        _ => 9,
    }
}

/// Numbers of units as times.
fn clock(units: &PrimitiveArray<Int64Type>, data_type: &DataType) -> ArrayRef {
    fn of_type<T: ArrowPrimitiveType<Native = i64>>(units: &PrimitiveArray<Int64Type>) -> PrimitiveArray<T> {
        units.reinterpret_cast()
    }
    match data_type {
        // Below a day's milliseconds, so it fits.
        DataType::Time32(_) => Arc::new(units.unary::<_, Time32MillisecondType>(|millis| millis as i32)),
        DataType::Time64(TimeUnit::Microsecond) => Arc::new(of_type::<Time64MicrosecondType>(units)),
        DataType::Time64(_) => Arc::new(of_type::<Time64NanosecondType>(units)),
        DataType::Timestamp(TimeUnit::Microsecond, zone) => {
            Arc::new(of_type::<TimestampMicrosecondType>(units).with_timezone_opt(zone.clone()))
        }
        DataType::Timestamp(TimeUnit::Nanosecond, zone) => {
            Arc::new(of_type::<TimestampNanosecondType>(units).with_timezone_opt(zone.clone()))
        }
        DataType::Timestamp(_, zone) => {
            Arc::new(of_type::<TimestampMillisecondType>(units).with_timezone_opt(zone.clone()))
        }
        _ => Arc::new(units.clone()),
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// As Java prints it; Rust parses more than that (`inf`, `nan`, `+1`).
fn float(text: &str) -> Option<&str> {
    match text {
        "NaN" => Some("NaN"),
        "Infinity" => Some("inf"),
        "-Infinity" => Some("-inf"),
        _ if text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'E')) => Some(text),
        _ => None,
    }
}

/// Digits around at most one point, at most as many after it as the scale.
fn decimal(text: &str, scale: u8) -> Option<i128> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let missing = usize::from(scale).checked_sub(fraction.len())?;
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return None;
    }
    let mut number = 0_i128;
    for digit in whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', missing)) {
        number = number.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
    }
    Some(if negative { -number } else { number })
}

/// Pairs of hexadecimal digits, with spaces between the pairs.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let pair = |pair: &str| {
        (pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit())).then(|| u8::from_str_radix(pair, 16).ok())?
    };
    text.split(' ').map(pair).collect()
}

/// `years-months`, with a sign before both.
fn months(text: &str) -> Option<i32> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (years, months) = rest.split_once('-')?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<i32>().ok())?;
    number(years)?.checked_mul(12)?.checked_add(number(months)?)?.checked_mul(sign)
}

fn nested_column(
    data_type: &AthenaType,
    texts: &[Option<String>],
    encoding: Encoding,
) -> Result<ArrayRef, (usize, Reason)> {
    let read = match encoding {
        Encoding::Plain => nested::from_text,
        Encoding::Json => nested::from_json,
    };
    let mut trees: Vec<Option<NestedValue<'_>>> = Vec::with_capacity(texts.len());
    for (row, text) in texts.iter().enumerate() {
        trees.push(text.as_deref().map(|text| read(text, data_type)).transpose().map_err(|reason| (row, reason))?);
    }
    let values: Vec<Option<&NestedValue<'_>>> = trees.iter().map(Option::as_ref).collect();
    nested::build(data_type, &values, &|leaf| Box::new(TextColumn::new(leaf, 0, encoding)))
        .map_err(|reason| (0, reason))
}

impl Leaves for TextColumn {
    fn push(&mut self, text: Option<&str>) -> Result<(), Reason> {
        TextColumn::push(self, text)
    }

    fn finish(&mut self) -> ArrayRef {
        // Leaves are not nested, and only nested columns can fail at the end.
        TextColumn::finish(self).unwrap_or_else(|_| arrow_array::new_empty_array(&self.data_type.arrow()))
    }
}

#[cfg(test)]
mod tests;
