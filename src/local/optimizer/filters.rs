//! Filters towards the tables, but a condition without columns never past an aggregation.

use std::sync::Arc;

use datafusion::{
    common::{DFSchemaRef, Result, ScalarValue, tree_node::Transformed},
    logical_expr::{
        EmptyRelation, Expr, Filter, LogicalPlan,
        utils::{conjunction, split_conjunction_owned},
    },
    optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule, push_down_filter::PushDownFilter},
};

use super::fold::literal;

/// DataFusion moves `HAVING 1 = 2` below the aggregation, which over no rows still gives a row: that of no groups, or of the empty grouping
/// set. Such a condition is decided here. So is one that comes to have no columns on its way, as `one = 2` does with `1 AS one`.
#[derive(Debug)]
pub(super) struct FiltersToTables(PushDownFilter);

impl FiltersToTables {
    pub(super) fn new() -> Self {
        Self(PushDownFilter::new())
    }
}

impl OptimizerRule for FiltersToTables {
    fn name(&self) -> &'static str {
        "filters_to_tables"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        self.0.apply_order()
    }

    fn rewrite(&self, plan: LogicalPlan, config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        match plan {
            LogicalPlan::Filter(filter) => {
                let filter = merged(filter)?;
                match filter.input.as_ref() {
                    LogicalPlan::Aggregate(_) => self.above_aggregate(filter, config),
                    _ => self.0.rewrite(LogicalPlan::Filter(filter), config),
                }
            }
            plan => self.0.rewrite(plan, config),
        }
    }
}

impl FiltersToTables {
    fn above_aggregate(&self, filter: Filter, config: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let (constant, rest): (Vec<_>, Vec<_>) =
            split_conjunction_owned(filter.predicate.clone()).into_iter().partition(has_no_columns);
        for condition in constant {
            match literal(&condition) {
                Ok(Expr::Literal(ScalarValue::Boolean(Some(true)), _)) => {}
                Ok(Expr::Literal(..)) => return Ok(Transformed::yes(nothing(Arc::clone(filter.input.schema())))),
                // It fails where it is, for the rows that there are.
                _ => return Ok(Transformed::no(LogicalPlan::Filter(filter))),
            }
        }
        match conjunction(rest) {
            None => Ok(Transformed::yes(Arc::unwrap_or_clone(filter.input))),
            Some(rest) => self.0.rewrite(LogicalPlan::Filter(Filter::try_new(rest, filter.input)?), config),
        }
    }
}

/// A filter on filters is one: DataFusion would merge them and go on to what is below by itself.
fn merged(mut filter: Filter) -> Result<Filter> {
    while let LogicalPlan::Filter(inner) = filter.input.as_ref() {
        let both = inner.predicate.clone().and(filter.predicate);
        filter = Filter::try_new(both, Arc::clone(&inner.input))?;
    }
    Ok(filter)
}

fn has_no_columns(condition: &Expr) -> bool {
    !condition.any_column_refs() && !condition.is_volatile()
}

fn nothing(schema: DFSchemaRef) -> LogicalPlan {
    LogicalPlan::EmptyRelation(EmptyRelation { produce_one_row: false, schema })
}
