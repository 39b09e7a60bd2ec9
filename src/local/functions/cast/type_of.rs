//! `typeof`

use arrow_schema::DataType;
use datafusion::{common::Result, logical_expr::ScalarUDF};

use super::super::support::{
    arguments::{returns_varchar, wrong_arguments},
    define::function,
    values::{each_or_null, string_scalar},
};
use crate::local::{
    errors::unsupported,
    temporal::Temporal,
    types::{TypeClass, type_name},
};

pub(super) fn type_of() -> ScalarUDF {
    function("typeof", one_known, returns_varchar, |args, data_type| {
        let name = type_name(args[0].data_type());
        each_or_null(args, data_type, |_| Ok(Some(string_scalar(name.clone()))))
    })
}

/// Not all that Trino names is known here: the length of a `varchar`, and the digits of a second.
fn one_known(name: &str, args: &[DataType]) -> Result<Vec<DataType>> {
    match args {
        [arg] if is_known(arg) => Ok(args.to_vec()),
        [arg] => Err(unsupported(format!("typeof of {}", type_name(arg)))),
        _ => Err(wrong_arguments(name, args, "T")),
    }
}

fn is_known(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(item) => is_known(item.data_type()),
        DataType::Map(entries, _) => is_known(entries.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| is_known(field.data_type())),
        // A literal without digits of a second has three here.
        other => match Temporal::of(other) {
            Some(temporal) => temporal.digits != 3,
            _ => TypeClass::of(other) != TypeClass::Varchar,
        },
    }
}
