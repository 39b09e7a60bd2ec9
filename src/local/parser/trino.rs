//! What else Athena sends to Trino's parser: CREATE VIEW, DROP VIEW, SHOW CREATE VIEW, EXPLAIN.

use datafusion::sql::sqlparser::{
    ast::{CreateView, Statement},
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::{Location, Token},
};

use super::statement::{DdlStatement, Explained, ParsedStatement};
use crate::{
    error::{Error, ErrorKind, Result},
    local::{
        definition::ViewDefinition,
        names::table_name,
        sql::{self, AthenaDialect},
    },
};

/// Runs a parser of Trino's grammar over a whole statement.
fn parse_trino<T>(sql: &str, parse: impl FnOnce(&mut Parser<'_>) -> Result<T, ParserError>) -> Result<T> {
    let mut parser = Parser::new(&AthenaDialect).with_tokens_with_locations(sql::completed(sql::tokens(sql)?));
    let parsed = parse(&mut parser).and_then(|parsed| {
        let _ = parser.consume_token(&Token::SemiColon);
        parser.expect_token(&Token::EOF).map(|_| parsed)
    });
    parsed.map_err(|error| sql::syntax(error, sql))
}

/// `CREATE [OR REPLACE] VIEW name AS query`
pub(super) fn create_view(sql: &str) -> Result<DdlStatement> {
    let statement = parse_trino(sql, |parser| parser.parse_statement())?;
    let Statement::CreateView(CreateView {
        name,
        query,
        or_replace,
        columns,
        materialized,
        temporary,
        secure,
        if_not_exists,
        ..
    }) = statement
    else {
        return Err(Error::unsupported("this form of CREATE VIEW"));
    };
    if !columns.is_empty() || materialized || temporary || secure || if_not_exists {
        let message = "Athena's form is CREATE [OR REPLACE] VIEW name AS query".to_owned();
        return Err(ErrorKind::Syntax { line: 1, column: 1, message }.into());
    }
    let query = query_sql(sql, &query.to_string());
    Ok(DdlStatement::CreateView { view: ViewDefinition { name: table_name(&name)?, query }, or_replace })
}

/// The query as it was written: what follows the first AS.
fn query_sql(sql: &str, fallback: &str) -> String {
    let Ok(tokens) = sql::tokens(sql) else { return fallback.to_owned() };
    let as_token = tokens.iter().find(
        |token| matches!(&token.token, Token::Word(word) if word.keyword == Keyword::AS && word.quote_style.is_none()),
    );
    let Some(end) = as_token.map(|token| token.span.end) else { return fallback.to_owned() };
    let query = sql[offset(sql, end)..].trim();
    query.strip_suffix(';').unwrap_or(query).trim_end().to_owned()
}

/// The bytes before a place; the end of the statement has none of its own.
fn offset(sql: &str, place: Location) -> usize {
    if place.line == 0 || place.column == 0 {
        return sql.len();
    }
    let line_start: usize = sql.split_inclusive('\n').take(place.line as usize - 1).map(str::len).sum();
    let in_line: usize = sql[line_start..].chars().take(place.column as usize - 1).map(char::len_utf8).sum();
    line_start + in_line
}

/// `EXPLAIN [(TYPE …, FORMAT …)] query`
pub(super) fn explain(sql: &str) -> Result<DdlStatement> {
    let mut parser = Parser::new(&AthenaDialect).with_tokens_with_locations(sql::tokens(sql)?);
    let options = explain_options(&mut parser).map_err(|error| sql::syntax(error, sql))?;
    let (mut valid, mut refused) = (false, None);
    for (name, value) in options {
        match (name.as_str(), value.as_str()) {
            ("TYPE", "VALIDATE") => valid = true,
            ("TYPE", "LOGICAL" | "DISTRIBUTED") | ("FORMAT", "TEXT") => {}
            ("TYPE", "IO") | ("FORMAT", "GRAPHVIZ" | "JSON") => {
                refused = refused.or(Some(format!("EXPLAIN ({name} {value})")))
            }
            _ => {
                let message = format!("mismatched input '{value}' in EXPLAIN ({name} {value})");
                return Err(ErrorKind::Syntax { line: 1, column: 1, message }.into());
            }
        }
    }
    if is_analyze(&parser) {
        return Err(Error::unsupported("EXPLAIN ANALYZE"));
    }
    if let Some(refused) = refused {
        return Err(Error::unsupported(refused));
    }
    // Blank before the query, so that what is said about it has the right line and column.
    let (before, query) = sql.split_at(offset(sql, parser.peek_token_ref().span.start));
    let blank = |c| if c == '\n' { '\n' } else { ' ' };
    let query: String = before.chars().map(blank).chain(query.chars()).collect();
    match super::parse(&query)? {
        ParsedStatement::Query if valid => Ok(DdlStatement::Explain(Explained::Valid(query))),
        ParsedStatement::Query => Ok(DdlStatement::Explain(Explained::Plan(query))),
        ParsedStatement::Ddl(_) => Err(Error::unsupported("EXPLAIN of a statement that is no query")),
    }
}

fn is_analyze(parser: &Parser<'_>) -> bool {
    matches!(&parser.peek_token_ref().token, Token::Word(word) if word.keyword == Keyword::ANALYZE)
}

/// A parenthesis may begin the query instead.
fn explain_options(parser: &mut Parser<'_>) -> Result<Vec<(String, String)>, ParserError> {
    parser.expect_keyword(Keyword::EXPLAIN)?;
    let word = |token: Token| if let Token::Word(word) = token { word.value.to_uppercase() } else { String::new() };
    let first = word(parser.peek_nth_token_ref(1).token.clone());
    let mut options = Vec::new();
    if parser.peek_token_ref().token == Token::LParen && ["TYPE", "FORMAT"].contains(&first.as_str()) {
        parser.next_token();
        options = parser
            .parse_comma_separated(|parser| Ok((word(parser.next_token().token), word(parser.next_token().token))))?;
        parser.expect_token(&Token::RParen)?;
    }
    Ok(options)
}

/// `DROP VIEW [IF EXISTS] name`
pub(super) fn drop_view(sql: &str) -> Result<DdlStatement> {
    let (name, if_exists) = parse_trino(sql, |parser| {
        parser.expect_keywords(&[Keyword::DROP, Keyword::VIEW])?;
        let if_exists = parser.parse_keywords(&[Keyword::IF, Keyword::EXISTS]);
        Ok((parser.parse_object_name(false)?, if_exists))
    })?;
    Ok(DdlStatement::DropView { name: table_name(&name)?, if_exists })
}

/// `SHOW CREATE VIEW name`
pub(super) fn show_create_view(sql: &str) -> Result<DdlStatement> {
    let name = parse_trino(sql, |parser| {
        parser.expect_keywords(&[Keyword::SHOW, Keyword::CREATE, Keyword::VIEW])?;
        parser.parse_object_name(false)
    })?;
    table_name(&name).map(DdlStatement::ShowCreateView)
}
