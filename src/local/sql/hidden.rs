//! The hidden columns `"$path"`, `"$file_size"` and `"$file_modified_time"`.
//!
//! `SELECT *` leaves them out; a query that names one gets it (user guide, "SELECT"; Trino, "Hive connector", "Special columns"). DataFusion
//! has no hidden columns, so each table exists a second time with these in its schema: a SELECT that mentions one reads the tables with the
//! hidden columns, and its `*` names what to leave out.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    ExcludeSelectItem, Expr, Ident, ObjectName, ObjectNamePart, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, TableAlias, TableFactor, Visit, Visitor, WildcardAdditionalOptions,
};

use super::dialect::quoted;

/// The URI of the file that a row is from.
pub(crate) const PATH: &str = "$path";
/// The bytes of that file.
pub(crate) const FILE_SIZE: &str = "$file_size";
/// When it was last written.
pub(crate) const FILE_MODIFIED_TIME: &str = "$file_modified_time";
/// The hidden columns of a table, in the order that they have after its own.
const HIDDEN: [&str; 3] = [PATH, FILE_SIZE, FILE_MODIFIED_TIME];
/// Ends the name of a table with its hidden columns.
pub(crate) const WITH_PATH: &str = "\u{1}hidden";

/// The hidden columns of the information schema.
const OF_INFORMATION: [(&str, &[&str]); 2] =
    [("columns", &["comment", "extra_info", "column_comment"]), ("tables", &["table_comment"])];

/// The hidden columns of a table of the information schema.
pub(crate) fn hidden_information(table: &str) -> &'static [&'static str] {
    OF_INFORMATION.into_iter().find(|(name, _)| *name == table).map_or(&[], |(_, hidden)| hidden)
}

/// The same for the name of a relation in FROM.
fn of_information(name: &ObjectName) -> &'static [&'static str] {
    let mut parts = name.0.iter().rev().map(|part| part.as_ident().map_or("", |name| name.value.as_str()));
    match (parts.next(), parts.next()) {
        (Some(table), Some("information_schema")) => hidden_information(table),
        _ => &[],
    }
}

struct MentionsHidden<'a> {
    names: &'a [&'static str],
    found: bool,
}

impl Visitor for MentionsHidden<'_> {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        let name = match expr {
            Expr::Identifier(name) => Some(name),
            Expr::CompoundIdentifier(parts) => parts.last(),
            _ => None,
        };
        self.found |= name.is_some_and(|name| self.names.contains(&name.value.as_str()));
        ControlFlow::Continue(())
    }
}

/// A relation in FROM: the name that the query has for it, and its hidden columns, if it now has them.
struct RelationInFrom {
    name: Ident,
    hidden: &'static [&'static str],
}

/// Makes the hidden columns visible in a SELECT that mentions one.
pub(super) fn reveal(select: &mut Select, is_table: &dyn Fn(&str) -> bool) {
    let known = known(select);
    if mentions(select, &known) && !revealed(select) {
        read_with_path(select, is_table);
    }
}

/// The same, for a query that only sorts by it.
pub(super) fn reveal_for_order(query: &mut Query, is_table: &dyn Fn(&str) -> bool) {
    if let (Some(order_by), SetExpr::Select(select)) = (&query.order_by, query.body.as_mut())
        && mentions(order_by, &known(select))
    {
        read_with_path(select, is_table);
    }
}

fn mentions(part: &impl Visit, names: &[&'static str]) -> bool {
    let mut mentions = MentionsHidden { names, found: false };
    let _ = part.visit(&mut mentions);
    mentions.found
}

/// The names of hidden columns that may mean one in a SELECT. Those of the information schema are ordinary words.
fn known(select: &Select) -> Vec<&'static str> {
    let factors = select
        .from
        .iter()
        .flat_map(|table| std::iter::once(&table.relation).chain(table.joins.iter().map(|join| &join.relation)));
    let of_information = factors.flat_map(|factor| match factor {
        TableFactor::Table { name, .. } => of_information(name),
        _ => &[],
    });
    HIDDEN.iter().chain(of_information).copied().collect()
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
            let of_information = of_information(name);
            let Some(last) = name.0.last_mut().and_then(|part| match part {
                ObjectNamePart::Identifier(name) => Some(name),
                _ => None,
            }) else {
                return;
            };
            let own = last.clone();
            let called = alias.as_ref().map_or_else(|| own.clone(), |alias| alias.name.clone());
            let hidden = if of_information.is_empty() && is_table(&own.value) { &HIDDEN } else { of_information };
            if !hidden.is_empty() {
                *last = quoted(format!("{}{WITH_PATH}", own.value));
                alias.get_or_insert_with(|| TableAlias { explicit: true, name: own, columns: Vec::new(), at: None });
            }
            relations.push(RelationInFrom { name: called, hidden });
        }
        TableFactor::Derived { alias: Some(alias), .. } => {
            relations.push(RelationInFrom { name: alias.name.clone(), hidden: &[] });
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

/// `*` as `a.*, b.*`, each without its hidden columns.
fn expand_wildcard(item: SelectItem, relations: &[RelationInFrom]) -> Vec<SelectItem> {
    match item {
        SelectItem::Wildcard(_) => relations.iter().map(|r| star(vec![r.name.clone()].into(), r.hidden)).collect(),
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
            let last = name.0.last().and_then(|part| part.as_ident()).map(|name| name.value.clone());
            let hidden = relations.iter().find(|r| Some(&r.name.value) == last.as_ref()).map_or(&[][..], |r| r.hidden);
            vec![star(name, hidden)]
        }
        other => vec![other],
    }
}

fn star(name: ObjectName, hidden: &[&str]) -> SelectItem {
    let mut options = WildcardAdditionalOptions::default();
    if !hidden.is_empty() {
        options.opt_exclude =
            Some(ExcludeSelectItem::Multiple(hidden.iter().map(|name| vec![quoted(*name)].into()).collect()));
    }
    SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options)
}
