//! `r -> r.x`: the field of a lambda's parameter, whatever relations there are (Trino, "Lambda expressions"). DataFusion would look for a
//! column of a relation `r`, so that it becomes `(r).x`.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{AccessExpr, Expr, LambdaFunction, Query, VisitMut, VisitorMut};

use super::analysis::parameters;

/// Rewrites such names.
pub(super) fn rewrite(query: &mut Query) {
    let _ = VisitMut::visit(query, &mut Lambdas);
}

struct Lambdas;

impl VisitorMut for Lambdas {
    type Break = ();

    /// Inner lambdas come first: what is left in a body does not mean a parameter of theirs.
    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::Lambda(lambda) = expr {
            let parameters = parameters(lambda);
            let LambdaFunction { body, .. } = lambda;
            let _ = VisitMut::visit(body, &mut Fields { parameters });
        }
        ControlFlow::Continue(())
    }
}

struct Fields {
    parameters: Vec<String>,
}

impl VisitorMut for Fields {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Expr::CompoundIdentifier(parts) = expr
            && let [first, fields @ ..] = parts.as_slice()
            && self.parameters.contains(&first.value)
        {
            let root = Box::new(Expr::Nested(Box::new(Expr::Identifier(first.clone()))));
            let access_chain = fields.iter().cloned().map(|field| AccessExpr::Dot(Expr::Identifier(field))).collect();
            *expr = Expr::CompoundFieldAccess { root, access_chain };
        }
        ControlFlow::Continue(())
    }
}
