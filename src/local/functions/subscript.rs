//! The subscript operator `[]` and `element_at` of arrays and maps, and the fields of rows.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, StructArray, cast::AsArray, new_null_array, types::Int64Type};
use arrow_schema::{DataType, Field, FieldRef, Fields};
use datafusion::{
    arrow::compute::nullif,
    common::{Result, ScalarValue, exec_err},
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::support::{
    arguments::{fits_bigint, invalid_argument, wrong_arguments},
    define::{function, invoke},
    values::{any_null, array_of, each, entries, entry_types, float},
};
use crate::local::errors::{refused, type_mismatch};
use crate::local::internal_functions::CONSTANT_SUBSCRIPT;
use crate::local::types::{common_type, type_name};

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        function("$subscript", subscript_types, returns_element, subscripted),
        ScalarUDF::new_from_impl(ConstantSubscript::default()),
        function("element_at", subscript_types, returns_element, |args, data_type| match args[0].data_type() {
            DataType::Map(..) => each(args, data_type, |row| value_of_key(&row[0], &row[1])),
            _ => element(args, data_type, element_at),
        }),
        ScalarUDF::new_from_impl(FieldAccess::default()),
    ]
}

fn subscripted(args: &[ArrayRef], data_type: &DataType) -> Result<ArrayRef> {
    match args[0].data_type() {
        DataType::Map(..) => each(args, data_type, |row| match value_of_key(&row[0], &row[1])? {
            None => Err(invalid_argument(format!("Key not present in map: {}", row[1]))),
            found => Ok(found),
        }),
        _ => element(args, data_type, subscript),
    }
}

/// An array and an index, or a map and a key.
fn subscript_types(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [list @ DataType::List(_), index] if fits_bigint(index) => Ok(vec![list.clone(), DataType::Int64]),
        [map @ DataType::Map(..), key] => {
            match entry_types(map)
                .and_then(|(data_type, _)| common_type(&data_type, key).map(|found| (data_type, found)))
            {
                Some((data_type, found)) if data_type == found => Ok(vec![map.clone(), data_type]),
                _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "map(K,V), K")),
            }
        }
        _ => Err(wrong_arguments(name.trim_start_matches('$'), args, "array(E), bigint")),
    }
}

fn returns_element(args: &[DataType]) -> Result<DataType> {
    match args.first() {
        Some(DataType::List(item)) => Ok(item.data_type().clone()),
        Some(map @ DataType::Map(..)) => Ok(entry_types(map).map_or(DataType::Null, |(_, value)| value)),
        _ => exec_err!("expected an array or a map"),
    }
}

/// The value of a key.
fn value_of_key(map: &ScalarValue, key: &ScalarValue) -> Result<Option<ScalarValue>> {
    let (keys, values) = entries(map)?;
    // NaN equals no key.
    if float(key).is_some_and(f64::is_nan) {
        return Ok(None);
    }
    Ok(keys.iter().position(|known| known == key).and_then(|at| values.into_iter().nth(at)))
}

/// `a[i]`: an index out of bounds is an error.
fn subscript(length: usize, index: i64) -> Result<Option<usize>> {
    let message = match index {
        0 => "SQL array indices start at 1".to_owned(),
        i if i < 0 => format!("Array subscript is negative: {i}"),
        i if i as u64 > length as u64 => {
            format!("Array subscript must be less than or equal to array length: {i} > {length}")
        }
        i => return Ok(Some(i as usize - 1)),
    };
    Err(invalid_argument(message))
}

/// `element_at(a, i)`: NULL for an index out of bounds; a negative one counts from the end.
fn element_at(length: usize, index: i64) -> Result<Option<usize>> {
    if index == 0 {
        return Err(invalid_argument("SQL array indices start at 1"));
    }
    let position = if index > 0 { index - 1 } else { length as i64 + index };
    Ok(usize::try_from(position).ok().filter(|position| *position < length))
}

fn element(args: &[ArrayRef], data_type: &DataType, pick: fn(usize, i64) -> Result<Option<usize>>) -> Result<ArrayRef> {
    let (lists, indices) = (args[0].as_list::<i32>(), args[1].as_primitive::<Int64Type>());
    let rows = (0..lists.len()).map(|row| {
        if any_null(args, row) {
            return ScalarValue::try_from(data_type);
        }
        let list = lists.value(row);
        match pick(list.len(), indices.value(row))? {
            Some(position) => ScalarValue::try_from_array(&list, position),
            None => ScalarValue::try_from(data_type),
        }
    });
    array_of(rows.collect::<Result<Vec<_>>>()?, data_type)
}

/// Marks a position that is given in place of the name of a field without one; the number of fields may follow a slash. No query can contain
/// it.
pub(crate) const POSITION: char = '\u{1}';

fn position(fields: &Fields, name: &str) -> Option<usize> {
    match name.strip_prefix(POSITION) {
        Some(at) => {
            // The number of fields may follow, where the query depends on it.
            let (at, of) = at.split_once('/').unwrap_or((at, ""));
            let fits = of.is_empty() || of.parse() == Ok(fields.len());
            at.parse().ok().filter(|at| *at < fields.len() && fits)
        }
        None => fields.iter().position(|field| field.name().eq_ignore_ascii_case(name)),
    }
}

/// `row.field`: the name of the field is a constant, and decides the type.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FieldAccess {
    signature: Signature,
}

impl Default for FieldAccess {
    fn default() -> Self {
        Self { signature: Signature::any(2, Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for FieldAccess {
    fn name(&self) -> &str {
        "$field"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        exec_err!("the type of a field depends on its name")
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let data_type = args.arg_fields[0].data_type();
        let name = args.scalar_arguments.get(1).copied().flatten().and_then(|name| name.try_as_str().flatten());
        let (DataType::Struct(fields), Some(name)) = (data_type, name) else {
            return Err(type_mismatch(format!("Expression of type {} has no fields", type_name(data_type))));
        };
        if fields.iter().filter(|field| field.name().eq_ignore_ascii_case(name)).count() > 1 {
            return Err(refused("AMBIGUOUS_NAME", format!("Ambiguous row field reference: {name}")));
        }
        match position(fields, name).map(|at| &fields[at]) {
            Some(field) => Ok(Arc::new(Field::new(field.name(), field.data_type().clone(), true))),
            None => {
                if let Some((_, wanted)) = name.strip_prefix(POSITION).and_then(|at| at.split_once('/')) {
                    let message =
                        format!("Column alias list has {wanted} entries but the row has {} fields", fields.len());
                    return Err(refused("MISMATCHED_COLUMN_ALIASES", message));
                }
                let names: Vec<_> = fields.iter().map(|field| field.name().as_str()).collect();
                Err(refused("COLUMN_NOT_FOUND", format!("a row({}) has no field `{name}`", names.join(", "))))
            }
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        invoke(&args, |args, data_type| {
            let (rows, names) = (args[0].as_struct(), args[1].as_string::<i32>());
            let name = (!names.is_empty()).then(|| names.value(0));
            match name.and_then(|name| position(rows.fields(), name)) {
                Some(column) => field(rows, column),
                None => Ok(new_null_array(data_type, args[0].len())),
            }
        })
    }
}

/// A field of a NULL row is NULL, whatever the child array holds there.
fn field(rows: &StructArray, column: usize) -> Result<ArrayRef> {
    if *rows.column(column).data_type() == DataType::Null {
        return Ok(Arc::clone(rows.column(column)));
    }
    let nulls = BooleanArray::from((0..rows.len()).map(|row| rows.is_null(row)).collect::<Vec<_>>());
    Ok(nullif(rows.column(column), &nulls)?)
}

/// `x[2]` with a number in the query: of a row, it is the field at that position. The number comes a second time, as a string.
#[derive(Debug, PartialEq, Eq, Hash)]
struct ConstantSubscript {
    signature: Signature,
}

impl Default for ConstantSubscript {
    fn default() -> Self {
        Self { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

/// The position of a field that is counted from 1.
fn counted(length: usize, index: &str) -> Result<usize> {
    let index: i64 = index.parse().unwrap_or(0);
    match usize::try_from(index) {
        Ok(index @ 1..) if index <= length => Ok(index - 1),
        Ok(1..) => Err(invalid_argument(format!("Subscript index out of bounds: {index}, max value is {length}"))),
        _ => Err(invalid_argument(format!("Invalid subscript index: {index}. ROW indices start at 1"))),
    }
}

impl ScalarUDFImpl for ConstantSubscript {
    fn name(&self) -> &str {
        CONSTANT_SUBSCRIPT
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        match args {
            [DataType::Struct(_), ..] => Ok(args.to_vec()),
            [value, index, constant] => {
                let mut types = subscript_types("$subscript", &[value.clone(), index.clone()])?;
                types.push(constant.clone());
                Ok(types)
            }
            _ => Err(wrong_arguments("subscript", args, "array(E), bigint")),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        exec_err!("the type of a field depends on its position")
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let types: Vec<_> = args.arg_fields.iter().map(|field| field.data_type().clone()).collect();
        let index = args.scalar_arguments.get(2).copied().flatten().and_then(|index| index.try_as_str().flatten());
        let data_type = match (types.first(), index) {
            (Some(DataType::Struct(fields)), Some(index)) => fields[counted(fields.len(), index)?].data_type().clone(),
            _ => returns_element(&types)?,
        };
        Ok(Arc::new(Field::new(self.name(), data_type, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        invoke(&args, |args, data_type| match args[0].data_type() {
            DataType::Struct(fields) => {
                let indices = args[2].as_string::<i32>();
                if indices.is_empty() {
                    return Ok(new_null_array(data_type, 0));
                }
                field(args[0].as_struct(), counted(fields.len(), indices.value(0))?)
            }
            _ => subscripted(&args[..2], data_type),
        })
    }
}
