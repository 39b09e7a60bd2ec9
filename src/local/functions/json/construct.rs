//! `json_array` and `json_object`.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef};
use datafusion::{
    common::{Result, ScalarValue, exec_err},
    logical_expr::{
        ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};

use super::{
    clauses::{Clause, clauses_of, clauses_of_call, in_rows, text, value_in},
    document::Json,
    format::{Format, to_json},
};
use crate::{
    local::{
        errors::{refused, unsupported},
        functions::support::{arguments::invalid_argument, values::string},
        internal_functions::{JSON_ARRAY, JSON_OBJECT},
        types::{TypeClass, arrow_type, type_name},
    },
    types::AthenaType,
};

pub(super) fn all() -> Vec<ScalarUDF> {
    [JSON_ARRAY, JSON_OBJECT]
        .map(|name| Constructor { name, signature: Signature::variadic_any(Volatility::Immutable) })
        .into_iter()
        .map(ScalarUDF::new_from_impl)
        .collect()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Constructor {
    name: &'static str,
    signature: Signature,
}

/// RETURNING, its format, what becomes of NULL, and whether keys are unique.
const CLAUSES: usize = 4;

/// A call without its rows.
struct Call {
    to: AthenaType,
    format: Format,
    absent_on_null: bool,
    unique_keys: bool,
    /// The formats of the values.
    formats: Vec<Format>,
}

impl Constructor {
    /// How many arguments a value has: a key, its format and itself, or the last two.
    fn width(&self) -> usize {
        if self.name == JSON_OBJECT { 3 } else { 2 }
    }

    fn call(&self, args: &[Clause]) -> Result<Call> {
        let format = Format::named(text(args, 1)?)?;
        let mut formats = Vec::new();
        for value in args[CLAUSES..].chunks_exact(self.width()) {
            if let [(key, _), _, _] = value
                && TypeClass::of(key) != TypeClass::Varchar
            {
                return Err(invalid_argument(format!("Invalid type of JSON object key: {}", type_name(key))));
            }
            let [.., format, (data_type, _)] = value else { return exec_err!("a value without a format") };
            let format = Format::named(text(std::slice::from_ref(format), 0)?)?;
            let what = if self.name == JSON_ARRAY { "JSON_ARRAY" } else { "JSON_OBJECT" };
            format.check(&format!("a value of {what}"), data_type)?;
            formats.push(format);
        }
        let unique_keys = text(args, 3)? == "unique";
        if unique_keys && formats.iter().any(|format| *format != Format::Plain) {
            let message =
                "WITH UNIQUE KEYS behavior is not supported for JSON_OBJECT function when input expression has FORMAT";
            return Err(refused("NOT_SUPPORTED", message));
        }
        Ok(Call {
            to: format.output(text(args, 0)?)?,
            format,
            absent_on_null: text(args, 2)? == "absent",
            unique_keys,
            formats,
        })
    }
}

impl ScalarUDFImpl for Constructor {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        exec_err!("the type of {} is among its arguments", self.name)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let data_type = arrow_type(&self.call(&clauses_of(&args))?.to);
        Ok(Arc::new(Field::new(self.name, data_type, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let call = self.call(&clauses_of_call(&args))?;
        in_rows(&args, |row| {
            let document = call.document(&args.args[CLAUSES..], self.width(), row)?;
            Ok(call.format.write(document.to_string(), &call.to))
        })
    }
}

impl Call {
    fn document(&self, args: &[ColumnarValue], width: usize, row: usize) -> Result<Json> {
        let (mut items, mut members) = (Vec::new(), Vec::new());
        for (args, format) in args.chunks_exact(width).zip(&self.formats) {
            let value = self.value(&value_in(&args[width - 1], row)?, *format)?;
            let key = if width == 3 { key(&value_in(&args[0], row)?)? } else { String::new() };
            let Some(value) = value else { continue };
            if width != 3 {
                items.push(value);
                continue;
            }
            if members.iter().any(|(known, _)| *known == key) {
                return Err(match self.unique_keys {
                    true => invalid_argument("duplicate key passed to JSON_OBJECT function"),
                    false => refused("NOT_SUPPORTED", "cannot construct a JSON object with duplicate key"),
                });
            }
            members.push((key, value));
        }
        if width == 3 { Ok(Json::Object(Arc::new(in_java_order(members)?))) } else { Ok(Json::Array(Arc::new(items))) }
    }

    /// `None` for a NULL that is left out.
    fn value(&self, value: &ScalarValue, format: Format) -> Result<Option<Json>> {
        if value.is_null() {
            return Ok((!self.absent_on_null).then_some(Json::Null));
        }
        if format == Format::Plain {
            return to_json(value).map(Some);
        }
        let not_json = || refused("JSON_INPUT_CONVERSION_ERROR", "conversion to JSON failed");
        format.read(value)?.ok_or_else(not_json).map(Some)
    }
}

fn key(value: &ScalarValue) -> Result<String> {
    match value.is_null() {
        true => Err(invalid_argument("null value passed for JSON object key to JSON_OBJECT function")),
        false => Ok(string(value).to_owned()),
    }
}

/// In the order of Java's `HashMap`, from which Trino takes them: by the last bits of a hash, and as they came where these are equal.
fn in_java_order(mut members: Vec<(String, Json)>) -> Result<Vec<(String, Json)>> {
    let mut buckets = 16usize;
    while members.len() * 4 > buckets * 3 {
        buckets *= 2;
    }
    let bucket = |key: &str| {
        let hash = key.encode_utf16().fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
        let hash = hash.cast_unsigned();
        (hash ^ (hash >> 16)) as usize & (buckets - 1)
    };
    members.sort_by_cached_key(|(key, _)| bucket(key));
    // A bucket with more becomes a tree.
    let full = members.windows(8).any(|some| some.iter().all(|(key, _)| bucket(key) == bucket(&some[0].0)));
    if full { Err(unsupported("json_object with so many keys of one hash")) } else { Ok(members) }
}
