//! Arrays, maps and rows.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, cast::AsArray, types::Int64Type};
use arrow_schema::{DataType, Fields};
use datafusion::{
    common::{Result, ScalarValue, exec_err},
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::{
    define::{any_null, function, invoke, returns_bigint, returns_boolean, wrong_arguments},
    values,
};
use crate::local::sql_types::{Class, common, mismatch, refused, spelled};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$subscript", subscript_types, element_type, |args, of| match args[0].data_type() {
            DataType::Map(..) => values::each(args, of, |row| match of_key(&row[0], &row[1])? {
                None => Err(refused("INVALID_FUNCTION_ARGUMENT", format!("Key not present in map: {}", row[1]))),
                found => Ok(found),
            }),
            _ => elements(args, of, subscript),
        }),
        function("element_at", subscript_types, element_type, |args, of| match args[0].data_type() {
            DataType::Map(..) => values::each(args, of, |row| of_key(&row[0], &row[1])),
            _ => elements(args, of, element_at),
        }),
        function("cardinality", one_collection, returns_bigint, cardinality),
        function("contains", list_and_item, returns_boolean, contains),
        ScalarUDF::new_from_impl(Field::default()),
    ]
}

/// An array and a whole number.
fn subscript_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [list @ DataType::List(_), index] if matches!(Class::of(index), Class::Integer | Class::Unknown) => {
            Ok(vec![list.clone(), DataType::Int64])
        }
        [map @ DataType::Map(..), key] => {
            match values::entry_types(map).and_then(|(of, _)| common(&of, key).map(|c| (of, c))) {
                Some((of, found)) if of == found => Ok(vec![map.clone(), of]),
                _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "map(K,V), K")),
            }
        }
        _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "array(E), bigint")),
    }
}

fn element_type(args: &[DataType]) -> Result<DataType> {
    match args.first() {
        Some(DataType::List(item)) => Ok(item.data_type().clone()),
        Some(map @ DataType::Map(..)) => Ok(values::entry_types(map).map_or(DataType::Null, |(_, value)| value)),
        _ => exec_err!("an array has elements"),
    }
}

fn one_collection(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(_) | DataType::Map(..)] => Ok(args.to_vec()),
        _ => Err(wrong_arguments(name, args, "array(E) or map(K,V)")),
    }
}

fn list_and_item(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [DataType::List(item), other] => match common(item.data_type(), other) {
            Some(of) => Ok(vec![DataType::new_list(of.clone(), true), of]),
            None => Err(wrong_arguments(name, args, "array(T), T")),
        },
        _ => Err(wrong_arguments(name, args, "array(T), T")),
    }
}

/// The value of a key.
fn of_key(map: &ScalarValue, key: &ScalarValue) -> Result<Option<ScalarValue>> {
    let (keys, all) = values::entries(map)?;
    // NaN equals no key.
    if values::float(key).is_some_and(f64::is_nan) {
        return Ok(None);
    }
    Ok(keys.iter().position(|known| known == key).and_then(|at| all.into_iter().nth(at)))
}

/// `a[i]`: an index that is not there is an error.
fn subscript(length: usize, index: i64) -> Result<Option<usize>> {
    let message = match index {
        0 => "SQL array indices start at 1".to_owned(),
        i if i < 0 => format!("Array subscript is negative: {i}"),
        i if i as u64 > length as u64 => {
            format!("Array subscript must be less than or equal to array length: {i} > {length}")
        }
        i => return Ok(Some(i as usize - 1)),
    };
    Err(refused("INVALID_FUNCTION_ARGUMENT", message))
}

/// `element_at(a, i)`: NULL for an index that is not there; below zero it counts from the end.
fn element_at(length: usize, index: i64) -> Result<Option<usize>> {
    if index == 0 {
        return Err(refused("INVALID_FUNCTION_ARGUMENT", "SQL array indices start at 1"));
    }
    let position = if index > 0 { index - 1 } else { length as i64 + index };
    Ok(usize::try_from(position).ok().filter(|position| *position < length))
}

fn elements(args: &[ArrayRef], of: &DataType, pick: fn(usize, i64) -> Result<Option<usize>>) -> Result<ArrayRef> {
    let (lists, indices) = (args[0].as_list::<i32>(), args[1].as_primitive::<Int64Type>());
    let rows = (0..lists.len()).map(|row| {
        if any_null(args, row) {
            return ScalarValue::try_from(of);
        }
        let list = lists.value(row);
        match pick(list.len(), indices.value(row))? {
            Some(position) => ScalarValue::try_from_array(&list, position),
            None => ScalarValue::try_from(of),
        }
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    if rows.is_empty() { Ok(arrow_array::new_empty_array(of)) } else { ScalarValue::iter_to_array(rows) }
}

fn cardinality(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let lengths = (0..args[0].len()).map(|row| {
        let length = match args[0].data_type() {
            DataType::List(_) => args[0].as_list::<i32>().value_length(row),
            _ => args[0].as_map().value_length(row),
        };
        args[0].is_valid(row).then_some(i64::from(length))
    });
    Ok(Arc::new(lengths.collect::<Int64Array>()))
}

/// Unknown (NULL) when the item is not found and the array has a NULL.
fn contains(args: &[ArrayRef], _: &DataType) -> Result<ArrayRef> {
    let lists = args[0].as_list::<i32>();
    let rows = (0..lists.len()).map(|row| {
        if any_null(args, row) {
            return Ok(None);
        }
        let (list, item) = (lists.value(row), ScalarValue::try_from_array(&args[1], row)?);
        for position in 0..list.len() {
            if ScalarValue::try_from_array(&list, position)? == item {
                return Ok(Some(true));
            }
        }
        Ok(if list.null_count() > 0 { None } else { Some(false) })
    });
    Ok(Arc::new(rows.collect::<Result<BooleanArray>>()?))
}

/// Marks a position, by which a field without a name is found. No query can write it.
pub(crate) const POSITION: char = '\u{1}';

fn position(fields: &Fields, name: &str) -> Option<usize> {
    match name.strip_prefix(POSITION) {
        Some(at) => at.parse().ok().filter(|at| *at < fields.len()),
        None => fields.iter().position(|field| field.name().eq_ignore_ascii_case(name)),
    }
}

/// `row.field`: the field's name is a constant, and decides the type.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Field {
    signature: Signature,
}

impl Default for Field {
    fn default() -> Self {
        Self { signature: Signature::any(2, Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Field {
    fn name(&self) -> &str {
        "$field"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        exec_err!("the type of a field depends on its name")
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<arrow_schema::FieldRef> {
        let of = args.arg_fields[0].data_type();
        let name = args.scalar_arguments.get(1).copied().flatten().and_then(|name| name.try_as_str().flatten());
        let (DataType::Struct(fields), Some(name)) = (of, name) else {
            return Err(mismatch(format!("Expression of type {} has no fields", spelled(of))));
        };
        match position(fields, name).map(|at| &fields[at]) {
            Some(field) => Ok(Arc::new(arrow_schema::Field::new(field.name(), field.data_type().clone(), true))),
            None => {
                let names: Vec<_> = fields.iter().map(|field| field.name().as_str()).collect();
                Err(mismatch(format!("a row({}) has no field `{name}`", names.join(", "))))
            }
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        invoke(&args, |args, of| {
            let (rows, names) = (args[0].as_struct(), args[1].as_string::<i32>());
            let name = (!names.is_empty()).then(|| names.value(0));
            let column = name.and_then(|name| position(rows.fields(), name));
            let Some(column) = column else { return Ok(arrow_array::new_null_array(of, args[0].len())) };
            // A field of a row that is NULL is NULL, whatever the child array holds there.
            let nulls =
                arrow_array::BooleanArray::from((0..rows.len()).map(|row| rows.is_null(row)).collect::<Vec<_>>());
            Ok(datafusion::arrow::compute::nullif(rows.column(column), &nulls)?)
        })
    }
}
