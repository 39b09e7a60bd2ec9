//! Subqueries that read columns of the queries around them, and those whose truth value is used: LATERAL, EXISTS, IN and scalar subqueries,
//! wherever they stand.
//!
//! DataFusion turns some of them into joins; [`simple`] says which of these joins mean what Trino means. The others are planned here: the
//! outer rows are numbered ([`shared`]), the subquery is computed for all of them at once ([`dependent`]), and what it gives is joined to
//! the outer rows by their number.

mod dependent;
pub(super) mod references;
mod shared;
mod simple;
mod supported;

use std::sync::Arc;

use datafusion::{
    common::{
        Column, NullEquality, Result, TableReference,
        config::ConfigOptions,
        tree_node::{Transformed, TreeNode, TreeNodeRecursion},
    },
    datasource::provider_as_source,
    functions_aggregate::count::count,
    logical_expr::{
        Aggregate, Case, Expr, Filter, Join, JoinType, LogicalPlan, LogicalPlanBuilder, Projection, Sort, Subquery,
        Window,
        expr::{Exists, InSubquery},
        lit,
        utils::{conjunction, split_conjunction_owned},
    },
    optimizer::Analyzer,
    scalar::ScalarValue,
};

use self::{
    dependent::{Dependent, OuterRows},
    references::{lateral_of, outer_columns, subquery_of},
    shared::SharedTable,
    supported::Use,
};
use super::comparisons::trino_cast;
use crate::local::{
    errors::{refused, type_mismatch, unsupported},
    functions::functions,
    internal_functions::SINGLE,
    types::{common_type, type_name},
};

/// Rewrites the subqueries of a plan, apart from those that DataFusion plans rightly.
///
/// # Errors
/// `Unsupported` for a subquery that cannot be computed for all outer rows at once.
pub(super) fn rewrite(plan: LogicalPlan, options: &ConfigOptions) -> Result<LogicalPlan> {
    Apply { options, relations: 0 }.plan(plan)
}

struct Apply<'a> {
    options: &'a ConfigOptions,
    /// How many names of relations are taken.
    relations: usize,
}

/// The input of a node, while its subqueries become columns of it.
struct Input {
    plan: LogicalPlan,
    /// The same rows, numbered, when a subquery needs that: the table, and the columns of the plan.
    shared: Option<(Arc<SharedTable>, Vec<Column>)>,
    /// The number of the row.
    row: Option<Column>,
    /// Subqueries, and what they became.
    done: Vec<(Expr, Expr)>,
}

impl Input {
    fn new(plan: LogicalPlan) -> Self {
        Self { plan, shared: None, row: None, done: Vec::new() }
    }
}

impl Apply<'_> {
    fn plan(&mut self, plan: LogicalPlan) -> Result<LogicalPlan> {
        if let LogicalPlan::Join(join) = &plan
            && let Some((subquery, _)) = lateral_of(join)
        {
            return self.lateral(join, subquery);
        }
        // A LATERAL that is first in FROM is an ordinary subquery.
        if let LogicalPlan::Subquery(subquery) = plan {
            return self.plan(subquery.subquery.as_ref().clone());
        }
        let plan = plan.map_children(|input| self.plan(input).map(Transformed::yes))?.data;
        self.own_subqueries(plan)
    }

    /// The subqueries in the expressions of a node whose inputs are done.
    fn own_subqueries(&mut self, plan: LogicalPlan) -> Result<LogicalPlan> {
        if plan.expressions().iter().all(|expr| !has_subquery(expr)) {
            return Ok(plan);
        }
        let names = plan.schema().columns();
        match plan {
            LogicalPlan::Projection(Projection { expr, input, .. }) => {
                let mut input = Input::new(input.as_ref().clone());
                let exprs = self.each(expr, &mut input)?.into_iter().zip(&names);
                let exprs: Vec<Expr> = exprs.map(|(expr, name)| dependent::named(expr, name)).collect();
                LogicalPlanBuilder::from(input.plan).project(exprs)?.build()
            }
            LogicalPlan::Filter(filter) => self.filter(filter, names),
            LogicalPlan::Sort(Sort { expr, input, fetch }) => {
                let mut input = Input::new(input.as_ref().clone());
                let keys = expr.into_iter().map(|key| Ok(key.with_expr(self.expr(key.expr.clone(), &mut input)?)));
                let expr = keys.collect::<Result<_>>()?;
                renamed(LogicalPlan::Sort(Sort { expr, input: input.plan.into(), fetch }), names.clone(), &names)
            }
            LogicalPlan::Window(Window { window_expr, input, .. }) => {
                let mut kept = input.schema().columns();
                let mut input = Input::new(input.as_ref().clone());
                let windows = self.each(window_expr, &mut input)?;
                let width = input.plan.schema().fields().len();
                let plan = LogicalPlan::Window(Window::try_new(windows, input.plan.into())?);
                kept.extend(plan.schema().columns().split_off(width));
                renamed(plan, kept, &names)
            }
            LogicalPlan::Aggregate(Aggregate { group_expr, aggr_expr, input, .. }) => {
                let mut input = Input::new(input.as_ref().clone());
                let groups = self.each(group_expr, &mut input)?;
                let values = self.each(aggr_expr, &mut input)?;
                let plan = LogicalPlan::Aggregate(Aggregate::try_new(input.plan.into(), groups, values)?);
                let columns = plan.schema().columns();
                renamed(plan, columns, &names)
            }
            LogicalPlan::Join(join) => self.join(join, &names),
            // Trino fails so.
            LogicalPlan::Values(_) => {
                Err(refused("GENERIC_INTERNAL_ERROR", "Unexpected subquery expression in logical plan: in VALUES"))
            }
            // Of the rest, only uncorrelated scalar subqueries.
            other => other.map_expressions(|expr| self.inner_plans(expr).map(Transformed::yes)).map(|done| done.data),
        }
    }

    fn each(&mut self, exprs: Vec<Expr>, input: &mut Input) -> Result<Vec<Expr>> {
        exprs.into_iter().map(|expr| self.expr(expr, input)).collect()
    }

    /// An expression without the subqueries that are done here.
    fn expr(&mut self, expr: Expr, input: &mut Input) -> Result<Expr> {
        if !has_subquery(&expr) {
            return Ok(expr);
        }
        let done = expr.transform_up(|expr| {
            let Some(subquery) = subquery_of(&expr) else { return Ok(Transformed::no(expr)) };
            check_supported(&expr)?;
            if matches!(expr, Expr::ScalarSubquery(_)) && simple::is_simple_scalar(subquery)? {
                return self.inner_plans(expr).map(Transformed::yes);
            }
            if let Some((_, new)) = input.done.iter().find(|(old, _)| *old == expr) {
                return Ok(Transformed::yes(new.clone()));
            }
            let new = match &expr {
                Expr::Exists(exists) => self.exists(exists, input)?,
                Expr::InSubquery(within) => self.within(within, input)?,
                _ => self.scalar(subquery, input)?,
            };
            input.done.push((expr, new.clone()));
            Ok(Transformed::yes(new))
        })?;
        Ok(done.data)
    }

    /// A subquery that stays one: what is inside of it is done all the same.
    fn inner_plans(&mut self, expr: Expr) -> Result<Expr> {
        let expr = expr.transform_up(|expr| {
            let mut done = |subquery: Subquery| -> Result<Subquery> {
                let plan = self.plan(subquery.subquery.as_ref().clone())?;
                Ok(Subquery { subquery: plan.into(), ..subquery })
            };
            Ok(Transformed::yes(match expr {
                Expr::ScalarSubquery(subquery) => Expr::ScalarSubquery(nullable(done(subquery)?)?),
                Expr::Exists(exists) => Expr::Exists(Exists { subquery: done(exists.subquery)?, ..exists }),
                Expr::InSubquery(within) => Expr::InSubquery(InSubquery { subquery: done(within.subquery)?, ..within }),
                other => other,
            }))
        })?;
        Ok(expr.data)
    }

    /// WHERE and HAVING: a subquery that is a condition itself can be a semi-join.
    fn filter(&mut self, filter: Filter, names: Vec<Column>) -> Result<LogicalPlan> {
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for part in split_conjunction_owned(filter.predicate) {
            check_all_supported(&part)?;
            match has_subquery(&part) && !simple::is_simple_condition(&part)? {
                true => rest.push(part),
                false => first.push(self.inner_plans(part)?),
            }
        }
        let mut plan = filter.input.as_ref().clone();
        if let Some(first) = conjunction(first) {
            plan = LogicalPlan::Filter(Filter::try_new(first, plan.into())?);
        }
        if rest.is_empty() {
            return Ok(plan);
        }
        let mut input = Input::new(plan);
        let rest = self.each(rest, &mut input)?;
        let builder = LogicalPlanBuilder::from(input.plan);
        let plan = match conjunction(rest) {
            Some(rest) => builder.filter(rest)?.build()?,
            None => builder.build()?,
        };
        renamed(plan, names.clone(), &names)
    }

    /// Subqueries in ON: those of an inner join are a filter; the others have to read one side only.
    fn join(&mut self, join: Join, names: &[Column]) -> Result<LogicalPlan> {
        let parts = join.filter.clone().map(split_conjunction_owned).unwrap_or_default();
        let (with, without): (Vec<Expr>, Vec<Expr>) = parts.into_iter().partition(has_subquery);
        if join.join_type == JoinType::Inner {
            let joined = LogicalPlan::Join(Join { filter: conjunction(without), ..join });
            let Some(condition) = conjunction(with) else { return Ok(joined) };
            return self.filter(Filter::try_new(condition, joined.into())?, names.to_vec());
        }
        let (mut left, mut right) = (Input::new(join.left.as_ref().clone()), Input::new(join.right.as_ref().clone()));
        let mut filters = without;
        for part in with {
            let new = part.transform_up(|expr| {
                let Some(subquery) = subquery_of(&expr) else { return Ok(Transformed::no(expr)) };
                supported::not_in_outer_join(&outer_columns(&subquery.subquery)?)?;
                let reads = simple::columns_of(&expr)?;
                let all_in = |side: &LogicalPlan| reads.iter().all(|column| side.schema().has_column(column));
                let side = match (all_in(&join.right), all_in(&join.left)) {
                    (true, _) => &mut right,
                    (_, true) => &mut left,
                    _ => return Err(unsupported("a subquery in ON of an outer join that reads both sides")),
                };
                self.expr(expr, side).map(Transformed::yes)
            })?;
            filters.push(new.data);
        }
        let (left, right) = (left.plan, right.plan);
        let on = join.on.into_iter().unzip();
        let joined = LogicalPlanBuilder::from(left)
            .join_with_expr_keys(right, join.join_type, on, conjunction(filters))?
            .build()?;
        renamed(joined, names.to_vec(), names)
    }

    /// `FROM t, LATERAL (SELECT …)`
    fn lateral(&mut self, join: &Join, subquery: &Subquery) -> Result<LogicalPlan> {
        let used = if join.join_type == JoinType::Left { Use::LeftLateral } else { Use::Lateral };
        supported::check(&subquery.subquery, used)?;
        let names = join.schema.columns();
        let left_names = join.left.schema().columns();
        let mut input = Input::new(self.plan(join.left.as_ref().clone())?);
        let inner = self.dependent(&subquery.subquery, &mut input)?;
        let right_names = &names[left_names.len()..];
        let relation = self.relation();
        let inner_names = subquery.subquery.schema().columns();
        let exprs = inner_names.into_iter().map(Expr::Column).zip(right_names);
        let exprs = exprs.map(|(expr, name)| dependent::named(expr, name));
        let row = inner.row().alias_qualified(Some(relation.clone()), shared::ROW);
        let exprs: Vec<Expr> = exprs.chain([row]).collect();
        let right = LogicalPlanBuilder::from(inner.plan).project(exprs)?.build()?;
        let row = Column::new(Some(relation), shared::ROW);
        let plan = match join.join_type {
            JoinType::Inner | JoinType::Left => self.with_row(&input, right, &row, join)?,
            _ => return Err(unsupported("a RIGHT or FULL join with LATERAL")),
        };
        renamed(plan, names.clone(), &names)
    }

    fn with_row(&self, input: &Input, right: LogicalPlan, row: &Column, join: &Join) -> Result<LogicalPlan> {
        let on = (vec![own_row(input)?], vec![row.clone()]);
        let null_equality = NullEquality::NullEqualsNothing;
        let filter = join.filter.clone();
        LogicalPlanBuilder::from(input.plan.clone())
            .join_detailed(right, join.join_type, on, filter, null_equality)?
            .build()
    }

    /// A correlated subquery that is a value: one row at most, and NULL for none.
    fn scalar(&mut self, subquery: &Subquery, input: &mut Input) -> Result<Expr> {
        let value = single_column(&subquery.subquery)?;
        let Some(single) = functions().aggregate(SINGLE) else { return Err(unsupported("a scalar subquery")) };
        let inner = self.dependent(&subquery.subquery, input)?;
        let value = single.call(vec![Expr::Column(value)]);
        let plan = Aggregate::try_new(inner.plan.clone().into(), vec![inner.row()], vec![value])?;
        let columns = self.attach(LogicalPlan::Aggregate(plan), input, None)?;
        Ok(columns[1].clone())
    }

    fn exists(&mut self, exists: &Exists, input: &mut Input) -> Result<Expr> {
        let subquery = &exists.subquery.subquery;
        let found = if outer_columns(subquery)?.is_empty() {
            let some = LogicalPlanBuilder::from(self.plan(subquery.as_ref().clone())?).limit(0, Some(1))?;
            let rows = some.aggregate(Vec::<Expr>::new(), vec![count(lit(1))])?.build()?;
            self.beside(rows, input)?[0].clone().gt(lit(0i64))
        } else {
            let inner = self.dependent(subquery, input)?;
            let rows = LogicalPlanBuilder::from(inner.plan.clone()).project(vec![inner.row()])?.distinct()?.build()?;
            self.attach(rows, input, None)?[0].clone().is_not_null()
        };
        Ok(if exists.negated { Expr::Not(Box::new(found)) } else { found })
    }

    /// `x IN (SELECT v …)`: true if x is among the values; else NULL if there are values, and x or one of them is NULL; else false.
    fn within(&mut self, within: &InSubquery, input: &mut Input) -> Result<Expr> {
        let subquery = &within.subquery.subquery;
        let value = Expr::Column(single_column(subquery)?);
        let correlated = !outer_columns(subquery)?.is_empty();
        let (plan, row) = match correlated {
            true => {
                let inner = self.dependent(subquery, input)?;
                (inner.plan.clone(), Some(inner.row()))
            }
            false => (self.plan(subquery.as_ref().clone())?, None),
        };
        let rows_relation = self.relation();
        let x = Column::new(Some(rows_relation), "x");
        let kept: Vec<Expr> = input.plan.schema().columns().into_iter().map(Expr::Column).collect();
        let left = (*within.expr).clone().alias_qualified(x.relation.clone(), &x.name);
        let left = LogicalPlanBuilder::from(input.plan.clone()).project(kept.into_iter().chain([left]))?.build()?;
        input.plan = self.analyzed(left)?;
        let x = Expr::Column(x);
        let names: Vec<Expr> = row.iter().cloned().chain([value.clone()]).collect();
        let plan = self.analyzed(LogicalPlanBuilder::from(plan).project(names)?.build()?)?;
        let (a, b) = (x_type(&x, &input.plan)?, x_type(&value, &plan)?);
        let Some(data_type) = common_type(&a, &b) else {
            return Err(type_mismatch(format!("IN compares {} with {}", type_name(&a), type_name(&b))));
        };
        let cast = |expr: Expr| trino_cast(expr, &data_type);
        let groups: Vec<Expr> = row.iter().cloned().collect();
        let counts = vec![count(lit(1)), count(value.clone())];
        let totals = LogicalPlan::Aggregate(Aggregate::try_new(Arc::new(plan.clone()), groups.clone(), counts)?);
        let totals = match correlated {
            true => self.attach(totals, input, None)?.split_off(1),
            false => self.beside(totals, input)?,
        };
        let values: Vec<Expr> = groups.into_iter().chain([cast(value.clone())]).collect();
        let values =
            LogicalPlanBuilder::from(plan).filter(value.is_not_null())?.project(values)?.distinct()?.build()?;
        let found = match correlated {
            true => self.attach(values, input, Some(cast(x.clone())))?[1].clone(),
            false => self.matched(values, input, cast(x.clone()))?,
        };
        let nothing = totals[0].clone().is_null().or(totals[0].clone().eq(lit(0i64)));
        let unknown = x.is_null().or(totals[1].clone().lt(totals[0].clone()));
        let when = |condition: Expr, result: Option<bool>| {
            (Box::new(condition), Box::new(Expr::Literal(ScalarValue::Boolean(result), None)))
        };
        let (yes, no) = (Some(!within.negated), Some(within.negated));
        let branches = vec![when(nothing, no), when(found.is_not_null(), yes), when(unknown, None)];
        Ok(Expr::Case(Case::new(None, branches, Some(Box::new(lit(within.negated))))))
    }

    /// Joins one row to every row of the input; gives its columns.
    fn beside(&mut self, plan: LogicalPlan, input: &mut Input) -> Result<Vec<Expr>> {
        let (plan, columns) = self.under_new_names(plan)?;
        input.plan = LogicalPlanBuilder::from(input.plan.clone()).cross_join(plan)?.build()?;
        Ok(columns.into_iter().map(Expr::Column).collect())
    }

    /// Joins the row whose only value equals an expression.
    fn matched(&mut self, plan: LogicalPlan, input: &mut Input, x: Expr) -> Result<Expr> {
        let (plan, columns) = self.under_new_names(plan)?;
        let value = Expr::Column(columns[0].clone());
        let on = (vec![x], vec![value.clone()]);
        input.plan = LogicalPlanBuilder::from(input.plan.clone())
            .join_with_expr_keys(plan, JoinType::Left, on, None)?
            .build()?;
        Ok(value)
    }

    /// Joins what a subquery gives for the number of a row, its first column, and for an expression, its second; gives its columns.
    fn attach(&mut self, plan: LogicalPlan, input: &mut Input, x: Option<Expr>) -> Result<Vec<Expr>> {
        let (plan, columns) = self.under_new_names(plan)?;
        let columns: Vec<Expr> = columns.into_iter().map(Expr::Column).collect();
        let left: Vec<Expr> = std::iter::once(Expr::Column(own_row(input)?)).chain(x).collect();
        let on = (left.clone(), columns[..left.len()].to_vec());
        input.plan = LogicalPlanBuilder::from(input.plan.clone())
            .join_with_expr_keys(plan, JoinType::Left, on, None)?
            .build()?;
        Ok(columns)
    }

    /// The same columns under names that nothing else has.
    fn under_new_names(&mut self, plan: LogicalPlan) -> Result<(LogicalPlan, Vec<Column>)> {
        let relation = self.relation();
        let new: Vec<Column> =
            (0..plan.schema().fields().len()).map(|i| Column::new(Some(relation.clone()), shared::column(i))).collect();
        let exprs = plan.schema().columns().into_iter().map(Expr::Column).zip(&new);
        let exprs: Vec<Expr> = exprs.map(|(expr, name)| dependent::named(expr, name)).collect();
        Ok((LogicalPlanBuilder::from(plan).project(exprs)?.build()?, new))
    }

    /// A subquery for all rows of the input, whose rows are numbered. What is nested in it is done as well.
    fn dependent(&mut self, subquery: &LogicalPlan, input: &mut Input) -> Result<Dependent> {
        self.number(input)?;
        let Some((table, names)) = input.shared.clone() else { return Err(unsupported("a correlated subquery")) };
        let columns: Vec<Column> = outer_columns(subquery)?;
        let positions = columns.iter().map(|column| {
            let found = names.iter().position(|name| name == column);
            let found = found.or_else(|| {
                let bare = column.relation.is_none();
                names.iter().position(|name| bare && name.name == column.name)
            });
            found.ok_or_else(|| unsupported(format!("the outer column `{}` here", column.name)))
        });
        let positions = positions.collect::<Result<Vec<_>>>()?;
        let mut scan = || {
            let relation = self.relation();
            let source = provider_as_source(Arc::clone(&table) as _);
            let scan = LogicalPlanBuilder::scan(relation.clone(), source, None)?;
            let column = |name: String| Expr::Column(Column::new(Some(relation.clone()), name));
            let exprs = positions.iter().map(|i| column(shared::column(*i)));
            let exprs: Vec<Expr> = std::iter::once(column(shared::ROW.to_owned())).chain(exprs).collect();
            Ok((scan.project(exprs)?.build()?, relation.clone()))
        };
        let dependent = OuterRows { columns: &columns, scan: &mut scan }.dependent(subquery)?;
        Ok(Dependent { plan: self.plan(dependent.plan)?, keys: dependent.keys })
    }

    /// Numbers the rows of an input.
    fn number(&mut self, input: &mut Input) -> Result<()> {
        if input.shared.is_some() {
            return Ok(());
        }
        let plan = self.analyzed(input.plan.clone())?;
        let names = plan.schema().columns();
        let table = Arc::new(SharedTable::new(plan));
        let relation = self.relation();
        let source = provider_as_source(Arc::clone(&table) as _);
        let scan = LogicalPlanBuilder::scan(relation.clone(), source, None)?;
        let row = Column::new(Some(relation.clone()), shared::ROW);
        let exprs = names.iter().enumerate().map(|(i, name)| {
            dependent::named(Expr::Column(Column::new(Some(relation.clone()), shared::column(i))), name)
        });
        let exprs: Vec<Expr> = exprs.chain([Expr::Column(row.clone())]).collect();
        input.plan = scan.project(exprs)?.build()?;
        input.shared = Some((table, names));
        input.row = Some(row);
        Ok(())
    }

    /// A plan whose types are final.
    fn analyzed(&self, plan: LogicalPlan) -> Result<LogicalPlan> {
        Analyzer::new().execute_and_check(plan, self.options, |_, _| {})
    }

    fn relation(&mut self) -> TableReference {
        self.relations += 1;
        TableReference::bare(format!("\u{1}{}", self.relations))
    }
}

fn has_subquery(expr: &Expr) -> bool {
    expr.exists(|expr| Ok(subquery_of(expr).is_some())).unwrap_or(true)
}

/// Refuses a correlated subquery that Trino refuses.
fn check_supported(expr: &Expr) -> Result<()> {
    match (expr, subquery_of(expr)) {
        (Expr::Exists(_), Some(subquery)) => supported::check(&subquery.subquery, Use::Exists),
        (Expr::InSubquery(_), Some(subquery)) => supported::check(&subquery.subquery, Use::In),
        (_, Some(subquery)) => supported::check(&subquery.subquery, Use::Value),
        _ => Ok(()),
    }
}

fn check_all_supported(expr: &Expr) -> Result<()> {
    expr.apply(|expr| check_supported(expr).map(|()| TreeNodeRecursion::Continue)).map(|_| ())
}

fn own_row(input: &Input) -> Result<Column> {
    input.row.clone().ok_or_else(|| unsupported("a correlated subquery"))
}

fn x_type(expr: &Expr, plan: &LogicalPlan) -> Result<arrow_schema::DataType> {
    datafusion::logical_expr::ExprSchemable::get_type(expr, plan.schema().as_ref())
}

/// Without rows it is NULL, whatever its column is.
fn nullable(subquery: Subquery) -> Result<Subquery> {
    let plan = &subquery.subquery;
    let Some(single) = functions().aggregate(SINGLE).filter(|_| !has_a_row(plan)) else { return Ok(subquery) };
    if plan.schema().fields().len() != 1 || !outer_columns(plan)?.is_empty() {
        return Ok(subquery);
    }
    let value = single.call(vec![Expr::Column(single_column(plan)?)]);
    let plan = Aggregate::try_new(Arc::clone(plan), Vec::new(), vec![value])?;
    Ok(Subquery { subquery: Arc::new(LogicalPlan::Aggregate(plan)), ..subquery })
}

/// Whether there is certainly a row: that of an aggregate without groups.
fn has_a_row(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Aggregate(aggregate) => aggregate.group_expr.is_empty(),
        LogicalPlan::Projection(projection) => has_a_row(&projection.input),
        LogicalPlan::SubqueryAlias(alias) => has_a_row(&alias.input),
        _ => false,
    }
}

fn single_column(plan: &LogicalPlan) -> Result<Column> {
    let mut columns = plan.schema().columns();
    match (columns.pop(), columns.is_empty()) {
        (Some(column), true) => Ok(column),
        _ => Err(unsupported("a subquery of more than one column as a value")),
    }
}

/// Some columns of a plan, under the names that the plan it replaces has.
fn renamed(plan: LogicalPlan, columns: Vec<Column>, names: &[Column]) -> Result<LogicalPlan> {
    let exprs = columns.into_iter().map(Expr::Column).zip(names);
    let exprs: Vec<Expr> = exprs.map(|(expr, name)| dependent::named(expr, name)).collect();
    LogicalPlanBuilder::from(plan).project(exprs)?.build()
}
