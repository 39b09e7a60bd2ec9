//! Numbers that are positions or counts: they stay number literals, which others do not.

use datafusion::sql::sqlparser::ast::{
    Expr, Fetch, Function, Interval, LimitClause, OrderByKind, Query, Value, WindowFrameBound, WindowType,
};

use super::super::calls::{call, number};
use crate::local::internal_functions::WITH_TIES;

/// Marks such a number.
const COUNT: char = '\u{1}';
/// Marks the string of an interval.
const INTERVAL: char = '\u{2}';

/// `FETCH FIRST n ROWS ONLY` is LIMIT n; with ties it is a LIMIT that is marked for the plan.
pub(super) fn fetch_as_limit(query: &mut Query) {
    let Some(Fetch { quantity, with_ties, .. }) = query.fetch.take() else { return };
    let mut rows = quantity.unwrap_or_else(|| number(1));
    if with_ties {
        mark(&mut rows);
        rows = Expr::Function(call(WITH_TIES, vec![rows]));
    }
    match &mut query.limit_clause {
        Some(LimitClause::LimitOffset { limit, .. }) => *limit = Some(rows),
        clause => *clause = Some(LimitClause::LimitOffset { limit: Some(rows), offset: None, limit_by: Vec::new() }),
    }
}

/// The numbers of a query that are positions or counts.
pub(super) fn counts(query: &mut Query, change: fn(&mut Expr)) {
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

/// The bounds of a window frame.
pub(super) fn bounds(function: &mut Function, change: fn(&mut Expr)) {
    let Some(WindowType::WindowSpec(spec)) = &mut function.over else { return };
    let Some(frame) = &mut spec.window_frame else { return };
    for bound in std::iter::once(&mut frame.start_bound).chain(&mut frame.end_bound) {
        if let WindowFrameBound::Preceding(Some(offset)) | WindowFrameBound::Following(Some(offset)) = bound {
            change(offset);
        }
    }
}

pub(super) fn mark(expr: &mut Expr) {
    while let Expr::Nested(inner) = expr {
        *expr = inner.as_ref().clone();
    }
    match expr {
        Expr::Value(value) => {
            if let Value::Number(digits, _) = &value.value
                && !digits.contains(['.', 'e', 'E'])
            {
                value.value = Value::Placeholder(format!("{COUNT}{digits}"));
            }
        }
        // Of a frame: one number of one unit.
        Expr::Interval(Interval { value, leading_field: Some(unit), .. }) => {
            if let Expr::Value(length) = value.as_ref()
                && let Value::SingleQuotedString(length) = &length.value
            {
                *expr = Expr::value(Value::Placeholder(format!("{INTERVAL}{length} {unit}")));
            }
        }
        _ => {}
    }
}

pub(super) fn unmark(expr: &mut Expr) {
    if let Expr::Function(ties) = expr
        && ties.name.to_string() == WITH_TIES
        && let Some([inner]) = super::super::calls::arguments(ties).as_deref()
    {
        let mut inner = inner.clone();
        unmark(&mut inner);
        *expr = Expr::Function(call(WITH_TIES, vec![inner]));
        return;
    }
    let Expr::Value(value) = expr else { return };
    let Value::Placeholder(marked) = &value.value else { return };
    if let Some(digits) = marked.strip_prefix(COUNT) {
        value.value = Value::Number(digits.to_owned(), false);
    } else if let Some(length) = marked.strip_prefix(INTERVAL) {
        *expr = Expr::Interval(Interval {
            value: Box::new(Expr::value(Value::SingleQuotedString(length.to_owned()))),
            leading_field: None,
            leading_precision: None,
            last_field: None,
            fractional_seconds_precision: None,
        });
    }
}
