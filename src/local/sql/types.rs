//! Trino's rules about types, where DataFusion would convert in silence.
//!
//! The plan is looked at before DataFusion's analyzer adds its conversions: every type is still the one that the query has.

use arrow_schema::DataType;
use datafusion::{
    common::tree_node::TreeNode,
    common::{DFSchema, DataFusionError, Result as PlanResult, tree_node::TreeNodeRecursion},
    logical_expr::{
        Aggregate, BinaryExpr, Expr, ExprSchemable, Join, JoinType, LogicalPlan, Operator, Subquery, SubqueryAlias,
        Union,
    },
};

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
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text,
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Self::Binary,
            DataType::Date32 | DataType::Date64 => Self::Date,
            DataType::Timestamp(_, None) => Self::Timestamp,
            DataType::Timestamp(_, Some(_)) => Self::TimestampTz,
            _ => Self::Nested,
        }
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Unknown | Self::Integer | Self::Float | Self::Decimal)
    }

    /// Whether Trino finds a common type.
    pub(crate) fn meets(self, other: Self) -> bool {
        self == other
            || self == Self::Unknown
            || other == Self::Unknown
            || (self.is_number() && other.is_number())
            || matches!((self, other), (Self::Date, Self::Timestamp) | (Self::Timestamp, Self::Date))
    }
}

/// How Athena spells a type.
pub(crate) fn spelled(arrow: &DataType) -> String {
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
            LogicalPlan::Aggregate(aggregate) => grouping(aggregate)?,
            LogicalPlan::Filter(filter) => truth("WHERE", &filter.predicate, &schema)?,
            LogicalPlan::SubqueryAlias(alias) => twice_named(alias)?,
            LogicalPlan::Join(join) => {
                set_join(join)?;
                if let Some(on) = &join.filter {
                    truth("ON", on, &schema)?;
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
        Expr::InList(list) => alike("IN", std::iter::once(list.expr.as_ref()).chain(&list.list), schema),
        Expr::Exists(exists) => correlated(&exists.subquery),
        Expr::InSubquery(sub) => {
            if sub.negated && !sub.subquery.outer_ref_columns.is_empty() {
                return Err(unsupported("a correlated NOT IN"));
            }
            correlated(&sub.subquery)?;
            let (left, of) = class(&sub.expr, schema)?;
            let right = sub.subquery.subquery.schema().field(0).data_type();
            if left.meets(Class::of(right)) {
                return Ok(());
            }
            Err(mismatch(format!("IN compares {} with {}", spelled(&of), spelled(right))))
        }
        Expr::Between(between) => alike("BETWEEN", [between.expr.as_ref(), &between.low, &between.high], schema),
        Expr::Case(case) => {
            let results = case.when_then_expr.iter().map(|(_, then)| then.as_ref()).chain(case.else_expr.as_deref());
            alike("CASE", results, schema)?;
            match &case.expr {
                Some(operand) if class(operand, schema)?.0 == Class::Float => {
                    Err(unsupported("CASE over real or double"))
                }
                Some(operand) => {
                    let values = case.when_then_expr.iter().map(|(when, _)| when.as_ref());
                    alike("CASE", std::iter::once(operand.as_ref()).chain(values), schema)
                }
                None => case.when_then_expr.iter().try_for_each(|(when, _)| truth("WHEN", when, schema)),
            }
        }
        Expr::Not(operand) => truth("NOT", operand, schema),
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And | Operator::Or, right }) => {
            truth("AND and OR", left, schema)?;
            truth("AND and OR", right, schema)
        }
        Expr::ScalarFunction(call) if call.name() == "coalesce" => alike("coalesce", &call.args, schema),
        Expr::AggregateFunction(call) => {
            if let Some(filter) = &call.params.filter {
                truth("FILTER", filter, schema)?;
            }
            aggregate(call.func.name(), &call.params.args, schema)
        }
        _ => Ok(()),
    }
}

/// DataFusion turns EXISTS and IN into joins, which forget that a global aggregate has a row for no rows, and count OFFSET over all.
fn correlated(sub: &Subquery) -> PlanResult<()> {
    if sub.outer_ref_columns.is_empty() {
        return Ok(());
    }
    let mut wrong = false;
    sub.subquery.apply(|node| {
        wrong |= match node {
            LogicalPlan::Aggregate(aggregate) => aggregate.group_expr.is_empty(),
            LogicalPlan::Limit(_) => true,
            _ => false,
        };
        Ok(TreeNodeRecursion::Continue)
    })?;
    if wrong { Err(unsupported("an aggregate, LIMIT or OFFSET inside a correlated EXISTS or IN")) } else { Ok(()) }
}

/// INTERSECT and EXCEPT are joins already; a join of that kind is nothing else yet.
fn set_join(join: &Join) -> PlanResult<()> {
    if !matches!(join.join_type, JoinType::LeftSemi | JoinType::LeftAnti) {
        return Ok(());
    }
    for (i, (a, b)) in join.left.schema().fields().iter().zip(join.right.schema().fields()).enumerate() {
        let (a, b) = (a.data_type(), b.data_type());
        if !Class::of(a).meets(Class::of(b)) {
            let message = format!(
                "column {} of INTERSECT or EXCEPT is {} in one query and {} in another",
                i + 1,
                spelled(a),
                spelled(b)
            );
            return Err(mismatch(message));
        }
        if a != b {
            return Err(unsupported("INTERSECT and EXCEPT of columns of different types"));
        }
    }
    Ok(())
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
        // Trino's result is real, and DataFusion adds in double.
        "sum" | "avg" if of == DataType::Float32 => return Err(unsupported(format!("{name} of real"))),
        "avg" if class == Class::Decimal => return Err(unsupported("avg of a decimal")),
        "sum" if class == Class::Decimal => return Err(unsupported("sum of a decimal")),
        "sum" | "avg" => class.is_number(),
        "bool_and" | "bool_or" => class == Class::Boolean,
        "min" | "max" => class != Class::Nested,
        _ => true,
    };
    if fits { Ok(()) } else { Err(mismatch(format!("{name} does not take {}", spelled(&of)))) }
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

fn grouping(aggregate: &Aggregate) -> PlanResult<()> {
    for key in &aggregate.group_expr {
        if matches!(key, Expr::GroupingSet(_)) {
            return Err(unsupported("GROUPING SETS"));
        }
    }
    Ok(())
}
