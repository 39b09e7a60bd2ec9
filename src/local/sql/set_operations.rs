//! INTERSECT and EXCEPT: their ALL, and columns of different types with a common type.
//!
//! DataFusion's ALL keeps every duplicate that has any match. Trino's INTERSECT ALL keeps the smaller number of duplicates of the two
//! sides, and EXCEPT ALL removes one duplicate for each on the right (SQL:2016, 7.17). So duplicates are numbered, and their numbers compared.

use std::sync::Arc;

use arrow_schema::DataType;
use datafusion::{
    common::{Column, NullEquality, Result, tree_node::Transformed},
    functions_window::row_number::row_number,
    logical_expr::{Distinct, Expr, ExprFunctionExt, Join, JoinType, LogicalPlan, LogicalPlanBuilder, Union},
};

use super::comparisons::trino_cast;
use crate::local::{
    errors::{type_mismatch, unsupported},
    temporal::has_times,
    types::{common_type, mixes_char_and_varchar, type_name},
};

/// Rewrites the set operations of a plan. No other joins of these kinds are in it yet.
///
/// # Errors
/// `TYPE_MISMATCH` for columns without a common type.
pub(super) fn rewrite(plan: LogicalPlan) -> Result<LogicalPlan> {
    plan.transform_up_with_subqueries(|node| match node {
        LogicalPlan::Join(join) if matches!(join.join_type, JoinType::LeftSemi | JoinType::LeftAnti) => {
            set_operation(join)
        }
        LogicalPlan::Union(union) => times_of_one_type(union),
        node => Ok(Transformed::no(node)),
    })
    .map(|done| done.data)
}

fn set_operation(join: Join) -> Result<Transformed<LogicalPlan>> {
    let pairs = join.left.schema().fields().iter().zip(join.right.schema().fields());
    let types = pairs.enumerate().map(|(i, (a, b))| {
        let (a, b) = (a.data_type(), b.data_type());
        common_type(a, b).ok_or_else(|| {
            let unknown = mixes_char_and_varchar(a, b);
            let (a, b) = (type_name(a), type_name(b));
            if unknown {
                return unsupported(format!("INTERSECT or EXCEPT over {a} and {b}"));
            }
            type_mismatch(format!("column {} of INTERSECT or EXCEPT is {a} in one query and {b} in another", i + 1))
        })
    });
    let types = types.collect::<Result<Vec<_>>>()?;
    let has_types = |side: &LogicalPlan| {
        side.schema().fields().iter().zip(&types).all(|(field, data_type)| field.data_type() == data_type)
    };
    let (left, all) = match join.left.as_ref() {
        LogicalPlan::Distinct(Distinct::All(inner)) => (inner, false),
        _ => (&join.left, true),
    };
    if !all && has_types(left) && has_types(&join.right) {
        return Ok(Transformed::no(LogicalPlan::Join(join)));
    }
    let columns = join.left.schema().columns();
    let mut left = cast(left, &types)?;
    let mut right = cast(&join.right, &types)?;
    if all {
        (left, right) = (numbered(left)?, numbered(right)?);
    } else {
        left = left.distinct()?;
    }
    let keys = (left.schema().columns(), right.schema().columns());
    let joined = left.join_detailed(right.build()?, join.join_type, keys, None, NullEquality::NullEqualsNull)?;
    Ok(Transformed::yes(joined.project(columns.into_iter().map(Expr::Column))?.build()?))
}

/// Columns of dates, times and timestamps have the type that Trino finds for them; DataFusion would take the first time zone for all values.
fn times_of_one_type(union: Union) -> Result<Transformed<LogicalPlan>> {
    let columns = 0..union.schema.fields().len();
    let types = columns.map(|i| {
        let mut types = union.inputs.iter().map(|input| input.schema().field(i).data_type());
        match types.clone().any(has_times) {
            true => types.try_fold(DataType::Null, |found, data_type| common_type(&found, data_type)),
            false => None,
        }
    });
    let types: Vec<Option<DataType>> = types.collect();
    let has_types = |input: &Arc<LogicalPlan>| {
        let mut fields = input.schema().fields().iter().zip(&types);
        fields.all(|(field, to)| to.as_ref().is_none_or(|to| field.data_type() == to))
    };
    if union.inputs.iter().all(has_types) {
        return Ok(Transformed::no(LogicalPlan::Union(union)));
    }
    let inputs = union.inputs.iter().map(|input| {
        let kept = input.schema().fields().iter().map(|field| field.data_type().clone());
        let types: Vec<DataType> = kept.zip(&types).map(|(kept, to)| to.clone().unwrap_or(kept)).collect();
        Ok(Arc::new(cast(input, &types)?.build()?))
    });
    let inputs = inputs.collect::<Result<Vec<_>>>()?;
    Ok(Transformed::yes(LogicalPlan::Union(Union::try_new_with_loose_types(inputs)?)))
}

fn cast(side: &Arc<LogicalPlan>, types: &[DataType]) -> Result<LogicalPlanBuilder> {
    let exprs = side.schema().iter().zip(types).map(|((relation, field), data_type)| {
        let column = Expr::Column(Column::new(relation.cloned(), field.name()));
        if field.data_type() == data_type {
            return column;
        }
        trino_cast(column, data_type).alias_qualified(relation.cloned(), field.name())
    });
    LogicalPlanBuilder::from(side.as_ref().clone()).project(exprs.collect::<Vec<_>>())
}

/// Each row with its number among its duplicates.
fn numbered(side: LogicalPlanBuilder) -> Result<LogicalPlanBuilder> {
    let columns: Vec<Expr> = side.schema().columns().into_iter().map(Expr::Column).collect();
    side.window([row_number().partition_by(columns).build()?])
}
