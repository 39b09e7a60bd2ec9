//! What Athena takes, and of that what this engine runs.
//!
//! sqlparser reads many dialects and DataFusion runs more than Athena does. A list of what is allowed decides: what Athena's grammar
//! lacks is a syntax error, what Athena runs and this engine does not is unsupported. What is unknown is refused.

mod expressions;
mod verdict;
mod windows;

pub(super) use self::windows::specified as frame;

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Distinct, Expr, FunctionArg, FunctionArgExpr, GroupByExpr, Join, JoinConstraint, JoinOperator, LimitClause,
    ObjectName, ObjectNamePart, OrderByKind, Query, Select, SelectItem, SetExpr, SetOperator, SetQuantifier, Spanned,
    TableFactor, TableFunctionArgs, Value, VisitMut, VisitorMut, WildcardAdditionalOptions,
};

pub(super) use self::verdict::{Verdict, not_athena};
use self::verdict::{no_extras, parameter, shortened, syntax_error, unsupported};
use crate::error::{Error, Result};

struct AllowList;

/// Lets a query through, or refuses it with the reason.
///
/// # Errors
/// [`ErrorKind::Syntax`](crate::ErrorKind::Syntax) or [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported).
pub(super) fn check(query: &mut Query) -> Result<()> {
    match VisitMut::visit(query, &mut AllowList) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

impl VisitorMut for AllowList {
    type Break = Error;

    fn pre_visit_query(&mut self, query: &mut Query) -> Verdict {
        no_extras(
            query,
            &[
                (!query.locks.is_empty(), "FOR UPDATE"),
                (query.for_clause.is_some(), "FOR XML or FOR JSON"),
                (query.settings.is_some(), "SETTINGS"),
                (query.format_clause.is_some(), "FORMAT"),
                (!query.pipe_operators.is_empty(), "pipe operators"),
            ],
        )?;
        if let Some(with) = &query.with {
            for cte in &with.cte_tables {
                no_extras(
                    query,
                    &[(cte.from.is_some(), "FROM after a CTE"), (cte.materialized.is_some(), "MATERIALIZED")],
                )?;
            }
        }
        body(&query.body)?;
        order(query)?;
        limit(query)
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> Verdict {
        clauses(select)?;
        for item in &select.projection {
            match item {
                SelectItem::Wildcard(options) => wildcard(options)?,
                SelectItem::QualifiedWildcard(_, options) => wildcard(options)?,
                SelectItem::ExprWithAlias { expr, alias } if alias.quote_style == Some('\'') => {
                    return not_athena(expr, format!("an alias is a name, not a string: \"{}\"", alias.value));
                }
                SelectItem::ExprWithAliases { .. } => return not_athena(item, "Athena has one alias per column"),
                SelectItem::UnnamedExpr(_) | SelectItem::ExprWithAlias { .. } => {}
            }
        }
        for table in &select.from {
            for join in &table.joins {
                join_kind(join)?;
            }
        }
        group_by(select)
    }

    fn pre_visit_relation(&mut self, relation: &mut ObjectName) -> Verdict {
        let string = |part: &ObjectNamePart| part.as_ident().is_none_or(|name| name.quote_style == Some('\''));
        if relation.0.iter().any(string) {
            return ControlFlow::Break(syntax_error(&format!("{relation} is not the name of a table")));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> Verdict {
        table(factor)
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> Verdict {
        expressions::expression(expr)
    }
}

fn body(body: &SetExpr) -> Verdict {
    match body {
        SetExpr::Select(_) | SetExpr::Query(_) => ControlFlow::Continue(()),
        SetExpr::Values(_) => ControlFlow::Continue(()),
        SetExpr::SetOperation { op: SetOperator::Minus, .. } => {
            not_athena(body, "mismatched input 'MINUS': Athena has EXCEPT")
        }
        SetExpr::SetOperation { set_quantifier, left, right, .. } => {
            if !matches!(set_quantifier, SetQuantifier::None | SetQuantifier::All | SetQuantifier::Distinct) {
                return not_athena(body, "Athena has no BY NAME");
            }
            self::body(left)?;
            self::body(right)
        }
        other => unsupported(format!("`{}`", shortened(&other.to_string()))),
    }
}

fn order(query: &Query) -> Verdict {
    let Some(order_by) = &query.order_by else { return ControlFlow::Continue(()) };
    if order_by.interpolate.is_some() {
        return not_athena(query, "Athena has no INTERPOLATE");
    }
    match &order_by.kind {
        OrderByKind::All(_) => not_athena(query, "Athena has no ORDER BY ALL"),
        OrderByKind::Expressions(keys) if keys.iter().any(|key| key.with_fill.is_some()) => {
            not_athena(query, "Athena has no WITH FILL")
        }
        OrderByKind::Expressions(_) => ControlFlow::Continue(()),
    }
}

/// `OFFSET n [ROWS] LIMIT n | FETCH FIRST n ROWS ONLY`, in this order.
fn limit(query: &Query) -> Verdict {
    if let Some(fetch) = &query.fetch {
        if fetch.with_ties && query.order_by.is_none() {
            let message = "FETCH FIRST WITH TIES clause requires ORDER BY";
            return ControlFlow::Break(Error::refused("MISSING_ORDER_BY", message));
        }
        no_extras(query, &[(fetch.percent, "FETCH … PERCENT")])?;
        if let Some(quantity) = &fetch.quantity {
            check_integer(quantity, "FETCH FIRST")?;
            if quantity.to_string() == "0" {
                let message = "FETCH FIRST row count must be positive (actual value: 0)";
                return ControlFlow::Break(Error::refused("NUMERIC_VALUE_OUT_OF_RANGE", message));
            }
        }
    }
    let (limit, offset) = match &query.limit_clause {
        None => return ControlFlow::Continue(()),
        Some(LimitClause::LimitOffset { limit, offset, limit_by }) => {
            no_extras(query, &[(!limit_by.is_empty(), "LIMIT BY")])?;
            (limit, offset)
        }
        Some(LimitClause::OffsetCommaLimit { offset, .. }) => {
            return not_athena(offset, "Athena has no `LIMIT a, b`: write OFFSET a LIMIT b");
        }
    };
    if let Some(limit) = limit {
        check_integer(limit, "LIMIT")?;
        if query.fetch.is_some() {
            return not_athena(limit, "LIMIT and FETCH FIRST cannot be used together");
        }
    }
    if let Some(offset) = offset {
        check_integer(&offset.value, "OFFSET")?;
        if limit.as_ref().is_some_and(|limit| limit.span().start < offset.value.span().start) {
            return not_athena(&offset.value, "mismatched input 'OFFSET': in Athena, OFFSET comes before LIMIT");
        }
    }
    ControlFlow::Continue(())
}

fn check_integer(expr: &Expr, clause: &str) -> Verdict {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) if digits.parse::<i64>().is_ok() => ControlFlow::Continue(()),
            Value::Placeholder(name) => parameter(expr, name),
            _ => not_athena(expr, format!("{clause} takes an integer")),
        },
        _ => not_athena(expr, format!("{clause} takes an integer, not an expression")),
    }
}

fn clauses(select: &Select) -> Verdict {
    no_extras(
        select,
        &[
            (matches!(select.distinct, Some(Distinct::On(_))), "DISTINCT ON"),
            (select.select_modifiers.is_some(), "modifiers of SELECT"),
            (select.top.is_some(), "TOP: use LIMIT"),
            (select.exclude.is_some(), "EXCLUDE"),
            (select.into.is_some(), "SELECT INTO"),
            (!select.lateral_views.is_empty(), "LATERAL VIEW: use CROSS JOIN UNNEST"),
            (select.prewhere.is_some(), "PREWHERE"),
            (!select.connect_by.is_empty(), "CONNECT BY"),
            (!select.cluster_by.is_empty(), "CLUSTER BY"),
            (!select.distribute_by.is_empty(), "DISTRIBUTE BY"),
            (!select.sort_by.is_empty(), "SORT BY"),
            (select.qualify.is_some(), "QUALIFY: filter a subquery"),
            (select.value_table_mode.is_some(), "SELECT AS STRUCT"),
            (select.projection.is_empty(), "empty SELECT list"),
        ],
    )?;
    ControlFlow::Continue(())
}

fn wildcard(options: &WildcardAdditionalOptions) -> Verdict {
    let extra = options.opt_ilike.is_some()
        || options.opt_exclude.is_some()
        || options.opt_except.is_some()
        || options.opt_replace.is_some()
        || options.opt_rename.is_some()
        || options.opt_alias.is_some();
    no_extras(&options.wildcard_token.0, &[(extra, "modifiers of `*`")])
}

fn join_kind(join: &Join) -> Verdict {
    use JoinOperator::{CrossJoin, FullOuter, Inner, Left, LeftOuter, Right, RightOuter};
    let global = join.global;
    let constraint = match &join.join_operator {
        JoinOperator::Join(c) | Inner(c) | Left(c) | LeftOuter(c) if is_unnest(&join.relation) => {
            let always = matches!(c, JoinConstraint::On(Expr::Value(value)) if value.value == Value::Boolean(true));
            if !always {
                let message = "LEFT JOIN involving UNNEST is only supported with condition ON TRUE";
                return ControlFlow::Break(Error::refused("NOT_SUPPORTED", message));
            }
            c
        }
        Right(_) | RightOuter(_) | FullOuter(_) if is_unnest(&join.relation) => {
            return unsupported("a RIGHT or FULL join with UNNEST");
        }
        Right(_) | RightOuter(_) | FullOuter(_)
            if matches!(join.relation, TableFactor::Derived { lateral: true, .. }) =>
        {
            return unsupported("a RIGHT or FULL join with LATERAL");
        }
        JoinOperator::Join(c) | Inner(c) | Left(c) | LeftOuter(c) | Right(c) | RightOuter(c) | FullOuter(c) => c,
        CrossJoin(JoinConstraint::None) if !global => return ControlFlow::Continue(()),
        _ => return ControlFlow::Break(syntax_error("Athena has no join of this kind")),
    };
    match constraint {
        JoinConstraint::On(_) if !global => ControlFlow::Continue(()),
        JoinConstraint::Using(_) if !global => ControlFlow::Continue(()),
        JoinConstraint::Natural => ControlFlow::Break(Error::refused("NOT_SUPPORTED", "Natural join not supported")),
        _ => ControlFlow::Break(syntax_error("a join needs ON and a condition")),
    }
}

/// Athena's GROUP BY and HAVING do not know the aliases of the SELECT list; DataFusion's do.
fn group_by(select: &Select) -> Verdict {
    let GroupByExpr::Expressions(keys, modifiers) = &select.group_by else {
        return not_athena(select, "Athena has no GROUP BY ALL");
    };
    if !modifiers.is_empty() {
        return not_athena(select, "Athena has no WITH ROLLUP: use GROUP BY ROLLUP (…)");
    }
    // Between these parentheses are several keys, not a row.
    if keys.iter().any(|key| matches!(key, Expr::Tuple(_))) {
        return unsupported("GROUP BY with several keys between parentheses");
    }
    // Without `*`, aliases that hide columns get other names later.
    let star = |item: &SelectItem| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..));
    if !select.projection.iter().any(star) {
        return ControlFlow::Continue(());
    }
    for key in keys.iter().flat_map(grouped) {
        if let Expr::Identifier(name) = key
            && is_alias(select, &name.value)
        {
            return alias_as_column(key, &name.value);
        }
    }
    match &select.having {
        Some(having) => having_alias(select, having),
        None => ControlFlow::Continue(()),
    }
}

/// The columns of a key: of GROUPING SETS, CUBE and ROLLUP there are several.
fn grouped(key: &Expr) -> Vec<&Expr> {
    match key {
        Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => sets.iter().flatten().collect(),
        key => vec![key],
    }
}

fn having_alias(select: &Select, having: &Expr) -> Verdict {
    let mut found = None;
    let _ = datafusion::sql::sqlparser::ast::visit_expressions(having, |expr| match expr {
        Expr::Identifier(name) if is_alias(select, &name.value) => {
            found = Some(expr.clone());
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    });
    found.map_or(ControlFlow::Continue(()), |name| alias_as_column(&name, &name.to_string()))
}

/// An alias for something other than the column of that name.
fn is_alias(select: &Select, name: &str) -> bool {
    select.projection.iter().any(|item| match item {
        SelectItem::ExprWithAlias { expr, alias } => {
            let same = matches!(expr, Expr::Identifier(own) if own.value == name)
                || matches!(expr, Expr::CompoundIdentifier(parts) if parts.last().is_some_and(|own| own.value == name));
            alias.value == name && !same
        }
        _ => false,
    })
}

fn alias_as_column(at: &impl Spanned, name: &str) -> Verdict {
    not_athena(
        at,
        format!(
            "`{name}` is an alias of this SELECT, which GROUP BY and HAVING do not know: repeat the expression or its position; \
             for a column of that name write `table.{name}`"
        ),
    )
}

fn is_unnest(factor: &TableFactor) -> bool {
    matches!(factor, TableFactor::Table { name, args: Some(_), .. } if name.to_string() == "unnest")
}

/// `UNNEST(a, b) [WITH ORDINALITY]`
fn unnest(factor: &TableFactor, args: &TableFunctionArgs, sampled: bool) -> Verdict {
    let plain = |arg: &FunctionArg| matches!(arg, FunctionArg::Unnamed(FunctionArgExpr::Expr(_)));
    if args.args.is_empty() || !args.args.iter().all(plain) || args.settings.is_some() {
        return not_athena(factor, "UNNEST takes arrays and maps");
    }
    if sampled { unsupported("TABLESAMPLE") } else { ControlFlow::Continue(()) }
}

fn table(factor: &TableFactor) -> Verdict {
    match factor {
        TableFactor::Table { args: Some(args), sample, .. } if is_unnest(factor) => {
            unnest(factor, args, sample.is_some())
        }
        TableFactor::Table { name, args: Some(_), .. } => {
            not_athena(factor, format!("mismatched input '(': a table function is called as TABLE({name}(…))"))
        }
        TableFactor::Table {
            with_hints, version, partitions, json_path, sample, index_hints, with_ordinality, ..
        } => {
            if sample.is_some() {
                return unsupported("TABLESAMPLE");
            }
            if version.is_some() {
                return unsupported("FOR TIMESTAMP AS OF and FOR VERSION AS OF");
            }
            let extra = !with_hints.is_empty()
                || !partitions.is_empty()
                || json_path.is_some()
                || !index_hints.is_empty()
                || *with_ordinality;
            no_extras(factor, &[(extra, "hints, partitions or ordinality after a table's name")])
        }
        TableFactor::Derived { sample: Some(_), .. } => unsupported("TABLESAMPLE"),
        TableFactor::Derived { .. } => ControlFlow::Continue(()),
        TableFactor::NestedJoin { table_with_joins, .. } => table_with_joins.joins.iter().try_for_each(join_kind),
        TableFactor::TableFunction { .. } => unsupported("a table function"),
        _ => not_athena(factor, "Athena has no such table expression"),
    }
}
