//! The names of the columns of a result set.
//!
//! Athena names a column by its alias or its own name, in the case that the query has, and everything else `_col` and its position
//! (Trino, "SELECT"). Two columns may have one name. DataFusion wants different names inside: the second gets a suffix that
//! [`ColumnAliases::apply`] removes.

use std::{collections::HashSet, sync::Arc};

use arrow_schema::{DataType, FieldRef, Schema, SchemaRef};
use datafusion::sql::sqlparser::ast::{
    Expr, GroupByExpr, Ident, Query, Select, SelectFlavor, SelectItem, SetExpr, TableAlias, TableAliasColumnDef,
    TableFactor, TableWithJoins, Values, WildcardAdditionalOptions, helpers::attached_token::AttachedToken,
};

use super::{calls::call, dialect::quoted};
use crate::local::temporal::public;

/// Separates a name from what makes it different.
pub(super) const SUFFIX: char = '\u{1}';

/// Follows the separator where a column has no name.
const UNNAMED: char = '_';

/// Whether the query gives a column no name.
fn is_unnamed(name: &str) -> bool {
    name.split_once(SUFFIX).is_some_and(|(_, rest)| rest.starts_with(UNNAMED))
}

/// The name of a column that has none: no query can name it.
pub(super) fn unnamed(position: usize) -> String {
    format!("_col{position}{SUFFIX}{UNNAMED}")
}

/// What is wrong with columns as those of a view, where each needs a name of its own and a type; with Trino's code.
pub(crate) fn invalid_view_columns(schema: &Schema) -> Option<(&'static str, String)> {
    let mut seen = HashSet::new();
    schema.fields().iter().enumerate().find_map(|(i, field)| {
        let plain = field.name().split(SUFFIX).next().unwrap_or_default();
        if is_unnamed(field.name()) {
            let message = format!("column {} has no name: give it an alias", i + 1);
            return Some(("MISSING_COLUMN_NAME", message));
        }
        if !seen.insert(plain) {
            return Some(("DUPLICATE_COLUMN_NAME", format!("two columns are named `{plain}`: give one an alias")));
        }
        let unknown = *field.data_type() == DataType::Null;
        unknown.then(|| ("COLUMN_TYPE_UNKNOWN", format!("the type of column `{plain}` is not known: CAST the NULL")))
    })
}

/// The names of the items of a query's own SELECT list: `None` for a `*`.
#[derive(Debug, Clone, Default)]
pub(crate) struct ColumnAliases(Vec<Option<String>>);

impl ColumnAliases {
    /// Of a query in its own case.
    pub(super) fn of(query: &Query) -> Self {
        let mut body = query.body.as_ref();
        loop {
            match body {
                SetExpr::SetOperation { left, .. } => body = left,
                SetExpr::Query(inner) => body = &inner.body,
                SetExpr::Select(select) => {
                    return Self(select.projection.iter().enumerate().map(column_name).collect());
                }
                _ => return Self::default(),
            }
        }
    }

    /// The schema with the names of the query.
    pub(crate) fn apply(&self, schema: &Schema) -> SchemaRef {
        let width = schema.fields().len();
        let fields = schema.fields().iter().enumerate().map(|(i, field)| {
            let plain = field.name().split(SUFFIX).next().unwrap_or_default();
            let unnamed = is_unnamed(field.name()).then(|| format!("_col{i}"));
            let plain = unnamed.as_deref().unwrap_or(plain);
            let name = self.at(i, width).filter(|name| name.eq_ignore_ascii_case(plain)).unwrap_or(plain);
            let data_type = as_in_results(field.data_type());
            Arc::new(public(&field.as_ref().clone().with_name(name).with_nullable(true).with_data_type(data_type)))
        });
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }

    /// The name at a position, if that is certain: an item before the first `*` is counted from the start, one after the last from the end.
    fn at(&self, i: usize, width: usize) -> Option<&str> {
        let stars = self.0.iter().filter(|name| name.is_none()).count();
        let first_star = self.0.iter().position(Option::is_none).unwrap_or(self.0.len());
        if stars == 0 || i < first_star {
            return self.0.get(i)?.as_deref();
        }
        let last_star = self.0.iter().rposition(Option::is_none).unwrap_or(0);
        let from_end = width - i;
        if from_end < self.0.len() - last_star { self.0[self.0.len() - from_end].as_deref() } else { None }
    }
}

/// Values of type json and char are strings in result sets.
fn as_in_results(data_type: &DataType) -> DataType {
    let field = |field: &FieldRef| Arc::new(field.as_ref().clone().with_data_type(as_in_results(field.data_type())));
    match data_type {
        DataType::LargeUtf8 | DataType::FixedSizeBinary(_) => DataType::Utf8,
        DataType::List(item) => DataType::List(field(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(field).collect()),
        DataType::Map(entries, sorted) => DataType::Map(field(entries), *sorted),
        other => other.clone(),
    }
}

pub(super) fn column_name((i, item): (usize, &SelectItem)) -> Option<String> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
        SelectItem::UnnamedExpr(expr) => Some(own_name(expr).unwrap_or_else(|| format!("_col{i}"))),
        _ => None,
    }
}

pub(super) fn own_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Identifier(name) => Some(name.value.clone()),
        Expr::CompoundIdentifier(parts) => parts.last().map(|name| name.value.clone()),
        Expr::Nested(inner) => own_name(inner),
        _ => None,
    }
}

/// Names the columns of VALUES `_col0`, `_col1`, …, where DataFusion has `column1`. `relations` counts the relations that this makes.
pub(super) fn name_values(body: &mut SetExpr, relations: &mut usize) {
    let values = match body {
        SetExpr::SetOperation { left, right, .. } => {
            name_values(left, relations);
            return name_values(right, relations);
        }
        SetExpr::Values(values) => values,
        _ => return,
    };
    let width = values.rows.first().map_or(0, |row| row.content.len());
    let names = (0..width).map(|i| Ident::with_quote('"', unnamed(i)));
    let columns = names.map(|name| TableAliasColumnDef { name, data_type: None }).collect();
    *relations += 1;
    let alias = TableAlias { explicit: true, name: quoted(format!("values{SUFFIX}{relations}")), columns, at: None };
    let inner = Query { body: Box::new(body.clone()), ..empty_query() };
    let relation = TableFactor::Derived { lateral: false, subquery: Box::new(inner), alias: Some(alias), sample: None };
    *body = SetExpr::Select(Box::new(select_all(relation)));
}

/// `(SELECT name(v) FROM (query) AS q (v))`
pub(super) fn over_column(query: &Query, name: &str) -> Expr {
    let column = Ident::with_quote('"', format!("v{SUFFIX}"));
    let columns = vec![TableAliasColumnDef { name: column.clone(), data_type: None }];
    let alias = TableAlias { explicit: true, name: quoted("values"), columns, at: None };
    let subquery = Box::new(query.clone());
    let relation = TableFactor::Derived { lateral: false, subquery, alias: Some(alias), sample: None };
    let mut select = select_all(relation);
    select.projection = vec![SelectItem::UnnamedExpr(Expr::Function(call(name, vec![Expr::Identifier(column)])))];
    Expr::Subquery(Box::new(Query { body: Box::new(SetExpr::Select(Box::new(select))), ..empty_query() }))
}

pub(super) fn empty_query() -> Query {
    Query {
        with: None,
        body: Box::new(SetExpr::Values(Values { explicit_row: false, value_keyword: false, rows: Vec::new() })),
        order_by: None,
        limit_clause: None,
        fetch: None,
        locks: Vec::new(),
        for_clause: None,
        settings: None,
        format_clause: None,
        pipe_operators: Vec::new(),
    }
}

/// `SELECT * FROM relation`
pub(super) fn select_all(relation: TableFactor) -> Select {
    Select { from: vec![TableWithJoins { relation, joins: Vec::new() }], ..select_nothing() }
}

/// `SELECT *`
pub(super) fn select_nothing() -> Select {
    Select {
        select_token: AttachedToken::empty(),
        optimizer_hints: Vec::new(),
        distinct: None,
        select_modifiers: None,
        top: None,
        top_before_distinct: false,
        projection: vec![SelectItem::Wildcard(WildcardAdditionalOptions::default())],
        exclude: None,
        into: None,
        from: Vec::new(),
        lateral_views: Vec::new(),
        prewhere: None,
        selection: None,
        connect_by: Vec::new(),
        group_by: GroupByExpr::Expressions(Vec::new(), Vec::new()),
        cluster_by: Vec::new(),
        distribute_by: Vec::new(),
        sort_by: Vec::new(),
        having: None,
        named_window: Vec::new(),
        qualify: None,
        window_before_qualify: false,
        value_table_mode: None,
        flavor: SelectFlavor::Standard,
    }
}

/// Gives every item of a SELECT list a name of its own.
pub(super) fn name_items(select: &mut Select) {
    let mut seen = HashSet::new();
    for (i, item) in select.projection.iter_mut().enumerate() {
        let Some(plain) = column_name((i, item)) else { continue };
        let anonymous = matches!(item, SelectItem::UnnamedExpr(expr) if own_name(expr).is_none());
        let name = match anonymous {
            true => unnamed(i),
            false if seen.insert(plain.clone()) => plain,
            false => format!("{plain}{SUFFIX}{i}"),
        };
        match item {
            SelectItem::ExprWithAlias { alias, .. } => *alias = quoted(name),
            SelectItem::UnnamedExpr(Expr::Identifier(own)) if own.value == name => {}
            SelectItem::UnnamedExpr(expr) => {
                *item = SelectItem::ExprWithAlias { expr: expr.clone(), alias: quoted(name) };
            }
            _ => {}
        }
    }
}
