//! How a scalar function is defined: its types, and what it does with arrays.

use std::hash::{Hash, Hasher};

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};

use super::{
    arguments::is_ambiguous,
    convert::converted,
    size::ColumnSize,
    values::{length, map_type},
};
use crate::local::types::converts_here;

/// The types that the arguments are converted to, or why they do not fit. Given those types, it gives them back.
pub(crate) type ArgumentTypes = fn(&str, &[DataType]) -> Result<Vec<DataType>>;
/// The type of the result.
pub(crate) type ResultType = fn(&[DataType]) -> Result<DataType>;
/// The work. It gets arrays of one length, of the types that [`ArgumentTypes`] gave, and the type of the result.
pub(crate) type Body = fn(&[ArrayRef], &DataType) -> Result<ArrayRef>;
/// The same for a function that gives another value every time; it gets the number of rows as well.
pub(crate) type VolatileBody = fn(&[ArrayRef], &DataType, usize) -> Result<ArrayRef>;

#[derive(Debug)]
struct ScalarFunction {
    name: &'static str,
    signature: Signature,
    argument_types: ArgumentTypes,
    result_type: ResultType,
    body: AnyBody,
}

#[derive(Debug)]
enum AnyBody {
    Plain(Body),
    Volatile(VolatileBody),
}

/// Functions with the same name are the same function.
impl PartialEq for ScalarFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ScalarFunction {}

impl Hash for ScalarFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarFunction {
    /// The types that the arguments are converted to. A NULL without a type is an array, a map or a string, whichever fits.
    fn wanted(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        (self.argument_types)(self.name, given).or_else(|error| {
            if is_ambiguous(&error) {
                return Err(error);
            }
            let array = DataType::new_list(DataType::Null, true);
            let types = [array, map_type(DataType::Null, DataType::Null), DataType::Utf8];
            let mut attempts = types.iter().filter(|_| given.contains(&DataType::Null)).map(|data_type| {
                let known = |given: &DataType| if *given == DataType::Null { data_type.clone() } else { given.clone() };
                (self.argument_types)(self.name, &given.iter().map(known).collect::<Vec<_>>())
            });
            attempts.find_map(Result::ok).ok_or(error)
        })
    }
}

impl ScalarUDFImpl for ScalarFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        match args.iter().any(converts_here) {
            true => (self.result_type)(&self.wanted(args)?),
            false => (self.result_type)(args),
        }
    }

    /// DataFusion converts the arguments, but not those with rows, maps and times: [`invoke_with_args`](Self::invoke_with_args) does.
    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        let wanted = self.wanted(args)?;
        let kept = |(wanted, given): (DataType, &DataType)| match converts_here(given) || converts_here(&wanted) {
            true => given.clone(),
            false => wanted,
        };
        Ok(wanted.into_iter().zip(args).map(kept).collect())
    }

    fn invoke_with_args(&self, mut args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let given: Vec<_> = args.arg_fields.iter().map(|field| field.data_type().clone()).collect();
        let wanted = self.wanted(&given)?;
        if given.iter().chain(&wanted).any(converts_here) {
            for (arg, to) in args.args.iter_mut().zip(&wanted) {
                *arg = match arg {
                    ColumnarValue::Array(array) => ColumnarValue::Array(converted(array, to)?),
                    ColumnarValue::Scalar(value) => {
                        let array = converted(&value.to_array()?, to)?;
                        ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?)
                    }
                };
            }
        }
        match self.body {
            AnyBody::Plain(body) => invoke(&args, body),
            AnyBody::Volatile(body) => {
                let arrays = args.args.iter().map(|arg| in_rows(arg, args.number_rows)).collect::<Result<Vec<_>>>()?;
                Ok(ColumnarValue::Array(body(&arrays, args.return_field.data_type(), args.number_rows)?))
            }
        }
    }
}

/// Runs a body on arrays, of one row when all arguments are constants.
pub(crate) fn invoke(args: &ScalarFunctionArgs, body: Body) -> Result<ColumnarValue> {
    invoke_in_rows(args, |arrays, data_type, _| body(arrays, data_type))
}

/// The argument as an array; a constant is repeated.
fn in_rows(arg: &ColumnarValue, rows: usize) -> Result<ArrayRef> {
    if let ColumnarValue::Scalar(value) = arg {
        ColumnSize::default().add(length(value).saturating_mul(rows))?;
    }
    arg.to_array(rows)
}

/// The same for a body that knows more than its arguments; it gets the number of rows as well.
pub(crate) fn invoke_in_rows(
    args: &ScalarFunctionArgs,
    body: impl FnOnce(&[ArrayRef], &DataType, usize) -> Result<ArrayRef>,
) -> Result<ColumnarValue> {
    let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
    let rows = if constant { 1 } else { args.number_rows };
    let arrays = args.args.iter().map(|arg| in_rows(arg, rows)).collect::<Result<Vec<_>>>()?;
    let result = body(&arrays, args.return_field.data_type(), rows)?;
    if constant {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?));
    }
    Ok(ColumnarValue::Array(result))
}

pub(crate) fn function(
    name: &'static str,
    argument_types: ArgumentTypes,
    result_type: ResultType,
    body: Body,
) -> ScalarUDF {
    let signature = Signature::user_defined(Volatility::Immutable);
    let body = AnyBody::Plain(body);
    ScalarUDF::new_from_impl(ScalarFunction { name, signature, argument_types, result_type, body })
}

/// A function that gives another value every time.
pub(crate) fn volatile(
    name: &'static str,
    argument_types: ArgumentTypes,
    result_type: ResultType,
    body: VolatileBody,
) -> ScalarUDF {
    let signature = Signature::user_defined(Volatility::Volatile);
    let body = AnyBody::Volatile(body);
    ScalarUDF::new_from_impl(ScalarFunction { name, signature, argument_types, result_type, body })
}
