//! WITH RECURSIVE ("SELECT", "WITH RECURSIVE clause").
//!
//! Trino writes the recursion out to a depth of 10 and fails if there is more. So does this: DataFusion's recursion would go on for ever.

mod columns;

use std::{ops::ControlFlow, sync::Arc};

use datafusion::{
    common::{
        Result as PlanResult, Spans, TableReference,
        tree_node::{Transformed, TreeNodeRecursion},
    },
    functions_aggregate::count::count,
    logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, RecursiveQuery, Subquery, TableType, lit},
    sql::sqlparser::ast::{
        Cte, JoinOperator, ObjectNamePart, Query, Select, SetExpr, SetOperator, SetQuantifier, TableAlias, TableFactor,
        TableWithJoins, Visit, VisitMut, Visitor, VisitorMut,
    },
};

use super::{column_aliases, dialect::quoted};
use crate::{
    error::{Error, Result},
    local::{
        errors::unsupported,
        functions::operator,
        internal_functions::{MAX_RECURSION_DEPTH, RECURSION_ENDS},
    },
};

/// Checks the recursive queries of a WITH, and keeps the others from being taken for such. Names are folded, and each means one thing.
///
/// # Errors
/// Trino's, for references that it does not take.
pub(super) fn check(query: &mut Query) -> Result<()> {
    match VisitMut::visit(query, &mut Checker) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

struct Checker;

impl VisitorMut for Checker {
    type Break = Error;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Error> {
        let ctes = query.with.iter_mut().filter(|with| with.recursive).flat_map(|with| &mut with.cte_tables);
        for cte in ctes {
            let name = cte.alias.name.value.clone();
            match references(cte.query.as_ref(), &name) {
                0 => not_recursive(cte),
                _ => {
                    if let Some(error) = check_cte(cte, &name) {
                        return ControlFlow::Break(error);
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// DataFusion leaves the clauses of a union in a recursive WITH out: a query around it is none.
fn not_recursive(cte: &mut Cte) {
    let inner = std::mem::replace(cte.query.as_mut(), column_aliases::empty_query());
    let alias = TableAlias { explicit: true, name: quoted("\u{1}once"), columns: Vec::new(), at: None };
    let relation = TableFactor::Derived { lateral: false, subquery: Box::new(inner), alias: Some(alias), sample: None };
    *cte.query.body = SetExpr::Select(Box::new(column_aliases::select_all(relation)));
}

struct Counter<'a> {
    name: &'a str,
    found: usize,
}

impl Visitor for Counter<'_> {
    type Break = ();

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        self.found += usize::from(is_reference(factor, self.name));
        ControlFlow::Continue(())
    }
}

fn is_reference(factor: &TableFactor, name: &str) -> bool {
    match factor {
        TableFactor::Table { name: table, args: None, .. } => {
            matches!(table.0.as_slice(), [ObjectNamePart::Identifier(only)] if only.value == name)
        }
        _ => false,
    }
}

/// How often a part of a query reads a CTE.
fn references(part: &impl Visit, name: &str) -> usize {
    let mut counter = Counter { name, found: 0 };
    let _ = part.visit(&mut counter);
    counter.found
}

/// What is wrong with a query that reads itself.
fn check_cte(cte: &Cte, name: &str) -> Option<Error> {
    let wrong = |message: &str| Some(Error::refused("INVALID_RECURSIVE_REFERENCE", message));
    if cte.alias.columns.is_empty() {
        return Some(Error::refused("MISSING_COLUMN_ALIASES", "missing column aliases in recursive WITH query"));
    }
    let Query { with, body, order_by, limit_clause, fetch, .. } = cte.query.as_ref();
    if with.is_some() {
        return Some(Error::refused("NOT_SUPPORTED", "immediate WITH clause in recursive query"));
    }
    if order_by.is_some() {
        return Some(Error::refused("NOT_SUPPORTED", "immediate ORDER BY clause in recursive query"));
    }
    if limit_clause.is_some() || fetch.is_some() {
        return Some(Error::refused("INVALID_LIMIT_CLAUSE", "immediate FETCH FIRST / LIMIT clause in recursive query"));
    }
    let SetExpr::SetOperation { op: SetOperator::Union, left, right, .. } = body.as_ref() else {
        return wrong("recursive reference not allowed in this context");
    };
    if references(left.as_ref(), name) > 0 {
        return wrong("WITH table name is referenced in the base relation of recursion");
    }
    if references(right.as_ref(), name) > 1 {
        return wrong("multiple recursive references in the step relation of recursion");
    }
    if in_from(right, name) {
        return None;
    }
    wrong("recursive reference outside of FROM clause of the step relation of recursion")
}

/// Whether a step reads the CTE in its FROM, and not where a row of it may not count.
fn in_from(step: &SetExpr, name: &str) -> bool {
    match step {
        SetExpr::Select(select) => {
            references(&select.from, name) == 1
                && select.from.iter().all(|table| joins_count(table, name))
                && select.from.visit(&mut Misplaced(name)).is_continue()
        }
        SetExpr::Query(query) => in_from(&query.body, name),
        SetExpr::SetOperation { left, right, .. } => {
            (in_from(left, name) || in_from(right, name)) && set_operation_counts(step, name)
        }
        _ => false,
    }
}

/// Breaks at a join or set operation that drops or repeats rows of the CTE.
struct Misplaced<'a>(&'a str);

impl Visitor for Misplaced<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if set_operation_counts(&query.body, self.0) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        match select.from.iter().all(|table| joins_count(table, self.0)) {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    }
}

fn joins_count(table: &TableWithJoins, name: &str) -> bool {
    let nested = |factor: &TableFactor| match factor {
        TableFactor::NestedJoin { table_with_joins, .. } => joins_count(table_with_joins, name),
        _ => true,
    };
    let mut left = references(&table.relation, name) > 0;
    let mut counts = nested(&table.relation);
    for join in &table.joins {
        let right = references(&join.relation, name) > 0;
        counts &= nested(&join.relation)
            && match &join.join_operator {
                JoinOperator::Join(_) | JoinOperator::Inner(_) | JoinOperator::CrossJoin(_) => true,
                JoinOperator::Left(_) | JoinOperator::LeftOuter(_) => !right,
                JoinOperator::Right(_) | JoinOperator::RightOuter(_) => !left,
                _ => !left && !right,
            };
        left |= right;
    }
    counts
}

fn set_operation_counts(body: &SetExpr, name: &str) -> bool {
    let SetExpr::SetOperation { op, set_quantifier, left, right } = body else { return true };
    let all = *set_quantifier == SetQuantifier::All;
    let (in_left, in_right) = (references(left.as_ref(), name) > 0, references(right.as_ref(), name) > 0);
    let counts = match op {
        SetOperator::Union => true,
        SetOperator::Intersect => !all || !(in_left || in_right),
        _ => !(in_right || (all && in_left)),
    };
    counts && set_operation_counts(left, name) && set_operation_counts(right, name)
}

/// How many nodes the recursions of a plan may come to. A recursion in the step of another is written out in every level of it.
const MAX_NODES: usize = 10_000;

/// Writes out the recursions of a plan.
///
/// # Errors
/// `TYPE_MISMATCH` for a step of other types, and by name for recursions that come to too many nodes.
pub(super) fn unroll(plan: LogicalPlan) -> PlanResult<LogicalPlan> {
    let mut written = 0usize;
    let plan = plan.transform_up_with_subqueries(|node| match node {
        LogicalPlan::RecursiveQuery(recursion) => {
            written = written.saturating_add(nodes_of(&recursion)?);
            if written > MAX_NODES {
                let what =
                    format!("WITH RECURSIVE of more than {MAX_NODES} plan nodes in {MAX_RECURSION_DEPTH} levels");
                return Err(unsupported(what));
            }
            unrolled(&recursion).map(Transformed::yes)
        }
        node => Ok(Transformed::no(node)),
    })?;
    // DataFusion does not look for references in the subqueries of expressions.
    plan.data.apply_with_subqueries(|node| match node {
        LogicalPlan::TableScan(scan) if scan.source.table_type() == TableType::Temporary => {
            Err(unsupported("WITH RECURSIVE that is read in a subquery of an expression"))
        }
        _ => Ok(TreeNodeRecursion::Continue),
    })?;
    Ok(plan.data)
}

/// The nodes of a recursion that is written out: each level has the base and the steps to it, and one more tells whether it ends.
fn nodes_of(recursion: &RecursiveQuery) -> PlanResult<usize> {
    let (base, step) = (nodes(&recursion.static_term)?, nodes(&recursion.recursive_term)?);
    let levels = MAX_RECURSION_DEPTH + 2;
    Ok(base.saturating_mul(levels).saturating_add(step.saturating_mul(levels * (levels - 1) / 2)))
}

/// As many as count.
fn nodes(plan: &LogicalPlan) -> PlanResult<usize> {
    let mut found = 0usize;
    plan.apply_with_subqueries(|_| {
        found += 1;
        Ok(if found > MAX_NODES { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(found)
}

fn unrolled(recursion: &RecursiveQuery) -> PlanResult<LogicalPlan> {
    let base = recursion.static_term.as_ref();
    columns::check(recursion)?;
    let mut level = base.clone();
    let mut all = LogicalPlanBuilder::from(base.clone());
    for _ in 0..MAX_RECURSION_DEPTH {
        level = step(recursion, &level)?;
        all = all.union(level.clone())?;
    }
    let more = LogicalPlanBuilder::from(step(recursion, &level)?);
    let more = more.aggregate(Vec::<Expr>::new(), [count(lit(1))])?.build()?;
    let more = Subquery { subquery: Arc::new(more), outer_ref_columns: Vec::new(), spans: Spans::new() };
    let Some(ends) = operator(RECURSION_ENDS) else { return Err(unsupported("WITH RECURSIVE")) };
    let all = all.filter(ends.call(vec![Expr::ScalarSubquery(more)]))?;
    if recursion.is_distinct { all.distinct()?.build() } else { all.build() }
}

/// The step over the rows of the level before it.
fn step(recursion: &RecursiveQuery, level: &LogicalPlan) -> PlanResult<LogicalPlan> {
    let term = recursion.recursive_term.as_ref().clone();
    let replaced = term.transform_up_with_subqueries(|node| match node {
        LogicalPlan::TableScan(scan) if scan.table_name == TableReference::bare(recursion.name.as_str()) => {
            let rows = LogicalPlanBuilder::from(level.clone()).alias(scan.table_name.clone())?.build()?;
            Ok(Transformed::yes(rows))
        }
        node => Ok(Transformed::no(node)),
    })?;
    // Under the names of the base.
    let names = recursion.static_term.schema().fields().iter();
    let columns = replaced.data.schema().columns().into_iter().zip(names);
    let named: Vec<Expr> = columns.map(|(column, field)| Expr::Column(column).alias(field.name())).collect();
    LogicalPlanBuilder::from(replaced.data).project(named)?.build()
}
