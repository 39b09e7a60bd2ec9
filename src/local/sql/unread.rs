//! What Athena's grammar has and sqlparser does not read at all, refused by name before it would be a syntax error.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::error::{Error, Result};

/// Words that a parenthesis follows, and what they begin.
const BEFORE_PARENTHESIS: [(&str, &str); 2] = [("match_recognize", "MATCH_RECOGNIZE"), ("json_table", "JSON_TABLE")];

/// # Errors
/// [`ErrorKind::Unsupported`](crate::error::ErrorKind::Unsupported)
pub(super) fn check(tokens: &[TokenWithSpan]) -> Result<()> {
    let words: Vec<Word> = tokens.iter().filter_map(|token| Word::of(&token.token)).collect();
    let pairs = words.windows(2).map(|pair| (&pair[0], &pair[1]));
    for (first, second) in pairs {
        if *second == Word::Parenthesis
            && let Some((_, what)) = BEFORE_PARENTHESIS.iter().find(|(word, _)| first.is(word))
        {
            return Err(Error::unsupported(*what));
        }
        if first.is("with") && second.is("function") && words.contains(&Word::Plain("returns".to_owned())) {
            return Err(Error::unsupported("WITH FUNCTION"));
        }
    }
    let pattern = words.windows(2).position(|pair| pair[0].is("pattern") && pair[1] == Word::Parenthesis);
    if pattern.is_some_and(|at| words[at..].iter().any(|word| word.is("define"))) {
        return Err(Error::unsupported("row pattern recognition in a window (PATTERN … DEFINE)"));
    }
    Ok(())
}

/// Whether text that the tokenizer could not read is of a kind that is refused: a pattern may have `$` in it.
pub(super) fn may_be_pattern(sql: &str) -> Option<Error> {
    sql.to_ascii_lowercase().contains("match_recognize").then(|| Error::unsupported("MATCH_RECOGNIZE"))
}

#[derive(PartialEq)]
enum Word {
    /// Without quotes, in lower case.
    Plain(String),
    Parenthesis,
    Other,
}

impl Word {
    fn of(token: &Token) -> Option<Self> {
        match token {
            Token::Whitespace(_) => None,
            Token::Word(word) if word.quote_style.is_none() => Some(Self::Plain(word.value.to_ascii_lowercase())),
            Token::LParen => Some(Self::Parenthesis),
            _ => Some(Self::Other),
        }
    }

    fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Plain(word) if word == wanted)
    }
}
