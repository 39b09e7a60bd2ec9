//! The relations of FROM, those of nested joins among them, and their names.

use datafusion::sql::sqlparser::ast::{Ident, TableAlias, TableFactor, TableWithJoins};

/// The relations that names can be qualified with, in their order. A nested join with an alias is one of them, one without is not.
pub(super) fn factors(from: &[TableWithJoins]) -> Vec<&TableFactor> {
    let mut found = Vec::new();
    from.iter().for_each(|table| collect(table, &mut found));
    found
}

fn collect<'a>(table: &'a TableWithJoins, found: &mut Vec<&'a TableFactor>) {
    let joined = table.joins.iter().map(|join| &join.relation);
    for factor in std::iter::once(&table.relation).chain(joined) {
        match factor {
            TableFactor::NestedJoin { table_with_joins, alias: None } => collect(table_with_joins, found),
            factor => found.push(factor),
        }
    }
}

/// The same, to change them.
pub(super) fn factors_mut(from: &mut [TableWithJoins]) -> Vec<&mut TableFactor> {
    let mut found = Vec::new();
    from.iter_mut().for_each(|table| collect_mut(table, &mut found));
    found
}

fn collect_mut<'a>(table: &'a mut TableWithJoins, found: &mut Vec<&'a mut TableFactor>) {
    let joined = table.joins.iter_mut().map(|join| &mut join.relation);
    for factor in std::iter::once(&mut table.relation).chain(joined) {
        match factor {
            TableFactor::NestedJoin { table_with_joins, alias: None } => collect_mut(table_with_joins, found),
            factor => found.push(factor),
        }
    }
}

/// The alias of a relation.
pub(super) fn alias(factor: &TableFactor) -> Option<&TableAlias> {
    match factor {
        TableFactor::Table { alias, .. }
        | TableFactor::Derived { alias, .. }
        | TableFactor::UNNEST { alias, .. }
        | TableFactor::NestedJoin { alias, .. } => alias.as_ref(),
        _ => None,
    }
}

/// The alias of a relation, or the name of a table without one. UNNEST is a table with arguments until it is rewritten.
pub(super) fn name(factor: &TableFactor) -> Option<&Ident> {
    match (alias(factor), factor) {
        (Some(alias), _) => Some(&alias.name),
        (None, TableFactor::Table { name, args: None, .. }) => name.0.last()?.as_ident(),
        _ => None,
    }
}

/// Gives a relation another name.
pub(super) fn rename(factor: &mut TableFactor, name: Ident) {
    let (TableFactor::Table { alias, .. }
    | TableFactor::Derived { alias, .. }
    | TableFactor::UNNEST { alias, .. }
    | TableFactor::NestedJoin { alias, .. }) = factor
    else {
        return;
    };
    match alias {
        Some(alias) => alias.name = name,
        None => *alias = Some(TableAlias { explicit: true, name, columns: Vec::new(), at: None }),
    }
}
