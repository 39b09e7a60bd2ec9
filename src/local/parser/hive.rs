//! The short DDL that Athena sends to Hive's parser: DROP TABLE, SHOW, DESCRIBE.

use datafusion::sql::sqlparser::{
    ast::Ident,
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::Token,
};

use super::{bare_names, statement::DdlStatement};
use crate::{
    error::{Error, Result},
    local::{
        names::table_name,
        sql::{parse_hive, unescaped},
    },
    schema::TableName,
};

/// A name as Hive quotes it. One pair of backticks may hold `database.table` (user guide, "DROP TABLE").
pub(super) fn name(parser: &mut Parser<'_>) -> Result<TableName, ParserError> {
    let first = parser.peek_token();
    let mut object = parser.parse_object_name(false)?;
    object.0.iter().filter_map(|part| part.as_ident()).try_for_each(bare_names::check)?;
    let quoted =
        |style| object.0.iter().any(|part| part.as_ident().is_some_and(|ident| ident.quote_style == Some(style)));
    if quoted('"') || quoted('\'') {
        return parser.expected("a name in backticks, as Hive's DDL quotes it", first);
    }
    if let [only] = object.0.as_slice()
        && let Some(ident) = only.as_ident()
        && let Some((schema, table)) = ident.value.split_once('.')
    {
        object = vec![Ident::with_quote('`', schema), Ident::with_quote('`', table)].into();
    }
    table_name(&object).map_err(|error| ParserError::ParserError(error.to_string()))
}

/// `DROP TABLE [IF EXISTS] name`
pub(super) fn drop_table(sql: &str) -> Result<DdlStatement> {
    parse_hive(sql, |p| {
        p.expect_keywords(&[Keyword::DROP, Keyword::TABLE])?;
        let if_exists = p.parse_keywords(&[Keyword::IF, Keyword::EXISTS]);
        Ok(DdlStatement::DropTable { name: name(p)?, if_exists })
    })
}

/// `DESCRIBE name`
pub(super) fn describe(sql: &str) -> Result<DdlStatement> {
    let detailed = parse_hive(sql, |p| {
        p.next_token();
        let detailed = p.parse_one_of_keywords(&[Keyword::EXTENDED, Keyword::FORMATTED]).is_some();
        Ok((detailed, describable(p)?))
    })?;
    match detailed {
        (true, _) => Err(Error::unsupported("DESCRIBE EXTENDED and DESCRIBE FORMATTED")),
        (false, name) => Ok(DdlStatement::Describe(name)),
    }
}

/// Views may be described by a name in double quotes, too.
fn describable(p: &mut Parser<'_>) -> Result<TableName, ParserError> {
    if let Token::DoubleQuotedString(quoted) = p.peek_token().token {
        p.next_token();
        return TableName::new(quoted.to_lowercase()).map_err(|error| ParserError::ParserError(error.to_string()));
    }
    name(p)
}

/// `SHOW TABLES`, `SHOW VIEWS`, `SHOW DATABASES`, `SHOW COLUMNS`, `SHOW CREATE TABLE`
pub(super) fn show(sql: &str) -> Result<DdlStatement> {
    let statement = parse_hive(sql, |p| {
        p.expect_keyword(Keyword::SHOW)?;
        if p.parse_keywords(&[Keyword::CREATE, Keyword::TABLE]) {
            return name(p).map(DdlStatement::ShowCreateTable).map(Some);
        }
        if p.parse_keyword(Keyword::COLUMNS) {
            return columns_of(p).map(DdlStatement::ShowColumns).map(Some);
        }
        let what = p.parse_one_of_keywords(&[Keyword::TABLES, Keyword::VIEWS, Keyword::DATABASES, Keyword::SCHEMAS]);
        match what {
            Some(Keyword::TABLES) => {
                let (schema, pattern) = scope(p)?;
                Ok(Some(DdlStatement::ShowTables { schema, pattern }))
            }
            Some(Keyword::VIEWS) => {
                let (schema, pattern) = scope(p)?;
                Ok(Some(DdlStatement::ShowViews { schema, pattern }))
            }
            Some(_) => Ok(Some(DdlStatement::ShowDatabases)),
            None => {
                while p.next_token().token != Token::EOF {}
                Ok(None)
            }
        }
    })?;
    statement
        .ok_or_else(|| Error::unsupported(sql.split_whitespace().take(2).collect::<Vec<_>>().join(" ").to_uppercase()))
}

/// `FROM table [IN database]`, each with FROM or IN.
fn columns_of(p: &mut Parser<'_>) -> Result<TableName, ParserError> {
    const EITHER: [Keyword; 2] = [Keyword::FROM, Keyword::IN];
    p.expect_one_of_keywords(&EITHER)?;
    let table = describable(p)?;
    if p.parse_one_of_keywords(&EITHER).is_none() {
        return Ok(table);
    }
    let schema = p.parse_identifier()?.value.to_lowercase();
    table.in_schema(schema).map_err(|error| ParserError::ParserError(error.to_string()))
}

/// `[IN database] [[LIKE] 'pattern']`
fn scope(p: &mut Parser<'_>) -> Result<(Option<String>, Option<String>), ParserError> {
    let schema = match p.parse_one_of_keywords(&[Keyword::IN, Keyword::FROM]) {
        Some(_) => Some(bare_names::database(p)?),
        None => None,
    };
    let like = p.parse_keyword(Keyword::LIKE);
    let pattern = match p.peek_token().token {
        Token::SingleQuotedString(_) => Some(unescaped(&p.parse_literal_string()?)),
        _ if like => return p.expected("a pattern in quotes", p.peek_token()),
        _ => None,
    };
    Ok((schema, pattern))
}
