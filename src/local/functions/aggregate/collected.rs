//! Aggregates that are computed from all of their values at the end. They can be distinct and sorted, and their accumulators are retractable,
//! as sliding frames need it.

use std::{
    collections::HashSet,
    hash::{Hash, Hasher},
    sync::Arc,
};

use arrow_array::{Array, ArrayRef, UInt64Array, cast::AsArray, new_empty_array};
use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    arrow::compute::{SortColumn, SortOptions, concat, lexsort_to_indices, take},
    common::{Result, ScalarValue},
    logical_expr::{
        Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
        function::{AccumulatorArgs, StateFieldsArgs},
        utils::AggregateOrderSensitivity,
    },
};

use super::super::support::{
    define::{ArgumentTypes, ResultType},
    values::scalars,
};

/// Computes the result from the arguments of all rows, in their order.
pub(super) type Fold = fn(&[ArrayRef], &DataType) -> Result<ScalarValue>;

#[derive(Debug)]
struct CollectedFunction {
    name: &'static str,
    signature: Signature,
    argument_types: ArgumentTypes,
    result_type: ResultType,
    fold: Fold,
}

/// Functions with the same name are the same function.
impl PartialEq for CollectedFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for CollectedFunction {}

impl Hash for CollectedFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

pub(super) fn collected(
    name: &'static str,
    argument_types: ArgumentTypes,
    result_type: ResultType,
    fold: Fold,
) -> Arc<AggregateUDF> {
    let signature = Signature::user_defined(Volatility::Immutable);
    Arc::new(AggregateUDF::new_from_impl(CollectedFunction { name, signature, argument_types, result_type, fold }))
}

impl AggregateUDFImpl for CollectedFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        (self.argument_types)(self.name, args)
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        (self.result_type)(args)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        accumulator(&args, self.fold)
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        accumulator(&args, self.fold)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(state_fields(&args))
    }

    fn with_beneficial_ordering(self: Arc<Self>, _: bool) -> Result<Option<Arc<dyn AggregateUDFImpl>>> {
        Ok(Some(self))
    }

    /// Rows are sorted here: two aggregates of one query may want two orders.
    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::SoftRequirement
    }
}

/// One list for each argument and each sort key.
pub(super) fn state_fields(args: &StateFieldsArgs<'_>) -> Vec<FieldRef> {
    let list = |(i, field): (usize, &FieldRef)| {
        Arc::new(Field::new(format!("{}[{i}]", args.name), DataType::new_list(field.data_type().clone(), true), true))
    };
    args.input_fields.iter().chain(args.ordering_fields).enumerate().map(list).collect()
}

/// Collects the rows of one group.
pub(super) fn accumulator(args: &AccumulatorArgs<'_>, fold: Fold) -> Result<Box<dyn Accumulator>> {
    let mut types: Vec<DataType> = args.expr_fields.iter().map(|field| field.data_type().clone()).collect();
    let arguments = types.len();
    for key in args.order_bys {
        types.push(key.expr.data_type(args.schema)?);
    }
    let sorted = args.order_bys.iter().map(|key| key.options).collect();
    let (result_type, distinct) = (args.return_field.data_type().clone(), args.is_distinct);
    Ok(Box::new(CollectedRows {
        chunks: vec![Vec::new(); types.len()],
        types,
        arguments,
        sorted,
        retracted: 0,
        distinct,
        result_type,
        fold,
    }))
}

struct CollectedRows {
    /// The types of the arguments, then those of the sort keys.
    types: Vec<DataType>,
    /// The number of arguments.
    arguments: usize,
    sorted: Vec<SortOptions>,
    /// The arrays of each of the types.
    chunks: Vec<Vec<ArrayRef>>,
    /// The number of rows that have left the frame.
    retracted: usize,
    distinct: bool,
    result_type: DataType,
    fold: Fold,
}

impl std::fmt::Debug for CollectedRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CollectedRows").field("types", &self.types).finish_non_exhaustive()
    }
}

impl CollectedRows {
    fn columns(&self) -> Result<Vec<ArrayRef>> {
        let columns = self.chunks.iter().zip(&self.types).map(|(chunks, data_type)| {
            if chunks.is_empty() {
                return Ok(new_empty_array(data_type));
            }
            let parts: Vec<&dyn Array> = chunks.iter().map(AsRef::as_ref).collect();
            let all = concat(&parts)?;
            Ok(all.slice(self.retracted, all.len() - self.retracted))
        });
        columns.collect()
    }

    /// The arguments in the order, and without the duplicates, that the query asks for.
    fn arguments(&self) -> Result<Vec<ArrayRef>> {
        let mut columns = self.columns()?;
        let keys = columns.split_off(self.arguments);
        if !keys.is_empty() {
            let keys = keys.into_iter().zip(&self.sorted);
            let keys: Vec<_> = keys.map(|(values, options)| SortColumn { values, options: Some(*options) }).collect();
            let order = lexsort_to_indices(&keys, None)?;
            columns = columns.iter().map(|column| Ok(take(column, &order, None)?)).collect::<Result<_>>()?;
        }
        if self.distinct { distinct(&columns) } else { Ok(columns) }
    }
}

/// The first row of each set of equal ones.
fn distinct(columns: &[ArrayRef]) -> Result<Vec<ArrayRef>> {
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for row in 0..columns.first().map_or(0, |column| column.len()) {
        let values = columns.iter().map(|column| ScalarValue::try_from_array(column, row));
        if seen.insert(values.collect::<Result<Vec<_>>>()?) {
            kept.push(row as u64);
        }
    }
    let kept = UInt64Array::from(kept);
    columns.iter().map(|column| Ok(take(column, &kept, None)?)).collect()
}

impl Accumulator for CollectedRows {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for (chunks, array) in self.chunks.iter_mut().zip(values) {
            chunks.push(Arc::clone(array));
        }
        Ok(())
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.retracted += values.first().map_or(0, |array| array.len());
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        (self.fold)(&self.arguments()?, &self.result_type)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.chunks.iter().flatten().map(|array| array.get_array_memory_size()).sum::<usize>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let lists = self
            .columns()?
            .into_iter()
            .map(|column| Ok(ScalarValue::List(ScalarValue::new_list(&scalars(&column)?, column.data_type(), true))));
        lists.collect()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for (chunks, lists) in self.chunks.iter_mut().zip(states) {
            let lists = lists.as_list::<i32>();
            chunks.extend((0..lists.len()).filter(|row| lists.is_valid(*row)).map(|row| lists.value(row)));
        }
        Ok(())
    }
}
