//! Comparisons that DataFusion plans by itself: `IN`, `CASE x WHEN`, `IS DISTINCT FROM` and sort keys.
//!
//! To DataFusion NaN equals NaN and -0.0 is not 0.0, and it has rules of its own for arrays, maps and rows. For these types the plan calls
//! our functions instead. The columns keep their names.

use arrow_schema::DataType;
use datafusion::{
    common::{
        DFSchema, Result as PlanResult,
        tree_node::{Transformed, TreeNode},
    },
    logical_expr::{BinaryExpr, Case, Cast, Expr, ExprSchemable, LogicalPlan, Operator, expr::InList, lit},
};

use super::check::inputs;
use crate::local::{
    errors::{type_mismatch, unsupported},
    expressions::rewrite_expressions,
    functions::{conversion, operator},
    internal_functions::{CAST, LITERAL},
    temporal::has_times,
    types::{
        TypeClass, common_type, common_type_of_all, converts_here, has_fields, is_orderable, mixes_char_and_varchar,
        type_name,
    },
};

/// Rewrites every expression of a plan.
///
/// # Errors
/// `TYPE_MISMATCH` for arrays, maps and rows without a common type.
pub(super) fn rewrite(plan: LogicalPlan) -> PlanResult<LogicalPlan> {
    plan.transform_up_with_subqueries(|node| {
        let schema = inputs(&node)?;
        // A condition is not folded.
        let folds = !matches!(node, LogicalPlan::Filter(_));
        let node = rewrite_expressions(node, |expr| expression(expr, &schema, folds))?;
        let node = node.transform_data(|node| sorted(node, &schema))?;
        node.transform_data(values)
    })
    .map(|plan| plan.data)
}

fn call(name: &str, args: Vec<Expr>) -> PlanResult<Expr> {
    operator(name).map(|function| function.call(args)).ok_or_else(|| unsupported(format!("`{name}`")))
}

/// A value in a type that Trino converts it to by itself. The fields of rows go by position, where DataFusion goes by their names.
pub(super) fn trino_cast(expr: Expr, to: &DataType) -> Expr {
    match operator(CAST) {
        // The name of a type does not say the time zone.
        _ if has_times(to) => conversion(to).call(vec![expr]),
        Some(cast) if has_fields(to) || to.is_decimal() => cast.call(vec![expr, lit(type_name(to))]),
        _ => Expr::Cast(Cast::new(Box::new(expr), to.clone())),
    }
}

/// Whether one of the values has a type that DataFusion does not compare as Trino does.
fn differs(exprs: &[&Expr], schema: &DFSchema) -> PlanResult<bool> {
    let types = exprs.iter().map(|expr| expr.get_type(schema)).collect::<PlanResult<Vec<_>>>()?;
    let is_compared_here = |data_type: &DataType| match TypeClass::of(data_type) {
        TypeClass::Float | TypeClass::Nested | TypeClass::Char => true,
        class => {
            let differs = |other: &DataType| other != data_type && *other != DataType::Null;
            class.is_clock() && types.iter().any(differs) && common_type_of_all(&types).is_some()
        }
    };
    Ok(types.iter().any(is_compared_here))
}

/// Whether Trino folds the predicate to a constant, for which it evaluates the whole list; over columns it stops at a match, as DataFusion
/// does.
fn is_folded(value: &Expr, list: &[Expr]) -> bool {
    let constant = |expr: &Expr| {
        let reads = |expr: &Expr| {
            matches!(expr, Expr::Column(_) | Expr::OuterReferenceColumn(..) | Expr::LambdaVariable(_))
                || matches!(expr, Expr::ScalarSubquery(_))
        };
        !expr.exists(|expr| Ok(reads(expr))).unwrap_or(true) && !expr.is_volatile()
    };
    constant(value) && !is_null(value) && list.iter().all(constant) && list.iter().any(may_fail)
}

fn is_null(value: &Expr) -> bool {
    matches!(value, Expr::Literal(value, _) if value.is_null())
}

/// Whether evaluating a value of a list may fail.
fn may_fail(value: &Expr) -> bool {
    let calculates = |expr: &Expr| match expr {
        Expr::Literal(..) | Expr::Column(_) | Expr::OuterReferenceColumn(..) | Expr::Alias(_) => false,
        Expr::ScalarFunction(call) => match (call.name(), call.args.as_slice()) {
            (LITERAL | "$negate" | "$row" | "$array", _) => false,
            (CAST, [Expr::Literal(text, _), _]) => {
                text.try_as_str().flatten().is_none_or(|text| text.parse::<f64>().is_err())
            }
            _ => true,
        },
        _ => true,
    };
    value.exists(|expr| Ok(calculates(expr))).unwrap_or(true)
}

fn expression(expr: Expr, schema: &DFSchema, folds: bool) -> PlanResult<Transformed<Expr>> {
    match expr {
        Expr::InList(InList { expr, list, negated })
            if (folds && is_folded(&expr, &list))
                || differs(&std::iter::once(expr.as_ref()).chain(&list).collect::<Vec<_>>(), schema)? =>
        {
            let found = call("$in", std::iter::once(*expr).chain(list).collect())?;
            Ok(Transformed::yes(if negated { Expr::Not(Box::new(found)) } else { found }))
        }
        Expr::BinaryExpr(BinaryExpr {
            left,
            op: op @ (Operator::IsDistinctFrom | Operator::IsNotDistinctFrom),
            right,
        }) if differs(&[&left, &right], schema)? => {
            let distinct = call("$distinct", vec![*left, *right])?;
            let same = op == Operator::IsNotDistinctFrom;
            Ok(Transformed::yes(if same { Expr::Not(Box::new(distinct)) } else { distinct }))
        }
        Expr::Case(case) => cases(case, schema),
        Expr::ScalarFunction(mut call) if call.name() == "coalesce" => {
            let changed = of_one_type("coalesce", &mut call.args.iter_mut().collect::<Vec<_>>(), schema)?;
            Ok(Transformed::new_transformed(Expr::ScalarFunction(call), changed))
        }
        other => Ok(Transformed::no(other)),
    }
}

/// `CASE x WHEN y` as `CASE WHEN x = y`, and results that are decimals, arrays, maps and rows of one type.
fn cases(mut case: Case, schema: &DFSchema) -> PlanResult<Transformed<Expr>> {
    let mut changed = false;
    let values = case.when_then_expr.iter().map(|(when, _)| when.as_ref());
    if let Some(operand) = case.expr.as_deref().cloned()
        && differs(&std::iter::once(&operand).chain(values).collect::<Vec<_>>(), schema)?
    {
        if operand.is_volatile() {
            return Err(unsupported("CASE over a random value"));
        }
        case.expr = None;
        for (when, _) in &mut case.when_then_expr {
            **when = call("$in", vec![operand.clone(), std::mem::take(when)])?;
        }
        changed = true;
    }
    let results = case.when_then_expr.iter_mut().map(|(_, then)| then.as_mut()).chain(case.else_expr.as_deref_mut());
    changed |= of_one_type("CASE", &mut results.collect::<Vec<_>>(), schema)?;
    Ok(Transformed::new_transformed(Expr::Case(case), changed))
}

/// Casts decimals, times, arrays, maps and rows to the type that Trino finds for all of them; whether there was one to cast.
fn of_one_type(what: &str, values: &mut [&mut Expr], schema: &DFSchema) -> PlanResult<bool> {
    let types = values.iter().map(|value| value.get_type(schema)).collect::<PlanResult<Vec<_>>>()?;
    let converts = |class: TypeClass| {
        class.is_clock() || matches!(class, TypeClass::Nested | TypeClass::Decimal | TypeClass::Char)
    };
    if !types.iter().any(|data_type| converts(TypeClass::of(data_type))) {
        return Ok(false);
    }
    let mut to = DataType::Null;
    for data_type in &types {
        to = common_type(&to, data_type).ok_or_else(|| {
            let (a, b) = (type_name(&to), type_name(data_type));
            if mixes_char_and_varchar(&to, data_type) {
                return unsupported(format!("{what} over {a} and {b}"));
            }
            type_mismatch(format!("{what} mixes {a} and {b}, which have no common type: CAST one of them"))
        })?;
    }
    let mut changed = false;
    for (value, _) in values.iter_mut().zip(&types).filter(|(_, from)| **from != to) {
        **value = trino_cast(std::mem::take(*value), &to);
        changed = true;
    }
    Ok(changed)
}

/// The conversions in VALUES that DataFusion would do by the names of fields.
fn values(node: LogicalPlan) -> PlanResult<Transformed<LogicalPlan>> {
    let LogicalPlan::Values(mut values) = node else { return Ok(Transformed::no(node)) };
    let mut changed = false;
    for expr in values.values.iter_mut().flatten() {
        let Expr::Cast(cast) = expr else { continue };
        let to = cast.field.data_type().clone();
        let from = cast.expr.get_type(&DFSchema::empty())?;
        let converts = |data_type: &DataType| data_type.is_decimal() || converts_here(data_type);
        if from == to || !(converts(&to) || converts(&from)) {
            continue;
        }
        if common_type(&from, &to).as_ref() != Some(&to) {
            return Err(unsupported(format!("{} and {} in one column of VALUES", type_name(&from), type_name(&to))));
        }
        *expr = trino_cast(std::mem::take(&mut *cast.expr), &to);
        changed = true;
    }
    Ok(Transformed::new_transformed(LogicalPlan::Values(values), changed))
}

/// Arrays and rows as sort keys.
fn sorted(node: LogicalPlan, schema: &DFSchema) -> PlanResult<Transformed<LogicalPlan>> {
    let LogicalPlan::Sort(mut sort) = node else { return Ok(Transformed::no(node)) };
    let mut changed = false;
    for key in &mut sort.expr {
        let data_type = key.expr.get_type(schema)?;
        if TypeClass::of(&data_type) == TypeClass::Nested && is_orderable(&data_type) {
            key.expr = call("$sortable", vec![std::mem::take(&mut key.expr)])?;
            changed = true;
        }
    }
    Ok(Transformed::new_transformed(LogicalPlan::Sort(sort), changed))
}
