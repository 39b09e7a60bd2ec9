//! Which correlated subqueries Trino plans. It refuses the others, and so does this engine.
//!
//! Trino moves the conditions on outer columns up to the join with the outer rows (its rules `TransformCorrelated…` and `DecorrelateUnnest`).
//! What a subquery may have between them and its top was found by running every construct in every place against Trino 435; the tests of
//! `correlated` have that table.

use datafusion::{
    common::{
        Column, Result,
        tree_node::{TreeNode, TreeNodeRecursion},
    },
    logical_expr::{
        Aggregate, BinaryExpr, Distinct, Expr, Filter, Join, JoinType, Limit, LogicalPlan, Operator, Projection,
        utils::split_conjunction,
    },
    scalar::ScalarValue,
};

use super::references::{input_schema, lateral_of, outer_columns, subquery_of};
use crate::local::errors::refused;

/// What a subquery is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A value, or a relation of LATERAL.
    Rows,
    Exists,
    In,
}

/// What a plan is above its last outer reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing of it reads outer columns.
    Free,
    /// One row without FROM, which may read outer columns.
    OneRow,
    /// Rows that were compared with outer columns.
    Compared,
    Grouped,
    /// An aggregate without GROUP BY.
    Aggregated,
    /// UNNEST of outer columns.
    Unnested,
    /// LIMIT of rows that were compared.
    Limited,
}

struct Shape {
    kind: Kind,
    /// Whether every comparison with outer columns is an equality of a column.
    equal: bool,
    /// Columns that are constant for an outer row.
    constants: Vec<Column>,
}

impl Shape {
    fn of(kind: Kind) -> Self {
        Self { kind, equal: true, constants: Vec::new() }
    }
}

/// Refuses what Trino refuses.
///
/// # Errors
/// `NOT_SUPPORTED`, as Trino says.
pub(super) fn check(plan: &LogicalPlan, used: Use) -> Result<()> {
    if outer_columns(plan)?.is_empty() {
        return Ok(());
    }
    let kind = match used {
        Use::Exists => match of_existence(plan) {
            // It always has a row.
            None => return Ok(()),
            Some(LogicalPlan::Limit(limit)) => of_limited_existence(limit)?,
            Some(plan) => shape(plan)?.kind,
        },
        Use::Rows | Use::In => shape(plan)?.kind,
    };
    match kind {
        Kind::Free | Kind::Compared => Ok(()),
        _ if used == Use::In => not_supported(),
        _ => Ok(()),
    }
}

fn not_supported<T>() -> Result<T> {
    Err(refused("NOT_SUPPORTED", "Given correlated subquery is not supported"))
}

/// A reference that Trino does not take in an outer join's ON.
pub(super) fn not_in_outer_join(columns: &[Column]) -> Result<()> {
    let Some(column) = columns.first() else { return Ok(()) };
    let message = format!("Reference to column '{}' from outer scope not allowed in this context", column.name);
    Err(refused("NOT_SUPPORTED", message))
}

/// Without what does not change whether there are rows; nothing if there always are.
fn of_existence(plan: &LogicalPlan) -> Option<&LogicalPlan> {
    match plan {
        LogicalPlan::Projection(projection) => of_existence(&projection.input),
        LogicalPlan::SubqueryAlias(alias) => of_existence(&alias.input),
        LogicalPlan::Window(window) => of_existence(&window.input),
        LogicalPlan::Distinct(Distinct::All(input)) => of_existence(input),
        LogicalPlan::Sort(sort) if sort.fetch.is_none() => of_existence(&sort.input),
        LogicalPlan::Aggregate(aggregate) if aggregate.group_expr.is_empty() => None,
        LogicalPlan::Aggregate(aggregate) => of_existence(&aggregate.input),
        other => Some(other),
    }
}

/// Which row is found does not matter.
fn of_limited_existence(limit: &Limit) -> Result<Kind> {
    let input = shape(&limit.input)?;
    match (rows(limit), input.kind) {
        (Some(_), Kind::Compared) if input.equal => Ok(Kind::Limited),
        (_, Kind::Unnested) => not_supported(),
        _ => Ok(self::limit(limit)?.kind),
    }
}

fn is_outer(expr: &Expr) -> bool {
    expr.contains_outer()
}

/// Whether the expressions of a node read outer columns, other than from a subquery of their own.
fn reads_outer(plan: &LogicalPlan) -> bool {
    plan.expressions().iter().any(is_outer)
}

/// Whether a subquery of a node reads them. Trino takes that of a subquery without FROM, which is an expression.
fn nested_reads_outer(plan: &LogicalPlan) -> Result<bool> {
    let schema = input_schema(plan);
    let mut outer = false;
    for expr in plan.expressions() {
        expr.apply(|expr| {
            if let Some(subquery) = subquery_of(expr) {
                let inner = outer_columns(&subquery.subquery)?;
                if inner.iter().any(|column| !schema.has_column(column)) {
                    if !is_without_from(&subquery.subquery) {
                        return not_supported();
                    }
                    outer = true;
                }
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
    }
    Ok(outer)
}

fn is_without_from(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Projection(projection) => is_without_from(&projection.input),
        LogicalPlan::Filter(filter) => is_without_from(&filter.input),
        other => matches!(other, LogicalPlan::EmptyRelation(_)),
    }
}

/// A constant row.
fn is_one_row(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::EmptyRelation(_) => true,
        LogicalPlan::Values(values) => values.values.len() == 1,
        LogicalPlan::Projection(projection) => is_one_row(&projection.input),
        LogicalPlan::SubqueryAlias(alias) => is_one_row(&alias.input),
        _ => false,
    }
}

fn shape(plan: &LogicalPlan) -> Result<Shape> {
    if outer_columns(plan)?.is_empty() {
        let one_row = is_one_row(plan);
        let aggregated = matches!(plan, LogicalPlan::Aggregate(aggregate) if aggregate.group_expr.is_empty());
        return Ok(Shape::of(match (one_row, aggregated) {
            (true, _) => Kind::OneRow,
            (_, true) => Kind::Aggregated,
            _ => Kind::Free,
        }));
    }
    let nested = nested_reads_outer(plan)?;
    match plan {
        LogicalPlan::Projection(projection) => self::projection(projection, nested || reads_outer(plan)),
        _ if nested => not_supported(),
        LogicalPlan::SubqueryAlias(alias) => {
            let inner = shape(&alias.input)?;
            let names = alias.input.schema().columns().into_iter().zip(alias.schema.columns());
            let constants = names.filter(|(old, _)| inner.constants.contains(old)).map(|(_, new)| new).collect();
            Ok(Shape { constants, ..inner })
        }
        LogicalPlan::Subquery(subquery) => shape(&subquery.subquery),
        LogicalPlan::Filter(filter) => self::filter(filter, reads_outer(plan)),
        LogicalPlan::Distinct(Distinct::All(input)) => match shape(input)?.kind {
            Kind::Compared | Kind::Grouped => Ok(Shape::of(Kind::Grouped)),
            Kind::Aggregated => Ok(Shape::of(Kind::Aggregated)),
            _ => not_supported(),
        },
        LogicalPlan::Aggregate(aggregate) => self::aggregate(aggregate, reads_outer(plan)),
        LogicalPlan::Sort(sort) if !reads_outer(plan) => shape(&sort.input),
        LogicalPlan::Limit(limit) => self::limit(limit),
        LogicalPlan::Join(join) => self::join(join),
        LogicalPlan::Unnest(unnest) if !is_without_from(&unnest.input) => not_supported(),
        LogicalPlan::Unnest(unnest) => match shape(&unnest.input)?.kind {
            Kind::OneRow => Ok(Shape::of(Kind::Unnested)),
            _ => not_supported(),
        },
        LogicalPlan::Values(values) if values.values.len() == 1 => Ok(Shape::of(Kind::OneRow)),
        _ => not_supported(),
    }
}

fn projection(projection: &Projection, outer: bool) -> Result<Shape> {
    let input = shape(&projection.input)?;
    if outer && !matches!(input.kind, Kind::OneRow | Kind::Aggregated | Kind::Unnested) {
        return not_supported();
    }
    let constant = |expr: &Expr| match expr.clone().unalias() {
        Expr::Column(column) => input.constants.contains(&column),
        other => matches!(other, Expr::Literal(..)),
    };
    let names = projection.expr.iter().zip(projection.schema.columns());
    let constants = names.filter(|(expr, _)| constant(expr)).map(|(_, name)| name).collect();
    Ok(Shape { constants, ..input })
}

fn filter(filter: &Filter, outer: bool) -> Result<Shape> {
    let input = shape(&filter.input)?;
    let free = outer_columns(&filter.input)?.is_empty();
    match input.kind {
        _ if free => {}
        Kind::Compared => {}
        Kind::Grouped if input.equal && !outer => return Ok(input),
        _ => return not_supported(),
    }
    Ok(compared(&filter.predicate, input))
}

/// Rows that meet a condition, which may read outer columns.
fn compared(condition: &Expr, input: Shape) -> Shape {
    let mut out = Shape { kind: Kind::Compared, ..input };
    for part in split_conjunction(condition) {
        let correlated = is_outer(part) || part.exists(|expr| Ok(subquery_of(expr).is_some())).unwrap_or(true);
        if !correlated {
            continue;
        }
        match equal_column(part) {
            Some(column) => out.constants.push(column),
            None => out.equal = false,
        }
    }
    out
}

/// `column = outer`
fn equal_column(part: &Expr) -> Option<Column> {
    let Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) = part else { return None };
    let only_outer = |expr: &Expr| is_outer(expr) && expr.column_refs().is_empty();
    match (left.as_ref(), right.as_ref()) {
        (Expr::Column(column), other) | (other, Expr::Column(column)) if only_outer(other) => Some(column.clone()),
        _ => None,
    }
}

fn aggregate(aggregate: &Aggregate, outer: bool) -> Result<Shape> {
    let sets = aggregate.group_expr.iter().any(|key| matches!(key, Expr::GroupingSet(_)));
    if outer || sets {
        return not_supported();
    }
    let input = shape(&aggregate.input)?;
    let kind = match aggregate.group_expr.is_empty() {
        true => Kind::Aggregated,
        false => Kind::Grouped,
    };
    match input.kind {
        Kind::Compared | Kind::Grouped => Ok(Shape { kind, constants: Vec::new(), ..input }),
        Kind::Unnested if kind == Kind::Aggregated => Ok(Shape::of(kind)),
        _ => not_supported(),
    }
}

fn limit(limit: &Limit) -> Result<Shape> {
    let input = shape(&limit.input)?;
    let Some(rows) = rows(limit) else { return not_supported() };
    let all_constant = limit.input.schema().columns().iter().all(|column| input.constants.contains(column));
    match input.kind {
        Kind::Compared if input.equal && (is_sorted(&limit.input) || rows > 1 || all_constant) => {
            Ok(Shape { kind: Kind::Limited, ..input })
        }
        Kind::Aggregated | Kind::OneRow | Kind::Unnested => Ok(input),
        _ => not_supported(),
    }
}

/// The rows that a LIMIT lets through, without OFFSET.
fn rows(limit: &Limit) -> Option<i64> {
    let number = |expr: &Expr| match expr {
        Expr::Literal(ScalarValue::Int64(Some(n)), _) => Some(*n),
        _ => None,
    };
    match limit.skip.as_deref().map(number) {
        None | Some(Some(0)) => limit.fetch.as_deref().and_then(number).filter(|rows| *rows > 0),
        _ => None,
    }
}

fn is_sorted(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Sort(_) => true,
        LogicalPlan::Projection(projection) => is_sorted(&projection.input),
        _ => false,
    }
}

fn join(join: &Join) -> Result<Shape> {
    let outer = join.filter.iter().any(is_outer) || join.on.iter().any(|(a, b)| is_outer(a) || is_outer(b));
    if outer && join.join_type != JoinType::Inner {
        not_in_outer_join(&outer_columns(&LogicalPlan::Join(join.clone()))?)?;
    }
    let sides = [&join.left, &join.right];
    for side in sides {
        if !outer_columns(side)?.is_empty() {
            return not_supported();
        }
    }
    match &join.filter {
        Some(condition) if lateral_of(join).is_none() => Ok(compared(condition, Shape::of(Kind::Free))),
        _ => not_supported(),
    }
}
