//! CREATE DATABASE and DROP DATABASE, which Athena sends to Hive's parser.

use datafusion::sql::sqlparser::{
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::Token,
};

use super::{bare_names, statement::DdlStatement};
use crate::{error::Result, local::sql::parse_hive};

/// `CREATE DATABASE [IF NOT EXISTS] name [COMMENT '…'] [LOCATION '…'] [WITH DBPROPERTIES (…)]`. Only the name matters to this engine: a
/// table has a location of its own.
pub(super) fn create(sql: &str) -> Result<DdlStatement> {
    parse_hive(sql, |p| {
        p.expect_keyword(Keyword::CREATE)?;
        database(p)?;
        let if_not_exists = p.parse_keywords(&[Keyword::IF, Keyword::NOT, Keyword::EXISTS]);
        let name = bare_names::database(p)?;
        if p.parse_keyword(Keyword::COMMENT) {
            p.parse_literal_string()?;
        }
        if p.parse_keyword(Keyword::LOCATION) {
            p.parse_literal_string()?;
        }
        if p.parse_keyword(Keyword::WITH) {
            let word = p.next_token();
            if !word.token.to_string().eq_ignore_ascii_case("dbproperties") {
                return p.expected("DBPROPERTIES", word);
            }
            p.expect_token(&Token::LParen)?;
            p.parse_comma_separated(Parser::parse_sql_option)?;
            p.expect_token(&Token::RParen)?;
        }
        Ok(DdlStatement::CreateDatabase { name, if_not_exists })
    })
}

/// `DROP DATABASE [IF EXISTS] name [RESTRICT | CASCADE]`
pub(super) fn drop(sql: &str) -> Result<DdlStatement> {
    parse_hive(sql, |p| {
        p.expect_keyword(Keyword::DROP)?;
        database(p)?;
        let if_exists = p.parse_keywords(&[Keyword::IF, Keyword::EXISTS]);
        let name = bare_names::database(p)?;
        let cascade = p.parse_one_of_keywords(&[Keyword::RESTRICT, Keyword::CASCADE]) == Some(Keyword::CASCADE);
        Ok(DdlStatement::DropDatabase { name, if_exists, cascade })
    })
}

fn database(p: &mut Parser<'_>) -> Result<(), ParserError> {
    p.expect_one_of_keywords(&[Keyword::DATABASE, Keyword::SCHEMA])?;
    Ok(())
}
