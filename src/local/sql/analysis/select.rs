//! SELECT, clause by clause.

use datafusion::sql::sqlparser::ast::{
    Distinct, Expr, GroupByExpr, NamedWindowExpr, ObjectName, OrderBy, OrderByKind, Select, SelectItem,
    SelectItemQualifiedWildcardKind,
};

use super::{
    Analyzer, Ctes,
    expressions::{self, Place},
    refused, reserved,
    scope::{Columns, Relation, Scope},
};
use crate::{
    error::{Error, ErrorKind, ObjectKind, Result},
    local::sql::{calls::is_random_function, column_aliases::own_name},
};

impl Analyzer<'_> {
    /// Checks a SELECT with its ORDER BY; gives its columns.
    pub(super) fn select(
        &self,
        select: &Select,
        order_by: Option<&OrderBy>,
        outer: Option<&Scope<'_>>,
        ctes: &Ctes,
    ) -> Result<Columns> {
        let mut scope = Scope::new(self.from(&select.from, outer, ctes)?, outer);
        if let Some(condition) = &select.selection {
            self.expression(condition, Place::Scalar("WHERE clause"), &scope, ctes)?;
        }
        let columns = self.columns_of(select, &scope)?;
        self.group_by(select, &columns, &scope, ctes)?;
        let keys = match order_by.map(|order_by| &order_by.kind) {
            Some(OrderByKind::Expressions(keys)) => keys.as_slice(),
            _ => &[],
        };
        scope.readable = super::grouping::readable(select, keys, &scope);
        if let Some(condition) = &select.having {
            let checked = self.expression(condition, Place::Having, &scope, ctes);
            checked.map_err(|error| with_advice_on_alias(error, select))?;
        }
        for window in &select.named_window {
            if let NamedWindowExpr::WindowSpec(spec) = &window.1 {
                self.named_window(spec, &scope, ctes)?;
                super::grouping::grouped_window(select, spec, &scope)?;
            }
        }
        for item in &select.projection {
            if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = item {
                self.expression(expr, Place::Grouped, &scope, ctes)?;
            }
            if let SelectItem::ExprWithAlias { alias, .. } = item {
                reserved::check(alias)?;
            }
        }
        self.order_by(select, keys, &columns, &scope, ctes)?;
        self.grouping_calls(select, keys, &columns, &scope)?;
        Ok(columns)
    }

    /// The columns of the SELECT list.
    fn columns_of(&self, select: &Select, scope: &Scope<'_>) -> Result<Columns> {
        let mut columns = Some(Vec::new());
        for item in &select.projection {
            let own: Columns = match item {
                SelectItem::UnnamedExpr(expr) => Some(vec![own_name(expr)]),
                SelectItem::ExprWithAlias { alias, .. } => Some(vec![Some(alias.value.clone())]),
                SelectItem::Wildcard(_) if select.from.is_empty() => {
                    return refused("COLUMN_NOT_FOUND", item, "SELECT * not allowed in queries without FROM clause");
                }
                SelectItem::Wildcard(_) => all_columns(&scope.relations),
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    qualified(item, name, scope)?
                }
                _ => None,
            };
            if own.is_none() {
                self.names.set(false);
            }
            columns = match (columns, own) {
                (Some(mut all), Some(own)) => {
                    all.extend(own);
                    Some(all)
                }
                _ => None,
            };
        }
        Ok(columns)
    }
}

/// The error about a column that GROUP BY or HAVING do not know, with advice if it is an alias.
pub(super) fn with_advice_on_alias(error: Error, select: &Select) -> Error {
    let ErrorKind::NotFound { object: ObjectKind::Column, name, .. } = error.kind() else { return error };
    let is_alias = |item: &SelectItem| matches!(item, SelectItem::ExprWithAlias { alias, .. } if alias.value == *name);
    if select.projection.iter().any(is_alias) { with_advice(error) } else { error }
}

/// What to do about an alias in GROUP BY and HAVING, which only know the columns of FROM.
pub(in crate::local::sql) fn with_advice(error: Error) -> Error {
    let ErrorKind::NotFound { object: ObjectKind::Column, name, position, .. } = error.kind() else { return error };
    let advice = format!(
        "`{name}` is an alias of this SELECT, which GROUP BY and HAVING do not know: repeat the expression or its position"
    );
    let (name, position) = (name.clone(), *position);
    ErrorKind::NotFound { object: ObjectKind::Column, name, nearest: None, advice: Some(advice), position }.into()
}

/// Whether the rows of a SELECT are groups.
pub(super) fn is_grouped(select: &Select) -> bool {
    !matches!(&select.group_by, GroupByExpr::Expressions(keys, _) if keys.is_empty())
}

pub(in crate::local::sql) fn is_distinct(select: &Select) -> bool {
    select.distinct == Some(Distinct::Distinct)
}

fn all_columns(relations: &[Relation]) -> Columns {
    let columns: Option<Vec<_>> = relations.iter().map(|relation| relation.columns.clone()).collect();
    columns.map(|columns| columns.concat())
}

/// `t.*`: the relation `t` of this query or of one around it, or the fields of a row.
fn qualified(at: &SelectItem, name: &ObjectName, scope: &Scope<'_>) -> Result<Columns> {
    let parts: Option<Vec<_>> = name.0.iter().map(|part| part.as_ident().cloned()).collect();
    let Some(parts) = parts else { return Ok(None) };
    let mut around = Some(scope);
    while let Some(current) = around {
        let found: Vec<_> = current.relations.iter().filter(|relation| relation.is_called(&parts)).cloned().collect();
        if !found.is_empty() {
            return match all_columns(&found) {
                // USING took all of them.
                Some(columns) if columns.is_empty() => unresolved(at, name),
                columns => Ok(columns),
            };
        }
        around = current.outer;
    }
    match (parts.as_slice(), scope.find(&parts)) {
        // A column alone is not looked for as a row.
        ([_], super::scope::Found::Column(..)) | (_, super::scope::Found::Missing) => unresolved(at, name),
        _ => Ok(None),
    }
}

fn unresolved(at: &SelectItem, name: &ObjectName) -> Result<Columns> {
    refused("TABLE_NOT_FOUND", at, format_args!("Unable to resolve reference {name}"))
}

/// Whether an expression is the same value each time.
pub(super) fn is_deterministic(expr: &Expr) -> bool {
    !expressions::calls_in(expr).iter().any(is_random_function)
}
