//! `UNNEST(array, map, …) [WITH ORDINALITY]` in FROM.
//!
//! An array gives a column, an array of rows one for each field, a map two; shorter ones are filled with NULL (Trino, "SELECT",
//! "UNNEST"). It is planned over one row; where it reads columns of the tables before it, [`lateral`](super::lateral) makes those its input.

use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_schema::DataType;
use datafusion::{
    common::{Column, DFSchema, NullHandling, Result, UnnestOptions},
    logical_expr::{
        Expr, ExprSchemable, LogicalPlanBuilder, ScalarUDF, lit,
        planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning},
    },
    sql::sqlparser::ast::TableFactor,
};

use super::column_aliases;
use crate::local::{
    errors::{refused, unsupported},
    functions::{POSITION, operator},
    types::type_name,
};

/// Plans UNNEST.
#[derive(Debug, Default)]
pub(super) struct UnnestPlanner {
    /// How many have no name in the query.
    nameless: AtomicUsize,
}

impl UnnestPlanner {
    fn next(&self) -> usize {
        self.nameless.fetch_add(1, Ordering::Relaxed)
    }
}

impl RelationPlanner for UnnestPlanner {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let TableFactor::UNNEST { alias, array_exprs, with_ordinality, .. } = relation else {
            return Ok(RelationPlanning::Original(Box::new(relation)));
        };
        let nothing = DFSchema::empty();
        let mut lists = Vec::new();
        for expr in array_exprs {
            let expr = context.sql_to_expr(expr, &nothing)?;
            lists.extend(columns(expr, &nothing)?);
        }
        if with_ordinality {
            lists.push(operator_function("$ordinality")?.call(lists.clone()));
        }
        let names: Vec<String> = (0..lists.len()).map(|i| format!("\u{1}{i}")).collect();
        let mut out = Vec::new();
        for (list, name) in lists.iter().zip(&names) {
            out.extend(fields(&list.get_type(&nothing)?, name)?);
        }
        let out = out.into_iter().enumerate();
        let out = out.map(|(i, (expr, name))| expr.alias(name.unwrap_or_else(|| column_aliases::unnamed(i))));
        let plan = LogicalPlanBuilder::empty(true)
            .project(lists.into_iter().zip(&names).map(|(list, name)| list.alias(name)))?
            .unnest_columns_with_options(names.iter().map(Column::from_name).collect(), options(NullHandling::Drop))?
            .project(out.collect::<Vec<_>>())?
            .build()?;
        // Two of them can have columns of the same names.
        let plan = match alias {
            Some(_) => plan,
            None => LogicalPlanBuilder::from(plan).alias(format!("unnest\u{1}{}", self.next()))?.build()?,
        };
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(plan, alias))))
    }
}

pub(super) fn options(null_handling: NullHandling) -> UnnestOptions {
    UnnestOptions { null_handling, recursions: Vec::new() }
}

fn operator_function(name: &str) -> Result<std::sync::Arc<ScalarUDF>> {
    operator(name).ok_or_else(|| unsupported(format!("`{name}`")))
}

/// An argument as lists.
fn columns(expr: Expr, schema: &DFSchema) -> Result<Vec<Expr>> {
    match expr.get_type(schema)? {
        DataType::List(_) => Ok(vec![expr]),
        DataType::Map(..) => Ok(vec![
            operator_function("map_keys")?.call(vec![expr.clone()]),
            operator_function("map_values")?.call(vec![expr]),
        ]),
        other => Err(refused("INVALID_FUNCTION_ARGUMENT", format!("Cannot unnest type: {}", type_name(&other)))),
    }
}

/// What a list gives: itself, or the fields of its rows.
fn fields(list: &DataType, name: &str) -> Result<Vec<(Expr, Option<String>)>> {
    let element = Expr::Column(Column::from_name(name));
    let DataType::List(item) = list else { return Ok(vec![(element, None)]) };
    let DataType::Struct(fields) = item.data_type() else { return Ok(vec![(element, None)]) };
    let get = operator_function("$field")?;
    Ok(fields
        .iter()
        .enumerate()
        .map(|(at, field)| {
            let name = Some(field.name().clone()).filter(|name| !name.is_empty());
            let key = name.clone().unwrap_or_else(|| format!("{POSITION}{at}"));
            (get.call(vec![element.clone(), lit(key)]), name)
        })
        .collect())
}
