//! Operators and window functions, with Trino's types.

use std::sync::Arc;

use arrow_schema::{DataType, Field};
use datafusion::{
    common::{Column, DFSchema, DataFusionError, Result as PlanResult, TableReference},
    logical_expr::{
        BinaryExpr, Cast, Expr, ExprSchemable, Operator, WindowFrameBound, WindowFunctionDefinition,
        expr::{WindowFunction, WindowFunctionParams},
        lit,
        planner::{ExprPlanner, PlannerResult, RawBinaryExpr, RawWindowExpr},
    },
    sql::sqlparser::ast::BinaryOperator,
};

use super::comparisons::trino_cast;
use crate::local::{
    errors::{refused, type_mismatch, unsupported},
    functions::{functions, operator},
    internal_functions::CAST,
    types::{TypeClass, common_type, is_orderable, mixes_char_and_varchar, type_name},
};

/// What plans expressions, the first that can.
pub(super) fn planners() -> Vec<Arc<dyn ExprPlanner>> {
    vec![Arc::new(TrinoOperators), Arc::new(datafusion::functions_aggregate::planner::AggregateFunctionPlanner)]
}

type PlannedOperator = PlanResult<PlannerResult<RawBinaryExpr>>;

fn planned<T>(name: &str, args: Vec<Expr>) -> PlanResult<PlannerResult<T>> {
    match operator(name) {
        Some(function) => Ok(PlannerResult::Planned(function.call(args))),
        None => Err(unsupported(format!("`{name}`"))),
    }
}

fn is_list(data_type: &DataType) -> bool {
    matches!(data_type, DataType::List(_))
}

/// Operators with Trino's types: no comparison of strings with numbers, no silent overflow.
#[derive(Debug)]
struct TrinoOperators;

impl ExprPlanner for TrinoOperators {
    fn plan_binary_op(&self, raw: RawBinaryExpr, schema: &DFSchema) -> PlannedOperator {
        let (left, right) = (raw.left.get_type(schema)?, raw.right.get_type(schema)?);
        match raw.op {
            BinaryOperator::And | BinaryOperator::Or => Ok(PlannerResult::Original(raw)),
            BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo => arithmetic(raw, &left, &right),
            BinaryOperator::StringConcat => concatenation(raw, &left, &right),
            _ => compared(raw, &left, &right),
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
            return Err(unsupported("field access"));
        };
        Ok(PlannerResult::Planned(nested.iter().fold(column, |value, name| get.call(vec![value, lit(name.clone())]))))
    }
}

fn no_operator(raw: &RawBinaryExpr, left: &DataType, right: &DataType) -> DataFusionError {
    let (left, right) = (type_name(left), type_name(right));
    type_mismatch(format!("Cannot apply operator: {left} {} {right}", raw.op))
}

/// `+ - * / %`. Of integers, overflow is an error.
fn arithmetic(raw: RawBinaryExpr, left: &DataType, right: &DataType) -> PlannedOperator {
    use TypeClass::{Decimal, Float, Integer};
    let (a, b) = (TypeClass::of(left), TypeClass::of(right));
    if a.is_temporal() || b.is_temporal() {
        return temporal(raw, left, right);
    }
    if !a.is_numeric() || !b.is_numeric() {
        return Err(no_operator(&raw, left, right));
    }
    if a == Decimal || b == Decimal {
        return match common_type(left, right) {
            Some(float) if TypeClass::of(&float) == Float => Ok(PlannerResult::Original(in_type(raw, &float))),
            _ => decimals(raw),
        };
    }
    let checked = match (a, b, &raw.op) {
        (Integer, Integer, BinaryOperator::Plus) => Some("$add_integers"),
        (Integer, Integer, BinaryOperator::Minus) => Some("$subtract_integers"),
        (Integer, Integer, BinaryOperator::Multiply) => Some("$multiply_integers"),
        _ => None,
    };
    Ok(called_or_original(checked, raw))
}

fn decimals(raw: RawBinaryExpr) -> PlannedOperator {
    let name = match raw.op {
        BinaryOperator::Plus => "$add_decimals",
        BinaryOperator::Minus => "$subtract_decimals",
        BinaryOperator::Multiply => "$multiply_decimals",
        BinaryOperator::Divide => "$divide_decimals",
        _ => "$modulo_decimals",
    };
    planned(name, vec![raw.left, raw.right])
}

/// Both operands cast to a type as Trino casts them, which DataFusion does in its own way for decimals.
fn in_type(raw: RawBinaryExpr, data_type: &DataType) -> RawBinaryExpr {
    let Some(cast) = operator(CAST) else { return raw };
    let cast = |expr| cast.call(vec![expr, lit(type_name(data_type))]);
    RawBinaryExpr { op: raw.op, left: cast(raw.left), right: cast(raw.right) }
}

/// The call of the function that replaces an operator; without one, the operator itself.
fn called_or_original(name: Option<&str>, raw: RawBinaryExpr) -> PlannerResult<RawBinaryExpr> {
    match name.and_then(operator) {
        Some(function) => PlannerResult::Planned(function.call(vec![raw.left, raw.right])),
        None => PlannerResult::Original(raw),
    }
}

/// `||` of strings, of binaries, and of an array with an array or an element.
fn concatenation(raw: RawBinaryExpr, left: &DataType, right: &DataType) -> PlannedOperator {
    let (a, b) = (TypeClass::of(left), TypeClass::of(right));
    let string = |class| matches!(class, TypeClass::Varchar | TypeClass::Unknown);
    if is_list(left) || is_list(right) {
        planned("$concat", vec![raw.left, raw.right])
    } else if a == TypeClass::Binary && b == TypeClass::Binary {
        planned("$concat_bytes", vec![raw.left, raw.right])
    } else if string(a) && string(b) {
        Ok(PlannerResult::Original(raw))
    } else if a == TypeClass::Char || b == TypeClass::Char {
        planned("concat", vec![raw.left, raw.right])
    } else {
        Err(no_concat(left, right))
    }
}

/// Comparisons, and operators without rules of their own.
fn compared(raw: RawBinaryExpr, left: &DataType, right: &DataType) -> PlannedOperator {
    use TypeClass::{Char, Decimal, Float, Json, Nested, Unknown};
    let (a, b) = (TypeClass::of(left), TypeClass::of(right));
    if a == Nested || b == Nested {
        let orders = !matches!(raw.op, BinaryOperator::Eq | BinaryOperator::NotEq);
        let fits = |data_type: &DataType| !orders || is_orderable(data_type);
        return match (common_type(left, right), compared_by_function(&raw.op)) {
            (Some(data_type), Some(name)) if fits(&data_type) => planned(name, vec![raw.left, raw.right]),
            (None, _) if mixes_char_and_varchar(left, right) => Err(no_common_type(&raw, left, right)),
            _ => Err(no_operator(&raw, left, right)),
        };
    }
    if a == Json && b == Json {
        return match raw.op {
            BinaryOperator::Eq | BinaryOperator::NotEq => Ok(PlannerResult::Original(raw)),
            _ => Err(no_operator(&raw, left, right)),
        };
    }
    if !a.has_common_type(b) {
        return Err(no_operator(&raw, left, right));
    }
    if a == Char || b == Char {
        return match common_type(left, right) {
            Some(data_type) if left != right => Ok(PlannerResult::Original(in_type(raw, &data_type))),
            Some(_) => Ok(PlannerResult::Original(raw)),
            None => Err(no_common_type(&raw, left, right)),
        };
    }
    if a == Decimal || b == Decimal {
        let raw = match common_type(left, right) {
            Some(data_type) if left != right => in_type(raw, &data_type),
            _ => raw,
        };
        let float = a == Float || b == Float;
        let name = if float { compared_by_function(&raw.op) } else { None };
        return Ok(called_or_original(name, raw));
    }
    // DataFusion's comparisons have an order for NaN; Trino's are false.
    if a == Float || b == Float {
        let name = compared_by_function(&raw.op);
        return Ok(called_or_original(name, raw));
    }
    if left != right && (a.is_clock() || b.is_clock()) && a != Unknown && b != Unknown {
        return times(&raw, left, right).ok_or_else(|| no_operator(&raw, left, right));
    }
    Ok(PlannerResult::Original(raw))
}

fn no_common_type(raw: &RawBinaryExpr, left: &DataType, right: &DataType) -> DataFusionError {
    unsupported(format!("{} {} {}: CAST one of them", type_name(left), raw.op, type_name(right)))
}

/// `||` is the function `concat` to Trino.
fn no_concat(left: &DataType, right: &DataType) -> DataFusionError {
    let given = format!("{}, {}", type_name(left), type_name(right));
    refused("FUNCTION_NOT_FOUND", format!("Unexpected parameters ({given}) for function concat"))
}

/// Dates, times and timestamps of different types, compared in the type that Trino converts both to.
fn times(raw: &RawBinaryExpr, left: &DataType, right: &DataType) -> Option<PlannerResult<RawBinaryExpr>> {
    let data_type = common_type(left, right)?;
    let op = comparison(&raw.op)?;
    let cast = |expr: &Expr| Box::new(trino_cast(expr.clone(), &data_type));
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

fn compared_by_function(operator: &BinaryOperator) -> Option<&'static str> {
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

/// Dates, timestamps and intervals: added, subtracted, and intervals multiplied.
fn temporal(raw: RawBinaryExpr, left: &DataType, right: &DataType) -> PlanResult<PlannerResult<RawBinaryExpr>> {
    let name = match raw.op {
        BinaryOperator::Plus => "$add_temporal",
        BinaryOperator::Minus => "$subtract_temporal",
        BinaryOperator::Multiply => "$multiply_interval",
        BinaryOperator::Divide => "$divide_interval",
        _ => return Err(no_operator(&raw, left, right)),
    };
    planned(name, vec![raw.left, raw.right])
}

/// Positions are bigint, and a sliding window needs aggregates that can retract rows.
fn windows(raw: RawWindowExpr) -> PlanResult<PlannerResult<RawWindowExpr>> {
    if raw.distinct {
        return Err(refused("NOT_SUPPORTED", "DISTINCT in window function parameters not yet supported"));
    }
    let slides = !matches!(&raw.window_frame.start_bound, WindowFrameBound::Preceding(offset) if offset.is_null());
    let (fun, position) = match raw.func_def {
        WindowFunctionDefinition::AggregateUDF(udaf) => {
            let udaf = if slides { functions().sliding(&udaf) } else { udaf };
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
