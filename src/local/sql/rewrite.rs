//! Trino's meaning in DataFusion's terms, on the syntax tree.

use std::{collections::HashSet, ops::ControlFlow};

use datafusion::sql::sqlparser::ast::{
    AccessExpr, BinaryOperator, Expr, Fetch, Function, FunctionArgumentClause, GroupByExpr, LimitClause, OrderByExpr,
    OrderByKind, OrderByOptions, Query, Select, Subscript, TypedString, UnaryOperator, Value, VisitMut, VisitorMut,
};

use super::{
    calls::{add_clause, arguments, call, case, number, text},
    dialect::CAST,
    hidden, labels,
};
use crate::{
    error::{Error, Result},
    local::functions::JSON_TEXT,
};

/// Marks a number that is a position or a count and must stay a number.
const COUNT: char = '\u{1}';

struct Rewrite<'a> {
    /// Names that mean a CTE somewhere in the query.
    ctes: HashSet<String>,
    /// Whether a name is a table, which has hidden columns.
    is_table: &'a dyn Fn(&str) -> bool,
}

/// Rewrites a query that [`allow`](super::allow) let through.
///
/// # Errors
/// [`ErrorKind::Refused`](crate::error::ErrorKind::Refused) for a literal that Athena cannot read, and
/// [`ErrorKind::Unsupported`](crate::error::ErrorKind::Unsupported).
pub(super) fn rewrite(query: &mut Query, is_table: &dyn Fn(&str) -> bool) -> Result<()> {
    match VisitMut::visit(query, &mut Rewrite { ctes: HashSet::new(), is_table }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

impl VisitorMut for Rewrite<'_> {
    type Break = Error;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Error> {
        if let Some(with) = &query.with {
            self.ctes.extend(with.cte_tables.iter().map(|cte| cte.alias.name.value.clone()));
        }
        fetch_as_limit(query);
        hidden::reveal_for_order(query, &|name| !self.ctes.contains(name) && (self.is_table)(name));
        counts(query, mark);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<Error> {
        counts(query, unmark);
        labels::name_values(query);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Error> {
        labels::name_items(select);
        if let GroupByExpr::Expressions(keys, _) = &mut select.group_by {
            keys.iter_mut().for_each(mark);
        }
        hidden::reveal(select, &|name| !self.ctes.contains(name) && (self.is_table)(name));
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, select: &mut Select) -> ControlFlow<Error> {
        if let GroupByExpr::Expressions(keys, _) = &mut select.group_by {
            keys.iter_mut().for_each(unmark);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Error> {
        // `-1` is one literal; as two, the smallest bigint could not be written.
        if let Expr::UnaryOp { op: UnaryOperator::Minus, expr: operand } = expr
            && let Expr::Value(value) = operand.as_ref()
            && let Value::Number(digits, _) = &value.value
        {
            *expr = Expr::value(Value::Number(format!("-{digits}"), false));
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Error> {
        match rewritten(expr) {
            Ok(None) => ControlFlow::Continue(()),
            Ok(Some(new)) => {
                *expr = new;
                ControlFlow::Continue(())
            }
            Err(error) => ControlFlow::Break(error),
        }
    }
}

/// `FETCH FIRST n ROWS ONLY` is LIMIT n.
fn fetch_as_limit(query: &mut Query) {
    let Some(Fetch { quantity, .. }) = query.fetch.take() else { return };
    let rows = Some(quantity.unwrap_or_else(|| number(1)));
    match &mut query.limit_clause {
        Some(LimitClause::LimitOffset { limit, .. }) => *limit = rows,
        clause => *clause = Some(LimitClause::LimitOffset { limit: rows, offset: None, limit_by: Vec::new() }),
    }
}

/// The numbers of a query that are positions or counts.
fn counts(query: &mut Query, change: fn(&mut Expr)) {
    if let Some(LimitClause::LimitOffset { limit, offset, .. }) = &mut query.limit_clause {
        limit.iter_mut().for_each(change);
        offset.iter_mut().for_each(|offset| change(&mut offset.value));
    }
    if let Some(order_by) = &mut query.order_by
        && let OrderByKind::Expressions(keys) = &mut order_by.kind
    {
        keys.iter_mut().for_each(|key| change(&mut key.expr));
    }
}

fn mark(expr: &mut Expr) {
    while let Expr::Nested(inner) = expr {
        *expr = inner.as_ref().clone();
    }
    if let Expr::Value(value) = expr
        && let Value::Number(digits, _) = &value.value
    {
        value.value = Value::Placeholder(format!("{COUNT}{digits}"));
    }
}

fn unmark(expr: &mut Expr) {
    if let Expr::Value(value) = expr
        && let Value::Placeholder(marked) = &value.value
        && let Some(digits) = marked.strip_prefix(COUNT)
    {
        value.value = Value::Number(digits.to_owned(), false);
    }
}

fn rewritten(expr: &Expr) -> Result<Option<Expr>> {
    Ok(match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => Some(number_literal(digits)?),
            Value::UnicodeStringLiteral(decoded) => Some(text(decoded)),
            _ => None,
        },
        Expr::TypedString(typed) => Some(typed_literal(typed)?),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => Some(function("$negate", vec![expr.as_ref().clone()])),
        Expr::Like { negated, expr, pattern, escape_char, .. } => {
            let mut args = vec![expr.as_ref().clone(), pattern.as_ref().clone()];
            args.extend(escape_char.as_ref().map(|escape| Expr::Value(escape.clone())));
            let like = function("$like", args);
            Some(if *negated { Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(like) } } else { like })
        }
        // Two comparisons, which are Trino's for NaN as well.
        Expr::Between { expr, negated, low, high } => {
            let side = |op, bound: &Expr| {
                let (left, right) = (Box::new(expr.as_ref().clone()), Box::new(bound.clone()));
                Box::new(Expr::Nested(Box::new(Expr::BinaryOp { left, op, right })))
            };
            let (above, below) = (side(BinaryOperator::GtEq, low), side(BinaryOperator::LtEq, high));
            let both = Expr::Nested(Box::new(Expr::BinaryOp { left: above, op: BinaryOperator::And, right: below }));
            Some(if *negated { Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(both) } } else { both })
        }
        Expr::Substring { expr, substring_from: Some(from), substring_for, .. } => {
            let mut args = vec![expr.as_ref().clone(), from.as_ref().clone()];
            args.extend(substring_for.as_ref().map(|length| length.as_ref().clone()));
            Some(function("substr", args))
        }
        Expr::Position { expr, r#in } => Some(function("strpos", vec![r#in.as_ref().clone(), expr.as_ref().clone()])),
        Expr::Trim { expr, .. } => Some(function("trim", vec![expr.as_ref().clone()])),
        Expr::Ceil { expr, .. } => Some(function("ceil", vec![expr.as_ref().clone()])),
        Expr::Floor { expr, .. } => Some(function("floor", vec![expr.as_ref().clone()])),
        Expr::CompoundFieldAccess { root, access_chain } => Some(accessed(root, access_chain)),
        Expr::Function(function) => call_rewritten(function)?,
        _ => None,
    })
}

fn function(name: &str, args: Vec<Expr>) -> Expr {
    Expr::Function(call(name, args))
}

fn cast_literal(digits: &str, of: &str) -> Expr {
    function(CAST, vec![text(digits), text(of)])
}

/// Whole numbers are `integer` where they fit and `bigint` otherwise; with a point or an exponent they are `double`, as in Athena.
fn number_literal(digits: &str) -> Result<Expr> {
    if digits.contains(['.', 'e', 'E']) {
        return Ok(cast_literal(digits, "double"));
    }
    if digits.parse::<i32>().is_ok() {
        Ok(cast_literal(digits, "integer"))
    } else if digits.parse::<i64>().is_ok() {
        Ok(cast_literal(digits, "bigint"))
    } else {
        Err(Error::refused("INVALID_LITERAL", format!("`{digits}` is no bigint: write DECIMAL '{digits}'")))
    }
}

/// `DATE '…'`, `BIGINT '…'`: the text, cast. A decimal literal has the precision and scale of its digits.
fn typed_literal(typed: &TypedString) -> Result<Expr> {
    let Value::SingleQuotedString(value) = &typed.value.value else {
        return Err(Error::unsupported(format!("the literal `{typed}`")));
    };
    let of = typed.data_type.to_string().to_lowercase();
    let of = match of.as_str() {
        "decimal" => {
            let digits = value.trim_start_matches(['-', '+']);
            let scale = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            let precision = digits.bytes().filter(u8::is_ascii_digit).count().max(1);
            format!("decimal({precision},{scale})")
        }
        "timestamp" => timestamp_type(value)?.to_owned(),
        _ => of,
    };
    Ok(function(CAST, vec![text(value), text(&of)]))
}

/// With a zone it is another type. Digits of a second that the type here cannot hold are refused, not dropped.
fn timestamp_type(value: &str) -> Result<&'static str> {
    let (at, zone) = match value.strip_suffix(" UTC") {
        Some(at) => (at, true),
        None => (value, false),
    };
    if at.split_whitespace().count() > 2 || at.split_whitespace().nth(1).is_some_and(|time| time.contains(['+', '-'])) {
        return Err(Error::unsupported(format!("a time zone other than UTC (TIMESTAMP '{value}')")));
    }
    if at.rsplit_once('.').is_some_and(|(_, fraction)| fraction.len() > 3) {
        return Err(Error::unsupported(format!("more than three digits of a second (TIMESTAMP '{value}')")));
    }
    Ok(if zone { "timestamp with time zone" } else { "timestamp" })
}

/// `a[1].b`: subscripts fail out of range, as in Trino.
fn accessed(root: &Expr, chain: &[AccessExpr]) -> Expr {
    chain.iter().fold(root.clone(), |value, access| match access {
        AccessExpr::Subscript(subscript) => match subscript {
            Subscript::Index { index } => function("$subscript", vec![value, index.clone()]),
            Subscript::Slice { .. } => value,
        },
        AccessExpr::Dot(Expr::Identifier(field)) => function("$field", vec![value, text(&field.value)]),
        AccessExpr::Dot(_) => value,
    })
}

/// Functions that are other constructs here.
/// What is cast to json. There is no json here otherwise: its values are text to DataFusion and not to Athena.
fn cast_to_json(expr: &Expr) -> Result<Expr> {
    if let Expr::Function(cast) = expr
        && cast.name.to_string() == CAST
        && let Some([value, Expr::Value(of)]) = arguments(cast).as_deref()
        && of.value.to_string().eq_ignore_ascii_case("'json'")
    {
        return Ok(value.clone());
    }
    Err(Error::unsupported("`json_format` of anything but `CAST(… AS JSON)`"))
}

fn call_rewritten(function: &Function) -> Result<Option<Expr>> {
    let name = function.name.to_string();
    if name == "count" && function.over.is_some() && function.args.to_string() == "(*)" {
        let mut count = call("count", vec![number(1)]);
        count.over.clone_from(&function.over);
        count.filter.clone_from(&function.filter);
        return Ok(Some(Expr::Function(count)));
    }
    if function.over.is_some() && matches!(name.as_str(), "max_by" | "min_by" | "arbitrary" | "any_value") {
        return Err(Error::unsupported(format!("`{name}` as a window function")));
    }
    let Some(args) = arguments(function) else { return Ok(None) };
    Ok(match (name.as_str(), args.as_slice()) {
        // A function would evaluate both arms: `if(x = 0, NULL, 1 / x)`.
        ("if", [condition, then]) => Some(case(condition.clone(), then.clone(), None)),
        ("if", [condition, then, otherwise]) => Some(case(condition.clone(), then.clone(), Some(otherwise.clone()))),
        ("nullif", [a, b]) => {
            let equal = Expr::BinaryOp {
                left: Box::new(Expr::Nested(Box::new(a.clone()))),
                op: BinaryOperator::Eq,
                right: Box::new(Expr::Nested(Box::new(b.clone()))),
            };
            Some(case(equal, Expr::value(Value::Null), Some(a.clone())))
        }
        ("json_format", [value]) => Some(Expr::Function(call(JSON_TEXT, vec![cast_to_json(value)?]))),
        ("count_if", [condition]) => Some(aggregate(function, "count", vec![number(1)], condition.clone())),
        ("max_by" | "min_by", [value, by]) => {
            let mut first = filtered(function, "first_value", vec![value.clone()], is_not_null(by));
            let options = OrderByOptions { asc: Some(name == "min_by"), nulls_first: Some(false) };
            let key = OrderByExpr { expr: by.clone(), options, with_fill: None };
            add_clause(&mut first, FunctionArgumentClause::OrderBy(vec![key]));
            Some(Expr::Function(first))
        }
        ("arbitrary" | "any_value", [value]) => {
            Some(aggregate(function, "first_value", vec![value.clone()], is_not_null(value)))
        }
        // These names are ours. We write them without quotes, which no user can.
        (internal, _) if internal.starts_with("\"$") => {
            return Err(Error::unsupported(format!("the function {internal}")));
        }
        ("first_value", _) => return Err(Error::unsupported("the function `first_value`")),
        ("coalesce", [] | [_]) => return Err(Error::refused("SYNTAX_ERROR", "coalesce takes at least two arguments")),
        _ => None,
    })
}

fn is_not_null(expr: &Expr) -> Expr {
    Expr::IsNotNull(Box::new(expr.clone()))
}

/// The call `name(args)` with the FILTER of `of`, narrowed by `condition`.
fn filtered(of: &Function, name: &str, args: Vec<Expr>, condition: Expr) -> Function {
    let mut new = call(name, args);
    let nested = |expr| Box::new(Expr::Nested(Box::new(expr)));
    new.filter = Some(match &of.filter {
        None => Box::new(condition),
        Some(filter) => Box::new(Expr::BinaryOp {
            left: nested(filter.as_ref().clone()),
            op: BinaryOperator::And,
            right: nested(condition),
        }),
    });
    new.over.clone_from(&of.over);
    new
}

fn aggregate(of: &Function, name: &str, args: Vec<Expr>, condition: Expr) -> Expr {
    Expr::Function(filtered(of, name, args, condition))
}
