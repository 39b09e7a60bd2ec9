//! Named windows, replaced by their specifications.
//!
//! A name of the WINDOW clause means its specification, in the SELECT list and in ORDER BY of the same query; subqueries have names
//! of their own (Trino, "SELECT", "WINDOW clause").

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, Function, Ident, NamedWindowDefinition, NamedWindowExpr, Query, Select, SetExpr, VisitMut, VisitorMut,
    WindowFrame, WindowFrameBound, WindowFrameUnits, WindowSpec, WindowType,
};

use super::{allow, calls::number};
use crate::error::{Error, Result};

/// Replaces the named windows of a query by their specifications. Names are folded.
///
/// # Errors
/// [`ErrorKind::Refused`](crate::error::ErrorKind::Refused) for a name that does not exist, or that cannot be used so.
pub(super) fn expand(query: &mut Query) -> Result<()> {
    match VisitMut::visit(query, &mut WindowExpander) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

/// Rows beyond every partition.
const BEYOND: u64 = 1 << 40;

/// A frame that ends before it begins is empty (`ROWS BETWEEN 1 PRECEDING AND 2 PRECEDING`), as is one beyond the partition; DataFusion
/// refuses the former.
pub(super) fn normalize_frame(function: &mut Function) {
    let Some(WindowType::WindowSpec(spec)) = &mut function.over else { return };
    let Some(frame) = &mut spec.window_frame else { return };
    // Without an order all rows are peers, and DataFusion takes no groups of them.
    let has_offset = |bound: &WindowFrameBound| {
        matches!(bound, WindowFrameBound::Preceding(Some(_)) | WindowFrameBound::Following(Some(_)))
    };
    let peers = !has_offset(&frame.start_bound) && !frame.end_bound.as_ref().is_some_and(has_offset);
    if frame.units == WindowFrameUnits::Groups && spec.order_by.is_empty() && peers {
        spec.window_frame = None;
        return;
    }
    if ends_before_it_begins(frame) {
        let beyond = || WindowFrameBound::Following(Some(Box::new(number(BEYOND))));
        *frame = WindowFrame { units: WindowFrameUnits::Rows, start_bound: beyond(), end_bound: Some(beyond()) };
    }
}

/// Whether both bounds are numbers on one side, in the wrong order.
pub(super) fn ends_before_it_begins(frame: &WindowFrame) -> bool {
    use WindowFrameBound::{Following, Preceding};
    let offset = |bound: &Expr| bound.to_string().parse::<f64>().ok();
    match (&frame.start_bound, &frame.end_bound) {
        (Preceding(Some(start)), Some(Preceding(Some(end)))) => offset(start) < offset(end) && offset(start).is_some(),
        (Following(Some(start)), Some(Following(Some(end)))) => offset(start) > offset(end) && offset(end).is_some(),
        _ => false,
    }
}

struct WindowExpander;

impl VisitorMut for WindowExpander {
    type Break = Error;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<Error> {
        let SetExpr::Select(select) = query.body.as_mut() else { return ControlFlow::Continue(()) };
        let windows = definitions(select)?;
        let mut uses = WindowUses { windows, depth: 0 };
        select.projection.visit(&mut uses)?;
        query.order_by.visit(&mut uses)
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Error> {
        let windows = definitions(select)?;
        select.projection.visit(&mut WindowUses { windows, depth: 0 })
    }
}

fn refuse<T>(message: String) -> ControlFlow<Error, T> {
    ControlFlow::Break(Error::refused("INVALID_WINDOW_REFERENCE", message))
}

type NamedWindows = Vec<(Ident, WindowSpec)>;

/// Whether two names are the same window. A quoted name is another one than the same letters without quotes, unless they are capitals;
/// names are folded by now.
fn same(known: &Ident, name: &Ident) -> ControlFlow<Error, bool> {
    if known.value == name.value && known.quote_style != name.quote_style {
        return ControlFlow::Break(Error::unsupported("a window name that is quoted in one place and not in another"));
    }
    ControlFlow::Continue(known.value == name.value)
}

/// Takes the windows of a SELECT, without references to each other.
fn definitions(select: &mut Select) -> ControlFlow<Error, NamedWindows> {
    let mut windows = NamedWindows::new();
    for NamedWindowDefinition(name, window) in std::mem::take(&mut select.named_window) {
        let NamedWindowExpr::WindowSpec(spec) = window else {
            return refuse(format!("window `{name}`: Athena takes a specification in parentheses"));
        };
        let mut twice = false;
        for (known, _) in &windows {
            twice |= same(known, &name)?;
        }
        if twice {
            let message = format!("WINDOW name '{}' specified more than once", name.value);
            return ControlFlow::Break(Error::refused("DUPLICATE_WINDOW_NAME", message));
        }
        let spec = resolved(&windows, spec)?;
        // A window that is not used is checked as well.
        allow::frame(&spec)?;
        windows.push((name, spec));
    }
    ControlFlow::Continue(windows)
}

fn find<'a>(windows: &'a NamedWindows, name: &Ident) -> ControlFlow<Error, &'a WindowSpec> {
    for (known, spec) in windows {
        if same(known, name)? {
            return ControlFlow::Continue(spec);
        }
    }
    refuse(format!("Cannot resolve WINDOW name `{}`", name.value))
}

/// `(w ORDER BY x)`: what the named window does not specify may be added.
fn resolved(windows: &NamedWindows, spec: WindowSpec) -> ControlFlow<Error, WindowSpec> {
    let Some(name) = &spec.window_name else { return ControlFlow::Continue(spec) };
    let base = find(windows, name)?;
    if !spec.partition_by.is_empty() {
        let message = "WINDOW specification with named WINDOW reference cannot specify PARTITION BY";
        return ControlFlow::Break(Error::refused("INVALID_PARTITION_BY", message));
    }
    if !spec.order_by.is_empty() && !base.order_by.is_empty() {
        let message = "Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY";
        return ControlFlow::Break(Error::refused("INVALID_ORDER_BY", message));
    }
    if base.window_frame.is_some() {
        return refuse("Cannot reference named WINDOW containing frame specification".to_owned());
    }
    let order_by = if spec.order_by.is_empty() { base.order_by.clone() } else { spec.order_by };
    let partition_by = base.partition_by.clone();
    ControlFlow::Continue(WindowSpec { window_name: None, partition_by, order_by, window_frame: spec.window_frame })
}

/// Puts specifications where names are used, but not in subqueries.
struct WindowUses {
    windows: NamedWindows,
    depth: usize,
}

impl VisitorMut for WindowUses {
    type Break = Error;

    fn pre_visit_query(&mut self, _: &mut Query) -> ControlFlow<Error> {
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &mut Query) -> ControlFlow<Error> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<Error> {
        let Expr::Function(function) = expr else { return ControlFlow::Continue(()) };
        if self.depth > 0 {
            return ControlFlow::Continue(());
        }
        function.over = match function.over.take() {
            Some(WindowType::NamedWindow(name)) => Some(WindowType::WindowSpec(find(&self.windows, &name)?.clone())),
            Some(WindowType::WindowSpec(spec)) => Some(WindowType::WindowSpec(resolved(&self.windows, spec)?)),
            None => None,
        };
        ControlFlow::Continue(())
    }
}
