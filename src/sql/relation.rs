//! Relations in FROM, and queries made of queries.

use sea_query::Expr;

use super::{
    fragment::{self, FragmentKind, SqlFragment},
    select::Tail,
    trino,
};

/// `"catalog"."schema"."name" <suffix> AS "alias" <sample>`; `hideable` when it is a table, which a CTE could hide, and no CTE itself.
pub(crate) fn table<'a>(
    parts: impl Iterator<Item = &'a str>,
    version: Option<(&'static str, Expr)>,
    alias: &str,
    sample: Option<(&'static str, Expr)>,
    hideable: bool,
) -> Expr {
    let mut parts = parts.peekable();
    let first = parts.next().unwrap_or_default();
    let kind = if hideable && parts.peek().is_none() { FragmentKind::Table } else { FragmentKind::Call };
    let mut fragment = write_name(SqlFragment::new(kind), std::iter::once(first).chain(parts));
    if let Some((what, at)) = version {
        fragment = fragment.put(" FOR ").put(what).put(" AS OF ").operand(at);
    }
    fragment = fragment.put(" AS ").name(alias);
    if let Some((method, percentage)) = sample {
        fragment = fragment.put(" TABLESAMPLE ").put(method).put(" (").operand(percentage).put(")");
    }
    fragment.done()
}

/// `"catalog"."schema"."name"`
pub(crate) fn name<'a>(parts: impl Iterator<Item = &'a str>) -> Expr {
    write_name(SqlFragment::new(FragmentKind::Call), parts).done()
}

pub(super) fn write_name<'a>(mut fragment: SqlFragment, parts: impl Iterator<Item = &'a str>) -> SqlFragment {
    for (i, part) in parts.enumerate() {
        fragment = if i > 0 { fragment.put(".") } else { fragment }.name(part);
    }
    fragment
}

/// Whether this is one of the relations above, called `alias`. A quote inside a name is doubled, so nothing else in their SQL looks like it.
pub(crate) fn is_called(relation: &Expr, alias: &str) -> bool {
    let mut words = String::from(" AS ");
    trino::write_identifier(&mut words, alias);
    matches!(relation, Expr::CustomWithExpr(text, _) if matches!(fragment::kind(relation), Some(FragmentKind::Call | FragmentKind::Table)) && text.contains(&words))
}

/// Whether this is a table of that name, without a schema. Names are case-insensitive.
pub(super) fn is_table(relation: &Expr, name: &str) -> bool {
    let Expr::CustomWithExpr(text, _) = relation else { return false };
    if fragment::kind(relation) != Some(FragmentKind::Table) {
        return false;
    }
    let mut written = String::new();
    trino::write_identifier(&mut written, name);
    text.get(1..=written.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(&written))
}

/// `(query) AS "alias"`
pub(crate) fn subquery(query: Expr, lateral: bool, alias: &str) -> Expr {
    let fragment = SqlFragment::new(FragmentKind::Call).put(if lateral { "LATERAL (" } else { "(" });
    fragment.operand(query).put(") AS ").name(alias).done()
}

/// `UNNEST(a, b) WITH ORDINALITY AS "alias" ("x", "y", "n")`
pub(crate) fn unnest(arrays: Vec<Expr>, ordinality: bool, alias: &str, columns: &[&str]) -> Expr {
    let fragment = SqlFragment::new(FragmentKind::Call).put("UNNEST(").list(arrays).put(")");
    let fragment = if ordinality { fragment.put(" WITH ORDINALITY") } else { fragment };
    fragment.put(" AS ").name(alias).put(" (").names(columns.iter().copied()).put(")").done()
}

/// `(VALUES (1, 'a'), (2, 'b')) AS "alias" ("n", "s")`
pub(crate) fn values(rows: Vec<Vec<Expr>>, alias: &str, columns: &[&str]) -> Expr {
    let fragment = value_rows(SqlFragment::new(FragmentKind::Call).put("("), rows);
    fragment.put(") AS ").name(alias).put(" (").names(columns.iter().copied()).put(")").done()
}

fn value_rows(fragment: SqlFragment, rows: Vec<Vec<Expr>>) -> SqlFragment {
    let mut fragment = fragment.put("VALUES ");
    for (i, row) in rows.into_iter().enumerate() {
        fragment = if i > 0 { fragment.put(", (") } else { fragment.put("(") }.list(row).put(")");
    }
    fragment
}

/// `(SELECT "v" FROM (VALUES (1), (2)) AS "t" ("v"))`, for IN with a long list.
pub(crate) fn list(items: Vec<Expr>) -> Expr {
    let rows = items.into_iter().map(|item| vec![item]).collect();
    let relation = values(rows, "list", &["item"]);
    SqlFragment::new(FragmentKind::Query).put("SELECT \"item\" FROM ").operand(relation).done()
}

/// The set operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetOperator {
    Union,
    UnionAll,
    Intersect,
    IntersectAll,
    Except,
    ExceptAll,
}

impl SetOperator {
    fn words(self) -> &'static str {
        match self {
            Self::Union => " UNION ",
            Self::UnionAll => " UNION ALL ",
            Self::Intersect => " INTERSECT ",
            Self::IntersectAll => " INTERSECT ALL ",
            Self::Except => " EXCEPT ",
            Self::ExceptAll => " EXCEPT ALL ",
        }
    }
}

/// `(a) UNION ALL (b) UNION ALL (c) ORDER BY …`. Each side in parentheses: a side may have its own ORDER BY, and no rule of precedence
/// has to be known.
pub(crate) fn set_operation(operator: SetOperator, sides: Vec<Expr>, tail: Tail) -> Expr {
    let mut fragment = SqlFragment::new(FragmentKind::Query);
    for (i, side) in sides.into_iter().enumerate() {
        fragment = if i > 0 { fragment.put(operator.words()) } else { fragment }.put("(").operand(side).put(")");
    }
    tail.write(fragment).done()
}

/// `WITH "a" AS (…), "b" AS (…) query`
pub(super) fn with(ctes: Vec<(&'static str, Expr)>, query: Expr) -> Expr {
    if ctes.is_empty() {
        return query;
    }
    let mut fragment = SqlFragment::new(FragmentKind::Query).put("WITH ");
    for (i, (name, cte)) in ctes.into_iter().enumerate() {
        fragment = if i > 0 { fragment.put(", ") } else { fragment }.name(name).put(" AS (").operand(cte).put(")");
    }
    fragment.put(" ").operand(query).done()
}
