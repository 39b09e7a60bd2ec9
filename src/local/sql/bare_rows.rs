//! `VALUES 1, 2`: rows without parentheses.
//!
//! To Trino a row of VALUES is any expression, and one that is not a row is the only column of its row ("VALUES"). sqlparser wants
//! parentheses around every row, and takes VALUES for a query in some places only. So the tokens are completed before they are parsed.

use datafusion::sql::sqlparser::{
    keywords::Keyword,
    tokenizer::{Token, TokenWithSpan},
};

use super::words::is_keyword;

/// Puts parentheses around the rows of VALUES that have none; in parentheses, VALUES becomes `SELECT * FROM (VALUES …)`.
pub(super) fn parenthesized(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    // White space tells nothing: positions are in the tokens.
    let tokens: Vec<TokenWithSpan> = tokens.into_iter().filter(|t| !matches!(t.token, Token::Whitespace(_))).collect();
    if !tokens.iter().any(|token| is_keyword(&token.token, Keyword::VALUES)) {
        return tokens;
    }
    let mut out = Vec::with_capacity(tokens.len() + 16);
    copy(&tokens, &mut out);
    out
}

fn copy(tokens: &[TokenWithSpan], out: &mut Vec<TokenWithSpan>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        if !is_keyword(&token.token, Keyword::VALUES) {
            out.push(token.clone());
            continue;
        }
        let nested = out.last().is_some_and(|last| last.token == Token::LParen);
        let like = |new: Token| TokenWithSpan::new(new, token.span);
        if nested {
            let word = |word: &str| like(Token::make_keyword(word));
            out.extend([word("SELECT"), like(Token::Mul), word("FROM"), like(Token::LParen)]);
        }
        out.push(token.clone());
        let end = at + length(&tokens[at..]);
        rows(&tokens[at..end], out);
        if nested {
            out.push(like(Token::RParen));
        }
        at = end;
    }
}

/// The number of tokens up to what ends VALUES.
fn length(tokens: &[TokenWithSpan]) -> usize {
    let ends = |token: &Token| {
        let clause = [
            Keyword::ORDER,
            Keyword::LIMIT,
            Keyword::OFFSET,
            Keyword::FETCH,
            Keyword::UNION,
            Keyword::INTERSECT,
            Keyword::EXCEPT,
        ];
        matches!(token, Token::SemiColon | Token::EOF) || clause.iter().any(|keyword| is_keyword(token, *keyword))
    };
    let mut depth = 0usize;
    for (i, token) in tokens.iter().enumerate() {
        match &token.token {
            _ if depth == 0 && ends(&token.token) => return i,
            Token::RParen | Token::RBracket if depth == 0 => return i,
            token => depth = deeper(depth, token),
        }
    }
    tokens.len()
}

fn deeper(depth: usize, token: &Token) -> usize {
    match token {
        Token::LParen | Token::LBracket => depth + 1,
        Token::RParen | Token::RBracket => depth.saturating_sub(1),
        _ => depth,
    }
}

/// The rows between commas.
fn rows(tokens: &[TokenWithSpan], out: &mut Vec<TokenWithSpan>) {
    let mut start = 0;
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate() {
        if depth == 0 && token.token == Token::Comma {
            row(&tokens[start..i], out);
            out.push(token.clone());
            start = i + 1;
        }
        depth = deeper(depth, &token.token);
    }
    row(&tokens[start..], out);
}

/// `ROW(1, 2)` is an expression, too: that its fields are columns is decided later.
fn row(tokens: &[TokenWithSpan], out: &mut Vec<TokenWithSpan>) {
    let Some(first) = tokens.first() else { return };
    if is_parenthesized(tokens) && !is_query(&tokens[1..]) {
        return copy(tokens, out);
    }
    out.push(TokenWithSpan::new(Token::LParen, first.span));
    copy(tokens, out);
    let last = tokens.last().unwrap_or(first);
    out.push(TokenWithSpan::new(Token::RParen, last.span));
}

fn is_query(tokens: &[TokenWithSpan]) -> bool {
    let begins = [Keyword::SELECT, Keyword::WITH, Keyword::VALUES];
    tokens.first().is_some_and(|token| begins.iter().any(|keyword| is_keyword(&token.token, *keyword)))
}

/// Whether the first parenthesis is closed by the last token.
fn is_parenthesized(tokens: &[TokenWithSpan]) -> bool {
    let mut depth = 0;
    tokens.first().is_some_and(|token| token.token == Token::LParen)
        && tokens.iter().enumerate().all(|(i, token)| {
            depth = deeper(depth, &token.token);
            depth > 0 || i + 1 == tokens.len()
        })
}
