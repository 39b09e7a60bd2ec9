//! Words among the tokens of a statement.

use datafusion::sql::sqlparser::{keywords::Keyword, tokenizer::Token};

/// The case of the words among tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Written,
    Folded,
}

/// Whether a token is that word without quotes.
pub(super) fn is_keyword(token: &Token, keyword: Keyword) -> bool {
    matches!(token, Token::Word(word) if word.quote_style.is_none() && word.keyword == keyword)
}
