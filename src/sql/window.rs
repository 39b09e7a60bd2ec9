//! Aggregates and windows.

use sea_query::Expr;

use super::{
    fragment::{self, FragmentKind, SqlFragment},
    select::{SortItem, orders},
};

/// An aggregate's or window function's call: `name(DISTINCT a ORDER BY b) FILTER (WHERE c) IGNORE NULLS`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub(crate) name: &'static str,
    pub(crate) arguments: Vec<Expr>,
    pub(crate) distinct: bool,
    pub(crate) orders: Vec<SortItem>,
    /// `WITHIN GROUP (ORDER BY …)` instead of an ORDER BY inside.
    pub(crate) within_group: bool,
    pub(crate) filter: Option<Expr>,
    pub(crate) ignore_nulls: bool,
}

impl Call {
    /// The call; `*` where it has no arguments and counts.
    pub(crate) fn done(self) -> Expr {
        let fragment = SqlFragment::new(FragmentKind::Aggregate).put(self.name).put("(");
        let fragment = if self.distinct { fragment.put("DISTINCT ") } else { fragment };
        let mut fragment = if self.arguments.is_empty() && self.name == "COUNT" {
            fragment.put("*")
        } else {
            fragment.list(self.arguments)
        };
        if self.within_group {
            fragment = orders(fragment.put(") WITHIN GROUP (ORDER BY "), self.orders);
        } else if !self.orders.is_empty() {
            fragment = orders(fragment.put(" ORDER BY "), self.orders);
        }
        fragment = fragment.put(")");
        if let Some(condition) = self.filter {
            fragment = fragment.put(" FILTER (WHERE ").operand(condition).put(")");
        }
        if self.ignore_nulls {
            fragment = fragment.put(" IGNORE NULLS");
        }
        fragment.done()
    }
}

/// The window specification in the parentheses of OVER.
#[derive(Debug, Clone, Default)]
pub(crate) struct WindowSpec {
    pub(crate) partitions: Vec<Expr>,
    pub(crate) orders: Vec<SortItem>,
    pub(crate) frame: Option<Frame>,
}

/// `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) unit: &'static str,
    pub(crate) start: Bound,
    pub(crate) end: Bound,
}

/// One end of a frame.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    UnboundedPreceding,
    Preceding(Expr),
    CurrentRow,
    Following(Expr),
    UnboundedFollowing,
}

impl WindowSpec {
    /// `(PARTITION BY a ORDER BY b ASC ROWS BETWEEN …)`
    pub(crate) fn done(self) -> Expr {
        let mut fragment = SqlFragment::new(FragmentKind::Call).put("(");
        let mut space = "";
        if !self.partitions.is_empty() {
            fragment = fragment.put("PARTITION BY ").list(self.partitions);
            space = " ";
        }
        if !self.orders.is_empty() {
            fragment = orders(fragment.put(space).put("ORDER BY "), self.orders);
            space = " ";
        }
        if let Some(frame) = self.frame {
            fragment = fragment.put(space).put(frame.unit).put(" BETWEEN ");
            fragment = bound(bound(fragment, frame.start).put(" AND "), frame.end);
        }
        fragment.put(")").done()
    }
}

fn bound(fragment: SqlFragment, bound: Bound) -> SqlFragment {
    match bound {
        Bound::UnboundedPreceding => fragment.put("UNBOUNDED PRECEDING"),
        Bound::Preceding(by) => fragment.tight(by).put(" PRECEDING"),
        Bound::CurrentRow => fragment.put("CURRENT ROW"),
        Bound::Following(by) => fragment.tight(by).put(" FOLLOWING"),
        Bound::UnboundedFollowing => fragment.put("UNBOUNDED FOLLOWING"),
    }
}

/// `call OVER window`. The call reads rows here, not a group.
pub(crate) fn over(call: Expr, window: Expr) -> Expr {
    SqlFragment::new(FragmentKind::Call).operand(as_call(call)).put(" OVER ").operand(window).done()
}

/// `call OVER "w"`. The window is kept after the call as an operand without a placeholder, for the query to declare.
pub(crate) fn over_named(call: Expr, name: char, window: Expr) -> Expr {
    let fragment =
        SqlFragment::new(FragmentKind::Window).operand(as_call(call)).put(" OVER ").name(name.encode_utf8(&mut [0; 4]));
    match fragment.done() {
        Expr::CustomWithExpr(text, mut operands) => {
            operands.push(window);
            Expr::CustomWithExpr(text, operands)
        }
        other => other,
    }
}

/// The name and the window of [`over_named`].
pub(crate) fn named_window(expr: &Expr) -> Option<(char, &Expr)> {
    match expr {
        Expr::CustomWithExpr(text, operands) if fragment::kind(expr) == Some(FragmentKind::Window) => {
            Some((text.chars().rev().nth(1)?, operands.get(1)?))
        }
        _ => None,
    }
}

/// An aggregate over a window is not an aggregate of the query: its operands are rows, or groups, like everything else.
fn as_call(call: Expr) -> Expr {
    match call {
        Expr::CustomWithExpr(text, operands) => {
            let text = text.get(1..).unwrap_or_default().to_owned();
            let Expr::CustomWithExpr(mark, _) = SqlFragment::new(FragmentKind::Call).done() else {
                return Expr::CustomWithExpr(text.into(), operands);
            };
            Expr::CustomWithExpr((mark.into_owned() + &text).into(), operands)
        }
        other => other,
    }
}
