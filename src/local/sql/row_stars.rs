//! `(row).*` and `x.* AS (a, b)`: the fields of a row as columns, and columns under new names ("SELECT", "Select expressions").
//!
//! sqlparser reads a star after the name of a relation only. The star becomes the name of a field that no row has, and then an item for each
//! field: their number is known from the row's constructor, its CAST or the list of names.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::{
    ast::{
        AccessExpr, Expr, Ident, Query, Select, SelectItem, SetExpr, TableAlias, TableFactor, Value, Visit, VisitMut,
        Visitor, VisitorMut,
    },
    keywords::Keyword,
    tokenizer::{Token, TokenWithSpan, Word},
};

use super::{
    calls::{self, arguments, call_expr, is_random, string},
    dialect::quoted,
    factors,
    words::Case,
};
use crate::{
    error::{Error, Result},
    local::{functions::POSITION, internal_functions::CAST},
    types::AthenaType,
};

/// Begins the field, and each name that its columns get.
const STAR: char = '\u{1}';

/// Marks such stars. White space is gone from the tokens.
pub(super) fn marked(tokens: Vec<TokenWithSpan>, case: Case) -> Vec<TokenWithSpan> {
    let mut out: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let is_star = token.token == Token::Mul && out.last().is_some_and(|last| last.token == Token::Period);
        let names = if is_star { names(&tokens[at..], case) } else { None };
        let after_value = out.len() >= 2 && matches!(out[out.len() - 2].token, Token::RParen | Token::RBracket);
        if !is_star || !(after_value || names.is_some()) {
            out.push(token.clone());
            continue;
        }
        let (names, length) = names.unwrap_or_default();
        at += length;
        let mut value = STAR.to_string();
        names.iter().for_each(|name| value.extend([name.as_str(), &STAR.to_string()]));
        let word = Word { value, quote_style: Some('"'), keyword: Keyword::NoKeyword };
        out.push(TokenWithSpan::new(Token::Word(word), token.span));
    }
    out
}

/// `AS (a, b)`: the names, and the number of tokens. Trino shows names without quotes in upper case.
fn names(tokens: &[TokenWithSpan], case: Case) -> Option<(Vec<String>, usize)> {
    let token = |at: usize| tokens.get(at).map(|token| &token.token);
    match (token(0), token(1)) {
        (Some(Token::Word(word)), Some(Token::LParen)) if word.keyword == Keyword::AS => {}
        _ => return None,
    }
    let mut names = Vec::new();
    for at in (2..).step_by(2) {
        let (Some(Token::Word(name)), Some(next)) = (token(at), token(at + 1)) else { return None };
        let upper = case == Case::Written && name.quote_style.is_none();
        names.push(if upper { name.value.to_uppercase() } else { name.value.clone() });
        match next {
            Token::Comma => {}
            Token::RParen => return Some((names, at + 2)),
            _ => return None,
        }
    }
    None
}

/// Writes out the marked stars of a query and its subqueries.
///
/// # Errors
/// For a row whose fields are not known.
pub(super) fn expand(query: &mut Query) -> Result<()> {
    match VisitMut::visit(query, &mut Expander) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

struct Expander;

impl VisitorMut for Expander {
    type Break = Error;

    fn post_visit_select(&mut self, select: &mut Select) -> ControlFlow<Error> {
        let items = std::mem::take(&mut select.projection);
        for item in items {
            let SelectItem::UnnamedExpr(expr) = &item else {
                select.projection.push(item);
                continue;
            };
            match starred(expr).map(|(row, names)| columns(select, &row, &names)) {
                None => select.projection.push(item),
                Some(Ok(columns)) => select.projection.extend(columns),
                Some(Err(error)) => return ControlFlow::Break(error),
            }
        }
        ControlFlow::Continue(())
    }
}

/// The row before a marked star, and the names after it.
fn starred(expr: &Expr) -> Option<(Expr, Vec<String>)> {
    let names = |field: &Ident| {
        let names = field.value.strip_prefix(STAR)?;
        Some(names.split_terminator(STAR).map(str::to_owned).collect())
    };
    match expr {
        Expr::CompoundIdentifier(parts) => {
            let (field, row) = parts.split_last()?;
            let row = match row {
                [only] => Expr::Identifier(only.clone()),
                parts => Expr::CompoundIdentifier(parts.to_vec()),
            };
            Some((row, names(field)?))
        }
        Expr::CompoundFieldAccess { root, access_chain } => {
            let (AccessExpr::Dot(Expr::Identifier(field)), chain) = access_chain.split_last()? else { return None };
            let row = match chain {
                [] => root.as_ref().clone(),
                chain => Expr::CompoundFieldAccess { root: root.clone(), access_chain: chain.to_vec() },
            };
            Some((row, names(field)?))
        }
        _ => None,
    }
}

fn columns(select: &Select, row: &Expr, names: &[String]) -> Result<Vec<SelectItem>> {
    let item = |expr: Expr, name: Option<&String>| match name {
        Some(name) => SelectItem::ExprWithAlias { expr, alias: quoted(name) },
        None => SelectItem::UnnamedExpr(expr),
    };
    if let Expr::Identifier(name) = row
        && let Some(alias) = relation(select, &name.value)
    {
        if alias.is_none_or(|alias| alias.columns.len() != names.len()) {
            return Err(Error::unsupported("`.* AS (…)` of a relation without a list of its columns"));
        }
        let own = alias.iter().flat_map(|alias| &alias.columns);
        let column = |own: &Ident| Expr::CompoundIdentifier(vec![name.clone(), own.clone()]);
        return Ok(own.zip(names).map(|(own, new)| item(column(&own.name), Some(new))).collect());
    }
    let constructed = constructed(row);
    if constructed.is_none() {
        check_repeatable(row)?;
    }
    let shown = fields(row);
    let known: Vec<Option<String>> = match (&shown, names.is_empty()) {
        (_, false) => names.iter().cloned().map(Some).collect(),
        (Some(fields), true) => fields.clone(),
        (None, true) => {
            return Err(Error::unsupported(
                "`.*` of a row whose fields the query does not show (name them: `.* AS (a, b)`)",
            ));
        }
    };
    if shown.is_some_and(|shown| shown.len() != known.len()) {
        let message = format!("Column alias list has {} entries but the row has another number of fields", known.len());
        return Err(Error::refused("MISMATCHED_COLUMN_ALIASES", message));
    }
    let field_of =
        |row: Expr, at: usize, of: usize| call_expr("$field", vec![row, string(&format!("{POSITION}{at}/{of}"))]);
    let field = |at: usize| match constructed.as_ref().and_then(|values| values.get(at)) {
        // A column of its own has no name.
        Some(value) => field_of(call_expr("row", vec![value.clone()]), 0, 1),
        None => field_of(row.clone(), at, known.len()),
    };
    Ok(known.iter().enumerate().map(|(at, name)| item(field(at), name.as_ref())).collect())
}

/// The alias of the relation of that name, if there is one in FROM.
fn relation<'a>(select: &'a Select, name: &str) -> Option<Option<&'a TableAlias>> {
    let is_called =
        |factor: &&TableFactor| factors::name(factor).is_some_and(|own| own.value.eq_ignore_ascii_case(name));
    factors::factors(&select.from).into_iter().find(is_called).map(factors::alias)
}

/// The fields of a row that is written as such.
fn constructed(row: &Expr) -> Option<Vec<Expr>> {
    match row {
        Expr::Nested(inner) => constructed(inner),
        Expr::Tuple(values) => Some(values.clone()),
        Expr::Function(call) if calls::name(call).eq_ignore_ascii_case("row") => arguments(call),
        _ => None,
    }
}

/// Refuses a row that cannot be evaluated for each of its fields: with several queries in it, the stars of the inner ones would be written out
/// again and again.
fn check_repeatable(row: &Expr) -> Result<()> {
    if is_random(row) {
        return Err(Error::unsupported("`.*` of a row with a random value"));
    }
    let mut queries = Queries(0);
    let _ = Visit::visit(row, &mut queries);
    match queries.0 > 1 {
        true => Err(Error::unsupported("`.*` of a row with a subquery in a subquery")),
        false => Ok(()),
    }
}

/// Counts queries.
struct Queries(usize);

impl Visitor for Queries {
    type Break = ();

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.0 += 1;
        ControlFlow::Continue(())
    }
}

/// The names of a row's fields, where the query shows them.
fn fields(row: &Expr) -> Option<Vec<Option<String>>> {
    match row {
        Expr::Nested(inner) => fields(inner),
        Expr::Tuple(values) => Some(vec![None; values.len()]),
        Expr::Subquery(query) => match query.body.as_ref() {
            SetExpr::Select(select) => match select.projection.as_slice() {
                [SelectItem::UnnamedExpr(only) | SelectItem::ExprWithAlias { expr: only, .. }] => fields(only),
                _ => None,
            },
            _ => None,
        },
        Expr::Function(call) => {
            let (name, args) = (call.name.to_string(), arguments(call)?);
            match args.as_slice() {
                [_, Expr::Value(to)] if name == CAST => match &to.value {
                    Value::SingleQuotedString(to) => match to.parse() {
                        Ok(AthenaType::Row(fields)) => Some(
                            fields.into_iter().map(|(name, _)| Some(name).filter(|name| !name.is_empty())).collect(),
                        ),
                        _ => None,
                    },
                    _ => None,
                },
                args if name.eq_ignore_ascii_case("row") => Some(vec![None; args.len()]),
                _ => None,
            }
        }
        _ => None,
    }
}
