//! A correlated subquery as a plan of its own: its rows for every outer row.
//!
//! The outer rows become an input of the subquery, which carries the number of the outer row through every operator: what is grouped,
//! limited, numbered or made distinct is so for each outer row apart.

use std::sync::Arc;

use datafusion::{
    common::{Column, NullEquality, Result, TableReference},
    functions_window::row_number::row_number,
    logical_expr::{
        Aggregate, Distinct, Expr, ExprFunctionExt, Filter, Join, JoinType, Limit, LogicalPlan, LogicalPlanBuilder,
        Operator, Sort, SortExpr, Union, Unnest, Values, Window, binary_expr, expr::WindowFunction, lit,
        utils::conjunction,
    },
    scalar::ScalarValue,
};

use super::references::{
    Replacements, input_schema, lateral_of, outer_columns, replaced, replaced_subquery, with_alias,
};
use crate::local::errors::unsupported;

/// The outer rows that a subquery is computed for.
pub(super) struct OuterRows<'a> {
    /// The outer columns that it reads.
    pub(super) columns: &'a [Column],
    /// Makes a plan of the number of the row and these columns, under a relation name of its own.
    pub(super) scan: &'a mut dyn FnMut() -> Result<(LogicalPlan, TableReference)>,
}

/// A plan with the columns of the subquery, and those of the outer row.
pub(super) struct Dependent {
    pub(super) plan: LogicalPlan,
    /// The number of the outer row, then the columns of [`OuterRows`].
    pub(super) keys: Vec<Column>,
}

impl Dependent {
    pub(super) fn row(&self) -> Expr {
        Expr::Column(self.keys[0].clone())
    }

    fn key_exprs(&self) -> impl Iterator<Item = Expr> + '_ {
        self.keys.iter().cloned().map(Expr::Column)
    }
}

fn columns(plan: &LogicalPlan) -> Vec<Expr> {
    plan.schema().columns().into_iter().map(Expr::Column).collect()
}

/// The expression under the name that a column of another plan has.
pub(super) fn named(expr: Expr, column: &Column) -> Expr {
    match &expr {
        Expr::Column(own) if own == column => expr,
        _ => expr.unalias().alias_qualified(column.relation.clone(), &column.name),
    }
}

impl OuterRows<'_> {
    /// The rows of a plan for every outer row.
    ///
    /// # Errors
    /// `Unsupported` for an operator that cannot be computed so.
    pub(super) fn dependent(&mut self, plan: &LogicalPlan) -> Result<Dependent> {
        if !self.is_dependent(plan)? {
            let (outer, keys) = self.outer()?;
            let plan = LogicalPlanBuilder::from(plan.clone()).cross_join(outer)?.build()?;
            return Ok(Dependent { plan, keys });
        }
        match plan {
            LogicalPlan::Projection(projection) => {
                let input = self.dependent(&projection.input)?;
                let schema = input_schema(plan);
                let by = self.by(&input);
                let names = projection.schema.columns();
                let exprs = projection.expr.iter().zip(&names);
                let exprs = exprs.map(|(expr, name)| Ok(named(replaced(expr.clone(), &by, &schema)?, name)));
                let exprs = exprs.collect::<Result<Vec<_>>>()?.into_iter().chain(input.key_exprs());
                let plan = LogicalPlanBuilder::from(input.plan.clone()).project(exprs)?.build()?;
                Ok(Dependent { plan, keys: input.keys })
            }
            LogicalPlan::Filter(filter) => {
                let input = self.dependent(&filter.input)?;
                let predicate = replaced(filter.predicate.clone(), &self.by(&input), &input_schema(plan))?;
                let plan = LogicalPlan::Filter(Filter::try_new(predicate, input.plan.into())?);
                Ok(Dependent { plan, keys: input.keys })
            }
            LogicalPlan::SubqueryAlias(alias) => {
                let input = self.dependent(&alias.input)?;
                let inner = alias.input.schema().columns();
                let exprs = inner.into_iter().zip(alias.schema.columns());
                let exprs = exprs.map(|(inner, outer)| named(Expr::Column(inner), &outer)).chain(input.key_exprs());
                let plan = LogicalPlanBuilder::from(input.plan.clone()).project(exprs.collect::<Vec<_>>())?.build()?;
                Ok(Dependent { plan, keys: input.keys })
            }
            // The order of a subquery is that of its LIMIT only.
            LogicalPlan::Sort(sort) if sort.fetch.is_none() => self.dependent(&sort.input),
            LogicalPlan::Subquery(subquery) => self.dependent(&subquery.subquery),
            LogicalPlan::Limit(limit) => self.limit(limit),
            LogicalPlan::Aggregate(aggregate) => self.aggregate(aggregate),
            LogicalPlan::Distinct(Distinct::All(input)) => {
                let names = input.schema().columns();
                let input = self.dependent(input)?;
                let exprs: Vec<Expr> = names.into_iter().map(Expr::Column).chain(input.key_exprs()).collect();
                let plan = LogicalPlanBuilder::from(input.plan.clone()).project(exprs)?.distinct()?.build()?;
                Ok(Dependent { plan, keys: input.keys })
            }
            LogicalPlan::Window(window) => self.window(window),
            LogicalPlan::Join(join) => self.join(join),
            LogicalPlan::Union(union) => self.union(union),
            LogicalPlan::Unnest(unnest) => self.unnest(unnest),
            LogicalPlan::Values(values) => self.values(values),
            other => Err(unsupported(format!("a correlated subquery with {}", other.display()))),
        }
    }

    fn is_dependent(&self, plan: &LogicalPlan) -> Result<bool> {
        Ok(outer_columns(plan)?.iter().any(|column| self.columns.contains(column)))
    }

    fn outer(&mut self) -> Result<(LogicalPlan, Vec<Column>)> {
        let (plan, _) = (self.scan)()?;
        let keys = plan.schema().columns();
        Ok((plan, keys))
    }

    fn by(&self, input: &Dependent) -> Replacements {
        self.columns.iter().cloned().zip(input.keys.iter().skip(1).cloned()).collect()
    }

    /// LIMIT counts the rows of each outer row.
    fn limit(&mut self, limit: &Limit) -> Result<Dependent> {
        let (input, sort) = self.sorted(&limit.input)?;
        let count = |expr: &Option<Box<Expr>>| match expr.as_deref() {
            None => Ok(None),
            Some(Expr::Literal(ScalarValue::Int64(Some(n)), _)) => Ok(u64::try_from(*n).ok()),
            Some(other) => Err(unsupported(format!("LIMIT {other} in a correlated subquery"))),
        };
        let (skip, fetch) = (count(&limit.skip)?.unwrap_or(0), count(&limit.fetch)?);
        let number = row_number().partition_by(vec![input.row()]);
        let number = if sort.is_empty() { number.build()? } else { number.order_by(sort).build()? };
        let kept = columns(&input.plan);
        let numbered = LogicalPlanBuilder::from(input.plan).window([number])?;
        let Some(number) = numbered.schema().columns().pop().map(Expr::Column) else {
            return Err(unsupported("LIMIT in a correlated subquery"));
        };
        let above = (skip > 0).then(|| number.clone().gt(lit(skip)));
        let below = fetch.map(|fetch| number.lt_eq(lit(skip.saturating_add(fetch))));
        let plan = match conjunction(above.into_iter().chain(below)) {
            Some(within) => numbered.filter(within)?,
            None => numbered,
        };
        Ok(Dependent { plan: plan.project(kept)?.build()?, keys: input.keys })
    }

    /// The input of a LIMIT, and its order in terms of that input.
    fn sorted(&mut self, plan: &LogicalPlan) -> Result<(Dependent, Vec<SortExpr>)> {
        match plan {
            LogicalPlan::Sort(Sort { expr, input, fetch: None }) => {
                let schema = input_schema(plan);
                let input = self.dependent(input)?;
                let by = self.by(&input);
                let keys = expr.iter().map(|key| Ok(key.with_expr(replaced(key.expr.clone(), &by, &schema)?)));
                let keys = keys.collect::<Result<_>>()?;
                Ok((input, keys))
            }
            // What is sorted by and not selected is dropped above the sort.
            LogicalPlan::Projection(projection)
                if projection.expr.iter().all(|expr| matches!(expr, Expr::Column(_)))
                    && matches!(projection.input.as_ref(), LogicalPlan::Sort(_)) =>
            {
                self.sorted(&projection.input)
            }
            other => Ok((self.dependent(other)?, Vec::new())),
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate) -> Result<Dependent> {
        if aggregate.group_expr.iter().any(|key| matches!(key, Expr::GroupingSet(_))) {
            return Err(unsupported("GROUPING SETS, ROLLUP or CUBE in a correlated subquery"));
        }
        let schema = aggregate.input.schema();
        let input = self.dependent(&aggregate.input)?;
        let by = self.by(&input);
        let names = aggregate.schema.columns();
        let each =
            |exprs: &[Expr]| exprs.iter().map(|expr| replaced(expr.clone(), &by, schema)).collect::<Result<Vec<_>>>();
        let (groups, values) = (each(&aggregate.group_expr)?, each(&aggregate.aggr_expr)?);
        let (groups_len, grouped) = (groups.len(), !groups.is_empty());
        if grouped {
            let keys: Vec<Expr> = groups.into_iter().chain(input.key_exprs()).collect();
            let plan: LogicalPlan =
                LogicalPlan::Aggregate(Aggregate::try_new(input.plan.clone().into(), keys, values)?);
            let mut all = plan.schema().columns();
            let values = all.split_off(groups_len + input.keys.len());
            let exprs = all.into_iter().take(groups_len).chain(values).map(Expr::Column).zip(&names);
            let exprs: Vec<Expr> = exprs.map(|(e, name)| named(e, name)).chain(input.key_exprs()).collect();
            let plan = LogicalPlanBuilder::from(plan).project(exprs)?.build()?;
            return Ok(Dependent { plan, keys: input.keys });
        }
        self.global_aggregate(input, values, &names)
    }

    /// Without GROUP BY there is a row for every outer row: where the subquery has no rows, that of an aggregate over none.
    fn global_aggregate(&mut self, input: Dependent, values: Vec<Expr>, names: &[Column]) -> Result<Dependent> {
        let (outer, keys) = self.outer()?;
        let found = input.row().is_not_null();
        let values = values.into_iter().map(|value| only_where(value, &found)).collect::<Result<Vec<_>>>()?;
        let on = (vec![keys[0].clone()], vec![input.keys[0].clone()]);
        let joined = LogicalPlanBuilder::from(outer).join(input.plan, JoinType::Left, on, None)?.build()?;
        let groups: Vec<Expr> = keys.iter().cloned().map(Expr::Column).collect();
        let plan = LogicalPlan::Aggregate(Aggregate::try_new(joined.into(), groups.clone(), values)?);
        let values = plan.schema().columns().split_off(groups.len());
        let exprs: Vec<Expr> =
            values.into_iter().map(Expr::Column).zip(names).map(|(e, name)| named(e, name)).collect();
        let plan = LogicalPlanBuilder::from(plan).project(exprs.into_iter().chain(groups))?.build()?;
        Ok(Dependent { plan, keys })
    }

    /// Windows are those of each outer row.
    fn window(&mut self, window: &Window) -> Result<Dependent> {
        let schema = window.input.schema();
        let input = self.dependent(&window.input)?;
        let by = self.by(&input);
        let width = input.plan.schema().fields().len();
        let windows = window.window_expr.iter().map(|expr| {
            let mut expr = replaced(expr.clone(), &by, schema)?.unalias();
            let Expr::WindowFunction(function) = &mut expr else {
                return Err(unsupported("such a window function in a correlated subquery"));
            };
            let WindowFunction { params, .. } = function.as_mut();
            params.partition_by.push(input.row());
            Ok(expr)
        });
        let windows = windows.collect::<Result<Vec<_>>>()?;
        let plan = LogicalPlan::Window(Window::try_new(windows, input.plan.clone().into())?);
        let new = plan.schema().columns().split_off(width);
        let names = window.schema.columns().split_off(schema.fields().len());
        let new = new.into_iter().map(Expr::Column).zip(&names).map(|(expr, name)| named(expr, name));
        let exprs: Vec<Expr> = columns(&input.plan).into_iter().chain(new).collect();
        let plan = LogicalPlanBuilder::from(plan).project(exprs)?.build()?;
        Ok(Dependent { plan, keys: input.keys })
    }

    fn join(&mut self, join: &Join) -> Result<Dependent> {
        if let Some((subquery, alias)) = lateral_of(join) {
            let left = self.dependent(&join.left)?;
            let inner = replaced_subquery(subquery, &self.by(&left), join.left.schema())?;
            let right = with_alias(LogicalPlan::Subquery(inner), alias)?;
            let plan = self.joined(join, left.plan.clone(), right, &left)?;
            return Ok(Dependent { plan, keys: left.keys });
        }
        // The side that is kept has to be computed for each outer row, and what reads outer columns.
        let kept_right = matches!(join.join_type, JoinType::Right | JoinType::RightSemi | JoinType::RightAnti);
        let (on_left, on_right) = (self.is_dependent(&join.left)?, self.is_dependent(&join.right)?);
        if !on_left && (kept_right || (on_right && join.join_type == JoinType::Inner)) {
            let right = self.dependent(&join.right)?;
            let plan = self.joined(join, join.left.as_ref().clone(), right.plan.clone(), &right)?;
            return Ok(Dependent { plan, keys: right.keys });
        }
        let left = self.dependent(&join.left)?;
        if !on_right && !kept_right && join.join_type != JoinType::Full {
            let plan = self.joined(join, left.plan.clone(), join.right.as_ref().clone(), &left)?;
            return Ok(Dependent { plan, keys: left.keys });
        }
        let right = self.dependent(&join.right)?;
        self.joined_both(join, &left, right)
    }

    /// The condition of a join, with the outer columns of one side.
    fn condition(&self, join: &Join, side: &Dependent) -> Result<Option<Expr>> {
        let mut schema = join.left.schema().as_ref().clone();
        schema.merge(join.right.schema());
        let equal = match join.null_equality {
            NullEquality::NullEqualsNothing => Operator::Eq,
            NullEquality::NullEqualsNull => Operator::IsNotDistinctFrom,
        };
        let pairs = join.on.iter().map(|(left, right)| binary_expr(left.clone(), equal, right.clone()));
        let all = conjunction(pairs.chain(join.filter.clone()));
        all.map(|condition| replaced(condition, &self.by(side), &schema)).transpose()
    }

    fn joined(&self, join: &Join, left: LogicalPlan, right: LogicalPlan, side: &Dependent) -> Result<LogicalPlan> {
        let condition = self.condition(join, side)?;
        let on = (Vec::<Column>::new(), Vec::<Column>::new());
        let null_equality = NullEquality::NullEqualsNothing;
        LogicalPlanBuilder::from(left).join_detailed(right, join.join_type, on, condition, null_equality)?.build()
    }

    /// Rows of one outer row meet.
    fn joined_both(&self, join: &Join, left: &Dependent, right: Dependent) -> Result<Dependent> {
        let condition = self.condition(join, left)?;
        let on = (vec![left.keys[0].clone()], vec![right.keys[0].clone()]);
        let joined = LogicalPlanBuilder::from(left.plan.clone()).join_detailed(
            right.plan.clone(),
            join.join_type,
            on,
            condition,
            NullEquality::NullEqualsNothing,
        )?;
        Ok(match join.join_type {
            JoinType::Right | JoinType::RightSemi | JoinType::RightAnti => {
                Dependent { plan: joined.build()?, keys: right.keys }
            }
            JoinType::Full => return Err(unsupported("a FULL JOIN in a correlated subquery")),
            _ => Dependent { plan: joined.build()?, keys: left.keys.clone() },
        })
    }

    fn union(&mut self, union: &Union) -> Result<Dependent> {
        let names = union.schema.columns();
        let mut keys = Vec::new();
        let mut inputs = Vec::new();
        for input in &union.inputs {
            let own = input.schema().columns();
            let side = self.dependent(input)?;
            if keys.is_empty() {
                keys.clone_from(&side.keys);
            }
            let exprs = own.into_iter().map(Expr::Column).zip(&names).map(|(expr, name)| named(expr, name));
            let exprs: Vec<Expr> =
                exprs.chain(side.key_exprs().zip(&keys).map(|(expr, name)| named(expr, name))).collect();
            inputs.push(Arc::new(LogicalPlanBuilder::from(side.plan.clone()).project(exprs)?.build()?));
        }
        let plan = LogicalPlan::Union(Union::try_new_with_loose_types(inputs)?);
        // A union forgets the names of relations.
        let exprs = plan.schema().columns().into_iter().map(Expr::Column).zip(names.iter().chain(&keys));
        let exprs: Vec<Expr> = exprs.map(|(expr, name)| named(expr, name)).collect();
        Ok(Dependent { plan: LogicalPlanBuilder::from(plan).project(exprs)?.build()?, keys })
    }

    fn unnest(&mut self, unnest: &Unnest) -> Result<Dependent> {
        let input = self.dependent(&unnest.input)?;
        let plan = LogicalPlanBuilder::from(input.plan)
            .unnest_columns_with_options(unnest.exec_columns.clone(), unnest.options.clone())?
            .build()?;
        Ok(Dependent { plan, keys: input.keys })
    }

    /// `VALUES (outer.a), …`: a query for each row.
    fn values(&mut self, values: &Values) -> Result<Dependent> {
        let names = values.schema.columns();
        let rows = values.values.iter().map(|row| {
            let exprs = row.iter().cloned().zip(&names).map(|(expr, name)| named(expr, name));
            Ok(Arc::new(LogicalPlanBuilder::empty(true).project(exprs.collect::<Vec<_>>())?.build()?))
        });
        let rows = rows.collect::<Result<Vec<_>>>()?;
        match rows.as_slice() {
            [row] => self.dependent(row),
            _ => self.union(&Union { inputs: rows, schema: Arc::clone(&values.schema) }),
        }
    }
}

/// An aggregate over the rows where a condition holds.
fn only_where(aggregate: Expr, condition: &Expr) -> Result<Expr> {
    match aggregate {
        Expr::Alias(alias) => {
            let inner = only_where(*alias.expr, condition)?;
            Ok(inner.alias_qualified(alias.relation, alias.name))
        }
        Expr::AggregateFunction(mut call) => {
            call.params.filter = Some(Box::new(match call.params.filter.take() {
                Some(filter) => condition.clone().and(*filter),
                None => condition.clone(),
            }));
            Ok(Expr::AggregateFunction(call))
        }
        other => Err(unsupported(format!("`{other}` in a correlated subquery"))),
    }
}
