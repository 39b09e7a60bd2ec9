//! ORDER BY: positions, what its names mean, and what DISTINCT leaves of it.
//!
//! A name is a column of the SELECT list before one of FROM, and must mean one (Trino, "SELECT", "ORDER BY clause").

use datafusion::sql::sqlparser::ast::{
    DuplicateTreatment, Expr, Function, FunctionArgumentClause, FunctionArguments, OrderByExpr, Select, SelectItem,
    SelectItemQualifiedWildcardKind, UnaryOperator, Value,
};

use super::{
    Analyzer, Ctes,
    expressions::Place,
    query::number_of_columns,
    refused,
    scope::{Columns, Found, Readable, Relation, Scope},
    select::{is_deterministic, is_distinct},
    spelling,
};
use crate::{
    error::{Error, Result},
    local::sql::calls::plain,
};

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
    let there = columns.as_ref().map(|columns| format!(", which has {}", number_of_columns(columns.len())));
    let there = there.unwrap_or_default();
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
        let mut own = Scope::new(vec![Relation { name: Vec::new(), columns: columns.clone() }], Some(scope));
        own.readable = Readable::Outputs;
        for key in keys {
            match position(&key.expr) {
                Some(position) => check_position("ORDER BY", position, columns, &key.expr)?,
                None => self.expression(&key.expr, Place::Grouped, &own, ctes)?,
            }
        }
        if is_distinct(select) {
            distinct(select, keys, &own)?;
        }
        Ok(())
    }
}

/// With SELECT DISTINCT, what is sorted by has been selected: a column of the SELECT list, or one of its expressions over FROM.
fn distinct(select: &Select, keys: &[OrderByExpr], own: &Scope<'_>) -> Result<()> {
    let selected = selected(select, own);
    for key in keys.iter().map(|key| &key.expr).filter(|key| position(key).is_none()) {
        if !is_deterministic(key) {
            let message = "Non deterministic ORDER BY expression is not supported with SELECT DISTINCT";
            return refused("EXPRESSION_NOT_IN_DISTINCT", key, message);
        }
        if let Expr::Identifier(name) = &spelling::spelled(key)
            && matches!(own.find(std::slice::from_ref(name)), Found::Column(0, ..))
        {
            continue;
        }
        match spelling::resolved(key, own, 1) {
            Some(key) if selected.contains(&Some(key.clone())) => {}
            Some(_) if !selected.contains(&None) => return not_selected(key),
            _ => as_written(select, key)?,
        }
    }
    Ok(())
}

fn not_selected(key: &Expr) -> Result<()> {
    let message = "For SELECT DISTINCT, ORDER BY expressions must appear in select list";
    refused("EXPRESSION_NOT_IN_DISTINCT", key, message)
}

/// The same where the meaning of names is not known: names alone are left to DataFusion.
fn as_written(select: &Select, key: &Expr) -> Result<()> {
    let spelled = spelling::spelled(key);
    if spelling::is_name(&spelled) || matches!(spelled, Expr::Value(_)) {
        return Ok(());
    }
    let items = || {
        select.projection.iter().filter_map(|item| match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
            _ => None,
        })
    };
    if items().any(|item| spelling::spelled(item) == spelled) {
        return Ok(());
    }
    let shape = spelling::shape(key);
    match items().any(|item| spelling::shape(item) == shape) {
        true => Err(Error::unsupported("ORDER BY of SELECT DISTINCT by an expression in another spelling")),
        false => not_selected(key),
    }
}

/// What the SELECT list has, in one spelling; nothing for what is not certain.
fn selected(select: &Select, own: &Scope<'_>) -> Vec<Option<Expr>> {
    let Some(from) = own.outer else { return vec![None] };
    let mut out = Vec::new();
    for item in &select.projection {
        match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                out.push(spelling::resolved(expr, from, 0));
            }
            SelectItem::Wildcard(_) => all_columns(from, |_| true, &mut out),
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let parts: Vec<_> = name.0.iter().filter_map(|part| part.as_ident().cloned()).collect();
                match from.relations.iter().any(|relation| relation.is_called(&parts)) {
                    true => all_columns(from, |relation| relation.is_called(&parts), &mut out),
                    false => out.push(None),
                }
            }
            _ => out.push(None),
        }
    }
    out
}

fn all_columns(from: &Scope<'_>, is_meant: impl Fn(&Relation) -> bool, out: &mut Vec<Option<Expr>>) {
    for (i, relation) in from.relations.iter().enumerate().filter(|(_, relation)| is_meant(relation)) {
        match &relation.columns {
            Some(columns) => out.extend((0..columns.len()).map(|j| Some(spelling::column(i, j)))),
            None => out.push(None),
        }
    }
}

/// With DISTINCT, an aggregate sorts by its arguments, which are compared as they are written, but for the names of columns.
pub(super) fn of_distinct_call(function: &Function, expr: &Expr, scope: &Scope<'_>) -> Result<()> {
    let FunctionArguments::List(list) = &function.args else { return Ok(()) };
    if list.duplicate_treatment != Some(DuplicateTreatment::Distinct) {
        return Ok(());
    }
    let inside = list.clauses.iter().filter_map(|clause| match clause {
        FunctionArgumentClause::OrderBy(keys) => Some(keys),
        _ => None,
    });
    let arguments: Vec<Expr> = plain(&list.args).unwrap_or_default().iter().map(spelling::spelled).collect();
    for key in inside.flatten().chain(&function.within_group) {
        let key = spelling::spelled(&key.expr);
        let meant = spelling::resolved(&key, scope, 0);
        let same = |argument: &Expr| {
            let of_argument = spelling::resolved(argument, scope, 0);
            spelling::is_name(argument) && (meant.is_none() || of_argument.is_none() || of_argument == meant)
        };
        let is_argument = arguments.contains(&key) || (spelling::is_name(&key) && arguments.iter().any(same));
        if !is_argument {
            let message = "For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments";
            return refused("EXPRESSION_NOT_IN_DISTINCT", expr, message);
        }
    }
    Ok(())
}
