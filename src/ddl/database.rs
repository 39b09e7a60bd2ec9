//! CREATE DATABASE and DROP DATABASE.

use super::location::checked_location;
use crate::{
    error::Result,
    sql::hive,
    statement::{Statement, StatementKind},
};

/// `CREATE DATABASE IF NOT EXISTS name`. Athena calls a schema a database too.
///
/// ```
/// use quilt_athena::ddl::CreateDatabase;
///
/// let create = CreateDatabase::new("my-db").comment("it's mine").location("s3://my-bucket/db").property("owner", "me");
/// assert_eq!(
///     create.statement()?.sql(),
///     "CREATE DATABASE IF NOT EXISTS `my-db`\nCOMMENT 'it\\'s mine'\nLOCATION 's3://my-bucket/db/'\n\
///      WITH DBPROPERTIES ('owner'='me')"
/// );
/// # Ok::<(), quilt_athena::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct CreateDatabase {
    name: String,
    comment: Option<String>,
    location: Option<String>,
    properties: Vec<(String, String)>,
}

impl CreateDatabase {
    /// A database of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), comment: None, location: None, properties: Vec::new() }
    }

    /// `COMMENT`
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// `LOCATION`: a prefix in S3.
    pub fn location(mut self, uri: impl Into<String>) -> Self {
        self.location = Some(uri.into());
        self
    }

    /// One more of `WITH DBPROPERTIES`.
    pub fn property(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.properties.push((key.into(), value.into()));
        self
    }

    /// The statement.
    ///
    /// # Errors
    /// [`ErrorKind::Identifier`](crate::ErrorKind::Identifier) for a name that Hive's grammar cannot quote;
    /// [`ErrorKind::InvalidQuery`](crate::ErrorKind::InvalidQuery) for a location that is not a prefix.
    pub fn statement(&self) -> Result<Statement> {
        let mut text = format!("CREATE DATABASE IF NOT EXISTS {}", hive::identifier(&self.name)?);
        if let Some(comment) = &self.comment {
            text.push_str("\nCOMMENT ");
            text.push_str(&hive::string(comment));
        }
        if let Some(location) = &self.location {
            text.push_str("\nLOCATION ");
            text.push_str(&hive::string(&checked_location(location)?));
        }
        if !self.properties.is_empty() {
            text.push_str("\nWITH DBPROPERTIES ");
            text.push_str(&hive::properties(&self.properties));
        }
        Ok(Statement::new(text, StatementKind::HiveDdl))
    }
}

/// `DROP DATABASE IF EXISTS name`: of a database without tables.
///
/// ```
/// assert_eq!(quilt_athena::ddl::drop_database("my-db")?.sql(), "DROP DATABASE IF EXISTS `my-db`");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Identifier`](crate::ErrorKind::Identifier) for a name that Hive's grammar cannot quote.
pub fn drop_database(name: &str) -> Result<Statement> {
    Ok(Statement::new(format!("DROP DATABASE IF EXISTS {}", hive::identifier(name)?), StatementKind::HiveDdl))
}

/// `DROP DATABASE IF EXISTS name CASCADE`: with all its tables and views.
///
/// ```
/// assert_eq!(quilt_athena::ddl::drop_database_cascade("my-db")?.sql(), "DROP DATABASE IF EXISTS `my-db` CASCADE");
/// # Ok::<(), quilt_athena::Error>(())
/// ```
///
/// # Errors
/// As [`drop_database`].
pub fn drop_database_cascade(name: &str) -> Result<Statement> {
    let text = format!("DROP DATABASE IF EXISTS {} CASCADE", hive::identifier(name)?);
    Ok(Statement::new(text, StatementKind::HiveDdl))
}
