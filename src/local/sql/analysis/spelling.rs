//! One spelling for the expressions that Trino's parser reads as the same, and expressions as messages show them.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CastKind, DataType, Expr, Function, Ident, ObjectName, ObjectNamePart, TrimWhereField,
    UnaryOperator, Value, VisitMut, VisitorMut,
};

use super::scope::{Found, Scope};
use crate::local::{
    internal_functions::{CAST, TRY_CAST},
    sql::calls::{arguments, call_expr, string},
};

/// An expression in its one spelling, with names as they are written.
pub(in crate::local::sql) fn spelled(expr: &Expr) -> Expr {
    with_names(expr, Names::Written).0
}

/// The same with a placeholder for every name.
pub(super) fn shape(expr: &Expr) -> Expr {
    with_names(expr, Names::Any).0
}

/// The same with columns for names, counted from `level` queries outside; nothing where a name may mean something else.
pub(super) fn resolved(expr: &Expr, scope: &Scope<'_>, level: usize) -> Option<Expr> {
    let (expr, certain) = with_names(expr, Names::Columns(scope, level));
    certain.then_some(expr)
}

/// The column of a relation in the one spelling of columns.
pub(super) fn column(relation: usize, column: usize) -> Expr {
    Expr::Identifier(placed(0, relation, column))
}

pub(super) fn is_name(expr: &Expr) -> bool {
    matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_))
}

fn placed(level: i64, relation: usize, column: usize) -> Ident {
    Ident::with_quote('"', format!("{level}.{relation}.{column}"))
}

fn with_names(expr: &Expr, names: Names<'_>) -> (Expr, bool) {
    let mut expr = expr.clone();
    let mut speller = Speller { names, certain: true };
    let _ = VisitMut::visit(&mut expr, &mut speller);
    (expr, speller.certain)
}

#[derive(Clone, Copy)]
enum Names<'a> {
    Written,
    Any,
    Columns(&'a Scope<'a>, usize),
}

struct Speller<'a> {
    names: Names<'a>,
    certain: bool,
}

impl VisitorMut for Speller<'_> {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let name = match expr {
            Expr::Identifier(name) => vec![name.clone()],
            Expr::CompoundIdentifier(parts) => parts.clone(),
            // Their names are others.
            Expr::CompoundFieldAccess { .. }
            | Expr::Subquery(_)
            | Expr::Exists { .. }
            | Expr::InSubquery { .. }
            | Expr::Lambda(_) => {
                self.certain = false;
                return ControlFlow::Continue(());
            }
            expr => {
                let written = std::mem::replace(expr, Expr::value(Value::Null));
                *expr = one_spelling(written);
                return ControlFlow::Continue(());
            }
        };
        match self.names {
            Names::Written => {}
            Names::Any => *expr = Expr::Identifier(Ident::new("?")),
            Names::Columns(scope, own) => match found(scope, own, &name) {
                Some(column) => *expr = column,
                None => self.certain = false,
            },
        }
        ControlFlow::Continue(())
    }
}

/// The column that a name means, with the fields of it.
fn found(scope: &Scope<'_>, own: usize, name: &[Ident]) -> Option<Expr> {
    let (Found::Column(level, relation, column), fields) = scope.find_with_fields(name) else { return None };
    let level = i64::try_from(level).ok()? - i64::try_from(own).ok()?;
    let column = placed(level, relation, column);
    Some(match fields {
        [] => Expr::Identifier(column),
        fields => Expr::CompoundIdentifier(std::iter::once(column).chain(fields.iter().cloned()).collect()),
    })
}

fn one_spelling(expr: Expr) -> Expr {
    match expr {
        Expr::Nested(inner) => *inner,
        Expr::BinaryOp { left, op: BinaryOperator::StringConcat, right } => call_expr("concat", vec![*left, *right]),
        Expr::Substring { expr, substring_from: Some(from), substring_for, special, shorthand } => {
            let name = if special && !shorthand { "substring" } else { "substr" };
            let length = substring_for.map(|length| *length);
            call_expr(name, [*expr, *from].into_iter().chain(length).collect())
        }
        Expr::Trim { expr, trim_where, trim_what, trim_characters: None } => {
            let name = match trim_where {
                None | Some(TrimWhereField::Both) => "trim",
                Some(TrimWhereField::Leading) => "$leading",
                Some(TrimWhereField::Trailing) => "$trailing",
            };
            let what = trim_what.map(|what| *what);
            call_expr(name, std::iter::once(*expr).chain(what).collect())
        }
        Expr::Position { expr, r#in } => call_expr("strpos", vec![*r#in, *expr]),
        Expr::Ceil { expr, .. } => call_expr("ceil", vec![*expr]),
        Expr::Floor { expr, .. } => call_expr("floor", vec![*expr]),
        Expr::Tuple(fields) => call_expr("row", fields),
        Expr::InList { expr, list, negated: true } => not(Expr::InList { expr, list, negated: false }),
        Expr::Between { expr, negated: true, low, high } => not(Expr::Between { expr, negated: false, low, high }),
        Expr::Like { negated: true, any, expr, pattern, escape_char } => {
            not(Expr::Like { negated: false, any, expr, pattern, escape_char })
        }
        Expr::Function(function) => Expr::Function(without_quotes(function)),
        Expr::Value(value) => literal(value.value),
        other => other,
    }
}

fn not(expr: Expr) -> Expr {
    Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(expr) }
}

fn without_quotes(mut function: Function) -> Function {
    if let [ObjectNamePart::Identifier(name)] = function.name.0.as_mut_slice()
        && !name.value.starts_with('$')
    {
        name.quote_style = None;
    }
    function
}

fn literal(value: Value) -> Expr {
    let number = |digits: &str| match digits.contains(['e', 'E']) {
        true => digits.parse::<f64>().ok().map(|number| format!("{number:e}")),
        false => digits.parse::<i128>().ok().map(|number| number.to_string()),
    };
    match value {
        Value::UnicodeStringLiteral(decoded) => string(&decoded),
        Value::HexStringLiteral(digits) => {
            Expr::value(Value::HexStringLiteral(digits.replace(' ', "").to_ascii_uppercase()))
        }
        Value::Number(digits, long) => Expr::value(Value::Number(number(&digits).unwrap_or(digits), long)),
        other => Expr::value(other),
    }
}

/// An expression as it was written: CAST is a call of ours.
pub(super) fn shown(expr: &Expr) -> String {
    let mut expr = expr.clone();
    let _ = VisitMut::visit(&mut expr, &mut Casts);
    expr.to_string()
}

/// The same for a call.
pub(super) fn shown_call(function: &Function) -> String {
    shown(&Expr::Function(function.clone()))
}

struct Casts;

impl VisitorMut for Casts {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let Expr::Function(function) = &*expr else { return ControlFlow::Continue(()) };
        let kind = match function.name.to_string().as_str() {
            CAST => CastKind::Cast,
            TRY_CAST => CastKind::TryCast,
            _ => return ControlFlow::Continue(()),
        };
        if let (Some(type_name), Some([operand, _])) =
            (super::calls::cast_type(function), arguments(function).as_deref())
        {
            let data_type = DataType::Custom(ObjectName::from(vec![Ident::new(type_name)]), Vec::new());
            let expr_of = Box::new(operand.clone());
            *expr = Expr::Cast { kind, expr: expr_of, data_type, array: false, format: None };
        }
        ControlFlow::Continue(())
    }
}
