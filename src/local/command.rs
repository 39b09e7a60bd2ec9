//! Which statement a text is. Athena sends some to Hive's parser and some to Trino's; so do we.

use datafusion::sql::sqlparser::{
    ast::{CreateView, Ident, ObjectName, Statement},
    keywords::Keyword,
    parser::Parser,
    tokenizer::{Token, Tokenizer},
};

use super::{
    hive::{self, TableDefinition},
    sql::{self, AthenaDialect},
};
use crate::{
    error::{Error, ErrorKind, Result},
    schema::TableName,
};

/// A statement, told apart. Names are folded to lower case.
#[derive(Debug)]
pub(super) enum Command {
    /// SELECT, WITH, VALUES: still a text.
    Query,
    CreateTable(Box<TableDefinition>),
    CreateView {
        name: TableName,
        query: String,
        or_replace: bool,
    },
    DropTable {
        name: TableName,
        if_exists: bool,
    },
    DropView {
        name: TableName,
        if_exists: bool,
    },
    ShowTables {
        schema: Option<String>,
        pattern: Option<String>,
    },
    ShowViews {
        schema: Option<String>,
        pattern: Option<String>,
    },
    ShowDatabases,
    ShowCreateTable(TableName),
    ShowCreateView(TableName),
    Describe(TableName),
}

/// Tells what a text is.
///
/// # Errors
/// [`ErrorKind::Syntax`], and [`ErrorKind::Unsupported`] for statements that only run on Athena.
pub(super) fn parse(text: &str) -> Result<Command> {
    let words = leading_words(text)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => {
            Err(ErrorKind::Syntax { line: 1, column: 1, message: "an empty text is not a statement".to_owned() }.into())
        }
        ["values", _, ..] => Err(Error::unsupported("VALUES without parentheses around each row")),
        ["select" | "with" | "values" | "(", ..] => Ok(Command::Query),
        ["create", "external", "table", ..] => hive::create_table(text).map(Box::new).map(Command::CreateTable),
        ["create", "view", ..] | ["create", "or", "replace", "view", ..] => create_view(text),
        ["drop", "table", ..] => hive::drop_table(text),
        ["drop", "view", ..] => drop_view(text),
        ["show", "create", "view", ..] => show_create_view(text),
        ["show", ..] => hive::show(text),
        ["describe" | "desc", ..] => hive::describe(text),
        ["create", "table", ..] => Err(Error::unsupported("CREATE TABLE without EXTERNAL (CTAS, Iceberg)")),
        [first @ ("create" | "drop" | "alter"), second, ..] => {
            Err(Error::unsupported(format!("{first} {second}").to_uppercase()))
        }
        [
            first @ ("insert" | "update" | "delete" | "merge" | "unload" | "explain" | "msck" | "prepare" | "execute"
            | "deallocate" | "vacuum" | "optimize" | "table"),
            ..,
        ] => Err(Error::unsupported(first.to_uppercase())),
        [first, ..] => {
            let message = format!("mismatched input '{first}'. Expecting a statement, such as SELECT");
            Err(ErrorKind::Syntax { line: 1, column: 1, message }.into())
        }
    }
}

/// The first words of a statement, comments left out, in lower case.
fn leading_words(text: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    // Hive's strings may hold what Trino's tokenizer stumbles over: only the beginning counts.
    let beginning: String = text.chars().take(2000).collect();
    let tokens = Tokenizer::new(&hive::HiveDialect, &beginning)
        .tokenize()
        .or_else(|_| Tokenizer::new(&AthenaDialect, &beginning).tokenize());
    let tokens = match tokens {
        Ok(tokens) => tokens,
        Err(_) => sql::tokens(text)?.into_iter().map(|token| token.token).collect(),
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

/// Runs a parser of Trino's grammar over a whole text.
fn trino<T>(
    text: &str,
    parse: impl FnOnce(&mut Parser<'_>) -> Result<T, datafusion::sql::sqlparser::parser::ParserError>,
) -> Result<T> {
    let mut parser = Parser::new(&AthenaDialect).with_tokens_with_locations(sql::tokens(text)?);
    let parsed = parse(&mut parser).and_then(|parsed| {
        let _ = parser.consume_token(&Token::SemiColon);
        parser.expect_token(&Token::EOF).map(|_| parsed)
    });
    parsed.map_err(|error| sql::syntax(error, text))
}

fn create_view(text: &str) -> Result<Command> {
    let statement = trino(text, |parser| parser.parse_statement())?;
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
    let name = table_name(&name)?;
    Ok(Command::CreateView { name, query: query_text(text, &query.to_string()), or_replace })
}

/// The query as it was written: what stands behind the first AS that begins a query.
fn query_text(text: &str, fallback: &str) -> String {
    let Ok(tokens) = sql::tokens(text) else { return fallback.to_owned() };
    let as_token = tokens.iter().find(
        |token| matches!(&token.token, Token::Word(word) if word.keyword == Keyword::AS && word.quote_style.is_none()),
    );
    let Some(end) = as_token.map(|token| token.span.end) else { return fallback.to_owned() };
    let line_start: usize = text.split_inclusive('\n').take(end.line as usize - 1).map(str::len).sum();
    let in_line: usize = text[line_start..].chars().take(end.column as usize - 1).map(char::len_utf8).sum();
    let query = text[line_start + in_line..].trim();
    query.strip_suffix(';').unwrap_or(query).trim_end().to_owned()
}

fn drop_view(text: &str) -> Result<Command> {
    trino(text, |parser| {
        parser.expect_keywords(&[Keyword::DROP, Keyword::VIEW])?;
        let if_exists = parser.parse_keywords(&[Keyword::IF, Keyword::EXISTS]);
        Ok((parser.parse_object_name(false)?, if_exists))
    })
    .and_then(|(name, if_exists)| Ok(Command::DropView { name: table_name(&name)?, if_exists }))
}

fn show_create_view(text: &str) -> Result<Command> {
    trino(text, |parser| {
        parser.expect_keywords(&[Keyword::SHOW, Keyword::CREATE, Keyword::VIEW])?;
        parser.parse_object_name(false)
    })
    .and_then(|name| Ok(Command::ShowCreateView(table_name(&name)?)))
}

/// A name of one to three parts, folded.
pub(super) fn table_name(name: &ObjectName) -> Result<TableName> {
    let parts: Option<Vec<&Ident>> = name.0.iter().map(|part| part.as_ident()).collect();
    let parts: Vec<String> = parts.unwrap_or_default().iter().map(|part| part.value.to_lowercase()).collect();
    match parts.as_slice() {
        [name] => TableName::new(name),
        [schema, name] => TableName::new(name)?.in_schema(schema),
        [catalog, schema, name] => TableName::new(name)?.in_catalog(catalog, schema),
        _ => Err(ErrorKind::Identifier { name: name.to_string(), reason: "a name has one to three parts" }.into()),
    }
}
