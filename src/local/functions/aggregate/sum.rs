//! `sum`, which fails on overflow in Trino, and wraps in DataFusion.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, ArrowPrimitiveType,
    cast::AsArray,
    types::{Decimal128Type, Float64Type, Int64Type},
};
use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    common::{DataFusionError, Result, ScalarValue},
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
    },
};

use super::{
    super::support::{
        arguments::{fits_bigint, out_of_range, wrong_arguments},
        decimal::fits,
        values::non_null_doubles,
    },
    collected,
};
use crate::local::types::TypeClass;

/// Integers add up to `bigint`, others to `real` or `double`.
pub(super) fn sum() -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::new_from_impl(SumFunction { signature: Signature::user_defined(Volatility::Immutable) }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct SumFunction {
    signature: Signature,
}

impl AggregateUDFImpl for SumFunction {
    fn name(&self) -> &str {
        "sum"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        match args {
            [arg] if fits_bigint(arg) => Ok(vec![DataType::Int64]),
            [arg] if matches!(TypeClass::of(arg), TypeClass::Float | TypeClass::Decimal) => Ok(vec![arg.clone()]),
            _ => Err(wrong_arguments("sum", args, "bigint, real or double")),
        }
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        Ok(match args.first() {
            Some(DataType::Decimal128(_, scale)) => DataType::Decimal128(38, *scale),
            first => first.cloned().unwrap_or(DataType::Int64),
        })
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct || is_collected(args.return_field.data_type()) {
            return collected::accumulator(&args, sum_of_all);
        }
        match args.return_field.data_type() {
            DataType::Float64 => Ok(RunningSum::<Float64Type>::boxed(|a, b| Some(a + b))),
            _ => Ok(RunningSum::<Int64Type>::boxed(i64::checked_add)),
        }
    }

    /// Computed from the start for every frame: adding and subtracting would not give the same doubles.
    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        collected::accumulator(&args, sum_of_all)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        if args.is_distinct || is_collected(args.return_field.data_type()) {
            return Ok(collected::state_fields(&args));
        }
        Ok(vec![Arc::new(Field::new("sum", args.return_field.data_type().clone(), true))])
    }
}

fn is_collected(data_type: &DataType) -> bool {
    *data_type == DataType::Float32 || data_type.is_decimal()
}

/// A running sum, NULL until there is a value.
struct RunningSum<P: ArrowPrimitiveType> {
    sum: Option<P::Native>,
    /// `None` on overflow.
    add: fn(P::Native, P::Native) -> Option<P::Native>,
}

impl<P: ArrowPrimitiveType> RunningSum<P> {
    fn boxed(add: fn(P::Native, P::Native) -> Option<P::Native>) -> Box<dyn Accumulator> {
        Box::new(Self { sum: None, add })
    }
}

impl<P: ArrowPrimitiveType> std::fmt::Debug for RunningSum<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RunningSum").field(&self.sum).finish()
    }
}

impl<P: ArrowPrimitiveType> Accumulator for RunningSum<P> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for value in values[0].as_primitive::<P>().iter().flatten() {
            let sum = self.sum.map_or(Some(value), |sum| (self.add)(sum, value));
            self.sum = Some(sum.ok_or_else(overflow)?);
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        ScalarValue::new_primitive::<P>(self.sum, &P::DATA_TYPE)
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }
}

/// A sum of `real` or `double`, or of integers, which fails on overflow.
fn sum_of_all(args: &[ArrayRef], data_type: &DataType) -> Result<ScalarValue> {
    if data_type.is_floating() {
        let values = non_null_doubles(&args[0])?;
        let total = (!values.is_empty()).then(|| values.iter().fold(0.0, |a, b| a + b));
        return ScalarValue::Float64(total).cast_to(data_type);
    }
    if let DataType::Decimal128(precision, scale) = data_type {
        let total = decimal_sum(&args[0])?;
        return Ok(ScalarValue::Decimal128(total.map(|(total, _)| total), *precision, *scale));
    }
    let mut total: Option<i64> = None;
    for value in args[0].as_primitive::<Int64Type>().iter().flatten() {
        total = Some(total.unwrap_or(0).checked_add(value).ok_or_else(overflow)?);
    }
    Ok(ScalarValue::Int64(total))
}

/// The sum of decimals, and how many there are.
pub(super) fn decimal_sum(values: &ArrayRef) -> Result<Option<(i128, usize)>> {
    let mut found = None;
    for value in values.as_primitive::<Decimal128Type>().iter().flatten() {
        let (total, count) = found.unwrap_or((0i128, 0));
        let total = total.checked_add(value).filter(|total| fits(*total, 38));
        found = Some((total.ok_or_else(|| out_of_range("Decimal overflow"))?, count + 1));
    }
    Ok(found)
}

fn overflow() -> DataFusionError {
    out_of_range("bigint addition overflow in sum")
}
