//! Lambdas: how many parameters each function gives them.

use datafusion::sql::sqlparser::ast::{Expr, Function, Ident, LambdaFunction, OneOrManyWithParens};

use super::refused;
use crate::{error::Result, local::sql::calls::arguments};

/// The parameters of the lambdas of each function, in the order of the lambdas (Trino, "Lambda expressions").
const PARAMETERS: [(&str, &[usize]); 14] = [
    ("all_match", &[1]),
    ("any_match", &[1]),
    ("array_sort", &[2]),
    ("filter", &[1]),
    ("map_filter", &[2]),
    ("map_zip_with", &[3]),
    ("none_match", &[1]),
    ("reduce", &[2, 1]),
    ("reduce_agg", &[2, 2]),
    ("regexp_replace", &[1]),
    ("transform", &[1]),
    ("transform_keys", &[2]),
    ("transform_values", &[2]),
    ("zip_with", &[2]),
];

/// The names of the parameters.
pub(in crate::local::sql) fn parameters(lambda: &LambdaFunction) -> Vec<String> {
    names(lambda).into_iter().map(|name| name.value.clone()).collect()
}

/// The same with their places.
pub(super) fn names(lambda: &LambdaFunction) -> Vec<&Ident> {
    match &lambda.params {
        OneOrManyWithParens::One(one) => vec![&one.name],
        OneOrManyWithParens::Many(many) => many.iter().map(|one| &one.name).collect(),
    }
}

/// Each lambda of a call has the parameters that the function gives it.
pub(super) fn check(function: &Function, name: &str) -> Result<()> {
    let arguments = arguments(function).unwrap_or_default();
    let lambdas = arguments.iter().filter_map(|argument| match argument {
        Expr::Lambda(lambda) => Some((argument, lambda)),
        _ => None,
    });
    let Some((_, expected)) = PARAMETERS.iter().find(|(known, _)| *known == name) else {
        return match lambdas.into_iter().next() {
            None => Ok(()),
            Some((at, _)) => {
                let message = format!("Unexpected parameters for function {name}: it takes no lambda");
                refused("FUNCTION_NOT_FOUND", at, message)
            }
        };
    };
    for ((at, lambda), expected) in lambdas.zip(*expected) {
        let given = parameters(lambda).len();
        if given != *expected {
            let message = format!("Expected a lambda that takes {expected} argument(s) but got {given}");
            return refused("INVALID_PARAMETER_USAGE", at, message);
        }
    }
    Ok(())
}
