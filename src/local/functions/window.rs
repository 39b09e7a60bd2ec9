//! Window functions that are not DataFusion's ("Window functions"): those take constants where Trino takes values of the row, count backwards
//! for a negative number, and treat NULL differently.

use std::{ops::Range, sync::Arc};

use arrow_array::{Array, ArrayRef, Int64Array, cast::AsArray, types::Int64Type};
use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::{
        PartitionEvaluator, Signature, Volatility, WindowUDF, WindowUDFImpl,
        function::{PartitionEvaluatorArgs, WindowUDFFieldArgs},
    },
};

use super::support::{
    arguments::{fits_bigint, invalid_argument, wrong_arguments},
    values::array_of,
};
use crate::local::errors::unsupported;
use crate::local::types::common_type;

pub(super) fn all() -> Vec<Arc<WindowUDF>> {
    use WindowFunctionName::{First, Lag, Last, Lead, Nth, Ntile};
    let function = |name| {
        let signature = Signature::user_defined(Volatility::Immutable);
        Arc::new(WindowUDF::new_from_impl(TrinoWindowFunction { name, signature }))
    };
    [Ntile, Lag, Lead, First, Last, Nth].into_iter().map(function).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum WindowFunctionName {
    Ntile,
    Lag,
    Lead,
    First,
    Last,
    Nth,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct TrinoWindowFunction {
    name: WindowFunctionName,
    signature: Signature,
}

impl WindowUDFImpl for TrinoWindowFunction {
    fn name(&self) -> &str {
        match self.name {
            WindowFunctionName::Ntile => "ntile",
            WindowFunctionName::Lag => "lag",
            WindowFunctionName::Lead => "lead",
            WindowFunctionName::First => "first_value",
            WindowFunctionName::Last => "last_value",
            WindowFunctionName::Nth => "nth_value",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        match (self.name, args) {
            (WindowFunctionName::Ntile, [n]) if fits_bigint(n) => Ok(vec![DataType::Int64]),
            (
                WindowFunctionName::First
                | WindowFunctionName::Last
                | WindowFunctionName::Lag
                | WindowFunctionName::Lead,
                [value],
            ) => Ok(vec![value.clone()]),
            (WindowFunctionName::Nth | WindowFunctionName::Lag | WindowFunctionName::Lead, [value, n])
                if fits_bigint(n) =>
            {
                Ok(vec![value.clone(), DataType::Int64])
            }
            (WindowFunctionName::Lag | WindowFunctionName::Lead, [value, n, default]) if fits_bigint(n) => {
                match common_type(value, default) {
                    Some(data_type) => Ok(vec![data_type.clone(), DataType::Int64, data_type]),
                    None => Err(wrong_arguments(self.name(), args, "T, bigint, T")),
                }
            }
            _ => Err(wrong_arguments(
                self.name(),
                args,
                match self.name {
                    WindowFunctionName::Ntile => "bigint",
                    WindowFunctionName::First | WindowFunctionName::Last => "T",
                    WindowFunctionName::Nth => "T, bigint",
                    WindowFunctionName::Lag | WindowFunctionName::Lead => "T [, bigint [, T]]",
                },
            )),
        }
    }

    fn field(&self, args: WindowUDFFieldArgs<'_>) -> Result<FieldRef> {
        let data_type = match (self.name, args.get_input_field(0), args.get_input_field(2)) {
            (WindowFunctionName::Ntile, ..) | (_, None, _) => DataType::Int64,
            (WindowFunctionName::Lag | WindowFunctionName::Lead, Some(value), Some(default)) => {
                common_type(value.data_type(), default.data_type()).unwrap_or_else(|| value.data_type().clone())
            }
            (_, Some(value), _) => value.data_type().clone(),
        };
        Ok(Arc::new(Field::new(args.name(), data_type, true)))
    }

    fn partition_evaluator(&self, args: PartitionEvaluatorArgs<'_>) -> Result<Box<dyn PartitionEvaluator>> {
        Ok(Box::new(WindowEvaluator { name: self.name, ignore_nulls: args.ignore_nulls() }))
    }
}

#[derive(Debug)]
struct WindowEvaluator {
    name: WindowFunctionName,
    ignore_nulls: bool,
}

impl PartitionEvaluator for WindowEvaluator {
    fn uses_window_frame(&self) -> bool {
        matches!(self.name, WindowFunctionName::First | WindowFunctionName::Last | WindowFunctionName::Nth)
    }

    fn evaluate_all(&mut self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        match self.name {
            WindowFunctionName::Ntile => ntile(&values[0], rows),
            _ => self.shifted(values, rows),
        }
    }

    /// A value of the frame.
    fn evaluate(&mut self, values: &[ArrayRef], frame: &Range<usize>) -> Result<ScalarValue> {
        let array = &values[0];
        let nothing = || ScalarValue::try_from(array.data_type());
        let mut rows = frame.clone().filter(|row| !self.ignore_nulls || array.is_valid(*row));
        let row = match self.name {
            WindowFunctionName::First => rows.next(),
            WindowFunctionName::Last => rows.next_back(),
            _ => {
                // `n` is of the current row; DataFusion does not pass which that is, so it has to be one number.
                let positions = values[1].as_primitive::<Int64Type>();
                let Some(n) = positions.iter().next().flatten() else { return nothing() };
                if positions.iter().any(|other| other != Some(n)) {
                    return Err(unsupported("nth_value at a position that is not constant"));
                }
                if n < 1 {
                    return Err(invalid_argument("Offset must be at least 1"));
                }
                usize::try_from(n - 1).ok().and_then(|n| rows.nth(n))
            }
        };
        row.map_or_else(nothing, |row| ScalarValue::try_from_array(array, row))
    }
}

impl WindowEvaluator {
    /// `lag` and `lead`: the value that many rows away, or the default beyond the partition.
    fn shifted(&self, values: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        let array = &values[0];
        let out = (0..rows).map(|row| {
            let offset = match values.get(1) {
                Some(offsets) if offsets.is_null(row) => {
                    return Err(invalid_argument("Offset must not be null"));
                }
                Some(offsets) => offsets.as_primitive::<Int64Type>().value(row),
                None => 1,
            };
            if offset < 0 {
                return Err(invalid_argument("Offset must be at least 0"));
            }
            match (self.row_away(array, row, rows, offset), values.get(2)) {
                (Some(found), _) => ScalarValue::try_from_array(array, found),
                (None, Some(defaults)) => ScalarValue::try_from_array(defaults, row),
                (None, None) => ScalarValue::try_from(array.data_type()),
            }
        });
        array_of(out.collect::<Result<Vec<_>>>()?, array.data_type())
    }

    fn row_away(&self, array: &ArrayRef, row: usize, rows: usize, offset: i64) -> Option<usize> {
        let Some(before) = usize::try_from(offset).ok()?.checked_sub(1) else { return Some(row) };
        let counted = |row: &usize| !self.ignore_nulls || array.is_valid(*row);
        match self.name {
            WindowFunctionName::Lag => (0..row).rev().filter(counted).nth(before),
            _ => (row + 1..rows).filter(counted).nth(before),
        }
    }
}

/// Buckets differ by at most one row; the larger ones come first.
fn ntile(buckets: &ArrayRef, rows: usize) -> Result<ArrayRef> {
    let buckets = buckets.as_primitive::<Int64Type>();
    let rows = rows as i64;
    let out = buckets.iter().zip(0..rows).map(|(n, row)| {
        let Some(n) = n else { return Ok(None) };
        if n <= 0 {
            return Err(invalid_argument("Buckets must be greater than 0"));
        }
        let (size, larger) = (rows / n, rows % n);
        let in_larger = larger * (size + 1);
        Ok(Some(if row < in_larger { row / (size + 1) + 1 } else { larger + (row - in_larger) / size + 1 }))
    });
    Ok(Arc::new(out.collect::<Result<Int64Array>>()?))
}
