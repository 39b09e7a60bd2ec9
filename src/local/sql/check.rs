//! Trino's rules about types, where DataFusion would convert silently.
//!
//! The plan is checked before DataFusion's analyzer adds its conversions: every type is still the one that the query has.

use arrow_schema::DataType;
use datafusion::{
    common::tree_node::TreeNode,
    common::{DFSchema, Result as PlanResult, tree_node::TreeNodeRecursion},
    logical_expr::{
        BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator, SubqueryAlias, Union, Values, WindowFrameBound,
        WindowFrameUnits,
        expr::{InSubquery, WindowFunctionParams},
    },
};

use crate::local::{
    errors::{refused, type_mismatch, unsupported},
    temporal::{Clock, Temporal, UTC, Zone, check_zones},
    types::{TypeClass, common_type, converts_here, has_other_groups, is_orderable, mixes_char_and_varchar, type_name},
};

/// Checks every expression of a plan.
///
/// # Errors
/// `TYPE_MISMATCH` where Trino finds no common type.
pub(super) fn check(plan: &LogicalPlan) -> PlanResult<()> {
    plan.apply_with_subqueries(|node| {
        let schema = inputs(node)?;
        for expr in node.expressions() {
            expr.apply(|expr| {
                check_expression(expr, &schema)?;
                Ok(TreeNodeRecursion::Continue)
            })?;
        }
        match node {
            LogicalPlan::Union(union) => check_union(union)?,
            LogicalPlan::Aggregate(aggregate) => {
                for key in &aggregate.group_expr {
                    match key {
                        Expr::GroupingSet(sets) => {
                            sets.distinct_expr()
                                .into_iter()
                                .try_for_each(|key| check_group(&key.get_type(&schema)?))?;
                        }
                        key => check_group(&key.get_type(&schema)?)?,
                    }
                }
            }
            LogicalPlan::Distinct(distinct) => {
                let fields = distinct.input().schema().fields();
                fields.iter().try_for_each(|field| check_group(field.data_type()))?;
            }
            LogicalPlan::Values(values) => check_values(values)?,
            LogicalPlan::Sort(sort) => sort.expr.iter().try_for_each(|key| check_sortable(&key.expr, &schema))?,
            LogicalPlan::Filter(filter) => {
                check_boolean("WHERE", &filter.predicate, &schema)?;
                check_zones_of_columns(&filter.predicate, &schema)?;
            }
            LogicalPlan::SubqueryAlias(alias) => check_distinct_names(alias, plan)?,
            LogicalPlan::Join(join) => {
                if let Some(on) = &join.filter {
                    check_boolean("ON", on, &schema)?;
                    check_zones_of_columns(on, &schema)?;
                }
            }
            _ => {}
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(())
}

/// The columns that the expressions of a node can read.
pub(super) fn inputs(node: &LogicalPlan) -> PlanResult<DFSchema> {
    let mut schema = DFSchema::empty();
    for input in node.inputs() {
        schema.merge(input.schema());
    }
    if let LogicalPlan::TableScan(scan) = node {
        schema.merge(&scan.projected_schema);
    }
    Ok(schema)
}

fn class(expr: &Expr, schema: &DFSchema) -> PlanResult<(TypeClass, DataType)> {
    let data_type = expr.get_type(schema)?;
    Ok((TypeClass::of(&data_type), data_type))
}

/// The values of one group are the same bytes to DataFusion.
fn check_group(data_type: &DataType) -> PlanResult<()> {
    match has_other_groups(data_type) {
        true => Err(unsupported(format!("groups of {}", type_name(data_type)))),
        false => Ok(()),
    }
}

fn check_boolean(clause: &str, expr: &Expr, schema: &DFSchema) -> PlanResult<()> {
    let (class, data_type) = class(expr, schema)?;
    if matches!(class, TypeClass::Boolean | TypeClass::Unknown) {
        return Ok(());
    }
    Err(type_mismatch(format!("{clause} needs a boolean and got {}", type_name(&data_type))))
}

/// Equal columns are the same column to Trino's optimizer, and then one of them is shown in the time zone of the other.
fn check_zones_of_columns(condition: &Expr, schema: &DFSchema) -> PlanResult<()> {
    condition.apply(|expr| {
        if let Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) = expr
            && let Some(Temporal { clock: Clock::In(Zone::Several), .. }) = Temporal::of(&left.get_type(schema)?)
            && left.any_column_refs()
            && right.any_column_refs()
        {
            return Err(unsupported("`=` of columns of different time zones in ON and WHERE"));
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(())
}

/// Maps and json have no order, and arrays and rows have none with a NULL inside; DataFusion sorts them all.
fn check_sortable(key: &Expr, schema: &DFSchema) -> PlanResult<()> {
    let (class, data_type) = class(key, schema)?;
    match class {
        TypeClass::Json => {
            Err(type_mismatch("Type json is not orderable, and therefore cannot be used in ORDER BY".to_owned()))
        }
        TypeClass::Nested if !is_orderable(&data_type) => Err(type_mismatch(format!(
            "Type {} is not orderable, and therefore cannot be used in ORDER BY",
            type_name(&data_type)
        ))),
        TypeClass::Nested if !is_checked(key) => Err(unsupported(format!("ORDER BY over {}", type_name(&data_type)))),
        _ => Ok(()),
    }
}

/// Whether the key is one that [`comparisons`](super::comparisons) has seen.
fn is_checked(key: &Expr) -> bool {
    matches!(key, Expr::ScalarFunction(call) if call.name() == "$sortable")
}

/// Types with a common type in Trino that is not the one DataFusion converts to.
fn converts_differently(a: &DataType, b: &DataType) -> bool {
    let classes = (TypeClass::of(a), TypeClass::of(b));
    let decimal_and_float =
        matches!(classes, (TypeClass::Decimal, TypeClass::Float) | (TypeClass::Float, TypeClass::Decimal));
    let times = (classes.0.is_clock() || classes.1.is_clock()) && *b != DataType::Null;
    decimal_and_float || (times && a != b)
}

fn check_same_fields(from: &DataType, to: &DataType) -> PlanResult<()> {
    if from == to || *from == DataType::Null || !(converts_here(from) || converts_here(to)) {
        return Ok(());
    }
    Err(unsupported(format!("{} with {}: CAST one of them", type_name(from), type_name(to))))
}

fn check_char_and_varchar(what: &str, a: &DataType, b: &DataType) -> PlanResult<()> {
    match mixes_char_and_varchar(a, b) {
        true => Err(unsupported(format!("{what} over {} and {}", type_name(a), type_name(b)))),
        false => Ok(()),
    }
}

/// Whether Trino finds a common type: of arrays, maps and rows, by what is inside.
fn have_common_type(a: &DataType, b: &DataType) -> bool {
    let (left, right) = (TypeClass::of(a), TypeClass::of(b));
    match left == TypeClass::Nested && right == TypeClass::Nested {
        true => common_type(a, b).is_some(),
        false => left.has_common_type(right),
    }
}

/// All of these have a common type.
fn check_common_type<'a>(what: &str, exprs: impl IntoIterator<Item = &'a Expr>, schema: &DFSchema) -> PlanResult<()> {
    let mut first: Option<(TypeClass, DataType)> = None;
    for expr in exprs {
        let (class, data_type) = class(expr, schema)?;
        match &first {
            Some((_, other_type)) if mixes_char_and_varchar(other_type, &data_type) => {
                check_char_and_varchar(what, other_type, &data_type)?;
            }
            Some((_, other_type)) if !have_common_type(other_type, &data_type) => {
                let (a, b) = (type_name(other_type), type_name(&data_type));
                return Err(type_mismatch(format!(
                    "{what} mixes {a} and {b}, which have no common type: CAST one of them"
                )));
            }
            Some((TypeClass::Unknown, _)) => first = Some((class, data_type)),
            Some((_, other_type)) if converts_differently(other_type, &data_type) => {
                return Err(unsupported(format!(
                    "{what} over {} and {}",
                    type_name(other_type),
                    type_name(&data_type)
                )));
            }
            None => first = Some((class, data_type)),
            Some(_) => {}
        }
    }
    Ok(())
}

fn check_expression(expr: &Expr, schema: &DFSchema) -> PlanResult<()> {
    match expr {
        Expr::InList(list) => check_common_type("IN", std::iter::once(list.expr.as_ref()).chain(&list.list), schema),
        // DataFusion converts the fields of rows by their names.
        Expr::Cast(cast) => {
            let (from, to) = (cast.expr.get_type(schema)?, cast.field.data_type());
            check_same_fields(&from, to)
        }
        Expr::InSubquery(sub) => check_in_subquery(sub, schema),
        Expr::Between(between) => {
            check_common_type("BETWEEN", [between.expr.as_ref(), &between.low, &between.high], schema)
        }
        Expr::Case(case) => {
            let results = case.when_then_expr.iter().map(|(_, then)| then.as_ref()).chain(case.else_expr.as_deref());
            check_common_type("CASE", results, schema)?;
            match &case.expr {
                Some(operand) => {
                    let values = case.when_then_expr.iter().map(|(when, _)| when.as_ref());
                    check_common_type("CASE", std::iter::once(operand.as_ref()).chain(values), schema)
                }
                None => case.when_then_expr.iter().try_for_each(|(when, _)| check_boolean("WHEN", when, schema)),
            }
        }
        Expr::Not(operand) => check_boolean("NOT", operand, schema),
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::IsDistinctFrom | Operator::IsNotDistinctFrom, right }) => {
            check_common_type("IS DISTINCT FROM", [left.as_ref(), right.as_ref()], schema)
        }
        Expr::WindowFunction(window) => {
            if let Some(filter) = &window.params.filter {
                check_boolean("FILTER", filter, schema)?;
            }
            check_frame(&window.params, schema)?;
            window.params.order_by.iter().try_for_each(|key| check_sortable(&key.expr, schema))?;
            window.params.partition_by.iter().try_for_each(|key| check_group(&key.get_type(schema)?))?;
            check_aggregate(window.fun.name(), &window.params.args, schema)
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And | Operator::Or, right }) => {
            check_boolean("AND and OR", left, schema)?;
            check_boolean("AND and OR", right, schema)
        }
        Expr::ScalarFunction(call) if call.name() == "coalesce" => check_common_type("coalesce", &call.args, schema),
        Expr::AggregateFunction(call) => {
            if let Some(filter) = &call.params.filter {
                check_boolean("FILTER", filter, schema)?;
            }
            call.params.order_by.iter().try_for_each(|key| check_sortable(&key.expr, schema))?;
            if call.params.distinct {
                call.params.args.iter().try_for_each(|arg| check_group(&arg.get_type(schema)?))?;
            }
            check_aggregate(call.func.name(), &call.params.args, schema)
        }
        _ => Ok(()),
    }
}

/// `x IN (SELECT y …)` compares x and y.
fn check_in_subquery(sub: &InSubquery, schema: &DFSchema) -> PlanResult<()> {
    let (left, data_type) = class(&sub.expr, schema)?;
    let right = sub.subquery.subquery.schema().field(0).data_type();
    if left == TypeClass::Nested {
        return Err(unsupported("IN (SELECT …) over arrays, maps and rows"));
    }
    if converts_differently(&data_type, right) && left.has_common_type(TypeClass::of(right)) {
        return Err(unsupported(format!("{} IN (SELECT …) over {}", type_name(&data_type), type_name(right))));
    }
    if left.has_common_type(TypeClass::of(right)) {
        check_same_fields(&data_type, right)?;
        return Ok(());
    }
    Err(type_mismatch(format!("IN compares {} with {}", type_name(&data_type), type_name(right))))
}

/// `RANGE n PRECEDING`: n has to fit the type of the key.
fn check_frame(window: &WindowFunctionParams, schema: &DFSchema) -> PlanResult<()> {
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
    let (class, data_type) = class(&key.expr, schema)?;
    let integer = offset.bytes().all(|b| b.is_ascii_digit());
    let clock = ["HOUR", "MINUTE", "SECOND"].iter().any(|unit| offset.ends_with(unit));
    let interval = offset.contains(' ');
    match class {
        TypeClass::Integer if integer => Ok(()),
        TypeClass::Float if !interval => Ok(()),
        TypeClass::Date if interval && !clock => Ok(()),
        TypeClass::Timestamp | TypeClass::TimestampTz if interval => match Temporal::of(&data_type) {
            Some(Temporal { clock: Clock::Local | Clock::In(UTC), digits: 3 }) => Ok(()),
            _ => Err(unsupported(format!("RANGE over {}", type_name(&data_type)))),
        },
        TypeClass::Time => Err(unsupported("RANGE over times")),
        TypeClass::YearMonthInterval | TypeClass::DayTimeInterval if interval => {
            Err(unsupported(format!("RANGE over {}", type_name(&data_type))))
        }
        TypeClass::Date if interval => {
            Err(refused("INVALID_FUNCTION_ARGUMENT", "Cannot add hour, minutes or seconds to a date"))
        }
        _ => Err(type_mismatch(format!(
            "Window frame of type RANGE: {offset} does not fit a key of type {}",
            type_name(&data_type)
        ))),
    }
}

/// Refuses two columns of one name that the query reads: DataFusion renames one or takes the first.
fn check_distinct_names(alias: &SubqueryAlias, query: &LogicalPlan) -> PlanResult<()> {
    let mut seen = std::collections::HashSet::new();
    for field in alias.input.schema().fields() {
        let name = field.name();
        // It numbers the second: `a:1`.
        let numbered =
            name.rsplit_once(':').filter(|(plain, n)| n.bytes().all(|b| b.is_ascii_digit()) && seen.contains(plain));
        let plain = numbered.map_or(name.as_str(), |(plain, _)| plain).split('\u{1}').next().unwrap_or_default();
        if !name.starts_with("_col") && !seen.insert(plain) && is_read(query, alias, &[plain, name])? {
            return Err(unsupported(format!("a subquery with two columns `{plain}`")));
        }
    }
    Ok(())
}

/// Whether anything in a query names one of a relation's columns; `*` names them all.
fn is_read(query: &LogicalPlan, alias: &SubqueryAlias, names: &[&str]) -> PlanResult<bool> {
    let mut found = false;
    query.apply_with_subqueries(|node| {
        for expr in node.expressions() {
            found |= expr.exists(|expr| {
                Ok(matches!(
                    expr,
                    Expr::Column(column) | Expr::OuterReferenceColumn(_, column)
                        if column.relation.as_ref() == Some(&alias.alias) && names.contains(&column.name())
                ))
            })?;
        }
        Ok(if found { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(found)
}

/// Conversions that DataFusion has added to a plan: of times it does none as Trino does.
///
/// # Errors
/// For such a conversion.
pub(super) fn check_conversions(plan: &LogicalPlan) -> PlanResult<()> {
    plan.apply_with_subqueries(|node| {
        let schema = inputs(node)?;
        for expr in node.expressions() {
            expr.apply(|expr| {
                if let Expr::Cast(cast) = expr {
                    check_same_fields(&cast.expr.get_type(&schema)?, cast.field.data_type())?;
                }
                Ok(TreeNodeRecursion::Continue)
            })?;
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    check_zones(plan.schema().as_arrow())
}

fn check_aggregate(name: &str, args: &[Expr], schema: &DFSchema) -> PlanResult<()> {
    let Some(arg) = args.first() else { return Ok(()) };
    let (class, data_type) = class(arg, schema)?;
    let fits = match name {
        "sum" | "avg" => class.is_numeric(),
        "bool_and" | "bool_or" => class == TypeClass::Boolean,
        "min" | "max" => is_orderable(&data_type),
        _ => true,
    };
    let wrong = || refused("FUNCTION_NOT_FOUND", format!("{name} does not take {}", type_name(&data_type)));
    if fits { Ok(()) } else { Err(wrong()) }
}

fn check_union(union: &Union) -> PlanResult<()> {
    let Some((first, rest)) = union.inputs.split_first() else { return Ok(()) };
    for other in rest {
        for (i, (a, b)) in first.schema().fields().iter().zip(other.schema().fields()).enumerate() {
            check_char_and_varchar("UNION", a.data_type(), b.data_type())?;
            if !have_common_type(a.data_type(), b.data_type()) {
                let (a, b) = (type_name(a.data_type()), type_name(b.data_type()));
                return Err(type_mismatch(format!("column {} of UNION is {a} in one query and {b} in another", i + 1)));
            }
            check_same_fields(a.data_type(), b.data_type())?;
            let classes = (TypeClass::of(a.data_type()), TypeClass::of(b.data_type()));
            if matches!(classes, (TypeClass::Decimal, TypeClass::Float) | (TypeClass::Float, TypeClass::Decimal)) {
                let (a, b) = (type_name(a.data_type()), type_name(b.data_type()));
                return Err(unsupported(format!("UNION over {a} and {b}")));
            }
        }
    }
    Ok(())
}

/// DataFusion converts the values of a column to one type, which is an error where Trino finds none.
fn check_values(values: &Values) -> PlanResult<()> {
    let nothing = DFSchema::empty();
    for expr in values.values.iter().flatten() {
        let Expr::Cast(cast) = expr else { continue };
        let (from, to) = (cast.expr.get_type(&nothing)?, cast.field.data_type());
        check_char_and_varchar("VALUES", &from, to)?;
        if !have_common_type(&from, to) {
            let (a, b) = (type_name(&from), type_name(to));
            return Err(type_mismatch(format!(
                "a column of VALUES has both {a} and {b}, which have no common type: CAST one of them"
            )));
        }
    }
    Ok(())
}
