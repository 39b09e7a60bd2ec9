//! Distinct names for CTEs.
//!
//! The WITH of a subquery may have a name that a WITH around it has, and means its own (Trino, "SELECT", "WITH clause"). DataFusion refuses
//! that, so the second one gets another name.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use datafusion::sql::sqlparser::ast::{
    Ident, ObjectNamePart, Query, TableAlias, TableFactor, VisitMut, VisitorMut, With,
};

use super::dialect::quoted;
use crate::error::{Error, Result};

/// Renames the CTEs whose names were used before. Names are folded.
///
/// # Errors
/// [`ErrorKind::Refused`](crate::error::ErrorKind::Refused) for two equal names in one WITH.
pub(super) fn rename(query: &mut Query) -> Result<()> {
    match VisitMut::visit(query, &mut CteRenamer::default()) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

#[derive(Default)]
struct CteRenamer {
    used: HashSet<String>,
    /// What names mean, in the queries around, outermost first.
    scopes: Vec<HashMap<String, String>>,
    /// The WITH of each of these queries, which has been visited.
    visited: Vec<Option<With>>,
}

impl VisitorMut for CteRenamer {
    type Break = Error;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Error> {
        self.scopes.push(HashMap::new());
        let mut with = query.with.take();
        let recursive = with.as_ref().is_some_and(|with| with.recursive);
        for cte in with.iter_mut().flat_map(|with| &mut with.cte_tables) {
            // It can read those before it, and neither itself nor those after it; itself if it is recursive.
            if !recursive {
                cte.query.visit(self)?;
            }
            let name = cte.alias.name.value.clone();
            let own = match self.used.insert(name.clone()) {
                true => name.clone(),
                false => format!("{name}\u{1}{}", self.used.len()),
            };
            self.used.insert(own.clone());
            let scope = self.scopes.last_mut();
            if scope.is_some_and(|scope| scope.insert(name.clone(), own.clone()).is_some()) {
                let message = format!("WITH query name '{name}' specified more than once");
                return ControlFlow::Break(Error::refused("DUPLICATE_NAMED_QUERY", message));
            }
            if own != name {
                cte.alias.name = quoted(own);
            }
            if recursive {
                cte.query.visit(self)?;
            }
        }
        self.visited.push(with);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<Error> {
        query.with = self.visited.pop().flatten();
        self.scopes.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<Error> {
        let TableFactor::Table { name, alias, args: None, .. } = factor else { return ControlFlow::Continue(()) };
        let [ObjectNamePart::Identifier(plain)] = name.0.as_mut_slice() else { return ControlFlow::Continue(()) };
        let found = self.scopes.iter().rev().find_map(|scope| scope.get(&plain.value));
        if let Some(own) = found.filter(|own| **own != plain.value) {
            let original: Ident = plain.clone();
            *plain = quoted(own.clone());
            alias.get_or_insert_with(|| TableAlias { explicit: true, name: original, columns: Vec::new(), at: None });
        }
        ControlFlow::Continue(())
    }
}
