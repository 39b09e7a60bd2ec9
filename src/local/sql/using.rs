//! `JOIN … USING (k)`.
//!
//! Its columns come first, once, and belong to neither side; the other columns keep their relations (Trino, "SELECT", "JOIN … USING").

use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion::{
    common::{Column, ExprSchema, Result, TableReference},
    functions::core::expr_fn::coalesce,
    logical_expr::{
        Expr, JoinType, LogicalPlan, LogicalPlanBuilder,
        planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning},
    },
    sql::sqlparser::ast::{Ident, JoinConstraint, JoinOperator, TableFactor, TableWithJoins},
};

use super::comparisons::trino_cast;
use crate::local::{
    errors::{refused, type_mismatch, unsupported},
    types::{common_type, mixes_char_and_varchar, type_name},
};

fn columns_of(operator: &JoinOperator) -> Option<(JoinType, Vec<Ident>)> {
    let (join_type, constraint) = match operator {
        JoinOperator::Join(constraint) | JoinOperator::Inner(constraint) => (JoinType::Inner, constraint),
        JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => (JoinType::Left, constraint),
        JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => (JoinType::Right, constraint),
        JoinOperator::FullOuter(constraint) => (JoinType::Full, constraint),
        _ => return None,
    };
    let JoinConstraint::Using(names) = constraint else { return None };
    let names = names.iter().map(|name| name.0.last()?.as_ident().cloned());
    Some((join_type, names.collect::<Option<_>>()?))
}

/// Puts what such a join joins in parentheses: then it is a relation, which [`UsingPlanner`] plans.
pub(super) fn nest(table: &mut TableWithJoins) {
    let Some(at) = table.joins.iter().rposition(|join| columns_of(&join.join_operator).is_some()) else { return };
    let joins = table.joins.drain(..=at).collect();
    let inner = split(TableWithJoins { relation: table.relation.clone(), joins });
    table.relation = TableFactor::NestedJoin { table_with_joins: Box::new(inner), alias: None };
}

/// Whether there is such a join among the relations of FROM.
pub(super) fn is_in(from: &[TableWithJoins]) -> bool {
    let nested = |factor: &TableFactor| matches!(factor, TableFactor::NestedJoin { table_with_joins, .. } if is_in(std::slice::from_ref(table_with_joins)));
    from.iter().any(|table| {
        let joins = table.joins.iter().any(|join| columns_of(&join.join_operator).is_some() || nested(&join.relation));
        joins || nested(&table.relation)
    })
}

/// The last join alone, over a relation of all before it.
fn split(mut table: TableWithJoins) -> TableWithJoins {
    let Some(last) = table.joins.pop() else { return table };
    if !table.joins.is_empty() {
        nest(&mut table);
        if !table.joins.is_empty() {
            table = TableWithJoins {
                relation: TableFactor::NestedJoin { table_with_joins: Box::new(table), alias: None },
                joins: Vec::new(),
            };
        }
    }
    TableWithJoins { relation: table.relation, joins: vec![last] }
}

/// Plans a relation of one join with USING.
#[derive(Debug, Default)]
pub(super) struct UsingPlanner {
    joins: AtomicUsize,
}

impl RelationPlanner for UsingPlanner {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let TableFactor::NestedJoin { table_with_joins, alias } = relation else {
            return Ok(RelationPlanning::Original(Box::new(relation)));
        };
        let [join] = table_with_joins.joins.as_slice() else {
            return Ok(RelationPlanning::Original(Box::new(TableFactor::NestedJoin { table_with_joins, alias })));
        };
        let Some((join_type, names)) = columns_of(&join.join_operator) else {
            return Ok(RelationPlanning::Original(Box::new(TableFactor::NestedJoin { table_with_joins, alias })));
        };
        let left = context.plan(table_with_joins.relation.clone())?;
        let right = context.plan(join.relation.clone())?;
        let relation = TableReference::bare(format!("\u{1}using{}", self.joins.fetch_add(1, Ordering::Relaxed)));
        let plan = joined(left, right, join_type, &names, &relation)?;
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(plan, alias))))
    }
}

fn joined(
    left: LogicalPlan,
    right: LogicalPlan,
    join_type: JoinType,
    names: &[Ident],
    relation: &TableReference,
) -> Result<LogicalPlan> {
    let (mut ours, mut theirs, mut shared) = (Vec::new(), Vec::new(), Vec::new());
    for name in names {
        let (a, b) = (column(&left, &name.value, "left")?, column(&right, &name.value, "right")?);
        let types = (left.schema().data_type(&a)?, right.schema().data_type(&b)?);
        let Some(data_type) = common_type(types.0, types.1) else {
            let (a, b) = (type_name(types.0), type_name(types.1));
            if mixes_char_and_varchar(types.0, types.1) {
                return Err(unsupported(format!("USING over {a} and {b}")));
            }
            return Err(type_mismatch(format!("Cannot apply operator: {a} = {b}")));
        };
        let cast = |column: &Column, from: &arrow_schema::DataType| match *from == data_type {
            true => Expr::Column(column.clone()),
            false => trino_cast(Expr::Column(column.clone()), &data_type),
        };
        let (x, y) = (cast(&a, types.0), cast(&b, types.1));
        let value = match join_type {
            JoinType::Right => y.clone(),
            JoinType::Full => coalesce(vec![x.clone(), y.clone()]),
            _ => x.clone(),
        };
        shared.push((a, b, value.alias_qualified(Some(relation.clone()), &name.value)));
        ours.push(x);
        theirs.push(y);
    }
    let rest = |plan: &LogicalPlan, taken: &dyn Fn(&Column) -> bool| {
        plan.schema().columns().into_iter().filter(|column| !taken(column)).map(Expr::Column).collect::<Vec<_>>()
    };
    let left_rest = rest(&left, &|column| shared.iter().any(|(a, _, _)| a == column));
    let right_rest = rest(&right, &|column| shared.iter().any(|(_, b, _)| b == column));
    let exprs: Vec<Expr> = shared.into_iter().map(|(_, _, value)| value).chain(left_rest).chain(right_rest).collect();
    LogicalPlanBuilder::from(left).join_with_expr_keys(right, join_type, (ours, theirs), None)?.project(exprs)?.build()
}

/// The only column of a name.
fn column(plan: &LogicalPlan, name: &str, side: &str) -> Result<Column> {
    let mut found: Vec<Column> = plan.schema().columns().into_iter().filter(|column| column.name == name).collect();
    match (found.pop(), found.is_empty()) {
        (Some(column), true) => Ok(column),
        (Some(_), false) => Err(refused("AMBIGUOUS_NAME", format!("Column '{name}' is ambiguous"))),
        (None, _) => Err(refused("COLUMN_NOT_FOUND", format!("Column '{name}' is missing from {side} side of join"))),
    }
}
