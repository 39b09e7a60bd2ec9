//! The hidden column `"$path"`.
//!
//! `SELECT *` leaves it out; a query that names it gets it (user guide, "SELECT"). DataFusion knows no hidden columns, so each table
//! has a twin with the column in its schema: a SELECT that mentions `$path` reads the twins, and its `*` says what to leave out.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    ExcludeSelectItem, Expr, Ident, ObjectName, ObjectNamePart, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, TableAlias, TableFactor, Visit, Visitor, WildcardAdditionalOptions,
};

use super::dialect::quoted;

/// The column.
pub(crate) const PATH: &str = "$path";
/// Ends the name of a twin.
pub(crate) const TWIN: &str = "\u{1}hidden";

struct Mentions(bool);

impl Visitor for Mentions {
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

/// A relation in FROM: what it is called, and whether it is now a twin.
struct Relation {
    name: Ident,
    twin: bool,
}

/// Makes `$path` visible in a SELECT that mentions it.
pub(super) fn reveal(select: &mut Select, is_table: &dyn Fn(&str) -> bool) {
    if mentions(select) && !revealed(select) {
        show(select, is_table);
    }
}

/// The same, for a query that only sorts by it.
pub(super) fn reveal_for_order(query: &mut Query, is_table: &dyn Fn(&str) -> bool) {
    if let (Some(order_by), SetExpr::Select(select)) = (&query.order_by, query.body.as_mut())
        && mentions(order_by)
    {
        show(select, is_table);
    }
}

fn mentions(part: &impl Visit) -> bool {
    let mut mentions = Mentions(false);
    let _ = part.visit(&mut mentions);
    mentions.0
}

/// Whether its tables are twins already.
fn revealed(select: &Select) -> bool {
    let twin = |factor: &TableFactor| {
        let TableFactor::Table { name, .. } = factor else { return false };
        name.0.last().and_then(|part| part.as_ident()).is_some_and(|name| name.value.ends_with(TWIN))
    };
    select.from.iter().any(|table| twin(&table.relation) || table.joins.iter().any(|join| twin(&join.relation)))
}

fn show(select: &mut Select, is_table: &dyn Fn(&str) -> bool) {
    let mut relations = Vec::new();
    for table in &mut select.from {
        relation(&mut table.relation, is_table, &mut relations);
        for join in &mut table.joins {
            relation(&mut join.relation, is_table, &mut relations);
        }
    }
    let items = std::mem::take(&mut select.projection);
    select.projection = items.into_iter().flat_map(|item| spelled_out(item, &relations)).collect();
}

fn relation(factor: &mut TableFactor, is_table: &dyn Fn(&str) -> bool, relations: &mut Vec<Relation>) {
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
            let twin = is_table(&own.value);
            if twin {
                *last = quoted(format!("{}{TWIN}", own.value));
                alias.get_or_insert_with(|| TableAlias { explicit: true, name: own, columns: Vec::new(), at: None });
            }
            relations.push(Relation { name: called, twin });
        }
        TableFactor::Derived { alias: Some(alias), .. } => {
            relations.push(Relation { name: alias.name.clone(), twin: false });
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

/// `*` as `a.*, b.*`, each without the hidden column where it has one.
fn spelled_out(item: SelectItem, relations: &[Relation]) -> Vec<SelectItem> {
    match item {
        SelectItem::Wildcard(_) => relations.iter().map(|r| star(vec![r.name.clone()].into(), r.twin)).collect(),
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
            let last = name.0.last().and_then(|part| part.as_ident()).map(|name| name.value.clone());
            let twin = relations.iter().any(|r| r.twin && Some(&r.name.value) == last.as_ref());
            vec![star(name, twin)]
        }
        other => vec![other],
    }
}

fn star(name: ObjectName, twin: bool) -> SelectItem {
    let mut options = WildcardAdditionalOptions::default();
    if twin {
        options.opt_exclude = Some(ExcludeSelectItem::Multiple(vec![vec![quoted(PATH)].into()]));
    }
    SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options)
}
