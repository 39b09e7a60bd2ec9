//! Trino's grammar, as Athena takes it, for sqlparser.

use datafusion::sql::sqlparser::{
    ast::{self, Expr, Ident, LambdaFunction, LambdaSyntax, OneOrManyWithParens, TrimWhereField},
    dialect::Dialect,
    keywords::{Keyword, RESERVED_FOR_TABLE_ALIAS},
    parser::{Parser, ParserError},
    tokenizer::Token,
};

use super::{
    calls::{call, string},
    json_calls,
    words::is_keyword,
};
use crate::local::internal_functions::{CAST, TRY_CAST};

/// `"` quotes names, backticks are an error, a backslash escapes nothing, and `user` is a name like any other.
#[derive(Debug)]
pub(crate) struct AthenaDialect;

impl Dialect for AthenaDialect {
    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '"'
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_ascii_alphabetic() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_ascii_alphanumeric() || ch == '_'
    }

    fn supports_unicode_string_literal(&self) -> bool {
        true
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn supports_group_by_expr(&self) -> bool {
        true
    }

    /// `match_recognize` is a name, too: as a clause it is refused before.
    fn is_table_alias(&self, word: &Keyword, _: &mut Parser<'_>) -> bool {
        *word == Keyword::MATCH_RECOGNIZE || !RESERVED_FOR_TABLE_ALIAS.contains(word)
    }

    fn supports_lambda_functions(&self) -> bool {
        true
    }

    /// `EXTRACT(day_of_year FROM …)`
    fn allow_extract_custom(&self) -> bool {
        true
    }

    fn supports_parens_around_table_factor(&self) -> bool {
        true
    }

    /// What sqlparser does not read: the clauses of JSON functions, and CAST and TRY_CAST with Trino's nested types: `array(row(a bigint))`.
    fn parse_prefix(&self, parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
        if let (Token::Word(word), Token::SingleQuotedString(_)) =
            (&parser.peek_token_ref().token, &parser.peek_nth_token(1).token)
            && word.quote_style.is_none()
            && word.value.eq_ignore_ascii_case("ipaddress")
        {
            parser.next_token();
            let address = parser.parse_literal_string();
            // A function that does not exist: the refusal names it.
            return Some(address.map(|address| Expr::Function(call("ipaddress", vec![string(&address)]))));
        }
        if is_column_named_interval(parser) {
            return Some(parser.parse_identifier().map(Expr::Identifier));
        }
        if let Some(call) = json_calls::parse(parser) {
            return Some(call);
        }
        if parser.consume_tokens(&[Token::LParen, Token::RParen, Token::Arrow]) {
            return Some(parser.parse_expr().map(|body| {
                let (params, body) = (OneOrManyWithParens::Many(Vec::new()), Box::new(body));
                Expr::Lambda(LambdaFunction { params, body, syntax: LambdaSyntax::Arrow })
            }));
        }
        let (Token::Word(word), Token::LParen) = (&parser.peek_token_ref().token, &parser.peek_nth_token(1).token)
        else {
            return None;
        };
        let function = match word.keyword {
            Keyword::TRIM if word.quote_style.is_none() => return Some(trim(parser)),
            Keyword::CAST if word.quote_style.is_none() => CAST,
            Keyword::TRY_CAST if word.quote_style.is_none() => TRY_CAST,
            _ => return None,
        };
        Some(cast(parser, function))
    }

    /// `a LIKE b ESCAPE c`, where sqlparser wants a constant for c; and
    /// `a IS DISTINCT FROM b AND c` is `(a IS DISTINCT FROM b) AND c`; sqlparser takes all of `b AND c` for the right side.
    fn parse_infix(&self, parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Option<Result<Expr, ParserError>> {
        if is_like(parser) {
            return Some(like(parser, left, precedence));
        }
        let negated = if parser.parse_keywords(&[Keyword::IS, Keyword::DISTINCT, Keyword::FROM]) {
            false
        } else if parser.parse_keywords(&[Keyword::IS, Keyword::NOT, Keyword::DISTINCT, Keyword::FROM]) {
            true
        } else {
            return None;
        };
        let left = Box::new(left.clone());
        Some(parser.parse_subexpr(precedence).map(|right| match negated {
            true => Expr::IsNotDistinctFrom(left, Box::new(right)),
            false => Expr::IsDistinctFrom(left, Box::new(right)),
        }))
    }
}

/// `interval` without a string after it, which is a name like any other.
fn is_column_named_interval(parser: &Parser<'_>) -> bool {
    let next = &parser.peek_nth_token_ref(1).token;
    is_keyword(&parser.peek_token_ref().token, Keyword::INTERVAL)
        && !matches!(next, Token::SingleQuotedString(_) | Token::Plus | Token::Minus)
}

/// `trim(string)`, `trim(string, characters)`, `TRIM(LEADING FROM string)`, `TRIM(BOTH characters FROM string)`, `TRIM(characters FROM
/// string)`: sqlparser reads the middle one not at all, and the second with FROM only.
fn trim(parser: &mut Parser<'_>) -> Result<Expr, ParserError> {
    parser.next_token();
    parser.next_token();
    let trim_where = match parser.parse_one_of_keywords(&[Keyword::BOTH, Keyword::LEADING, Keyword::TRAILING]) {
        Some(Keyword::BOTH) => Some(TrimWhereField::Both),
        Some(Keyword::LEADING) => Some(TrimWhereField::Leading),
        Some(_) => Some(TrimWhereField::Trailing),
        None => None,
    };
    let blank = trim_where.is_some() && parser.parse_keyword(Keyword::FROM);
    let first = parser.parse_expr()?;
    let trimmed = if blank {
        Expr::Trim { expr: Box::new(first), trim_where, trim_what: None, trim_characters: None }
    } else if trim_where.is_some() || parser.peek_keyword(Keyword::FROM) {
        parser.expect_keyword(Keyword::FROM)?;
        let expr = Box::new(parser.parse_expr()?);
        Expr::Trim { expr, trim_where, trim_what: Some(Box::new(first)), trim_characters: None }
    } else if parser.consume_token(&Token::Comma) {
        Expr::Function(call("trim", vec![first, parser.parse_expr()?]))
    } else {
        Expr::Function(call("trim", vec![first]))
    };
    parser.expect_token(&Token::RParen)?;
    Ok(trimmed)
}

/// `[NOT] LIKE pattern [ESCAPE expression]`
fn like(parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Result<Expr, ParserError> {
    let negated = parser.parse_keyword(Keyword::NOT);
    parser.expect_keyword(Keyword::LIKE)?;
    let pattern = parser.parse_subexpr(precedence)?;
    let escape = if parser.parse_keyword(Keyword::ESCAPE) { Some(parser.parse_subexpr(precedence)?) } else { None };
    let escape_char = match escape {
        None => None,
        Some(Expr::Value(value)) => Some(value),
        Some(computed) => {
            let like = Expr::Function(call("$like", vec![left.clone(), pattern, computed]));
            return Ok(match negated {
                true => Expr::UnaryOp { op: ast::UnaryOperator::Not, expr: Box::new(Expr::Nested(Box::new(like))) },
                false => like,
            });
        }
    };
    let (expr, pattern) = (Box::new(left.clone()), Box::new(pattern));
    Ok(Expr::Like { negated, any: false, expr, pattern, escape_char })
}

/// Whether LIKE comes next, other than `LIKE ANY`.
fn is_like(parser: &Parser<'_>) -> bool {
    let is = |at: usize, keyword: Keyword| is_keyword(&parser.peek_nth_token_ref(at).token, keyword);
    let at = usize::from(is(0, Keyword::NOT));
    is(at, Keyword::LIKE) && !is(at + 1, Keyword::ANY)
}

fn cast(parser: &mut Parser<'_>, function: &str) -> Result<Expr, ParserError> {
    parser.next_token();
    parser.next_token();
    let operand = parser.parse_expr()?;
    parser.expect_keyword(Keyword::AS)?;
    let mut depth = 0;
    let mut type_name = String::new();
    loop {
        let token = parser.next_token();
        match token.token {
            Token::RParen if depth == 0 => break,
            Token::EOF => return parser.expected("`)` after the type", token),
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            _ => {}
        }
        match &token.token {
            // sqlparser does not double the quotes in it again.
            Token::Word(word) if word.quote_style == Some('"') => {
                type_name.push_str(&format!("\"{}\"", word.value.replace('"', "\"\"")));
            }
            token => type_name.push_str(&token.to_string()),
        }
        type_name.push(' ');
    }
    let type_name = string(&type_name.trim_end().to_lowercase());
    Ok(Expr::Function(call(function, vec![operand, type_name])))
}

/// A quoted name.
pub(super) fn quoted(name: impl Into<String>) -> Ident {
    ast::Ident::with_quote('"', name)
}
