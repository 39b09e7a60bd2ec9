//! Expressions and function calls.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    AccessExpr, BinaryOperator, Expr, ExtractSyntax, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArgumentList, FunctionArguments, LambdaSyntax, ListAggOnOverflow, Subscript, UnaryOperator, Value,
};

use super::{
    super::calls::name,
    verdict::{Verdict, not_athena, parameter, shortened, unsupported},
    windows,
};
use crate::{error::Error, local::functions::functions};

/// Functions that become other constructs, which take nothing but arguments.
const REWRITTEN: [&str; 6] = ["if", "nullif", "count_if", "approx_distinct", "map", "row"];

/// Whether Athena has such an expression, and this engine runs it.
pub(super) fn expression(expr: &Expr) -> Verdict {
    match expr {
        Expr::Identifier(_)
        | Expr::CompoundIdentifier(_)
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsDistinctFrom(..)
        | Expr::IsNotDistinctFrom(..)
        | Expr::InList { .. }
        | Expr::InSubquery { .. }
        | Expr::Between { .. }
        | Expr::Nested(_)
        | Expr::TypedString(_)
        | Expr::Case { .. }
        | Expr::Exists { .. }
        | Expr::Subquery(_)
        | Expr::Like { any: false, .. }
        | Expr::Substring { substring_from: Some(_), .. } => ControlFlow::Continue(()),
        Expr::Like { .. } => not_athena(expr, "Athena has no LIKE ANY"),
        Expr::ILike { .. } => not_athena(expr, "Athena has no ILIKE: use lower(…) LIKE …"),
        Expr::RLike { .. } | Expr::SimilarTo { .. } => not_athena(expr, "Athena has no such operator: use regexp_like"),
        Expr::Cast { .. } => not_athena(expr, "Athena has no `::`: use CAST(… AS …)"),
        Expr::BinaryOp { op, .. } => operator(expr, op),
        Expr::UnaryOp { op: UnaryOperator::Minus | UnaryOperator::Plus | UnaryOperator::Not, .. } => {
            ControlFlow::Continue(())
        }
        Expr::UnaryOp { op, .. } => not_athena(expr, format!("Athena has no operator `{op}`")),
        Expr::Value(value) => literal(expr, &value.value),
        Expr::Ceil { .. } | Expr::Floor { .. } => ControlFlow::Continue(()),
        Expr::Trim { trim_characters: None, .. } => ControlFlow::Continue(()),
        Expr::Position { .. } => ControlFlow::Continue(()),
        Expr::Function(function) => self::function(expr, function),
        Expr::CompoundFieldAccess { access_chain, .. } => access(expr, access_chain),
        Expr::Tuple(_) | Expr::GroupingSets(_) | Expr::Cube(_) | Expr::Rollup(_) => ControlFlow::Continue(()),
        Expr::Array(array) if array.named => ControlFlow::Continue(()),
        Expr::Array(_) => not_athena(expr, "an array is written ARRAY[…]"),
        // Their forms are checked where they are rewritten.
        Expr::Interval(_) => ControlFlow::Continue(()),
        Expr::AtTimeZone { time_zone, .. } => match time_zone.as_ref() {
            Expr::Interval(_) => ControlFlow::Continue(()),
            Expr::Value(zone) if is_string(&zone.value) => ControlFlow::Continue(()),
            _ => not_athena(expr, "AT TIME ZONE takes a string or an INTERVAL: at_timezone(…, …) takes any value"),
        },
        Expr::Extract { syntax: ExtractSyntax::From, .. } => ControlFlow::Continue(()),
        Expr::Extract { .. } => not_athena(expr, "EXTRACT is written EXTRACT(field FROM value)"),
        Expr::AnyOp { right, compare_op, .. } | Expr::AllOp { right, compare_op, .. } => {
            quantified(expr, right, compare_op)
        }
        Expr::Lambda(lambda) => match lambda.params.iter().all(|param| param.data_type.is_none()) {
            true if lambda.syntax == LambdaSyntax::Arrow => ControlFlow::Continue(()),
            _ => not_athena(expr, "a lambda is written `x -> …`"),
        },
        Expr::IsTrue(_) | Expr::IsFalse(_) | Expr::IsUnknown(_) | Expr::IsNotTrue(_) | Expr::IsNotFalse(_) => {
            not_athena(expr, "Athena has no IS TRUE, IS FALSE or IS UNKNOWN")
        }
        Expr::Trim { .. } | Expr::Substring { .. } => unsupported(format!("`{}`", shortened(&expr.to_string()))),
        other => not_athena(expr, format!("Athena has no expression `{}`", shortened(&other.to_string()))),
    }
}

fn operator(expr: &Expr, operator: &BinaryOperator) -> Verdict {
    use BinaryOperator::{
        And, Arrow, Divide, Eq, Gt, GtEq, Lt, LtEq, Minus, Modulo, Multiply, NotEq, Or, Plus, StringConcat,
    };
    match operator {
        And | Or | Eq | NotEq | Lt | LtEq | Gt | GtEq | Plus | Minus | Multiply | Divide | Modulo | StringConcat => {
            ControlFlow::Continue(())
        }
        Arrow => unsupported("a lambda"),
        other => not_athena(expr, format!("Athena has no operator `{other}`")),
    }
}

/// `x > ALL (SELECT …)`
fn quantified(expr: &Expr, right: &Expr, compare: &BinaryOperator) -> Verdict {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq, NotEq};
    if !matches!(compare, Eq | NotEq | Lt | LtEq | Gt | GtEq) {
        return not_athena(expr, format!("Athena has no operator `{compare}` here"));
    }
    match right {
        Expr::Subquery(_) => ControlFlow::Continue(()),
        _ => not_athena(expr, "ALL, ANY and SOME take a query"),
    }
}

fn literal(expr: &Expr, value: &Value) -> Verdict {
    match value {
        Value::Number(_, false)
        | Value::SingleQuotedString(_)
        | Value::UnicodeStringLiteral(_)
        | Value::Boolean(_)
        | Value::Null => ControlFlow::Continue(()),
        Value::HexStringLiteral(digits) => match is_hexadecimal(digits) {
            true => ControlFlow::Continue(()),
            false => not_athena(expr, "a binary literal has an even number of hexadecimal digits"),
        },
        Value::Placeholder(name) => parameter(expr, name),
        other => not_athena(expr, format!("Athena has no literal of the form `{}`", shortened(&other.to_string()))),
    }
}

/// Pairs of digits, with spaces anywhere.
fn is_hexadecimal(digits: &str) -> bool {
    let digits: Vec<char> = digits.chars().filter(|c| *c != ' ').collect();
    digits.len().is_multiple_of(2) && digits.iter().all(char::is_ascii_hexdigit)
}

/// Functions without parentheses.
const WITHOUT_PARENTHESES: [&str; 4] = ["current_date", "current_timestamp", "localtime", "localtimestamp"];

/// Functions that take a lambda.
const LAMBDAS: [&str; 13] = [
    "filter",
    "transform",
    "any_match",
    "all_match",
    "none_match",
    "reduce",
    "zip_with",
    "array_sort",
    "map_filter",
    "map_zip_with",
    "transform_keys",
    "transform_values",
    "regexp_replace",
];

/// Window functions with IGNORE NULLS and RESPECT NULLS.
const WITH_NULL_TREATMENT: [&str; 5] = ["lag", "lead", "first_value", "last_value", "nth_value"];

fn function(expr: &Expr, function: &Function) -> Verdict {
    if !matches!(function.parameters, FunctionArguments::None) || function.uses_odbc_syntax {
        return not_athena(expr, "Athena has no such form of a function call");
    }
    let name = name(function);
    if !function.within_group.is_empty() && name != "listagg" {
        return unsupported(format!("WITHIN GROUP of `{name}`"));
    }
    if function.null_treatment.is_some() && function.over.is_none() {
        return not_athena(expr, format!("IGNORE NULLS and RESPECT NULLS of {name} need OVER"));
    }
    if function.null_treatment.is_some() && !WITH_NULL_TREATMENT.contains(&name.as_str()) {
        let message = format!("Cannot specify null treatment clause for {name} function");
        return Verdict::Break(Error::refused("NULL_TREATMENT_NOT_ALLOWED", message));
    }
    if name == "listagg" {
        listagg(expr, function)?;
    }
    let scalar = functions().scalar(&name).is_some() || matches!(name.as_str(), "if" | "nullif");
    // DataFusion would ignore these silently.
    if scalar && (function.over.is_some() || function.filter.is_some()) {
        return unsupported(format!("OVER or FILTER of `{name}`"));
    }
    if WITH_NULL_TREATMENT.contains(&name.as_str()) && function.over.is_none() {
        return unsupported(format!("`{name}` without OVER"));
    }
    if function.filter.is_some() && function.over.is_some() {
        let message = "FILTER is not yet supported for window functions";
        return Verdict::Break(Error::refused("NOT_SUPPORTED", message));
    }
    windows::window(function)?;
    match &function.args {
        FunctionArguments::None if WITHOUT_PARENTHESES.contains(&name.as_str()) => ControlFlow::Continue(()),
        // `current_time` and the like.
        FunctionArguments::None => unsupported(format!("`{name}`")),
        FunctionArguments::Subquery(_) => {
            not_athena(expr, "Athena does not take a query as the only argument of a function")
        }
        FunctionArguments::List(list) => arguments(&name, list, scalar),
    }
}

fn is_string(value: &Value) -> bool {
    matches!(value, Value::SingleQuotedString(_) | Value::UnicodeStringLiteral(_))
}

fn listagg(expr: &Expr, function: &Function) -> Verdict {
    if function.within_group.is_empty() {
        return not_athena(expr, "listagg needs WITHIN GROUP (ORDER BY …)");
    }
    match super::super::calls::arguments(function).as_deref() {
        Some([_, Expr::Value(separator)]) if is_string(&separator.value) => ControlFlow::Continue(()),
        Some([_, _]) => not_athena(expr, "the separator of listagg is a string literal"),
        _ => ControlFlow::Continue(()),
    }
}

fn arguments(name: &str, list: &FunctionArgumentList, scalar: bool) -> Verdict {
    let extra = list.duplicate_treatment.is_some() || !list.clauses.is_empty();
    if extra && (scalar || REWRITTEN.contains(&name)) {
        return unsupported(format!("DISTINCT or ORDER BY inside `{name}`"));
    }
    let lambda = |arg: &FunctionArg| matches!(arg, FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Lambda(_))));
    if list.args.iter().any(lambda) && !LAMBDAS.contains(&name) {
        return unsupported(format!("a lambda in `{name}`"));
    }
    let known = |clause: &FunctionArgumentClause| match clause {
        FunctionArgumentClause::OrderBy(_) => name != "listagg",
        FunctionArgumentClause::OnOverflow(ListAggOnOverflow::Error) => name == "listagg",
        _ => false,
    };
    if !list.clauses.iter().all(known) {
        return unsupported("a clause inside a function call");
    }
    let plain =
        |arg: &FunctionArg| matches!(arg, FunctionArg::Unnamed(FunctionArgExpr::Expr(_) | FunctionArgExpr::Wildcard));
    if list.args.iter().all(plain) { ControlFlow::Continue(()) } else { unsupported("a named argument") }
}

fn access(expr: &Expr, chain: &[AccessExpr]) -> Verdict {
    let plain = |access: &AccessExpr| match access {
        AccessExpr::Dot(Expr::Identifier(_)) => true,
        AccessExpr::Dot(_) => false,
        AccessExpr::Subscript(subscript) => matches!(subscript, Subscript::Index { .. }),
    };
    if chain.iter().all(plain) {
        ControlFlow::Continue(())
    } else {
        not_athena(expr, "Athena has no slices: use slice(…)")
    }
}
