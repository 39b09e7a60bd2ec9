//! `FROM x, x`: relations of one name.
//!
//! Trino takes them as long as no name is ambiguous. DataFusion wants different names: where the query does not use the name, the second
//! relation gets another one.

use std::{collections::HashSet, ops::ControlFlow};

use datafusion::sql::sqlparser::ast::{
    Expr, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, Visit, VisitMut, Visitor, VisitorMut,
};

use super::{dialect::quoted, factors};

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
        for factor in factors::factors_mut(&mut select.from) {
            let Some(name) = factors::name(factor).map(|name| name.value.clone()) else { continue };
            if !seen.insert(name.clone()) && !used.0.contains(&name) {
                self.renamed += 1;
                factors::rename(factor, quoted(format!("{name}\u{1}same{}", self.renamed)));
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

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        for item in &select.projection {
            if let SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) = item {
                self.0.extend(name.0.iter().filter_map(|part| part.as_ident()).map(|part| part.value.clone()));
            }
        }
        ControlFlow::Continue(())
    }
}
