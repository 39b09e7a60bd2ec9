//! Function calls as sqlparser writes them.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    CaseWhen, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArgumentList,
    FunctionArguments, Ident, ObjectNamePart, Value, helpers::attached_token::AttachedToken, visit_expressions,
};

/// Functions that give another value every time.
const RANDOM: [&str; 4] = ["rand", "random", "shuffle", "uuid"];

/// `name(args)`
pub(super) fn call(name: &str, args: Vec<Expr>) -> Function {
    Function {
        name: vec![Ident::new(name)].into(),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList {
            duplicate_treatment: None,
            args: args.into_iter().map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg))).collect(),
            clauses: Vec::new(),
        }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    }
}

/// The name of the function that is called, without quotes: they change nothing, unless the name is internal.
pub(super) fn name(function: &Function) -> String {
    match function.name.0.as_slice() {
        [ObjectNamePart::Identifier(ident)] if !ident.value.starts_with('$') => ident.value.clone(),
        _ => function.name.to_string(),
    }
}

/// The same as an expression.
pub(super) fn call_expr(name: &str, args: Vec<Expr>) -> Expr {
    Expr::Function(call(name, args))
}

/// The arguments, when they are all plain expressions.
pub(super) fn arguments(function: &Function) -> Option<Vec<Expr>> {
    let FunctionArguments::List(list) = &function.args else { return None };
    plain(&list.args)
}

/// Arguments that are all plain expressions.
pub(super) fn plain(args: &[FunctionArg]) -> Option<Vec<Expr>> {
    args.iter()
        .map(|arg| match arg {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
            _ => None,
        })
        .collect()
}

/// Whether a function gives another value every time.
pub(super) fn is_random_function(function: &Function) -> bool {
    RANDOM.contains(&name(function).to_lowercase().as_str())
}

/// Whether a value is another one every time, so that it must not be evaluated twice.
pub(super) fn is_random(expr: &Expr) -> bool {
    visit_expressions(expr, |expr| match expr {
        Expr::Function(function) if is_random_function(function) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    })
    .is_break()
}

/// Adds a clause inside the parentheses, such as ORDER BY.
pub(super) fn add_clause(function: &mut Function, clause: FunctionArgumentClause) {
    if let FunctionArguments::List(list) = &mut function.args {
        list.clauses.push(clause);
    }
}

pub(super) fn number(n: u64) -> Expr {
    Expr::value(Value::Number(n.to_string(), false))
}

pub(super) fn string(string: &str) -> Expr {
    Expr::value(Value::SingleQuotedString(string.to_owned()))
}

/// `CASE WHEN condition THEN then ELSE otherwise END`
pub(super) fn case(condition: Expr, then: Expr, otherwise: Option<Expr>) -> Expr {
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result: then }],
        else_result: otherwise.map(Box::new),
    }
}
