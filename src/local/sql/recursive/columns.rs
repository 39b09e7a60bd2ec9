//! Whether the columns of a step fit those of the base: a step makes no type wider.

use datafusion::{
    common::{DataFusionError, Result as PlanResult, TableReference},
    logical_expr::{Distinct, Expr, ExprSchemable, JoinType, LogicalPlan, RecursiveQuery},
};

use crate::local::{
    errors::{type_mismatch, unsupported},
    internal_functions::CAST,
    types::{TypeClass, common_type, type_name},
};

/// # Errors
/// `TYPE_MISMATCH`, and by name for strings whose lengths are not known.
pub(super) fn check(recursion: &RecursiveQuery) -> PlanResult<()> {
    (0..recursion.static_term.schema().fields().len()).try_for_each(|at| check_column(recursion, at))
}

/// A column of the step becomes the type of the base by itself. DataFusion has put a cast there.
fn check_column(recursion: &RecursiveQuery, at: usize) -> PlanResult<()> {
    let wanted = recursion.static_term.schema().field(at).data_type();
    if let LogicalPlan::Projection(projection) = recursion.recursive_term.as_ref()
        && let Expr::Cast(cast) = bare(&projection.expr[at])
    {
        let given = cast.expr.get_type(projection.input.schema())?;
        // Positions are unsigned inside.
        let fits = given.is_unsigned_integer() || common_type(&given, wanted).as_ref() == Some(wanted);
        if !fits {
            return Err(mismatch(&type_name(&given), &type_name(wanted), at));
        }
    }
    if TypeClass::of(wanted) == TypeClass::Varchar && !fits_length(recursion, at) {
        return Err(unsupported("a varchar column of a recursive query that does not begin as CAST(… AS varchar)"));
    }
    Ok(())
}

fn mismatch(given: &str, wanted: &str, at: usize) -> DataFusionError {
    type_mismatch(format!(
        "recursion step relation output type ({given}) is not coercible to recursion base relation output type ({wanted}) \
         at column {}",
        at + 1
    ))
}

/// Where the values of a column come from.
enum Origin<'a> {
    Expression(&'a Expr),
    /// A column of the recursive query itself.
    Own(usize),
}

/// Whether the strings of the step fit the type of the base: one without a length, or with that of a constant.
fn fits_length(recursion: &RecursiveQuery, at: usize) -> bool {
    let base = length(recursion, at);
    let fits = |origin: &Origin<'_>| match origin {
        Origin::Own(column) if *column == at => true,
        Origin::Own(column) => length(recursion, *column).zip(base).is_some_and(|(step, base)| step <= base),
        Origin::Expression(expr) => length_of(expr).zip(base).is_some_and(|(step, base)| step <= base),
    };
    let step = origins(&recursion.recursive_term, at, &recursion.name);
    base == Some(usize::MAX) || step.is_some_and(|step| step.iter().all(fits))
}

/// The length of a column of the base, where it is known.
fn length(recursion: &RecursiveQuery, at: usize) -> Option<usize> {
    let lengths = origins(&recursion.static_term, at, &recursion.name)?.into_iter().map(|origin| match origin {
        Origin::Expression(expr) => length_of(expr),
        Origin::Own(_) => None,
    });
    lengths.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// The length of a string's type, where it is known: `usize::MAX` is `varchar` without one.
fn length_of(expr: &Expr) -> Option<usize> {
    let text = |expr: &Expr| match expr {
        Expr::Literal(value, _) => value.try_as_str().flatten().map(str::to_owned),
        _ => None,
    };
    match expr {
        Expr::ScalarFunction(call) if call.name() == CAST => {
            (call.args.get(1).and_then(text)? == "varchar").then_some(usize::MAX)
        }
        // A NULL without a type.
        Expr::Cast(cast) if matches!(cast.expr.as_ref(), Expr::Literal(value, _) if value.is_null()) => Some(0),
        other => text(other).map(|text| text.chars().count()),
    }
}

fn bare(expr: &Expr) -> &Expr {
    if let Expr::Alias(alias) = expr { bare(&alias.expr) } else { expr }
}

/// All that the values of a column are, if it can be told.
fn origins<'a>(plan: &'a LogicalPlan, at: usize, name: &str) -> Option<Vec<Origin<'a>>> {
    let of = |expr: &'a Expr, input: &'a LogicalPlan| match bare(expr) {
        Expr::Column(column) => origins(input, input.schema().maybe_index_of_column(column)?, name),
        other => Some(vec![Origin::Expression(other)]),
    };
    match plan {
        LogicalPlan::Projection(projection) => of(projection.expr.get(at)?, &projection.input),
        LogicalPlan::Aggregate(aggregate) => of(aggregate.group_expr.get(at)?, &aggregate.input),
        LogicalPlan::Values(values) => {
            values.values.iter().map(|row| row.get(at).map(|expr| Origin::Expression(bare(expr)))).collect()
        }
        LogicalPlan::SubqueryAlias(alias) => origins(&alias.input, at, name),
        LogicalPlan::Filter(filter) => origins(&filter.input, at, name),
        LogicalPlan::Sort(sort) => origins(&sort.input, at, name),
        LogicalPlan::Limit(limit) => origins(&limit.input, at, name),
        LogicalPlan::Distinct(Distinct::All(input)) => origins(input, at, name),
        LogicalPlan::Union(union) => {
            let inputs = union.inputs.iter().map(|input| origins(input, at, name));
            Some(inputs.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
        }
        LogicalPlan::Join(join) => {
            let left = join.left.schema().fields().len();
            match join.join_type {
                JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full => match at.checked_sub(left) {
                    None => origins(&join.left, at, name),
                    Some(at) => origins(&join.right, at, name),
                },
                _ => None,
            }
        }
        LogicalPlan::TableScan(scan) if scan.table_name == TableReference::bare(name) => {
            let column = scan.projection.as_ref().map_or(Some(at), |columns| columns.get(at).copied());
            column.map(|column| vec![Origin::Own(column)])
        }
        _ => None,
    }
}
