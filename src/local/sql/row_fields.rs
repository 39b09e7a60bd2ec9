//! The case of the fields of a row type: `CAST(x AS row("A" bigint))` has a field `A` in Trino, and one without quotes is lower case.
//!
//! Everything but the names of columns is lower case here, so that such a field would be printed in another case.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Word};

use crate::error::{Error, Result};

/// Refuses a field in quotes with upper-case letters.
///
/// # Errors
/// [`ErrorKind::Unsupported`](crate::error::ErrorKind::Unsupported)
pub(super) fn check(tokens: &[TokenWithSpan]) -> Result<()> {
    let tokens = tokens.iter().map(|token| &token.token).filter(|token| !matches!(token, Token::Whitespace(_)));
    let tokens: Vec<&Token> = tokens.collect();
    let mut in_row = vec![false];
    for (i, token) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| tokens.get(i));
        match token {
            Token::LParen => in_row.push(matches!(before, Some(Token::Word(word)) if is_plain(word, "row"))),
            Token::RParen => {
                in_row.pop();
            }
            Token::Word(name) if name.quote_style.is_some() && name.value.chars().any(char::is_uppercase) => {
                let begins = matches!(before, Some(Token::LParen | Token::Comma));
                if begins
                    && in_row.last() == Some(&true)
                    && matches!(tokens.get(i + 1), Some(Token::Word(of)) if is_type(of))
                {
                    return Err(Error::unsupported(format!("a field of a row in upper case, `{token}`")));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_plain(word: &Word, name: &str) -> bool {
    word.quote_style.is_none() && word.value.eq_ignore_ascii_case(name)
}

/// Whether a word after a name makes it a field: what else follows a name is an operator.
fn is_type(word: &Word) -> bool {
    const OPERATORS: [&str; 9] = ["and", "or", "not", "is", "in", "like", "between", "at", "order"];
    !OPERATORS.iter().any(|operator| is_plain(word, operator))
}
