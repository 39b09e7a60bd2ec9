//! `min` and `max`: DataFusion's, but for `real` and `double`, where it takes NaN for the largest number.

use std::{cmp::Ordering, sync::Arc};

use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, FieldRef};
use datafusion::{
    common::{Result, ScalarValue},
    functions_aggregate::min_max::{max_udaf, min_udaf},
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, Signature,
        function::{AccumulatorArgs, StateFieldsArgs},
    },
};

use super::{
    super::values::is_better,
    collected::{self, Fold},
};
use crate::local::sql_types::Class;

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    let of = |plain, floats| Arc::new(AggregateUDF::new_from_impl(Extreme { plain, floats: Floats(floats) }));
    vec![
        of(max_udaf(), |args, of| extreme(&args[0], of, Ordering::Greater)),
        of(min_udaf(), |args, of| extreme(&args[0], of, Ordering::Less)),
    ]
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Extreme {
    plain: Arc<AggregateUDF>,
    floats: Floats,
}

/// A fold, which belongs to the function beside it and has no part in comparing.
#[derive(Debug)]
struct Floats(Fold);

impl PartialEq for Floats {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Floats {}

impl std::hash::Hash for Floats {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

fn is_float(args: &AccumulatorArgs<'_>) -> bool {
    Class::of(args.return_field.data_type()) == Class::Float
}

impl AggregateUDFImpl for Extreme {
    fn name(&self) -> &str {
        self.plain.name()
    }

    fn signature(&self) -> &Signature {
        self.plain.signature()
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        self.plain.coerce_types(args)
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        self.plain.return_type(args)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if is_float(&args) { collected::accumulator(&args, self.floats.0) } else { self.plain.accumulator(args) }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if is_float(&args) {
            return collected::accumulator(&args, self.floats.0);
        }
        self.plain.create_sliding_accumulator(args)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        if Class::of(args.return_field.data_type()) == Class::Float {
            return Ok(collected::state_fields(&args));
        }
        self.plain.state_fields(args)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        !is_float(&args) && self.plain.groups_accumulator_supported(args)
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        self.plain.create_groups_accumulator(args)
    }
}

fn extreme(values: &ArrayRef, of: &DataType, wanted: Ordering) -> Result<ScalarValue> {
    let mut best: Option<ScalarValue> = None;
    for row in (0..values.len()).filter(|row| values.is_valid(*row)) {
        let value = ScalarValue::try_from_array(values, row)?;
        if best.as_ref().is_none_or(|best| is_better(&value, best, wanted)) {
            best = Some(value);
        }
    }
    best.map_or_else(|| ScalarValue::try_from(of), Ok)
}
