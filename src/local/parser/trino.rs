//! The DDL that Athena sends to Trino's parser: CREATE VIEW, DROP VIEW, SHOW CREATE VIEW.

use datafusion::sql::sqlparser::{
    ast::{CreateView, Statement},
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::Token,
};

use super::statement::DdlStatement;
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
    let line_start: usize = sql.split_inclusive('\n').take(end.line as usize - 1).map(str::len).sum();
    let in_line: usize = sql[line_start..].chars().take(end.column as usize - 1).map(char::len_utf8).sum();
    let query = sql[line_start + in_line..].trim();
    query.strip_suffix(';').unwrap_or(query).trim_end().to_owned()
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
