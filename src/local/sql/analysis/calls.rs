//! Calls: which functions there are, how many arguments they take, and which clauses go with them.

use datafusion::sql::sqlparser::ast::{
    CeilFloorKind, DateTimeField, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr,
    FunctionArgumentClause, FunctionArgumentList, FunctionArguments, Value,
};

use super::{functions, lambdas, refused, reserved, spelling::shown, syntax};
use crate::{
    error::{Error, Result},
    local::{
        errors::unknown_function,
        internal_functions::{CAST, TRY_CAST},
        sql::calls::arguments,
    },
};

/// The most arguments of a call in Trino.
const MOST: usize = 127;
/// The most columns of a `grouping` that is an integer.
const MOST_OF_INTEGER: usize = 31;
/// The most columns of `grouping`.
const MOST_GROUPING: usize = 63;

/// The most digits of a second.
const MOST_SECONDS: u32 = 12;

/// The moment of the query, which takes a precision, and its type.
const CLOCKS: [(&str, &str); 4] = [
    ("current_time", "TIME WITH TIME ZONE"),
    ("current_timestamp", "TIMESTAMP WITH TIME ZONE"),
    ("localtime", "TIME"),
    ("localtimestamp", "TIMESTAMP"),
];

/// Functions that are syntax to Trino: with the least and the most number of arguments, and what Trino says to another one.
const SPECIAL: [(&str, usize, usize, &str); 5] = [
    ("coalesce", 2, usize::MAX, "The 'coalesce' function must have at least two arguments"),
    ("format", 2, usize::MAX, "The 'format' function must have at least two arguments"),
    (
        "if",
        2,
        3,
        "Invalid number of arguments for 'if' function: it takes a condition, a value, and maybe another value",
    ),
    ("nullif", 2, 2, "Invalid number of arguments for 'nullif' function: it takes two values"),
    ("try", 1, 1, "The 'try' function must have exactly one argument"),
];

/// Whether a call is syntax to Trino, which takes no lambda.
pub(super) fn is_special(name: &str) -> bool {
    matches!(name, CAST | TRY_CAST) || SPECIAL.iter().any(|(special, ..)| *special == name)
}

/// Checks a call, without its arguments.
pub(super) fn check(function: &Function, expr: &Expr) -> Result<()> {
    let name = function.name.to_string();
    let plain = function.name.0.last().and_then(|part| part.as_ident()).is_some_and(|name| name.quote_style.is_none());
    let list = match &function.args {
        FunctionArguments::List(list) => list,
        _ => return Ok(()),
    };
    if plain && name.starts_with('$') {
        return Ok(());
    }
    let name = name.trim_matches('"');
    if plain {
        reserved::call(name, list, expr)?;
        precision(name, list, expr)?;
    }
    star(name, list, expr)?;
    // Its second argument is a keyword, which looks like a name.
    if name == "normalize" {
        return Err(unknown_function(name));
    }
    if name == "grouping" {
        return grouping(function, list, expr);
    }
    if let Some((_, least, most, message)) = SPECIAL.iter().find(|(special, ..)| *special == name) {
        clauses_of_syntax(function, name, list, expr)?;
        return match (*least..=*most).contains(&list.args.len()) {
            true => Ok(()),
            false => syntax(expr, *message),
        };
    }
    clauses(function, name, list, expr)?;
    if !functions::is_known(name) {
        return Err(unknown_function(name));
    }
    numbers(function, name, list, expr)
}

/// `count(*)`, and no other place for a star.
fn star(name: &str, list: &FunctionArgumentList, expr: &Expr) -> Result<()> {
    let is_star = |arg: &FunctionArg| matches!(arg, FunctionArg::Unnamed(FunctionArgExpr::Wildcard));
    let of_relation = |arg: &FunctionArg| matches!(arg, FunctionArg::Unnamed(FunctionArgExpr::QualifiedWildcard(_)));
    if list.args.iter().any(of_relation) {
        let message = format!("`{}`: a relation's star is no argument; write count(*)", shown(expr));
        return refused("INVALID_FUNCTION_ARGUMENT", expr, message);
    }
    let is_named = |arg: &FunctionArg| matches!(arg, FunctionArg::Named { .. } | FunctionArg::ExprNamed { .. });
    if list.args.iter().any(is_named) {
        return syntax(expr, format!("{name}: Athena has no named arguments here"));
    }
    if !list.args.iter().any(is_star) {
        return Ok(());
    }
    if list.args.len() > 1 || list.duplicate_treatment.is_some() {
        return syntax(expr, format!("mismatched input '*': {name}(…) takes a star alone, without DISTINCT or ALL"));
    }
    Ok(())
}

/// DISTINCT, ORDER BY and FILTER are for aggregates, OVER for them and window functions.
fn clauses(function: &Function, name: &str, list: &FunctionArgumentList, expr: &Expr) -> Result<()> {
    let ordered = |clause: &FunctionArgumentClause| matches!(clause, FunctionArgumentClause::OrderBy(_));
    let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
    if functions::is_window(name) && function.over.is_some() && distinct {
        return refused("NOT_SUPPORTED", expr, "DISTINCT in window function parameters not yet supported");
    }
    if !functions::is_aggregate(name) {
        let wrong = [
            (distinct, "DISTINCT is not supported for non-aggregation functions"),
            (list.clauses.iter().any(ordered), "ORDER BY is only valid for aggregation functions"),
            (function.filter.is_some(), "Filter is only valid for aggregation functions"),
        ];
        if let Some((_, message)) = wrong.iter().find(|(present, _)| *present) {
            return refused("FUNCTION_NOT_AGGREGATE", expr, format_args!("{message}: {name}"));
        }
        if name == "row" && function.over.is_some() {
            return refused("FUNCTION_NOT_FOUND", expr, "Function 'row' not registered");
        }
        if function.over.is_some() && functions::is_scalar(name) {
            return refused("FUNCTION_NOT_WINDOW", expr, format_args!("Not a window function: {name}"));
        }
    }
    if functions::is_window(name) && function.over.is_none() {
        return refused("MISSING_OVER", expr, format_args!("Window function {name} requires an OVER clause"));
    }
    if function.over.is_some() && list.clauses.iter().any(ordered) {
        return refused("NOT_SUPPORTED", expr, "Window function with ORDER BY is not supported");
    }
    Ok(())
}

/// `current_timestamp(3)` and the like.
fn precision(name: &str, list: &FunctionArgumentList, expr: &Expr) -> Result<()> {
    let Some((_, type_name)) = CLOCKS.iter().find(|(clock, _)| *clock == name) else { return Ok(()) };
    let digits = match list.args.as_slice() {
        [FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value)))] => match &value.value {
            Value::Number(digits, _) if digits.bytes().all(|digit| digit.is_ascii_digit()) => digits,
            _ => return syntax(expr, format!("mismatched input in `{}`: it takes an integer", shown(expr))),
        },
        _ => return syntax(expr, format!("mismatched input in `{}`: it takes an integer", shown(expr))),
    };
    if digits.parse::<u32>().map_or(true, |digits| digits > MOST_SECONDS) {
        let message = format!("{type_name} precision must be in range [0, {MOST_SECONDS}]: {digits}");
        return Err(Error::refused("NUMERIC_VALUE_OUT_OF_RANGE", message));
    }
    match name {
        "localtime" | "current_time" => Err(Error::unsupported(format!("`{name}({digits})`"))),
        _ => Ok(()),
    }
}

/// `ceil(x, 1)` and `floor(x TO DAY)`, which sqlparser reads.
pub(super) fn rounded(kind: &CeilFloorKind, expr: &Expr) -> Result<()> {
    match kind {
        CeilFloorKind::DateTimeField(DateTimeField::NoDateTime) => Ok(()),
        CeilFloorKind::DateTimeField(_) => syntax(expr, format!("mismatched input 'TO' in `{}`", shown(expr))),
        CeilFloorKind::Scale(_) => {
            let message = format!("Unexpected parameters for `{}`: the function takes 1 argument, not 2", shown(expr));
            refused("FUNCTION_NOT_FOUND", expr, message)
        }
    }
}

fn clauses_of_syntax(function: &Function, name: &str, list: &FunctionArgumentList, expr: &Expr) -> Result<()> {
    let wrong = [
        (function.over.is_some(), "OVER"),
        (list.duplicate_treatment.is_some(), "DISTINCT"),
        (function.filter.is_some(), "FILTER"),
    ];
    match wrong.iter().find(|(present, _)| *present) {
        Some((_, clause)) => syntax(expr, format!("{clause} clause not valid for '{name}' function")),
        None => Ok(()),
    }
}

/// Its arguments are columns, and nothing else goes with it.
fn grouping(function: &Function, list: &FunctionArgumentList, expr: &Expr) -> Result<()> {
    let extra = function.over.is_some() || function.filter.is_some() || list.duplicate_treatment.is_some();
    if extra {
        return syntax(expr, "grouping takes columns in parentheses, and no DISTINCT, FILTER or OVER");
    }
    match list.args.len() {
        0 => syntax(expr, "grouping takes at least one column"),
        // It is a bigint then.
        n if n > MOST_OF_INTEGER && n <= MOST_GROUPING => {
            Err(Error::unsupported(format!("grouping of more than {MOST_OF_INTEGER} columns")))
        }
        n if n > MOST_GROUPING => refused(
            "TOO_MANY_ARGUMENTS",
            expr,
            format_args!("GROUPING supports up to {MOST_GROUPING} column arguments, not {n}"),
        ),
        _ if list.args.iter().all(is_column) => Ok(()),
        _ => syntax(expr, format!("mismatched input in `{}`: it takes names of columns alone", shown(expr))),
    }
}

fn is_column(argument: &FunctionArg) -> bool {
    matches!(argument, FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Identifier(_) | Expr::CompoundIdentifier(_))))
}

/// The number of arguments.
fn numbers(function: &Function, name: &str, list: &FunctionArgumentList, expr: &Expr) -> Result<()> {
    let is_star = |arg: &FunctionArg| matches!(arg, FunctionArg::Unnamed(FunctionArgExpr::Wildcard));
    let given = list.args.iter().filter(|arg| !is_star(arg)).count();
    if name == "row" && given == 0 {
        return refused("FUNCTION_NOT_FOUND", expr, "Function 'row' not registered: a row has at least one field");
    }
    if let Some(takes) = functions::wrong_number(name, given) {
        let arguments = if takes == "1" { "argument" } else { "arguments" };
        let message = format!("Unexpected parameters for function {name}: it takes {takes} {arguments}, not {given}");
        return refused("FUNCTION_NOT_FOUND", expr, message);
    }
    lambdas::check(function, name)?;
    if given > MOST && name != "row" && !name.starts_with("json_") {
        let message = format!("Too many arguments for function call {name}(): {given}, and at most {MOST}");
        return refused("TOO_MANY_ARGUMENTS", expr, message);
    }
    Ok(())
}

/// The type of a CAST.
pub(super) fn cast_type(function: &Function) -> Option<String> {
    if !matches!(function.name.to_string().as_str(), CAST | TRY_CAST) {
        return None;
    }
    match arguments(function)?.pop()? {
        Expr::Value(value) => match value.value {
            Value::SingleQuotedString(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}
