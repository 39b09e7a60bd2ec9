//! Trino's semantics in DataFusion's terms, on the syntax tree.

mod counts;
mod datetime;
mod functions;
mod literals;
mod quantified;
mod rows;

use std::{collections::HashSet, ops::ControlFlow};

use chrono::{DateTime, Utc};
use datafusion::sql::sqlparser::ast::{
    AccessExpr, BinaryOperator, Expr, GroupByExpr, Query, Select, Subscript, TableFactor, TrimWhereField,
    UnaryOperator, Value, VisitMut, VisitorMut, visit_expressions,
};

use self::{
    counts::{bounds, counts, fetch_as_limit, mark, unmark},
    functions::call_rewritten,
    literals::{literal_integer, number_literal, typed_literal},
};
use super::{
    calls::{call_expr, is_random, string},
    column_aliases, hidden, using, windows,
};
use crate::error::{Error, Result};
use crate::local::internal_functions::{AT_TIME_ZONE, CAST, CONSTANT_SUBSCRIPT, LITERAL};

struct Rewriter<'a> {
    /// The names of CTEs, wherever in the query they mean one.
    ctes: HashSet<String>,
    /// Whether a name is a table, which has hidden columns.
    is_table: &'a dyn Fn(&str) -> bool,
    /// The moment that `current_date` and the like mean.
    now: DateTime<Utc>,
    /// How many relations were made up.
    relations: usize,
}

/// Rewrites a query that [`allow`](super::allow) let through.
///
/// # Errors
/// [`ErrorKind::Refused`](crate::error::ErrorKind::Refused) for a literal that Athena cannot read, and
/// [`ErrorKind::Unsupported`](crate::error::ErrorKind::Unsupported).
pub(super) fn rewrite(query: &mut Query, is_table: &dyn Fn(&str) -> bool, now: DateTime<Utc>) -> Result<()> {
    match VisitMut::visit(query, &mut Rewriter { ctes: HashSet::new(), is_table, now, relations: 0 }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

impl VisitorMut for Rewriter<'_> {
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
        rows::spread(&mut query.body);
        column_aliases::name_values(&mut query.body, &mut self.relations);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Error> {
        column_aliases::name_items(select);
        select.from.iter_mut().for_each(using::nest);
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

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<Error> {
        unnest(factor);
        if let TableFactor::NestedJoin { table_with_joins, .. } = factor
            && table_with_joins.joins.len() > 1
        {
            using::nest(table_with_joins);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Error> {
        rows::compared(expr);
        if let Expr::Function(function) = expr {
            windows::normalize_frame(function);
            bounds(function, mark);
        }
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
        if let Expr::Function(function) = expr {
            bounds(function, unmark);
        }
        match rewritten(expr, self.now) {
            Ok(None) => ControlFlow::Continue(()),
            Ok(Some(new)) => {
                *expr = new;
                ControlFlow::Continue(())
            }
            Err(error) => ControlFlow::Break(error),
        }
    }
}

/// `UNNEST(…)` in FROM, as sqlparser writes it for other dialects.
fn unnest(factor: &mut TableFactor) {
    let TableFactor::Table { name, alias, args: Some(args), with_ordinality, .. } = factor else { return };
    if name.to_string() != "unnest" {
        return;
    }
    let arrays = super::calls::plain(&args.args).unwrap_or_default();
    *factor = TableFactor::UNNEST {
        alias: alias.take(),
        array_exprs: arrays,
        with_offset: false,
        with_offset_alias: None,
        with_ordinality: *with_ordinality,
    };
}

fn rewritten(expr: &Expr, now: DateTime<Utc>) -> Result<Option<Expr>> {
    Ok(match expr {
        Expr::Value(value) => literal(&value.value)?,
        Expr::TypedString(typed) => Some(typed_literal(typed)?),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => Some(call_expr("$negate", vec![expr.as_ref().clone()])),
        Expr::Like { negated, expr, pattern, escape_char, .. } => {
            let mut args = vec![expr.as_ref().clone(), pattern.as_ref().clone()];
            args.extend(escape_char.as_ref().map(|escape| Expr::Value(escape.clone())));
            let like = call_expr("$like", args);
            Some(if *negated { Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(like) } } else { like })
        }
        Expr::Between { expr, .. } if is_random(expr) => return Err(Error::unsupported("BETWEEN over a random value")),
        Expr::Between { expr, negated, low, high } => Some(between(expr, *negated, low, high)),
        Expr::Substring { expr, substring_from: Some(from), substring_for, .. } => {
            let mut args = vec![expr.as_ref().clone(), from.as_ref().clone()];
            args.extend(substring_for.as_ref().map(|length| length.as_ref().clone()));
            Some(call_expr("substr", args))
        }
        Expr::Position { expr, r#in } => Some(call_expr("strpos", vec![r#in.as_ref().clone(), expr.as_ref().clone()])),
        Expr::Trim { expr, trim_where, trim_what, .. } => {
            let name = match trim_where {
                None | Some(TrimWhereField::Both) => "trim",
                Some(TrimWhereField::Leading) => "ltrim",
                Some(TrimWhereField::Trailing) => "rtrim",
            };
            let what = trim_what.as_ref().map(|what| what.as_ref().clone());
            Some(call_expr(name, std::iter::once(expr.as_ref().clone()).chain(what).collect()))
        }
        // `(a, b)` is `row(a, b)`.
        Expr::Tuple(fields) => Some(call_expr("$row", fields.clone())),
        Expr::Array(array) => Some(call_expr("$array", array.elem.clone())),
        Expr::Interval(interval) => Some(datetime::interval(interval)?),
        Expr::Extract { field, expr, .. } => Some(datetime::extract(field, expr)?),
        Expr::AtTimeZone { timestamp, time_zone } => Some(datetime::in_zone(AT_TIME_ZONE, timestamp, time_zone)?),
        Expr::AnyOp { left, compare_op, right, .. } => Some(quantified::any(left, compare_op, right)?),
        Expr::AllOp { left, compare_op, right } => Some(quantified::all(left, compare_op, right)?),
        Expr::Ceil { expr, .. } => Some(call_expr("ceil", vec![expr.as_ref().clone()])),
        Expr::Floor { expr, .. } => Some(call_expr("floor", vec![expr.as_ref().clone()])),
        Expr::CompoundFieldAccess { root, access_chain } => Some(accessed(root, access_chain)),
        Expr::Function(function) => call_rewritten(function, now)?,
        _ => None,
    })
}

fn literal(value: &Value) -> Result<Option<Expr>> {
    Ok(match value {
        Value::Number(digits, _) => Some(number_literal(digits)?),
        Value::UnicodeStringLiteral(decoded) => Some(string(decoded)),
        Value::HexStringLiteral(digits) if digits.contains(' ') => {
            Some(Expr::value(Value::HexStringLiteral(digits.replace(' ', ""))))
        }
        _ => None,
    })
}

/// BETWEEN as two comparisons, which are Trino's for NaN as well.
fn between(expr: &Expr, negated: bool, low: &Expr, high: &Expr) -> Expr {
    let side = |op, bound: &Expr| {
        let (left, right) = (Box::new(expr.clone()), Box::new(bound.clone()));
        Box::new(Expr::Nested(Box::new(Expr::BinaryOp { left, op, right })))
    };
    let (above, below) = (side(BinaryOperator::GtEq, low), side(BinaryOperator::LtEq, high));
    let both = match !is_constant(expr) || !is_constant(low) || is_plain(high) {
        true => Expr::Nested(Box::new(Expr::BinaryOp { left: above, op: BinaryOperator::And, right: below })),
        // Trino folds it, for which it evaluates both bounds.
        false => call_expr("$both", vec![*above, *below]),
    };
    if negated { Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(both) } } else { both }
}

/// Whether an expression reads no columns.
fn is_constant(expr: &Expr) -> bool {
    let reads = |expr: &Expr| {
        matches!(
            expr,
            Expr::Identifier(_)
                | Expr::CompoundIdentifier(_)
                | Expr::Subquery(_)
                | Expr::Exists { .. }
                | Expr::InSubquery { .. }
        )
    };
    visit_expressions(expr, |expr| if reads(expr) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        .is_continue()
}

/// A name or a literal, which by now is the cast of a string.
fn is_plain(bound: &Expr) -> bool {
    match bound {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_) => true,
        Expr::Nested(inner) => is_plain(inner),
        Expr::Function(call) => {
            let literal = matches!(call.name.to_string().as_str(), CAST | LITERAL);
            let plain = |arguments: Vec<Expr>| arguments.iter().all(|one| matches!(one, Expr::Value(_)));
            literal && super::calls::arguments(call).is_some_and(plain)
        }
        _ => false,
    }
}

/// `a[1].b`: subscripts fail out of range, as in Trino.
fn accessed(root: &Expr, chain: &[AccessExpr]) -> Expr {
    chain.iter().fold(root.clone(), |value, access| match access {
        AccessExpr::Subscript(subscript) => match subscript {
            Subscript::Index { index } => match literal_integer(index) {
                Some(digits) => call_expr(CONSTANT_SUBSCRIPT, vec![value, index.clone(), string(&digits)]),
                None => call_expr("$subscript", vec![value, index.clone()]),
            },
            Subscript::Slice { .. } => value,
        },
        AccessExpr::Dot(Expr::Identifier(field)) => call_expr("$field", vec![value, string(&field.value)]),
        AccessExpr::Dot(_) => value,
    })
}
