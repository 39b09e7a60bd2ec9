//! `TABLE t` as a query: `SELECT * FROM t` ("SELECT", "TABLE").

use datafusion::sql::sqlparser::{
    keywords::Keyword,
    tokenizer::{Token, TokenWithSpan},
};

use super::words::is_keyword;

/// Writes it out. White space is gone from the tokens.
pub(super) fn written_out(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut out: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let named = matches!(tokens.peek().map(|next| &next.token), Some(Token::Word(_)));
        if is_keyword(&token.token, Keyword::TABLE) && named && begins_query(out.last().map(|last| &last.token)) {
            let like = |new: Token| TokenWithSpan::new(new, token.span);
            out.extend([like(Token::make_keyword("SELECT")), like(Token::Mul), like(Token::make_keyword("FROM"))]);
        } else {
            out.push(token);
        }
    }
    out
}

/// Whether a query can begin after a token.
fn begins_query(before: Option<&Token>) -> bool {
    const SET_OPERATIONS: [Keyword; 5] =
        [Keyword::UNION, Keyword::INTERSECT, Keyword::EXCEPT, Keyword::ALL, Keyword::DISTINCT];
    before.is_none_or(|token| {
        matches!(token, Token::LParen | Token::RParen) || SET_OPERATIONS.iter().any(|word| is_keyword(token, *word))
    })
}
