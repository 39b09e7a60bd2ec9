//! What a statement does, by its words.
//!
//! Athena's grammar decides a statement by its first words, so these are read properly: behind comments and parentheses, through
//! EXPLAIN ANALYZE (which runs what it explains). What is not known to only read counts as writing.

/// What a statement is to the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatementClass {
    /// SELECT, WITH, VALUES, TABLE: rows of data, and nothing changes.
    Query,
    /// SHOW, DESCRIBE, EXPLAIN: rows about data, and nothing changes.
    Utility,
    /// INSERT, UPDATE, DELETE, MERGE, UNLOAD and what else changes data; EXECUTE, which runs what only Athena knows.
    Write,
    /// CREATE, DROP, ALTER and the like.
    Ddl,
}

impl StatementClass {
    /// True when nothing changes.
    #[cfg(feature = "athena")]
    pub(crate) fn only_reads(self) -> bool {
        matches!(self, Self::Query | Self::Utility)
    }
}

/// The class of a statement.
pub(crate) fn class(sql: &str) -> StatementClass {
    let mut words = Words { rest: sql };
    by_first(&mut words)
}

fn by_first(words: &mut Words<'_>) -> StatementClass {
    match words.word().as_str() {
        "select" | "with" | "values" | "table" => StatementClass::Query,
        "show" | "describe" | "desc" => StatementClass::Utility,
        "explain" => explained(words),
        "create" | "drop" | "alter" | "msck" | "prepare" | "deallocate" | "grant" | "revoke" | "use" => {
            StatementClass::Ddl
        }
        _ => StatementClass::Write,
    }
}

/// EXPLAIN alone only plans; with ANALYZE it runs.
fn explained(words: &mut Words<'_>) -> StatementClass {
    let mut ahead = Words { rest: words.rest };
    if ahead.word() != "analyze" {
        return StatementClass::Utility;
    }
    words.rest = ahead.rest;
    let mut ahead = Words { rest: words.rest };
    if ahead.word() == "verbose" {
        words.rest = ahead.rest;
    }
    words.options();
    match by_first(words) {
        StatementClass::Query => StatementClass::Utility,
        other => other,
    }
}

/// The statement without what may stand behind it: white space, comments and one semicolon.
pub(crate) fn without_end(sql: &str) -> &str {
    let mut words = Words { rest: sql };
    let mut end = 0;
    let mut semicolon = None;
    while let Some(token) = words.token() {
        let stop = sql.len() - words.rest.len();
        if token == ";" {
            semicolon = Some(stop - 1);
        } else {
            semicolon = None;
            end = stop;
        }
    }
    // With text behind it, a semicolon is Athena's to refuse.
    if semicolon.is_some() || end > 0 { sql[..end].trim_end() } else { sql }
}

struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    /// The next word in lower case, behind opening parentheses; empty at the end and before anything else.
    fn word(&mut self) -> String {
        loop {
            match self.token() {
                Some("(") => {}
                Some(token) => return token.to_lowercase(),
                None => return String::new(),
            }
        }
    }

    /// `(FORMAT TEXT, …)`, if that is next; a parenthesis that opens a query is not.
    fn options(&mut self) {
        let mut ahead = Words { rest: self.rest };
        if ahead.token() != Some("(") {
            return;
        }
        let first = ahead.token().unwrap_or_default().to_lowercase();
        if first != "format" && first != "type" {
            return;
        }
        while let Some(token) = ahead.token() {
            if token == ")" {
                self.rest = ahead.rest;
                return;
            }
        }
    }

    /// The next word, quoted text or sign; comments are skipped.
    fn token(&mut self) -> Option<&'a str> {
        loop {
            self.rest = self.rest.trim_start();
            if let Some(comment) = self.rest.strip_prefix("--") {
                self.rest = comment.find(['\n', '\r']).map_or("", |end| &comment[end..]);
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                self.rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            } else {
                break;
            }
        }
        let first = self.rest.chars().next()?;
        let end = match first {
            '\'' | '"' | '`' => 1 + self.rest[1..].find(first).map_or(self.rest.len() - 1, |end| end + 1),
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
    use proptest::prelude::*;

    #[test]
    fn a_statement_is_known_by_its_words_and_not_by_its_first_letters() {
        let cases = [
            ("SELECT 1", StatementClass::Query),
            ("-- INSERT\n/* DROP */ ((select 1))", StatementClass::Query),
            ("WITH a AS (SELECT 1) SELECT * FROM a", StatementClass::Query),
            ("VALUES 1", StatementClass::Query),
            ("show tables", StatementClass::Utility),
            ("DESCRIBE t", StatementClass::Utility),
            ("EXPLAIN INSERT INTO t SELECT 1", StatementClass::Utility),
            ("EXPLAIN (FORMAT JSON) DELETE FROM t", StatementClass::Utility),
            ("EXPLAIN ANALYZE SELECT 1", StatementClass::Utility),
            ("EXPLAIN ANALYZE VERBOSE SELECT 1", StatementClass::Utility),
            ("EXPLAIN ANALYZE VERBOSE DELETE FROM t", StatementClass::Write),
            ("EXPLAIN ANALYZE (FORMAT TEXT) INSERT INTO t SELECT 1", StatementClass::Write),
            ("explain /* x */ analyze delete from t", StatementClass::Write),
            ("-- a comment ends here\rINSERT INTO t\nSELECT 1", StatementClass::Write),
            ("/* SELECT */ INSERT INTO t SELECT 1", StatementClass::Write),
            ("UNLOAD (SELECT 1) TO 's3://b/' WITH (format = 'PARQUET')", StatementClass::Write),
            ("EXECUTE q", StatementClass::Write),
            ("selectinto", StatementClass::Write),
            ("", StatementClass::Write),
            ("CREATE TABLE t AS SELECT 1", StatementClass::Ddl),
            ("DROP TABLE t", StatementClass::Ddl),
        ];
        for (sql, expected) in cases {
            assert_eq!(class(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_stands_behind_a_statement_is_taken_off_and_nothing_else() {
        let cases = [
            ("SELECT 1", "SELECT 1"),
            ("SELECT 1 ; ", "SELECT 1"),
            ("SELECT 1 -- it's\n", "SELECT 1"),
            ("SELECT ';' /* ; */ ;", "SELECT ';'"),
            ("SELECT '--'", "SELECT '--'"),
            ("SELECT 1; SELECT 2", "SELECT 1; SELECT 2"),
            ("SELECT 'it''s'", "SELECT 'it''s'"),
        ];
        for (sql, expected) in cases {
            assert_eq!(without_end(sql), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_class(sql in "\\PC{0,60}") {
            let _ = (class(&sql), without_end(&sql));
        }
    }
}
