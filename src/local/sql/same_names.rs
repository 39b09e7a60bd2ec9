//! `FROM x, x`: relations of one name.
//!
//! Trino takes them as long as no name is ambiguous. DataFusion wants different names: where the query does not use the name, the second
//! relation gets another one.

use std::{collections::HashSet, ops::ControlFlow};

use datafusion::sql::sqlparser::ast::{
    Expr, Query, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, TableAlias, TableFactor, Visit, VisitMut,
    Visitor, VisitorMut,
};

use super::dialect::quoted;

/// Renames such relations of a query and its subqueries.
pub(super) fn rename(query: &mut Query) {
    let _ = VisitMut::visit(query, &mut Renamer { renamed: 0 });
}

struct Renamer {
    renamed: usize,
}

impl VisitorMut for Renamer {
    type Break = ();

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        let mut used = UsedRelations::default();
        let _ = Visit::visit(&*query, &mut used);
        let SetExpr::Select(select) = query.body.as_mut() else { return ControlFlow::Continue(()) };
        let mut seen = HashSet::new();
        for table in &mut select.from {
            let joined = table.joins.iter_mut().map(|join| &mut join.relation);
            for factor in std::iter::once(&mut table.relation).chain(joined) {
                let Some(name) = name_of(factor) else { continue };
                if !seen.insert(name.clone()) && !used.0.contains(&name) {
                    self.renamed += 1;
                    set_name(factor, format!("{name}\u{1}same{}", self.renamed));
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// The relations that names are qualified with.
#[derive(Default)]
struct UsedRelations(HashSet<String>);

impl Visitor for UsedRelations {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::CompoundIdentifier(parts) = expr {
            self.0.extend(parts.iter().map(|part| part.value.clone()));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &datafusion::sql::sqlparser::ast::Select) -> ControlFlow<()> {
        for item in &select.projection {
            if let SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) = item {
                self.0.extend(name.0.iter().filter_map(|part| part.as_ident()).map(|part| part.value.clone()));
            }
        }
        ControlFlow::Continue(())
    }
}

fn name_of(factor: &TableFactor) -> Option<String> {
    match factor {
        TableFactor::Table { alias: Some(alias), .. } | TableFactor::Derived { alias: Some(alias), .. } => {
            Some(alias.name.value.clone())
        }
        TableFactor::Table { name, alias: None, args: None, .. } => Some(name.0.last()?.as_ident()?.value.clone()),
        _ => None,
    }
}

fn set_name(factor: &mut TableFactor, new: String) {
    if let TableFactor::Table { alias, .. } | TableFactor::Derived { alias, .. } = factor {
        match alias {
            Some(alias) => alias.name = quoted(new),
            None => *alias = Some(TableAlias { explicit: true, name: quoted(new), columns: Vec::new(), at: None }),
        }
    }
}
