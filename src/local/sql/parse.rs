//! From SQL text to a syntax tree that the rest may rely on.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use datafusion::sql::sqlparser::{
    ast::{Query, Statement},
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::{Token, TokenWithSpan, Tokenizer},
};

use super::{
    allow, analysis, bare_rows,
    column_aliases::ColumnAliases,
    depth,
    dialect::AthenaDialect,
    existence, grouping, json_calls, lambda_fields, output_names, qualified, recursive, respelled, rewrite, row_fields,
    row_stars, same_names, table_query, unread, windows, with,
    words::{Case, is_keyword},
};
use crate::error::{Error, ErrorKind, Result};

/// Brackets nested deeper than any query written by hand; sqlparser's own default is 50.
const PARSER_DEPTH: usize = 300;

/// The stack that parsing may use: a statement of 256 KiB can be one chain of 14,000 operators, and the tree is as deep as the chain.
const STACK: usize = 512 << 20;

/// A query that Athena would take, rewritten for DataFusion.
#[derive(Debug)]
pub(crate) struct ParsedQuery {
    pub(crate) query: Box<Query>,
    /// As it was written, with folded names.
    pub(super) written: Box<Query>,
    pub(crate) aliases: ColumnAliases,
    /// Aliases whose names GROUP BY or HAVING use, which do not know them.
    pub(crate) hidden: HashSet<String>,
}

/// Parses a query: SELECT, WITH, VALUES. `is_table` tells tables, which have hidden columns, from views; `now` is the moment of the query.
///
/// # Errors
/// - [`ErrorKind::Syntax`] with line and column for what is not SQL, and for SQL that Athena's grammar lacks;
/// - [`ErrorKind::Unsupported`] for what Athena runs and this engine does not;
/// - [`ErrorKind::StatementTooLong`], and [`ErrorKind::InvalidQuery`] for SQL that is nested too deeply.
pub(crate) fn query(sql: &str, is_table: &dyn Fn(&str) -> bool, now: DateTime<Utc>) -> Result<ParsedQuery> {
    crate::sql::fits(sql)?;
    stacker::grow(STACK, || {
        let tokens = tokens(sql)?;
        // Column names keep the case of the query; everything else is folded to lower case, quoted or not.
        let unfolded = tree(tokens.clone(), sql, Case::Written)?;
        row_fields::check(&tokens)?;
        let aliases = ColumnAliases::of(&unfolded);
        let mut query = tree(folded(tokens), sql, Case::Folded)?;
        let written = query.clone();
        respelled::rewrite(&mut query);
        with::rename(&mut query)?;
        recursive::check(&mut query)?;
        windows::expand(&mut query)?;
        grouping::expand(&mut query)?;
        allow::check(&mut query).map_err(|error| wrong_on_athena(error, &written))?;
        lambda_fields::rewrite(&mut query);
        same_names::rename(&mut query);
        existence::without_outer_stars(&mut query);
        let hidden = output_names::separate(&mut query)?;
        rewrite::rewrite(&mut query, is_table, now)?;
        Ok(ParsedQuery { query, written, aliases, hidden })
    })
}

/// What this engine does not run may be refused by Athena, too.
fn wrong_on_athena(error: Error, written: &Query) -> Error {
    match error.kind() {
        ErrorKind::Unsupported { .. } => analysis::check(written, None).err().unwrap_or(error),
        _ => error,
    }
}

/// The statement's tokens.
///
/// # Errors
/// [`ErrorKind::Syntax`], and [`ErrorKind::Unsupported`] for what is not read at all.
pub(crate) fn tokens(sql: &str) -> Result<Vec<TokenWithSpan>> {
    let tokens = Tokenizer::new(&AthenaDialect, sql).tokenize_with_location();
    let tokens = tokens.map_err(|error| {
        if let Some(refused) = unread::may_be_pattern(sql) {
            return refused;
        }
        let (line, column) = (error.location.line, error.location.column);
        Error::from(ErrorKind::Syntax { line, column, message: error.message })
    })?;
    if let Some(double) = tokens.iter().find(|token| token.token == Token::DoubleEq) {
        let (line, column) = (double.span.start.line, double.span.start.column);
        let message = "mismatched input '==': Athena compares with `=`".to_owned();
        return Err(ErrorKind::Syntax { line, column, message }.into());
    }
    let nameless = |token: &&TokenWithSpan| matches!(&token.token, Token::Word(word) if word.quote_style == Some('"') && word.value.is_empty());
    if let Some(empty) = tokens.iter().find(nameless) {
        let (line, column) = (empty.span.start.line, empty.span.start.column);
        let message = "Zero-length delimited identifier not allowed".to_owned();
        return Err(ErrorKind::Syntax { line, column, message }.into());
    }
    unread::check(&tokens)?;
    // `1_000` is not 1 with an alias, and `0x10` is not a binary literal.
    let wrong = tokens.windows(2).find_map(|pair| match (&pair[0].token, &pair[1].token) {
        (Token::Number(..), Token::Word(word)) if word.quote_style.is_none() => Some(&pair[1].span.start),
        _ => None,
    });
    let hexadecimal = sql.to_ascii_lowercase().contains("0x").then(|| {
        let number = |token: &&TokenWithSpan| {
            matches!(token.token, Token::HexStringLiteral(_)) && char_at(sql, token) == Some('0')
        };
        tokens.iter().find(number).map(|token| &token.span.start)
    });
    match wrong.or(hexadecimal.flatten()) {
        None => Ok(json_calls::marked(tokens)),
        Some(at) => {
            let message =
                "identifiers must not start with a digit; surround the identifier with double quotes".to_owned();
            Err(ErrorKind::Syntax { line: at.line, column: at.column, message }.into())
        }
    }
}

/// The character that a token begins with.
fn char_at(sql: &str, token: &TokenWithSpan) -> Option<char> {
    let start = token.span.start;
    sql.split('\n').nth(start.line.checked_sub(1)? as usize)?.chars().nth(start.column.checked_sub(1)? as usize)
}

fn folded(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    for token in &mut tokens {
        if let Token::Word(word) = &mut token.token {
            word.value = word.value.to_lowercase();
        }
    }
    tokens
}

fn tree(tokens: Vec<TokenWithSpan>, sql: &str, case: Case) -> Result<Box<Query>> {
    if has_time_travel(&tokens) {
        return Err(Error::unsupported(
            "time travel (FOR TIMESTAMP AS OF, FOR VERSION AS OF: there are no Iceberg tables)",
        ));
    }
    let tokens = row_stars::marked(completed(tokens), case);
    let mut parser = Parser::new(&AthenaDialect).with_recursion_limit(PARSER_DEPTH).with_tokens_with_locations(tokens);
    let mut statements = parser.parse_statements().map_err(|error| syntax(error, sql))?;
    match (statements.pop(), statements.is_empty()) {
        (Some(Statement::Query(mut query)), true) => {
            depth::check(&query)?;
            qualified::join(&mut query);
            row_stars::expand(&mut query)?;
            Ok(query)
        }
        (Some(_), false) => Err(malformed("one statement at a time: end it with at most one `;`")),
        (Some(other), true) => Err(Error::unsupported(verb(&other))),
        (None, _) => Err(malformed("an empty string is not a statement")),
    }
}

/// What Trino's grammar has and sqlparser's has not, in other words.
pub(crate) fn completed(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    grouping::quantified(table_query::written_out(bare_rows::parenthesized(tokens)))
}

/// Whether two successive tokens, apart from white space, meet a condition.
fn any_pair(tokens: &[TokenWithSpan], holds: impl Fn(&Token, &Token) -> bool) -> bool {
    let mut tokens = tokens.iter().map(|token| &token.token).filter(|token| !matches!(token, Token::Whitespace(_)));
    let Some(mut last) = tokens.next() else { return false };
    tokens.any(|token| holds(std::mem::replace(&mut last, token), token))
}

/// Whether `FOR TIMESTAMP` or `FOR VERSION` appears.
fn has_time_travel(tokens: &[TokenWithSpan]) -> bool {
    any_pair(tokens, |a, b| {
        is_keyword(a, Keyword::FOR) && (is_keyword(b, Keyword::TIMESTAMP) || is_keyword(b, Keyword::VERSION))
    })
}

/// The words that a statement begins with.
fn verb(statement: &Statement) -> String {
    let sql = statement.to_string();
    let words: Vec<&str> = sql.split_whitespace().take(2).collect();
    words.join(" ")
}

fn malformed(message: &str) -> Error {
    ErrorKind::Syntax { line: 1, column: 1, message: message.to_owned() }.into()
}

/// sqlparser puts the position at the end of its message: ` at Line: 1, Column: 8`.
pub(crate) fn syntax(error: ParserError, sql: &str) -> Error {
    let full = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
        ParserError::RecursionLimitExceeded => {
            return Error::invalid_query(format!("it is nested more than {PARSER_DEPTH} deep"));
        }
    };
    let position = full.rsplit_once(" at Line: ").and_then(|(message, position)| {
        let (line, column) = position.split_once(", Column: ")?;
        Some((line.parse().ok()?, column.parse().ok()?, message))
    });
    // It gives none for the end of the SQL.
    let (line, column, message) = position.unwrap_or_else(|| {
        let last = sql.trim_end().rsplit('\n').next().unwrap_or_default();
        (sql.trim_end().lines().count().max(1) as u64, last.chars().count() as u64 + 1, full.as_str())
    });
    let message = match hyphenated(sql, line, column) {
        Some(name) => {
            format!("{message}: a name with `-` is in quotes, \"{name}\" in queries and `{name}` in DDL of tables")
        }
        None => message.to_owned(),
    };
    ErrorKind::Syntax { line, column, message }.into()
}

/// The name around a hyphen at a position, such as `my-table`.
fn hyphenated(sql: &str, line: u64, column: u64) -> Option<String> {
    let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let text: Vec<char> = sql.split('\n').nth(usize::try_from(line).ok()?.checked_sub(1)?)?.chars().collect();
    let (before, after) = text.split_at_checked(usize::try_from(column).ok()?.checked_sub(1)?)?;
    let first: Vec<char> = before.iter().rev().take_while(|c| is_part(c)).copied().collect();
    let rest: String = after.iter().take_while(|c| is_part(c)).collect();
    (rest.starts_with('-') && rest.len() > 1 && !first.is_empty())
        .then(|| first.iter().rev().collect::<String>() + &rest)
}
