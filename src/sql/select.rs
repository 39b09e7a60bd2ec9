//! A SELECT, clause by clause in the order of Athena's grammar.
//!
//! `WITH … SELECT … FROM … WHERE … GROUP BY … HAVING … WINDOW … ORDER BY … OFFSET … LIMIT` (`SqlBase.g4`, rules `queryNoWith` and
//! `querySpecification`).

use std::borrow::Cow;

use sea_query::Expr;

use super::fragment::{FragmentKind, SqlFragment};

/// One SELECT of a query.
#[derive(Debug, Default)]
pub(crate) struct SelectClauses {
    pub(crate) distinct: bool,
    /// Expressions with their column aliases.
    pub(crate) items: Vec<(Expr, Option<Cow<'static, str>>)>,
    pub(crate) from: Vec<FromItem>,
    pub(crate) filter: Option<Expr>,
    pub(crate) keys: Vec<Expr>,
    pub(crate) having: Option<Expr>,
    /// Named windows: `WINDOW "w" AS (…)`.
    pub(crate) windows: Vec<(String, Expr)>,
}

/// A relation of FROM.
#[derive(Debug, Clone)]
pub(crate) struct FromItem {
    /// How it is joined; `None` for the first.
    pub(crate) join: Option<JoinKind>,
    pub(crate) relation: Expr,
    pub(crate) on: Option<Expr>,
}

/// The kinds of join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JoinKind {
    Inner,
    Left,
    Right,
    Full,
    Cross,
}

impl JoinKind {
    fn words(self) -> &'static str {
        match self {
            Self::Inner => " INNER JOIN ",
            Self::Left => " LEFT JOIN ",
            Self::Right => " RIGHT JOIN ",
            Self::Full => " FULL JOIN ",
            Self::Cross => " CROSS JOIN ",
        }
    }
}

/// What may follow a SELECT or a set operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tail {
    pub(crate) orders: Vec<SortItem>,
    pub(crate) offset: Option<u64>,
    pub(crate) limit: Option<Limit>,
}

/// One key of ORDER BY.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SortItem {
    pub(crate) key: Expr,
    pub(crate) descending: bool,
    /// `NULLS FIRST` or `NULLS LAST`, if given.
    pub(crate) nulls_first: Option<bool>,
}

/// The number of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    Rows(u64),
    WithTies(u64),
}

impl SelectClauses {
    /// The query, as one fragment.
    pub(crate) fn query(self, tail: Tail) -> Expr {
        let mut fragment =
            SqlFragment::new(FragmentKind::Query).put(if self.distinct { "SELECT DISTINCT " } else { "SELECT " });
        for (i, (item, label)) in self.items.into_iter().enumerate() {
            fragment = if i > 0 { fragment.put(", ") } else { fragment }.operand(item);
            if let Some(label) = label {
                fragment = fragment.put(" AS ").name(&label);
            }
        }
        for (i, from) in self.from.into_iter().enumerate() {
            fragment = fragment.put(if i == 0 { " FROM " } else { from.join.map_or(", ", JoinKind::words) });
            fragment = fragment.operand(from.relation);
            if let Some(on) = from.on {
                fragment = fragment.put(" ON ").operand(on);
            }
        }
        if let Some(condition) = self.filter {
            fragment = fragment.put(" WHERE ").condition_of_where(condition);
        }
        if !self.keys.is_empty() {
            fragment = fragment.put(" GROUP BY ").list(self.keys);
        }
        if let Some(condition) = self.having {
            fragment = fragment.put(" HAVING ").operand(condition);
        }
        for (i, (name, window)) in self.windows.into_iter().enumerate() {
            fragment = fragment.put(if i > 0 { ", " } else { " WINDOW " }).name(&name).put(" AS ").operand(window);
        }
        tail.write(fragment).done()
    }
}

impl Tail {
    pub(super) fn write(self, mut fragment: SqlFragment) -> SqlFragment {
        if !self.orders.is_empty() {
            fragment = orders(fragment.put(" ORDER BY "), self.orders);
        }
        if let Some(rows) = self.offset {
            fragment = fragment.put(&format!(" OFFSET {rows}"));
        }
        match self.limit {
            Some(Limit::Rows(rows)) => fragment.put(&format!(" LIMIT {rows}")),
            Some(Limit::WithTies(rows)) => fragment.put(&format!(" FETCH FIRST {rows} ROWS WITH TIES")),
            None => fragment,
        }
    }
}

/// `a ASC, b DESC NULLS FIRST`
pub(super) fn orders(mut fragment: SqlFragment, orders: Vec<SortItem>) -> SqlFragment {
    for (i, order) in orders.into_iter().enumerate() {
        fragment = if i > 0 { fragment.put(", ") } else { fragment }.operand(order.key);
        fragment = fragment.put(if order.descending { " DESC" } else { " ASC" });
        fragment = match order.nulls_first {
            Some(true) => fragment.put(" NULLS FIRST"),
            Some(false) => fragment.put(" NULLS LAST"),
            None => fragment,
        };
    }
    fragment
}
