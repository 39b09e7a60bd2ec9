//! What Athena's grammar has and sqlparser does not read at all, refused by name before it would be a syntax error.

use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::error::{Error, Result};

/// What the clauses of MATCH_RECOGNIZE begin with.
const CLAUSES: [&str; 9] = ["partition", "order", "measures", "one", "all", "after", "initial", "seek", "pattern"];

/// # Errors
/// [`ErrorKind::Unsupported`](crate::error::ErrorKind::Unsupported)
pub(super) fn check(tokens: &[TokenWithSpan]) -> Result<()> {
    let words: Vec<Word> = tokens.iter().filter_map(|token| Word::of(&token.token)).collect();
    // All of these are names, too: the words of the clause follow.
    let what = words.windows(4).find_map(|four| match four {
        [first, Word::Parenthesis, ..] if first.is("json_table") => Some("JSON_TABLE"),
        [first, Word::Parenthesis, clause, next]
            if first.is("match_recognize") && CLAUSES.iter().any(|word| clause.is(word)) && *next != Word::End =>
        {
            Some("MATCH_RECOGNIZE")
        }
        [with, function, Word::Plain(name), Word::Parenthesis]
            if with.is("with") && function.is("function") && name != "as" =>
        {
            Some("WITH FUNCTION")
        }
        _ => None,
    });
    let pattern = words.windows(2).position(|pair| pair[0].is("pattern") && pair[1] == Word::Parenthesis);
    let defines = |three: &[Word]| three[0].is("define") && three[1] != Word::End && three[2].is("as");
    let in_window = pattern.is_some_and(|at| words[at..].windows(3).any(defines));
    match what.or(in_window.then_some("row pattern recognition in a window (PATTERN … DEFINE)")) {
        Some(what) => Err(Error::unsupported(what)),
        None => Ok(()),
    }
}

/// Whether text that the tokenizer could not read is of a kind that is refused: a pattern may have `$` in it.
pub(super) fn may_be_pattern(sql: &str) -> Option<Error> {
    sql.to_ascii_lowercase().contains("match_recognize").then(|| Error::unsupported("MATCH_RECOGNIZE"))
}

#[derive(PartialEq)]
enum Word {
    /// Without quotes, in lower case.
    Plain(String),
    /// That opens.
    Parenthesis,
    /// A comma, or a parenthesis that closes.
    End,
    Other,
}

impl Word {
    fn of(token: &Token) -> Option<Self> {
        match token {
            Token::Whitespace(_) => None,
            Token::Word(word) if word.quote_style.is_none() => Some(Self::Plain(word.value.to_ascii_lowercase())),
            Token::LParen => Some(Self::Parenthesis),
            Token::RParen | Token::Comma => Some(Self::End),
            _ => Some(Self::Other),
        }
    }

    fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Plain(word) if word == wanted)
    }
}
