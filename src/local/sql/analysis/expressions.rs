//! Expressions: names, calls, subqueries and lambdas, by the clause in which they stand.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::{
    ast::{AccessExpr, Array, Expr, Function, Ident, Query, Value, Visit, Visitor},
    tokenizer::Span,
};

use super::{
    Analyzer, Ctes, calls, functions, lambdas, ordering, refused, reserved,
    scope::{Columns, Found, Scope},
    spelling::{shown, shown_call},
    syntax, types,
};
use crate::{
    error::{Error, Result},
    local::sql::depth::each_expression,
};

/// Which aggregates and window functions an expression may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// None, in the clause of this name.
    Scalar(&'static str),
    /// Aggregates.
    Having,
    /// Both: the SELECT list and ORDER BY.
    Grouped,
    /// In a window of the clause WINDOW, which may have aggregates.
    Window,
}

impl Analyzer<'_> {
    /// Checks an expression.
    pub(super) fn expression(&self, expr: &Expr, place: Place, scope: &Scope<'_>, ctes: &Ctes) -> Result<()> {
        Walk::new(*self, place, scope, ctes).all_of(expr)
    }

    /// Checks an expression whose subqueries are checked elsewhere: twice at every level would take exponential time.
    pub(super) fn without_subqueries(&self, expr: &Expr, place: Place, scope: &Scope<'_>, ctes: &Ctes) -> Result<()> {
        Walk { subqueries: false, ..Walk::new(*self, place, scope, ctes) }.all_of(expr)
    }
}

/// What a call is, seen from its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Scalar,
    Aggregate,
    Window,
}

struct Walk<'a> {
    analyzer: Analyzer<'a>,
    place: Place,
    scope: &'a Scope<'a>,
    ctes: &'a Ctes,
    /// How many subqueries are around: they are checked as queries.
    depth: usize,
    /// The parameters of the lambdas around.
    lambdas: Vec<Vec<String>>,
    /// The calls around, with their names.
    calls: Vec<(Call, String)>,
    /// Where names are fields of a row, as in `f(x).a`.
    fields: Vec<Span>,
    /// Whether the next query is that of EXISTS.
    in_exists: bool,
    /// Whether subqueries are checked.
    subqueries: bool,
    /// The subqueries, by their addresses, that are compared with an expression that is no row.
    compared: Vec<(*const Query, Expr)>,
}

impl<'a> Walk<'a> {
    fn new(analyzer: Analyzer<'a>, place: Place, scope: &'a Scope<'a>, ctes: &'a Ctes) -> Self {
        Self {
            analyzer,
            place,
            scope,
            ctes,
            depth: 0,
            lambdas: Vec::new(),
            calls: Vec::new(),
            fields: Vec::new(),
            in_exists: false,
            subqueries: true,
            compared: Vec::new(),
        }
    }

    fn all_of(mut self, expr: &Expr) -> Result<()> {
        match expr.visit(&mut self) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(error) => Err(error),
        }
    }
}

fn flow(checked: Result<()>) -> ControlFlow<Error> {
    match checked {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => ControlFlow::Break(error),
    }
}

impl Visitor for Walk<'_> {
    type Break = Error;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Error> {
        self.depth += 1;
        if self.depth > 1 {
            return ControlFlow::Continue(());
        }
        if !std::mem::take(&mut self.in_exists) && !self.lambdas.is_empty() {
            return flow(refused("NOT_SUPPORTED", query, "Lambda expression cannot contain subqueries"));
        }
        if !self.subqueries {
            return ControlFlow::Continue(());
        }
        let in_aggregate = self.calls.iter().any(|(call, _)| *call == Call::Aggregate);
        let analyzer = Analyzer { in_aggregate: self.analyzer.in_aggregate || in_aggregate, ..self.analyzer };
        let columns = analyzer.query(query, Some(self.scope), self.ctes);
        flow(columns.and_then(|columns| self.one_column(query, &columns)))
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<Error> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Error> {
        if self.depth > 0 {
            return ControlFlow::Continue(());
        }
        flow(match expr {
            Expr::Identifier(name) => self.name(std::slice::from_ref(name)),
            Expr::CompoundIdentifier(parts) => self.name(parts),
            Expr::Function(function) => self.enter(expr, function),
            Expr::TypedString(typed) => types::literal(&typed.data_type.to_string().to_lowercase(), expr),
            Expr::Lambda(_) if self.calls.last().is_none_or(|(_, name)| calls::is_special(name)) => {
                refused("TYPE_MISMATCH", expr, "Lambda expression should always be used inside a function")
            }
            Expr::Lambda(lambda) => {
                self.lambdas.push(lambdas::parameters(lambda));
                lambdas::names(lambda).into_iter().try_for_each(reserved::check)
            }
            Expr::Ceil { field, .. } | Expr::Floor { field, .. } => calls::rounded(field, expr),
            Expr::CompoundFieldAccess { access_chain, .. } => {
                self.fields.extend(access_chain.iter().filter_map(field));
                Ok(())
            }
            Expr::Array(array) => number_of_items(array, expr),
            Expr::Substring { substring_from: None, substring_for: Some(_), .. } => {
                syntax(expr, "mismatched input 'FOR': substring takes FROM before it")
            }
            Expr::Substring { substring_from: None, .. } => refused(
                "FUNCTION_NOT_FOUND",
                expr,
                "Unexpected parameters for function substr: it takes 2 to 3 arguments",
            ),
            Expr::Exists { .. } => {
                self.in_exists = true;
                Ok(())
            }
            Expr::BinaryOp { left, right, .. } => {
                let sides = [(left, right), (right, left)];
                let query = sides.into_iter().find_map(|(side, other)| Some((subquery(side)?, other)));
                query.into_iter().for_each(|(query, other)| self.compare(query, other));
                Ok(())
            }
            Expr::InSubquery { expr, subquery, .. } => {
                self.compare(subquery, expr);
                Ok(())
            }
            Expr::AnyOp { left, right, .. } | Expr::AllOp { left, right, .. } => {
                subquery(right).into_iter().for_each(|query| self.compare(query, left));
                Ok(())
            }
            _ => Ok(()),
        })
    }

    fn post_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Error> {
        if self.depth == 0 {
            match expr {
                Expr::Function(_) => drop(self.calls.pop()),
                Expr::Lambda(_) => drop(self.lambdas.pop()),
                _ => {}
            }
        }
        ControlFlow::Continue(())
    }
}

impl Walk<'_> {
    fn name(&self, parts: &[Ident]) -> Result<()> {
        let Some(first) = parts.first() else { return Ok(()) };
        let of_lambda = self.lambdas.iter().flatten().any(|parameter| *parameter == first.value);
        if of_lambda && parts.len() > 1 {
            // Whether its row has such a field is not known.
            self.analyzer.names.set(false);
        }
        if of_lambda || first.value.starts_with('\u{1}') || self.fields.contains(&first.span) {
            return Ok(());
        }
        if let [name] = parts
            && reserved::is_session_value(name)
        {
            return Err(Error::unsupported(format!("`{}`", name.value)));
        }
        parts.iter().try_for_each(reserved::check)?;
        if self.scope.check(parts, self.analyzer.in_aggregate)? == Found::Unknown {
            self.analyzer.names.set(false);
        }
        Ok(())
    }

    fn compare(&mut self, query: &Query, other: &Expr) {
        if is_scalar(other) {
            self.compared.push((std::ptr::from_ref(query), other.clone()));
        }
    }

    /// A subquery of several columns is a row, which no scalar is compared with.
    fn one_column(&self, query: &Query, columns: &Columns) -> Result<()> {
        let other = self.compared.iter().find(|(compared, _)| std::ptr::eq(*compared, query));
        match (columns, other) {
            (Some(columns), Some((_, other))) if columns.len() > 1 => {
                let message = format!("a row of {} columns cannot be compared with `{}`", columns.len(), shown(other));
                refused("TYPE_MISMATCH", other, message)
            }
            _ => Ok(()),
        }
    }

    fn enter(&mut self, expr: &Expr, function: &Function) -> Result<()> {
        let name = function.name.to_string();
        if let Some(type_name) = calls::cast_type(function) {
            types::check(&type_name, expr)?;
        }
        let windowed = function.over.is_some() || functions::is_window(&name);
        let aggregate = !windowed && functions::is_aggregate(&name);
        let kind = match (windowed, aggregate) {
            (true, _) => Call::Window,
            (_, true) => Call::Aggregate,
            _ => Call::Scalar,
        };
        if kind != Call::Scalar || name == "grouping" {
            self.placed(function, kind)?;
        }
        calls::check(function, expr)?;
        if kind != Call::Scalar {
            ordering::of_distinct_call(function, expr, self.scope)?;
        }
        self.nested(function, kind)?;
        self.calls.push((kind, name));
        Ok(())
    }

    /// Whether the clause takes such a call.
    fn placed(&self, function: &Function, kind: Call) -> Result<()> {
        const NONE: &str = "cannot contain aggregations, window functions or grouping operations";
        let shown = || shown_call(function);
        if !self.lambdas.is_empty() {
            return refused("EXPRESSION_NOT_SCALAR", function, format_args!("Lambda expression {NONE}: [{}]", shown()));
        }
        match self.place {
            Place::Scalar(clause) => {
                refused("EXPRESSION_NOT_SCALAR", function, format_args!("{clause} {NONE}: [{}]", shown()))
            }
            Place::Having if kind == Call::Window => {
                refused("NESTED_WINDOW", function, "HAVING clause cannot contain window functions")
            }
            Place::Window if kind == Call::Window => {
                refused("NESTED_WINDOW", function, "Cannot nest window functions inside window specification")
            }
            _ => Ok(()),
        }
    }

    /// Aggregates of aggregates, and windows in windows.
    fn nested(&self, function: &Function, kind: Call) -> Result<()> {
        let aggregate = self.calls.iter().rev().find(|(call, _)| *call == Call::Aggregate);
        let window = self.calls.iter().any(|(call, _)| *call == Call::Window);
        match (kind, aggregate) {
            (Call::Aggregate, Some((_, around))) => {
                let shown = shown_call(function);
                let message = format!("Cannot nest aggregations inside aggregation '{around}': [{shown}]");
                refused("NESTED_AGGREGATION", function, message)
            }
            (Call::Window, Some((_, around))) => {
                let shown = shown_call(function);
                let message = format!("Cannot nest window functions inside aggregation '{around}': [{shown}]");
                refused("NESTED_WINDOW", function, message)
            }
            (Call::Window, None) if window => {
                let message = "Cannot nest window functions inside window function arguments or window specification";
                refused("NESTED_WINDOW", function, message)
            }
            _ => Ok(()),
        }
    }
}

/// The place of `.a`.
fn field(access: &AccessExpr) -> Option<Span> {
    match access {
        AccessExpr::Dot(Expr::Identifier(name)) => Some(name.span),
        _ => None,
    }
}

fn number_of_items(array: &Array, expr: &Expr) -> Result<()> {
    /// The most items that Trino compiles.
    const MOST: usize = 254;
    match array.elem.len() {
        items if items > MOST => {
            let message = format!("Too many arguments for array constructor: {items}, and at most {MOST}");
            refused("TOO_MANY_ARGUMENTS", expr, message)
        }
        _ => Ok(()),
    }
}

fn subquery(expr: &Expr) -> Option<&Query> {
    match expr {
        Expr::Subquery(query) => Some(query),
        Expr::Nested(inner) => subquery(inner),
        _ => None,
    }
}

/// Whether an expression is certainly no row.
fn is_scalar(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_scalar(inner),
        Expr::Value(value) => value.value != Value::Null,
        Expr::TypedString(_) | Expr::UnaryOp { .. } | Expr::BinaryOp { .. } | Expr::Interval(_) => true,
        _ => false,
    }
}

/// The calls of an expression, but for those in its subqueries.
pub(super) fn calls_in(expr: &Expr) -> Vec<Function> {
    let mut found = Vec::new();
    each_expression(expr, |expr, depth| match expr {
        Expr::Function(function) if depth == 0 => found.push(function.clone()),
        _ => {}
    });
    found
}
