//! Relations whose columns have the types of their rows.
//!
//! DataFusion gives the columns of `SELECT 0 AS x UNION ALL SELECT 1.5` and of `CASE … THEN 1 ELSE 2.5 END` the type of the first branch until
//! the whole query is planned. By then operators and functions were chosen by that type, and a view was described with it. So what is read
//! from gets its types before anything reads from it.

use std::sync::atomic::{AtomicBool, Ordering};

use datafusion::{
    common::{Column, Result, config::ConfigOptions},
    logical_expr::{
        Expr, LogicalPlan, LogicalPlanBuilder,
        planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning},
    },
    optimizer::{AnalyzerRule, analyzer::type_coercion::TypeCoercion},
    sql::sqlparser::ast::TableFactor,
};

use super::{comparisons::trino_cast, set_operations};

/// The plan with the types that its rows will have.
///
/// # Errors
/// Types without a common type.
pub(super) fn coerced(plan: LogicalPlan) -> Result<LogicalPlan> {
    TypeCoercion::new().analyze(plan, &ConfigOptions::default())
}

/// Plans subqueries in FROM, and the names of CTEs.
#[derive(Debug, Default)]
pub(super) struct CoercedPlanner {
    /// Whether the relation that is planned next is one that this planner has handed back to DataFusion.
    handed_back: AtomicBool,
}

impl RelationPlanner for CoercedPlanner {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let is_query = matches!(relation, TableFactor::Derived { lateral: false, .. } | TableFactor::Table { .. });
        if !is_query || self.handed_back.swap(false, Ordering::Relaxed) {
            return Ok(RelationPlanning::Original(Box::new(relation)));
        }
        self.handed_back.store(true, Ordering::Relaxed);
        let planned = context.plan(relation);
        self.handed_back.store(false, Ordering::Relaxed);
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(with_types(planned?)?, None))))
    }
}

/// The same plan under casts to what its columns will be. They do nothing once it is coerced itself; until then, its own expressions keep
/// the types that they were written with, for the [check](super::check).
fn with_types(plan: LogicalPlan) -> Result<LogicalPlan> {
    // An error comes again, with better words, when the query is checked.
    let Ok(typed) = set_operations::rewrite(plan.clone()).and_then(coerced) else { return Ok(plan) };
    let types = typed.schema().fields().iter().map(|field| field.data_type());
    let columns = plan.schema().iter().zip(types).map(|((relation, field), data_type)| {
        let column = Expr::Column(Column::new(relation.cloned(), field.name()));
        match field.data_type() == data_type {
            true => column,
            false => trino_cast(column, data_type).alias_qualified(relation.cloned(), field.name()),
        }
    });
    let columns: Vec<_> = columns.collect();
    if columns.iter().all(|column| matches!(column, Expr::Column(_))) {
        return Ok(plan);
    }
    LogicalPlanBuilder::from(plan).project(columns)?.build()
}
