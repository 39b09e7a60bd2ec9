//! Which correlated subqueries Trino plans. It refuses the others, and so does this engine.
//!
//! Trino moves the conditions on outer columns up to the join with the outer rows (its rules `TransformCorrelated…` and `DecorrelateUnnest`).
//! What a subquery may have between them and its top was found by running every construct in every place against Trino 435; the tests of
//! `correlated` have that table.

use arrow_schema::DataType;
use datafusion::{
    common::{
        Column, DFSchema, Result,
        tree_node::{TreeNode, TreeNodeRecursion},
    },
    logical_expr::{
        Aggregate, BinaryExpr, Distinct, Expr, ExprSchemable, Filter, Join, JoinType, Limit, LogicalPlan, Operator,
        Projection, utils::split_conjunction,
    },
    scalar::ScalarValue,
};

use super::references::{input_schema, lateral_of, outer_columns, subquery_of};
use crate::local::{errors::refused, internal_functions::CAST};

/// What a subquery is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A value.
    Value,
    /// A relation of LATERAL, after CROSS JOIN, JOIN or a comma.
    Lateral,
    /// The same after LEFT JOIN.
    LeftLateral,
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
    /// Groups; whether there are aggregates, and whether an outer row has one group at most.
    Grouped { aggregates: bool, one: bool },
    /// Groups that the comparisons cannot be moved out of, because they are of columns that are no keys; and whether there are aggregates.
    Enclosed { aggregates: bool },
    /// An aggregate without GROUP BY.
    Aggregated,
    /// UNNEST of outer columns.
    Unnested,
    /// Groups of such rows, which have to be aggregated once more.
    UnnestedGroups,
    /// LIMIT of rows that were compared or come from UNNEST.
    Limited,
}

struct Shape {
    kind: Kind,
    /// Whether every comparison with outer columns is an equality of a column.
    equal: bool,
    /// Whether there is such an equality.
    keyed: bool,
    /// The columns of the other comparisons, which have to be there where these are moved; `None` for one that a projection leaves out.
    compared: Vec<Option<Column>>,
    /// Columns that are constant for an outer row.
    constants: Vec<Column>,
}

impl Shape {
    fn of(kind: Kind) -> Self {
        Self { kind, equal: true, keyed: false, compared: Vec::new(), constants: Vec::new() }
    }

    /// After a node that passes on the columns of which there is a new name.
    fn passed_on(self, new: impl Fn(&Column) -> Option<Column>) -> Self {
        let compared = self.compared.iter().map(|column| column.as_ref().and_then(&new)).collect();
        Self { compared, ..self }
    }

    /// The groups by keys, which have these names after it.
    fn grouped(self, keys: &[(&Expr, Column)], aggregates: bool) -> Self {
        let key = |column: &Column| {
            let found = keys.iter().find(|(key, _)| matches!(key, Expr::Column(key) if key == column));
            found.map(|(_, name)| name.clone())
        };
        let enclosed = matches!(self.kind, Kind::Enclosed { .. });
        let one = keys.iter().all(|(key, _)| matches!(key, Expr::Column(key) if self.constants.contains(key)));
        let grouped = self.passed_on(key);
        let kind = match enclosed || grouped.compared.contains(&None) {
            true => Kind::Enclosed { aggregates },
            false => Kind::Grouped { aggregates, one },
        };
        Self { kind, constants: Vec::new(), ..grouped }
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
        Use::Exists => match of_existence(plan)? {
            // It always has a row.
            None => return Ok(()),
            Some(LogicalPlan::Limit(limit)) => of_limited_existence(limit)?,
            Some(plan) => match shape(plan)?.kind {
                Kind::Limited => return not_supported(),
                kind => kind,
            },
        },
        Use::Value | Use::Lateral | Use::LeftLateral | Use::In => shape(plan)?.kind,
    };
    match (kind, used) {
        (Kind::Free | Kind::Compared, _) => Ok(()),
        (_, Use::In) => not_supported(),
        (Kind::Enclosed { .. }, Use::Lateral) | (Kind::Enclosed { aggregates: false }, Use::LeftLateral) => Ok(()),
        (Kind::Enclosed { .. } | Kind::UnnestedGroups, _) => not_supported(),
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
fn of_existence(plan: &LogicalPlan) -> Result<Option<&LogicalPlan>> {
    match plan {
        LogicalPlan::Projection(projection) => of_existence(&projection.input),
        LogicalPlan::SubqueryAlias(alias) => of_existence(&alias.input),
        LogicalPlan::Window(window) => of_existence(&window.input),
        LogicalPlan::Sort(sort) if sort.fetch.is_none() => of_existence(&sort.input),
        LogicalPlan::Aggregate(aggregate) if aggregate.group_expr.is_empty() => Ok(None),
        LogicalPlan::Distinct(Distinct::All(input)) => not_enclosed(plan).and_then(|()| of_existence(input)),
        LogicalPlan::Aggregate(aggregate) => not_enclosed(plan).and_then(|()| of_existence(&aggregate.input)),
        other => Ok(Some(other)),
    }
}

/// Groups do not change whether there are rows, but Trino moves the comparisons out of them before it leaves them out.
fn not_enclosed(groups: &LogicalPlan) -> Result<()> {
    match shape(groups) {
        Ok(Shape { kind: Kind::Enclosed { .. }, .. }) => not_supported(),
        // What is below the groups decides.
        _ => Ok(()),
    }
}

/// Which row is found does not matter, nor what aggregates it has.
fn of_limited_existence(limit: &Limit) -> Result<Kind> {
    let input = shape(&limit.input)?;
    let is_used = is_sorted(&limit.input) || has_condition(&limit.input);
    match (rows(limit), input.kind) {
        (Some(rows), Kind::Compared) if input.equal && (input.keyed || rows > 1) => Ok(Kind::Limited),
        (_, Kind::Unnested) => not_supported(),
        (_, Kind::Grouped { .. }) if !is_used => not_supported(),
        _ => Ok(self::limit(limit)?.kind),
    }
}

/// HAVING
fn has_condition(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Projection(projection) => has_condition(&projection.input),
        other => matches!(other, LogicalPlan::Filter(_)),
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
    let over_one_row = matches!(plan, LogicalPlan::Projection(projection) if is_one_row(&projection.input));
    let mut outer = false;
    for expr in plan.expressions() {
        expr.apply(|expr| {
            if let Some(subquery) = subquery_of(expr) {
                let inner = outer_columns(&subquery.subquery)?;
                if inner.iter().any(|column| !schema.has_column(column)) {
                    let moves_up = over_one_row && !matches!(expr, Expr::InSubquery(_));
                    if !moves_up && !is_without_from(&subquery.subquery) {
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
            let names: Vec<_> = alias.input.schema().columns().into_iter().zip(alias.schema.columns()).collect();
            let new = |old: &Column| names.iter().find(|(name, _)| name == old).map(|(_, new)| new.clone());
            let constants = inner.constants.iter().filter_map(new).collect();
            Ok(Shape { constants, ..inner.passed_on(new) })
        }
        LogicalPlan::Subquery(subquery) => shape(&subquery.subquery),
        LogicalPlan::Filter(filter) => self::filter(filter, reads_outer(plan)),
        LogicalPlan::Distinct(Distinct::All(input)) => distinct(input),
        LogicalPlan::Aggregate(aggregate) => self::aggregate(aggregate, reads_outer(plan)),
        LogicalPlan::Sort(sort) if !reads_outer(plan) => shape(&sort.input),
        LogicalPlan::Limit(limit) => self::limit(limit),
        LogicalPlan::Join(join) => self::join(join),
        LogicalPlan::Unnest(unnest) if is_without_from(&unnest.input) => match shape(&unnest.input)?.kind {
            Kind::OneRow => Ok(Shape::of(Kind::Unnested)),
            _ => not_supported(),
        },
        LogicalPlan::Unnest(unnest) if is_one_row(&unnest.input) => Ok(Shape::of(Kind::Unnested)),
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
        other => other.column_refs().is_empty() && !other.is_volatile() && !has_subquery(&other),
    };
    let names: Vec<_> = projection.expr.iter().zip(projection.schema.columns()).collect();
    let constants = names.iter().filter(|(expr, _)| constant(expr)).map(|(_, name)| name.clone()).collect();
    let new = |old: &Column| {
        let found =
            names.iter().find(|(expr, _)| matches!((*expr).clone().unalias(), Expr::Column(own) if own == *old));
        found.map(|(_, name)| name.clone())
    };
    Ok(Shape { constants, ..input.passed_on(new) })
}

fn distinct(input: &LogicalPlan) -> Result<Shape> {
    let shape = shape(input)?;
    let keys: Vec<Expr> = input.schema().columns().into_iter().map(Expr::Column).collect();
    let keys: Vec<_> = keys.iter().zip(input.schema().columns()).collect();
    match shape.kind {
        Kind::Compared | Kind::Grouped { .. } | Kind::Enclosed { .. } => Ok(shape.grouped(&keys, false)),
        Kind::Unnested => Ok(Shape::of(Kind::UnnestedGroups)),
        Kind::Aggregated => Ok(Shape::of(Kind::Aggregated)),
        _ => not_supported(),
    }
}

fn filter(filter: &Filter, outer: bool) -> Result<Shape> {
    // WITH TIES: in a query, a condition stands on no window.
    if let LogicalPlan::Window(window) = filter.input.as_ref()
        && !outer
        && shape(&window.input)?.kind == Kind::Unnested
    {
        return Ok(Shape::of(Kind::Limited));
    }
    let input = shape(&filter.input)?;
    let free = outer_columns(&filter.input)?.is_empty();
    match input.kind {
        _ if free => {}
        Kind::Compared => {}
        Kind::Grouped { .. } if !outer => return Ok(input),
        _ => return not_supported(),
    }
    Ok(compared(&filter.predicate, input, filter.input.schema()))
}

/// Rows that meet a condition, which may read outer columns.
fn compared(condition: &Expr, input: Shape, schema: &DFSchema) -> Shape {
    let mut out = Shape { kind: Kind::Compared, ..input };
    let mut others = Vec::new();
    for part in split_conjunction(condition) {
        let correlated = is_outer(part) || has_subquery(part);
        let of_outer_row = is_outer(part) && part.column_refs().is_empty() && !has_subquery(part);
        if !correlated || of_outer_row {
            continue;
        }
        match equal_column(part, schema) {
            Some(column) => {
                out.constants.push(column);
                out.keyed = true;
            }
            None => others.push(part),
        }
    }
    out.equal &= others.is_empty();
    let columns = others.into_iter().filter(|part| is_outer(part)).flat_map(Expr::column_refs);
    out.compared.extend(columns.filter(|column| !out.constants.contains(column)).cloned().map(Some));
    out
}

fn has_subquery(expr: &Expr) -> bool {
    expr.exists(|expr| Ok(subquery_of(expr).is_some())).unwrap_or(true)
}

/// `column = outer`
fn equal_column(part: &Expr, schema: &DFSchema) -> Option<Column> {
    let Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) = part else { return None };
    let only_outer = |expr: &Expr| is_outer(expr) && expr.column_refs().is_empty();
    let (one, other) = if only_outer(right) { (left, right) } else { (right, left) };
    column_as_it_is(one, schema).filter(|_| only_outer(other))
}

/// A column, or one that is cast to a type that keeps its values apart.
fn column_as_it_is(expr: &Expr, schema: &DFSchema) -> Option<Column> {
    let inner = match expr {
        Expr::Column(column) => return Some(column.clone()),
        Expr::Cast(cast) => cast.expr.as_ref(),
        Expr::ScalarFunction(call) if call.name() == CAST => call.args.first()?,
        _ => return None,
    };
    let (Expr::Column(column), from, to) = (inner, inner.get_type(schema).ok()?, expr.get_type(schema).ok()?) else {
        return None;
    };
    let bits = from.is_signed_integer().then(|| from.primitive_width()).flatten()? * 8;
    let exact = match to {
        DataType::Float32 => bits <= 16,
        DataType::Float64 => bits <= 32,
        DataType::Decimal128(precision, scale) => i32::from(precision) - i32::from(scale) >= digits_of_integer(bits),
        to if to.is_signed_integer() => to.primitive_width().is_some_and(|width| width * 8 >= bits),
        _ => false,
    };
    exact.then(|| column.clone())
}

/// The most digits of an integer of so many bits.
fn digits_of_integer(bits: usize) -> i32 {
    match bits {
        8 => 3,
        16 => 5,
        32 => 10,
        _ => 19,
    }
}

fn aggregate(aggregate: &Aggregate, outer: bool) -> Result<Shape> {
    let sets = aggregate.group_expr.iter().any(|key| matches!(key, Expr::GroupingSet(_)));
    let input = shape(&aggregate.input)?;
    if sets || (outer && input.kind != Kind::Unnested) {
        return not_supported();
    }
    let filtered = |expr: &Expr| {
        let is_filtered = |expr: &Expr| matches!(expr, Expr::AggregateFunction(call) if call.params.filter.is_some());
        expr.exists(|expr| Ok(is_filtered(expr)))
    };
    let global = aggregate.group_expr.is_empty();
    match input.kind {
        Kind::Compared | Kind::Grouped { .. } if global => {
            Ok(Shape { constants: Vec::new(), ..Shape::of(Kind::Aggregated) })
        }
        Kind::Compared | Kind::Grouped { .. } => {
            let keys: Vec<_> = aggregate.group_expr.iter().zip(aggregate.schema.columns()).collect();
            Ok(input.grouped(&keys, !aggregate.aggr_expr.is_empty()))
        }
        Kind::Unnested if global => match aggregate.aggr_expr.iter().map(filtered).collect::<Result<Vec<_>>>()? {
            filtered if filtered.contains(&true) => not_supported(),
            _ => Ok(Shape::of(Kind::Aggregated)),
        },
        Kind::UnnestedGroups if global => Ok(Shape::of(Kind::Aggregated)),
        Kind::Unnested => Ok(Shape::of(Kind::UnnestedGroups)),
        _ => not_supported(),
    }
}

fn limit(limit: &Limit) -> Result<Shape> {
    let input = shape(&limit.input)?;
    let Some(rows) = rows(limit) else { return not_supported() };
    let all_constant =
        input.keyed && limit.input.schema().columns().iter().all(|column| input.constants.contains(column));
    match input.kind {
        Kind::Compared if input.equal && (is_sorted(&limit.input) || rows > 1 || all_constant) => {
            Ok(Shape { kind: Kind::Limited, ..input })
        }
        Kind::Grouped { aggregates, one }
            if input.equal && (is_sorted(&limit.input) || (aggregates && (rows > 1 || one))) =>
        {
            Ok(Shape { kind: Kind::Limited, ..input })
        }
        Kind::Unnested => Ok(Shape { kind: Kind::Limited, ..input }),
        Kind::Aggregated | Kind::OneRow => Ok(input),
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
        Some(condition) if lateral_of(join).is_none() => Ok(compared(condition, Shape::of(Kind::Free), &join.schema)),
        _ => not_supported(),
    }
}
