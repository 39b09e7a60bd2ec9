//! The hidden column `"$path"`.
//!
//! `SELECT *` leaves it out; a query that names it gets it (user guide, "SELECT"). DataFusion has no hidden columns, so each table exists
//! a second time with the column in its schema: a SELECT that mentions `$path` reads the tables with the hidden column, and its `*` names
//! what to leave out.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    ExcludeSelectItem, Expr, Ident, ObjectName, ObjectNamePart, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, TableAlias, TableFactor, Visit, Visitor, WildcardAdditionalOptions,
};

use super::dialect::quoted;

/// The column.
pub(crate) const PATH: &str = "$path";
/// Ends the name of a table with its hidden column.
pub(crate) const WITH_PATH: &str = "\u{1}hidden";

struct MentionsPath(bool);

impl Visitor for MentionsPath {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let name = match expr {
            Expr::Identifier(name) => Some(name),
            Expr::CompoundIdentifier(parts) => parts.last(),
            _ => None,
        };
        self.0 |= name.is_some_and(|name| name.value == PATH);
        ControlFlow::Continue(())
    }
}

/// A relation in FROM: the name that the query has for it, and whether it now has the hidden column.
struct RelationInFrom {
    name: Ident,
    with_path: bool,
}

/// Makes `$path` visible in a SELECT that mentions it.
pub(super) fn reveal(select: &mut Select, is_table: &dyn Fn(&str) -> bool) {
    if mentions(select) && !revealed(select) {
        read_with_path(select, is_table);
    }
}

/// The same, for a query that only sorts by it.
pub(super) fn reveal_for_order(query: &mut Query, is_table: &dyn Fn(&str) -> bool) {
    if let (Some(order_by), SetExpr::Select(select)) = (&query.order_by, query.body.as_mut())
        && mentions(order_by)
    {
        read_with_path(select, is_table);
    }
}

fn mentions(part: &impl Visit) -> bool {
    let mut mentions = MentionsPath(false);
    let _ = part.visit(&mut mentions);
    mentions.0
}

/// Whether its tables have the hidden column already.
fn revealed(select: &Select) -> bool {
    let with_path = |factor: &TableFactor| {
        let TableFactor::Table { name, .. } = factor else { return false };
        name.0.last().and_then(|part| part.as_ident()).is_some_and(|name| name.value.ends_with(WITH_PATH))
    };
    select
        .from
        .iter()
        .any(|table| with_path(&table.relation) || table.joins.iter().any(|join| with_path(&join.relation)))
}

fn read_with_path(select: &mut Select, is_table: &dyn Fn(&str) -> bool) {
    let mut relations = Vec::new();
    for table in &mut select.from {
        relation(&mut table.relation, is_table, &mut relations);
        for join in &mut table.joins {
            relation(&mut join.relation, is_table, &mut relations);
        }
    }
    let items = std::mem::take(&mut select.projection);
    select.projection = items.into_iter().flat_map(|item| expand_wildcard(item, &relations)).collect();
}

fn relation(factor: &mut TableFactor, is_table: &dyn Fn(&str) -> bool, relations: &mut Vec<RelationInFrom>) {
    match factor {
        TableFactor::Table { name, alias, .. } => {
            let Some(last) = name.0.last_mut().and_then(|part| match part {
                ObjectNamePart::Identifier(name) => Some(name),
                _ => None,
            }) else {
                return;
            };
            let own = last.clone();
            let called = alias.as_ref().map_or_else(|| own.clone(), |alias| alias.name.clone());
            let with_path = is_table(&own.value);
            if with_path {
                *last = quoted(format!("{}{WITH_PATH}", own.value));
                alias.get_or_insert_with(|| TableAlias { explicit: true, name: own, columns: Vec::new(), at: None });
            }
            relations.push(RelationInFrom { name: called, with_path });
        }
        TableFactor::Derived { alias: Some(alias), .. } => {
            relations.push(RelationInFrom { name: alias.name.clone(), with_path: false });
        }
        TableFactor::NestedJoin { table_with_joins, .. } => {
            relation(&mut table_with_joins.relation, is_table, relations);
            for join in &mut table_with_joins.joins {
                relation(&mut join.relation, is_table, relations);
            }
        }
        _ => {}
    }
}

/// `*` as `a.*, b.*`, each without its hidden column.
fn expand_wildcard(item: SelectItem, relations: &[RelationInFrom]) -> Vec<SelectItem> {
    match item {
        SelectItem::Wildcard(_) => relations.iter().map(|r| star(vec![r.name.clone()].into(), r.with_path)).collect(),
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
            let last = name.0.last().and_then(|part| part.as_ident()).map(|name| name.value.clone());
            let with_path = relations.iter().any(|r| r.with_path && Some(&r.name.value) == last.as_ref());
            vec![star(name, with_path)]
        }
        other => vec![other],
    }
}

fn star(name: ObjectName, with_path: bool) -> SelectItem {
    let mut options = WildcardAdditionalOptions::default();
    if with_path {
        options.opt_exclude = Some(ExcludeSelectItem::Multiple(vec![vec![quoted(PATH)].into()]));
    }
    SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options)
}
