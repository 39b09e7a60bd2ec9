//! ORDER BY: positions, what its names mean, and what DISTINCT leaves of it.
//!
//! A name is a column of the SELECT list before one of FROM, and must mean one (Trino, "SELECT", "ORDER BY clause").

use datafusion::sql::sqlparser::ast::{
    Expr, Ident, OrderByExpr, Select, SelectItem, UnaryOperator, Value, VisitMut, VisitorMut,
};
use std::ops::ControlFlow;

use super::{
    Analyzer, Ctes,
    expressions::Place,
    refused,
    scope::{Columns, Found, Relation, Scope},
    select::{is_deterministic, is_distinct},
};
use crate::error::Result;

/// A key that is an integer means a column of the SELECT list.
pub(super) fn position(key: &Expr) -> Option<i64> {
    let digits = |expr: &Expr| match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.parse::<i64>().ok(),
            _ => None,
        },
        _ => None,
    };
    match key {
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => digits(expr).map(|n| -n),
        Expr::Nested(inner) => position(inner),
        key => digits(key),
    }
}

/// Refuses a position without a column.
pub(super) fn check_position(clause: &str, position: i64, columns: &Columns, at: &Expr) -> Result<()> {
    let width = columns.as_ref().map_or(i64::MAX, |columns| i64::try_from(columns.len()).unwrap_or(i64::MAX));
    if (1..=width).contains(&position) {
        return Ok(());
    }
    let there = if width == i64::MAX { String::new() } else { format!(", which has {width} columns") };
    refused("INVALID_COLUMN_REFERENCE", at, format_args!("{clause} position {position} is not in select list{there}"))
}

impl Analyzer<'_> {
    /// Checks the keys of a SELECT.
    pub(super) fn order_by(
        &self,
        select: &Select,
        keys: &[OrderByExpr],
        columns: &Columns,
        scope: &Scope<'_>,
        ctes: &Ctes,
    ) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let own =
            Scope { relations: vec![Relation { name: Vec::new(), columns: columns.clone() }], outer: Some(scope) };
        for key in keys {
            match position(&key.expr) {
                Some(position) => check_position("ORDER BY", position, columns, &key.expr)?,
                None => self.expression(&key.expr, Place::Grouped, &own, ctes)?,
            }
        }
        if is_distinct(select) {
            distinct(select, keys, columns, &own)?;
        }
        Ok(())
    }
}

/// With SELECT DISTINCT, what is sorted by has been selected.
fn distinct(select: &Select, keys: &[OrderByExpr], columns: &Columns, own: &Scope<'_>) -> Result<()> {
    let Some(selected) = selected(select, columns, own) else { return as_written(select, keys) };
    for key in keys.iter().filter(|key| position(&key.expr).is_none()) {
        if !is_deterministic(&key.expr) {
            let message = "Non deterministic ORDER BY expression is not supported with SELECT DISTINCT";
            return refused("EXPRESSION_NOT_IN_DISTINCT", &key.expr, message);
        }
        let Some(canonical) = canonical(&key.expr, own, &selected) else { return as_written(select, keys) };
        if !selected.contains(&canonical) {
            let message = "For SELECT DISTINCT, ORDER BY expressions must appear in select list";
            return refused("EXPRESSION_NOT_IN_DISTINCT", &key.expr, message);
        }
    }
    Ok(())
}

/// The same where the columns of FROM are not known: names are left to DataFusion.
fn as_written(select: &Select, keys: &[OrderByExpr]) -> Result<()> {
    let selected = |key: &Expr| {
        select.projection.iter().any(|item| match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => expr == key,
            _ => true,
        })
    };
    let is_name = |key: &Expr| {
        matches!(key, Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_) | Expr::Nested(_))
    };
    match keys.iter().find(|key| !is_name(&key.expr) && !selected(&key.expr)) {
        Some(key) => refused(
            "EXPRESSION_NOT_IN_DISTINCT",
            &key.expr,
            "For SELECT DISTINCT, ORDER BY expressions must appear in select list",
        ),
        None => Ok(()),
    }
}

/// What the SELECT list has, in one spelling; nothing where that is not certain.
fn selected(select: &Select, columns: &Columns, own: &Scope<'_>) -> Option<Vec<String>> {
    let from = own.outer?;
    let mut out = Vec::new();
    for item in &select.projection {
        match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                out.push(canonical(expr, from, &[])?);
            }
            SelectItem::Wildcard(_) => {
                for (i, relation) in from.relations.iter().enumerate() {
                    let width = relation.columns.as_ref()?.len();
                    out.extend((0..width).map(|j| Expr::Identifier(column(0, i, j)).to_string()));
                }
            }
            _ => return None,
        }
    }
    (columns.as_ref()?.len() == out.len()).then_some(out)
}

fn column(level: usize, relation: usize, column: usize) -> Ident {
    Ident::with_quote('"', format!("{level}.{relation}.{column}"))
}

/// An expression in the one spelling of its columns: those of the SELECT list are what they stand for.
pub(super) fn canonical(expr: &Expr, scope: &Scope<'_>, selected: &[String]) -> Option<String> {
    let mut expr = expr.clone();
    while let Expr::Nested(inner) = expr {
        expr = *inner;
    }
    let mut speller = Speller { scope, selected, certain: true };
    let _ = VisitMut::visit(&mut expr, &mut speller);
    speller.certain.then(|| expr.to_string())
}

struct Speller<'a> {
    scope: &'a Scope<'a>,
    selected: &'a [String],
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
                return ControlFlow::Break(());
            }
            _ => return ControlFlow::Continue(()),
        };
        // In ORDER BY the SELECT list is inside of FROM.
        let inside = usize::from(!self.selected.is_empty());
        match self.scope.find(&name) {
            Found::Column(0, 0, j) if inside == 1 => match self.selected.get(j) {
                Some(selected) => *expr = Expr::Identifier(Ident::new(selected.clone())),
                None => self.certain = false,
            },
            Found::Column(level, i, j) => *expr = Expr::Identifier(column(level - inside, i, j)),
            _ => self.certain = false,
        }
        ControlFlow::Continue(())
    }
}
