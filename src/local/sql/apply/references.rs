//! Which columns of an enclosing query a subquery reads.

use arrow_schema::FieldRef;
use datafusion::{
    common::{
        Column, DFSchema, Result,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    logical_expr::{
        Expr, Join, LogicalPlan, Subquery, SubqueryAlias,
        expr::{Exists, InSubquery},
        expr_rewriter::NamePreserver,
    },
};

/// The columns that the expressions of a node can read.
pub(super) fn input_schema(node: &LogicalPlan) -> DFSchema {
    let mut schema = DFSchema::empty();
    for input in node.inputs() {
        schema.merge(input.schema());
    }
    schema
}

/// The subquery of an expression that is one.
pub(super) fn subquery_of(expr: &Expr) -> Option<&Subquery> {
    match expr {
        Expr::ScalarSubquery(subquery) => Some(subquery),
        Expr::Exists(exists) => Some(&exists.subquery),
        Expr::InSubquery(within) => Some(&within.subquery),
        _ => None,
    }
}

/// The LATERAL subquery on the right of a join.
pub(in crate::local::sql) fn lateral_of(join: &Join) -> Option<(&Subquery, Option<&SubqueryAlias>)> {
    match join.right.as_ref() {
        LogicalPlan::Subquery(subquery) => Some((subquery, None)),
        LogicalPlan::SubqueryAlias(alias) => match alias.input.as_ref() {
            LogicalPlan::Subquery(subquery) => Some((subquery, Some(alias))),
            _ => None,
        },
        _ => None,
    }
}

/// The outer references of a plan that nothing inside of it means. A name means the innermost query that has it.
pub(in crate::local::sql) fn outer_columns(plan: &LogicalPlan) -> Result<Vec<Column>> {
    let mut found = Vec::new();
    collect(plan, &mut found)?;
    Ok(found)
}

fn collect(plan: &LogicalPlan, found: &mut Vec<Column>) -> Result<()> {
    let schema = input_schema(plan);
    for expr in plan.expressions() {
        expr.apply(|expr| {
            match expr {
                Expr::OuterReferenceColumn(_, column) => push(column, found),
                expr => {
                    if let Some(subquery) = subquery_of(expr) {
                        collect_free(&subquery.subquery, &schema, found)?;
                    }
                }
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
    }
    if let LogicalPlan::Join(join) = plan
        && let Some((subquery, _)) = lateral_of(join)
    {
        collect(&join.left, found)?;
        return collect_free(&subquery.subquery, join.left.schema(), found);
    }
    plan.inputs().into_iter().try_for_each(|input| collect(input, found))
}

fn collect_free(plan: &LogicalPlan, schema: &DFSchema, found: &mut Vec<Column>) -> Result<()> {
    for column in outer_columns(plan)? {
        if !schema.has_column(&column) {
            push(&column, found);
        }
    }
    Ok(())
}

fn push(column: &Column, found: &mut Vec<Column>) {
    if !found.contains(column) {
        found.push(column.clone());
    }
}

/// Outer references, and the columns of a node that they become.
pub(super) type Replacements = Vec<(Column, Column)>;

/// An expression of a node with this input, its outer references replaced; in its own subqueries they become references to the node's.
pub(super) fn replaced(expr: Expr, by: &Replacements, schema: &DFSchema) -> Result<Expr> {
    replaced_as(expr, by, schema, |_, column| Expr::Column(column))
}

fn replaced_as(
    expr: Expr,
    by: &Replacements,
    schema: &DFSchema,
    written: fn(FieldRef, Column) -> Expr,
) -> Result<Expr> {
    expr.transform_up(|expr| {
        Ok(match expr {
            Expr::OuterReferenceColumn(field, column) => match by.iter().find(|(outer, _)| *outer == column) {
                Some((_, new)) => Transformed::yes(written(field, new.clone())),
                None => Transformed::no(Expr::OuterReferenceColumn(field, column)),
            },
            Expr::ScalarSubquery(inner) => {
                Transformed::yes(Expr::ScalarSubquery(replaced_subquery(&inner, by, schema)?))
            }
            Expr::Exists(exists) => {
                let subquery = replaced_subquery(&exists.subquery, by, schema)?;
                Transformed::yes(Expr::Exists(Exists { subquery, ..exists }))
            }
            Expr::InSubquery(within) => {
                let subquery = replaced_subquery(&within.subquery, by, schema)?;
                Transformed::yes(Expr::InSubquery(InSubquery { subquery, ..within }))
            }
            other => Transformed::no(other),
        })
    })
    .map(|done| done.data)
}

/// The same for a subquery below a node: the columns of the node hide those of the query around it.
pub(super) fn replaced_subquery(subquery: &Subquery, by: &Replacements, schema: &DFSchema) -> Result<Subquery> {
    let by: Replacements = by.iter().filter(|(outer, _)| !schema.has_column(outer)).cloned().collect();
    let plan = replaced_in_plan(subquery.subquery.as_ref().clone(), &by)?;
    let outer_ref_columns = plan.all_out_ref_exprs();
    Ok(Subquery { subquery: plan.into(), outer_ref_columns, spans: subquery.spans.clone() })
}

fn replaced_in_plan(plan: LogicalPlan, by: &Replacements) -> Result<LogicalPlan> {
    if let LogicalPlan::Join(join) = &plan
        && let Some((subquery, alias)) = lateral_of(join)
    {
        let inner = replaced_subquery(subquery, by, join.left.schema())?;
        let left = replaced_in_plan(join.left.as_ref().clone(), by)?;
        let right = with_alias(LogicalPlan::Subquery(inner), alias)?;
        return Ok(LogicalPlan::Join(Join { left: left.into(), right: right.into(), ..join.clone() }));
    }
    let plan = plan.map_children(|input| replaced_in_plan(input, by).map(Transformed::yes))?.data;
    let schema = input_schema(&plan);
    let names = NamePreserver::new(&plan);
    let mapped = plan.map_expressions(|expr| {
        let name = names.save(&expr);
        let new = replaced_as(expr, by, &schema, Expr::OuterReferenceColumn)?;
        Ok(Transformed::yes(name.restore(new)))
    })?;
    Ok(mapped.data)
}

/// The same relation name.
pub(super) fn with_alias(plan: LogicalPlan, alias: Option<&SubqueryAlias>) -> Result<LogicalPlan> {
    Ok(match alias {
        None => plan,
        Some(alias) => LogicalPlan::SubqueryAlias(SubqueryAlias::try_new(plan.into(), alias.alias.clone())?),
    })
}
