//! `SELECT *, a` and `SELECT *, *`: columns of one name beside a `*`.
//!
//! DataFusion refuses them. A query with such a list is planned again with its stars written out, where every column can have a name of
//! its own inside.

use std::collections::HashSet;

use datafusion::{
    common::{Column, DFSchema, DataFusionError, TableReference},
    sql::sqlparser::ast::{
        Expr, Ident, OrderByKind, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr,
        WildcardAdditionalOptions,
    },
};

use super::{
    column_aliases::{self, SUFFIX},
    dialect::quoted,
};
use crate::local::errors::refused;

/// Whether an error may come from two columns of one name.
pub(super) fn is_about_names(error: &DataFusionError) -> bool {
    let message = error.strip_backtrace();
    message.contains("Projections require unique expression names") || message.contains("Schema contains ")
}

/// The query that gives all columns of FROM, when the query's own list has a star beside something else.
pub(super) fn all_columns(query: &Query) -> Option<Query> {
    let select = starred(query)?;
    let inner = Select { from: select.from.clone(), ..column_aliases::select_nothing() };
    let body = Box::new(SetExpr::Select(Box::new(inner)));
    Some(Query { with: query.with.clone(), body, ..column_aliases::empty_query() })
}

fn starred(query: &Query) -> Option<&Select> {
    let SetExpr::Select(select) = query.body.as_ref() else { return None };
    let plain = |options: &WildcardAdditionalOptions| options.opt_exclude.is_none();
    let known = |item: &SelectItem| match item {
        SelectItem::Wildcard(options) | SelectItem::QualifiedWildcard(_, options) => plain(options),
        _ => true,
    };
    let star = |item: &SelectItem| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..));
    let items = &select.projection;
    (items.len() > 1 && items.iter().any(star) && items.iter().all(known)).then_some(select)
}

/// The query with its stars written out as these columns.
///
/// # Errors
/// `AMBIGUOUS_NAME` for a name in ORDER BY that several columns have.
pub(super) fn written_out(mut query: Query, columns: &DFSchema) -> Result<Query, DataFusionError> {
    let SetExpr::Select(select) = query.body.as_mut() else { return Ok(query) };
    let mut items: Vec<(Expr, String)> = Vec::new();
    for (i, item) in select.projection.iter().enumerate() {
        match item {
            SelectItem::Wildcard(_) => items.extend(columns.columns().iter().map(column)),
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let name = name.0.last().map(ToString::to_string).unwrap_or_default();
                let of = |column: &&Column| {
                    column.relation.as_ref().is_some_and(|relation| relation.table() == name.trim_matches('"'))
                };
                items.extend(columns.columns().iter().filter(of).map(column));
            }
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                let name = column_aliases::column_name((i, item)).unwrap_or_default();
                items.push((expr.clone(), name));
            }
            _ => return Ok(query),
        }
    }
    if let Some(OrderByKind::Expressions(keys)) = query.order_by.as_ref().map(|order_by| &order_by.kind) {
        for key in keys {
            let Expr::Identifier(name) = &key.expr else { continue };
            if items.iter().filter(|(_, own)| *own == name.value).count() > 1 {
                return Err(refused("AMBIGUOUS_NAME", format!("Column '{}' is ambiguous", name.value)));
            }
        }
    }
    let mut seen = HashSet::new();
    let named = items.into_iter().enumerate().map(|(i, (expr, name))| {
        let alias = if seen.insert(name.clone()) { name } else { format!("{name}{SUFFIX}{i}") };
        SelectItem::ExprWithAlias { expr, alias: quoted(alias) }
    });
    select.projection = named.collect();
    Ok(query)
}

fn column(column: &Column) -> (Expr, String) {
    let mut parts: Vec<Ident> = match &column.relation {
        None => Vec::new(),
        Some(TableReference::Bare { table }) => vec![quoted(table.as_ref())],
        Some(other) => other.schema().into_iter().chain([other.table()]).map(quoted).collect(),
    };
    let name = quoted(column.name.clone());
    let expr = match parts.is_empty() {
        true => Expr::Identifier(name),
        false => {
            parts.push(name);
            Expr::CompoundIdentifier(parts)
        }
    };
    (expr, column.name.clone())
}
