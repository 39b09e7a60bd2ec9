//! The text of `sql!` and `sql_query!` taken apart: SQL, and Rust between braces.
//!
//! Of the SQL, only so much is read as says where it stands: in code, in quotes, in a comment. Whatever could reach over the end of the text,
//! or turn a value into something else, is a mistake.

/// One piece of the text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Sql(String),
    /// A Rust expression, as written.
    Operand(String),
}

/// Where in the SQL a character stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Code,
    Quotes(char),
    LineComment,
    BlockComment,
}

struct Scanner {
    pieces: Vec<Piece>,
    sql: String,
    place: Place,
    /// The closing counterparts of what is open.
    open: Vec<char>,
}

/// Takes a text apart.
pub(crate) fn parse(text: &str) -> Result<Vec<Piece>, String> {
    let mut scanner = Scanner { pieces: Vec::new(), sql: String::new(), place: Place::Code, open: Vec::new() };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '{' if rest.starts_with("{{") => scanner.take("{")? + 1,
            '}' if rest.starts_with("}}") => scanner.take("}")? + 1,
            '}' => return Err("`}` closes nothing: a brace of the SQL itself is written `}}`".into()),
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
    /// Takes what `rest` begins with, and says how long that is.
    fn take(&mut self, rest: &str) -> Result<usize, String> {
        let Some(c) = rest.chars().next() else { return Ok(0) };
        if c.is_control() && !matches!(c, '\n' | '\r' | '\t') {
            return Err(format!("the control character {c:?} has no place in SQL"));
        }
        let two = |pair: &str| rest.starts_with(pair);
        let mut length = c.len_utf8();
        self.place = match self.place {
            Place::Code if two("--") => Place::LineComment,
            Place::Code if two("/*") => {
                length = 2;
                Place::BlockComment
            }
            Place::Code if matches!(c, '\'' | '"') => Place::Quotes(c),
            Place::Code => {
                self.code(c)?;
                Place::Code
            }
            // A doubled quote closes and opens again.
            Place::Quotes(quote) if c == quote => Place::Code,
            Place::LineComment if matches!(c, '\n' | '\r') => Place::Code,
            Place::BlockComment if two("*/") => {
                length = 2;
                Place::Code
            }
            place => place,
        };
        self.put(&rest[..length]);
        Ok(length)
    }

    fn code(&mut self, c: char) -> Result<(), String> {
        match c {
            '(' => self.open.push(')'),
            '[' => self.open.push(']'),
            ')' | ']' if self.open.pop() != Some(c) => return Err(format!("`{c}` closes nothing")),
            '?' => return Err("`?` stands for no value here: write the value between braces, as in `{value}`".into()),
            ';' => return Err("`;` ends a statement, and each statement is sent by itself: leave it out".into()),
            '`' => return Err("a query's names stand between double quotes, not between backquotes".into()),
            _ => {}
        }
        Ok(())
    }

    /// A value beside a word or another value would become a part of it (`'a''b'`, `X'41'`), and `-{n}` a comment where `n` is negative.
    fn put(&mut self, sql: &str) {
        let after_operand = self.sql.is_empty() && matches!(self.pieces.last(), Some(Piece::Operand(_)));
        if after_operand && sql.starts_with(sticks) {
            self.sql.push(' ');
        }
        self.sql.push_str(sql);
    }

    fn operand(&mut self, operand: &str) -> Result<(), String> {
        match self.place {
            Place::Code => {}
            Place::Quotes(quote) => {
                return Err(format!(
                    "`{{{operand}}}` stands between quotes ({quote}), where it would be text: values and names bring their own \
                     quotes; a brace of the SQL itself is written `{{{{`"
                ));
            }
            Place::LineComment | Place::BlockComment => {
                return Err(format!(
                    "`{{{operand}}}` stands in a comment; a brace of the SQL itself is written `{{{{`"
                ));
            }
        }
        let after_operand = self.sql.is_empty() && !self.pieces.is_empty();
        if after_operand || self.sql.ends_with(|c| c == '-' || sticks(c)) {
            self.sql.push(' ');
        }
        self.end_sql();
        self.pieces.push(Piece::Operand(operand.to_owned()));
        Ok(())
    }

    fn end_sql(&mut self) {
        if !self.sql.is_empty() {
            self.pieces.push(Piece::Sql(std::mem::take(&mut self.sql)));
        }
    }

    fn done(mut self) -> Result<Vec<Piece>, String> {
        match self.place {
            Place::Code => {}
            Place::Quotes(quote) => return Err(format!("the quotes ({quote}) are not closed")),
            Place::LineComment => return Err("a `--` comment ends with its line, and here the text ends first".into()),
            Place::BlockComment => return Err("the comment is not closed: `*/` is missing".into()),
        }
        if let Some(missing) = self.open.last() {
            return Err(format!("a bracket is not closed: `{missing}` is missing"));
        }
        self.end_sql();
        let blank = |piece: &Piece| matches!(piece, Piece::Sql(sql) if sql.trim().is_empty());
        if self.pieces.iter().all(blank) { Err("the text is empty".into()) } else { Ok(self.pieces) }
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
    use super::{Piece, parse};

    /// The pieces with operands between `⟨⟩`.
    fn taken_apart(text: &str) -> String {
        let pieces = parse(text).expect("well formed");
        pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Sql(sql) => sql,
                Piece::Operand(operand) => format!("⟨{operand}⟩"),
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
            ("'a'{b}'c'", "'a' ⟨b⟩ 'c'"),
            ("{a}AND{b}", "⟨a⟩ AND ⟨b⟩"),
        ] {
            assert_eq!(taken_apart(text), pieces, "{text}");
        }
    }

    #[test]
    fn what_reaches_over_the_end_is_a_mistake() {
        for (text, message) in [
            ("", "the text is empty"),
            (" \n", "the text is empty"),
            ("a = 'b", "the quotes (') are not closed"),
            ("\"a = 1", "the quotes (\") are not closed"),
            ("f(a", "a bracket is not closed: `)` is missing"),
            ("f(a]", "`]` closes nothing"),
            ("a)", "`)` closes nothing"),
            ("a -- b", "a `--` comment ends with its line, and here the text ends first"),
            ("a /* b", "the comment is not closed: `*/` is missing"),
            ("a = ?", "`?` stands for no value here: write the value between braces, as in `{value}`"),
            ("a; b", "`;` ends a statement, and each statement is sent by itself: leave it out"),
            ("`a` = 1", "a query's names stand between double quotes, not between backquotes"),
            ("a\u{1}", "the control character '\\u{1}' has no place in SQL"),
            ("'\u{0}'", "the control character '\\0' has no place in SQL"),
            ("a}", "`}` closes nothing: a brace of the SQL itself is written `}}`"),
            ("{a", "`{` is not closed; a brace of the SQL itself is written `{{`"),
        ] {
            assert_eq!(parse(text), Err(message.to_owned()), "{text}");
        }
    }

    #[test]
    fn an_operand_stands_in_no_quotes_and_no_comment() {
        for text in ["a = '{b}'", "\"{a}\" = 1", "a LIKE '%{b}%'"] {
            let message = parse(text).expect_err(text);
            assert!(message.contains("stands between quotes"), "{message}");
        }
        for text in ["-- {b}\n1", "1 /* {b} */"] {
            let message = parse(text).expect_err(text);
            assert!(message.contains("stands in a comment"), "{message}");
        }
    }
}
