//! How a function with lambdas is defined: what its lambdas are given, and how it calls them.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, UInt32Array, new_empty_array};
use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    arrow::compute::take,
    common::{Result, exec_err},
    logical_expr::{
        ColumnarValue, HigherOrderFunctionArgs, HigherOrderReturnFieldArgs, HigherOrderSignature, HigherOrderUDF,
        HigherOrderUDFImpl, LambdaArgument, LambdaParametersProgress, ValueOrLambda, Volatility,
    },
};

use super::{convert::converted, define::ArgumentTypes};
use crate::local::types::converts_here;

/// The types of the parameters of each lambda; `None` for a lambda that needs the result of another one first. It gets the types of the
/// values, and those of the lambdas' results as far as they are known.
pub(crate) type ParameterTypes = fn(&[DataType], &[Option<DataType>]) -> Result<Vec<Option<Vec<DataType>>>>;
/// The type of the result, from the types of the values and of the lambdas' results.
pub(crate) type LambdaResultType = fn(&[DataType], &[DataType]) -> Result<DataType>;
/// The work.
pub(crate) type LambdaBody = fn(&LambdaCall<'_>) -> Result<ArrayRef>;

/// A function that takes values first and lambdas after them.
#[derive(Debug)]
pub(crate) struct WithLambdas {
    pub(crate) name: &'static str,
    /// How many values and how many lambdas.
    pub(crate) takes: (usize, usize),
    pub(crate) value_types: ArgumentTypes,
    pub(crate) parameters: ParameterTypes,
    pub(crate) result_type: LambdaResultType,
    pub(crate) body: LambdaBody,
}

/// The function, which DataFusion can plan.
pub(crate) fn with_lambdas(function: WithLambdas) -> HigherOrderUDF {
    let (values, lambdas) = function.takes;
    let values = std::iter::repeat_n(ValueOrLambda::Value(()), values);
    let lambdas = std::iter::repeat_n(ValueOrLambda::Lambda(()), lambdas);
    let signature = HigherOrderSignature::exact(values.chain(lambdas).collect(), Volatility::Immutable);
    HigherOrderUDF::new_from_impl(HigherOrder { function, signature })
}

#[derive(Debug)]
struct HigherOrder {
    function: WithLambdas,
    signature: HigherOrderSignature,
}

/// Functions with the same name are the same function.
impl PartialEq for HigherOrder {
    fn eq(&self, other: &Self) -> bool {
        self.function.name == other.function.name
    }
}

impl Eq for HigherOrder {}

impl Hash for HigherOrder {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.name.hash(state);
    }
}

impl HigherOrder {
    /// The types of the values, as the function takes them.
    fn values(&self, given: Vec<DataType>) -> Result<Vec<DataType>> {
        (self.function.value_types)(self.function.name, &given)
    }
}

fn fields_of<L>(fields: &[ValueOrLambda<FieldRef, L>]) -> Vec<DataType> {
    fields
        .iter()
        .filter_map(|field| match field {
            ValueOrLambda::Value(field) => Some(field.data_type().clone()),
            ValueOrLambda::Lambda(_) => None,
        })
        .collect()
}

impl HigherOrderUDFImpl for HigherOrder {
    fn name(&self) -> &str {
        self.function.name
    }

    fn signature(&self) -> &HigherOrderSignature {
        &self.signature
    }

    fn coerce_value_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let wanted = self.values(given.to_vec())?;
        // Rows, maps and times are converted when the function runs.
        let kept = |(wanted, given): (DataType, &DataType)| match converts_here(&wanted) || converts_here(given) {
            true => given.clone(),
            false => wanted,
        };
        Ok(wanted.into_iter().zip(given).map(kept).collect())
    }

    fn coerce_values_for_lambdas(&self, _: &[ValueOrLambda<DataType, DataType>]) -> Result<Option<Vec<DataType>>> {
        Ok(None)
    }

    fn lambda_parameters(
        &self,
        _: usize,
        fields: &[ValueOrLambda<FieldRef, Option<FieldRef>>],
    ) -> Result<LambdaParametersProgress> {
        let results: Vec<_> = fields
            .iter()
            .filter_map(|field| match field {
                ValueOrLambda::Value(_) => None,
                ValueOrLambda::Lambda(result) => Some(result.as_ref().map(|field| field.data_type().clone())),
            })
            .collect();
        let types = (self.function.parameters)(&self.values(fields_of(fields))?, &results)?;
        let parameters = |types: Vec<DataType>| -> Vec<FieldRef> {
            types.into_iter().map(|data_type| Arc::new(Field::new("", data_type, true))).collect()
        };
        let known: Vec<_> = types.into_iter().map(|types| types.map(parameters)).collect();
        Ok(match known.iter().all(Option::is_some) {
            true => LambdaParametersProgress::Complete(known.into_iter().flatten().collect()),
            false => LambdaParametersProgress::Partial(known),
        })
    }

    fn return_field_from_args(&self, args: HigherOrderReturnFieldArgs<'_>) -> Result<FieldRef> {
        let lambdas: Vec<_> = args
            .arg_fields
            .iter()
            .filter_map(|field| match field {
                ValueOrLambda::Value(_) => None,
                ValueOrLambda::Lambda(field) => Some(field.data_type().clone()),
            })
            .collect();
        let data_type = (self.function.result_type)(&self.values(fields_of(args.arg_fields))?, &lambdas)?;
        Ok(Arc::new(Field::new(self.function.name, data_type, true)))
    }

    fn invoke_with_args(&self, args: HigherOrderFunctionArgs) -> Result<ColumnarValue> {
        let wanted = self.values(fields_of(&args.arg_fields))?;
        let (mut values, mut lambdas) = (Vec::new(), Vec::new());
        for (arg, field) in args.args.iter().zip(&args.arg_fields) {
            match (arg, field) {
                (ValueOrLambda::Value(value), _) => values.push(value.to_array(args.number_rows)?),
                (ValueOrLambda::Lambda(argument), ValueOrLambda::Lambda(field)) => {
                    lambdas.push(Lambda { argument, result: field.data_type().clone() });
                }
                (ValueOrLambda::Lambda(_), ValueOrLambda::Value(_)) => return exec_err!("a lambda without a type"),
            }
        }
        let values = values.iter().zip(&wanted).map(|(value, to)| converted(value, to)).collect::<Result<Vec<_>>>()?;
        let call = LambdaCall { values, lambdas, data_type: args.return_field.data_type(), rows: args.number_rows };
        Ok(ColumnarValue::Array((self.function.body)(&call)?))
    }

    /// Otherwise what lambdas have in common would be computed before them, where it may fail.
    fn short_circuits(&self) -> bool {
        true
    }
}

/// A call of a function with lambdas, over some rows.
#[derive(Debug)]
pub(crate) struct LambdaCall<'a> {
    /// One array for each value, of the types that the function asked for.
    pub(crate) values: Vec<ArrayRef>,
    pub(crate) lambdas: Vec<Lambda<'a>>,
    /// The type of the result.
    pub(crate) data_type: &'a DataType,
    pub(crate) rows: usize,
}

/// A lambda, which can read the columns around it.
#[derive(Debug)]
pub(crate) struct Lambda<'a> {
    argument: &'a LambdaArgument,
    /// The type of what it gives.
    pub(crate) result: DataType,
}

impl Lambda<'_> {
    /// What the lambda gives for arguments of one length; `rows` says which row around it each of them belongs to.
    ///
    /// # Errors
    /// Those of its body.
    pub(crate) fn call(&self, args: &[ArrayRef], rows: &[u32]) -> Result<ArrayRef> {
        if rows.is_empty() {
            return Ok(new_empty_array(&self.result));
        }
        let indices = UInt32Array::from(rows.to_vec());
        let arrays: Vec<Box<dyn Fn() -> Result<ArrayRef>>> = args
            .iter()
            .map(|arg| {
                let arg = Arc::clone(arg);
                Box::new(move || Ok(Arc::clone(&arg))) as Box<dyn Fn() -> Result<ArrayRef>>
            })
            .collect();
        let arrays: Vec<&dyn Fn() -> Result<ArrayRef>> = arrays.iter().map(|array| &**array).collect();
        let spread = |captures: &[ArrayRef]| {
            captures.iter().map(|column| Ok(take(column, &indices, None)?)).collect::<Result<Vec<_>>>()
        };
        let result = self.argument.evaluate(&arrays, spread)?.into_array(rows.len())?;
        if result.len() == rows.len() { Ok(result) } else { exec_err!("a lambda gave {} values", result.len()) }
    }
}
