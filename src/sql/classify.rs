//! What a statement does, by its first words.
//!
//! These decide in Athena's grammar, so they are read properly: after comments and parentheses, through EXPLAIN ANALYZE (which runs what it
//! explains). What is not known to only read counts as writing.

use super::tokens::Tokens;

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

/// Whether a statement changes an Iceberg table in one commit, or not at all: INSERT, UPDATE, DELETE, MERGE. A CREATE TABLE AS leaves files
/// where it fails, OPTIMIZE may have made some of its commits, and what EXECUTE runs only Athena knows.
#[cfg(feature = "athena")]
pub(crate) fn commits_once(sql: &str) -> bool {
    matches!(word(&mut Tokens::new(sql)).as_str(), "insert" | "update" | "delete" | "merge")
}

/// The class of a statement.
pub(crate) fn class(sql: &str) -> StatementClass {
    by_first(&mut Tokens::new(sql))
}

fn by_first(tokens: &mut Tokens<'_>) -> StatementClass {
    match word(tokens).as_str() {
        "select" | "with" | "values" | "table" => StatementClass::Query,
        "show" | "describe" | "desc" => StatementClass::Utility,
        "explain" => explained(tokens),
        "create" | "drop" | "alter" | "msck" | "prepare" | "deallocate" | "grant" | "revoke" | "use" => {
            StatementClass::Ddl
        }
        _ => StatementClass::Write,
    }
}

/// EXPLAIN alone only plans; with ANALYZE it runs.
fn explained(tokens: &mut Tokens<'_>) -> StatementClass {
    let mut ahead = tokens.clone();
    if word(&mut ahead) != "analyze" {
        return StatementClass::Utility;
    }
    *tokens = ahead.clone();
    if word(&mut ahead) == "verbose" {
        *tokens = ahead;
    }
    skip_options(tokens);
    match by_first(tokens) {
        StatementClass::Query => StatementClass::Utility,
        other => other,
    }
}

/// The next word in lower case, after any opening parentheses; empty at the end of the statement.
fn word(tokens: &mut Tokens<'_>) -> String {
    tokens.find(|token| *token != "(").map(str::to_lowercase).unwrap_or_default()
}

/// `(FORMAT TEXT, …)`, if that is next; a parenthesis that opens a query is not.
fn skip_options(tokens: &mut Tokens<'_>) {
    let mut ahead = tokens.clone();
    if ahead.next() != Some("(") {
        return;
    }
    let first = ahead.next().unwrap_or_default();
    if !(first.eq_ignore_ascii_case("format") || first.eq_ignore_ascii_case("type")) {
        return;
    }
    if ahead.any(|token| token == ")") {
        *tokens = ahead;
    }
}

/// The statement without what may follow it: white space, comments and one semicolon.
pub(crate) fn without_end(sql: &str) -> &str {
    let mut tokens = Tokens::new(sql);
    let mut end = 0;
    let mut semicolon = false;
    while let Some(token) = tokens.next() {
        semicolon = token == ";";
        if !semicolon {
            end = sql.len() - tokens.rest().len();
        }
    }
    // A semicolon with more SQL after it is Athena's to refuse.
    if semicolon || end > 0 { sql[..end].trim_end() } else { sql }
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

    #[cfg(feature = "athena")]
    #[test]
    fn one_commit_is_of_what_changes_rows() {
        for sql in [
            "INSERT INTO t SELECT 1",
            "-- x\nupdate t SET a = 1",
            "DELETE FROM t",
            "/* y */ MERGE INTO t USING u ON true",
        ] {
            assert!(commits_once(sql), "{sql}");
        }
        let others = [
            "SELECT 1",
            "CREATE TABLE t AS SELECT 1",
            "OPTIMIZE t REWRITE DATA USING BIN_PACK",
            "VACUUM t",
            "UNLOAD (SELECT 1) TO 's3://b/' WITH (format = 'PARQUET')",
            "EXECUTE q",
            "EXPLAIN ANALYZE INSERT INTO t SELECT 1",
            "ALTER TABLE t ADD COLUMNS (a int)",
        ];
        for sql in others {
            assert!(!commits_once(sql), "{sql}");
        }
    }

    #[test]
    fn what_follows_a_statement_is_taken_off_and_nothing_else() {
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
