//! What names mean in GROUP BY, HAVING and ORDER BY.
//!
//! GROUP BY and HAVING know the columns of the input only. In ORDER BY, a name means a column of the SELECT list before one of the input,
//! wherever in an expression it stands (Trino, "SELECT", "ORDER BY clause"). DataFusion mixes the two. So columns of a SELECT list that
//! hide a column of the input are renamed, and a query around it gives them their names.

use std::{collections::HashSet, ops::ControlFlow};

use datafusion::sql::sqlparser::ast::{
    Distinct, Expr, GroupByExpr, OrderByKind, Query, Select, SelectItem, SetExpr, TableAlias, TableFactor, Visit,
    VisitMut, Visitor, VisitorMut,
};

use super::{
    column_aliases::{self, SUFFIX},
    depth::each_expression,
    dialect::quoted,
};
use crate::{
    error::{Error, Result},
    local::functions::functions,
};

/// Renames such columns in a query and its subqueries; gives those that GROUP BY or HAVING use.
///
/// # Errors
/// `AMBIGUOUS_NAME` for a name in ORDER BY that several columns have, `COLUMN_NOT_FOUND` for one inside an aggregate.
pub(super) fn separate(query: &mut Query) -> Result<HashSet<String>> {
    let mut separator = Separator::default();
    match VisitMut::visit(query, &mut separator) {
        ControlFlow::Continue(()) => Ok(separator.grouping),
        ControlFlow::Break(error) => Err(error),
    }
}

#[derive(Default)]
struct Separator {
    /// How many queries were put around others.
    made: usize,
    /// The columns that GROUP BY or HAVING use.
    grouping: HashSet<String>,
}

impl VisitorMut for Separator {
    type Break = Error;

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<Error> {
        self.made += 1;
        match separated(query, self) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        }
    }
}

/// A column of the SELECT list.
struct Output {
    name: Option<String>,
    expr: Expr,
    /// Whether it is the input column of that name.
    plain: bool,
    /// Its name inside.
    inner: String,
}

fn outputs(select: &Select) -> Option<Vec<Output>> {
    let output = |(i, item): (usize, &SelectItem)| {
        let name = column_aliases::column_name((i, item));
        let (expr, aliased) = match item {
            SelectItem::UnnamedExpr(expr) => (expr, false),
            SelectItem::ExprWithAlias { expr, .. } => (expr, true),
            _ => return None,
        };
        let own = column_aliases::own_name(expr);
        let plain = own.is_some() && own == name;
        let name = name.filter(|_| aliased || plain);
        let inner = format!("{}{SUFFIX}o{i}", name.as_deref().unwrap_or("_col"));
        Some(Output { name, expr: expr.clone(), plain, inner })
    };
    select.projection.iter().enumerate().map(output).collect()
}

fn separated(query: &mut Query, separator: &mut Separator) -> Result<()> {
    let SetExpr::Select(select) = query.body.as_mut() else { return Ok(()) };
    let Some(outputs) = outputs(select) else { return Ok(()) };
    let mut keys: Vec<&mut Expr> = match query.order_by.as_mut().map(|order_by| &mut order_by.kind) {
        Some(OrderByKind::Expressions(keys)) => keys.iter_mut().map(|key| &mut key.expr).collect(),
        _ => Vec::new(),
    };
    let distinct = select.distinct == Some(Distinct::Distinct);
    for key in &mut keys {
        check_references(key, &outputs)?;
    }
    let hidden = hidden_names(select, &keys, &outputs);
    let is_computed = |key: &Expr| !matches!(key, Expr::Value(_) | Expr::Identifier(_) | Expr::CompoundIdentifier(_));
    let selected = |key: &Expr| outputs.iter().any(|output| output.expr == *key);
    let by_key = keys.iter().any(|key| !matches!(**key, Expr::Value(_)));
    let grouping = grouping_names(select);
    separator.grouping.extend(grouping.intersection(&hidden).cloned());
    let grouped = !grouping.is_disjoint(&hidden);
    let of_distinct = distinct && keys.iter().any(|key| is_computed(key) && selected(key));
    if !(of_distinct || grouped || (by_key && !hidden.is_empty())) {
        return Ok(());
    }
    for key in keys {
        // Windows are computed before the SELECT list.
        let mut windows = HasWindow(false);
        let _ = Visit::visit(&*key, &mut windows);
        let mut references = References { outputs: &outputs, depth: 0, replaced: false, as_expressions: windows.0 };
        let _ = key.visit(&mut references);
        if !references.replaced
            && let Some(output) = outputs.iter().find(|output| is_computed(key) && output.expr == *key)
        {
            *key = Expr::Identifier(quoted(output.inner.clone()));
        }
    }
    select.projection = outputs
        .iter()
        .map(|output| SelectItem::ExprWithAlias { expr: output.expr.clone(), alias: quoted(output.inner.clone()) })
        .collect();
    surround(query, &outputs, separator.made);
    Ok(())
}

/// Puts a query around another that gives its columns their names.
fn surround(query: &mut Query, outputs: &[Output], made: usize) {
    let with = query.with.take();
    let inner = std::mem::replace(query, column_aliases::empty_query());
    let alias =
        TableAlias { explicit: true, name: quoted(format!("{SUFFIX}named{made}")), columns: Vec::new(), at: None };
    let relation = TableFactor::Derived { lateral: false, subquery: Box::new(inner), alias: Some(alias), sample: None };
    let mut select = column_aliases::select_all(relation);
    let named = outputs.iter().enumerate().map(|(i, output)| {
        let alias = output.name.clone().unwrap_or_else(|| column_aliases::unnamed(i));
        SelectItem::ExprWithAlias { expr: Expr::Identifier(quoted(output.inner.clone())), alias: quoted(alias) }
    });
    select.projection = named.collect();
    query.with = with;
    *query.body = SetExpr::Select(Box::new(select));
}

/// The names of columns; those without a relation count in subqueries, which may read columns of this query, and elsewhere if `bare`.
fn names_in(node: &impl Visit, bare: bool) -> HashSet<String> {
    let mut found = HashSet::new();
    each_expression(node, |expr, depth| match expr {
        Expr::Identifier(name) if bare || depth > 0 => {
            found.insert(name.value.clone());
        }
        Expr::CompoundIdentifier(parts) => found.extend(parts.iter().map(|part| part.value.clone())),
        _ => {}
    });
    found
}

fn grouping_names(select: &Select) -> HashSet<String> {
    let mut names = names_in(&select.having, true);
    if let GroupByExpr::Expressions(keys, _) = &select.group_by {
        names.extend(names_in(keys, true));
    }
    names
}

/// Names of the SELECT list that also mean a column of the input somewhere.
fn hidden_names(select: &Select, keys: &[&mut Expr], outputs: &[Output]) -> HashSet<String> {
    let mut read = grouping_names(select);
    read.extend(outputs.iter().flat_map(|output| names_in(&output.expr, true)));
    read.extend(keys.iter().flat_map(|key| names_in(&**key, false)));
    let computed = outputs.iter().filter(|output| !output.plain).filter_map(|output| output.name.clone());
    computed.filter(|name| read.contains(name)).collect()
}

/// Replaces the names of output columns, but for those in subqueries.
struct References<'a> {
    outputs: &'a [Output],
    depth: usize,
    replaced: bool,
    /// Whether they become what they stand for.
    as_expressions: bool,
}

struct HasWindow(bool);

impl Visitor for HasWindow {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        self.0 |= matches!(expr, Expr::Function(function) if function.over.is_some());
        ControlFlow::Continue(())
    }
}

impl VisitorMut for References<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, _: &mut Query) -> ControlFlow<()> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &mut Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    /// After its parts: what an expression becomes is not looked at again.
    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::Identifier(name) = expr
            && self.depth == 0
            && let Some(output) = self.outputs.iter().find(|output| output.name.as_deref() == Some(&name.value))
        {
            self.replaced |= !output.plain;
            *expr = match self.as_expressions {
                true => Expr::Nested(Box::new(output.expr.clone())),
                false => Expr::Identifier(quoted(output.inner.clone())),
            };
        }
        ControlFlow::Continue(())
    }
}

/// Refuses references in ORDER BY that Trino refuses.
fn check_references(key: &mut Expr, outputs: &[Output]) -> Result<()> {
    match VisitMut::visit(key, &mut ReferenceCheck { outputs, depth: 0, aggregates: 0 }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

struct ReferenceCheck<'a> {
    outputs: &'a [Output],
    depth: usize,
    aggregates: usize,
}

impl VisitorMut for ReferenceCheck<'_> {
    type Break = Error;

    fn pre_visit_query(&mut self, _: &mut Query) -> ControlFlow<Error> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &mut Query) -> ControlFlow<Error> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Error> {
        if is_aggregate(expr) {
            self.aggregates += 1;
        }
        let Expr::Identifier(name) = expr else { return ControlFlow::Continue(()) };
        let same: Vec<&Output> =
            self.outputs.iter().filter(|output| output.name.as_deref() == Some(&name.value)).collect();
        if self.depth > 0 || same.is_empty() {
            return ControlFlow::Continue(());
        }
        if same.len() > 1 {
            let message = format!("Column '{}' is ambiguous", name.value);
            return ControlFlow::Break(Error::refused("AMBIGUOUS_NAME", message));
        }
        if self.aggregates > 0 {
            let message = "Invalid reference to output projection attribute from ORDER BY aggregation";
            return ControlFlow::Break(Error::refused("COLUMN_NOT_FOUND", message));
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Error> {
        if is_aggregate(expr) {
            self.aggregates -= 1;
        }
        ControlFlow::Continue(())
    }
}

fn is_aggregate(expr: &Expr) -> bool {
    let Expr::Function(function) = expr else { return false };
    let name = function.name.to_string();
    // What `grouping` may name is checked before.
    function.over.is_none() && name != "grouping" && functions().aggregate(&name).is_some()
}
