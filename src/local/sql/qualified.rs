//! `t.x[1]`: the column `x` of the relation `t`, with a subscript.
//!
//! sqlparser reads the field `x` of a column `t`; as a name of two parts it means either, as `t.x` does.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{AccessExpr, Expr, Query, VisitMut, VisitorMut};

use super::analysis::parameters;

/// Makes one name of the names that an expression begins with.
pub(super) fn join(query: &mut Query) {
    let _ = VisitMut::visit(query, &mut Joiner::default());
}

#[derive(Default)]
struct Joiner {
    /// The parameters of the lambdas around, which are no relations.
    parameters: Vec<Vec<String>>,
}

impl VisitorMut for Joiner {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::Lambda(lambda) = expr {
            self.parameters.push(parameters(lambda));
        }
        let Expr::CompoundFieldAccess { root, access_chain } = expr else { return ControlFlow::Continue(()) };
        let Expr::Identifier(first) = root.as_ref() else { return ControlFlow::Continue(()) };
        if self.parameters.iter().flatten().any(|parameter| *parameter == first.value) {
            return ControlFlow::Continue(());
        }
        let mut parts = vec![first.clone()];
        parts.extend(access_chain.iter().map_while(|access| match access {
            AccessExpr::Dot(Expr::Identifier(name)) => Some(name.clone()),
            _ => None,
        }));
        if parts.len() > 1 {
            access_chain.drain(..parts.len() - 1);
            **root = Expr::CompoundIdentifier(parts);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if matches!(expr, Expr::Lambda(_)) {
            self.parameters.pop();
        }
        ControlFlow::Continue(())
    }
}
