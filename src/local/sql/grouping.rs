//! GROUP BY as DataFusion takes it: sets of columns written out, and a group of all rows.

use std::{collections::HashSet, ops::ControlFlow};

use datafusion::sql::sqlparser::{
    ast::{
        BinaryOperator, Expr, GroupByExpr, Query, Select, SelectItem, Value, VisitMut, VisitorMut, visit_expressions,
        visit_expressions_mut,
    },
    keywords::Keyword,
    tokenizer::{Token, TokenWithSpan},
};

use super::{
    allow::Verdict,
    calls::{call_expr, number},
    words::is_keyword,
};
use crate::error::{Error, Result};

/// Stands for the word DISTINCT after GROUP BY.
pub(super) const DISTINCT: &str = "\u{1}distinct";

/// Rewrites the GROUP BY clauses of a query.
///
/// # Errors
/// [`ErrorKind::Syntax`](crate::error::ErrorKind::Syntax) for an expression in GROUPING SETS, CUBE or ROLLUP: Trino takes columns there.
pub(super) fn expand(query: &mut Query) -> Result<()> {
    match VisitMut::visit(query, &mut Expander) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

/// `GROUP BY DISTINCT` and `GROUP BY ALL`, which sqlparser does not read before keys.
pub(super) fn quantified(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let is =
        |token: Option<&TokenWithSpan>, keyword: Keyword| token.is_some_and(|token| is_keyword(&token.token, keyword));
    let mut out: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len() + 2);
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let grouping = is(out.last(), Keyword::BY) && is(out.iter().nth_back(1), Keyword::GROUP);
        if grouping && is(Some(&token), Keyword::DISTINCT) {
            let word = Token::make_word(DISTINCT, Some('"'));
            out.extend([TokenWithSpan::new(word, token.span), TokenWithSpan::new(Token::Comma, token.span)]);
        } else if !(grouping && is(Some(&token), Keyword::ALL) && tokens.peek().is_some_and(begins_key)) {
            out.push(token);
        }
    }
    out
}

fn begins_key(token: &TokenWithSpan) -> bool {
    match &token.token {
        Token::Word(word) => !matches!(
            word.keyword,
            Keyword::HAVING
                | Keyword::WINDOW
                | Keyword::ORDER
                | Keyword::LIMIT
                | Keyword::OFFSET
                | Keyword::FETCH
                | Keyword::UNION
                | Keyword::INTERSECT
                | Keyword::EXCEPT
        ),
        token => !matches!(token, Token::EOF | Token::SemiColon | Token::RParen),
    }
}

struct Expander;

impl VisitorMut for Expander {
    type Break = Error;

    fn pre_visit_select(&mut self, select: &mut Select) -> Verdict {
        let GroupByExpr::Expressions(keys, _) = &mut select.group_by else { return ControlFlow::Continue(()) };
        let length = keys.len();
        keys.retain(|key| !matches!(key, Expr::Identifier(name) if name.value == DISTINCT));
        let distinct = keys.len() < length;
        let is_sets = |key: &Expr| matches!(key, Expr::GroupingSets(_) | Expr::Cube(_) | Expr::Rollup(_));
        keys.iter().try_for_each(columns_only)?;
        unqualified(keys);
        if keys.iter().any(is_sets) {
            let composite = keys.iter().any(|key| match key {
                Expr::Cube(parts) | Expr::Rollup(parts) => parts.iter().any(|part| part.len() != 1),
                _ => false,
            });
            if distinct || composite || keys.len() > 1 {
                keys.iter_mut().try_for_each(|key| column_beside_sets(key, &select.projection))?;
                *keys = vec![Expr::GroupingSets(sets(keys, distinct))];
            }
            return ControlFlow::Continue(());
        }
        // `(a, b)` is a and b, and `()` nothing.
        let global = !keys.is_empty() || select.having.is_some();
        let mut seen = HashSet::new();
        *keys = std::mem::take(keys).into_iter().flat_map(parts).filter(|key| seen.insert(key.clone())).collect();
        if global && keys.is_empty() {
            all_rows(select);
        }
        ControlFlow::Continue(())
    }
}

fn columns_only(key: &Expr) -> Verdict {
    let (Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets)) = key else { return Verdict::Continue(()) };
    let is_column = |key: &&Expr| matches!(key, Expr::Identifier(_) | Expr::CompoundIdentifier(_));
    match sets.iter().flatten().find(|key| !is_column(key)) {
        Some(key) => {
            let message = format!("GROUP BY expression must be a column reference: {key}");
            Verdict::Break(Error::refused("INVALID_COLUMN_REFERENCE", message))
        }
        None => Verdict::Continue(()),
    }
}

/// What stands beside GROUPING SETS becomes a part of every set: a column, or the position of one.
fn column_beside_sets(key: &mut Expr, items: &[SelectItem]) -> Verdict {
    if let Expr::Value(position) = key
        && let Value::Number(digits, _) = &position.value
        && let Some(SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) =
            digits.parse::<usize>().ok().and_then(|n| items.get(n.checked_sub(1)?))
    {
        *key = expr.clone();
    }
    match key {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => Verdict::Continue(()),
        Expr::GroupingSets(_) | Expr::Cube(_) | Expr::Rollup(_) => Verdict::Continue(()),
        Expr::Tuple(keys) => keys.iter_mut().try_for_each(|key| column_beside_sets(key, items)),
        _ => Verdict::Break(Error::unsupported("GROUP BY of an expression beside GROUPING SETS, CUBE or ROLLUP")),
    }
}

/// `t.a` beside `a` is `a`: the name would be ambiguous if it were another column.
fn unqualified(keys: &mut Vec<Expr>) {
    let mut names = HashSet::new();
    let _ = visit_expressions(keys, |expr: &Expr| -> ControlFlow<()> {
        if let Expr::Identifier(name) = expr {
            names.insert(name.value.clone());
        }
        ControlFlow::Continue(())
    });
    let _ = visit_expressions_mut(keys, |expr: &mut Expr| -> ControlFlow<()> {
        if let Expr::CompoundIdentifier(parts) = expr
            && let Some(last) = parts.last().filter(|last| names.contains(&last.value))
        {
            *expr = Expr::Identifier(last.clone());
        }
        ControlFlow::Continue(())
    });
}

/// The columns of a key in parentheses.
fn parts(key: Expr) -> Vec<Expr> {
    match key {
        Expr::Tuple(keys) => keys.into_iter().flat_map(parts).collect(),
        key => vec![key],
    }
}

/// All rows are one group, even if there are none: an aggregate in HAVING says so.
fn all_rows(select: &mut Select) {
    let any = Expr::BinaryOp {
        left: Box::new(call_expr("count", vec![number(1)])),
        op: BinaryOperator::GtEq,
        right: Box::new(number(0)),
    };
    select.having = Some(match select.having.take() {
        None => any,
        Some(having) => Expr::BinaryOp {
            left: Box::new(any),
            op: BinaryOperator::And,
            right: Box::new(Expr::Nested(Box::new(having))),
        },
    });
}

/// The sets that keys together mean: every set of each with every set of the others.
fn sets(keys: &[Expr], distinct: bool) -> Vec<Vec<Expr>> {
    let mut all: Vec<Vec<Expr>> = vec![Vec::new()];
    for key in keys {
        let own = match key {
            Expr::GroupingSets(sets) => sets.clone(),
            Expr::Rollup(parts) => (0..=parts.len()).rev().map(|n| parts[..n].concat()).collect(),
            Expr::Cube(parts) => subsets(parts),
            key => vec![parts(key.clone())],
        };
        all = all.iter().flat_map(|set| own.iter().map(move |more| [set.as_slice(), more].concat())).collect();
    }
    for set in &mut all {
        let mut seen = HashSet::new();
        set.retain(|column| seen.insert(column.clone()));
    }
    if distinct {
        let mut seen: Vec<HashSet<Expr>> = Vec::new();
        all.retain(|set| {
            let set: HashSet<Expr> = set.iter().cloned().collect();
            let new = !seen.contains(&set);
            seen.push(set);
            new
        });
    }
    all
}

fn subsets(parts: &[Vec<Expr>]) -> Vec<Vec<Expr>> {
    let Some((first, rest)) = parts.split_first() else { return vec![Vec::new()] };
    let without = subsets(rest);
    let with: Vec<Vec<Expr>> = without.iter().map(|set| [first.as_slice(), set].concat()).collect();
    with.into_iter().chain(without).collect()
}
