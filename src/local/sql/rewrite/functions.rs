//! Functions that become other constructs.

use chrono::{DateTime, Utc};
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, DuplicateTreatment, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, Ident, LambdaFunction, LambdaFunctionParameter, LambdaSyntax, OneOrManyWithParens,
    UnaryOperator, Value,
};

use super::{
    super::calls::{add_clause, arguments, call, call_expr, case, name, number, string},
    super::dialect::quoted,
    datetime,
    literals::{cast_in_zone, literal_number},
};
use crate::{
    error::{Error, Result},
    local::{
        functions::{REPLACED_BY, SORTED_BY, TRY, functions},
        internal_functions::{CAST, MAX_N, MIN_N, TRY_CAST},
    },
};

/// The call as other constructs, when it is one of these.
pub(super) fn call_rewritten(function: &Function, now: DateTime<Utc>) -> Result<Option<Expr>> {
    let name = name(function);
    if matches!(function.args, FunctionArguments::None) {
        return Ok(datetime::current(&name, now));
    }
    if let Some(call) = of_all_rows(function, &name) {
        return Ok(Some(call));
    }
    let Some(args) = arguments(function) else { return Ok(None) };
    Ok(match (name.as_str(), args.as_slice()) {
        // A function would evaluate both arms: `if(x = 0, NULL, 1 / x)`.
        ("if", [condition, then]) => Some(case(condition.clone(), then.clone(), None)),
        ("if", [condition, then, otherwise]) => Some(case(condition.clone(), then.clone(), Some(otherwise.clone()))),
        ("nullif", [a, _]) if super::is_random(a) => return Err(Error::unsupported("nullif of a random value")),
        ("nullif", [a, b]) => {
            let equal = Expr::BinaryOp {
                left: Box::new(Expr::Nested(Box::new(a.clone()))),
                op: BinaryOperator::Eq,
                right: Box::new(Expr::Nested(Box::new(b.clone()))),
            };
            Some(case(equal, Expr::value(Value::Null), Some(a.clone())))
        }
        ("none_match", [array, lambda]) => Some(negated(any_match(array, lambda.clone()))),
        ("all_match", [array, Expr::Lambda(lambda)]) => {
            let body = Box::new(negated(Expr::Nested(lambda.body.clone())));
            Some(negated(any_match(array, Expr::Lambda(LambdaFunction { body, ..lambda.clone() }))))
        }
        // Refused, as any_match is.
        ("all_match", [array, other]) => Some(negated(any_match(array, other.clone()))),
        ("now", []) => datetime::current("now", now),
        (CAST | TRY_CAST, [value, type_name]) => cast_in_zone(&name, value, type_name),
        ("map", []) => {
            let nothing = || Expr::Function(call("$array", Vec::new()));
            Some(Expr::Function(call("$map", vec![nothing(), nothing()])))
        }
        ("date", [value]) => Some(call_expr(CAST, vec![value.clone(), string("date")])),
        ("try", [value]) => Some(tried(value)),
        ("array_sort", [_, Expr::Lambda(_)]) => Some(call_expr(SORTED_BY, args)),
        ("regexp_replace", [_, _, Expr::Lambda(_)]) => Some(call_expr(REPLACED_BY, args)),
        ("row", [_, ..]) => Some(Expr::Function(call("$row", args))),
        ("map", [_, _]) => Some(Expr::Function(call("$map", args))),
        ("approx_distinct", [_]) => Some(renamed(function, "count", Some(DuplicateTreatment::Distinct))),
        ("approx_distinct", [_, error]) => Some(distinct_within(function, error)?),
        ("every", [_]) => Some(renamed(function, "bool_and", None)),
        ("max", [_, _]) => Some(renamed(function, MAX_N, None)),
        ("min", [_, _]) => Some(renamed(function, MIN_N, None)),
        ("listagg", [_] | [_, _]) => Some(Expr::Function(listagg(function))),
        ("json_format", [_]) => Some(call_expr("$json_format", args)),
        ("count_if", [condition]) => Some(aggregate(function, "count", vec![number(1)], condition.clone())),
        // These names are internal: only the rewriting writes them without quotes.
        (internal, _) if internal.starts_with("\"$") => {
            return Err(Error::unsupported(format!("the function {internal}")));
        }
        ("coalesce", [] | [_]) => return Err(Error::refused("SYNTAX_ERROR", "coalesce takes at least two arguments")),
        (name, args) => datetime::in_zones(name, args)?,
    })
}

/// `count()`, `count(*) OVER`, `row_number(*)`.
fn of_all_rows(function: &Function, name: &str) -> Option<Expr> {
    let all_rows = match function.args.to_string().as_str() {
        "(*)" => function.over.is_some(),
        "()" => true,
        _ => false,
    };
    if name == "count" && all_rows {
        let mut count = call("count", vec![number(1)]);
        count.over.clone_from(&function.over);
        count.filter.clone_from(&function.filter);
        return Some(Expr::Function(count));
    }
    (all_rows && function.args.to_string() == "(*)" && functions().window(name).is_some())
        .then(|| Expr::Function(Function { args: call("", Vec::new()).args, ..function.clone() }))
}

/// The body of a lambda is evaluated by the function.
fn tried(value: &Expr) -> Expr {
    let name = quoted("\u{1}try");
    let lambda = LambdaFunction {
        params: OneOrManyWithParens::One(LambdaFunctionParameter { name, data_type: None }),
        body: Box::new(value.clone()),
        syntax: LambdaSyntax::Arrow,
    };
    call_expr(TRY, vec![Expr::value(Value::Boolean(true)), Expr::Lambda(lambda)])
}

fn any_match(array: &Expr, lambda: Expr) -> Expr {
    Expr::Function(call("any_match", vec![array.clone(), lambda]))
}

fn negated(expr: Expr) -> Expr {
    Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(expr) }
}

/// The same call of another function.
/// `approx_distinct(x, e)`: the exact number is within any standard error.
fn distinct_within(function: &Function, error: &Expr) -> Result<Expr> {
    let Some((digits, _)) = literal_number(error) else {
        return Err(Error::unsupported("approx_distinct with a standard error that is not a literal"));
    };
    if !digits.parse::<f64>().is_ok_and(|wanted| (0.0040625..=0.26).contains(&wanted)) {
        let message = format!("Max standard error must be in [0.0040625, 0.26]: {digits}");
        return Err(Error::refused("INVALID_FUNCTION_ARGUMENT", message));
    }
    let mut function = function.clone();
    if let FunctionArguments::List(list) = &mut function.args {
        list.args.truncate(1);
    }
    Ok(renamed(&function, "count", Some(DuplicateTreatment::Distinct)))
}

fn renamed(function: &Function, name: &str, distinct: Option<DuplicateTreatment>) -> Expr {
    let mut new = Function { name: vec![Ident::new(name)].into(), ..function.clone() };
    if let (FunctionArguments::List(list), Some(_)) = (&mut new.args, distinct) {
        list.duplicate_treatment = distinct;
    }
    Expr::Function(new)
}

/// `listagg(x, ',') WITHIN GROUP (ORDER BY y)`: an aggregate that is sorted inside.
fn listagg(function: &Function) -> Function {
    let mut new = Function { name: vec![Ident::new("$listagg")].into(), ..function.clone() };
    let keys = std::mem::take(&mut new.within_group);
    if let FunctionArguments::List(list) = &mut new.args {
        list.clauses.clear();
        if list.args.len() == 1 {
            list.args.push(FunctionArg::Unnamed(FunctionArgExpr::Expr(string(""))));
        }
    }
    if !keys.is_empty() {
        add_clause(&mut new, FunctionArgumentClause::OrderBy(keys));
    }
    new
}

/// The call `name(args)` with the FILTER of `original`, narrowed by `condition`.
fn filtered(original: &Function, name: &str, args: Vec<Expr>, condition: Expr) -> Function {
    let mut new = call(name, args);
    let nested = |expr| Box::new(Expr::Nested(Box::new(expr)));
    new.filter = Some(match &original.filter {
        None => Box::new(condition),
        Some(filter) => Box::new(Expr::BinaryOp {
            left: nested(filter.as_ref().clone()),
            op: BinaryOperator::And,
            right: nested(condition),
        }),
    });
    new.over.clone_from(&original.over);
    new
}

fn aggregate(original: &Function, name: &str, args: Vec<Expr>, condition: Expr) -> Expr {
    Expr::Function(filtered(original, name, args, condition))
}
