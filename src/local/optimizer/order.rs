//! Sorting where an operator requires it.
//!
//! An operator says in which order it needs its input: a window by its keys, an aggregate with ORDER BY by its own. Whether the input is in
//! that order already, DataFusion concludes from what every operator claims of its rows, and some claim too much. Here only a sort
//! is believed, and only by the operator right above it.

use std::sync::Arc;

use datafusion::{
    common::{
        Result,
        config::ConfigOptions,
        tree_node::{Transformed, TransformedResult, TreeNode},
    },
    physical_expr::LexOrdering,
    physical_optimizer::PhysicalOptimizerRule,
    physical_plan::{
        ExecutionPlan, ExecutionPlanProperties, coalesce_partitions::CoalescePartitionsExec,
        replace_children_if_necessary, sorts::sort::SortExec,
    },
};

use super::forget::ForgetExec;

/// Makes every input one partition that claims nothing, sorted where that is required.
#[derive(Debug)]
pub(super) struct SortWhereRequired;

impl PhysicalOptimizerRule for SortWhereRequired {
    fn name(&self) -> &'static str {
        "SortWhereRequired"
    }

    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let plan = plan.transform_up(|node| {
            let inputs: Vec<_> = node.children().into_iter().map(|input| plain(Arc::clone(input))).collect();
            let node = replace_children_if_necessary(node, inputs)?;
            let inputs: Vec<_> = node.children().into_iter().cloned().zip(node.required_input_ordering()).collect();
            if inputs.iter().all(|(_, required)| required.is_none()) {
                return Ok(Transformed::yes(node));
            }
            let sorted = inputs.into_iter().map(|(input, required)| match required {
                Some(required) => sorted(input, required.into_single().into()),
                None => Ok(input),
            });
            replace_children_if_necessary(node, sorted.collect::<Result<_>>()?).map(Transformed::yes)
        });
        plan.data().map(one_partition)
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// An input of which nothing is believed but that a sort has sorted it.
fn plain(input: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    let input = one_partition(input);
    let claims = input.equivalence_properties();
    let is_plain = claims.oeq_class().is_empty() && claims.eq_group().is_empty();
    // Its own input claims nothing, so that all it knows is what it has done.
    if is_plain || input.is::<SortExec>() { input } else { Arc::new(ForgetExec::new(input)) }
}

fn one_partition(plan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    match plan.output_partitioning().partition_count() {
        1 => plan,
        _ => Arc::new(CoalescePartitionsExec::new(plan)),
    }
}

fn sorted(input: Arc<dyn ExecutionPlan>, order: LexOrdering) -> Result<Arc<dyn ExecutionPlan>> {
    let is_sorted = input.equivalence_properties().ordering_satisfy(order.clone())?;
    Ok(if is_sorted { input } else { Arc::new(SortExec::new(order, input)) })
}
