//! The hidden columns `"$path"`, `"$file_size"` and `"$file_modified_time"`.
//!
//! `SELECT *` leaves them out; a query that names one gets it (user guide, "SELECT"; Trino, "Hive connector", "Special columns"). DataFusion
//! has no hidden columns, so each table exists a second time with these in its schema: a SELECT that mentions one reads the tables with the
//! hidden columns, and its `*` names what to leave out.

use std::{collections::BTreeSet, ops::ControlFlow};

use datafusion::sql::sqlparser::ast::{
    ExcludeSelectItem, Expr, Ident, ObjectName, ObjectNamePart, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, TableFactor, Visit, Visitor, WildcardAdditionalOptions,
};

use super::{dialect::quoted, factors, using};

/// The URI of the file that a row is from.
pub(crate) const PATH: &str = "$path";
/// The bytes of that file.
pub(crate) const FILE_SIZE: &str = "$file_size";
/// When it was last written.
pub(crate) const FILE_MODIFIED_TIME: &str = "$file_modified_time";
/// The hidden columns of a table, in the order that they have after its own.
const HIDDEN: [&str; 3] = [PATH, FILE_SIZE, FILE_MODIFIED_TIME];
/// Ends the name of a table with its hidden columns.
pub(crate) const WITH_HIDDEN: &str = "\u{1}hidden";

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
        read_with_hidden(select, is_table);
    }
}

/// The same, for a query that only sorts by it.
pub(super) fn reveal_for_order(query: &mut Query, is_table: &dyn Fn(&str) -> bool) {
    if let (Some(order_by), SetExpr::Select(select)) = (&query.order_by, query.body.as_mut())
        && mentions(order_by, &known(select))
    {
        read_with_hidden(select, is_table);
    }
}

fn mentions(part: &impl Visit, names: &[&'static str]) -> bool {
    let mut mentions = MentionsHidden { names, found: false };
    let _ = part.visit(&mut mentions);
    mentions.found
}

/// The names of hidden columns that may mean one in a SELECT. Those of the information schema are ordinary words.
fn known(select: &Select) -> Vec<&'static str> {
    let of_information = factors::factors(&select.from).into_iter().flat_map(|factor| match factor {
        TableFactor::Table { name, .. } => of_information(name),
        _ => &[],
    });
    HIDDEN.iter().chain(of_information).copied().collect()
}

/// Whether its tables have their hidden columns already.
fn revealed(select: &Select) -> bool {
    factors::factors(&select.from).into_iter().any(|factor| {
        let TableFactor::Table { name, .. } = factor else { return false };
        name.0.last().and_then(|part| part.as_ident()).is_some_and(|name| name.value.ends_with(WITH_HIDDEN))
    })
}

fn read_with_hidden(select: &mut Select, is_table: &dyn Fn(&str) -> bool) {
    let factors = factors::factors_mut(&mut select.from).into_iter().enumerate();
    let relations: Vec<RelationInFrom> = factors.map(|(at, factor)| relation(factor, at, is_table)).collect();
    let items = std::mem::take(&mut select.projection);
    let is_using = using::is_in(&select.from);
    select.projection = items.into_iter().flat_map(|item| expand_wildcard(item, &relations, is_using)).collect();
}

/// A relation that gets its hidden columns, and a name if it has none.
fn relation(factor: &mut TableFactor, at: usize, is_table: &dyn Fn(&str) -> bool) -> RelationInFrom {
    let Some(called) = factors::name(factor).cloned() else {
        let name = quoted(format!("\u{1}relation{at}"));
        factors::rename(factor, name.clone());
        return RelationInFrom { name, hidden: &[] };
    };
    let mut hidden: &'static [&'static str] = &[];
    if let TableFactor::Table { name, args: None, .. } = factor {
        let of_information = of_information(name);
        if let Some(ObjectNamePart::Identifier(last)) = name.0.last_mut() {
            hidden = if of_information.is_empty() && is_table(&last.value) { &HIDDEN } else { of_information };
            if !hidden.is_empty() {
                *last = quoted(format!("{}{WITH_HIDDEN}", last.value));
                factors::rename(factor, called.clone());
            }
        }
    }
    RelationInFrom { name: called, hidden }
}

/// `*` as `a.*, b.*`, each without its hidden columns. The columns of USING belong to no relation.
fn expand_wildcard(item: SelectItem, relations: &[RelationInFrom], is_using: bool) -> Vec<SelectItem> {
    match item {
        SelectItem::Wildcard(_) if is_using => {
            let hidden: BTreeSet<&str> = relations.iter().flat_map(|relation| relation.hidden).copied().collect();
            vec![SelectItem::Wildcard(without(&hidden.into_iter().collect::<Vec<_>>()))]
        }
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
    SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), without(hidden))
}

fn without(hidden: &[&str]) -> WildcardAdditionalOptions {
    let mut options = WildcardAdditionalOptions::default();
    if !hidden.is_empty() {
        options.opt_exclude =
            Some(ExcludeSelectItem::Multiple(hidden.iter().map(|name| vec![quoted(*name)].into()).collect()));
    }
    options
}
