//! From the syntax tree to DataFusion's logical plan.
//!
//! DataFusion's planner gets everything it may use from a context. Ours has the tables of one query and the functions of
//! [`functions`](crate::local::functions): nothing else exists.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    sync::Arc,
};

use arrow_schema::{DataType, SchemaRef};
use datafusion::{
    catalog::cte_worktable::CteWorkTable,
    common::{Result as PlanResult, TableReference, config::ConfigOptions},
    datasource::provider_as_source,
    logical_expr::{
        AggregateUDF, HigherOrderUDF, LogicalPlan, ScalarUDF, TableSource, WindowUDF,
        planner::{ContextProvider, ExprPlanner, RelationPlanner},
    },
    sql::{
        planner::{NullOrdering, ParserOptions, SqlToRel},
        sqlparser::ast::{ObjectNamePart, Query, Statement, visit_relations},
    },
};

use super::{
    analysis, apply, check,
    coerced::{CoercedPlanner, coerced},
    comparisons,
    hidden::WITH_HIDDEN,
    lateral, operators,
    parse::ParsedQuery,
    recursive, set_operations, stars,
    unnest::UnnestPlanner,
    using::UsingPlanner,
    with_ties,
};
use crate::{
    error::{Error, ErrorKind, ObjectKind, Result},
    local::{
        errors::{from_datafusion, refused},
        functions::Functions,
        names::table_name,
    },
    schema::TableName,
};

/// The tables that a query may read, by schema and name.
#[derive(Default)]
pub(crate) struct Relations(HashMap<(String, String), Arc<dyn TableSource>>);

impl Relations {
    pub(crate) fn insert(&mut self, schema: &str, name: &str, source: Arc<dyn TableSource>) {
        self.0.insert((schema.to_owned(), name.to_owned()), source);
    }

    /// The names of the columns of a table.
    fn columns(&self, schema: &str, name: &str) -> Option<Vec<Option<String>>> {
        let source = self.0.get(&(schema.to_owned(), name.to_owned()))?;
        let plain = |name: &str| name.split('\u{1}').next().map(str::to_lowercase);
        Some(source.schema().fields().iter().map(|field| plain(field.name())).collect())
    }
}

/// The tables and views that a query names, in lower case, and whether each certainly means a table or view: a name that is also that of a
/// CTE may mean either, by its place.
pub(crate) fn tables_of(query: &Query) -> Result<Vec<(TableName, bool)>> {
    let mut ctes = HashSet::new();
    collect_ctes(query, &mut ctes);
    let mut names = Vec::new();
    let _: ControlFlow<()> = visit_relations(query, |relation| {
        let mut relation = relation.clone();
        if let Some(ObjectNamePart::Identifier(name)) = relation.0.last_mut() {
            name.value.truncate(name.value.trim_end_matches(WITH_HIDDEN).len());
        }
        let certain = match relation.0.as_slice() {
            [ObjectNamePart::Identifier(name)] => !ctes.contains(&name.value),
            _ => true,
        };
        names.push((table_name(&relation), certain));
        ControlFlow::Continue(())
    });
    let known = names.into_iter().filter_map(|(name, certain)| match name {
        // A CTE may have a name that no table can have.
        Err(_) if !certain => None,
        name => Some(name.map(|name| (name, certain))),
    });
    known.collect()
}

fn collect_ctes(query: &Query, out: &mut HashSet<String>) {
    use datafusion::sql::sqlparser::ast::{Visit, Visitor};
    struct CteNames<'a>(&'a mut HashSet<String>);
    impl Visitor for CteNames<'_> {
        type Break = ();
        fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
            let ctes = query.with.iter().flat_map(|with| &with.cte_tables);
            self.0.extend(ctes.map(|cte| cte.alias.name.value.clone()));
            ControlFlow::Continue(())
        }
    }
    let _ = query.visit(&mut CteNames(out));
}

/// Plans a query over its tables.
///
/// # Errors
/// Names that do not exist, functions that are not supported, types that do not fit.
pub(crate) fn plan(
    parsed: ParsedQuery,
    relations: &Relations,
    schema: &str,
    functions: &Functions,
    options: &ConfigOptions,
) -> Result<LogicalPlan> {
    let certain = analysis::check(&parsed.written, Some(&|of, name| relations.columns(of.unwrap_or(schema), name)))?;
    let planners = operators::planners();
    let relation_planners: Vec<Arc<dyn RelationPlanner>> = vec![
        Arc::new(UnnestPlanner::default()),
        Arc::new(UsingPlanner::default()),
        Arc::new(CoercedPlanner::default()),
    ];
    // The order of a subquery stays: what is put around a query must not lose it.
    let mut options = options.clone();
    options.sql_parser.enable_subquery_sort_elimination = false;
    let options = &options;
    let context = QueryContext { relations, schema, functions, options, planners, relation_planners };
    let parser = ParserOptions {
        parse_float_as_decimal: false,
        enable_ident_normalization: false,
        map_string_types_to_utf8view: false,
        support_varchar_with_length: true,
        default_null_ordering: NullOrdering::NullsLast,
        ..ParserOptions::default()
    };
    let hidden = parsed.hidden;
    let planner = SqlToRel::new_with_options(&context, parser);
    let planned = with_stars(&planner, parsed.query)
        .and_then(recursive::unroll)
        .and_then(lateral::inline)
        .and_then(set_operations::rewrite)
        .and_then(with_ties::rewrite)
        .and_then(comparisons::rewrite)
        .and_then(|plan| check::check(&plan).map(|()| plan))
        .and_then(|plan| apply::rewrite(plan, options))
        .and_then(coerced)
        .and_then(|plan| check::check_conversions(&plan).map(|()| plan));
    planned.map_err(|error| match from_datafusion(error) {
        error if alias_in_group(&error, &hidden) => analysis::with_advice(error),
        error => as_our_own_lack(error, certain),
    })
}

/// Plans a query; a second time with its stars written out, if two of its columns have one name.
fn with_stars(planner: &SqlToRel<'_, QueryContext<'_>>, query: Box<Query>) -> PlanResult<LogicalPlan> {
    let plan = |query: Box<Query>| planner.sql_statement_to_plan(Statement::Query(query));
    let Some(all) = stars::all_columns(&query) else { return plan(query) };
    match plan(query.clone()) {
        Err(error) if stars::is_about_names(&error) => {
            let Ok(columns) = plan(Box::new(all)) else { return Err(error) };
            plan(Box::new(stars::written_out(*query, columns.schema())?))
        }
        planned => planned,
    }
}

/// Every name is known to mean one column: where DataFusion does not find it, it lacks something that Athena has.
fn as_our_own_lack(error: Error, certain: analysis::Certain) -> Error {
    match error.kind() {
        ErrorKind::Refused { code, message }
            if code == "MISMATCHED_COLUMN_ALIASES" && message.starts_with("the list") && certain.widths =>
        {
            Error::unsupported("comparing rows with ALL, ANY and SOME")
        }
        _ if !certain.names => error,
        ErrorKind::NotFound { object: ObjectKind::Column, name, .. } => {
            Error::unsupported(format!("the column `{name}` where it is used here"))
        }
        ErrorKind::Refused { code, .. } if code == "TABLE_NOT_FOUND" => {
            Error::unsupported("`relation.*` where it is used here")
        }
        ErrorKind::Refused { code, .. } if code == "EXPRESSION_NOT_IN_DISTINCT" => {
            Error::unsupported("ORDER BY of SELECT DISTINCT by an expression in another spelling")
        }
        _ => error,
    }
}

fn alias_in_group(error: &Error, hidden: &HashSet<String>) -> bool {
    matches!(error.kind(), ErrorKind::NotFound { object: ObjectKind::Column, name, .. } if hidden.contains(name))
}

struct QueryContext<'a> {
    relations: &'a Relations,
    schema: &'a str,
    functions: &'a Functions,
    options: &'a ConfigOptions,
    planners: Vec<Arc<dyn ExprPlanner>>,
    relation_planners: Vec<Arc<dyn RelationPlanner>>,
}

impl ContextProvider for QueryContext<'_> {
    fn get_table_source(&self, name: TableReference) -> PlanResult<Arc<dyn TableSource>> {
        let key = (name.schema().unwrap_or(self.schema).to_owned(), name.table().to_owned());
        let found = self.relations.0.get(&key).cloned();
        found.ok_or_else(|| refused("TABLE_NOT_FOUND", format!("table `{name}` does not exist")))
    }

    /// What a recursion reads of itself, until it is written out.
    fn create_cte_work_table(&self, name: &str, schema: SchemaRef) -> PlanResult<Arc<dyn TableSource>> {
        Ok(provider_as_source(Arc::new(CteWorkTable::new(name, schema))))
    }

    fn get_expr_planners(&self) -> &[Arc<dyn ExprPlanner>] {
        &self.planners
    }

    fn get_relation_planners(&self) -> &[Arc<dyn RelationPlanner>] {
        &self.relation_planners
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
        // DataFusion suggests one; the error that reaches the user has a suggestion of ours.
        vec![String::new()]
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
