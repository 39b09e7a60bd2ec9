//! GROUP BY: its keys, the number of its sets, and `grouping`.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, Function, GroupByExpr, OrderByExpr, Query, Select, SelectItem, Visit, Visitor, WindowSpec, visit_expressions,
};

use super::{
    Analyzer, Ctes,
    expressions::{self, Place},
    functions, ordering, refused,
    scope::{Columns, Found, Readable, Relation, Scope},
    select::{is_grouped, with_advice_on_alias},
    spelling::{self, shown},
    windows,
};
use crate::{
    error::{Error, Result},
    local::sql::calls::{self, arguments},
};

/// The most grouping sets of Trino.
const MOST_SETS: u64 = 2048;

impl Analyzer<'_> {
    /// Checks the keys.
    pub(super) fn group_by(&self, select: &Select, columns: &Columns, scope: &Scope<'_>, ctes: &Ctes) -> Result<()> {
        let GroupByExpr::Expressions(keys, _) = &select.group_by else { return Ok(()) };
        number_of_sets(keys)?;
        for key in keys.iter().flat_map(parts) {
            match ordering::position(key) {
                Some(position) => {
                    ordering::check_position("GROUP BY", position, columns, key)?;
                    let item = usize::try_from(position).ok().and_then(|n| item_at(select, n));
                    if let Some(expr) = item {
                        self.without_subqueries(expr, Place::Scalar("GROUP BY clause"), scope, ctes)?;
                    }
                }
                None => {
                    let checked = self.expression(key, Place::Scalar("GROUP BY clause"), scope, ctes);
                    checked.map_err(|error| with_advice_on_alias(error, select))?;
                }
            }
        }
        Ok(())
    }

    /// Checks the calls of `grouping` in the SELECT list, HAVING and ORDER BY.
    pub(super) fn grouping_calls(
        &self,
        select: &Select,
        order_by: &[OrderByExpr],
        columns: &Columns,
        scope: &Scope<'_>,
    ) -> Result<()> {
        let sorted = order_by.iter().map(|key| (&key.expr, true));
        let others = select.projection.iter().filter_map(|item| match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some((expr, false)),
            _ => None,
        });
        let all = others.chain(select.having.iter().map(|having| (having, false))).chain(sorted);
        for (expr, in_order) in all {
            for call in expressions::calls_in(expr).iter().filter(|call| call.name.to_string() == "grouping") {
                grouping(call, select, in_order.then_some(columns), scope)?;
            }
        }
        Ok(())
    }
}

/// The item of a SELECT list at a position, which is certain before the first `*`.
fn item_at(select: &Select, position: usize) -> Option<&Expr> {
    let items = select.projection.get(..position)?;
    let known = |item: &SelectItem| matches!(item, SelectItem::UnnamedExpr(_) | SelectItem::ExprWithAlias { .. });
    match items.last()? {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } if items.iter().all(known) => Some(expr),
        _ => None,
    }
}

/// The expressions of a key.
fn parts(key: &Expr) -> Vec<&Expr> {
    match key {
        Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => sets.iter().flatten().collect(),
        Expr::Tuple(keys) => keys.iter().collect(),
        key => vec![key],
    }
}

/// Every set of each key goes with every set of the others.
fn number_of_sets(keys: &[Expr]) -> Result<()> {
    let sets = keys.iter().fold(1u64, |all, key| {
        all.saturating_mul(match key {
            Expr::GroupingSets(sets) => sets.len() as u64,
            Expr::Rollup(sets) => sets.len() as u64 + 1,
            Expr::Cube(sets) => 1u64.checked_shl(u32::try_from(sets.len()).unwrap_or(u32::MAX)).unwrap_or(u64::MAX),
            _ => 1,
        })
    });
    if sets <= MOST_SETS {
        return Ok(());
    }
    let number = if sets > i32::MAX as u64 { format!("more than {}", i32::MAX) } else { sets.to_string() };
    Err(Error::refused(
        "TOO_MANY_GROUPING_SETS",
        format!("GROUP BY has {number} grouping sets but can contain at most {MOST_SETS}"),
    ))
}

/// The arguments are keys. In ORDER BY they are not columns of the SELECT list.
fn grouping(call: &Function, select: &Select, outputs: Option<&Columns>, scope: &Scope<'_>) -> Result<()> {
    if !is_grouped(select) {
        let message =
            "A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause";
        return refused("MISSING_GROUP_BY", call, message);
    }
    let keys = match &select.group_by {
        GroupByExpr::Expressions(keys, _) => {
            keys.iter().flat_map(parts).map(|key| meaning(key, select, scope)).collect()
        }
        GroupByExpr::All(_) => Vec::new(),
    };
    for argument in arguments(call).unwrap_or_default() {
        if let (Expr::Identifier(name), Some(outputs)) = (&argument, outputs) {
            let own = Scope::new(vec![Relation { name: Vec::new(), columns: outputs.clone() }], None);
            if matches!(own.find(std::slice::from_ref(name)), Found::Column(..)) {
                let message = format!(
                    "Invalid reference to output of SELECT clause from grouping() expression in ORDER BY: write `relation.{}`",
                    name.value
                );
                return refused("INVALID_ARGUMENTS", call, message);
            }
        }
        let own = meaning(&argument, select, scope);
        let is_field =
            matches!(&argument, Expr::CompoundIdentifier(parts) if !scope.find_with_fields(parts).1.is_empty());
        let is_other = !keys.contains(&own) && !keys.contains(&None);
        if matches!(own, Some(Found::Column(..))) && (is_field || is_other) {
            let message = format!(
                "The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query level: {argument} is none"
            );
            return refused("INVALID_ARGUMENTS", call, message);
        }
    }
    Ok(())
}

/// The column that a key is, where it is certain.
fn meaning(key: &Expr, select: &Select, scope: &Scope<'_>) -> Option<Found> {
    let key = match ordering::position(key) {
        Some(position) => item_at(select, usize::try_from(position).ok()?)?,
        None => key,
    };
    let found = match key {
        Expr::Identifier(name) => scope.find(std::slice::from_ref(name)),
        Expr::CompoundIdentifier(parts) => scope.find(parts),
        Expr::Nested(inner) => return meaning(inner, select, scope),
        _ => return Some(Found::Missing),
    };
    matches!(found, Found::Column(..)).then_some(found)
}

/// A window of a grouped query reads keys and aggregates.
pub(super) fn grouped_window(select: &Select, spec: &WindowSpec, scope: &Scope<'_>) -> Result<()> {
    let GroupByExpr::Expressions(keys, _) = &select.group_by else { return Ok(()) };
    if !is_grouped(select) {
        return Ok(());
    }
    let keys: Vec<Option<Expr>> = keys
        .iter()
        .flat_map(parts)
        .map(|key| {
            let position = ordering::position(key).and_then(|position| usize::try_from(position).ok());
            spelling::resolved(position.and_then(|n| item_at(select, n)).unwrap_or(key), scope, 0)
        })
        .collect();
    for expr in windows::parts(spec) {
        if keys.contains(&None) || !expressions::calls_in(expr).is_empty() {
            continue;
        }
        if let ControlFlow::Break(column) = expr.visit(&mut Loose { keys: &keys, scope, inside: 0 }) {
            let message = format!("'{}' must be an aggregate expression or appear in GROUP BY clause", shown(&column));
            return refused("EXPRESSION_NOT_AGGREGATE", &column, message);
        }
    }
    Ok(())
}

/// Looks for a column that is no part of a key. Subqueries are looked at where they are checked.
struct Loose<'a> {
    keys: &'a [Option<Expr>],
    scope: &'a Scope<'a>,
    /// How many keys, lambdas and subqueries are around.
    inside: usize,
}

impl Loose<'_> {
    fn is_key(&self, expr: &Expr) -> bool {
        let key = |expr: &Expr| self.keys.contains(&spelling::resolved(expr, self.scope, 0));
        match expr {
            // A field of a row that is a key.
            Expr::CompoundIdentifier(parts) => {
                let fields = self.scope.find_with_fields(parts).1.len();
                key(expr) || key(&Expr::CompoundIdentifier(parts[..parts.len() - fields].to_vec()))
            }
            expr => key(expr),
        }
    }
}

impl Visitor for Loose<'_> {
    type Break = Expr;

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<Expr> {
        self.inside += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<Expr> {
        self.inside -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Expr> {
        if self.inside > 0 || matches!(expr, Expr::Lambda(_)) || self.is_key(expr) {
            self.inside += 1;
        } else if spelling::is_name(expr) {
            return ControlFlow::Break(expr.clone());
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, _: &Expr) -> ControlFlow<Expr> {
        self.inside = self.inside.saturating_sub(1);
        ControlFlow::Continue(())
    }
}

/// What subqueries of the SELECT list, HAVING and ORDER BY may read: of groups, the columns that are keys.
pub(super) fn readable(select: &Select, order_by: &[OrderByExpr], scope: &Scope<'_>) -> Readable {
    let GroupByExpr::Expressions(keys, _) = &select.group_by else { return Readable::All };
    if !is_grouped(select) && !has_aggregates(select, order_by) {
        return Readable::All;
    }
    let mut columns = Vec::new();
    for key in keys.iter().flat_map(parts) {
        match meaning(key, select, scope) {
            Some(Found::Column(0, relation, column)) => columns.push((relation, column)),
            // The subquery itself may be a key.
            _ if has_subquery(key) || ordering::position(key).is_some() => return Readable::All,
            Some(_) => {}
            None => return Readable::All,
        }
    }
    Readable::Keys(columns)
}

fn has_subquery(expr: &Expr) -> bool {
    let is_query = |expr: &Expr| matches!(expr, Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. });
    visit_expressions(expr, |expr| if is_query(expr) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        .is_break()
}

fn has_aggregates(select: &Select, order_by: &[OrderByExpr]) -> bool {
    let items = select.projection.iter().filter_map(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        _ => None,
    });
    let mut all = items.chain(order_by.iter().map(|key| &key.expr));
    let is_aggregate = |call: &Function| call.over.is_none() && functions::is_aggregate(&calls::name(call));
    select.having.is_some() || all.any(|expr| expressions::calls_in(expr).iter().any(is_aggregate))
}
