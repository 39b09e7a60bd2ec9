//! `min` and `max`: DataFusion's, except of `real` and `double`, where it takes NaN for the largest number, and of arrays and rows, which it
//! orders even with NULL inside. With a number of values they are other functions.

use std::{cmp::Ordering, sync::Arc};

use arrow_array::ArrayRef;
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
    super::support::{
        arguments::{first_type, fits_bigint, wrong_arguments},
        compare::extreme,
        values::scalars,
    },
    best::Best,
    collected::{self, Fold, collected},
};
use crate::local::{
    internal_functions::{MAX_N, MIN_N},
    types::{TypeClass, is_orderable},
};

pub(super) fn all() -> Vec<Arc<AggregateUDF>> {
    let function = |plain, fold| Arc::new(AggregateUDF::new_from_impl(MinMax { plain, fold: FoldOfAll(fold) }));
    vec![
        function(max_udaf(), |args, data_type| extreme_of(&args[0], data_type, Ordering::Greater)),
        function(min_udaf(), |args, data_type| extreme_of(&args[0], data_type, Ordering::Less)),
        collected(MAX_N, value_and_count, array_of_first, |args, to| several(args, to, Ordering::Greater)),
        collected(MIN_N, value_and_count, array_of_first, |args, to| several(args, to, Ordering::Less)),
    ]
}

fn value_and_count(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [value, count] if is_orderable(value) && fits_bigint(count) => Ok(vec![value.clone(), DataType::Int64]),
        _ => Err(wrong_arguments(if name == MAX_N { "max" } else { "min" }, args, "E [, bigint]")),
    }
}

fn array_of_first(args: &[DataType]) -> Result<DataType> {
    Ok(DataType::new_list(first_type(args), true))
}

fn several(args: &[ArrayRef], data_type: &DataType, wanted: Ordering) -> Result<ScalarValue> {
    let name = if wanted == Ordering::Greater { "max_n" } else { "min_n" };
    let call = Best { wanted, count_is: format!("second argument of {name} must be"), positive: "positive" };
    call.values(&args[0], &args[0], &args[1], data_type)
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct MinMax {
    plain: Arc<AggregateUDF>,
    fold: FoldOfAll,
}

/// Ignored in comparisons: the function beside it decides.
#[derive(Debug)]
struct FoldOfAll(Fold);

impl PartialEq for FoldOfAll {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for FoldOfAll {}

impl std::hash::Hash for FoldOfAll {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

fn is_folded(data_type: &DataType) -> bool {
    matches!(TypeClass::of(data_type), TypeClass::Float | TypeClass::Nested)
}

impl AggregateUDFImpl for MinMax {
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
        if is_folded(args.return_field.data_type()) {
            collected::accumulator(&args, self.fold.0)
        } else {
            self.plain.accumulator(args)
        }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        if is_folded(args.return_field.data_type()) {
            return collected::accumulator(&args, self.fold.0);
        }
        self.plain.create_sliding_accumulator(args)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        if is_folded(args.return_field.data_type()) {
            return Ok(collected::state_fields(&args));
        }
        self.plain.state_fields(args)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        !is_folded(args.return_field.data_type()) && self.plain.groups_accumulator_supported(args)
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        self.plain.create_groups_accumulator(args)
    }
}

fn extreme_of(values: &ArrayRef, data_type: &DataType, wanted: Ordering) -> Result<ScalarValue> {
    let values = scalars(values)?.into_iter().filter(|value| !value.is_null());
    extreme(values, wanted)?.map_or_else(|| ScalarValue::try_from(data_type), Ok)
}
