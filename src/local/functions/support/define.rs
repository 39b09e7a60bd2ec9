//! How a scalar function is defined: its types, and what it does with arrays.

use std::hash::{Hash, Hasher};

use arrow_array::ArrayRef;
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility},
};

/// The types that the arguments are converted to, or why they do not fit.
pub(crate) type ArgumentTypes = fn(&str, &[DataType]) -> Result<Vec<DataType>>;
/// The type of the result.
pub(crate) type ResultType = fn(&[DataType]) -> Result<DataType>;
/// The work. It gets arrays of one length, of the types that [`ArgumentTypes`] gave, and the type of the result.
pub(crate) type Body = fn(&[ArrayRef], &DataType) -> Result<ArrayRef>;

#[derive(Debug)]
struct ScalarFunction {
    name: &'static str,
    signature: Signature,
    argument_types: ArgumentTypes,
    result_type: ResultType,
    body: Body,
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

impl ScalarUDFImpl for ScalarFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, args: &[DataType]) -> Result<DataType> {
        (self.result_type)(args)
    }

    fn coerce_types(&self, args: &[DataType]) -> Result<Vec<DataType>> {
        (self.argument_types)(self.name, args)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        invoke(&args, self.body)
    }
}

/// Runs a body on arrays, of one row when all arguments are constants.
pub(crate) fn invoke(args: &ScalarFunctionArgs, body: Body) -> Result<ColumnarValue> {
    let constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
    let rows = if constant { 1 } else { args.number_rows };
    let arrays = args.args.iter().map(|arg| arg.to_array(rows)).collect::<Result<Vec<_>>>()?;
    let result = body(&arrays, args.return_field.data_type())?;
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
    ScalarUDF::new_from_impl(ScalarFunction { name, signature, argument_types, result_type, body })
}
