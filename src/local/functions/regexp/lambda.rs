//! `regexp_replace` with a lambda, which gets the groups of each match.

use arrow_array::{ArrayRef, cast::AsArray};
use arrow_schema::DataType;
use datafusion::{
    common::{Result, ScalarValue},
    logical_expr::HigherOrderUDF,
};

use super::{
    super::support::{
        arguments::{returns_varchar, varchars, wrong_arguments},
        lambda::{LambdaCall, WithLambdas, with_lambdas},
        size::check_value,
        values::{any_null, array_of, each_string, list_scalar, strings},
    },
    every_match,
    patterns::CompiledPatterns,
    searchable, whole,
};
use crate::local::types::TypeClass;

/// The name that the front end calls it by.
pub(crate) const REPLACED_BY: &str = "$regexp_replace_by";

pub(super) fn all() -> Vec<HigherOrderUDF> {
    vec![with_lambdas(WithLambdas {
        name: REPLACED_BY,
        takes: (2, 1),
        value_types: |_, args| varchars::<2>("regexp_replace", args),
        parameters: |_, _| Ok(vec![Some(vec![DataType::new_list(DataType::Utf8, true)])]),
        result_type: |values, results| match results {
            [result] if TypeClass::of(result) == TypeClass::Varchar => returns_varchar(values),
            _ => {
                let expected = "varchar, varchar, function(array(varchar),varchar)";
                Err(wrong_arguments("regexp_replace", results, expected))
            }
        },
        body: replaced,
    })]
}

/// What the lambda gives for the groups of every match; NULL when it gives NULL for one.
fn replaced(call: &LambdaCall<'_>) -> Result<ArrayRef> {
    let (mut groups, mut rows) = (Vec::new(), Vec::new());
    let mut patterns = CompiledPatterns::default();
    let list = DataType::new_list(DataType::Utf8, true);
    for row in (0..call.rows).filter(|row| !any_null(&call.values, *row)) {
        let pattern = strings(&call.values[1]).value(row);
        let value = searchable(pattern, strings(&call.values[0]).value(row))?;
        for found in every_match(patterns.regexp(pattern)?, value, 0) {
            let group = found.iter().skip(1).map(|group| ScalarValue::Utf8(group.map(|part| part.as_str().to_owned())));
            groups.push(list_scalar(&group.collect::<Vec<_>>(), &list));
            rows.push(row as u32);
        }
    }
    let new = call.lambdas[0].call(&[array_of(groups, &list)?], &rows)?;
    let mut new = new.as_string::<i32>().iter();
    each_string(&call.values, |row| {
        let pattern = strings(&call.values[1]).value(row);
        let value = strings(&call.values[0]).value(row);
        let (mut out, mut last, mut unknown) = (String::new(), 0, false);
        for found in every_match(patterns.regexp(pattern)?, value, 0) {
            out.push_str(&value[last..whole(&found).start()]);
            match new.next().flatten() {
                Some(with) => {
                    check_value(out.len().saturating_add(with.len()))?;
                    out.push_str(with);
                }
                None => unknown = true,
            }
            last = whole(&found).end();
        }
        out.push_str(&value[last..]);
        Ok((!unknown).then_some(out))
    })
}
