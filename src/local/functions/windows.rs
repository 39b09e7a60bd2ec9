//! Window functions of our own, as Trino's "Window functions" says: DataFusion's take constants where Trino takes values of the row, count
//! backwards below zero, and differ in what they do with NULL.

use std::{ops::Range, sync::Arc};

use arrow_array::{Array, ArrayRef, Int64Array, cast::AsArray, types::Int64Type};
use arrow_schema::{DataType, FieldRef};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::{
        PartitionEvaluator, Signature, Volatility, WindowUDF, WindowUDFImpl,
        function::{PartitionEvaluatorArgs, WindowUDFFieldArgs},
    },
};

use super::define::wrong_arguments;
use crate::local::sql_types::{Class, common, refused};

pub(super) fn all() -> Vec<Arc<WindowUDF>> {
    [Kind::Ntile, Kind::Lag, Kind::Lead, Kind::First, Kind::Last, Kind::Nth]
        .into_iter()
        .map(|kind| {
            Arc::new(WindowUDF::new_from_impl(Own { kind, signature: Signature::user_defined(Volatility::Immutable) }))
        })
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Ntile,
    Lag,
    Lead,
    First,
    Last,
    Nth,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Own {
    kind: Kind,
    signature: Signature,
}

impl WindowUDFImpl for Own {
    fn name(&self) -> &str {
        match self.kind {
            Kind::Ntile => "ntile",
            Kind::Lag => "lag",
            Kind::Lead => "lead",
            Kind::First => "first_value",
            Kind::Last => "last_value",
            Kind::Nth => "nth_value",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        let whole = |of: &DataType| matches!(Class::of(of), Class::Integer | Class::Unknown);
        match (self.kind, args) {
            (Kind::Ntile, [n]) if whole(n) => Ok(vec![DataType::Int64]),
            (Kind::First | Kind::Last | Kind::Lag | Kind::Lead, [value]) => Ok(vec![value.clone()]),
            (Kind::Nth | Kind::Lag | Kind::Lead, [value, n]) if whole(n) => Ok(vec![value.clone(), DataType::Int64]),
            (Kind::Lag | Kind::Lead, [value, n, default]) if whole(n) => match common(value, default) {
                Some(of) => Ok(vec![of.clone(), DataType::Int64, of]),
                None => Err(wrong_arguments(self.name(), args, "T, bigint, T")),
            },
            _ => Err(wrong_arguments(
                self.name(),
                args,
                match self.kind {
                    Kind::Ntile => "bigint",
                    Kind::First | Kind::Last => "T",
                    Kind::Nth => "T, bigint",
                    Kind::Lag | Kind::Lead => "T [, bigint [, T]]",
                },
            )),
        }
    }

    fn field(&self, args: WindowUDFFieldArgs<'_>) -> Result<FieldRef> {
        let of = match (self.kind, args.get_input_field(0), args.get_input_field(2)) {
            (Kind::Ntile, ..) | (_, None, _) => DataType::Int64,
            (Kind::Lag | Kind::Lead, Some(value), Some(default)) => {
                common(value.data_type(), default.data_type()).unwrap_or_else(|| value.data_type().clone())
            }
            (_, Some(value), _) => value.data_type().clone(),
        };
        Ok(Arc::new(arrow_schema::Field::new(args.name(), of, true)))
    }

    fn partition_evaluator(&self, args: PartitionEvaluatorArgs<'_>) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(Evaluator { kind: self.kind, ignore_nulls: args.ignore_nulls() }))
    }
}

#[derive(Debug)]
struct Evaluator {
    kind: Kind,
    ignore_nulls: bool,
}

impl PartitionEvaluator for Evaluator {
    fn uses_window_frame(&self) -> bool {
        matches!(self.kind, Kind::First | Kind::Last | Kind::Nth)
    }

    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        match self.kind {
            Kind::Ntile => ntile(&values[0], rows),
            _ => self.shifted(values, rows),
        }
    }

    /// A value of the frame.
    fn evaluate(&mut self, values: &[ArrayRef], frame: &Range<usize>) -> Result<ScalarValue> {
        let array = &values[0];
        let nothing = || ScalarValue::try_from(array.data_type());
        let mut rows = frame.clone().filter(|row| !self.ignore_nulls || array.is_valid(*row));
        let row = match self.kind {
            Kind::First => rows.next(),
            Kind::Last => rows.next_back(),
            _ => {
                // `n` is of the current row; DataFusion does not say which that is, so it has to be one number.
                let positions = values[1].as_primitive::<Int64Type>();
                let Some(n) = positions.iter().next().flatten() else { return nothing() };
                if positions.iter().any(|other| other != Some(n)) {
                    return Err(crate::local::sql_types::unsupported("nth_value at a position that is no constant"));
                }
                if n < 1 {
                    return Err(refused("INVALID_FUNCTION_ARGUMENT", "Offset must be at least 1"));
                }
                usize::try_from(n - 1).ok().and_then(|n| rows.nth(n))
            }
        };
        row.map_or_else(nothing, |row| ScalarValue::try_from_array(array, row))
    }
}

impl Evaluator {
    /// `lag` and `lead`: the value so many rows away, or the default beyond the partition.
    fn shifted(&self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        let array = &values[0];
        let out = (0..rows).map(|row| {
            let offset = match values.get(1) {
                Some(offsets) if offsets.is_null(row) => {
                    return Err(refused("INVALID_FUNCTION_ARGUMENT", "Offset must not be null"));
                }
                Some(offsets) => offsets.as_primitive::<Int64Type>().value(row),
                None => 1,
            };
            if offset < 0 {
                return Err(refused("INVALID_FUNCTION_ARGUMENT", "Offset must be at least 0"));
            }
            match (self.away(array, row, rows, offset), values.get(2)) {
                (Some(found), _) => ScalarValue::try_from_array(array, found),
                (None, Some(defaults)) => ScalarValue::try_from_array(defaults, row),
                (None, None) => ScalarValue::try_from(array.data_type()),
            }
        });
        let out = out.collect::<Result<Vec<_>>>()?;
        if out.is_empty() {
            Ok(arrow_array::new_empty_array(array.data_type()))
        } else {
            ScalarValue::iter_to_array(out)
        }
    }

    fn away(&self, array: &ArrayRef, row: usize, rows: usize, offset: i64) -> Option<usize> {
        let Some(before) = usize::try_from(offset).ok()?.checked_sub(1) else { return Some(row) };
        let counts = |row: &usize| !self.ignore_nulls || array.is_valid(*row);
        match self.kind {
            Kind::Lag => (0..row).rev().filter(counts).nth(before),
            _ => (row + 1..rows).filter(counts).nth(before),
        }
    }
}

/// Buckets differ by one row at most, the first ones are the larger ones.
fn ntile(buckets: &ArrayRef, rows: usize) -> Result<ArrayRef> {
    let buckets = buckets.as_primitive::<Int64Type>();
    let rows = rows as i64;
    let out = buckets.iter().zip(0..rows).map(|(n, row)| {
        let Some(n) = n else { return Ok(None) };
        if n <= 0 {
            return Err(refused("INVALID_FUNCTION_ARGUMENT", "Buckets must be greater than 0"));
        }
        let (size, larger) = (rows / n, rows % n);
        let in_larger = larger * (size + 1);
        Ok(Some(if row < in_larger { row / (size + 1) + 1 } else { larger + (row - in_larger) / size + 1 }))
    });
    Ok(Arc::new(out.collect::<Result<Int64Array>>()?))
}
