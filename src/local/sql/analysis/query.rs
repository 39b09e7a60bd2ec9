//! Queries: WITH, set operations, VALUES, and the numbers of LIMIT.

use datafusion::sql::sqlparser::ast::{
    Cte, Expr, LimitClause, OrderBy, OrderByKind, Query, SetExpr, SetOperator, TableAliasColumnDef, Value, Values, With,
};

use super::{
    Analyzer, Ctes,
    expressions::Place,
    ordering, refused, reserved,
    scope::{Columns, Relation, Scope},
};
use crate::{
    error::{Error, Result},
    local::sql::calls::arguments,
};

/// The most rows that Trino sorts for.
const MOST_SORTED: u64 = i32::MAX as u64;

impl Analyzer<'_> {
    /// Checks a query; gives its columns.
    pub(super) fn query(&self, query: &Query, outer: Option<&Scope<'_>>, ctes: &Ctes) -> Result<Columns> {
        let inner;
        let ctes = match &query.with {
            None => ctes,
            Some(with) => {
                inner = self.with(with, outer, ctes)?;
                &inner
            }
        };
        let columns = match query.body.as_ref() {
            SetExpr::Select(select) => self.select(select, query.order_by.as_ref(), outer, ctes)?,
            body => {
                let columns = self.body(body, outer, ctes)?;
                if let Some(order_by) = &query.order_by {
                    self.order_of_columns(order_by, &columns, outer, ctes)?;
                }
                columns
            }
        };
        if query.order_by.is_some() {
            sorted_rows(query)?;
        }
        Ok(columns)
    }

    fn with(&self, with: &With, outer: Option<&Scope<'_>>, ctes: &Ctes) -> Result<Ctes> {
        let mut known = ctes.clone();
        for cte in &with.cte_tables {
            let name = cte.alias.name.value.clone();
            reserved::check(&cte.alias.name)?;
            let names = alias_names(&cte.alias.columns)?;
            distinct_names(cte, &names)?;
            if with.recursive {
                known.insert(name.clone(), (!names.is_empty()).then(|| names.clone()));
            }
            let columns = self.query(&cte.query, outer, &known)?;
            if let Some(own) = columns.as_ref().filter(|own| !names.is_empty() && own.len() != names.len()) {
                let message = format!(
                    "Column alias list has {} entries but relation has {}: name each column of `{name}`, or none",
                    names.len(),
                    number_of_columns(own.len())
                );
                return refused("MISMATCHED_COLUMN_ALIASES", &cte.alias.name, message);
            }
            known.insert(name, if names.is_empty() { columns } else { Some(names) });
        }
        Ok(known)
    }

    fn body(&self, body: &SetExpr, outer: Option<&Scope<'_>>, ctes: &Ctes) -> Result<Columns> {
        match body {
            SetExpr::Select(select) => self.select(select, None, outer, ctes),
            SetExpr::Query(query) => self.query(query, outer, ctes),
            SetExpr::SetOperation { op, left, right, .. } => {
                let first = self.body(left, outer, ctes)?;
                let second = self.body(right, outer, ctes)?;
                if let (Some(a), Some(b)) = (&first, &second)
                    && a.len() != b.len()
                {
                    let (a, b, op) = (a.len(), b.len(), name_of(*op));
                    let message = format!("{op} query has different number of fields: {a}, {b}");
                    return Err(Error::refused("TYPE_MISMATCH", message));
                }
                Ok(first)
            }
            SetExpr::Values(values) => self.values(values, outer, ctes),
            _ => Ok(None),
        }
    }

    fn values(&self, values: &Values, outer: Option<&Scope<'_>>, ctes: &Ctes) -> Result<Columns> {
        let scope = Scope::new(Vec::new(), outer);
        for expr in values.rows.iter().flat_map(|row| &row.content) {
            self.expression(expr, Place::Scalar("VALUES"), &scope, ctes)?;
        }
        Ok(values.rows.iter().find_map(|row| width(&row.content)).map(|width| vec![None; width]))
    }

    /// ORDER BY of set operations and VALUES knows their columns.
    fn order_of_columns(
        &self,
        order_by: &OrderBy,
        columns: &Columns,
        outer: Option<&Scope<'_>>,
        ctes: &Ctes,
    ) -> Result<()> {
        let OrderByKind::Expressions(keys) = &order_by.kind else { return Ok(()) };
        let scope = Scope::new(vec![Relation { name: Vec::new(), columns: columns.clone() }], outer);
        for key in keys {
            match ordering::position(&key.expr) {
                Some(position) => ordering::check_position("ORDER BY", position, columns, &key.expr)?,
                None => self.expression(&key.expr, Place::Grouped, &scope, ctes)?,
            }
        }
        Ok(())
    }
}

/// How many columns a row of VALUES has: one expression may be a row, and be all columns.
fn width(row: &[Expr]) -> Option<usize> {
    match row {
        [Expr::Nested(inner)] => width(std::slice::from_ref(inner)),
        [Expr::Tuple(fields)] => Some(fields.len()),
        [Expr::Function(call)] if call.name.to_string() == "row" => arguments(call).map(|fields| fields.len()),
        [Expr::Value(_) | Expr::Array(_) | Expr::TypedString(_) | Expr::UnaryOp { .. }] => Some(1),
        [] | [_] => None,
        row => Some(row.len()),
    }
}

fn name_of(op: SetOperator) -> &'static str {
    match op {
        SetOperator::Intersect => "INTERSECT",
        SetOperator::Except | SetOperator::Minus => "EXCEPT",
        SetOperator::Union => "UNION",
    }
}

pub(super) fn number_of_columns(n: usize) -> String {
    if n == 1 { "1 column".to_owned() } else { format!("{n} columns") }
}

/// The names after an alias, in parentheses.
pub(super) fn alias_names(columns: &[TableAliasColumnDef]) -> Result<Vec<Option<String>>> {
    columns.iter().map(|column| reserved::check(&column.name).map(|()| Some(column.name.value.clone()))).collect()
}

fn distinct_names(cte: &Cte, names: &[Option<String>]) -> Result<()> {
    let twice = names.iter().enumerate().find(|(i, name)| names[..*i].contains(name));
    match twice.and_then(|(_, name)| name.as_deref()) {
        None => Ok(()),
        Some(name) => refused(
            "DUPLICATE_COLUMN_NAME",
            &cte.alias.name,
            format_args!("Column name '{name}' specified more than once"),
        ),
    }
}

/// Trino keeps the first rows of a sorted result in memory, and takes no number beyond `integer` for them.
fn sorted_rows(query: &Query) -> Result<()> {
    let limit = match &query.limit_clause {
        Some(LimitClause::LimitOffset { limit, .. }) => limit.as_ref(),
        _ => None,
    };
    let rows = limit.or(query.fetch.as_ref().and_then(|fetch| fetch.quantity.as_ref()));
    let with_ties = query.fetch.as_ref().is_some_and(|fetch| fetch.with_ties);
    let Some(Expr::Value(value)) = rows.filter(|_| !with_ties) else { return Ok(()) };
    match &value.value {
        Value::Number(digits, _) if digits.parse::<u64>().is_ok_and(|rows| rows > MOST_SORTED) => Err(Error::refused(
            "NOT_SUPPORTED",
            format!("ORDER BY LIMIT > {MOST_SORTED} is not supported: leave out the LIMIT, or the ORDER BY"),
        )),
        _ => Ok(()),
    }
}
