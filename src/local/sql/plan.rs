//! From the syntax tree to DataFusion's logical plan.
//!
//! DataFusion's planner asks a context for everything it may use. Ours knows the tables of one query and the functions of
//! [`functions`](crate::local::functions), and nothing else: what is not on the list does not exist.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    sync::Arc,
};

use arrow_schema::DataType;
use datafusion::{
    common::{Result as PlanResult, TableReference, config::ConfigOptions},
    logical_expr::{
        AggregateUDF, HigherOrderUDF, LogicalPlan, ScalarUDF, TableSource, WindowUDF,
        planner::{ContextProvider, ExprPlanner, RelationPlanner},
    },
    sql::{
        planner::{NullOrdering, ParserOptions, SqlToRel},
        sqlparser::ast::{Query, Statement, visit_relations},
    },
};

use super::{bags, hidden::TWIN, lateral, operators, parse::Parsed, ties, types, unnest::Unnests};
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

/// The tables and views that a query names. Names are folded. A name that some WITH has too may mean either, by where it stands: it comes
/// with `false`.
pub(crate) fn tables_of(query: &Query) -> Result<Vec<(TableName, bool)>> {
    let mut ctes = HashSet::new();
    collect_ctes(query, &mut ctes);
    let mut names = Vec::new();
    let _: ControlFlow<()> = visit_relations(query, |relation| {
        let parts: Vec<String> =
            relation.0.iter().map(|part| part.as_ident().map_or(String::new(), |i| i.value.clone())).collect();
        let certain = !(parts.len() == 1 && ctes.contains(&parts[0]));
        names.push((parts, certain));
        ControlFlow::Continue(())
    });
    let known = names.into_iter().filter_map(|(parts, certain)| match table_name(parts) {
        // A WITH may have a name that no table has.
        Err(_) if !certain => None,
        name => Some(name.map(|name| (name, certain))),
    });
    known.collect()
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
    let planners = operators::planners();
    let context = Context { relations, schema, functions, options, planners, unnests: vec![Arc::new(Unnests)] };
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
        .and_then(lateral::inline)
        .and_then(bags::rewrite)
        .and_then(ties::rewrite)
        .and_then(|plan| types::check(&plan).map(|()| plan));
    planned.map_err(|error| errors::from_datafusion(error, functions))
}

struct Context<'a> {
    relations: &'a Relations,
    schema: &'a str,
    functions: &'a Functions,
    options: &'a ConfigOptions,
    planners: Vec<Arc<dyn ExprPlanner>>,
    unnests: Vec<Arc<dyn RelationPlanner>>,
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

    fn get_relation_planners(&self) -> &[Arc<dyn RelationPlanner>] {
        &self.unnests
    }

    fn get_function_meta(&self, name: &str) -> Option<Arc<ScalarUDF>> {
        self.functions.scalar(name)
    }

    fn get_higher_order_meta(&self, name: &str) -> Option<Arc<HigherOrderUDF>> {
        self.functions.with_lambda(name)
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
