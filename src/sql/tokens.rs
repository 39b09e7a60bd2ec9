//! SQL as tokens, for questions about statements that a parser is not needed for.
//!
//! Only what decides where a token begins and ends is known here: quotes and comments, as in Trino's grammar (`SqlBase.g4`, the lexer).

/// The tokens of a statement: words, quoted names and strings, `->`, and single characters. Comments and white space are skipped.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        Self { rest: sql }
    }

    /// The SQL after the last token.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    fn skip_space_and_comments(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            if let Some(comment) = self.rest.strip_prefix("--") {
                self.rest = comment.find(['\n', '\r']).map_or("", |end| &comment[end..]);
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                self.rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            } else {
                return;
            }
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    /// A doubled quote inside quotes makes two tokens of one string, of which neither is a word.
    fn next(&mut self) -> Option<&'a str> {
        self.skip_space_and_comments();
        let first = self.rest.chars().next()?;
        let end = match first {
            '\'' | '"' | '`' => 1 + self.rest[1..].find(first).map_or(self.rest.len() - 1, |end| end + 1),
            '-' if self.rest.starts_with("->") => 2,
            c if c.is_alphanumeric() || c == '_' => {
                self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.rest.len())
            }
            c => c.len_utf8(),
        };
        let (token, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_comments_hide_what_is_in_them() {
        let sql = "a.\"select x\" -> 'it''s' /* select */ b- >c -- select\n, d";
        let tokens: Vec<&str> = Tokens::new(sql).collect();
        assert_eq!(tokens, ["a", ".", "\"select x\"", "->", "'it'", "'s'", "b", "-", ">", "c", ",", "d"]);
    }

    #[test]
    fn quotes_and_comments_may_stay_open() {
        assert_eq!(Tokens::new("a 'b c").collect::<Vec<_>>(), ["a", "'b c"]);
        assert_eq!(Tokens::new("a /* b").collect::<Vec<_>>(), ["a"]);
    }
}
