//! Trino's rules about types, where DataFusion would convert in silence.
//!
//! The plan is looked at before DataFusion's analyzer adds its conversions: every type is still the one that the query has.

use arrow_schema::DataType;
use datafusion::{
    common::tree_node::TreeNode,
    common::{DFSchema, DataFusionError, Result as PlanResult, tree_node::TreeNodeRecursion},
    logical_expr::{
        BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator, SubqueryAlias, Union, Values, WindowFrameBound,
        WindowFrameUnits,
        expr::{InSubquery, WindowFunctionParams},
    },
};

use super::subqueries;
use crate::types::AthenaType;

/// Types between which Trino converts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// NULL without a type fits everywhere.
    Unknown,
    Boolean,
    Integer,
    Float,
    Decimal,
    Text,
    Binary,
    Date,
    Timestamp,
    TimestampTz,
    /// `interval year to month`
    Months,
    /// `interval day to second`
    Millis,
    /// Text that is JSON: kept as Arrow's other kind of text.
    Json,
    Nested,
}

impl Class {
    pub(crate) fn of(arrow: &DataType) -> Self {
        match arrow {
            DataType::Null => Self::Unknown,
            DataType::Boolean => Self::Boolean,
            DataType::Float16 | DataType::Float32 | DataType::Float64 => Self::Float,
            of if of.is_integer() => Self::Integer,
            of if of.is_decimal() => Self::Decimal,
            DataType::LargeUtf8 => Self::Json,
            DataType::Utf8 | DataType::Utf8View => Self::Text,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Self::Binary,
            DataType::Date32 | DataType::Date64 => Self::Date,
            DataType::Timestamp(_, None) => Self::Timestamp,
            DataType::Timestamp(_, Some(_)) => Self::TimestampTz,
            DataType::Interval(_) => Self::Months,
            DataType::Duration(_) => Self::Millis,
            _ => Self::Nested,
        }
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Unknown | Self::Integer | Self::Float | Self::Decimal)
    }

    /// A date, an instant or an interval.
    pub(crate) fn is_time(self) -> bool {
        matches!(self, Self::Date | Self::Timestamp | Self::TimestampTz | Self::Months | Self::Millis)
    }

    /// A date or an instant.
    pub(crate) fn is_moment(self) -> bool {
        matches!(self, Self::Date | Self::Timestamp | Self::TimestampTz)
    }

    /// Whether Trino finds a common type.
    pub(crate) fn meets(self, other: Self) -> bool {
        self == other
            || self == Self::Unknown
            || other == Self::Unknown
            || (self.is_number() && other.is_number())
            || (self.is_moment() && other.is_moment())
    }
}

/// The type that values of both types are converted to, without asking, in Trino; `None` when there is none, and for decimals, whose
/// rules are not written here.
pub(crate) fn common(a: &DataType, b: &DataType) -> Option<DataType> {
    if a == b || *b == DataType::Null {
        return Some(a.clone());
    }
    if *a == DataType::Null {
        return Some(b.clone());
    }
    match (a, b) {
        (DataType::List(x), DataType::List(y)) => Some(DataType::new_list(common(x.data_type(), y.data_type())?, true)),
        _ => match (Class::of(a), Class::of(b)) {
            (Class::Integer, Class::Integer) => {
                let width = |of: &DataType| of.primitive_width().unwrap_or(0);
                Some(if width(a) >= width(b) { a.clone() } else { b.clone() })
            }
            // Of real and an integer it is real, of a double and anything it is double.
            (Class::Float, Class::Integer) => Some(a.clone()),
            (Class::Integer, Class::Float) => Some(b.clone()),
            (Class::Float, Class::Float) => Some(DataType::Float64),
            // Sessions are in UTC.
            (Class::Date, Class::Timestamp | Class::TimestampTz) | (Class::Timestamp, Class::TimestampTz) => {
                Some(b.clone())
            }
            (Class::Timestamp | Class::TimestampTz, Class::Date) | (Class::TimestampTz, Class::Timestamp) => {
                Some(a.clone())
            }
            _ => None,
        },
    }
}

/// How Athena spells a type.
pub(crate) fn spelled(arrow: &DataType) -> String {
    if *arrow == DataType::LargeUtf8 {
        return "json".to_owned();
    }
    if *arrow == DataType::Null {
        return "unknown".to_owned();
    }
    AthenaType::from_arrow(arrow).map_or_else(|| arrow.to_string(), |of| of.to_string())
}

/// An error that keeps its Athena name on the way through DataFusion.
pub(crate) fn mismatch(message: impl Into<String>) -> DataFusionError {
    refused("TYPE_MISMATCH", message)
}

pub(crate) fn refused(code: &'static str, message: impl Into<String>) -> DataFusionError {
    DataFusionError::External(Box::new(crate::Error::refused(code, message)))
}

pub(crate) fn unsupported(what: impl Into<String>) -> DataFusionError {
    DataFusionError::External(Box::new(crate::Error::unsupported(what)))
}

/// Looks at every expression of a plan.
///
/// # Errors
/// `TYPE_MISMATCH` where Trino finds no common type.
pub(super) fn check(plan: &LogicalPlan) -> PlanResult<()> {
    plan.apply_with_subqueries(|node| {
        let schema = inputs(node)?;
        for expr in node.expressions() {
            expr.apply(|expr| {
                expression(expr, &schema)?;
                Ok(TreeNodeRecursion::Continue)
            })?;
        }
        match node {
            LogicalPlan::Union(union) => set_operation(union)?,
            LogicalPlan::Values(values) => literals(values)?,
            LogicalPlan::Sort(sort) => sort.expr.iter().try_for_each(|key| sortable(&key.expr, &schema))?,
            LogicalPlan::Filter(filter) => {
                truth("WHERE", &filter.predicate, &schema)?;
                subqueries::membership(&filter.predicate, true)?;
            }
            LogicalPlan::SubqueryAlias(alias) => twice_named(alias)?,
            LogicalPlan::Join(join) => {
                if let Some(on) = &join.filter {
                    truth("ON", on, &schema)?;
                    subqueries::membership(on, false)?;
                }
            }
            _ => {}
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(())
}

/// What the expressions of a node can see.
fn inputs(node: &LogicalPlan) -> PlanResult<DFSchema> {
    let mut schema = DFSchema::empty();
    for input in node.inputs() {
        schema.merge(input.schema());
    }
    if let LogicalPlan::TableScan(scan) = node {
        schema.merge(&scan.projected_schema);
    }
    Ok(schema)
}

fn class(expr: &Expr, schema: &DFSchema) -> PlanResult<(Class, DataType)> {
    let of = expr.get_type(schema)?;
    Ok((Class::of(&of), of))
}

fn truth(clause: &str, expr: &Expr, schema: &DFSchema) -> PlanResult<()> {
    let (class, of) = class(expr, schema)?;
    if matches!(class, Class::Boolean | Class::Unknown) {
        return Ok(());
    }
    Err(mismatch(format!("{clause} needs a boolean and got {}", spelled(&of))))
}

/// Maps and json have no order, and arrays and rows none when there is a NULL inside; DataFusion sorts them all.
fn sortable(key: &Expr, schema: &DFSchema) -> PlanResult<()> {
    let (class, of) = class(key, schema)?;
    match class {
        Class::Json => Err(mismatch("Type json is not orderable, and therefore cannot be used in ORDER BY".to_owned())),
        Class::Nested => Err(unsupported(format!("ORDER BY over {}", spelled(&of)))),
        _ => Ok(()),
    }
}

/// Types that meet in Trino, and that DataFusion makes alike in another way.
fn differs(a: Class, b: Class) -> bool {
    let decimal_and_float = matches!((a, b), (Class::Decimal, Class::Float) | (Class::Float, Class::Decimal));
    decimal_and_float || (a != b && a.is_moment() && b.is_moment())
}

/// All of these have a common type.
fn alike<'a>(what: &str, exprs: impl IntoIterator<Item = &'a Expr>, schema: &DFSchema) -> PlanResult<()> {
    let mut first: Option<(Class, DataType)> = None;
    for expr in exprs {
        let (class, of) = class(expr, schema)?;
        match &first {
            Some((other, spelling)) if !other.meets(class) => {
                let (a, b) = (spelled(spelling), spelled(&of));
                return Err(mismatch(format!("{what} mixes {a} and {b}, which have no common type: CAST one of them")));
            }
            Some((other, spelling)) if differs(*other, class) => {
                return Err(unsupported(format!("{what} over {} and {}", spelled(spelling), spelled(&of))));
            }
            Some((Class::Unknown, _)) | None => first = Some((class, of)),
            Some(_) => {}
        }
    }
    Ok(())
}

fn expression(expr: &Expr, schema: &DFSchema) -> PlanResult<()> {
    match expr {
        // DataFusion's IN and CASE say that NaN equals NaN.
        Expr::InList(list) if class(&list.expr, schema)?.0 == Class::Float => {
            Err(unsupported("IN over real or double"))
        }
        Expr::InList(list) if class(&list.expr, schema)?.0 == Class::Nested => {
            Err(unsupported("comparing arrays, maps and rows"))
        }
        Expr::InList(list) => alike("IN", std::iter::once(list.expr.as_ref()).chain(&list.list), schema),
        Expr::Exists(exists) => subqueries::correlated(&exists.subquery),
        Expr::ScalarSubquery(subquery) => subqueries::value(subquery),
        Expr::InSubquery(sub) => in_subquery(sub, schema),
        Expr::Between(between) => alike("BETWEEN", [between.expr.as_ref(), &between.low, &between.high], schema),
        Expr::Case(case) => {
            let results = case.when_then_expr.iter().map(|(_, then)| then.as_ref()).chain(case.else_expr.as_deref());
            alike("CASE", results, schema)?;
            match &case.expr {
                Some(operand) if class(operand, schema)?.0 == Class::Float => {
                    Err(unsupported("CASE over real or double"))
                }
                Some(operand) if class(operand, schema)?.0 == Class::Nested => {
                    Err(unsupported("comparing arrays, maps and rows"))
                }
                Some(operand) => {
                    let values = case.when_then_expr.iter().map(|(when, _)| when.as_ref());
                    alike("CASE", std::iter::once(operand.as_ref()).chain(values), schema)
                }
                None => case.when_then_expr.iter().try_for_each(|(when, _)| truth("WHEN", when, schema)),
            }
        }
        Expr::Not(operand) => truth("NOT", operand, schema),
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::IsDistinctFrom | Operator::IsNotDistinctFrom, right }) => {
            alike("IS DISTINCT FROM", [left.as_ref(), right.as_ref()], schema)
        }
        Expr::WindowFunction(window) => {
            if let Some(filter) = &window.params.filter {
                truth("FILTER", filter, schema)?;
            }
            frame(&window.params, schema)?;
            window.params.order_by.iter().try_for_each(|key| sortable(&key.expr, schema))?;
            aggregate(window.fun.name(), &window.params.args, schema)
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And | Operator::Or, right }) => {
            truth("AND and OR", left, schema)?;
            truth("AND and OR", right, schema)
        }
        Expr::ScalarFunction(call) if call.name() == "coalesce" => alike("coalesce", &call.args, schema),
        Expr::AggregateFunction(call) => {
            if let Some(filter) = &call.params.filter {
                truth("FILTER", filter, schema)?;
            }
            call.params.order_by.iter().try_for_each(|key| sortable(&key.expr, schema))?;
            aggregate(call.func.name(), &call.params.args, schema)
        }
        _ => Ok(()),
    }
}

/// `x IN (SELECT y …)` compares x and y.
fn in_subquery(sub: &InSubquery, schema: &DFSchema) -> PlanResult<()> {
    if sub.negated && !sub.subquery.outer_ref_columns.is_empty() {
        return Err(unsupported("a correlated NOT IN"));
    }
    subqueries::correlated(&sub.subquery)?;
    let (left, of) = class(&sub.expr, schema)?;
    let right = sub.subquery.subquery.schema().field(0).data_type();
    if left.meets(Class::of(right)) {
        return Ok(());
    }
    Err(mismatch(format!("IN compares {} with {}", spelled(&of), spelled(right))))
}

/// `RANGE n PRECEDING` counts in the type of the key.
fn frame(window: &WindowFunctionParams, schema: &DFSchema) -> PlanResult<()> {
    let bounds = [&window.window_frame.start_bound, &window.window_frame.end_bound];
    let offset = bounds.into_iter().find_map(|bound| match bound {
        WindowFrameBound::Preceding(offset) | WindowFrameBound::Following(offset) if !offset.is_null() => {
            Some(offset.to_string())
        }
        _ => None,
    });
    let (WindowFrameUnits::Range, Some(offset), [key]) =
        (window.window_frame.units, offset, window.order_by.as_slice())
    else {
        return Ok(());
    };
    let (class, of) = class(&key.expr, schema)?;
    let whole = offset.bytes().all(|b| b.is_ascii_digit());
    let clock = ["HOUR", "MINUTE", "SECOND"].iter().any(|unit| offset.ends_with(unit));
    let interval = offset.contains(' ');
    match class {
        Class::Integer if whole => Ok(()),
        Class::Float if !interval => Ok(()),
        Class::Date if interval && !clock => Ok(()),
        Class::Timestamp | Class::TimestampTz if interval => Ok(()),
        Class::Date if interval => {
            Err(refused("INVALID_FUNCTION_ARGUMENT", "Cannot add hour, minutes or seconds to a date"))
        }
        _ => Err(mismatch(format!(
            "Window frame of type RANGE: {offset} does not go with a key of type {}",
            spelled(&of)
        ))),
    }
}

/// Two columns of one name: DataFusion renames one or takes the first.
fn twice_named(alias: &SubqueryAlias) -> PlanResult<()> {
    let mut seen = std::collections::HashSet::new();
    for field in alias.input.schema().fields() {
        let name = field.name();
        // It numbers the second: `a:1`.
        let numbered =
            name.rsplit_once(':').filter(|(plain, n)| n.bytes().all(|b| b.is_ascii_digit()) && seen.contains(plain));
        let plain = numbered.map_or(name.as_str(), |(plain, _)| plain).split('\u{1}').next().unwrap_or_default();
        if !name.starts_with("_col") && !seen.insert(plain) {
            return Err(unsupported(format!("a subquery with two columns `{plain}`")));
        }
    }
    Ok(())
}

fn aggregate(name: &str, args: &[Expr], schema: &DFSchema) -> PlanResult<()> {
    let Some(arg) = args.first() else { return Ok(()) };
    let (class, of) = class(arg, schema)?;
    let fits = match name {
        // The scale of an average of decimals differs from Trino's.
        "avg" if class == Class::Decimal => return Err(unsupported("avg of a decimal")),
        "sum" if class == Class::Decimal => return Err(unsupported("sum of a decimal")),
        "sum" | "avg" => class.is_number(),
        "bool_and" | "bool_or" => class == Class::Boolean,
        "min" | "max" => !matches!(class, Class::Nested | Class::Json),
        _ => true,
    };
    let wrong = || refused("FUNCTION_NOT_FOUND", format!("{name} does not take {}", spelled(&of)));
    if fits { Ok(()) } else { Err(wrong()) }
}

fn set_operation(union: &Union) -> PlanResult<()> {
    let Some((first, rest)) = union.inputs.split_first() else { return Ok(()) };
    for other in rest {
        for (i, (a, b)) in first.schema().fields().iter().zip(other.schema().fields()).enumerate() {
            if !Class::of(a.data_type()).meets(Class::of(b.data_type())) {
                let (a, b) = (spelled(a.data_type()), spelled(b.data_type()));
                return Err(mismatch(format!("column {} of UNION is {a} in one query and {b} in another", i + 1)));
            }
        }
    }
    Ok(())
}

/// DataFusion makes the values of a column alike; what it may make alike is Trino's to say.
fn literals(values: &Values) -> PlanResult<()> {
    let nothing = DFSchema::empty();
    for expr in values.values.iter().flatten() {
        let Expr::Cast(cast) = expr else { continue };
        let (from, to) = (cast.expr.get_type(&nothing)?, cast.field.data_type());
        if !Class::of(&from).meets(Class::of(to)) {
            let (a, b) = (spelled(&from), spelled(to));
            return Err(mismatch(format!(
                "a column of VALUES has both {a} and {b}, which have no common type: CAST one of them"
            )));
        }
    }
    Ok(())
}
