//! The windows of the clause WINDOW, which are checked whether or not they are used. Their frames are checked where names are replaced.

use datafusion::sql::sqlparser::ast::{Expr, WindowFrameBound, WindowSpec};

use super::{Analyzer, Ctes, expressions::Place, scope::Scope};
use crate::error::Result;

impl Analyzer<'_> {
    /// Checks the expressions of a window.
    pub(super) fn named_window(&self, spec: &WindowSpec, scope: &Scope<'_>, ctes: &Ctes) -> Result<()> {
        parts(spec).into_iter().try_for_each(|expr| self.expression(expr, Place::Window, scope, ctes))
    }
}

/// The expressions of a window.
pub(super) fn parts(spec: &WindowSpec) -> Vec<&Expr> {
    use WindowFrameBound::{Following, Preceding};
    let bound = |bound: &'_ WindowFrameBound| matches!(bound, Preceding(Some(_)) | Following(Some(_)));
    let frame = spec.window_frame.iter();
    let bounds = frame.flat_map(|frame| std::iter::once(&frame.start_bound).chain(&frame.end_bound));
    let bounds = bounds.filter(|one| bound(one)).filter_map(|bound| match bound {
        Preceding(Some(offset)) | Following(Some(offset)) => Some(offset.as_ref()),
        _ => None,
    });
    spec.partition_by.iter().chain(spec.order_by.iter().map(|key| &key.expr)).chain(bounds).collect()
}
