//! The parser of statements. Athena sends some to Hive's parser and some to Trino's; so does this engine.

mod bare_names;
mod create_table;
mod database;
mod hive;
mod statement;
mod trino;

use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use super::{
    definition::CatalogDefinition,
    sql::{self, AthenaDialect, HiveDialect},
};
use crate::error::{Error, ErrorKind, Result};

pub(super) use statement::{DdlStatement, Explained, ParsedStatement};

/// Parses a statement; a query only as far as its first words.
///
/// # Errors
/// [`ErrorKind::Syntax`], and [`ErrorKind::Unsupported`] for statements that only run on Athena.
pub(super) fn parse(sql: &str) -> Result<ParsedStatement> {
    let words = leading_words(sql)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ddl = match words.as_slice() {
        [] => {
            let message = "an empty string is not a statement".to_owned();
            return Err(ErrorKind::Syntax { line: 1, column: 1, message }.into());
        }
        ["select" | "with" | "values" | "table" | "(", ..] => return Ok(ParsedStatement::Query),
        ["create", "external", "table", ..] => create_table::create_table(sql),
        ["create", "view", ..] | ["create", "or", "replace", "view", ..] => trino::create_view(sql),
        ["create", "database" | "schema", ..] => database::create(sql),
        ["drop", "database" | "schema", ..] => database::drop(sql),
        ["drop", "table", ..] => hive::drop_table(sql),
        ["drop", "view", ..] => trino::drop_view(sql),
        ["show", "create", "view", ..] => trino::show_create_view(sql),
        ["explain", ..] => trino::explain(sql),
        ["show", ..] => hive::show(sql),
        ["describe" | "desc", ..] => hive::describe(sql),
        other => return Err(not_run_here(other)),
    };
    ddl.map(ParsedStatement::Ddl)
}

/// Parses a stored definition; `None` for any other statement.
///
/// # Errors
/// [`ErrorKind::Syntax`] and [`ErrorKind::Unsupported`], as [`parse`].
pub(super) fn parse_definition(sql: &str) -> Result<Option<CatalogDefinition>> {
    Ok(match parse(sql)? {
        ParsedStatement::Ddl(DdlStatement::CreateTable { table, .. }) => Some(CatalogDefinition::Table(table)),
        ParsedStatement::Ddl(DdlStatement::CreateView { view, .. }) => Some(CatalogDefinition::View(view)),
        _ => None,
    })
}

/// A statement of Athena's that this engine does not run, or none at all.
fn not_run_here(words: &[&str]) -> Error {
    match words {
        ["create", "table", ..] => Error::unsupported("CREATE TABLE without EXTERNAL (CTAS, Iceberg)"),
        [first @ ("create" | "drop" | "alter"), second, ..] => {
            Error::unsupported(format!("{first} {second}").to_uppercase())
        }
        [
            first @ ("insert" | "update" | "delete" | "merge" | "unload" | "msck" | "prepare" | "execute"
            | "deallocate" | "vacuum" | "optimize"),
            ..,
        ] => Error::unsupported(first.to_uppercase()),
        words => {
            let first = words.first().copied().unwrap_or_default();
            let message = format!("mismatched input '{first}'. Expecting a statement, such as SELECT");
            ErrorKind::Syntax { line: 1, column: 1, message }.into()
        }
    }
}

/// The first words of a statement in lower case, without comments.
fn leading_words(sql: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    // Trino's tokenizer may fail on Hive's strings, so only the beginning is read.
    let beginning: String = sql.chars().take(2000).collect();
    let tokens = Tokenizer::new(&HiveDialect, &beginning)
        .tokenize()
        .or_else(|_| Tokenizer::new(&AthenaDialect, &beginning).tokenize());
    let tokens = match tokens {
        Ok(tokens) => tokens,
        Err(_) => sql::tokens(sql)?.into_iter().map(|token| token.token).collect(),
    };
    for token in tokens {
        match token {
            Token::Whitespace(_) => {}
            Token::Word(word) => words.push(word.value.to_lowercase()),
            Token::LParen if words.is_empty() => words.push("(".to_owned()),
            Token::Number(..) if words == ["values"] => words.push(String::new()),
            _ => break,
        }
        if words.len() == 4 {
            break;
        }
    }
    Ok(words)
}
