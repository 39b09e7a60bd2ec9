//! Parses the literal of `sql!` and `sql_query!`: SQL, and Rust between braces.
//!
//! Of the SQL, only as much is parsed as tells code from quotes and comments. Whatever could reach beyond the end of the literal, or turn a
//! value into something else, is an error.

/// One piece of the literal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SqlPiece {
    Sql(String),
    /// A Rust expression, as written.
    Operand(String),
}

/// What a character of the SQL is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lexeme {
    Code,
    Quotes(char),
    LineComment,
    BlockComment,
}

struct Scanner {
    pieces: Vec<SqlPiece>,
    sql: String,
    lexeme: Lexeme,
    /// The closing counterparts of what is open.
    open: Vec<char>,
}

/// Splits the literal into its pieces.
pub(crate) fn parse(text: &str) -> Result<Vec<SqlPiece>, String> {
    let mut scanner = Scanner { pieces: Vec::new(), sql: String::new(), lexeme: Lexeme::Code, open: Vec::new() };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '{' if rest.starts_with("{{") => scanner.take("{")? + 1,
            '}' if rest.starts_with("}}") => scanner.take("}")? + 1,
            '}' => return Err("unmatched `}`: a brace of the SQL itself is written `}}`".into()),
            '{' => {
                let operand = operand(rest)?;
                scanner.operand(operand)?;
                operand.len() + 2
            }
            _ => scanner.take(rest)?,
        };
        rest = &rest[length..];
    }
    scanner.done()
}

impl Scanner {
    /// Takes what `rest` begins with; returns its length.
    fn take(&mut self, rest: &str) -> Result<usize, String> {
        let Some(c) = rest.chars().next() else { return Ok(0) };
        if c.is_control() && !matches!(c, '\n' | '\r' | '\t') {
            return Err(format!("the control character {c:?} is not allowed in SQL"));
        }
        let two = |pair: &str| rest.starts_with(pair);
        let mut length = c.len_utf8();
        self.lexeme = match self.lexeme {
            Lexeme::Code if two("--") => Lexeme::LineComment,
            Lexeme::Code if two("/*") => {
                length = 2;
                Lexeme::BlockComment
            }
            Lexeme::Code if matches!(c, '\'' | '"') => Lexeme::Quotes(c),
            Lexeme::Code => {
                self.code(c)?;
                Lexeme::Code
            }
            // A doubled quote closes and opens again.
            Lexeme::Quotes(quote) if c == quote => Lexeme::Code,
            Lexeme::LineComment if matches!(c, '\n' | '\r') => Lexeme::Code,
            Lexeme::BlockComment if two("*/") => {
                length = 2;
                Lexeme::Code
            }
            lexeme => lexeme,
        };
        self.put(&rest[..length]);
        Ok(length)
    }

    fn code(&mut self, c: char) -> Result<(), String> {
        match c {
            '(' => self.open.push(')'),
            '[' => self.open.push(']'),
            ')' | ']' if self.open.pop() != Some(c) => return Err(format!("unmatched `{c}`")),
            '?' => return Err("`?` is not a placeholder here: write the value between braces, as in `{value}`".into()),
            ';' => return Err("`;` ends a statement, and each statement is sent by itself: leave it out".into()),
            '`' => return Err("names in a query are quoted with double quotes, not with backquotes".into()),
            _ => {}
        }
        Ok(())
    }

    /// A value beside a word or another value would become a part of it (`'a''b'`, `X'41'`, `U&'\41'`), and `-{n}` a comment where `n` is negative.
    fn put(&mut self, sql: &str) {
        let after_operand = self.sql.is_empty() && matches!(self.pieces.last(), Some(SqlPiece::Operand(_)));
        if after_operand && sql.starts_with(sticks) {
            self.sql.push(' ');
        }
        self.sql.push_str(sql);
    }

    fn operand(&mut self, operand: &str) -> Result<(), String> {
        match self.lexeme {
            Lexeme::Code => {}
            Lexeme::Quotes(quote) => {
                return Err(format!(
                    "`{{{operand}}}` is inside quotes ({quote}), where it would be part of a string: values and names are \
                     quoted by the macro; a brace of the SQL itself is written `{{{{`"
                ));
            }
            Lexeme::LineComment | Lexeme::BlockComment => {
                return Err(format!("`{{{operand}}}` is in a comment; a brace of the SQL itself is written `{{{{`"));
            }
        }
        let after_operand = self.sql.is_empty() && !self.pieces.is_empty();
        if after_operand || self.sql.ends_with(|c| matches!(c, '-' | '&') || sticks(c)) {
            self.sql.push(' ');
        }
        self.end_sql();
        self.pieces.push(SqlPiece::Operand(operand.to_owned()));
        Ok(())
    }

    fn end_sql(&mut self) {
        if !self.sql.is_empty() {
            self.pieces.push(SqlPiece::Sql(std::mem::take(&mut self.sql)));
        }
    }

    fn done(mut self) -> Result<Vec<SqlPiece>, String> {
        match self.lexeme {
            Lexeme::Code => {}
            Lexeme::Quotes(quote) => return Err(format!("the quotes ({quote}) are not closed")),
            Lexeme::LineComment => return Err("a `--` comment must end with a new line".into()),
            Lexeme::BlockComment => return Err("the comment is not closed: `*/` is missing".into()),
        }
        if let Some(missing) = self.open.last() {
            return Err(format!("a bracket is not closed: `{missing}` is missing"));
        }
        self.end_sql();
        let blank = |piece: &SqlPiece| matches!(piece, SqlPiece::Sql(sql) if sql.trim().is_empty());
        if self.pieces.iter().all(blank) { Err("the SQL is empty".into()) } else { Ok(self.pieces) }
    }
}

/// Joins a word or quotes beside it.
fn sticks(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '\'' | '"')
}

/// The Rust expression that `rest` begins with, without its braces.
fn operand(rest: &str) -> Result<&str, String> {
    let (mut depth, mut at) = (0usize, 0);
    while let Some(c) = rest[at..].chars().next() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok(&rest[1..at]);
        }
        at += step(&rest[at..]);
    }
    Err("`{` is not closed; a brace of the SQL itself is written `{{`".into())
}

/// How long the literal or the other character is that this Rust begins with: a brace in a literal is none.
fn step(rust: &str) -> usize {
    match rust.as_bytes() {
        [b'"', ..] => {
            let mut escaped = false;
            let end = rust[1..].find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            end.map_or(rust.len(), |end| end + 2)
        }
        [b'\'', b'\\', _, b'\'', ..] => 4,
        [b'\'', _, b'\'', ..] => 3,
        _ => rust.chars().next().map_or(1, char::len_utf8),
    }
}

#[cfg(test)]
mod tests {
    use super::{SqlPiece, parse};

    /// The pieces with operands between `⟨⟩`.
    fn taken_apart(text: &str) -> String {
        let pieces = parse(text).expect("well formed");
        pieces
            .into_iter()
            .map(|piece| match piece {
                SqlPiece::Sql(sql) => sql,
                SqlPiece::Operand(operand) => format!("⟨{operand}⟩"),
            })
            .collect()
    }

    #[test]
    fn sql_and_rust_are_told_apart() {
        for (text, pieces) in [
            ("lower({p.user}) = {who} AND x", "lower(⟨p.user⟩) = ⟨who⟩ AND x"),
            ("{a}", "⟨a⟩"),
            ("{if x { 1 } else { 2 }} + 1", "⟨if x { 1 } else { 2 }⟩ + 1"),
            (r#"{f("}\"}", '}', '\'', '"')} = 1"#, r#"⟨f("}\"}", '}', '\'', '"')⟩ = 1"#),
            ("{p.alias::<'q'>().user} = {x}", "⟨p.alias::<'q'>().user⟩ = ⟨x⟩"),
            ("a = '{{}}' AND {b}", "a = '{}' AND ⟨b⟩"),
            ("a = 'it''s; why? (' AND {b}", "a = 'it''s; why? (' AND ⟨b⟩"),
            ("\"a?\"[{n}]", "\"a?\"[⟨n⟩]"),
            ("/* (;?' */ {a} -- ('\n = 1", "/* (;?' */ ⟨a⟩ -- ('\n = 1"),
            ("/*/ ' */ {a}", "/*/ ' */ ⟨a⟩"),
            ("{p}.x", "⟨p⟩.x"),
        ] {
            assert_eq!(taken_apart(text), pieces, "{text}");
        }
    }

    #[test]
    fn an_operand_joins_nothing_beside_it() {
        for (text, pieces) in [
            ("{a}{b}", "⟨a⟩ ⟨b⟩"),
            ("1 -{n}", "1 - ⟨n⟩"),
            ("X{a}", "X ⟨a⟩"),
            ("U&{a}", "U& ⟨a⟩"),
            ("'a'{b}'c'", "'a' ⟨b⟩ 'c'"),
            ("{a}AND{b}", "⟨a⟩ AND ⟨b⟩"),
        ] {
            assert_eq!(taken_apart(text), pieces, "{text}");
        }
    }

    #[test]
    fn what_reaches_over_the_end_is_a_mistake() {
        for (text, message) in [
            ("", "the SQL is empty"),
            (" \n", "the SQL is empty"),
            ("a = 'b", "the quotes (') are not closed"),
            ("\"a = 1", "the quotes (\") are not closed"),
            ("f(a", "a bracket is not closed: `)` is missing"),
            ("f(a]", "unmatched `]`"),
            ("a)", "unmatched `)`"),
            ("a -- b", "a `--` comment must end with a new line"),
            ("a /* b", "the comment is not closed: `*/` is missing"),
            ("a = ?", "`?` is not a placeholder here: write the value between braces, as in `{value}`"),
            ("a; b", "`;` ends a statement, and each statement is sent by itself: leave it out"),
            ("`a` = 1", "names in a query are quoted with double quotes, not with backquotes"),
            ("a\u{1}", "the control character '\\u{1}' is not allowed in SQL"),
            ("'\u{0}'", "the control character '\\0' is not allowed in SQL"),
            ("a}", "unmatched `}`: a brace of the SQL itself is written `}}`"),
            ("{a", "`{` is not closed; a brace of the SQL itself is written `{{`"),
        ] {
            assert_eq!(parse(text), Err(message.to_owned()), "{text}");
        }
    }

    #[test]
    fn an_operand_stands_in_no_quotes_and_no_comment() {
        for text in ["a = '{b}'", "\"{a}\" = 1", "a LIKE '%{b}%'"] {
            let message = parse(text).expect_err(text);
            assert!(message.contains("is inside quotes"), "{message}");
        }
        for text in ["-- {b}\n1", "1 /* {b} */"] {
            let message = parse(text).expect_err(text);
            assert!(message.contains("is in a comment"), "{message}");
        }
    }
}
