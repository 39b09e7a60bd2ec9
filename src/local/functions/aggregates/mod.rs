//! Aggregates of our own, and `sum`, which fails on overflow in Trino and wraps in DataFusion.

mod collected;
mod extremes;
mod nested;
mod numbers;

use std::sync::Arc;

use arrow_array::{
    ArrayRef, ArrowPrimitiveType,
    cast::AsArray,
    types::{Float64Type, Int64Type},
};
use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
    },
};

use super::define::wrong_arguments;
use crate::local::sql_types::{Class, refused};

/// What is defined here.
pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    [vec![sum()], extremes::all(), numbers::all(), nested::all()].into_iter().flatten().collect()
}

/// What stands for an aggregate over a frame that moves.
pub(super) fn moving() -> Vec<Arc<AggregateUDF>> {
    nested::moving()
}

/// Whole numbers sum up to `bigint`, others to `real` or `double`.
fn sum() -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::new_from_impl(Sum { signature: Signature::user_defined(Volatility::Immutable) }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Sum {
    signature: Signature,
}

impl AggregateUDFImpl for Sum {
    fn name(&self) -> &str {
        "sum"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        match args {
            [of] if matches!(Class::of(of), Class::Integer | Class::Unknown) => Ok(vec![DataType::Int64]),
            [of] if Class::of(of) == Class::Float => Ok(vec![of.clone()]),
            _ => Err(wrong_arguments("sum", args, "bigint, real or double")),
        }
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        Ok(args.first().cloned().unwrap_or(DataType::Int64))
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct || *args.return_field.data_type() == DataType::Float32 {
            return collected::accumulator(&args, numbers::sum);
        }
        match args.return_field.data_type() {
            DataType::Float64 => Ok(Total::<Float64Type>::boxed(|a, b| Some(a + b))),
            _ => Ok(Total::<Int64Type>::boxed(i64::checked_add)),
        }
    }

    /// Taken anew for every frame: adding and taking away would not give the same doubles.
    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        collected::accumulator(&args, numbers::sum)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        if args.is_distinct || *args.return_field.data_type() == DataType::Float32 {
            return Ok(collected::state_fields(&args));
        }
        Ok(vec![Arc::new(Field::new("sum", args.return_field.data_type().clone(), true))])
    }
}

/// A running sum, NULL until there is a value.
struct Total<P: ArrowPrimitiveType> {
    sum: Option<P::Native>,
    /// `None` on overflow.
    add: fn(P::Native, P::Native) -> Option<P::Native>,
}

impl<P: ArrowPrimitiveType> Total<P> {
    fn boxed(add: fn(P::Native, P::Native) -> Option<P::Native>) -> Box<dyn Accumulator> {
        Box::new(Self { sum: None, add })
    }
}

impl<P: ArrowPrimitiveType> std::fmt::Debug for Total<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Total").field(&self.sum).finish()
    }
}

impl<P: ArrowPrimitiveType> Accumulator for Total<P> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for value in values[0].as_primitive::<P>().iter().flatten() {
            let sum = self.sum.map_or(Some(value), |sum| (self.add)(sum, value));
            let overflow = || refused("NUMERIC_VALUE_OUT_OF_RANGE", "bigint addition overflow in sum");
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
