//! `sum`, which fails on overflow in Trino and wraps in DataFusion.

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

use crate::local::sql_types::{Class, mismatch, refused, spelled, unsupported};

/// Whole numbers sum up to `bigint`, others to `double`.
pub(super) fn sum() -> Arc<AggregateUDF> {
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
            [of] if Class::of(of) == Class::Float => Ok(vec![DataType::Float64]),
            [of] => Err(mismatch(format!("sum does not take {}", spelled(of)))),
            _ => Err(mismatch("sum takes one argument")),
        }
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        Ok(args.first().cloned().unwrap_or(DataType::Int64))
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if args.is_distinct {
            return Err(unsupported("sum(DISTINCT …)"));
        }
        match args.return_field.data_type() {
            DataType::Float64 => Ok(Total::<Float64Type>::boxed(|a, b| Some(a + b))),
            _ => Ok(Total::<Int64Type>::boxed(i64::checked_add)),
        }
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
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
