//! How deep a query is nested.
//!
//! Planning and running a query recurse as deep as its tree. Athena takes 256 KiB of SQL, which can be one chain of 14,000 operators;
//! here such a query is refused before anything that could overflow a stack.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Expr, Query, SetExpr, Visit, Visitor};

use crate::error::{Error, Result};

const MAX_DEPTH: usize = 250;

/// Subqueries of expressions in each other: DataFusion visits the plan of one twice in each pass, so that the time doubles with each level.
const MAX_SUBQUERIES: usize = 12;

/// Calls a function for each expression, with the number of the subqueries around it.
pub(super) fn each_expression(node: &impl Visit, each: impl FnMut(&Expr, usize)) {
    let _ = node.visit(&mut EachExpression { depth: 0, each });
}

struct EachExpression<F> {
    depth: usize,
    each: F,
}

impl<F: FnMut(&Expr, usize)> Visitor for EachExpression<F> {
    type Break = ();

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        (self.each)(expr, self.depth);
        ControlFlow::Continue(())
    }
}

#[derive(Default)]
struct DepthCounter {
    depth: usize,
    subqueries: usize,
}

impl DepthCounter {
    fn deeper(&mut self, by: usize) -> ControlFlow<Error> {
        self.depth += by;
        if self.depth <= MAX_DEPTH {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(Error::invalid_query(format!(
            "it is nested more than {MAX_DEPTH} deep, which the embedded engine refuses; use IN, or a table of values"
        )))
    }
}

fn is_subquery(expr: &Expr) -> bool {
    matches!(expr, Expr::Subquery(_) | Expr::InSubquery { .. } | Expr::Exists { .. })
}

impl Visitor for DepthCounter {
    type Break = Error;

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Error> {
        self.subqueries += usize::from(is_subquery(expr));
        if self.subqueries > MAX_SUBQUERIES {
            let what = format!("subqueries of expressions nested more than {MAX_SUBQUERIES} deep");
            return ControlFlow::Break(Error::unsupported(what));
        }
        self.deeper(1)
    }

    fn post_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Error> {
        self.subqueries -= usize::from(is_subquery(expr));
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Error> {
        self.deeper(1 + set_operations(&query.body))
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<Error> {
        self.depth -= 1 + set_operations(&query.body);
        ControlFlow::Continue(())
    }
}

/// `a UNION b UNION c` is nested to the left.
fn set_operations(body: &SetExpr) -> usize {
    let mut depth = 0;
    let mut rest = body;
    while let SetExpr::SetOperation { left, .. } = rest {
        depth += 1;
        rest = left;
    }
    depth
}

/// Refuses a query that is nested too deeply.
///
/// # Errors
/// [`ErrorKind::InvalidQuery`](crate::error::ErrorKind::InvalidQuery), and by name for subqueries that would be planned for minutes.
pub(super) fn check(query: &Query) -> Result<()> {
    match query.visit(&mut DepthCounter::default()) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}
