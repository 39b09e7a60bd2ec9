//! Hive's grammar, for sqlparser: CREATE EXTERNAL TABLE, DROP TABLE, SHOW, DESCRIBE.

use datafusion::sql::sqlparser::{
    dialect::Dialect,
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::{Token, TokenWithSpan, Tokenizer},
};

use super::parse::syntax;
use crate::error::{Error, ErrorKind, Result};

/// Backticks quote names, a backslash escapes in strings. Double quotes make a string, so they never make a name.
#[derive(Debug)]
pub(in crate::local) struct HiveDialect;

impl Dialect for HiveDialect {
    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '`'
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_ascii_alphanumeric() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_ascii_alphanumeric() || ch == '_'
    }

    fn supports_string_literal_backslash_escape(&self) -> bool {
        true
    }

    /// `struct<a:t>` as a type.
    fn supports_struct_literal(&self) -> bool {
        true
    }

    /// `map<k,v>` as a type.
    fn supports_map_literal_with_angle_brackets(&self) -> bool {
        true
    }

    fn supports_numeric_prefix(&self) -> bool {
        true
    }
}

/// Runs a parser over a whole statement. Strings keep their escapes: sqlparser undoes MySQL's, Hive's are [`unescaped`].
pub(in crate::local) fn parse_hive<T>(
    sql: &str,
    parse: impl FnOnce(&mut Parser<'_>) -> Result<T, ParserError>,
) -> Result<T> {
    let mut tokens =
        Tokenizer::new(&HiveDialect, sql).with_unescape(false).tokenize_with_location().map_err(|error| {
            let (line, column) = (error.location.line, error.location.column);
            Error::from(ErrorKind::Syntax { line, column, message: error.message })
        })?;
    comments_in_single_quotes(&mut tokens);
    let mut parser = Parser::new(&HiveDialect).with_tokens_with_locations(tokens);
    let parsed = parse(&mut parser).and_then(|parsed| {
        let _ = parser.consume_token(&Token::SemiColon);
        parser.expect_token(&Token::EOF).map(|_| parsed)
    });
    parsed.map_err(|error| syntax(error, sql))
}

/// Of the places of a string, only COMMENT of a column takes none in double quotes from sqlparser.
fn comments_in_single_quotes(tokens: &mut [TokenWithSpan]) {
    let mut after_comment = false;
    for TokenWithSpan { token, .. } in tokens {
        match token {
            Token::Whitespace(_) => continue,
            Token::DoubleQuotedString(string) if after_comment => {
                *token = Token::SingleQuotedString(std::mem::take(string));
            }
            _ => {}
        }
        after_comment =
            matches!(token, Token::Word(word) if word.keyword == Keyword::COMMENT && word.quote_style.is_none());
    }
}

/// Undoes the escapes of a Hive string.
pub(in crate::local) fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (decoded, used) = escape(after);
        out.push_str(&decoded);
        rest = &after[used..];
    }
    out.push_str(rest);
    out
}

/// What an escape means, and how many bytes after the backslash it took.
fn escape(after: &str) -> (String, usize) {
    let number = |digits: Option<&str>, radix| {
        let plain = digits.filter(|digits| digits.chars().all(|c| c.is_digit(radix)));
        plain.and_then(|digits| u32::from_str_radix(digits, radix).ok()).and_then(char::from_u32)
    };
    if let Some(c) = after.strip_prefix('u').and_then(|rest| number(rest.get(..4), 16)) {
        return (c.to_string(), 5);
    }
    if let Some(c) = number(after.get(..3), 8).filter(|_| after.starts_with(['0', '1'])) {
        return (c.to_string(), 3);
    }
    let Some(c) = after.chars().next() else { return ("\\".to_owned(), 0) };
    let decoded = match c {
        '0' => "\0".to_owned(),
        'b' => "\u{8}".to_owned(),
        'n' => "\n".to_owned(),
        'r' => "\r".to_owned(),
        't' => "\t".to_owned(),
        'Z' => "\u{1a}".to_owned(),
        // Hive keeps these two as they are, for LIKE.
        '%' => "\\%".to_owned(),
        '_' => "\\_".to_owned(),
        other => other.to_string(),
    };
    (decoded, c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_the_hive_writer_writes_is_read_back(string in any::<String>()) {
            let literal = crate::sql::hive::string(&string);
            let read = parse_hive(&literal, |parser| parser.parse_literal_string()).map(|raw| unescaped(&raw));
            prop_assert_eq!(read.ok(), Some(string));
        }
    }

    #[test]
    fn hive_escapes_are_undone() {
        assert_eq!(unescaped(r"a\'b\\c\n\t\001\u00e9\%\_\q"), "a'b\\c\n\t\u{1}é\\%\\_q");
    }
}
