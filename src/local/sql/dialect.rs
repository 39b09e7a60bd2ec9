//! Trino's grammar, as Athena takes it, for sqlparser.

use datafusion::sql::sqlparser::{
    ast::{self, Expr, Ident},
    dialect::Dialect,
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::Token,
};

use super::{
    calls::{call, string},
    json_calls,
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
        if let Some(trim) = parser.maybe_parse(trim_from).transpose() {
            return Some(trim.map(Expr::Function));
        }
        if let Some(trim) = parser.maybe_parse(trim_characters).transpose() {
            return Some(trim.map(Expr::Function));
        }
        let (Token::Word(word), Token::LParen) = (&parser.peek_token_ref().token, &parser.peek_nth_token(1).token)
        else {
            return None;
        };
        let function = match word.keyword {
            Keyword::CAST if word.quote_style.is_none() => CAST,
            Keyword::TRY_CAST if word.quote_style.is_none() => TRY_CAST,
            _ => return None,
        };
        Some(cast(parser, function))
    }

    /// `a LIKE b ESCAPE c`, where sqlparser wants a constant for c; and
    /// `a IS DISTINCT FROM b AND c` is `(a IS DISTINCT FROM b) AND c`; sqlparser takes all of `b AND c` for the right side.
    fn parse_infix(&self, parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Option<Result<Expr, ParserError>> {
        if let Some(like) = parser.maybe_parse(|parser| like(parser, left, precedence)).transpose() {
            return Some(like);
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
    let is_keyword = matches!(&parser.peek_token_ref().token,
        Token::Word(word) if word.quote_style.is_none() && word.keyword == Keyword::INTERVAL);
    let next = &parser.peek_nth_token_ref(1).token;
    is_keyword && !matches!(next, Token::SingleQuotedString(_) | Token::Plus | Token::Minus)
}

/// `TRIM(LEADING FROM string)`: white space, which sqlparser reads with characters only.
fn trim_from(parser: &mut Parser<'_>) -> Result<ast::Function, ParserError> {
    parser.expect_keyword(Keyword::TRIM)?;
    parser.expect_token(&Token::LParen)?;
    let name = match parser.expect_one_of_keywords(&[Keyword::BOTH, Keyword::LEADING, Keyword::TRAILING])? {
        Keyword::LEADING => "ltrim",
        Keyword::TRAILING => "rtrim",
        _ => "trim",
    };
    parser.expect_keyword(Keyword::FROM)?;
    let value = parser.parse_expr()?;
    parser.expect_token(&Token::RParen)?;
    Ok(call(name, vec![value]))
}

/// `trim(string, characters)`, which sqlparser reads with FROM only.
fn trim_characters(parser: &mut Parser<'_>) -> Result<ast::Function, ParserError> {
    parser.expect_keyword(Keyword::TRIM)?;
    parser.expect_token(&Token::LParen)?;
    let value = parser.parse_expr()?;
    parser.expect_token(&Token::Comma)?;
    let characters = parser.parse_expr()?;
    parser.expect_token(&Token::RParen)?;
    Ok(call("trim", vec![value, characters]))
}

/// `LIKE pattern ESCAPE expression`; an error for any other LIKE.
fn like(parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Result<Expr, ParserError> {
    let negated = parser.parse_keyword(Keyword::NOT);
    parser.expect_keyword(Keyword::LIKE)?;
    let pattern = parser.parse_subexpr(precedence)?;
    parser.expect_keyword(Keyword::ESCAPE)?;
    if matches!(parser.peek_token_ref().token, Token::SingleQuotedString(_)) {
        return parser.expected("an escape that is not constant", parser.peek_token());
    }
    let escape = parser.parse_subexpr(precedence)?;
    let like = Expr::Function(call("$like", vec![left.clone(), pattern, escape]));
    Ok(match negated {
        true => Expr::UnaryOp { op: ast::UnaryOperator::Not, expr: Box::new(Expr::Nested(Box::new(like))) },
        false => like,
    })
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
        type_name.push_str(&token.token.to_string());
        type_name.push(' ');
    }
    let type_name = string(&type_name.trim_end().to_lowercase());
    Ok(Expr::Function(call(function, vec![operand, type_name])))
}

/// A quoted name.
pub(super) fn quoted(name: impl Into<String>) -> Ident {
    ast::Ident::with_quote('"', name)
}
