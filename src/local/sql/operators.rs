//! Operators and window functions, with Trino's types.

use std::sync::Arc;

use arrow_schema::{DataType, Field};
use datafusion::{
    common::{Column, DFSchema, DataFusionError, Result as PlanResult, TableReference},
    logical_expr::{
        BinaryExpr, Cast, Expr, Operator, WindowFrameBound, WindowFunctionDefinition,
        expr::{WindowFunction, WindowFunctionParams},
        lit,
        planner::{ExprPlanner, PlannerResult, RawBinaryExpr, RawWindowExpr},
    },
    sql::sqlparser::ast::BinaryOperator,
};

use super::types::{self, Class};
use crate::local::functions::{functions, operator};

/// What plans expressions, the first that can.
pub(super) fn planners() -> Vec<Arc<dyn ExprPlanner>> {
    vec![Arc::new(Operators), Arc::new(datafusion::functions_aggregate::planner::AggregateFunctionPlanner)]
}

fn planned<T>(name: &str, args: Vec<Expr>) -> PlanResult<PlannerResult<T>> {
    match operator(name) {
        Some(function) => Ok(PlannerResult::Planned(function.call(args))),
        None => Err(types::unsupported(format!("`{name}`"))),
    }
}

fn is_list(of: &DataType) -> bool {
    matches!(of, DataType::List(_))
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
                if a.is_time() || b.is_time() {
                    return times(raw, &left, &right);
                }
                if !a.is_number() || !b.is_number() {
                    return Err(refuse());
                }
                let checked = match (a, b, &raw.op) {
                    (Class::Integer, Class::Integer, BinaryOperator::Plus) => Some("$add_integers"),
                    (Class::Integer, Class::Integer, BinaryOperator::Minus) => Some("$subtract_integers"),
                    (Class::Integer, Class::Integer, BinaryOperator::Multiply) => Some("$multiply_integers"),
                    _ => None,
                };
                match checked.and_then(operator) {
                    Some(function) => Ok(PlannerResult::Planned(function.call(vec![raw.left, raw.right]))),
                    None => Ok(PlannerResult::Original(raw)),
                }
            }
            BinaryOperator::StringConcat => {
                let text = |class| matches!(class, Class::Text | Class::Unknown);
                if is_list(&left) || is_list(&right) {
                    return planned("$concat", vec![raw.left, raw.right]);
                }
                if a == Class::Binary && b == Class::Binary {
                    return planned("$concat_bytes", vec![raw.left, raw.right]);
                }
                if text(a) && text(b) { Ok(PlannerResult::Original(raw)) } else { Err(no_concat(&left, &right)) }
            }
            _ if a == Class::Nested || b == Class::Nested => Err(types::unsupported("comparing arrays, maps and rows")),
            BinaryOperator::Eq | BinaryOperator::NotEq if a == Class::Json && b == Class::Json => {
                Ok(PlannerResult::Original(raw))
            }
            _ if a == Class::Json && b == Class::Json => Err(refuse()),
            // DataFusion's comparisons have an order for NaN; Trino's are false.
            _ if a.meets(b) && (a == Class::Float || b == Class::Float) => {
                match float_comparison(&raw.op).and_then(operator) {
                    Some(function) => Ok(PlannerResult::Planned(function.call(vec![raw.left, raw.right]))),
                    None => Ok(PlannerResult::Original(raw)),
                }
            }
            _ if a != b && a.is_moment() && b.is_moment() => moments(&raw, &left, &right).ok_or_else(refuse),
            _ if a.meets(b) => Ok(PlannerResult::Original(raw)),
            _ => Err(refuse()),
        }
    }

    fn plan_window(&self, raw: RawWindowExpr) -> PlanResult<PlannerResult<RawWindowExpr>> {
        windows(raw)
    }

    fn plan_compound_identifier(
        &self,
        field: &Field,
        qualifier: Option<&TableReference>,
        nested: &[String],
    ) -> PlanResult<PlannerResult<Vec<Expr>>> {
        let column = Expr::Column(Column::new(qualifier.cloned(), field.name()));
        let Some(get) = operator("$field") else {
            return Err(types::unsupported("field access"));
        };
        Ok(PlannerResult::Planned(nested.iter().fold(column, |value, name| get.call(vec![value, lit(name.clone())]))))
    }
}

/// `||` is the function `concat` to Trino.
fn no_concat(left: &DataType, right: &DataType) -> DataFusionError {
    let given = format!("{}, {}", types::spelled(left), types::spelled(right));
    types::refused("FUNCTION_NOT_FOUND", format!("Unexpected parameters ({given}) for function concat"))
}

/// A date and a time, or times with and without a zone, compared as what Trino makes of both; DataFusion counts nanoseconds, which does
/// not go back far.
fn moments(raw: &RawBinaryExpr, left: &DataType, right: &DataType) -> Option<PlannerResult<RawBinaryExpr>> {
    let of = types::common(left, right)?;
    let op = comparison(&raw.op)?;
    let cast = |expr: &Expr| Box::new(Expr::Cast(Cast::new(Box::new(expr.clone()), of.clone())));
    let (left, right) = (cast(&raw.left), cast(&raw.right));
    Some(PlannerResult::Planned(Expr::BinaryExpr(BinaryExpr { left, op, right })))
}

fn comparison(operator: &BinaryOperator) -> Option<Operator> {
    Some(match operator {
        BinaryOperator::Eq => Operator::Eq,
        BinaryOperator::NotEq => Operator::NotEq,
        BinaryOperator::Lt => Operator::Lt,
        BinaryOperator::LtEq => Operator::LtEq,
        BinaryOperator::Gt => Operator::Gt,
        BinaryOperator::GtEq => Operator::GtEq,
        _ => return None,
    })
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

/// Dates, times and intervals: added, subtracted, and intervals multiplied.
fn times(raw: RawBinaryExpr, left: &DataType, right: &DataType) -> PlanResult<PlannerResult<RawBinaryExpr>> {
    let name = match raw.op {
        BinaryOperator::Plus => "$add_temporal",
        BinaryOperator::Minus => "$subtract_temporal",
        BinaryOperator::Multiply => "$multiply_interval",
        BinaryOperator::Divide if matches!(Class::of(left), Class::Months | Class::Millis) => {
            return Err(types::unsupported("an interval divided by a number"));
        }
        _ => {
            let (left, right) = (types::spelled(left), types::spelled(right));
            return Err(types::mismatch(format!("Cannot apply operator: {left} {} {right}", raw.op)));
        }
    };
    planned(name, vec![raw.left, raw.right])
}

/// Positions are bigint, and a frame that moves needs sums that can be taken anew.
fn windows(raw: RawWindowExpr) -> PlanResult<PlannerResult<RawWindowExpr>> {
    if raw.distinct {
        return Err(types::refused("NOT_SUPPORTED", "DISTINCT in window function parameters not yet supported"));
    }
    let moves = !matches!(&raw.window_frame.start_bound, WindowFrameBound::Preceding(offset) if offset.is_null());
    let (fun, position) = match raw.func_def {
        WindowFunctionDefinition::AggregateUDF(udaf) => {
            let udaf = if moves { functions().sliding(&udaf) } else { udaf };
            (WindowFunctionDefinition::AggregateUDF(udaf), false)
        }
        WindowFunctionDefinition::WindowUDF(udwf) => {
            let position = matches!(udwf.name(), "row_number" | "rank" | "dense_rank");
            (WindowFunctionDefinition::WindowUDF(udwf), position)
        }
    };
    let params = WindowFunctionParams {
        args: raw.args,
        partition_by: raw.partition_by,
        order_by: raw.order_by,
        window_frame: raw.window_frame,
        filter: raw.filter,
        null_treatment: raw.null_treatment,
        distinct: false,
    };
    let window = Expr::WindowFunction(Box::new(WindowFunction { fun, params }));
    let bigint = |expr| Expr::Cast(Cast::new(Box::new(expr), DataType::Int64));
    Ok(PlannerResult::Planned(if position { bigint(window) } else { window }))
}
