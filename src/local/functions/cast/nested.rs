//! CAST of arrays, maps and rows, part by part. TRY_CAST gives NULL for a whole value when a part of it cannot be cast.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, ListArray, MapArray, StructArray, cast::AsArray, new_empty_array, new_null_array,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::DataType;
use datafusion::{
    arrow::compute::{concat, nullif},
    common::{Result, exec_err},
};

use super::{
    super::support::{compare::Distinct, values::scalars},
    is_unsupported,
};
use crate::{
    local::{
        errors::refused,
        temporal::{Clock, Temporal, UTC},
        types::arrow_type,
    },
    types::AthenaType,
};

/// `None` when one of them is not nested, or they are nested in different ways.
pub(super) fn supported(from: &DataType, to: &AthenaType) -> Option<bool> {
    match (from, to) {
        (DataType::List(item), AthenaType::Array(to)) => Some(part(item.data_type(), to)),
        (DataType::Struct(from), AthenaType::Row(to)) if from.len() == to.len() => {
            Some(from.iter().zip(to).all(|(from, (_, to))| part(from.data_type(), to)))
        }
        (DataType::Map(entries, _), AthenaType::Map(key, value)) => match entries.data_type() {
            DataType::Struct(pair) if pair.len() == 2 => {
                Some(part(pair[0].data_type(), key) && part(pair[1].data_type(), value))
            }
            _ => Some(false),
        },
        _ => None,
    }
}

/// The name of the type of a whole does not say the time zone of its parts.
fn part(from: &DataType, to: &AthenaType) -> bool {
    let in_utc = !matches!(Temporal::of(from), Some(Temporal { clock: Clock::In(zone), .. }) if zone != UTC);
    (in_utc || !matches!(to, AthenaType::TimestampTz(_))) && super::supported(from, to)
}

/// `None` for what is not nested.
pub(super) fn convert(array: &ArrayRef, to: &AthenaType, or_null: bool) -> Result<Option<ArrayRef>> {
    match (array.data_type(), to) {
        (DataType::List(_), AthenaType::Array(_))
        | (DataType::Struct(_), AthenaType::Row(_))
        | (DataType::Map(..), AthenaType::Map(..))
            if or_null =>
        {
            row_by_row(array, to).map(Some)
        }
        (DataType::List(_), AthenaType::Array(item)) => list(array.as_list(), item, &arrow_type(to)).map(Some),
        (DataType::Struct(_), AthenaType::Row(fields)) => row(array.as_struct(), fields, &arrow_type(to)).map(Some),
        (DataType::Map(..), AthenaType::Map(key, value)) => map(array.as_map(), key, value, to).map(Some),
        _ => Ok(None),
    }
}

fn row_by_row(array: &ArrayRef, to: &AthenaType) -> Result<ArrayRef> {
    let data_type = arrow_type(to);
    let rows = (0..array.len()).map(|row| match super::convert(&array.slice(row, 1), to, false) {
        Err(error) if !is_unsupported(&error) => Ok(new_null_array(&data_type, 1)),
        other => other,
    });
    joined(&rows.collect::<Result<Vec<_>>>()?, &data_type)
}

fn joined(parts: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    let parts: Vec<&dyn Array> = parts.iter().map(|part| &**part).collect();
    if parts.is_empty() { Ok(new_empty_array(data_type)) } else { Ok(concat(&parts)?) }
}

fn list(lists: &ListArray, item: &AthenaType, to: &DataType) -> Result<ArrayRef> {
    let DataType::List(field) = to else { return exec_err!("expected an array") };
    let (mut parts, mut lengths) = (Vec::new(), Vec::new());
    for row in 0..lists.len() {
        // What a NULL has behind it does not count.
        let items = lists.is_valid(row).then(|| super::convert(&lists.value(row), item, false)).transpose()?;
        lengths.push(items.as_ref().map_or(0, |items| items.len()));
        parts.extend(items);
    }
    let values = joined(&parts, field.data_type())?;
    let nulls = lists.nulls().cloned();
    Ok(Arc::new(ListArray::try_new(Arc::clone(field), OffsetBuffer::from_lengths(lengths), values, nulls)?))
}

/// Field by field, by position.
fn row(rows: &StructArray, fields: &[(String, AthenaType)], to: &DataType) -> Result<ArrayRef> {
    let DataType::Struct(arrow) = to else { return exec_err!("expected a row") };
    let nulls = BooleanArray::from((0..rows.len()).map(|row| rows.is_null(row)).collect::<Vec<_>>());
    let columns = rows.columns().iter().zip(fields).map(|(column, (_, to))| {
        let column = if *column.data_type() == DataType::Null { Arc::clone(column) } else { nullif(column, &nulls)? };
        super::convert(&column, to, false)
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(StructArray::try_new_with_length(arrow.clone(), columns, rows.nulls().cloned(), rows.len())?))
}

fn map(maps: &MapArray, key: &AthenaType, value: &AthenaType, to: &AthenaType) -> Result<ArrayRef> {
    let data_type = arrow_type(to);
    let DataType::Map(field, sorted) = &data_type else { return exec_err!("expected a map") };
    let DataType::Struct(fields) = field.data_type() else { return exec_err!("expected a map") };
    let (mut keys, mut values, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..maps.len() {
        if maps.is_null(row) {
            lengths.push(0);
            continue;
        }
        let entries = maps.value(row);
        let new = super::convert(entries.column(0), key, false)?;
        let mut seen = Distinct::default();
        if !scalars(&new)?.iter().all(|key| seen.insert(key)) {
            return Err(refused("INVALID_CAST_ARGUMENT", "duplicate keys"));
        }
        lengths.push(new.len());
        keys.push(new);
        values.push(super::convert(entries.column(1), value, false)?);
    }
    let columns = vec![joined(&keys, fields[0].data_type())?, joined(&values, fields[1].data_type())?];
    let entries = StructArray::try_new(fields.clone(), columns, None)?;
    let nulls: Option<NullBuffer> = maps.nulls().cloned();
    let offsets = OffsetBuffer::from_lengths(lengths);
    Ok(Arc::new(MapArray::try_new(Arc::clone(field), offsets, entries, nulls, *sorted)?))
}
