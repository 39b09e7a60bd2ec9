//! From the syntax tree to DataFusion's logical plan.
//!
//! DataFusion's planner asks a context for everything it may use. Ours knows the tables of one query and the functions of
//! [`functions`](crate::local::functions), and nothing else: what is not on the list does not exist.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    sync::Arc,
};

use arrow_schema::{DataType, Field};
use datafusion::{
    common::{Column, DFSchema, DataFusionError, Result as PlanResult, TableReference, config::ConfigOptions},
    logical_expr::{
        AggregateUDF, Expr, HigherOrderUDF, LogicalPlan, ScalarUDF, TableSource, WindowUDF, lit,
        planner::{ContextProvider, ExprPlanner, PlannerResult, RawBinaryExpr},
    },
    sql::{
        planner::{NullOrdering, ParserOptions, SqlToRel},
        sqlparser::ast::{BinaryOperator, Query, Statement, visit_relations},
    },
};

use super::{
    hidden::TWIN,
    parse::Parsed,
    types::{self, Class},
};
use crate::{
    error::Result,
    local::{errors, functions::Functions},
    schema::TableName,
};

/// The tables that a query may read, by schema and name.
#[derive(Default)]
pub(crate) struct Relations(HashMap<(String, String), Arc<dyn TableSource>>);

impl Relations {
    pub(crate) fn insert(&mut self, schema: &str, name: &str, source: Arc<dyn TableSource>) {
        self.0.insert((schema.to_owned(), name.to_owned()), source);
    }
}

/// The tables and views that a query names, CTEs left out. Names are folded.
pub(crate) fn tables_of(query: &Query) -> Result<Vec<TableName>> {
    let mut ctes = HashSet::new();
    collect_ctes(query, &mut ctes);
    let mut names = Vec::new();
    let _: ControlFlow<()> = visit_relations(query, |relation| {
        let parts: Vec<String> =
            relation.0.iter().map(|part| part.as_ident().map_or(String::new(), |i| i.value.clone())).collect();
        if !(parts.len() == 1 && ctes.contains(&parts[0])) {
            names.push(parts);
        }
        ControlFlow::Continue(())
    });
    names.into_iter().map(table_name).collect()
}

fn table_name(mut parts: Vec<String>) -> Result<TableName> {
    let name = parts.pop().unwrap_or_default();
    let name = TableName::new(name.trim_end_matches(TWIN))?;
    match (parts.pop(), parts.pop()) {
        (None, _) => Ok(name),
        (Some(schema), None) => name.in_schema(schema),
        (Some(schema), Some(catalog)) => name.in_catalog(catalog, schema),
    }
}

fn collect_ctes(query: &Query, out: &mut HashSet<String>) {
    use datafusion::sql::sqlparser::ast::{Visit, Visitor};
    struct Ctes<'a>(&'a mut HashSet<String>);
    impl Visitor for Ctes<'_> {
        type Break = ();
        fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
            let ctes = query.with.iter().flat_map(|with| &with.cte_tables);
            self.0.extend(ctes.map(|cte| cte.alias.name.value.clone()));
            ControlFlow::Continue(())
        }
    }
    let _ = query.visit(&mut Ctes(out));
}

/// Plans a query over its tables.
///
/// # Errors
/// Names that do not exist, functions that are not supported, types that do not fit.
pub(crate) fn plan(
    parsed: Parsed,
    relations: &Relations,
    schema: &str,
    functions: &Functions,
    options: &ConfigOptions,
) -> Result<LogicalPlan> {
    let context = Context { relations, schema, functions, options, planners: planners() };
    let parser = ParserOptions {
        parse_float_as_decimal: false,
        enable_ident_normalization: false,
        map_string_types_to_utf8view: false,
        support_varchar_with_length: true,
        default_null_ordering: NullOrdering::NullsLast,
        ..ParserOptions::default()
    };
    let planned = SqlToRel::new_with_options(&context, parser)
        .sql_statement_to_plan(Statement::Query(parsed.query))
        .and_then(|plan| types::check(&plan).map(|()| plan));
    planned.map_err(|error| errors::from_datafusion(error, functions))
}

struct Context<'a> {
    relations: &'a Relations,
    schema: &'a str,
    functions: &'a Functions,
    options: &'a ConfigOptions,
    planners: Vec<Arc<dyn ExprPlanner>>,
}

impl ContextProvider for Context<'_> {
    fn get_table_source(&self, name: TableReference) -> PlanResult<Arc<dyn TableSource>> {
        let key = (name.schema().unwrap_or(self.schema).to_owned(), name.table().to_owned());
        let found = self.relations.0.get(&key).cloned();
        found.ok_or_else(|| types::refused("TABLE_NOT_FOUND", format!("table `{name}` does not exist")))
    }

    fn get_expr_planners(&self) -> &[Arc<dyn ExprPlanner>] {
        &self.planners
    }

    fn get_function_meta(&self, name: &str) -> Option<Arc<ScalarUDF>> {
        self.functions.scalar(name)
    }

    fn get_higher_order_meta(&self, _: &str) -> Option<Arc<HigherOrderUDF>> {
        None
    }

    fn get_aggregate_meta(&self, name: &str) -> Option<Arc<AggregateUDF>> {
        self.functions.aggregate(name)
    }

    fn get_window_meta(&self, name: &str) -> Option<Arc<WindowUDF>> {
        self.functions.window(name)
    }

    fn get_variable_type(&self, _: &[String]) -> Option<DataType> {
        None
    }

    fn options(&self) -> &ConfigOptions {
        self.options
    }

    fn udf_names(&self) -> Vec<String> {
        self.functions.names()
    }

    fn higher_order_function_names(&self) -> Vec<String> {
        Vec::new()
    }

    fn udaf_names(&self) -> Vec<String> {
        Vec::new()
    }

    fn udwf_names(&self) -> Vec<String> {
        Vec::new()
    }
}

fn planners() -> Vec<Arc<dyn ExprPlanner>> {
    vec![Arc::new(Operators), Arc::new(datafusion::functions_aggregate::planner::AggregateFunctionPlanner)]
}

/// Operators with Trino's types: no comparison of text with numbers, no overflow in silence.
#[derive(Debug)]
struct Operators;

impl ExprPlanner for Operators {
    fn plan_binary_op(&self, raw: RawBinaryExpr, schema: &DFSchema) -> PlanResult<PlannerResult<RawBinaryExpr>> {
        use datafusion::logical_expr::ExprSchemable;
        let (left, right) = (raw.left.get_type(schema)?, raw.right.get_type(schema)?);
        let (a, b) = (Class::of(&left), Class::of(&right));
        let refuse = || -> DataFusionError {
            let (left, right) = (types::spelled(&left), types::spelled(&right));
            types::mismatch(format!("Cannot apply operator: {left} {} {right}", raw.op))
        };
        match raw.op {
            BinaryOperator::And | BinaryOperator::Or => Ok(PlannerResult::Original(raw)),
            BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo => {
                if a == Class::Decimal || b == Class::Decimal {
                    return Err(types::unsupported("arithmetic with decimals"));
                }
                if matches!(
                    (a, b),
                    (Class::Date | Class::Timestamp | Class::TimestampTz, _)
                        | (_, Class::Date | Class::Timestamp | Class::TimestampTz)
                ) {
                    return Err(types::unsupported("arithmetic with dates and times"));
                }
                if !a.is_number() || !b.is_number() {
                    return Err(refuse());
                }
                let checked = match (a, b, &raw.op) {
                    (Class::Integer, Class::Integer, BinaryOperator::Plus) => Some("$add"),
                    (Class::Integer, Class::Integer, BinaryOperator::Minus) => Some("$subtract"),
                    (Class::Integer, Class::Integer, BinaryOperator::Multiply) => Some("$multiply"),
                    _ => None,
                };
                match checked.and_then(crate::local::functions::operator) {
                    Some(function) => Ok(PlannerResult::Planned(function.call(vec![raw.left, raw.right]))),
                    None => Ok(PlannerResult::Original(raw)),
                }
            }
            BinaryOperator::StringConcat => {
                let text = |class| matches!(class, Class::Text | Class::Unknown);
                if text(a) && text(b) { Ok(PlannerResult::Original(raw)) } else { Err(refuse()) }
            }
            _ if a == Class::Nested || b == Class::Nested => Err(types::unsupported("comparing arrays, maps and rows")),
            // DataFusion's comparisons have an order for NaN; Trino's are false.
            _ if a.meets(b) && (a == Class::Float || b == Class::Float) => {
                match float_comparison(&raw.op).and_then(crate::local::functions::operator) {
                    Some(function) => Ok(PlannerResult::Planned(function.call(vec![raw.left, raw.right]))),
                    None => Ok(PlannerResult::Original(raw)),
                }
            }
            _ if a.meets(b) => Ok(PlannerResult::Original(raw)),
            _ => Err(refuse()),
        }
    }

    fn plan_compound_identifier(
        &self,
        field: &Field,
        qualifier: Option<&TableReference>,
        nested: &[String],
    ) -> PlanResult<PlannerResult<Vec<Expr>>> {
        let column = Expr::Column(Column::new(qualifier.cloned(), field.name()));
        let Some(get) = crate::local::functions::operator("$field") else {
            return Err(types::unsupported("field access"));
        };
        Ok(PlannerResult::Planned(nested.iter().fold(column, |value, name| get.call(vec![value, lit(name.clone())]))))
    }
}

fn float_comparison(operator: &BinaryOperator) -> Option<&'static str> {
    Some(match operator {
        BinaryOperator::Eq => "$eq",
        BinaryOperator::NotEq => "$ne",
        BinaryOperator::Lt => "$lt",
        BinaryOperator::LtEq => "$le",
        BinaryOperator::Gt => "$gt",
        BinaryOperator::GtEq => "$ge",
        _ => return None,
    })
}
