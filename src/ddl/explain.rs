//! EXPLAIN.

use crate::{
    error::{Error, Result},
    sql,
    statement::{Statement, StatementKind},
};

/// `EXPLAIN` and `EXPLAIN ANALYZE`: how Athena would run a statement, or how it did. See
/// [EXPLAIN](https://docs.aws.amazon.com/athena/latest/ug/athena-explain-statement.html).
///
/// ```
/// use quilt_athena::{Statement, ddl::{Explain, ExplainFormat, ExplainType}};
///
/// let query = Statement::query("SELECT 1");
/// assert_eq!(Explain::new(&query).statement()?.sql(), "EXPLAIN SELECT 1");
/// assert_eq!(
///     Explain::new(&query).format(ExplainFormat::Json).kind(ExplainType::Io).statement()?.sql(),
///     "EXPLAIN (FORMAT JSON, TYPE IO) SELECT 1"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct Explain {
    statement: Statement,
    analyze: bool,
    format: Option<ExplainFormat>,
    kind: Option<ExplainType>,
}

/// The format of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExplainFormat {
    /// Lines of text.
    Text,
    /// A graph in the DOT language.
    Graphviz,
    /// JSON.
    Json,
}

/// What EXPLAIN shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExplainType {
    /// The steps.
    Logical,
    /// The steps, as they are divided among workers.
    Distributed,
    /// Whether the statement is valid.
    Validate,
    /// The tables that are read and written; only as JSON.
    Io,
}

impl Explain {
    /// `EXPLAIN statement`: nothing is run, and nothing is charged.
    pub fn new(statement: &Statement) -> Self {
        Self { statement: statement.clone(), analyze: false, format: None, kind: None }
    }

    /// `EXPLAIN ANALYZE statement`: **the statement is run and charged**, and what it writes is written.
    ///
    /// ```
    /// use quilt_athena::{Statement, ddl::{Explain, ExplainFormat}};
    ///
    /// let explain = Explain::analyze(&Statement::query("SELECT 1")).format(ExplainFormat::Json);
    /// assert_eq!(explain.statement()?.sql(), "EXPLAIN ANALYZE (FORMAT JSON) SELECT 1");
    /// # Ok::<(), quilt_athena::Error>(())
    /// ```
    pub fn analyze(statement: &Statement) -> Self {
        Self { analyze: true, ..Self::new(statement) }
    }

    /// `FORMAT`; text by default.
    pub fn format(mut self, format: ExplainFormat) -> Self {
        self.format = Some(format);
        self
    }

    /// `TYPE`; EXPLAIN ANALYZE has none.
    pub fn kind(mut self, kind: ExplainType) -> Self {
        self.kind = Some(kind);
        self
    }

    /// The statement.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) for options that contradict each other, and for DDL, which has no plan.
    pub fn statement(&self) -> Result<Statement> {
        self.check()?;
        let format = self.format.map(|format| match format {
            ExplainFormat::Text => "FORMAT TEXT",
            ExplainFormat::Graphviz => "FORMAT GRAPHVIZ",
            ExplainFormat::Json => "FORMAT JSON",
        });
        let kind = self.kind.map(|kind| match kind {
            ExplainType::Logical => "TYPE LOGICAL",
            ExplainType::Distributed => "TYPE DISTRIBUTED",
            ExplainType::Validate => "TYPE VALIDATE",
            ExplainType::Io => "TYPE IO",
        });
        let options: Vec<_> = [format, kind].into_iter().flatten().collect();
        let options = if options.is_empty() { String::new() } else { format!("({}) ", options.join(", ")) };
        let analyze = if self.analyze { "ANALYZE " } else { "" };
        let text = format!("EXPLAIN {analyze}{options}{}", self.statement);
        sql::fits(&text)?;
        Ok(Statement::new(text, StatementKind::Query).with_parameters(self.statement.parameters().to_vec()))
    }

    fn check(&self) -> Result<()> {
        let creates_table = self.statement.sql().starts_with("CREATE TABLE ");
        let planned = match self.statement.kind() {
            StatementKind::Query => true,
            StatementKind::TrinoDdl => creates_table,
            StatementKind::HiveDdl => false,
        };
        let wrong = |reason: &str| Err(Error::invalid_query(reason));
        if !planned {
            return wrong("EXPLAIN is for SELECT, INSERT, UNLOAD and CREATE TABLE AS: other statements have no plan");
        }
        if self.analyze && self.kind.is_some() {
            return wrong("EXPLAIN ANALYZE has no type: leave it out, or explain without running");
        }
        if self.analyze && self.format == Some(ExplainFormat::Graphviz) {
            return wrong("EXPLAIN ANALYZE gives TEXT or JSON: choose one of them, or explain without running");
        }
        if self.kind == Some(ExplainType::Io) && self.format != Some(ExplainFormat::Json) {
            return wrong("EXPLAIN with TYPE IO gives JSON only: choose that format");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_do_not_go_together_are_refused() {
        let query = Statement::query("SELECT 1");
        assert!(Explain::analyze(&query).kind(ExplainType::Logical).statement().is_err());
        assert!(Explain::analyze(&query).format(ExplainFormat::Graphviz).statement().is_err());
        assert!(Explain::new(&query).kind(ExplainType::Io).statement().is_err());
        let table = crate::schema::TableName::new("t").expect("a name");
        assert!(Explain::new(&crate::ddl::drop_view(&table)).statement().is_err());
        let create = crate::ddl::CreateTableAs::new(table, &query).statement().expect("a statement");
        assert_eq!(Explain::new(&create).statement().expect("a plan").sql(), "EXPLAIN CREATE TABLE \"t\" AS SELECT 1");
    }
}
